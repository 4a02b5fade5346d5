/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-sync-db-private.h"

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"

/* What is asked of sync.db, and written. How the file is opened, kept up to date and replaced: birge-sync-db-open.c. */

#define FLOOR_KEY        "floor"
#define FLOOR_SUM_LENGTH 16 /* hexadecimal digits; enough against a disk that errs */
#define MONTH_LENGTH     7  /* "2026-11" of a day */

G_DEFINE_QUARK (birge-sync-db-error-quark, birge_sync_db_error)

G_DEFINE_FINAL_TYPE (BirgeSyncDb, birge_sync_db, G_TYPE_OBJECT)

static void
birge_sync_db_finalize (GObject *object)
{
  BirgeSyncDb *self = BIRGE_SYNC_DB (object);

  g_clear_pointer (&self->db, sqlite3_close);
  g_free (self->path);
  g_free (self->aside);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (birge_sync_db_parent_class)->finalize (object);
}

static void
birge_sync_db_class_init (BirgeSyncDbClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = birge_sync_db_finalize;
}

static void
birge_sync_db_init (BirgeSyncDb *self)
{
  g_mutex_init (&self->lock);
}

const char *
birge_sync_db_get_aside (BirgeSyncDb *self)
{
  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), NULL);

  return self->aside;
}

/* Every call does one of these with the lock held: a look, or a change that is all or nothing. */

typedef gboolean (*Step) (BirgeSyncDb *self, gpointer data, GError **error);

static gboolean
look (BirgeSyncDb *self, Step step, gpointer data, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return step (self, data, error);
}

static gboolean
change (BirgeSyncDb *self, Step step, gpointer data, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean done = _birge_sync_db_run (self, error, "BEGIN IMMEDIATE;", "") && step (self, data, error) &&
                  _birge_sync_db_run (self, error, "COMMIT;", "");

  if (!done && !sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK;", NULL, NULL, NULL);
  return done;
}

/* Blocks */

typedef struct {
  const char        *stored;
  const guint       *numbers;
  guint              n_numbers;
  const char *const *names;
  GArray            *found;
} Blocks;

static gboolean
mark_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  const Blocks *blocks = data;

  for (guint i = 0; i < blocks->n_numbers; i++)
    if (!_birge_sync_db_run (self, error, "INSERT OR IGNORE INTO block (stored, number) VALUES (?1, ?2);", "si",
                             blocks->stored, (gint64) blocks->numbers[i]))
      return FALSE;
  return TRUE;
}

gboolean
birge_sync_db_mark_blocks (BirgeSyncDb *self, const char *stored, const guint *numbers, guint n_numbers, GError **error)
{
  Blocks blocks = { .stored = stored, .numbers = numbers, .n_numbers = n_numbers };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), FALSE);
  g_return_val_if_fail (birge_digest_is_valid (stored), FALSE);

  return n_numbers == 0 || change (self, mark_step, &blocks, error);
}

static gboolean
list_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  Blocks *blocks = data;
  g_autoptr(sqlite3_stmt) stmt = _birge_sync_db_prepare (self, error,
                                                         "SELECT number FROM block WHERE stored = ?1 ORDER BY number;",
                                                         "s", blocks->stored);
  int rc = SQLITE_DONE;

  if (stmt == NULL)
    return FALSE;
  while ((rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      guint number = (guint) sqlite3_column_int64 (stmt, 0);

      g_array_append_val (blocks->found, number);
    }
  return rc == SQLITE_DONE || _birge_sync_db_failed (self, "reading the block map", error);
}

GArray *
birge_sync_db_list_blocks (BirgeSyncDb *self, const char *stored, GError **error)
{
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  Blocks blocks = { .stored = stored, .found = found };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), NULL);
  g_return_val_if_fail (birge_digest_is_valid (stored), NULL);

  return look (self, list_step, &blocks, error) ? g_steal_pointer (&found) : NULL;
}

static gboolean
forget_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  const Blocks *blocks = data;

  for (guint i = 0; blocks->names[i] != NULL; i++)
    if (!_birge_sync_db_run (self, error, "DELETE FROM block WHERE stored = ?1;", "s", blocks->names[i]))
      return FALSE;
  return TRUE;
}

