/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-block-view.h"

#include "data/formats/birge-clock.h"
#include "ui/guides/birge-flow.h"
#include "ui/guides/birge-guide-parts.h"

void
birge_block_view_init (BirgeBlockView *self, BirgePage *page, BirgeDocument *document, BirgeSpoken *spoken, GHashTable *items)
{
  gboolean aid = g_str_equal (birge_item_get_kind (birge_document_get_item (document)), "topic");

  *self = (BirgeBlockView){ .page = page, .document = document, .spoken = spoken, .items = items };
  self->hue = aid ? "aid" : "rights";
  self->large = aid;
  self->today = birge_clock_dup_today ();
}

void
birge_block_view_clear (BirgeBlockView *self)
{
  g_clear_pointer (&self->today, g_free);
}

static const char *
language_of (BirgeBlockView *self)
{
  return birge_document_get_language (self->document);
}

/* Words */

/* A figure that may be wrong by now is not shown. */
static const char *
text_of_run (BirgeBlockView *self, const BirgeRun *run)
{
  if (run->until == NULL || (strcmp (self->today, run->until) <= 0 && !birge_document_is_overdue (self->document)))
    return run->text;
  self->hides_figure = TRUE;
  return birge_tr (language_of (self), N_("(ask the centre)"));
}

static char *
dup_markup (BirgeBlockView *self, const BirgeBlock *block)
{
  GString *markup = g_string_new (NULL);

  self->hides_figure = FALSE;
  for (guint i = 0; i < block->runs->len; i++)
    {
      const BirgeRun *run = g_ptr_array_index (block->runs, i);
      gboolean strong = (run->style & BIRGE_RUN_STRONG) != 0 || run->target != NULL;
      gboolean emphasis = (run->style & BIRGE_RUN_EMPHASIS) != 0;
      g_autofree char *text = g_markup_escape_text (text_of_run (self, run), -1);

      g_string_append_printf (markup, "%s%s%s%s%s", strong ? "<b>" : "", emphasis ? "<i>" : "", text, emphasis ? "</i>" : "",
                              strong ? "</b>" : "");
    }
  return g_string_free (markup, FALSE);
}

GtkWidget *
birge_block_view_new_label (BirgeBlockView *self, const BirgeBlock *block, const char *css_class)
{
  g_autofree char *markup = dup_markup (self, block);
  GtkWidget *label = birge_label_new (markup, language_of (self), css_class);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  return label;
}

void
birge_block_view_read (BirgeBlockView *self, GtkWidget *label, const char *language)
{
  const char *voice = birge_document_find_voice (self->document, self->unit++);
  BirgeLibrary *library = birge_shell_get_library (birge_page_get_shell (self->page));
  g_autofree char *path = voice != NULL && library != NULL ? birge_library_dup_object_path (library, voice) : NULL;

  if (self->spoken == NULL)
    return;
  if (path != NULL && !self->hides_figure) /* one recording for all its sentences; it would say a figure that is hidden */
    birge_spoken_add_widget (self->spoken, label, gtk_label_get_text (GTK_LABEL (label)), language, path);
  else
    birge_spoken_add_label (self->spoken, label, language);
}

static void
add_links (BirgeBlockView *self, GtkWidget *box, const BirgeBlock *block)
{
  for (guint i = 0; i < block->runs->len; i++)
    {
      const BirgeRun *run = g_ptr_array_index (block->runs, i);

      if (run->target != NULL && self->items != NULL && g_hash_table_contains (self->items, run->target))
        birge_box_add (box, birge_parts_new_link (self->page, run->text, language_of (self), run->target));
    }
}

static gboolean
has_link (const BirgeBlock *block)
{
  for (guint i = 0; i < block->runs->len; i++)
    if (((BirgeRun *) g_ptr_array_index (block->runs, i))->target != NULL)
      return TRUE;
  return FALSE;
}

/* Words, and below them a button for each link in them: a finger needs more room than a word has. */
static GtkWidget *
new_words (BirgeBlockView *self, const BirgeBlock *block, const char *css_class)
{
  GtkWidget *label = birge_block_view_new_label (self, block, css_class);
  GtkWidget *box;

  birge_block_view_read (self, label, language_of (self));
  if (!has_link (block))
    return label;
  box = birge_box_new (GTK_ORIENTATION_VERTICAL, "words");
  birge_box_add (box, label);
  add_links (self, box, block);
  return box;
}

