/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

#include "data/formats/birge-clock.h"
#include "data/sync/birge-sync-db.h"
#include "tests/faults/update.h"
#include "tests/unit/other-clock.h"

/* Clocks that are wrong. No alarm, nothing that is shown is lost, and once the clock is right the kiosk gets the release as
 * if nothing had been: the time that it knows for sure never comes from the clock. */

static Update update;

typedef enum { FOLDER, HTTP, HTTPS, N_WAYS } Way;

static const struct {
  const char *name;
  const char *clock;              /* for other_clock_wrap() */
  const char *outcomes[N_WAYS];   /* that may be, separated by spaces */
} clocks[] = {
  /* Before the last signed time: that counts. A certificate of today may be younger; then somebody else might answer. */
  { "1970", "@1970-01-02 00:00:00", { "done", "done", "done portal" } },
  { "yesterday", "-1d", { "done", "done", "done portal" } },
  /* The publisher's word does not hold for so long, nor does the certificate: unless the clock is doubted. */
  { "in-a-year", "+1y", { "stale", "stale done", "portal done" } },
  { "2099", "@2099-01-01 00:00:00", { "stale", "done", "done" } },
};

static gint64
get_floor_s (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeSyncDb) db = birge_sync_db_look (update.state, &error);
  gint64 floor_s;

  g_assert_no_error (error);
  floor_s = birge_sync_db_get_floor_s (db, &error);
  g_assert_no_error (error);
  return floor_s;
}

static void
try_clock (guint i, Way way)
{
  g_auto(GStrv) outcomes = g_strsplit (clocks[i].outcomes[way], " ", -1);
  g_auto(GStrv) wrap = other_clock_wrap (clocks[i].clock);
  const char *from = way == FOLDER ? update.v1 : update.url;
  g_auto(UpdateRun) run = { 0 };

  update_reset (&update);
  run = update_run (&update, (const char *const *) wrap, from);
  update_assert_orderly (&run);
  g_test_message ("%s: %s", clocks[i].name, update_run_get_end (&run));
  g_assert_nonnull (run.outcome);
  g_assert_true (g_strv_contains ((const char *const *) outcomes, run.outcome));
  update_assert_sound (&update, UPDATE_EXACT);
  g_assert_cmpint (get_floor_s (), <=, g_get_real_time () / G_USEC_PER_SEC);
  update_assert_finishes (&update, from, UPDATE_EXACT); /* at the right time */
}

static void
test_folder (void)
{
  for (guint i = 0; other_clock_is_here () && i < G_N_ELEMENTS (clocks); i++)
    try_clock (i, FOLDER);
}

static void
test_http (void)
{
  update_serve (&update, NULL, NULL, NULL);
  for (guint i = 0; other_clock_is_here () && i < G_N_ELEMENTS (clocks); i++)
    try_clock (i, HTTP);
  update_stop_serving (&update);
}

static void
test_https (void)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "make-certificates.sh", NULL);
  g_autofree char *authority = g_strdup_printf ("CertificateFile=%s/authority.pem\n", update.root);
  g_autofree char *certificate = g_build_filename (update.root, "server.pem", NULL);
  g_autofree char *key = g_build_filename (update.root, "server.key", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, script, update.root, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  update_serve (&update, certificate, key, NULL);
  update_set (&update, authority);
  for (guint i = 0; other_clock_is_here () && i < G_N_ELEMENTS (clocks); i++)
    try_clock (i, HTTPS);
  update_set (&update, "");
  update_stop_serving (&update);
}

int
main (int argc, char **argv)
{
  int result;

  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2); /* `birge` */
  update_set_up (&update, argv[1]);
  g_test_add_func ("/update-clocks/folder", test_folder);
  g_test_add_func ("/update-clocks/http", test_http);
  g_test_add_func ("/update-clocks/https", test_https);
  result = g_test_run ();
  update_tear_down (&update);
  return result;
}
