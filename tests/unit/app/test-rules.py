#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What polkit answers by the session's rules, asked in the engine that polkit runs them in. Prints TAP.

    test-rules.py RULES
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

UDISKS = 'org.freedesktop.udisks2.'
STICK = {'drive.removable': 'true', 'id.usage': 'filesystem', 'id.type': 'vfat'}
HERE = '''
var rules = [];
var polkit = {Result: {NO: 'no', YES: 'yes', NOT_HANDLED: null}, addRule: function (rule) { rules.push(rule); }};
%s
var asked = %s;
for (var i = 0; i < asked.length; i++) {
  var action = {id: asked[i].id, details: asked[i].details, lookup: function (key) { return this.details[key]; }};
  print(JSON.stringify(rules.map(function (rule) { return rule(action, {user: asked[i].user}); })));
}
'''

CASES = [
    ('a stick is mounted', 'birge', 'filesystem-mount', STICK, ['yes']),
    ('a stick is mounted without a seat', 'birge', 'filesystem-mount-other-seat', STICK, ['yes']),
    ('a stick in another format is not', 'birge', 'filesystem-mount-other-seat', {**STICK, 'id.type': 'hfsplus'}, ['no']),
    ('a disk that stays is not', 'birge', 'filesystem-mount-other-seat', {**STICK, 'drive.removable': None}, ['no']),
    ('what has no file system is not', 'birge', 'filesystem-mount', {**STICK, 'id.usage': 'crypto'}, ['no']),
    ('nothing is known: no', 'birge', 'filesystem-mount', {}, ['no']),
    ('the system is not mounted', 'birge', 'filesystem-mount-system', STICK, ['no']),
    ('nor as the table of file systems says', 'birge', 'filesystem-fstab', STICK, ['no']),
    ('what others mounted is not unmounted', 'birge', 'filesystem-unmount-others', STICK, ['no']),
    ('nothing is formatted', 'birge', 'modify-device', STICK, ['no']),
    ('nothing is switched off', 'birge', 'power-off-drive', STICK, ['no']),
    ('others are none of our business', 'visitor', 'filesystem-mount', STICK, [None]),
]


def main(path):
    print('1..%d' % (len(CASES) + 1))
    engine = shutil.which('duk')
    if not engine:
        for number in range(1, len(CASES) + 2):
            print('ok %d # SKIP duk is not installed (package duktape)' % number)
        return 0
    asked = [{'user': user, 'id': UDISKS + action, 'details': details} for _, user, action, details, _ in CASES]
    asked.append({'user': 'birge', 'id': 'org.freedesktop.login1.power-off', 'details': {}})
    with tempfile.NamedTemporaryFile('w', suffix='.js', encoding='utf-8') as file:
        file.write(HERE % (pathlib.Path(path).read_text(encoding='utf-8'), json.dumps(asked)))
        file.flush()
        done = subprocess.run([engine, file.name], capture_output=True, text=True, timeout=30, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    wanted = [answer for *_, answer in CASES] + [[None]]
    names = [name for name, *_ in CASES] + ['nor is what is not of UDisks2']
    failed = 0
    for number, (name, want) in enumerate(zip(names, wanted), 1):
        got = answers[number - 1] if number <= len(answers) else done.stderr or 'no answer'
        failed += got != want
        print('%sok %d %s' % ('' if got == want else 'not ', number, name))
        if got != want:
            print('# %s where %s was wanted' % (got, want))
    return 1 if failed else 0


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
