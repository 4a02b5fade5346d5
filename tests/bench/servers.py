# SPDX-License-Identifier: GPL-3.0-or-later
"""What the links lead to: nginx with TLS and without, and rsync's daemon."""
import os
import shutil
import socket
import subprocess
import time

import links

NGINX_CONF = '''daemon off; master_process off; pid pid; error_log error.log;
events {{ worker_connections 512; }}
http {{
  log_format short '$connection $status $body_bytes_sent $request_uri';
  access_log access.log short;
  client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp; uwsgi_temp_path temp; scgi_temp_path temp;
  sendfile on; tcp_nopush on; server_tokens off;
  types {{ application/json json; }}
  default_type application/octet-stream;
  root {root};
  server {{ listen {host}:{plain}; }}
  server {{ listen {host}:{tls} ssl http2; ssl_certificate server.pem; ssl_certificate_key server.key; }}
}}
'''

RSYNCD_CONF = '''use chroot = no
{owner}
read only = yes
{modules}
'''


def make_certificates(folder, hosts):
    """authority.pem, and server.pem with server.key that it signed."""
    def openssl(*arguments):
        subprocess.run(['openssl', *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    for name in ('authority', 'server'):
        openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', f'{name}.key')
    openssl('req', '-x509', '-new', '-key', 'authority.key', '-days', '2', '-subj', '/CN=Benchmark', '-addext',
            'keyUsage=critical,keyCertSign', '-out', 'authority.pem')
    openssl('req', '-new', '-key', 'server.key', '-subj', '/CN=localhost', '-out', 'server.csr')
    (folder / 'server.ext').write_text('subjectAltName=' + ','.join(f'IP:{host}' for host in hosts) + '\n')
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial',
            '-days', '2', '-extfile', 'server.ext', '-out', 'server.pem')


def find(program):
    return shutil.which(program) or shutil.which(program, path='/usr/sbin:/sbin')


def _free_ports(n):
    sockets = [socket.create_server(('127.0.0.1', 0)) for _ in range(n)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Servers:
    """@folder: has the certificates. @www: what nginx gives out. @trees: what rsync does, by version."""

    def __init__(self, folder, www, link, trees=()):
        self.link, self.folder = link, folder / f'servers-{time.monotonic_ns()}'
        self.folder.mkdir()
        for name in ('server.pem', 'server.key'):
            shutil.copy(folder / name, self.folder / name)
        self.authority = folder / 'authority.pem'
        plain, tls, rsync = _free_ports(3)
        (self.folder / 'nginx.conf').write_text(NGINX_CONF.format(root=www, host=link.host, plain=plain, tls=tls))
        self.processes = [link.serve(find('nginx'), '-p', f'{self.folder}/', '-c', 'nginx.conf', '-e', 'error.log')]
        if find('rsync'):
            owner = 'uid = 0\ngid = 0\n' if os.geteuid() == 0 else ''
            (self.folder / 'rsyncd.conf').write_text(RSYNCD_CONF.format(
                owner=owner, modules='\n'.join(f'[{version}]\npath = {tree}' for version, tree in trees)))
            self.processes.append(link.serve(find('rsync'), '--daemon', '--no-detach', f'--address={link.host}',
                                             f'--port={rsync}', f'--config={self.folder / "rsyncd.conf"}'))
        self.https = f'https://{link.host}:{link.publish(tls)}'
        self.http = f'http://{link.host}:{link.publish(plain)}'
        self.rsync = f'rsync://{link.host}:{link.publish(rsync)}'
        self.rsync_port = rsync
        self._wait(tls)

    def _wait(self, port):
        log = self.folder / 'error.log'
        for _ in range(100):
            done = subprocess.run([links.MEASURED_RUN, '/dev/null', *self.link.server, 'curl', '-ks', '-o', '/dev/null',
                                   f'https://{self.link.host}:{port}/'], check=False, stderr=subprocess.DEVNULL)
            if done.returncode == 0 and self.requests():
                return
            time.sleep(0.1)
        raise RuntimeError(f'nginx does not answer: {log.read_text() if log.exists() else "it has no log"}')

    def requests(self):
        """How many were answered until now."""
        log = self.folder / 'access.log'
        return len(log.read_text().splitlines()) if log.exists() else 0

    def close(self):
        for process in self.processes:
            process.terminate()
            process.wait()
