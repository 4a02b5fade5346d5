/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-voices"

#include "data/voices/birge-voices.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-language.h"
#include "data/formats/birge-opus.h"
#include "data/formats/birge-voice-text.h"

#define CONSENT       "consent.opus"
#define SPEAKER_LENGTH 8
#define SPARE_BYTES   (64 * 1024 * 1024) /* of the disk, for all else the kiosk writes */
#define TITLE_BYTES   2000

typedef struct
{
  char  *path;
  gint64 changed_ns;
} Recording;

struct _BirgeVoices
{
  gatomicrefcount ref_count;
  char           *dir;
  BirgeVoicesUse  use;
  GMutex          writing;  /* one change at a time */
  GMutex          lock;     /* guards what follows */
  GHashTable     *by_text;  /* "tg/KEY" → Recording */
  GPtrArray      *speakers; /* of BirgeVoiceSpeaker */
};

G_DEFINE_QUARK (birge-voices-error-quark, birge_voices_error)

static void
recording_free (gpointer data)
{
  Recording *self = data;

  g_free (self->path);
  g_free (self);
}

void
birge_voice_speaker_free (BirgeVoiceSpeaker *speaker)
{
  g_free (speaker->language);
  g_free (speaker->id);
  g_free (speaker);
}

static BirgeVoiceSpeaker *
speaker_copy (const BirgeVoiceSpeaker *speaker)
{
  BirgeVoiceSpeaker *copy = g_memdup2 (speaker, sizeof *speaker);

  copy->language = g_strdup (speaker->language);
  copy->id = g_strdup (speaker->id);
  return copy;
}

static gboolean
is_speaker (const char *name)
{
  return strlen (name) == SPEAKER_LENGTH && strspn (name, "0123456789abcdef") == SPEAKER_LENGTH;
}

/* "0123….opus" → its key, or NULL. */
static char *
dup_key_of (const char *name)
{
  g_autofree char *key = g_str_has_suffix (name, ".opus") ? g_strndup (name, strlen (name) - strlen (".opus")) : NULL;

  return key != NULL && birge_voice_text_is_key (key) ? g_steal_pointer (&key) : NULL;
}

/* Reading the folder */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Names in a folder, in order; empty when it cannot be read. */
static GPtrArray *
list_names (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
is_file (const char *path, struct stat *status)
{
  return lstat (path, status) == 0 && S_ISREG (status->st_mode);
}

/* @self->lock is held. */
static void
add_recording (BirgeVoices *self, const char *language, const char *key, const char *path, const struct stat *status)
{
  gint64 changed_ns = (gint64) status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
  g_autofree char *name = g_strdup_printf ("%s/%s", language, key);
  const Recording *other = g_hash_table_lookup (self->by_text, name);
  Recording *recording;

  if (other != NULL && other->changed_ns > changed_ns)
    return;
  recording = g_new0 (Recording, 1);
  recording->path = g_strdup (path);
  recording->changed_ns = changed_ns;
  g_hash_table_insert (self->by_text, g_steal_pointer (&name), recording);
}

/* What a kiosk that was killed left: a file half written, or recordings of somebody whose consent is gone. */
static void
remove_leftover (BirgeVoices *self, const char *path)
{
  if (self->use == BIRGE_VOICES_KEEP && g_unlink (path) != 0 && errno != ENOENT)
    g_message ("%s: cannot be removed: %s", path, g_strerror (errno));
}

static void
scan_speaker (BirgeVoices *self, const char *language, const char *id, const char *dir)
{
  g_autoptr(GPtrArray) names = list_names (dir);
  g_autofree char *consent = g_build_filename (dir, CONSENT, NULL);
  BirgeVoiceSpeaker *speaker;
  struct stat status;

  if (!is_file (consent, &status))
    {
      for (guint i = 0; i < names->len; i++)
        {
          g_autofree char *path = g_build_filename (dir, g_ptr_array_index (names, i), NULL);

          remove_leftover (self, path);
        }
      if (self->use == BIRGE_VOICES_KEEP)
        g_rmdir (dir);
      return;
    }
  speaker = g_new0 (BirgeVoiceSpeaker, 1);
  speaker->language = g_strdup (language);
  speaker->id = g_strdup (id);
  speaker->since_s = status.st_mtim.tv_sec;
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_autofree char *key = dup_key_of (name);

      if (key != NULL && is_file (path, &status))
        {
          add_recording (self, language, key, path, &status);
          speaker->n++;
        }
      else if (strcmp (name, CONSENT) != 0)
        remove_leftover (self, path);
    }
  g_ptr_array_add (self->speakers, speaker);
}

