/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-expected.h"

G_BEGIN_DECLS

gboolean _birge_expected_read (const json_t   *object,
                               gboolean        is_target,
                               BirgeExpected  *expected,
                               GError        **error);

G_END_DECLS
