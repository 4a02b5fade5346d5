/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-source-private.h"

#include "data/formats/birge-language.h"
#include "data/formats/birge-markdown.h"

#include <math.h>
#include <string.h>

/* Longer sentences are hard to follow when they are read aloud to somebody who is afraid. */
#define SENTENCE_WORDS 20

/* No guide needs a larger multiple of an amount; a product stays far from overflow. */
#define MAX_COUNT 100000.0

/* What the callbacks of the parser need. */
typedef struct {
  BirgeSource           *source;
  const BirgeSourceItem *item;
  GHashTable            *phrases;
  guint                  slot;
} Surroundings;

static char *
format_value (double count, const char *id, char **until, gpointer user_data)
{
  const Surroundings *around = user_data;
  const BirgeSourceValue *value = g_hash_table_lookup (around->source->values, id);
  const char *check_again = around->item->check_again;
  const BirgeLanguage *language = birge_language_find (birge_texts_get_tag (around->slot));

  if (value == NULL || !(count > 0.0 && count <= MAX_COUNT))
    return NULL;

  /* Whichever comes first: the end of the year, or the day somebody must read the item again. */
  *until = g_strdup (check_again != NULL && strcmp (check_again, value->until) < 0 ? check_again : value->until);
  return birge_language_format_tenge (language, llround (count * (double) value->amount));
}

static GPtrArray *
find_phrase (const char *id, gpointer user_data)
{
  const Surroundings *around = user_data;

  GPtrArray *phrase = g_hash_table_lookup (around->phrases, id);

  return phrase == NULL ? NULL : g_ptr_array_ref (phrase);
}

static BirgeMarkdown *
parse (Surroundings *around, GBytes *bytes, const char *file, BirgeProblems *problems)
{
  BirgeMarkdownContext context = { format_value, find_phrase, around };

  return birge_markdown_parse (bytes, file, &context, problems);
}

/* Letters by rule: runs only, as phrases already have the language among theirs. */
static void
derive_block (BirgeBlock *block, guint slot)
{
  for (guint i = 0; i < block->runs->len; i++)
    {
      BirgeRun *run = g_ptr_array_index (block->runs, i);
      char *text = birge_texts_derive_one (slot, run->text);

      g_free (run->text);
      run->text = text;
    }
  for (guint i = 0; i < block->children->len; i++)
    derive_block (g_ptr_array_index (block->children, i), slot);
}

/* What is read aloud: every block that has words of its own. */
static guint
count_units (const BirgeBlock *block)
{
  guint n = block->runs->len > 0;

  for (guint i = 0; i < block->children->len; i++)
    n += count_units (g_ptr_array_index (block->children, i));
  return n;
}

static BirgeSourceText *
make_text (const BirgeMarkdown *markdown, guint slot, gboolean derived, const char *file)
{
  BirgeSourceText *text = g_new0 (BirgeSourceText, 1);

  text->slot = slot;
  text->derived = derived;
  text->file = g_strdup (file);
  text->blocks = birge_block_to_bytes (markdown->document);
  text->n_units = count_units (markdown->document);
  return text;
}

static void
refer_all (BirgeSourceItem *item, const BirgeMarkdown *markdown, const char *file)
{
  for (guint i = 0; i < markdown->ask_facts->len; i++)
    _birge_source_item_refer (item, BIRGE_REF_ANY_FACT, g_ptr_array_index (markdown->ask_facts, i), file,
                              g_array_index (markdown->ask_lines, guint, i));
  for (guint i = 0; i < markdown->pictures->len; i++)
    _birge_source_item_refer (item, BIRGE_REF_PICTURE, g_ptr_array_index (markdown->pictures, i), file,
                              g_array_index (markdown->picture_lines, guint, i));
  for (guint i = 0; i < markdown->links->len; i++)
    _birge_source_item_refer (item, BIRGE_REF_ITEM, g_ptr_array_index (markdown->links, i), file,
                              g_array_index (markdown->link_lines, guint, i));
}

static gboolean
ends_sentence (gunichar letter)
{
  return letter < 0x80 ? letter == '.' || letter == '!' || letter == '?'
                       : letter == 0x2026 || letter == 0x3002 || letter == 0xFF01 || letter == 0xFF1F || letter == 0x061F
                           || letter == 0x06D4;
}

