#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Stands beside a test in the place of birge: notes how it was called, then does what the test wrote down.
echo "$*" >>"$BIRGE_FAKE.calls"
. "$BIRGE_FAKE"
