/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/web.h"

#include "data/formats/birge-clock.h"

/* HTTPS with an authority that was made for the test, and clocks that nobody has set. */

#define STAMP  "metadata/timestamp.json"
#define JSON   "{\"signed\":{\"version\":1}}"
#define IN_2099 G_GINT64_CONSTANT (4070908800)

typedef struct {
  Web   web;
  char *authority;
  char *stranger; /* another authority */
} Secure;

static void
run_script (const char *folder)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "make-certificates.sh", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, script, folder, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static void
set_up (Secure *self, gconstpointer unused)
{
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;

  web_set_up_folders (&self->web);
  run_script (self->web.folder);
  self->authority = g_build_filename (self->web.folder, "authority.pem", NULL);
  self->stranger = g_build_filename (self->web.folder, "stranger.pem", NULL);
  certificate = g_build_filename (self->web.folder, "server.pem", NULL);
  key = g_build_filename (self->web.folder, "server.key", NULL);
  web_start (&self->web, certificate, key);
  web_write (&self->web, STAMP, JSON, strlen (JSON));
}

static void
tear_down (Secure *self, gconstpointer unused)
{
  birge_clock_set_for_tests (-1, -1);
  web_tear_down (&self->web, NULL);
  g_free (self->authority);
  g_free (self->stranger);
}

static void
open_source (Secure *self, const char *modes, const char *authority, gboolean clock_is_set)
{
  web_open_options (&self->web, modes, (BirgeHttpOptions) { .certificate_file = authority });
  _birge_http_source_set_clock (self->web.source, clock_is_set);
  birge_http_source_forget_waits (self->web.source);
}

static void
assert_reads (Secure *self, gboolean with_doubts)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = birge_source_read (BIRGE_SOURCE (self->web.source), STAMP, 1000, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), JSON, strlen (JSON));
  g_assert_cmpint (birge_http_source_is_time_doubted (self->web.source), ==, with_doubts);
}

static void
assert_portal (Secure *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = birge_source_read (BIRGE_SOURCE (self->web.source), STAMP, 1000, NULL, NULL, &error);

  g_assert_null (bytes);
  g_test_message ("%s", error->message);
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_PORTAL);
}

static void
test_trusts_the_configured_authority (Secure *self, gconstpointer unused)
{
  g_autofree char *address = g_strdup_printf ("https://localhost:%d/good", self->web.port);
  g_autofree char *number = g_strdup_printf ("https://127.0.0.1:%d/good", self->web.port);

  open_source (self, "good", self->authority, TRUE);
  assert_reads (self, FALSE);
  open_source (self, "good", self->stranger, TRUE);
  assert_portal (self);
  open_source (self, address, NULL, TRUE);
  assert_portal (self);
  open_source (self, number, self->authority, TRUE); /* another name than the certificate has */
  assert_portal (self);
}

/* A check that finds nothing new: what the kernel counted, with the handshake. */
static void
test_a_check_costs_little (Secure *self, gconstpointer unused)
{
  gint64 bytes;

  open_source (self, "good", self->authority, TRUE);
  assert_reads (self, FALSE);
  bytes = birge_http_source_get_wire_bytes (self->web.source);
  g_test_message ("%" G_GINT64_FORMAT " bytes", bytes);
  g_assert_cmpint (bytes, >, 1500);
  g_assert_cmpint (bytes, <, 4000);
}

static void
test_clock_of_1970 (Secure *self, gconstpointer unused)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  birge_clock_set_for_tests (-1, 0);
  open_source (self, "good", self->authority, TRUE);
  assert_portal (self);
  open_source (self, "good", self->authority, FALSE);
  g_test_expect_message ("birge-sync", G_LOG_LEVEL_MESSAGE, "*clock*");
  assert_reads (self, TRUE);
  g_test_assert_expected_messages ();
  g_assert_cmpint (ABS (birge_source_get_date_s (BIRGE_SOURCE (self->web.source)) - now_s), <, 600);

  /* The floor rose: no doubts are needed any more. */
  birge_clock_raise_floor (now_s);
  open_source (self, "good", self->authority, FALSE);
  assert_reads (self, FALSE);
}

static void
test_clock_of_2099 (Secure *self, gconstpointer unused)
{
  birge_clock_set_for_tests (-1, IN_2099);
  open_source (self, "good", self->authority, TRUE);
  assert_portal (self);

  /* Far ahead of the last time that was signed. */
  g_assert_true (birge_sync_db_raise_floor_s (self->web.db, g_get_real_time () / G_USEC_PER_SEC, NULL));
  open_source (self, "good", self->authority, TRUE);
  g_test_expect_message ("birge-sync", G_LOG_LEVEL_MESSAGE, "*clock*");
  assert_reads (self, TRUE);
  g_test_assert_expected_messages ();
}

static void
test_doubts_excuse_nothing_else (Secure *self, gconstpointer unused)
{
  g_autofree char *number = g_strdup_printf ("https://127.0.0.1:%d/good", self->web.port);

  birge_clock_set_for_tests (-1, 0);
  open_source (self, "good", self->stranger, FALSE);
  assert_portal (self);
  open_source (self, number, self->authority, FALSE);
  g_test_expect_message ("birge-sync", G_LOG_LEVEL_MESSAGE, "*clock*");
  assert_portal (self);
  g_test_assert_expected_messages ();
}

static void
test_never_leaves_https (Secure *self, gconstpointer unused)
{
  g_autofree char *modes = g_strdup_printf ("moved=http:||localhost:%d|good", self->web.port);

  open_source (self, modes, self->authority, TRUE);
  assert_portal (self);
  g_assert_cmpuint (web_count (&self->web, "GET", NULL), ==, 1);
  open_source (self, "moved", self->authority, TRUE);
  assert_reads (self, FALSE);
}

static void
test_fetches (Secure *self, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  web_add_pack (&self->web, 50, 3000);
  web_add_file (&self->web, 9 * 1024 * 1024);
  open_source (self, "truncate=900000x3", self->authority, TRUE);
  g_assert_true (web_fetch (&self->web, &error));
  g_assert_no_error (error);
  web_assert_all_here (&self->web);
}

static void
test_fetches_in_1970 (Secure *self, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 8; i++)
    web_add_file (&self->web, 5000);
  birge_clock_set_for_tests (-1, 0);
  open_source (self, "good", self->authority, FALSE);
  g_test_expect_message ("birge-sync", G_LOG_LEVEL_MESSAGE, "*clock*"); /* once, for four connections */
  g_assert_true (web_fetch (&self->web, &error));
  g_test_assert_expected_messages ();
  g_assert_no_error (error);
  web_assert_all_here (&self->web);
}

#define ADD(name, function) g_test_add ("/http-tls/" name, Secure, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("trusts-the-configured-authority", test_trusts_the_configured_authority);
  ADD ("a-check-costs-little", test_a_check_costs_little);
  ADD ("clock-of-1970", test_clock_of_1970);
  ADD ("clock-of-2099", test_clock_of_2099);
  ADD ("doubts-excuse-nothing-else", test_doubts_excuse_nothing_else);
  ADD ("never-leaves-https", test_never_leaves_https);
  ADD ("fetches", test_fetches);
  ADD ("fetches-in-1970", test_fetches_in_1970);
  return g_test_run ();
}
