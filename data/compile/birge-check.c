/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-check.h"

#include "data/compile/birge-source-private.h"
#include "data/formats/birge-language.h"

#include <string.h>

typedef struct {
  BirgeSource *source;
  const char  *today;
  BirgeReport *report;
  GHashTable  *said; /* file, line and code of what lessons share: their module's line is said once */
} Check;

/* A list of languages for a message: "kk, ru, uz"; those that follow by rule need no mention. */
static char *
join_slots (guint32 slots)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < birge_texts_get_n_languages (); i++)
    if ((slots & (1u << i)) != 0 && birge_texts_get_derived_from (i) < 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", birge_texts_get_tag (i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
warn_slots (Check *self, const BirgeSourceItem *item, guint32 slots, const char *code, const char *what, const char *why,
            const char *todo)
{
  g_autofree char *key = NULL;
  g_autofree char *tags = NULL;

  if (slots == 0)
    return;
  key = g_strdup_printf ("%s:%u:%s", item->file, item->line, code);
  tags = join_slots (slots);
  if (item->kind != BIRGE_KIND_LESSON || g_hash_table_add (self->said, g_steal_pointer (&key)))
    _birge_rules_warn (self->source->problems, item->file, item->line, code, why, todo, "%s: %s", what, tags);
}

static void
check_fact (Check *self, const BirgeRef *ref)
{
  const BirgeSourceFact *fact = g_hash_table_lookup (self->source->facts, ref->name);

  if (fact == NULL)
    _birge_rules_refuse (self->source->problems, ref->file, ref->line, "unknown-fact", "nobody could check it",
                         "add it to facts.csv, or correct the id", "no fact “%s”", ref->name);
  else if (ref->type == BIRGE_REF_FACT && !fact->high)
    _birge_rules_refuse (self->source->problems, ref->file, ref->line, "to-verify",
                         "nobody is sure of it, so it may only be a question for the centre",
                         "name it behind ```ask, or let it be verified", "the fact “%s” is to be verified", ref->name);
  else if (ref->type == BIRGE_REF_FACT && fact->check_again != NULL && strcmp (fact->check_again, self->today) < 0)
    _birge_rules_warn (self->source->problems, ref->file, ref->line, "overdue-fact", "it may be wrong by now",
                       "check it, and set its date anew in facts.csv", "the fact “%s” was to be checked by %s", ref->name,
                       fact->check_again);
}

static void
check_link (Check *self, const BirgeRef *ref)
{
  BirgeSourceItem *target = birge_source_find_item (self->source, ref->name);

  if (target == NULL)
    _birge_rules_refuse (self->source->problems, ref->file, ref->line, "broken-link", "a touch on it would lead nowhere",
                         "correct the id: a folder's path, or place/ and an id of places.csv", "no item “%s”", ref->name);
  else if (target->kind == BIRGE_KIND_PLACE && !target->on)
    _birge_rules_warn (self->source->problems, ref->file, ref->line, "place-off", "visitors do not see it",
                       "switch it on in places.csv once it is verified", "“%s” is off", ref->name);
  else if (ref->type == BIRGE_REF_FILM && target->kind != BIRGE_KIND_FILM)
    _birge_rules_refuse (self->source->problems, ref->file, ref->line, "broken-link", "it cannot be played",
                         "write film/ and the name of its folder", "“%s” is not a film", ref->name);
}

static void
check_missing (Check *self, const BirgeRef *ref, gboolean there, const char *code, const char *what, const char *todo)
{
  if (!there)
    _birge_rules_refuse (self->source->problems, ref->file, ref->line, code, "it is named here and is nowhere", todo,
                         "no %s “%s”", what, ref->name);
}

static void
check_ref (Check *self, BirgeSourceItem *item, const BirgeRef *ref)
{
  g_autofree char *section = NULL;

  switch (ref->type)
    {
    case BIRGE_REF_ITEM:
    case BIRGE_REF_FILM:
      check_link (self, ref);
      break;
    case BIRGE_REF_SECTION:
      section = g_strconcat ("section/", ref->name, NULL);
      check_missing (self, ref, birge_source_find_item (self->source, section) != NULL, "unknown-section", "shelf",
                     "add it to sections.ini, or correct the name");
      break;
    case BIRGE_REF_PICTURE:
      check_missing (self, ref, birge_source_find_picture (self->source, item, ref->name) != NULL, "missing-picture",
                     "picture", "draw it as pictures/NAME.svg, or correct the name");
      break;
    case BIRGE_REF_SOURCE:
      check_missing (self, ref, g_hash_table_contains (self->source->origins, ref->name), "unknown-source", "source",
                     "add it to sources.csv, or correct the key");
      break;
    case BIRGE_REF_LIST:
      check_missing (self, ref, g_hash_table_contains (self->source->lists, ref->name), "unknown-list", "word list",
                     "add vocabulary/NAME.csv, or correct the name");
      break;
    case BIRGE_REF_FACT:
    case BIRGE_REF_ANY_FACT:
      check_fact (self, ref);
      break;
    default:
      g_return_if_reached ();
    }
}

static const BirgeSourceText *
find_text (const BirgeSourceItem *item, guint slot)
{
  for (guint i = 0; i < item->texts->len; i++)
    {
      const BirgeSourceText *text = g_ptr_array_index (item->texts, i);

      if (text->slot == slot)
        return text;
    }
  return NULL;
}

/* The bit of a language in what a film says and tells: another script of a language is spoken alike. */
static guint32
film_bit (guint slot)
{
  int origin = birge_texts_get_derived_from (slot);

  return 1u << (origin >= 0 ? (guint) origin : slot);
}

/* TRUE when nobody can hear the item in the language: no engine speaks it and a recording is missing. */
static gboolean
lacks_sound (const BirgeSourceItem *item, guint slot)
{
  const BirgeSourceText *text = find_text (item, slot);

  if (item->kind == BIRGE_KIND_FILM)
    return (item->spoken & film_bit (slot)) == 0;
  if (text == NULL || birge_language_get_voice (birge_language_find (birge_texts_get_tag (slot))) != NULL)
    return FALSE;
  for (guint i = 0; i <= text->n_units; i++)
    if (!_birge_source_has_voice (item, slot, i))
      return TRUE;
  return FALSE;
}

static gboolean
lacks_captions (const BirgeSourceItem *item, guint slot)
{
  if (item->kind != BIRGE_KIND_FILM)
    return FALSE;
  for (guint i = 0; i < item->captions->len; i++)
    if (((const BirgeSourceFile *) g_ptr_array_index (item->captions, i))->slot == (int) slot)
      return FALSE;
  return (item->told & film_bit (slot)) == 0;
}

static gboolean
is_in_language (const BirgeSourceItem *item, guint slot)
{
  return item->title.text[slot] != NULL && ((item->kind & BIRGE_KINDS_WITH_TEXT) == 0 || find_text (item, slot) != NULL);
}

/* What visitors can open. */
static gboolean
counts (const BirgeSourceItem *item)
{
  return item->kind != BIRGE_KIND_SECTION && (item->kind != BIRGE_KIND_PLACE || item->on);
}

static gboolean
is_overdue (Check *self, const BirgeSourceItem *item)
{
  return item->check_again != NULL && strcmp (item->check_again, self->today) < 0;
}

static void
check_languages (Check *self, BirgeSourceItem *item)
{
  guint32 drafts = 0, missing = 0, silent = 0, uncaptioned = 0;

  for (guint i = 0; i < birge_texts_get_n_languages (); i++)
    {
      BirgeReportLine *line = &self->report->lines[i];
      guint32 bit = 1u << i;

      if (!is_in_language (item, i))
        {
          missing |= birge_texts_get_derived_from (i) >= 0 ? 0 : bit;
          continue;
        }
      drafts |= item->translation[i] == BIRGE_TRANSLATION_DRAFT ? bit : 0;
      silent |= lacks_sound (item, i) ? bit : 0;
      uncaptioned |= lacks_captions (item, i) ? bit : 0;

      line->items++;
      line->drafts += (drafts & bit) != 0;
      line->no_sound += (silent & bit) != 0;
      line->no_captions += (uncaptioned & bit) != 0;
      line->unreviewed += (item->kind & BIRGE_KINDS_REVIEWED) != 0 && item->reviewed == NULL;
      line->overdue += is_overdue (self, item);
    }

  warn_slots (self, item, missing, "missing-translation", "not translated into",
              "a page in another language is shown instead", "translate it");
  warn_slots (self, item, drafts, "draft", "nobody checked the translation into",
              "a mistake in it would reach visitors", "let a second person who speaks the language read it");
  warn_slots (self, item, silent, "no-sound", "cannot be heard in",
              "who cannot read learns nothing from it", "record the voices, or narrate the film");
  warn_slots (self, item, uncaptioned, "no-captions", "has no captions in",
              "who cannot hear learns nothing from it", "write the captions");
}

static void
check_texts (Check *self, BirgeSourceItem *item)
{
  const BirgeSourceText *first = item->texts->len > 0 ? g_ptr_array_index (item->texts, 0) : NULL;
  int english = birge_texts_find_slot ("en");
  const BirgeSourceText *model = english >= 0 && find_text (item, english) != NULL ? find_text (item, english) : first;

  if (first == NULL && (item->kind & BIRGE_KINDS_WITH_TEXT) != 0)
    _birge_rules_refuse (self->source->problems, item->file, 0, "missing-text", "the page would be empty",
                         "write at least one <lang>.md", "there is no text");

  for (guint i = 0; i < item->texts->len; i++)
    {
      const BirgeSourceText *text = g_ptr_array_index (item->texts, i);

      if (item->title.text[text->slot] == NULL)
        _birge_rules_refuse (self->source->problems, item->file, 0, "missing-title", "the text could not be found in a list",
                             "add the line to item.ini", "Title[%s] is missing", birge_texts_get_tag (text->slot));
      if (!text->derived && text->n_units != model->n_units)
        _birge_rules_warn (self->source->problems, text->file, 0, "other-structure",
                           "two languages side by side stand paragraph beside paragraph",
                           "divide it as the other languages do", "it has %u paragraphs and steps, %s.md has %u",
                           text->n_units, birge_texts_get_tag (model->slot), model->n_units);
    }
}

static void
check_voices (Check *self, BirgeSourceItem *item)
{
  for (guint i = 0; i < item->voices->len; i++)
    {
      const BirgeSourceFile *voice = g_ptr_array_index (item->voices, i);

      if (!_birge_source_voice_has_text (item, voice))
        _birge_rules_warn (self->source->problems, voice->path, 0, "unused-voice",
                           item->kind == BIRGE_KIND_FILM ? "no scene of that number says something" : "there is no such paragraph",
                           "take it away, or correct its number", "nobody will hear this recording");
      else if (!_birge_source_voice_is_right (item, voice))
        _birge_rules_warn (self->source->problems, voice->path, 0, "other-text", "visitors would hear something else than they see",
                           "record it again, or take it away", "the text has changed since it was recorded: it is left out");
    }
}

static void
check_item (Check *self, BirgeSourceItem *item)
{
  for (guint i = 0; i < item->refs->len; i++)
    check_ref (self, item, g_ptr_array_index (item->refs, i));
  check_texts (self, item);
  check_voices (self, item);
  if (counts (item))
    check_languages (self, item);

  if ((item->kind & BIRGE_KINDS_REVIEWED) != 0 && item->reviewed == NULL)
    _birge_rules_warn (self->source->problems, item->file, item->line, "unreviewed", "the page says so at its top",
                       "ask an expert to read it, then set Reviewed and ReviewedBy", "no expert has read it");
  if (is_overdue (self, item))
    _birge_rules_warn (self->source->problems, item->file, item->line, "overdue", "its amounts are hidden since then",
                       "read it again, correct it, set CheckAgain anew", "it was to be read again by %s", item->check_again);
}

static void
check_duplicates (Check *self)
{
  for (guint i = 1; i < self->source->items->len; i++)
    {
      const BirgeSourceItem *before = g_ptr_array_index (self->source->items, i - 1);
      const BirgeSourceItem *item = g_ptr_array_index (self->source->items, i);

      if (strcmp (before->id, item->id) == 0)
        _birge_rules_refuse (self->source->problems, item->file, item->line, "duplicate-id", "an id means one thing only",
                             "give one of them another name", "“%s” is there already", item->id);
    }
}

/* Words that show no picture yet, and languages that lack words. */
static void
check_list (Check *self, const char *name, GPtrArray *words)
{
  g_autofree char *file = g_strdup_printf ("vocabulary/%s.csv", name);
  guint missing[BIRGE_TEXTS_MAX] = { 0 };

  for (guint i = 0; i < words->len; i++)
    {
      const BirgeSourceWord *word = g_ptr_array_index (words, i);
      gboolean drawn = word->picture == NULL || !g_str_has_prefix (word->picture, "svg:")
                       || birge_source_find_picture (self->source, self->source->shared_pictures, word->picture + 4);

      if (!drawn)
        _birge_rules_warn (self->source->problems, file, word->line, "no-picture-yet", "learners see the word alone",
                           "draw it as pictures/NAME.svg", "the picture “%s” of “%s” is not drawn", word->picture + 4,
                           word->concept);
      for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
        missing[slot] += word->text.text[slot] == NULL && birge_texts_get_derived_from (slot) < 0;
    }

  for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
    if (missing[slot] > 0)
      _birge_rules_warn (self->source->problems, file, 0, "missing-translation", "learners see another language instead",
                         "fill the column", "%u of %u words lack %s", missing[slot], words->len, birge_texts_get_tag (slot));
}

/**
 * birge_check:
 * @source: the content
 * @today: ISO date
 * @report: (out caller-allocates): the table
 *
 * Looks at everything together.
 */
void
birge_check (BirgeSource *source, const char *today, BirgeReport *report)
{
  g_autoptr(GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Check self = { source, today, report, said };
  GHashTableIter iter;
  gpointer name, words;

  memset (report, 0, sizeof *report);
  check_duplicates (&self);
  for (guint i = 0; i < source->items->len; i++)
    check_item (&self, g_ptr_array_index (source->items, i));

  g_hash_table_iter_init (&iter, source->lists);
  while (g_hash_table_iter_next (&iter, &name, &words))
    check_list (&self, name, words);
  birge_problems_sort (source->problems);
}
