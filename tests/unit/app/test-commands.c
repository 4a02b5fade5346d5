/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <jansson.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "app/command-progress.h"
#include "data/state/birge-state.h"
#include "tests/unit/sync/sync-fixture.h"

/* The program itself, as people and the kiosk call it. */

static const char *program;

typedef struct {
  int   code;
  char *out;
  char *err;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->out);
  g_free (run->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static Run G_GNUC_NULL_TERMINATED
run_birge (const char *first, ...)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  Run run = { -1, NULL, NULL };
  int status = 0;
  va_list args;

  g_ptr_array_add (argv, (gpointer) program);
  va_start (args, first);
  for (const char *arg = first; arg != NULL; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer) arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, 0, NULL, NULL, &run.out, &run.err, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  run.code = WEXITSTATUS (status);
  return run;
}

/* "birge: what: why: what to do" */
static void
assert_error_line (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, ": ", -1);

  g_assert_true (g_str_has_prefix (text, "birge: "));
  g_assert_true (g_str_has_suffix (text, "\n"));
  g_assert_cmpuint (g_strv_length (parts), >=, 4);
}

static void
test_install_tells_programs_how_far_it_is (Fixture *fixture, gconstpointer unused)
{
  g_auto(GStrv) lines = NULL;
  g_auto(Run) run = { 0 };
  guint n;

  fixture_make (fixture, 1);
  run = run_birge ("install", fixture->out, "--state", fixture->state, "--progress=json", NULL);
  g_assert_cmpint (run.code, ==, 0);
  g_assert_cmpstr (run.err, ==, "");
  lines = g_strsplit (g_strstrip (run.out), "\n", -1);
  n = g_strv_length (lines);
  g_assert_cmpuint (n, >=, 6);
  for (guint i = 0; i < n; i++)
    {
      json_t *json = json_loads (lines[i], JSON_REJECT_DUPLICATES, NULL);

      g_assert_true (json_is_string (json_object_get (json, "phase")));
      if (i + 1 < n)
        g_assert_true (json_is_integer (json_object_get (json, "done")) && json_is_integer (json_object_get (json, "total")));
      json_decref (json);
    }
  g_assert_cmpstr (lines[n - 1], ==, "{\"phase\":\"done\",\"generation\":1}");
  g_assert_cmpint (fixture_get_release (fixture), ==, 1);
}

static void
test_rollback_tells_programs_why_not (Fixture *fixture, gconstpointer unused)
{
  g_auto(Run) back = { 0 };
  json_t *json;

  fixture_make (fixture, 1);
  fixture_install (fixture);
  back = run_birge ("rollback", "--state", fixture->state, "--progress=json", NULL);
  g_assert_cmpint (back.code, ==, 1);
  g_assert_cmpstr (back.err, ==, "");
  json = json_loads (back.out, JSON_REJECT_DUPLICATES, NULL);
  g_assert_cmpstr (json_string_value (json_object_get (json, "phase")), ==, "end");
  g_assert_cmpstr (json_string_value (json_object_get (json, "outcome")), ==, "failed");
  g_assert_cmpstr (json_string_value (json_object_get (json, "reason")), ==, "no-previous");
  g_assert_true (json_is_string (json_object_get (json, "why")));
  json_decref (json);
}

static void
test_wrong_usage_is_exit_code_two (Fixture *fixture, gconstpointer unused)
{
  g_auto(Run) none = run_birge ("install", NULL);
  g_auto(Run) form = run_birge ("install", fixture->out, "--progress=xml", NULL);
  g_auto(Run) option = run_birge ("status", "--colour", NULL);
  g_auto(Run) extra = run_birge ("rollback", "now", NULL);
  g_auto(Run) pin = run_birge ("pin", "4827", NULL);
  g_auto(Run) command = run_birge ("instal", NULL);
  g_auto(Run) kept = run_birge ("content", "build", fixture->root, "--out", fixture->out, "--channel", "kept", NULL);
  const Run *const runs[] = { &none, &form, &option, &extra, &pin, &command, &kept };

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_assert_cmpint (runs[i]->code, ==, 2);
      assert_error_line (runs[i]->err);
    }
}

static void
test_every_command_has_help (Fixture *fixture, gconstpointer unused)
{
  const char *const names[] = { "install", "export", "rollback", "repair", "status", "verify", "pin" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto(Run) run = run_birge (names[i], "--help", NULL);

      g_assert_cmpint (run.code, ==, 0);
      g_assert_nonnull (strstr (run.out, "--state"));
    }
}

static void
test_failures_say_what_to_do (Fixture *fixture, gconstpointer unused)
{
  g_auto(Run) install = run_birge ("install", "/nowhere", "--state", fixture->state, NULL);
  g_auto(Run) rollback = run_birge ("rollback", "--state", fixture->state, NULL);
  g_auto(Run) repair = run_birge ("repair", "--state", fixture->state, NULL);
  g_auto(Run) status = run_birge ("status", "--state", "/nowhere", NULL);
  const Run *const runs[] = { &install, &rollback, &repair, &status };

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_assert_cmpint (runs[i]->code, ==, 1);
      assert_error_line (runs[i]->err);
    }
}

