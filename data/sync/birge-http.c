/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http.h"

#include <curl/curl.h>

#define MAX_REDIRECTS 3
#define CONNECT_S 30
#define METADATA_S 60        /* for a whole file of metadata */
#define LOW_SPEED_BYTES 100  /* a drip of one byte a second never trips a limit of one */
#define LOW_SPEED_S 60
#define MAX_HEADERS_BYTES (64 * 1024) /* libcurl limits each line, not their number */
#define HTTP_OK 200
#define HTTP_FORBIDDEN 403   /* what some stores of objects say of a file that is not there */
#define HTTP_NOT_FOUND 404
#define HTTP_GONE 410

struct _BirgeHttp {
  GObject parent_instance;
  char *base;      /* owned; ends with a slash */
  gboolean local;  /* plain HTTP to this computer */
  CURL *curl;      /* owned; keeps the connection */
};

/* One transfer, as the callbacks of libcurl see it. */
typedef struct {
  BirgeHttpWriteFunc write;
  gpointer user_data;
  GCancellable *cancellable;
  GError *error;       /* owned until handed on */
  gsize headers_bytes; /* so far */
} Transfer;

static void birge_http_fetcher_init (BirgeFetcherInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BirgeHttp, birge_http, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BIRGE_TYPE_FETCHER, birge_http_fetcher_init))

static gboolean
refuse (GError **error, int code, const char *what, const char *why)
{
  g_set_error (error, BIRGE_TRUST_ERROR, code, "%s: %s", what, why);
  return FALSE;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

  return g_str_equal (host, "localhost") || (address != NULL && g_inet_address_get_is_loopback (address));
}

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
  g_autoptr(GUri) uri = NULL;
  const char *host = NULL;
  BirgeHttp *self = NULL;
  gboolean local;

  g_return_val_if_fail (base_url != NULL, NULL);

  uri = g_uri_parse (base_url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL || *host == '\0' || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      refuse (error, BIRGE_TRUST_ERROR_SOURCE, base_url, "this is not the address of a folder: give one like https://example.org/v1");
      return NULL;
    }
  local = g_str_equal (g_uri_get_scheme (uri), "http") && is_loopback (host);
  if (!local && !g_str_equal (g_uri_get_scheme (uri), "https"))
    {
      refuse (error, BIRGE_TRUST_ERROR_SOURCE, base_url, "only https is used, and http on this computer: give an https address");
      return NULL;
    }
  self = g_object_new (BIRGE_TYPE_HTTP, NULL);
  self->base = g_strconcat (base_url, g_str_has_suffix (base_url, "/") ? NULL : "/", NULL);
  self->local = local;
  return self;
}

static size_t
on_data (char *data, size_t size, size_t n, void *user_data)
{
  Transfer *transfer = user_data;

  return transfer->write (data, size * n, transfer->user_data, &transfer->error) ? size * n : 0;
}

static size_t
on_header (char *data, size_t size, size_t n, void *user_data)
{
  Transfer *transfer = user_data;

  transfer->headers_bytes += size * n;
  if (transfer->headers_bytes <= MAX_HEADERS_BYTES)
    return size * n;
  if (transfer->error == NULL)
    refuse (&transfer->error, BIRGE_TRUST_ERROR_SOURCE, "the server", "it sends headers without end: try another");
  return 0;
}

static int
on_progress (void *user_data, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
  Transfer *transfer = user_data;

  return g_cancellable_is_cancelled (transfer->cancellable);
}

