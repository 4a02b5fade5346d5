/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/web.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* A real static server: nginx with HTTPS and an authority that was made for the test. */

#define STAMP "metadata/timestamp.json"
#define JSON  "{\"signed\":{\"version\":1}}"
#define MIB   (1024 * 1024)

typedef struct {
  Web   web;
  char *authority;
  char *access; /* its log */
} Nginx;

static char *
find_nginx (void)
{
  char *path = g_find_program_in_path ("nginx");

  return path != NULL || g_access ("/usr/sbin/nginx", X_OK) != 0 ? path : g_strdup ("/usr/sbin/nginx");
}

static int
find_port (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  int port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);
  return port;
}

static void
write_settings (Nginx *self)
{
  g_autofree char *path = g_build_filename (self->web.folder, "nginx.conf", NULL);
  g_autofree char *text = g_strdup_printf (
    "daemon off; master_process off; pid pid; error_log error.log;\n"
    "events { }\n"
    "http {\n"
    "  log_format short '$connection $server_protocol $status $body_bytes_sent $uri';\n"
    "  access_log access.log short;\n"
    "  client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp; uwsgi_temp_path temp; scgi_temp_path temp;\n"
    "  gzip on; gzip_types *; gzip_min_length 1;\n"
    "  server {\n"
    "    listen 127.0.0.1:%d ssl http2;\n"
    "    ssl_certificate server.pem; ssl_certificate_key server.key;\n"
    "    root served;\n"
    "    types { application/json json; }\n"
    "    default_type application/octet-stream;\n"
    "  }\n"
    "}\n", self->web.port);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static gboolean
can_connect (int port)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) port, NULL, NULL);

  return connection != NULL;
}

static void
end_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
start (Nginx *self, const char *program)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "make-certificates.sh", NULL);
  g_autofree char *prefix = g_strconcat (self->web.folder, "/", NULL);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GSubprocess) certificates = NULL;
  g_autoptr(GError) error = NULL;

  certificates = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, script, self->web.folder, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (certificates, NULL, &error));
  self->authority = g_build_filename (self->web.folder, "authority.pem", NULL);
  self->access = g_build_filename (self->web.folder, "access.log", NULL);
  self->web.port = find_port ();
  write_settings (self);
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  self->web.server = g_subprocess_launcher_spawn (launcher, &error, program, "-p", prefix, "-c", "nginx.conf", "-e",
                                                  "error.log", NULL);
  g_assert_no_error (error);
  for (guint i = 0; i < 200 && !can_connect (self->web.port); i++)
    g_usleep (50000);
}

static void
tear_down (Nginx *self)
{
  web_tear_down (&self->web, NULL);
  g_free (self->authority);
  g_free (self->access);
}

static void
open_source (Nginx *self)
{
  g_autofree char *address = g_strdup_printf ("https://localhost:%d", self->web.port);

  web_open_options (&self->web, address, (BirgeHttpOptions) { .certificate_file = self->authority });
  _birge_http_source_set_clock (self->web.source, TRUE);
}

/* Over how many connections it was asked, all of them HTTP/1.1. */
static guint
count_connections (Nginx *self)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *log = NULL;
  g_auto(GStrv) lines = NULL;

  g_usleep (50000);
  g_file_get_contents (self->access, &log, NULL, NULL);
  lines = g_strsplit (log, "\n", 0);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      {
        g_assert_nonnull (strstr (lines[i], " HTTP/1.1 "));
        g_hash_table_add (seen, g_strndup (lines[i], strcspn (lines[i], " ")));
      }
  return g_hash_table_size (seen);
}

static void
check (Nginx *self)
{
  g_autoptr(GBytes) known = NULL;
  g_autoptr(GBytes) same = NULL;
  g_autoptr(GError) error = NULL;

  web_write (&self->web, STAMP, JSON, strlen (JSON));
  web_add_pack (&self->web, 200, 3000);
  web_add_pack (&self->web, 20, 60000);
  g_ptr_array_remove_range (self->web.wants, 50, 5);
  web_add_file (&self->web, 2 * MIB);
  web_add_file (&self->web, 9 * MIB + 77);

  open_source (self);
  known = birge_source_read (BIRGE_SOURCE (self->web.source), STAMP, 1000, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (known), ==, strlen (JSON));
  g_assert_true (web_fetch (&self->web, &error));
  g_assert_no_error (error);
  web_assert_all_here (&self->web);
  g_assert_cmpuint (count_connections (self), <=, 4);

  open_source (self);
  g_assert_null (birge_source_read (BIRGE_SOURCE (self->web.source), "metadata/2.root.json", 1000, NULL, NULL, &error));
  g_assert_error (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  same = birge_source_read (BIRGE_SOURCE (self->web.source), STAMP, 1000, known, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (same == known);
  g_assert_cmpuint (count_connections (self), <=, 5); /* both over one */
}

static void
test_nginx (void)
{
  g_autofree char *program = find_nginx ();
  Nginx self = { 0 };

  if (program == NULL)
    {
      g_test_skip ("nginx is not installed");
      return;
    }
  web_set_up_folders (&self.web);
  start (&self, program);
  check (&self);
  tear_down (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-nginx/serves-a-repository", test_nginx);
  return g_test_run ();
}
