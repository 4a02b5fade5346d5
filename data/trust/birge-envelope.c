/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-envelope.h"

#include <stdlib.h>
#include <string.h>

#include "data/trust/birge-trust-private.h"

struct _BirgeEnvelope {
  json_t *content;        /* owned */
  GBytes *canonical;      /* owned; of @content */
  GHashTable *signatures; /* owned; key id → signature in hexadecimal */
};

static BirgeEnvelope *
envelope_take (json_t *content)
{
  BirgeEnvelope *self = g_new0 (BirgeEnvelope, 1);

  self->content = content;
  self->canonical = birge_json_canonical (content);
  self->signatures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

BirgeEnvelope *
birge_envelope_new (const json_t *content)
{
  g_return_val_if_fail (json_is_object (content), NULL);

  return envelope_take (json_deep_copy (content));
}

void
birge_envelope_free (BirgeEnvelope *self)
{
  g_return_if_fail (self != NULL);

  json_decref (self->content);
  g_bytes_unref (self->canonical);
  g_hash_table_unref (self->signatures);
  g_free (self);
}

static gboolean
read_signatures (BirgeEnvelope *self, const json_t *list, GError **error)
{
  json_t *entry;
  size_t i;

  json_array_foreach (list, i, entry)
    {
      const char *id = json_string_value (json_object_get (entry, "keyid"));
      const char *signature = json_string_value (json_object_get (entry, "sig"));

      if (id == NULL || signature == NULL)
        return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, "signatures", "one lacks “keyid” or “sig”");
      if (!g_hash_table_insert (self->signatures, g_strdup (id), g_strdup (signature)))
        return _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, "signatures", "a key has signed twice");
    }
  return TRUE;
}

/**
 * birge_envelope_from_bytes:
 *
 * Reads a metadata file without believing it.
 *
 * Errors: `TOO_LARGE`, `SYNTAX`; the latter also when the same key id has two signatures.
 *
 * Returns: (transfer full) (nullable): the envelope
 */
BirgeEnvelope *
birge_envelope_from_bytes (GBytes *bytes, gsize max_bytes, GError **error)
{
  g_autoptr(json_t) object = NULL;
  g_autoptr(BirgeEnvelope) self = NULL;
  json_t *content = NULL;
  json_t *signatures = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  object = birge_json_read (bytes, max_bytes, error);
  if (object == NULL)
    return NULL;
  content = json_object_get (object, "signed");
  signatures = json_object_get (object, "signatures");
  if (!json_is_object (content) || !json_is_array (signatures))
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, "metadata", "it lacks “signed” or “signatures”");
      return NULL;
    }

  self = envelope_take (json_incref (content));
  return read_signatures (self, signatures, error) ? g_steal_pointer (&self) : NULL;
}

const json_t *
birge_envelope_get_content (BirgeEnvelope *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->content;
}

GBytes *
birge_envelope_get_canonical (BirgeEnvelope *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->canonical;
}

void
birge_envelope_sign (BirgeEnvelope *self, BirgeSigner *signer)
{
  const char *id = NULL;

  g_return_if_fail (self != NULL && signer != NULL);

  id = birge_key_get_id (birge_signer_get_key (signer));
  g_hash_table_insert (self->signatures, g_strdup (id), birge_signer_sign (signer, self->canonical));
}

gboolean
birge_envelope_add_signature (BirgeEnvelope *self, BirgeKey *key, const char *signature)
{
  g_return_val_if_fail (self != NULL && key != NULL && signature != NULL, FALSE);

  if (!birge_key_verify (key, self->canonical, signature))
    return FALSE;
  g_hash_table_insert (self->signatures, g_strdup (birge_key_get_id (key)), g_strdup (signature));
  return TRUE;
}

gboolean
birge_envelope_remove (BirgeEnvelope *self, const char *key_id)
{
  g_return_val_if_fail (self != NULL && key_id != NULL, FALSE);

  return g_hash_table_remove (self->signatures, key_id);
}

/**
 * birge_envelope_count:
 * @keys: (element-type BirgeKey): who may sign
 *
 * Counts how many of the keys have signed. The same key material under two ids is one key.
 */
guint
birge_envelope_count (BirgeEnvelope *self, GPtrArray *keys)
{
  g_autoptr(GHashTable) signers = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_val_if_fail (self != NULL && keys != NULL, 0);

  for (guint i = 0; i < keys->len; i++)
    {
      BirgeKey *key = g_ptr_array_index (keys, i);
      const char *signature = g_hash_table_lookup (self->signatures, birge_key_get_id (key));

      if (signature == NULL || g_hash_table_contains (signers, birge_key_get_print (key)))
        continue;
      if (birge_key_verify (key, self->canonical, signature))
        g_hash_table_add (signers, (gpointer) birge_key_get_print (key));
    }
  return g_hash_table_size (signers);
}

const char *
birge_envelope_get_signature (BirgeEnvelope *self, const char *key_id)
{
  g_return_val_if_fail (self != NULL && key_id != NULL, NULL);

  return g_hash_table_lookup (self->signatures, key_id);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/**
 * birge_envelope_to_bytes:
 *
 * Writes the file: compact, with sorted names, signatures in the order of their key ids.
 *
 * Returns: (transfer full): JSON and a new line
 */
GBytes *
birge_envelope_to_bytes (BirgeEnvelope *self)
{
  g_autoptr(GList) ids = NULL;
  g_autoptr(json_t) list = json_array ();
  g_autoptr(json_t) object = json_object ();
  GString *file = NULL;
  char *text = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  ids = g_list_sort (g_hash_table_get_keys (self->signatures), compare_ids);
  for (GList *id = ids; id != NULL; id = id->next)
    json_array_append_new (list, json_pack ("{s:s, s:s}", "keyid", id->data, "sig",
                                            g_hash_table_lookup (self->signatures, id->data)));
  json_object_set (object, "signatures", list);
  json_object_set (object, "signed", self->content);
  text = json_dumps (object, JSON_COMPACT | JSON_SORT_KEYS); /* not the canonical form: that is no JSON where texts have line ends */
  file = g_string_new (text);
  g_string_append_c (file, '\n');
  free (text);
  return g_string_free_to_bytes (file);
}
