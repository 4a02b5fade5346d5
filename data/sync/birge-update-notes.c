/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-update-notes.h"

#include "data/formats/birge-clock.h"
#include "data/sync/birge-space.h"

/* One note a figure, so that a later Birge may add some; a note that makes no sense counts as none. */

void
birge_update_notes_clear (BirgeUpdateNotes *self)
{
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->why, g_free);
  g_clear_pointer (&self->alarm, g_free);
  g_clear_pointer (&self->held, g_free);
}

static gint64
read_number (BirgeSyncDb *db, const char *key, gint64 most)
{
  g_autofree char *text = birge_sync_db_dup_note (db, key, NULL);
  gint64 number = 0;

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, most, &number, NULL) ? number : 0;
}

/* A disk that errs makes bytes of it that are no text. */
static char *
read_text (BirgeSyncDb *db, const char *key)
{
  g_autofree char *text = birge_sync_db_dup_note (db, key, NULL);

  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static BirgeSyncOutcome
read_outcome (BirgeSyncDb *db)
{
  g_autofree char *text = birge_sync_db_dup_note (db, "outcome", NULL);

  for (int outcome = BIRGE_SYNC_DONE; text != NULL && outcome <= BIRGE_SYNC_FAILED; outcome++)
    if (g_str_equal (text, birge_sync_outcome_get_name (outcome)))
      return outcome;
  return BIRGE_SYNC_DONE;
}

static BirgeSyncPaused
read_paused (BirgeSyncDb *db)
{
  g_autofree char *text = birge_sync_db_dup_note (db, "paused", NULL);

  for (int paused = BIRGE_SYNC_PAUSED_NOT; text != NULL && paused <= BIRGE_SYNC_PAUSED_MISSING; paused++)
    if (g_str_equal (text, birge_sync_paused_get_name (paused)))
      return paused;
  return BIRGE_SYNC_PAUSED_NOT;
}

/**
 * birge_update_notes_read:
 * @self: filled in any case
 *
 * Reads what updates noted.
 *
 * Threads: any; blocks on the disk.
 */
void
birge_update_notes_read (BirgeUpdateNotes *self, const char *state_dir)
{
  g_autoptr(BirgeSyncDb) db = NULL;

  g_return_if_fail (self != NULL && state_dir != NULL);

  *self = (BirgeUpdateNotes) { 0 };
  db = birge_sync_db_look (state_dir, NULL);
  if (db == NULL)
    return;
  self->last_check_s = read_number (db, "last-check", G_MAXINT64);
  self->last_update_s = read_number (db, "last-update", G_MAXINT64);
  self->fresh_until_s = read_number (db, "fresh-until", G_MAXINT64);
  self->outcome = read_outcome (db);
  self->paused = read_paused (db);
  self->left_bytes = read_number (db, "left-bytes", G_MAXINT64);
  self->short_bytes = read_number (db, "short-bytes", G_MAXINT64);
  self->first_tier_left = (guint) read_number (db, "first-tier-left", BIRGE_SPACE_N_TIERS);
  self->source = read_text (db, "source");
  self->why = read_text (db, "why");
  self->alarm = read_text (db, "alarm");
  self->held = read_text (db, "held");
}

/* Notes that are written at once. */

#define MAX_NOTES 16

typedef struct {
  BirgeSyncNote notes[MAX_NOTES];
  char         *values[MAX_NOTES]; /* owned */
  guint         n;
} Page;

static void
take_note (Page *page, const char *key, char *value)
{
  g_return_if_fail (page->n < MAX_NOTES);

  page->values[page->n] = value;
  page->notes[page->n++] = (BirgeSyncNote) { key, value };
}

static void
write_number (Page *page, const char *key, gint64 number)
{
  take_note (page, key, number != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL);
}

/* Names of folders need not be text. */
static void
write_text (Page *page, const char *key, const char *text)
{
  take_note (page, key, text != NULL ? g_utf8_make_valid (text, -1) : NULL);
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_CANCELLED);
}

static void
write_left (Page *page, const BirgeSyncResult *result)
{
  g_autofree char *held = result->held != NULL ? g_strjoinv (", ", result->held) : NULL;

  write_number (page, "left-bytes", result->left_bytes);
  write_number (page, "short-bytes", result->short_bytes);
  write_number (page, "first-tier-left", result->first_tier_left);
  write_text (page, "paused",
              result->paused != BIRGE_SYNC_PAUSED_NOT ? birge_sync_paused_get_name (result->paused) : NULL);
  write_text (page, "held", held);
}

static void
write_page (BirgeSyncDb *db, Page *page)
{
  birge_sync_db_set_notes (db, page->notes, page->n, NULL);
  for (guint i = 0; i < page->n; i++)
    g_free (page->values[i]);
}

void
birge_update_notes_write_left (BirgeSyncDb *db, const BirgeSyncResult *result)
{
  Page page = { 0 };

  g_return_if_fail (BIRGE_IS_SYNC_DB (db) && result != NULL);

  write_left (&page, result);
  write_page (db, &page);
}

/* An alarm stays until somebody proves right: that the network is gone a minute later does not explain it. */
static void
write_alarm (Page *page, const BirgeSyncResult *result, const char *source, const GError *error)
{
  g_autofree char *alarm = NULL;

  if (result->outcome == BIRGE_SYNC_ALARM)
    alarm = g_strdup_printf ("%s: %s", source, error != NULL ? error->message : "");
  if (alarm != NULL || result->outcome <= BIRGE_SYNC_PAUSED)
    write_text (page, "alarm", alarm);
}

static void
write_check (Page *page, const BirgeSyncResult *result, const char *source, const GError *error)
{
  write_number (page, "last-check", birge_clock_get_real_s ());
  if (result->expires_s > 0)
    write_number (page, "fresh-until", result->expires_s);
  write_text (page, "outcome", birge_sync_outcome_get_name (result->outcome));
  write_text (page, "source", source);
  write_text (page, "why", error != NULL ? error->message : NULL);
  write_alarm (page, result, source, error);
}

void
birge_update_notes_write (BirgeSyncDb *db, const BirgeSyncResult *result, gboolean is_planned, const char *source,
                          const GError *error)
{
  Page page = { 0 };

  g_return_if_fail (BIRGE_IS_SYNC_DB (db) && result != NULL && source != NULL);

  if (result->is_new)
    write_number (&page, "last-update", birge_clock_get_real_s ());
  if (is_planned)
    write_left (&page, result);
  if (!is_cancelled (error)) /* somebody switched it off: that says nothing about the source */
    write_check (&page, result, source, error);
  write_page (db, &page);
}
