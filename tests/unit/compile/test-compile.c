/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/compile/content-fixture.h"

#include "data/compile/birge-compile.h"
#include "data/compile/birge-depot.h"
#include "data/formats/birge-block.h"
#include "data/formats/birge-digest.h"
#include "data/formats/birge-vtt.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define GUIDE "guide/wages/item.ini"

static json_t *
read_json (Content *self, BirgeCatalogue *catalogue, const char *id, const char *part)
{
  g_autoptr(GBytes) bytes = content_read_part (self, content_find_part (catalogue, id, part, NULL));
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  json_t *root = json_loadb (data, size, JSON_REJECT_DUPLICATES, NULL);

  g_assert_nonnull (root);
  return root;
}

static BirgeBlock *
read_blocks (Content *self, BirgeCatalogue *catalogue, const char *id, const char *lang)
{
  g_autoptr(GBytes) bytes = content_read_part (self, content_find_part (catalogue, id, "text", lang));
  g_autoptr(GError) error = NULL;
  BirgeBlock *document = birge_block_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return document;
}

static const char *
get_text (json_t *object, const char *key, const char *tag)
{
  return json_string_value (json_object_get (json_object_get (object, key), tag));
}

static void
test_writes_what_the_readme_says (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  json_t *meta;

  content_build (content);
  catalogue = content_read_catalogue (content);
  g_assert_cmpstr (catalogue->channel, ==, "starter");
  g_assert_cmpstr (catalogue->issued, ==, "2026-11-20"); /* the youngest text */
  for (guint i = 0; i < catalogue->parts->len; i++)
    g_bytes_unref (content_read_part (content, g_ptr_array_index (catalogue->parts, i)));

  meta = read_json (content, catalogue, "guide/wages", "meta");
  g_assert_cmpstr (json_string_value (json_object_get (meta, "kind")), ==, "guide");
  g_assert_cmpstr (json_string_value (json_object_get (meta, "picture")), ==, "svg:paper");
  g_assert_cmpstr (get_text (meta, "title", "uz"), ==, "Maosh toʻlanmadi");
  g_assert_cmpstr (get_text (meta, "title", "uz-Cyrl"), ==, "Маош тўланмади");
  g_assert_cmpstr (get_text (meta, "translation", "uz-Cyrl"), ==, "draft");
  g_assert_cmpstr (get_text (meta, "sources", "en"), ==, "Labour Code · State portal");
  g_assert_cmpstr (get_text (meta, "sources", "ru"), ==, "Трудовой кодекс · State portal");
  g_assert_null (get_text (meta, "sources", "kk"));
  g_assert_null (json_object_get (meta, "reviewed"));
  g_assert_cmpuint (json_array_size (json_object_get (meta, "related")), ==, 1);
  json_decref (meta);

  meta = read_json (content, catalogue, "place/old", "meta");
  g_assert_true (json_is_false (json_object_get (meta, "on")));
  g_assert_cmpstr (get_text (meta, "why_off", "en"), ==, "Nobody answers");
  json_decref (meta);

  g_assert_nonnull (content_find_part (catalogue, "shared/pictures", "picture/paper", NULL));
  g_assert_null (content_find_part (catalogue, "shared/pictures", "meta", NULL));
  g_assert_nonnull (content_find_part (catalogue, "film/press", "captions", "en"));
  g_assert_null (content_find_part (catalogue, "film/press", "film", NULL));
}

