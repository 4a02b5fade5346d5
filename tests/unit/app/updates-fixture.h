/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>

#include "app/kiosk-sticks.h"
#include "app/kiosk-updates.h"
#include "tests/unit/app/fake-udisks.h"

/* A kiosk's updates in a folder of their own, with a program birge that does what each test writes down, and a UDisks2 with
 * the sticks each test puts in. */
typedef struct {
  char         *folder;
  char         *script;
  BirgeState   *log;
  KioskUpdates *updates;
  FakeUdisks   *udisks;
  guint         n_changed;
} Fixture;

static GTestDBus *updates_bus;

static void
on_fixture_changed (Fixture *self)
{
  self->n_changed++;
}

static void
fixture_begin (Fixture *self, const char *stick_folder)
{
  KioskUpdatesOptions options = { .config = "/etc/own.ini", .has_servers = TRUE, .stick_folder = stick_folder };
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("birge-updates-XXXXXX", &error);
  g_assert_no_error (error);
  self->script = g_build_filename (self->folder, "script", NULL);
  g_setenv ("BIRGE_FAKE", self->script, TRUE);
  options.state_dir = self->folder;
  self->log = birge_state_open (self->folder, &error);
  g_assert_no_error (error);
  self->updates = kiosk_updates_new (&options, self->log);
  g_signal_connect_swapped (self->updates, "changed", G_CALLBACK (on_fixture_changed), self);
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->udisks = fake_udisks_new (g_test_dbus_get_bus_address (updates_bus));
  fixture_begin (self, NULL);
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  kiosk_updates_close (self->updates);
  g_assert_finalize_object (self->updates);
  birge_state_close (self->log);
  g_object_unref (self->log);
  g_clear_pointer (&self->udisks, fake_udisks_free);
  kiosk_sticks_set_check_for_tests (NULL);
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->script);
}

static const BirgeUpdatesState *
get_state (Fixture *self)
{
  return birge_updates_get_state (BIRGE_UPDATES (self->updates));
}

/* Until @holds, or the test has waited for too long. */
#define wait_for(holds)                                                          \
  G_STMT_START                                                                   \
    {                                                                            \
      gint64 end_us = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;             \
      while (!(holds))                                                           \
        {                                                                        \
          if (g_get_monotonic_time () > end_us)                                  \
            g_error ("not within 30 s: " #holds);                                \
          if (!g_main_context_iteration (NULL, FALSE))                           \
            g_usleep (2000);                                                     \
        }                                                                        \
    }                                                                            \
  G_STMT_END

static void
write_script (Fixture *self, const char *script)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (self->script, script, -1, &error);
  g_assert_no_error (error);
}

static void
start (Fixture *self, BirgeUpdatesTask task, guint stick, BirgeUpdatesFlags flags)
{
  g_assert_true (birge_updates_start (BIRGE_UPDATES (self->updates), task, stick, flags));
}

static void
run_to_end (Fixture *self, BirgeUpdatesTask task, guint stick, BirgeUpdatesFlags flags)
{
  start (self, task, stick, flags);
  wait_for (get_state (self)->phase == BIRGE_UPDATES_ENDED);
}

/* How birge was called, line by line; "" for not at all. (transfer full) */
static char *
take_calls (Fixture *self)
{
  g_autofree char *path = g_strconcat (self->script, ".calls", NULL);
  char *calls = NULL;

  if (!g_file_get_contents (path, &calls, NULL, NULL))
    return g_strdup ("");
  g_remove (path);
  return calls;
}

/* "update stick": actions that were logged, oldest first. (transfer full) */
static char *
dup_log (Fixture *self)
{
  g_autoptr(GPtrArray) log = birge_state_dup_log (self->log, 10);
  g_autoptr(GString) actions = g_string_new (NULL);

  for (guint i = log->len; i > 0; i--)
    g_string_append_printf (actions, "%s%s", actions->len > 0 ? " " : "", ((BirgeLogEntry *) g_ptr_array_index (log, i - 1))->action);
  return g_string_free (g_steal_pointer (&actions), FALSE);
}
