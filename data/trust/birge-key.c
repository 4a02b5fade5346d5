/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-key-private.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

#include "data/formats/birge-digest.h"
#include "data/trust/birge-trust-private.h"

#define MIN_RSA_BITS 2048
#define MAX_RSA_BITS 8192 /* a key of a million bits would cost minutes to use */
#define MAX_SIGNATURE_BYTES (MAX_RSA_BITS / 8)
#define ED25519_BYTES 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)

struct _BirgeKey {
  gatomicrefcount refs;
  json_t *object;             /* owned */
  char *id;                   /* owned */
  char *print;                /* owned */
  EVP_PKEY *material;         /* owned; NULL: it verifies nothing */
  const BirgeScheme *scheme;  /* a constant; NULL with @material */
};

/* What a key may be. Two names of the same type are in use for P-256. */
static const BirgeScheme schemes[] = {
  { "ed25519", "ed25519", EVP_PKEY_ED25519, 0 },
  { "ecdsa", "ecdsa-sha2-nistp256", EVP_PKEY_EC, 0 },
  { "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", EVP_PKEY_EC, 0 },
  { "rsa", "rsassa-pss-sha256", EVP_PKEY_RSA, RSA_PKCS1_PSS_PADDING },
  { "rsa", "rsa-pkcs1v15-sha256", EVP_PKEY_RSA, RSA_PKCS1_PADDING },
};

const BirgeScheme *
_birge_scheme_find (const char *type, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (schemes[i].type, type) && g_str_equal (schemes[i].name, name))
      return &schemes[i];
  return NULL;
}

/**
 * _birge_hex_to_bytes:
 *
 * Reads hexadecimal figures.
 *
 * Returns: (transfer full) (nullable): the bytes, none for anything else
 */
GByteArray *
_birge_hex_to_bytes (const char *hex)
{
  gsize length = strlen (hex);
  GByteArray *bytes = NULL;

  if (length == 0 || length % 2 != 0 || length / 2 > MAX_SIGNATURE_BYTES)
    return NULL;
  bytes = g_byte_array_sized_new ((guint) length / 2);
  for (gsize i = 0; i < length; i += 2)
    {
      int high = g_ascii_xdigit_value (hex[i]);
      int low = g_ascii_xdigit_value (hex[i + 1]);
      guint8 byte = (guint8) (high * 16 + low);

      if (high < 0 || low < 0)
        {
          g_byte_array_unref (bytes);
          return NULL;
        }
      g_byte_array_append (bytes, &byte, 1);
    }
  return bytes;
}

static EVP_PKEY *
read_ed25519 (const char *text)
{
  g_autoptr(GByteArray) raw = _birge_hex_to_bytes (text);

  if (raw == NULL || raw->len != ED25519_BYTES)
    return NULL;
  return EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, raw->data, raw->len);
}

static EVP_PKEY *
read_pem (const char *text)
{
  g_autoptr(BIO) in = BIO_new_mem_buf (text, -1);

  return in != NULL ? PEM_read_bio_PUBKEY (in, NULL, NULL, (void *) "") : NULL;
}

/* A curve is named by text in the key; only one is meant by the scheme. */
static gboolean
is_strong (EVP_PKEY *material, const BirgeScheme *scheme)
{
  char curve[32] = "";
  gsize length = 0;

  if (EVP_PKEY_get_base_id (material) != scheme->base)
    return FALSE;
  if (scheme->base == EVP_PKEY_RSA)
    return EVP_PKEY_get_bits (material) >= MIN_RSA_BITS && EVP_PKEY_get_bits (material) <= MAX_RSA_BITS;
  if (scheme->base == EVP_PKEY_EC)
    return EVP_PKEY_get_group_name (material, curve, sizeof curve, &length) == 1 && g_str_equal (curve, "prime256v1");
  return TRUE;
}

static void
append_number (GByteArray *bytes, EVP_PKEY *material, const char *name)
{
  guint8 raw[MAX_RSA_BITS / 8];
  BIGNUM *number = NULL;
  int length = 0;

  if (EVP_PKEY_get_bn_param (material, name, &number) == 1 && BN_num_bytes (number) <= (int) sizeof raw)
    length = BN_bn2bin (number, raw);
  BN_free (number);
  g_byte_array_append (bytes, raw, (guint) length);
  g_byte_array_append (bytes, (const guint8 *) "/", 1);
}

