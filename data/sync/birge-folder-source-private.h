/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-folder-source.h"
#include "data/sync/birge-reader-private.h"

G_BEGIN_DECLS

struct _BirgeFolderSource
{
  GObject      parent_instance;

  char        *dir;
  char        *name;
  const char  *prefix;  /* of the repository's files below dir: "BIRGE/v1/", or "" */
  int          dir_fd;
  BirgeReader *reader;
};

/* FALSE and UNREACHABLE when the folder is not there any more: a stick was pulled out. */
gboolean _birge_folder_source_is_there (BirgeFolderSource  *self,
                                        GError            **error);
/* (transfer full): the path below dir of an object */
char    *_birge_folder_source_dup_object (BirgeFolderSource *self,
                                          const char        *name);

/* birge-folder-fetch.c */
gboolean _birge_folder_source_fetch    (BirgeSource        *source,
                                        GPtrArray          *wants,
                                        BirgeIncoming      *incoming,
                                        BirgeFetchProgress  progress,
                                        gpointer            user_data,
                                        GCancellable       *cancellable,
                                        GError            **error);

G_END_DECLS
