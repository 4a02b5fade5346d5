/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include "data/formats/birge-digest.h"
#include "data/formats/birge-ini.h"
#include "data/formats/birge-language.h"
#include "data/formats/birge-opus.h"
#include "data/formats/birge-svg.h"
#include "data/formats/birge-voice-text.h"

#include <gst/gst.h>
#include <librsvg/rsvg.h>
#include <math.h>

/* Between the last word of a scene and the next picture. */
#define TAIL_S 0.6

G_DEFINE_QUARK (birge-film-error-quark, birge_film_error)

static void
line_free (gpointer data)
{
  BirgeFilmLine *self = data;

  g_free (self->recording);
  g_clear_pointer (&self->sound, g_array_unref);
  g_free (self);
}

static void
track_free (gpointer data)
{
  BirgeFilmTrack *self = data;

  g_free (self->language);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

void
_birge_film_plan_free (BirgeFilmPlan *self)
{
  if (self == NULL)
    return;

  g_free (self->dir);
  g_free (self->name);
  g_clear_pointer (&self->storyboard, birge_storyboard_free);
  g_hash_table_unref (self->pictures);
  g_ptr_array_unref (self->tracks);
  g_free (self->first_frame);
  g_free (self->inputs);
  g_strfreev (self->scene_inputs);
  g_free (self);
}

guint
_birge_film_plan_count (const BirgeFilmPlan *self)
{
  return self->first_frame[self->storyboard->scenes->len];
}

double
_birge_film_plan_scene_s (const BirgeFilmPlan *self, guint scene)
{
  return (double) (self->first_frame[scene + 1] - self->first_frame[scene]) / self->storyboard->rate;
}

gint64
_birge_film_plan_frame_us (const BirgeFilmPlan *self, guint frame)
{
  return (gint64) frame * G_USEC_PER_SEC / self->storyboard->rate;
}

/* At most what the check let pass: a file may change between two looks. */
static GBytes *
load (const char *dir, const char *name, gsize max_bytes, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  char *contents = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  if (length > max_bytes)
    {
      g_free (contents);
      g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_PICTURE, "%s is too large", path);
      return NULL;
    }

  return g_bytes_new_take (contents, length);
}

/* The storyboard without errors, or NULL: then @problems has more than one word about it. */
static gboolean
load_storyboard (BirgeFilmPlan *self, GBytes **bytes, BirgeProblems *problems, GError **error)
{
  g_autofree char *file = g_build_filename (self->dir, "storyboard.ini", NULL);
  guint before = birge_problems_count (problems, BIRGE_PROBLEM_ERROR);
  guint errors;

  *bytes = load (self->dir, "storyboard.ini", BIRGE_INI_MAX_BYTES + 1, error);
  if (*bytes == NULL)
    {
      g_prefix_error (error, "cannot read the storyboard: ");
      return FALSE;
    }

  self->storyboard = birge_storyboard_parse (*bytes, file, problems);
  birge_storyboard_check_pictures (self->storyboard, self->dir, file, problems);
  errors = birge_problems_count (problems, BIRGE_PROBLEM_ERROR) - before;
  if (errors > 0)
    {
      g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_STORYBOARD,
                   "the storyboard of %s has %u error%s", self->name, errors, errors == 1 ? "" : "s");
      return FALSE;
    }

  return TRUE;
}

static gboolean
load_pictures (BirgeFilmPlan *self, GError **error)
{
  for (guint i = 0; i < self->storyboard->scenes->len; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (self->storyboard->scenes, i);
      GBytes *bytes;

      if (g_hash_table_contains (self->pictures, scene->picture))
        continue;
      bytes = load (self->dir, scene->picture, BIRGE_SVG_MAX_BYTES, error);
      if (bytes == NULL)
        return FALSE;
      g_hash_table_insert (self->pictures, g_strdup (scene->picture), bytes);
    }

  return TRUE;
}

