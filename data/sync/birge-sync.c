/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-sync.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/timex.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/library/birge-generation.h"
#include "data/sync/birge-activate.h"
#include "data/sync/birge-collect.h"
#include "data/sync/birge-hold.h"
#include "data/sync/birge-repository.h"
#include "data/sync/birge-space.h"
#include "data/sync/birge-store-private.h"
#include "data/sync/birge-turn.h"
#include "data/sync/birge-update-notes.h"
#include "data/sync/birge-wanted.h"

#define N_TIERS         BIRGE_SPACE_N_TIERS
#define MAX_ATTEMPTS    3                          /* when a release changes, or proves damaged, under our hands */
#define CLOCK_AHEAD_S   (400 * 24 * 60 * G_GINT64_CONSTANT (60)) /* more than this past the floor is doubted */
#define MEGABYTE        (1000 * G_GINT64_CONSTANT (1000))
#define TELL_US         G_USEC_PER_SEC             /* others are told what is done no more often */
#define RESERVE_BY_HAND 1 /* byte: besides the 64 MiB that always stay free */

struct _BirgeSync {
  char        *state_dir;
  int          lock; /* descriptor */
  BirgeSyncDb *db;   /* owned */
};

/* One run. */
typedef struct {
  const char         *state_dir;
  int                 lock;      /* descriptor */
  BirgeSyncStep       told_step; /* of which others were told last, and when */
  gint64              told_us;
  BirgeSyncDb        *db;        /* borrowed */
  const BirgeSyncRun *run;
  BirgeSyncResult    *result;
  BirgeIncoming      *incoming;
  BirgeRepository    *repository;
  BirgeRelease       *current;   /* shown when the run began or after its last activation, or NULL */
  BirgeRelease       *release;   /* offered */
  GPtrArray          *wants;     /* of BirgeWant */
  guint               n_tiers;   /* tiers 0 … n_tiers - 1 may come now */
  gint64              begun;     /* bytes of wants of tiers before the one under way */
  gint64              total;
  guint               tier;      /* under way; those before it are shown */
  gboolean            is_flowing; /* all tiers are under way together: each is shown when it is over */
  gint64              shown_bytes; /* of what arrived */
  GError             *late;      /* owned; went wrong when a tier was to be shown */
  gboolean            is_damaged; /* the same: something in the store was not what it should be */
  gboolean            is_planned; /* the result says what is left */
} Sync;

static void
sync_clear (Sync *self)
{
  g_clear_pointer (&self->wants, g_ptr_array_unref);
  g_clear_pointer (&self->release, birge_release_free);
  g_clear_pointer (&self->current, birge_release_free);
  g_clear_pointer (&self->repository, birge_repository_free);
  g_clear_object (&self->incoming);
  g_clear_error (&self->late);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sync, sync_clear)

void
birge_sync_result_clear (BirgeSyncResult *self)
{
  birge_preview_clear (&self->preview);
  g_clear_pointer (&self->held, g_strfreev);
}

const char *
birge_sync_outcome_get_name (BirgeSyncOutcome outcome)
{
  static const char *const names[] = {
    [BIRGE_SYNC_DONE] = "done",     [BIRGE_SYNC_NOTHING] = "nothing", [BIRGE_SYNC_SEEN] = "preview",
    [BIRGE_SYNC_PAUSED] = "paused", [BIRGE_SYNC_LATER] = "later",     [BIRGE_SYNC_PORTAL] = "portal",
    [BIRGE_SYNC_STALE] = "stale",   [BIRGE_SYNC_ALARM] = "alarm",     [BIRGE_SYNC_FAILED] = "failed",
  };

  return names[outcome];
}

const char *
birge_sync_paused_get_name (BirgeSyncPaused paused)
{
  static const char *const names[] = {
    [BIRGE_SYNC_PAUSED_NOT] = "no",          [BIRGE_SYNC_PAUSED_SPACE] = "space",
    [BIRGE_SYNC_PAUSED_BUDGET] = "budget",   [BIRGE_SYNC_PAUSED_METERED] = "metered",
    [BIRGE_SYNC_PAUSED_HOURS] = "hours",     [BIRGE_SYNC_PAUSED_MISSING] = "missing",
  };

  return names[paused];
}

