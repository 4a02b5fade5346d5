/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Begins an item: makes its folder in @content_dir with files whose comments say what to fill in. @id is for example
 * "guide/wages", @today an ISO date. */
gboolean birge_template_create (const char *content_dir,
                                const char *id,
                                const char *today,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
