#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From exec to the painted home page, and memory there, beside a window with one button in the same run."""
import pathlib
import subprocess
import tempfile
import time

import figures

RUNS = 9
SETTLE_SECONDS = 1.5


def start_minimal():
    began_us = time.monotonic_ns() / 1000
    process = subprocess.Popen([figures.MINIMAL], stdout=subprocess.PIPE, text=True)
    painted_us = int(process.stdout.readline().split()[1])
    time.sleep(SETTLE_SECONDS)
    memory = figures.pss_mib(process.pid)
    process.terminate()
    process.wait()
    return (painted_us - began_us) / 1000, memory


def start_kiosk(state, folder):
    kiosk = figures.Measured(state, folder, '--language', 'uz')
    painted_us = kiosk.painted(place=1)
    time.sleep(SETTLE_SECONDS)
    memory = figures.pss_mib(kiosk.process.pid)
    kiosk.stop()
    return (painted_us - kiosk.began_us) / 1000, memory


with tempfile.TemporaryDirectory(prefix='birge-bench-') as name:
    folder = pathlib.Path(name)
    state = folder / 'state'
    figures.birge('install', figures.BUILD / 'data' / 'content' / 'starter', '--state', state)
    start_kiosk(state, folder)
    start_minimal()
    pairs = [(start_kiosk(state, folder), start_minimal()) for _ in range(RUNS)]
    figures.report('start-to-painted-home', figures.median([k[0] for k, _ in pairs]), 'ms', 250,
                   figures.median([m[0] for _, m in pairs]), 'window with one button')
    figures.report('memory-on-home', figures.median([k[1] for k, _ in pairs]), 'MiB PSS', 90,
                   figures.median([m[1] for _, m in pairs]), 'window with one button')
