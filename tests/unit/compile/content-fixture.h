/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/compile/birge-check.h"
#include "data/formats/birge-catalogue.h"

/* A small content folder without a single error, in a temporary folder of its own: each test changes what it is about. */
typedef struct {
  char *dir;  /* of this test */
  char *root; /* the content in it */
  char *out;  /* where to build; not made yet */
} Content;

#define CONTENT_TODAY "2026-11-23"
#define CONTENT_CATALOGUE "catalog/starter.cat.zst" /* in the output */

void         content_set_up    (Content *self, gconstpointer unused);
void         content_tear_down (Content *self, gconstpointer unused);

char        *content_path      (Content *self, const char *file);
/* NULL: the file is taken away. Folders are made. */
void         content_write     (Content *self, const char *file, const char *text);
void         content_write_bytes (Content *self, const char *file, const void *data, gsize size);
/* @old must be there. */
void         content_replace   (Content *self, const char *file, const char *old, const char *now);

/* An Ogg page that begins an Opus stream; @mark makes it another one. */
void         content_write_voice (Content *self, const char *file, char mark);

BirgeSource *content_load      (Content *self, BirgeReport *report);
/* The first problem of that code, or NULL. */
const BirgeProblem *content_find_problem (BirgeSource *source, const char *code);
/* Builds; must work. */
void         content_build     (Content *self);
/* Path → bytes of every file below @folder. */
GHashTable  *content_snapshot  (const char *folder);
void         content_remove    (const char *folder);

/* What was built. */
BirgeCatalogue *content_read_catalogue (Content *self);
const BirgeCataloguePart *content_find_part (BirgeCatalogue *catalogue, const char *id, const char *part, const char *lang);
char        *content_object_path (Content *self, const char *hash);
/* The bytes of a part; every hash and size of its line is checked. */
GBytes      *content_read_part (Content *self, const BirgeCataloguePart *line);
