/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-tr.h"

/* What the help page and the safe page both say. */
#define BIRGE_HELP_SENTENCE N_("Help, please. I am at this address. A person is hurt. Send an ambulance.")
