#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""app/starter: films are made one by one beside an open kiosk, whatever happens meanwhile. Prints TAP.

    test-starter.py STARTER BIRGE
"""
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

PATIENCE = 120
ITEM = '''[Item]
Section=films
Picture=box
Title[en]=A film
Summary[en]=Something moves
Source=S46
Facts=A1.01
Written=2026-11-23
Reviewed=no
CheckAgain=2027-11-23
'''
FILM = '''[Film]
Size=160x90
[Scene1]
Picture=a.svg
Seconds=%s
Move1=box shift -300,0 300,0
Caption[en]=Something moves
'''
PICTURE = '''<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720">
<rect id="box" x="540" y="260" width="200" height="200" fill="#14703F"/></svg>'''
FACTS = '''id,claim,source,date,confidence,check_again
A1.01,Things move,S46,2026-11,high,2027-11-23
'''
SOURCES = '''key,title,address,title_kk,title_ru
S46,A book,a library,,
'''
SECTIONS = '''[films]
Journey=first-aid
Picture=box
Order=1
Title[en]=Films
'''


class Place:
    """A folder of content, what is made of it, and the state of a kiosk."""

    def __init__(self, folder, starter, birge):
        self.starter, self.birge = starter, birge
        self.content, self.out, self.state = (folder / name for name in ('content', 'out', 'state'))
        for name, text in (('facts.csv', FACTS), ('sources.csv', SOURCES), ('sections.ini', SECTIONS),
                           ('pictures/box.svg', PICTURE)):
            self.write(name, text)
        for name in ('one', 'two'):
            self.write(f'film/{name}/item.ini', ITEM)
            self.write(f'film/{name}/a.svg', PICTURE)
            self.film(name, 1)

    def write(self, name, text):
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def film(self, name, seconds):
        self.write(f'film/{name}/storyboard.ini', FILM % seconds)

    def begin(self, what, state=None, **options):
        return subprocess.Popen([self.starter, what, self.birge, self.content, self.out, '--state', state or self.state],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)

    def run(self, what, **options):
        process = self.begin(what, **options)
        words, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, words

    def status(self):
        result = subprocess.run([self.birge, 'status', '--json', '--state', self.state], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                text=True, check=False)
        return json.loads(result.stdout or '{"generation": 0}')

    def generation(self):
        return self.status()['generation']

    def has(self, name, state=None):
        """The film is in the content that is installed."""
        film = self.out / 'media/film' / (name + '.webm')
        if not film.is_file():
            return False
        size = film.stat().st_size
        return any(path.stat().st_size == size for path in ((state or self.state) / 'objects').rglob('*') if path.is_file())


count = 0
failed = 0


def expect(promise, kept, seen=''):
    global count, failed
    count += 1
    failed += not kept
    print('ok' if kept else 'not ok', count, '-', promise, flush=True)
    if not kept:
        print('\n'.join('# ' + line for line in str(seen).splitlines()), flush=True)


def test_makes_films_one_by_one(place):
    code, words = place.run('show')
    expect('content without films is shown at once', code == 0 and place.generation() == 1 and not place.has('one'), words)
    code, words = place.run('films')
    expect('each film is shown when it is made', code == 0 and place.has('one') and place.has('two') and place.generation() == 3, words)
    expect('it says what it does', 'making the film one' in words and 'new films: 2' in words, words)
    code, words = place.run('films')
    expect('nothing is made twice', code == 0 and words == '' and place.generation() == 3, words)


def test_two_at_once(place):
    """Each for a kiosk of its own, and a third that only shows what is there."""
    place.film('one', 2)
    other = place.state.with_name('other')
    both = [place.begin('films'), place.begin('films', other), place.begin('show')]
    words = [process.communicate(timeout=PATIENCE)[0] for process in both]
    expect('two at once make a film once, and both show it', [process.returncode for process in both] == [0, 0, 0]
           and ''.join(words).count('new films: 1') == 1 and place.has('one') and place.has('one', other), words)


def wait_for(condition):
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def test_is_ended(place, kill):
    """By SIGTERM, as app/run ends it with the kiosk, and by SIGKILL."""
    part = place.out / 'media/film/two.webm.part'
    part.unlink(missing_ok=True)
    before = place.generation()
    place.film('two', 50 if kill else 55)
    process = place.begin('films', start_new_session=True)
    begun = wait_for(part.exists)
    if kill:
        os.killpg(process.pid, 9)
    else:
        process.terminate()
    words = process.communicate(timeout=PATIENCE)[0]
    how = 'killed' if kill else 'ended'
    expect(f'{how} in the middle it leaves what is shown as it was', begun and place.generation() == before
           and place.has('two'), words)
    lock = subprocess.run(['flock', '-w', '10', place.out / 'films.lock', 'true'], check=False)
    expect(f'{how}, no program of it is left behind', lock.returncode == 0)
    place.film('two', 1 if kill else 2)
    code, words = place.run('films')
    expect(f'{how}, it goes on at the next start', code == 0 and place.has('two'), words)


def test_full_disk(place):
    """Files that cannot grow fail as on a full disk."""
    place.film('one', 3)
    before = place.status()
    code, words = place.run('films', restore_signals=False,
                            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
    expect('a full disk is said, and the old content stays', code == 1 and 'could not be made or shown: 1' in words
           and place.status()['generation'] == before['generation'], words)
    code, words = place.run('films')
    expect('with room again the film is made', code == 0 and place.has('one'), words)


def test_a_broken_film(place):
    place.film('one', 'soon')
    place.film('two', 4)
    code, words = place.run('films')
    expect('a broken film is named by file and line', code == 1 and 'film/one/storyboard.ini:5' in words, words)
    place.film('one', 3)
    shown, _ = place.run('show')
    code, words = place.run('films')
    expect('once it is mended both are there', shown == code == 0 and place.has('one') and place.has('two'), words)


def test_leaves_what_is_held(place):
    back = subprocess.run([place.birge, 'rollback', '--state', place.state], stdout=subprocess.DEVNULL, check=False)
    before = place.generation()
    place.film('one', 4)
    code, words = place.run('films')
    expect('content that somebody went back to stays', back.returncode == 0 and code == 0 and 'went back' in words
           and place.generation() == before, words)


def main():
    place_args = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix='birge-starter-') as folder:
        place = Place(pathlib.Path(folder), *place_args)
        test_makes_films_one_by_one(place)
        test_two_at_once(place)
        test_is_ended(place, kill=False)
        test_is_ended(place, kill=True)
        test_full_disk(place)
        test_a_broken_film(place)
        test_leaves_what_is_held(place)
    print(f'1..{count}')
    return 1 if failed else 0


sys.exit(main())
