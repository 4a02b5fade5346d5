/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Metadata over HTTP from servers that are broken or hostile. */
#include <string.h>

#include "data/sync/birge-http.h"
#include "tests/unit/trust/test-server.h"

#define HELLO "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static char *
endless_headers (void)
{
  GString *text = g_string_new ("HTTP/1.1 200 OK\r\n");

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "X-Header-%u: and so on and so forth\r\n", i);
  g_string_append (text, "Content-Length: 5\r\n\r\nhello");
  return g_string_free (text, FALSE);
}

static const struct {
  const char *name;
  const char *answer; /* NULL: made when asked */
  int code;           /* -1: hello arrives */
} answers[] = {
  { "hello", HELLO, -1 },
  { "chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", -1 },
  { "old", "HTTP/1.0 200 OK\r\n\r\nhello", -1 },
  { "404", "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello", BIRGE_TRUST_ERROR_NOT_FOUND },
  { "403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", BIRGE_TRUST_ERROR_NOT_FOUND },
  { "410", "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", BIRGE_TRUST_ERROR_NOT_FOUND },
  { "500", "HTTP/1.1 500 Oh\r\nContent-Length: 5\r\n\r\nhello", BIRGE_TRUST_ERROR_SOURCE },
  { "429", "HTTP/1.1 429 Later\r\nRetry-After: 10\r\nContent-Length: 0\r\n\r\n", BIRGE_TRUST_ERROR_SOURCE },
  { "204", "HTTP/1.1 204 No Content\r\n\r\n", BIRGE_TRUST_ERROR_SOURCE },
  { "206", "HTTP/1.1 206 Part\r\nContent-Range: bytes 0-4/9\r\nContent-Length: 5\r\n\r\nhello", BIRGE_TRUST_ERROR_SOURCE },
  { "304", "HTTP/1.1 304 Not Modified\r\n\r\n", BIRGE_TRUST_ERROR_SOURCE },
  { "redirect-to-http", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/hello\r\nContent-Length: 0\r\n\r\n", BIRGE_TRUST_ERROR_SOURCE },
  { "redirect-to-file", "HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\nContent-Length: 0\r\n\r\n", BIRGE_TRUST_ERROR_SOURCE },
  { "redirect-to-nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", BIRGE_TRUST_ERROR_SOURCE },
  { "short", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", BIRGE_TRUST_ERROR_SOURCE },
  { "chunks-cut", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhello", BIRGE_TRUST_ERROR_SOURCE },
  { "long", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world", BIRGE_TRUST_ERROR_TOO_LARGE },
  { "long-without-length", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello world", BIRGE_TRUST_ERROR_TOO_LARGE },
  { "nothing", "", BIRGE_TRUST_ERROR_SOURCE },
  { "nonsense", "nonsense\r\n\r\n", BIRGE_TRUST_ERROR_SOURCE },
  { "headers", NULL, BIRGE_TRUST_ERROR_SOURCE },
};

static GBytes *
on_request (const char *path, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_str_equal (path, answers[i].name))
      {
        g_autofree char *made = answers[i].answer == NULL ? endless_headers () : NULL;

        return bytes_of (made != NULL ? made : answers[i].answer);
      }
  return test_server_respond (404, NULL);
}

static void
test_takes_only_whole_answers (void)
{
  g_autoptr(TestServer) server = test_server_new (on_request, NULL);
  g_autoptr(BirgeHttp) http = birge_http_new (test_server_get_url (server), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = birge_fetcher_fetch (BIRGE_FETCHER (http), answers[i].name, 5, NULL, &error);

      g_test_message ("%s: %s", answers[i].name, error != NULL ? error->message : "arrived");
      if (answers[i].code >= 0)
        {
          g_assert_error (error, BIRGE_TRUST_ERROR, answers[i].code);
          g_assert_null (bytes);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "hello", 5);
    }
}

static void
test_nobody_there (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeHttp) http = birge_http_new ("http://127.0.0.1:1", NULL);

  g_assert_null (birge_fetcher_fetch (BIRGE_FETCHER (http), "hello", 5, NULL, &error));
  g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SOURCE);
}

static void
test_can_be_stopped (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(BirgeHttp) http = birge_http_new ("http://127.0.0.1:1", NULL);

  g_cancellable_cancel (cancellable);
  g_assert_null (birge_fetcher_fetch (BIRGE_FETCHER (http), "hello", 5, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_uses_https_or_this_computer (void)
{
  static const char *const good[] = { "https://a.example", "https://a.example:8443/v1/", "http://127.0.0.1/", "http://127.9.9.9:80/x",
                                      "http://localhost:8080/x/y", "http://[::1]:80/" };
  static const char *const bad[] = { "http://a.example/", "http://10.0.0.1/", "http://127.0.0.1.example.org/", "ftp://127.0.0.1/", "file:///etc/",
                                     "/etc", "", "https://", "https:///x", "https://a.example/?q=1", "https://a.example/#x", "http://localhost.example.org/" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(BirgeHttp) http = birge_http_new (good[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (http);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (birge_http_new (bad[i], &error));
      g_assert_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SOURCE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/http/takes-only-whole-answers", test_takes_only_whole_answers);
  g_test_add_func ("/trust/http/nobody-there", test_nobody_there);
  g_test_add_func ("/trust/http/can-be-stopped", test_can_be_stopped);
  g_test_add_func ("/trust/http/uses-https-or-this-computer", test_uses_https_or_this_computer);
  return g_test_run ();
}
