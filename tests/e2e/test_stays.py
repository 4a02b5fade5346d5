# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing a hand or a keyboard can do leaves the kiosk, and it says nothing it should not."""
import time

import driver

WALL = 'Қазақша'


def test_every_control_of_the_wall_has_a_name(desktop):
    with driver.Kiosk() as kiosk:
        desktop.wait_window(WALL, timeout=60)
        assert desktop.unnamed() == []
        assert len(desktop.names()) > 9
        desktop.screenshot(desktop.shots / 'wall.png')
        assert desktop.colours() > 10
        assert kiosk.complaints() == []


def test_every_button_of_the_wall_is_large_enough(desktop):
    with driver.Kiosk() as kiosk:
        desktop.wait_window(WALL, timeout=60)
        controls, target = kiosk.sizes()
        assert len(controls) > 9 and target >= 72 * min(desktop.size) / 1080, (len(controls), target)
        assert kiosk.small() == []


def test_it_fills_the_screen(desktop):
    with driver.Kiosk():
        desktop.wait_window(WALL, timeout=60)
        frame = next(control for control in desktop.controls() if control.role == 'frame')
        assert frame.rect == (0, 0, *desktop.size), frame


def test_no_key_leaves_it(desktop):
    with driver.Kiosk() as kiosk:
        desktop.wait_window(WALL, timeout=60)
        windows = sum(control.role == 'frame' for control in desktop.controls())
        for keys in [(driver.ALT, driver.F4), (driver.CONTROL, ord('q')), (driver.CONTROL, ord('w')),
                     (driver.CONTROL, driver.SHIFT, ord('i')), (driver.CONTROL, driver.SHIFT, ord('d')),
                     (driver.F1,), (driver.F11,), (driver.ESCAPE,), (driver.SUPER,), (driver.MENU,),
                     (driver.ALT, ord(' ')), (driver.ALT, driver.TAB)]:
            desktop.key(*keys)
            time.sleep(0.1)
        time.sleep(1)
        assert kiosk.running, 'a key ended the kiosk'
        # the inspector and a menu would each be a window more
        assert sum(control.role == 'frame' for control in desktop.controls()) == windows
        desktop.wait(WALL)
        frame = next(control for control in desktop.controls() if control.role == 'frame')
        assert frame.rect == (0, 0, *desktop.size), frame


def test_no_gesture_leaves_it(desktop):
    with driver.Kiosk() as kiosk:
        desktop.wait_window(WALL, timeout=60)
        width, height = desktop.size
        edges = [((1, height / 2), (width * 0.8, height / 2)), ((width - 2, height / 2), (width * 0.2, height / 2)),
                 ((width / 2, 1), (width / 2, height * 0.8)), ((width / 2, height - 2), (width / 2, height * 0.2))]
        for path in edges:
            desktop.strokes([path])
        for fingers in (2, 3, 5):
            desktop.strokes([((width * 0.3 + 60 * i, height * 0.7), (width * 0.3 + 60 * i, height * 0.3))
                             for i in range(fingers)])
        desktop.strokes([((width * 0.4, height * 0.5), (width * 0.1, height * 0.5)),
                         ((width * 0.6, height * 0.5), (width * 0.9, height * 0.5))])
        desktop.tap_at(width * 0.02, height * 0.5, seconds=1.5)
        assert kiosk.running
        frame = next(control for control in desktop.controls() if control.role == 'frame')
        assert frame.rect == (0, 0, *desktop.size), frame


def test_it_ends_when_the_session_ends_it(desktop):
    with driver.Kiosk() as kiosk:
        desktop.wait_window(WALL, timeout=60)
        assert kiosk.stop() == 0, kiosk.process.returncode
