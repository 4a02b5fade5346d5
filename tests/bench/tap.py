#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the lifted finger to the painted page, with 5,000 items, beside a window with one button in the same run.

A page is painted with the first frame that has all its words and pictures. That this frame was whole is seen by asking
again when everything stands still: there must not be more on the glass then.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import figures

sys.path.insert(0, str(figures.SOURCE / 'tests' / 'e2e'))
import driver  # noqa: E402

GUIDES = 5000
ROUNDS = 60  # of four touches each
GOAL_MS = 100
SHELF, GUIDE, HOME = 2, 3, 1  # BirgePlace
SETTLE_SECONDS = 0.3


def lift(desktop, x, y):
    """Touches; returns the time at which the finger is lifted."""
    desktop.touch_down(x, y)
    time.sleep(0.08)
    lifted_us = time.monotonic_ns() / 1000
    desktop.touch_up()
    return lifted_us


def is_tile(control):
    return control['width'] > 400 and 100 < control['height'] < 500 and control['type'] == 'GtkButton'


def middle(control):
    return control['x'] + control['width'] / 2, control['y'] + control['height'] / 2


def measure_minimal(desktop):
    """95 of 100 touches of a window with one button show within so many milliseconds."""
    process = subprocess.Popen([figures.MINIMAL], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    time.sleep(1)
    took = []
    for _ in range(ROUNDS):
        lifted_us = lift(desktop, desktop.size[0] / 2, desktop.size[1] / 2)
        took.append((int(process.stdout.readline().split()[1]) - lifted_us) / 1000)
        time.sleep(SETTLE_SECONDS)
    process.terminate()
    process.wait()
    return figures.percentile(took, 0.95)


class Ways:
    """The ways between three pages, and how long each of them took."""

    def __init__(self, desktop, kiosk):
        self.desktop, self.kiosk = desktop, kiosk
        self.took = {}

    def go(self, name, place, target):
        before = figures.cpu_ms(self.kiosk.process.pid)
        lifted_us = lift(self.desktop, *target)
        event = self.kiosk.painted_event(place)
        cpu_ms = figures.cpu_ms(self.kiosk.process.pid) - before
        time.sleep(SETTLE_SECONDS)
        after = self.kiosk.ask()[1]
        for what in ('texts', 'pictures'):
            if after[what] != event[what]:
                sys.exit(f'{name}: {event[what]} {what} were painted, but there are {after[what]}')
        self.took.setdefault(name, []).append(((event['us'] - lifted_us) / 1000, cpu_ms))

    def report(self, peer_ms):
        everything = [each for times in self.took.values() for each in times]
        for name, times in {**self.took, 'page': everything}.items():
            figures.report(f'tap-to-painted-{name}-of-{GUIDES}-p95', figures.percentile([ms for ms, _ in times], 0.95), 'ms',
                           GOAL_MS, peer_ms, 'window with one button')
            figures.report(f'cpu-of-tap-to-painted-{name}-of-{GUIDES}-median', figures.median([cpu for _, cpu in times]), 'ms',
                           GOAL_MS)


with tempfile.TemporaryDirectory(prefix='birge-bench-') as name:
    folder = pathlib.Path(name)
    figures.make_state(folder, GUIDES)
    desktop = driver.Desktop()
    peer_ms = measure_minimal(desktop)
    kiosk = figures.Measured(folder / 'state', folder, '--language', os.environ.get('BIRGE_BENCH_LANGUAGE', 'ru'))
    kiosk.painted(HOME)
    time.sleep(1)
    ways = Ways(desktop, kiosk)
    controls = kiosk.controls()
    rights = middle(next(c for c in controls if is_tile(c)))
    back = middle(next(c for c in controls if c['y'] > 0.85 * desktop.size[1]))
    first = None
    for _ in range(ROUNDS):
        ways.go('list', SHELF, rights)
        first = first or middle(next(c for c in kiosk.controls() if is_tile(c)))
        ways.go('guide', GUIDE, first)
        ways.go('way-back-to-the-list', SHELF, back)
        ways.go('way-back-home', HOME, back)
    kiosk.stop()
    ways.report(peer_ms)
