/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-tr.h"

/* What the help page and the safe page both say. */
#define BIRGE_HELP_SENTENCE N_("Help, please. A person needs an ambulance.")
