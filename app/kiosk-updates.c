/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-updates.h"

#include "app/kiosk-run.h"
#include "app/kiosk-sticks.h"
#include "app/kiosk-update-line.h"
#include "data/library/birge-generation.h"

struct _KioskUpdates
{
  GObject           parent_instance;
  char             *state_dir;
  char             *config;      /* or NULL */
  gboolean          has_servers;
  BirgeState       *log;         /* owned */
  KioskSticks      *sticks;      /* owned; NULL when closed */
  KioskRun         *run;         /* owned; NULL when nothing is at work */
  BirgeUpdatesState state;
  BirgeUpdatesFlags flags;
  gboolean          has_end;     /* the program told what it came to */
};

static void kiosk_updates_updates_init (BirgeUpdatesInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KioskUpdates, kiosk_updates, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BIRGE_TYPE_UPDATES, kiosk_updates_updates_init))

static void
tell (KioskUpdates *self)
{
  birge_updates_changed (BIRGE_UPDATES (self));
}

static gboolean
needs_stick (BirgeUpdatesTask task)
{
  return task == BIRGE_UPDATES_LOOK || task == BIRGE_UPDATES_IMPORT || task == BIRGE_UPDATES_VOICES;
}

/* The end */

static void
fail (KioskUpdates *self, BirgeSyncReason reason, const char *words)
{
  self->state.outcome = BIRGE_SYNC_FAILED;
  self->state.reason = reason;
  g_free (self->state.why);
  self->state.why = g_strdup (words);
}

/* Whether it may come of a stick that was pulled out: then what was read is not all of it, or nothing. */
static gboolean
may_be_gone (KioskUpdates *self)
{
  switch (self->state.reason)
    {
    case BIRGE_SYNC_REASON_UNREACHABLE:
      return TRUE;
    case BIRGE_SYNC_REASON_OTHER:
    case BIRGE_SYNC_REASON_NO_CONTENT:
    case BIRGE_SYNC_REASON_DAMAGED:
      return !kiosk_sticks_has (self->sticks, self->state.stick);
    default:
      return FALSE;
    }
}

/* What the program could not know: that somebody stopped it, or pulled the stick out. */
static void
correct_reason (KioskUpdates *self)
{
  if (self->state.reason == BIRGE_SYNC_REASON_NONE)
    return;
  if (self->state.is_stopping)
    self->state.reason = BIRGE_SYNC_REASON_STOPPED;
  else if (needs_stick (self->state.task) && may_be_gone (self))
    self->state.reason = BIRGE_SYNC_REASON_GONE;
}

/* Content that somebody brought or took back. Who looks for it where it comes from by itself is logged at once. */
static void
log_end (KioskUpdates *self)
{
  if (self->state.task == BIRGE_UPDATES_IMPORT && self->state.is_new)
    birge_state_log (self->log, "stick", "brought content from a stick");
  else if (self->state.task == BIRGE_UPDATES_GO_BACK && self->state.outcome == BIRGE_SYNC_DONE)
    birge_state_log (self->log, "content", "back to the previous content");
  else if (self->state.task == BIRGE_UPDATES_VOICES && self->state.outcome == BIRGE_SYNC_DONE)
    birge_state_log (self->log, "voices-stick", "put the recordings on a stick");
}

static void
finish (KioskUpdates *self)
{
  correct_reason (self);
  if (needs_stick (self->state.task))
    kiosk_sticks_close (self->sticks);
  log_end (self);
  self->state.is_opening = self->state.is_stopping = FALSE;
  self->state.phase = BIRGE_UPDATES_ENDED;
  tell (self);
}

/* The work */

static void
on_line (const char *line, gsize length, gpointer user_data)
{
  KioskUpdates *self = user_data;
  KioskUpdateLine kind = kiosk_update_line_take (&self->state, line, length);

  if (kind == KIOSK_UPDATE_LINE_END)
    self->has_end = TRUE;
  if (kind == KIOSK_UPDATE_LINE_PROGRESS)
    tell (self);
}

static void
on_end (gboolean is_done, const char *words, gpointer user_data)
{
  KioskUpdates *self = user_data;
  g_autofree char *why = g_strdup (words); /* they go with what wrote them */

  g_clear_pointer (&self->run, kiosk_run_free);
  if (!self->has_end) /* it was ended, or said only in words what is wrong */
    fail (self, BIRGE_SYNC_REASON_OTHER, why);
  finish (self);
}

/* @folder: of the stick, or NULL. */
static void
run (KioskUpdates *self, const char *folder)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;

  if (self->state.task == BIRGE_UPDATES_GO_BACK)
    g_ptr_array_add (words, (gpointer) "rollback");
  else if (self->state.task == BIRGE_UPDATES_VOICES)
    {
      g_ptr_array_add (words, (gpointer) "export");
      g_ptr_array_add (words, (gpointer) "--voices");
      g_ptr_array_add (words, (gpointer) folder);
    }
  else
    {
      g_ptr_array_add (words, (gpointer) "sync");
      if (self->config != NULL)
        {
          g_ptr_array_add (words, (gpointer) "--config");
          g_ptr_array_add (words, self->config);
        }
      if (folder != NULL)
        {
          g_ptr_array_add (words, (gpointer) "--from");
          g_ptr_array_add (words, (gpointer) folder);
        }
      if (self->state.task == BIRGE_UPDATES_LOOK)
        g_ptr_array_add (words, (gpointer) "--preview");
      if ((self->flags & BIRGE_UPDATES_ACCEPT_OLD) != 0)
        g_ptr_array_add (words, (gpointer) "--accept-old");
      if ((self->flags & BIRGE_UPDATES_TAKE_HELD) != 0)
        g_ptr_array_add (words, (gpointer) "--take-held");
    }
  g_ptr_array_add (words, (gpointer) "--progress=json");
  g_ptr_array_add (words, (gpointer) "--state");
  g_ptr_array_add (words, self->state_dir);
  g_ptr_array_add (words, NULL);
  self->run = kiosk_run_start ((const char *const *) words->pdata, on_line, on_end, self, &error);
  if (self->run != NULL)
    return;
  fail (self, BIRGE_SYNC_REASON_OTHER, error->message);
  finish (self);
}

