/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include "data/publish/birge-keyring.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_PUB_BYTES (16 * 1024)
#define MAX_PEM_BYTES (64 * 1024)

typedef struct {
  char        *name;
  char        *pem;    /* path, or NULL when it is not here */
  BirgeSigner *signer; /* once it was opened */
  gboolean     passed; /* the person does not want to use it now */
} Key;

struct _BirgeKeyring {
  BirgeAskFunc ask;
  gpointer     user_data;
  GHashTable  *keys;    /* id → Key */
  GPtrArray   *phrases; /* that were given; one that opens nothing here may open the next key */
  const char  *current; /* (borrowed) the last that opened something or was chosen, or NULL */
};

static void
key_free (gpointer data)
{
  Key *self = data;

  g_free (self->name);
  g_free (self->pem);
  g_clear_pointer (&self->signer, birge_signer_unref);
  g_free (self);
}

static void
wipe (gpointer phrase)
{
  if (phrase != NULL)
    explicit_bzero (phrase, strlen (phrase));
  g_free (phrase);
}

BirgeKeyring *
birge_keyring_new (BirgeAskFunc ask, gpointer user_data)
{
  BirgeKeyring *self = g_new0 (BirgeKeyring, 1);

  self->ask = ask;
  self->user_data = user_data;
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, key_free);
  self->phrases = g_ptr_array_new_with_free_func (wipe);
  return self;
}

void
birge_keyring_free (BirgeKeyring *self)
{
  g_hash_table_unref (self->keys);
  g_ptr_array_unref (self->phrases);
  g_free (self);
}

static gboolean
refuse (int code, const char *what, const char *why, const char *todo, GError **error)
{
  g_set_error (error, BIRGE_PUBLISH_ERROR, code, "%s: %s: %s", what, why, todo);
  return FALSE;
}

static GBytes *
read_small (const char *path, gsize max_bytes, GError **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) local = NULL;
  g_autoptr(GFileInputStream) stream =
    g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_file_read (file, NULL, &local) : NULL;
  GBytes *bytes = stream != NULL ? g_input_stream_read_bytes (G_INPUT_STREAM (stream), max_bytes, NULL, &local) : NULL;

  if (bytes == NULL)
    refuse (BIRGE_PUBLISH_ERROR_STORAGE, path, local != NULL ? local->message : "it is no file", "check the disk or the stick", error);
  return bytes;
}

static gboolean
add_key (BirgeKeyring *self, const char *folder, const char *file, GError **error)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *name = g_strndup (file, strlen (file) - strlen (".pub"));
  g_autofree char *pem_name = g_strconcat (name, ".pem", NULL);
  g_autofree char *pem = g_build_filename (folder, pem_name, NULL);
  g_autoptr(GBytes) bytes = read_small (path, MAX_PUB_BYTES, error);
  g_autoptr(json_t) object = bytes != NULL ? birge_json_read (bytes, MAX_PUB_BYTES, error) : NULL;
  g_autoptr(BirgeKey) public = object != NULL ? birge_key_from_json (object, error) : NULL;
  Key *key;

  if (public == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  key = g_hash_table_lookup (self->keys, birge_key_get_id (public));
  if (key == NULL)
    {
      key = g_new0 (Key, 1);
      key->name = g_steal_pointer (&name);
      g_hash_table_insert (self->keys, g_strdup (birge_key_get_id (public)), key);
    }
  if (key->pem == NULL && g_file_test (pem, G_FILE_TEST_IS_REGULAR))
    key->pem = g_steal_pointer (&pem);
  return TRUE;
}

gboolean
birge_keyring_add_folder (BirgeKeyring *self, const char *folder, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &local);
  const char *file;

  if (dir == NULL)
    return refuse (BIRGE_PUBLISH_ERROR_STORAGE, folder, local->message, "name the folder that holds the keys", error);
  while ((file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, ".pub") && !add_key (self, folder, file, error))
      return FALSE;
  return TRUE;
}

static gboolean
try_phrase (BirgeKeyring *self, Key *key, const char *id, GBytes *pem, const char *phrase)
{
  BirgeSigner *signer = birge_signer_from_pem (pem, phrase, NULL);

  if (signer == NULL)
    return FALSE;
  if (!g_str_equal (birge_key_get_id (birge_signer_get_key (signer)), id))
    {
      birge_signer_unref (signer);
      return FALSE;
    }
  key->signer = signer;
  self->current = phrase;
  return TRUE;
}

static BirgeSigner *
open_key (BirgeKeyring *self, Key *key, const char *id, GError **error)
{
  g_autoptr(GBytes) pem = read_small (key->pem, MAX_PEM_BYTES, error);
  char *phrase;

  if (pem == NULL)
    return NULL;
  for (guint i = self->phrases->len; i > 0; i--)
    if (try_phrase (self, key, id, pem, g_ptr_array_index (self->phrases, i - 1)))
      return key->signer;
  while ((phrase = self->ask (key->name, FALSE, self->user_data)) != NULL && *phrase != '\0')
    {
      gboolean opened = try_phrase (self, key, id, pem, phrase);

      g_ptr_array_add (self->phrases, phrase);
      if (opened)
        return key->signer;
    }
  key->passed = phrase != NULL;
  if (phrase == NULL)
    refuse (BIRGE_PUBLISH_ERROR_KEY, key->pem, "no pass phrase that was given opens it", "give the right one, or take the copy of the key",
            error);
  wipe (phrase);
  return NULL;
}

BirgeSigner *
birge_keyring_find (BirgeKeyring *self, const char *key_id, GError **error)
{
  Key *key = g_hash_table_lookup (self->keys, key_id);

  if (key == NULL || key->passed)
    return NULL;
  if (key->signer != NULL)
    return key->signer;
  return key->pem != NULL ? open_key (self, key, key_id, error) : NULL;
}

