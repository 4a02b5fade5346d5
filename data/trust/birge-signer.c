/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-signer.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "data/trust/birge-key-private.h"
#include "data/trust/birge-signer-private.h"
#include "data/trust/birge-trust-private.h"

/* scrypt with 16 MiB: about half a second on an office computer, once per use of a key. OpenSSL reads up to 32 MiB
 * back. */
#define SCRYPT_N 16384
#define QUICK_SCRYPT_N 16
#define SCRYPT_R 8
#define SCRYPT_P 5
#define RSA_BITS 3072
#define MAX_PEM_BYTES (64 * 1024)

static guint64 scrypt_n = SCRYPT_N;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_SIG, X509_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_ALGOR, X509_ALGOR_free)

struct _BirgeSigner {
  gatomicrefcount refs;
  EVP_PKEY *material;        /* owned; OpenSSL wipes it */
  BirgeKey *key;             /* owned */
  const BirgeScheme *scheme; /* a constant */
};

static GBytes *
take_memory (BIO *out)
{
  char *text = NULL;
  long size = BIO_get_mem_data (out, &text);

  return g_bytes_new (text, (gsize) size);
}

static char *
write_public (EVP_PKEY *material, const BirgeScheme *scheme)
{
  g_autoptr(BIO) out = NULL;
  g_autoptr(GBytes) pem = NULL;
  GString *hex = NULL;
  guint8 raw[64];
  size_t length = sizeof raw;

  if (scheme->base != EVP_PKEY_ED25519)
    {
      out = BIO_new (BIO_s_mem ());
      PEM_write_bio_PUBKEY (out, material);
      pem = take_memory (out);
      return g_strndup (g_bytes_get_data (pem, NULL), g_bytes_get_size (pem));
    }

  EVP_PKEY_get_raw_public_key (material, raw, &length);
  hex = g_string_new (NULL);
  for (size_t i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", raw[i]);
  return g_string_free (hex, FALSE);
}

static BirgeSigner *
signer_new (EVP_PKEY *material)
{
  g_autoptr(json_t) object = NULL;
  g_autofree char *public = NULL;
  BirgeSigner *self = NULL;
  const BirgeScheme *scheme = NULL;
  BirgeKey *key = NULL;

  switch (EVP_PKEY_get_base_id (material))
    {
    case EVP_PKEY_ED25519:
      scheme = _birge_scheme_find ("ed25519", "ed25519");
      break;
    case EVP_PKEY_EC:
      scheme = _birge_scheme_find ("ecdsa", "ecdsa-sha2-nistp256"); /* the type that other clients know */
      break;
    case EVP_PKEY_RSA:
      scheme = _birge_scheme_find ("rsa", "rsassa-pss-sha256");
      break;
    default:
      break;
    }
  if (scheme == NULL)
    return NULL;

  public = write_public (material, scheme);
  object = json_pack ("{s:s, s:s, s:{s:s}}", "keytype", scheme->type, "scheme", scheme->name, "keyval", "public", public);
  key = birge_key_from_json (object, NULL);
  self = g_new0 (BirgeSigner, 1);
  g_atomic_ref_count_init (&self->refs);
  self->material = material;
  self->key = key;
  self->scheme = scheme;
  return self;
}

/* A curve we do not use, or halves that do not belong together, would sign what nobody accepts. */
static gboolean
is_usable (BirgeSigner *self)
{
  g_autoptr(GBytes) probe = g_bytes_new_static ("birge", 5);
  g_autofree char *signature = birge_signer_sign (self, probe);

  return birge_key_verify (self->key, probe, signature);
}

/**
 * birge_signer_generate:
 *
 * Makes a new pair of keys.
 *
 * Returns: (transfer full): the signer
 */
BirgeSigner *
birge_signer_generate (BirgeSignerType type)
{
  EVP_PKEY *material = NULL;

  if (type == BIRGE_SIGNER_RSA)
    material = EVP_PKEY_Q_keygen (NULL, NULL, "RSA", (size_t) RSA_BITS);
  else if (type == BIRGE_SIGNER_ECDSA)
    material = EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-256");
  else
    material = EVP_PKEY_Q_keygen (NULL, NULL, "ED25519");
  if (material == NULL)
    g_error ("libcrypto cannot make keys");
  return signer_new (material);
}

/* Without this OpenSSL would ask on the terminal. */
static int
on_passphrase (char *buffer, int size, int writing, void *data)
{
  const char *passphrase = data;
  gsize length = passphrase != NULL ? strlen (passphrase) : 0;

  if (length == 0 || length > (gsize) size)
    return -1;
  memcpy (buffer, passphrase, length);
  return (int) length;
}

/**
 * birge_signer_from_pem:
 * @pem: a private key, encrypted by birge_signer_to_pem() or another program
 * @passphrase: what opens it
 *
 * Reads a private key. Only encrypted ones have ever been written by Birge; one without is read as well.
 *
 * Errors: `KEY`.
 *
 * Returns: (transfer full) (nullable): the signer
 */
BirgeSigner *
birge_signer_from_pem (GBytes *pem, const char *passphrase, GError **error)
{
  g_autoptr(BIO) in = NULL;
  g_autoptr(EVP_PKEY) material = NULL;
  g_autoptr(BirgeSigner) self = NULL;
  gsize size = 0;
  const void *text = NULL;

  g_return_val_if_fail (pem != NULL, NULL);

  text = g_bytes_get_data (pem, &size);
  if (size > 0 && size <= MAX_PEM_BYTES)
    {
      in = BIO_new_mem_buf (text, (int) size);
      material = PEM_read_bio_PrivateKey (in, NULL, on_passphrase, (void *) passphrase);
    }
  ERR_clear_error ();
  if (material == NULL)
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_KEY, "private key",
                           "it cannot be opened: check the pass phrase, or take the copy of the key");
      return NULL;
    }
  self = signer_new (material);
  if (self != NULL)
    g_steal_pointer (&material);
  if (self == NULL || !is_usable (self))
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_KEY, "private key",
                           "it is of a kind that metadata cannot be signed with: use Ed25519, ECDSA P-256 or RSA");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