static void
on_opened (const char *folder, BirgeSyncReason reason, const char *words, gpointer user_data)
{
  KioskUpdates *self = user_data;

  self->state.is_opening = FALSE;
  if (folder != NULL && !self->state.is_stopping)
    {
      tell (self);
      run (self, folder);
      return;
    }
  fail (self, folder != NULL ? BIRGE_SYNC_REASON_STOPPED : reason, words);
  finish (self);
}

/* The seam */

static const BirgeUpdatesState *
kiosk_updates_get_state (BirgeUpdates *updates)
{
  return &KIOSK_UPDATES (updates)->state;
}

static gboolean
kiosk_updates_has_servers (BirgeUpdates *updates)
{
  return KIOSK_UPDATES (updates)->has_servers;
}

static BirgeUpdatesSticks
kiosk_updates_list_sticks (BirgeUpdates *updates, GPtrArray *sticks)
{
  KioskUpdates *self = KIOSK_UPDATES (updates);

  kiosk_sticks_watch (self->sticks);
  return kiosk_sticks_list (self->sticks, sticks);
}

static gboolean
kiosk_updates_start (BirgeUpdates *updates, BirgeUpdatesTask task, guint stick, BirgeUpdatesFlags flags)
{
  KioskUpdates *self = KIOSK_UPDATES (updates);
  guint generation = birge_generation_get_current (self->state_dir);

  birge_updates_state_clear (&self->state);
  self->state.phase = BIRGE_UPDATES_RUNNING;
  self->state.task = task;
  self->state.stick = stick;
  self->flags = flags;
  self->has_end = FALSE;
  if (task == BIRGE_UPDATES_CHECK)
    birge_state_log (self->log, "update", "asked for new content");
  if (task == BIRGE_UPDATES_CHECK && !self->has_servers)
    {
      fail (self, BIRGE_SYNC_REASON_NO_SOURCE, NULL);
      finish (self);
    }
  else if (task == BIRGE_UPDATES_GO_BACK && birge_generation_get_previous (self->state_dir, generation) == 0)
    {
      fail (self, BIRGE_SYNC_REASON_NO_PREVIOUS, NULL);
      finish (self);
    }
  else if (needs_stick (task))
    {
      self->state.is_opening = TRUE;
      tell (self);
      kiosk_sticks_open (self->sticks, stick, task == BIRGE_UPDATES_VOICES ? KIOSK_STICKS_WRITE : KIOSK_STICKS_READ, on_opened, self);
    }
  else
    {
      tell (self);
      run (self, NULL);
    }
  return TRUE;
}

static void
kiosk_updates_stop (BirgeUpdates *updates)
{
  KioskUpdates *self = KIOSK_UPDATES (updates);

  if (self->state.task == BIRGE_UPDATES_GO_BACK)
    return; /* it takes a moment, and is a whole thing */
  self->state.is_stopping = TRUE;
  if (self->run != NULL)
    kiosk_run_stop (self->run);
  tell (self);
}

static void
kiosk_updates_forget (BirgeUpdates *updates)
{
  KioskUpdates *self = KIOSK_UPDATES (updates);

  birge_updates_state_clear (&self->state);
  tell (self);
}

static void
kiosk_updates_updates_init (BirgeUpdatesInterface *iface)
{
  iface->get_state = kiosk_updates_get_state;
  iface->has_servers = kiosk_updates_has_servers;
  iface->list_sticks = kiosk_updates_list_sticks;
  iface->start = kiosk_updates_start;
  iface->stop = kiosk_updates_stop;
  iface->forget = kiosk_updates_forget;
}

static void
on_sticks_changed (gpointer user_data)
{
  tell (user_data);
}

static void
kiosk_updates_finalize (GObject *object)
{
  KioskUpdates *self = KIOSK_UPDATES (object);

  birge_updates_state_clear (&self->state);
  g_clear_object (&self->log);
  g_free (self->state_dir);
  g_free (self->config);
  G_OBJECT_CLASS (kiosk_updates_parent_class)->finalize (object);
}

static void
kiosk_updates_class_init (KioskUpdatesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kiosk_updates_finalize;
}

static void
kiosk_updates_init (KioskUpdates *self)
{
}

KioskUpdates *
kiosk_updates_new (const KioskUpdatesOptions *options, BirgeState *state)
{
  KioskUpdates *self = g_object_new (KIOSK_TYPE_UPDATES, NULL);

  self->state_dir = g_strdup (options->state_dir);
  self->config = g_strdup (options->config);
  self->has_servers = options->has_servers;
  self->log = g_object_ref (state);
  self->sticks = kiosk_sticks_new (options->stick_folder, on_sticks_changed, self);
  return self;
}

void
kiosk_updates_close (KioskUpdates *self)
{
  g_return_if_fail (KIOSK_IS_UPDATES (self));

  g_clear_pointer (&self->run, kiosk_run_free); /* before the stick it reads from is closed */
  g_clear_pointer (&self->sticks, kiosk_sticks_free);
}
