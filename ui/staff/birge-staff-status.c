/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "data/sync/birge-status.h"
#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-widgets.h"

/* Translators: %s is a date */
static const char stale[] = N_("Nobody has confirmed since %s that this content is up to date. Ask the technician to look at the connection, "
                               "or bring a newer stick.");

/* What the staff read, and what a technician types. */
static const struct
{
  const char *words;
  const char *command;
} problems[] = {
  [BIRGE_STATUS_NOTHING_INSTALLED] = { N_("There is no content on this machine. Ask the technician to install it."), "birge install" },
  [BIRGE_STATUS_CONTENT_GONE] = { N_("The content has disappeared. Ask the technician to repair it."), "birge repair" },
  [BIRGE_STATUS_LIST_UNREADABLE] = { N_("The content is damaged. Ask the technician to install it again."), "birge install" },
  [BIRGE_STATUS_FILES_MISSING] = { N_("Files of the content are missing. Ask the technician to install it again."),
                                   "birge sync; birge install" },
  [BIRGE_STATUS_FILES_DAMAGED] = { N_("Files of the content are damaged. Ask the technician to repair it and to install it again."),
                                   "birge repair; birge sync; birge install" },
  [BIRGE_STATUS_DATABASE_DAMAGED] = { N_("The content is damaged. Ask the technician to repair it."), "birge repair" },
  [BIRGE_STATUS_TEXTS_OVERDUE] = { N_("Some pages are past their date to check again. Ask the editors for newer content."), NULL },
  [BIRGE_STATUS_RELEASE_HELD] = { N_("This machine went back to the previous content, and the newer one does not come by itself. "
                                     "Ask the technician to install newer content."), "birge install" },
  [BIRGE_STATUS_DAMAGE_REPAIRED] = { N_("Damage was repaired. Ask the technician to have the disk checked."), "birge verify" },
  [BIRGE_STATUS_UPDATE_ALARM] = { N_("New content was not genuine and was not taken. Ask the technician to look where it comes from."),
                                  "birge status" },
  [BIRGE_STATUS_UPDATE_STALE] = { stale, "birge sync" },
  [BIRGE_STATUS_UPDATE_FAILED] = { N_("New content could not be taken. Ask the technician to look at this machine."), "birge status" },
  [BIRGE_STATUS_UPDATE_NO_SPACE] = { NULL, "birge status" }, /* see no_room */
  [BIRGE_STATUS_UPDATE_INCOMPLETE] = { N_("A part of the new content is missing where it comes from. Ask the technician to tell the "
                                          "publisher, or bring another stick."), "birge sync" },
  [BIRGE_STATUS_UPDATE_SHRUNK] = { N_("A new version lacks much of the content and was not taken. Ask the publisher whether that is meant."),
                                   "birge sync" },
  [BIRGE_STATUS_FILMS_FAILED] = { N_("Some films do not play. Ask the technician to look at this machine."), "birge status; birge verify" },
  [BIRGE_STATUS_NO_SOUND] = { N_("This machine has no sound. Look whether the loudspeaker is plugged in."), "birge status" },
};

/* By the first tier that is left out. */
static const char *const no_room[] = {
  N_("The disk has no room for the new content. Ask the technician to make room."),
  N_("The disk has no room for all pictures, sounds and films. Ask the technician to make room."),
  N_("The disk has no room for all sounds and films. Ask the technician to make room."),
  N_("The disk has no room for all films. Ask the technician to make room."),
};

static void
status_worker (GTask *task, gpointer source, gpointer state_dir, GCancellable *cancellable)
{
  GError *error = NULL;
  BirgeStatus *status = birge_status_new (state_dir, FALSE, &error);

  if (status == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, status, (GDestroyNotify) birge_status_free);
}

static void
add_row (GtkWidget *grid, int row, const char *name, const char *value)
{
  gtk_grid_attach (GTK_GRID (grid), birge_label_new (name, NULL, "sub"), 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), birge_label_new (value, NULL, NULL), 1, row, 1, 1);
}

static void
add_number (BirgePage *page, GtkWidget *grid, int row, const char *name, gint64 number)
{
  g_autofree char *text = birge_language_format_number (birge_shell_get_language_info (birge_page_get_shell (page)), number);

  add_row (grid, row, name, text);
}

