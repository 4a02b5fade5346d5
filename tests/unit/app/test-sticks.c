/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/app/updates-fixture.h"

/* Sticks, as UDisks2 tells of them. */

static const FakeStick kingston = { .path = "sdb1", .label = "KINGSTON" };

#define DONE    "echo '{\"phase\":\"end\",\"outcome\":\"preview\",\"reason\":\"none\"}'\n"
#define OPENED  "Mount sdb1 ro,nosuid,nodev,noexec; Unmount sdb1; "

static GPtrArray *
list (Fixture *self, BirgeUpdatesSticks *answer)
{
  return birge_updates_list_sticks (BIRGE_UPDATES (self->updates), answer);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Names of the sticks, sorted, with "|" between. (transfer full) */
static char *
dup_names (Fixture *self)
{
  BirgeUpdatesSticks answer;
  g_autoptr(GPtrArray) sticks = list (self, &answer);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < sticks->len; i++)
    g_ptr_array_add (names, ((BirgeUpdatesStick *) g_ptr_array_index (sticks, i))->name);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv ("|", (char **) names->pdata);
}

static guint
count_sticks (Fixture *self)
{
  BirgeUpdatesSticks answer;
  g_autoptr(GPtrArray) sticks = list (self, &answer);

  return sticks->len;
}

/* Id of the only stick, once it is there. */
static guint
wait_for_stick (Fixture *self)
{
  BirgeUpdatesSticks answer;
  g_autoptr(GPtrArray) sticks = NULL;

  wait_for (count_sticks (self) == 1);
  sticks = list (self, &answer);
  return ((BirgeUpdatesStick *) g_ptr_array_index (sticks, 0))->id;
}

static char *
join_calls (Fixture *self, char *before)
{
  g_autofree char *old = before;
  g_autofree char *more = fake_udisks_take_calls (self->udisks);

  return g_strconcat (old != NULL ? old : "", more, NULL);
}

/* What nobody waits for comes a moment later. */
static void
wait_for_calls (Fixture *self, const char *expected)
{
  g_autofree char *calls = NULL;

  wait_for (g_str_equal ((calls = join_calls (self, calls)), expected));
}

static gboolean
say_yes (const char *folder, KioskSticksUse use)
{
  return TRUE;
}