static gboolean
is_by_hand (Sync *self)
{
  return (self->run->flags & BIRGE_SYNC_BY_HAND) != 0;
}

static void
tell (Sync *self, const BirgeSyncStatus *status)
{
  const gint64 now_us = birge_clock_get_monotonic_us ();

  if (self->told_us == 0 || status->step != self->told_step || now_us - self->told_us >= TELL_US)
    {
      birge_turn_tell (self->lock, status);
      self->told_step = status->step;
      self->told_us = now_us;
    }
  if (self->run->progress != NULL)
    self->run->progress (status, self->run->user_data);
}

static void
tell_step (Sync *self, BirgeSyncStep step)
{
  tell (self, &(BirgeSyncStatus) { .step = step });
}

static gboolean
find_current (Sync *self, GError **error)
{
  guint previous = 0;

  if (birge_generation_find (self->state_dir, &self->result->generation, &previous))
    return TRUE;
  self->result->generation = 0;
  g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE,
               "%s/content: the disk does not say what is shown: check the disk, then run birge repair", self->state_dir);
  return FALSE;
}

/* Reads what is shown now. One that is damaged is none, so that a better one can come; FALSE when it may be right and cannot be
 * read just now: then nothing may be put in its place. */
static gboolean
load_current (Sync *self, guint number, GError **error)
{
  g_autofree char *dir = birge_generation_dup_dir (self->state_dir, number);
  g_autoptr(GError) local = NULL;

  g_clear_pointer (&self->current, birge_release_free);
  if (number != 0)
    self->current = birge_release_load (dir, &local);
  if (!g_error_matches (local, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_STORAGE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Check */

/* Whether this clock may be wrong: never set since the machine started, or far past the last time known for sure. */
static gboolean
is_clock_doubted (Sync *self, gint64 now_s)
{
  struct timex state = { 0 };
  gint64 floor_s = birge_sync_db_get_floor_s (self->db, NULL);

  return adjtimex (&state) == TIME_ERROR || (state.status & STA_UNSYNC) != 0 || (floor_s > 0 && now_s > floor_s + CLOCK_AHEAD_S);
}

/* A clock that runs ahead makes all metadata look expired. Then the server's own date is taken as a hint, once; never
 * earlier than what was signed. */
static gboolean
refresh_with_hint (Sync *self, gint64 now_s, GError **error)
{
  gint64 hint_s = 0;

  if (birge_source_is_remote (self->run->source) && is_clock_doubted (self, now_s))
    hint_s = MAX (birge_source_get_date_s (self->run->source), birge_sync_db_get_floor_s (self->db, NULL));
  if (hint_s <= 0 || hint_s >= now_s)
    return FALSE;
  g_clear_error (error);
  return birge_repository_refresh (self->repository, hint_s, self->run->cancellable, error);
}

static gboolean
refresh (Sync *self, GError **error)
{
  gint64 now_s = birge_clock_get_real_s ();

  if (birge_repository_refresh (self->repository, now_s, self->run->cancellable, error))
    return TRUE;
  return g_error_matches (*error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_EXPIRED) && refresh_with_hint (self, now_s, error);
}

static gboolean
open_repository (Sync *self, GError **error)
{
  const BirgeSettings *settings = self->run->settings;
  BirgeRepositoryOptions options = {
    .state_dir = self->state_dir,
    .root_file = settings != NULL ? settings->root : NULL,
    .channels = settings != NULL ? (const char *const *) settings->channels : NULL,
    .is_by_hand = is_by_hand (self),
    .is_empty = self->current == NULL,
  };

  if (is_by_hand (self))
    options.expiry |= BIRGE_TRUST_EXPIRY_IGNORED;
  if ((self->run->flags & BIRGE_SYNC_ACCEPT_OLD) != 0)
    options.expiry |= BIRGE_TRUST_EXPIRY_OLD_TIMESTAMP;
  self->repository = birge_repository_open (self->run->source, &options, self->run->cancellable, error);
  return self->repository != NULL;
}

/* The day a release was made is signed with keys that lie in a safe: a time that is known for sure. */
static void
raise_floor (Sync *self)
{
  g_autofree char *moment = g_strconcat (self->release->issued, "T00:00:00Z", NULL);
  g_autoptr(GDateTime) issued = g_date_time_new_from_iso8601 (moment, NULL);

  if (issued != NULL && !birge_repository_is_throw_away (self->repository))
    birge_sync_db_raise_floor_s (self->db, g_date_time_to_unix (issued), NULL);
}

static gboolean
load_release (Sync *self, GError **error)
{
  const BirgeSettings *settings = self->run->settings;

  tell_step (self, BIRGE_SYNC_STEP_META);
  g_clear_pointer (&self->release, birge_release_free);
  self->release = birge_repository_load_release (self->repository, self->current, self->run->cancellable, error);
  if (self->release == NULL)
    return FALSE;
  self->release->publisher = birge_repository_dup_publisher (self->repository);
  g_clear_pointer (&self->result->held, g_strfreev);
  if (!is_by_hand (self) && (self->run->flags & BIRGE_SYNC_TAKE_HELD) == 0)
    self->result->held = birge_hold_apply (self->state_dir, self->release, self->current);
  birge_release_close (self->release, settings != NULL ? (const char *const *) settings->languages : NULL);
  g_strlcpy (self->result->issued, self->release->issued != NULL ? self->release->issued : "", sizeof self->result->issued);
  raise_floor (self);
  return TRUE;
}

static gboolean
check (Sync *self, GError **error)
{
  g_autoptr(GError) trouble = NULL;

  tell_step (self, BIRGE_SYNC_STEP_CHECK);
  if (self->repository == NULL && !open_repository (self, error))
    return FALSE;
  if (!refresh (self, &trouble))
    {
      if (g_error_matches (trouble, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_EXPIRED))
        self->result->expired_s = birge_repository_get_expired_s (self->repository);
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (!birge_repository_is_throw_away (self->repository)) /* which prove nothing about time */
    self->result->expires_s = birge_repository_get_expires_s (self->repository);
  return load_release (self, error);
}

/* Plan */

static void
pause_from (Sync *self, guint n_tiers, BirgeSyncPaused why)
{
  if (n_tiers >= self->n_tiers)
    return;
  self->n_tiers = n_tiers;
  self->result->paused = why;
}

static gboolean
has_wants_from (Sync *self, guint tier)
{
  for (guint i = 0; i < self->wants->len; i++)
    if (((BirgeWant *) g_ptr_array_index (self->wants, i))->part->tier >= tier)
      return TRUE;
  return FALSE;
}

/* Who brings content by hand stands beside it, and can judge. */
static gint64
get_reserve (Sync *self)
{
  if (is_by_hand (self))
    return RESERVE_BY_HAND;
  return self->run->settings != NULL ? self->run->settings->reserve_megabytes * MEGABYTE : 0;
}

static void
plan_space (Sync *self)
{
  BirgeDisk disk;
  BirgeSpace space;

  if (!birge_space_look (self->state_dir, get_reserve (self), &disk, NULL))
    return; /* then the disk says so when it is written to */
  space = birge_space_plan (&disk, self->wants, self->state_dir);
  if (space.n_tiers < N_TIERS && space.short_bytes > 0)
    {
      birge_collect (self->state_dir, self->release, self->db, space.short_bytes);
      if (birge_space_look (self->state_dir, get_reserve (self), &disk, NULL))
        space = birge_space_plan (&disk, self->wants, self->state_dir);
    }
  if (has_wants_from (self, space.n_tiers))
    {
      pause_from (self, space.n_tiers, BIRGE_SYNC_PAUSED_SPACE);
      self->result->short_bytes = space.short_bytes;
    }
}

static void
plan_policy (Sync *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local (birge_clock_get_real_s ());

  if ((self->run->flags & BIRGE_SYNC_METERED) != 0 && has_wants_from (self, 2))
    pause_from (self, 2, BIRGE_SYNC_PAUSED_METERED);
  if (self->run->settings != NULL && birge_source_is_remote (self->run->source) && has_wants_from (self, 3) &&
      !birge_wanted_is_film_hour (self->run->settings, g_date_time_get_hour (now)))
    pause_from (self, 3, BIRGE_SYNC_PAUSED_HOURS);
}

static gboolean
plan (Sync *self, GError **error)
{
  tell_step (self, BIRGE_SYNC_STEP_PLAN);
  g_clear_pointer (&self->wants, g_ptr_array_unref);
  self->wants = birge_wanted_new (self->release, self->incoming, self->run->settings);
  self->n_tiers = N_TIERS;
  self->result->paused = BIRGE_SYNC_PAUSED_NOT;
  self->begun = 0;
  self->total = 0;
  plan_space (self);
  if (!is_by_hand (self))
    plan_policy (self);
  for (guint i = 0; i < self->wants->len; i++)
    {
      const BirgeWant *want = g_ptr_array_index (self->wants, i);

      if (want->part->tier < self->n_tiers)
        self->total += want->part->len;
    }
  if (self->n_tiers == 0 && is_by_hand (self))
    {
      g_autofree char *size = g_format_size ((guint64) self->result->short_bytes);

      g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NO_SPACE, "%s: it needs %s more: make room on the disk",
                   self->state_dir, size);
      return FALSE;
    }
  return TRUE;
}

static void
compare (Sync *self)
{
  gint64 missing = 0;

  birge_preview_clear (&self->result->preview);
  birge_preview_compare (&self->result->preview, self->current, self->release);
  for (guint i = 0; i < self->wants->len; i++)
    missing += ((BirgeWant *) g_ptr_array_index (self->wants, i))->part->len;
  self->result->preview.missing_bytes = missing;
}

/* Activate */

static void
on_activate (BirgeInstallPhase phase, gint64 done, gint64 total, gpointer user_data)
{
  tell (user_data, &(BirgeSyncStatus) { .step = BIRGE_SYNC_STEP_ACTIVATE, .phase = phase, .done = done, .total = total });
}

static gboolean
is_all_here (Sync *self)
{
  for (guint i = 0; i < self->wants->len; i++)
    if (((BirgeWant *) g_ptr_array_index (self->wants, i))->state != BIRGE_WANT_HERE)
      return FALSE;
  return TRUE;
}

/* @is_damaged: something in the store was not what it should be, and is gone now. */
static gboolean
activate (Sync *self, gboolean has_arrived, gboolean *is_damaged, GError **error)
{
  BirgeInstallRun install = {
    .source_dir = birge_source_get_name (self->run->source), .state_dir = self->state_dir, .release = self->release,
    .older = self->current, .progress = on_activate, .user_data = self, .cancellable = self->run->cancellable,
  };
  g_autoptr(GError) trouble = NULL;
  guint number;

  *is_damaged = FALSE;
  if (!has_arrived && _birge_activate_is_done (&install, self->result->generation, is_all_here (self)))
    return TRUE;
  number = _birge_activate (&install, is_by_hand (self), is_damaged, &trouble);
  if (trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (number == 0)
    return TRUE;
  self->result->generation = number;
  self->result->is_new = TRUE;
  self->result->outcome = BIRGE_SYNC_DONE;
  return load_current (self, number, error);
}

/* Fetch */

/* Whether no more of a tier will come in this run. */
static gboolean
is_tier_over (Sync *self, guint tier)
{
  g_autoptr(GPtrArray) wants = birge_wanted_of_tier (self->wants, tier);

  for (guint i = 0; i < wants->len; i++)
    if (((BirgeWant *) g_ptr_array_index (wants, i))->state == BIRGE_WANT_WAITING)
      return FALSE;
  return TRUE;
}

static gboolean
show_arrived (Sync *self, gboolean *is_damaged, GError **error)
{
  gint64 arrived = birge_incoming_get_arrived_bytes (self->incoming);
  gboolean has_arrived = arrived > self->shown_bytes;

  self->shown_bytes = arrived;
  return activate (self, has_arrived, is_damaged, error);
}

/* Shows all tiers but the last, which is shown at the end, while what follows is on its way. What goes wrong is said then. */
static void
show_tiers (Sync *self)
{
  while (self->is_flowing && self->tier + 1 < self->n_tiers && is_tier_over (self, self->tier))
    {
      self->tier++;
      self->is_flowing = birge_incoming_flush (self->incoming, &self->late) &&
                         show_arrived (self, &self->is_damaged, &self->late) && !self->is_damaged;
    }
}

static void
on_fetch (const BirgeFetchStatus *fetch, gpointer user_data)
{
  Sync *self = user_data;

  show_tiers (self);
  tell (self, &(BirgeSyncStatus) { .step = BIRGE_SYNC_STEP_FETCH, .tier = self->tier,
                                   .done = MIN (self->begun + fetch->done_bytes, self->total), .total = self->total,
                                   .bytes_per_second = fetch->bytes_per_second });
}

/* All of one tier; what is here when it must stop stays. @has_arrived is set when something came. */
static gboolean
fetch_tier (Sync *self, guint tier, gboolean *has_arrived, GError **error)
{
  g_autoptr(GPtrArray) wants = birge_wanted_of_tier (self->wants, tier);
  gint64 before = birge_incoming_get_arrived_bytes (self->incoming);
  gboolean done = TRUE;

  self->tier = tier;
  if (wants->len > 0)
    done = birge_source_fetch (self->run->source, wants, self->incoming, on_fetch, self, self->run->cancellable, error);
  if (!birge_incoming_flush (self->incoming, done ? error : NULL))
    done = FALSE;
  if (birge_incoming_get_arrived_bytes (self->incoming) > before)
    *has_arrived = TRUE;
  for (guint i = 0; i < wants->len; i++)
    self->begun += ((BirgeWant *) g_ptr_array_index (wants, i))->part->len;
  return done;
}

/* Who brings a damaged folder by hand can bring a better one. */
static gboolean
refuse_damage (Sync *self, GError **error)
{
  for (guint i = 0; i < self->wants->len; i++)
    {
      const BirgeWant *want = g_ptr_array_index (self->wants, i);

      if (want->state != BIRGE_WANT_DAMAGED)
        continue;
      g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_SOURCE,
                   "%s: its bytes for %s of %s are not what the catalogue says: build or copy the content again",
                   birge_source_get_name (self->run->source), want->part->part, want->part->id);
      return TRUE;
    }
  return FALSE;
}

/* Over a link: between tiers it would stand idle, and its connections would have to find out again how fast they may be. */
static gboolean
fetch_flowing (Sync *self, gboolean *is_damaged, GError **error)
{
  g_autoptr(GPtrArray) wants = g_ptr_array_new ();
  g_autoptr(GError) trouble = NULL;
  gboolean fetched;

  for (guint tier = 0; tier < self->n_tiers; tier++)
    g_ptr_array_extend_and_steal (wants, birge_wanted_of_tier (self->wants, tier));
  self->tier = 0;
  self->is_flowing = TRUE;
  self->is_damaged = FALSE;
  self->shown_bytes = birge_incoming_get_arrived_bytes (self->incoming);
  fetched = birge_source_fetch (self->run->source, wants, self->incoming, on_fetch, self, self->run->cancellable, &trouble);
  self->is_flowing = FALSE;
  if (!birge_incoming_flush (self->incoming, fetched ? &trouble : NULL))
    fetched = FALSE;

  *is_damaged = self->is_damaged;
  if (self->is_damaged)
    return TRUE;
  if (self->late != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->late));
      return FALSE;
    }
  if ((fetched || birge_incoming_get_arrived_bytes (self->incoming) > self->shown_bytes) &&
      (!show_arrived (self, is_damaged, fetched ? error : NULL) || *is_damaged))
    return *is_damaged;
  if (!fetched)
    g_propagate_error (error, g_steal_pointer (&trouble));
  return fetched;
}

/* Tier by tier, each shown as soon as it is here; by hand, all at once. */
static gboolean
fetch_and_activate (Sync *self, gboolean *is_damaged, GError **error)
{
  gboolean has_arrived = FALSE;

  if (birge_source_is_remote (self->run->source) && self->n_tiers > 0 && self->total > 0)
    return fetch_flowing (self, is_damaged, error);
  for (guint tier = 0; tier < self->n_tiers; tier++)
    {
      g_autoptr(GError) trouble = NULL;
      gboolean fetched = fetch_tier (self, tier, &has_arrived, &trouble);

      if (is_by_hand (self) && fetched && refuse_damage (self, error))
        return FALSE;
      if ((!is_by_hand (self) || tier + 1 == self->n_tiers) && (fetched || (has_arrived && !is_by_hand (self))))
        {
          if (!activate (self, has_arrived, is_damaged, fetched ? error : NULL) || *is_damaged)
            return *is_damaged;
          has_arrived = FALSE;
        }
      if (!fetched)
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return FALSE;
        }
    }
  return self->n_tiers > 0 || activate (self, FALSE, is_damaged, error);
}

