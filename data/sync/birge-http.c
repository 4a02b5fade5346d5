/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http.h"

#include "data/sync/birge-http-private.h"

/* One request after the other over the same loop that BirgeHttpSource uses: the same limits, the same rules for answers. */

#define STEP_MS 1000

struct _BirgeHttp {
  GObject parent_instance;
  BirgeHttpAddress address;
  BirgeHttpLink *link; /* owned; keeps the connection */
};

/* One transfer. */
typedef struct {
  BirgeHttpWriteFunc write;
  gpointer user_data;
  gboolean done;
} Transfer;

static void birge_http_fetcher_init (BirgeFetcherInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BirgeHttp, birge_http, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BIRGE_TYPE_FETCHER, birge_http_fetcher_init))

/**
 * birge_http_new:
 * @base_url: where the files lie; `https`, or `http` on this computer
 *
 * Errors: `SOURCE`.
 *
 * Returns: (transfer full) (nullable): the source
 */
BirgeHttp *
birge_http_new (const char *base_url, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(BirgeHttp) self = NULL;

  g_return_val_if_fail (base_url != NULL, NULL);

  self = g_object_new (BIRGE_TYPE_HTTP, NULL);
  if (!_birge_http_address_parse (&self->address, base_url, &local))
    {
      g_set_error_literal (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SOURCE, local->message);
      return NULL;
    }
  self->link = _birge_http_link_new (0, NULL);
  return g_steal_pointer (&self);
}

static gboolean
on_data (BirgeHttpRequest *request, gint64 offset, const guint8 *data, gsize size, GError **error)
{
  Transfer *transfer = request->user_data;

  return transfer->write (data, size, transfer->user_data, error);
}

static void
on_done (BirgeHttpRequest *request)
{
  ((Transfer *) request->user_data)->done = TRUE;
}

static gboolean
finish (BirgeHttpRequest *request, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  switch (request->outcome)
    {
    case BIRGE_HTTP_OK:
      return TRUE;
    case BIRGE_HTTP_REFUSED:
      g_propagate_error (error, g_steal_pointer (&request->error));
      return FALSE;
    case BIRGE_HTTP_NOT_FOUND:
      g_set_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NOT_FOUND, "%s: the server does not have it", request->url);
      return FALSE;
    default:
      g_set_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SOURCE, "%s: %s: check the connection and try again",
                   request->url, request->why);
      return FALSE;
    }
}

static gboolean
transfer_file (BirgeHttp *self, const char *path, guint timeout_ms, Transfer *transfer, GCancellable *cancellable,
               GError **error)
{
  g_autoptr(BirgeHttpRequest) request = _birge_http_request_new (&self->address, path);

  request->max_bytes = G_MAXINT64; /* whoever takes the bytes knows better */
  request->any_type = TRUE;
  request->timeout_ms = timeout_ms;
  request->write = on_data;
  request->done = on_done;
  request->user_data = transfer;
  _birge_http_link_start (self->link, request);
  while (!transfer->done && !g_cancellable_is_cancelled (cancellable))
    _birge_http_link_step (self->link, STEP_MS, cancellable);
  if (!transfer->done)
    _birge_http_link_stop (self->link, request);
  return finish (request, cancellable, error);
}

/**
 * birge_http_download:
 * @write: gets what arrives, also of a transfer that fails later
 *
 * Gets a file of any size.
 *
 * Errors: `NOT_FOUND`, `SOURCE`, those of @write, `G_IO_ERROR_CANCELLED`.
 * Threads: blocks.
 */
gboolean
birge_http_download (BirgeHttp *self, const char *path, BirgeHttpWriteFunc write, gpointer user_data, GCancellable *cancellable,
                     GError **error)
{
  Transfer transfer = { write, user_data, FALSE };

  g_return_val_if_fail (BIRGE_IS_HTTP (self) && path != NULL && write != NULL, FALSE);

  return transfer_file (self, path, 0, &transfer, cancellable, error);
}

/* As a fetcher */

typedef struct {
  GByteArray *bytes;
  gsize max_bytes;
  const char *name;
} Memory;

static gboolean
write_to_memory (gconstpointer data, gsize size, gpointer user_data, GError **error)
{
  Memory *memory = user_data;

  if (size > memory->max_bytes - memory->bytes->len)
    {
      g_set_error (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_TOO_LARGE,
                   "%s: it is longer than allowed: this is not the file, or the server is broken", memory->name);
      return FALSE;
    }
  g_byte_array_append (memory->bytes, data, (guint) size);
  return TRUE;
}

static GBytes *
birge_http_fetch (BirgeFetcher *fetcher, const char *name, gsize max_bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  Memory memory = { bytes, max_bytes, name };
  Transfer transfer = { write_to_memory, &memory, FALSE };

  if (!transfer_file (BIRGE_HTTP (fetcher), name, _birge_http_limits.metadata_ms, &transfer, cancellable, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static void
birge_http_fetcher_init (BirgeFetcherInterface *interface)
{
  interface->fetch = birge_http_fetch;
}

static void
birge_http_finalize (GObject *object)
{
  BirgeHttp *self = BIRGE_HTTP (object);

  g_clear_pointer (&self->link, _birge_http_link_free);
  _birge_http_address_clear (&self->address);
  G_OBJECT_CLASS (birge_http_parent_class)->finalize (object);
}

static void
birge_http_class_init (BirgeHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_http_finalize;
}

static void
birge_http_init (BirgeHttp *self)
{
}
