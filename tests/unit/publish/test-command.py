#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`birge publish` as an office worker types it: exit codes, pass phrases that nobody sees, and a release that is killed. Prints TAP.

    test-command.py BIRGE
"""
import os
import pathlib
import pty
import random
import select
import shutil
import subprocess
import sys
import tempfile
import time

GENERATOR = pathlib.Path(__file__).resolve().parents[2] / 'bench' / 'generate-content.py'
PHRASE = 'the garden is green'
failures = 0
count = 0


def run(*arguments, phrase=None):
    """With a pass phrase over a descriptor, if there is one; never with a terminal."""
    command = [sys.argv[1], *map(str, arguments)]
    if phrase is None:
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, start_new_session=True)
    return subprocess.run([*command, '--passphrase-fd', '0'], input=phrase + '\n', capture_output=True, text=True, timeout=120, check=False)


def expect(name, condition, result):
    global failures, count
    count += 1
    failures += not condition
    print(f'{"ok" if condition else "not ok"} {count} {name}')
    if not condition:
        print(f'# exit {result.returncode}\n# out: {result.stdout[:800]!r}\n# err: {result.stderr[:800]!r}')


def run_on_terminal(answers, *arguments):
    """What a person sees who types an answer whenever a question ends with a colon."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.argv[1], [sys.argv[1], *map(str, arguments)])
    seen, answered, left = b'', 0, list(answers)
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        try:
            piece = os.read(terminal, 4096) if ready else b''
        except OSError:
            piece = b''
        if not piece:
            break
        seen += piece
        if left and seen[answered:].endswith(b': '):
            answered = len(seen)
            os.write(terminal, left.pop(0).encode() + b'\n')
    status = os.waitpid(pid, 0)[1]
    return subprocess.CompletedProcess(arguments, os.waitstatus_to_exitcode(status), seen.decode(), '')


def test_usage():
    for arguments in ([], ['nothing'], ['init'], ['init', 'x'], ['init', 'x', '--profile', 'large'], ['add'], ['release', 'x'],
                      ['init', 'x', '--profile', 'small', '--channel', 'A B'], ['rollout', 'spring'], ['rollout', 'spring', '1001'],
                      ['rollout', 'spring', '-1'], ['withdraw'], ['rotate'], ['revoke'], ['timestamp', 'x'], ['verify', 'x'],
                      ['order', 'x'], ['copy'], ['sign', '--renew', '--drop'], ['release', '--passphrase', 'secret']):
        result = run('publish', *arguments)
        expect('wrong usage of ' + ' '.join(['birge publish', *arguments]),
               result.returncode == 2 and result.stderr.startswith('birge: ') and not result.stdout, result)


def test_pass_phrases(folder):
    office = folder / 'terminal'
    result = run_on_terminal([PHRASE, 'another phrase'], 'publish', 'init', office, '--profile', 'small')
    expect('two different pass phrases begin nothing', result.returncode == 1 and not office.exists() and 'not the same' in result.stdout, result)
    result = run_on_terminal([PHRASE, PHRASE], 'publish', 'init', office, '--profile', 'small')
    expect('a pass phrase is typed twice', result.returncode == 0 and (office / 'v1/metadata/1.root.json').is_file(), result)
    expect('and never seen', PHRASE not in result.stdout, result)
    result = run_on_terminal(['wrong phrase', PHRASE], 'publish', 'timestamp', '--dir', office)
    expect('a wrong one is asked for again', result.returncode == 0 and PHRASE not in result.stdout, result)
    result = run_on_terminal([''], 'publish', 'timestamp', '--dir', office)
    expect('none does without the key', result.returncode == 1, result)
    result = run('publish', 'timestamp', '--dir', office)
    expect('without a terminal it says so', result.returncode == 1 and 'terminal' in result.stderr, result)
    result = run('publish', 'timestamp', '--dir', office, phrase='wrong phrase')
    expect('a wrong one over a descriptor fails', result.returncode == 1 and 'no pass phrase' in result.stderr, result)
    for key in office.glob('**/*.pem'):
        expect(f'{key.name} is encrypted and private', b'ENCRYPTED' in key.read_bytes() and key.stat().st_mode & 0o77 == 0, result)


def build(folder, guides):
    content = folder / 'content'
    shutil.rmtree(content, ignore_errors=True)
    subprocess.run([GENERATOR, content, '--guides', str(guides)], check=True)
    run('content', 'build', content, '--out', folder / 'out')


