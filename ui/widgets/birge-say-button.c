/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-say-button.h"

#include "ui/widgets/birge-widgets.h"

#define KEY "birge-say"

typedef struct
{
  BirgeShell *shell;      /* owned */
  GPtrArray  *utterances; /* owned, or NULL */
  char       *name;
  gboolean    speaking;   /* by this button */
} Say;

static Say *
get_say (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), KEY);
}

static void
say_free (gpointer data)
{
  Say *self = data;

  g_object_unref (self->shell);
  g_clear_pointer (&self->utterances, g_ptr_array_unref);
  g_free (self->name);
  g_free (self);
}

static void
show (GtkWidget *button, gboolean speaking)
{
  Say *self = get_say (button);
  g_autofree char *name = g_strdup_printf ("%s: %s", birge_shell_tr (self->shell, speaking ? N_("Pause") : N_("Listen")), self->name);

  self->speaking = speaking;
  birge_picture_set_icon (BIRGE_PICTURE (gtk_button_get_child (GTK_BUTTON (button))), speaking ? "pause" : "speaker");
  birge_name_control (button, name);
}

static void
on_mark (int index, gpointer button)
{
  if (index < 0)
    show (button, FALSE);
}

static void
on_clicked (GtkWidget *button)
{
  Say *self = get_say (button);

  if (self->speaking)
    birge_shell_hush (self->shell);
  else if (self->utterances != NULL)
    show (button, birge_shell_speak (self->shell, self->utterances, 0, on_mark, button));
}

/* It goes, or reads something else from now on. */
static void
detach (GtkWidget *button)
{
  birge_shell_forget (get_say (button)->shell, button);
}

void
birge_say_button_set (GtkWidget *button, const char *name, GPtrArray *utterances)
{
  Say *self = get_say (button);

  g_return_if_fail (self != NULL);

  if (self->speaking)
    detach (button);
  g_free (self->name);
  self->name = g_strdup (name != NULL ? name : "");
  if (utterances != NULL)
    g_ptr_array_ref (utterances);
  g_clear_pointer (&self->utterances, g_ptr_array_unref);
  self->utterances = utterances;
  gtk_widget_set_visible (button, birge_shell_can_read (self->shell, utterances));
  show (button, FALSE);
}

GPtrArray *
birge_say_button_get_utterances (GtkWidget *button)
{
  g_return_val_if_fail (get_say (button) != NULL, NULL);

  return get_say (button)->utterances;
}

GtkWidget *
birge_say_button_new (BirgeShell *shell, const char *css_class)
{
  GtkWidget *button = birge_round_button_new ("speaker", "", css_class);
  Say *self = g_new0 (Say, 1);

  self->shell = g_object_ref (shell);
  self->name = g_strdup ("");
  g_object_set_data_full (G_OBJECT (button), KEY, self, say_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), NULL);
  g_signal_connect (button, "destroy", G_CALLBACK (detach), NULL);
  return button;
}
