/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-library.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-digest.h"
#include "data/formats/birge-language.h"
#include "data/formats/birge-name.h"
#include "data/library/birge-content-db.h"
#include "data/library/birge-generation.h"
#include "data/library/birge-library-async.h"
#include "data/library/birge-library-private.h"

/* One generation of content, open for reading: the handle, its lock, languages and objects. Lists are in
 * birge-library-list.c, pages in birge-library-page.c, the search in birge-library-search.c, the reader thread in
 * birge-library-async.c. */

G_DEFINE_QUARK (birge-library-error-quark, birge_library_error)
G_DEFINE_FINAL_TYPE (BirgeLibrary, birge_library, G_TYPE_OBJECT)

#define HASH_AT_ONCE_BYTES (64 * 1024 * 1024) /* larger files are left to `birge verify` */

static void
birge_library_finalize (GObject *object)
{
  BirgeLibrary *self = BIRGE_LIBRARY (object);

  g_warn_if_fail (self->thread == NULL); /* birge_library_close() was forgotten */
  if (self->thread != g_thread_self ())
    _birge_library_stop_thread (self);
  g_clear_pointer (&self->db, sqlite3_close);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_ptr_array_unref (self->tags);
  g_hash_table_unref (self->hidden);
  g_hash_table_unref (self->verified);
  g_hash_table_unref (self->voices);
  g_async_queue_unref (self->jobs);
  g_rec_mutex_clear (&self->lock);
  g_free (self->state_dir);
  G_OBJECT_CLASS (birge_library_parent_class)->finalize (object);
}

static void
birge_library_class_init (BirgeLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_library_finalize;
}

static void
birge_library_init (BirgeLibrary *self)
{
  self->lock_fd = -1;
  self->tags = g_ptr_array_new ();
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->verified = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->voices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->jobs = _birge_library_jobs_new ();
  g_rec_mutex_init (&self->lock);
}

gboolean
_birge_library_failed (BirgeLibrary *self, int rc, const char *doing, GError **error)
{
  return _birge_content_failed (self->db, rc, doing, error);
}

sqlite3_stmt *
_birge_library_prepare (BirgeLibrary *self, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = NULL;
  int rc;

  if (self->db == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "content.db: reading: the library was closed");
      return NULL;
    }
  rc = sqlite3_prepare_v2 (self->db, sql, -1, &stmt, NULL);
  if (rc != SQLITE_OK)
    _birge_library_failed (self, rc, "reading", error);
  return stmt;
}

static gboolean
load_tags (BirgeLibrary *self, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = _birge_library_prepare (self, "SELECT tag FROM language ORDER BY n;", error);
  int rc = SQLITE_ERROR;

  if (stmt == NULL)
    return FALSE;
  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      const char *tag = (const char *) sqlite3_column_text (stmt, 0);

      if (!birge_name_is_tag (tag))
        return _birge_library_failed (self, SQLITE_CORRUPT, "reading its languages", error);
      g_ptr_array_add (self->tags, (char *) g_intern_string (tag));
    }
  return rc == SQLITE_DONE || _birge_library_failed (self, rc, "reading its languages", error);
}

/* Few, and asked for whenever a page is read aloud: kept at hand. */
static gboolean
load_shared_voices (BirgeLibrary *self, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = _birge_library_prepare (self,
    "SELECT p.part, p.language, p.sha256 FROM part p JOIN item i ON p.item = i.n WHERE i.id = 'shared/voices';", error);
  int rc;

  if (stmt == NULL)
    return FALSE;
  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      g_autofree char *part = _birge_content_dup_text (stmt, 0);
      const char *tag = _birge_library_get_tag (self, (guint) sqlite3_column_int (stmt, 1));
      g_autofree char *sha256 = _birge_content_dup_text (stmt, 2);

      if (part != NULL && tag != NULL && sha256 != NULL && g_str_has_prefix (part, "voice/"))
        g_hash_table_insert (self->voices, g_strdup_printf ("%s/%s", tag, part + strlen ("voice/")), g_steal_pointer (&sha256));
    }
  return rc == SQLITE_DONE || _birge_library_failed (self, rc, "reading its shared voices", error);
}

const char *
birge_library_find_shared_voice (BirgeLibrary *self, const char *name, const char *language)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), NULL);

  if (g_hash_table_size (self->voices) == 0)
    return NULL;
  key = g_strdup_printf ("%s/%s", language, name);
  return g_hash_table_lookup (self->voices, key);
}