/* As root in a folder of somebody else, the command has that user's rights alone. */
static void
test_closed_sources_are_not_called_wrong (Fixture *fixture, gconstpointer unused)
{
  g_auto(Run) run = { 0 };

  fixture_make (fixture, 1);
  g_assert_cmpint (g_chmod (fixture->root, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->state, 0755), ==, 0);
  g_assert_cmpint (g_chmod (fixture->out, 0), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (chown (fixture->state, 65534, 65534), ==, 0);
  run = run_birge ("install", fixture->out, "--state", fixture->state, NULL);
  g_assert_cmpint (g_chmod (fixture->out, 0755), ==, 0);
  g_assert_cmpint (run.code, ==, 1);
  assert_error_line (run.err);
  g_assert_nonnull (strstr (run.err, "let the kiosk's user read it"));
}

static void
test_output_that_nobody_gets_is_a_failure (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("'%s' --help > /dev/full", program);
  const char *argv[] = { "/bin/sh", "-c", command, NULL };
  g_autofree char *err = NULL;
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, &err, &status, NULL));
  g_assert_cmpint (WEXITSTATUS (status), ==, 1);
  assert_error_line (err);
}

static void
test_status_asks_for_a_person (Fixture *fixture, gconstpointer unused)
{
  ContentMaker *maker = content_maker_new (fixture->out, "starter", 1);
  json_t *json;

  content_maker_add_meta (maker, "guide/wages", "{\"title\":{\"en\":\"Wages\"}}");
  content_maker_add_text (maker, "guide/wages", "en", "release 1");
  content_maker_finish (maker);
  fixture_install (fixture);
  {
    g_auto(Run) run = run_birge ("status", "--state", fixture->state, NULL);
    g_auto(Run) verify = run_birge ("verify", "--state", fixture->state, "--json", NULL);

    g_assert_cmpint (run.code, ==, 0);
    g_assert_nonnull (strstr (run.out, "Nothing to do."));
    g_assert_cmpint (verify.code, ==, 0);
    json = json_loads (verify.out, 0, NULL);
    g_assert_cmpint (json_integer_value (json_object_get (json, "items")), ==, 1);
    json_decref (json);
  }

  fixture_make (fixture, 2);
  fixture_install (fixture);
  {
    g_auto(Run) back = run_birge ("rollback", "--state", fixture->state, NULL);
    g_auto(Run) run = run_birge ("status", "--state", fixture->state, NULL);

    g_assert_cmpint (back.code, ==, 0);
    g_assert_nonnull (strstr (back.out, "content 0001 is shown"));
    g_assert_cmpint (run.code, ==, 1);
    g_assert_nonnull (strstr (run.out, "a release is held (starter 2)"));
  }
}

static void
assert_pin (Fixture *fixture, const char *pin)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeState) state = birge_state_open (fixture->state, &error);

  g_assert_no_error (error);
  g_assert_true (birge_state_check_pin (state, pin, &error));
  g_assert_no_error (error);
  birge_state_close (state);
}

/* Types @typed at a terminal of the command's own, line by line as it asks; returns what the terminal showed. */
static char *
type_at_terminal (Fixture *fixture, const char *const *typed, int *code)
{
  g_autoptr(GString) shown = g_string_new (NULL);
  char buffer[256];
  int terminal = -1;
  int status = 0;
  guint asked = 0;
  ssize_t n;
  pid_t pid = forkpty (&terminal, NULL, NULL, NULL);

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      execl (program, program, "pin", "--state", fixture->state, NULL);
      _exit (127);
    }
  while ((n = read (terminal, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
    {
      if (n > 0)
        g_string_append_len (shown, buffer, n);
      while (typed[asked] != NULL && strstr (shown->str, asked == 0 ? "digits: " : "again: ") != NULL)
        {
          g_assert_cmpint (write (terminal, typed[asked], strlen (typed[asked])), >, 0);
          asked++;
          if (asked == 1)
            break;
        }
    }
  close (terminal);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  *code = WEXITSTATUS (status);
  return g_string_free (g_steal_pointer (&shown), FALSE);
}

static void
test_pin_is_asked_for_twice_and_never_shown (Fixture *fixture, gconstpointer unused)
{
  const char *const right[] = { "4827\n", "4827\n", NULL };
  const char *const different[] = { "5936\n", "5937\n", NULL };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  int code = -1;

  first = type_at_terminal (fixture, right, &code);
  g_assert_cmpint (code, ==, 0);
  g_assert_null (strstr (first, "4827"));
  assert_pin (fixture, "4827");

  second = type_at_terminal (fixture, different, &code);
  g_assert_cmpint (code, ==, 1);
  g_assert_null (strstr (second, "593"));
  g_assert_nonnull (strstr (second, "not the same"));
  assert_pin (fixture, "4827");
}

/* Ctrl-C at the question: the program ends by it, and the terminal shows again what is typed. */
static void
test_pin_gives_the_terminal_back (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GString) shown = g_string_new (NULL);
  struct termios modes = { 0 };
  char buffer[256];
  int terminal = -1;
  int status = 0;
  ssize_t n;
  pid_t pid = forkpty (&terminal, NULL, NULL, NULL);

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      execl (program, program, "pin", "--state", fixture->state, NULL);
      _exit (127);
    }
  while (strstr (shown->str, "digits: ") == NULL && (n = read (terminal, buffer, sizeof buffer)) > 0)
    g_string_append_len (shown, buffer, n);
  g_assert_cmpint (tcgetattr (terminal, &modes), ==, 0);
  g_assert_false (modes.c_lflag & ECHO);
  g_assert_cmpint (write (terminal, "48\x03", 3), ==, 3);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGINT);
  g_assert_cmpint (tcgetattr (terminal, &modes), ==, 0);
  g_assert_true (modes.c_lflag & ECHO);
  close (terminal);
}

