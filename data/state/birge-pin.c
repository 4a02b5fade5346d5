/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-state"

#include "data/state/birge-state-private.h"

#include <crypt.h>
#include <string.h>

#include "data/formats/birge-clock.h"

/* The staff PIN. A try is written down as wrong before it is looked at, so that pulling the plug does not win tries. */

#define MIN_DIGITS       4
#define MAX_DIGITS       12
#define FREE_TRIES       3  /* the third wrong one starts the waiting */
#define FIRST_WAIT_S     5
#define LONGEST_WAIT_S   300
#define YESCRYPT_COST    7  /* about 0.1 s on a small office computer */

typedef struct {
  char  *hash;
  gint64 failures;
  gint64 wait_until_s;
} Pin;

static void
pin_clear (Pin *pin)
{
  g_clear_pointer (&pin->hash, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pin, pin_clear)

static gboolean
read_pin (BirgeState *self, Pin *pin)
{
  g_autoptr(sqlite3_stmt) stmt = _birge_state_prepare (self, "SELECT hash, failures, wait_until_s FROM pin;");

  if (stmt == NULL || sqlite3_step (stmt) != SQLITE_ROW)
    return FALSE;
  pin->hash = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  pin->failures = sqlite3_column_int64 (stmt, 1);
  pin->wait_until_s = sqlite3_column_int64 (stmt, 2);
  return TRUE;
}

static gint64
wait_after (gint64 failures)
{
  if (failures < FREE_TRIES)
    return 0;
  return MIN ((gint64) FIRST_WAIT_S << MIN (failures - FREE_TRIES, 10), LONGEST_WAIT_S);
}

/* One digit or two by turns (0000, 1212), or a run up or down (1234, 9876, 8901). */
static gboolean
is_easy (const char *pin)
{
  gsize length = strlen (pin);
  gboolean repeats = TRUE;
  gboolean rises = TRUE;
  gboolean falls = TRUE;

  for (gsize i = 1; i < length; i++)
    {
      int step = (pin[i] - pin[i - 1] + 10) % 10;

      repeats = repeats && (i < 2 || pin[i] == pin[i - 2]);
      rises = rises && step == 1;
      falls = falls && step == 9;
    }
  return repeats || rises || falls;
}

static gboolean
check_form (const char *pin, GError **error)
{
  gsize length = strlen (pin);

  if (length < MIN_DIGITS || length > MAX_DIGITS || strspn (pin, "0123456789") != length)
    {
      g_set_error (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_BAD_PIN,
                   "PIN: it must be %d to %d digits: choose another", MIN_DIGITS, MAX_DIGITS);
      return FALSE;
    }
  if (is_easy (pin))
    {
      g_set_error_literal (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_BAD_PIN,
                           "PIN: it is the first that anybody would try: choose digits without a pattern");
      return FALSE;
    }
  return TRUE;
}

/* crypt's working memory holds the PIN: it is wiped before it goes back. */
static char *
hash_pin (const char *pin, const char *setting)
{
  struct crypt_data *data = g_new0 (struct crypt_data, 1);
  const char *hash = crypt_rn (pin, setting, data, sizeof *data);
  char *copy = g_strdup (hash);

  explicit_bzero (data, sizeof *data);
  g_free (data);
  return copy;
}

static gboolean
pin_matches (const char *pin, const char *hash)
{
  g_autofree char *computed = hash_pin (pin, hash);
  guint difference = 0;

  if (computed == NULL || strlen (computed) != strlen (hash))
    return FALSE;
  for (gsize i = 0; hash[i] != '\0'; i++)
    difference |= (guchar) (hash[i] ^ computed[i]);
  return difference == 0;
}

/* Only a clear "no": whoever finds no PIN may set one, and a disk that fails must not open that door. */
gboolean
birge_state_has_pin (BirgeState *self)
{
  g_autoptr(sqlite3_stmt) stmt = NULL;

  g_return_val_if_fail (BIRGE_IS_STATE (self) && self->db != NULL, TRUE);

  stmt = _birge_state_prepare (self, "SELECT 1 FROM pin;");
  return stmt == NULL || sqlite3_step (stmt) != SQLITE_DONE;
}

static int
write_pin (sqlite3 *db, gpointer data)
{
  return _birge_state_run (db, "INSERT OR REPLACE INTO pin (id, hash) VALUES (1, ?1);", (const char *) data, NULL);
}

/**
 * birge_state_set_pin:
 * @pin: 4 to 12 digits
 *
 * Keeps a new staff PIN as a yescrypt hash and logs that it was changed.
 *
 * Errors: `BAD_PIN`, `STORAGE`.
 */
gboolean
birge_state_set_pin (BirgeState *self, const char *pin, GError **error)
{
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  g_autofree char *hash = NULL;

  g_return_val_if_fail (BIRGE_IS_STATE (self) && self->db != NULL, FALSE);
  g_return_val_if_fail (pin != NULL, FALSE);

  if (!check_form (pin, error))
    return FALSE;
  if (crypt_gensalt_rn ("$y$", YESCRYPT_COST, NULL, 0, setting, sizeof setting) != NULL)
    hash = hash_pin (pin, setting);
  if (hash == NULL || *hash == '*')
    {
      g_set_error_literal (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_STORAGE,
                           "PIN: libcrypt does not know yescrypt: install libcrypt 4.4 or later");
      return FALSE;
    }
  if (!_birge_state_write (self, write_pin, hash, "keeping the PIN", error))
    return FALSE;
  self->pin_deadline_us = 0;
  self->pin_deadline_known = TRUE;
  birge_state_log (self, "pin-changed", NULL);
  return TRUE;
}

/* The wall clock only carries the wait over a restart; while the program runs the monotonic clock counts. A wall clock
 * that was set back never makes the wait longer than it was. */
guint
birge_state_get_pin_wait_s (BirgeState *self)
{
  gint64 now_us = birge_clock_get_monotonic_us ();
  gint64 left_us;

  g_return_val_if_fail (BIRGE_IS_STATE (self) && self->db != NULL, 0);

  if (!self->pin_deadline_known)
    {
      g_auto(Pin) pin = { 0 };
      gint64 left_s = 0;

      if (read_pin (self, &pin))
        left_s = CLAMP (pin.wait_until_s - birge_clock_get_real_s (), 0, wait_after (pin.failures));
      self->pin_deadline_us = now_us + left_s * G_USEC_PER_SEC;
      self->pin_deadline_known = TRUE;
    }
  left_us = self->pin_deadline_us - now_us;
  return left_us > 0 ? (guint) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

static int
write_failures (sqlite3 *db, gpointer data)
{
  const Pin *pin = data;
  g_autofree char *sql = g_strdup_printf (
    "UPDATE pin SET failures = %" G_GINT64_FORMAT ", wait_until_s = %" G_GINT64_FORMAT ";", pin->failures,
    pin->wait_until_s);

  return sqlite3_exec (db, sql, NULL, NULL, NULL);
}

/* Gives the hash to compare with, or refuses. */
static char *
begin_check (BirgeState *self, GError **error)
{
  g_auto(Pin) pin = { 0 };
  guint left_s = birge_state_get_pin_wait_s (self);

  if (!read_pin (self, &pin))
    {
      g_set_error_literal (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_WRONG_PIN,
                           "PIN: none is set yet: run birge pin");
      return NULL;
    }
  if (left_s > 0)
    {
      g_set_error (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_TOO_SOON,
                   "PIN: there were too many wrong ones: wait %u s and try again", left_s);
      return NULL;
    }

  pin.failures++;
  pin.wait_until_s = birge_clock_get_real_s () + wait_after (pin.failures);
  if (!_birge_state_write (self, write_failures, &pin, "counting a try", error))
    return NULL;
  self->pin_deadline_us = birge_clock_get_monotonic_us () + wait_after (pin.failures) * G_USEC_PER_SEC;
  return g_steal_pointer (&pin.hash);
}

static gboolean
end_check (BirgeState *self, gboolean matches, GError **error)
{
  Pin none = { 0 };

  if (!matches)
    {
      g_set_error_literal (error, BIRGE_STATE_ERROR, BIRGE_STATE_ERROR_WRONG_PIN, "PIN: it is wrong: try again");
      return FALSE;
    }
  self->pin_deadline_us = 0;
  return self->db == NULL || _birge_state_write (self, write_failures, &none, "forgetting wrong tries", error);
}

gboolean
birge_state_check_pin (BirgeState *self, const char *pin, GError **error)
{
  g_autofree char *hash = NULL;

  g_return_val_if_fail (BIRGE_IS_STATE (self) && self->db != NULL, FALSE);
  g_return_val_if_fail (pin != NULL, FALSE);

  hash = begin_check (self, error);
  return hash != NULL && end_check (self, pin_matches (pin, hash), error);
}

typedef struct {
  char *pin;
  char *hash;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  explicit_bzero (check->pin, strlen (check->pin));
  g_free (check->pin);
  g_free (check->hash);
  g_free (check);
}

static void
check_pin_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Check *check = data;

  g_task_return_boolean (task, pin_matches (check->pin, check->hash));
}

/**
 * birge_state_check_pin_async:
 * @pin: what was typed
 *
 * Like birge_state_check_pin(), with the hash computed in a thread of its own. A cancelled check counts as a wrong try.
 */
void
birge_state_check_pin_async (BirgeState          *self,
                             const char          *pin,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  Check *check;
  char *hash;

  g_return_if_fail (BIRGE_IS_STATE (self) && self->db != NULL);
  g_return_if_fail (pin != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, birge_state_check_pin_async);
  hash = begin_check (self, &error);
  if (hash == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  check = g_new0 (Check, 1);
  check->pin = g_strdup (pin);
  check->hash = hash;
  g_task_set_task_data (task, check, check_free);
  g_task_run_in_thread (task, check_pin_worker);
}

/* Main thread: what the worker found is only written down here. */
gboolean
birge_state_check_pin_finish (BirgeState *self, GAsyncResult *result, GError **error)
{
  GError *failure = NULL;
  gboolean matches;

  g_return_val_if_fail (BIRGE_IS_STATE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  matches = g_task_propagate_boolean (G_TASK (result), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  return end_check (self, matches, error);
}
