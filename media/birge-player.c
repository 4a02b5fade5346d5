/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/birge-player.h"
#include "media/birge-player-private.h"

#include <math.h>

/* Plays one film after another.
 *
 * Everything is asked for and told on the default main context. Wishes (place, speed, language) may come at any time,
 * while a film loads as well; the newest one counts. */

/* What is shorter comes round unseen. */
#define LEAST_LOOP_US (G_USEC_PER_SEC / 2)

enum { SIGNAL_FRAME, SIGNAL_STOPPED, N_SIGNALS };

static GParamSpec *props[BIRGE_PLAYER_N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgePlayer, birge_player, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (BirgePlayerState, birge_player_state,
                    G_DEFINE_ENUM_VALUE (BIRGE_PLAYER_EMPTY, "empty"),
                    G_DEFINE_ENUM_VALUE (BIRGE_PLAYER_LOADING, "loading"),
                    G_DEFINE_ENUM_VALUE (BIRGE_PLAYER_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (BIRGE_PLAYER_PLAYING, "playing"),
                    G_DEFINE_ENUM_VALUE (BIRGE_PLAYER_ENDED, "ended"),
                    G_DEFINE_ENUM_VALUE (BIRGE_PLAYER_FAILED, "failed"))

void
_birge_player_notify (BirgePlayer     *self,
                      BirgePlayerProp  prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
_birge_player_hand_out (BirgeFrame *frame,
                        gpointer    self)
{
  g_signal_emit (self, signals[SIGNAL_FRAME], 0, frame);
}

void
_birge_player_tell_stopped (BirgePlayer *self)
{
  g_signal_emit (self, signals[SIGNAL_STOPPED], 0);
}

static gboolean
has_film (BirgePlayer *self)
{
  return self->state != BIRGE_PLAYER_EMPTY && self->state != BIRGE_PLAYER_FAILED;
}

static void
birge_player_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  BirgePlayer *self = BIRGE_PLAYER (object);

  switch ((BirgePlayerProp) prop_id)
    {
    case BIRGE_PLAYER_PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case BIRGE_PLAYER_PROP_POSITION_US:
      g_value_set_int64 (value, birge_player_get_position_us (self));
      break;
    case BIRGE_PLAYER_PROP_DURATION_US:
      g_value_set_int64 (value, self->duration_us);
      break;
    case BIRGE_PLAYER_PROP_RATE:
      g_value_set_double (value, self->way.rate);
      break;
    case BIRGE_PLAYER_PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;
    case BIRGE_PLAYER_PROP_SILENT:
      g_value_set_boolean (value, self->is_silent);
      break;
    case BIRGE_PLAYER_PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case BIRGE_PLAYER_PROP_AUDIO_LANGUAGE:
      g_value_take_string (value, birge_player_dup_audio_language (self));
      break;
    case BIRGE_PLAYER_N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
birge_player_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  BirgePlayer *self = BIRGE_PLAYER (object);

  if (prop_id == BIRGE_PLAYER_PROP_RATE)
    birge_player_set_rate (self, g_value_get_double (value));
  else if (prop_id == BIRGE_PLAYER_PROP_VOLUME)
    birge_player_set_volume (self, g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

/* No thread of GStreamer holds the player, so the last reference always drops on the main context, and closing here
 * cannot wait for itself. Callers still close when they mean it: a held reference must not go on playing. */
static void
birge_player_dispose (GObject *object)
{
  BirgePlayer *self = BIRGE_PLAYER (object);

  _birge_player_unload (self);
  g_clear_object (&self->test_video_sink);
  g_clear_object (&self->test_audio_sink);
  G_OBJECT_CLASS (birge_player_parent_class)->dispose (object);
}

static void
birge_player_finalize (GObject *object)
{
  BirgePlayer *self = BIRGE_PLAYER (object);

  g_free (self->wanted_language);
  G_OBJECT_CLASS (birge_player_parent_class)->finalize (object);
}

static void
birge_player_class_init (BirgePlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags read_write = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = birge_player_get_property;
  object_class->set_property = birge_player_set_property;
  object_class->dispose = birge_player_dispose;
  object_class->finalize = birge_player_finalize;

  props[BIRGE_PLAYER_PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, BIRGE_TYPE_PLAYER_STATE, BIRGE_PLAYER_EMPTY, read_only);
  props[BIRGE_PLAYER_PROP_POSITION_US] =
    g_param_spec_int64 ("position-us", NULL, NULL, 0, G_MAXINT64, 0, read_only);
  props[BIRGE_PLAYER_PROP_DURATION_US] =
    g_param_spec_int64 ("duration-us", NULL, NULL, 0, G_MAXINT64, 0, read_only);
  props[BIRGE_PLAYER_PROP_RATE] =
    g_param_spec_double ("rate", NULL, NULL, BIRGE_PLAYER_MIN_RATE, BIRGE_PLAYER_MAX_RATE, 1.0, read_write);
  props[BIRGE_PLAYER_PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0.0, 1.0, 1.0, read_write);
  props[BIRGE_PLAYER_PROP_SILENT] = g_param_spec_boolean ("silent", NULL, NULL, FALSE, read_only);
  props[BIRGE_PLAYER_PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, read_only);
  props[BIRGE_PLAYER_PROP_AUDIO_LANGUAGE] = g_param_spec_string ("audio-language", NULL, NULL, NULL, read_only);
  g_object_class_install_properties (object_class, BIRGE_PLAYER_N_PROPS, props);

  /**
   * BirgePlayer::frame:
   * @self: the player
   * @frame: the picture to show now; hold it with birge_frame_ref()
   *
   * A new picture is there. When the main context is slow, only the newest one is told.
   */
  signals[SIGNAL_FRAME] = g_signal_new ("frame", BIRGE_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, BIRGE_TYPE_FRAME | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * BirgePlayer::stopped:
   * @self: the player
   *
   * The film rests at the place that birge_player_set_stop() named. The state is READY already.
   */
  signals[SIGNAL_STOPPED] = g_signal_new ("stopped", BIRGE_TYPE_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
birge_player_init (BirgePlayer *self)
{
  self->way = (BirgePlayerWay) { .rate = 1.0, .loop_us = -1, .stop_us = -1 };
  self->applied_way = self->way;
  self->bound_us = -1;
  self->volume = 1.0;
  self->queued_seek_us = -1;
}

/**
 * birge_player_new:
 *
 * Makes a player without a film. Nothing of GStreamer is touched before the first film.
 *
 * Returns: (transfer full): the player; birge_player_close() it when done
 */
BirgePlayer *
birge_player_new (void)
{
  return g_object_new (BIRGE_TYPE_PLAYER, NULL);
}

/**
 * birge_player_close:
 * @self: the player
 *
 * Stops at once, forgets the film and ends all threads. A later film starts everything again.
 *
 * Threads: main context; waits a few milliseconds for the decoders.
 */
void
birge_player_close (BirgePlayer *self)
{
  g_return_if_fail (BIRGE_IS_PLAYER (self));

  _birge_player_unload (self);
}

/**
 * birge_player_set_path:
 * @self: the player
 * @path: file name of the film
 *
 * Leaves the present film and opens another one, paused at its first frame.
 *
 * Speed, volume and language stay as set. What goes wrong shows in the state `FAILED` and the property `error`.
 */
void
birge_player_set_path (BirgePlayer *self,
                       const char  *path)
{
  g_autofree char *copy = NULL;

  g_return_if_fail (BIRGE_IS_PLAYER (self));
  g_return_if_fail (path != NULL);

  copy = g_strdup (path); /* may be ours, which unload frees */
  _birge_player_unload (self);
  self->path = g_steal_pointer (&copy);
  _birge_player_load (self);
}

/**
 * birge_player_play:
 * @self: the player
 *
 * Plays, as soon as the film has loaded; from the start after the end.
 */
void
birge_player_play (BirgePlayer *self)
{
  g_return_if_fail (BIRGE_IS_PLAYER (self));

  if (!has_film (self) || self->wants_play)
    return;

  self->wants_play = TRUE;
  if (self->is_seeking)
    self->is_at_stop = FALSE; /* and on from there */
  else if (self->state == BIRGE_PLAYER_ENDED)
    self->queued_seek_us = 0;
  else if (self->is_at_stop && self->queued_seek_us < 0)
    self->queued_seek_us = self->position_us; /* its last frame, then on */
  _birge_player_follow_wishes (self);
}

/**
 * birge_player_pause:
 * @self: the player
 *
 * Rests at the present frame.
 */
void
birge_player_pause (BirgePlayer *self)
{
  g_return_if_fail (BIRGE_IS_PLAYER (self));

  if (!has_film (self) || !self->wants_play)
    return;

  self->wants_play = FALSE;
  _birge_player_follow_wishes (self);
}

/**
 * birge_player_seek:
 * @self: the player
 * @position_us: place in the film; brought into its length
 *
 * Goes to the frame shown at exactly this time. Of several wishes in a row only the last one is done.
 */
void
birge_player_seek (BirgePlayer *self,
                   gint64       position_us)
{
  g_return_if_fail (BIRGE_IS_PLAYER (self));

  if (!has_film (self))
    return;

  self->queued_seek_us = MAX (position_us, 0);
  if (self->duration_us > 0)
    self->queued_seek_us = MIN (self->queued_seek_us, self->duration_us);
  _birge_player_notify (self, BIRGE_PLAYER_PROP_POSITION_US);
  _birge_player_follow_wishes (self);
}

/**
 * birge_player_skip:
 * @self: the player
 * @delta_us: how far; negative goes back
 *
 * Goes on or back from where the film is, or from where it is just going: quick touches add up.
 */
void
birge_player_skip (BirgePlayer *self,
                   gint64       delta_us)
{
  g_return_if_fail (BIRGE_IS_PLAYER (self));

  birge_player_seek (self, birge_player_get_position_us (self) + delta_us);
}

/**
 * birge_player_set_rate:
 * @self: the player
 * @rate: 1.0 is normal; brought into BIRGE_PLAYER_MIN_RATE … BIRGE_PLAYER_MAX_RATE
 *
 * Changes the speed; voices keep their pitch.
 */
void
birge_player_set_rate (BirgePlayer *self,
                       double       rate)
{
  g_return_if_fail (BIRGE_IS_PLAYER (self));
  g_return_if_fail (isfinite (rate));

  rate = CLAMP (rate, BIRGE_PLAYER_MIN_RATE, BIRGE_PLAYER_MAX_RATE);
  if (self->way.rate == rate)
    return;

  self->way.rate = rate;
  _birge_player_notify (self, BIRGE_PLAYER_PROP_RATE);
  if (self->state == BIRGE_PLAYER_READY || self->state == BIRGE_PLAYER_PLAYING)
    _birge_player_follow_wishes (self);
}

/* Where it has ended it stays; what begins it again goes the new way. */
static void
go_this_way (BirgePlayer *self,
             gint64       loop_us,
             gint64       stop_us)
{
  if (!has_film (self) || (self->way.loop_us == loop_us && self->way.stop_us == stop_us))
    return;

  self->way.loop_us = loop_us;
  self->way.stop_us = stop_us;
  if (self->state == BIRGE_PLAYER_READY || self->state == BIRGE_PLAYER_PLAYING)
    _birge_player_follow_wishes (self);
}

/**
 * birge_player_set_stop:
 * @self: the player
 * @position_us: where this film is to rest once; -1 for nowhere
 *
 * Lets the film play to this place exactly and rest there, at the last frame before it: `stopped` is emitted and the
 * stop forgotten, so that play goes on. A stop that is behind already does nothing. Ends a loop.
 */
void
birge_player_set_stop (BirgePlayer *self,
                       gint64       position_us)
{
  g_return_if_fail (BIRGE_IS_PLAYER (self));

  go_this_way (self, -1, position_us > 0 ? position_us : -1);
}

/**
 * birge_player_set_loop:
 * @self: the player
 * @start_us: first moment of a part of the film
 * @end_us: first moment after it; less than half a second after @start_us for no loop
 *
 * Plays a part of this film again and again, without a gap. Places outside of it are brought into it. Ends a stop.
 */
void
birge_player_set_loop (BirgePlayer *self,
                       gint64       start_us,
                       gint64       end_us)
{
  g_return_if_fail (BIRGE_IS_PLAYER (self));

  if (start_us >= 0 && end_us - start_us >= LEAST_LOOP_US)
    go_this_way (self, start_us, end_us);
  else
    go_this_way (self, -1, -1);
}

/**
 * birge_player_set_volume:
 * @self: the player
 * @volume: 0.0 is silence, 1.0 as recorded; half sounds about half as loud
 *
 * Sets how loud films are.
 */
void
birge_player_set_volume (BirgePlayer *self,
                         double       volume)
{
  g_return_if_fail (BIRGE_IS_PLAYER (self));
  g_return_if_fail (isfinite (volume));

  volume = CLAMP (volume, 0.0, 1.0);
  if (self->volume == volume)
    return;

  self->volume = volume;
  if (self->graph != NULL)
    _birge_film_graph_set_volume (self->graph, volume);
  _birge_player_notify (self, BIRGE_PLAYER_PROP_VOLUME);
}

/**
 * birge_player_set_audio_language:
 * @self: the player
 * @language: (nullable): BCP 47 tag, or %NULL for whatever a film begins with
 *
 * Wishes for a language, for this film and the next ones.
 *
 * Heard at once, also in the middle of a film. A film that does not speak it keeps the track it has: ask
 * birge_player_dup_audio_language() what is really heard.
 */
void
birge_player_set_audio_language (BirgePlayer *self,
                                 const char  *language)
{
  g_return_if_fail (BIRGE_IS_PLAYER (self));

  if (g_strcmp0 (self->wanted_language, language) == 0)
    return;

  g_free (self->wanted_language);
  self->wanted_language = g_strdup (language);
  if (self->state == BIRGE_PLAYER_READY || self->state == BIRGE_PLAYER_PLAYING)
    _birge_player_follow_wishes (self);
}

BirgePlayerState
birge_player_get_state (BirgePlayer *self)
{
  g_return_val_if_fail (BIRGE_IS_PLAYER (self), BIRGE_PLAYER_EMPTY);

  return self->state;
}

/**
 * birge_player_get_position_us:
 * @self: the player
 *
 * Tells where the film is, this very moment; where it is going while it seeks.
 *
 * The property `position-us` is announced ten times a second while playing; captions may ask more often.
 *
 * Returns: microseconds from the start
 */
gint64
birge_player_get_position_us (BirgePlayer *self)
{
  g_return_val_if_fail (BIRGE_IS_PLAYER (self), 0);

  if (self->queued_seek_us >= 0)
    return self->queued_seek_us;

  return self->state == BIRGE_PLAYER_PLAYING ? _birge_player_query_position (self) : self->position_us;
}

gint64
birge_player_get_duration_us (BirgePlayer *self)
{
  g_return_val_if_fail (BIRGE_IS_PLAYER (self), 0);

  return self->duration_us;
}

double
birge_player_get_rate (BirgePlayer *self)
{
  g_return_val_if_fail (BIRGE_IS_PLAYER (self), 1.0);

  return self->way.rate;
}

/**
 * birge_player_is_at_stop:
 * @self: the player
 *
 * Whether the film rests where birge_player_set_stop() wanted it.
 */
gboolean
birge_player_is_at_stop (BirgePlayer *self)
{
  g_return_val_if_fail (BIRGE_IS_PLAYER (self), FALSE);

  return self->is_at_stop;
}

/**
 * birge_player_is_silent:
 * @self: the player
 *
 * Whether this film cannot be heard, for want of a sound device or of a decoder, so that it plays to its captions.
 * Tried anew with the next film.
 *
 * Returns: %TRUE when nothing can be heard
 */
gboolean
birge_player_is_silent (BirgePlayer *self)
{
  g_return_val_if_fail (BIRGE_IS_PLAYER (self), FALSE);

  return self->is_silent;
}

/**
 * birge_player_get_error:
 * @self: the player
 *
 * Tells why the state is `FAILED`.
 *
 * Returns: (transfer none) (nullable): what, why and what to do, in English, for status and staff
 */
const GError *
birge_player_get_error (BirgePlayer *self)
{
  g_return_val_if_fail (BIRGE_IS_PLAYER (self), NULL);

  return self->error;
}

/**
 * birge_player_get_audio_languages:
 * @self: the player
 *
 * Lists the languages the film speaks, as its file names them. Known from the state `READY` on.
 *
 * Returns: (transfer full): tags in the order of the tracks, possibly none
 */
char **
birge_player_get_audio_languages (BirgePlayer *self)
{
  g_return_val_if_fail (BIRGE_IS_PLAYER (self), NULL);

  return self->graph != NULL ? _birge_film_graph_list_languages (self->graph) : g_new0 (char *, 1);
}

/**
 * birge_player_dup_audio_language:
 * @self: the player
 *
 * Tells the language that is heard.
 *
 * Returns: (transfer full) (nullable): its tag, or %NULL when the film does not say or has no sound
 */
char *
birge_player_dup_audio_language (BirgePlayer *self)
{
  g_return_val_if_fail (BIRGE_IS_PLAYER (self), NULL);

  return self->graph != NULL ? g_strdup (_birge_film_graph_get_language (self->graph)) : NULL;
}

/**
 * birge_player_dup_frame:
 * @self: the player
 *
 * Gives the newest picture, for a widget that appears while a film is open.
 *
 * Returns: (transfer full) (nullable): the frame
 */
BirgeFrame *
birge_player_dup_frame (BirgePlayer *self)
{
  g_return_val_if_fail (BIRGE_IS_PLAYER (self), NULL);

  return self->frame_sink != NULL ? _birge_frame_sink_dup_frame (self->frame_sink) : NULL;
}

/**
 * birge_player_get_stats:
 * @self: the player
 * @stats: (out): place for the counts
 *
 * Counts the pictures of this film so far.
 */
void
birge_player_get_stats (BirgePlayer      *self,
                        BirgePlayerStats *stats)
{
  guint64 unseen = 0;

  g_return_if_fail (BIRGE_IS_PLAYER (self));
  g_return_if_fail (stats != NULL);

  stats->shown = 0;
  if (self->frame_sink != NULL)
    _birge_frame_sink_get_counts (self->frame_sink, &stats->shown, &unseen);
  stats->dropped = unseen + self->late_frames;
  stats->late = self->late_frames;
}

void
_birge_player_set_sinks (BirgePlayer *self,
                         GstElement  *video_sink,
                         GstElement  *audio_sink)
{
  g_return_if_fail (self->graph == NULL);

  if (video_sink != NULL)
    self->test_video_sink = gst_object_ref_sink (video_sink);
  if (audio_sink != NULL)
    self->test_audio_sink = gst_object_ref_sink (audio_sink);
}
