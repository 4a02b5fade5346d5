/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include "media/birge-pcm-private.h"
#include "media/birge-speech-private.h"
#include "media/say/birge-say.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* libespeak-ng remembers the trembling of its voice from one text to the next and cannot be made to forget: the same
 * text never sounds twice the same within a process. So that equal storyboards give equal bytes, whatever was made
 * before, each film is spoken by a short-lived process of its own. */

/* Words a minute: slower than people talk, for listeners in a second language and in a noisy lobby. */
#define WORDS_PER_MINUTE 140
/* Quieter than this is silence at the ends of a line. */
#define SILENCE 200
/* No line of a film is longer; a recording that is was meant for something else. */
#define MAX_SAMPLES (60 * BIRGE_FILM_SOUND_RATE)
/* The engine makes five minutes of speech in a second. */
#define PATIENCE_MS 60000
/* In place of a number of samples: nobody speaks this language. */
#define NO_VOICE G_MAXUINT32

/* A line on its way to the film's rate. */
typedef struct {
  GArray *sound;
  double  sum; /* of the samples that make the next one */
  double  weight;
} Intake;

/* Each new sample is the mean of the old ones it covers. */
static gboolean
on_samples (const gint16 *samples, gsize n_samples, int rate, gpointer user_data)
{
  Intake *self = user_data;
  double step = (double) BIRGE_FILM_SOUND_RATE / rate;

  for (gsize i = 0; i < n_samples && self->sound->len < MAX_SAMPLES; i++)
    {
      double rest = step;

      while (self->weight + rest >= 1)
        {
          double part = 1 - self->weight;
          gint16 sample = (gint16) CLAMP (self->sum + samples[i] * part, G_MININT16, G_MAXINT16);

          g_array_append_val (self->sound, sample);
          rest -= part;
          self->sum = 0;
          self->weight = 0;
        }
      self->sum += samples[i] * rest;
      self->weight += rest;
    }

  return self->sound->len < MAX_SAMPLES;
}

static void
trim (GArray *sound)
{
  guint first = 0, end = sound->len;

  while (end > 0 && ABS (g_array_index (sound, gint16, end - 1)) < SILENCE)
    end--;
  g_array_set_size (sound, end);
  while (first < end && ABS (g_array_index (sound, gint16, first)) < SILENCE)
    first++;
  if (first > 0)
    g_array_remove_range (sound, 0, first);
}

/* Whether a voice of this machine speaks the language, and said all of the line. */
static gboolean
say_line (const BirgeFilmLine *line, Intake *intake)
{
  g_autofree char *voice = _birge_speech_dup_voice (line->language);
  g_autoptr(GPtrArray) parts = voice != NULL && line->text != NULL ? birge_say_prepare (line->language, line->text) : NULL;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    {
      const BirgeSayPart *part = g_ptr_array_index (parts, i);

      if (!_birge_espeak_read (part->voice, part->said->text->str, WORDS_PER_MINUTE, on_samples, intake))
        return FALSE;
    }

  return voice != NULL && (line->text == NULL || parts != NULL);
}

static gboolean
write_all (int fd, const void *data, gsize length)
{
  const char *at = data;

  while (length > 0)
    {
      gssize written = write (fd, at, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      at += written;
      length -= (gsize) written;
    }

  return TRUE;
}

/* In the other process: for each line the number of its samples, and the samples. */
static void
speak_lines (GPtrArray *lines, int fd)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const BirgeFilmLine *line = g_ptr_array_index (lines, i);
      Intake intake = { g_array_new (FALSE, FALSE, sizeof (gint16)), 0, 0 };
      guint32 count;

      if (line->sound != NULL)
        continue;
      if (say_line (line, &intake))
        count = intake.sound->len;
      else
        count = NO_VOICE;
      if (!write_all (fd, &count, sizeof count)
          || (count != NO_VOICE && !write_all (fd, intake.sound->data, count * sizeof (gint16))))
        return;
    }
}

/* Waits with patience, so that an engine that hangs becomes an error. */
static gboolean
read_all (int fd, void *data, gsize length)
{
  char *at = data;

  while (length > 0)
    {
      struct pollfd ready = { fd, POLLIN, 0 };
      int n = poll (&ready, 1, PATIENCE_MS);
      gssize got = n > 0 ? read (fd, at, length) : n;

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      at += got;
      length -= (gsize) got;
    }

  return TRUE;
}

static gboolean
hear_line (BirgeFilmLine *line, int fd)
{
  guint32 count = 0;

  if (!read_all (fd, &count, sizeof count))
    return FALSE;
  line->sound = g_array_new (FALSE, FALSE, sizeof (gint16));
  if (count == NO_VOICE)
    return TRUE;
  if (count > MAX_SAMPLES)
    return FALSE;

  g_array_set_size (line->sound, count);
  if (!read_all (fd, line->sound->data, count * sizeof (gint16)))
    return FALSE;

  line->spoken = TRUE;
  trim (line->sound);
  return TRUE;
}

static void
hear_recording (BirgeFilmLine *line)
{
  Intake intake = { g_array_new (FALSE, FALSE, sizeof (gint16)), 0, 0 };

  if (!_birge_recording_read (line->recording, on_samples, &intake))
    {
      g_message ("%s: cannot be heard: the recording is damaged or no Opus or Vorbis file: record it again", line->recording);
      g_array_unref (intake.sound);
      return;
    }

  trim (intake.sound);
  line->sound = intake.sound;
  line->spoken = TRUE;
}

static gboolean
fail (GError **error, const char *why)
{
  g_set_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_VOICE, "the narration cannot be spoken: %s", why);
  return FALSE;
}

static gboolean
hear_lines (GPtrArray *lines, int fd)
{
  for (guint i = 0; i < lines->len; i++)
    {
      BirgeFilmLine *line = g_ptr_array_index (lines, i);

      if (line->sound == NULL && !hear_line (line, fd))
        return FALSE;
    }

  return TRUE;
}

/**
 * _birge_film_voice_speak:
 * @lines: (element-type BirgeFilmLine): what to say
 *
 * Gives each line its sound: the recording if there is one and it can be read, else the machine's voice; else silence,
 * and then the line is not @spoken.
 */
gboolean
_birge_film_voice_speak (GPtrArray *lines, GError **error)
{
  int ends[2];
  pid_t child;
  gboolean heard;

  for (guint i = 0; i < lines->len; i++)
    {
      BirgeFilmLine *line = g_ptr_array_index (lines, i);

      if (line->recording != NULL)
        hear_recording (line);
    }

  if (!g_unix_open_pipe (ends, FD_CLOEXEC, error))
    return FALSE;
  child = fork ();
  if (child == 0)
    {
      signal (SIGPIPE, SIG_IGN);
      close (ends[0]);
      speak_lines (lines, ends[1]);
      _exit (0);
    }

  close (ends[1]);
  if (child < 0)
    {
      close (ends[0]);
      return fail (error, g_strerror (errno));
    }

  heard = hear_lines (lines, ends[0]);
  close (ends[0]);
  if (!heard)
    kill (child, SIGKILL);
  while (waitpid (child, NULL, 0) < 0 && errno == EINTR)
    continue;

  return heard || fail (error, "the speech engine gave up");
}
