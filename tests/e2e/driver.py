# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a window inside tests/e2e/desktop as a visitor and a screen reader do.

Desktop is the screen: fingers, keys and photographs go through mutter, so
that touch takes the way it takes on a real panel; names, roles, texts and
places of what is shown come from AT-SPI. Kiosk is the program under test.
"""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import warnings

from gi.repository import Gio, GLib

import accessible

warnings.filterwarnings('ignore', category=DeprecationWarning)

REMOTE = 'org.gnome.Mutter.RemoteDesktop'
CAST = 'org.gnome.Mutter.ScreenCast'

ESCAPE, TAB, RETURN, BACKSPACE = 0xff1b, 0xff09, 0xff0d, 0xff08
CONTROL, SHIFT, ALT, SUPER = 0xffe3, 0xffe1, 0xffe9, 0xffeb
F1, F4, F11, MENU = 0xffbe, 0xffc1, 0xffc8, 0xff67

# Seconds in which what is waited for has to come on a machine with much to do: long only when a test fails.
PATIENCE = 30

# What a finger is meant for. Everything else is there to be read.
TOUCHED = {'push button', 'toggle button', 'check box', 'radio button', 'slider', 'text',
           'entry', 'link', 'combo box', 'menu item', 'page tab', 'spin button', 'switch'}


class Missing(AssertionError):
    """Something that should be on the screen is not, or the other way round."""


class Desktop:
    """The screen of the desktop this process runs in, with one finger on it, or more."""

    def __init__(self, monitor='Meta-0'):
        self._bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self._wait_for_mutter()
        self._tree = accessible.Tree(self._bus)
        self._remote = self._call(REMOTE, '/org/gnome/Mutter/RemoteDesktop', REMOTE, 'CreateSession')
        identity = self._call(REMOTE, self._remote, 'org.freedesktop.DBus.Properties', 'Get',
                              '(ss)', REMOTE + '.Session', 'SessionId')
        cast = self._call(CAST, '/org/gnome/Mutter/ScreenCast', CAST, 'CreateSession', '(a{sv})',
                          {'remote-desktop-session-id': GLib.Variant('s', identity)})
        self._stream = self._call(CAST, cast, CAST + '.Session', 'RecordMonitor', '(sa{sv})', monitor,
                                  {'cursor-mode': GLib.Variant('u', 0)})  # no pointer in the pictures
        self._node = None
        self._bus.signal_subscribe(CAST, CAST + '.Stream', 'PipeWireStreamAdded', self._stream, None,
                                   Gio.DBusSignalFlags.NONE, self._on_stream)
        self._input('Start')
        end = time.monotonic() + 20
        while self._node is None:
            if time.monotonic() > end:
                raise RuntimeError('desktop: no picture of the screen: PipeWire does not answer: '
                                   'run this inside tests/e2e/desktop')
            GLib.MainContext.default().iteration(False)
            time.sleep(0.01)
        self.size = tuple(int(n) for n in os.environ['BIRGE_DESKTOP_SIZE'].split('x'))
        # mutter adds the touch screen with its first touch and the keyboard
        # with its first key, and programs that are running then miss those
        self.tap_at(1, 1)
        self.key(SHIFT)
        time.sleep(0.4)

    def _wait_for_mutter(self, timeout=20):
        end = time.monotonic() + timeout
        while not self._call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                             'NameHasOwner', '(s)', REMOTE):
            if time.monotonic() > end:
                raise RuntimeError('desktop: mutter does not answer: run this inside tests/e2e/desktop')
            time.sleep(0.05)

    def _on_stream(self, bus, sender, path, interface, signal_name, parameters):
        self._node = parameters.unpack()[0]

    def _call(self, name, path, interface, method, types=None, *arguments):
        answer = self._bus.call_sync(name, path, interface, method,
                                     GLib.Variant(types, arguments) if types else None, None,
                                     Gio.DBusCallFlags.NONE, PATIENCE * 1000, None).unpack()
        return answer[0] if answer else None

    def _input(self, method, types=None, *arguments):
        self._call(REMOTE, self._remote, REMOTE + '.Session', method, types, *arguments)

    # fingers

    def touch_down(self, x, y, finger=0):
        self._input('NotifyTouchDown', '(sudd)', self._stream, finger, x, y)

    def touch_motion(self, x, y, finger=0):
        self._input('NotifyTouchMotion', '(sudd)', self._stream, finger, x, y)

    def touch_up(self, finger=0):
        self._input('NotifyTouchUp', '(u)', finger)

    @contextlib.contextmanager
    def touching(self, x, y, finger=0):
        """A finger lies there for as long as the block runs."""
        self.touch_down(x, y, finger)
        try:
            yield
        finally:
            self.touch_up(finger)

    def tap_at(self, x, y, seconds=0.06):
        with self.touching(x, y):
            time.sleep(seconds)

    def tap(self, name, role=None, timeout=PATIENCE):
        """Touches the middle of a control, which is scrolled to first if it must be."""
        control = self.reach(name, role, timeout)
        self.tap_at(*control.middle)
        return control

    def reach(self, name, role=None, timeout=PATIENCE):
        """Scrolls by finger until the middle of a control can be touched."""
        control = self._settled(name, role, timeout)
        for _ in range(20):
            area = self._seen_through(control)
            way = [self._way(at, start, size) for at, start, size in zip(control.middle, area[:2], area[2:])]
            if way == [0, 0]:
                return control
            x, y = area[0] + area[2] / 2, area[1] + area[3] / 2
            # the finger rests before it lifts, so that nothing flies on
            self.swipe(x - way[0] / 2, y - way[1] / 2, x + way[0] / 2, y + way[1] / 2, 0.4, rest=0.15)
            control = self._settled(name, role, timeout)
        raise Missing('cannot scroll to %r' % control)

    @staticmethod
    def _way(at, start, size):
        """How far to drag to bring a place between START and START + SIZE: 0 when it is there."""
        if start <= at < start + size:
            return 0
        return max(-0.8 * size, min(0.8 * size, start + size / 2 - at))

    def _seen_through(self, control):
        """The part of the screen in which a control can come into view."""
        above = control.parent
        while above and above.role != 'scroll pane':
            above = above.parent
        return above.rect if above else (0, 0, *self.size)

    def swipe(self, x1, y1, x2, y2, seconds=0.3, rest=0.0):
        self.strokes([((x1, y1), (x2, y2))], seconds, rest)

    def strokes(self, paths, seconds=0.3, rest=0.0):
        """One finger for each path ((x1, y1), (x2, y2)), all at once."""
        steps = max(2, int(seconds * 60))
        for finger, (start, _) in enumerate(paths):
            self.touch_down(*start, finger)
        for step in range(1, steps + 1):
            for finger, ((x1, y1), (x2, y2)) in enumerate(paths):
                self.touch_motion(x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps, finger)
            time.sleep(1 / 60)
        time.sleep(rest)
        for finger in range(len(paths)):
            self.touch_up(finger)

    # keyboard: only what mutter's own keymap holds arrives

    def key(self, *keysyms):
        """Presses keys one after the other and lets them go in the other order."""
        for keysym in keysyms:
            self._input('NotifyKeyboardKeysym', '(ub)', keysym, True)
        for keysym in reversed(keysyms):
            self._input('NotifyKeyboardKeysym', '(ub)', keysym, False)

    def type(self, text):
        for letter in text:
            code = ord(letter)
            self.key(code if code < 0x100 else 0x1000000 + code)
            time.sleep(0.02)

    # what is on the screen

    def controls(self, everything=False):
        """All that is shown, in reading order; EVERYTHING adds what is not."""
        found = self._tree.controls()
        return found if everything else [control for control in found if control.shown]

    def find(self, name, role=None):
        """The first control of that name, or of one that begins so for `name*`; else None."""
        hits = [control for control in self.controls(everything=True)
                if (role is None or control.role == role)
                and (control.name.startswith(name[:-1]) if name.endswith('*') else control.name == name)
                and control.shown]
        # a button before the label inside it
        hits.sort(key=lambda control: control.role not in TOUCHED)
        return hits[0] if hits else None

    def wait(self, name, role=None, timeout=PATIENCE):
        """Waits until a control is shown, and returns it."""
        end = time.monotonic() + timeout
        while True:
            looked = time.monotonic()
            control = self.find(name, role)
            if control:
                return control
            if time.monotonic() > end:
                raise Missing('not on the screen: "%s"; there is: %s' % (name, ', '.join(self.names())))
            self._let_work(looked)

    @staticmethod
    def _let_work(looked):
        """Who asks without a break keeps from their work those who are asked."""
        time.sleep(max(0.05, time.monotonic() - looked))

    def wait_gone(self, name, role=None, timeout=PATIENCE):
        end = time.monotonic() + timeout
        looked = time.monotonic()
        while self.find(name, role):
            if time.monotonic() > end:
                raise Missing('still on the screen: "%s"' % name)
            self._let_work(looked)
            looked = time.monotonic()

    def _settled(self, name, role, timeout):
        """Waits until a control is shown and has stopped moving."""
        control = self.wait(name, role, timeout)
        end = time.monotonic() + timeout
        before = None
        while time.monotonic() < end:
            if control.rect == before and control.shown and control.within_reach:
                return control
            before = control.rect
            time.sleep(0.06)
            control = self.wait(name, role, timeout)
        raise Missing('never stands still, or behind another window: %r' % control)

    def wait_window(self, name, role=None, timeout=PATIENCE):
        """Waits until a control is shown in a window that touches and keys go to."""
        control = self.wait(name, role, timeout)
        end = time.monotonic() + timeout
        while not control.within_reach:
            if time.monotonic() > end:
                raise Missing('its window does not get what is touched: %r' % control)
            time.sleep(0.05)
        return control

    def names(self):
        """The names of all that can be touched."""
        return [control.name for control in self.controls() if control.role in TOUCHED]

    def texts(self):
        """All words on the screen, for a search in them."""
        return '\n'.join(dict.fromkeys(control.text for control in self.controls()))

    def unnamed(self):
        """What can be touched and has no name of its own."""
        return [control for control in self.controls() if control.role in TOUCHED and control.unnamed]

    def screenshot(self, path):
        """Photographs the screen into a PNG file."""
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._record('pngenc', path)
        return path

    def colours(self):
        """How many colours a small copy of the screen has: 1 is an empty screen."""
        with tempfile.NamedTemporaryFile() as file:
            self._record('videoscale ! video/x-raw,format=RGB,width=160,height=160', file.name)
            pixels = pathlib.Path(file.name).read_bytes()
        return len({pixels[i:i + 3] for i in range(0, len(pixels), 3)})

    def _record(self, encoder, path):
        command = ['gst-launch-1.0', '-q', 'pipewiresrc', 'path=%d' % self._node, 'num-buffers=1', '!', 'videoconvert', '!',
                   *encoder.split(), '!', 'filesink', 'location=%s' % path]
        # Of a screen on which nothing moves PipeWire now and then sends nothing: whoever asks anew gets it.
        for _ in range(3):
            with contextlib.suppress(subprocess.TimeoutExpired):
                subprocess.run(command, check=True, timeout=PATIENCE, stderr=subprocess.DEVNULL)
                return
        raise RuntimeError('desktop: no picture of the screen comes: PipeWire does not answer')


class Program:
    """A program with a window, its own folder and its own log."""

    on_failure = staticmethod(lambda: None)  # called while the window of a failed test is still there

    def __init__(self, command, folder=None, **environment):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix='birge-e2e-'))
        self._own_folder = folder is None
        self.log_path = self.folder / 'log.txt'
        self._log = open(self.log_path, 'ab')
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                                        stdout=self._log, stderr=self._log, env={**os.environ, **environment})

    @property
    def log(self):
        return self.log_path.read_text(errors='replace')

    @property
    def running(self):
        return self.process.poll() is None

    def complaints(self):
        """Lines of the log that no good run has."""
        return [line for line in self.log.splitlines()
                if any(word in line for word in ('CRITICAL', 'WARNING', 'Sanitizer', 'runtime error'))]

    def stop(self, timeout=10):
        """Ends it as the session does, and returns its exit status."""
        if self._log.closed:
            return self.process.returncode
        if self.running:
            self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout)
        if self.running:
            self.process.kill()
            self.process.wait()
        self._log.close()
        return self.process.returncode

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind not in (None, unittest.SkipTest):
            self.on_failure()
        self.stop()
        if kind not in (None, unittest.SkipTest):
            print('log of %s:' % self.process.args[0], *self.log.splitlines()[-40:], sep='\n  ', file=sys.stderr)
        if self._own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def build_path(*parts):
    """A file of the build folder under test."""
    return pathlib.Path(os.environ['BIRGE_BUILD'], *parts)


class Kiosk(Program):
    """birge-kiosk on a state folder of its own."""

    def __init__(self, *options, state=None, program=None, **environment):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='birge-e2e-'))
        self.state = pathlib.Path(state or folder / 'state')
        self.measures = folder / 'measures.json'
        super().__init__([program or build_path('app', 'birge-kiosk'), '--state', self.state, *options], folder,
                         **{'BIRGE_MEASURE': str(self.measures), **environment})
        self._own_folder = True

    def painted(self):
        """How many pages it has painted."""
        return self.measures.read_text().count('"painted"') if self.measures.exists() else 0

    def _measure(self, timeout=PATIENCE):
        """What the kiosk tells of itself when asked by a signal: its controls, and what stands for all of them."""
        before = self.measures.stat().st_size
        self.process.send_signal(signal.SIGUSR1)
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            lines = self.measures.read_text()[before:].splitlines(keepends=True)
            events = [json.loads(line) for line in lines if line.endswith('\n')]
            if events and events[-1]['event'] == 'end':
                return [event for event in events if event['event'] == 'control'], events[-1]
            time.sleep(0.02)
        raise AssertionError('the kiosk measures nothing: it does not answer to SIGUSR1')

    def sizes(self):
        """What the kiosk itself measures: its controls, and the least a finger needs.

        AT-SPI knows only the boxes inside the borders.
        """
        controls, end = self._measure()
        return controls, end['target']

    def settings(self):
        """What the visitor has changed."""
        return self._measure()[1]['settings']

    def small(self):
        """Buttons on which a finger has too little room."""
        controls, target = self.sizes()
        return ['%(type)s.%(classes)s %(width).0fx%(height).0f at %(x).0f,%(y).0f' % control for control in controls
                if min(control['width'], control['height']) < target - 0.5 and 'Button' in control['type']]
