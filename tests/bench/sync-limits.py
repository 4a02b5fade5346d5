#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What bringing content never does: lose much to a kill, go over its cap, grow in memory or on the disk; and how long much
content takes on a fast link.

    sync-limits.py [kill|cap|memory|much …]

Links are network namespaces; where they cannot be made, what needs them is skipped.
"""
import argparse
import pathlib
import random
import sys
import tempfile
import time

import clients
import content_set
import figures
import links
import servers
import sync

KILLS = 5
CAP = 50000  # bytes a second
CAP_SECONDS = 25
MIB = 1 << 20
FILM = 300 * 10**6
MUCH = (40000000,) * 6 + (23000000,)


class Place:
    """A folder with content, and what prepares clients for it."""

    def __init__(self, folder, films, some, versions=(1,)):
        self.folder, self.www = folder, folder / 'www'
        self.www.mkdir()
        servers.make_certificates(folder, ('127.0.0.1', links.Narrow.host))
        self.content = content_set.ContentSet(folder, films, last=max(versions))
        self.clients = [each(self.content, self.www) for each in some if not each.missing()]
        for client in self.clients:
            for version in versions:
                client.prepare(version)

    def new_folder(self):
        return pathlib.Path(tempfile.mkdtemp(prefix='client-', dir=self.folder))

    def serve(self, link):
        return servers.Servers(self.folder, self.www, link, self.content.trees())


def at_place(measure):
    def with_place(*arguments):
        with tempfile.TemporaryDirectory(prefix='birge-bench-', dir=figures.BUILD) as name:
            measure(pathlib.Path(name), *arguments)
    return with_place


# G9

def fetch_killed(client, link, server, folder, chance):
    """Bytes until it is complete, though it is killed again and again."""
    down = 0
    for _ in range(KILLS):
        run = client.fetch(link, server, folder, 1, kill_after=chance.uniform(2, 5))
        down += run.down
        if run.status == 0:
            break
    for _ in range(3):
        run = client.fetch(link, server, folder, 1)
        down += run.down
        if run.status == 0:
            break
    if not client.is_complete(folder, 1):
        sys.exit(f'{client.name}: after kills it is not complete: {run.output[-300:]}')
    return down


@at_place
def kill(folder):
    place = Place(folder, sync.FILMS, (clients.Birge, clients.Rsync, clients.Ostree))
    link = links.Narrow(2000000, 300, 10)
    server = place.serve(link)
    lost = {}
    for client in place.clients:
        client.offer(1)
        clean = client.fetch(link, server, place.new_folder(), 1).down
        lost[client.name] = (fetch_killed(client, link, server, place.new_folder(), random.Random(9)) - clean) / KILLS / 1000
        sync.tell(name='sync-lost-per-kill', client=client.name, link=link.words, kb=round(lost[client.name], 1), kills=KILLS)
    server.close()
    link.close()
    ours = lost.pop('birge')
    best = min(lost, key=lost.get, default=None)
    figures.report('G9-lost-per-kill', ours, 'KB', 200, lost.get(best), best)


# G11

class Speed:
    """The most that came in any second, and in any ten."""

    def __init__(self, link):
        self.link, self.samples = link, []

    def __call__(self):
        self.samples.append((time.monotonic(), self.link.counters()[0]))

    def most(self, seconds):
        most = first = 0
        for last, (at, count) in enumerate(self.samples):
            while at - self.samples[first][0] > seconds:
                first += 1
            most = max(most, count - self.samples[first][1])
        return most


@at_place
def cap(folder):
    place = Place(folder, sync.FILMS, (clients.Birge,))
    link = links.Narrow(100000000, 20, 0)
    server = place.serve(link)
    birge = place.clients[0]
    birge.offer(1)
    speeds = {'birge': Speed(link), 'curl --limit-rate': Speed(link)}
    state = place.new_folder()
    link.run(state, *birge.command(server, state, 1, f'CapKilobytesPerSecond={CAP // 1000}\n'), watch=speeds['birge'],
             kill_after=CAP_SECONDS)
    film = max(place.content.site(1).rglob('*'), key=lambda path: path.stat().st_size if path.is_file() else 0)
    address = f'{server.https}/birge/{film.relative_to(place.content.site(1))}'
    link.run(state, 'curl', '-sS', '--cacert', server.authority, '--limit-rate', CAP, '-o', state / 'film', address,
             watch=speeds['curl --limit-rate'], kill_after=CAP_SECONDS)
    server.close()
    link.close()
    for seconds, goal in ((1, 2), (10, 1.1)):
        ours, peer = (speed.most(seconds) / seconds / CAP for speed in speeds.values())
        figures.report(f'G11-most-in-{seconds}-s', ours, 'x cap', goal, peer, 'curl --limit-rate')


# G12

class Disk:
    """The most that a folder held."""

    def __init__(self, folder):
        self.folder, self.most = folder, 0

    def __call__(self):
        self.most = max(self.most, used(self.folder))


def used(folder):
    total = 0
    for path in folder.rglob('*'):
        try:
            total += path.stat().st_blocks * 512
        except FileNotFoundError:
            pass
    return total


@at_place
def memory(folder):
    place = Place(folder, (FILM,), (clients.Birge,))
    link = links.Loopback()
    server = place.serve(link)
    birge = place.clients[0]
    birge.offer(1)
    state = place.new_folder()
    disk = Disk(state / 'state')
    run = birge.fetch(link, server, state, 1, watch=disk)
    if run.status != 0 or not birge.is_complete(state, 1):
        sys.exit(f'birge sync failed: {run.output[-300:]}')
    server.close()
    link.close()
    content = used(state / 'state')
    figures.report('G12-peak-memory-with-a-300-MB-film', run.peak_mb, 'MB', 48)
    figures.report('G12-peak-disk-over-content', (disk.most - content) / 1e6, 'MB', (FILM + 64 * MIB) / 1e6)
    sync.tell(name='sync-300-MB', link=link.words, seconds=round(run.seconds, 2), cpu_s=round(run.cpu, 2), load=links.load())


# G7

@at_place
def much(folder):
    place = Place(folder, MUCH, (clients.Birge, clients.Rsync), versions=(1, 2))
    link = links.Narrow(100000000, 10, 0)
    server = place.serve(link)
    table = {'first': {}, 'update': {}}
    for client in place.clients:
        state = place.new_folder()
        for name, version in (('first', 1), ('update', 2)):
            cost = sync.step(client, link, server, state, name, version)
            if cost is not None:
                table[name][client.name] = cost
    server.close()
    link.close()
    sync.report('G7-much-first', table, 'first', 'seconds', 's', 1, 24)
    sync.report('G7-much-update', table, 'update', 'seconds', 's', 1, 4.5)
    sync.report('G7-much-first-cpu', table, 'first', 'cpu', 's', 1, 8)


def main():
    measures = {'kill': kill, 'cap': cap, 'memory': memory, 'much': much}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('which', nargs='*', choices=(*measures, []))
    for name in parser.parse_args().which or measures:
        sync.tell(name='load', value=links.load())
        try:
            measures[name]()
        except OSError as error:
            sync.tell(name=f'sync-{name}', skipped=f'it needs a link that cannot be made here: {error}')


if __name__ == '__main__':
    main()
