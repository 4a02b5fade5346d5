/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/library/birge-library.h"

/* What `birge content build` wrote, on a kiosk, and open. Apart from the editors' side, whose BirgeSource is another one. */
BirgeLibrary *kiosk_install (const char *out, const char *state);
