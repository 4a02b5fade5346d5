/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-task-view.h"

#include "ui/practice/birge-task-view-private.h"
#include "ui/widgets/birge-say-button.h"
#include "ui/widgets/birge-widgets.h"

#define SIGN "birge-sign"

static void
view_free (gpointer data)
{
  BirgeTaskView *self = data;

  g_free (self->own);
  g_free (self);
}

static void
tell (BirgeTaskView *self, const char *icon, const char *colour, const char *text, const char *language)
{
  birge_picture_set_icon (BIRGE_PICTURE (self->sign), icon);
  gtk_widget_remove_css_class (self->sign, "aid");
  gtk_widget_remove_css_class (self->sign, "sky");
  gtk_widget_add_css_class (self->sign, colour);
  birge_label_set (self->words, text, language);
  birge_shell_say (birge_page_get_shell (self->page), text, language != NULL ? language : birge_shell_get_language (birge_page_get_shell (self->page)));
}

void
_birge_task_view_right (BirgeTaskView *self, const char *text, const char *language)
{
  self->misses = 0;
  birge_sounds_play (birge_shell_get_sounds (birge_page_get_shell (self->page)), BIRGE_SOUND_RIGHT);
  if (text != NULL && *text != '\0')
    tell (self, "check", "aid", text, language);
  else
    tell (self, "check", "aid", birge_page_tr (self->page, N_("Right!")), NULL);
}

void
_birge_task_view_wrong (BirgeTaskView *self, const char *msgid)
{
  self->misses++;
  self->at_once = FALSE;
  birge_sounds_play (birge_shell_get_sounds (birge_page_get_shell (self->page)), BIRGE_SOUND_WRONG);
  tell (self, "undo", "sky", birge_page_tr (self->page, msgid), NULL);
}

void
_birge_task_view_finish (BirgeTaskView *self)
{
  if (self->is_done)
    return;
  self->is_done = TRUE;
  self->done (self->at_once, self->user_data);
}

void
_birge_task_view_mark (GtkWidget *button, GtkWidget *sign)
{
  GtkWidget *overlay = gtk_button_get_child (GTK_BUTTON (button));
  GtkWidget *before = g_object_get_data (G_OBJECT (button), SIGN);

  if (before != NULL)
    gtk_overlay_remove_overlay (GTK_OVERLAY (overlay), before);
  if (sign != NULL)
    {
      gtk_widget_set_halign (sign, GTK_ALIGN_START);
      gtk_widget_set_valign (sign, GTK_ALIGN_START);
      gtk_widget_set_can_target (sign, FALSE);
      gtk_overlay_add_overlay (GTK_OVERLAY (overlay), sign);
    }
  g_object_set_data (G_OBJECT (button), SIGN, sign);
}

GtkWidget *
_birge_task_view_sign_new (gboolean right)
{
  GtkWidget *sign = birge_picture_new_icon (right ? "check" : "cross");

  gtk_widget_add_css_class (sign, "sign");
  return sign;
}

/* What is asked, and a loudspeaker that asks it again. */
static void
add_prompt (BirgeTaskView *self)
{
  BirgeShell *shell = birge_page_get_shell (self->page);
  GtkWidget *row = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "task-prompt"));
  GtkWidget *say = birge_say_button_new (shell, "task-say");
  GtkWidget *label;
  g_autoptr(GPtrArray) utterances = birge_utterances_new ();

  birge_utterances_add (utterances, self->task->ask.text, self->task->ask.language);
  birge_say_button_set (say, birge_page_tr (self->page, N_("Listen")), utterances);
  gtk_widget_set_valign (say, GTK_ALIGN_CENTER);
  birge_box_add (row, say);
  label = birge_box_add (row, birge_label_new (self->task->ask.text, self->task->ask.language, "title1"));
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (label, TRUE);
}

static void
add_words (BirgeTaskView *self)
{
  GtkWidget *row = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "task-words"));

  self->sign = birge_box_add (row, birge_picture_new ());
  gtk_widget_set_valign (self->sign, GTK_ALIGN_CENTER);
  self->words = birge_box_add (row, g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "wrap", TRUE,
                                                  "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0, NULL));
  gtk_widget_set_valign (self->words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (self->words, TRUE);
}

GtkWidget *
birge_task_view_new (BirgePage *page, const BirgeTask *task, BirgeTaskDone done, gpointer user_data)
{
  BirgeTaskView *self = g_new0 (BirgeTaskView, 1);

  self->page = page;
  self->task = task;
  self->done = done;
  self->user_data = user_data;
  self->at_once = TRUE;
  self->box = birge_box_new (GTK_ORIENTATION_VERTICAL, "task");
  gtk_widget_set_vexpand (self->box, TRUE);
  g_object_set_data_full (G_OBJECT (self->box), "birge-view", self, view_free);
  add_prompt (self);
  switch (task->kind)
    {
    case BIRGE_QUESTION_ORDER:
      _birge_task_view_fill_order (self);
      break;
    case BIRGE_QUESTION_TOUCH:
      _birge_task_view_fill_touch (self);
      break;
    case BIRGE_QUESTION_CHOICE:
    default:
      _birge_task_view_fill_choice (self);
      break;
    }
  add_words (self);
  return self->box;
}
