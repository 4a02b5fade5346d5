/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/library/content-maker.h"

#include <glib/gstdio.h>
#include <string.h>

#include "data/formats/birge-block.h"
#include "data/formats/birge-catalogue.h"
#include "data/formats/birge-digest.h"

#define BLOCK_BYTES ((gsize) 4 * 1024 * 1024)

struct _ContentMaker
{
  char           *dir;
  BirgeCatalogue *catalogue;
  guint           min;
};

ContentMaker *
content_maker_new (const char *out_dir, const char *channel, gint64 release)
{
  ContentMaker *self = g_new0 (ContentMaker, 1);

  self->dir = g_strdup (out_dir);
  self->catalogue = birge_catalogue_new (channel, release, "2026-11-23");
  self->min = 1;
  return self;
}

void
content_maker_set_min (ContentMaker *self, guint min)
{
  self->min = min;
}

static char *
dup_object_path (const char *dir, const char *stored)
{
  char folder[3] = { stored[0], stored[1], '\0' };

  return g_build_filename (dir, "objects", folder, stored, NULL);
}

static void
write_file (const char *path, GBytes *bytes)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_file_set_contents_full (path, data != NULL ? data : "", (gssize) size, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
}

/* SHA-256 per 4 MiB, NULL when that is not more than one. */
static GStrv
hash_blocks (GBytes *stored)
{
  g_autoptr(GStrvBuilder) blocks = g_strv_builder_new ();
  gsize size = g_bytes_get_size (stored);

  if (size <= BLOCK_BYTES)
    return NULL;
  for (gsize at = 0; at < size; at += BLOCK_BYTES)
    {
      g_autoptr(GBytes) block = g_bytes_new_from_bytes (stored, at, MIN (BLOCK_BYTES, size - at));
      g_autofree char *digest = birge_digest_bytes (block);

      g_strv_builder_add (blocks, digest);
    }
  return g_strv_builder_end (blocks);
}

const char *
content_maker_add (ContentMaker *self, const char *id, const char *part, const char *lang, guint tier, const void *data,
                   gssize length)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, length < 0 ? strlen (data) : (gsize) length);
  g_autoptr(GBytes) stored = tier <= 1 ? birge_zstd_compress (bytes) : g_bytes_ref (bytes);
  g_autofree char *path = NULL;
  BirgeCataloguePart *line = birge_catalogue_add (self->catalogue);

  line->id = g_strdup (id);
  line->part = g_strdup (part);
  line->type = g_strdup ("application/octet-stream");
  line->lang = g_strdup (lang);
  line->tier = tier;
  line->group = g_strdup (id);
  line->min = self->min;
  line->size = (gint64) g_bytes_get_size (bytes);
  line->sha256 = birge_digest_bytes (bytes);
  line->stored = birge_digest_bytes (stored);
  line->obj = g_strdup (line->stored);
  line->len = (gint64) g_bytes_get_size (stored);
  line->enc = g_strdup (tier <= 1 ? "zstd" : "none");
  line->blocks = hash_blocks (stored);
  path = dup_object_path (self->dir, line->stored);
  write_file (path, stored);
  return line->sha256;
}

void
content_maker_add_meta (ContentMaker *self, const char *id, const char *json)
{
  content_maker_add (self, id, "meta", NULL, 0, json, -1);
}

void
content_maker_add_text (ContentMaker *self, const char *id, const char *lang, const char *text)
{
  g_autoptr(BirgeBlock) document = birge_block_new (BIRGE_BLOCK_DOCUMENT);
  g_autoptr(GBytes) bytes = NULL;
  gsize size = 0;
  const void *data;

  birge_block_append_run (birge_block_append (document, birge_block_new (BIRGE_BLOCK_PARAGRAPH)), text, BIRGE_RUN_PLAIN);
  bytes = birge_block_to_bytes (document);
  data = g_bytes_get_data (bytes, &size);
  content_maker_add (self, id, "text", lang, 0, data, (gssize) size);
}

static BirgeCataloguePart *
find_line (ContentMaker *self, const char *id, const char *part, const char *lang)
{
  for (guint i = 0; i < self->catalogue->parts->len; i++)
    {
      BirgeCataloguePart *line = g_ptr_array_index (self->catalogue->parts, i);

      if (g_str_equal (line->id, id) && g_str_equal (line->part, part) && g_strcmp0 (line->lang, lang) == 0)
        return line;
    }
  g_assert_not_reached ();
}

char *
content_maker_dup_path (ContentMaker *self, const char *id, const char *part, const char *lang)
{
  return dup_object_path (self->dir, find_line (self, id, part, lang)->stored);
}