/* A recording of the voice booth names the text it was made for; who recorded otherwise is believed. */
static gboolean
is_of_text (const char *dir, const char *name, const char *text)
{
  g_autoptr(GBytes) bytes = load (dir, name, BIRGE_OPUS_MAX_BYTES, NULL);
  g_autoptr(BirgeOpus) opus = bytes != NULL ? birge_opus_read (bytes, NULL) : NULL;
  const char *made_for = opus != NULL ? birge_opus_get_tag (opus, BIRGE_VOICE_TAG_TEXT) : NULL;
  g_autofree char *key = birge_voice_text_dup_key (text != NULL ? text : "");

  return made_for == NULL || g_str_equal (made_for, key);
}

/* voices/tg/04.opus is what a person said in scene 4; NULL when nobody did, or said something else. */
static char *
find_recording (BirgeFilmPlan *self, const char *language, guint scene, const char *text, BirgeProblems *problems)
{
  g_autofree char *name = g_strdup_printf ("voices/%s/%02u.opus", language, scene);
  g_autofree char *path = g_build_filename (self->dir, name, NULL);

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  if (is_of_text (self->dir, name, text))
    return g_steal_pointer (&path);
  birge_problems_add (problems, BIRGE_PROBLEM_WARNING, path, 0, "other-text", "the text has changed since it was recorded: it is left out",
                      "visitors would hear something else than they see", "record it again, or take it away");
  return NULL;
}

static BirgeFilmTrack *
track_new (BirgeFilmPlan *self, const char *language, BirgeProblems *problems)
{
  BirgeFilmTrack *track = g_new0 (BirgeFilmTrack, 1);

  track->language = g_strdup (language);
  track->lines = g_ptr_array_new_with_free_func (line_free);
  for (guint i = 0; i < self->storyboard->scenes->len; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (self->storyboard->scenes, i);
      BirgeFilmLine *line = g_new0 (BirgeFilmLine, 1);

      line->language = track->language;
      line->text = g_hash_table_lookup (scene->says, language);
      line->recording = find_recording (self, language, scene->number, line->text, problems);
      g_ptr_array_add (track->lines, line);
    }

  return track;
}

static gboolean
is_recorded (const BirgeFilmTrack *track)
{
  for (guint i = 0; i < track->lines->len; i++)
    {
      if (((BirgeFilmLine *) g_ptr_array_index (track->lines, i))->recording != NULL)
        return TRUE;
    }

  return FALSE;
}

/* Languages that the storyboard names are spoken as well as they can be; every other one is if people recorded it, but none
 * that is only written in other letters. */
static void
add_tracks (BirgeFilmPlan *self, const BirgeFilmOptions *options, BirgeProblems *problems)
{
  gboolean asked = options != NULL && options->languages != NULL;
  const char *const *named = asked ? options->languages : (const char *const *) self->storyboard->narration;
  const char *const *all = birge_language_list_tags ();

  for (guint i = 0; named[i] != NULL; i++)
    g_ptr_array_add (self->tracks, track_new (self, named[i], problems));
  for (guint i = 0; !asked && all[i] != NULL; i++)
    {
      BirgeFilmTrack *track;

      if (g_strv_contains (named, all[i]) || birge_language_get_derived_from (birge_language_find (all[i])) != NULL)
        continue;
      track = track_new (self, all[i], problems);
      if (is_recorded (track))
        g_ptr_array_add (self->tracks, track);
      else
        track_free (track);
    }
}

static void
warn (BirgeFilmPlan *self, const char *code, const char *what, const char *why, const char *todo, BirgeProblems *problems)
{
  g_autofree char *file = g_build_filename (self->dir, "storyboard.ini", NULL);

  birge_problems_add (problems, BIRGE_PROBLEM_WARNING, file, 0, code, what, why, todo);
}

static void
warn_silent (BirgeFilmPlan *self, const BirgeFilmTrack *track, GString *silent, BirgeProblems *problems)
{
  g_autofree char *what = g_strdup_printf ("in %s nobody speaks in the scenes%s", track->language, silent->str);

  warn (self, "silent-scene", what, "there is no recording of them, and no voice that speaks this language",
        "record them in the voice booth, or as voices/<language>/01.opus …; till then they have captions only", problems);
}

