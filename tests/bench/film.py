#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A 720p film plays while content comes: from a server at the speed of a usual connection, and from a fast stick.

No frame may be dropped. The update runs as its unit runs it: nice 10, the disk's idle class. It begins anew until the film's
time is over. The film is the starter content's, 720p, VP9 and Opus.
"""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

import clients
import content_set
import figures
import links
import servers

FILM = figures.BUILD / 'data' / 'content' / 'media' / 'film' / 'cpr-adult.webm'
PLAY = figures.BUILD / 'tests' / 'bench' / 'play-film'
SECONDS = 20
SCREEN = (1280, 720)
FILMS = (30000000, 30000000)
CAP = 'CapKilobytesPerSecond=1250\n'  # 10 Mbit/s
UNIT = ['nice', '-n', '10', *(['ionice', '-c', '3'] if shutil.which('ionice') else [])]


class Updates:
    """Updates from nothing, one behind the other, until it is enough."""

    def __init__(self, folder, client, server, source):
        self.folder, self.client, self.server, self.source = folder, client, server, source
        self.enough, self.n, self.process = threading.Event(), 0, None
        self.thread = threading.Thread(target=self._run)

    def _run(self):
        while not self.enough.is_set():
            state = pathlib.Path(tempfile.mkdtemp(prefix='state-', dir=self.folder))
            command = self.client.command(self.server, state, 1, CAP if self.source is None else '')
            if self.source is not None:
                command += ['--from', self.source]
            self.process = subprocess.Popen([*UNIT, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if self.process.wait() == 0:
                self.n += 1
            elif not self.enough.is_set():
                raise RuntimeError('birge sync failed')
            shutil.rmtree(state)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *unused):
        self.enough.set()
        self.process.terminate()
        self.thread.join()


def play(updates=None):
    process = subprocess.Popen([PLAY, FILM, str(SECONDS), *map(str, SCREEN)], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    if updates is None:
        told = json.loads(process.stdout.readline())
    else:
        with updates:
            told = json.loads(process.stdout.readline())
    process.wait()
    return told


def report(name, told, alone, **more):
    print(json.dumps({'name': f'film-{name}', **told, **more, 'load': links.load()}), flush=True)
    if alone is not None:
        figures.report(f'film-dropped-{name}', told['dropped'], 'frames', 0, alone['dropped'], 'alone')


def main():
    with tempfile.TemporaryDirectory(prefix='birge-bench-', dir=figures.BUILD) as name:
        folder = pathlib.Path(name)
        www = folder / 'www'
        www.mkdir()
        servers.make_certificates(folder, ('127.0.0.1',))
        client = clients.Birge(content_set.ContentSet(folder, FILMS), www)
        client.offer(1)
        link = links.Loopback()
        server = servers.Servers(folder, www, link)
        stick = folder / 'stick'
        shutil.copytree(client.content.site(1), stick / 'BIRGE')
        os.sync()
        alone = play()
        report('alone', alone, None)
        for name, source in (('during-sync-at-10-mbit', None), ('during-sync-from-stick', stick)):
            updates = Updates(folder, client, server, source)
            report(name, play(updates), alone, updates=updates.n)
        server.close()
        link.close()


if __name__ == '__main__':
    main()