static GtkWidget *
new_heading (BirgeBlockView *self, const BirgeBlock *block)
{
  GtkWidget *label = birge_block_view_new_label (self, block, block->level <= 2 ? "title2" : "title3");

  gtk_widget_add_css_class (label, "heading");
  birge_block_view_read (self, label, language_of (self));
  return label;
}

void
birge_block_view_add_children (BirgeBlockView *self, GtkWidget *box, const BirgeBlock *block)
{
  if (block->runs->len > 0)
    birge_box_add (box, new_words (self, block, "paragraph"));
  for (guint i = 0; i < block->children->len; i++)
    birge_box_add (box, birge_block_view_new_widget (self, g_ptr_array_index (block->children, i)));
}

/* Lists */

static char *
dup_own_number (BirgeBlockView *self, guint number)
{
  const BirgeLanguage *language = birge_language_find (language_of (self));
  g_autofree char *figures = g_strdup_printf ("%u", number);

  return language != NULL ? birge_language_localise_digits (language, figures) : g_steal_pointer (&figures);
}

static GtkWidget *
new_list (BirgeBlockView *self, const BirgeBlock *block)
{
  GtkWidget *list = birge_box_new (GTK_ORIENTATION_VERTICAL, "list");

  for (guint i = 0; i < block->children->len; i++)
    {
      const BirgeBlock *item = g_ptr_array_index (block->children, i);
      g_autofree char *number = block->level != 0 ? dup_own_number (self, i + 1) : NULL;
      g_autofree char *mark = number != NULL ? g_strconcat (number, ".", NULL) : g_strdup ("•");
      GtkWidget *row = birge_box_add (list, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "item"));
      GtkWidget *sign = birge_box_add (row, birge_label_new (mark, language_of (self), "bullet"));
      GtkWidget *words = birge_box_add (row, birge_box_new (GTK_ORIENTATION_VERTICAL, "words"));

      gtk_widget_set_valign (sign, GTK_ALIGN_START);
      gtk_widget_set_hexpand (words, TRUE);
      birge_block_view_add_children (self, words, item);
    }
  return list;
}

/* Steps */

static GtkWidget *
new_number (BirgeBlockView *self, guint number)
{
  g_autofree char *figures = dup_own_number (self, number);
  GtkWidget *label = birge_label_new (figures, language_of (self), "num");

  gtk_label_set_xalign (GTK_LABEL (label), 0.5);
  gtk_label_set_wrap (GTK_LABEL (label), FALSE);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_halign (label, GTK_ALIGN_START);
  return label;
}

static GtkWidget *
new_step_picture (BirgeBlockView *self, const BirgeBlock *step)
{
  GtkWidget *frame = birge_box_new (GTK_ORIENTATION_VERTICAL, "frame");
  GtkWidget *picture = birge_box_add (frame, birge_picture_new ());

  gtk_widget_set_hexpand (picture, self->large);
  birge_shell_load_picture (birge_page_get_shell (self->page), picture,
                            step->picture != NULL ? birge_document_find_picture (self->document, step->picture) : NULL, NULL);
  return frame;
}

static void
add_details (BirgeBlockView *self, GtkWidget *words, const BirgeBlock *block)
{
  for (guint i = 0; i < block->children->len; i++)
    {
      const BirgeBlock *child = g_ptr_array_index (block->children, i);

      if (child->runs->len > 0)
        birge_box_add (words, new_words (self, child, "sub"));
      add_details (self, words, child);
    }
}

static GtkWidget *
new_step_words (BirgeBlockView *self, const BirgeBlock *step)
{
  GtkWidget *words = birge_box_new (GTK_ORIENTATION_VERTICAL, "words");

  birge_box_add (words, new_words (self, step, "step-title"));
  add_details (self, words, step);
  gtk_widget_set_hexpand (words, TRUE);
  return words;
}

static GtkWidget *
new_step (BirgeBlockView *self, const BirgeBlock *step, guint number)
{
  GtkWidget *card = birge_box_new (self->large ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "step");
  GtkWidget *words = new_step_words (self, step);

  gtk_widget_add_css_class (card, self->hue);
  birge_box_add (card, new_number (self, number));
  if (self->large)
    {
      gtk_widget_add_css_class (card, "large");
      if (step->picture != NULL)
        birge_box_add (card, new_step_picture (self, step));
      birge_box_add (card, words);
      return card;
    }
  birge_box_add (card, words);
  if (step->picture != NULL)
    gtk_widget_set_valign (birge_box_add (card, new_step_picture (self, step)), GTK_ALIGN_CENTER);
  return card;
}

