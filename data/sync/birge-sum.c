/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-sum-private.h"

#include <errno.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "data/formats/birge-digest.h"

#define CHUNK_BYTES (256 * 1024)

struct _BirgeSum
{
  EVP_MD_CTX *context;
};

BirgeSum *
_birge_sum_new (void)
{
  BirgeSum *self = g_new0 (BirgeSum, 1);

  self->context = EVP_MD_CTX_new ();
  _birge_sum_reset (self);
  return self;
}

void
_birge_sum_free (BirgeSum *self)
{
  if (self == NULL)
    return;
  EVP_MD_CTX_free (self->context);
  g_free (self);
}

void
_birge_sum_reset (BirgeSum *self)
{
  if (self->context == NULL || EVP_DigestInit_ex (self->context, EVP_sha256 (), NULL) != 1)
    g_error ("SHA-256 is not available in libcrypto");
}

void
_birge_sum_add (BirgeSum *self, gconstpointer data, gsize length)
{
  EVP_DigestUpdate (self->context, data, length);
}

gboolean
_birge_sum_is (BirgeSum *self, const char *expected_hex)
{
  static const char figures[] = "0123456789abcdef";
  guint8 sum[EVP_MAX_MD_SIZE];
  guint length = 0;

  EVP_DigestFinal_ex (self->context, sum, &length);
  g_return_val_if_fail (length * 2 == BIRGE_DIGEST_LENGTH && birge_digest_is_valid (expected_hex), FALSE);
  for (guint i = 0; i < length; i++)
    if (expected_hex[2 * i] != figures[sum[i] >> 4] || expected_hex[2 * i + 1] != figures[sum[i] & 15])
      return FALSE;
  return TRUE;
}

gboolean
_birge_sum_add_file (BirgeSum *self, int fd, gint64 offset, gint64 length)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);

  while (length > 0)
    {
      ssize_t n = pread (fd, chunk, (gsize) MIN (length, CHUNK_BYTES), offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          errno = n == 0 ? 0 : errno;
          return FALSE;
        }
      _birge_sum_add (self, chunk, (gsize) n);
      offset += n;
      length -= n;
    }
  return TRUE;
}