static void
test_lessons_are_made_of_modules (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  json_t *meta;
  json_t *words;

  content_build (content);
  catalogue = content_read_catalogue (content);
  meta = read_json (content, catalogue, "lesson/basic/01", "meta");
  g_assert_cmpstr (json_string_value (json_object_get (meta, "course")), ==, "course/basic");
  g_assert_cmpstr (json_string_value (json_object_get (meta, "target")), ==, "kk");
  g_assert_cmpint (json_integer_value (json_object_get (meta, "number")), ==, 1);
  g_assert_cmpstr (get_text (meta, "title", "uz-Cyrl"), ==, "Салом");
  json_decref (meta);
  g_assert_null (content_find_part (catalogue, "lesson/basic/02", "meta", NULL)); /* no words in it */

  words = read_json (content, catalogue, "lesson/basic/01", "words");
  g_assert_cmpuint (json_array_size (words), ==, 3);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (words, 0), "picture")), ==, "👋");
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (words, 1), "picture")), ==, "svg:paper");
  g_assert_null (json_object_get (json_array_get (words, 2), "picture")); /* not drawn yet */
  g_assert_cmpstr (get_text (json_array_get (words, 1), "text", "uz-Cyrl"), ==, "Қоғоз");
  g_assert_null (get_text (json_array_get (words, 1), "text", "fa"));
  g_assert_cmpstr (get_text (json_array_get (words, 0), "sentence", "kk"), ==, "Сәлем достар.");
  json_decref (words);
}

static const BirgeRun *
find_figure (const BirgeBlock *block)
{
  const BirgeRun *found = NULL;

  for (guint i = 0; found == NULL && i < block->runs->len; i++)
    {
      const BirgeRun *run = g_ptr_array_index (block->runs, i);

      found = run->until != NULL ? run : NULL;
    }
  for (guint i = 0; found == NULL && i < block->children->len; i++)
    found = find_figure (g_ptr_array_index (block->children, i));
  return found;
}

static void
assert_until (Content *content, const char *until)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autoptr(BirgeBlock) document = NULL;
  const BirgeRun *figure;

  content_build (content);
  catalogue = content_read_catalogue (content);
  document = read_blocks (content, catalogue, "guide/wages", "en");
  figure = find_figure (document);
  g_assert_true (figure != NULL && g_str_equal (figure->until, until));
}

static void
test_figures_end_when_their_grounds_do (Content *content, gconstpointer unused)
{
  assert_until (content, "2026-12-31"); /* the year of the latest row */
  content_replace (content, GUIDE, "CheckAgain=2027-01-31", "CheckAgain=2026-12-01");
  assert_until (content, "2026-12-01");
  content_replace (content, "facts.csv", "V1,The index,S1,2026,high,", "V1,The index,S1,2026,high,2026-11-30");
  assert_until (content, "2026-11-30");
  content_replace (content, "values.csv", "KZT,V1\n", "KZT,V1\nmci,2027,4500,KZT,R1\n");
  assert_until (content, "2026-12-01");
}

static void
test_figures_are_of_the_latest_year (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autoptr(BirgeBlock) document = NULL;
  const BirgeRun *figure;

  content_build (content);
  catalogue = content_read_catalogue (content);
  document = read_blocks (content, catalogue, "guide/wages", "uz");
  figure = find_figure (document);
  g_assert_nonnull (figure);
  g_assert_cmpstr (figure != NULL ? figure->text : NULL, ==, "129\u00A0750\u00A0₸");
}

static const BirgeBlock *
find_block (const BirgeBlock *block, BirgeBlockKind kind)
{
  const BirgeBlock *found = block->kind == kind ? block : NULL;

  for (guint i = 0; found == NULL && i < block->children->len; i++)
    found = find_block (g_ptr_array_index (block->children, i), kind);
  return found;
}

static void
test_cyrillic_follows_by_rule (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autoptr(BirgeBlock) document = NULL;
  g_autofree char *step = NULL;
  const BirgeBlock *phrase;

  content_build (content);
  catalogue = content_read_catalogue (content);
  document = read_blocks (content, catalogue, "guide/wages", "uz-Cyrl");
  step = birge_block_dup_text (find_block (document, BIRGE_BLOCK_STEP), NULL, NULL);
  g_assert_cmpstr (step, ==, "Ёзиб қўйинг.");

  phrase = find_block (document, BIRGE_BLOCK_SAY_THIS);
  for (guint i = 0; phrase != NULL && i < phrase->phrases->len; i += 2)
    {
      const char *tag = g_ptr_array_index (phrase->phrases, i);
      const char *text = g_ptr_array_index (phrase->phrases, i + 1);

      if (g_str_equal (tag, "kk"))
        g_assert_cmpstr (text, ==, "Жалақы берілмеді");
      if (g_str_equal (tag, "uz-Cyrl"))
        g_assert_cmpstr (text, ==, "Менга маош тўланмади");
    }
  g_assert_cmpuint (phrase != NULL ? phrase->phrases->len : 0, ==, 8);
}

