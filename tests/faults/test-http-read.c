/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/web.h"

#include "data/formats/birge-clock.h"

/* Small files from servers that are not what they should be. */

#define STAMP "metadata/timestamp.json"
#define JSON  "{\"signatures\":[],\"signed\":{\"version\":1}}"
#define MOST  65536

static GBytes *
read_path (Web *web, const char *path, GBytes *known, GError **error)
{
  return birge_source_read (BIRGE_SOURCE (web->source), path, MOST, known, NULL, error);
}

static void
assert_reads (Web *web, const char *modes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_test_message ("%s", modes);
  web_open (web, modes);
  birge_http_source_forget_waits (web->source);
  bytes = read_path (web, STAMP, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), JSON, strlen (JSON));
}

static void
assert_fails (Web *web, const char *modes, BirgeSourceError code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_test_message ("%s", modes);
  web_open (web, modes);
  birge_http_source_forget_waits (web->source);
  bytes = read_path (web, STAMP, NULL, &error);
  g_test_message ("  %s", error != NULL ? error->message : "no error");
  g_assert_error (error, BIRGE_SOURCE_ERROR, (int) code);
  g_assert_null (bytes);
}

static void
set_up (Web *web, gconstpointer unused)
{
  web_set_up (web, NULL);
  web_write (web, STAMP, JSON, strlen (JSON));
}

static void
test_reads (Web *web, gconstpointer unused)
{
  assert_reads (web, "good");
  g_assert_cmpint (birge_source_get_date_s (BIRGE_SOURCE (web->source)), >, 0);
  g_assert_cmpstr (birge_source_get_name (BIRGE_SOURCE (web->source)), !=, NULL);
  g_assert_cmpuint (web_count (web, "GET", NULL), ==, 1);
}

static void
test_nothing_new_is_cheap (Web *web, gconstpointer unused)
{
  g_autoptr(GBytes) known = g_bytes_new_static (JSON, strlen (JSON));
  g_autoptr(GBytes) other = g_bytes_new_static ("{}", 2);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) root = NULL;
  g_autoptr(GBytes) same = NULL;
  g_autoptr(GBytes) again = NULL;

  assert_reads (web, "good");
  web_open (web, "good"); /* a later run: what it knows comes from sync.db */
  web_forget_log (web);
  root = read_path (web, "metadata/2.root.json", NULL, &error);
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  same = read_path (web, STAMP, known, &error);
  g_assert_no_error (error);
  g_assert_true (same == known);
  g_assert_cmpuint (web_count (web, "GET", NULL), ==, 2);
  g_assert_cmpint (birge_http_source_get_wire_bytes (web->source), <=, 2048); /* headers of TCP and IP, too */

  /* What the server said of one file is not said of another that we have. */
  again = read_path (web, STAMP, other, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (again, known));
}

