/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-metronome-private.h"

#include "media/birge-audio-output-private.h"

/* Sound is made this far ahead of what is heard: longer than anything keeps the main loop busy. Looked after so often. */
#define AHEAD_US (3 * G_USEC_PER_SEC)
#define FEED_MS 250
#define BLOCK_SAMPLES (BIRGE_METRONOME_RATE / 2)
/* A device that has not begun by then will not; time goes on without it. */
#define LATE_US (2 * G_USEC_PER_SEC)

typedef enum { PRESS, BREATHE } Score;

struct _BirgeMetronome
{
  GObject parent_instance;

  BirgeAudioOutput *output;
  Score             score;
  guint             per_minute;
  gboolean          running;
  gboolean          sounding; /* the output's clock is the clock; else the machine's */
  gboolean          silent;
  guint64           made;     /* samples so far */
  gint64            began_us; /* monotonic time of position 0, when not sounding; of the start, when it is */
  gint64            last_us;  /* position told last */
  guint             feed_id;
};

G_DEFINE_FINAL_TYPE (BirgeMetronome, birge_metronome, G_TYPE_OBJECT)

/* From the next moment on, by the machine's own clock. */
static void
go_on_alone (BirgeMetronome *self)
{
  self->sounding = FALSE;
  self->silent = TRUE;
  self->began_us = g_get_monotonic_time () - self->last_us;
  g_clear_handle_id (&self->feed_id, g_source_remove);
}

static void
on_output_event (BirgeAudioOutputEvent event, gpointer data)
{
  BirgeMetronome *self = data;

  if (event == BIRGE_AUDIO_OUTPUT_SILENT)
    self->silent = TRUE; /* its clock goes on */
  else if (event == BIRGE_AUDIO_OUTPUT_FAILED && self->running && self->sounding)
    {
      go_on_alone (self);
      _birge_audio_output_stop (self->output);
    }
}

static void
push_block (BirgeMetronome *self)
{
  gint16 block[BLOCK_SAMPLES];

  if (self->score == PRESS)
    _birge_metronome_render (self->per_minute, self->made, block, BLOCK_SAMPLES);
  else
    _birge_metronome_render_breaths (self->made, block, BLOCK_SAMPLES);
  _birge_audio_output_push (self->output, block, BLOCK_SAMPLES, BIRGE_METRONOME_RATE);
  self->made += BLOCK_SAMPLES;
}

static gboolean
on_feed (gpointer data)
{
  BirgeMetronome *self = data;
  gint64 heard_us = birge_metronome_get_position_us (self);

  if (!self->sounding)
    return G_SOURCE_REMOVE; /* asking for the position found out; feed_id is 0 already */
  while (_birge_audio_output_get_pushed_us (self->output) < heard_us + AHEAD_US)
    push_block (self);
  return G_SOURCE_CONTINUE;
}

static void
begin (BirgeMetronome *self, Score score)
{
  birge_metronome_stop (self);
  self->score = score;
  self->running = TRUE;
  self->made = 0;
  self->last_us = 0;
  self->sounding = _birge_audio_output_start (self->output);
  self->silent = _birge_audio_output_is_silent (self->output);
  self->began_us = g_get_monotonic_time ();
  if (!self->sounding)
    {
      go_on_alone (self);
      return;
    }
  while (_birge_audio_output_get_pushed_us (self->output) < AHEAD_US)
    push_block (self);
  self->feed_id = g_timeout_add (FEED_MS, on_feed, self);
}

static void
birge_metronome_dispose (GObject *object)
{
  BirgeMetronome *self = BIRGE_METRONOME (object);

  g_clear_handle_id (&self->feed_id, g_source_remove);
  g_clear_pointer (&self->output, _birge_audio_output_free);
  G_OBJECT_CLASS (birge_metronome_parent_class)->dispose (object);
}

static void
birge_metronome_class_init (BirgeMetronomeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_metronome_dispose;
}

static void
birge_metronome_init (BirgeMetronome *self)
{
  self->output = _birge_audio_output_new (on_output_event, self);
  self->per_minute = 110;
}

/**
 * birge_metronome_new:
 *
 * Makes a metronome that stands still.
 *
 * Threads: main context, as all of it.
 *
 * Returns: (transfer full): the metronome
 */
BirgeMetronome *
birge_metronome_new (void)
{
  return g_object_new (BIRGE_TYPE_METRONOME, NULL);
}

void
birge_metronome_start (BirgeMetronome *self, guint per_minute)
{
  g_return_if_fail (BIRGE_IS_METRONOME (self));
  g_return_if_fail (per_minute >= BIRGE_METRONOME_LEAST && per_minute <= BIRGE_METRONOME_MOST);

  self->per_minute = per_minute;
  begin (self, PRESS);
}

void
birge_metronome_breathe (BirgeMetronome *self)
{
  g_return_if_fail (BIRGE_IS_METRONOME (self));

  begin (self, BREATHE);
}

void
birge_metronome_stop (BirgeMetronome *self)
{
  g_return_if_fail (BIRGE_IS_METRONOME (self));

  g_clear_handle_id (&self->feed_id, g_source_remove);
  if (self->running && self->sounding)
    _birge_audio_output_stop (self->output);
  self->running = FALSE;
  self->sounding = FALSE;
}

gboolean
birge_metronome_is_running (BirgeMetronome *self)
{
  g_return_val_if_fail (BIRGE_IS_METRONOME (self), FALSE);

  return self->running;
}

void
birge_metronome_set_volume (BirgeMetronome *self, double volume)
{
  g_return_if_fail (BIRGE_IS_METRONOME (self));

  _birge_audio_output_set_volume (self->output, CLAMP (volume, 0.0, 1.0));
}

gboolean
birge_metronome_is_silent (BirgeMetronome *self)
{
  g_return_val_if_fail (BIRGE_IS_METRONOME (self), FALSE);

  return self->silent;
}

gint64
birge_metronome_get_position_us (BirgeMetronome *self)
{
  gint64 now_us;

  g_return_val_if_fail (BIRGE_IS_METRONOME (self), 0);

  if (!self->running)
    return 0;

  now_us = g_get_monotonic_time () - self->began_us;
  if (self->sounding)
    {
      gint64 heard_us = _birge_audio_output_get_heard_us (self->output);

      if (heard_us == 0 && now_us > LATE_US)
        {
          go_on_alone (self);
          _birge_audio_output_stop (self->output);
        }
      now_us = heard_us;
    }
  self->last_us = MAX (self->last_us, now_us);
  return self->last_us;
}

double
birge_metronome_get_beat (BirgeMetronome *self, gint64 position_us)
{
  gint64 first_us;

  g_return_val_if_fail (BIRGE_IS_METRONOME (self), 0);

  first_us = (gint64) (_birge_metronome_find_click (self->per_minute, 0) * G_USEC_PER_SEC / BIRGE_METRONOME_RATE);
  return (double) (position_us - first_us) * self->per_minute / (60.0 * G_USEC_PER_SEC);
}

void
_birge_metronome_set_sink (BirgeMetronome *self, GstElement *sink)
{
  _birge_audio_output_set_sink (self->output, sink);
}
