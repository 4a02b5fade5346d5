# SPDX-License-Identifier: GPL-3.0-or-later
"""New content behind the staff's door: from a stick, from a server that is not there, and back to what was before."""
import contextlib
import functools
import http.server
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import unittest

import driver
import staff
import visit

PHRASE = 'the garden is green'
NEW, CHANGED = 'guide/rent', 'guide/wages'
TITLES = {'uz': ('Ijara haqi', 'Maosh (yangi)'), 'fa': ('کرایهٔ خانه', 'دستمزد (تازه)'), 'zh-Hans': ('房租', '工资（新）')}
FILM = 'film/cpr-adult'
GENERATOR = visit.SOURCE / 'tests' / 'bench' / 'generate-content.py'
BIRGE = driver.build_path('app', 'birge')


def birge(*words, phrase=None):
    command = [str(word) for word in (BIRGE, *words)] + (['--passphrase-fd', '0'] if phrase else [])
    done = subprocess.run(command, input=phrase and phrase + '\n', capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)


def set_title(item, titles):
    """Of an item.ini, in the languages of the tests."""
    text = item.read_text(encoding='utf-8')
    for tag, title in titles.items():
        lines = text.splitlines(keepends=True)
        text = ''.join('Title[%s]=%s\n' % (tag, title) if line.startswith('Title[%s]=' % tag) else line for line in lines)
    item.write_text(text, encoding='utf-8')


def publisher(folder):
    birge('publish', 'init', folder, '--profile', 'small', phrase=PHRASE)
    return folder


def release(office, out, stick, *options):
    birge('publish', 'add', out, '--dir', office)
    birge('publish', 'release', '--dir', office, '--to', stick, *options, phrase=PHRASE)


def generate(folder, guides):
    """Content without films."""
    subprocess.run([GENERATOR, folder / 'small', '--guides', str(guides)], check=True)
    birge('content', 'build', folder / 'small', '--out', folder / 'small-out')
    shutil.rmtree(folder / 'small')
    return folder / 'small-out'


@functools.lru_cache(maxsize=None)
def published():
    """Made once: a publisher's stick with one guide more and one changed, and two of a stranger without any film."""
    keep = tempfile.TemporaryDirectory(prefix='birge-published-')
    folder = pathlib.Path(keep.name)
    content, out = folder / 'content', folder / 'out'
    shutil.copytree(visit.CONTENT, content)
    shutil.copytree(visit.starter(), out)
    shutil.copytree(content / CHANGED, content / NEW)
    set_title(content / NEW / 'item.ini', {tag: new for tag, (new, _) in TITLES.items()})
    set_title(content / CHANGED / 'item.ini', {tag: changed for tag, (_, changed) in TITLES.items()})
    birge('content', 'build', content, '--media', driver.build_path('data', 'content', 'media'), '--out', out)
    for stick in ('ours', 'theirs-1', 'theirs-2'):
        (folder / stick).mkdir()
    release(publisher(folder / 'office'), out, folder / 'ours')
    stranger = publisher(folder / 'stranger')
    release(stranger, generate(folder, 12), folder / 'theirs-1', '--shrink-ok')
    release(stranger, generate(folder, 13), folder / 'theirs-2', '--shrink-ok')
    return keep, folder


