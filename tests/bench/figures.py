# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks share: one line of JSON for each figure, and ways to measure."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get('BIRGE_BUILD', SOURCE / 'build'))
BIRGE = BUILD / 'app' / 'birge'
KIOSK = BUILD / 'app' / 'birge-kiosk'
MINIMAL = BUILD / 'tests' / 'bench' / 'minimal-window'


def report(name, value, unit, goal, peer=None, peer_name=None):
    """@goal: what design.md asks for, in the same unit. The ratio is to the peer, else to the goal."""
    beside = peer if peer is not None else goal
    print(json.dumps({'name': name, 'value': round(value, 2), 'unit': unit,
                      'peer': f'{peer_name}: {peer:.2f}' if peer is not None else f'goal: {goal}',
                      'ratio': round(value / beside, 3) if beside else None, 'goal': goal, 'reached': value <= goal}), flush=True)


def median(values):
    return sorted(values)[len(values) // 2]


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def birge(*arguments):
    """Runs the program; returns the seconds it took."""
    began = time.monotonic()
    done = subprocess.run([BIRGE, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f'birge {arguments[0]} failed: {done.stdout[-2000:]}')
    return time.monotonic() - began


def make_state(folder, guides):
    """A state folder with that many generated guides; returns seconds of build and of install."""
    content, out, state = folder / 'content', folder / 'out', folder / 'state'
    subprocess.run([sys.executable, SOURCE / 'tests' / 'bench' / 'generate-content.py', content, '--guides', str(guides)],
                   check=True, stdout=subprocess.DEVNULL)
    built = birge('content', 'build', content, '--out', out)
    return built, birge('install', out, '--state', state)


def pss_mib(pid):
    for line in pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines():
        if line.startswith('Pss:'):
            return int(line.split()[1]) / 1024
    raise RuntimeError('no Pss in smaps_rollup')


def cpu_ms(pid):
    """Milliseconds all threads of a process have run."""
    threads = pathlib.Path(f'/proc/{pid}/task').glob('*/schedstat')
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6


class Measured:
    """The kiosk with its window for benchmarks (app/kiosk-measure.h)."""

    def __init__(self, state, folder, *options):
        self.path = folder / f'measure-{time.monotonic_ns()}.json'
        self.path.touch()
        self.began_us = time.monotonic_ns() / 1000
        self.process = subprocess.Popen([KIOSK, '--state', state, *options],
                                        env={**os.environ, 'BIRGE_MEASURE': str(self.path), 'GTK_A11Y': 'none'})
        self.reader = self.path.open()

    def _events(self, timeout=20):
        """What the kiosk tells, line by line, however it comes."""
        end = time.monotonic() + timeout
        line = ''
        while time.monotonic() < end:
            line += self.reader.readline()
            if line.endswith('\n'):
                yield json.loads(line)
                line = ''
            else:
                time.sleep(0.002)
        sys.exit(f'nothing was told within {timeout} s')

    def painted(self, place=None):
        """Microseconds (monotonic) at which the next page, or that place, was painted."""
        return self.painted_event(place)['us']

    def painted_event(self, place=None):
        """The same, with the number of texts and pictures that are seen of the page."""
        return next(event for event in self._events() if event['event'] == 'painted' and place in (None, event['place']))

    def controls(self):
        """What can be touched on the screen: dictionaries with x, y, width, height, from top to bottom."""
        return self.ask()[0]

    def ask(self):
        """The same, and what stands for all of the page. Not by AT-SPI: a screen reader that looks on makes every page
        slower."""
        self.process.send_signal(signal.SIGUSR1)
        found = []
        for event in self._events():
            if event['event'] == 'end':
                return sorted(found, key=lambda c: (c['y'], c['x'])), event
            if event['event'] == 'control' and event['sensitive']:
                found.append(event)

    def stop(self):
        self.process.terminate()
        self.process.wait()
