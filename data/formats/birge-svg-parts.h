/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the elements that carry an id begin and end in the bytes of a picture, so that they can be wrapped in groups
 * of their own: the picture is moved as text, no document tree is needed. For pictures that birge_svg_check() let
 * pass; from other bytes comes nothing worse than a short list. */
typedef struct {
  char  *id;
  gsize  start; /* of '<' */
  gsize  end;   /* after the last '>' */
} BirgeSvgPart;

/* In order of start; (transfer container), frees its elements. */
GPtrArray          *birge_svg_parts_new  (GBytes     *bytes);
const BirgeSvgPart *birge_svg_parts_find (GPtrArray  *parts,
                                          const char *id);

G_END_DECLS
