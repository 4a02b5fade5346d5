/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-content.h"

#include <jansson.h>

#include "app/kiosk-paths.h"
#include "app/kiosk-run.h"
#include "ui/widgets/birge-widgets.h"

#define CHECK_AFTER_SECONDS 5 /* when the first pages are painted and the machine has time */

struct _KioskContent
{
  BirgeShell       *shell;
  BirgeWindow      *window;
  char             *state_dir;
  GFileMonitor     *monitor;
  BirgeLibrary     *waiting; /* a newer generation, taken at the next change of page */
  GCancellable     *cancellable;
  KioskRun         *run; /* the subprocess at work, or NULL: what it makes is taken when it ends */
  GtkWidget        *progress;
  guint             look_id;
  guint             check_id;
  gboolean          has_tried_repair;
  gboolean          has_repaired_shown; /* once is enough: a disk that goes on losing bits needs a person */
  void            (*ready) (gpointer user_data);
  gpointer          ready_data;
};

static void open_library (KioskContent *self);
static void check_later (KioskContent *self);

/* Covers the window with the same words in every language, as nobody has chosen one. The bar is covered too, so the number
 * for any danger stands here. Returns the box with the words. */
static GtkWidget *
cover (KioskContent *self, const char *icon, const char *msgid)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "content");
  GtkWidget *picture = birge_box_add (box, birge_picture_new_icon (icon));
  GtkWidget *number = birge_box_add (box, birge_label_new ("112", NULL, "title1"));
  const char *const *tags = birge_language_list_tags ();

  gtk_widget_add_css_class (picture, "huge");
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (number, GTK_ALIGN_CENTER);
  for (guint i = 0; tags[i] != NULL; i++)
    {
      GtkWidget *label = birge_box_add (box, birge_label_new (birge_tr (tags[i], msgid), tags[i], NULL));

      gtk_label_set_xalign (GTK_LABEL (label), 0.5);
      gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
    }
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_EXTERNAL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  self->progress = NULL; /* it was on the cover before */
  birge_window_set_cover (self->window, scrolled);
  return box;
}

/* Unless something is shown: pages that can be read are better than none. */
static void
show_nothing_there (KioskContent *self)
{
  if (birge_shell_get_library (self->shell) == NULL)
    cover (self, "ring", N_("The machine needs a person of the centre. Please call the staff."));
}

static void
show_progress (KioskContent *self)
{
  GtkWidget *box = cover (self, "update", N_("The machine is getting ready. One moment."));

  self->progress = birge_box_add (box, gtk_progress_bar_new ());
  birge_name_control (self->progress, "%");
}

static void
on_line (const char *line, gsize length, gpointer user_data)
{
  KioskContent *self = user_data;
  json_t *json = json_loadb (line, length, JSON_REJECT_DUPLICATES, NULL);
  double done = (double) json_integer_value (json_object_get (json, "done"));
  double total = (double) json_integer_value (json_object_get (json, "total"));

  if (self->progress != NULL && total > 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), CLAMP (done / total, 0.0, 1.0));
  json_decref (json);
}

static void
on_work_done (gboolean is_done, const char *words, gpointer user_data)
{
  KioskContent *self = user_data;

  if (!is_done)
    g_warning ("content not installed: %s", words != NULL ? words : "birge has ended");
  g_clear_pointer (&self->run, kiosk_run_free);
  open_library (self); /* also when it failed: somebody else may have been quicker */
}

/* Runs `birge COMMAND… --state DIR`. */
static void
run_birge (KioskContent *self, const char *command, const char *source)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (words, (gpointer) command);
  if (source != NULL)
    g_ptr_array_add (words, (gpointer) source);
  g_ptr_array_add (words, (gpointer) "--state");
  g_ptr_array_add (words, self->state_dir);
  if (source != NULL)
    g_ptr_array_add (words, (gpointer) "--progress=json");
  g_ptr_array_add (words, NULL);

  if (birge_shell_get_library (self->shell) == NULL)
    show_progress (self);
  self->run = kiosk_run_start ((const char *const *) words->pdata, on_line, on_work_done, self, &error);
  if (self->run == NULL)
    {
      g_warning ("birge %s: %s", command, error->message);
      show_nothing_there (self);
    }
}

static void
take_library (KioskContent *self, BirgeLibrary *library)
{
  self->progress = NULL;
  self->has_tried_repair = FALSE;
  birge_shell_set_library (self->shell, library);
  birge_window_set_cover (self->window, NULL);
  if (self->ready != NULL)
    self->ready (self->ready_data);
  self->ready = NULL;
  check_later (self);
}

static void
drop_waiting (KioskContent *self)
{
  if (self->waiting != NULL)
    birge_library_close (self->waiting);
  g_clear_object (&self->waiting);
}

static void
take_waiting (KioskContent *self)
{
  g_autoptr(BirgeLibrary) library = g_steal_pointer (&self->waiting);

  if (library != NULL)
    take_library (self, library);
}

