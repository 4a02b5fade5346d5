# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes from under a finger goes quietly: it is not pressed when the finger lifts, and the toolkit does not complain."""
import contextlib
import signal
import time

import visit
from test_lessons import COURSE, TARGET

RESTS = 1  # this finger lies on something while finger 0 goes on


@contextlib.contextmanager
def resting(desktop, name, role='push button'):
    """A finger on a control; it trembles, as fingers do, and lifts after what is done meanwhile."""
    x, y = desktop.reach(name, role).middle
    with desktop.touching(x, y, RESTS):
        time.sleep(0.2)
        yield
        for step in (1, 2, 1):
            desktop.touch_motion(x + step, y, RESTS)
            time.sleep(0.03)
    time.sleep(0.3)  # for what must not happen


@contextlib.contextmanager
def stopped(kiosk):
    """What is touched meanwhile reaches the kiosk all at once, as it does on a machine that has too much to do."""
    kiosk.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        kiosk.process.send_signal(signal.SIGCONT)


@visit.in_languages(*visit.BOTH)
def test_a_page_goes(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        with resting(desktop, say('My rights')):
            desktop.tap(say('Help 112'), 'push button')
            desktop.wait(say('You are here'), 'label')
            assert not desktop.find(say('My rights'), 'push button'), 'the page before can still be reached'
            desktop.screenshot(desktop.shots / ('page-%s.png' % say.tag))
        assert desktop.find(say('You are here'), 'label'), 'what was on the page before is pressed'
        desktop.tap(say('Back'), 'push button')
        visit.at_home(desktop, say)
        assert kiosk.complaints() == []


@visit.in_languages('uz')
def test_a_button_of_the_bar_goes(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('My rights'), 'push button')
        desktop.wait(say.title('guide/wages'))
        with resting(desktop, say('Home')):
            desktop.tap(say('Back'), 'push button')
            visit.at_home(desktop, say)
        desktop.wait_gone(say('Home'), 'push button')
        desktop.tap(say('My rights'), 'push button')
        desktop.tap(say('Home'), 'push button')
        visit.at_home(desktop, say)
        assert kiosk.complaints() == []


@visit.in_languages(*visit.BOTH)
def test_a_panel_goes(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('Comfort'), 'push button')
        desktop.wait(say('Louder'), 'push button')
        with resting(desktop, say('Louder')):
            desktop.tap(say('Comfort'), 'push button')
            desktop.wait_gone(say('Louder'), 'push button')
        desktop.tap(say('My rights'), 'push button')
        desktop.wait(say.title('guide/wages'))
        assert kiosk.complaints() == []


@visit.in_languages(*visit.BOTH)
def test_a_touch_comes_before_the_panel_is_gone(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say.name, 'push button')
        other = visit.words('ru').name
        chosen = desktop.reach(other, 'push button').middle
        with contextlib.ExitStack() as after:
            with stopped(kiosk):
                desktop.tap_at(*chosen)
                after.enter_context(desktop.touching(*[size / 2 for size in desktop.size]))
            desktop.wait_gone(say('My rights'), 'push button')
        visit.until(lambda: desktop.find(visit.words('ru')('My rights'), 'push button'))
        assert kiosk.complaints() == []


@visit.in_languages('uz')
def test_an_exercise_goes(desktop, say):
    rows = say.vocabulary(1)
    with visit.visit(desktop, say.tag, '--open', 'lesson/kk-basic/01') as kiosk:
        with resting(desktop, rows[0][TARGET], 'label'):
            desktop.tap(say('Next'), 'push button')
            desktop.wait(rows[1][TARGET], 'label')
        assert desktop.find(rows[1][TARGET], 'label')
        assert kiosk.complaints() == []


@visit.in_languages('uz')
def test_what_was_found_goes(desktop, say):
    with visit.visit(desktop, say.tag) as kiosk:
        desktop.tap(say('Find'), 'push button')
        with resting(desktop, say('People who help')):
            desktop.type(say.title('guide/wages')[:3].lower())
            desktop.wait(say.title('guide/wages'), 'push button')
        assert desktop.find(say.title('guide/wages'), 'push button'), 'what was there before is pressed'
        assert kiosk.complaints() == []


@visit.in_languages('uz')
def test_the_visit_ends(desktop, say):
    with visit.visit(desktop, say.tag, '--open', COURSE) as kiosk:
        with resting(desktop, say.module(1)):
            desktop.tap(say('Finish'), 'push button')
            visit.on_the_wall(desktop)
        visit.on_the_wall(desktop)
        assert kiosk.complaints() == []
