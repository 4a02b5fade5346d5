# SPDX-License-Identifier: GPL-3.0-or-later
"""birge, and what else brings a folder of files up to date: each makes its files for a server, and fetches a version."""
import json
import shlex
import subprocess

import figures
import servers

QUIET = {'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL, 'check': True}


class Client:
    """Behind each other: prepare() once with everything, fetch() as often as wanted, in a folder of its own."""
    needs = ()
    is_quick = True  # over a slow link

    def __init__(self, content, www):
        self.content, self.www = content, www

    @classmethod
    def missing(cls):
        return [program for program in cls.needs if servers.find(program) is None]

    def prepare(self, version):
        """Makes what the server gives out for a version. Versions come in order."""

    def offer(self, version):
        """The server's side of a new release."""

    def fetch(self, link, server, folder, version, **options):
        """Returns a Run."""
        return link.run(folder, *self.command(server, folder, version), cwd=folder, **options)

    def command(self, server, folder, version):
        raise NotImplementedError

    def is_complete(self, folder, version):
        raise NotImplementedError

    def _has_tree(self, folder, version):
        return subprocess.run(['diff', '-r', self.content.tree(version), folder], **{**QUIET, 'check': False}).returncode == 0


class Birge(Client):
    name = 'birge'

    def offer(self, version):
        link = self.www / 'birge'
        link.unlink(missing_ok=True)
        link.symlink_to(self.content.site(version))

    def settings(self, server, folder, extra=''):
        path = folder / 'birge.ini'
        path.write_text(f'[Kiosk]\nState={folder}/state\n[Updates]\nMirrors={server.https}/birge\nRoot={self.content.root}\n'
                        f'CertificateFile={server.authority}\nReserveMegabytes=64\nMetered=no\n{extra}')
        return path

    def command(self, server, folder, version, extra=''):
        return [figures.BIRGE, 'sync', '--once', '--config', self.settings(server, folder, extra)]

    def is_complete(self, folder, version):
        done = subprocess.run([figures.BIRGE, 'sync', '--preview', '--progress=json', '--from', self.content.site(version),
                               '--config', folder / 'birge.ini'], stdout=subprocess.PIPE, text=True, check=False)
        end = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}
        return end.get('missing_bytes') == 0 and not any(end[what] for what in ('added', 'changed', 'removed'))


class Curl(Client):
    name, needs = 'curl, list of files', ('curl',)
    is_quick = False

    def prepare(self, version):
        tree = self.content.tree(version)
        shown = self.www / 'tree'
        shown.mkdir(exist_ok=True)
        (shown / str(version)).symlink_to(tree)
        names = sorted(str(path.relative_to(tree)) for path in tree.rglob('*') if path.is_file())
        (self.www / f'list-{version}').write_text(''.join(f'{name}\n' for name in names))

    def command(self, server, folder, version):
        # Only what is newer, four at a time, over one connection where HTTP/2 allows it.
        words = f'''
            curl -sS --fail --cacert {server.authority} -o list {server.https}/list-{version}
            rm -f options
            while read -r name; do
              [ ! -e options ] || echo next >>options
              [ ! -e "tree/$name" ] || echo "time-cond=tree/$name" >>options
              printf '%s\\n' fail remote-time create-dirs "cacert={server.authority}" "url={server.https}/tree/{version}/$name" \\
                "output=tree/$name" >>options
            done <list
            exec curl -sS -Z --parallel-max 4 -K options'''
        return ['sh', '-euc', words]

    def is_complete(self, folder, version):
        return self._has_tree(folder / 'tree', version)


class Tar(Client):
    name, needs = 'curl, tar.zst', ('curl', 'zstd')
    is_quick = False

    def prepare(self, version):
        tree = shlex.quote(str(self.content.tree(version)))
        subprocess.run(f'tar -C {tree} --sort=name -cf - . | zstd -19 -q -o {version}.tar.zst', shell=True, cwd=self.www, **QUIET)

    def command(self, server, folder, version):
        return ['sh', '-euc', f'''
            curl -sS --fail --cacert {server.authority} -o new.tar.zst --etag-save tag --etag-compare tag \\
              {server.https}/{version}.tar.zst
            rm -rf tree; mkdir tree; tar -C tree --zstd -xf new.tar.zst''']

    def is_complete(self, folder, version):
        return self._has_tree(folder / 'tree', version)


