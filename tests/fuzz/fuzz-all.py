#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets libFuzzer go at each reader by itself, for so many seconds, as many at a time as there are processors. Prints TAP.

    fuzz-all.py SECONDS FUZZER...

A reader is a letter, the first byte of files in tests/fuzz/corpus/NAME for the fuzzer fuzz-NAME. What is found stays in the
folder that the message names.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parent / 'corpus'


def list_readers(fuzzer):
    """(letter, name for people, files to begin with)"""
    files = sorted((CORPUS / fuzzer.name.removeprefix('fuzz-')).iterdir())
    letters = {}
    for file in files:
        letters.setdefault(file.read_bytes()[:1].decode(), []).append(file)
    return [(letter, begin[0].name, begin) for letter, begin in sorted(letters.items())]


def fuzz(seconds, fuzzer, letter, name, begin):
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f'birge-fuzz-{name}-'))
    seeds, found = folder / 'seeds', folder / 'found'
    seeds.mkdir()
    found.mkdir()
    for file in begin:
        shutil.copy(file, seeds)
    result = subprocess.run([fuzzer, f'-max_total_time={seconds}', '-max_len=65536', '-rss_limit_mb=1024', '-timeout=20',
                             '-print_final_stats=1', f'-artifact_prefix={folder}/', found, seeds],
                            env={**os.environ, 'BIRGE_FUZZ_READER': letter}, capture_output=True, text=True, errors='replace', check=False)
    runs = re.search(r'number_of_executed_units: (\d+)', result.stderr)
    if result.returncode == 0 and runs:
        new = len(list(found.iterdir()))
        shutil.rmtree(folder)
        return True, f'{runs[1]} inputs, {new} of them went new ways', ''
    return False, f'see {folder}', result.stderr[-4000:]


def main():
    seconds = int(sys.argv[1])
    jobs = [(pathlib.Path(fuzzer), *reader) for fuzzer in sys.argv[2:] for reader in list_readers(pathlib.Path(fuzzer))]
    failures = 0
    print(f'1..{len(jobs)}', flush=True)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = [pool.submit(fuzz, seconds, *job) for job in jobs]
        for number, (job, future) in enumerate(zip(jobs, running), 1):
            good, words, output = future.result()
            failures += not good
            print(f'{"ok" if good else "not ok"} {number} {job[0].name} {job[2]}: {words}', flush=True)
            for line in output.splitlines():
                print('# ' + line)
    return failures > 0


sys.exit(main())