static void
test_hand_written_cyrillic_is_taken (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autoptr(BirgeBlock) document = NULL;
  g_autofree char *text = NULL;
  json_t *meta;

  content_write (content, "guide/wages/uz-Cyrl.md", "Қўлда ёзилган.\n");
  content_replace (content, GUIDE, "Summary[uz]", "Title[uz-Cyrl]=Қўлда\nSummary[uz]");
  content_build (content);
  catalogue = content_read_catalogue (content);
  document = read_blocks (content, catalogue, "guide/wages", "uz-Cyrl");
  text = birge_block_dup_text (g_ptr_array_index (document->children, 0), NULL, NULL);
  g_assert_cmpstr (text, ==, "Қўлда ёзилган.");
  meta = read_json (content, catalogue, "guide/wages", "meta");
  g_assert_cmpstr (get_text (meta, "title", "uz-Cyrl"), ==, "Қўлда");
  json_decref (meta);
}

static void
test_captions_follow_by_rule (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GPtrArray) cues = NULL;

  content_write (content, "film/press/uz.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nQattiq bosing.\n");
  content_build (content);
  catalogue = content_read_catalogue (content);
  bytes = content_read_part (content, content_find_part (catalogue, "film/press", "captions", "uz-Cyrl"));
  cues = birge_vtt_parse (bytes, "x", problems);
  g_assert_cmpuint (cues->len, ==, 1);
  g_assert_cmpstr (((BirgeCue *) g_ptr_array_index (cues, 0))->text, ==, "Қаттиқ босинг.");
}

static void
test_date_comes_from_outside_if_wanted (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;

  g_setenv ("SOURCE_DATE_EPOCH", "1800000000", TRUE);
  content_build (content);
  g_unsetenv ("SOURCE_DATE_EPOCH");
  catalogue = content_read_catalogue (content);
  g_assert_cmpstr (catalogue->issued, ==, "2027-01-15");
}

/* All of the folder goes to kiosks. */
static void
test_output_holds_only_what_kiosks_install (Content *content, gconstpointer unused)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  content_build (content);
  dir = g_dir_open (content->out, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_true (g_str_equal (name, "catalog") || g_str_equal (name, "objects"));
}

static void
test_strangers_in_the_output_stay (Content *content, gconstpointer unused)
{
  g_autofree char *stranger = g_build_filename (content->out, "objects", "00", "notes.txt", NULL);
  g_autofree char *old = g_build_filename (content->out, "objects", "00",
                                           "0000000000000000000000000000000000000000000000000000000000000000", NULL);
  g_autofree char *half = g_build_filename (content->out, "objects", "00", ".tmp-3", NULL);
  g_autofree char *half_catalogue = g_build_filename (content->out, "catalog", "starter.cat.zst.AB12CD", NULL);

  content_build (content);
  g_assert_true (g_file_set_contents (stranger, "x", 1, NULL));
  g_assert_true (g_file_set_contents (old, "x", 1, NULL));
  g_assert_true (g_file_set_contents (half, "x", 1, NULL));
  g_assert_true (g_file_set_contents (half_catalogue, "x", 1, NULL));
  content_build (content);
  g_assert_true (g_file_test (stranger, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (half_catalogue, G_FILE_TEST_EXISTS));
}

static void
test_other_channels_keep_their_objects (Content *content, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  BirgeCompileResult result;
  BirgeReport report;
  g_autoptr(GHashTable) before = NULL;
  g_autoptr(BirgeSource) source = content_load (content, &report);

  g_assert_true (birge_compile (source, content->out, "site", NULL, NULL, &result, &error));
  before = content_snapshot (content->out);
  content_replace (content, "guide/wages/en.md", "Write it down.", "Write it all down.");
  content_build (content);
  {
    g_autoptr(GHashTable) after = content_snapshot (content->out);
    GHashTableIter iter;
    gpointer file;

    g_hash_table_iter_init (&iter, before);
    while (g_hash_table_iter_next (&iter, &file, NULL))
      g_assert_true (g_hash_table_contains (after, file));
  }
}

/* OUT may be a stick. Nobody writes to these pipes. */
static void
test_does_not_wait_for_pipes (Content *content, gconstpointer unused)
{
  const char *const names[] = { "starter.cat.zst", "other.cat.zst" };
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autofree char *pack = NULL;

  content_build (content);
  catalogue = content_read_catalogue (content);
  pack = content_object_path (content, content_find_part (catalogue, "guide/wages", "text", "en")->obj);
  g_assert_cmpint (g_remove (pack), ==, 0);
  g_assert_cmpint (mkfifo (pack, 0644), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (content->out, "catalog", names[i], NULL);

      g_remove (path);
      g_assert_cmpint (mkfifo (path, 0644), ==, 0);
    }
  content_build (content);
  g_clear_pointer (&catalogue, birge_catalogue_free);
  catalogue = content_read_catalogue (content);
  g_assert_cmpuint (catalogue->parts->len, >, 0);
}

static void
test_one_build_at_a_time (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeDepot) first = birge_depot_open (content->out, NULL);
  g_autoptr(GError) error = NULL;
  BirgeDepot *second = birge_depot_open (content->out, &error);

  g_assert_nonnull (first);
  g_assert_null (second);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_AGAIN);
}

