/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-state"

#include "data/state/birge-state.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/state/birge-state-private.h"

/* The kiosk's own memory: what staff set, hid and did. Counters are in birge-counters.c, the PIN in birge-pin.c, the
 * file itself in birge-state-storage.c. */

G_DEFINE_QUARK (birge-state-error-quark, birge_state_error)
G_DEFINE_FINAL_TYPE (BirgeState, birge_state, G_TYPE_OBJECT)

static void
load_settings (BirgeState *self)
{
  g_autoptr(sqlite3_stmt) stmt = _birge_state_prepare (self, "SELECT key, value FROM setting;");

  while (stmt != NULL && sqlite3_step (stmt) == SQLITE_ROW)
    g_hash_table_insert (self->settings, g_strdup ((const char *) sqlite3_column_text (stmt, 0)),
                         g_strdup ((const char *) sqlite3_column_text (stmt, 1)));
}

static void
birge_state_finalize (GObject *object)
{
  BirgeState *self = BIRGE_STATE (object);

  birge_state_close (self);
  _birge_state_counters_clear (self);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->dir, g_free);
  G_OBJECT_CLASS (birge_state_parent_class)->finalize (object);
}

static void
birge_state_class_init (BirgeStateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_state_finalize;
}

static void
birge_state_init (BirgeState *self)
{
  self->lock_fd = -1;
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  _birge_state_counters_init (self);
}

/**
 * birge_state_open:
 * @state_dir: the kiosk's state folder, made when missing
 * @error: return location for an error
 *
 * Opens or creates state.db.
 *
 * Errors: `TOO_NEW` only; a disk that cannot be written makes the state volatile instead.
 *
 * Returns: (transfer full): the state
 */
BirgeState *
birge_state_open (const char *state_dir, GError **error)
{
  g_autoptr(BirgeState) self = NULL;

  g_return_val_if_fail (state_dir != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_object_new (BIRGE_TYPE_STATE, NULL);
  self->dir = g_strdup (state_dir);
  if (!_birge_state_storage_open (self, error))
    return NULL;
  load_settings (self);
  return g_steal_pointer (&self);
}

void
birge_state_close (BirgeState *self)
{
  g_return_if_fail (BIRGE_IS_STATE (self));

  if (self->db != NULL)
    {
      birge_state_flush (self);
      g_clear_pointer (&self->db, sqlite3_close);
    }
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  self->lock_fd = -1;
}

gboolean
birge_state_is_volatile (BirgeState *self)
{
  g_return_val_if_fail (BIRGE_IS_STATE (self), TRUE);

  return self->is_volatile;
}

static void
set_busy_error (int fd, const char *path, GError **error)
{
  char pid[16] = "";
  ssize_t length = pread (fd, pid, sizeof pid - 1, 0);

  pid[MAX (length, 0)] = '\0';
  g_strstrip (pid);
  g_set_error (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_BUSY,
               "%s: process %s runs a kiosk with this state folder: end it or give another folder", path,
               *pid != '\0' ? pid : "(unknown)");
}

gboolean
birge_state_lock (BirgeState *self, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *pid = NULL;
  int fd;

  g_return_val_if_fail (BIRGE_IS_STATE (self), FALSE);

  if (self->lock_fd >= 0)
    return TRUE;
  path = g_build_filename (self->dir, "kiosk.lock", NULL);
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return TRUE; /* nothing can be written here, so there is nothing two kiosks could spoil */
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      set_busy_error (fd, path, error);
      close (fd);
      return FALSE;
    }

  pid = g_strdup_printf ("%d\n", (int) getpid ());
  if (ftruncate (fd, 0) != 0 || pwrite (fd, pid, strlen (pid), 0) < 0)
    g_debug ("kiosk.lock: the process id could not be written: %s", g_strerror (errno));
  self->lock_fd = fd;
  return TRUE;
}

const char *
birge_state_get (BirgeState *self, const char *key)
{
  g_return_val_if_fail (BIRGE_IS_STATE (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return g_hash_table_lookup (self->settings, key);
}

int
birge_state_get_int (BirgeState *self, const char *key, int fallback)
{
  const char *text = birge_state_get (self, key);
  gint64 value;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, G_MININT, G_MAXINT, &value, NULL))
    return fallback;
  return (int) value;
}

typedef struct {
  const char *key;
  const char *value; /* NULL takes the key away */
} Pair;

static int
write_setting (sqlite3 *db, gpointer data)
{
  const Pair *pair = data;

  if (pair->value == NULL)
    return _birge_state_run (db, "DELETE FROM setting WHERE key = ?1;", pair->key, NULL);
  return _birge_state_run (db, "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value;",
                           pair->key, pair->value, NULL);
}

/**
 * birge_state_set:
 * @value: (nullable): the new value; %NULL or "" unsets the key
 *
 * Keeps a setting of the centre.
 *
 * Errors: `STORAGE`; a full or read-only disk is no error, see birge_state_is_volatile().
 */
