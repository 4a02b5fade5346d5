#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A film in a window, beside the players of Debian: what it costs, what it drops, when the first picture and a sought one are there.

    media.py [720p] [1080p]

All play the same clip, made here, on a screen of its size without a graphics card and without sound, one behind the other: the
kiosk's player and screen on Wayland, as in its session, and gst-play-1.0, mpv (--vo=x11) and ffplay on X (Xvfb), for which they
are made. CPU is that of the whole process over the length of what it played; that of the server is nobody's. A peer that is
not installed (app/install-packages bench) is left out. Of gst-play nobody learns what it dropped, of gst-play and ffplay not
when a picture is there. Times mean little on a machine with other work: see the load.
"""
import contextlib
import json
import os
import pathlib
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import figures
import links

DESKTOP = figures.SOURCE / 'tests' / 'e2e' / 'desktop'
PLAY = figures.BUILD / 'tests' / 'bench' / 'play-screen'
SECONDS, RATE, SEEKS = 10, 30, 10
SIZES = {'720p': (1280, 720, 1800), '1080p': (1920, 1080, 3500)}  # kbit/s
PATIENCE = 60
LOOK = {'GSK_RENDERER': 'cairo', 'GDK_DEBUG': 'gl-disable', 'PULSE_SERVER': 'unix:/nonexistent'}


def make_clip(folder, name):
    """Everything in it moves, and a key picture each two seconds, as the films of the kiosk have them."""
    width, height, kbit = SIZES[name]
    path = folder / (name + '.webm')
    subprocess.run(['gst-launch-1.0', '-q', 'videotestsrc', 'pattern=zone-plate', 'kx2=12', 'ky2=12', 'kt=4',
                    'num-buffers=%d' % (SECONDS * RATE), '!',
                    'video/x-raw,format=I420,width=%d,height=%d,framerate=%d/1' % (width, height, RATE), '!',
                    'vp9enc', 'deadline=1', 'cpu-used=8', 'threads=2', 'row-mt=true', 'tile-columns=2', 'end-usage=vbr',
                    'target-bitrate=%d' % (kbit * 1000), 'keyframe-max-dist=%d' % (2 * RATE), '!', 'queue', '!', 'mux.',
                    'audiotestsrc', 'num-buffers=%d' % (SECONDS * 50), 'samplesperbuffer=960', '!', 'audio/x-raw,rate=48000', '!',
                    'opusenc', '!', 'queue', '!', 'webmmux', 'name=mux', '!', 'filesink', 'location=%s' % path], check=True)
    return path


@contextlib.contextmanager
def screen(width, height):
    read, write = os.pipe()
    server = subprocess.Popen(['Xvfb', '-displayfd', str(write), '-screen', '0', '%dx%dx24' % (width, height), '-nolisten', 'tcp'],
                              pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        if not select.select([read], [], [], PATIENCE)[0]:
            sys.exit('media: Xvfb does not start')
        yield {**os.environ, **LOOK, 'DISPLAY': ':' + os.read(read, 16).decode().strip(), 'SDL_VIDEODRIVER': 'x11',
               'SDL_AUDIODRIVER': 'dummy'}
    finally:
        os.close(read)
        server.terminate()
        server.wait()


def run(command, environment):
    """Output, and CPU seconds of the process."""
    with tempfile.TemporaryFile('w+') as out:
        process = subprocess.Popen([str(word) for word in command], env=environment, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if process.returncode != 0:
        raise RuntimeError('%s failed: %s' % (command[0], text[-1000:]))
    return text, usage.ru_utime + usage.ru_stime


def play_kiosk(clip, name):
    """Inside the desktop: once with the seeks, for times, and once without, for pictures and what playing alone costs."""
    width, height, _ = SIZES[name]
    environment = {**os.environ, **LOOK, 'GDK_BACKEND': 'wayland'}
    told = json.loads(run([PLAY, clip, width, height, SEEKS], environment)[0].splitlines()[-1])
    text, cpu = run([PLAY, clip, width, height, 0], environment)
    plain = json.loads(text.splitlines()[-1])
    return {**plain, 'cpu': cpu / SECONDS, 'seek_ms': told['seek_ms'], 'worst_seek_ms': told['worst_seek_ms']}


def ask_desktop(clip, name):
    """The same from outside of it."""
    told = subprocess.run([DESKTOP, '-r', '60', '-s', '%dx%d' % SIZES[name][:2], sys.executable, __file__, '--play', clip, name],
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(told.splitlines()[-1])


def decode(clip):
    """The same decoder, and nothing behind it: what no player with it goes below."""
    _, cpu = run(['gst-launch-1.0', '-q', 'filesrc', 'location=%s' % clip, '!', 'matroskademux', '!', 'vp9dec', '!', 'fakesink', 'sync=true'],
                 os.environ)
    return {'cpu': cpu / SECONDS}


def play_gst(clip, environment):
    _, cpu = run(['gst-play-1.0', '--no-interactive', '--quiet', '--videosink=ximagesink', '--audiosink=fakesink sync=true', clip],
                 environment)
    return {'cpu': cpu / SECONDS}


def play_ffplay(clip, environment):
    text, cpu = run(['ffplay', '-autoexit', '-hide_banner', '-stats', '-framedrop', clip], environment)
    drops = text.rpartition('fd=')[2].split()
    return {'cpu': cpu / SECONDS, 'dropped': int(drops[0]) if drops else None}


class Mpv:
    """mpv waiting for films, told what to do over its socket."""

    COMMAND = ['mpv', '--no-config', '--vo=x11', '--ao=null', '--hwdec=no', '--fs', '--really-quiet', '--osc=no']

    def __init__(self, folder, environment):
        path = folder / 'mpv.socket'
        self.process = subprocess.Popen([*self.COMMAND, '--idle', '--force-window=yes', '--keep-open=yes',
                                         '--input-ipc-server=%s' % path], env=environment, stdin=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        self.socket = socket.socket(socket.AF_UNIX)
        while self.socket.connect_ex(str(path)) != 0:
            if time.monotonic() > end:
                raise RuntimeError('mpv does not answer')
            time.sleep(0.05)
        self.socket.settimeout(PATIENCE)
        self.lines = self.socket.makefile('rw')
        time.sleep(0.5)

    def send(self, *words):
        self.lines.write(json.dumps({'command': words}) + '\n')
        self.lines.flush()

    def until_shown(self, *words):
        """Milliseconds from a command to the picture it asks for."""
        began = time.monotonic()
        self.send(*words)
        while json.loads(self.lines.readline()).get('event') != 'playback-restart':
            pass
        return (time.monotonic() - began) * 1000

    def close(self):
        self.process.kill()
        self.process.wait()
        self.lines.close()
        self.socket.close()


def play_mpv(clip, folder, environment):
    mpv = Mpv(folder, environment)
    try:
        first = mpv.until_shown('loadfile', str(clip))
        mpv.send('set_property', 'pause', True)
        seeks = [mpv.until_shown('seek', SECONDS / 100 * ((n * 37) % 90) + 0.123456, 'absolute+exact') for n in range(1, SEEKS + 1)]
    finally:
        mpv.close()
    script = folder / 'count.lua'
    script.write_text('mp.observe_property("frame-drop-count", "number", function (_, n) if n then io.stderr:write("drops=" .. n .. "\\n") end end)')
    text, cpu = run([*Mpv.COMMAND, '--script=%s' % script, clip], environment)
    drops = [int(float(line[6:])) for line in text.splitlines() if line.startswith('drops=')]
    return {'cpu': cpu / SECONDS, 'dropped': drops[-1] if drops else 0, 'first_ms': first, 'seek_ms': sum(seeks) / len(seeks),
            'worst_seek_ms': max(seeks)}


def compare(name, folder):
    clip = make_clip(folder, name)
    found = {'kiosk': ask_desktop(clip, name), 'decoding-alone': decode(clip)}
    with screen(*SIZES[name][:2]) as environment:
        for peer, program, play in (('gst-play', 'gst-play-1.0', lambda: play_gst(clip, environment)),
                                    ('mpv', 'mpv', lambda: play_mpv(clip, folder, environment)),
                                    ('ffplay', 'ffplay', lambda: play_ffplay(clip, environment))):
            if shutil.which(program) is None:
                print(json.dumps({'name': f'media-{name}-{peer}', 'left_out': f'{program} is not installed'}), flush=True)
                continue
            found[peer] = play()
    for player, told in found.items():
        rounded = {key: round(value, 3) if isinstance(value, float) else value for key, value in told.items()}
        print(json.dumps({'name': f'media-{name}-{player}', **rounded, 'load': links.load()}), flush=True)
    return found


def report(name, found):
    """The goals are for 720p; 1080p, more than the films of the kiosk have, is measured beside it.

    The goal beside gst-play was set when that one was seen to take 0.77 s/s; here it takes 0.15 to 0.19, and 0.75 of that is less
    than decoding alone. It stays as it was set, and red.
    """
    kiosk, none = found['kiosk'], {}
    gst, mpv = found.get('gst-play', none), found.get('mpv', none)
    asked = name == '720p'
    if gst:
        figures.report(f'media-{name}-cpu-beside-gst-play', kiosk['cpu'], 's/s', round(0.75 * gst['cpu'], 3), gst['cpu'], 'gst-play-1.0')
    if mpv:
        figures.report(f'media-{name}-cpu-beside-mpv', kiosk['cpu'], 's/s', round(1.6 * mpv['cpu'], 3), mpv['cpu'], 'mpv --vo=x11')
    if asked:
        figures.report(f'media-{name}-dropped', kiosk['dropped'], 'frames', 0, mpv.get('dropped'), 'mpv --vo=x11')
        figures.report(f'media-{name}-first-frame', kiosk['first_ms'], 'ms', 300, mpv.get('first_ms'), 'mpv --vo=x11')
        figures.report(f'media-{name}-seek', kiosk['seek_ms'], 'ms', 80, mpv.get('seek_ms'), 'mpv --vo=x11')


def main():
    if sys.argv[1:2] == ['--play']:
        print(json.dumps(play_kiosk(*sys.argv[2:])))
        return
    if shutil.which('Xvfb') is None or shutil.which('gst-launch-1.0') is None:
        print(json.dumps({'name': 'media', 'left_out': 'Xvfb or gst-launch-1.0 is not installed'}))
        return
    with tempfile.TemporaryDirectory(prefix='birge-bench-', dir=figures.BUILD) as name:
        for size in sys.argv[1:] or SIZES:
            report(size, compare(size, pathlib.Path(name)))


if __name__ == '__main__':
    main()
