/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/films/birge-film-list.h"

#include "data/formats/birge-vtt.h"
#include "ui/widgets/birge-slot.h"
#include "ui/widgets/birge-widgets.h"

/* Below this part of what is seen of the list lie the buttons that scroll it. */
#define CLEAR_SHARE 0.75

struct _BirgeFilmList
{
  GtkWidget  parent_instance;
  BirgePage *page;     /* borrowed: this is inside it */
  GtkWidget *slot;
  GtkWidget *box;      /* the lines, inside the slot; or NULL */
  GArray    *places;   /* of gint64: where each line leads */
  BirgeFilm *film;     /* owned, or NULL */
  GPtrArray *cues;     /* owned, or NULL */
  const char *language; /* of the cues, static */
  gboolean   words;
  gint64     position_us;
  int        now;      /* the marked line, -1 for none */
  GtkAdjustment *watched; /* owned; of what scrolls it, or NULL */
};

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeFilmList, birge_film_list, GTK_TYPE_WIDGET)

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* The lines are more than the glass holds: the line of this moment stands in the upper part, clear of the buttons. A new one
 * has no place yet when the frame clock ticks first. */
static gboolean
bring_into_view (GtkWidget *line, GdkFrameClock *clock, gpointer user_data)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (line, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = scrolled != NULL ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)) : NULL;
  double y, page;

  if (adjustment == NULL || !gtk_widget_has_css_class (line, "now"))
    return G_SOURCE_REMOVE;
  if (gtk_widget_get_height (line) == 0 || !gtk_widget_translate_coordinates (line, scrolled, 0, 0, NULL, &y))
    return G_SOURCE_CONTINUE;
  page = gtk_adjustment_get_page_size (adjustment);
  if (y < 0 || y + gtk_widget_get_height (line) > page * CLEAR_SHARE)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + y - page / 4);
  return G_SOURCE_REMOVE;
}

/* Buttons came or went below. */
static void
on_page_size (BirgeFilmList *self)
{
  for (GtkWidget *line = self->box != NULL ? gtk_widget_get_first_child (self->box) : NULL; line != NULL;
       line = gtk_widget_get_next_sibling (line))
    if (gtk_widget_has_css_class (line, "now"))
      gtk_widget_add_tick_callback (line, bring_into_view, NULL, NULL);
}

static void
birge_film_list_root (GtkWidget *widget)
{
  BirgeFilmList *self = BIRGE_FILM_LIST (widget);
  GtkWidget *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);

  GTK_WIDGET_CLASS (birge_film_list_parent_class)->root (widget);
  if (scrolled == NULL || self->watched != NULL)
    return;
  self->watched = g_object_ref (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)));
  g_signal_connect_object (self->watched, "notify::page-size", G_CALLBACK (on_page_size), self, G_CONNECT_SWAPPED);
}

static void
mark (BirgeFilmList *self)
{
  GtkWidget *line = self->box != NULL ? gtk_widget_get_first_child (self->box) : NULL;
  int now = -1, i = 0;

  while ((guint) (now + 1) < self->places->len && g_array_index (self->places, gint64, now + 1) <= self->position_us)
    now++;
  if (now == self->now)
    return;
  self->now = now;
  for (; line != NULL; line = gtk_widget_get_next_sibling (line), i++)
    {
      set_class (line, "now", i == now);
      if (i == now)
        gtk_widget_add_tick_callback (line, bring_into_view, NULL, NULL);
      set_class (line, "seen", i <= now);
    }
}

static void
on_line_clicked (GtkWidget *button, BirgeFilmList *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "birge-line"));

  if (gtk_widget_get_parent (button) == self->box) /* not a line of the list before */
    g_signal_emit (self, signals[CHOSEN], 0, g_array_index (self->places, gint64, i));
}

