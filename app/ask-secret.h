/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Asks on a terminal without showing what is typed. FALSE when nothing was typed, or somebody stopped it. */
gboolean ask_secret           (int         fd,
                               const char *question,
                               char       *line,
                               gsize       size);
/* A line without its end, from any descriptor. FALSE at its end. */
gboolean ask_secret_read_line (int         fd,
                               char       *line,
                               gsize       size);

G_END_DECLS