/**
 * birge_library_open:
 * @state_dir: the kiosk's state folder
 * @error: return location for an error
 *
 * Opens the current generation for reading and keeps it from being collected until birge_library_close().
 *
 * Errors: `EMPTY` before the first install; `DAMAGED`, `TOO_NEW`: birge_install_repair() helps.
 *
 * Returns: (transfer full): the library
 */
BirgeLibrary *
birge_library_open (const char *state_dir, GError **error)
{
  g_autoptr(BirgeLibrary) self = NULL;
  g_autofree char *dir = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (state_dir != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_object_new (BIRGE_TYPE_LIBRARY, NULL);
  self->state_dir = g_canonicalize_filename (state_dir, NULL);
  self->lock_fd = birge_generation_lock_current (self->state_dir, &self->generation);
  if (self->lock_fd < 0)
    {
      guint broken = birge_generation_get_current (self->state_dir);

      g_set_error (error, BIRGE_LIBRARY_ERROR, broken != 0 ? BIRGE_LIBRARY_ERROR_DAMAGED : BIRGE_LIBRARY_ERROR_EMPTY,
                   "%s: %s: %s", self->state_dir, broken != 0 ? "its current content is gone" : "it holds no content yet",
                   broken != 0 ? "run birge repair" : "run birge install");
      return NULL;
    }
  dir = birge_generation_dup_dir (self->state_dir, self->generation);
  path = g_build_filename (dir, "content.db", NULL);
  self->db = _birge_content_open (path, error);
  if (self->db == NULL || !load_tags (self, error) || !load_shared_voices (self, error))
    return NULL;
  _birge_library_start_thread (self);
  return g_steal_pointer (&self);
}

void
birge_library_close (BirgeLibrary *self)
{
  g_return_if_fail (BIRGE_IS_LIBRARY (self));

  _birge_library_stop_thread (self);
  g_rec_mutex_lock (&self->lock);
  g_clear_pointer (&self->db, sqlite3_close);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  self->lock_fd = -1;
  g_rec_mutex_unlock (&self->lock);
}

guint
birge_library_get_generation (BirgeLibrary *self)
{
  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), 0);

  return self->generation;
}

void
birge_library_set_hidden (BirgeLibrary *self, const char *const *ids)
{
  g_autoptr(GRecMutexLocker) locker = NULL;

  g_return_if_fail (BIRGE_IS_LIBRARY (self));

  locker = g_rec_mutex_locker_new (&self->lock);
  g_hash_table_remove_all (self->hidden);
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (self->hidden, g_strdup (ids[i]));
}

void
_birge_ranks_clear (BirgeRanks *self)
{
  g_clear_pointer (&self->ranks, g_free);
}

BirgeRanks
_birge_library_rank (BirgeLibrary *self, const char *language)
{
  const BirgeLanguage *known = birge_language_find (language);
  const char *const *fallbacks = known != NULL ? birge_language_get_fallbacks (known) : NULL;
  BirgeRanks ranks = { known != NULL ? birge_language_get_tag (known) : language, NULL, self->tags->len + 1 };

  ranks.asked = g_intern_string (ranks.asked);
  ranks.ranks = g_new (guint, ranks.n);
  ranks.ranks[0] = G_MAXUINT - 1;
  for (guint i = 0; i < self->tags->len; i++)
    {
      const char *tag = g_ptr_array_index (self->tags, i);

      ranks.ranks[i + 1] = g_ascii_strcasecmp (tag, ranks.asked) == 0 ? 0 : 1000 + i;
      for (guint k = 0; fallbacks != NULL && fallbacks[k] != NULL; k++)
        if (g_ascii_strcasecmp (tag, fallbacks[k]) == 0)
          ranks.ranks[i + 1] = MIN (ranks.ranks[i + 1], k + 1);
    }
  return ranks;
}

const char *
_birge_library_get_tag (BirgeLibrary *self, guint number)
{
  return number > 0 && number <= self->tags->len ? g_ptr_array_index (self->tags, number - 1) : NULL;
}

