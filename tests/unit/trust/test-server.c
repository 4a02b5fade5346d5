/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/trust/test-server.h"

#include <string.h>

struct _TestServer {
  TestServerAnswer answer;
  gpointer user_data;
  char *url;
  guint16 port;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  GMutex lock;
  GCond is_up;
};

static gboolean
on_connection (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  TestServer *self = user_data;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr(GString) head = g_string_new (NULL);
  g_auto(GStrv) words = NULL;
  g_autoptr(GBytes) answer = NULL;
  char piece[4096];
  gssize n;

  while (strstr (head->str, "\r\n\r\n") == NULL && (n = g_input_stream_read (in, piece, sizeof piece, NULL, NULL)) > 0)
    g_string_append_len (head, piece, n);
  words = g_strsplit (head->str, " ", 3);
  if (g_strv_length (words) == 3 && g_str_equal (words[0], "GET") && words[1][0] == '/')
    answer = self->answer (words[1] + 1, self->user_data);
  if (answer != NULL)
    g_output_stream_write_all (out, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static gpointer
serve (gpointer data)
{
  TestServer *self = data;
  g_autoptr(GSocketService) service = NULL;
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) given = NULL;
  g_autoptr(GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  service = g_threaded_socket_service_new (4);
  g_signal_connect (service, "run", G_CALLBACK (on_connection), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &given, &error);
  g_assert_no_error (error);

  g_mutex_lock (&self->lock);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (given));
  g_cond_signal (&self->is_up);
  g_mutex_unlock (&self->lock);
  g_main_loop_run (self->loop);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

TestServer *
test_server_new (TestServerAnswer answer, gpointer user_data)
{
  TestServer *self = g_new0 (TestServer, 1);

  self->answer = answer;
  self->user_data = user_data;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_mutex_init (&self->lock);
  g_cond_init (&self->is_up);
  self->thread = g_thread_new ("server", serve, self);
  g_mutex_lock (&self->lock);
  while (self->port == 0)
    g_cond_wait (&self->is_up, &self->lock);
  g_mutex_unlock (&self->lock);
  self->url = g_strdup_printf ("http://127.0.0.1:%u/", self->port);
  return self;
}

static gboolean
on_quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

void
test_server_free (TestServer *self)
{
  g_autoptr(GSource) quit = g_idle_source_new ();

  g_source_set_callback (quit, on_quit, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->is_up);
  g_free (self->url);
  g_free (self);
}

const char *
test_server_get_url (TestServer *self)
{
  return self->url;
}

GBytes *
test_server_respond (int status, GBytes *body)
{
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 %d Whatever\r\nContent-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n\r\n",
                                           status, body != NULL ? g_bytes_get_size (body) : 0);
  GByteArray *answer = g_byte_array_new ();

  g_byte_array_append (answer, (const guint8 *) head, (guint) strlen (head));
  if (body != NULL)
    g_byte_array_append (answer, g_bytes_get_data (body, NULL), (guint) g_bytes_get_size (body));
  return g_byte_array_free_to_bytes (answer);
}