static int
compare_speakers (gconstpointer a, gconstpointer b)
{
  const BirgeVoiceSpeaker *left = *(BirgeVoiceSpeaker *const *) a, *right = *(BirgeVoiceSpeaker *const *) b;

  if (left->since_s != right->since_s)
    return left->since_s > right->since_s ? -1 : 1;
  return strcmp (left->id, right->id);
}

/* @self->lock is held. */
static void
scan (BirgeVoices *self)
{
  g_autoptr(GPtrArray) languages = list_names (self->dir);

  g_hash_table_remove_all (self->by_text);
  g_ptr_array_set_size (self->speakers, 0);
  for (guint i = 0; i < languages->len; i++)
    {
      const char *language = g_ptr_array_index (languages, i);
      g_autofree char *path = g_build_filename (self->dir, language, NULL);
      g_autoptr(GPtrArray) names = birge_language_find (language) != NULL ? list_names (path) : g_ptr_array_new ();

      for (guint j = 0; j < names->len; j++)
        {
          const char *id = g_ptr_array_index (names, j);
          g_autofree char *dir = g_build_filename (path, id, NULL);

          if (is_speaker (id) && g_file_test (dir, G_FILE_TEST_IS_DIR))
            scan_speaker (self, language, id, dir);
        }
    }
  g_ptr_array_sort (self->speakers, compare_speakers);
}

/**
 * birge_voices_new:
 * @state_dir: the kiosk's state folder
 * @use: what for
 *
 * Reads which texts somebody has read at this kiosk. A folder that is missing, or cannot be read, holds none.
 *
 * Threads: any; reads names, no recording.
 *
 * Returns: (transfer full): the voices
 */
BirgeVoices *
birge_voices_new (const char *state_dir, BirgeVoicesUse use)
{
  BirgeVoices *self = g_new0 (BirgeVoices, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->writing);
  g_mutex_init (&self->lock);
  self->use = use;
  self->dir = g_build_filename (state_dir, "voices", NULL);
  self->by_text = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, recording_free);
  self->speakers = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_voice_speaker_free);
  scan (self);
  return self;
}

BirgeVoices *
birge_voices_ref (BirgeVoices *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
birge_voices_unref (BirgeVoices *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->by_text);
  g_ptr_array_unref (self->speakers);
  g_mutex_clear (&self->writing);
  g_mutex_clear (&self->lock);
  g_free (self->dir);
  g_free (self);
}

/* Questions */

char *
birge_voices_dup_path (BirgeVoices *self, const char *language, const char *text)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autofree char *key = NULL;
  g_autofree char *name = NULL;
  const Recording *recording;

  g_return_val_if_fail (self != NULL && language != NULL && text != NULL, NULL);

  locker = g_mutex_locker_new (&self->lock);
  if (g_hash_table_size (self->by_text) == 0)
    return NULL;
  key = birge_voice_text_dup_key (text);
  name = g_strdup_printf ("%s/%s", language, key);
  recording = g_hash_table_lookup (self->by_text, name);
  return recording != NULL ? g_strdup (recording->path) : NULL;
}

guint
birge_voices_count (BirgeVoices *self, const char *language)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autofree char *prefix = language != NULL ? g_strconcat (language, "/", NULL) : g_strdup ("");
  GHashTableIter iter;
  gpointer name;
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  locker = g_mutex_locker_new (&self->lock);
  g_hash_table_iter_init (&iter, self->by_text);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    n += g_str_has_prefix (name, prefix);
  return n;
}

GPtrArray *
birge_voices_list_speakers (BirgeVoices *self)
{
  GPtrArray *speakers = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_voice_speaker_free);
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, speakers);

  locker = g_mutex_locker_new (&self->lock);
  for (guint i = 0; i < self->speakers->len; i++)
    g_ptr_array_add (speakers, speaker_copy (g_ptr_array_index (self->speakers, i)));
  return speakers;
}

