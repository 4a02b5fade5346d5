/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-expected-private.h"

#include <openssl/evp.h>
#include <string.h>

#include "data/trust/birge-trust-private.h"

#define SHA256_FIGURES 64
#define SHA512_FIGURES 128

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)

struct _BirgeChecker {
  BirgeExpected expected; /* owned copies */
  char *name;             /* owned; for messages */
  gint64 length;          /* so far */
  EVP_MD_CTX *sha256;     /* owned; NULL when not expected */
  EVP_MD_CTX *sha512;     /* the same */
};

void
birge_expected_clear (BirgeExpected *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->sha512, g_free);
  self->length = -1;
}

static gboolean
read_hash (const json_t *hashes, const char *name, gsize figures, char **hash, GError **error)
{
  const json_t *value = json_object_get (hashes, name);
  const char *text = json_string_value (value);

  if (value == NULL)
    return TRUE;
  if (text == NULL || strlen (text) != figures || strspn (text, "0123456789abcdef") != figures)
    return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, "hashes", "“%s” is malformed", name);
  *hash = g_strdup (text);
  return TRUE;
}

/**
 * _birge_expected_read:
 * @object: has "length" and "hashes"
 * @is_target: both must be there
 * @expected: (out): cleared before
 *
 * Reads what metadata says of another file. Hashes of unknown kinds are passed over. Metadata with none but such is
 * refused: what cannot be checked is not trusted. A target is then one that cannot be had, which harms no other.
 *
 * Errors: `SYNTAX`.
 */
gboolean
_birge_expected_read (const json_t *object, gboolean is_target, BirgeExpected *expected, GError **error)
{
  const json_t *length = json_object_get (object, "length");
  const json_t *hashes = json_object_get (object, "hashes");

  expected->length = -1;
  if ((length != NULL || is_target) && (!json_is_integer (length) || json_integer_value (length) < 0))
    return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, "length", "it is no whole number from 0 on");
  if ((hashes != NULL || is_target) && !json_is_object (hashes))
    return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, "hashes", "there are none");
  if (length != NULL)
    expected->length = json_integer_value (length);
  if (!read_hash (hashes, "sha256", SHA256_FIGURES, &expected->sha256, error)
      || !read_hash (hashes, "sha512", SHA512_FIGURES, &expected->sha512, error))
    {
      birge_expected_clear (expected);
      return FALSE;
    }
  if (!is_target && hashes != NULL && expected->sha256 == NULL && expected->sha512 == NULL)
    return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, "hashes", "there is neither “sha256” nor “sha512”");
  return TRUE;
}

static EVP_MD_CTX *
digest_new (const EVP_MD *kind)
{
  EVP_MD_CTX *digest = EVP_MD_CTX_new ();

  if (digest == NULL || EVP_DigestInit_ex (digest, kind, NULL) != 1)
    g_error ("libcrypto cannot hash");
  return digest;
}

/**
 * birge_checker_new:
 * @name: of the file, for messages
 *
 * Begins to check bytes that come piece by piece.
 *
 * Returns: (transfer full): the checker
 */
BirgeChecker *
birge_checker_new (const BirgeExpected *expected, const char *name)
{
  BirgeChecker *self = NULL;

  g_return_val_if_fail (expected != NULL && name != NULL, NULL);

  self = g_new0 (BirgeChecker, 1);
  self->name = g_strdup (name);
  self->expected.length = expected->length;
  self->expected.sha256 = g_strdup (expected->sha256);
  self->expected.sha512 = g_strdup (expected->sha512);
  if (expected->sha256 != NULL)
    self->sha256 = digest_new (EVP_sha256 ());
  if (expected->sha512 != NULL)
    self->sha512 = digest_new (EVP_sha512 ());
  return self;
}

void
birge_checker_free (BirgeChecker *self)
{
  g_return_if_fail (self != NULL);

  birge_expected_clear (&self->expected);
  EVP_MD_CTX_free (self->sha256);
  EVP_MD_CTX_free (self->sha512);
  g_free (self->name);
  g_free (self);
}

gboolean
birge_checker_feed (BirgeChecker *self, gconstpointer data, gsize size, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->expected.length >= 0 && size > (guint64) (self->expected.length - self->length))
    return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_TOO_LARGE, self->name,
                                "there are more than the %" G_GINT64_FORMAT " bytes that were signed for",
                                self->expected.length);
  self->length += (gint64) size;
  if (self->sha256 != NULL)
    EVP_DigestUpdate (self->sha256, data, size);
  if (self->sha512 != NULL)
    EVP_DigestUpdate (self->sha512, data, size);
  return TRUE;
}

static gboolean
is_hash (EVP_MD_CTX *digest, const char *expected)
{
  guint8 sum[EVP_MAX_MD_SIZE];
  char hex[2 * EVP_MAX_MD_SIZE + 1];
  unsigned int length = 0;

  if (digest == NULL)
    return TRUE;
  EVP_DigestFinal_ex (digest, sum, &length);
  for (unsigned int i = 0; i < length; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", sum[i]);
  return g_str_equal (hex, expected);
}

gboolean
birge_checker_finish (BirgeChecker *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->expected.length >= 0 && self->length != self->expected.length)
    return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_MISMATCH, self->name,
                                "it has %" G_GINT64_FORMAT " bytes instead of the %" G_GINT64_FORMAT " that were signed for",
                                self->length, self->expected.length);
  if (!is_hash (self->sha256, self->expected.sha256) || !is_hash (self->sha512, self->expected.sha512))
    return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_MISMATCH, self->name, "these are not the bytes that were signed for");
  return TRUE;
}

gboolean
birge_expected_check (const BirgeExpected *self, const char *name, GBytes *bytes, GError **error)
{
  g_autoptr(BirgeChecker) checker = NULL;
  gsize size = 0;
  const void *data = NULL;

  g_return_val_if_fail (self != NULL && name != NULL && bytes != NULL, FALSE);

  checker = birge_checker_new (self, name);
  data = g_bytes_get_data (bytes, &size);
  return birge_checker_feed (checker, data, size, error) && birge_checker_finish (checker, error);
}