/* @number: of a step, or NULL. */
static void
add_line (BirgeFilmList *self, gint64 at_us, const char *number, const char *text, const char *language)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "content");
  GtkWidget *label;

  if (number != NULL)
    {
      label = birge_box_add (row, birge_label_new (number, NULL, "num"));
      gtk_label_set_xalign (GTK_LABEL (label), 0.5);
      gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
    }
  label = birge_box_add (row, birge_label_new (text, language, NULL));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_button_set_child (GTK_BUTTON (button), row);
  gtk_widget_add_css_class (button, "film-step");
  birge_name_control (button, text);
  g_object_set_data (G_OBJECT (button), "birge-line", GUINT_TO_POINTER (self->places->len));
  g_signal_connect (button, "clicked", G_CALLBACK (on_line_clicked), self);
  g_array_append_val (self->places, at_us);
  birge_box_add (self->box, button);
}

static void
add_steps (BirgeFilmList *self)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (self->page));

  for (guint i = 0; self->film != NULL && i < birge_film_get_n_chapters (self->film); i++)
    {
      g_autofree char *digits = g_strdup_printf ("%u", i + 1);
      g_autofree char *number = birge_language_localise_digits (language, digits);

      add_line (self, birge_film_get_chapter_us (self->film, i), number, birge_film_get_chapter_title (self->film, i),
                birge_film_get_chapter_title_language (self->film, i));
    }
}

static void
fill (BirgeFilmList *self)
{
  self->box = birge_box_new (GTK_ORIENTATION_VERTICAL, "film-steps");
  g_array_set_size (self->places, 0);
  if (!birge_film_list_shows_words (self))
    add_steps (self);
  else
    for (guint i = 0; i < self->cues->len; i++)
      {
        const BirgeCue *cue = g_ptr_array_index (self->cues, i);

        add_line (self, cue->start_us, NULL, cue->text, self->language);
      }
  birge_slot_set_child (BIRGE_SLOT (self->slot), self->box); /* a finger may lie on a line of the old list */
  self->now = -2;
  mark (self);
}

static void
birge_film_list_dispose (GObject *object)
{
  BirgeFilmList *self = BIRGE_FILM_LIST (object);

  g_clear_pointer (&self->slot, gtk_widget_unparent);
  self->box = NULL;
  g_clear_pointer (&self->places, g_array_unref);
  g_clear_pointer (&self->cues, g_ptr_array_unref);
  g_clear_object (&self->film);
  g_clear_object (&self->watched);
  G_OBJECT_CLASS (birge_film_list_parent_class)->dispose (object);
}

static void
birge_film_list_class_init (BirgeFilmListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_film_list_dispose;
  GTK_WIDGET_CLASS (klass)->root = birge_film_list_root;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[CHOSEN] = g_signal_new ("chosen", BIRGE_TYPE_FILM_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
birge_film_list_init (BirgeFilmList *self)
{
  self->places = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->slot = birge_slot_new ();
  gtk_widget_set_parent (self->slot, GTK_WIDGET (self));
}

GtkWidget *
birge_film_list_new (BirgePage *page)
{
  BirgeFilmList *self = g_object_new (BIRGE_TYPE_FILM_LIST, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

void
birge_film_list_set_film (BirgeFilmList *self, BirgeFilm *film)
{
  g_return_if_fail (BIRGE_IS_FILM_LIST (self));

  g_set_object (&self->film, film);
  fill (self);
}

void
birge_film_list_set_cues (BirgeFilmList *self, GPtrArray *cues, const char *language)
{
  gboolean shown;

  g_return_if_fail (BIRGE_IS_FILM_LIST (self));

  shown = birge_film_list_shows_words (self);
  g_clear_pointer (&self->cues, g_ptr_array_unref);
  self->cues = cues != NULL && cues->len > 0 ? g_ptr_array_ref (cues) : NULL;
  self->language = language;
  if (shown || birge_film_list_shows_words (self))
    fill (self);
}

void
birge_film_list_show_words (BirgeFilmList *self, gboolean words)
{
  g_return_if_fail (BIRGE_IS_FILM_LIST (self));

  if (self->words == words)
    return;
  self->words = words;
  fill (self);
}

/* Without words there are still the steps. */
gboolean
birge_film_list_shows_words (BirgeFilmList *self)
{
  g_return_val_if_fail (BIRGE_IS_FILM_LIST (self), FALSE);

  return self->words && self->cues != NULL;
}

void
birge_film_list_set_position (BirgeFilmList *self, gint64 position_us)
{
  g_return_if_fail (BIRGE_IS_FILM_LIST (self));

  self->position_us = position_us;
  mark (self);
}
