/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-signer.h"

G_BEGIN_DECLS

/* For tests, before threads: keys are written so that a pass phrase costs nothing to try. */
void _birge_signer_use_quick_keys (void);

G_END_DECLS
