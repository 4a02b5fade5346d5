/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes folders as `birge content build` writes them, for tests: objects and a catalogue, data/README.md. */
typedef struct _ContentMaker ContentMaker;

ContentMaker *content_maker_new      (const char   *out_dir,
                                      const char   *channel,
                                      gint64        release);
/* What the following parts ask of a kiosk; 1 unless set. */
void          content_maker_set_min  (ContentMaker *self,
                                      guint         min);
/* Adds a part. Texts are packed, media are stored as they are. Returns the SHA-256 of the unpacked bytes (owned). */
const char   *content_maker_add      (ContentMaker *self,
                                      const char   *id,
                                      const char   *part,
                                      const char   *lang,
                                      guint         tier,
                                      const void   *data,
                                      gssize        length);
void          content_maker_add_meta (ContentMaker *self,
                                      const char   *id,
                                      const char   *json);
/* A block tree with one paragraph. */
void          content_maker_add_text (ContentMaker *self,
                                      const char   *id,
                                      const char   *lang,
                                      const char   *text);
/* Path of a part's object in the folder. */
char         *content_maker_dup_path (ContentMaker *self,
                                      const char   *id,
                                      const char   *part,
                                      const char   *lang);
/* Moves a part into a pack, with other bytes before and behind. Returns the pack's path. */
char         *content_maker_pack     (ContentMaker *self,
                                      const char   *id,
                                      const char   *part,
                                      const char   *lang);
/* Moves all texts and pictures so far into one pack, as a build does. Returns the pack's path. */
char         *content_maker_pack_all (ContentMaker *self);
/* Writes the catalogue and frees. */
void          content_maker_finish   (ContentMaker *self);

/* A small centre's content: two sections, guides, a topic with its film, a course with a lesson, places on and off. The
 * texts name @release ("release 2"), from 2 on there is one guide more. */
void          content_maker_sample   (const char   *out_dir,
                                      gint64        release);
/* @n guides of about 1 KiB in two languages, in packs. */
void          content_maker_many     (const char   *out_dir,
                                      gint64        release,
                                      guint         n);

/* Removes a folder and all that is in it. */
void          content_remove         (const char   *path);
/* Changes all bytes of a file from an offset on. */
void          content_overwrite      (const char   *path,
                                      gsize         from);

G_END_DECLS