/* FALSE when the track says too little to be of use; the problems say so, and which scenes are silent in one that stays. */
static gboolean
check_track (BirgeFilmPlan *self, const BirgeFilmTrack *track, BirgeProblems *problems)
{
  g_autoptr(GString) silent = g_string_new (NULL);
  g_autofree char *what = NULL;
  guint n_lines = 0, n_spoken = 0;

  for (guint i = 0; i < track->lines->len; i++)
    {
      const BirgeFilmLine *line = g_ptr_array_index (track->lines, i);

      n_lines += line->text != NULL || line->spoken;
      n_spoken += line->spoken;
      if (line->text != NULL && !line->spoken)
        g_string_append_printf (silent, " %u", i + 1);
    }
  if (birge_storyboard_speaks_enough (n_spoken, n_lines))
    {
      if (silent->len > 0)
        warn_silent (self, track, silent, problems);
      return TRUE;
    }

  what = n_spoken == 0 ? g_strdup_printf ("no narration in %s", track->language)
                       : g_strdup_printf ("no narration in %s: it is recorded in %u of %u scenes", track->language, n_spoken, n_lines);
  if (n_spoken == 0)
    warn (self, "no-voice", what, "no voice speaks this language and there is no recording",
          "record voices/<language>/01.opus …; till then the film has its captions only", problems);
  else
    warn (self, "few-voices", what, "a film that is silent most of the time seems broken",
          "record at least half of the scenes; till then the film has its captions only", problems);
  return FALSE;
}

static gboolean
speak (BirgeFilmPlan *self, const BirgeFilmOptions *options, BirgeProblems *problems, GError **error)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new ();

  add_tracks (self, options, problems);
  for (guint i = 0; i < self->tracks->len; i++)
    g_ptr_array_extend (lines, ((BirgeFilmTrack *) g_ptr_array_index (self->tracks, i))->lines, NULL, NULL);
  if (!_birge_film_voice_speak (lines, error))
    return FALSE;

  for (guint i = self->tracks->len; i > 0; i--)
    if (!check_track (self, g_ptr_array_index (self->tracks, i - 1), problems))
      g_ptr_array_remove_index (self->tracks, i - 1);

  return TRUE;
}

/* Each scene lasts as long as its longest narration needs, in whole frames. */
static void
measure (BirgeFilmPlan *self)
{
  guint n_scenes = self->storyboard->scenes->len;

  self->first_frame = g_new0 (guint, n_scenes + 1);
  for (guint i = 0; i < n_scenes; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (self->storyboard->scenes, i);
      double seconds = scene->seconds;

      for (guint j = 0; j < self->tracks->len; j++)
        {
          const BirgeFilmTrack *track = g_ptr_array_index (self->tracks, j);
          GArray *sound = ((BirgeFilmLine *) g_ptr_array_index (track->lines, i))->sound;

          if (sound->len > 0)
            seconds = MAX (seconds, scene->say_at_s + (double) sound->len / BIRGE_FILM_SOUND_RATE + TAIL_S);
        }
      self->first_frame[i + 1] = self->first_frame[i] + (guint) ceil (seconds * self->storyboard->rate - 1e-6);
    }
}

/* The samples stand for voices, recordings and the engine's version. */
static void
append_track (GString *all, BirgeFilmTrack *track)
{
  g_string_append_printf (all, "track %s", track->language);
  for (guint i = 0; i < track->lines->len; i++)
    {
      GArray *sound = ((BirgeFilmLine *) g_ptr_array_index (track->lines, i))->sound;
      g_autoptr(GBytes) samples = g_bytes_new_static (sound->data, sound->len * sizeof (gint16));
      g_autofree char *digest = birge_digest_bytes (samples);

      g_string_append_printf (all, " %s", digest);
    }
  g_string_append_c (all, '\n');
}

/* What makes the pictures of a film what they are, besides its scenes. */
static void
append_maker (GString *all, const BirgeFilmPlan *self)
{
  g_autofree char *encoder = gst_version_string ();

  g_string_append_printf (all, "renderer %d\nrsvg %s\nencoder %s\n", BIRGE_FILM_RENDERER_VERSION, LIBRSVG_VERSION, encoder);
  g_string_append_printf (all, "film %ux%u at %u on %06x\n", self->storyboard->width, self->storyboard->height,
                          self->storyboard->rate, self->storyboard->ground_rgb);
}