/* A page being read stays until it is left: the library is taken when the visitor goes on. */
static void
offer_library (KioskContent *self, BirgeLibrary *library)
{
  BirgePlace place = birge_session_peek (birge_shell_get_session (self->shell))->place;

  drop_waiting (self);
  self->waiting = g_object_ref (library);
  if (birge_shell_get_library (self->shell) == NULL || place == BIRGE_PLACE_WALL || place == BIRGE_PLACE_HOME ||
      place == BIRGE_PLACE_STAFF)
    take_waiting (self);
}

static void
install_starter (KioskContent *self)
{
  g_autofree char *starter = kiosk_paths_find_starter ();

  if (starter != NULL)
    run_birge (self, "install", starter);
  else
    {
      g_warning ("no starter content found");
      show_nothing_there (self);
    }
}

static void
open_library (KioskContent *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeLibrary) library = birge_library_open (self->state_dir, &error);

  if (library != NULL)
    offer_library (self, library);
  else if (self->has_tried_repair)
    {
      g_warning ("no content can be shown: %s", error->message);
      show_nothing_there (self);
    }
  else if (g_error_matches (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_EMPTY))
    {
      self->has_tried_repair = TRUE;
      install_starter (self);
    }
  else
    {
      g_message ("content is repaired: %s", error->message);
      self->has_tried_repair = TRUE;
      run_birge (self, "repair", NULL);
    }
}

static void
check_worker (GTask *task, gpointer source, gpointer unused, GCancellable *cancellable)
{
  GError *error = NULL;

  if (birge_library_check (source, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_checked (GObject *library, GAsyncResult *result, gpointer user_data)
{
  KioskContent *self = user_data;
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error) ||
      !g_error_matches (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_DAMAGED))
    return;
  if (self->has_repaired_shown || self->run != NULL || library != (GObject *) birge_shell_get_library (self->shell))
    return;
  g_message ("content is repaired: %s", error->message);
  self->has_repaired_shown = TRUE;
  self->has_tried_repair = TRUE;
  run_birge (self, "repair", NULL);
}

static gboolean
check (gpointer user_data)
{
  KioskContent *self = user_data;
  g_autoptr(GTask) task = g_task_new (birge_shell_get_library (self->shell), self->cancellable, on_checked, self);

  self->check_id = 0;
  g_task_run_in_thread (task, check_worker);
  return G_SOURCE_REMOVE;
}

/* SQLite says nothing of a damaged page before somebody asks for it: all of content.db is read once. */
static void
check_later (KioskContent *self)
{
  g_clear_handle_id (&self->check_id, g_source_remove);
  self->check_id = g_timeout_add_seconds (CHECK_AFTER_SECONDS, check, self);
}

static gboolean
look_for_newer (gpointer user_data)
{
  KioskContent *self = user_data;
  BirgeLibrary *shown = birge_shell_get_library (self->shell);
  g_autoptr(BirgeLibrary) library = NULL;

  self->look_id = 0;
  if (self->run != NULL)
    return G_SOURCE_REMOVE;
  library = birge_library_open (self->state_dir, NULL);
  if (library != NULL &&
      (shown == NULL || birge_library_get_generation (library) != birge_library_get_generation (shown)))
    offer_library (self, library);
  else if (library != NULL)
    {
      drop_waiting (self); /* it was rolled back before anybody saw it */
      birge_library_close (library);
    }
  return G_SOURCE_REMOVE;
}

static void
on_content_changed (KioskContent *self)
{
  if (self->look_id == 0) /* several events come with one switch */
    self->look_id = g_timeout_add (300, look_for_newer, self);
}

KioskContent *
kiosk_content_new (BirgeShell *shell, BirgeWindow *window, const char *state_dir)
{
  KioskContent *self = g_new0 (KioskContent, 1);
  g_autofree char *folder = g_build_filename (state_dir, "content", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (folder);

  self->shell = g_object_ref (shell);
  self->window = window;
  self->state_dir = g_strdup (state_dir);
  self->cancellable = g_cancellable_new ();
  g_mkdir_with_parents (folder, 0700); /* when that fails the install says why */
  self->monitor = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_content_changed), self);
  g_signal_connect_swapped (shell, "route-changed", G_CALLBACK (take_waiting), self);
  return self;
}

void
kiosk_content_start (KioskContent *self, void (*ready) (gpointer user_data), gpointer user_data)
{
  self->ready = ready;
  self->ready_data = user_data;
  open_library (self);
}

void
kiosk_content_free (KioskContent *self)
{
  g_clear_pointer (&self->run, kiosk_run_free);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->check_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->shell, self);
  drop_waiting (self);
  g_clear_object (&self->monitor);
  g_object_unref (self->cancellable);
  g_object_unref (self->shell);
  g_free (self->state_dir);
  g_free (self);
}
