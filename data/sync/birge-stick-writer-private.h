/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/sync/birge-export.h"

G_BEGIN_DECLS

/* Writes a repository to a stick, below BIRGE/v1, and touches nothing else. A file gets its name only when it is whole and
 * on the stick: pull it out at any moment, and what has a name is right. Whoever filled the stick before is not trusted: no
 * link is followed and no other file system entered.
 *
 * Paths are those of a repository, "objects/ab/ab12…". Errors: BIRGE_EXPORT_ERROR: STICK, NO_SPACE. */
typedef struct _BirgeStickWriter BirgeStickWriter;

/* Makes the folder BIRGE/v1 if need be. */
BirgeStickWriter *_birge_stick_writer_open       (const char        *dir,
                                                  GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes half-written files away. */
void              _birge_stick_writer_free       (BirgeStickWriter  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeStickWriter, _birge_stick_writer_free)
/* Bytes that are free; -1 when nobody knows. @block: how many bytes a file takes at least. */
gint64            _birge_stick_writer_get_free   (BirgeStickWriter  *self,
                                                  gint64            *block);
/* Length of a file that has its name; -1: there is none. */
gint64            _birge_stick_writer_get_length (BirgeStickWriter  *self,
                                                  const char        *path);
/* NULL when there is none, or none of at most @max_bytes. */
GBytes           *_birge_stick_writer_read       (BirgeStickWriter  *self,
                                                  const char        *path,
                                                  gsize              max_bytes);
/* Open for reading; -1: there is none. What the kernel remembers of it is forgotten. */
int               _birge_stick_writer_open_file  (BirgeStickWriter  *self,
                                                  const char        *path);

/* One file at a time: begin, add, and end it with or without its name. With its name it comes to count with the next flush,
 * which happens by itself when enough has come together. */
gboolean          _birge_stick_writer_begin      (BirgeStickWriter  *self,
                                                  const char        *path,
                                                  GError           **error);
gboolean          _birge_stick_writer_add        (BirgeStickWriter  *self,
                                                  gconstpointer      data,
                                                  gsize              length,
                                                  GError           **error);
gboolean          _birge_stick_writer_end        (BirgeStickWriter  *self,
                                                  gboolean           keep,
                                                  GError           **error);
gboolean          _birge_stick_writer_flush      (BirgeStickWriter  *self,
                                                  GError           **error);
/* A small file, unless it is there already; it counts when this returns TRUE. */
gboolean          _birge_stick_writer_put        (BirgeStickWriter  *self,
                                                  const char        *path,
                                                  GBytes            *bytes,
                                                  GError           **error);

G_END_DECLS