char *
content_maker_pack (ContentMaker *self, const char *id, const char *part, const char *lang)
{
  BirgeCataloguePart *line = find_line (self, id, part, lang);
  g_autofree char *path = dup_object_path (self->dir, line->stored);
  g_autoptr(GByteArray) pack = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;
  char *pack_path;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_cmpint (g_remove (path), ==, 0);
  g_byte_array_append (pack, (const guint8 *) "before", 6);
  g_byte_array_append (pack, (const guint8 *) contents, (guint) length);
  g_byte_array_append (pack, (const guint8 *) "behind", 6);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&pack));
  g_free (line->obj);
  line->obj = birge_digest_bytes (bytes);
  line->off = 6;
  pack_path = dup_object_path (self->dir, line->obj);
  write_file (pack_path, bytes);
  return pack_path;
}

char *
content_maker_pack_all (ContentMaker *self)
{
  g_autoptr(GByteArray) pack = g_byte_array_new ();
  g_autoptr(GPtrArray) lines = g_ptr_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *name = NULL;
  char *pack_path;

  for (guint i = 0; i < self->catalogue->parts->len; i++)
    {
      BirgeCataloguePart *line = g_ptr_array_index (self->catalogue->parts, i);
      g_autofree char *path = dup_object_path (self->dir, line->stored);
      g_autofree char *contents = NULL;
      gsize length = 0;

      if (!g_str_equal (line->enc, "zstd") || !g_file_get_contents (path, &contents, &length, NULL))
        continue;
      line->off = pack->len;
      g_byte_array_append (pack, (const guint8 *) contents, (guint) length);
      g_ptr_array_add (lines, line);
    }
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&pack));
  name = birge_digest_bytes (bytes);
  for (guint i = 0; i < lines->len; i++)
    {
      BirgeCataloguePart *line = g_ptr_array_index (lines, i);
      g_autofree char *path = dup_object_path (self->dir, line->stored);

      g_remove (path);
      g_free (line->obj);
      line->obj = g_strdup (name);
    }
  pack_path = dup_object_path (self->dir, name);
  write_file (pack_path, bytes);
  return pack_path;
}

void
content_maker_finish (ContentMaker *self)
{
  g_autoptr(GBytes) bytes = birge_catalogue_to_bytes (self->catalogue);
  g_autofree char *name = g_strconcat (self->catalogue->channel, ".cat.zst", NULL);
  g_autofree char *path = g_build_filename (self->dir, "catalog", name, NULL);

  write_file (path, bytes);
  birge_catalogue_free (self->catalogue);
  g_free (self->dir);
  g_free (self);
}

static void
add_guides (ContentMaker *maker, gint64 release)
{
  g_autofree char *wages_en = g_strdup_printf ("Write down every day and hour. Salary, penalty. release %d", (int) release);
  g_autofree char *wages_uz = g_strdup_printf ("Har kuni yozib boring: ish haqi, jarima. release %d", (int) release);

  content_maker_add_meta (maker, "section/work", "{\"journey\":\"rights\",\"order\":20,\"picture\":\"svg:work\","
    "\"title\":{\"en\":\"Work and pay\",\"ru\":\"Работа и оплата\",\"uz\":\"Ish va haq\"}}");
  content_maker_add_meta (maker, "section/papers", "{\"journey\":\"rights\",\"order\":10,"
    "\"title\":{\"en\":\"Papers\",\"ru\":\"Документы\"}}");
  content_maker_add_meta (maker, "section/injuries", "{\"journey\":\"first-aid\",\"order\":10,"
    "\"title\":{\"en\":\"Injuries\"}}");

  content_maker_add_meta (maker, "guide/wages", "{\"section\":\"work\",\"order\":10,\"picture\":\"svg:no-money\","
    "\"title\":{\"en\":\"My wages were not paid\",\"uz\":\"Maosh to\u02bblanmadi\",\"ru\":\"Не платят зарплату\","
    "\"zh-Hans\":\"\u5de5\u8d44\u6ca1\u6709\u53d1\"},\"summary\":{\"en\":\"Collect proof\",\"ru\":\"Соберите доказательства\"},"
    "\"translation\":{\"uz\":\"draft\",\"ru\":\"checked\"},\"sources\":{\"en\":\"Labour Code\",\"ru\":\"Трудовой кодекс\"},"
    "\"written\":\"2026-11-01\",\"reviewed\":\"2026-11-02\",\"reviewed_by\":\"A. Lawyer\",\"check_again\":\"2027-01-31\","
    "\"related\":[\"guide/permit\",\"place/102\"],\"facts\":[\"R1\"]}");
  content_maker_add_text (maker, "guide/wages", "en", wages_en);
  content_maker_add_text (maker, "guide/wages", "uz", wages_uz);
  content_maker_add_text (maker, "guide/wages", "ru", "Записывайте каждый день. Пеня.");
  content_maker_add (maker, "guide/wages", "picture/no-money", NULL, 1, "<svg>own</svg>", -1);
  content_maker_add (maker, "guide/wages", "voice/00", "uz", 2, "OggS title", -1);
  content_maker_add (maker, "guide/wages", "voice/03", "uz", 2, "OggS third", -1);

  content_maker_add_meta (maker, "guide/permit", "{\"section\":\"papers\",\"order\":20,\"picture\":\"📄\","
    "\"title\":{\"en\":\"Residence permit\",\"ru\":\"Вид на жительство\"},\"written\":\"2026-01-01\",\"reviewed\":\"no\","
    "\"check_again\":\"2026-02-01\",\"translation\":{\"ru\":\"draft\"}}");
  content_maker_add_text (maker, "guide/permit", "en", "Ask the office about a permit and a penalty.");
  content_maker_add_text (maker, "guide/permit", "ru", "Спросите в отделе.");

  content_maker_add (maker, "shared/voices", "voice/greeting", "uz", 2, "OggS greeting", -1);
  content_maker_add (maker, "shared/pictures", "picture/work", NULL, 1, "<svg>work</svg>", -1);
  content_maker_add (maker, "shared/pictures", "picture/no-money", NULL, 1, "<svg>shared</svg>", -1);
  content_maker_add (maker, "shared/pictures", "picture/letter", NULL, 1, "<svg>letter</svg>", -1);
  if (release >= 2)
    {
      content_maker_add_meta (maker, "guide/arrival", "{\"section\":\"papers\",\"order\":10,\"title\":{\"en\":\"Arrival\"}}");
      content_maker_add_text (maker, "guide/arrival", "en", "Tell the landlord.");
    }
}

