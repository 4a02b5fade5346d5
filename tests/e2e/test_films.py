# SPDX-License-Identifier: GPL-3.0-or-later
"""A film as a trainer uses it: step by step, one step again and again, another voice, another speed, keys and remote control."""
import json
import unittest

import driver
import visit

FILM = 'film/cpr-adult'
SPACE, HOME, PAGE_UP, PAGE_DOWN, RIGHT, F = 0x20, 0xff50, 0xff55, 0xff56, 0xff53, ord('f')


class Film:
    """The film on the screen, and what its files say of it."""

    def __init__(self, desktop, say):
        self.desktop, self.say = desktop, say
        told = json.loads(driver.build_path('data', 'content', 'media', FILM + '.json').read_text(encoding='utf-8'))
        self.chapters = [chapter['at_us'] for chapter in told['chapters']]
        self.titles = [chapter['title'][say.tag] for chapter in told['chapters']]
        self.stops = [stop['at_us'] for stop in told['stops']]
        self.length = told['duration_us']

    @property
    def at(self):
        return self.line().value

    def line(self):
        return self.desktop.wait(self.say('Place in the film'), 'slider')

    def touch_line(self, microseconds):
        x, y, width, height = self.line().rect
        self.desktop.tap_at(x + width * microseconds / self.length, y + height / 2)

    def until(self, first, last, what):
        visit.until(lambda: first <= self.at < last, what='%s: it is at %s' % (what, self.at / 1e6))

    def words_between(self, first, last):
        """What is said there, as the list of all the words has it."""
        cues = driver.build_path('data', 'content', 'media', FILM + '.%s.vtt' % self.say.tag).read_text(encoding='utf-8').split('\n\n')
        lines = [cue.splitlines() for cue in cues if '-->' in cue]
        times = [next(line for line in cue if '-->' in line) for cue in lines]
        return [' '.join(cue[cue.index(at) + 1:]) for cue, at in zip(lines, times) if first <= microseconds(at) < last]

    def in_view(self, line):
        """Whether a line of the list can be touched where it is."""
        control = self.desktop.find(line, 'push button')
        if control is None:
            return False
        area = self.desktop._seen_through(control)
        return all(start <= at < start + size for at, start, size in zip(control.middle, area[:2], area[2:]))

    def captions(self, tag):
        board = visit.read_ini(visit.CONTENT / FILM / 'storyboard.ini')
        key = 'Caption[%s]' % tag
        return [section[key] for section in board.values() if key in section]


def microseconds(times):
    """Where a cue begins: "01:02.500 --> 01:04.000" or with hours."""
    at = 0.0
    for part in times.split(' --> ')[0].split(':'):
        at = at * 60 + float(part)
    return at * 1e6


def open_film(desktop, say):
    if not visit.has_film():
        raise unittest.SkipTest('the starter content was built without films')
    desktop.wait(say('Pause'), 'push button')
    return Film(desktop, say)


def is_pressed(desktop, name):
    return 'pressed' in desktop.wait(name, 'push button').states


@visit.in_languages('uz')
def test_step_by_step(desktop, say):
    with visit.visit(desktop, say.tag, '--open', FILM) as kiosk:
        film = open_film(desktop, say)
        desktop.tap(say('Step by step'), 'push button')
        visit.until(lambda: is_pressed(desktop, say('Step by step')))
        stop = film.stops[0]
        film.touch_line(stop - 3e6)
        desktop.wait(say('Go on'), 'push button')
        assert desktop.find(say('Pause')) is None, 'it does not rest'
        visit.check_page(desktop, kiosk)
        # exactly there, also when nobody touches anything for a while
        desktop.tap(say('Go on'), 'push button')
        desktop.wait(say('Pause'), 'push button')
        film.until(stop, stop + 5e6, 'not on from the checkpoint')
        film.touch_line(stop - 6e6)  # clear of the knob, which is still near
        desktop.tap(say('Again'), 'push button')
        desktop.wait(say('Pause'), 'push button')
        film.until(0, 8e6, 'not the step again')
        # a remote control goes on as a finger does, and the end asks what to do
        film.touch_line(stop - 3e6)
        desktop.wait(say('Go on'), 'push button')
        desktop.key(PAGE_DOWN)
        desktop.wait(say('Pause'), 'push button')
        film.touch_line(film.length - 3e6)
        desktop.wait(say('Again'), 'push button')
        assert desktop.find(say('Go on')) is None, 'there is nothing behind the end'
        visit.check_page(desktop, kiosk)
        # what is offered there is offered to whoever reads another language, too
        other = visit.words('ru')
        desktop.tap(say.name, 'push button')
        desktop.tap(other.name, 'push button')
        desktop.wait(other('Again'), 'push button')
        desktop.wait(other('Practise'), 'push button')
        desktop.wait_gone(say('Practise'), 'push button')


