/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-markdown.h"

#include "data/formats/birge-markdown-private.h"
#include "data/formats/birge-name.h"
#include "data/formats/birge-text-private.h"

#include <string.h>

#define MAX_LIST_DEPTH 4 /* what a screen can still show, and far below the depth that birge-block.c reads */
#define MAX_HEADING 3

static void read_blocks (BirgeMarkdownReader *reader, cmark_node *parent, guint line_offset, BirgeBlock *into, guint depth,
                         gboolean in_fence);

typedef struct {
  const char *word;
  void (*read) (BirgeMarkdownReader *reader, cmark_node *fence, guint line, GStrv arguments, BirgeBlock *block);
  BirgeBlockKind kind;
  guint          least_arguments;
  guint          most_arguments;
} Fence;

void
_birge_markdown_report (BirgeMarkdownReader *reader, BirgeSeverity severity, guint line, const char *code, const char *what,
                        const char *why, const char *todo)
{
  birge_problems_add (reader->problems, severity, reader->file, line, code, what, why, todo);
}

static void
refuse (BirgeMarkdownReader *reader, guint line, const char *code, const char *what, const char *why, const char *todo)
{
  _birge_markdown_report (reader, BIRGE_PROBLEM_ERROR, line, code, what, why, todo);
}

static guint
line_of (cmark_node *node, guint line_offset)
{
  return (guint) MAX (cmark_node_get_start_line (node), 1) + line_offset;
}

static cmark_node *
parse (const char *text)
{
  cmark_node *root = cmark_parse_document (text, strlen (text), CMARK_OPT_DEFAULT);

  cmark_consolidate_text_nodes (root);
  return root;
}

static gboolean
is_empty (const BirgeBlock *block)
{
  return block->runs->len == 0 && block->children->len == 0;
}

/* Appends @child if it has something to show. */
static void
append_or_drop (BirgeBlock *into, BirgeBlock *child)
{
  if (is_empty (child))
    birge_block_free (child);
  else
    birge_block_append (into, child);
}

/* Fences */

/* Reads the inside of a fence as Markdown of its own, on the lines where it stands. */
static void
read_inside (BirgeMarkdownReader *reader, cmark_node *fence, guint line, GStrv arguments, BirgeBlock *block)
{
  cmark_node *root = parse (cmark_node_get_literal (fence));

  read_blocks (reader, root, line, block, 0, TRUE);
  cmark_node_free (root);
  if (block->children->len == 0 && block->kind != BIRGE_BLOCK_CALL)
    refuse (reader, line, "empty-block", "a special block has no text", "nothing would be shown", "write it or take it out");
}

static void
read_call (BirgeMarkdownReader *reader, cmark_node *fence, guint line, GStrv arguments, BirgeBlock *block)
{
  if (!birge_name_is_item_id (arguments[0]) || !g_str_has_prefix (arguments[0], "place/"))
    refuse (reader, line, "bad-argument", "behind “call” stands no place", "it says whom to call", "write for example call place/103");
  else
    {
      block->target = g_strdup (arguments[0]);
      g_ptr_array_add (reader->result->links, g_strdup (arguments[0]));
      g_array_append_val (reader->result->link_lines, line);
    }
  read_inside (reader, fence, line, arguments, block);
}

static void
read_say_this (BirgeMarkdownReader *reader, cmark_node *fence, guint line, GStrv arguments, BirgeBlock *block)
{
  g_autofree char *inside = g_strstrip (g_strdup (cmark_node_get_literal (fence)));
  const BirgeMarkdownContext *context = reader->context;
  GPtrArray *phrases = NULL;

  if (*inside != '\0')
    refuse (reader, line, "unexpected-text", "a say-this block has text in it", "the phrase comes from phrases.csv",
            "move the text to phrases.csv");
  if (!birge_name_is_name (arguments[0]))
    {
      refuse (reader, line, "bad-argument", "the name of a phrase cannot be read", "names are lower-case letters, digits and hyphens",
              "correct it here and in phrases.csv");
      return;
    }
  if (context->find_phrase == NULL)
    return;

  phrases = context->find_phrase (arguments[0], context->user_data);
  if (phrases == NULL)
    {
      g_autofree char *what = g_strdup_printf ("there is no phrase “%s”", arguments[0]);

      refuse (reader, line, "unknown-phrase", what, "phrases.csv of this item does not have it", "add it there or correct the name");
      return;
    }
  for (guint i = 0; i < phrases->len; i++)
    g_ptr_array_add (block->phrases, g_strdup (g_ptr_array_index (phrases, i)));
  g_ptr_array_unref (phrases);
}

