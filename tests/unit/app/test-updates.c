/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include "tests/unit/app/updates-fixture.h"

/* What the kiosk makes of the programs it starts, whatever they do. */

#define END(outcome, reason) "echo '{\"phase\":\"end\",\"outcome\":\"" outcome "\",\"reason\":\"" reason "\",\"is_new\":true,\"added\":[\"guide/a\"]}'\n"

static void
test_a_check_goes_its_way (Fixture *self, gconstpointer unused)
{
  g_autofree char *go = g_strconcat (self->script, ".go", NULL);
  g_autofree char *calls = NULL;
  g_autofree char *expected = g_strdup_printf ("sync --config /etc/own.ini --progress=json --state %s\n", self->folder);
  g_autofree char *log = NULL;

  write_script (self, "echo '{\"phase\":\"check\",\"done\":0,\"total\":0}'\n"
                      "echo '{\"phase\":\"fetch\",\"done\":10,\"total\":40,\"tier\":\"pictures\",\"rate\":5}'\n"
                      "while [ ! -e \"$BIRGE_FAKE.go\" ]; do sleep 0.02; done\n" END ("done", "none"));
  g_assert_cmpint (get_state (self)->phase, ==, BIRGE_UPDATES_NOTHING);
  start (self, BIRGE_UPDATES_CHECK, 0, BIRGE_UPDATES_NONE);
  wait_for (get_state (self)->total == 40);
  g_assert_cmpint (get_state (self)->phase, ==, BIRGE_UPDATES_RUNNING);
  g_assert_cmpuint (get_state (self)->tier, ==, 1);
  g_assert_false (birge_updates_start (BIRGE_UPDATES (self->updates), BIRGE_UPDATES_CHECK, 0, BIRGE_UPDATES_NONE));
  g_assert_true (g_file_set_contents (go, "", 0, NULL));
  wait_for (get_state (self)->phase == BIRGE_UPDATES_ENDED);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_DONE);
  g_assert_true (get_state (self)->is_new);
  g_assert_cmpstr (get_state (self)->preview.added[0], ==, "guide/a");
  calls = take_calls (self);
  g_assert_cmpstr (calls, ==, expected);
  log = dup_log (self);
  g_assert_cmpstr (log, ==, "update");
  birge_updates_forget (BIRGE_UPDATES (self->updates));
  g_assert_cmpint (get_state (self)->phase, ==, BIRGE_UPDATES_NOTHING);
}

static void
test_damaged_lines_are_survived (Fixture *self, gconstpointer unused)
{
  write_script (self, "printf '\\000\\377\\n{\"phase\":\\n[[[[\\n'\n"
                      "head -c 3000000 /dev/zero | tr '\\000' x\n"
                      "echo\n"
                      "echo '{\"phase\":\"fetch\",\"done\":1,\"total\":2}'\n"
                      "head -c 2000 /dev/zero | tr '\\000' y >&2\n" END ("nothing", "none") "printf '{\"phase\":\"fet'\n");
  run_to_end (self, BIRGE_UPDATES_CHECK, 0, BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_NOTHING);
  g_assert_cmpint (get_state (self)->total, ==, 2);
}

static void
test_what_it_said_in_words_is_for_the_technician (Fixture *self, gconstpointer unused)
{
  write_script (self, "echo 'birge: first' >&2; echo 'birge: x: y: z' >&2; exit 1\n");
  run_to_end (self, BIRGE_UPDATES_CHECK, 0, BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_FAILED);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_OTHER);
  g_assert_cmpstr (get_state (self)->why, ==, "birge: x: y: z");
}

static void
test_a_killed_program_is_a_failed_update (Fixture *self, gconstpointer unused)
{
  write_script (self, "echo '{\"phase\":\"fetch\",\"done\":1,\"total\":2}'\nkill -9 $$\n");
  run_to_end (self, BIRGE_UPDATES_CHECK, 0, BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_FAILED);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_OTHER);
}

static void
test_it_stops_when_it_is_asked (Fixture *self, gconstpointer unused)
{
  write_script (self, "trap '" "echo \"{\\\"phase\\\":\\\"end\\\",\\\"outcome\\\":\\\"failed\\\",\\\"reason\\\":\\\"stopped\\\"}\"; exit 1' TERM\n"
                      "echo '{\"phase\":\"fetch\",\"done\":1,\"total\":2}'\nwhile :; do sleep 0.02; done\n");
  start (self, BIRGE_UPDATES_CHECK, 0, BIRGE_UPDATES_NONE);
  wait_for (get_state (self)->total == 2);
  birge_updates_stop (BIRGE_UPDATES (self->updates));
  g_assert_true (get_state (self)->is_stopping);
  wait_for (get_state (self)->phase == BIRGE_UPDATES_ENDED);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_STOPPED);
  g_assert_false (get_state (self)->is_stopping);
}

