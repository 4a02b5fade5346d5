/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-panels.h"

#include "ui/widgets/birge-widgets.h"

static void
mark_chosen (GtkWidget *button, gboolean chosen)
{
  if (chosen)
    gtk_widget_add_css_class (button, "chosen");
  else
    gtk_widget_remove_css_class (button, "chosen");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                               chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static void
update_letter_buttons (BirgeShell *shell, GtkWidget *row)
{
  guint size = birge_session_get_letter_size (birge_shell_get_session (shell));
  guint i = 0;

  for (GtkWidget *button = gtk_widget_get_first_child (row); button != NULL; button = gtk_widget_get_next_sibling (button))
    mark_chosen (button, i++ == size);
}

static void
on_letter_clicked (GtkWidget *button, BirgeShell *shell)
{
  guint i = 0;

  for (GtkWidget *other = gtk_widget_get_prev_sibling (button); other != NULL; other = gtk_widget_get_prev_sibling (other))
    i++;
  birge_session_set_letter_size (birge_shell_get_session (shell), i);
  update_letter_buttons (shell, gtk_widget_get_parent (button));
}

static GtkWidget *
letter_row (BirgeShell *shell)
{
  static const char *const names[BIRGE_SESSION_N_LETTER_SIZES] = { N_("Small letters"), N_("Normal letters"), N_("Large letters"),
                                                                   N_("Very large letters") };
  static const char *const classes[BIRGE_SESSION_N_LETTER_SIZES] = { "letter0", "letter1", "letter2", "letter3" };
  GtkWidget *row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices");

  for (guint i = 0; i < BIRGE_SESSION_N_LETTER_SIZES; i++)
    {
      GtkWidget *button = birge_box_add (row, birge_round_button_new ("size", birge_shell_tr (shell, names[i]), classes[i]));

      gtk_widget_add_css_class (button, "choice");
      gtk_widget_set_hexpand (button, TRUE);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_letter_clicked), shell, 0);
    }
  update_letter_buttons (shell, row);
  return row;
}

static void
on_contrast_clicked (GtkWidget *button, BirgeShell *shell)
{
  BirgeSession *session = birge_shell_get_session (shell);

  birge_session_set_contrast (session, !birge_session_get_contrast (session));
  mark_chosen (button, birge_session_get_contrast (session));
}

static void
on_lowered_clicked (GtkWidget *button, BirgeShell *shell)
{
  BirgeSession *session = birge_shell_get_session (shell);

  birge_session_set_lowered (session, !birge_session_get_lowered (session));
  mark_chosen (button, birge_session_get_lowered (session));
}

static void
show_volume (GtkWidget *bars, int volume)
{
  int i = 0;

  for (GtkWidget *bar = gtk_widget_get_first_child (bars); bar != NULL; bar = gtk_widget_get_next_sibling (bar))
    {
      i += 20;
      if (volume >= i)
        gtk_widget_add_css_class (bar, "on");
      else
        gtk_widget_remove_css_class (bar, "on");
    }
}

static void
change_volume (GtkWidget *button, BirgeShell *shell, int by)
{
  BirgeSession *session = birge_shell_get_session (shell);
  GtkWidget *bars = g_object_get_data (G_OBJECT (button), "birge-bars");

  birge_session_set_volume (session, birge_session_get_volume (session) + by);
  show_volume (bars, birge_session_get_volume (session));
  birge_sounds_set_volume (birge_shell_get_sounds (shell), birge_session_get_volume (session) / 100.0);
  birge_speech_set_volume (birge_shell_get_speech (shell), birge_session_get_volume (session) / 100.0);
  birge_sounds_play (birge_shell_get_sounds (shell), BIRGE_SOUND_TAP);
}

static void
on_quieter_clicked (GtkWidget *button, BirgeShell *shell)
{
  change_volume (button, shell, -20);
}

static void
on_louder_clicked (GtkWidget *button, BirgeShell *shell)
{
  change_volume (button, shell, 20);
}