/* What is heard and read of a scene changes none of its pictures, besides how many there are. */
static gboolean
is_seen (const BirgeIniEntry *entry)
{
  static const char *const unseen[] = { "SayAt", "Seconds", "Stop", "Practice", NULL };

  return entry->language == NULL && !g_strv_contains (unseen, entry->key) && !g_str_has_prefix (entry->key, "Sound");
}

/* For each scene the digest of all that its pictures are made of. */
static char **
digest_scenes (BirgeFilmPlan *self, GBytes *storyboard)
{
  g_autoptr(BirgeProblems) unused = birge_problems_new ();
  g_autoptr(BirgeIni) ini = birge_ini_parse (storyboard, "storyboard.ini", unused);
  const GPtrArray *entries = birge_ini_get_entries (ini);
  g_autoptr(GStrvBuilder) digests = g_strv_builder_new ();

  for (guint i = 0; i < self->storyboard->scenes->len; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (self->storyboard->scenes, i);
      g_autofree char *section = g_strdup_printf ("Scene%u", scene->number);
      g_autofree char *picture = birge_digest_bytes (g_hash_table_lookup (self->pictures, scene->picture));
      g_autoptr(GString) all = g_string_new (NULL);
      g_autofree char *digest = NULL;
      g_autoptr(GBytes) bytes = NULL;

      append_maker (all, self);
      g_string_append_printf (all, "picture %s\nframes %u\n", picture, self->first_frame[i + 1] - self->first_frame[i]);
      for (guint j = 0; j < entries->len; j++)
        {
          const BirgeIniEntry *entry = g_ptr_array_index (entries, j);

          if (g_strcmp0 (entry->section, section) == 0 && is_seen (entry))
            g_string_append_printf (all, "%s=%s\n", entry->key, entry->value);
        }
      bytes = g_bytes_new (all->str, all->len);
      digest = birge_digest_bytes (bytes);
      g_strv_builder_add (digests, digest);
    }

  return g_strv_builder_end (digests);
}

static char *
digest_inputs (BirgeFilmPlan *self, GBytes *storyboard)
{
  g_autoptr(GString) all = g_string_new (NULL);
  g_autofree char *text = birge_digest_bytes (storyboard);
  g_autoptr(GBytes) bytes = NULL;

  append_maker (all, self);
  g_string_append_printf (all, "storyboard %s\n", text);
  for (guint i = 0; i < self->tracks->len; i++)
    append_track (all, g_ptr_array_index (self->tracks, i));
  for (guint i = 0; i < self->storyboard->scenes->len; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (self->storyboard->scenes, i);
      g_autofree char *digest = birge_digest_bytes (g_hash_table_lookup (self->pictures, scene->picture));

      g_string_append_printf (all, "picture %s\n", digest);
    }

  bytes = g_bytes_new (all->str, all->len);
  return birge_digest_bytes (bytes);
}

BirgeFilmPlan *
_birge_film_plan_new (const char              *dir,
                      const BirgeFilmOptions  *options,
                      BirgeProblems           *problems,
                      GCancellable            *cancellable,
                      GError                 **error)
{
  g_autoptr(BirgeFilmPlan) self = g_new0 (BirgeFilmPlan, 1);
  g_autofree char *canonical = g_canonicalize_filename (dir, NULL);
  g_autoptr(GBytes) storyboard = NULL;

  self->dir = g_strdup (dir);
  self->name = g_path_get_basename (canonical);
  self->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->tracks = g_ptr_array_new_with_free_func (track_free);

  if (!load_storyboard (self, &storyboard, problems, error)
      || !load_pictures (self, error)
      || !speak (self, options, problems, error)
      || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  measure (self);
  self->inputs = digest_inputs (self, storyboard);
  self->scene_inputs = digest_scenes (self, storyboard);
  return g_steal_pointer (&self);
}
