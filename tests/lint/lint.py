#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the source tree that no compiler makes. Prints TAP, one line a rule, and the
complaints to standard error.

    lint.py ROOT

Each rule is a function check_*(tree) that yields complaints "file:line: what";
test_lint.py shows each of them a tree it has to complain about.
"""
import os
import pathlib
import re
import subprocess
import sys

TOP = {'app', 'ui', 'media', 'data', 'po', 'tests', 'meson.build', 'meson_options.txt', 'README.md', 'LICENSE'}
LAYERS = ('app', 'ui', 'media', 'data')

# What a file may not include: of ours by folder, of others by the beginning of the name.
OURS = {
    'data/formats': lambda name: name.startswith('data/formats/'),
    'data/sync': lambda name: name.startswith('data/'),
    'data': lambda name: name.startswith('data/'),
    'media': lambda name: name.startswith(('media/', 'data/formats/')),
    'ui': lambda name: name.startswith(('ui/', 'media/', 'data/', 'po/')),
    'po': lambda name: name.startswith(('po/', 'data/formats/')),
    'app': lambda name: name.startswith(('app/', 'ui/', 'media/', 'data/', 'po/')),
    'tests': lambda name: True,
}
OTHERS = {
    'data/formats': ('gtk/', 'gdk/', 'gsk/', 'gst/', 'sqlite3.h', 'curl/'),
    'data/sync': ('gtk/', 'gdk/', 'gsk/', 'gst/'),
    'data': ('gtk/', 'gdk/', 'gsk/', 'gst/', 'curl/'),
    'media': ('gtk/', 'gdk/', 'gsk/', 'sqlite3.h', 'curl/'),
    'ui': ('gst/', 'sqlite3.h', 'curl/'),
    'po': ('gtk/', 'gdk/', 'gsk/', 'gst/', 'sqlite3.h', 'curl/'),
    'app': ('curl/',),
    'tests': (),
}
# What po/extract.sh takes.
MARKED = re.compile(r'\bNC?_\s*\(\s*"|\bbirge_(?:(?:page_|shell_)?tr|trc|trn)\s*\([^;()]*?"')
LICENSED = {'.c', '.h', '.py', '.sh', '.ui', '.css', '.build', '.in', '.xml'}
LEFTOVER = re.compile(r'\b(?:TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b')
MACHINE = re.compile(r'(?<![\w.$}/-])/(?:home|root|work|Users|tmp|mnt|srv|media)/[\w.]')
LONGEST = 800


class Tree:
    """The files of a checkout, without what building and git leave there."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = sorted(self._walk(self.root))
        self._texts = {}

    def _walk(self, folder):
        for path in folder.iterdir():
            top = path.parent == self.root
            if path.name in ('.git', '__pycache__') or top and re.fullmatch(r'build(-.*)?', path.name):
                continue
            if path.is_dir() and not path.is_symlink():
                yield from self._walk(path)
            else:
                yield path.relative_to(self.root)

    def text(self, file):
        if file not in self._texts:
            self._texts[file] = (self.root / file).read_text(errors='replace')
        return self._texts[file]

    def lines(self, file):
        return enumerate(self.text(file).splitlines(), 1)

    def code(self, *suffixes):
        return [file for file in self.files if file.suffix in suffixes]


def is_script(tree, file):
    return file.suffix == '' and (tree.root / file).stat().st_mode & 0o111 and tree.text(file).startswith('#!')


def layer_of(file):
    if '/'.join(file.parts[:2]) in ('data/formats', 'data/sync'):
        return '/'.join(file.parts[:2])
    return file.parts[0] if file.parts[0] in OURS else None


def check_includes(tree):
    """Each layer includes only what lies below it."""
    for file in tree.code('.c', '.h'):
        layer = layer_of(file)
        for number, line in tree.lines(file):
            found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
            if not found or not layer:
                continue
            where, name = '%s:%d: ' % (file, number), found[2]
            if found[1] == '<':
                if name.startswith(OTHERS[layer]):
                    yield where + '%s/ may not see <%s>' % (layer, name)
                continue
            if name.split('/')[0] not in OURS:
                yield where + '"%s" is not written from the source root' % name
            elif not OURS[layer](name):
                yield where + '%s/ may not see "%s"' % (layer, name)
            elif name.endswith('-private.h') and layer != 'tests' and not file.is_relative_to(pathlib.Path(name).parent):
                yield where + '"%s" is private to its folder and those in it' % name