def test_a_year(folder):
    office, safe, out, stick = (folder / name for name in ('office', 'safe', 'out', 'stick'))
    stick.mkdir()
    build(folder, 40)
    result = run('publish', 'init', office, '--profile', 'small', '--backup', safe, phrase=PHRASE)
    expect('init', result.returncode == 0 and (safe / 'root-2.pem').is_file() and not (office / 'keys/root-2.pem').exists(), result)
    result = run('publish', 'add', out, '--dir', office)
    expect('add says what is new', result.returncode == 0 and 'new:' in result.stdout, result)
    result = run('publish', 'release', '--dir', office, '--to', stick, phrase=PHRASE)
    expect('release to a stick', result.returncode == 0 and 'starter release 1' in result.stdout
           and (stick / 'BIRGE/v1/metadata/timestamp.json').is_file(), result)
    result = run('publish', 'release', '--dir', office, phrase=PHRASE)
    expect('nothing new is no release', result.returncode == 1, result)
    result = run('publish', 'order', '--dir', office)
    listing = folder / 'list'
    listing.write_text(result.stdout)
    expect('order ends with the timestamp', result.stdout.endswith('metadata/timestamp.json\n'), result)

    build(folder, 50)
    run('publish', 'add', out, '--dir', office)
    result = run('publish', 'rollout', 'spring', '100', '--dir', office, phrase=PHRASE)
    expect('rollout', result.returncode == 0 and 'starter release 2 for some' in result.stdout, result)
    result = run('publish', 'rollout', 'spring', '1000', '--dir', office, phrase=PHRASE)
    expect('rollout to all', result.returncode == 0 and 'starter release 2.' in result.stdout, result)
    result = run('publish', 'withdraw', 'starter', '--dir', office, phrase=PHRASE)
    expect('withdraw', result.returncode == 0 and 'starter release 3' in result.stdout, result)
    result = run('publish', 'order', '--dir', office, '--since', listing)
    expect('order since a list names what is new', result.returncode == 0 and 'metadata/1.root.json' not in result.stdout
           and result.stdout.endswith('metadata/timestamp.json\n'), result)
    result = run('publish', 'drill', '--dir', office, phrase=PHRASE)
    expect('drill without the spare key fails', result.returncode == 1 and 'root-2' in result.stderr, result)
    result = run('publish', 'drill', '--dir', office, '--keys', safe, phrase=PHRASE)
    expect('drill with it', result.returncode == 0 and 'Nothing was changed' in result.stdout, result)
    result = run('publish', 'rotate', 'timestamp-1', '--dir', office, phrase=PHRASE)
    expect('rotate', result.returncode == 0 and 'root 2' in result.stdout, result)
    result = run('publish', 'revoke', 'root-1', '--dir', office, phrase=PHRASE)
    expect('revoke waits for the spare key', result.returncode == 0 and 'root-2' in result.stdout, result)
    shutil.copy(office / 'work/pending/metadata/3.root.json', folder)
    result = run('publish', 'sign', folder / '3.root.json', '--keys', safe, phrase=PHRASE)
    expect('which signs elsewhere', result.returncode == 0 and 'root, version 3' in result.stdout, result)
    result = run('publish', 'sign', folder / '3.root.json', '--dir', office, phrase=PHRASE)
    expect('and is brought back', result.returncode == 0 and 'root 3' in result.stdout, result)
    result = run('publish', 'copy', stick, '--dir', office)
    expect('copy', result.returncode == 0, result)
    result = run('publish', 'verify', '--dir', office)
    expect('verify', result.returncode == 0 and 'All is well' in result.stdout, result)
    result = run('publish', 'verify', '--dir', folder)
    expect('another folder is refused', result.returncode == 1 and 'publisher' in result.stderr, result)


def test_killed_releases(folder):
    """Whatever is killed when: a kiosk's client takes what is there, and the next command finishes it."""
    office, chance = folder / 'office', random.Random(7)
    for number in range(8):
        build(folder, 51 + number)
        run('publish', 'add', folder / 'out', '--dir', office)
        process = subprocess.Popen([sys.argv[1], 'publish', 'release', '--dir', office, '--passphrase-fd', '0'], stdin=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        process.stdin.write(PHRASE.encode() + b'\n')
        process.stdin.flush()
        time.sleep(chance.uniform(0.3, 1.2))
        process.kill()
        process.wait()
        process.stdin.close()
        state = folder / 'kiosk'
        state.mkdir(exist_ok=True)
        settings = folder / 'birge.ini'
        settings.write_text(f'[Updates]\nRoot={office}/v1/metadata/1.root.json\n')
        result = run('sync', '--from', office / 'v1', '--state', state, '--config', settings, '--once')
        expect(f'kill {number}: a kiosk follows', result.returncode == 0, result)
        run('publish', 'sign', '--dir', office, phrase=PHRASE)
        result = run('publish', 'verify', '--dir', office)
        expect(f'kill {number}: all is well', result.returncode == 0 and 'waits' not in result.stdout, result)


def main():
    with tempfile.TemporaryDirectory(prefix='birge-publish-') as name:
        folder = pathlib.Path(name)
        test_usage()
        test_pass_phrases(folder)
        test_a_year(folder)
        test_killed_releases(folder)
    print(f'1..{count}')
    return failures > 0


if __name__ == '__main__':
    sys.exit(main())
