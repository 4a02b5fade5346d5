/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pango/pangocairo.h>
#include <string.h>

#include "data/formats/birge-language.h"
#include "data/formats/birge-tr.h"
#include "data/formats/birge-vtt.h"
#include "data/library/birge-library.h"
#include "data/sync/birge-install.h"
#include "po/birge-po-resources.h"
#include "po/birge-po.h"
#include "tests/unit/library/content-maker.h"

/* Every text of the interface and of the starter content is laid out as the kiosk does it: no letter may be missing from
 * the fonts, and none may come from a font nobody chose. The folder of the starter content is the only argument. */

/* As in ui/style/style.css. */
static const char *const families[] = { "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", "Noto Sans Devanagari", NULL };
static const char *const emoji_families[] = { "Noto Color Emoji", "Noto Sans", NULL };

typedef struct
{
  PangoContext *context;
  guint         n_texts;
  guint         n_faults;
} Check;

static const char *starter;

static void
check_set_up (Check *check, gconstpointer unused)
{
  check->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
}

static void
check_tear_down (Check *check, gconstpointer unused)
{
  g_test_message ("%u texts", check->n_texts);
  g_assert_cmpuint (check->n_texts, >, 0);
  g_assert_cmpuint (check->n_faults, ==, 0);
  g_clear_object (&check->context);
}

static void
complain (Check *check, const char *where, const char *what, const char *text)
{
  g_test_message ("%s: %s: %s", where, what, text);
  check->n_faults++;
}

static void
check_fonts (Check *check, PangoLayout *layout, const char *const *wanted, const char *where)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);

  do
    {
      PangoLayoutRun *run = pango_layout_iter_get_run_readonly (iter);
      PangoFontDescription *font = run != NULL ? pango_font_describe (run->item->analysis.font) : NULL;

      if (font != NULL && !g_strv_contains (wanted, pango_font_description_get_family (font)))
        complain (check, where, pango_font_description_get_family (font), pango_layout_get_text (layout) + run->item->offset);
      g_clear_pointer (&font, pango_font_description_free);
    }
  while (pango_layout_iter_next_run (iter));
  pango_layout_iter_free (iter);
}