def check_licences(tree):
    """Each source file says its licence in its first lines."""
    for file in tree.files:
        content = file.parts[:2] == ('data', 'content')
        if content and file.suffix != '.svg':
            continue
        if not (file.suffix in LICENSED or file.suffix == '.svg' or file.name == 'meson_options.txt' or is_script(tree, file)):
            continue
        wanted = ('CC-BY-4.0',) if content else ('GPL-3.0-or-later', 'CC-BY-4.0') if file.suffix == '.svg' else ('GPL-3.0-or-later',)
        head = '\n'.join(tree.text(file).splitlines()[:6])
        if not any('SPDX-License-Identifier: ' + licence in head for licence in wanted):
            yield '%s:1: no line "SPDX-License-Identifier: %s"' % (file, wanted[0])


def check_translatable(tree):
    """po/POTFILES lists the files that have something to translate, and no others."""
    marked = {str(file) for file in tree.code('.c', '.h')
              if file.parts[0] in ('ui', 'app') and MARKED.search(without_comments(tree.text(file)))}
    listed = set()
    potfiles = pathlib.Path('po', 'POTFILES')
    if potfiles not in tree.files:
        if marked:
            yield 'po/POTFILES:1: does not exist'
        return
    for number, line in tree.lines(potfiles):
        name = line.split('#')[0].strip()
        if name and name in listed:
            yield 'po/POTFILES:%d: %s stands here twice' % (number, name)
        if name and name not in marked:
            yield 'po/POTFILES:%d: %s has nothing to translate' % (number, name)
        listed.add(name)
    for name in sorted(marked - listed):
        yield '%s:1: has something to translate and is not in po/POTFILES' % name


def without_comments(text):
    return re.sub(r'/\*.*?\*/', '', text, flags=re.DOTALL)


def check_translated(tree):
    """Each catalogue has all texts of the interface."""
    extract = pathlib.Path('po', 'extract.sh')
    catalogues = [file for file in tree.code('.po') if file != pathlib.Path('po', 'uz-Cyrl.po')]  # is written from uz
    if not catalogues:
        return
    found = run('sh', tree.root / extract, '-')
    if found.returncode != 0:
        yield '%s:1: %s' % (extract, found.stderr.strip())
        return
    texts = texts_of(found.stdout)
    for file in catalogues:
        compiled = run('msgfmt', '-o', '-', tree.root / file, text=False)
        if compiled.returncode != 0:
            yield '%s:1: msgfmt: %s' % (file, compiled.stderr.decode().strip())
            continue
        there = texts_of(run('msgunfmt', text=False, input=compiled.stdout).stdout.decode())
        for text in sorted(texts - there):
            yield '%s:1: has no translation of "%s"' % (file, text[1])


def run(*command, text=True, **more):
    return subprocess.run(command, capture_output=True, text=text, env={**os.environ, 'LC_ALL': 'C.UTF-8'}, **more)


def texts_of(catalogue):
    return set(re.findall(r'^(?:msgctxt "(.*)"\n)?msgid "(.+)"$', catalogue.replace('"\n"', ''), re.MULTILINE))


def check_top_level(tree):
    """Nothing new at the top."""
    for name in sorted({file.parts[0] for file in tree.files}):
        if name not in TOP and not name.startswith('.'):
            yield '%s:1: does not belong at the top' % name


def check_length(tree):
    """No file is too long to be read at one sitting."""
    for file in tree.code('.c', '.h', '.py'):
        length = tree.text(file).count('\n')
        if length > LONGEST:
            yield '%s:%d: longer than %d lines: split it by concern' % (file, length, LONGEST)


def check_leftovers(tree):
    """Nothing is left for later, and no path of one machine is written down."""
    for file in tree.files:
        if not (file.suffix in LICENSED | {'.md', '.txt', '.service'} or is_script(tree, file)):
            continue
        for number, line in tree.lines(file):
            left = LEFTOVER.search(line)
            if left:
                yield '%s:%d: "%s" is left' % (file, number, left[0])
            path = MACHINE.search(line)
            if path and file.parts[0] != 'tests':
                yield '%s:%d: "%s" is a path of one machine' % (file, number, path[0])


def check_shape(tree):
    """No tabs, no trailing space, a newline at the end."""
    for file in tree.code('.c', '.h', '.py', '.build', '.ui', '.css'):
        text = tree.text(file)
        if text and not text.endswith('\n'):
            yield '%s:%d: no newline at the end' % (file, text.count('\n') + 1)
        for number, line in tree.lines(file):
            if '\t' in line or line != line.rstrip():
                yield '%s:%d: a tab, or space at the end' % (file, number)


RULES = [check_includes, check_licences, check_translatable, check_translated, check_top_level, check_length, check_leftovers, check_shape]


def main(root):
    tree = Tree(root)
    print('1..%d' % len(RULES))
    failed = 0
    for number, rule in enumerate(RULES, 1):
        complaints = list(rule(tree))
        failed += bool(complaints)
        for complaint in complaints:
            print(complaint, file=sys.stderr)
        print('%sok %d %s' % ('not ' if complaints else '', number, rule.__doc__.splitlines()[0].rstrip('.')))
    return 1 if failed else 0


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