static void
test_output_that_is_a_file_is_an_error (Content *content, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  BirgeCompileResult result;
  BirgeReport report;
  g_autoptr(BirgeSource) source = content_load (content, &report);

  g_assert_true (g_file_set_contents (content->out, "x", 1, NULL));
  g_assert_false (birge_compile (source, content->out, "starter", NULL, NULL, &result, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, G_FILE_ERROR);
}

static void
write_media (Content *content, const char *name, const void *data, gsize size)
{
  g_autofree char *folder = g_build_filename (content->dir, "media", "film", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, data, size, NULL));
}

static BirgeSource *
load_with_media (Content *content)
{
  g_autofree char *media = g_build_filename (content->dir, "media", NULL);
  g_autoptr(GError) error = NULL;
  BirgeSource *source = birge_source_load (content->root, NULL, NULL, &error);
  BirgeReport report;

  g_assert_no_error (error);
  g_assert_true (birge_source_add_media (source, media, &error));
  birge_check (source, CONTENT_TODAY, &report);
  return source;
}

#define DESCRIPTION \
  "{\"duration_us\":9000000,\"chapters\":[{\"at_us\":0,\"title\":{\"en\":\"Look\",\"uz\":\"Qarang\"}},{\"at_us\":4000000,\"title\":{}}]," \
  "\"stops\":[{\"at_us\":4000000,\"practice\":\"rhythm\",\"scene\":1},{\"at_us\":9000000,\"scene\":2}]," \
  "\"stills\":[{\"scene\":2,\"at_us\":4000000,\"text\":{\"en\":\"Press\"}}]," \
  "\"questions\":[{\"kind\":\"touch\",\"ask\":{\"en\":\"Touch the danger\"},\"scenes\":[2]," \
  "\"parts\":[{\"name\":\"wire\",\"right\":true,\"x\":5,\"y\":6,\"width\":70,\"height\":80}]}]," \
  "\"audio\":[\"kk\",\"uz\"]}"

