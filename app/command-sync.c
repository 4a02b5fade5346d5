/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include <glib-unix.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "app/command-progress.h"
#include "app/settings-file.h"
#include "app/state-folder.h"
#include "data/sync/birge-folder-source.h"
#include "data/sync/birge-http-source.h"
#include "data/sync/birge-sync-reason.h"
#include "data/sync/birge-sync.h"
#include "data/sync/birge-turn.h"

/* Brings content from the publisher's servers or from a stick: once, or again and again. The update runs on a thread of its
 * own; here signals and the network are listened to. */

static const BirgeCommand command = { "sync", "[--from URL|DIR] [--once|--watch] [--preview]",
                                      "bring new content from the publisher or from a stick" };

#define MEGABYTE         (1000 * G_GINT64_CONSTANT (1000))
#define PORTAL_SECONDS   300
#define SOON_SECONDS     5 /* after the network has changed */
#define LEAST_SECONDS    30
#define LOOK_MS          500 /* how often who works in the background looks whether somebody waits */

typedef struct {
  char                *state;
  char                *config;
  char                *from;
  char                *format;
  gboolean             once, watch, preview, accept_old, take_held;

  const BirgeSettings *settings;
  CommandProgress      progress;
  GMainLoop           *loop;
  GCancellable        *cancellable;     /* of the update that runs, or of the last one */
  gboolean             is_running;
  gboolean             is_ending;        /* somebody sent a signal */
  gboolean             gave_way;         /* to somebody a person has sent */
  gboolean             was_told_to_wait; /* by the network, so that a change of it is news */
  gboolean             is_impatient;     /* somebody asked just now, or the network changed: waits that servers asked for are over */
  guint                next_id;
  int                  code;
} SyncCommand;

/* What one update came to, on its way from the thread. */
typedef struct {
  BirgeSyncResult result;
  gint64          retry_s;
  GError         *error;
} Update;

static void
update_free (gpointer data)
{
  Update *self = data;

  birge_sync_result_clear (&self->result);
  g_clear_error (&self->error);
  g_free (self);
}

static void run_update (SyncCommand *self);

/* Where from */

static BirgeSource *
open_http (SyncCommand *self, BirgeSyncDb *db, const char *const *mirrors, GError **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) addresses = NULL;
  BirgeHttpOptions options = { 0 };

  for (guint i = 0; mirrors[i] != NULL; i++)
    {
      g_autofree char *address = g_strconcat (mirrors[i], g_str_has_suffix (mirrors[i], "/") ? "v1" : "/v1", NULL);

      g_strv_builder_add (builder, address);
    }
  addresses = g_strv_builder_end (builder);
  options.mirrors = (const char *const *) addresses;
  options.certificate_file = self->settings->certificate_file;
  options.cap_bytes_per_second = self->settings->cap_kilobytes * G_GINT64_CONSTANT (1000);
  options.budget.day_bytes = self->settings->day_megabytes * MEGABYTE;
  options.budget.month_bytes = self->settings->month_megabytes * MEGABYTE;
  return (BirgeSource *) birge_http_source_open (&options, db, error);
}

static BirgeSource *
open_source (SyncCommand *self, BirgeSyncDb *db, GError **error)
{
  const char *const one[] = { self->from, NULL };

  if (self->from != NULL && strstr (self->from, "://") == NULL)
    return (BirgeSource *) birge_folder_source_open (self->from, NULL, error);
  if (self->from != NULL)
    return open_http (self, db, one, error);
  if (self->settings->mirrors[0] != NULL)
    return open_http (self, db, (const char *const *) self->settings->mirrors, error);
  if (self->settings->stick_folder != NULL)
    return (BirgeSource *) birge_folder_source_open (self->settings->stick_folder, NULL, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "updates: nobody said where from: set Mirrors in the settings, or run “birge sync --from DIR”");
  return NULL;
}

static gboolean
is_metered (SyncCommand *self)
{
  if (self->settings->metered == BIRGE_METERED_AUTO)
    return g_network_monitor_get_network_metered (g_network_monitor_get_default ());
  return self->settings->metered == BIRGE_METERED_YES;
}

/* Telling */

