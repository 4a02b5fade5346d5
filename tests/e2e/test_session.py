# SPDX-License-Identifier: GPL-3.0-or-later
"""The session brings a kiosk that fell back to the wall, and one that keeps falling to the safe page."""
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import driver

WALL = 'Қазақша'
KIOSK = driver.build_path('app', 'birge-kiosk')


class Session:
    """birge-session inside the desktop, with folders of its own."""

    def __init__(self, folder, **environment):
        self.log_path = folder / 'log.txt'
        self.runtime = folder / 'runtime'
        self.runtime.mkdir()
        self.command = [driver.build_path('app', 'session', 'birge-session'), '--state', folder / 'state']
        self.environment = {**os.environ, 'RUNTIME_DIRECTORY': str(self.runtime), 'BIRGE_KIOSK': str(KIOSK),
                            'HOME': str(folder), 'WLR_BACKENDS': 'wayland', 'WLR_RENDERER': 'pixman', **environment}
        self.start()

    def start(self):
        with open(self.log_path, 'ab') as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=True, env=self.environment)

    def kiosks(self):
        """Process ids of the kiosks below this session."""
        parents, commands = {}, {}
        for folder in pathlib.Path('/proc').glob('[0-9]*'):
            with contextlib.suppress(OSError):
                parents[int(folder.name)] = int((folder / 'stat').read_text().rpartition(')')[2].split()[1])
                commands[int(folder.name)] = (folder / 'cmdline').read_bytes().split(b'\0')[0]

        def below(process):
            while process and process != self.process.pid:
                process = parents.get(process)
            return process == self.process.pid

        return [process for process, command in commands.items() if command == str(KIOSK).encode() and below(process)]

    def kill_kiosk(self):
        """Ends the kiosk as a crash does, and waits until it is gone."""
        before = self.kiosks()
        assert len(before) == 1, before
        os.kill(before[0], signal.SIGKILL)
        end = time.monotonic() + driver.PATIENCE
        while set(before) & set(self.kiosks()):
            assert time.monotonic() < end, 'a killed kiosk is still there'
            time.sleep(0.02)

    def wait_new_kiosk(self):
        end = time.monotonic() + driver.PATIENCE
        while not self.kiosks():
            assert time.monotonic() < end, 'no new kiosk'
            time.sleep(0.05)

    def stop(self):
        """As systemd does: one signal to all of them."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(driver.PATIENCE)
        assert not self.kiosks()


@contextlib.contextmanager
def session(**environment):
    with tempfile.TemporaryDirectory(prefix='birge-session-', ignore_cleanup_errors=True) as folder:
        running = Session(pathlib.Path(folder), **environment)
        try:
            yield running
            running.stop()
        except BaseException:
            driver.Program.on_failure()
            print('log of the session:', *running.log_path.read_text(errors='replace').splitlines()[-40:],
                  sep='\n  ', file=sys.stderr)
            raise
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.process.pid, signal.SIGKILL)


def test_a_killed_kiosk_is_back_on_the_wall(desktop):
    with session() as running:
        desktop.wait(WALL, timeout=60)
        running.kill_kiosk()
        desktop.wait_gone(WALL)
        started = time.monotonic()
        desktop.wait(WALL, timeout=60)
        print('# back after %.1f s' % (time.monotonic() - started))
        desktop.screenshot(desktop.shots / 'back-on-the-wall.png')


def test_three_crashes_in_a_minute_lead_to_the_safe_page_and_back(desktop):
    with session(BIRGE_SAFE_SECONDS='8') as running:
        desktop.wait(WALL, timeout=60)
        for _ in range(3):
            running.kill_kiosk()
            running.wait_new_kiosk()
        desktop.wait('103*', timeout=60)
        assert desktop.find(WALL) is None, 'this is the wall, not the safe page'
        assert all(number in desktop.texts() for number in ('112', '102', '101'))
        assert b'--safe' in pathlib.Path('/proc/%d/cmdline' % running.kiosks()[0]).read_bytes().split(b'\0')
        desktop.screenshot(desktop.shots / 'safe-page.png')
        desktop.wait(WALL, timeout=60)


def test_a_session_that_falls_counts_as_a_crash(desktop):
    with session() as running:
        desktop.wait(WALL, timeout=60)
        ends = running.runtime / 'birge-session' / 'ends'
        assert ends.read_text() == ''
        # the compositor and all that is in it, as the service manager ends a session that hangs
        os.killpg(running.process.pid, signal.SIGKILL)
        running.process.wait(driver.PATIENCE)
        desktop.wait_gone(WALL)
        running.start()
        desktop.wait(WALL, timeout=60)
        assert len(ends.read_text().splitlines()) == 1


def test_no_key_leaves_the_kiosk(desktop):
    with session() as running:
        desktop.wait(WALL, timeout=60)
        before = running.kiosks()
        assert len(before) == 1, before
        for keys in [(driver.CONTROL, ord('q')), (driver.CONTROL, ord('w')),
                     (driver.CONTROL, driver.SHIFT, ord('i')), (driver.CONTROL, driver.SHIFT, ord('d')),
                     (driver.ALT, driver.TAB), (driver.ALT, driver.ESCAPE), (driver.CONTROL, driver.ALT, driver.F1),
                     (driver.ESCAPE,), (driver.SUPER,), (driver.ALT, ord(' '))]:
            desktop.key(*keys)
            time.sleep(0.1)
        desktop.wait(WALL)
        assert running.kiosks() == before