static void
count_left (Sync *self)
{
  gint64 left = 0;
  guint first = N_TIERS;

  for (guint i = 0; i < self->wants->len; i++)
    {
      const BirgeWant *want = g_ptr_array_index (self->wants, i);

      if (want->state == BIRGE_WANT_HERE)
        continue;
      left += want->part->len;
      first = MIN (first, want->part->tier);
    }
  self->result->left_bytes = left;
  self->result->first_tier_left = first;
  self->is_planned = TRUE;
}

/* Before anything comes: whoever looks meanwhile, or after a power cut, must not take what is to come for lost. */
static void
note_plan (Sync *self)
{
  count_left (self);
  if (self->result->left_bytes > 0 && !is_by_hand (self))
    birge_update_notes_write_left (self->db, self->result);
}

/* @is_through: all was tried that may come now, so what is not here the source does not have. */
static void
sum_up (Sync *self, gboolean is_through)
{
  count_left (self);
  if (is_through && self->result->left_bytes > 0 && self->result->paused == BIRGE_SYNC_PAUSED_NOT)
    self->result->paused = BIRGE_SYNC_PAUSED_MISSING;
  if (self->result->left_bytes > 0)
    self->result->outcome = BIRGE_SYNC_PAUSED;
}

/* A publisher who releases while we fetch, or a disk that lost a bit, costs another round. */
static gboolean
update (Sync *self, GError **error)
{
  for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++)
    {
      g_autoptr(GError) trouble = NULL;
      gboolean is_damaged = FALSE;

      if (!check (self, error) || !plan (self, error))
        return FALSE;
      if (attempt == 0)
        compare (self);
      if ((self->run->flags & BIRGE_SYNC_PREVIEW) != 0)
        {
          self->result->outcome = BIRGE_SYNC_SEEN;
          return TRUE;
        }
      note_plan (self);
      if (fetch_and_activate (self, &is_damaged, &trouble) && !is_damaged)
        {
          sum_up (self, TRUE);
          return TRUE;
        }
      if (trouble != NULL && !g_error_matches (trouble, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_CHANGED))
        {
          sum_up (self, FALSE);
          g_propagate_error (error, g_steal_pointer (&trouble));
          return FALSE;
        }
    }
  g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_SOURCE,
               "%s: it does not hold together: tell the publisher, and check the disk of this computer",
               birge_source_get_name (self->run->source));
  return FALSE;
}