@visit.in_languages('uz')
def test_voice_speed_and_loop(desktop, say):
    with visit.visit(desktop, say.tag, '--open', FILM) as kiosk:
        film = open_film(desktop, say)
        for tag in (say.tag, 'kk'):
            visit.until(lambda: any(desktop.find(caption, 'label') for caption in film.captions(tag)), what='no caption in ' + tag)
        desktop.tap(say('Voice and speed'), 'push button')
        desktop.tap(visit.words('ru').name, 'push button')
        visit.until(lambda: is_pressed(desktop, visit.words('ru').name), what='no other voice')
        desktop.wait(say('Pause'), 'push button')
        visit.check_page(desktop, kiosk)

        desktop.tap(say('Speed') + ' ½ ×', 'push button')
        visit.until(lambda: is_pressed(desktop, say('Speed') + ' ½ ×'))
        at = film.at
        visit.until(lambda: film.at > at + 1.5e6, what='it stands still')
        desktop.tap(say('Speed') + ' 1½ ×', 'push button')

        film.touch_line(film.chapters[1] + 4e6)
        desktop.tap(say('This step again and again'), 'push button')
        visit.until(lambda: is_pressed(desktop, say('This step again and again')))
        film.until(film.chapters[1] + 5e6, film.chapters[2], 'not in the step')
        film.until(film.chapters[1], film.chapters[1] + 3e6, 'it does not go round')

        desktop.tap(say('All the words'), 'push button')
        spoken = film.words_between(film.chapters[1], film.chapters[2])
        visit.until(lambda: any(film.in_view(line) for line in spoken), what='the line of this moment is out of view')
        line = film.captions(say.tag)[0]
        desktop.tap(line, 'push button')
        film.until(0, 5e6, 'a touch on the words does not lead there')
        visit.check_page(desktop, kiosk)


@visit.in_languages('uz')
def test_keys_and_touching_the_film(desktop, say):
    with visit.visit(desktop, say.tag, '--open', FILM) as kiosk:
        film = open_film(desktop, say)
        desktop.key(SPACE)
        desktop.wait(say('Play'), 'push button')
        # one voice at a time: the steps are read while the film rests
        desktop.tap(say('Listen'), 'push button')
        desktop.wait_gone(say('Listen'), 'push button')
        desktop.tap(say('Play'), 'push button')
        desktop.wait_gone(say('Play'), 'push button')
        desktop.wait(say('Listen'), 'push button')
        desktop.tap(say('Pause'), 'push button')
        desktop.wait(say('Play'), 'push button')
        at = film.at
        desktop.key(RIGHT)
        film.until(at + 9e6, at + 11e6, 'not ten seconds on')
        desktop.key(HOME)
        film.until(0, 1, 'not at the start')
        desktop.key(PAGE_DOWN)
        desktop.wait(say('Pause'), 'push button')
        film.until(film.chapters[1], film.chapters[1] + 6e6, 'not the next step')
        desktop.key(PAGE_UP)
        film.until(0, film.chapters[1], 'not the step before')

        steps = desktop.wait(film.titles[0], 'push button')
        desktop.key(F)
        desktop.wait_gone(film.titles[0], 'push button')
        desktop.key(F)
        desktop.wait(film.titles[0], 'push button')
        desktop.tap_at(steps.rect[0] / 2, steps.rect[1] + 60)  # the film itself
        desktop.wait(say('Play'), 'push button')
        visit.check_page(desktop, kiosk)
