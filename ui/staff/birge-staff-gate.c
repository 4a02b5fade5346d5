/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include <string.h>

#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-widgets.h"

#define MAX_DIGITS 12

/* The PIN pad. At the first start nobody has chosen a PIN: then it asks for a new one, twice. */
typedef struct
{
  BirgePage  *page; /* borrowed: the pad is inside it */
  GtkWidget  *box;  /* borrowed: it owns this */
  GtkWidget  *title;
  GtkWidget  *dots;
  GtkWidget  *message;
  char        digits[MAX_DIGITS + 1];
  char        first[MAX_DIGITS + 1]; /* of the two when choosing */
  void      (*opened) (gpointer user_data);
  gpointer    user_data;
} Gate;

static void
gate_free (gpointer data)
{
  explicit_bzero (data, sizeof (Gate));
  g_free (data);
}

static BirgeState *
get_state (Gate *gate)
{
  return birge_shell_get_state (birge_page_get_shell (gate->page));
}

static void
show (Gate *gate, const char *message)
{
  g_autoptr(GString) dots = g_string_new (NULL);

  for (gsize i = 0; i < strlen (gate->digits); i++)
    g_string_append (dots, "● ");
  gtk_label_set_label (GTK_LABEL (gate->dots), dots->len > 0 ? dots->str : "○ ○ ○ ○");
  birge_label_set (gate->message, message, NULL);
}

static void
show_title (Gate *gate)
{
  const char *text = birge_state_has_pin (get_state (gate)) ? birge_page_tr (gate->page, N_("Staff: enter the PIN"))
                     : *gate->first != '\0'               ? birge_page_tr (gate->page, N_("The same PIN once more"))
                                                          : birge_page_tr (gate->page, N_("Choose a PIN for the staff, 4 to 12 digits"));

  birge_label_set (gate->title, text, NULL);
}

static void
forget (Gate *gate)
{
  explicit_bzero (gate->digits, sizeof gate->digits);
}

static gboolean
choose (Gate *gate)
{
  g_autoptr(GError) error = NULL;
  gboolean same = strcmp (gate->first, gate->digits) == 0;

  if (*gate->first == '\0')
    {
      memcpy (gate->first, gate->digits, sizeof gate->first);
      forget (gate);
      show (gate, "");
    }
  else if (!same || !birge_state_set_pin (get_state (gate), gate->digits, &error))
    {
      explicit_bzero (gate->first, sizeof gate->first);
      forget (gate);
      show (gate, !same ? birge_page_tr (gate->page, N_("The two were not the same. Begin again."))
                        : birge_page_tr (gate->page, N_("This PIN is too easy or too short. Choose another one.")));
    }
  else
    {
      birge_state_log (get_state (gate), "pin", "chosen at the screen");
      return TRUE;
    }
  show_title (gate);
  return FALSE;
}

static void
show_refusal (Gate *gate)
{
  guint wait_s = birge_state_get_pin_wait_s (get_state (gate));
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (gate->page));
  g_autofree char *seconds = birge_language_format_number (language, wait_s);
  g_autofree char *text = g_strdup_printf (birge_page_tr (gate->page, N_("Wrong. Wait %s seconds, then try again.")), seconds);

  show (gate, wait_s > 0 ? text : birge_page_tr (gate->page, N_("Wrong. Try again.")));
}

/* The hash takes a tenth of a second: the screen goes on meanwhile, and the pad may be gone when it is done. */
static void
on_checked (GObject *state, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GtkWidget) box = user_data;
  g_autoptr(GError) error = NULL;
  gboolean right = birge_state_check_pin_finish (BIRGE_STATE (state), result, &error);
  Gate *gate = g_object_get_data (G_OBJECT (box), "birge-gate");

  if (gtk_widget_get_root (box) == NULL)
    return; /* left meanwhile */
  gtk_widget_set_sensitive (box, TRUE);
  if (!right)
    {
      show_refusal (gate);
      return;
    }
  birge_state_log (BIRGE_STATE (state), "staff", "opened");
  gate->opened (gate->user_data);
}

static void
on_enter_clicked (GtkWidget *button, Gate *gate)
{
  if (*gate->digits == '\0')
    return;
  if (birge_state_has_pin (get_state (gate)))
    {
      gtk_widget_set_sensitive (gate->box, FALSE);
      birge_state_check_pin_async (get_state (gate), gate->digits, NULL, on_checked, g_object_ref (gate->box));
      forget (gate);
    }
  else if (choose (gate))
    {
      forget (gate);
      gate->opened (gate->user_data);
    }
}

static void
on_digit_clicked (GtkWidget *button, Gate *gate)
{
  gsize length = strlen (gate->digits);

  if (length < MAX_DIGITS)
    gate->digits[length] = *(const char *) g_object_get_data (G_OBJECT (button), "birge-digit");
  show (gate, "");
}

static void
on_back_clicked (GtkWidget *button, Gate *gate)
{
  gsize length = strlen (gate->digits);

  if (length > 0)
    gate->digits[length - 1] = '\0';
  show (gate, "");
}

GtkWidget *
birge_staff_gate_new (BirgePage *page, void (*opened) (gpointer user_data), gpointer user_data)
{
  static const char digits[] = "123456789" "0";
  Gate *gate = g_new0 (Gate, 1);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "pin");
  GtkWidget *grid, *button;

  gate->page = page;
  gate->box = box;
  gate->opened = opened;
  gate->user_data = user_data;
  g_object_set_data_full (G_OBJECT (box), "birge-gate", gate, gate_free);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gate->title = birge_box_add (box, birge_label_new (NULL, NULL, "title2"));
  gate->dots = birge_box_add (box, birge_label_new (NULL, NULL, "pin-dots"));
  gate->message = birge_box_add (box, birge_label_new (NULL, NULL, "sub"));
  for (GtkWidget *label = gate->title; label != NULL; label = gtk_widget_get_next_sibling (label))
    gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  grid = birge_box_add (box, gtk_grid_new ());
  gtk_widget_set_direction (grid, GTK_TEXT_DIR_LTR); /* digits stand as on a phone, in every language */
  gtk_widget_add_css_class (grid, "pin-grid");
  for (int i = 0; i < 10; i++)
    {
      char text[2] = { digits[i], '\0' };

      button = gtk_button_new_with_label (text);
      birge_name_control (button, text);
      gtk_widget_add_css_class (button, "letter-key");
      g_object_set_data (G_OBJECT (button), "birge-digit", (gpointer) &digits[i]);
      g_signal_connect (button, "clicked", G_CALLBACK (on_digit_clicked), gate);
      gtk_grid_attach (GTK_GRID (grid), button, i == 9 ? 1 : i % 3, i / 3, 1, 1);
    }
  button = birge_round_button_new ("backspace", birge_page_tr (page, N_("Delete the last digit")), "letter-key");
  g_signal_connect (button, "clicked", G_CALLBACK (on_back_clicked), gate);
  gtk_grid_attach (GTK_GRID (grid), button, 0, 3, 1, 1);
  button = birge_round_button_new ("check", birge_page_tr (page, N_("Open")), "letter-key");
  g_signal_connect (button, "clicked", G_CALLBACK (on_enter_clicked), gate);
  gtk_grid_attach (GTK_GRID (grid), button, 2, 3, 1, 1);
  show_title (gate);
  show (gate, "");
  return box;
}
