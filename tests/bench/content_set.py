# SPDX-License-Identifier: GPL-3.0-or-later
"""A content in several versions, always the same: as a publisher's repository, and as plain files for everybody else."""
import importlib.util
import json
import os
import pathlib
import random
import shutil
import subprocess

import figures

SEED = 20261123
MORE = '\n## …\n\n'
PARAGRAPHS = 12
OLD_S, DAY_S = 1700000000, 86400  # times of files: the same where the bytes are
PHRASE = 'a pass phrase for a benchmark'

FILM_INI = '''# SPDX-License-Identifier: CC-BY-4.0
[Item]
Section=work
Picture=house
Title[en]=Film {number}
Title[ru]=Фильм {number}
Summary[en]=Number {number}
Summary[ru]=Номер {number}
Source=S1
Facts=G1
Written=2026-11-23
Reviewed=no
CheckAgain=2027-11-23
'''
STORYBOARD = '''# SPDX-License-Identifier: CC-BY-4.0
[Film]
Narration=ru
[Scene1]
Picture=scenes/one.svg
Seconds=10
Chapter[en]=Beginning
Caption[en]=Write down the number.
Caption[ru]=Запишите номер.
'''
SCENE = '''<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360"><path d="M8 8h64v64h-64z" fill="none" stroke="#123"
stroke-width="4"/></svg>
'''


