/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "data/sync/birge-backoff.h"
#include "data/sync/birge-content-range.h"
#include "data/sync/birge-http-private.h"
#include "tests/fuzz/fuzz-formats.h"

/* What a web server can put into a header, and what a settings file can put into an address. */

static void
read_range (const char *text, gsize length)
{
  BirgeContentRange range;
  g_autofree char *again = NULL;

  if (!birge_content_range_parse (text, length, &range))
    return;
  g_assert (range.first <= range.last && (range.first >= 0 || range.total >= 0));
  g_assert (range.total < 0 || range.last < range.total);
}

static void
read_retry_after (const char *text, gsize length)
{
  gint64 wait_s = birge_backoff_parse_retry_after (text, G_GINT64_CONSTANT (1795392000));

  g_assert (wait_s >= -1 && wait_s <= BIRGE_BACKOFF_MOST_S);
}

static void
read_date (const char *text, gsize length)
{
  g_assert (birge_backoff_parse_http_date (text) >= -1);
}

/* Whatever is accepted names this computer, or says HTTPS. */
static void
read_address (const char *text, gsize length)
{
  BirgeHttpAddress address;

  if (!_birge_http_address_parse (&address, text, NULL))
    return;
  g_assert (address.loopback ? g_ascii_strncasecmp (text, "http:", 5) == 0 : g_ascii_strncasecmp (text, "https:", 6) == 0);
  g_assert (_birge_http_address_leads (&address, address.base));
  _birge_http_address_clear (&address);
}

static const struct {
  char letter;
  void (*read) (const char *text, gsize length);
} readers[] = {
  { 'a', read_address }, { 'c', read_range }, { 'd', read_date }, { 'r', read_retry_after },
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = NULL;
  gsize chosen = 0;

  if (size < 1)
    return 0;
  chosen = fuzz_get_letter (data) % G_N_ELEMENTS (readers);
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (readers[i].letter == fuzz_get_letter (data))
      chosen = i;

  text = g_malloc (size); /* a copy, so that reading behind it is seen */
  memcpy (text, data + 1, size - 1);
  text[size - 1] = '\0';
  readers[chosen].read (text, size - 1);
  return 0;
}
