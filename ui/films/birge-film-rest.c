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
  int        n_offers;
  gboolean   is_narrow;
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

/* All buttons are equally wide. */
static void
arrange (BirgeFilmRest *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (self->row);
  int column = gtk_widget_get_visible (self->go_on) ? 2 : 1;

  g_object_set (gtk_layout_manager_get_layout_child (layout, self->slot), "column", column, "column-span", MAX (self->n_offers, 1), NULL);
}

void
birge_film_rest_begin (BirgeFilmRest *self, gboolean ended)
{
  g_return_if_fail (BIRGE_IS_FILM_REST (self));

  gtk_widget_set_visible (self->go_on, !ended);
  self->offers = NULL;
  self->n_offers = 0;
  birge_slot_set_child (BIRGE_SLOT (self->slot), NULL);
  gtk_widget_set_visible (self->slot, FALSE);
  arrange (self);
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
  birge_button_set_upright (button, self->is_narrow);
  birge_box_add (self->offers, button);
  self->n_offers++;
  arrange (self);
}

void
birge_film_rest_set_narrow (BirgeFilmRest *self, gboolean narrow)
{
  g_return_if_fail (BIRGE_IS_FILM_REST (self));

  self->is_narrow = narrow;
  birge_button_set_upright (self->again, narrow);
  birge_button_set_upright (self->go_on, narrow);
  for (GtkWidget *button = self->offers != NULL ? gtk_widget_get_first_child (self->offers) : NULL; button != NULL;
       button = gtk_widget_get_next_sibling (button))
    birge_button_set_upright (button, narrow);
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
  self->row = gtk_grid_new ();
  gtk_widget_add_css_class (self->row, "row");
  gtk_widget_set_parent (self->row, GTK_WIDGET (self));
  gtk_widget_set_direction (self->row, GTK_TEXT_DIR_LTR); /* back is left, as in the controls */
  self->again = birge_button_new ("repeat", "", "big");
  self->go_on = birge_button_new ("play", "", "big");
  self->slot = birge_slot_new ();
  gtk_widget_add_css_class (self->again, "again");
  gtk_widget_add_css_class (self->go_on, "aid");
  gtk_grid_attach (GTK_GRID (self->row), self->again, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (self->row), self->go_on, 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (self->row), self->slot, 2, 0, 1, 1);
  for (GtkWidget *child = self->again; child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_hexpand (child, TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (self->row), TRUE);
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
