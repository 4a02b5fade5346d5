/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  BIRGE_PLACE_WALL,
  BIRGE_PLACE_HOME,
  BIRGE_PLACE_SHELF,   /* item: journey, "rights" or "first-aid" */
  BIRGE_PLACE_GUIDE,   /* item: guide or topic */
  BIRGE_PLACE_BESIDE,  /* item: guide or topic, in two languages */
  BIRGE_PLACE_PHRASE,  /* item: guide; anchor: number of the phrase; full screen */
  BIRGE_PLACE_FILM,    /* item: film; position: microseconds */
  BIRGE_PLACE_PRACTICE, /* item: film; anchor: kind of question ("order"), or NULL for all */
  BIRGE_PLACE_RHYTHM,  /* pressing in time; item: where the visitor came from, or NULL */
  BIRGE_PLACE_COURSES,
  BIRGE_PLACE_COURSE,  /* item: course */
  BIRGE_PLACE_LESSON,  /* item: lesson */
  BIRGE_PLACE_PEOPLE,  /* people who help; item: a category, or NULL */
  BIRGE_PLACE_CONTACT, /* item: place */
  BIRGE_PLACE_CALL,    /* call a person of the centre */
  BIRGE_PLACE_HELP,    /* 112 */
  BIRGE_PLACE_SEARCH,
  BIRGE_PLACE_PRIVACY, /* what this machine remembers about you */
  BIRGE_PLACE_STAFF,   /* the PIN, then the staff's pages; anchor: which */
  BIRGE_PLACE_SAFE,    /* after three crashes: only help */
  BIRGE_N_PLACES
} BirgePlace;

/* The only way to say where the visitor is. Immutable, boxed. */
typedef struct {
  BirgePlace place;
  char      *item;     /* or NULL */
  char      *anchor;   /* or NULL */
  gint64     position; /* microseconds of a film, or millionths of the scrolled height */
} BirgeRoute;

#define BIRGE_TYPE_ROUTE (birge_route_get_type ())
GType       birge_route_get_type (void);

BirgeRoute *birge_route_new      (BirgePlace  place,
                                  const char *item,
                                  const char *anchor,
                                  gint64      position);
/* The page that shows an item ("guide/wages", "film/cpr-adult", "place/103" …); NULL when there is no such kind. */
BirgeRoute *birge_route_new_for_item (const char *item);
BirgeRoute *birge_route_copy     (const BirgeRoute *self);
BirgeRoute *birge_route_with_position (const BirgeRoute *self,
                                       gint64            position);
void        birge_route_free     (BirgeRoute *self);
/* Same page of the same item; the position does not count. */
gboolean    birge_route_same     (const BirgeRoute *a,
                                  const BirgeRoute *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeRoute, birge_route_free)

G_END_DECLS