static void
check_text_in (Check *check, const char *text, const char *tag, const char *const *wanted, const char *where)
{
  g_autoptr(PangoLayout) layout = NULL;
  g_autoptr(PangoFontDescription) font = pango_font_description_new ();
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  g_autofree char *list = g_strjoinv (", ", (char **) wanted);
  const BirgeLanguage *language = tag != NULL ? birge_language_find (tag) : NULL;
  int unknown;

  if (text == NULL || *text == '\0')
    return;
  check->n_texts++;
  if (!g_utf8_validate (text, -1, NULL))
    complain (check, where, "not UTF-8", "");
  layout = pango_layout_new (check->context);
  pango_font_description_set_family (font, list);
  pango_font_description_set_absolute_size (font, 30 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  if (language != NULL)
    pango_attr_list_insert (attributes, pango_attr_language_new (pango_language_from_string (birge_language_get_pango_tag (language))));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  unknown = pango_layout_get_unknown_glyphs_count (layout);
  if (unknown > 0)
    complain (check, where, "no glyph for some letter", text);
  check_fonts (check, layout, wanted, where);
}

static void
check_text (Check *check, const char *text, const char *tag, const char *where)
{
  check_text_in (check, text, tag, families, where);
}

/* Interface */

static const char *
peek_string (const guint8 *mo, gsize size, guint32 table, guint32 i)
{
  guint32 entry[2];

  g_assert_cmpuint (table + (gsize) i * 8 + 8, <=, size);
  memcpy (entry, mo + table + (gsize) i * 8, sizeof entry);
  g_assert_cmpuint ((gsize) entry[1] + entry[0], <, size);
  return (const char *) mo + entry[1];
}

/* Calls for each pair of a catalogue in the form of this machine, as msgfmt writes it. */
static void
check_catalogue (Check *check, const char *tag, GBytes *bytes)
{
  gsize size;
  const guint8 *mo = g_bytes_get_data (bytes, &size);
  guint32 head[5];

  g_assert_cmpuint (size, >=, sizeof head);
  memcpy (head, mo, sizeof head);
  g_assert_cmphex (head[0], ==, 0x950412de);
  for (guint32 i = 0; i < head[2]; i++)
    {
      const char *msgid = peek_string (mo, size, head[3], i);
      const char *translation = peek_string (mo, size, head[4], i);

      if (*msgid == '\0')
        continue; /* the head */
      check_text (check, translation, tag, tag);
      check_text (check, msgid, "en", "en");
      if (strcmp (tag, "uz") == 0)
        check_text (check, birge_tr ("uz-Cyrl", msgid), "uz-Cyrl", "uz-Cyrl");
    }
}

static void
test_interface (Check *check, gconstpointer unused)
{
  const char *const *tags = birge_language_list_tags ();
  guint n_catalogues = 0;

  for (guint i = 0; tags[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/org/birge/po/%s.mo", tags[i]);
      g_autoptr(GBytes) mo = g_resource_lookup_data (birge_po_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      if (mo == NULL)
        continue;
      n_catalogues++;
      check_catalogue (check, tags[i], mo);
    }
  g_assert_cmpuint (n_catalogues, >=, 8);
}

static void
test_languages (Check *check, gconstpointer unused)
{
  const char *const *tags = birge_language_list_tags ();

  for (guint i = 0; tags[i] != NULL; i++)
    {
      const BirgeLanguage *language = birge_language_find (tags[i]);
      const char *const *letters = birge_language_get_letters (language);
      g_autofree char *date = birge_language_format_date (language, "2026-11-23");
      g_autofree char *money = birge_language_format_tenge (language, 1234567890);

      check_text (check, birge_language_get_name (language), tags[i], tags[i]);
      check_text (check, birge_language_get_greeting (language), tags[i], tags[i]);
      check_text (check, date, tags[i], tags[i]);
      check_text (check, money, tags[i], tags[i]);
      for (guint j = 0; letters[j] != NULL; j++)
        {
          g_autofree char *capital = g_utf8_strup (letters[j], -1);

          check_text (check, letters[j], tags[i], tags[i]);
          check_text (check, capital, tags[i], tags[i]);
        }
    }
}

/* Content */

static void
check_picture (Check *check, const char *picture, const char *where)
{
  if (picture != NULL && (guchar) *picture >= 0x80) /* else the hash of an SVG */
    check_text_in (check, picture, NULL, emoji_families, where);
}

static void
check_item (Check *check, BirgeItem *item)
{
  const char *id = birge_item_get_id (item);

  check_text (check, birge_item_get_title (item), birge_item_get_title_language (item), id);
  check_text (check, birge_item_get_summary (item), birge_item_get_summary_language (item), id);
  check_text (check, birge_item_get_number (item), NULL, id);
  check_text (check, birge_item_get_hours (item), NULL, id);
  check_text (check, birge_item_get_why_off (item), NULL, id);
  check_picture (check, birge_item_get_picture (item), id);
}

static void
check_block (Check *check, const BirgeBlock *block, const char *tag, const char *where)
{
  for (guint i = 0; i < block->runs->len; i++)
    check_text (check, ((BirgeRun *) g_ptr_array_index (block->runs, i))->text, tag, where);
  for (guint i = 0; i + 1 < block->phrases->len; i += 2)
    check_text (check, g_ptr_array_index (block->phrases, i + 1), g_ptr_array_index (block->phrases, i), where);
  for (guint i = 0; i < block->children->len; i++)
    check_block (check, g_ptr_array_index (block->children, i), tag, where);
}

static void
check_document (Check *check, BirgeLibrary *library, const char *id, const char *tag)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeDocument) document = birge_library_get_document (library, id, tag, &error);

  g_assert_no_error (error);
  g_assert_nonnull (birge_document_get_body (document));
  check_block (check, birge_document_get_body (document), birge_document_get_language (document), id);
  check_text (check, birge_document_get_sources (document), NULL, id);
}

static void
check_lesson (Check *check, BirgeLibrary *library, const char *id, const char *tag)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) words = birge_library_list_words (library, id, tag, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (words); i++)
    {
      g_autoptr(BirgeWord) word = g_list_model_get_item (words, i);

      check_text (check, birge_word_get_target (word), birge_word_get_target_language (word), id);
      check_text (check, birge_word_get_sentence (word), birge_word_get_target_language (word), id);
      check_text (check, birge_word_get_meaning (word), birge_word_get_meaning_language (word), id);
      check_picture (check, birge_word_get_picture (word), id);
    }
}

