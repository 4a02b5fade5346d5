/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Feeds bytes to one of the readers, the one that the first byte names. Called by libFuzzer, and by the test that replays the
 * corpus. Always 0. */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* The letter of the reader: a fuzzer that is to stay with one says so in the environment. */
static inline uint8_t
fuzz_get_letter (const uint8_t *data)
{
  const char *only = getenv ("BIRGE_FUZZ_READER");

  return only != NULL ? (uint8_t) only[0] : data[0];
}