static void
prepare (BirgeHttp *self, const char *url, long whole_s, Transfer *transfer, char *problem)
{
  CURL *curl = self->curl;

  curl_easy_reset (curl); /* options only: an open connection stays */
  curl_easy_setopt (curl, CURLOPT_URL, url);
  curl_easy_setopt (curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, self->local ? "http" : "https");
  curl_easy_setopt (curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
  curl_easy_setopt (curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt (curl, CURLOPT_MAXREDIRS, (long) MAX_REDIRECTS);
  curl_easy_setopt (curl, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT, (long) CONNECT_S);
  curl_easy_setopt (curl, CURLOPT_LOW_SPEED_LIMIT, (long) LOW_SPEED_BYTES);
  curl_easy_setopt (curl, CURLOPT_LOW_SPEED_TIME, (long) LOW_SPEED_S);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT, whole_s);
  curl_easy_setopt (curl, CURLOPT_USERAGENT, "Birge");
  curl_easy_setopt (curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt (curl, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, on_data);
  curl_easy_setopt (curl, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt (curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt (curl, CURLOPT_XFERINFODATA, transfer);
  curl_easy_setopt (curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (curl, CURLOPT_ERRORBUFFER, problem);
  if (self->local)
    curl_easy_setopt (curl, CURLOPT_PROXY, "");
}

static gboolean
finish (BirgeHttp *self, CURLcode result, const char *url, const char *problem, Transfer *transfer, GError **error)
{
  g_autofree char *why = NULL;
  long status = 0;

  curl_easy_getinfo (self->curl, CURLINFO_RESPONSE_CODE, &status);
  if (transfer->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&transfer->error));
      return FALSE;
    }
  if (g_cancellable_set_error_if_cancelled (transfer->cancellable, error))
    return FALSE;
  if (result == CURLE_OK && status == HTTP_OK)
    return TRUE;
  if (status == HTTP_NOT_FOUND || status == HTTP_FORBIDDEN || status == HTTP_GONE)
    return refuse (error, BIRGE_TRUST_ERROR_NOT_FOUND, url, "the server does not have it");
  if (result == CURLE_OK || result == CURLE_HTTP_RETURNED_ERROR)
    why = g_strdup_printf ("the server answers %ld: try again later", status);
  else
    why = g_strdup_printf ("%s: check the connection and try again", *problem != '\0' ? problem : curl_easy_strerror (result));
  return refuse (error, BIRGE_TRUST_ERROR_SOURCE, url, why);
}

static gboolean
transfer_file (BirgeHttp *self, const char *path, long whole_s, Transfer *transfer, GError **error)
{
  g_autofree char *url = g_strconcat (self->base, path, NULL);
  char problem[CURL_ERROR_SIZE] = "";
  CURLcode result;

  prepare (self, url, whole_s, transfer, problem);
  result = curl_easy_perform (self->curl);
  curl_easy_setopt (self->curl, CURLOPT_ERRORBUFFER, NULL);
  return finish (self, result, url, problem, transfer, error);
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
  Transfer transfer = { .write = write, .user_data = user_data, .cancellable = cancellable };

  g_return_val_if_fail (BIRGE_IS_HTTP (self) && path != NULL && write != NULL, FALSE);

  return transfer_file (self, path, 0, &transfer, error);
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
    return refuse (error, BIRGE_TRUST_ERROR_TOO_LARGE, memory->name, "it is longer than allowed: this is not the file, or the server is broken");
  g_byte_array_append (memory->bytes, data, (guint) size);
  return TRUE;
}

static GBytes *
birge_http_fetch (BirgeFetcher *fetcher, const char *name, gsize max_bytes, GCancellable *cancellable, GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  Memory memory = { bytes, max_bytes, name };
  Transfer transfer = { .write = write_to_memory, .user_data = &memory, .cancellable = cancellable };

  if (!transfer_file (BIRGE_HTTP (fetcher), name, METADATA_S, &transfer, error))
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

  curl_easy_cleanup (self->curl);
  g_free (self->base);

  G_OBJECT_CLASS (birge_http_parent_class)->finalize (object);
}

static void
birge_http_class_init (BirgeHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_http_finalize;
  if (curl_global_init (CURL_GLOBAL_DEFAULT) != CURLE_OK)
    g_error ("libcurl cannot be used");
}

static void
birge_http_init (BirgeHttp *self)
{
  self->curl = curl_easy_init ();
  if (self->curl == NULL)
    g_error ("libcurl cannot be used");
}
