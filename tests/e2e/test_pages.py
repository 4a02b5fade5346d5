# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page: each control has a name and room for a finger, help is one touch away, and a picture of it is kept."""
import os
import pathlib
import time

import test_staff
import visit
from test_lessons import COURSE, TARGET, to_the_first_question

WAGES = 'guide/wages'


class Walk:
    """One visit; each page is looked at once."""

    def __init__(self, desktop, kiosk, say):
        self.desktop, self.kiosk, self.say = desktop, kiosk, say
        self.folder = pathlib.Path(os.environ['BIRGE_SHOTS'], 'pages', 'portrait' if desktop.size[1] > desktop.size[0] else 'landscape')
        self.faults = []

    def tap(self, name):
        self.desktop.tap(name, 'push button')

    def see(self, page, *texts, help_there=True):
        for text in texts:
            self.desktop.wait(text)
        time.sleep(0.15)  # pictures come after the words
        self.desktop.screenshot(self.folder / ('%s-%s.png' % (page, self.say.tag)))
        self.faults += ['%s: no name: %r' % (page, control) for control in self.desktop.unnamed()]
        self.faults += ['%s: too small: %s' % (page, control) for control in self.kiosk.small()]
        if help_there and not self.desktop.find(self.say('Help 112'), 'push button'):
            self.faults.append('%s: no way to help' % page)

    def home(self):
        self.tap(self.say('Home'))
        visit.at_home(self.desktop, self.say)


def guides(walk, say):
    walk.tap(say('My rights'))
    walk.see('shelf-rights', say.title(WAGES))
    walk.tap(say.title(WAGES))
    walk.see('guide-wages', say.steps(WAGES)[0])
    walk.tap(say('Show it large') + '*')
    walk.see('phrase', say.phrases(WAGES)[0]['kk'])
    walk.tap(say('Back'))
    walk.tap(say('Two languages side by side'))
    walk.see('beside', say.steps(WAGES)[0])
    walk.home()


def first_aid(walk, say):
    walk.tap(say('First aid'))
    walk.see('shelf-first-aid', say.title('topic/cpr'))
    walk.tap(say.title('topic/burns'))
    walk.see('topic-burns', say.steps('topic/burns')[0])
    walk.tap(say('Back'))
    walk.tap(say.title('topic/cpr'))
    walk.see('topic-cpr', say.steps('topic/cpr')[0])
    walk.tap(say('Back'))
    if visit.has_film():
        walk.tap(say.title('film/cpr-adult'))
        walk.desktop.wait(say('Pause'), 'push button')
        time.sleep(2)
        walk.see('film', say('Pause'))
    walk.home()


def lessons(walk, say):
    walk.tap(say('Learn a language'))
    walk.see('courses', say.title(COURSE))
    walk.tap(say.title(COURSE))
    walk.see('course', say.module(1))
    walk.tap(say.module(1))
    words = say.vocabulary(1)
    walk.see('lesson-word', words[0][TARGET])
    to_the_first_question(walk.desktop, say, words)
    walk.see('lesson-question', say('Listen and touch the picture'))
    walk.home()


def people(walk, say):
    walk.tap(say('People who help'))
    walk.see('people', say('In danger: call at once'))
    walk.tap('%s, 103' % say.title('place/103'))
    walk.see('place-103', say('What to say'))
    walk.home()
    walk.tap(say('Call a person'))
    walk.see('call', say('It rings. Please wait here.'))
    walk.home()
    walk.tap(say('Help 112'))
    walk.see('help', say('You are here'), help_there=False)
    walk.home()


def finding(walk, say):
    walk.tap(say('Find'))
    walk.see('find', say('Write what you look for'))
    for letter in [letter for letter in say.title(WAGES).lower() if letter in say.letters][:2]:
        walk.tap(letter)
    walk.see('found', say.title(WAGES))
    walk.desktop.type('qqqq')
    walk.see('nothing-found', say('Nothing found. Try other letters, or choose here.'))
    walk.home()


def around(walk, say):
    walk.tap(say('This machine does not remember you'))
    walk.see('privacy', say('Nothing.'))
    walk.home()
    walk.tap(say('Comfort'))
    walk.see('comfort', say('Louder'))
    walk.tap(say.name)
    walk.see('languages', visit.words('ru').name)
    walk.tap(say.name)


def staff(walk, say):
    test_staff.knock(walk.desktop, say)
    walk.see('staff-gate', say('Staff: enter the PIN'))
    test_staff.enter_pin(walk.desktop, say, test_staff.PIN)
    walk.see('staff', say('For the staff'))
    for name, text in (('Status', 'Version on this machine'), ('Hide a page', 'Hide now'), ('This centre', 'Room'),
                       ('Settings', 'Order of languages on the first page'), ('New content', 'Back to the previous content'),
                       ('Phone numbers', 'Numbers that are switched off, and why')):
        walk.tap(say(name))
        walk.see('staff-' + name.lower().replace(' ', '-'), say(text) + ('*' if name == 'Hide a page' else ''))
        if name == 'This centre':
            walk.tap(say('Room'))
            walk.see('staff-writing', say('Save'))
        walk.tap(say('Back'))


@visit.in_languages(*(['uz', 'fa', 'zh-Hans'] if visit.LONG else ['fa', 'zh-Hans'])) # every other test visits in Uzbek
def test_every_page(desktop, say):
    with visit.folder() as own:
        with visit.visit(desktop, state=test_staff.with_pin(own / 'state')) as kiosk:
            walk = Walk(desktop, kiosk, say)
            walk.see('wall', say.name, help_there=False)
            walk.tap(say.name)
            walk.tap(say.name)
            walk.see('home', say('My rights'))
            for part in (guides, first_aid, lessons, people, finding, around, staff):
                part(walk, say)
            assert walk.faults == [], '\n'.join(walk.faults)


@visit.in_languages('uz')
def test_help_is_one_touch_away(desktop, say):
    items = [WAGES, 'topic/burns', 'course/kk-basic', 'lesson/kk-basic/01', 'place/112']
    for item in items if visit.LONG else items[:1] + items[3:4]:
        with visit.visit(desktop, say.tag, '--open', item):
            desktop.tap(say('Help 112'), 'push button')
            desktop.wait(say('You are here'), 'label')
            desktop.tap(say('Back'), 'push button')
            desktop.wait_gone(say('You are here'))