static void
on_progress (const BirgeSyncStatus *status, gpointer user_data)
{
  static const char *const tiers[] = { "texts", "pictures", "sound", "films" };
  static const struct { const char *phase; const char *words; } steps[] = {
    [BIRGE_SYNC_STEP_CHECK] = { "check", "looking for new content" },
    [BIRGE_SYNC_STEP_META] = { "meta", "reading catalogues" },
    [BIRGE_SYNC_STEP_PLAN] = { "plan", "seeing what is missing" },
    [BIRGE_SYNC_STEP_FETCH] = { "fetch", "" },
    [BIRGE_SYNC_STEP_ACTIVATE] = { "activate", "putting it on the screen" },
    [BIRGE_SYNC_STEP_COLLECT] = { "collect", "tidying up" },
  };
  SyncCommand *self = user_data;
  gboolean is_fetch = status->step == BIRGE_SYNC_STEP_FETCH;

  self->progress.tier = is_fetch ? tiers[MIN (status->tier, G_N_ELEMENTS (tiers) - 1)] : NULL;
  self->progress.bytes_per_second = status->bytes_per_second;
  command_progress_tell (&self->progress, steps[status->step].phase,
                         is_fetch ? self->progress.tier : steps[status->step].words,
                         status->done, status->total, is_fetch ? COMMAND_PROGRESS_BYTES : COMMAND_PROGRESS_COUNT);
}

static json_t *
pack_list (GStrv list)
{
  json_t *array = json_array ();

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    json_array_append_new (array, json_string (list[i]));
  return array;
}

static void
print_json (const Update *update)
{
  const BirgeSyncResult *result = &update->result;
  g_autofree char *why = update->error != NULL ? g_utf8_make_valid (update->error->message, -1) : NULL; /* it may name a folder */
  json_t *line = json_pack (
    "{s:s,s:s,s:i,s:b,s:s,s:o,s:o,s:o,s:o,s:I,s:I,s:I,s:I,s:I,s:s,s:s,s:s?}", "phase", "end", "outcome",
    birge_sync_outcome_get_name (result->outcome), "generation", (int) result->generation, "is_new", result->is_new, "issued",
    result->issued, "added", pack_list (result->preview.added), "changed", pack_list (result->preview.changed), "removed",
    pack_list (result->preview.removed), "held", pack_list (result->held), "missing_bytes",
    (json_int_t) result->preview.missing_bytes, "left_bytes", (json_int_t) result->left_bytes, "short_bytes",
    (json_int_t) result->short_bytes, "expires", (json_int_t) result->expires_s, "expired", (json_int_t) result->expired_s,
    "paused", birge_sync_paused_get_name (result->paused), "reason",
    birge_sync_reason_get_name (birge_sync_reason_of (update->error)), "why", why);

  json_dumpf (line, stdout, JSON_COMPACT);
  putchar ('\n');
  fflush (stdout);
  json_decref (line);
}

static void
print_items (const char *words, GStrv ids)
{
  if (ids == NULL || ids[0] == NULL)
    return;
  g_print ("%s: %u\n", words, g_strv_length (ids));
  for (guint i = 0; ids[i] != NULL; i++)
    g_print ("  %s\n", ids[i]);
}

static void
print_left (const BirgeSyncResult *result)
{
  static const char *const why[] = {
    [BIRGE_SYNC_PAUSED_NOT] = "",
    [BIRGE_SYNC_PAUSED_SPACE] = "the disk has no room for it: make room",
    [BIRGE_SYNC_PAUSED_BUDGET] = "what may be spent is spent: it goes on by itself",
    [BIRGE_SYNC_PAUSED_METERED] = "the connection is paid by the byte: bring it on a stick, or set Metered=no",
    [BIRGE_SYNC_PAUSED_HOURS] = "films wait for their hours (FilmHours)",
    [BIRGE_SYNC_PAUSED_MISSING] = "the source does not have it: tell the publisher",
  };
  g_autofree char *size = g_format_size ((guint64) result->left_bytes);

  if (result->paused != BIRGE_SYNC_PAUSED_NOT && result->left_bytes > 0)
    g_print ("still to come: %s; %s\n", size, why[result->paused]);
  else if (result->paused != BIRGE_SYNC_PAUSED_NOT) /* it did not even come to know how much */
    g_print ("paused; %s\n", why[result->paused]);
}

static void
print_text (SyncCommand *self, const Update *update)
{
  const BirgeSyncResult *result = &update->result;
  g_autofree char *size = g_format_size ((guint64) result->preview.missing_bytes);

  for (guint i = 0; result->held != NULL && result->held[i] != NULL; i++)
    g_print ("release %s is held back: it was taken back, or lost much of its content: a newer one, or “birge install”, "
             "brings the channel on\n", result->held[i]);
  if (self->preview || result->is_new)
    {
      print_items ("new", result->preview.added);
      print_items ("changed", result->preview.changed);
      print_items ("removed", result->preview.removed);
    }
  if (self->preview)
    g_print ("to bring: %s\n", size);
  else if (result->is_new)
    g_print ("content %04u is shown\n", result->generation);
  else if (update->error == NULL && result->outcome == BIRGE_SYNC_NOTHING)
    g_print ("nothing new\n");
  print_left (result);
  if (update->error != NULL)
    g_printerr ("birge: %s\n", update->error->message);
}

