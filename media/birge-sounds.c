/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-sounds.h"
#include "media/birge-sounds-private.h"

#include "media/birge-audio-output-private.h"

#include <math.h>

/* Short sounds that answer a touch: made from a few decaying sine notes, so that no file can be missing. */

typedef struct {
  double frequency; /* Hz */
  int    start_ms;
  int    length_ms; /* 0 ends the list */
  double level;     /* the notes that sound together stay below 1.0 */
} Note;

#define MAX_NOTES 4
/* A soft beginning and end, else each note clicks. */
#define ATTACK_MS 6
#define RELEASE_MS 12

static const Note notes[BIRGE_N_SOUNDS][MAX_NOTES] = {
  [BIRGE_SOUND_TAP] = { { 1046.5, 0, 40, 0.26 } },
  [BIRGE_SOUND_RIGHT] = { { 659.3, 0, 180, 0.28 }, { 987.8, 110, 320, 0.28 } },
  [BIRGE_SOUND_WRONG] = { { 311.1, 0, 200, 0.28 }, { 233.1, 140, 320, 0.28 } },
  [BIRGE_SOUND_ATTENTION] = { { 783.9, 0, 400, 0.26 }, { 987.8, 220, 400, 0.26 }, { 1174.7, 440, 700, 0.26 } },
};

struct _BirgeSounds
{
  GObject parent_instance;

  BirgeAudioOutput *output;
  GArray           *samples[BIRGE_N_SOUNDS]; /* gint16; NULL until first played */
  double            volume;
};

enum { PROP_VOLUME = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (BirgeSounds, birge_sounds, G_TYPE_OBJECT)

static int
to_samples (int ms)
{
  return BIRGE_SOUNDS_RATE / 1000 * ms;
}

/* Height of a note's outline, 0 … 1, at sample @i of @length. */
static double
outline (int i,
         int length)
{
  double attack = MIN (1.0, (double) i / to_samples (ATTACK_MS));
  double release = MIN (1.0, (double) (length - 1 - i) / to_samples (RELEASE_MS));

  return attack * release * exp (-4.0 * i / length);
}

static void
add_note (GArray     *samples,
          const Note *note)
{
  int length = to_samples (note->length_ms);
  gint16 *place = &g_array_index (samples, gint16, to_samples (note->start_ms));

  for (int i = 0; i < length; i++)
    {
      double angle = 2.0 * G_PI * note->frequency * i / BIRGE_SOUNDS_RATE;
      /* A little of the octave makes it a bell rather than a whistle. */
      double wave = 0.8 * sin (angle) + 0.2 * sin (2.0 * angle);

      place[i] += (gint16) lround (wave * outline (i, length) * note->level * G_MAXINT16);
    }
}

/* Returns: (transfer full): the sound as gint16, BIRGE_SOUNDS_RATE of them a second */
GArray *
_birge_sounds_make (BirgeSound sound)
{
  GArray *samples = g_array_new (FALSE, TRUE, sizeof (gint16));

  for (guint i = 0; i < MAX_NOTES && notes[sound][i].length_ms > 0; i++)
    {
      const Note *note = &notes[sound][i];

      g_array_set_size (samples, MAX (samples->len, (guint) to_samples (note->start_ms + note->length_ms)));
      add_note (samples, note);
    }

  return samples;
}

static void
on_output_event (BirgeAudioOutputEvent event,
                 gpointer              data)
{
  BirgeSounds *self = data;

  /* Without a device nothing is to be done: a sound only repeats what the screen shows. */
  if (event != BIRGE_AUDIO_OUTPUT_SILENT)
    _birge_audio_output_stop (self->output);
}

static void
birge_sounds_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  if (prop_id == PROP_VOLUME)
    g_value_set_double (value, BIRGE_SOUNDS (object)->volume);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
birge_sounds_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  if (prop_id == PROP_VOLUME)
    birge_sounds_set_volume (BIRGE_SOUNDS (object), g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
birge_sounds_dispose (GObject *object)
{
  g_clear_pointer (&BIRGE_SOUNDS (object)->output, _birge_audio_output_free);
  G_OBJECT_CLASS (birge_sounds_parent_class)->dispose (object);
}

static void
birge_sounds_finalize (GObject *object)
{
  BirgeSounds *self = BIRGE_SOUNDS (object);

  for (guint i = 0; i < BIRGE_N_SOUNDS; i++)
    g_clear_pointer (&self->samples[i], g_array_unref);
  G_OBJECT_CLASS (birge_sounds_parent_class)->finalize (object);
}

static void
birge_sounds_class_init (BirgeSoundsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = birge_sounds_get_property;
  object_class->set_property = birge_sounds_set_property;
  object_class->dispose = birge_sounds_dispose;
  object_class->finalize = birge_sounds_finalize;

  props[PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0.0, 1.0, 1.0,
                                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
birge_sounds_init (BirgeSounds *self)
{
  self->output = _birge_audio_output_new (on_output_event, self);
  self->volume = 1.0;
}

/**
 * birge_sounds_new:
 *
 * Makes the box of sounds. GStreamer is not touched before the first one.
 *
 * Returns: (transfer full): the sounds
 */
BirgeSounds *
birge_sounds_new (void)
{
  return g_object_new (BIRGE_TYPE_SOUNDS, NULL);
}

/**
 * birge_sounds_play:
 * @self: the sounds
 * @sound: which one
 *
 * Plays it now; one that still sounds is cut short. At volume 0 nothing is done at all.
 *
 * Threads: main context; returns at once.
 */
void
birge_sounds_play (BirgeSounds *self,
                   BirgeSound   sound)
{
  GArray *samples;

  g_return_if_fail (BIRGE_IS_SOUNDS (self));
  g_return_if_fail ((guint) sound < BIRGE_N_SOUNDS);

  _birge_audio_output_stop (self->output);
  if (self->volume <= 0.0 || !_birge_audio_output_start (self->output))
    return;

  if (self->samples[sound] == NULL)
    self->samples[sound] = _birge_sounds_make (sound);
  samples = self->samples[sound];
  _birge_audio_output_push (self->output, (const gint16 *) (gconstpointer) samples->data, samples->len,
                            BIRGE_SOUNDS_RATE);
  _birge_audio_output_finish (self->output);
}

/**
 * birge_sounds_stop:
 * @self: the sounds
 *
 * Silence, at once.
 */
void
birge_sounds_stop (BirgeSounds *self)
{
  g_return_if_fail (BIRGE_IS_SOUNDS (self));

  _birge_audio_output_stop (self->output);
}

/**
 * birge_sounds_set_volume:
 * @self: the sounds
 * @volume: 0.0 is silence, 1.0 is already soft; half sounds about half as loud
 *
 * Sets how loud sounds are.
 */
void
birge_sounds_set_volume (BirgeSounds *self,
                         double       volume)
{
  g_return_if_fail (BIRGE_IS_SOUNDS (self));
  g_return_if_fail (isfinite (volume));

  volume = CLAMP (volume, 0.0, 1.0);
  if (self->volume == volume)
    return;

  self->volume = volume;
  _birge_audio_output_set_volume (self->output, volume);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VOLUME]);
}

void
_birge_sounds_set_sink (BirgeSounds *self,
                        GstElement  *sink)
{
  _birge_audio_output_set_sink (self->output, sink);
}