GPtrArray *
birge_voices_list_files (BirgeVoices *self)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) speakers = birge_voices_list_speakers (self);

  for (guint i = 0; i < speakers->len; i++)
    {
      const BirgeVoiceSpeaker *speaker = g_ptr_array_index (speakers, i);
      g_autofree char *dir = g_build_filename (self->dir, speaker->language, speaker->id, NULL);
      g_autoptr(GPtrArray) names = list_names (dir);

      for (guint j = 0; j < names->len; j++)
        {
          const char *name = g_ptr_array_index (names, j);
          g_autofree char *key = dup_key_of (name);

          if (key != NULL || strcmp (name, CONSENT) == 0)
            g_ptr_array_add (files, g_build_filename (dir, name, NULL));
        }
    }
  g_ptr_array_sort (files, compare_names);
  return files;
}

/* Changes */

static gboolean
storage_error (const char *path, int code, GError **error)
{
  g_set_error (error, BIRGE_VOICES_ERROR, code == ENOSPC || code == EDQUOT ? BIRGE_VOICES_ERROR_NO_SPACE : BIRGE_VOICES_ERROR_STORAGE,
               "%s: the recording was not kept: %s: %s", path, g_strerror (code),
               code == ENOSPC || code == EDQUOT ? "make room on this machine's disk" : "see that its folder can be written");
  return FALSE;
}

static gboolean
make_dir (const char *path, GError **error)
{
  return g_mkdir_with_parents (path, 0700) == 0 || storage_error (path, errno, error);
}