gboolean
birge_sync_db_forget_blocks (BirgeSyncDb *self, const char *const *stored, GError **error)
{
  Blocks blocks = { .names = stored };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), FALSE);
  g_return_val_if_fail (stored != NULL, FALSE);

  return stored[0] == NULL || change (self, forget_step, &blocks, error);
}

/* Budgets */

typedef struct {
  const BirgeBudget *budget;
  BirgeReservation  *reservation;
  char              *today;
  gint64             bytes;   /* wanted, or spent */
  gint64             day;     /* used so far */
  gint64             month;
} Spending;

#define SQL_SPENT \
  "SELECT ifnull (sum (iif (day = ?1, bytes + reserved, 0)), 0), ifnull (sum (bytes + reserved), 0)" \
  "  FROM spent WHERE substr (day, 1, 7) = substr (?1, 1, 7);"

static gboolean
spent_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  Spending *spending = data;
  g_autoptr(sqlite3_stmt) stmt = _birge_sync_db_prepare (self, error, SQL_SPENT, "s", spending->today);

  if (stmt == NULL)
    return FALSE;
  if (sqlite3_step (stmt) != SQLITE_ROW)
    return _birge_sync_db_failed (self, "reading the budget", error);
  spending->day = sqlite3_column_int64 (stmt, 0);
  spending->month = sqlite3_column_int64 (stmt, 1);
  return TRUE;
}

/* What @budget leaves of @wanted. */
static gint64
grant (const BirgeBudget *budget, const Spending *spending, gint64 wanted)
{
  if (budget->day_bytes > 0)
    wanted = MIN (wanted, budget->day_bytes - spending->day);
  if (budget->month_bytes > 0)
    wanted = MIN (wanted, budget->month_bytes - spending->month);
  return MAX (wanted, 0);
}

#define SQL_RESERVE \
  "INSERT INTO spent (day, bytes, reserved) VALUES (?1, 0, ?2)" \
  "  ON CONFLICT (day) DO UPDATE SET reserved = reserved + ?2;"
#define SQL_SETTLE \
  "INSERT INTO spent (day, bytes, reserved) VALUES (?1, ?3, 0)" \
  "  ON CONFLICT (day) DO UPDATE SET reserved = max (reserved - ?2, 0), bytes = bytes + ?3;"

static gboolean
reserve_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  Spending *spending = data;
  gint64 granted;

  if (!spent_step (self, spending, error))
    return FALSE;
  granted = grant (spending->budget, spending, spending->bytes);
  if (granted > 0 && !_birge_sync_db_run (self, error, SQL_RESERVE, "si", spending->today, granted))
    return FALSE;
  spending->reservation->bytes = granted;
  return TRUE;
}

gboolean
birge_sync_db_reserve (BirgeSyncDb *self, const BirgeBudget *budget, gint64 wanted, BirgeReservation *reservation,
                       GError **error)
{
  g_autofree char *today = birge_clock_dup_today ();
  Spending spending = { budget, reservation, today, wanted };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), FALSE);
  g_return_val_if_fail (budget != NULL && reservation != NULL && wanted >= 0, FALSE);

  *reservation = (BirgeReservation) { "", 0 };
  g_strlcpy (reservation->day, today, sizeof reservation->day);
  if (change (self, reserve_step, &spending, error))
    return TRUE;
  reservation->bytes = 0;
  return FALSE;
}

static gboolean
settle_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  const Spending *spending = data;

  return _birge_sync_db_run (self, error, SQL_SETTLE, "sii", spending->reservation->day, spending->reservation->bytes,
                             spending->bytes);
}

gboolean
birge_sync_db_settle (BirgeSyncDb *self, BirgeReservation *reservation, gint64 spent, GError **error)
{
  Spending spending = { .reservation = reservation, .bytes = spent };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), FALSE);
  g_return_val_if_fail (reservation != NULL && reservation->day[0] != '\0' && spent >= 0, FALSE);

  if ((reservation->bytes > 0 || spent > 0) && !change (self, settle_step, &spending, error))
    return FALSE;
  reservation->bytes = 0;
  return TRUE;
}

