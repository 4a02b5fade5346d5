# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver sees and touches what is really there, and says so when it is not."""
import contextlib
import struct
import tempfile

import driver


@contextlib.contextmanager
def probe(desktop, *arguments):
    with driver.Program([driver.build_path('tests', 'e2e', 'probe'), *arguments]) as program:
        desktop.wait_window('Row 1')
        yield program
        assert not program.complaints(), program.complaints()


def test_a_tap_arrives_once(desktop):
    with probe(desktop):
        desktop.tap('Row 2')
        desktop.wait('Row 2 tapped 1')
        desktop.tap('Row 2', 'push button')
        desktop.wait('Row 2 tapped 2')


def test_a_tap_scrolls_to_its_control(desktop):
    with probe(desktop):
        desktop.tap('Row 55')
        desktop.wait('Row 55 tapped 1')
        desktop.tap('Row 1')
        desktop.wait('Row 1 tapped 2')


def test_a_held_finger_is_a_touch(desktop):
    with probe(desktop):
        with desktop.touching(*desktop.reach('Hold').middle):
            desktop.wait('held by a finger')


def test_two_fingers_are_two(desktop):
    with probe(desktop):
        x, y = desktop.reach('Field').middle  # where it stays
        desktop.strokes([((x - 40, y), (x - 160, y)), ((x + 40, y), (x + 160, y))])
        desktop.wait('wider')


def test_keys_arrive(desktop):
    with probe(desktop):
        desktop.tap('Words')
        desktop.type('birge')
        desktop.wait('typed birge')
        assert desktop.wait('Words').text == 'birge'
        desktop.key(driver.ESCAPE)
        desktop.wait('escape')


def test_what_is_not_there_is_missing(desktop):
    with probe(desktop):
        assert desktop.find('Row 61') is None
        try:
            desktop.wait('Row 61', timeout=0.3)
        except driver.Missing as error:
            assert 'Row 60' in str(error)
        else:
            raise AssertionError('found what is not there')
    desktop.wait_gone('Row 1')


def test_an_unnamed_control_is_noticed(desktop):
    with probe(desktop):
        assert desktop.unnamed() == []
    with probe(desktop, 'unnamed'):
        assert len(desktop.unnamed()) == 1


def test_a_picture_shows_the_screen(desktop):
    with probe(desktop), tempfile.TemporaryDirectory() as folder:
        path = desktop.screenshot(folder + '/screen.png')
        with open(path, 'rb') as file:
            head = file.read(24)
        assert head[:8] == b'\x89PNG\r\n\x1a\n'
        assert struct.unpack('>II', head[16:24]) == desktop.size
        assert desktop.colours() > 2