static void
test_films_come_from_the_media_folder (Content *content, gconstpointer unused)
{
  const gsize film_bytes = 2 * BIRGE_DEPOT_BLOCK_BYTES + 77;
  g_autofree char *film = g_malloc0 (film_bytes);
  g_autoptr(BirgeSource) source = NULL;
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autoptr(GBytes) last = NULL;
  g_autofree char *last_hash = NULL;
  g_autoptr(GError) error = NULL;
  const BirgeCataloguePart *line;
  BirgeCompileResult result;
  json_t *meta, *stops;

  memset (film + BIRGE_DEPOT_BLOCK_BYTES, 7, BIRGE_DEPOT_BLOCK_BYTES + 77);
  write_media (content, "press.webm", film, film_bytes);
  write_media (content, "press.json", DESCRIPTION, strlen (DESCRIPTION));
  write_media (content, "press.png", "\x89PNG", 4);
  write_media (content, "press.scene-02.png", "\x89PNG of 2", 9);
  write_media (content, "press.ru.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nЖмите.\n", strlen ("WEBVTT\n\n00:01.000 --> 00:02.000\nЖмите.\n"));
  write_media (content, "press.en.vtt", "WEBVTT\n", strlen ("WEBVTT\n"));

  source = load_with_media (content);
  g_assert_true (birge_compile (source, content->out, "starter", NULL, NULL, &result, &error));
  catalogue = content_read_catalogue (content);
  line = content_find_part (catalogue, "film/press", "film", NULL);
  g_assert_cmpint (line->size, ==, film_bytes);
  g_assert_cmpstr (line->enc, ==, "none");
  g_assert_cmpuint (line->tier, ==, 3);
  g_assert_cmpuint (g_strv_length (line->blocks), ==, 3);
  last = g_bytes_new (film + 2 * BIRGE_DEPOT_BLOCK_BYTES, 77);
  last_hash = birge_digest_bytes (last);
  g_assert_cmpstr (line->blocks[2], ==, last_hash);
  g_bytes_unref (content_read_part (content, line));
  g_assert_nonnull (content_find_part (catalogue, "film/press", "poster", NULL));
  g_assert_nonnull (content_find_part (catalogue, "film/press", "captions", "ru"));
  line = content_find_part (catalogue, "film/press", "still/02", NULL);
  g_assert_cmpstr (line->type, ==, "image/png");
  g_assert_cmpuint (line->tier, ==, 1);

  {
    /* Captions that an editor wrote stand before rendered ones. */
    g_autoptr(GBytes) captions = content_read_part (content, content_find_part (catalogue, "film/press", "captions", "en"));

    g_assert_cmpuint (g_bytes_get_size (captions), >, 10);
  }

  meta = read_json (content, catalogue, "film/press", "meta");
  g_assert_cmpint (json_integer_value (json_object_get (meta, "duration_us")), ==, 9000000);
  g_assert_cmpuint (json_array_size (json_object_get (meta, "chapters")), ==, 2);
  g_assert_cmpstr (get_text (json_array_get (json_object_get (meta, "chapters"), 0), "title", "uz-Cyrl"), ==, "Қаранг");
  g_assert_cmpuint (json_array_size (json_object_get (meta, "audio")), ==, 2);
  stops = json_object_get (meta, "stops");
  g_assert_cmpuint (json_array_size (stops), ==, 2);
  g_assert_cmpint (json_integer_value (json_object_get (json_array_get (stops, 1), "at_us")), ==, 9000000);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (stops, 0), "practice")), ==, "rhythm");
  g_assert_cmpuint (json_array_size (json_object_get (meta, "stills")), ==, 1);
  g_assert_cmpstr (get_text (json_array_get (json_object_get (meta, "questions"), 0), "ask", "en"), ==, "Touch the danger");
  json_decref (meta);
}

static void
test_a_film_not_rendered_is_a_warning (Content *content, gconstpointer unused)
{
  g_autofree char *media = g_build_filename (content->dir, "media", NULL);
  g_autoptr(BirgeSource) source = NULL;

  g_assert_cmpint (g_mkdir (media, 0700), ==, 0);
  source = load_with_media (content);
  g_assert_cmpint (content_find_problem (source, "film-not-here")->severity, ==, BIRGE_PROBLEM_WARNING);
  g_assert_cmpuint (birge_problems_count (source->problems, BIRGE_PROBLEM_ERROR), ==, 0);
}

/* The renderer was ended between the film and its description: the rest of the content does not wait for it. */
static void
test_half_a_film_is_not_here (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeSource) source = NULL;

  write_media (content, "press.webm", "film", 4);
  source = load_with_media (content);
  g_assert_cmpint (content_find_problem (source, "film-not-here")->severity, ==, BIRGE_PROBLEM_WARNING);
  g_assert_cmpuint (birge_problems_count (source->problems, BIRGE_PROBLEM_ERROR), ==, 0);
}

