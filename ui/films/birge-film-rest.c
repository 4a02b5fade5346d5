/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/films/birge-film-rest.h"

#include "ui/widgets/birge-slot.h"
#include "ui/widgets/birge-widgets.h"

struct _BirgeFilmRest
{
  GtkWidget  parent_instance;
  BirgePage *page;   /* borrowed: this is inside it */
  GtkWidget *row;
  GtkWidget *again;
  GtkWidget *go_on;
  GtkWidget *slot;   /* for the offers */
  GtkWidget *offers; /* inside it, or NULL */
};

enum { AGAIN, GO_ON, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeFilmRest, birge_film_rest, GTK_TYPE_WIDGET)

static void
on_again_clicked (BirgeFilmRest *self)
{
  g_signal_emit (self, signals[AGAIN], 0);
}

static void
on_go_on_clicked (BirgeFilmRest *self)
{
  g_signal_emit (self, signals[GO_ON], 0);
}

void
birge_film_rest_locale_changed (BirgeFilmRest *self)
{
  g_return_if_fail (BIRGE_IS_FILM_REST (self));

  birge_button_set_text (self->again, birge_page_tr (self->page, N_("Again")));
  birge_button_set_text (self->go_on, birge_page_tr (self->page, N_("Go on")));
}

void
birge_film_rest_begin (BirgeFilmRest *self, gboolean ended)
{
  g_return_if_fail (BIRGE_IS_FILM_REST (self));

  gtk_widget_set_visible (self->go_on, !ended);
  self->offers = NULL;
  birge_slot_set_child (BIRGE_SLOT (self->slot), NULL);
  gtk_widget_set_visible (self->slot, FALSE);
}

void
birge_film_rest_offer (BirgeFilmRest *self, GtkWidget *button)
{
  g_return_if_fail (BIRGE_IS_FILM_REST (self));
  g_return_if_fail (GTK_IS_WIDGET (button));

  if (self->offers == NULL)
    {
      self->offers = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "row");
      gtk_box_set_homogeneous (GTK_BOX (self->offers), TRUE);
      birge_slot_set_child (BIRGE_SLOT (self->slot), self->offers);
      gtk_widget_set_visible (self->slot, TRUE);
    }
  gtk_widget_set_hexpand (button, TRUE);
  birge_box_add (self->offers, button);
}

static void
birge_film_rest_dispose (GObject *object)
{
  g_clear_pointer (&BIRGE_FILM_REST (object)->row, gtk_widget_unparent);
  G_OBJECT_CLASS (birge_film_rest_parent_class)->dispose (object);
}

static void
birge_film_rest_class_init (BirgeFilmRestClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_film_rest_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "filmrest");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[AGAIN] = g_signal_new ("again", BIRGE_TYPE_FILM_REST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GO_ON] = g_signal_new ("go-on", BIRGE_TYPE_FILM_REST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
birge_film_rest_init (BirgeFilmRest *self)
{
  self->row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "row");
  gtk_widget_set_parent (self->row, GTK_WIDGET (self));
  gtk_widget_set_direction (self->row, GTK_TEXT_DIR_LTR); /* back is left, as in the controls */
  self->again = birge_box_add (self->row, birge_button_new ("repeat", "", "big"));
  self->go_on = birge_box_add (self->row, birge_button_new ("play", "", "big"));
  self->slot = birge_box_add (self->row, birge_slot_new ());
  gtk_widget_add_css_class (self->again, "again");
  gtk_widget_add_css_class (self->go_on, "aid");
  for (GtkWidget *child = self->again; child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_hexpand (child, TRUE);
  gtk_box_set_homogeneous (GTK_BOX (self->row), TRUE);
  gtk_widget_set_visible (self->slot, FALSE);
  g_signal_connect_swapped (self->again, "clicked", G_CALLBACK (on_again_clicked), self);
  g_signal_connect_swapped (self->go_on, "clicked", G_CALLBACK (on_go_on_clicked), self);
}

GtkWidget *
birge_film_rest_new (BirgePage *page)
{
  BirgeFilmRest *self = g_object_new (BIRGE_TYPE_FILM_REST, NULL);

  self->page = page;
  birge_film_rest_locale_changed (self);
  return GTK_WIDGET (self);
}
