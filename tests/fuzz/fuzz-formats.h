/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Feeds bytes to one of the readers of data/formats/, the one that the first byte names. Called by libFuzzer, and by
 * the test that replays the corpus. Always 0. */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);
