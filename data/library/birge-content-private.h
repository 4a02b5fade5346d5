/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-catalogue.h"
#include "data/library/birge-content-db.h"
#include "data/library/birge-meta.h"
#include "data/library/birge-object.h"

G_BEGIN_DECLS

/* What the search finds of an item in one language; words as birge_fold_append() writes them. */
typedef struct {
  const char *tag; /* borrowed from the meta or the catalogue, or owned by the words */
  GString    *title;
  GString    *text;
} BirgeContentWords;

/* An item on its way into content.db. */
typedef struct {
  const char          *id;     /* borrowed from its parts */
  const char          *kind;   /* interned */
  BirgeCataloguePart **parts;  /* borrowed, as one run of the array of all parts */
  guint                n_parts;
  BirgeMeta           *meta;   /* NULL: not readable, the item is left out */
  GPtrArray           *words;  /* of BirgeContentWords; only while it is written */
  gboolean            *here;   /* by part; only while it is written */

  /* The order of shelves. */
  guint                kind_rank;
  gint64               section_order;
  const char          *section;  /* "work" or "" */
  const char          *journey;  /* or NULL */
  const char          *course;   /* "course/basic" or "", interned */
  gint64               number;
  gint64               order;
  gboolean             is_done;  /* set at the end of its chunk; guarded by the lock */
} BirgeContentSource;

typedef struct _BirgeContentSources BirgeContentSources;

BirgeContentSources *_birge_content_sources_new     (const char *state_dir,
                                                     GPtrArray  *parts,
                                                     GHashTable *damaged);
void                 _birge_content_sources_free    (BirgeContentSources *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeContentSources, _birge_content_sources_free)
/* Reads every meta and puts the items in shelf order. */
gboolean             _birge_content_sources_prepare (BirgeContentSources *self,
                                                     GCancellable        *cancellable);
/* Calls @func for each item in order, its words ready. Stops when it returns FALSE. */
typedef gboolean (*BirgeContentSourceFunc) (BirgeContentSource *source, guint i, guint n, gpointer user_data);
gboolean             _birge_content_sources_foreach (BirgeContentSources   *self,
                                                     BirgeContentSourceFunc func,
                                                     gpointer               user_data,
                                                     GCancellable          *cancellable);
/* Why something could not be read, though it may be right: then what was made of the rest is not to be used. Or NULL. */
const GError        *_birge_content_sources_get_refusal (BirgeContentSources *self);
/* SHA-256 of picture @name for an item: its own, or a shared one, or NULL. */
const char          *_birge_content_sources_picture (BirgeContentSources *self,
                                                     BirgeContentSource  *source,
                                                     const char          *name);

G_END_DECLS
