/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-voices"

#include "data/voices/birge-voice-export.h"

#include <string.h>

#include "data/formats/birge-name.h"
#include "data/formats/birge-opus.h"
#include "data/formats/birge-voice-text.h"
#include "data/voices/birge-voice-tree-private.h"
#include "data/voices/birge-voices.h"

typedef struct
{
  GBytes *bytes;
  char   *date;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *self = data;

  g_bytes_unref (self->bytes);
  g_free (self->date);
  g_free (self);
}

/* Where the editors keep it: "guide/wages/voices/tg/03.opus", "voices/tg/KEY.opus"; NULL when it does not say so. */
static char *
dup_target (const BirgeOpus *opus)
{
  const char *place = birge_opus_get_tag (opus, BIRGE_VOICE_TAG_PLACE);
  const char *language = birge_opus_get_tag (opus, BIRGE_VOICE_TAG_LANGUAGE);
  const char *key = birge_opus_get_tag (opus, BIRGE_VOICE_TAG_TEXT);
  const char *last = place != NULL ? strrchr (place, '/') : NULL;
  g_autofree char *item = last != NULL ? g_strndup (place, (gsize) (last - place)) : NULL;

  if (place == NULL || language == NULL || !birge_name_is_tag (language) || key == NULL || !birge_voice_text_is_key (key))
    return NULL;
  if (g_str_has_prefix (place, BIRGE_VOICE_CONSENT_PREFIX) && birge_name_is_name (place))
    return g_strdup_printf ("voices/%s/%s.opus", language, place);
  if (item != NULL && birge_name_is_item_id (item) && strlen (last) == 3 && strspn (last + 1, "0123456789") == 2)
    return g_strdup_printf ("%s/voices/%s%s.opus", item, language, last);
  return g_strdup_printf ("voices/%s/%s.opus", language, key);
}

static gboolean
is_consent (const char *target)
{
  const char *name = strrchr (target, '/');

  return name != NULL && g_str_has_prefix (name + 1, BIRGE_VOICE_CONSENT_PREFIX);
}

/* NULL when it cannot be read. */
static GBytes *
read_file (const char *path)
{
  char *data;
  gsize size;

  return g_file_get_contents (path, &data, &size, NULL) ? g_bytes_new_take (data, size) : NULL;
}

/* Target → newest recording. */
static GHashTable *
choose (BirgeVoices *voices, BirgeVoiceExportResult *result)
{
  GHashTable *choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, choice_free);
  g_autoptr(GPtrArray) files = birge_voices_list_files (voices);

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autoptr(GBytes) bytes = read_file (path);
      g_autoptr(BirgeOpus) opus = bytes != NULL ? birge_opus_read (bytes, NULL) : NULL;
      g_autofree char *target = opus != NULL ? dup_target (opus) : NULL;
      const char *date = opus != NULL ? birge_opus_get_tag (opus, BIRGE_VOICE_TAG_DATE) : NULL;
      const Choice *other = target != NULL ? g_hash_table_lookup (choices, target) : NULL;
      Choice *choice;

      if (target == NULL)
        {
          g_printerr ("birge: %s: not copied: the recording is damaged: record the text again\n", path);
          result->n_damaged++;
          continue;
        }
      if (other != NULL && strcmp (other->date, date != NULL ? date : "") >= 0)
        continue;
      choice = g_new0 (Choice, 1);
      choice->bytes = g_steal_pointer (&bytes);
      choice->date = g_strdup (date != NULL ? date : "");
      g_hash_table_insert (choices, g_steal_pointer (&target), choice);
    }
  return choices;
}

static gboolean
copy (BirgeVoiceTree *tree, const char *target, GBytes *bytes, BirgeVoiceExportResult *result, GError **error)
{
  g_autofree char *path = g_strconcat (BIRGE_VOICE_EXPORT_FOLDER "/", target, NULL);
  g_autoptr(GBytes) there = _birge_voice_tree_read (tree, path, BIRGE_OPUS_MAX_BYTES);

  if (there == NULL || !g_bytes_equal (there, bytes))
    {
      if (!_birge_voice_tree_write (tree, path, bytes, error))
        return FALSE;
      result->n_written++;
    }
  if (is_consent (target))
    result->n_speakers++;
  else
    result->n_texts++;
  return TRUE;
}

/* Consents first: no voice is on a stick without. */
static int
compare_targets (gconstpointer a, gconstpointer b)
{
  const char *left = *(char *const *) a, *right = *(char *const *) b;

  if (is_consent (left) != is_consent (right))
    return is_consent (left) ? -1 : 1;
  return strcmp (left, right);
}

gboolean
birge_voice_export (const char *state_dir, const char *dir, GCancellable *cancellable, BirgeVoiceExportResult *result, GError **error)
{
  g_autoptr(BirgeVoices) voices = NULL;
  g_autoptr(GHashTable) choices = NULL;
  g_autoptr(GPtrArray) targets = g_ptr_array_new ();
  g_autoptr(BirgeVoiceTree) tree = NULL;
  GHashTableIter iter;
  gpointer target;

  g_return_val_if_fail (state_dir != NULL && dir != NULL && result != NULL, FALSE);

  *result = (BirgeVoiceExportResult){ 0 };
  tree = _birge_voice_tree_open (dir, error);
  if (tree == NULL)
    return FALSE;
  voices = birge_voices_new (state_dir, BIRGE_VOICES_READ);
  choices = choose (voices, result);
  g_hash_table_iter_init (&iter, choices);
  while (g_hash_table_iter_next (&iter, &target, NULL))
    g_ptr_array_add (targets, target);
  g_ptr_array_sort (targets, compare_targets);
  for (guint i = 0; i < targets->len; i++)
    {
      const Choice *choice = g_hash_table_lookup (choices, g_ptr_array_index (targets, i));

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !copy (tree, g_ptr_array_index (targets, i), choice->bytes, result, error))
        return FALSE;
    }
  return _birge_voice_tree_flush (tree, error);
}
