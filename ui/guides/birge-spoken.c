/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-spoken.h"

#include "ui/guides/birge-sentences.h"
#include "ui/shell/birge-utterance.h"
#include "ui/widgets/birge-text.h"

/* The marked sentence: as class "spoken" of the style sheet, which cannot reach parts of a label. */
#define MARK_GROUND 0xFFFF, 0xE9E9, 0xA8A8
#define MARK_INK 0x1D1D, 0x2727, 0x3333
/* The word within it: only a deeper ground, as anything that widens letters would make the lines jump. */
#define WORD_GROUND 0xFFFF, 0xCCCC, 0x3333

typedef struct
{
  GtkWidget *widget;   /* owned */
  gsize      start;    /* of the sentence in the label… */
  gsize      end;      /* …or 0: all of the widget */
  char      *text;
  char      *language;
  char      *recording_path;
} Entry;

struct _BirgeSpoken
{
  BirgeShell    *shell;      /* borrowed, or NULL */
  GPtrArray     *entries;
  Entry         *marked;     /* borrowed, or NULL */
  PangoAttrList *attributes; /* the marked label's own, to put back */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->widget);
  g_free (entry->text);
  g_free (entry->language);
  g_free (entry->recording_path);
  g_free (entry);
}

BirgeSpoken *
birge_spoken_new (void)
{
  BirgeSpoken *self = g_new0 (BirgeSpoken, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

void
birge_spoken_free (BirgeSpoken *self)
{
  if (self == NULL)
    return;
  birge_spoken_clear (self);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

void
birge_spoken_clear (BirgeSpoken *self)
{
  birge_spoken_mark (self, -1);
  g_ptr_array_set_size (self->entries, 0);
}

void
birge_spoken_set_shell (BirgeSpoken *self, BirgeShell *shell)
{
  self->shell = shell;
}

static Entry *
add_entry (BirgeSpoken *self, GtkWidget *widget, char *text, const char *language)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->widget = g_object_ref (widget);
  entry->text = text;
  entry->language = g_strdup (language);
  g_ptr_array_add (self->entries, entry);
  return entry;
}

void
birge_spoken_add_label (BirgeSpoken *self, GtkWidget *label, const char *language)
{
  const char *text = gtk_label_get_text (GTK_LABEL (label));
  g_autofree char *recording = self->shell != NULL ? birge_shell_dup_recording (self->shell, text, language) : NULL;
  g_autoptr(GArray) sentences = birge_sentences_split (text);

  if (recording != NULL)
    {
      birge_spoken_add_widget (self, label, text, language, recording);
      return;
    }
  for (guint i = 0; language != NULL && i < sentences->len; i++)
    {
      const BirgeSentence *sentence = &g_array_index (sentences, BirgeSentence, i);
      Entry *entry = add_entry (self, label, g_strndup (text + sentence->start, sentence->length), language);

      entry->start = sentence->start;
      entry->end = sentence->start + sentence->length;
    }
}

void
birge_spoken_add_widget (BirgeSpoken *self, GtkWidget *widget, const char *text, const char *language,
                         const char *recording_path)
{
  if (language != NULL && text != NULL && *text != '\0')
    add_entry (self, widget, g_strdup (text), language)->recording_path = g_strdup (recording_path);
}

GPtrArray *
birge_spoken_dup_utterances (BirgeSpoken *self)
{
  GPtrArray *utterances = birge_utterances_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      g_ptr_array_add (utterances, birge_utterance_new (entry->text, entry->language, entry->recording_path));
    }
  return utterances;
}

static void
insert_mark (PangoAttrList *attributes, PangoAttribute *mark, gsize start, gsize end)
{
  mark->start_index = (guint) start;
  mark->end_index = (guint) end;
  pango_attr_list_insert (attributes, mark);
}

/* @start, @end: the word in the label; the same: none. */
static void
show_marks (BirgeSpoken *self, gsize start, gsize end)
{
  const Entry *entry = self->marked;
  g_autoptr(PangoAttrList) attributes = self->attributes != NULL ? pango_attr_list_copy (self->attributes)
                                                                 : pango_attr_list_new ();

  insert_mark (attributes, pango_attr_background_new (MARK_GROUND), entry->start, entry->end);
  insert_mark (attributes, pango_attr_foreground_new (MARK_INK), entry->start, entry->end);
  if (end > start)
    insert_mark (attributes, pango_attr_background_new (WORD_GROUND), start, end);
  gtk_label_set_attributes (GTK_LABEL (entry->widget), attributes);
}

static void
mark_sentence (BirgeSpoken *self)
{
  PangoAttrList *own = gtk_label_get_attributes (GTK_LABEL (self->marked->widget));

  self->attributes = own != NULL ? pango_attr_list_ref (own) : NULL;
  show_marks (self, 0, 0);
}

static void
unmark (BirgeSpoken *self)
{
  if (self->marked == NULL)
    return;
  if (self->marked->end == 0)
    gtk_widget_remove_css_class (self->marked->widget, "spoken");
  else
    gtk_label_set_attributes (GTK_LABEL (self->marked->widget), self->attributes);
  g_clear_pointer (&self->attributes, pango_attr_list_unref);
  self->marked = NULL;
}

/* Top and height of what is spoken, inside its widget. */
static void
get_extent (const Entry *entry, double *top, double *height)
{
  PangoRectangle first, last;
  PangoLayout *layout;
  int y;

  *top = 0;
  *height = gtk_widget_get_height (entry->widget);
  if (entry->end == 0)
    return;
  layout = birge_text_get_layout (entry->widget);
  gtk_label_get_layout_offsets (GTK_LABEL (entry->widget), NULL, &y);
  pango_layout_index_to_pos (layout, (int) entry->start, &first);
  pango_layout_index_to_pos (layout, (int) entry->end - 1, &last);
  *top = (double) y + PANGO_PIXELS (first.y);
  *height = PANGO_PIXELS (last.y + last.height - first.y);
}

/* Moves the page only when the sentence is not wholly in view, and then to a quiet place in the upper part. */
static void
scroll_to (const Entry *entry)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (entry->widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment;
  graphene_rect_t bounds;
  double top, height, page;

  if (scrolled == NULL || !gtk_widget_compute_bounds (entry->widget, scrolled, &bounds))
    return;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  page = gtk_adjustment_get_page_size (adjustment);
  get_extent (entry, &top, &height);
  top += bounds.origin.y;
  if (top < 0.02 * page || top + height > 0.92 * page)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + top - 0.2 * page);
}

void
birge_spoken_mark (BirgeSpoken *self, int index)
{
  unmark (self);
  if (index < 0 || index >= (int) self->entries->len)
    return;
  self->marked = g_ptr_array_index (self->entries, index);
  if (self->marked->end == 0)
    gtk_widget_add_css_class (self->marked->widget, "spoken");
  else
    mark_sentence (self);
  scroll_to (self->marked);
}

void
birge_spoken_mark_word (BirgeSpoken *self, guint start, guint length)
{
  const Entry *entry = self->marked;

  if (entry == NULL || entry->end == 0 || entry->start + start + length > entry->end)
    return;
  show_marks (self, entry->start + start, entry->start + start + length);
}
