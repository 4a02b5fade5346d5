# SPDX-License-Identifier: GPL-3.0-or-later
"""Links between a client and a server, and what a run on them costs: bytes on the interface, seconds, processor, memory."""
import collections
import json
import os
import pathlib
import select
import socket
import subprocess
import threading
import time

import figures

NARROW_LINK = figures.BUILD / 'tests' / 'bench' / 'narrow-link'
MEASURED_RUN = figures.BUILD / 'tests' / 'bench' / 'measured-run'
CHUNK = 1 << 18

# status: 128 + signal for what was killed. down, up: bytes, for the client.
Run = collections.namedtuple('Run', 'status seconds cpu peak_mb down up output')


class Link:
    """One end for clients, one for servers. `host` is the server as clients call it."""
    client = server = ()  # options of measured-run

    def counters(self):
        """Bytes down and up until now."""
        raise NotImplementedError

    def publish(self, port):
        """The port under which clients reach a server's `port`."""
        return port

    def serve(self, *command, **options):
        out = subprocess.DEVNULL
        return subprocess.Popen([MEASURED_RUN, '/dev/null', *self.server, *map(str, command)], stdout=out, stderr=out, **options)

    def start(self, out, *command, kill_after=None, **options):
        kill = ('--kill-after', str(int(kill_after * 1000))) if kill_after is not None else ()
        return subprocess.Popen([MEASURED_RUN, out, *self.client, *kill, *map(str, command)], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, **options)

    def run(self, folder, *command, watch=None, **options):
        """@watch: called every 20 ms while it runs."""
        out = folder / f'run-{time.monotonic_ns()}.json'
        before = self.counters()
        process = self.start(out, *command, **options)
        if watch is not None:
            thread = threading.Thread(target=self._watch, args=(process, watch))
            thread.start()
        output = process.communicate()[0]
        if watch is not None:
            thread.join()
        self.settle()
        after = self.counters()
        cost = json.loads(out.read_text())
        out.unlink()
        return Run(cost['status'], cost['seconds'], cost['cpu'], cost['peak_kib'] * 1024 / 1e6, after[0] - before[0],
                   after[1] - before[1], output)

    def settle(self):
        """Waits until what is under way has arrived."""
        last = None
        while last != self.counters():
            last = self.counters()
            time.sleep(self.settle_s)

    @staticmethod
    def _watch(process, watch):
        while process.poll() is None:
            watch()
            time.sleep(0.02)


class Loopback(Link):
    """No privileges: a proxy counts what it carries, which is without the headers of TCP and IP."""
    host = '127.0.0.1'
    settle_s = 0.02
    words = 'loopback, payload counted by a proxy'

    def __init__(self):
        self.lock = threading.Lock()
        self.count = [0, 0]
        self.listeners = {}

    def counters(self):
        with self.lock:
            return tuple(self.count)

    def publish(self, port):
        if port not in self.listeners:
            listener = socket.create_server((self.host, 0))
            self.listeners[port] = listener
            threading.Thread(target=self._listen, args=(listener, port), daemon=True).start()
        return self.listeners[port].getsockname()[1]

    def _listen(self, listener, port):
        while True:
            try:
                client = listener.accept()[0]
                server = socket.create_connection((self.host, port))
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client, server):
        ways = {client: (server, 1), server: (client, 0)}
        for end in ways:
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while ways:
                for end in select.select(list(ways), [], [])[0]:
                    other, which = ways[end]
                    data = end.recv(CHUNK)
                    if not data:
                        del ways[end]
                        other.shutdown(socket.SHUT_WR)
                        continue
                    with self.lock:
                        self.count[which] += len(data)
                    other.sendall(data)
        except OSError:
            pass
        client.close()
        server.close()

    def close(self):
        for listener in self.listeners.values():
            listener.close()


class Narrow(Link):
    """Two network namespaces and tests/bench/narrow-link.c between them; all that the interface carries counts."""
    host = '10.9.0.2'

    def __init__(self, bits_per_second, round_trip_ms, loss_per_mille, seed=1):
        self.words = f'{bits_per_second / 1e6:g} Mbit/s, {round_trip_ms} ms, {loss_per_mille / 10:g} % loss, CUBIC'
        self.settle_s = max(0.05, round_trip_ms / 400)
        self.process = subprocess.Popen([NARROW_LINK, *map(str, (bits_per_second, round_trip_ms, loss_per_mille, seed))],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        words = self.process.stdout.readline().split()
        if len(words) != 2:
            raise OSError(self.process.stderr.read().strip())
        self.pid = words[0]
        self.client, self.server = ('--in', words[0]), ('--in', words[1])

    def counters(self):
        for line in pathlib.Path(f'/proc/{self.pid}/net/dev').read_text().splitlines():
            if line.strip().startswith('link:'):
                fields = line.split(':')[1].split()
                return int(fields[0]), int(fields[8])
        raise OSError('the link is gone')

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def load():
    """How busy the machine is: with every set of figures that has seconds in it."""
    return round(os.getloadavg()[0], 2)
