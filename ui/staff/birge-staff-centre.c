/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-widgets.h"

/* The centre's form: a list of fields; a touched field opens for writing in its place. */
static const struct
{
  const char *key;
  const char *name;
} fields[] = {
  { BIRGE_STATE_CENTRE ("name"), N_("Name of the centre") },
  { BIRGE_STATE_CENTRE ("city"), N_("City") },
  { BIRGE_STATE_CENTRE ("address"), N_("Address and landmark") },
  { BIRGE_STATE_CENTRE ("room"), N_("Room") },
  { BIRGE_STATE_CENTRE ("hours"), N_("Opening hours") },
  { BIRGE_STATE_CENTRE ("languages"), N_("Languages the staff speak") },
  { BIRGE_STATE_CENTRE ("staff"), N_("Women and men among the staff") },
  { BIRGE_STATE_CENTRE ("phones"), N_("Phones") },
  { BIRGE_STATE_CENTRE ("kiosk"), N_("Where this machine stands") },
};

typedef struct
{
  BirgePage *page; /* borrowed */
  GtkWidget *box;
  int        open; /* field being written, or -1 */
  char      *draft;
} Centre;

static void fill (Centre *self);

static void
centre_free (gpointer data)
{
  Centre *self = data;

  g_free (self->draft);
  g_free (self);
}

static void
fill_now (GtkWidget *box)
{
  fill (g_object_get_data (G_OBJECT (box), "birge-centre"));
}

static void
on_changed (const char *text, gpointer user_data)
{
  Centre *self = user_data;

  g_free (self->draft);
  self->draft = g_strdup (text);
}

static void
on_field_clicked (GtkWidget *button, Centre *self)
{
  self->open = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "birge-field"));
  birge_widget_later (self->box, fill_now);
}

static void
on_save_clicked (GtkWidget *button, Centre *self)
{
  BirgeState *state = birge_shell_get_state (birge_page_get_shell (self->page));
  g_autoptr(GError) error = NULL;

  g_strstrip (self->draft);
  if (!birge_state_set (state, fields[self->open].key, *self->draft != '\0' ? self->draft : NULL, &error))
    g_warning ("kept only until the next start: %s", error->message);
  birge_state_log (state, "centre", fields[self->open].key);
  self->open = -1;
  birge_widget_later (self->box, fill_now);
}

static void
on_cancel_clicked (GtkWidget *button, Centre *self)
{
  self->open = -1;
  birge_widget_later (self->box, fill_now);
}

static void
add_editor (Centre *self, int field, const char *value)
{
  const char *name = birge_page_tr (self->page, fields[field].name);
  GtkWidget *row = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
  GtkWidget *label = birge_box_add (row, birge_label_new (name, NULL, "title3"));
  GtkWidget *button;

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  birge_box_add (self->box, birge_staff_text_new (self->page, name, value, BIRGE_STAFF_TEXT_FORM, on_changed, self));
  button = birge_box_add (row, birge_button_new ("check", birge_page_tr (self->page, N_("Save")), "big"));
  g_signal_connect (button, "clicked", G_CALLBACK (on_save_clicked), self);
  button = birge_box_add (row, birge_button_new ("cross", birge_page_tr (self->page, N_("Leave as it was")), "plain"));
  g_signal_connect (button, "clicked", G_CALLBACK (on_cancel_clicked), self);
}

static void
fill (Centre *self)
{
  BirgeState *state = birge_shell_get_state (birge_page_get_shell (self->page));

  birge_box_clear (self->box);
  for (int i = 0; i < (int) G_N_ELEMENTS (fields); i++)
    {
      const char *value = birge_state_get (state, fields[i].key);
      GtkWidget *button, *content;

      if (self->open == i)
        add_editor (self, i, value != NULL ? value : "");
      if (self->open >= 0)
        continue; /* while one is written the others make room for the letters */
      button = birge_box_add (self->box, birge_button_new ("desk", birge_page_tr (self->page, fields[i].name), "plain"));
      content = gtk_button_get_child (GTK_BUTTON (button));
      gtk_widget_set_halign (content, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (content), birge_label_new (value != NULL ? value : "…", NULL, "sub"));
      birge_name_control (button, birge_page_tr (self->page, fields[i].name));
      g_object_set_data (G_OBJECT (button), "birge-field", GINT_TO_POINTER (i));
      g_signal_connect (button, "clicked", G_CALLBACK (on_field_clicked), self);
    }
}

const char *
birge_staff_centre_get_name (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (key, fields[i].key))
      return fields[i].name;
  return NULL;
}

GtkWidget *
birge_staff_centre_new (BirgePage *page)
{
  Centre *self = g_new0 (Centre, 1);

  self->page = page;
  self->open = -1;
  self->draft = g_strdup ("");
  self->box = birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-list");
  g_object_set_data_full (G_OBJECT (self->box), "birge-centre", self, centre_free);
  fill (self);
  return self->box;
}
