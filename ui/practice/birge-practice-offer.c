/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-practice-offer.h"

#include "ui/widgets/birge-widgets.h"

#define RHYTHM "rhythm"
#define ROUTE "birge-route"

static const char *const kinds[] = {
  [BIRGE_QUESTION_CHOICE] = "choice", [BIRGE_QUESTION_ORDER] = "order", [BIRGE_QUESTION_TOUCH] = "touch",
};

gboolean
birge_practice_has_tasks (BirgeFilm *film, const char *practice)
{
  g_return_val_if_fail (BIRGE_IS_FILM (film), FALSE);

  for (guint i = 0; i < birge_film_get_n_tasks (film); i++)
    if (practice == NULL || g_str_equal (kinds[birge_film_get_task (film, i)->kind], practice))
      return TRUE;
  return FALSE;
}

gboolean
birge_practice_has_rhythm (BirgeFilm *film)
{
  g_return_val_if_fail (BIRGE_IS_FILM (film), FALSE);

  for (guint i = 0; i < birge_film_get_n_stops (film); i++)
    if (g_strcmp0 (birge_film_get_stop_practice (film, i), RHYTHM) == 0)
      return TRUE;
  return FALSE;
}

static void
on_clicked (GtkWidget *button, BirgePage *page)
{
  BirgeShell *shell = birge_page_get_shell (page);

  birge_shell_hush (shell);
  birge_shell_go (shell, g_object_get_data (G_OBJECT (button), ROUTE));
}

static GtkWidget *
make_button (BirgePage *page, const char *icon, const char *text, BirgeRoute *route)
{
  GtkWidget *button = birge_button_new (icon, text, "big");

  gtk_widget_add_css_class (button, "learn");
  g_object_set_data_full (G_OBJECT (button), ROUTE, route, (GDestroyNotify) birge_route_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), page, 0);
  return button;
}

GtkWidget *
birge_practice_tasks_button (BirgePage *page, BirgeFilm *film, const char *practice)
{
  g_return_val_if_fail (BIRGE_IS_PAGE (page) && BIRGE_IS_FILM (film), NULL);

  if (!birge_practice_has_tasks (film, practice))
    return NULL;
  return make_button (page, "hand-touch", birge_page_tr (page, N_("Practise")),
                      birge_route_new (BIRGE_PLACE_PRACTICE, birge_item_get_id (birge_film_get_item (film)), practice, 0));
}

GtkWidget *
birge_practice_rhythm_button_new (BirgePage *page, const char *item)
{
  g_return_val_if_fail (BIRGE_IS_PAGE (page), NULL);

  return make_button (page, "metronome", birge_page_tr (page, N_("Press in time")), birge_route_new (BIRGE_PLACE_RHYTHM, item, NULL, 0));
}

GtkWidget *
birge_practice_rhythm_button (BirgePage *page, BirgeFilm *film, const char *practice)
{
  g_return_val_if_fail (BIRGE_IS_PAGE (page) && BIRGE_IS_FILM (film), NULL);

  if ((practice != NULL && !g_str_equal (practice, RHYTHM)) || !birge_practice_has_rhythm (film))
    return NULL;
  return birge_practice_rhythm_button_new (page, birge_item_get_id (birge_film_get_item (film)));
}

GtkWidget *
birge_practice_entry_new (BirgePage *page, BirgeFilm *film)
{
  GtkWidget *buttons[] = { birge_practice_rhythm_button (page, film, NULL), birge_practice_tasks_button (page, film, NULL) };
  GtkWidget *box = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (buttons[i] != NULL)
      {
        box = box != NULL ? box : birge_box_new (GTK_ORIENTATION_HORIZONTAL, "practice-entry");
        gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
        birge_button_set_upright (buttons[i], TRUE);
        gtk_widget_set_hexpand (buttons[i], TRUE);
        birge_box_add (box, buttons[i]);
      }
  return box;
}