/* The end */

static BirgeSyncOutcome
judge_trust (const BirgeSyncRun *run, const GError *error)
{
  gboolean is_stick = !birge_source_is_remote (run->source);

  switch (error->code)
    {
    case BIRGE_TRUST_ERROR_EXPIRED:
      return BIRGE_SYNC_STALE;
    case BIRGE_TRUST_ERROR_ROLLBACK:
      return is_stick ? BIRGE_SYNC_STALE : BIRGE_SYNC_ALARM;
    case BIRGE_TRUST_ERROR_SIGNATURE:
    case BIRGE_TRUST_ERROR_MISMATCH:
      return BIRGE_SYNC_ALARM;
    case BIRGE_TRUST_ERROR_SYNTAX:
      return is_stick ? BIRGE_SYNC_FAILED : BIRGE_SYNC_PORTAL;
    case BIRGE_TRUST_ERROR_NOT_FOUND:
    case BIRGE_TRUST_ERROR_SOURCE:
      return BIRGE_SYNC_LATER;
    default:
      return BIRGE_SYNC_FAILED;
    }
}

static gboolean
is_full (const GError *error)
{
  return g_error_matches (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_NO_SPACE) ||
         g_error_matches (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NO_SPACE) ||
         g_error_matches (error, BIRGE_SYNC_DB_ERROR, BIRGE_SYNC_DB_ERROR_NO_SPACE) ||
         g_error_matches (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NO_SPACE);
}