static void
check_film (Check *check, BirgeLibrary *library, const char *id, const char *tag)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFilm) film = birge_library_get_film (library, id, tag, &error);
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  const char *captions;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GPtrArray) cues = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < birge_film_get_n_chapters (film); i++)
    check_text (check, birge_film_get_chapter_title (film, i), tag, id);
  captions = birge_film_find_captions (film, tag);
  if (captions == NULL)
    return;
  bytes = birge_library_load_object (library, captions, &error);
  g_assert_no_error (error);
  cues = birge_vtt_parse (bytes, id, problems);
  for (guint i = 0; i < cues->len; i++)
    check_text (check, ((BirgeCue *) g_ptr_array_index (cues, i))->text, tag, id);
}

static void
check_list (Check *check, BirgeLibrary *library, BirgeListKind kind, const char *filter, const char *tag)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = birge_library_list (library, kind, filter, tag, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (items, i);
      const char *id = birge_item_get_id (item), *name = birge_item_get_kind (item);

      check_item (check, item);
      if (kind != BIRGE_LIST_ALL)
        continue;
      if (g_str_equal (name, "guide") || g_str_equal (name, "topic") || g_str_equal (name, "notice"))
        check_document (check, library, id, tag);
      else if (g_str_equal (name, "lesson"))
        check_lesson (check, library, id, tag);
      else if (g_str_equal (name, "film"))
        check_film (check, library, id, tag);
      else if (g_str_equal (name, "course"))
        check_list (check, library, BIRGE_LIST_LESSONS, id, tag);
    }
}

static void
test_content (Check *check, gconstpointer unused)
{
  g_autofree char *state = g_dir_make_tmp ("birge-glyphs-XXXXXX", NULL);
  const char *const *tags = birge_language_list_tags ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeLibrary) library = NULL;

  g_assert_cmpuint (birge_install (starter, state, NULL, NULL, NULL, &error), ==, 1);
  g_assert_no_error (error);
  library = birge_library_open (state, &error);
  g_assert_no_error (error);
  for (guint i = 0; tags[i] != NULL; i++)
    {
      check_list (check, library, BIRGE_LIST_ALL, NULL, tags[i]);
      check_list (check, library, BIRGE_LIST_SECTIONS, "rights", tags[i]);
      check_list (check, library, BIRGE_LIST_SECTIONS, "first-aid", tags[i]);
      check_list (check, library, BIRGE_LIST_PLACES_OFF, NULL, tags[i]);
    }
  g_assert_cmpuint (check->n_texts, >, 5000);
  birge_library_close (library);
  content_remove (state);
}

/* That a fault would be found. */
static void
test_faults_are_found (Check *check, gconstpointer unused)
{
  check_text (check, "\U000F1234", "en", "a letter no font has");
  g_assert_cmpuint (check->n_faults, >, 0);
  check->n_faults = 0;
  check_text (check, "\xE2\x9C\x8A", "en", "an emoji in a text"); /* another font than those chosen */
  g_assert_cmpuint (check->n_faults, >, 0);
  check->n_faults = 0;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  starter = argv[1];
  birge_po_init ();
  g_test_add ("/glyphs/faults-are-found", Check, NULL, check_set_up, test_faults_are_found, check_tear_down);
  g_test_add ("/glyphs/interface", Check, NULL, check_set_up, test_interface, check_tear_down);
  g_test_add ("/glyphs/languages", Check, NULL, check_set_up, test_languages, check_tear_down);
  g_test_add ("/glyphs/content", Check, NULL, check_set_up, test_content, check_tear_down);
  return g_test_run ();
}