_birge_signer_use_quick_keys (void)
{
  scrypt_n = QUICK_SCRYPT_N;
}

/**
 * birge_signer_to_pem:
 * @passphrase: not empty
 *
 * Writes the private key, encrypted.
 *
 * Returns: (transfer full): PEM text
 */
GBytes *
birge_signer_to_pem (BirgeSigner *self, const char *passphrase)
{
  g_autoptr(PKCS8_PRIV_KEY_INFO) plain = NULL;
  g_autoptr(X509_ALGOR) how = NULL;
  g_autoptr(X509_SIG) sealed = NULL;
  g_autoptr(BIO) out = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (passphrase != NULL && *passphrase != '\0', NULL);

  plain = EVP_PKEY2PKCS8 (self->material);
  how = PKCS5_pbe2_set_scrypt (EVP_aes_256_cbc (), NULL, 16, NULL, scrypt_n, SCRYPT_R, SCRYPT_P);
  sealed = plain != NULL && how != NULL ? PKCS8_set0_pbe (passphrase, (int) strlen (passphrase), plain, how) : NULL;
  if (sealed == NULL)
    g_error ("libcrypto cannot encrypt a key");
  g_steal_pointer (&how); /* taken by @sealed */
  out = BIO_new (BIO_s_mem ());
  PEM_write_bio_PKCS8 (out, sealed);
  return take_memory (out);
}

BirgeSigner *
birge_signer_ref (BirgeSigner *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
birge_signer_unref (BirgeSigner *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  EVP_PKEY_free (self->material);
  birge_key_unref (self->key);
  g_free (self);
}

BirgeKey *
birge_signer_get_key (BirgeSigner *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->key;
}

/**
 * birge_signer_sign:
 * @data: the canonical form of what is signed
 *
 * Returns: (transfer full): the signature in hexadecimal
 */
char *
birge_signer_sign (BirgeSigner *self, GBytes *data)
{
  g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autofree guint8 *raw = NULL;
  GString *hex = NULL;
  EVP_PKEY_CTX *how = NULL; /* owned by @context */
  gsize size = 0;
  const guint8 *text = NULL;
  size_t length = 0;

  g_return_val_if_fail (self != NULL && data != NULL, NULL);

  text = g_bytes_get_data (data, &size);
  length = (size_t) EVP_PKEY_get_size (self->material);
  raw = g_malloc (length);
  if (EVP_DigestSignInit (context, &how, _birge_scheme_digest (self->scheme), NULL, self->material) != 1
      || !_birge_scheme_apply (self->scheme, how, RSA_PSS_SALTLEN_DIGEST)
      || EVP_DigestSign (context, raw, &length, text, size) != 1)
    g_error ("libcrypto cannot sign");

  hex = g_string_new (NULL);
  for (size_t i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", raw[i]);
  return g_string_free (hex, FALSE);
}
