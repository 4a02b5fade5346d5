/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-run.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "app/kiosk-paths.h"

#define PIECE_BYTES     4096
#define MAX_ERROR_BYTES 8192
#define NICENESS        10

struct _KioskRun
{
  GSubprocess  *process;
  GCancellable *cancellable;
  KioskLines    out;
  KioskLines    err;
  KioskLine     on_line; /* NULL: nobody listens any more */
  KioskRunEnd   on_end;
  gpointer      user_data;
  char         *words;   /* the last line of its errors */
  guint         kill_id;
  guint         n_open;  /* what has to end before it is over: both pipes, and the process */
  gboolean      is_done;
};

static void read_more (KioskRun *self, GInputStream *stream);

static void
destroy (KioskRun *self)
{
  g_clear_handle_id (&self->kill_id, g_source_remove);
  kiosk_lines_clear (&self->out);
  kiosk_lines_clear (&self->err);
  g_clear_object (&self->process);
  g_clear_object (&self->cancellable);
  g_free (self->words);
  g_free (self);
}

/* One of the three is over. Whoever listens frees this, when it has heard the end. */
static void
end_one (KioskRun *self)
{
  if (--self->n_open > 0)
    return;
  g_clear_handle_id (&self->kill_id, g_source_remove);
  if (self->on_line == NULL)
    destroy (self);
  else
    self->on_end (self->is_done, self->words, self->user_data);
}

static void
on_output (const char *line, gsize length, gpointer user_data)
{
  KioskRun *self = user_data;

  if (self->on_line != NULL)
    self->on_line (line, length, self->user_data);
}

static void
on_error (const char *line, gsize length, gpointer user_data)
{
  KioskRun *self = user_data;

  g_printerr ("%s\n", line); /* for the journal */
  g_free (self->words);
  self->words = g_utf8_make_valid (line, -1);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  KioskRun *self = user_data;
  GInputStream *stream = G_INPUT_STREAM (source);
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (stream, result, NULL);
  gboolean is_output = stream == g_subprocess_get_stdout_pipe (self->process);
  KioskLines *lines = is_output ? &self->out : &self->err;
  KioskLine on_line = is_output ? on_output : on_error;
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (length == 0) /* its end, or it cannot be read: there will be no more */
    {
      kiosk_lines_end (lines, on_line, self);
      end_one (self);
      return;
    }
  kiosk_lines_push (lines, data, length, on_line, self);
  read_more (self, stream);
}

static void
read_more (KioskRun *self, GInputStream *stream)
{
  g_input_stream_read_bytes_async (stream, PIECE_BYTES, G_PRIORITY_DEFAULT, self->cancellable, on_read, self);
}

static void
on_ended (GObject *process, GAsyncResult *result, gpointer user_data)
{
  KioskRun *self = user_data;

  self->is_done = g_subprocess_wait_check_finish (G_SUBPROCESS (process), result, NULL);
  end_one (self);
}

static GSubprocess *
spawn (const char *const *arguments, GError **error)
{
  g_autofree char *program = kiosk_paths_find_birge ();
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  GSubprocess *process;

  g_ptr_array_add (argv, program);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               error);
  /* The screen and the film on it come first. */
  if (process != NULL && g_subprocess_get_identifier (process) != NULL)
    setpriority (PRIO_PROCESS, (id_t) atoi (g_subprocess_get_identifier (process)), NICENESS);
  return process;
}

KioskRun *
kiosk_run_start (const char *const *arguments, KioskLine on_line, KioskRunEnd on_end, gpointer user_data, GError **error)
{
  GSubprocess *process = spawn (arguments, error);
  KioskRun *self;

  g_return_val_if_fail (on_line != NULL && on_end != NULL, NULL);

  if (process == NULL)
    return NULL;
  self = g_new0 (KioskRun, 1);
  self->process = process;
  self->cancellable = g_cancellable_new ();
  self->on_line = on_line;
  self->on_end = on_end;
  self->user_data = user_data;
  self->n_open = 3;
  kiosk_lines_init (&self->out, KIOSK_RUN_MAX_LINE);
  kiosk_lines_init (&self->err, MAX_ERROR_BYTES);
  read_more (self, g_subprocess_get_stdout_pipe (process));
  read_more (self, g_subprocess_get_stderr_pipe (process));
  g_subprocess_wait_check_async (process, self->cancellable, on_ended, self);
  return self;
}

static gboolean
on_patience (gpointer user_data)
{
  KioskRun *self = user_data;

  self->kill_id = 0;
  g_message ("it does not end by itself: it is ended");
  g_subprocess_force_exit (self->process); /* what is on the disk stays right */
  return G_SOURCE_REMOVE;
}

void
kiosk_run_stop (KioskRun *self)
{
  g_return_if_fail (self != NULL);

  g_subprocess_send_signal (self->process, SIGTERM);
  if (self->kill_id == 0)
    self->kill_id = g_timeout_add_seconds (KIOSK_RUN_PATIENCE_S, on_patience, self);
}

void
kiosk_run_free (KioskRun *self)
{
  if (self == NULL)
    return;
  if (self->n_open == 0)
    {
      destroy (self);
      return;
    }
  self->on_line = NULL; /* the last of the three destroys it */
  g_subprocess_send_signal (self->process, SIGTERM);
  g_cancellable_cancel (self->cancellable);
}