gboolean
birge_sync_db_get_spent (BirgeSyncDb *self, gint64 *day_bytes, gint64 *month_bytes, GError **error)
{
  g_autofree char *today = birge_clock_dup_today ();
  Spending spending = { .today = today };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), FALSE);
  g_return_val_if_fail (day_bytes != NULL && month_bytes != NULL, FALSE);

  if (!look (self, spent_step, &spending, error))
    return FALSE;
  *day_bytes = spending.day;
  *month_bytes = spending.month;
  return TRUE;
}

/* Midnight in the kiosk's time zone, at which the day or the month is over. */
static gint64
find_end (gboolean of_month)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local (birge_clock_get_real_s ());
  g_autoptr(GDateTime) begin = NULL;
  g_autoptr(GDateTime) end = NULL;

  if (now == NULL) /* after the year 9999 */
    return G_MAXINT64;
  begin = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                 of_month ? 1 : g_date_time_get_day_of_month (now), 0, 0, 0);
  if (begin != NULL)
    end = of_month ? g_date_time_add_months (begin, 1) : g_date_time_add_days (begin, 1);
  return end != NULL ? g_date_time_to_unix (end) : G_MAXINT64;
}

gint64
birge_sync_db_get_budget_at_s (BirgeSyncDb *self, const BirgeBudget *budget, GError **error)
{
  g_autofree char *today = birge_clock_dup_today ();
  Spending spending = { .today = today };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), -1);
  g_return_val_if_fail (budget != NULL, -1);

  if (!look (self, spent_step, &spending, error))
    return -1;
  if (budget->month_bytes > 0 && spending.month >= budget->month_bytes)
    return find_end (TRUE);
  if (budget->day_bytes > 0 && spending.day >= budget->day_bytes)
    return find_end (FALSE);
  return 0;
}

/* Sources */

typedef struct {
  const char              *name;
  BirgeSourceRecord       *record;
  const BirgeSourceRecord *wanted;
} Source;

void
birge_source_record_clear (BirgeSourceRecord *self)
{
  g_clear_pointer (&self->etag, g_free);
  g_clear_pointer (&self->modified, g_free);
  self->fails = 0;
  self->next_at_s = 0;
}

static gboolean
get_source_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  Source *source = data;
  g_autoptr(sqlite3_stmt) stmt = _birge_sync_db_prepare (self, error,
    "SELECT fails, next_at_s, etag, modified FROM source WHERE name = ?1;", "s", source->name);
  int rc;

  if (stmt == NULL)
    return FALSE;
  rc = sqlite3_step (stmt);
  if (rc == SQLITE_ROW)
    {
      source->record->fails = (guint) sqlite3_column_int64 (stmt, 0);
      source->record->next_at_s = MIN (sqlite3_column_int64 (stmt, 1),
                                       birge_clock_get_real_s () + BIRGE_SYNC_DB_LONGEST_WAIT_S);
      source->record->etag = g_strdup ((const char *) sqlite3_column_text (stmt, 2));
      source->record->modified = g_strdup ((const char *) sqlite3_column_text (stmt, 3));
    }
  return rc == SQLITE_ROW || rc == SQLITE_DONE || _birge_sync_db_failed (self, "reading about a source", error);
}

gboolean
birge_sync_db_get_source (BirgeSyncDb *self, const char *name, BirgeSourceRecord *record, GError **error)
{
  Source source = { name, record, NULL };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), FALSE);
  g_return_val_if_fail (name != NULL && record != NULL, FALSE);

  *record = (BirgeSourceRecord) { 0 };
  return look (self, get_source_step, &source, error);
}

static gboolean
set_source_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  const Source *source = data;

  return _birge_sync_db_run (self, error,
    "INSERT OR REPLACE INTO source (name, fails, next_at_s, etag, modified) VALUES (?1, ?2, ?3, ?4, ?5);", "siiss",
    source->name, (gint64) source->wanted->fails, source->wanted->next_at_s, source->wanted->etag,
    source->wanted->modified);
}

gboolean
birge_sync_db_set_source (BirgeSyncDb *self, const char *name, const BirgeSourceRecord *record, GError **error)
{
  Source source = { name, NULL, record };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), FALSE);
  g_return_val_if_fail (name != NULL && record != NULL, FALSE);

  return change (self, set_source_step, &source, error);
}

