/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-task-view-private.h"

#include "ui/widgets/birge-widgets.h"

/* One right answer among a few. As in the lessons, an answer speaks at the first touch and is chosen at the second. */
typedef struct {
  GtkWidget *touched; /* spoke, and waits for the second touch */
  GtkWidget *right;
} Choice;

static const BirgeWording *
get_answer (BirgeTaskView *self, GtkWidget *button)
{
  return g_ptr_array_index (self->task->answers, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "birge-answer")));
}

static void
touch (Choice *choice, GtkWidget *button)
{
  if (choice->touched != NULL)
    gtk_widget_remove_css_class (choice->touched, "touched");
  choice->touched = button;
  if (button != NULL)
    gtk_widget_add_css_class (button, "touched");
}

static void
choose (BirgeTaskView *self, GtkWidget *button)
{
  Choice *choice = self->own;
  gboolean right = button == choice->right;

  touch (choice, NULL);
  gtk_widget_remove_css_class (button, "hint");
  gtk_widget_add_css_class (button, right ? "right" : "wrong");
  _birge_task_view_mark (button, _birge_task_view_sign_new (right));
  gtk_widget_set_can_target (button, FALSE);
  if (right)
    {
      _birge_task_view_right (self, NULL, NULL);
      _birge_task_view_finish (self);
      return;
    }
  _birge_task_view_wrong (self, N_("Not this one. Try again."));
  if (self->misses >= BIRGE_TASK_PATIENCE)
    gtk_widget_add_css_class (choice->right, "hint");
}

static void
on_clicked (GtkWidget *button, BirgeTaskView *self)
{
  BirgeShell *shell = birge_page_get_shell (self->page);
  const BirgeWording *answer = get_answer (self, button);
  Choice *choice = self->own;

  if (self->is_done || gtk_widget_has_css_class (button, "wrong"))
    return;
  if (choice->touched == button || !birge_shell_can_speak (shell, answer->language))
    {
      choose (self, button);
      return;
    }
  touch (choice, button);
  birge_shell_say (shell, answer->text, answer->language);
}

static GtkWidget *
make_button (BirgeTaskView *self, guint i)
{
  const BirgeWording *answer = g_ptr_array_index (self->task->answers, i);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *label = birge_label_new (answer->text, answer->language, "word");

  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), 0.5);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), label);
  gtk_button_set_child (GTK_BUTTON (button), overlay);
  gtk_widget_add_css_class (button, "option");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_vexpand (button, TRUE);
  birge_name_control (button, answer->text);
  g_object_set_data (G_OBJECT (button), "birge-answer", GUINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  return button;
}

void
_birge_task_view_fill_choice (BirgeTaskView *self)
{
  Choice *choice = g_new0 (Choice, 1);
  BirgeShell *shell = birge_page_get_shell (self->page);
  const BirgeWording *first = g_ptr_array_index (self->task->answers, 0);
  guint n = self->task->answers->len, turn = (guint) g_random_int_range (0, (gint32) n);
  GtkWidget *column;

  self->own = choice;
  birge_box_add (self->box, birge_label_new (birge_shell_can_speak (shell, first->language)
                                               ? birge_page_tr (self->page, N_("Touch an answer to hear it, and again to choose it."))
                                               : birge_page_tr (self->page, N_("Touch the right answer.")),
                                             NULL, "sub"));
  column = birge_box_add (self->box, birge_box_new (birge_style_is_portrait (birge_shell_get_style (shell))
                                                      ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "options"));
  gtk_box_set_homogeneous (GTK_BOX (column), TRUE);
  gtk_widget_set_vexpand (column, TRUE);
  for (guint i = 0; i < n; i++)
    {
      guint answer = (i + turn) % n;
      GtkWidget *button = birge_box_add (column, make_button (self, answer));

      if (answer == 0)
        choice->right = button;
    }
}
