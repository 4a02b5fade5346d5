/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/update.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <utime.h>

#include "data/trust/birge-signer-private.h"
#include "tests/faults/update-content.h"
#include "tests/faults/update-oracle.h"
#include "tests/unit/library/content-maker.h"

#define PHRASE      "the garden is green"
#define LONG_AGO_S  (30 * 24 * 60 * 60) /* longer than the store keeps what nobody needs */

gboolean
update_is_long (void)
{
  return g_getenv ("BIRGE_TEST_LONG") != NULL;
}

/* The publisher */

static char *
answer (const char *name, gboolean is_new, gpointer unused)
{
  return g_strdup (PHRASE);
}

static void
begin_publishing (Update *self)
{
  const char *const channels[] = { "starter", "wages", NULL };
  g_autofree char *backup = g_build_filename (self->root, "safe", NULL);
  BirgePublishInit options = { birge_publish_profile_find ("small"), channels, backup };
  g_autoptr(GError) error = NULL;

  _birge_signer_use_quick_keys ();
  g_assert_true (birge_publisher_init (self->publisher, &options, answer, NULL, &error));
  g_assert_no_error (error);
}

void
update_publish (Update *self, int release)
{
  g_autofree char *out = g_build_filename (self->root, "out", NULL);
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GPtrArray) added = NULL;
  g_autoptr(GError) error = NULL;

  update_content_make (out, release);
  if (self->office == NULL) /* once: keys take their time to be opened */
    self->office = birge_publisher_open (self->publisher, answer, NULL, &error);
  g_assert_no_error (error);
  added = birge_publisher_add (self->office, out, &error);
  g_assert_no_error (error);
  g_assert_true (birge_publisher_release (self->office, BIRGE_PUBLISH_NONE, &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.published);
}

/* Folders */

static void
spawn_quietly (const char *const *argv)
{
  g_autoptr(GError) error = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

void
update_copy_state (const char *from, const char *to)
{
  static const char script[] = "mkdir -m 700 \"$2\" && cp -al \"$1/objects\" \"$2\" && cd \"$1\" && "
                               "find . -mindepth 1 -maxdepth 1 ! -name objects -exec cp -a -t \"$2\" {} +";
  const char *argv[] = { "sh", "-c", script, "sh", from, to, NULL };

  content_remove (to);
  spawn_quietly (argv);
}

void
update_reset (Update *self)
{
  update_copy_state (self->template, self->state);
}

/* As if it had come a month ago, so that what nobody needs is really removed. */
static void
let_a_month_pass (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  struct utimbuf then = { .modtime = time (NULL) - LONG_AGO_S, .actime = time (NULL) - LONG_AGO_S };
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      let_a_month_pass (child);
    }
  if (dir == NULL)
    g_assert_cmpint (utime (path, &then), ==, 0);
}

void
update_set (Update *self, const char *lines)
{
  g_autofree char *text = g_strdup_printf ("[Updates]\nRoot=%s/metadata/1.root.json\nReserveMegabytes=64\nMetered=no\n%s\n",
                                           self->v1, lines);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (self->settings, text, -1, &error);
  g_assert_no_error (error);
}

/* Processes */

/* A test that dies takes what it started with it. */
static void
end_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocessLauncher *
new_launcher (void)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  const char *options = g_getenv ("ASAN_OPTIONS");
  /* Neither works while it is traced or with another clock. */
  g_autofree char *more = g_strconcat (options != NULL ? options : "", ":detect_leaks=0:verify_asan_link_order=0", NULL);

  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", more, TRUE);
  return launcher;
}

static GSubprocess *
start (Update *self, const char *const *wrap, const char *manner, const char *from)
{
  const char *words[] = { self->program, "sync", manner, "--progress=json", "--state", self->state, "--config",
                          self->settings, "--from", from, NULL };
  g_autoptr(GSubprocessLauncher) launcher = new_launcher ();
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  for (guint i = 0; wrap != NULL && wrap[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) wrap[i]);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (argv, (char *) words[i]);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

GSubprocess *
update_start (Update *self, const char *const *wrap, const char *from)
{
  return start (self, wrap, "--once", from);
}

GSubprocess *
update_watch (Update *self, const char *from)
{
  return start (self, NULL, "--watch", from);
}

void
update_run_clear (UpdateRun *run)
{
  g_clear_pointer (&run->outcome, g_free);
  g_clear_pointer (&run->paused, g_free);
  g_clear_pointer (&run->lines, g_strfreev);
  g_clear_pointer (&run->said, g_free);
}

const char *
update_run_get_end (const UpdateRun *run)
{
  guint n = g_strv_length (run->lines);

  return n > 0 ? run->lines[n - 1] : "";
}

UpdateRun
update_wait (GSubprocess *process)
{
  UpdateRun run = { 0 };
  g_autofree char *out = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &run.said, &error));
  g_assert_no_error (error);
  run.status = g_subprocess_get_status (process);
  run.lines = g_strsplit (g_strchomp (out), "\n", -1);
  if (strstr (update_run_get_end (&run), "\"outcome\"") != NULL)
    {
      json_t *end = json_loads (update_run_get_end (&run), 0, NULL);

      run.outcome = g_strdup (json_string_value (json_object_get (end, "outcome")));
      run.paused = g_strdup (json_string_value (json_object_get (end, "paused")));
      json_decref (end);
    }
  return run;
}