static void
test_missing_and_too_large (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  assert_fails (web, "status=404", BIRGE_SOURCE_ERROR_NOT_FOUND);
  assert_fails (web, "status=403", BIRGE_SOURCE_ERROR_NOT_FOUND);
  assert_fails (web, "endless", BIRGE_SOURCE_ERROR_TOO_LARGE);
  web_open (web, "good");
  bytes = birge_source_read (BIRGE_SOURCE (web->source), STAMP, 10, NULL, NULL, &error);
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  bytes = birge_source_read (BIRGE_SOURCE (web->source), STAMP, strlen (JSON), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_portals (Web *web, gconstpointer unused)
{
  assert_fails (web, "html", BIRGE_SOURCE_ERROR_PORTAL);
  assert_fails (web, "plain", BIRGE_SOURCE_ERROR_PORTAL);
  assert_fails (web, "status=511", BIRGE_SOURCE_ERROR_PORTAL);
  assert_fails (web, "moved=http:||portal.example", BIRGE_SOURCE_ERROR_PORTAL);
  assert_fails (web, "moved=https:||portal.example|good", BIRGE_SOURCE_ERROR_PORTAL);
  g_assert_cmpint (birge_source_get_retry_s (BIRGE_SOURCE (web->source)) - birge_clock_get_real_s (), <=, 300);
  g_assert_cmpint (birge_source_get_retry_s (BIRGE_SOURCE (web->source)) - birge_clock_get_real_s (), >=, 290);
  assert_reads (web, "html good");
}

static void
test_redirects (Web *web, gconstpointer unused)
{
  assert_reads (web, "moved");
  web_forget_log (web);
  assert_fails (web, "loop", BIRGE_SOURCE_ERROR_DAMAGED);
  g_assert_cmpuint (web_count (web, "GET", NULL), ==, 4); /* the first and three more */
  assert_fails (web, "moved=ftp:||localhost", BIRGE_SOURCE_ERROR_PORTAL);
  assert_fails (web, "moved=file:||localhost|etc|passwd", BIRGE_SOURCE_ERROR_PORTAL);
}

static void
test_bad_answers (Web *web, gconstpointer unused)
{
  assert_fails (web, "headers", BIRGE_SOURCE_ERROR_DAMAGED);
  assert_fails (web, "long-header", BIRGE_SOURCE_ERROR_DAMAGED);
  assert_fails (web, "garbage", BIRGE_SOURCE_ERROR_DAMAGED);
  assert_fails (web, "gzip", BIRGE_SOURCE_ERROR_DAMAGED);
  assert_fails (web, "range=bytes_F-L|T", BIRGE_SOURCE_ERROR_DAMAGED); /* a part, where nobody asked for one */
  assert_fails (web, "status=304", BIRGE_SOURCE_ERROR_DAMAGED);
  assert_fails (web, "status=418", BIRGE_SOURCE_ERROR_DAMAGED);
  assert_fails (web, "truncate=5", BIRGE_SOURCE_ERROR_UNREACHABLE);
  assert_fails (web, "drip", BIRGE_SOURCE_ERROR_UNREACHABLE);
  assert_reads (web, "truncate=5x1"); /* tried twice */
}

static void
test_slow_in_all (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  web_open (web, "hang hang hang hang hang");
  _birge_http_source_get_limits (web->source)->metadata_ms = 1500;
  bytes = read_path (web, STAMP, NULL, &error);
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE);
}

static void
test_waits_when_told (Web *web, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  gint64 now_s = birge_clock_get_real_s ();
  gint64 retry_s;

  assert_fails (web, "status=429:120", BIRGE_SOURCE_ERROR_BUSY);
  retry_s = birge_source_get_retry_s (BIRGE_SOURCE (web->source)) - now_s;
  g_assert_cmpint (retry_s, >=, 120);
  g_assert_cmpint (retry_s, <=, 140);

  /* A storm costs one request; the next run remembers, too. */
  web_open (web, "status=429:120");
  g_assert_null (read_path (web, STAMP, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_BUSY);
  g_assert_cmpuint (web_count (web, "GET", NULL), ==, 1);
  retry_s = birge_source_get_retry_s (BIRGE_SOURCE (web->source)) - now_s;
  g_assert_cmpint (retry_s, >=, 120);
  g_clear_error (&error);

  assert_fails (web, "status=503:Fri,_31_Dec_9999_23:59:59_GMT", BIRGE_SOURCE_ERROR_BUSY);
  g_assert_cmpint (birge_source_get_retry_s (BIRGE_SOURCE (web->source)) - now_s, <=, 6 * 3600 + 10);
  assert_fails (web, "status=500", BIRGE_SOURCE_ERROR_BUSY);
  g_assert_cmpint (birge_source_get_retry_s (BIRGE_SOURCE (web->source)) - now_s, <=, 120);
  assert_reads (web, "status=500x1");
  assert_reads (web, "status=429:9 good");
}

static void
test_falls_over (Web *web, gconstpointer unused)
{
  assert_reads (web, "status=404 good");
  assert_reads (web, "gzip good");
  assert_reads (web, "http://localhost:1/nobody good");
  web_forget_log (web);
  assert_fails (web, "status=404 status=404", BIRGE_SOURCE_ERROR_NOT_FOUND);
  assert_fails (web, "http://localhost:1/nobody", BIRGE_SOURCE_ERROR_UNREACHABLE);
}

static void
test_cancels (Web *web, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  GThread *thread;

  web_open (web, "hang");
  thread = g_thread_new ("cancel", (GThreadFunc) (void (*) (void)) g_cancellable_cancel, cancellable);
  g_assert_null (birge_source_read (BIRGE_SOURCE (web->source), STAMP, MOST, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
test_addresses (void)
{
  static const char *const good[] = {
    "https://example.org", "https://example.org/", "https://example.org:8443/a/b", "http://localhost/x",
    "http://127.0.0.1:80", "http://[::1]:8080/", "HTTPS://EXAMPLE.ORG",
  };
  static const char *const bad[] = {
    "", "example.org", "/tmp", "file:///etc/passwd", "ftp://example.org", "http://example.org", "http://127.0.0.1.example.org",
    "http://localhost.example.org", "http://localhost@example.org", "https://user@example.org", "https://u:p@example.org",
    "https://example.org?a", "https://example.org/#a", "https://", "https://exa mple.org", "http://10.0.0.1", "http://[::2]",
    "http://127.0.0.1\\@example.org", "javascript:alert(1)", "https:///x",
  };
  g_autofree char *long_one = g_strnfill (5000, 'a');
  g_autofree char *too_long = g_strconcat ("https://example.org/", long_one, NULL);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (birge_http_source_check_address (good[i], &error));
      g_assert_no_error (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (birge_http_source_check_address (bad[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
  g_assert_false (birge_http_source_check_address (too_long, NULL));
  g_assert_null (birge_http_source_open (&(BirgeHttpOptions) { 0 }, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

#define ADD(name, function) g_test_add ("/http-read/" name, Web, NULL, set_up, function, web_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("reads", test_reads);
  ADD ("nothing-new-is-cheap", test_nothing_new_is_cheap);
  ADD ("missing-and-too-large", test_missing_and_too_large);
  ADD ("portals", test_portals);
  ADD ("redirects", test_redirects);
  ADD ("bad-answers", test_bad_answers);
  ADD ("slow-in-all", test_slow_in_all);
  ADD ("waits-when-told", test_waits_when_told);
  ADD ("falls-over", test_falls_over);
  ADD ("cancels", test_cancels);
  g_test_add_func ("/http-read/addresses", test_addresses);
  return g_test_run ();
}