/* "R5.28": letters, digits, dots and hyphens, with a letter first. */
static gboolean
is_fact (const char *text)
{
  return g_ascii_isalpha (*text) && strlen (text) <= BIRGE_NAME_MAX_LENGTH
         && strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-") == strlen (text);
}

static void
read_ask (BirgeMarkdownReader *reader, cmark_node *fence, guint line, GStrv arguments, BirgeBlock *block)
{
  for (guint i = 0; arguments[i] != NULL; i++)
    if (is_fact (arguments[i]))
      {
        g_ptr_array_add (reader->result->ask_facts, g_strdup (arguments[i]));
        g_array_append_val (reader->result->ask_lines, line);
      }
    else
      refuse (reader, line, "bad-argument", "behind “ask” stands no fact", "it names ids of facts.csv", "write for example ask R5.28");
  read_inside (reader, fence, line, arguments, block);
}

static void
read_step (BirgeMarkdownReader *reader, cmark_node *item, guint line_offset, BirgeBlock *steps)
{
  BirgeBlock *step = birge_block_new (BIRGE_BLOCK_STEP);
  gboolean titled = FALSE;

  for (cmark_node *node = cmark_node_first_child (item); node != NULL; node = cmark_node_next (node))
    {
      BirgeBlock *details = NULL;

      if (cmark_node_get_type (node) != CMARK_NODE_PARAGRAPH)
        continue;
      details = birge_block_new (BIRGE_BLOCK_PARAGRAPH);
      _birge_markdown_read_step (reader, node, line_offset, step, titled ? NULL : step, details);
      append_or_drop (step, details);
      titled = TRUE;
    }
  for (cmark_node *node = cmark_node_first_child (item); node != NULL; node = cmark_node_next (node))
    if (cmark_node_get_type (node) != CMARK_NODE_PARAGRAPH)
      refuse (reader, line_of (node, line_offset), "step-content", "a step holds more than lines of text",
              "it is read aloud and shown on a card", "write lines, and one ![picture]");

  if (step->runs->len == 0)
    refuse (reader, line_of (item, line_offset), "empty-step", "a step has no text", "its first line says what to do", "write it");
  else if (step->picture == NULL)
    _birge_markdown_report (reader, BIRGE_PROBLEM_WARNING, line_of (item, line_offset), "step-without-picture",
                            "a step has no picture", "many visitors cannot read", "draw one and name it: ![name]");
  birge_block_append (steps, step);
}

static void
read_steps (BirgeMarkdownReader *reader, cmark_node *fence, guint line, GStrv arguments, BirgeBlock *block)
{
  cmark_node *root = parse (cmark_node_get_literal (fence));

  for (cmark_node *node = cmark_node_first_child (root); node != NULL; node = cmark_node_next (node))
    {
      if (cmark_node_get_type (node) != CMARK_NODE_LIST || cmark_node_get_list_type (node) != CMARK_ORDERED_LIST)
        {
          refuse (reader, line_of (node, line), "step-content", "between steps stands something else", "steps are a numbered list",
                  "write 1. 2. 3., and begin the lines below a step with spaces");
          continue;
        }
      for (cmark_node *item = cmark_node_first_child (node); item != NULL; item = cmark_node_next (item))
        read_step (reader, item, line, block);
    }
  if (cmark_node_first_child (root) == NULL)
    refuse (reader, line, "empty-block", "there are no steps", "nothing would be shown", "write them or take the block out");
  cmark_node_free (root);
}

static const Fence fences[] = {
  { "steps", read_steps, BIRGE_BLOCK_STEPS, 0, 0 },
  { "warning", read_inside, BIRGE_BLOCK_WARNING, 0, 0 },
  { "call", read_call, BIRGE_BLOCK_CALL, 1, 1 },
  { "say-this", read_say_this, BIRGE_BLOCK_SAY_THIS, 1, 1 },
  { "ask", read_ask, BIRGE_BLOCK_ASK, 0, 32 },
};

