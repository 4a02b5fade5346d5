# SPDX-License-Identifier: GPL-3.0-or-later
"""What is broken, missing or refused is said in words, and never an empty screen."""
import pathlib
import shutil
import subprocess

import driver
import visit

CALL_STAFF = 'The machine needs a person of the centre. Please call the staff.'
TAGS = ('kk', 'ru', 'uz', 'ky', 'tg', 'zh-Hans', 'tr', 'fa')


def sees_whom_to_ask(desktop):
    """In every language, and the number that helps in danger."""
    for tag in TAGS:
        desktop.wait(visit.words(tag)(CALL_STAFF), 'label', timeout=30)
    desktop.wait(CALL_STAFF, 'label')
    desktop.wait('112', 'label')
    assert desktop.colours() > 4


class Alone(driver.Kiosk):
    """A kiosk away from its build folder, where there is no starter content."""

    def __init__(self, folder, *options):
        alone = folder / 'birge-kiosk'
        shutil.copy(driver.build_path('app', 'birge-kiosk'), alone)
        super().__init__(*options, state=folder / 'state', program=alone)


def test_an_empty_kiosk_installs_the_starter_content(desktop):
    with driver.Kiosk() as kiosk:
        visit.on_the_wall(desktop)
        visit.until(lambda: (kiosk.state / 'content' / 'current').is_symlink(), timeout=60, what='nothing is installed')
        assert kiosk.complaints() == []


def test_no_content_at_all(desktop):
    with visit.folder() as own, Alone(own) as kiosk:
        sees_whom_to_ask(desktop)
        desktop.screenshot(desktop.shots / 'no-content.png')
        assert kiosk.running


def test_a_state_folder_that_cannot_be(desktop):
    with driver.Kiosk(state='/dev/null/state') as kiosk:
        sees_whom_to_ask(desktop)
        assert kiosk.running


def test_a_damaged_database_is_repaired(desktop):
    say = visit.words('uz')
    for harm in (b'', b'not a database', bytes(4096)):
        with visit.folder() as own:
            state = visit.new_state(own / 'state')
            database = state / 'content' / 'current' / 'content.db'
            database.write_bytes(harm)
            with visit.visit(desktop, 'uz', '--open', 'guide/wages', state=state):
                desktop.wait(say.steps('guide/wages')[0], 'label', timeout=30)


def test_a_page_of_the_database_is_damaged(desktop):
    say = visit.words('uz')
    with visit.folder() as own:
        state = visit.new_state(own / 'state')
        database = state / 'content' / 'current' / 'content.db'
        content = bytearray(database.read_bytes())
        content[8192:len(content) // 2] = bytes(len(content) // 2 - 8192)
        database.write_bytes(content)
        with visit.visit(desktop, state=state, quiet=False):
            visit.on_the_wall(desktop)
        with visit.visit(desktop, 'uz', state=state, quiet=False):
            desktop.tap(say('My rights'), 'push button')
            desktop.wait(say.title('guide/wages'), 'push button', timeout=30)


@visit.in_languages(*visit.BOTH)
def test_missing_texts_and_pictures(desktop, say):
    with visit.folder() as own:
        state = visit.new_state(own / 'state')
        shutil.rmtree(state / 'objects')
        with visit.visit(desktop, say.tag, state=state) as kiosk:
            desktop.tap(say('My rights'), 'push button')
            desktop.tap(say.title('guide/wages'), 'push button')
            desktop.wait(say('This text is not on this machine.'), 'label')
            visit.check_page(desktop, kiosk)
            desktop.screenshot(desktop.shots / ('missing-text-%s.png' % say.tag))
            desktop.tap(say('Call a person'), 'push button')
            desktop.wait(say('It rings. Please wait here.'), 'label')


def test_nothing_sounds_and_it_says_so(desktop):
    """There is no sound card here: the film goes on, with words."""
    say = visit.words('uz')
    if not visit.has_film():
        raise driver.unittest.SkipTest('the starter content was built without films')
    with visit.visit(desktop, 'uz', '--open', 'film/cpr-adult'):
        desktop.wait(say('Pause'), 'push button')
        desktop.wait(say('This machine has no sound. Read the words under the film.'), 'label')


def test_a_second_kiosk_is_refused(desktop):
    with visit.visit(desktop) as first:
        second = subprocess.run([driver.build_path('app', 'birge-kiosk'), '--state', first.state], text=True,
                                capture_output=True, timeout=30)
        assert second.returncode == 1, second
        assert second.stderr.startswith('birge: ') and str(first.process.pid) in second.stderr, second.stderr
        visit.on_the_wall(desktop)


def test_no_screen_and_wrong_options_are_explained(desktop):
    kiosk = driver.build_path('app', 'birge-kiosk')
    for options, environment, word in [(['--windowed'], {'WAYLAND_DISPLAY': '', 'DISPLAY': ''}, 'no display'),
                                       (['--language', 'xx'], {}, 'xx'), (['--nonsense'], {}, 'nonsense'), (['word'], {}, 'word')]:
        ended = subprocess.run([kiosk, *options], text=True, capture_output=True, timeout=30,
                               env={**driver.os.environ, **environment})
        assert ended.returncode == 2 and ended.stderr.startswith('birge: ') and word in ended.stderr, ended


@visit.in_languages('uz')
def test_a_crash_loses_nothing_but_the_visit(desktop, say):
    with visit.folder() as own:
        state = visit.new_state(own / 'state')
        with visit.visit(desktop, say.tag, '--open', 'guide/wages', state=state) as kiosk:
            desktop.wait(say.steps('guide/wages')[0], 'label')
            kiosk.process.kill()
            kiosk.process.wait()
            kiosk.process.returncode = 0
        with visit.visit(desktop, state=state):
            visit.on_the_wall(desktop)
        assert pathlib.Path(state, 'state.db').exists()
