/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "data/formats/birge-problem.h"

G_BEGIN_DECLS

/* A folder of editors' files, open for reading. Whatever lies in it is strange until proven otherwise: nothing is
 * followed out of the folder, only regular files are read, and never more of them than a limit allows. */
typedef struct _BirgeFolder BirgeFolder;

typedef struct {
  char    *name;
  gboolean is_folder;
} BirgeFolderEntry;

/* Opens the folder a person named; this one may be a symbolic link. */
BirgeFolder *birge_folder_open       (const char    *path,
                                      GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* NULL when it cannot be opened; @problems says why. */
BirgeFolder *birge_folder_open_child (BirgeFolder   *self,
                                      const char    *name,
                                      BirgeProblems *problems) G_GNUC_WARN_UNUSED_RESULT;
void         birge_folder_free       (BirgeFolder   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeFolder, birge_folder_free)

/* Array of BirgeFolderEntry ordered by name, without hidden files; what is neither file nor folder is reported. */
GPtrArray   *birge_folder_list       (BirgeFolder   *self,
                                      BirgeProblems *problems) G_GNUC_WARN_UNUSED_RESULT;
/* Path of something in it, from the folder that was opened first: what messages call it. */
char        *birge_folder_dup_path   (BirgeFolder   *self,
                                      const char    *name);
gboolean     birge_folder_has_file   (BirgeFolder   *self,
                                      const char    *name);
/* A descriptor to close, or -1; @problems says why. @path may lead through folders below. */
int          birge_folder_open_file  (BirgeFolder   *self,
                                      const char    *path,
                                      gsize          max_bytes,
                                      gsize         *size,
                                      BirgeProblems *problems);
/* NULL when it cannot be read or is larger than @max_bytes; @problems says why. */
GBytes      *birge_folder_read       (BirgeFolder   *self,
                                      const char    *path,
                                      gsize          max_bytes,
                                      BirgeProblems *problems) G_GNUC_WARN_UNUSED_RESULT;
/* The same for texts: they must be UTF-8; a byte order mark is left out. */
GBytes      *birge_folder_read_text  (BirgeFolder   *self,
                                      const char    *name,
                                      gsize          max_bytes,
                                      BirgeProblems *problems) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