static GStrv
split_words (const char *text)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_auto(GStrv) parts = g_strsplit_set (text, " \t", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));
  g_ptr_array_add (words, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

static void
read_fence (BirgeMarkdownReader *reader, cmark_node *node, guint line_offset, BirgeBlock *into, gboolean in_fence)
{
  g_auto(GStrv) words = split_words (cmark_node_get_fence_info (node));
  guint line = line_of (node, line_offset);
  const Fence *fence = NULL;
  guint n_arguments = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (fences) && words[0] != NULL; i++)
    if (strcmp (fences[i].word, words[0]) == 0)
      fence = &fences[i];
  if (fence == NULL || in_fence)
    {
      g_autofree char *what = g_strdup_printf (words[0] == NULL ? "a block has no kind%s" : "there is no block “%s” here",
                                               words[0] == NULL ? "" : words[0]);

      refuse (reader, line, "unknown-block", what, "blocks are steps, warning, call, say-this and ask, not inside one another",
              "name one of them behind the three back-ticks; begin plain text without spaces");
      return;
    }

  n_arguments = g_strv_length (words + 1);
  if (n_arguments < fence->least_arguments || n_arguments > fence->most_arguments)
    {
      g_autofree char *what = g_strdup_printf ("“%s” has %s behind it", fence->word,
                                               n_arguments < fence->least_arguments ? "no name" : "too many words");

      refuse (reader, line, n_arguments < fence->least_arguments ? "missing-argument" : "unexpected-argument", what,
              "each kind of block has its own form", "see the examples in the description of the format");
      return;
    }
  fence->read (reader, node, line, words + 1, birge_block_append (into, birge_block_new (fence->kind)));
}

/* Ordinary blocks */

static void
read_list (BirgeMarkdownReader *reader, cmark_node *node, guint line_offset, BirgeBlock *into, guint depth, gboolean in_fence)
{
  BirgeBlock *list = birge_block_new (BIRGE_BLOCK_LIST);

  if (depth >= MAX_LIST_DEPTH)
    {
      refuse (reader, line_of (node, line_offset), "too-deep", "lists are nested too deep",
              "the screen could not show it", "make it flatter");
      birge_block_free (list);
      return;
    }
  list->level = cmark_node_get_list_type (node) == CMARK_ORDERED_LIST;
  for (cmark_node *child = cmark_node_first_child (node); child != NULL; child = cmark_node_next (child))
    {
      BirgeBlock *item = birge_block_new (BIRGE_BLOCK_ITEM);

      read_blocks (reader, child, line_offset, item, depth + 1, in_fence);
      append_or_drop (list, item);
    }
  append_or_drop (into, list);
}

static void
read_heading (BirgeMarkdownReader *reader, cmark_node *node, guint line_offset, BirgeBlock *into)
{
  BirgeBlock *heading = birge_block_new (BIRGE_BLOCK_HEADING);
  int level = cmark_node_get_heading_level (node);

  if (level > MAX_HEADING)
    refuse (reader, line_of (node, line_offset), "heading-level", "a heading is too deep", "there are three sizes", "use ## or ###");
  heading->level = (guint) MIN (level, MAX_HEADING);
  _birge_markdown_read_runs (reader, node, line_offset, heading);
  append_or_drop (into, heading);
}

/* Comments are for editors; all other HTML would be lost on the screen. */
static void
read_html (BirgeMarkdownReader *reader, cmark_node *node, guint line_offset)
{
  g_autofree char *html = g_strstrip (g_strdup (cmark_node_get_literal (node)));
  const char *end = strstr (html, "-->");

  if (!g_str_has_prefix (html, "<!--") || end == NULL || end[strlen ("-->")] != '\0')
    refuse (reader, line_of (node, line_offset), "html", "there is HTML in the text",
            "the screen shows text, not web pages", "take it out");
}

static void
read_blocks (BirgeMarkdownReader *reader, cmark_node *parent, guint line_offset, BirgeBlock *into, guint depth, gboolean in_fence)
{
  for (cmark_node *node = cmark_node_first_child (parent); node != NULL; node = cmark_node_next (node))
    {
      BirgeBlock *paragraph = NULL;

      switch (cmark_node_get_type (node))
        {
        case CMARK_NODE_PARAGRAPH:
          paragraph = birge_block_new (BIRGE_BLOCK_PARAGRAPH);
          _birge_markdown_read_runs (reader, node, line_offset, paragraph);
          append_or_drop (into, paragraph);
          break;
        case CMARK_NODE_HEADING:
          read_heading (reader, node, line_offset, into);
          break;
        case CMARK_NODE_LIST:
          read_list (reader, node, line_offset, into, depth, in_fence);
          break;
        case CMARK_NODE_CODE_BLOCK:
          read_fence (reader, node, line_offset, into, in_fence);
          break;
        case CMARK_NODE_HTML_BLOCK:
          read_html (reader, node, line_offset);
          break;
        default: /* quotations, rules */
          refuse (reader, line_of (node, line_offset), "unknown-block", "there is a quotation or a rule",
                  "the screen has no form for it", "write a paragraph or a warning block");
          break;
        }
    }
}

