/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-widgets.h"

#define LOG_ENTRIES 30

/* What the log calls an action, and what the staff read. */
static const struct
{
  const char *action;
  const char *words;
} actions[] = {
  { "staff", N_("The staff's pages were opened") },
  { "hide", N_("A page was hidden") },
  { "show", N_("A page was shown again") },
  { "setting", N_("A setting was changed") },
  { "centre", N_("The centre's form was changed") },
  { "content", N_("Back to the previous content") },
  { "update", N_("New content was asked for") },
  { "stick", N_("Content was brought from a stick") },
  { "voices", N_("Somebody began to record texts") },
  { "voices-stick", N_("Recordings were put on a stick") },
  { "voices-deleted", N_("All recordings of a voice were deleted") },
  { "pin", N_("The PIN was chosen at this screen") },
  { "pin-changed", N_("The PIN was changed") },
  { "state-restored", N_("What this machine remembers was damaged; its last good copy was taken") },
};

static const char *
tr_action (BirgePage *page, const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (action, actions[i].action))
      return birge_page_tr (page, actions[i].words);
  return action; /* of a later Birge */
}

/* "centre-room" and "volume=50" with the names those things have on the screen; ids of items as they are. */
static char *
dup_detail (BirgePage *page, const BirgeLogEntry *entry)
{
  g_auto(GStrv) parts = g_strsplit (entry->detail, "=", 2);
  const char *name = parts[0] == NULL                       ? NULL
                     : g_str_equal (entry->action, "centre")  ? birge_staff_centre_get_name (parts[0])
                     : g_str_equal (entry->action, "setting") ? birge_staff_settings_get_name (parts[0])
                                                              : NULL;

  if (name != NULL)
    return parts[1] != NULL ? g_strdup_printf ("%s: %s", birge_page_tr (page, name), parts[1]) : g_strdup (birge_page_tr (page, name));
  return g_strdup (g_str_equal (entry->action, "hide") || g_str_equal (entry->action, "show") ? entry->detail : "");
}

/* "2026-11-23 08:15:02" as the language writes it, to the minute. */
static char *
dup_time (BirgePage *page, const char *time)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  g_auto(GStrv) parts = g_strsplit (time, " ", 2);
  g_autofree char *date = birge_language_format_date (language, parts[0] != NULL ? parts[0] : "");
  g_autofree char *clock = g_strndup (parts[0] != NULL && parts[1] != NULL ? parts[1] : "", strlen ("08:15"));
  g_autofree char *digits = birge_language_localise_digits (language, clock);

  return g_strdup_printf ("%s · %s", date, digits);
}

GtkWidget *
birge_staff_log_new (BirgePage *page)
{
  g_autoptr(GPtrArray) log = birge_state_dup_log (birge_shell_get_state (birge_page_get_shell (page)), LOG_ENTRIES);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-list");

  birge_box_add (box, birge_label_new (birge_page_tr (page, N_("What the staff did")), NULL, "title2"));
  for (guint i = 0; i < log->len; i++)
    {
      const BirgeLogEntry *entry = g_ptr_array_index (log, i);
      g_autofree char *time = dup_time (page, entry->time);
      g_autofree char *detail = dup_detail (page, entry);
      GtkWidget *row = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-row"));

      gtk_widget_add_css_class (row, "dense");
      birge_box_add (row, birge_label_new (time, NULL, "small"));
      birge_box_add (row, birge_label_new (tr_action (page, entry->action), NULL, NULL));
      if (*detail != '\0')
        birge_box_add (row, birge_label_new (detail, NULL, "sub"));
    }
  return box;
}