GPtrArray *
birge_keyring_open_all (BirgeKeyring *self, GError **error)
{
  g_autoptr(GPtrArray) signers = g_ptr_array_new ();
  g_autoptr(GError) local = NULL;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      BirgeSigner *signer = birge_keyring_find (self, id, &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (signer != NULL)
        g_ptr_array_add (signers, signer);
    }
  return g_steal_pointer (&signers);
}

static gboolean
write_key (const char *folder, const char *name, const char *suffix, GBytes *bytes, int mode, GError **error)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr(GError) local = NULL;
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  if (g_mkdir_with_parents (folder, 0700) == 0 &&
      g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode,
                                &local))
    return TRUE;
  return refuse (BIRGE_PUBLISH_ERROR_STORAGE, path, local != NULL ? local->message : g_strerror (errno),
                 "see that the folder can be written", error);
}

/* (transfer none): the pass phrase for a new key */
static const char *
choose_phrase (BirgeKeyring *self, const char *name, GError **error)
{
  char *phrase;

  if (self->current != NULL)
    return self->current;
  phrase = self->ask (name, TRUE, self->user_data);
  if (phrase == NULL || g_utf8_strlen (phrase, -1) < BIRGE_KEYRING_MIN_PASSPHRASE)
    {
      refuse (BIRGE_PUBLISH_ERROR_KEY, name, phrase == NULL ? "no pass phrase was given" : "the pass phrase is too short",
              "choose one of " G_STRINGIFY (BIRGE_KEYRING_MIN_PASSPHRASE) " letters or more, better a sentence", error);
      wipe (phrase);
      return NULL;
    }
  g_ptr_array_add (self->phrases, phrase);
  return self->current = phrase;
}

BirgeSigner *
birge_keyring_generate (BirgeKeyring *self, const char *folder, const char *name, GError **error)
{
  const char *phrase = choose_phrase (self, name, error);
  g_autoptr(BirgeSigner) signer = phrase != NULL ? birge_signer_generate (BIRGE_SIGNER_ED25519) : NULL;
  BirgeKey *public = signer != NULL ? birge_signer_get_key (signer) : NULL;
  g_autoptr(json_t) object = signer != NULL ? birge_key_dup_json (public) : NULL;
  g_autoptr(GBytes) sealed = NULL;
  g_autoptr(GBytes) open = NULL;
  char *text;
  Key *key;

  if (signer == NULL)
    return NULL;
  sealed = birge_signer_to_pem (signer, phrase);
  text = json_dumps (object, JSON_COMPACT | JSON_SORT_KEYS);
  open = g_bytes_new_with_free_func (text, strlen (text), free, text);
  /* The private half first: a key that is only named could never sign. */
  if (!write_key (folder, name, ".pem", sealed, 0600, error) || !write_key (folder, name, ".pub", open, 0644, error))
    return NULL;
  key = g_new0 (Key, 1);
  key->name = g_strdup (name);
  key->pem = g_strconcat (folder, "/", name, ".pem", NULL);
  key->signer = g_steal_pointer (&signer);
  g_hash_table_insert (self->keys, g_strdup (birge_key_get_id (public)), key);
  return key->signer;
}

void
birge_keyring_forget (BirgeKeyring *self)
{
  g_ptr_array_set_size (self->phrases, 0);
  self->current = NULL;
}

char *
birge_keyring_dup_name (BirgeKeyring *self, const char *key_id)
{
  const Key *key = g_hash_table_lookup (self->keys, key_id);

  return key != NULL ? g_strdup (key->name) : g_strndup (key_id, 12);
}

char *
birge_keyring_dup_id (BirgeKeyring *self, const char *name)
{
  GHashTableIter iter;
  gpointer id, key;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &id, &key))
    if (g_str_equal (((Key *) key)->name, name))
      return g_strdup (id);
  return NULL;
}

const char *
birge_keyring_get_path (BirgeKeyring *self, const char *key_id)
{
  const Key *key = g_hash_table_lookup (self->keys, key_id);

  return key != NULL ? key->pem : NULL;
}

char *
birge_keyring_dup_next_name (BirgeKeyring *self, const char *role)
{
  g_autofree char *prefix = g_strconcat (role, "-", NULL);
  guint64 highest = 0;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, NULL, &key))
    {
      const char *name = ((Key *) key)->name;
      guint64 number;

      if (g_str_has_prefix (name, prefix) &&
          g_ascii_string_to_unsigned (name + strlen (prefix), 10, 1, G_MAXUINT, &number, NULL))
        highest = MAX (highest, number);
    }
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT, prefix, highest + 1);
}

gboolean
birge_keyring_retire (BirgeKeyring *self, const char *key_id, GError **error)
{
  Key *key = g_hash_table_lookup (self->keys, key_id);
  g_autofree char *folder = NULL;
  g_autofree char *aside = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;

  if (key == NULL)
    return TRUE;
  g_clear_pointer (&key->signer, birge_signer_unref);
  key->passed = TRUE;
  if (key->pem == NULL)
    return TRUE;
  folder = g_path_get_dirname (key->pem);
  aside = g_build_filename (folder, "revoked", NULL);
  file = g_path_get_basename (key->pem);
  path = g_build_filename (aside, file, NULL);
  if (g_mkdir_with_parents (aside, 0700) != 0 || g_rename (key->pem, path) != 0)
    return refuse (BIRGE_PUBLISH_ERROR_STORAGE, key->pem, g_strerror (errno), "see that the folder can be written", error);
  g_clear_pointer (&key->pem, g_free);
  return TRUE;
}