static void
test_only_sticks_are_listed (Fixture *self, gconstpointer unused)
{
  static const FakeStick others[] = {
    { .path = "sda1", .label = "system", .fixed = TRUE, .system = TRUE },
    { .path = "sdc1", .label = "fixed", .fixed = TRUE },
    { .path = "sdd1", .label = "hint", .system = TRUE },
    { .path = "sde1", .label = "ignored", .ignored = TRUE },
    { .path = "sdf", .label = "bare", .bare = TRUE },
    { .path = "sdg1", .label = "root", .mount_point = "/" }, /* this machine started from a stick */
    { .path = "sdh1", .label = "home", .mount_point = "/home" },
  };
  static const FakeStick nameless = { .path = "sdi1", .vendor = "Acme", .model = "Stick 3000", .mount_point = "/media/birge/x" };
  static const FakeStick odd = { .path = "sdj1", .label = " b\n\t\x1b[31m\xe2\x80\xae " };
  static const FakeStick wordy = { .path = "sdk1", .label = "c123456789012345678901234567890123456789012345678901234567890" };
  BirgeUpdatesSticks answer;
  g_autoptr(GPtrArray) first = list (self, &answer);
  g_autofree char *names = NULL;

  g_assert_cmpint (answer, ==, BIRGE_UPDATES_STICKS_ASKING);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    fake_udisks_put_in (self->udisks, &others[i]);
  fake_udisks_put_in (self->udisks, &nameless);
  fake_udisks_put_in (self->udisks, &odd);
  fake_udisks_put_in (self->udisks, &wordy);
  wait_for (count_sticks (self) == 3);
  names = dup_names (self);
  g_assert_true (g_str_has_prefix (names, "Acme Stick 3000|b"));
  for (const char *at = names; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    g_assert_true (g_unichar_isprint (g_utf8_get_char (at)));
  g_assert_true (g_str_has_suffix (names, "|c123456789012345678901234567890123456789"));
}

static void
test_a_stick_comes_and_goes (Fixture *self, gconstpointer unused)
{
  BirgeUpdatesSticks answer;
  g_autoptr(GPtrArray) none = list (self, &answer);
  guint id, again;

  wait_for (self->n_changed > 0);
  fake_udisks_put_in (self->udisks, &kingston);
  id = wait_for_stick (self);
  g_assert_cmpuint (wait_for_stick (self), ==, id);
  fake_udisks_pull_out (self->udisks, "sdb1");
  wait_for (count_sticks (self) == 0);
  run_to_end (self, BIRGE_UPDATES_LOOK, id, BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_GONE);
  fake_udisks_put_in (self->udisks, &kingston);
  again = wait_for_stick (self);
  g_assert_cmpuint (again, !=, id);
}

static void
test_a_stick_is_open_while_it_is_read (Fixture *self, gconstpointer unused)
{
  g_autofree char *expected = g_strdup_printf ("sync --config /etc/own.ini --from %s --preview --progress=json --state %s\n"
                                               "sync --config /etc/own.ini --from %s --accept-old --take-held --progress=json --state %s\n",
                                               "/media/birge/KINGSTON", self->folder, "/media/birge/KINGSTON", self->folder);
  g_autofree char *calls = NULL;
  g_autofree char *log = NULL;
  guint id;

  kiosk_sticks_set_check_for_tests (say_yes);
  fake_udisks_set_folder (self->udisks, "/media/birge/KINGSTON");
  fake_udisks_put_in (self->udisks, &kingston);
  write_script (self, DONE);
  id = wait_for_stick (self);
  run_to_end (self, BIRGE_UPDATES_LOOK, id, BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_SEEN);
  log = dup_log (self);
  g_assert_cmpstr (log, ==, ""); /* to look is not worth a line */
  g_free (log);
  write_script (self, "echo '{\"phase\":\"end\",\"outcome\":\"done\",\"is_new\":true}'\n");
  run_to_end (self, BIRGE_UPDATES_IMPORT, id, BIRGE_UPDATES_ACCEPT_OLD | BIRGE_UPDATES_TAKE_HELD);
  calls = take_calls (self);
  g_assert_cmpstr (calls, ==, expected);
  wait_for_calls (self, OPENED OPENED);
  log = dup_log (self);
  g_assert_cmpstr (log, ==, "stick");
}

static void
test_a_stick_that_is_mounted_otherwise_is_left_alone (Fixture *self, gconstpointer unused)
{
  g_autofree char *calls = NULL;

  fake_udisks_set_folder (self->udisks, self->folder); /* can be written to */
  fake_udisks_put_in (self->udisks, &kingston);
  run_to_end (self, BIRGE_UPDATES_LOOK, wait_for_stick (self), BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_NOT_ALLOWED);
  calls = take_calls (self);
  g_assert_cmpstr (calls, ==, "");
  wait_for_calls (self, OPENED);
}

static void
test_it_stops_before_the_stick_is_open (Fixture *self, gconstpointer unused)
{
  g_autofree char *calls = NULL;

  kiosk_sticks_set_check_for_tests (say_yes);
  fake_udisks_set_folder (self->udisks, "/media/birge/KINGSTON");
  fake_udisks_put_in (self->udisks, &kingston);
  start (self, BIRGE_UPDATES_IMPORT, wait_for_stick (self), BIRGE_UPDATES_NONE);
  g_assert_true (get_state (self)->is_opening);
  birge_updates_stop (BIRGE_UPDATES (self->updates));
  wait_for (get_state (self)->phase == BIRGE_UPDATES_ENDED);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_STOPPED);
  wait_for_calls (self, OPENED);
  calls = take_calls (self);
  g_assert_cmpstr (calls, ==, "");
}

