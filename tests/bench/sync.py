#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What bringing content costs, beside curl, rsync, zsync, casync and ostree: the same content over the same link in one run.

    sync.py [--link fast|slow] [--client NAME …]

On a fast link (this computer's own, without privileges) and on a slow one (2 Mbit/s, 300 ms, 1 % loss each way; with
namespaces), where those that take minutes are left out unless BIRGE_TEST_LONG is set. All but zsync, casync and rsync speak
TLS; rsync its own protocol, the two plain HTTP, which costs them less.
"""
import argparse
import json
import os
import pathlib
import tempfile

import clients
import content_set
import figures
import links
import servers

FILMS = (1050000, 1050000)
STEPS = (('first', 1), ('nothing', 1), ('update', 2), ('three-texts', 3))
KB = 1e3
MB = 1e6


def tell(**what):
    print(json.dumps(what), flush=True)


class FirstTexts:
    """Seconds until a kiosk has something to show."""

    def __init__(self, folder):
        self.current, self.began, self.seconds = folder / 'state' / 'content' / 'current', None, None

    def __call__(self):
        now = links.time.monotonic()
        self.began = self.began or now
        if self.seconds is None and self.current.exists():
            self.seconds = now - self.began


def step(client, link, server, folder, name, version):
    before = server.requests()
    client.offer(version)
    first_texts = FirstTexts(folder)
    run = client.fetch(link, server, folder, version, watch=first_texts)
    if run.status != 0 or not client.is_complete(folder, version):
        tell(name=f'sync-{name}', client=client.name, link=link.words, skipped=f'it failed: {run.output[-300:]}')
        return None
    cost = {'down': run.down, 'up': run.up, 'seconds': run.seconds, 'requests': server.requests() - before, 'cpu': run.cpu,
            'peak': run.peak_mb, 'first_texts': first_texts.seconds}
    tell(name=f'sync-{name}', client=client.name, link=link.words, bytes_down=run.down, bytes_up=run.up,
         seconds=round(run.seconds, 2), requests=cost['requests'] or None, peak_mb=round(run.peak_mb, 1), cpu_s=round(run.cpu, 2))
    return cost


def measure(link, folder, www, some):
    """All steps of all clients: {name of step: {name of client: cost}}."""
    table = {name: {} for name, _ in STEPS}
    server = servers.Servers(folder, www, link, some[0].content.trees())
    for client in some:
        state = pathlib.Path(tempfile.mkdtemp(prefix='client-', dir=folder))
        for name, version in STEPS:
            cost = step(client, link, server, state, name, version)
            if cost is None:
                break
            table[name][client.name] = cost
    server.close()
    return table


def report(what, table, name, key, unit, scale, goal):
    """Birge's figure of one step, beside the best of the others."""
    costs = table[name]
    if 'birge' not in costs:
        tell(name=what, skipped='birge did not finish')
        return
    others = {client: cost[key] / scale for client, cost in costs.items() if client != 'birge' and cost[key] > 0}
    best = min(others, key=others.get) if others else None
    figures.report(what, costs['birge'][key] / scale, unit, goal, others.get(best), best)


def report_slow(table):
    report('G2-first-install-down', table, 'first', 'down', 'MB', MB, 4.25)
    report('G3-update-down', table, 'update', 'down', 'MB', MB, 1.50)
    report('G3-three-texts-down', table, 'three-texts', 'down', 'KB', KB, 45)
    for cost in (cost for costs in table.values() for cost in costs.values()):
        cost['both'] = cost['down'] + cost['up']
    report('G4-nothing-new-both-ways', table, 'nothing', 'both', 'KB', KB, 4)
    report('G4-nothing-new-requests', table, 'nothing', 'requests', 'requests', 1, 2)
    report('G5-first-install', table, 'first', 'seconds', 's', 1, 28)
    report('G5-update', table, 'update', 'seconds', 's', 1, 12)
    if 'birge' in table['first']:
        others = [cost['seconds'] for client, cost in table['first'].items() if client != 'birge']
        figures.report('G8-first-texts', table['first']['birge']['first_texts'], 's', 10, min(others, default=None),
                       'the others, at their end')


def prepare(folder, www, wanted):
    content = content_set.ContentSet(folder, FILMS)
    tell(name='sync-content', plain_mb=round(content.plain_bytes(1) / MB, 2), files=content.count_files(1))
    chosen = [clients.Birge(content, www)]
    for peer in clients.PEERS:
        missing = peer.missing()
        if missing:
            tell(name='sync', client=peer.name, skipped=f'not installed: {", ".join(missing)} (app/install-packages bench)')
        elif not wanted or peer.name.split()[0].rstrip(',') in wanted:
            chosen.append(peer(content, www))
    for client in chosen:
        for version in content.versions:
            client.prepare(version)
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--link', choices=('fast', 'slow'))
    parser.add_argument('--client', action='append', help='besides birge: the first word of a name')
    arguments = parser.parse_args()
    is_long = 'BIRGE_TEST_LONG' in os.environ
    with tempfile.TemporaryDirectory(prefix='birge-bench-', dir=figures.BUILD) as name:
        folder = pathlib.Path(name)
        www = folder / 'www'
        www.mkdir()
        servers.make_certificates(folder, ('127.0.0.1', links.Narrow.host))
        chosen = prepare(folder, www, arguments.client)
        tell(name='load', value=links.load())
        if arguments.link != 'slow':
            link = links.Loopback()
            measure(link, folder, www, chosen)
            link.close()
        if arguments.link != 'fast':
            try:
                link = links.Narrow(2000000, 300, 10)
            except OSError as error:
                tell(name='sync-slow-link', skipped=f'no such link can be made here: {error}')
                return
            some = [client for client in chosen if is_long or arguments.client or client.is_quick]
            report_slow(measure(link, folder, www, some))
            link.close()
        tell(name='load', value=links.load())


if __name__ == '__main__':
    main()