static void
test_there_must_be_something_to_go_back_to (Fixture *self, gconstpointer unused)
{
  g_autofree char *calls = NULL;

  write_script (self, "exit 0\n");
  run_to_end (self, BIRGE_UPDATES_GO_BACK, 0, BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_NO_PREVIOUS);
  calls = take_calls (self);
  g_assert_cmpstr (calls, ==, "");
}

static void
make_generations (Fixture *self)
{
  g_autofree char *first = g_build_filename (self->folder, "content", "0001", NULL);
  g_autofree char *second = g_build_filename (self->folder, "content", "0002", NULL);
  g_autofree char *previous = g_build_filename (second, "previous", NULL);
  g_autofree char *current = g_build_filename (self->folder, "content", "current", NULL);

  g_assert_cmpint (g_mkdir_with_parents (first, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (second, 0700), ==, 0);
  g_assert_true (g_file_set_contents (previous, "0001", -1, NULL));
  g_assert_cmpint (symlink ("0002", current), ==, 0);
}

static void
test_going_back_is_logged_when_it_is_done (Fixture *self, gconstpointer unused)
{
  g_autofree char *expected = g_strdup_printf ("rollback --progress=json --state %s\n", self->folder);
  g_autofree char *calls = NULL;
  g_autofree char *log = NULL;

  make_generations (self);
  write_script (self, END ("failed", "busy") "exit 1\n");
  run_to_end (self, BIRGE_UPDATES_GO_BACK, 0, BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_FAILED);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_BUSY);
  g_free (take_calls (self));
  write_script (self, END ("done", "none"));
  run_to_end (self, BIRGE_UPDATES_GO_BACK, 0, BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_DONE);
  calls = take_calls (self);
  g_assert_cmpstr (calls, ==, expected);
  log = dup_log (self);
  g_assert_cmpstr (log, ==, "content");
}

/* tear_down() closes it, and looks whether all of it goes. */
static void
test_closing_ends_what_is_at_work (Fixture *self, gconstpointer unused)
{
  write_script (self, "echo '{\"phase\":\"fetch\",\"done\":1,\"total\":2}'\nwhile :; do sleep 0.02; done\n");
  start (self, BIRGE_UPDATES_CHECK, 0, BIRGE_UPDATES_NONE);
  wait_for (get_state (self)->total == 2);
}

static void
test_a_program_that_is_missing_is_said (Fixture *self, gconstpointer unused)
{
  g_autofree char *self_path = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (self_path);
  g_autofree char *birge = g_build_filename (folder, "birge", NULL);

  g_assert_cmpint (g_chmod (birge, 0600), ==, 0);
  run_to_end (self, BIRGE_UPDATES_CHECK, 0, BIRGE_UPDATES_NONE);
  g_assert_cmpint (g_chmod (birge, 0755), ==, 0);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_FAILED);
  g_assert_nonnull (get_state (self)->why);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  updates_bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (updates_bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (updates_bus), TRUE);
#define ADD(path, test) g_test_add ("/updates/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("a-check-goes-its-way", test_a_check_goes_its_way);
  ADD ("damaged-lines-are-survived", test_damaged_lines_are_survived);
  ADD ("what-it-said-in-words-is-for-the-technician", test_what_it_said_in_words_is_for_the_technician);
  ADD ("a-killed-program-is-a-failed-update", test_a_killed_program_is_a_failed_update);
  ADD ("it-stops-when-it-is-asked", test_it_stops_when_it_is_asked);
  ADD ("there-must-be-something-to-go-back-to", test_there_must_be_something_to_go_back_to);
  ADD ("going-back-is-logged-when-it-is-done", test_going_back_is_logged_when_it_is_done);
  ADD ("closing-ends-what-is-at-work", test_closing_ends_what_is_at_work);
  ADD ("a-program-that-is-missing-is-said", test_a_program_that_is_missing_is_said);
  result = g_test_run ();
  g_test_dbus_down (updates_bus);
  g_object_unref (updates_bus);
  return result;
}