static void
test_a_stick_is_writable_for_the_voices_alone (Fixture *self, gconstpointer unused)
{
  g_autofree char *expected = g_strdup_printf ("export --voices /media/birge/KINGSTON --progress=json --state %s\n", self->folder);
  g_autofree char *calls = NULL;
  g_autofree char *log = NULL;

  kiosk_sticks_set_check_for_tests (say_yes);
  fake_udisks_set_folder (self->udisks, "/media/birge/KINGSTON");
  fake_udisks_put_in (self->udisks, &kingston);
  write_script (self, "echo '{\"phase\":\"end\",\"outcome\":\"done\",\"reason\":\"none\",\"texts\":3}'\n");
  run_to_end (self, BIRGE_UPDATES_VOICES, wait_for_stick (self), BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_DONE);
  calls = take_calls (self);
  g_assert_cmpstr (calls, ==, expected);
  wait_for_calls (self, "Mount sdb1 rw,nosuid,nodev,noexec; Unmount sdb1; ");
  log = dup_log (self);
  g_assert_cmpstr (log, ==, "voices-stick");
}

/* tear_down() closes it. */
static void
test_closing_leaves_no_stick_open (Fixture *self, gconstpointer unused)
{
  kiosk_sticks_set_check_for_tests (say_yes);
  fake_udisks_set_folder (self->udisks, "/media/birge/KINGSTON");
  fake_udisks_put_in (self->udisks, &kingston);
  write_script (self, "echo '{\"phase\":\"fetch\",\"done\":1,\"total\":2}'\nwhile :; do sleep 0.02; done\n");
  start (self, BIRGE_UPDATES_IMPORT, wait_for_stick (self), BIRGE_UPDATES_NONE);
  wait_for (get_state (self)->total == 2);
  kiosk_updates_close (self->updates);
  wait_for_calls (self, OPENED);
}

static void
test_how_a_stick_is_mounted_says_the_kernel (Fixture *self, gconstpointer unused)
{
  static const char mounts[] =
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
    "90 22 8:17 / /media/birge/KINGSTON ro,nosuid,nodev,noexec,relatime shared:9 - vfat /dev/sdb1 ro,fmask=0022\n"
    "91 22 8:18 / /media/birge/A\\040B ro,nosuid,nodev,noexec - vfat /dev/sdb2 ro\n"
    "92 22 8:19 / /media/birge/rw rw,nosuid,nodev,noexec - vfat /dev/sdb3 ro\n"
    "93 22 8:20 / /media/birge/run ro,nosuid,nodev - vfat /dev/sdb4 ro\n"
    "94 22 8:21 / /media/birge/over ro,nosuid,nodev,noexec - vfat /dev/sdb5 ro\n"
    "95 94 8:22 / /media/birge/over rw - tmpfs none rw\n"
    "96 22\n\ngarbage \\\\ x y /media/birge/short\n";

  g_assert_true (kiosk_sticks_is_safe_in (mounts, "/media/birge/KINGSTON", KIOSK_STICKS_READ));
  g_assert_true (kiosk_sticks_is_safe_in (mounts, "/media/birge/A B", KIOSK_STICKS_READ));
  g_assert_false (kiosk_sticks_is_safe_in (mounts, "/media/birge/rw", KIOSK_STICKS_READ));
  g_assert_false (kiosk_sticks_is_safe_in (mounts, "/media/birge/run", KIOSK_STICKS_READ));
  g_assert_false (kiosk_sticks_is_safe_in (mounts, "/media/birge/over", KIOSK_STICKS_READ));
  g_assert_false (kiosk_sticks_is_safe_in (mounts, "/media/birge/short", KIOSK_STICKS_READ));
  g_assert_false (kiosk_sticks_is_safe_in (mounts, "/media/birge", KIOSK_STICKS_READ));
  g_assert_false (kiosk_sticks_is_safe_in ("", "/media/birge/KINGSTON", KIOSK_STICKS_READ));
  g_assert_true (kiosk_sticks_is_safe_in (mounts, "/media/birge/rw", KIOSK_STICKS_WRITE));
  g_assert_false (kiosk_sticks_is_safe_in (mounts, "/media/birge/KINGSTON", KIOSK_STICKS_WRITE));
  g_assert_false (kiosk_sticks_is_safe_in (mounts, "/media/birge/run", KIOSK_STICKS_WRITE));
}

