/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where the generations of a state folder lie, and how a reader holds on to one:
 *
 *   <state>/content/0007/content.db    what is read; a cache made of…
 *   <state>/content/0007/catalog/…     …these catalogues and <state>/objects
 *   <state>/content/0007/previous      number of the generation to go back to, "0006"
 *   <state>/content/current -> 0007
 *
 * Which generation is previous lies inside the generation, so that one rename switches both at once. */

char    *birge_generation_dup_dir      (const char *state_dir,
                                        guint       number);
/* Number that `current` points to; 0 when there is none or it is no generation's name. */
guint    birge_generation_get_current  (const char *state_dir);
/* Number of the generation before @number; 0 when there is none or it is gone. */
guint    birge_generation_get_previous (const char *state_dir,
                                        guint       number);
/* Both, for who is going to change them: FALSE when the disk does not say. Else 0 means that there is none; @previous may be
 * gone. */
gboolean birge_generation_find         (const char *state_dir,
                                        guint      *current,
                                        guint      *previous);
/* Number of a folder's name ("0007"); 0 when it is none. */
guint    birge_generation_parse        (const char *name);

/* A descriptor with a shared lock on the current generation: as long as it is open, nobody removes that generation.
 * -1 when there is no generation. */
int      birge_generation_lock_current (const char *state_dir,
                                        guint      *number);

G_END_DECLS