/* Running */

static void
update_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SyncCommand *self = data;
  Update *update = g_new0 (Update, 1);
  g_autoptr(BirgeSync) sync = birge_sync_open_as (self->state, self->watch ? BIRGE_TURN_GIVING_WAY : BIRGE_TURN_ASKING, cancellable,
                                                  &update->error);
  g_autoptr(BirgeSource) from = sync != NULL ? open_source (self, birge_sync_get_db (sync), &update->error) : NULL;
  BirgeSyncRun run = { .source = from, .settings = self->settings, .progress = on_progress,
                       .user_data = self, .cancellable = cancellable };

  run.flags = (self->preview ? BIRGE_SYNC_PREVIEW : 0) | (self->accept_old ? BIRGE_SYNC_ACCEPT_OLD : 0) |
              (self->take_held ? BIRGE_SYNC_TAKE_HELD : 0);
  if (from != NULL && birge_source_is_remote (from) && is_metered (self))
    run.flags |= BIRGE_SYNC_METERED;
  update->result.outcome = BIRGE_SYNC_FAILED;
  if (from != NULL && BIRGE_IS_HTTP_SOURCE (from) && self->is_impatient)
    birge_http_source_forget_waits (BIRGE_HTTP_SOURCE (from));
  if (from != NULL)
    {
      birge_sync_run (sync, &run, &update->result, &update->error);
      update->retry_s = birge_source_get_retry_s (from);
    }
  g_task_return_pointer (task, update, update_free);
}

/* Not all kiosks at the same time: half to one and a half of what the settings say. */
static guint
get_wait_s (SyncCommand *self, const Update *update)
{
  gint64 usual_s = (gint64) (self->settings->check_hours * 3600 * g_random_double_range (0.5, 1.5));
  gint64 wait_s = usual_s;

  if (update->result.outcome == BIRGE_SYNC_PORTAL)
    wait_s = PORTAL_SECONDS;
  else if (self->gave_way || g_error_matches (update->error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY))
    wait_s = LEAST_SECONDS; /* the package's content is being installed, or a stick is written */
  else if (update->retry_s > 0)
    wait_s = update->retry_s - g_get_real_time () / G_USEC_PER_SEC;
  return (guint) CLAMP (wait_s, LEAST_SECONDS, usual_s + LEAST_SECONDS);
}

static gboolean
on_time (gpointer user_data)
{
  SyncCommand *self = user_data;

  self->next_id = 0;
  run_update (self);
  return G_SOURCE_REMOVE;
}

static void
on_updated (GObject *source, GAsyncResult *task, gpointer user_data)
{
  SyncCommand *self = user_data;
  Update *update = g_task_propagate_pointer (G_TASK (task), NULL);
  BirgeSyncOutcome outcome = update->result.outcome;

  self->is_running = self->is_impatient = FALSE;
  command_progress_clear (&self->progress);
  if (self->progress.is_json)
    print_json (update);
  else
    print_text (self, update);
  self->code = outcome <= BIRGE_SYNC_PAUSED ? BIRGE_EXIT_DONE : BIRGE_EXIT_FAILED;
  self->was_told_to_wait = outcome == BIRGE_SYNC_LATER || outcome == BIRGE_SYNC_PORTAL;
  if (!self->watch || self->is_ending)
    g_main_loop_quit (self->loop);
  else
    self->next_id = g_timeout_add_seconds (get_wait_s (self, update), on_time, self);
  update_free (update);
}

static void
run_update (SyncCommand *self)
{
  g_autoptr(GTask) task = NULL;

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->gave_way = FALSE;
  self->is_running = TRUE;
  task = g_task_new (NULL, self->cancellable, on_updated, self);
  g_task_set_return_on_cancel (task, FALSE);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, update_worker);
}