class Handler(http.server.SimpleHTTPRequestHandler):
    """A static server, with ranges."""

    def do_GET(self):
        try:
            content = pathlib.Path(self.translate_path(self.path)).read_bytes()
        except OSError:
            self.send_error(404)
            return
        wanted = re.fullmatch(r'bytes=(\d+)-(\d*)', self.headers.get('Range', ''))
        first = int(wanted[1]) if wanted else 0
        last = min(int(wanted[2]) if wanted and wanted[2] else len(content) - 1, len(content) - 1)
        self.send_response(206 if wanted else 200)
        self.send_header('Content-Length', str(last + 1 - first))
        if wanted:
            self.send_header('Content-Range', 'bytes %d-%d/%d' % (first, last, len(content)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(content[first:last + 1])

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def server(folder):
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield 'http://127.0.0.1:%d' % running.server_port
        running.shutdown()


def settings(own, *more, office='office'):
    """A settings file whose stick is a folder that tests put something into."""
    path = own / 'birge.ini'
    lines = ['[Updates]', 'Root=%s' % (published()[1] / office / 'v1/metadata/1.root.json'), 'StickFolder=%s' % (own / 'KINGSTON')]
    path.write_text('\n'.join([*lines, *more]) + '\n')
    return path


def put_in(own, stick):
    shutil.copytree(published()[1] / stick, own / 'KINGSTON')


def pull_out(own):
    shutil.rmtree(own / 'KINGSTON')


def on_the_shelf(desktop, say, title):
    desktop.tap(say('Home'), 'push button')
    desktop.tap(say('My rights'), 'push button')
    desktop.wait(title, 'push button')


def picture(desktop, say, name):
    desktop.screenshot(desktop.shots / ('%s-%s.png' % (name, say.tag)))


@visit.in_languages(*visit.BOTH, *(['zh-Hans'] if visit.LONG else []))
def test_a_stick_is_looked_at_brought_and_taken_back(desktop, say):
    new, changed = TITLES[say.tag]
    with visit.folder() as own:
        state = staff.with_pin(own / 'state')
        put_in(own, 'ours')
        with visit.visit(desktop, say.tag, '--config', settings(own), state=state) as kiosk:
            staff.enter(desktop, say, 'New content')
            desktop.wait(say('Nobody has looked for new content yet.'), 'label')
            desktop.wait(say('No server is set on this machine.'), 'label')
            desktop.wait(say('There is no previous content on this machine.'), 'label')
            visit.check_page(desktop, kiosk)
            picture(desktop, say, 'room')

            desktop.tap(say('Look at the stick'), 'push button')
            desktop.wait(say('Bring it onto this machine'), 'push button')
            desktop.wait('%s: %s' % (say('New'), say.number(1)), 'label')
            desktop.wait(say.title(CHANGED), 'label')  # as it is called until now
            visit.check_page(desktop, kiosk)
            picture(desktop, say, 'preview')
            desktop.tap(say('Bring it onto this machine'), 'push button')
            desktop.wait(say('Done. The new content is shown.'), 'label')
            desktop.wait(new, 'label')
            visit.check_page(desktop, kiosk)
            picture(desktop, say, 'done')
            on_the_shelf(desktop, say, new)
            desktop.wait(changed, 'push button')

            staff.enter(desktop, say, 'New content')
            desktop.tap(say('Close'), 'push button')
            desktop.tap(say('Back to the previous content'), 'push button')
            desktop.wait(say('Go back to the previous content?'), 'label')
            visit.check_page(desktop, kiosk)
            picture(desktop, say, 'question')
            desktop.tap(say('Yes, go back'), 'push button')
            desktop.wait(say('Done. The previous content is shown again.'), 'label')
            on_the_shelf(desktop, say, say.title(CHANGED))
            assert desktop.find(new) is None, 'what was taken back is still there'

            staff.enter(desktop, say, 'New content')
            desktop.tap(say('Look at the stick'), 'push button')
            desktop.wait(say('This machine went back from this content. It does not come again by itself.'), 'label')
            desktop.tap(say('Leave it'), 'push button')
            desktop.wait_gone(say('Leave it'))
            assert kiosk.stop() == 0
        actions = [action for action, in staff.kept(state, 'SELECT action FROM log ORDER BY id')]
        assert [action for action in actions if action in ('stick', 'content')] == ['stick', 'content'], actions


@visit.in_languages(*(visit.BOTH if visit.LONG else ['uz']))
def test_what_cannot_be_taken_is_said(desktop, say):
    with visit.folder() as own:
        state = staff.with_pin(own / 'state')
        with visit.visit(desktop, say.tag, '--config', settings(own, 'Mirrors=https://127.0.0.1:9'), state=state) as kiosk:
            staff.enter(desktop, say, 'New content')
            desktop.wait(say('Put a stick into the machine.'), 'label')
            desktop.tap(say('Look for new content'), 'push button')
            desktop.wait(say('The server cannot be reached. Check the connection, then try again.'), 'label')
            visit.check_page(desktop, kiosk)
            picture(desktop, say, 'no-server')
            for stick, sentence in (('theirs-1', 'This is not from your publisher. Nothing was taken.'),
                                    (None, 'There is no content for this machine on the stick.')):
                if stick:
                    put_in(own, stick)
                else:
                    (own / 'KINGSTON' / 'holiday').mkdir(parents=True)
                desktop.tap(say('Back'))
                staff.room(desktop, say, 'New content')
                desktop.tap(say('Look at the stick'), 'push button')
                desktop.wait(say(sentence), 'label')
                visit.check_page(desktop, kiosk)
                picture(desktop, say, 'refused-%s' % stick)
                desktop.tap(say('Close'), 'push button')
                desktop.wait_gone(say(sentence))
                pull_out(own)
            assert kiosk.settings()['volume'] == 60  # it still answers


@visit.in_languages('uz')
def test_an_update_goes_on_when_its_room_is_left(desktop, say):
    if not visit.has_film():
        raise unittest.SkipTest('the starter content was built without films')
    with visit.folder() as own, server(published()[1] / 'ours' / 'BIRGE') as address:
        state = staff.with_pin(own / 'state')
        films = visit.large_objects(state)
        for film in films:
            film.unlink()
        config = settings(own, 'Mirrors=' + address, 'CapKilobytesPerSecond=200', 'Metered=no')
        with visit.visit(desktop, say.tag, '--config', config, state=state) as kiosk:
            staff.enter(desktop, say, 'New content')
            desktop.tap(say('Look for new content'), 'push button')
            desktop.wait(say('Bringing films'), 'label')
            visit.check_page(desktop, kiosk)
            picture(desktop, say, 'progress')
            on_the_shelf(desktop, say, TITLES[say.tag][0])  # texts came first, and can be read
            staff.enter(desktop, say, 'New content')
            desktop.wait(say('Bringing films'), 'label')
            desktop.tap(say('Stop'), 'push button')
            desktop.wait(say('Stopped. What has come stays, and the next time it goes on from there.'), 'label')
            assert not any(film.exists() for film in films), 'it came too fast to be stopped'
            config.write_text(config.read_text().replace('=200', '=1000000'))
            desktop.tap(say('Look for new content'), 'push button')
            desktop.wait(say('Done. The new content is shown.'), 'label')
            assert all(film.exists() for film in films)


@visit.in_languages('uz')
def test_without_settings_the_room_says_what_is_missing(desktop, say):
    with visit.folder() as own:
        state = staff.with_pin(own / 'state')
        nowhere = 'unix:path=%s' % (own / 'no-bus')
        with visit.visit(desktop, say.tag, state=state, DBUS_SYSTEM_BUS_ADDRESS=nowhere) as kiosk:
            staff.enter(desktop, say, 'New content')
            desktop.wait(say('This machine cannot open sticks. Ask the technician.'), 'label')
            desktop.wait(say('No server is set on this machine.'), 'label')
            visit.check_page(desktop, kiosk)


@visit.in_languages('uz')
def test_a_film_goes_on_while_its_content_is_replaced(desktop, say):
    if not visit.has_film():
        raise unittest.SkipTest('the starter content was built without films')
    with visit.folder() as own:
        state = visit.new_state(own / 'state')
        films = visit.large_objects(state)
        config = settings(own, office='stranger')
        for path in (state / 'objects').rglob('*'):
            os.utime(path, (1, 1))  # nothing is kept for its youth
        with visit.visit(desktop, say.tag, '--config', config, '--open', FILM, state=state) as kiosk:
            desktop.wait(say('Pause'), 'push button')
            before = desktop.wait(say('Place in the film'), 'slider').value
            for stick in ('theirs-1', 'theirs-2'):  # what is being played is neither in what is shown nor in what was before
                birge('sync', '--config', config, '--state', state, '--from', published()[1] / stick)
            visit.until(lambda: desktop.wait(say('Place in the film'), 'slider').value > before, what='the film stands still')
            desktop.wait(say('Pause'), 'push button')
            assert films and all(film.exists() for film in films), 'a film that is being played was taken away'
            desktop.tap(say('Home'), 'push button')
            desktop.tap(say('My rights'), 'push button')
            desktop.wait_gone(say.title('guide/doctor'), 'push button')
            assert kiosk.stop() == 0
        birge('sync', '--config', config, '--state', state, '--from', published()[1] / 'theirs-2')
        assert not any(film.exists() for film in films), 'nobody plays it any more'
