/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/compile/content-fixture.h"

#include "data/compile/birge-compile.h"
#include "data/formats/birge-digest.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const struct {
  const char *file;
  const char *text;
} base[] = {
  { "README.md", "# Not content\n" },
  { "sources.csv", "key,title,address,title_ru,title_uz\nS1,Labour Code,adilet.zan.kz,Трудовой кодекс,Mehnat kodeksi\n"
                   "S2,State portal,egov.kz,,\n" },
  { "facts.csv", "id,claim,source,date,confidence,check_again\nR1,Wages are paid monthly,S1 S2,2026-11,high,\n"
                 "R2,Courts cost nothing,S1,2026,to-verify,2027-01-01\nV1,The index,S1,2026,high,\n" },
  { "values.csv", "id,year,value,unit,fact\nmci,2026,4325,KZT,V1\nmci,2025,3932,KZT,V1\n" },
  { "places.csv",
    "id,number,category,on,confidence,free,hours,fact,picture,order,name_en,name_ru,help_en,why_off_en\n"
    "112,112,emergency,yes,high,yes,24/7,R1,paper,10,Emergency,Экстренная помощь,All kinds of help,\n"
    "old,8 700 000,other,no,to-verify,no,,R2,,,Old office,,,Nobody answers\n" },
  { "sections.ini", "[work]\nJourney=rights\nOrder=20\nPicture=paper\nTitle[en]=Work and pay\n" },
  { "pictures/paper.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\"><path d=\"M8 8h80v80z\"/></svg>\n" },
  { "guide/wages/item.ini",
    "[Item]\nSection=work\nOrder=10\nPicture=paper\nTitle[en]=My wages were not paid\nTitle[uz]=Maosh toʻlanmadi\n"
    "Summary[en]=Ask in writing\nSummary[uz]=Yozma soʻrang\nTranslation[uz]=draft\nSource=S1 S2\nFacts=R1\n"
    "Written=2026-11-20\nReviewed=no\nCheckAgain=2027-01-31\nRelated=place/112\n"
    "Title[tg]=Музд надоданд\n" },
  { "guide/wages/en.md",
    "The limit is {30 mci}.\n\n```steps\n1. Write it down.\n   All of it.\n   ![paper]\n```\n\n```say-this not-paid\n```\n\n"
    "```call place/112\nSay where.\n```\n\n```ask R2\nDoes it cost?\n```\n" },
  { "guide/wages/uz.md",
    "Chegara {30 mci}.\n\n```steps\n1. Yozib qoʻying.\n   Hammasini.\n   ![paper]\n```\n\n```say-this not-paid\n```\n\n"
    "```call place/112\nQayerda ekaningizni ayting.\n```\n\n```ask R2\nPulmi?\n```\n" },
  { "guide/wages/phrases.csv", "id,kk,ru,uz\nnot-paid,Жалақы берілмеді,Мне не заплатили,Menga maosh toʻlanmadi\n" },
  { "course/basic/item.ini", "[Item]\nTitle[en]=Kazakh\nPicture=paper\nTarget=kk\nWords=basic\nWritten=2026-11-01\nReviewed=no\n" },
  { "vocabulary/modules.csv", "module_no,module,picture,kk,ru,en,uz,drafts\n1,greetings,👋,Сәлем,Привет,Greetings,Salom,uz\n"
                              "2,numbers,paper,Сан,Числа,Numbers,Sonlar,\n" },
  { "vocabulary/basic.csv", "module_no,module,item_no,concept_id,picture,kk,ru,uz,en,note,sentence_kk\n"
                            "1,greetings,1,hello,👋,Сәлем,Привет,Salom,Hello,,Сәлем достар.\n"
                            "1,greetings,2,paper,svg:paper,Қағаз,Бумага,Qogʻoz,Paper,,\n"
                            "1,greetings,3,later,svg:later,Кейін,Потом,Keyin,Later,,\n" },
  { "film/press/item.ini", "[Item]\nPicture=paper\nTitle[en]=Press\nSummary[en]=Press hard\nSource=S1\nFacts=R1\n"
                           "Written=2026-11-02\nReviewed=2026-11-03\nReviewedBy=A trainer\nCheckAgain=2027-11-02\n" },
  { "film/press/en.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nPress hard.\n" },
};

char *
content_path (Content *self, const char *file)
{
  return g_build_filename (self->root, file, NULL);
}

void
content_write_bytes (Content *self, const char *file, const void *data, gsize size)
{
  g_autofree char *path = content_path (self, file);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, data, size, NULL));
}

void
content_write (Content *self, const char *file, const char *text)
{
  g_autofree char *path = content_path (self, file);

  if (text != NULL)
    content_write_bytes (self, file, text, strlen (text));
  else
    g_assert_cmpint (g_unlink (path), ==, 0);
}

void
content_write_voice (Content *self, const char *file, char mark)
{
  char page[64] = "OggS";

  memcpy (page + 28, "OpusHead", 8);
  page[63] = mark;
  content_write_bytes (self, file, page, sizeof page);
}