/* A block that is never closed takes the rest of the file into it. */
static void
check_closed (BirgeMarkdownReader *reader, cmark_node *root, const char *text)
{
  cmark_node *last = cmark_node_last_child (root);
  g_auto(GStrv) lines = NULL;
  int end = 0;

  if (last == NULL || cmark_node_get_type (last) != CMARK_NODE_CODE_BLOCK || *cmark_node_get_fence_info (last) == '\0')
    return;
  lines = g_strsplit (text, "\n", -1);
  end = cmark_node_get_end_line (last);
  if (end <= cmark_node_get_start_line (last) || (guint) end > g_strv_length (lines)
      || (!g_str_has_prefix (g_strchug (lines[end - 1]), "```") && !g_str_has_prefix (lines[end - 1], "~~~")))
    refuse (reader, line_of (last, 0), "unclosed-block", "a block is not closed", "all below it would belong to it",
            "write three back-ticks on a line of their own below it");
}

static BirgeMarkdown *
markdown_new (void)
{
  BirgeMarkdown *self = g_new0 (BirgeMarkdown, 1);

  self->document = birge_block_new (BIRGE_BLOCK_DOCUMENT);
  self->ask_facts = g_ptr_array_new_with_free_func (g_free);
  self->ask_lines = g_array_new (FALSE, FALSE, sizeof (guint));
  self->links = g_ptr_array_new_with_free_func (g_free);
  self->link_lines = g_array_new (FALSE, FALSE, sizeof (guint));
  self->pictures = g_ptr_array_new_with_free_func (g_free);
  self->picture_lines = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

/**
 * birge_markdown_parse:
 * @file: name to tell in problems
 * @context: (nullable): where amounts and phrases come from; without it they are left as typed, or empty
 *
 * Reads the text of an item.
 *
 * Errors: problems `too-large`, `nul-byte`, `invalid-utf8`, `empty`, `unclosed-block`, `unknown-block`, `empty-block`,
 * `missing-argument`, `unexpected-argument`, `bad-argument`, `unexpected-text`, `unknown-phrase`, `step-content`,
 * `empty-step`, `two-pictures`, `bad-name`, `picture-place`, `image`, `html`, `external-link`, `typed-figure`,
 * `bad-value`, `unknown-value`, `heading-level`, `too-deep`; `step-without-picture` (a warning).
 *
 * Returns: (transfer full): what could be read, never NULL
 */
BirgeMarkdown *
birge_markdown_parse (GBytes *bytes, const char *file, const BirgeMarkdownContext *context, BirgeProblems *problems)
{
  static const BirgeMarkdownContext no_context = { 0 };
  BirgeMarkdown *self = NULL;
  g_autofree char *text = NULL;
  BirgeMarkdownReader reader = { 0 };
  cmark_node *root = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (problems != NULL, NULL);

  self = markdown_new ();
  text = _birge_text_from_bytes (bytes, BIRGE_MARKDOWN_MAX_BYTES, file, problems);
  if (text == NULL)
    return self;

  reader = (BirgeMarkdownReader) { self, context != NULL ? context : &no_context, file, problems };
  root = parse (text);
  check_closed (&reader, root, text);
  read_blocks (&reader, root, 0, self->document, 0, FALSE);
  cmark_node_free (root);
  if (self->document->children->len == 0)
    refuse (&reader, 0, "empty", "the file has no text", "an empty page helps nobody", "write the text or delete the file");
  return self;
}

void
birge_markdown_free (BirgeMarkdown *self)
{
  if (self == NULL)
    return;
  birge_block_free (self->document);
  g_ptr_array_unref (self->ask_facts);
  g_array_unref (self->ask_lines);
  g_ptr_array_unref (self->links);
  g_array_unref (self->link_lines);
  g_ptr_array_unref (self->pictures);
  g_array_unref (self->picture_lines);
  g_free (self);
}
