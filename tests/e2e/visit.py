# SPDX-License-Identifier: GPL-3.0-or-later
"""A visit to the kiosk with its starter content, and the words one expects there.

Words come from where the kiosk has them: the interface from the compiled
translations, the rest from the editors' files. No test holds a translation.
"""
import configparser
import contextlib
import csv
import functools
import gettext
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import driver

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CONTENT = SOURCE / 'data' / 'content'
LANGUAGES = SOURCE / 'data' / 'formats' / 'languages.ini'
BOTH = ('uz', 'fa')  # one from left to right, one from right to left
LONG = bool(os.environ.get('BIRGE_TEST_LONG'))


def read_ini(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters='=', comment_prefixes='#', strict=True)
    parser.optionxform = str
    parser.read_string(path.read_text(encoding='utf-8'))
    return parser


def read_csv(path):
    with open(path, newline='', encoding='utf-8') as file:
        return list(csv.DictReader(file))


def in_languages(*tags):
    """The test is run once for each language, and given its words."""
    def mark(test):
        test.languages = tags
        return test
    return mark


class Words:
    """What the kiosk says in one language: words('Back'), words.title('guide/wages')."""

    def __init__(self, tag):
        self.tag = tag
        with open(driver.build_path('po', tag + '.mo'), 'rb') as file:
            self._catalogue = gettext.GNUTranslations(file)
        self._language = read_ini(LANGUAGES)[tag]

    def __call__(self, msgid):
        text = self._catalogue.gettext(msgid)
        assert text and (text != msgid or msgid.isdigit()), 'no translation of "%s" into %s' % (msgid, self.tag)
        return text

    @property
    def name(self):
        """Of the language, in itself."""
        return self._language['Name']

    @property
    def greeting(self):
        return self._language['Greeting']

    @property
    def letters(self):
        return self._language['Letters'].split()

    @property
    def speaks(self):
        """Whether a voice speaks it, so that there are loudspeakers."""
        return 'Voice' in self._language

    def best(self, row, key):
        """The text of a row of a table in this language, or in the first of its fallbacks that has one."""
        return next(row[key + tag] for tag in [self.tag, *self._language['Fallback'].split()] if row[key + tag])

    @property
    def right_to_left(self):
        return self._language['Direction'] == 'rtl'

    def number(self, value):
        """Figures as they are written in this language."""
        figures = self._language.get('Digits', '0123456789')
        return ''.join(figures[int(digit)] for digit in str(value))

    def title(self, item):
        """Of a guide, topic, film or course; of a lesson, place or section."""
        kind, name = item.split('/', 1)
        if kind == 'section':
            return read_ini(CONTENT / 'sections.ini')[name]['Title[%s]' % self.tag]
        if kind == 'place':
            return self.place(name)['name_' + self.tag]
        return read_ini(CONTENT / kind / name / 'item.ini')['Item']['Title[%s]' % self.tag]

    def place(self, name):
        return next(row for row in read_csv(CONTENT / 'places.csv') if row['id'] == name)

    def module(self, number):
        return next(row for row in read_csv(CONTENT / 'vocabulary' / 'modules.csv')
                    if row['module_no'] == str(number))[self.tag]

    def vocabulary(self, number):
        """Rows of one module, in the order in which they are taught."""
        return [row for row in read_csv(CONTENT / 'vocabulary' / 'basic.csv') if row['module_no'] == str(number)]

    def phrases(self, item):
        return read_csv(CONTENT / pathlib.Path(item) / 'phrases.csv')

    def steps(self, item):
        """The first line of each step of a guide or topic."""
        steps = []
        lines = (CONTENT / item / (self.tag + '.md')).read_text(encoding='utf-8').splitlines()
        within = False
        for line in lines:
            if line.startswith('```'):
                within = line.startswith('```steps')
            elif within and line[:1].isdigit():
                steps.append(line.partition('. ')[2].replace('**', ''))
        return steps


words = functools.lru_cache(maxsize=None)(Words)


@functools.lru_cache(maxsize=None)
def _installed():
    """A state folder with the starter content, made once for all tests of a file."""
    folder = tempfile.TemporaryDirectory(prefix='birge-starter-')
    state = pathlib.Path(folder.name, 'state')
    subprocess.run([driver.build_path('app', 'birge'), 'install', starter(), '--state', state], check=True,
                   stdout=subprocess.DEVNULL)
    return folder, state


def starter():
    return driver.build_path('data', 'content', 'starter')


def new_state(path):
    """A state folder of its own with the starter content."""
    shutil.copytree(_installed()[1], path, symlinks=True)
    return pathlib.Path(path)


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix='birge-visit-', ignore_cleanup_errors=True) as path:
        yield pathlib.Path(path)


@contextlib.contextmanager
def visit(desktop, tag=None, *options, state=None, quiet=True, **environment):
    """The kiosk with the starter content; in a language it begins at home. QUIET: a warning fails the test."""
    with folder() as own:
        state = state or new_state(own / 'state')
        language = ['--language', tag] if tag else []
        with driver.Kiosk(*language, *options, state=state, **environment) as kiosk:
            desktop.wait_window(words(tag).name if tag else words('kk').name, timeout=60)
            until(lambda: kiosk.painted() > 0)
            yield kiosk
            assert kiosk.process.poll() in (None, 0), 'the kiosk ended, with status %s' % kiosk.process.returncode
            if quiet:
                assert kiosk.complaints() == []


def until(holds, timeout=driver.PATIENCE, what=''):
    """Waits until HOLDS () is true."""
    end = time.monotonic() + timeout
    while not holds():
        assert time.monotonic() < end, what or 'not within %d s' % timeout
        time.sleep(0.1)


def large_objects(place):
    """Films: large, and WebM; packs of texts may grow as large."""
    return [path for path in (place / 'objects').rglob('*') if path.is_file() and path.stat().st_size > 500_000
            and path.open('rb').read(4) == b'\x1aE\xdf\xa3']


def has_film():
    """Whether the starter content has its films; a build without them has their steps."""
    return bool(large_objects(starter()))


def at_home(desktop, say):
    desktop.wait(say('My rights'), 'push button')


def on_the_wall(desktop):
    """Every language by its own name, and nothing that leads back."""
    desktop.wait(words('kk').name, 'push button')
    for tag in ('ru', 'zh-Hans', 'fa'):
        desktop.wait(words(tag).name, 'push button')


def check_page(desktop, kiosk):
    """What holds on every page: each control has a name and room for a finger, and there is a way to help."""
    unnamed, small = desktop.unnamed(), kiosk.small()
    assert not unnamed and not small, 'without a name: %s; too small: %s' % (unnamed, small)