class Rsync(Client):
    name, needs = 'rsync -z', ('rsync',)

    def command(self, server, folder, version):
        return ['rsync', '-az', '--delete', '--partial', f'{server.rsync}/{version}/', 'tree/']

    def is_complete(self, folder, version):
        return self._has_tree(folder / 'tree', version)


class Zsync(Client):
    name, needs = 'zsync', ('zsync', 'zsyncmake')
    is_quick = False

    def prepare(self, version):
        shown = self.www / 'zsync'
        shown.mkdir(exist_ok=True)
        subprocess.run(f'''tar -C {shlex.quote(str(self.content.tree(version)))} --sort=name -cf {version}.tar . &&
                           zsyncmake -z -o {version}.zsync {version}.tar && rm {version}.tar''', shell=True, cwd=shown, **QUIET)

    def command(self, server, folder, version):
        seed = '-i old.tar' if (folder / 'new.tar').exists() else ''
        return ['sh', '-euc', f'''
            [ ! -e new.tar ] || mv new.tar old.tar
            zsync -q {seed} -o new.tar {server.http}/zsync/{version}.zsync
            rm -rf tree; mkdir tree; tar -C tree -xf new.tar''']

    def is_complete(self, folder, version):
        return self._has_tree(folder / 'tree', version)


class Casync(Client):
    name, needs = 'casync', ('casync',)
    is_quick = False

    def prepare(self, version):
        shown = self.www / 'casync'
        shown.mkdir(exist_ok=True)
        subprocess.run(['casync', 'make', '--with=sec-time', '--store=store.castr', f'{version}.caidx',
                        self.content.tree(version)], cwd=shown, **QUIET)

    def command(self, server, folder, version):
        base = f'{server.http}/casync'
        seed = '--seed=old' if (folder / 'tree').exists() else ''
        return ['sh', '-euc', f'''
            [ ! -e tree ] || {{ rm -rf old; mv tree old; }}
            casync extract --store={base}/store.castr {seed} {base}/{version}.caidx tree''']

    def is_complete(self, folder, version):
        return self._has_tree(folder / 'tree', version)


class Ostree(Client):
    name, needs = 'ostree', ('ostree',)

    def _run(self, *arguments):
        subprocess.run(['ostree', *map(str, arguments)], **QUIET)

    def prepare(self, version):
        folder = self.www / self.name
        repo = folder / str(version)
        folder.mkdir(exist_ok=True)
        if version == 1:
            self._run(f'--repo={repo}', 'init', '--mode=archive')
        else:
            subprocess.run(['cp', '-a', folder / str(version - 1), repo], check=True)
        self._run(f'--repo={repo}', 'commit', '-b', 'content', '--owner-uid=0', '--owner-gid=0',
                  f'--tree=dir={self.content.tree(version)}')
        self._run(f'--repo={repo}', 'summary', '-u')

    def offer(self, version):
        link = self.www / self.name / 'repo'
        link.unlink(missing_ok=True)
        link.symlink_to(str(version))

    def command(self, server, folder, version):
        return ['sh', '-euc', f'''
            if [ ! -e repo ]; then
              ostree --repo=repo init --mode=bare-user-only
              ostree --repo=repo remote add --no-gpg-verify --set=tls-ca-path={server.authority} origin \\
                {server.https}/{self.name}/repo
            fi
            ostree --repo=repo pull origin content >/dev/null
            rm -rf tree; ostree --repo=repo checkout -U -H origin:content tree''']

    def is_complete(self, folder, version):
        return self._has_tree(folder / 'tree', version)


PEERS = (Curl, Tar, Rsync, Zsync, Casync, Ostree)