static GtkWidget *
volume_row (BirgeShell *shell)
{
  GtkWidget *row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices");
  GtkWidget *quieter = birge_box_add (row, birge_round_button_new ("speaker-off", birge_shell_tr (shell, N_("Quieter")), "choice"));
  GtkWidget *bars = birge_box_add (row, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "volume-bars"));
  GtkWidget *louder = birge_box_add (row, birge_round_button_new ("speaker", birge_shell_tr (shell, N_("Louder")), "choice"));

  gtk_widget_set_hexpand (bars, TRUE);
  for (guint i = 0; i < 5; i++)
    {
      GtkWidget *bar = birge_box_add (bars, birge_box_new (GTK_ORIENTATION_VERTICAL, "volume-bar"));

      gtk_widget_set_hexpand (bar, TRUE);
    }
  show_volume (bars, birge_session_get_volume (birge_shell_get_session (shell)));
  g_object_set_data (G_OBJECT (quieter), "birge-bars", bars);
  g_object_set_data (G_OBJECT (louder), "birge-bars", bars);
  g_signal_connect_object (quieter, "clicked", G_CALLBACK (on_quieter_clicked), shell, 0);
  g_signal_connect_object (louder, "clicked", G_CALLBACK (on_louder_clicked), shell, 0);
  return row;
}

GtkWidget *
birge_comfort_panel_new (BirgeShell *shell)
{
  BirgeSession *session = birge_shell_get_session (shell);
  GtkWidget *panel = birge_box_new (GTK_ORIENTATION_VERTICAL, "panel");
  GtkWidget *row, *button;

  birge_box_add (panel, letter_row (shell));
  birge_box_add (panel, volume_row (shell));
  row = birge_box_add (panel, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
  button = birge_box_add (row, birge_button_new ("contrast", birge_shell_tr (shell, N_("Strong contrast")), "choice"));
  gtk_widget_set_hexpand (button, TRUE);
  mark_chosen (button, birge_session_get_contrast (session));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_contrast_clicked), shell, 0);
  button = birge_box_add (row, birge_button_new ("lower", birge_shell_tr (shell, N_("Everything lower")), "choice"));
  gtk_widget_set_hexpand (button, TRUE);
  mark_chosen (button, birge_session_get_lowered (session));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_lowered_clicked), shell, 0);
  return panel;
}

static void
on_language_clicked (GtkWidget *button, BirgeShell *shell)
{
  birge_shell_set_language (shell, g_object_get_data (G_OBJECT (button), "birge-tag"));
}

GtkWidget *
birge_language_panel_new (BirgeShell *shell, GCallback chosen, gpointer user_data)
{
  GtkWidget *panel = birge_box_new (GTK_ORIENTATION_VERTICAL, "panel");
  GtkWidget *grid = birge_box_add (panel, gtk_grid_new ());
  g_auto(GStrv) tags = birge_shell_dup_languages (shell);
  const char *now = birge_shell_get_language (shell);

  gtk_widget_add_css_class (grid, "languages");
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (guint i = 0; tags[i] != NULL; i++)
    {
      const BirgeLanguage *language = birge_language_find (tags[i]);
      GtkWidget *button = birge_button_new (NULL, birge_language_get_name (language), "choice");

      mark_chosen (button, g_strcmp0 (now, birge_language_get_tag (language)) == 0);
      g_object_set_data (G_OBJECT (button), "birge-tag", (gpointer) birge_language_get_tag (language));
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_language_clicked), shell, 0);
      g_signal_connect_swapped (button, "clicked", chosen, user_data);
      gtk_widget_set_hexpand (button, TRUE);
      gtk_grid_attach (GTK_GRID (grid), button, (int) i % 2, (int) i / 2, 1, 1);
    }
  return panel;
}

GtkWidget *
birge_still_there_new (BirgeShell *shell, GCallback yes, gpointer user_data)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "content");
  GtkWidget *label;

  gtk_widget_add_css_class (button, "still-there");
  birge_box_add (box, birge_picture_new_icon ("person-wave"));
  label = birge_box_add (box, birge_label_new (birge_shell_tr (shell, N_("Are you still there?")), NULL, "title"));
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  label = birge_box_add (box, birge_label_new (birge_shell_tr (shell, N_("Touch the screen to go on")), NULL, "summary"));
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  label = birge_box_add (box, birge_label_new ("", NULL, "seconds"));
  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), box);
  birge_name_control (button, birge_shell_tr (shell, N_("I am still here")));
  g_object_set_data (G_OBJECT (button), "birge-seconds", label);
  g_object_set_data (G_OBJECT (button), "birge-language", (gpointer) birge_shell_get_language_info (shell));
  g_signal_connect_swapped (button, "clicked", yes, user_data);
  return button;
}

void
birge_still_there_set_seconds (GtkWidget *self, guint seconds)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (self), "birge-seconds");
  g_autofree char *text = birge_language_format_number (g_object_get_data (G_OBJECT (self), "birge-language"), seconds);

  gtk_label_set_label (GTK_LABEL (label), text);
}