void
content_replace (Content *self, const char *file, const char *old, const char *now)
{
  g_autofree char *path = content_path (self, file);
  g_autofree char *text = NULL;
  g_autoptr(GString) changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_string_new (text);
  if (g_string_replace (changed, old, now, 1) != 1)
    g_error ("“%s” is not in %s", old, file);
  content_write (self, file, changed->str);
}

void
content_set_up (Content *self, gconstpointer unused)
{
  self->dir = g_dir_make_tmp ("birge-content-XXXXXX", NULL);
  g_assert_nonnull (self->dir);
  self->root = g_build_filename (self->dir, "content", NULL);
  self->out = g_build_filename (self->dir, "out", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (base); i++)
    content_write (self, base[i].file, base[i].text);
}

static int
remove_one (const char *path, const struct stat *info, int type, struct FTW *walk)
{
  return remove (path);
}

void
content_remove (const char *folder)
{
  nftw (folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void
content_tear_down (Content *self, gconstpointer unused)
{
  content_remove (self->dir);
  g_free (self->dir);
  g_free (self->root);
  g_free (self->out);
}

BirgeSource *
content_load (Content *self, BirgeReport *report)
{
  g_autoptr(GError) error = NULL;
  BirgeSource *source = birge_source_load (self->root, NULL, NULL, &error);

  g_assert_no_error (error);
  birge_check (source, CONTENT_TODAY, report);
  return source;
}

const BirgeProblem *
content_find_problem (BirgeSource *source, const char *code)
{
  for (guint i = 0; i < birge_problems_get_length (source->problems); i++)
    {
      const BirgeProblem *problem = birge_problems_get (source->problems, i);

      if (g_str_equal (problem->code, code))
        return problem;
    }
  return NULL;
}

void
content_build (Content *self)
{
  g_autoptr(GError) error = NULL;
  BirgeReport report;
  g_autoptr(BirgeSource) source = content_load (self, &report);
  BirgeCompileResult result;
  gboolean built = birge_compile (source, self->out, BIRGE_COMPILE_CHANNEL, NULL, NULL, &result, &error);

  g_assert_no_error (error);
  g_assert_true (built);
}

static void
add_files (GHashTable *files, const char *folder, const char *prefix)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *key = g_strconcat (prefix, name, NULL);
      g_autofree char *below = g_strconcat (key, "/", NULL);
      char *data;
      gsize size;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        add_files (files, path, below);
      else if (g_file_get_contents (path, &data, &size, NULL))
        g_hash_table_insert (files, g_steal_pointer (&key), g_bytes_new_take (data, size));
    }
}

GHashTable *
content_snapshot (const char *folder)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);

  add_files (files, folder, "");
  return files;
}

BirgeCatalogue *
content_read_catalogue (Content *self)
{
  g_autofree char *path = g_build_filename (self->out, CONTENT_CATALOGUE, NULL);
  g_autofree char *data = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  BirgeCatalogue *catalogue;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  bytes = g_bytes_new (data, size);
  catalogue = birge_catalogue_from_bytes (bytes, &error);
  g_assert_no_error (error);
  return catalogue;
}

const BirgeCataloguePart *
content_find_part (BirgeCatalogue *catalogue, const char *id, const char *part, const char *lang)
{
  for (guint i = 0; i < catalogue->parts->len; i++)
    {
      const BirgeCataloguePart *line = g_ptr_array_index (catalogue->parts, i);

      if (g_str_equal (line->id, id) && g_str_equal (line->part, part) && g_strcmp0 (line->lang, lang) == 0)
        return line;
    }
  return NULL;
}

char *
content_object_path (Content *self, const char *hash)
{
  g_autofree char *folder = g_strndup (hash, 2);

  return g_build_filename (self->out, "objects", folder, hash, NULL);
}

/* The bytes of a part; every hash and size of its line is checked. */
GBytes *
content_read_part (Content *self, const BirgeCataloguePart *line)
{
  g_autofree char *path = NULL;
  g_autofree char *data = NULL;
  g_autofree char *object_hash = NULL;
  g_autofree char *stored_hash = NULL;
  g_autofree char *hash = NULL;
  g_autoptr(GBytes) object = NULL;
  g_autoptr(GBytes) stored = NULL;
  g_autoptr(GError) error = NULL;
  GBytes *bytes;
  gsize size;

  g_assert_nonnull (line);
  path = content_object_path (self, line->obj);
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  object = g_bytes_new (data, size);
  object_hash = birge_digest_bytes (object);
  g_assert_cmpstr (object_hash, ==, line->obj);
  g_assert_cmpint (line->off + line->len, <=, size);
  stored = g_bytes_new_from_bytes (object, (gsize) line->off, (gsize) line->len);
  stored_hash = birge_digest_bytes (stored);
  g_assert_cmpstr (stored_hash, ==, line->stored);

  bytes = g_str_equal (line->enc, "zstd") ? birge_zstd_decompress (stored, 1 << 24, &error) : g_bytes_ref (stored);
  g_assert_no_error (error);
  hash = birge_digest_bytes (bytes);
  g_assert_cmpstr (hash, ==, line->sha256);
  g_assert_cmpint (line->size, ==, g_bytes_get_size (bytes));
  return bytes;
}
