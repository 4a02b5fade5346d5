/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include <glib-unix.h>
#include <jansson.h>
#include <stdio.h>

#include "app/command-export-voices.h"
#include "app/command-progress.h"
#include "app/command-state.h"
#include "app/state-folder.h"
#include "data/sync/birge-export.h"

/* Makes a stick from a kiosk. */

static const BirgeCommand command = { "export", "STICK [--state DIR]", "put this kiosk's content on a stick, for other kiosks" };

typedef struct {
  const char        *state;
  const char        *stick;
  CommandProgress    progress;
  GCancellable      *cancellable;
  GMainLoop         *loop;
  BirgeExportResult  result;
  GError            *error;
} ExportCommand;

static void
on_progress (const BirgeExportStatus *status, gpointer user_data)
{
  ExportCommand *self = user_data;

  command_progress_tell (&self->progress, "copy", "copying", status->done, status->total, COMMAND_PROGRESS_BYTES);
}

static void
print_json (ExportCommand *self)
{
  const BirgeExportResult *result = &self->result;
  g_autofree char *why = self->error != NULL ? g_utf8_make_valid (self->error->message, -1) : NULL; /* it may name a folder */
  json_t *left_out = json_array ();
  json_t *line;

  for (guint i = 0; result->left_out != NULL && result->left_out[i] != NULL; i++)
    json_array_append_new (left_out, json_string (result->left_out[i]));
  line = json_pack ("{s:s,s:b,s:s?,s:I,s:I,s:I,s:i,s:I,s:I,s:o,s:s?}", "phase", "end", "is_done", self->error == NULL, "releases",
                    result->releases, "copied_bytes", (json_int_t) result->copied_bytes, "kept_bytes",
                    (json_int_t) result->kept_bytes, "missing_bytes", (json_int_t) result->missing_bytes, "damaged",
                    (int) result->n_damaged, "expires", (json_int_t) result->expires_s, "first_root",
                    (json_int_t) result->first_root, "left_out", left_out, "why", why);
  json_dumpf (line, stdout, JSON_COMPACT);
  putchar ('\n');
  json_decref (line);
}

static void
print_text (ExportCommand *self)
{
  const BirgeExportResult *result = &self->result;
  g_autofree char *copied = g_format_size ((guint64) result->copied_bytes);
  g_autofree char *kept = g_format_size ((guint64) result->kept_bytes);
  g_autofree char *missing = g_format_size ((guint64) result->missing_bytes);
  g_autoptr(GDateTime) expires = g_date_time_new_from_unix_local (result->expires_s);
  g_autofree char *day = expires != NULL ? g_date_time_format (expires, "%Y-%m-%d") : g_strdup ("");

  g_print ("%s holds %s. Written: %s; it had already: %s. Eject it before you pull it out.\n", self->stick, result->releases,
           copied, kept);
  if (result->expires_s > g_get_real_time () / G_USEC_PER_SEC)
    g_print ("Kiosks of the same publisher take it until %s, later when staff confirm the date.\n", day);
  else
    g_print ("The publisher's word ended on %s: staff have to confirm that date when they bring it.\n", day);
  if (result->missing_bytes > 0)
    g_print ("Not on it, since this kiosk does not have it: %s.\n", missing);
  for (guint i = 0; result->left_out[i] != NULL; i++)
    g_print ("Not on it: %s, which this kiosk does not show as it was signed last. Other kiosks keep what they have of it.\n",
             result->left_out[i]);
  if (result->first_root > 1)
    g_print ("Kiosks that know only keys of the publisher before root %" G_GINT64_FORMAT " need a stick made by the publisher.\n",
             result->first_root);
  if (result->n_damaged > 0)
    g_printerr ("birge: %u files are damaged on this kiosk: they are not on the stick: run “birge verify”, then “birge sync”\n",
                result->n_damaged);
}

static void
export_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ExportCommand *self = data;

  birge_export (self->state, self->stick, on_progress, self, cancellable, &self->result, &self->error);
  g_task_return_boolean (task, TRUE);
}

static void
on_exported (GObject *source, GAsyncResult *task, gpointer user_data)
{
  g_main_loop_quit (((ExportCommand *) user_data)->loop);
}

static gboolean
on_signal (gpointer user_data)
{
  g_cancellable_cancel (((ExportCommand *) user_data)->cancellable);
  return G_SOURCE_CONTINUE;
}

/* On a thread, so that Ctrl+C leaves nothing half-written on the stick. */
static int
run (ExportCommand *self)
{
  guint interrupt = g_unix_signal_add (SIGINT, on_signal, self);
  guint terminate = g_unix_signal_add (SIGTERM, on_signal, self);
  g_autoptr(GTask) task = NULL;
  int code;

  self->loop = g_main_loop_new (NULL, FALSE);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, on_exported, self);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, export_worker);
  g_main_loop_run (self->loop);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  command_progress_clear (&self->progress);
  if (self->progress.is_json)
    print_json (self);
  else if (self->error == NULL)
    print_text (self);
  code = self->error == NULL && self->result.n_damaged == 0 ? BIRGE_EXIT_DONE : BIRGE_EXIT_FAILED;
  if (self->error != NULL)
    command_state_fail (self->error);
  birge_export_result_clear (&self->result);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  return code;
}

int
birge_command_export (int argc, char **argv)
{
  g_autofree char *state = NULL;
  g_autofree char *format = NULL;
  gboolean voices = FALSE;
  const GOptionEntry entries[] = {
    COMMAND_STATE_ENTRY (&state),
    { "voices", 'v', 0, G_OPTION_ARG_NONE, &voices, "The voices recorded at this kiosk, for the editors, in place of its content", NULL },
    { "progress", 'p', 0, G_OPTION_ARG_STRING, &format, "Write how far it is as lines of JSON: “json”", "FORM" },
    { NULL },
  };
  ExportCommand self = { 0 };

  if (!birge_command_parse (&command, "birge", entries,
                            "STICK is the folder of a stick: the folder BIRGE is written on it, all else stays. What is there and right is\n"
                            "kept, so the same stick is soon up to date again. Needs no key: what the publisher signed goes along, and\n"
                            "kiosks that follow the same publisher take it with “birge sync --from STICK” or behind the staff's door.\n"
                            "With --voices it writes the folder birge-voices, which “birge content import voices STICK” reads.",
                            &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 2 || (format != NULL && !g_str_equal (format, "json")))
    return birge_command_misuse ("cannot export", argc != 2 ? "the folder of one stick must be named" : "the only form of progress is “json”",
                                 "run “birge export --help”");
  /* Not with the rights of the kiosk's user, who may not write on every stick. */
  if (state == NULL)
    state = state_folder_dup_default ();
  if (voices)
    return command_export_voices (state, argv[1], format != NULL);
  self.state = state;
  self.stick = argv[1];
  self.progress.is_json = format != NULL;
  return run (&self);
}