/* What one sentence has so far, over the lines of its paragraph. */
typedef struct {
  guint words;
  guint line;
} Sentence;

static void
end_sentence (Sentence *sentence, const char *file, BirgeProblems *problems)
{
  if (sentence->words > SENTENCE_WORDS)
    _birge_rules_warn (problems, file, sentence->line, "long-sentence", "people listen standing, many in a foreign language",
                       "make two sentences of it", "a sentence has %u words", sentence->words);
  sentence->words = 0;
}

static void
count_words (Sentence *sentence, const char *text, const char *end, guint line, const char *file, BirgeProblems *problems)
{
  gboolean in_word = FALSE;
  gunichar last = 0;

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);
      gboolean blank = g_unichar_isspace (letter);

      if (blank && ends_sentence (last))
        end_sentence (sentence, file, problems);
      if (!blank && !in_word)
        {
          if (sentence->words++ == 0)
            sentence->line = line;
        }
      in_word = !blank;
      last = letter;
    }
  if (ends_sentence (last))
    end_sentence (sentence, file, problems);
}

/* A line that belongs to nothing before it: heading, entry of a list, step, picture, fence, quotation. */
static gboolean
begins_anew (const char *text)
{
  gsize digits = strspn (text, "0123456789");

  return text[0] == '#' || text[0] == '`' || text[0] == '!' || text[0] == '>'
         || ((text[0] == '-' || text[0] == '*' || text[0] == '+') && text[1] == ' ')
         || (digits > 0 && (text[digits] == '.' || text[digits] == ')'));
}

/* Rules about the words as the editor typed them, line by line. */
static void
check_lines (GBytes *bytes, const char *file, BirgeProblems *problems)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *end = data + size;
  Sentence sentence = { 0 };
  guint line = 1;

  for (const char *start = data; start < end; line++)
    {
      const char *stop = memchr (start, '\n', end - start);
      g_autofree char *text = NULL;

      stop = stop != NULL ? stop : end;
      text = g_strstrip (g_strndup (start, stop - start));
      if (text[0] == '\0' || begins_anew (text))
        end_sentence (&sentence, file, problems);
      if (text[0] != '`' && text[0] != '!')
        count_words (&sentence, text, text + strlen (text), line, file, problems);
      _birge_rules_check_emblems (text, file, line, problems);
      start = stop + 1;
    }
  end_sentence (&sentence, file, problems);
}

/* The same text in the languages that are written from this one. */
static void
derive_text (Surroundings *around, BirgeSourceItem *item, BirgeFolder *folder, GBytes *bytes, const char *file)
{
  guint origin = around->slot;

  for (guint i = 0; i < birge_texts_get_n_languages (); i++)
    {
      g_autofree char *by_hand = g_strconcat (birge_texts_get_tag (i), ".md", NULL);
      g_autoptr(BirgeProblems) known = birge_problems_new (); /* the same as those of the original */
      g_autoptr(BirgeMarkdown) markdown = NULL;

      if (birge_texts_get_derived_from (i) != (int) origin || birge_folder_has_file (folder, by_hand))
        continue;
      around->slot = i;
      markdown = parse (around, bytes, file, known);
      derive_block (markdown->document, i);
      g_ptr_array_add (item->texts, make_text (markdown, i, TRUE, file));
    }
  around->slot = origin;
}

/* Reads <lang>.md of @item. */
void
_birge_source_load_text (BirgeSource *self, BirgeSourceItem *item, BirgeFolder *folder, const char *name, guint slot,
                         GHashTable *phrases, BirgeProblems *problems)
{
  g_autofree char *file = birge_folder_dup_path (folder, name);
  g_autoptr(GBytes) bytes = birge_folder_read_text (folder, name, BIRGE_MARKDOWN_MAX_BYTES, problems);
  g_autoptr(BirgeMarkdown) markdown = NULL;
  Surroundings around = { self, item, phrases, slot };

  if (bytes == NULL)
    return;

  markdown = parse (&around, bytes, file, problems);
  g_ptr_array_add (item->texts, make_text (markdown, slot, FALSE, file));
  refer_all (item, markdown, file);
  check_lines (bytes, file, problems);
  derive_text (&around, item, folder, bytes, file);
}