static GtkWidget *
new_steps (BirgeBlockView *self, const BirgeBlock *block)
{
  GtkWidget *steps = self->large ? birge_flow_new (birge_page_get_shell (self->page), 3, 2)
                                 : birge_box_new (GTK_ORIENTATION_VERTICAL, NULL);

  gtk_widget_add_css_class (steps, "steps");
  for (guint i = 0; i < block->children->len; i++)
    {
      GtkWidget *step = new_step (self, g_ptr_array_index (block->children, i), i + 1);

      if (self->large)
        birge_flow_add (steps, step);
      else
        birge_box_add (steps, step);
    }
  return steps;
}

/* Cards with words */

static GtkWidget *
new_card (BirgeBlockView *self, const BirgeBlock *block, const char *icon, const char *hue, const char *head)
{
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "card");
  GtkWidget *picture = birge_box_add (card, birge_picture_new_icon (icon));
  GtkWidget *words = birge_box_add (card, birge_box_new (GTK_ORIENTATION_VERTICAL, "words"));

  gtk_widget_add_css_class (card, "note");
  gtk_widget_add_css_class (card, hue);
  gtk_widget_set_valign (picture, GTK_ALIGN_START);
  gtk_widget_set_hexpand (words, TRUE);
  if (head != NULL)
    birge_parts_add_words (self->page, words, self->spoken, head, "head");
  birge_block_view_add_children (self, words, block);
  return card;
}

GtkWidget *
birge_block_view_new_widget (BirgeBlockView *self, const BirgeBlock *block)
{
  switch (block->kind)
    {
    case BIRGE_BLOCK_HEADING:
      return new_heading (self, block);
    case BIRGE_BLOCK_LIST:
      return new_list (self, block);
    case BIRGE_BLOCK_STEPS:
      return new_steps (self, block);
    case BIRGE_BLOCK_WARNING:
      return new_card (self, block, "warning", self->large ? "alarm" : "learn", NULL);
    case BIRGE_BLOCK_ASK:
      return new_card (self, block, "ask", "sky", birge_page_tr (self->page, N_("Ask the centre:")));
    case BIRGE_BLOCK_CALL:
      return birge_block_view_new_call (self, block);
    case BIRGE_BLOCK_SAY_THIS:
      return birge_block_view_new_say_this (self, block);
    case BIRGE_BLOCK_DOCUMENT:
    case BIRGE_BLOCK_ITEM:
    case BIRGE_BLOCK_STEP:
    case BIRGE_BLOCK_PARAGRAPH:
    default:
      return new_words (self, block, "paragraph");
    }
}

/* Questions about a text */

void
birge_block_collect_targets (const BirgeBlock *block, GHashTable *ids)
{
  if (block->target != NULL)
    g_hash_table_add (ids, g_strdup (block->target));
  for (guint i = 0; i < block->runs->len; i++)
    {
      const BirgeRun *run = g_ptr_array_index (block->runs, i);

      if (run->target != NULL)
        g_hash_table_add (ids, g_strdup (run->target));
    }
  for (guint i = 0; i < block->children->len; i++)
    birge_block_collect_targets (g_ptr_array_index (block->children, i), ids);
}

static const char *
get_phrase (const BirgeBlock *block, const char *tag)
{
  for (guint i = 0; i + 1 < block->phrases->len; i += 2)
    if (g_ascii_strcasecmp (g_ptr_array_index (block->phrases, i), tag) == 0)
      return g_ptr_array_index (block->phrases, i + 1);
  return NULL;
}

const char *
birge_block_find_phrase (const BirgeBlock *block, const char *language, const char **found)
{
  const BirgeLanguage *info = birge_language_find (language);
  const char *const *fallbacks = info != NULL ? birge_language_get_fallbacks (info) : NULL;
  const char *text = get_phrase (block, language);
  const char *tag = language;

  for (guint i = 0; text == NULL && fallbacks != NULL && fallbacks[i] != NULL; i++)
    {
      tag = fallbacks[i];
      text = get_phrase (block, tag);
    }
  if (found != NULL)
    *found = text != NULL ? tag : NULL;
  return text;
}

static const BirgeBlock *
find_say_this (const BirgeBlock *block, guint *n)
{
  if (block->kind == BIRGE_BLOCK_SAY_THIS && (*n)-- == 0)
    return block;
  for (guint i = 0; i < block->children->len; i++)
    {
      const BirgeBlock *found = find_say_this (g_ptr_array_index (block->children, i), n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

const BirgeBlock *
birge_block_find_say_this (const BirgeBlock *document, guint n)
{
  return find_say_this (document, &n);
}
