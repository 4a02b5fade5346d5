/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What became of bytes that were packed before. Packing is most of the work of a build, and the bytes are known by their
 * hash, not by a file's time, so that an answer is never wrong. Any thread. */
typedef struct _BirgePackMemory BirgePackMemory;

/* Never NULL: a missing, damaged or foreign file is an empty memory. */
BirgePackMemory *birge_pack_memory_load   (const char      *path);
void             birge_pack_memory_free   (BirgePackMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgePackMemory, birge_pack_memory_free)

/* The hash and length of the frame that @sha256 became; FALSE when it is not known. */
gboolean         birge_pack_memory_find   (BirgePackMemory *self,
                                           const char      *sha256,
                                           char           **stored,
                                           gint64          *len);
void             birge_pack_memory_keep   (BirgePackMemory *self,
                                           const char      *sha256,
                                           const char      *stored,
                                           gint64           len);
/* Writes what was found or kept since it was loaded; the rest is forgotten. */
gboolean         birge_pack_memory_save   (BirgePackMemory *self,
                                           const char      *path,
                                           GError         **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