/* Notes, and the floor among them */

typedef struct {
  const char *key;
  const char *value;
  char       *found;
  gint64      signed_s;
} Note;

static gboolean
get_note_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  Note *note = data;
  g_autoptr(sqlite3_stmt) stmt = _birge_sync_db_prepare (self, error, "SELECT value FROM note WHERE key = ?1;", "s",
                                                         note->key);
  int rc;

  if (stmt == NULL)
    return FALSE;
  rc = sqlite3_step (stmt);
  if (rc == SQLITE_ROW)
    note->found = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  return rc == SQLITE_ROW || rc == SQLITE_DONE || _birge_sync_db_failed (self, "reading a note", error);
}

static gboolean
set_note_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  const Note *note = data;

  if (note->value == NULL)
    return _birge_sync_db_run (self, error, "DELETE FROM note WHERE key = ?1;", "s", note->key);
  return _birge_sync_db_run (self, error, "INSERT OR REPLACE INTO note (key, value) VALUES (?1, ?2);", "ss", note->key,
                             note->value);
}

char *
birge_sync_db_dup_note (BirgeSyncDb *self, const char *key, GError **error)
{
  Note note = { key };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return look (self, get_note_step, &note, error) ? note.found : NULL;
}

gboolean
birge_sync_db_set_note (BirgeSyncDb *self, const char *key, const char *value, GError **error)
{
  Note note = { key, value };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), FALSE);
  g_return_val_if_fail (key != NULL && !g_str_equal (key, FLOOR_KEY), FALSE);

  return change (self, set_note_step, &note, error);
}

typedef struct {
  const BirgeSyncNote *notes;
  guint                n_notes;
} Notes;

static gboolean
set_notes_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  const Notes *notes = data;

  for (guint i = 0; i < notes->n_notes; i++)
    {
      Note note = { notes->notes[i].key, notes->notes[i].value };

      if (!set_note_step (self, &note, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
birge_sync_db_set_notes (BirgeSyncDb *self, const BirgeSyncNote *notes, guint n_notes, GError **error)
{
  Notes all = { notes, n_notes };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), FALSE);
  for (guint i = 0; i < n_notes; i++)
    g_return_val_if_fail (notes[i].key != NULL && !g_str_equal (notes[i].key, FLOOR_KEY), FALSE);

  return change (self, set_notes_step, &all, error);
}

static char *
floor_to_text (gint64 signed_s)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, signed_s);
  g_autoptr(GBytes) bytes = g_bytes_new (number, strlen (number));
  g_autofree char *sum = birge_digest_bytes (bytes);

  return g_strdup_printf ("%s %.*s", number, FLOOR_SUM_LENGTH, sum);
}

/* 0 when it is not what was written. */
static gint64
floor_from_text (const char *text)
{
  gint64 signed_s = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  g_autofree char *again = floor_to_text (signed_s);

  return g_strcmp0 (text, again) == 0 ? signed_s : 0;
}

gint64
birge_sync_db_get_floor_s (BirgeSyncDb *self, GError **error)
{
  Note note = { FLOOR_KEY };
  g_autofree char *found = NULL;

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), -1);

  if (!look (self, get_note_step, &note, error))
    return -1;
  found = note.found;
  return floor_from_text (found);
}

static gboolean
raise_step (BirgeSyncDb *self, gpointer data, GError **error)
{
  Note *note = data;
  g_autofree char *found = NULL;
  g_autofree char *text = NULL;

  if (!get_note_step (self, note, error))
    return FALSE;
  found = g_steal_pointer (&note->found);
  if (floor_from_text (found) >= note->signed_s)
    return TRUE;
  text = floor_to_text (note->signed_s);
  note->value = text;
  return set_note_step (self, note, error);
}

gboolean
birge_sync_db_raise_floor_s (BirgeSyncDb *self, gint64 signed_s, GError **error)
{
  Note note = { FLOOR_KEY, .signed_s = signed_s };

  g_return_val_if_fail (BIRGE_IS_SYNC_DB (self), FALSE);
  g_return_val_if_fail (signed_s >= 0, FALSE);

  birge_clock_raise_floor (signed_s); /* it is true even if the disk does not take it */
  return change (self, raise_step, &note, error);
}