def _load_generator():
    spec = importlib.util.spec_from_file_location('generate_content', figures.SOURCE / 'tests' / 'bench' / 'generate-content.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _noise(seed, size):
    return random.Random(seed).randbytes(size)


def _birge(*arguments, phrase=False):
    options = {}
    if phrase:
        read, write = os.pipe()
        os.write(write, f'{PHRASE}\n'.encode() * 2)
        os.close(write)
        arguments += ('--passphrase-fd', str(read))
        options['pass_fds'] = (read,)
    done = subprocess.run([figures.BIRGE, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **options)
    if phrase:
        os.close(read)
    if done.returncode != 0:
        raise RuntimeError(f'birge {arguments[0]} {arguments[1]}: {done.stdout[-2000:]}')


class ContentSet:
    """@films: their sizes. Versions: 1, then 2 with 3 % of the texts, 5 sounds and the last film changed, then 3 with three
    more texts; up to @last."""
    versions = (1, 2, 3)

    def __init__(self, folder, films, guides=110, sounds=24, sound_bytes=60000, last=3):
        self.folder = folder
        self.films, self.guides, self.sounds, self.sound_bytes = films, guides, sounds, sound_bytes
        self.generator = _load_generator()
        self.content, self.media = folder / 'content', folder / 'media'
        self._write_first()
        _birge('publish', 'init', folder / 'office', '--profile', 'small', phrase=True)
        changes = {1: ((), (), ()), 2: (range(0, guides, 33), range(5), [len(films) - 1]), 3: ((1, 51, 101), (), ())}
        for version in range(1, last + 1):
            self._change(version, *changes[version])
            self._publish(version)
        shutil.rmtree(self.content)
        shutil.rmtree(self.media)
        shutil.rmtree(self.folder / 'out')

    @property
    def root(self):
        """What a kiosk trusts."""
        return self.folder / 'office' / 'v1' / 'metadata' / '1.root.json'

    def site(self, version):
        """The folder that a web server gives out, for clients that add v1."""
        return self.folder / f'site-{version}'

    def tree(self, version):
        """The same parts, unpacked, a file each."""
        return self.folder / f'tree-{version}'

    # What editors do

    def _write_guide(self, number, salt=0):
        """As long as real ones: about 7 KB as kiosks store it. A change is one of the text, not of its title."""
        if salt == 0:
            self.generator.write_guide(self.content, random.Random(SEED + number), number, self.guides)
        tag = ('ru', 'kk', 'uz')[number % 3]
        words = self.generator.WORDS[tag].split()
        path = self.content / 'guide' / f'g{number:05d}' / f'{tag}.md'
        chance = random.Random((SEED, 'guide', number, salt).__repr__())
        more = ' '.join(self.generator.sentence(chance, words, 6, 14) + '.' for _ in range(PARAGRAPHS * 4)).split('. ')
        paragraphs = ['. '.join(more[n::PARAGRAPHS]).rstrip('.') + '.' for n in range(PARAGRAPHS)]
        path.write_text(path.read_text().split(MORE)[0] + MORE + '\n\n'.join(paragraphs) + '\n')

    def _write_sound(self, number, salt=0):
        data = b'OggS' + bytes(24) + b'OpusHead' + _noise((SEED, 'sound', number, salt).__repr__(), self.sound_bytes - 36)
        path = self.content / 'guide' / f'g{number:05d}' / 'voices' / ('ru', 'kk', 'uz')[number % 3] / '00.opus'
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _write_film(self, number, salt=0):
        name = f'film-{number}'
        folder = self.content / 'film' / name
        (folder / 'scenes').mkdir(parents=True, exist_ok=True)
        (folder / 'item.ini').write_text(FILM_INI.format(number=number))
        (folder / 'storyboard.ini').write_text(STORYBOARD)
        (folder / 'scenes' / 'one.svg').write_text(SCENE)
        (self.media / 'film').mkdir(parents=True, exist_ok=True)
        description = {'duration_us': 10000000, 'audio': ['ru'], 'chapters': []}
        (self.media / 'film' / f'{name}.json').write_text(json.dumps(description))
        with (self.media / 'film' / f'{name}.webm').open('wb') as film:
            left, piece = self.films[number], 0
            while left > 0:
                data = _noise((SEED, 'film', number, salt, piece).__repr__(), min(left, 1 << 24))
                film.write(data)
                left -= len(data)
                piece += 1

    def _write_first(self):
        self.generator.write_tables(self.content)
        for number in range(self.guides):
            self._write_guide(number)
        for number in range(self.sounds):
            self._write_sound(number)
        for number in range(len(self.films)):
            self._write_film(number)

    def _change(self, version, guides, sounds, films):
        for number in guides:
            self._write_guide(number, version)
        for number in sounds:
            self._write_sound(number, version)
        for number in films:
            self._write_film(number, version)

    # What becomes of it

    def _publish(self, version):
        out, office = self.folder / 'out', self.folder / 'office'
        _birge('content', 'build', self.content, '--media', self.media, '--out', out)
        _birge('publish', 'add', out, '--dir', office)
        _birge('publish', 'release', '--dir', office, phrase=True)
        shutil.copytree(office / 'v1', self.site(version) / 'v1', copy_function=self._link)
        self._unpack(out, version)

    @staticmethod
    def _link(source, target):
        # timestamp.json alone is ever written again, by rename: a second name keeps the bytes.
        os.link(source, target)

    def _unpack(self, out, version):
        lines = subprocess.run(['zstd', '-dc', out / 'catalog' / 'starter.cat.zst'], check=True, stdout=subprocess.PIPE).stdout
        for line in lines.splitlines()[1:]:
            part = json.loads(line)
            name = '.'.join(filter(None, (part['part'], part.get('lang'))))
            self._write_part(out, part, version, pathlib.PurePath(part['id']) / name)

    def _write_part(self, out, part, version, name):
        target = self.tree(version) / name
        before = self.tree(version - 1) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with (out / 'objects' / part['obj'][:2] / part['obj']).open('rb') as pack:
            pack.seek(part['off'])
            data = pack.read(part['len'])
        if part['enc'] == 'zstd':
            data = subprocess.run(['zstd', '-dc'], input=data, check=True, stdout=subprocess.PIPE).stdout
        if before.exists() and before.read_bytes() == data:
            os.link(before, target)
            return
        target.write_bytes(data)
        os.utime(target, (OLD_S + version * DAY_S, OLD_S + version * DAY_S))

    def trees(self):
        return [(version, self.tree(version)) for version in self.versions if self.tree(version).exists()]

    def plain_bytes(self, version):
        return sum(path.stat().st_size for path in self.tree(version).rglob('*') if path.is_file())

    def count_files(self, version):
        return sum(path.is_file() for path in self.tree(version).rglob('*'))