static int
pin_from_descriptor (Fixture *fixture, const char *text, const char *state)
{
  const char *argv[] = { program, "pin", "--state", state, "--pin-fd", "0", NULL };
  g_autoptr(GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                                      G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                                      G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);

  g_assert_true (g_subprocess_communicate_utf8 (process, text, NULL, NULL, NULL, NULL));
  return g_subprocess_get_exit_status (process);
}

static void
test_pin_can_come_from_a_descriptor (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *endless = g_strnfill (1000, '4');

  g_assert_cmpint (pin_from_descriptor (fixture, "4827\n", fixture->state), ==, 0);
  assert_pin (fixture, "4827");
  g_assert_cmpint (pin_from_descriptor (fixture, "", fixture->state), ==, 1);
  g_assert_cmpint (pin_from_descriptor (fixture, "1234\n", fixture->state), ==, 1);
  g_assert_cmpint (pin_from_descriptor (fixture, endless, fixture->state), ==, 1);
  assert_pin (fixture, "4827");
  g_assert_cmpint (pin_from_descriptor (fixture, "5936", fixture->state), ==, 0); /* no new line behind it */
  assert_pin (fixture, "5936");
  g_assert_cmpint (pin_from_descriptor (fixture, "5936\n", "/proc/nowhere"), ==, 1); /* would only be kept in memory */
}

static void
assert_description (gint64 done, gint64 total, gint64 elapsed_us, CommandProgressUnit unit, const char *expected)
{
  g_autofree char *text = command_progress_describe (done, total, elapsed_us, unit);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_progress_tells_rate_and_time_left (Fixture *fixture, gconstpointer unused)
{
  assert_description (0, 500, 0, COMMAND_PROGRESS_COUNT, "0 of 500");
  assert_description (100, 500, 100000, COMMAND_PROGRESS_COUNT, "100 of 500");
  assert_description (100, 500, 2 * G_USEC_PER_SEC, COMMAND_PROGRESS_COUNT, "100 of 500, 50/s, 8 s left");
  assert_description (500, 500, 2 * G_USEC_PER_SEC, COMMAND_PROGRESS_COUNT, "500 of 500, 250/s, 0 s left");
  assert_description (1 << 20, 601 << 20, G_USEC_PER_SEC, COMMAND_PROGRESS_BYTES,
                      "1.0\302\240MiB of 601.0\302\240MiB, 1.0\302\240MiB/s, 10 min left");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2); /* path of the program */
  program = argv[1];
  FIXTURE_TEST ("/commands/install-tells-programs-how-far-it-is", test_install_tells_programs_how_far_it_is);
  FIXTURE_TEST ("/commands/rollback-tells-programs-why-not", test_rollback_tells_programs_why_not);
  FIXTURE_TEST ("/commands/wrong-usage-is-exit-code-two", test_wrong_usage_is_exit_code_two);
  FIXTURE_TEST ("/commands/every-command-has-help", test_every_command_has_help);
  FIXTURE_TEST ("/commands/failures-say-what-to-do", test_failures_say_what_to_do);
  FIXTURE_TEST ("/commands/closed-sources-are-not-called-wrong", test_closed_sources_are_not_called_wrong);
  FIXTURE_TEST ("/commands/output-that-nobody-gets-is-a-failure", test_output_that_nobody_gets_is_a_failure);
  FIXTURE_TEST ("/commands/status-asks-for-a-person", test_status_asks_for_a_person);
  FIXTURE_TEST ("/commands/pin-is-asked-for-twice-and-never-shown", test_pin_is_asked_for_twice_and_never_shown);
  FIXTURE_TEST ("/commands/pin-gives-the-terminal-back", test_pin_gives_the_terminal_back);
  FIXTURE_TEST ("/commands/pin-can-come-from-a-descriptor", test_pin_can_come_from_a_descriptor);
  FIXTURE_TEST ("/commands/progress-tells-rate-and-time-left", test_progress_tells_rate_and_time_left);
  return g_test_run ();
}