static void
add_film_and_lesson (ContentMaker *maker, gint64 release)
{
  g_autofree char *film = g_malloc (300000);

  memset (film, (int) ('a' + release % 20), 300000);
  content_maker_add_meta (maker, "topic/burns", "{\"section\":\"injuries\",\"title\":{\"en\":\"Burns\",\"ru\":\"Ожоги\"},"
    "\"film\":\"film/burns\",\"reviewed\":\"no\",\"written\":\"2026-11-01\"}");
  content_maker_add_text (maker, "topic/burns", "ru", "Охлаждайте водой двадцать минут.");
  content_maker_add_meta (maker, "film/burns", "{\"title\":{\"en\":\"Burns\",\"ru\":\"Ожоги\"},\"audio\":[\"ru\",\"uz\"],"
    "\"chapters\":[{\"at_us\":0,\"title\":{\"en\":\"Danger\"}},{\"at_us\":2000000,\"title\":{\"en\":\"Cool\",\"ru\":\"Охладить\"}}],"
    "\"stops\":[{\"at_us\":2000000,\"practice\":\"rhythm\"},{\"at_us\":3000000}],\"duration_us\":3000000,"
    "\"stills\":[{\"scene\":1,\"at_us\":0,\"text\":{\"en\":\"Danger\"}},{\"scene\":2,\"at_us\":2000000,\"text\":"
    "{\"en\":\"Cool\",\"ru\":\"Охладите\"}},{\"scene\":3,\"at_us\":2500000,\"text\":{\"en\":\"Cover\"}}],"
    "\"questions\":[{\"kind\":\"choice\",\"ask\":{\"en\":\"How long?\",\"ru\":\"Сколько?\"},"
    "\"right\":{\"en\":\"20 minutes\"},\"wrong\":[{\"en\":\"1 minute\"}]},"
    "{\"kind\":\"order\",\"ask\":{\"en\":\"Order\"},\"scenes\":[2,1]},"
    "{\"kind\":\"order\",\"ask\":{\"en\":\"Not here\"},\"scenes\":[1,3]},"
    "{\"kind\":\"touch\",\"ask\":{\"en\":\"Danger\"},\"scenes\":[1],\"parts\":[{\"name\":\"fire\",\"right\":true,"
    "\"x\":100,\"y\":200,\"width\":300,\"height\":400}]}]}");
  content_maker_add (maker, "film/burns", "film", NULL, 3, film, 300000);
  content_maker_add (maker, "film/burns", "poster", NULL, 1, "<svg>poster</svg>", -1);
  content_maker_add (maker, "film/burns", "still/01", NULL, 1, "danger", -1);
  content_maker_add (maker, "film/burns", "still/02", NULL, 1, "cool", -1);
  content_maker_add (maker, "film/burns", "lines", NULL, 0, "[{\"text\":{\"ru\":\"Опасно\",\"uz\":\"Xavf bor\"},"
    "\"recorded\":{\"uz\":\"01\"}},{\"text\":{\"ru\":\"Охладите двадцать минут\"},\"recorded\":{}},"
    "{\"text\":{\"uz\":\"Yoping\",\"fa\":7},\"recorded\":[]}]", -1);
  content_maker_add (maker, "film/burns", "captions", "ru", 0, "WEBVTT\n\n00:00.000 --> 00:01.000\nВода\n", -1);

  content_maker_add_meta (maker, "course/basic", "{\"target\":\"kk\",\"title\":{\"en\":\"Kazakh\"}}");
  content_maker_add_meta (maker, "lesson/basic/02", "{\"course\":\"course/basic\",\"number\":2,\"target\":\"kk\","
    "\"title\":{\"en\":\"At the clinic\"}}");
  content_maker_add_meta (maker, "lesson/basic/01", "{\"course\":\"course/basic\",\"number\":1,\"target\":\"kk\","
    "\"title\":{\"en\":\"Greeting\"}}");
  content_maker_add (maker, "lesson/basic/01", "words", NULL, 0, "[{\"concept\":\"hello\",\"picture\":\"👋\","
    "\"text\":{\"kk\":\"Сәлем\",\"ru\":\"Привет\",\"en\":\"Hello\"},\"sentence\":{\"kk\":\"Сәлем, дос!\"}},"
    "{\"concept\":\"letter\",\"picture\":\"svg:letter\",\"text\":{\"kk\":\"Хат\",\"en\":\"Letter\"}},"
    "{\"concept\":\"none\",\"text\":{\"en\":\"Untaught\"}},"
    "{\"concept\":\"gone\",\"picture\":\"svg:gone\",\"text\":{\"kk\":\"Жоқ\",\"en\":\"Gone\"}}]", -1);
}

