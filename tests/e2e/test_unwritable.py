# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that cannot be written, as an ordinary user meets it."""
import os
import subprocess
import unittest

import driver
import visit


def lock_up(folder):
    """Takes the right to write away; gives it back at the end, so that the folder can be removed."""
    subprocess.run(['chmod', '-R', 'a-w', folder], check=True)


def set_free(folder):
    subprocess.run(['chmod', '-R', 'u+w', folder], check=True)


def test_content_is_shown(desktop):
    if os.geteuid() == 0:
        raise unittest.SkipTest('root may write everywhere')
    say = visit.words('uz')
    with visit.folder() as own:
        state = visit.new_state(own / 'state')
        lock_up(state)
        try:
            with visit.visit(desktop, 'uz', '--open', 'guide/wages', state=state) as kiosk:
                desktop.wait(say.steps('guide/wages')[0], 'label')
                desktop.tap(say('Home'), 'push button')
                desktop.tap(say('First aid'), 'push button')
                desktop.wait(say.title('topic/burns'), 'push button')
                assert kiosk.stop() == 0
            assert not (state / 'state.db').exists()
        finally:
            set_free(state)


def test_without_content_it_says_whom_to_ask(desktop):
    if os.geteuid() == 0:
        raise unittest.SkipTest('root may write everywhere')
    with visit.folder() as own:
        state = own / 'state'
        state.mkdir()
        lock_up(state)
        try:
            with driver.Kiosk(state=state) as kiosk:
                desktop.wait(visit.words('uz')('The machine needs a person of the centre. Please call the staff.'), 'label',
                             timeout=30)
                desktop.wait('112', 'label')
                assert kiosk.running
        finally:
            set_free(state)