static void
test_bad_descriptions_are_refused (Content *content, gconstpointer unused)
{
  static const char *const descriptions[] = {
    "", "[]", "{\"duration_us\":-1}", "{\"duration_us\":\"long\"}", "{\"duration_us\":9,\"duration_us\":9}",
    "{\"duration_us\":9,\"chapters\":[{\"at_us\":10,\"title\":{}}]}", "{\"duration_us\":9,\"chapters\":[3]}",
    "{\"duration_us\":9,\"chapters\":[{\"at_us\":1,\"title\":{\"xx\":\"a\"}}]}", "{\"duration_us\":9,\"audio\":[\"xx\"]}",
    "{\"duration_us\":9,\"chapters\":[{\"at_us\":2,\"title\":{}},{\"at_us\":1,\"title\":{}}]}",
    "{\"duration_us\":9,\"stops\":[{\"at_us\":10}]}", "{\"duration_us\":9,\"stops\":[{\"at_us\":0}]}",
    "{\"duration_us\":9,\"stops\":[{\"at_us\":2},{\"at_us\":2}]}", "{\"duration_us\":9,\"stops\":[{\"at_us\":2,\"practice\":3}]}",
    "{\"duration_us\":9,\"questions\":[{\"kind\":\"order\",\"ask\":{\"en\":\"?\"},\"scenes\":[1,2]}]}",
    DESCRIPTION, /* there is no picture of its scene */
  };

  write_media (content, "press.webm", "film", 4);
  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    {
      g_autoptr(BirgeSource) source = NULL;

      write_media (content, "press.json", descriptions[i], strlen (descriptions[i]));
      source = load_with_media (content);
      if (content_find_problem (source, "bad-media") == NULL)
        g_error ("accepted: %s", descriptions[i]);
    }
}

static void
test_voices_become_parts (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  BirgeReport report;
  g_autoptr(BirgeSource) source = NULL;

  content_write_voice (content, "guide/wages/voices/uz/00.opus", 0);
  content_write_voice (content, "guide/wages/voices/uz/77.opus", 0);
  content_write_voice (content, "voices/uz/greeting.opus", 0);
  content_build (content);
  catalogue = content_read_catalogue (content);
  g_assert_cmpstr (content_find_part (catalogue, "guide/wages", "voice/00", "uz")->type, ==, "audio/ogg");
  g_assert_nonnull (content_find_part (catalogue, "shared/voices", "voice/greeting", "uz"));
  source = content_load (content, &report);
  g_assert_cmpstr (content_find_problem (source, "unused-voice")->file, ==, "guide/wages/voices/uz/77.opus");
}

#define SCENES \
  "[Film]\nNarration=en\n" \
  "[Scene1]\nPicture=scenes/a.svg\nSeconds=1\nCaption[en]=Press 30 times\nSay[en]=Press thirty times\nCaption[uz]=Bosing\n" \
  "[Scene2]\nPicture=scenes/a.svg\nSeconds=1\nCaption[en]=Call 103\nCaption[uz]=Qoʻngʻiroq qiling\n" \
  "[Scene3]\nPicture=scenes/a.svg\nSeconds=1\nCaption[en]=Wait\n"

static void
write_storyboard (Content *content)
{
  content_write (content, "film/press/storyboard.ini", SCENES);
  content_write (content, "film/press/scenes/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>\n");
}

/* For the voice booth: what is said, in the languages it is written in, and what the editors have already. The recordings
 * themselves are in the film. */
static void
test_a_film_tells_its_lines (Content *content, gconstpointer unused)
{
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  json_t *lines;

  write_storyboard (content);
  content_write_voice (content, "film/press/voices/uz/02.opus", 'b');
  content_build (content);
  catalogue = content_read_catalogue (content);
  lines = read_json (content, catalogue, "film/press", "lines");
  g_assert_cmpuint (json_array_size (lines), ==, 3);
  g_assert_cmpstr (get_text (json_array_get (lines, 0), "text", "en"), ==, "Press thirty times");
  g_assert_cmpstr (get_text (json_array_get (lines, 0), "text", "uz"), ==, "Bosing");
  g_assert_null (get_text (json_array_get (lines, 0), "text", "uz-Cyrl")); /* it is read once */
  g_assert_null (get_text (json_array_get (lines, 0), "recorded", "uz"));
  g_assert_cmpstr (get_text (json_array_get (lines, 1), "recorded", "uz"), ==, "02");
  g_assert_null (get_text (json_array_get (lines, 1), "recorded", "en"));
  g_assert_null (get_text (json_array_get (lines, 2), "text", "uz"));
  json_decref (lines);
  g_assert_null (content_find_part (catalogue, "film/press", "voice/02", "uz"));
}