UpdateRun
update_run (Update *self, const char *const *wrap, const char *from)
{
  g_autoptr(GSubprocess) process = update_start (self, wrap, from);

  return update_wait (process);
}

void
update_assert_orderly (const UpdateRun *run)
{
  const gboolean is_explained = strstr (run->said, "birge: ") != NULL || strstr (update_run_get_end (run), "\"why\":\"") != NULL;
  const gboolean is_orderly = WIFEXITED (run->status) &&
                              (WEXITSTATUS (run->status) == 0 || (WEXITSTATUS (run->status) == 1 && is_explained));

  if (!is_orderly)
    g_printerr ("status %d, said: %s\nlast line: %s\n", run->status, run->said, update_run_get_end (run));
  g_assert_true (is_orderly);
}

int
update_command (Update *self, char **output, ...)
{
  g_autoptr(GSubprocessLauncher) launcher = new_launcher ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *out = NULL;
  g_autoptr(GError) error = NULL;
  const char *word;
  va_list words;

  g_ptr_array_add (argv, self->program);
  va_start (words, output);
  while ((word = va_arg (words, const char *)) != NULL)
    g_ptr_array_add (argv, (char *) word);
  va_end (words);
  g_ptr_array_add (argv, (char *) "--state");
  g_ptr_array_add (argv, self->state);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error));
  if (output != NULL)
    *output = g_steal_pointer (&out);
  return g_subprocess_get_status (process);
}

/* The server */

void
update_serve (Update *self, const char *certificate, const char *key, const char *meter)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "hostile-server.py", NULL);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GError) error = NULL;
  char line[32] = "";

  update_stop_serving (self);
  if (meter != NULL)
    g_subprocess_launcher_setenv (launcher, "METER", meter, TRUE);
  self->server = g_subprocess_launcher_spawn (launcher, &error, script, self->publisher, self->log, certificate, key, NULL);
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (self->server), line, sizeof line - 1, NULL, NULL), >, 0);
  self->url = g_strdup_printf ("%s://localhost:%d/good", certificate != NULL ? "https" : "http", atoi (line));
}

void
update_stop_serving (Update *self)
{
  if (self->server != NULL)
    {
      g_subprocess_force_exit (self->server);
      g_subprocess_wait (self->server, NULL, NULL);
    }
  g_clear_object (&self->server);
  g_clear_pointer (&self->url, g_free);
}

/* Beginning and end */

static void
must_update (Update *self)
{
  g_auto(UpdateRun) run = update_run (self, NULL, self->v1);

  if (run.status != 0)
    g_test_message ("%s", run.said);
  g_assert_cmpint (run.status, ==, 0);
  g_assert_cmpstr (run.outcome, ==, "done");
}

void
update_set_up (Update *self, const char *program)
{
  *self = (Update) { .root = g_dir_make_tmp ("birge-update-XXXXXX", NULL), .program = g_strdup (program) };
  g_assert_nonnull (self->root);
  self->publisher = g_build_filename (self->root, "publisher", NULL);
  self->v1 = g_build_filename (self->publisher, "v1", NULL);
  self->settings = g_build_filename (self->root, "birge.ini", NULL);
  self->template = g_build_filename (self->root, "template", NULL);
  self->state = g_build_filename (self->root, "state", NULL);
  self->log = g_build_filename (self->root, "log", NULL);
  begin_publishing (self);
  update_set (self, "");
  for (int release = 1; release <= UPDATE_FIRST; release++)
    {
      g_autofree char *objects = g_build_filename (self->state, "objects", NULL);

      update_publish (self, release);
      must_update (self);
      let_a_month_pass (objects);
    }
  update_copy_state (self->state, self->template);
  self->before = update_oracle_read (self->template, NULL);
  update_publish (self, UPDATE_NEXT);
  must_update (self);
  self->after = update_oracle_read (self->state, NULL);
  update_oracle_check_releases (self->before, self->after);
  update_assert_finished (self, UPDATE_EXACT);
}

void
update_tear_down (Update *self)
{
  update_stop_serving (self);
  birge_publisher_free (self->office);
  content_remove (self->root);
  g_assert_false (g_file_test (self->root, G_FILE_TEST_EXISTS));
  g_hash_table_unref (self->before);
  g_hash_table_unref (self->after);
  g_free (self->root);
  g_free (self->program);
  g_free (self->publisher);
  g_free (self->v1);
  g_free (self->settings);
  g_free (self->template);
  g_free (self->state);
  g_free (self->log);
}
