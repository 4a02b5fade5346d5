#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`birge status`, `export` and `verify` as a technician types them: a kiosk with the package's content follows a publisher, and another one
gets the same from a stick. Prints TAP.

    test-command.py BIRGE
"""
import fcntl
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

GENERATOR = pathlib.Path(__file__).resolve().parents[2] / 'bench' / 'generate-content.py'
PHRASE = 'the garden is green'
KILLS = 60 if os.environ.get('BIRGE_TEST_LONG') else 6
failures = 0
count = 0


def run(*arguments, phrase=None):
    command = [sys.argv[1], *map(str, arguments)]
    if phrase is not None:
        command += ['--passphrase-fd', '0']
    return subprocess.run(command, input=phrase + '\n' if phrase else '', capture_output=True, text=True, timeout=120, check=False)


def expect(name, condition, result):
    global failures, count
    count += 1
    failures += not condition
    print(f'{"ok" if condition else "not ok"} {count} {name}')
    if not condition:
        print(f'# exit {result.returncode}\n# out: {result.stdout[:1500]!r}\n# err: {result.stderr[:800]!r}')


def must(*arguments, **more):
    result = run(*arguments, **more)
    assert result.returncode == 0, (arguments, result.stdout, result.stderr)
    return result


def build(folder, guides):
    shutil.rmtree(folder / 'content', ignore_errors=True)
    subprocess.run([GENERATOR, folder / 'content', '--guides', str(guides)], check=True)
    must('content', 'build', folder / 'content', '--out', folder / 'out')


def release(folder, guides):
    build(folder, guides)
    must('publish', 'add', folder / 'out', '--dir', folder / 'office')
    must('publish', 'release', '--dir', folder / 'office', phrase=PHRASE)


def status_of(state):
    return json.loads(run('status', '--state', state, '--json').stdout)


def codes_of(state):
    return {problem['code'] for problem in status_of(state)['problems']}


def write_settings(path, root):
    path.write_text(f'[Updates]\nRoot={root}\nReserveMegabytes=64\n')
    return path


def test_follows_and_exports(folder):
    kiosk, other, stick, office = (folder / name for name in ('kiosk', 'other', 'stick', 'office'))
    stick.mkdir()
    build(folder, 60)
    must('install', folder / 'out', '--state', kiosk)
    result = run('export', stick, '--state', kiosk)
    expect('content that nobody signed does not travel', result.returncode == 1 and 'signed by no publisher' in result.stderr
           and not any(stick.iterdir()), result)

    must('publish', 'init', office, '--profile', 'small', '--backup', folder / 'safe', phrase=PHRASE)
    release(folder, 10)  # far fewer than the package's
    settings = write_settings(folder / 'kiosk.ini', office / 'v1/metadata/1.root.json')
    result = run('sync', '--config', settings, '--from', office, '--state', kiosk)
    expect('the package gives way to a publisher', result.returncode == 0 and status_of(kiosk)['items'] == 11, result)
    result = run('status', '--state', kiosk)
    expect('status says when it looked, where, and for how long that holds',
           result.returncode == 0 and f'{office}: new content came' in result.stdout and 'holds until' in result.stdout
           and 'Nothing to do.' in result.stdout, result)

    result = run('export', stick, '--state', kiosk, '--progress=json')
    last = json.loads(result.stdout.splitlines()[-1])
    expect('export', result.returncode == 0 and last['is_done'] and last['copied_bytes'] > 0 and last['damaged'] == 0, result)
    result = run('sync', '--config', settings, '--from', stick, '--state', other)
    expect('another kiosk takes it', result.returncode == 0 and status_of(other)['releases'] == status_of(kiosk)['releases'], result)
    must('publish', 'init', folder / 'stranger', '--profile', 'small', phrase=PHRASE)
    foreign = write_settings(folder / 'foreign.ini', folder / 'stranger/v1/metadata/1.root.json')
    result = run('sync', '--config', foreign, '--from', stick, '--state', folder / 'third')
    expect('a kiosk of another publisher does not', result.returncode == 1 and 'update-alarm' in codes_of(folder / 'third'), result)

    release(folder, 12)
    must('sync', '--config', settings, '--from', office, '--state', kiosk)
    result = run('export', stick, '--state', kiosk)
    expect('the same stick once more', result.returncode == 0 and 'it had already' in result.stdout, result)
    must('sync', '--config', settings, '--from', stick, '--state', other)
    expect('and the other kiosk follows', status_of(other)['items'] == 13, result)
    result = run('export', folder / 'nowhere', '--state', kiosk)
    expect('a stick that is not there', result.returncode == 1 and result.stderr.startswith('birge: ') and 'put the stick in' in result.stderr, result)
    for arguments in (['export'], ['export', 'a', 'b'], ['export', 'a', '--progress=xml'], ['verify', 'a']):
        result = run(*arguments)
        expect('wrong usage of birge ' + ' '.join(arguments), result.returncode == 2 and not result.stdout, result)
    return kiosk, settings, office


def test_killed_exports(folder, kiosk, settings):
    """Whenever it is killed: a kiosk takes the stick or finds nothing on it, and the next export finishes."""
    stick, third = folder / 'killed-stick', folder / 'killed-state'
    rng = random.Random(20261123)
    began = time.monotonic()
    (folder / 'timed').mkdir()
    must('export', folder / 'timed', '--state', kiosk)
    seconds = time.monotonic() - began
    killed = taken = 0
    for _ in range(KILLS):
        shutil.rmtree(stick, ignore_errors=True)
        shutil.rmtree(third, ignore_errors=True)
        stick.mkdir()
        process = subprocess.Popen([sys.argv[1], 'export', str(stick), '--state', str(kiosk)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0, seconds))
        process.kill()
        killed += process.wait() < 0
        whole = (stick / 'BIRGE/v1/metadata/timestamp.json').exists()
        result = run('sync', '--config', settings, '--from', stick, '--state', third)
        if (result.returncode == 0) != whole or (whole and run('verify', '--state', third).returncode != 0):
            return expect('a killed export', False, result)
        taken += whole
        must('export', stick, '--state', kiosk)
        result = run('sync', '--config', settings, '--from', stick, '--state', third)
        if result.returncode != 0 or run('verify', '--state', third).returncode != 0:
            return expect('the export after a killed one', False, result)
    print(f'# {killed} of {KILLS} were killed; {taken} had come to the end')
    return expect('a killed export leaves a stick that can be taken, or none', killed > 0, result)


def test_patience(folder, kiosk):
    """Install beside something that holds the folder: after it, unless that brought content itself."""
    late = folder / 'late'
    for brings in (False, True):
        shutil.rmtree(late, ignore_errors=True)
        late.mkdir()
        with open(late / 'install.lock', 'w', encoding='ascii') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = subprocess.Popen([sys.argv[1], 'install', str(folder / 'out'), '--state', str(late)], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
            said = process.stderr.readline()
            if brings:
                for name in ('objects', 'content'):
                    shutil.copytree(kiosk / name, late / name, symlinks=True)
        out, err = process.communicate(timeout=60)
        result = subprocess.CompletedProcess(process.args, process.returncode, out, said + err)
        expect('install waits for ' + ('content that comes' if brings else 'its turn'), result.returncode == 0 and 'wait until' in said
               and (status_of(late)['generation'] == status_of(kiosk)['generation']) == brings, result)


def test_verify(kiosk, settings, office):
    largest = max((path for path in (kiosk / 'objects').glob('*/*')), key=lambda path: path.stat().st_size)
    data = bytearray(largest.read_bytes())
    result = run('verify', '--gentle', '--state', kiosk)
    expect('verify finds nothing', result.returncode == 0 and 'Nothing to do.' in result.stdout, result)
    data[len(data) // 2] ^= 1
    largest.write_bytes(data)
    result = run('verify', '--state', kiosk)
    expect('verify takes away what is damaged and says so', result.returncode == 1 and 'taken away just now: 1' in result.stdout
           and not largest.exists(), result)
    result = run('sync', '--config', settings, '--from', office, '--state', kiosk)
    expect('and the next sync brings it again', result.returncode == 0, result)
    result = run('verify', '--state', kiosk, '--json')
    expect('so that nothing is left to do', result.returncode == 0 and json.loads(result.stdout)['dropped'] == 0, result)


def main():
    os.umask(0o022)
    with tempfile.TemporaryDirectory(prefix='birge-kiosk-') as name:
        folder = pathlib.Path(name)
        kiosk, settings, office = test_follows_and_exports(folder)
        test_killed_exports(folder, kiosk, settings)
        test_patience(folder, kiosk)
        test_verify(kiosk, settings, office)
    print(f'1..{count}')
    return failures > 0


if __name__ == '__main__':
    sys.exit(main())
