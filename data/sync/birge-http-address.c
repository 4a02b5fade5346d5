/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-http-private.h"

#include <string.h>

#include "data/sync/birge-http-source.h"

/* Addresses are taken apart by libcurl's own parser, so that what is checked here is what it connects to. */

#define MAX_LENGTH 1024

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CURLU, curl_url_cleanup)

static char *
dup_part (CURLU *url, CURLUPart part)
{
  char *value = NULL;
  char *copy;

  if (curl_url_get (url, part, &value, 0) != CURLUE_OK)
    return NULL;
  copy = g_ascii_strdown (value, -1);
  curl_free (value);
  return copy;
}

static gboolean
has_part (CURLU *url, CURLUPart part)
{
  g_autofree char *value = dup_part (url, part);

  return value != NULL;
}

/* libcurl never asks anybody where localhost is. */
static gboolean
is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

  return g_str_equal (host, "localhost") || g_str_equal (host, "[::1]") ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

static const char *
find_fault (CURLU *url, const char *text, BirgeHttpAddress *self)
{
  g_autofree char *scheme = NULL;

  /* libcurl would take the path for the host. */
  if (strlen (text) > MAX_LENGTH || strstr (text, ":///") != NULL ||
      curl_url_set (url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return "it is no address";
  if (has_part (url, CURLUPART_USER) || has_part (url, CURLUPART_PASSWORD))
    return "it holds a user name";
  if (has_part (url, CURLUPART_QUERY) || has_part (url, CURLUPART_FRAGMENT))
    return "it holds a question mark or a number sign";

  scheme = dup_part (url, CURLUPART_SCHEME);
  self->host = dup_part (url, CURLUPART_HOST);
  if (scheme == NULL || self->host == NULL)
    return "it is no address";
  self->loopback = g_str_equal (scheme, "http") && is_loopback (self->host);
  if (!self->loopback && !g_str_equal (scheme, "https"))
    return "it is not safe from listeners";
  return NULL;
}

gboolean
_birge_http_address_parse (BirgeHttpAddress *self, const char *text, GError **error)
{
  g_autoptr(CURLU) url = curl_url ();
  const char *fault;

  memset (self, 0, sizeof *self);
  fault = find_fault (url, text, self);
  if (fault != NULL)
    {
      _birge_http_address_clear (self);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s: %s: give an address like https://example.org/birge", text, fault);
      return FALSE;
    }
  self->base = g_strdup (text);
  for (gsize length = strlen (self->base); length > 0 && self->base[length - 1] == '/'; length--)
    self->base[length - 1] = '\0';
  return TRUE;
}

void
_birge_http_address_clear (BirgeHttpAddress *self)
{
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->host, g_free);
}

gboolean
_birge_http_address_leads (const BirgeHttpAddress *self, const char *text)
{
  g_autoptr(CURLU) url = curl_url ();
  g_autofree char *scheme = NULL;
  g_autofree char *host = NULL;

  if (strlen (text) > 2 * MAX_LENGTH || curl_url_set (url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return FALSE;
  scheme = dup_part (url, CURLUPART_SCHEME);
  host = dup_part (url, CURLUPART_HOST);
  if (scheme == NULL || host == NULL || !g_str_equal (host, self->host) || has_part (url, CURLUPART_USER))
    return FALSE;
  return g_str_equal (scheme, "https") || (self->loopback && g_str_equal (scheme, "http"));
}

gboolean
birge_http_source_check_address (const char *address, GError **error)
{
  BirgeHttpAddress parsed;

  if (!_birge_http_address_parse (&parsed, address, error))
    return FALSE;
  _birge_http_address_clear (&parsed);
  return TRUE;
}