static BirgeSyncOutcome
judge (const BirgeSyncRun *run, BirgeSyncResult *result, const GError *error)
{
  if (is_full (error))
    {
      result->paused = BIRGE_SYNC_PAUSED_SPACE;
      return BIRGE_SYNC_PAUSED;
    }
  if (error->domain == BIRGE_TRUST_ERROR)
    return judge_trust (run, error);
  if (g_error_matches (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_PORTAL))
    return BIRGE_SYNC_PORTAL;
  if (g_error_matches (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_BUDGET))
    {
      result->paused = BIRGE_SYNC_PAUSED_BUDGET;
      return BIRGE_SYNC_PAUSED;
    }
  return error->domain == BIRGE_SOURCE_ERROR ? BIRGE_SYNC_LATER : BIRGE_SYNC_FAILED;
}

static void
finish (Sync *self, const GError *error)
{
  const BirgeSyncResult *result = self->result;

  if (error == NULL && result->is_new && (is_by_hand (self) || result->held == NULL))
    birge_hold_lift (self->state_dir);
  if ((self->run->flags & BIRGE_SYNC_PREVIEW) != 0)
    return;
  if (error == NULL || !is_by_hand (self)) /* whoever does it by hand was told */
    birge_update_notes_write (self->db, result, self->is_planned, birge_source_get_name (self->run->source), error);
  if (error == NULL && result->left_bytes == 0)
    {
      tell_step (self, BIRGE_SYNC_STEP_COLLECT);
      if (result->held == NULL) /* else they would come again with every check */
        birge_repository_forget_catalogues (self->state_dir);
      birge_collect (self->state_dir, NULL, self->db, 0);
    }
}

