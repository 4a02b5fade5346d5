/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-settings.h"

G_BEGIN_DECLS

/* Where an installed kiosk is told what it shall do. */
#define SETTINGS_FILE_WHEN_INSTALLED "/etc/birge/birge.ini"

/* Reads a settings file; what is wrong with it is said on stderr, line by line, and counted. @path NULL: the file of an
 * installed kiosk, or only defaults where there is none. NULL, after saying why, when the file cannot be read. */
BirgeSettings *settings_file_load (const char *path,
                                   guint      *n_errors);

G_END_DECLS
