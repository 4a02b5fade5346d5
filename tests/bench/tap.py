#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the lifted finger to the painted page, with 5,000 items."""
import pathlib
import sys
import tempfile
import time

import figures

sys.path.insert(0, str(figures.SOURCE / 'tests' / 'e2e'))
import driver  # noqa: E402

GUIDES = 5000
TAPS = 20
SHELF, GUIDE, HOME = 2, 3, 1  # BirgePlace


def measure(desktop, kiosk, x, y, place):
    """Milliseconds from lifting the finger to the page."""
    desktop.touch_down(x, y)
    time.sleep(0.05)
    lifted_us = time.monotonic_ns() / 1000
    desktop.touch_up()
    took = (kiosk.painted(place) - lifted_us) / 1000
    time.sleep(0.3)
    return took


def is_tile(control):
    return control['width'] > 400 and 100 < control['height'] < 500 and control['type'] == 'GtkButton'


def middle(control):
    return control['x'] + control['width'] / 2, control['y'] + control['height'] / 2


with tempfile.TemporaryDirectory(prefix='birge-bench-') as name:
    folder = pathlib.Path(name)
    figures.make_state(folder, GUIDES)
    desktop = driver.Desktop()
    kiosk = figures.Measured(folder / 'state', folder, '--language', 'ru')
    kiosk.painted(HOME)
    time.sleep(1)
    rights = middle(next(c for c in kiosk.controls() if is_tile(c)))
    back = middle(next(c for c in kiosk.controls() if c['y'] > 900))
    measure(desktop, kiosk, *rights, SHELF)
    time.sleep(1)
    first = middle(next(c for c in kiosk.controls() if is_tile(c)))
    guide = []
    for _ in range(TAPS):
        guide.append(measure(desktop, kiosk, *first, GUIDE))
        measure(desktop, kiosk, *back, SHELF)
    kiosk.stop()
    figures.report('tap-to-painted-guide-of-5000-p95', figures.percentile(guide, 0.95), 'ms', 100)