BirgeSync *
birge_sync_open_as (const char *state_dir, BirgeTurn turn, GCancellable *cancellable, GError **error)
{
  g_autoptr(BirgeSync) self = g_new0 (BirgeSync, 1);

  g_return_val_if_fail (state_dir != NULL, NULL);

  self->lock = -1;
  self->state_dir = g_strdup (state_dir);
  if (g_mkdir_with_parents (state_dir, 0700) != 0)
    {
      _birge_store_failed (state_dir, errno, error);
      return NULL;
    }
  self->lock = birge_turn_take (state_dir, turn, cancellable, error);
  if (self->lock < 0)
    return NULL;
  self->db = birge_sync_db_open (state_dir, error);
  return self->db != NULL ? g_steal_pointer (&self) : NULL;
}

BirgeSync *
birge_sync_open (const char *state_dir, GError **error)
{
  return birge_sync_open_as (state_dir, BIRGE_TURN_ONCE, NULL, error);
}

void
birge_sync_close (BirgeSync *self)
{
  g_clear_object (&self->db);
  if (self->lock >= 0)
    birge_turn_end (self->lock);
  g_free (self->state_dir);
  g_free (self);
}

BirgeSyncDb *
birge_sync_get_db (BirgeSync *self)
{
  return self->db;
}

gboolean
birge_sync_run (BirgeSync *self, const BirgeSyncRun *run, BirgeSyncResult *result, GError **error)
{
  g_auto(Sync) sync = { .state_dir = self->state_dir, .lock = self->lock, .db = self->db, .run = run, .result = result };
  g_autoptr(GError) trouble = NULL;

  g_return_val_if_fail (BIRGE_IS_SOURCE (run->source), FALSE);

  _birge_store_clean (self->state_dir);
  *result = (BirgeSyncResult) { .outcome = BIRGE_SYNC_NOTHING };
  if (find_current (&sync, &trouble) && load_current (&sync, result->generation, &trouble))
    sync.incoming = birge_incoming_open (self->state_dir, self->db, &trouble);
  if (sync.incoming == NULL || !update (&sync, &trouble))
    result->outcome = judge (run, result, trouble);
  finish (&sync, trouble);
  if (trouble == NULL || (result->outcome == BIRGE_SYNC_PAUSED && !is_by_hand (&sync)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}
