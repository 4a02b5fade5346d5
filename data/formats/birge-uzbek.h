/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Uzbek in its two scripts, by rule, with the exceptions listed in birge-uzbek.c. UTF-8 in, UTF-8 out; (transfer full). */
char *birge_uz_to_cyrillic (const char *latin);
char *birge_uz_to_latin    (const char *cyrillic);

G_END_DECLS
