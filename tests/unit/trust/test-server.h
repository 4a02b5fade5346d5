/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A small web server on this computer. */
typedef struct _TestServer TestServer;

/* What goes out for a request, byte for byte, head and all. Called on other threads. */
typedef GBytes *(*TestServerAnswer) (const char *path, gpointer user_data);

TestServer *test_server_new     (TestServerAnswer answer, gpointer user_data);
void        test_server_free    (TestServer *self);
const char *test_server_get_url (TestServer *self); /* "http://127.0.0.1:PORT/" */
/* An answer of HTTP/1.1 with the length of its body and the connection's end. */
GBytes     *test_server_respond (int status, GBytes *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestServer, test_server_free)

G_END_DECLS