static gboolean
on_signal (gpointer user_data)
{
  SyncCommand *self = user_data;

  self->is_ending = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (!self->is_running)
    g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* What is here already is kept, and the update goes on there. */
static gboolean
on_look_around (gpointer user_data)
{
  SyncCommand *self = user_data;

  if (!self->is_running || self->gave_way || !birge_turn_is_wanted (self->state))
    return G_SOURCE_CONTINUE;
  g_message ("somebody else wants to change the content: this update goes on later");
  self->gave_way = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
  SyncCommand *self = user_data;

  if (!available || !self->was_told_to_wait || self->next_id == 0)
    return;
  self->is_impatient = TRUE;
  g_source_remove (self->next_id);
  self->next_id = g_timeout_add_seconds (SOON_SECONDS, on_time, self);
}

static void
run (SyncCommand *self)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default ();
  gulong handler = g_signal_connect (monitor, "network-changed", G_CALLBACK (on_network_changed), self);
  guint interrupt = g_unix_signal_add (SIGINT, on_signal, self);
  guint terminate = g_unix_signal_add (SIGTERM, on_signal, self);
  guint look = self->watch ? g_timeout_add (LOOK_MS, on_look_around, self) : 0;

  self->loop = g_main_loop_new (NULL, FALSE);
  self->is_impatient = !self->watch;
  run_update (self);
  g_main_loop_run (self->loop);
  g_clear_handle_id (&self->next_id, g_source_remove);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  g_clear_handle_id (&look, g_source_remove);
  g_signal_handler_disconnect (monitor, handler);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

/* FALSE: it was said what is wrong. */
static gboolean
is_sensible (SyncCommand *self, int argc, char **argv)
{
  if (argc > 1)
    birge_command_misuse (argv[1], "it takes no arguments but options", "run “birge sync --help”");
  else if (self->once && self->watch)
    birge_command_misuse ("--once --watch", "they contradict each other", "give one of them");
  else if (self->watch && self->preview)
    birge_command_misuse ("--watch --preview", "a preview is made once", "leave out --watch");
  else if (self->format != NULL && !g_str_equal (self->format, "json"))
    birge_command_misuse (self->format, "there is no such form of progress", "write --progress=json, or leave it out");
  else
    return TRUE;
  return FALSE;
}

static void
sync_command_clear (SyncCommand *self)
{
  g_free (self->state);
  g_free (self->config);
  g_free (self->from);
  g_free (self->format);
}

static int
start (SyncCommand *self, int argc, char **argv)
{
  g_autoptr(BirgeSettings) settings = NULL;
  guint n_errors = 0;

  if (!is_sensible (self, argc, argv))
    return BIRGE_EXIT_USAGE;
  settings = settings_file_load (self->config, &n_errors);
  if (settings == NULL || n_errors > 0)
    return BIRGE_EXIT_FAILED;
  self->settings = settings;
  if (self->state == NULL)
    self->state = settings->state != NULL ? g_strdup (settings->state) : state_folder_dup_default ();
  if (!state_folder_become_owner (self->state))
    return birge_command_fail (self->state, "it belongs to another user whose rights cannot be taken", "run this as that user");
  self->progress.is_json = self->format != NULL;
  run (self);
  return self->code;
}

int
birge_command_sync (int argc, char **argv)
{
  SyncCommand self = { 0 };
  const GOptionEntry entries[] = {
    { "from", 'f', 0, G_OPTION_ARG_FILENAME, &self.from, "A server or a folder in place of those of the settings", "URL|DIR" },
    { "once", 0, 0, G_OPTION_ARG_NONE, &self.once, "Look once (what it does by itself)", NULL },
    { "watch", 'w', 0, G_OPTION_ARG_NONE, &self.watch, "Look again and again", NULL },
    { "preview", 0, 0, G_OPTION_ARG_NONE, &self.preview, "Only say what would change", NULL },
    { "accept-old", 0, 0, G_OPTION_ARG_NONE, &self.accept_old, "Take a stick whose date has passed", NULL },
    { "take-held", 0, 0, G_OPTION_ARG_NONE, &self.take_held, "Take content that was rolled back after all", NULL },
    { "progress", 'p', 0, G_OPTION_ARG_STRING, &self.format, "Write how far it is as lines of JSON: “json”", "FORM" },
    { "state", 's', 0, G_OPTION_ARG_FILENAME, &self.state, "State folder of the kiosk", "DIR" },
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &self.config, "Settings file (" SETTINGS_FILE_WHEN_INSTALLED ")", "FILE" },
    { NULL },
  };
  int code = BIRGE_EXIT_USAGE;

  if (birge_command_parse (&command, "birge", entries,
                           "Only what the publisher signed is taken; whatever interrupts this, the kiosk shows the old content or the\n"
                           "new, and the next run goes on where this one was. Exit status: 0 also when something is left for later.",
                           &argc, &argv))
    code = start (&self, argc, argv);
  sync_command_clear (&self);
  return code;
}
