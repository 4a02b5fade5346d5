/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-idle.h"
#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-widgets.h"

typedef struct
{
  BirgePage *page; /* borrowed */
  GtkWidget *box;
} Settings;

/* Numbers that are made larger and smaller by touch. */
static const struct
{
  const char *key;
  const char *name;
  const char *less;
  const char *more;
  int         fallback, step, least, most;
} numbers[] = {
  { BIRGE_STATE_VOLUME, N_("Volume at the start of a visit, percent"), N_("Quieter"), N_("Louder"), 60, 10, 0, 100 },
  { BIRGE_STATE_IDLE_SECONDS, N_("Seconds without a touch until it asks \"still there?\""), N_("Less time"), N_("More time"),
    BIRGE_IDLE_DEFAULT_SECONDS, 15, 30, 240 },
};

static const char *const order_name = N_("Order of languages on the first page");

static void fill (Settings *self);

static void
fill_now (GtkWidget *box)
{
  fill (g_object_get_data (G_OBJECT (box), "birge-settings"));
}

static void
set (Settings *self, const char *key, const char *value)
{
  BirgeState *state = birge_shell_get_state (birge_page_get_shell (self->page));
  g_autofree char *detail = g_strdup_printf ("%s=%s", key, value);
  g_autoptr(GError) error = NULL;

  if (!birge_state_set (state, key, value, &error))
    g_warning ("kept only until the next start: %s", error->message);
  birge_state_log (state, "setting", detail);
  birge_widget_later (self->box, fill_now);
}

static void
on_step_clicked (GtkWidget *button, Settings *self)
{
  int i = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "birge-number"));
  int by = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "birge-by"));
  BirgeState *state = birge_shell_get_state (birge_page_get_shell (self->page));
  g_autofree char *value = g_strdup_printf ("%d", CLAMP (birge_state_get_int (state, numbers[i].key, numbers[i].fallback) + by,
                                                         numbers[i].least, numbers[i].most));

  set (self, numbers[i].key, value);
}

static GtkWidget *
make_step (Settings *self, int i, gboolean more)
{
  const char *action = birge_page_tr (self->page, more ? numbers[i].more : numbers[i].less);
  GtkWidget *button = birge_round_button_new (more ? "plus" : "minus", action, "choice");

  g_object_set_data (G_OBJECT (button), "birge-number", GINT_TO_POINTER (i));
  g_object_set_data (G_OBJECT (button), "birge-by", GINT_TO_POINTER (more ? numbers[i].step : -numbers[i].step));
  g_signal_connect (button, "clicked", G_CALLBACK (on_step_clicked), self);
  return button;
}

static void
on_earlier_clicked (GtkWidget *button, Settings *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "birge-row"));
  g_auto(GStrv) tags = birge_shell_dup_languages (birge_page_get_shell (self->page));
  g_autofree char *order = NULL;
  char *moved = tags[i];

  tags[i] = tags[i - 1];
  tags[i - 1] = moved;
  order = g_strjoinv (" ", tags);
  set (self, BIRGE_STATE_LANGUAGE_ORDER, order);
}

static void
add_languages (Settings *self)
{
  g_auto(GStrv) tags = birge_shell_dup_languages (birge_page_get_shell (self->page));

  birge_box_add (self->box, birge_label_new (birge_page_tr (self->page, order_name), NULL, "title2"));
  for (guint i = 0; tags[i] != NULL; i++)
    {
      GtkWidget *row = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "staff-row"));
      const char *language = birge_language_get_name (birge_language_find (tags[i]));
      GtkWidget *label = birge_box_add (row, birge_label_new (language, tags[i], NULL));
      g_autofree char *name = g_strdup_printf ("%s: %s", birge_page_tr (self->page, N_("Move up")), language);
      GtkWidget *button = birge_box_add (row, birge_round_button_new ("up", name, "choice"));

      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_set_sensitive (button, i > 0);
      g_object_set_data (G_OBJECT (button), "birge-row", GUINT_TO_POINTER (i));
      g_signal_connect (button, "clicked", G_CALLBACK (on_earlier_clicked), self);
    }
}

static void
fill (Settings *self)
{
  BirgeShell *shell = birge_page_get_shell (self->page);

  birge_box_clear (self->box);
  for (int i = 0; i < (int) G_N_ELEMENTS (numbers); i++)
    {
      GtkWidget *row = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "staff-row"));
      int value = birge_state_get_int (birge_shell_get_state (shell), numbers[i].key, numbers[i].fallback);
      g_autofree char *text = birge_language_format_number (birge_shell_get_language_info (shell), value);
      GtkWidget *label = birge_box_add (row, birge_label_new (birge_page_tr (self->page, numbers[i].name), NULL, NULL));

      gtk_widget_set_hexpand (label, TRUE);
      birge_box_add (row, make_step (self, i, FALSE));
      birge_box_add (row, birge_label_new (text, NULL, "title2"));
      birge_box_add (row, make_step (self, i, TRUE));
    }
  add_languages (self);
}

const char *
birge_staff_settings_get_name (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (key, numbers[i].key))
      return numbers[i].name;
  return g_str_equal (key, BIRGE_STATE_LANGUAGE_ORDER) ? order_name : NULL;
}

GtkWidget *
birge_staff_settings_new (BirgePage *page)
{
  Settings *self = g_new0 (Settings, 1);

  self->page = page;
  self->box = birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-list");
  g_object_set_data_full (G_OBJECT (self->box), "birge-settings", self, g_free);
  fill (self);
  return self->box;
}