/* One scene of two is enough, whatever the storyboard names; one of three is not. */
static void
test_who_recorded_half_of_a_film_speaks_it (Content *content, gconstpointer unused)
{
  int uz = birge_texts_find_slot ("uz"), en = birge_texts_find_slot ("en"), ru = birge_texts_find_slot ("ru");
  g_autoptr(BirgeSource) source = NULL;
  BirgeSourceItem *film;
  BirgeReport report;

  write_storyboard (content);
  content_write (content, "film/press/storyboard.ini", SCENES "Caption[ru]=Ждите\n");
  content_replace (content, "film/press/storyboard.ini", "Caption[en]=Press 30", "Caption[ru]=Жмите\nCaption[en]=Press 30");
  content_replace (content, "film/press/storyboard.ini", "Caption[en]=Call", "Caption[ru]=Звоните\nCaption[en]=Call");
  content_write_voice (content, "film/press/voices/uz/02.opus", 'b');
  content_write_voice (content, "film/press/voices/ru/02.opus", 'c');
  content_write_voice (content, "film/press/voices/uz/03.opus", 'd'); /* nothing is said there */
  source = content_load (content, &report);
  film = birge_source_find_item (source, "film/press");
  g_assert_true ((film->spoken & (1u << uz)) != 0);
  g_assert_true ((film->spoken & (1u << en)) != 0); /* the storyboard names it */
  g_assert_false ((film->spoken & (1u << ru)) != 0);
  g_assert_cmpstr (content_find_problem (source, "unused-voice")->file, ==, "film/press/voices/uz/03.opus");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add ("/compile/" name, Content, NULL, content_set_up, function, content_tear_down)
  ADD ("writes-what-the-readme-says", test_writes_what_the_readme_says);
  ADD ("lessons-are-made-of-modules", test_lessons_are_made_of_modules);
  ADD ("figures-end-when-their-grounds-do", test_figures_end_when_their_grounds_do);
  ADD ("figures-are-of-the-latest-year", test_figures_are_of_the_latest_year);
  ADD ("cyrillic-follows-by-rule", test_cyrillic_follows_by_rule);
  ADD ("hand-written-cyrillic-is-taken", test_hand_written_cyrillic_is_taken);
  ADD ("captions-follow-by-rule", test_captions_follow_by_rule);
  ADD ("date-comes-from-outside-if-wanted", test_date_comes_from_outside_if_wanted);
  ADD ("output-holds-only-what-kiosks-install", test_output_holds_only_what_kiosks_install);
  ADD ("strangers-in-the-output-stay", test_strangers_in_the_output_stay);
  ADD ("other-channels-keep-their-objects", test_other_channels_keep_their_objects);
  ADD ("does-not-wait-for-pipes", test_does_not_wait_for_pipes);
  ADD ("one-build-at-a-time", test_one_build_at_a_time);
  ADD ("output-that-is-a-file-is-an-error", test_output_that_is_a_file_is_an_error);
  ADD ("films-come-from-the-media-folder", test_films_come_from_the_media_folder);
  ADD ("a-film-not-rendered-is-a-warning", test_a_film_not_rendered_is_a_warning);
  ADD ("half-a-film-is-not-here", test_half_a_film_is_not_here);
  ADD ("bad-descriptions-are-refused", test_bad_descriptions_are_refused);
  ADD ("voices-become-parts", test_voices_become_parts);
  ADD ("a-film-tells-its-lines", test_a_film_tells_its_lines);
  ADD ("who-recorded-half-of-a-film-speaks-it", test_who_recorded_half_of_a_film_speaks_it);
  return g_test_run ();
}