static char *
dup_words (BirgePage *page, const BirgeStatusFact *fact)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  g_autofree char *date = NULL;

  if (fact->code == BIRGE_STATUS_UPDATE_NO_SPACE)
    return g_strdup (birge_page_tr (page, no_room[MIN (fact->number, G_N_ELEMENTS (no_room) - 1)]));
  if (fact->code != BIRGE_STATUS_UPDATE_STALE)
    return g_strdup (birge_page_tr (page, problems[fact->code].words));
  date = birge_language_format_date (language, fact->detail);
  return g_strdup_printf (birge_page_tr (page, stale), date);
}

static void
add_problem (BirgePage *page, GtkWidget *card, const BirgeStatusFact *fact)
{
  g_autoptr(GString) technical = g_string_new ("\u2066"); /* left to right also among Arabic letters */
  g_autofree char *words = dup_words (page, fact);
  g_autofree char *line = NULL;

  G_STATIC_ASSERT (G_N_ELEMENTS (problems) == BIRGE_STATUS_N_CODES);
  birge_box_add (card, birge_label_new (words, NULL, NULL));
  if (problems[fact->code].command == NULL)
    return;
  g_string_append (technical, problems[fact->code].command);
  if (fact->number > 0 && fact->code != BIRGE_STATUS_UPDATE_NO_SPACE) /* how many, not which */
    g_string_append_printf (technical, " (%u)", fact->number);
  if (fact->detail != NULL)
    g_string_append_printf (technical, " (%s)", fact->detail);
  g_string_append (technical, "\u2069");
  line = g_strdup_printf (birge_page_tr (page, N_("For the technician: %s")), technical->str);
  birge_box_add (card, birge_label_new (line, NULL, "small"));
}

static void
show_status (BirgePage *page, GtkWidget *box, const BirgeStatus *status)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  g_autofree char *issued = birge_language_format_date (language, status->issued != NULL ? status->issued : "");
  gboolean fine = status->problems->len == 0;
  GtkWidget *card = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "card"));
  GtkWidget *grid;

  gtk_widget_add_css_class (card, fine ? "aid" : "alarm");
  birge_box_add (card, birge_label_new (fine ? birge_page_tr (page, N_("Everything is in order.")) : birge_page_tr (page, N_("Please do this next:")),
                                        NULL, "title3"));
  for (guint i = 0; i < status->problems->len; i++)
    add_problem (page, card, g_ptr_array_index (status->problems, i));

  grid = birge_box_add (box, gtk_grid_new ());
  gtk_widget_add_css_class (grid, "counts");
  add_row (grid, 0, birge_page_tr (page, N_("Date of the content")), issued);
  add_number (page, grid, 1, birge_page_tr (page, N_("Version on this machine")), status->generation);
  add_number (page, grid, 2, birge_page_tr (page, N_("Previous version, to go back to")), status->previous_generation);
  add_number (page, grid, 3, birge_page_tr (page, N_("Pages, films, lessons, numbers")), status->n_items);
  add_number (page, grid, 4, birge_page_tr (page, N_("Translations nobody has checked yet")), status->n_drafts);
  add_number (page, grid, 5, birge_page_tr (page, N_("Pages no expert has read yet")), status->n_unreviewed);
  add_number (page, grid, 6, birge_page_tr (page, N_("Pages past their date to check again")), status->n_overdue);
}

static void
on_status_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GtkWidget) box = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeStatus) status = g_task_propagate_pointer (G_TASK (result), &error);
  BirgePage *page = BIRGE_PAGE (gtk_widget_get_ancestor (box, BIRGE_TYPE_PAGE));

  if (page == NULL)
    return; /* left meanwhile */
  if (status != NULL)
    show_status (page, box, status);
  else
    birge_box_add (box, birge_label_new (error->message, "en", "title3"));
  if (birge_state_is_volatile (birge_shell_get_state (birge_page_get_shell (page))))
    birge_box_add (box, birge_label_new (birge_page_tr (page, N_("The disk is full or cannot be written: settings are lost at the next start.")),
                                         NULL, "title3"));
  birge_box_add (box, birge_staff_log_new (page));
}

GtkWidget *
birge_staff_status_new (BirgePage *page)
{
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers");
  g_autoptr(GTask) task = g_task_new (NULL, NULL, on_status_ready, g_object_ref_sink (box));

  g_task_set_source_tag (task, birge_staff_status_new);
  g_task_set_task_data (task, g_strdup (birge_shell_get_state_dir (birge_page_get_shell (page))), g_free);
  g_task_run_in_thread (task, status_worker);
  return box;
}
