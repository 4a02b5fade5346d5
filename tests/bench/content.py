#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build and install of 20,000 generated guides, from nothing."""
import pathlib
import tempfile

import figures

GUIDES = 20000

with tempfile.TemporaryDirectory(prefix='birge-bench-', dir=figures.BUILD) as name:
    built, installed = figures.make_state(pathlib.Path(name), GUIDES)
    figures.report('build-and-install-20000-guides', built + installed, 's', 15)