static void
test_what_udisks_refuses_has_its_reason (Fixture *self, gconstpointer unused)
{
  static const struct { const char *error; BirgeSyncReason reason; } refusals[] = {
    { "NotAuthorized", BIRGE_SYNC_REASON_NOT_ALLOWED },
    { "NotAuthorizedCanObtain", BIRGE_SYNC_REASON_NOT_ALLOWED },
    { "Failed", BIRGE_SYNC_REASON_FORMAT },
    { "AlreadyMounted", BIRGE_SYNC_REASON_FORMAT }, /* nowhere */
  };
  guint id;

  fake_udisks_put_in (self->udisks, &kingston);
  id = wait_for_stick (self);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      fake_udisks_set_error (self->udisks, refusals[i].error);
      run_to_end (self, BIRGE_UPDATES_IMPORT, id, BIRGE_UPDATES_NONE);
      g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_FAILED);
      g_assert_cmpint (get_state (self)->reason, ==, refusals[i].reason);
      g_assert_cmpstr (get_state (self)->why, ==, "no");
    }
}

static void
test_a_format_nobody_uses_is_not_mounted (Fixture *self, gconstpointer unused)
{
  static const FakeStick strange = { .path = "sdb1", .label = "x", .type = "hfsplus" };
  g_autofree char *mounts = NULL;

  fake_udisks_put_in (self->udisks, &strange);
  run_to_end (self, BIRGE_UPDATES_LOOK, wait_for_stick (self), BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_FORMAT);
  mounts = fake_udisks_take_calls (self->udisks);
  g_assert_cmpstr (mounts, ==, "");
}

/* A kiosk that fell while it read left it so. */
static void
test_a_stick_of_before_is_taken_up (Fixture *self, gconstpointer unused)
{
  static const FakeStick mounted = { .path = "sdb1", .label = "x", .mount_point = "/media/birge/x" };
  g_autofree char *calls = NULL;

  kiosk_sticks_set_check_for_tests (say_yes);
  fake_udisks_set_error (self->udisks, "AlreadyMounted");
  fake_udisks_put_in (self->udisks, &mounted);
  write_script (self, DONE);
  run_to_end (self, BIRGE_UPDATES_LOOK, wait_for_stick (self), BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_SEEN);
  calls = take_calls (self);
  g_assert_nonnull (strstr (calls, " --from /media/birge/x "));
}

static void
test_a_stick_that_is_pulled_out_can_be_put_in_again (Fixture *self, gconstpointer unused)
{
  kiosk_sticks_set_check_for_tests (say_yes);
  fake_udisks_set_folder (self->udisks, "/media/birge/KINGSTON");
  fake_udisks_put_in (self->udisks, &kingston);
  write_script (self, "echo '{\"phase\":\"fetch\",\"done\":1,\"total\":2}'\nwhile [ ! -e \"$BIRGE_FAKE.out\" ]; do sleep 0.02; done\n"
                      "echo '{\"phase\":\"end\",\"outcome\":\"failed\",\"reason\":\"damaged\"}'\nexit 1\n");
  start (self, BIRGE_UPDATES_IMPORT, wait_for_stick (self), BIRGE_UPDATES_NONE);
  wait_for (get_state (self)->total == 2);
  fake_udisks_pull_out (self->udisks, "sdb1");
  wait_for (count_sticks (self) == 0);
  {
    g_autofree char *out = g_strconcat (self->script, ".out", NULL);

    g_assert_true (g_file_set_contents (out, "", 0, NULL));
  }
  wait_for (get_state (self)->phase == BIRGE_UPDATES_ENDED);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_GONE);

  fake_udisks_put_in (self->udisks, &kingston);
  write_script (self, "echo '{\"phase\":\"end\",\"outcome\":\"done\",\"reason\":\"none\"}'\n");
  run_to_end (self, BIRGE_UPDATES_IMPORT, wait_for_stick (self), BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_DONE);
}

