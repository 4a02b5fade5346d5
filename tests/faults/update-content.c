/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/update-content.h"

#include <string.h>

#include "tests/unit/library/content-maker.h"

#define SOUND_BYTES 50000
#define FILM_BYTES  (4 * 1024 * 1024 + 900000) /* two blocks */
#define SHORT_BYTES 300000

/* As little to be compressed as sounds and films are. */
static guint32 *
noise (gsize bytes, guint seed)
{
  guint32 *data = g_malloc (bytes + 4);
  guint32 state = seed * 2654435761u + 1;

  for (gsize i = 0; i <= bytes / 4; i++)
    {
      state ^= state << 13;
      state ^= state >> 17;
      state ^= state << 5;
      data[i] = state;
    }
  return data;
}

static void
add_noise (ContentMaker *maker, const char *id, const char *part, const char *lang, guint tier, gsize bytes, guint seed)
{
  g_autofree guint32 *data = noise (bytes, seed);

  content_maker_add (maker, id, part, lang, tier, data, (gssize) bytes);
}

static void
add_guide (ContentMaker *maker, guint i, int release)
{
  int version = i % 3 == 0 ? release : 1;
  g_autofree char *id = g_strdup_printf ("guide/g-%02u", i);
  g_autofree char *meta = g_strdup_printf ("{\"order\":%u,\"title\":{\"en\":\"Guide %u, release %d\"}}", i, i, version);
  g_autofree char *en = g_strdup_printf ("Guide %u, release %d", i, version);
  g_autofree char *ru = g_strdup_printf ("Памятка %u, выпуск %d", i, version);
  g_autofree char *svg = g_strdup_printf ("<svg>%u %d</svg>", i, version);

  content_maker_add_meta (maker, id, meta);
  content_maker_add_text (maker, id, "en", en);
  content_maker_add_text (maker, id, "ru", ru);
  if (i % 5 == 0)
    content_maker_add (maker, id, "picture/p", NULL, 1, svg, -1);
  if (i % 4 == 0)
    add_noise (maker, id, "voice/00", "ru", 2, SOUND_BYTES, i * 100 + (guint) version);
}

static void
add_films (ContentMaker *maker, int release)
{
  g_autofree char *captions = g_strdup_printf ("WEBVTT\n\n00:00.000 --> 00:01.000\nrelease %d\n", release);

  content_maker_add_meta (maker, "film/burns", "{\"title\":{\"en\":\"Burns\"},\"audio\":[\"ru\"],\"duration_us\":3000000}");
  add_noise (maker, "film/burns", "film", NULL, 3, FILM_BYTES, 7000 + (guint) release);
  content_maker_add (maker, "film/burns", "captions", "ru", 0, captions, -1);
  content_maker_add (maker, "film/burns", "poster", NULL, 1, "<svg>poster</svg>", -1);
  content_maker_add_meta (maker, "film/falls", "{\"title\":{\"en\":\"Falls\"},\"audio\":[\"ru\"],\"duration_us\":1000000}");
  add_noise (maker, "film/falls", "film", NULL, 3, SHORT_BYTES, 1);
}

void
update_content_make (const char *out_dir, int release)
{
  ContentMaker *maker;
  g_autofree char *pack = NULL;
  g_autofree char *wages = g_strdup_printf ("What is paid, release %d", release);

  content_remove (out_dir);
  maker = content_maker_new (out_dir, "starter", release);
  for (guint i = 0; i < UPDATE_N_GUIDES; i++)
    if (i < UPDATE_GOING || (i < UPDATE_COMING) == (release < 3))
      add_guide (maker, i, release);
  add_films (maker, release);
  pack = content_maker_pack_all (maker);
  content_maker_finish (maker);

  maker = content_maker_new (out_dir, "wages", release); /* a second channel, so that there are two lists to switch */
  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"}}");
  content_maker_add_text (maker, "guide/wages", "en", wages);
  content_maker_finish (maker);
}
