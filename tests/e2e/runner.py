#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the functions test_* of one file, in their order, and prints TAP.

    runner.py FILE [NAME...]

A test is given the Desktop; one marked by visit.in_languages() runs once per
language and is given its words too. It fails by any exception, and is skipped
by raising unittest.SkipTest. Pictures go to $BIRGE_SHOTS, one folder per file.
"""
import faulthandler
import functools
import importlib.util
import os
import pathlib
import signal
import sys
import traceback
import unittest

import driver


def expand(name, test):
    """The runs of one test: (name, function) each."""
    languages = getattr(test, 'languages', None)
    if languages is None:
        return [(name, test)]
    import visit
    return [('%s_%s' % (name, tag), functools.partial(lambda desktop, tag: test(desktop, visit.words(tag)), tag=tag))
            for tag in languages]


def photograph(desktop, path):
    try:
        print('screen: %s' % desktop.screenshot(path), file=sys.stderr)
    except Exception as error:  # must not hide why the test failed
        print('no picture of the screen: %s' % error, file=sys.stderr)


def main(path, *wanted):
    # meson stops a test that hangs by TERM: say where it hung
    faulthandler.register(signal.SIGTERM, chain=True)
    file = pathlib.Path(path)
    specification = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    tests = [run for name, test in vars(module).items() if name.startswith('test_') and callable(test)
             for run in expand(name, test) if not wanted or name in wanted or run[0] in wanted]
    print('1..%d' % len(tests), flush=True)

    desktop = driver.Desktop()
    shots = pathlib.Path(os.environ['BIRGE_SHOTS'], file.stem[5:] + '-%dx%d' % desktop.size)
    desktop.shots = shots
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        driver.Program.on_failure = staticmethod(functools.partial(photograph, desktop, shots / (name + '-failed.png')))
        result, note = 'ok', ''
        try:
            test(desktop)
        except unittest.SkipTest as reason:
            note = ' # SKIP %s' % reason
        except Exception:
            result, failed = 'not ok', failed + 1
            for line in traceback.format_exc().splitlines():
                print(line, file=sys.stderr)
        print('%s %d %s%s' % (result, number, name, note), flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
