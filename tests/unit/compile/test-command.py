#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`birge content` as an editor types it: exit codes, and which words go where. Prints TAP.

    test-command.py BIRGE
"""
import json
import pathlib
import subprocess
import sys
import tempfile

CONTENT = pathlib.Path(__file__).resolve().parents[3] / 'data' / 'content'
GENERATOR = pathlib.Path(__file__).resolve().parents[2] / 'bench' / 'generate-content.py'
TONE = pathlib.Path(__file__).resolve().parents[1] / 'formats' / 'tone.opus'
failures = 0
count = 0


def run(*arguments):
    return subprocess.run([sys.argv[1], *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)


def expect(name, condition, result):
    global failures, count
    count += 1
    failures += not condition
    print(f'{"ok" if condition else "not ok"} {count} {name}')
    if not condition:
        print(f'# exit {result.returncode}\n# out: {result.stdout[:800]!r}\n# err: {result.stderr[:800]!r}')


def test_usage():
    for arguments in ([], ['nothing'], ['content'], ['content', 'nothing'], ['content', 'check'], ['content', 'check', '--nothing'],
                      ['content', 'build', 'x'], ['content', 'build', 'x', '--out', 'y', '--channel', 'A B'], ['content', 'new', 'x'], ['content', 'import'],
                      ['content', 'import', 'films', 'x'], ['film'], ['film', 'render', 'x'], ['film', 'preview', 'x'],
                      ['film', 'preview', 'x', '--out', 'y', '--scene', '-1']):
        result = run(*arguments)
        expect('wrong usage of ' + ' '.join(['birge', *arguments]),
               result.returncode == 2 and result.stderr.startswith('birge: ') and not result.stdout, result)
    for arguments in (['--help'], ['content', '--help'], ['content', 'check', '--help'], ['content', 'build', '--help'],
                      ['content', 'new', '--help'], ['content', 'import', '--help'], ['export', '--help'], ['--version']):
        result = run(*arguments)
        expect(' '.join(['birge', *arguments]), result.returncode == 0 and result.stdout and not result.stderr, result)


def test_film(folder):
    pictures = folder / 'pictures'
    result = run('film', 'preview', CONTENT, '--only', 'fall', '--scene', '2', '--out', pictures)
    expect('a scene is drawn at once', result.returncode == 0 and
           sorted(path.name for path in pictures.iterdir()) == ['fall-02a.png', 'fall-02b.png', 'fall-02c.png'], result)
    result = run('film', 'preview', CONTENT, '--only', 'fall', '--scene', '99', '--out', pictures)
    expect('a scene that is not there', result.returncode == 1 and 'fall has no scene 99' in result.stderr, result)


def test_voices(folder):
    content, stick, state = folder / 'voices-content', folder / 'stick', folder / 'state'
    subprocess.run([GENERATOR, content, '--guides', '3'], check=True)
    text = sorted((content / 'guide').glob('*/*.md'))[0]
    voice = text.parent.relative_to(content) / 'voices' / text.stem / '01.opus'
    (stick / voice).parent.mkdir(parents=True)
    (stick / voice).write_bytes(TONE.read_bytes())

    result = run('content', 'import', 'voices', stick, '--into', content, '--preview')
    expect('a preview changes nothing', result.returncode == 0 and 'It would be: 1 new' in result.stdout and str(voice) in result.stdout
           and not (content / voice).exists(), result)
    result = run('content', 'import', 'voices', stick, '--into', content)
    expect('a voice is taken in', result.returncode == 0 and (content / voice).read_bytes() == TONE.read_bytes(), result)
    result = run('content', 'check', content)
    expect('and the checker takes it', result.returncode == 0, result)
    (stick / voice).with_name('02.opus').write_text('RIFF')
    result = run('content', 'import', 'voices', stick, '--into', content)
    expect('what is no recording is named', result.returncode == 1 and '02.opus' in result.stderr and '1 the same' in result.stdout, result)
    result = run('content', 'import', 'voices', folder / 'nothing', '--into', content)
    expect('a folder that is not there', result.returncode == 1 and result.stderr.startswith('birge: '), result)

    state.mkdir()
    result = run('export', stick, '--voices', '--state', state)
    expect('nothing was recorded yet', result.returncode == 0 and 'holds 0 texts' in result.stdout, result)
    result = run('export', folder / 'nothing', '--voices', '--state', state, '--progress=json')
    end = json.loads(result.stdout or '{}')
    expect('a stick that is not there', result.returncode == 1 and end.get('outcome') == 'failed' and end.get('why'), result)


def test_content(folder):
    content, out = folder / 'content', folder / 'out'
    subprocess.run([GENERATOR, content, '--guides', '60'], check=True)

    result = run('content', 'check', content)
    expect('warnings let pass', result.returncode == 0 and 'language ' in result.stdout and not result.stderr, result)
    result = run('content', 'check', '--json', content)
    expect('JSON is read', result.returncode == 0 and json.loads(result.stdout)['errors'] == 0, result)
    result = run('content', 'build', content, '--out', out)
    expect('good content is built', result.returncode == 0 and (out / 'catalog' / 'starter.cat.zst').is_file(), result)
    result = run('content', 'build', content, '--out', out)
    expect('nothing new, nothing written', result.returncode == 0 and ' 0 objects written, 0 removed' in result.stdout, result)

    result = run('content', 'new', 'guide/mine', content)
    expect('an item is begun', result.returncode == 0 and (content / 'guide' / 'mine' / 'item.ini').is_file(), result)
    result = run('content', 'new', 'guide/mine', content)
    expect('and not begun twice', result.returncode == 1 and 'there already' in result.stderr, result)

    before = (out / 'catalog' / 'starter.cat.zst').read_bytes()
    result = run('content', 'check', content)
    expect('errors stop the check', result.returncode == 1 and 'guide/mine/item.ini: error: ' in result.stdout, result)
    result = run('content', 'build', content, '--out', out)
    expect('errors stop the build', result.returncode == 1 and 'guide/mine/item.ini: error: ' in result.stderr
           and 'birge: nothing was built: ' in result.stderr and (out / 'catalog' / 'starter.cat.zst').read_bytes() == before, result)

    result = run('content', 'check', folder / 'nowhere')
    expect('no folder', result.returncode == 1 and result.stderr.startswith('birge: cannot read '), result)
    result = run('content', 'build', content, '--out', out, '--media', folder / 'nowhere')
    expect('no media folder', result.returncode == 1 and 'media' in result.stderr, result)


test_usage()
with tempfile.TemporaryDirectory() as name:
    test_content(pathlib.Path(name))
    test_film(pathlib.Path(name))
    test_voices(pathlib.Path(name))
print(f'1..{count}')
sys.exit(failures > 0)