/* The strings of the answer live in @stmt. FALSE without @error: there is no such object. */
static gboolean
find_object (BirgeLibrary *self, const char *sha256, BirgeObject *object, sqlite3_stmt **stmt, GError **error)
{
  int rc;

  *stmt = _birge_library_prepare (self, "SELECT sha256, stored, enc, size, len, off,"
                                 "  (SELECT name FROM pack WHERE n = object.pack) FROM object WHERE sha256 = ?1;", error);
  if (*stmt == NULL)
    return FALSE;
  sqlite3_bind_text (*stmt, 1, sha256, -1, SQLITE_TRANSIENT);
  rc = sqlite3_step (*stmt);
  if (rc == SQLITE_DONE)
    return FALSE;
  if (rc != SQLITE_ROW)
    return _birge_library_failed (self, rc, "finding an object", error);
  object->sha256 = (const char *) sqlite3_column_text (*stmt, 0);
  object->stored = (const char *) sqlite3_column_text (*stmt, 1);
  object->enc = (const char *) sqlite3_column_text (*stmt, 2);
  object->size = sqlite3_column_int64 (*stmt, 3);
  object->len = sqlite3_column_int64 (*stmt, 4);
  object->off = sqlite3_column_int64 (*stmt, 5);
  object->pack = (const char *) sqlite3_column_text (*stmt, 6);
  /* A damaged row must not become a path. */
  if (!birge_digest_is_valid (object->stored) || object->enc == NULL ||
      (object->pack != NULL && !birge_digest_is_valid (object->pack)))
    return _birge_library_failed (self, SQLITE_CORRUPT, "finding an object", error);
  return TRUE;
}

GBytes *
_birge_library_load (BirgeLibrary *self, const char *sha256, GError **error)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  g_autoptr(GError) local = NULL;
  GBytes *bytes = NULL;
  BirgeObject object;

  if (find_object (self, sha256, &object, &stmt, &local))
    bytes = birge_object_load (self->state_dir, &object, &local);
  if (bytes != NULL)
    return bytes;
  if (local == NULL)
    g_set_error (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND,
                 "object %s: this content has none of that name: look at what names it", sha256);
  else if (local->domain == G_IO_ERROR)
    g_set_error_literal (error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_DAMAGED, local->message);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

char *
_birge_library_dup_path (BirgeLibrary *self, const char *sha256)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;
  BirgeObject object;

  if (!find_object (self, sha256, &object, &stmt, NULL) || !g_str_equal (object.enc, "none") ||
      !birge_object_is_here (self->state_dir, &object))
    return NULL;
  if (object.len <= HASH_AT_ONCE_BYTES && !g_hash_table_contains (self->verified, object.sha256))
    {
      if (!birge_object_verify (self->state_dir, object.stored))
        return NULL;
      g_hash_table_add (self->verified, g_strdup (object.sha256));
    }
  return birge_object_dup_path (self->state_dir, object.stored);
}

/**
 * birge_library_load_object:
 * @sha256: as an item, a document or a film names it
 *
 * Reads an object, unpacked and checked.
 *
 * Errors: `NOT_FOUND` when this content does not name it, `DAMAGED` when its file is missing or wrong.
 * Threads: any; blocks.
 */
GBytes *
birge_library_load_object (BirgeLibrary *self, const char *sha256, GError **error)
{
  g_autoptr(GRecMutexLocker) locker = NULL;

  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (sha256 != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  return _birge_library_load (self, sha256, error);
}

/**
 * birge_library_dup_object_path:
 * @sha256: as a document or a film names it
 *
 * Finds the file of an object that is stored as it is. It is hashed the first time, so that what is played is right.
 *
 * Threads: any; blocks for the first time, a film of 10 MB takes some 30 ms.
 *
 * Returns: (transfer full) (nullable): absolute path
 */
char *
birge_library_dup_object_path (BirgeLibrary *self, const char *sha256)
{
  g_autoptr(GRecMutexLocker) locker = NULL;

  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (sha256 != NULL, NULL);

  locker = g_rec_mutex_locker_new (&self->lock);
  return _birge_library_dup_path (self, sha256);
}

/**
 * birge_library_check:
 *
 * Reads the whole of content.db and compares it with the sum written when it was built. Opens it on its own, so that
 * pages need not wait.
 *
 * Errors: `DAMAGED`: birge_install_repair() helps.
 * Threads: any; blocks, about a second per 100 MB.
 */
gboolean
birge_library_check (BirgeLibrary *self, GError **error)
{
  g_autofree char *dir = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (BIRGE_IS_LIBRARY (self), FALSE);

  dir = birge_generation_dup_dir (self->state_dir, self->generation);
  path = g_build_filename (dir, "content.db", NULL);
  return birge_content_db_check (path, TRUE, error);
}
