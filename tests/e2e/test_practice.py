# SPDX-License-Identifier: GPL-3.0-or-later
"""After the film: press in time, put the steps in order, touch the right place."""
import time
import unittest

import driver
import visit

FILM = 'film/cpr-adult'
ROUND = 30  # presses before two breaths
RATE = 110  # a minute
SPACE = 0x20


def board():
    return visit.read_ini(visit.CONTENT / FILM / 'storyboard.ini')


def question(kind):
    return next(section for section in board().values() if section.get('Kind') == kind)


def pictures(say):
    """What the pictures of the question are called, in their right order."""
    film = board()
    return [film['Scene' + scene]['Caption[%s]' % say.tag] for scene in question('order')['Scenes'].split()]


def press(desktop, place, n, rate):
    """Fingers that come down in time, as far as the machine has time for them. Says whether they did."""
    start = time.monotonic() + 0.3
    latest = 0
    for i in range(n):
        wanted = start + i * 60 / rate
        time.sleep(max(0, wanted - time.monotonic()))
        desktop.touch_down(*place)
        latest = max(latest, time.monotonic() - wanted)
        time.sleep(0.05)
        desktop.touch_up()
    return latest < 0.05


def open_film(say):
    if not visit.has_film():
        raise unittest.SkipTest('the starter content was built without films')
    return '--open', FILM


def has_focus(desktop, name):
    control = desktop.find(name, 'push button')
    return control is not None and 'focused' in control.states


def may_go_on(desktop, say):
    return 'sensitive' in desktop.wait(say('Next'), 'push button').states


def go_on(desktop, say):
    visit.until(lambda: may_go_on(desktop, say), what='the right answer is not taken')
    desktop.tap(say('Next'), 'push button')


@visit.in_languages('uz')
def test_pressing_in_time_is_good(desktop, say):
    with visit.visit(desktop, say.tag, *open_film(say)) as kiosk:
        desktop.tap(say('Press in time'), 'push button')
        place = desktop.wait(say('Touch here in time'), 'push button').middle
        desktop.wait(say('Touch in time'))
        visit.check_page(desktop, kiosk)
        in_time = press(desktop, place, ROUND, RATE)
        desktop.wait(say('Two breaths'))
        desktop.wait(say('In time'), 'label')
        if in_time:
            desktop.wait(say('Well done!'), 'label')
        visit.check_page(desktop, kiosk)
        desktop.tap(say('Done'), 'push button')
        desktop.wait(say('Press in time'), 'push button')


@visit.in_languages('uz')
def test_who_comes_by_keyboard_presses_the_space_bar(desktop, say):
    with visit.visit(desktop, say.tag, *open_film(say)):
        desktop.wait(say('Press in time'), 'push button')
        for _ in range(100):
            if has_focus(desktop, say('Press in time')):
                break
            desktop.key(driver.TAB)
            time.sleep(0.2)  # the next one must have it before it is looked for
        desktop.key(driver.RETURN)
        visit.until(lambda: has_focus(desktop, say('Touch here in time')), what='the field has no focus')
        for _ in range(3):
            desktop.key(SPACE)
            time.sleep(60 / RATE)
        visit.until(lambda: desktop.find(say('Touch in time')) is None, what='the space bar does not count')


@visit.in_languages('fa')
def test_questions_are_answered_by_touching_pictures(desktop, say):
    steps = pictures(say)
    with visit.visit(desktop, say.tag, *open_film(say)) as kiosk:
        desktop.tap(say('Practise'), 'push button')
        desktop.wait(question('order')['Ask[%s]' % say.tag], 'label')
        visit.check_page(desktop, kiosk)
        desktop.tap(steps[1], 'push button')
        desktop.wait(say('Not yet. What do you do first?'))
        assert not may_go_on(desktop, say), 'it goes on after a wrong answer'
        for step in steps:
            desktop.tap(step, 'push button')
        go_on(desktop, say)

        right = question('choice')['Right[%s]' % say.tag]
        desktop.tap(right, 'push button')
        if not may_go_on(desktop, say):  # the first touch spoke
            desktop.tap(right, 'push button')
        visit.check_page(desktop, kiosk)
        go_on(desktop, say)

        place = say('Place in the picture') + ' '
        desktop.tap(place + say.number(2), 'push button')
        desktop.wait(say('Not here. Look again.'))
        desktop.tap(place + say.number(1), 'push button')
        desktop.wait(say('Right!'))
        visit.check_page(desktop, kiosk)
        go_on(desktop, say)
        desktop.wait(say('Well done!'), 'label')
        desktop.tap(say('Done'), 'push button')
        desktop.wait(say('Practise'), 'push button')
