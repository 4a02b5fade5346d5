#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server on this computer that serves a folder well, or as badly as the address asks for.

    hostile-server.py FOLDER LOG [CERTIFICATE KEY]

Prints its port; ends when its standard input does. http://127.0.0.1:PORT/MODE[=ARGUMENT][,MODE…]/PATH serves FOLDER/PATH; the modes are the functions bad_*
below, and "good". An ARGUMENT "xN" limits a mode to the first N requests for a path; "only=TEXT" among the modes limits the
others to paths with that text. LOG gets a line for each request: bytes of the body sent, method, path, range, condition.
With METER in the environment that file gets a line each twentieth of a second: milliseconds, and all bytes that the other side
has acknowledged until then, headers and TLS too.
"""
import collections
import email.utils
import hashlib
import http.server
import os
import random
import re
import socket
import ssl
import struct
import sys
import threading
import time

FOLDER, LOG = sys.argv[1:3]
OF_A_FILE = ('range', 'two-ranges', 'longer', 'drip', 'gzip')  # what is not there cannot be served badly
LOCK = threading.Lock()
SEEN = collections.Counter()
CHANCE = random.Random(20261123)
ACKNOWLEDGED = {}  # connection → bytes
DATE = 'Mon, 23 Nov 2026 00:00:00 GMT'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def version_string(self):
        return 'test'

    def log_message(self, *_):
        pass

    def setup(self):
        super().setup()
        ACKNOWLEDGED[self.connection] = 0

    def finish(self):
        super().finish()
        ask_acknowledged()

    def send(self, status, headers, body=b''):
        """Headers as they are given: nothing is corrected."""
        self.sent_status = status
        lines = ['HTTP/1.1 %d -' % status] + ['%s: %s' % pair for pair in headers]
        self.wfile.write('\r\n'.join(lines + ['', '']).encode())
        self.send_bytes(body)

    def send_bytes(self, body):
        for start in range(0, len(body), 65536):
            self.wfile.write(body[start:start + 65536])
            self.sent += len(body[start:start + 65536])

    def do_GET(self):
        self.sent = 0
        modes, _, self.name = self.path.lstrip('/').partition('/')
        chosen = dict(mode.partition('=')[::2] for mode in modes.split(','))
        try:
            self.answer(chosen)
        except (BrokenPipeError, ConnectionError, ssl.SSLError):
            self.close_connection = True
        with LOCK, open(LOG, 'a') as log:
            condition = self.headers.get('If-None-Match') or self.headers.get('If-Modified-Since') or '-'
            log.write('%d GET %s %s %s\n' % (self.sent, self.name, self.headers.get('Range', '-'), condition))

    def answer(self, chosen):
        if chosen.pop('only', '') in self.name:
            for mode, argument in chosen.items():
                limited = re.fullmatch(r'(.*?)x(\d+)', argument)
                with LOCK:
                    SEEN[mode, self.path] += 1
                    if limited and SEEN[mode, self.path] > int(limited[2]):
                        continue
                if mode in OF_A_FILE and self.read() is None:
                    break
                if mode != 'good':
                    getattr(self, 'bad_' + mode.replace('-', '_'))(limited[1] if limited else argument)
                    return
        self.serve()

    def read(self):
        path = os.path.join(FOLDER, self.name)
        if '..' in self.name or not os.path.isfile(path):
            return None
        with open(path, 'rb') as file:
            return file.read()

    def wanted(self, data):
        found = re.fullmatch(r'bytes=(\d+)-(\d+)', self.headers.get('Range', ''))
        if not found:
            return None
        first, last = int(found[1]), min(int(found[2]), len(data) - 1)
        return (first, last) if first <= last else None

    def serve(self, change=lambda data, first: data, ranges=True):
        data = self.read()
        if data is None:
            self.send(404, [('Content-Length', 9)], b'not here\n')
            return
        tag = '"%s"' % hashlib.sha256(data).hexdigest()[:16]
        always = [('Date', email.utils.formatdate(usegmt=True)), ('ETag', tag), ('Last-Modified', DATE)]
        if tag == self.headers.get('If-None-Match') or DATE == self.headers.get('If-Modified-Since'):
            self.send(304, always)
            return
        part = self.wanted(data) if ranges else None
        if part is None:
            self.send(200, always + [('Content-Length', len(data))], change(data, 0))
            return
        first, last = part
        self.send(206, always + [('Content-Length', last - first + 1),
                                 ('Content-Range', 'bytes %d-%d/%d' % (first, last, len(data)))],
                  change(data[first:last + 1], first))

    # Answers that lie about the range. The argument says how: a pattern of first, last, total.

    def bad_range(self, pattern):
        data = self.read()
        first, last = self.wanted(data) or (0, len(data) - 1)
        value = pattern.replace('F', str(first)).replace('L', str(last)).replace('T', str(len(data))) \
            .replace('M', str(first + 1)).replace('N', str(last + 1)).replace('W', str(len(data) - 1)).replace('_', ' ') \
            .replace('|', '/')
        headers = [('Content-Length', last - first + 1)] + ([('Content-Range', value)] if value else [])
        self.send(206, headers, data[first:last + 1])

    def bad_two_ranges(self, _):
        data = self.read()
        first, last = self.wanted(data) or (0, len(data) - 1)
        value = 'bytes %d-%d/%d' % (first, last, len(data))
        self.send(206, [('Content-Length', last - first + 1), ('Content-Range', value), ('Content-Range', value)],
                  data[first:last + 1])

    def bad_no_ranges(self, _):
        self.serve(ranges=False)

    # Bytes.

    def bad_truncate(self, argument):
        self.serve(change=lambda data, first: data[:int(argument or 1000)])
        self.close_connection = True

    def bad_longer(self, _):
        """Says the right length, sends more; in chunks nobody can say it before."""
        data = self.read()
        part = self.wanted(data)
        first, last = part or (0, len(data) - 1)
        headers = [('Transfer-Encoding', 'chunked')]
        if part:
            headers.append(('Content-Range', 'bytes %d-%d/%d' % (first, last, len(data))))
        body = data[first:last + 1] + b'\0' * 100000
        self.send(206 if part else 200, headers, b'%x\r\n%s\r\n0\r\n\r\n' % (len(body), body))

    def bad_endless(self, _):
        self.send(200, [('Content-Type', 'application/json')], b'{"signatures":[')
        self.close_connection = True
        while True:
            self.send_bytes(b' ' * 65536)

    def bad_flip(self, argument):
        """One bit of the file is wrong, the first time it is sent."""
        at = int(argument)

        def change(data, first):
            with LOCK:
                if first <= at < first + len(data) and not SEEN['flipped', self.name]:
                    SEEN['flipped', self.name] = 1
                    return data[:at - first] + bytes([data[at - first] ^ 4]) + data[at - first + 1:]
            return data
        self.serve(change)

    def bad_other_bytes(self, _):
        self.serve(change=lambda data, first: bytes(255 - byte for byte in data))

    def bad_drip(self, _):
        """All that is right, a byte a second."""
        data = self.read()
        part = self.wanted(data)
        first, last = part or (0, len(data) - 1)
        self.send(206 if part else 200, [('Content-Length', last - first + 1)] +
                  ([('Content-Range', 'bytes %d-%d/%d' % (first, last, len(data)))] if part else []))
        for at in range(first, last + 1):
            self.send_bytes(data[at:at + 1])
            time.sleep(1)

    def bad_hang(self, _):
        time.sleep(60)

    def bad_gzip(self, _):
        data = self.read()
        part = self.wanted(data)
        first, last = part or (0, len(data) - 1)
        self.send(206 if part else 200, [('Content-Encoding', 'gzip'), ('Content-Length', last - first + 1)] +
                  ([('Content-Range', 'bytes %d-%d/%d' % (first, last, len(data)))] if part else []), data[first:last + 1])

    def bad_silence(self, _):
        self.close_connection = True

    def bad_chaos(self, _):
        """Mostly good; the rest is anything of this."""
        with LOCK:
            roll, at = CHANCE.random(), CHANCE.randrange(1, 60000)
        for limit, mode, argument in ((.60, None, ''), (.70, 'truncate', str(at)), (.76, 'truncate', '0'), (.82, 'flip_any', str(at)),
                                      (.85, 'status', '500'), (.87, 'status', '503'), (.90, 'range', 'bytes_M-L|T'),
                                      (.93, 'silence', ''), (.95, 'no_ranges', ''), (.97, 'longer', ''), (1, 'gzip', '')):
            if roll < limit:
                if mode:
                    getattr(self, 'bad_' + mode)(argument)
                else:
                    self.serve()
                return

    def bad_flip_any(self, argument):
        at = int(argument)
        self.serve(lambda data, _: data[:at] + bytes([data[at] ^ 1]) + data[at + 1:] if at < len(data) else data)

    # Headers.

    def bad_headers(self, _):
        self.wfile.write(b'HTTP/1.1 200 OK\r\n')
        self.close_connection = True
        for number in range(10 ** 6):
            self.wfile.write(b'X-%d: %s\r\n' % (number, b'x' * 100))

    def bad_long_header(self, _):
        self.wfile.write(b'HTTP/1.1 200 OK\r\nX: ')
        self.close_connection = True
        for _ in range(10 ** 4):
            self.wfile.write(b'x' * 1000)

    def bad_garbage(self, _):
        self.wfile.write(b'\x16\x03\x01 what?\r\n\r\n')
        self.close_connection = True

    # Statuses.

    def bad_status(self, argument):
        status, _, retry = argument.partition(':')
        body = b'<html><body>%s</body></html>' % status.encode()
        self.send(int(status), [('Content-Type', 'text/html'), ('Content-Length', len(body))] +
                  ([('Retry-After', retry.replace('_', ' ').replace(';', ','))] if retry else []), body)

    def bad_html(self, _):
        body = b'<html><body>Welcome to the network. Please sign in.</body></html>'
        self.send(200, [('Content-Type', 'text/html; charset=utf-8'), ('Content-Length', len(body))], body)

    def bad_plain(self, _):
        body = b'Welcome. Please sign in.'
        self.send(200, [('Content-Length', len(body))], body)

    def bad_loop(self, _):
        self.send(302, [('Location', self.path), ('Content-Length', 0)])

    def bad_moved(self, argument):
        """To another address, /-free; on this server when it is empty."""
        where = argument.replace('|', '/')
        self.send(302, [('Location', (where or '/good') + '/' + self.name), ('Content-Length', 0)])


def ask_acknowledged():
    """tcpi_bytes_acked of each connection that is still open."""
    for connection in list(ACKNOWLEDGED):
        try:
            info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 128)
            ACKNOWLEDGED[connection] = struct.unpack_from('Q', info, 120)[0]
        except (OSError, struct.error):
            pass
    return sum(ACKNOWLEDGED.values())


def measure(path):
    with open(path, 'w', buffering=1) as meter:
        while True:
            meter.write('%d %d\n' % (time.monotonic() * 1000, ask_acknowledged()))
            time.sleep(0.05)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        pass


server = Server(('127.0.0.1', 0), Handler)
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
if 'METER' in os.environ:
    threading.Thread(target=measure, args=[os.environ['METER']], daemon=True).start()
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()  # ends with whoever started it