/* Names last, and stay away, only when their folder is on the disk too. */
static void
sync_parent (const char *path)
{
  g_autofree char *dir = g_path_get_dirname (path);
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

static gboolean
write_file (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  int fd = open (part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  gsize size, done = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  gboolean written = fd >= 0;
  int code;

  while (written && done < size)
    {
      gssize n = write (fd, data + done, size - done);

      written = n >= 0 || errno == EINTR;
      done += n > 0 ? (gsize) n : 0;
    }
  written = written && fsync (fd) == 0;
  code = errno;
  if (fd >= 0 && close (fd) != 0 && written)
    {
      written = FALSE;
      code = errno;
    }
  if (written && g_rename (part, path) == 0)
    {
      sync_parent (path);
      return TRUE;
    }
  code = written ? errno : code;
  g_unlink (part);
  return storage_error (path, code, error);
}

static gboolean
has_room (const char *dir, GError **error)
{
  struct statvfs status;

  if (statvfs (dir, &status) != 0)
    return storage_error (dir, errno, error);
  return (guint64) status.f_bavail * status.f_frsize >= SPARE_BYTES || storage_error (dir, ENOSPC, error);
}

static char *
dup_tag (const char *name, const char *value)
{
  const char *end;

  /* A long text is told by its beginning; its key is that of all of it. */
  if (strlen (value) <= TITLE_BYTES)
    return g_strdup_printf ("%s=%s", name, value);
  end = g_utf8_find_prev_char (value, value + TITLE_BYTES);
  return g_strdup_printf ("%s=%.*s", name, (int) (end - value), value);
}

/* The recording with what it is, for whoever finds it anywhere. */
static GBytes *
tag (const char *language, const char *speaker, const BirgeVoiceText *text, GBytes *opus, GError **error)
{
  g_autofree char *key = birge_voice_text_dup_key (text->text);
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc (birge_clock_get_real_s ());
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  g_auto(GStrv) tags = g_new0 (char *, 7);
  g_autoptr(GError) why = NULL;
  GBytes *tagged;

  tags[0] = dup_tag (BIRGE_VOICE_TAG_TITLE, text->text);
  tags[1] = dup_tag (BIRGE_VOICE_TAG_LANGUAGE, language);
  tags[2] = dup_tag (BIRGE_VOICE_TAG_TEXT, key);
  tags[3] = dup_tag (BIRGE_VOICE_TAG_PLACE, text->place);
  tags[4] = dup_tag (BIRGE_VOICE_TAG_SPEAKER, speaker);
  tags[5] = dup_tag (BIRGE_VOICE_TAG_DATE, date);
  tagged = birge_opus_with_tags (opus, (const char *const *) tags, &why);
  if (tagged == NULL)
    g_set_error (error, BIRGE_VOICES_ERROR, BIRGE_VOICES_ERROR_RECORDING, "recording: not kept: %s", why->message);
  return tagged;
}

static void
rescan (BirgeVoices *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  scan (self);
}

/**
 * birge_voices_add_speaker:
 * @words: what the volunteer read out, the consent
 * @opus: the volunteer reading it
 *
 * Errors: any; then nothing was kept.
 *
 * Returns: (transfer full): the speaker
 */
char *
birge_voices_add_speaker (BirgeVoices *self, const char *language, const char *words, GBytes *opus, GError **error)
{
  g_autofree char *id = g_strdup_printf ("%08x", g_random_int ());
  g_autofree char *dir = NULL;
  g_autofree char *path = NULL;
  g_autofree char *place = g_strconcat (BIRGE_VOICE_CONSENT_PREFIX, id, NULL);
  BirgeVoiceText text = { (char *) words, place };
  g_autoptr(GBytes) tagged = NULL;
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL && birge_language_find (language) != NULL && opus != NULL, NULL);

  locker = g_mutex_locker_new (&self->writing);
  dir = g_build_filename (self->dir, language, id, NULL);
  path = g_build_filename (dir, CONSENT, NULL);
  tagged = tag (language, id, &text, opus, error);
  if (tagged == NULL || !make_dir (dir, error))
    return NULL;
  if (!has_room (dir, error) || !write_file (path, tagged, error))
    {
      g_rmdir (dir);
      return NULL;
    }
  rescan (self);
  return g_steal_pointer (&id);
}

gboolean
birge_voices_keep (BirgeVoices *self, const char *language, const char *speaker, const BirgeVoiceText *text, GBytes *opus,
                   GError **error)
{
  g_autofree char *dir = NULL;
  g_autofree char *consent = NULL;
  g_autofree char *key = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GBytes) tagged = NULL;
  g_autoptr(GMutexLocker) locker = NULL;
  struct stat status;

  g_return_val_if_fail (self != NULL && birge_language_find (language) != NULL && is_speaker (speaker), FALSE);
  g_return_val_if_fail (text != NULL && opus != NULL, FALSE);

  locker = g_mutex_locker_new (&self->writing);
  dir = g_build_filename (self->dir, language, speaker, NULL);
  consent = g_build_filename (dir, CONSENT, NULL);
  if (!is_file (consent, &status))
    {
      g_set_error (error, BIRGE_VOICES_ERROR, BIRGE_VOICES_ERROR_NO_CONSENT,
                   "%s: the recording was not kept: there is no consent: begin with the consent again", dir);
      return FALSE;
    }
  key = birge_voice_text_dup_key (text->text);
  name = g_strconcat (key, ".opus", NULL);
  path = g_build_filename (dir, name, NULL);
  tagged = tag (language, speaker, text, opus, error);
  if (tagged == NULL || !has_room (dir, error) || !write_file (path, tagged, error))
    return FALSE;
  rescan (self);
  return TRUE;
}

gboolean
birge_voices_remove (BirgeVoices *self, const char *language, const char *speaker, const char *text, GError **error)
{
  g_autofree char *key = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL && is_speaker (speaker), FALSE);

  locker = g_mutex_locker_new (&self->writing);
  key = birge_voice_text_dup_key (text);
  name = g_strconcat (key, ".opus", NULL);
  path = g_build_filename (self->dir, language, speaker, name, NULL);
  if (g_unlink (path) != 0 && errno != ENOENT)
    return storage_error (path, errno, error);
  sync_parent (path);
  rescan (self);
  return TRUE;
}

gboolean
birge_voices_remove_speaker (BirgeVoices *self, const char *language, const char *speaker, GError **error)
{
  g_autofree char *consent = NULL;
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL && birge_language_find (language) != NULL && is_speaker (speaker), FALSE);

  locker = g_mutex_locker_new (&self->writing);
  consent = g_build_filename (self->dir, language, speaker, CONSENT, NULL);
  if (g_unlink (consent) != 0 && errno != ENOENT)
    return storage_error (consent, errno, error);
  sync_parent (consent);
  rescan (self); /* takes the rest away: now, or when the kiosk starts again */
  return TRUE;
}