/* Of the numbers, not of the text: the same point can be written in several ways, and must still count once. */
static char *
print_material (EVP_PKEY *material, int base)
{
  g_autoptr(GByteArray) numbers = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  guint8 raw[ED25519_BYTES];
  size_t length = sizeof raw;

  if (base == EVP_PKEY_RSA)
    {
      append_number (numbers, material, OSSL_PKEY_PARAM_RSA_N);
      append_number (numbers, material, OSSL_PKEY_PARAM_RSA_E);
    }
  else if (base == EVP_PKEY_EC)
    {
      append_number (numbers, material, OSSL_PKEY_PARAM_EC_PUB_X);
      append_number (numbers, material, OSSL_PKEY_PARAM_EC_PUB_Y);
    }
  else if (EVP_PKEY_get_raw_public_key (material, raw, &length) == 1)
    g_byte_array_append (numbers, raw, (guint) length);
  bytes = g_bytes_new (numbers->data, numbers->len);
  return birge_digest_bytes (bytes);
}

static void
read_material (BirgeKey *self, const char *type, const char *scheme, const char *public)
{
  g_autoptr(EVP_PKEY) material = NULL;

  self->scheme = _birge_scheme_find (type, scheme);
  if (self->scheme != NULL)
    material = self->scheme->base == EVP_PKEY_ED25519 ? read_ed25519 (public) : read_pem (public);
  if (material != NULL && is_strong (material, self->scheme))
    {
      self->print = print_material (material, self->scheme->base);
      self->material = g_steal_pointer (&material);
    }
  else
    self->print = g_strdup (self->id); /* nothing to compare, and nothing it could do twice */
  ERR_clear_error (); /* what is left there, TLS would take for its own */
}

/**
 * birge_key_from_json:
 *
 * Reads a public key of metadata.
 *
 * Errors: `SYNTAX` when it has not the members of a key. Kinds that are not known are no error.
 *
 * Returns: (transfer full) (nullable): the key
 */
BirgeKey *
birge_key_from_json (const json_t *object, GError **error)
{
  const char *type = json_string_value (json_object_get (object, "keytype"));
  const char *scheme = json_string_value (json_object_get (object, "scheme"));
  const json_t *value = json_object_get (object, "keyval");
  const char *public = json_string_value (json_object_get (value, "public"));
  g_autoptr(GBytes) canonical = NULL;
  BirgeKey *self = NULL;

  if (type == NULL || scheme == NULL || !json_is_object (value))
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, "key", "it lacks “keytype”, “scheme” or “keyval”");
      return NULL;
    }

  self = g_new0 (BirgeKey, 1);
  g_atomic_ref_count_init (&self->refs);
  self->object = json_deep_copy (object);
  canonical = birge_json_canonical (object);
  self->id = birge_digest_bytes (canonical);
  read_material (self, type, scheme, public != NULL ? public : "");
  return self;
}

BirgeKey *
birge_key_ref (BirgeKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
birge_key_unref (BirgeKey *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  json_decref (self->object);
  g_free (self->id);
  g_free (self->print);
  EVP_PKEY_free (self->material);
  g_free (self);
}

const char *
birge_key_get_id (BirgeKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

const char *
birge_key_get_print (BirgeKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->print;
}

json_t *
birge_key_dup_json (BirgeKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return json_deep_copy (self->object);
}

const EVP_MD *
_birge_scheme_digest (const BirgeScheme *scheme)
{
  return scheme->base == EVP_PKEY_ED25519 ? NULL : EVP_sha256 (); /* Ed25519 brings its own */
}

/* How signing and verifying are told what the scheme is. */
gboolean
_birge_scheme_apply (const BirgeScheme *scheme, EVP_PKEY_CTX *context, int salt_length)
{
  if (scheme->padding == 0)
    return TRUE;
  if (EVP_PKEY_CTX_set_rsa_padding (context, scheme->padding) != 1)
    return FALSE;
  return scheme->padding != RSA_PKCS1_PSS_PADDING || EVP_PKEY_CTX_set_rsa_pss_saltlen (context, salt_length) == 1;
}

/**
 * birge_key_verify:
 *
 * Whether the signature is this key's for these bytes. Anything that cannot be read as a signature is not.
 */
gboolean
birge_key_verify (BirgeKey *self, GBytes *data, const char *signature)
{
  g_autoptr(GByteArray) raw = NULL;
  g_autoptr(EVP_MD_CTX) context = NULL;
  EVP_PKEY_CTX *how = NULL; /* owned by @context */
  gsize size = 0;
  const guint8 *text = NULL;
  gboolean is_right;

  g_return_val_if_fail (self != NULL && data != NULL && signature != NULL, FALSE);

  raw = self->material != NULL ? _birge_hex_to_bytes (signature) : NULL;
  if (raw == NULL)
    return FALSE;

  text = g_bytes_get_data (data, &size);
  context = EVP_MD_CTX_new ();
  /* Any length of salt is right: writers differ, and it says nothing about trust. */
  is_right = EVP_DigestVerifyInit (context, &how, _birge_scheme_digest (self->scheme), NULL, self->material) == 1
             && _birge_scheme_apply (self->scheme, how, RSA_PSS_SALTLEN_AUTO)
             && EVP_DigestVerify (context, raw->data, raw->len, text, size) == 1;
  ERR_clear_error ();
  return is_right;
}