static void
add_places (ContentMaker *maker)
{
  content_maker_add_meta (maker, "place/102", "{\"number\":\"102\",\"category\":\"emergency\",\"on\":true,\"free\":true,"
    "\"order\":2,\"hours\":\"24/7\",\"title\":{\"en\":\"Police\",\"ru\":\"Полиция\"},\"summary\":{\"en\":\"When somebody hurts you\"}}");
  content_maker_add_meta (maker, "place/112", "{\"number\":\"112\",\"category\":\"emergency\",\"on\":true,\"free\":true,"
    "\"order\":1,\"title\":{\"en\":\"Rescue\",\"ru\":\"Спасатели\"}}");
  content_maker_add_meta (maker, "place/embassy", "{\"number\":\"+7 727 000\",\"category\":\"embassy\",\"on\":false,"
    "\"free\":false,\"title\":{\"en\":\"Embassy of Zanzibar\"},\"why_off\":{\"en\":\"number not confirmed\"}}");
}

void
content_maker_sample (const char *out_dir, gint64 release)
{
  ContentMaker *maker = content_maker_new (out_dir, "starter", release);

  add_guides (maker, release);
  add_film_and_lesson (maker, release);
  add_places (maker);
  content_maker_finish (maker);
}

void
content_maker_many (const char *out_dir, gint64 release, guint n)
{
  static const char *const words[] = { "salary", "passport", "permit", "doctor", "court", "letter", "office", "landlord",
    "contract", "witness", "bus", "ticket", "penalty", "police", "interpreter", "deadline" };
  static const char *const langs[] = { "en", "ru" };
  ContentMaker *maker = content_maker_new (out_dir, "starter", release);
  g_autoptr(GRand) rand = g_rand_new_with_seed ((guint32) release);
  g_autofree char *pack = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("guide/g-%05u", i);
      g_autofree char *meta = g_strdup_printf ("{\"order\":%u,\"title\":{\"en\":\"Guide %u about the %s\","
        "\"ru\":\"Памятка %u %s\"}}", i, i, words[i % 16], i, words[i % 7]);

      content_maker_add_meta (maker, id, meta);
      for (guint k = 0; k < G_N_ELEMENTS (langs); k++)
        {
          g_autoptr(GString) text = g_string_new (NULL);

          while (text->len < 1000)
            g_string_append_printf (text, "%s%u ", words[g_rand_int_range (rand, 0, 16)], g_rand_int_range (rand, 0, 500));
          content_maker_add_text (maker, id, langs[k], text->str);
        }
    }
  pack = content_maker_pack_all (maker);
  content_maker_finish (maker);
}

void
content_remove (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      content_remove (child);
    }
  g_remove (path);
}

void
content_overwrite (const char *path, gsize from)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_cmpuint (from, <, length);
  for (gsize i = from; i < length; i++)
    contents[i] = (char) (contents[i] ^ 0x55);
  g_assert_true (g_file_set_contents (path, contents, (gssize) length, NULL));
}