static void
test_without_udisks_it_is_said (Fixture *self, gconstpointer unused)
{
  BirgeUpdatesSticks answer = BIRGE_UPDATES_STICKS_ASKING;

  fake_udisks_set_there (self->udisks, FALSE);
  wait_for ((g_ptr_array_unref (list (self, &answer)), answer) != BIRGE_UPDATES_STICKS_ASKING);
  g_assert_cmpint (answer, ==, BIRGE_UPDATES_STICKS_NO_SERVICE);

  fake_udisks_set_there (self->udisks, TRUE); /* it was started late */
  wait_for ((g_ptr_array_unref (list (self, &answer)), answer) == BIRGE_UPDATES_STICKS_READ);
}

static void
set_up_folder (Fixture *self, gconstpointer folder)
{
  fixture_begin (self, folder);
}

/* The settings' StickFolder, without any bus. */
static void
test_a_folder_stands_in_the_place_of_sticks (Fixture *self, gconstpointer folder)
{
  BirgeUpdatesSticks answer;
  g_autoptr(GPtrArray) none = list (self, &answer);
  g_autofree char *calls = NULL;
  g_autofree char *names = NULL;

  g_assert_cmpint (answer, ==, BIRGE_UPDATES_STICKS_READ);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  names = dup_names (self);
  g_assert_cmpstr (names, ==, "birge-stick");
  write_script (self, DONE);
  run_to_end (self, BIRGE_UPDATES_LOOK, wait_for_stick (self), BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->outcome, ==, BIRGE_SYNC_SEEN);
  calls = take_calls (self);
  g_assert_nonnull (strstr (calls, folder));
  g_rmdir (folder);
  run_to_end (self, BIRGE_UPDATES_LOOK, 1, BIRGE_UPDATES_NONE);
  g_assert_cmpint (get_state (self)->reason, ==, BIRGE_SYNC_REASON_GONE);
}

int
main (int argc, char **argv)
{
  g_autofree char *own = NULL;
  g_autofree char *folder = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  own = g_dir_make_tmp ("birge-sticks-XXXXXX", NULL);
  folder = g_build_filename (own, "birge-stick", NULL);
  updates_bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (updates_bus);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (updates_bus), TRUE);
#define ADD(path, test) g_test_add ("/sticks/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("only-sticks-are-listed", test_only_sticks_are_listed);
  ADD ("a-stick-comes-and-goes", test_a_stick_comes_and_goes);
  ADD ("a-stick-is-open-while-it-is-read", test_a_stick_is_open_while_it_is_read);
  ADD ("a-stick-is-writable-for-the-voices-alone", test_a_stick_is_writable_for_the_voices_alone);
  ADD ("a-stick-that-is-mounted-otherwise-is-left-alone", test_a_stick_that_is_mounted_otherwise_is_left_alone);
  ADD ("it-stops-before-the-stick-is-open", test_it_stops_before_the_stick_is_open);
  ADD ("closing-leaves-no-stick-open", test_closing_leaves_no_stick_open);
  ADD ("how-a-stick-is-mounted-says-the-kernel", test_how_a_stick_is_mounted_says_the_kernel);
  ADD ("what-udisks-refuses-has-its-reason", test_what_udisks_refuses_has_its_reason);
  ADD ("a-format-nobody-uses-is-not-mounted", test_a_format_nobody_uses_is_not_mounted);
  ADD ("a-stick-of-before-is-taken-up", test_a_stick_of_before_is_taken_up);
  ADD ("a-stick-that-is-pulled-out-can-be-put-in-again", test_a_stick_that_is_pulled_out_can_be_put_in_again);
  ADD ("without-udisks-it-is-said", test_without_udisks_it_is_said);
  g_test_add ("/sticks/a-folder-stands-in-the-place-of-sticks", Fixture, folder, set_up_folder, test_a_folder_stands_in_the_place_of_sticks,
              tear_down);
  result = g_test_run ();
  g_test_dbus_down (updates_bus);
  g_object_unref (updates_bus);
  g_rmdir (own);
  return result;
}
