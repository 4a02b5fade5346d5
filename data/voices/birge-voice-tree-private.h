/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder that recordings are written to: a stick that a stranger may have filled, or the editors' own. No link is followed;
 * a file appears whole, or not at all. */
typedef struct _BirgeVoiceTree BirgeVoiceTree;

/* Errors of all: G_FILE_ERROR, worded "what: why: what to do"; G_FILE_ERROR_NOSPC when there is no room. */
BirgeVoiceTree *_birge_voice_tree_open  (const char      *dir,
                                         GError         **error) G_GNUC_WARN_UNUSED_RESULT;
void            _birge_voice_tree_free  (BirgeVoiceTree  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeVoiceTree, _birge_voice_tree_free)
/* NULL when there is no such file, or none of at most @max_bytes. */
GBytes         *_birge_voice_tree_read  (BirgeVoiceTree  *self,
                                         const char      *path,
                                         gsize            max_bytes);
/* Makes the folders on the way. */
gboolean        _birge_voice_tree_write (BirgeVoiceTree  *self,
                                         const char      *path,
                                         GBytes          *bytes,
                                         GError         **error);
/* All that was written is on the disk. */
gboolean        _birge_voice_tree_flush (BirgeVoiceTree  *self,
                                         GError         **error);

G_END_DECLS
