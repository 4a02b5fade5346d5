#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window opens no socket: it is not even linked with what could.

    test-kiosk-links.py BIRGE-KIOSK BIRGE
"""
import re
import subprocess
import sys


def needs(program):
    listing = subprocess.run(['readelf', '--dynamic', program], check=True, capture_output=True, text=True).stdout
    return re.findall(r'\(NEEDED\).*\[(.*)\]', listing)


print('1..2')
print('ok 1' if not any(name.startswith('libcurl') for name in needs(sys.argv[1])) else 'not ok 1', 'the kiosk has no libcurl')
print('ok 2' if any(name.startswith('libcurl') for name in needs(sys.argv[2])) else 'not ok 2', 'the command has it')
