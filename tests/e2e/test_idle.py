# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has gone is asked once, and then forgotten."""
import time
import unittest

import driver
import visit
from test_comfort import DEFAULTS

ASKS = 15  # seconds for which it asks


@visit.in_languages(*visit.BOTH)
def test_it_asks_and_then_forgets(desktop, say):
    with visit.visit(desktop, say.tag, '--idle-seconds', '3', '--open', 'guide/wages') as kiosk:
        desktop.tap(say('Comfort'), 'push button')
        desktop.tap(say('Strong contrast'), 'push button')
        desktop.tap(say('Everything lower'), 'push button')
        desktop.wait(say('Are you still there?'), 'label')
        visit.check_page(desktop, kiosk)
        desktop.screenshot(desktop.shots / ('still-there-%s.png' % say.tag))
        # whoever touches what was below must only have said "yes"
        desktop.tap(say('I am still here'), 'push button')
        desktop.wait_gone(say('Are you still there?'))
        desktop.wait(say.steps('guide/wages')[0], 'label')
        assert kiosk.settings()['contrast'] is True

        desktop.wait(say('Are you still there?'), 'label')
        desktop.wait_gone(say('Are you still there?'), timeout=ASKS + driver.PATIENCE)
        visit.on_the_wall(desktop)
        assert kiosk.settings() == DEFAULTS
        time.sleep(4)
        assert desktop.find(say('Are you still there?')) is None, 'it asks an empty room'


@visit.in_languages('uz')
def test_a_playing_film_is_not_idle_and_a_paused_one_is(desktop, say):
    if not visit.has_film():
        raise unittest.SkipTest('the starter content was built without films')
    with visit.visit(desktop, say.tag, '--idle-seconds', '2', '--open', 'film/cpr-adult'):
        desktop.wait(say('Pause'), 'push button')
        end = time.monotonic() + 6
        while time.monotonic() < end:
            assert desktop.find(say('Are you still there?')) is None
            time.sleep(0.3)
        desktop.tap(say('Pause'), 'push button')
        desktop.wait(say('Are you still there?'), 'label')