gboolean
birge_state_set (BirgeState *self, const char *key, const char *value, GError **error)
{
  Pair pair = { key, value != NULL && *value != '\0' ? value : NULL };

  g_return_val_if_fail (BIRGE_IS_STATE (self) && self->db != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);
  g_return_val_if_fail (value == NULL || g_utf8_validate (value, -1, NULL), FALSE);

  if (!_birge_state_write (self, write_setting, &pair, "keeping a setting", error))
    return FALSE;
  if (pair.value == NULL)
    g_hash_table_remove (self->settings, key);
  else
    g_hash_table_insert (self->settings, g_strdup (key), g_strdup (value));
  return TRUE;
}

GStrv
birge_state_dup_hidden (BirgeState *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(sqlite3_stmt) stmt = NULL;

  g_return_val_if_fail (BIRGE_IS_STATE (self) && self->db != NULL, NULL);

  stmt = _birge_state_prepare (self, "SELECT item FROM hidden ORDER BY item;");
  while (stmt != NULL && sqlite3_step (stmt) == SQLITE_ROW)
    g_strv_builder_add (builder, (const char *) sqlite3_column_text (stmt, 0));
  return g_strv_builder_end (builder);
}

typedef struct {
  char       *time;
  const char *action;
  const char *detail;
} Entry;

static int
write_log (sqlite3 *db, gpointer data)
{
  const Entry *entry = data;

  return _birge_state_run (db, "INSERT INTO log (time, action, detail) VALUES (?1, ?2, ?3);", entry->time,
                           entry->action, entry->detail, NULL);
}

static char *
dup_now (void)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local (birge_clock_get_real_s ());

  return now != NULL ? g_date_time_format (now, "%Y-%m-%d %H:%M:%S") : g_strdup ("");
}

typedef struct {
  const char *item;
  gboolean    hidden;
  Entry       entry;
} Hiding;

static int
write_hidden (sqlite3 *db, gpointer data)
{
  Hiding *hiding = data;
  const char *sql = hiding->hidden ? "INSERT OR IGNORE INTO hidden VALUES (?1);" : "DELETE FROM hidden WHERE item = ?1;";
  int rc = _birge_state_run (db, sql, hiding->item, NULL);

  if (rc != SQLITE_OK || sqlite3_changes (db) == 0)
    return rc; /* nothing changed: nothing to log */
  return write_log (db, &hiding->entry);
}

gboolean
birge_state_set_hidden (BirgeState *self, const char *item_id, gboolean hidden, GError **error)
{
  g_autofree char *now = NULL;
  Hiding hiding;

  g_return_val_if_fail (BIRGE_IS_STATE (self) && self->db != NULL, FALSE);
  g_return_val_if_fail (item_id != NULL && *item_id != '\0', FALSE);

  now = dup_now ();
  hiding = (Hiding) { item_id, hidden, { now, hidden ? "hide" : "show", item_id } };
  return _birge_state_write (self, write_hidden, &hiding, "hiding an item", error);
}

void
birge_state_log (BirgeState *self, const char *action, const char *detail)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *now = NULL;
  Entry entry;

  g_return_if_fail (BIRGE_IS_STATE (self) && self->db != NULL);
  g_return_if_fail (action != NULL);

  now = dup_now ();
  entry = (Entry) { now, action, detail != NULL ? detail : "" };
  if (!_birge_state_write (self, write_log, &entry, "writing the log", &error))
    g_message ("%s", error->message);
}

static void
log_entry_free (gpointer data)
{
  BirgeLogEntry *entry = data;

  g_free (entry->time);
  g_free (entry->action);
  g_free (entry->detail);
  g_free (entry);
}

/**
 * birge_state_dup_log:
 * @most: how many entries at most
 *
 * Reads the log of staff actions, newest first.
 *
 * Returns: (transfer full): an array of BirgeLogEntry
 */
GPtrArray *
birge_state_dup_log (BirgeState *self, guint most)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (log_entry_free);
  g_autoptr(sqlite3_stmt) stmt = NULL;

  g_return_val_if_fail (BIRGE_IS_STATE (self) && self->db != NULL, NULL);

  stmt = _birge_state_prepare (self, "SELECT time, action, detail FROM log ORDER BY id DESC LIMIT ?1;");
  if (stmt != NULL)
    sqlite3_bind_int64 (stmt, 1, most);
  while (stmt != NULL && sqlite3_step (stmt) == SQLITE_ROW)
    {
      BirgeLogEntry *entry = g_new0 (BirgeLogEntry, 1);

      entry->time = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
      entry->action = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
      entry->detail = g_strdup ((const char *) sqlite3_column_text (stmt, 2));
      g_ptr_array_add (entries, entry);
    }
  return g_steal_pointer (&entries);
}
