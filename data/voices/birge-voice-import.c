/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-voices"

#include "data/voices/birge-voice-import.h"

#include <stdlib.h>
#include <string.h>

#include "data/compile/birge-folder.h"
#include "data/formats/birge-name.h"
#include "data/formats/birge-opus.h"
#include "data/formats/birge-voice-text.h"
#include "data/voices/birge-voice-export.h"
#include "data/voices/birge-voice-tree-private.h"

#define MAX_DEPTH 5
#define MAX_BYTES ((gsize) 1024 * 1024 * 1024) /* of all of them */

/* A recording, and where it lay. */
typedef struct
{
  char      *path;
  GBytes    *bytes;
  BirgeOpus *opus;
  char      *item;     /* "guide/wages"; NULL: shared */
  char      *language;
  char      *name;     /* "03" */
} Voice;

typedef struct
{
  BirgeVoiceImport     *import;
  BirgeSource          *into;
  BirgeVoiceTree       *tree;     /* of the content */
  BirgeVoiceImportFlags flags;
  GPtrArray            *voices;   /* of Voice */
  GHashTable           *consents; /* set: "tg/consent-1234abcd" that are among them; owned */
  GHashTable           *targets;  /* set of paths that are taken; borrowed from steps */
  GHashTable           *lines;    /* of films: "tg/KEY" → GPtrArray of their recordings' paths */
  gsize                 total;
  gboolean              is_full;
} Work;

static void
voice_free (gpointer data)
{
  Voice *self = data;

  g_free (self->path);
  g_bytes_unref (self->bytes);
  g_clear_pointer (&self->opus, birge_opus_free);
  g_free (self->item);
  g_free (self->language);
  g_free (self->name);
  g_free (self);
}

static void
step_free (gpointer data)
{
  BirgeVoiceImportStep *step = data;

  g_free (step->from);
  g_free (step->to);
  g_free (step->text);
  g_bytes_unref (step->bytes);
  g_free (step);
}

void
birge_voice_import_free (BirgeVoiceImport *self)
{
  g_ptr_array_unref (self->steps);
  birge_problems_free (self->problems);
  g_free (self);
}

static void
refuse (Work *work, const char *path, const char *code, const char *what, const char *why, const char *todo)
{
  birge_problems_add (work->import->problems, BIRGE_PROBLEM_ERROR, path, 0, code, what, why, todo);
}

/* Reading */

/* "guide/wages/voices/tg/03.opus" or "voices/tg/NAME.opus". */
static gboolean
take_path (Work *work, Voice *voice)
{
  g_auto(GStrv) parts = g_strsplit (voice->path, "/", -1);
  guint n = g_strv_length (parts);
  gsize length = n > 0 ? strlen (parts[n - 1]) : 0;

  if (n < 3 || strcmp (parts[n - 3], "voices") != 0)
    {
      refuse (work, voice->path, "bad-place", "it lies where no recording belongs", "its folders say what is read",
              "put it into ITEM/voices/LANGUAGE/ or voices/LANGUAGE/");
      return FALSE;
    }
  if (birge_texts_find_slot (parts[n - 2]) < 0)
    {
      refuse (work, voice->path, "bad-language", "its folder names no language of the kiosk", "the folder says in which language it is",
              "call it kk ru uz ky tg zh-Hans tr en or fa");
      return FALSE;
    }
  voice->language = g_strdup (parts[n - 2]);
  voice->name = g_strndup (parts[n - 1], length - strlen (".opus"));
  g_clear_pointer (&parts[n - 3], g_free); /* the item is what stands before */
  voice->item = n > 3 ? g_strjoinv ("/", parts) : NULL;
  for (guint i = n - 2; i < n; i++)
    g_free (parts[i]);
  return TRUE;
}

static gboolean
check_sound (Work *work, Voice *voice)
{
  const char *language = birge_opus_get_tag (voice->opus, BIRGE_VOICE_TAG_LANGUAGE);

  if (voice->opus->n_channels != 1)
    refuse (work, voice->path, "not-mono", "it has more than one channel", "a voice is one, and takes half the room", "save it as mono");
  else if (voice->opus->duration_ms < BIRGE_VOICE_IMPORT_MIN_MS)
    refuse (work, voice->path, "too-short", "it lasts less than a fifth of a second", "nobody can say a word in it", "record the text again");
  else if (voice->opus->duration_ms > BIRGE_VOICE_IMPORT_MAX_MS)
    refuse (work, voice->path, "too-long", "it lasts over three minutes", "one recording is one paragraph", "cut it");
  else if (language != NULL && birge_texts_find_slot (language) >= 0 && strcmp (language, voice->language) != 0)
    refuse (work, voice->path, "other-language", "it was recorded in another language than its folder says",
            "visitors would hear a language they do not know", "move it to the folder of its language");
  else
    return TRUE;
  return FALSE;
}

static void
take_file (Work *work, BirgeFolder *folder, const char *name)
{
  Voice *voice = g_new0 (Voice, 1);
  g_autoptr(GError) error = NULL;

  voice->path = birge_folder_dup_path (folder, name);
  voice->bytes = birge_folder_read (folder, name, BIRGE_OPUS_MAX_BYTES, work->import->problems);
  if (voice->bytes == NULL)
    {
      voice->bytes = g_bytes_new (NULL, 0);
      voice_free (voice);
      return;
    }
  work->total += g_bytes_get_size (voice->bytes);
  voice->opus = birge_opus_read (voice->bytes, &error);
  if (voice->opus == NULL)
    {
      g_auto(GStrv) words = g_strsplit (error->message, ": ", 2);

      refuse (work, voice->path, "bad-voice", "it is not taken", words[0], words[1] != NULL ? words[1] : "record it again");
    }
  else if (take_path (work, voice) && check_sound (work, voice))
    {
      if (voice->item == NULL && g_str_has_prefix (voice->name, BIRGE_VOICE_CONSENT_PREFIX))
        g_hash_table_add (work->consents, g_strdup_printf ("%s/%s", voice->language, voice->name));
      g_ptr_array_add (work->voices, g_steal_pointer (&voice));
    }
  g_clear_pointer (&voice, voice_free);
}

static void
take_folder (Work *work, BirgeFolder *folder, guint depth)
{
  g_autoptr(GPtrArray) entries = birge_folder_list (folder, work->import->problems);

  for (guint i = 0; i < entries->len && !work->is_full; i++)
    {
      const BirgeFolderEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr(BirgeFolder) child = NULL;

      if (work->voices->len >= BIRGE_VOICE_IMPORT_MAX_FILES || work->total > MAX_BYTES)
        {
          work->is_full = TRUE;
          refuse (work, "", "too-many", "not all of it was read", "there are over 20,000 recordings, or over 1 GiB", "import it in parts");
        }
      else if (entry->is_folder && depth < MAX_DEPTH)
        child = birge_folder_open_child (folder, entry->name, work->import->problems);
      else if (!entry->is_folder && g_str_has_suffix (entry->name, ".opus"))
        take_file (work, folder, entry->name);
      if (child != NULL)
        take_folder (work, child, depth + 1);
    }
}

/* Where it belongs */

static const BirgeSourceText *
find_text (const BirgeSourceItem *item, int slot)
{
  for (guint i = 0; i < item->texts->len; i++)
    {
      const BirgeSourceText *text = g_ptr_array_index (item->texts, i);

      if ((int) text->slot == slot)
        return text;
    }
  return NULL;
}

/* Keys of what a film says, from scene 1 on; one that says nothing has none. */
static GPtrArray *
list_film_keys (const BirgeSourceItem *item, int slot)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (keys, NULL);
  for (guint i = 0; i < item->lines->len; i++)
    {
      const BirgeTexts *line = g_ptr_array_index (item->lines, i);

      g_ptr_array_add (keys, line->text[slot] != NULL ? birge_voice_text_dup_key (line->text[slot]) : NULL);
    }
  return keys;
}

/* Keys of what is read on the page, the title first. */
static GPtrArray *
list_keys (const BirgeSourceItem *item, int slot)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  const BirgeSourceText *text = find_text (item, slot);
  g_autoptr(BirgeBlock) document = text != NULL ? birge_block_from_bytes (text->blocks, NULL) : NULL;
  g_autoptr(GPtrArray) units = document != NULL ? birge_voice_text_list_units (document) : g_ptr_array_new ();

  g_ptr_array_add (keys, birge_voice_text_dup_key (item->title.text[slot] != NULL ? item->title.text[slot] : ""));
  for (guint i = 0; i < units->len; i++)
    {
      g_autofree char *words = birge_block_dup_text (g_ptr_array_index (units, i), NULL, NULL);

      g_ptr_array_add (keys, birge_voice_text_dup_key (words));
    }
  return keys;
}

/* The number of the paragraph it was made for, by its text if it says so, else by its name; -1: there is none. */
static int
find_number (const Voice *voice, GPtrArray *keys)
{
  const char *key = birge_opus_get_tag (voice->opus, BIRGE_VOICE_TAG_TEXT);
  gboolean numbered = strlen (voice->name) == 2 && strspn (voice->name, "0123456789") == 2;
  int number = numbered ? atoi (voice->name) : -1;
  gboolean exists = number >= 0 && number < (int) keys->len && g_ptr_array_index (keys, number) != NULL;

  if (key == NULL || (exists && g_str_equal (g_ptr_array_index (keys, number), key)))
    return exists ? number : -1;
  for (guint i = 0; i < MIN (keys->len, 100); i++) /* a paragraph was put in or taken out before it */
    if (g_strcmp0 (g_ptr_array_index (keys, i), key) == 0)
      return (int) i;
  return -1;
}

static char *
find_target_of_item (Work *work, const Voice *voice)
{
  BirgeSourceItem *item = birge_source_find_item (work->into, voice->item);
  int slot = birge_texts_find_slot (voice->language);
  g_autoptr(GPtrArray) keys = NULL;
  int number;

  if (item == NULL || item->folder == NULL || (!item->has_storyboard && find_text (item, slot) == NULL))
    {
      refuse (work, voice->path, "no-text", "there is no such text in this content folder", "nobody would hear it",
              "see that the folder is named as the item is, and that the item has the language");
      return NULL;
    }
  if (item->has_storyboard && voice->opus->duration_ms > BIRGE_VOICE_IMPORT_MAX_FILM_MS)
    {
      refuse (work, voice->path, "too-long", "it lasts over a minute", "nobody waits so long in one scene of a film", "cut it");
      return NULL;
    }
  keys = item->has_storyboard ? list_film_keys (item, slot) : list_keys (item, slot);
  number = find_number (voice, keys);
  if (number < 0)
    {
      refuse (work, voice->path, "other-text", "the text has changed since it was recorded, or has no such paragraph",
              "visitors would hear something else than they see", "record the new text");
      return NULL;
    }
  return g_strdup_printf ("%s/voices/%s/%02d.opus", item->folder, voice->language, number);
}

static char *
find_shared_target (Work *work, const Voice *voice)
{
  const char *key = birge_opus_get_tag (voice->opus, BIRGE_VOICE_TAG_TEXT);
  gboolean consent = g_str_has_prefix (voice->name, BIRGE_VOICE_CONSENT_PREFIX);

  if (birge_name_is_name (voice->name) && (consent || key == NULL || g_str_equal (voice->name, key)))
    return g_strdup_printf ("voices/%s/%s.opus", voice->language, voice->name);
  refuse (work, voice->path, "other-text", "its name is not that of the text it was made for",
          "kiosks find a recording by the name that is made from its text", "take the file as it was exported");
  return NULL;
}

/* A recording that names its speaker comes with the speaker's consent, or that is in the content already. */
static gboolean
has_consent (Work *work, const Voice *voice)
{
  const char *speaker = birge_opus_get_tag (voice->opus, BIRGE_VOICE_TAG_SPEAKER);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GBytes) there = NULL;

  if (speaker == NULL)
    return TRUE;
  name = g_strdup_printf ("%s/" BIRGE_VOICE_CONSENT_PREFIX "%s", voice->language, speaker);
  path = g_strdup_printf ("voices/%s.opus", name);
  if (g_hash_table_contains (work->consents, name))
    return TRUE;
  there = birge_name_is_name (speaker) ? _birge_voice_tree_read (work->tree, path, BIRGE_OPUS_MAX_BYTES) : NULL;
  if (there != NULL)
    return TRUE;
  refuse (work, voice->path, "no-consent", "the speaker's consent is not with it", "nobody's voice is used unasked",
          "export the stick again, with its folder “voices”, or leave it");
  return FALSE;
}

static BirgeVoiceImportAction
judge (Work *work, const Voice *voice, const char *target)
{
  g_autoptr(GBytes) there = _birge_voice_tree_read (work->tree, target, BIRGE_OPUS_MAX_BYTES);
  g_autoptr(BirgeOpus) old = there != NULL ? birge_opus_read (there, NULL) : NULL;
  const char *old_date = old != NULL ? birge_opus_get_tag (old, BIRGE_VOICE_TAG_DATE) : NULL;
  const char *date = birge_opus_get_tag (voice->opus, BIRGE_VOICE_TAG_DATE);
  const char *old_key = old != NULL ? birge_opus_get_tag (old, BIRGE_VOICE_TAG_TEXT) : NULL;
  const char *key = birge_opus_get_tag (voice->opus, BIRGE_VOICE_TAG_TEXT);

  if (there == NULL)
    return BIRGE_VOICE_IMPORT_NEW;
  if (g_bytes_equal (there, voice->bytes))
    return BIRGE_VOICE_IMPORT_SAME;
  if ((work->flags & BIRGE_VOICE_IMPORT_OVER_NEWER) != 0 || (key != NULL && old_key != NULL && strcmp (key, old_key) != 0) ||
      (date != NULL && old_date != NULL && strcmp (old_date, date) < 0))
    return BIRGE_VOICE_IMPORT_REPLACE;
  return BIRGE_VOICE_IMPORT_LEAVE;
}

/* Takes @target. */
static void
add_step (Work *work, const Voice *voice, char *target)
{
  const char *title = birge_opus_get_tag (voice->opus, BIRGE_VOICE_TAG_TITLE);
  BirgeVoiceImportStep *step = g_new0 (BirgeVoiceImportStep, 1);

  step->action = judge (work, voice, target);
  step->from = g_strdup (voice->path);
  step->to = target;
  step->text = g_strdup (title != NULL ? title : "");
  step->bytes = g_bytes_ref (voice->bytes);
  g_hash_table_add (work->targets, step->to);
  g_ptr_array_add (work->import->steps, step);
}

/* FALSE when it is not taken. */
static gboolean
place_voice (Work *work, const Voice *voice)
{
  g_autofree char *target = voice->item != NULL ? find_target_of_item (work, voice) : find_shared_target (work, voice);

  if (target == NULL || !has_consent (work, voice))
    return FALSE;
  if (g_hash_table_contains (work->targets, target))
    {
      refuse (work, voice->path, "twice", "another recording of the same text is in the folder", "only one can be heard", "take one away");
      return FALSE;
    }
  add_step (work, voice, g_steal_pointer (&target));
  return TRUE;
}

static void
index_film (GHashTable *lines, const BirgeSourceItem *item, guint slot)
{
  g_autoptr(GPtrArray) keys = list_film_keys (item, (int) slot);

  for (guint scene = 1; scene < keys->len; scene++)
    if (g_ptr_array_index (keys, scene) != NULL)
      {
        g_autofree char *name = g_strdup_printf ("%s/%s", birge_texts_get_tag (slot), (char *) g_ptr_array_index (keys, scene));
        GPtrArray *paths = g_hash_table_lookup (lines, name);

        if (paths == NULL)
          {
            paths = g_ptr_array_new_with_free_func (g_free);
            g_hash_table_insert (lines, g_steal_pointer (&name), paths);
          }
        g_ptr_array_add (paths, g_strdup_printf ("%s/voices/%s/%02u.opus", item->folder, birge_texts_get_tag (slot), scene));
      }
}

/* Where the films of a content folder say what. */
static GHashTable *
index_lines (BirgeSource *into)
{
  GHashTable *lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < into->items->len; i++)
    for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
      index_film (lines, g_ptr_array_index (into->items, i), slot);
  return lines;
}

/* A volunteer reads a sentence once, and films may say it in several scenes: each gets it that has none of its own among these. */
static void
spread (Work *work, const Voice *voice)
{
  const char *key = birge_opus_get_tag (voice->opus, BIRGE_VOICE_TAG_TEXT);
  g_autofree char *name = g_strdup_printf ("%s/%s", voice->language, key != NULL ? key : "");
  GPtrArray *paths = g_hash_table_lookup (work->lines, name);

  for (guint i = 0; paths != NULL && i < paths->len; i++)
    if (!g_hash_table_contains (work->targets, g_ptr_array_index (paths, i)) && voice->opus->duration_ms <= BIRGE_VOICE_IMPORT_MAX_FILM_MS)
      add_step (work, voice, g_strdup (g_ptr_array_index (paths, i)));
}

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const BirgeVoiceImportStep *left = *(BirgeVoiceImportStep *const *) a, *right = *(BirgeVoiceImportStep *const *) b;

  return strcmp (left->to, right->to);
}

/* The folder itself, or the one a kiosk made on a stick. */
static BirgeFolder *
open_folder (const char *dir, GError **error)
{
  g_autofree char *below = g_build_filename (dir, BIRGE_VOICE_EXPORT_FOLDER, NULL);

  return birge_folder_open (g_file_test (below, G_FILE_TEST_IS_DIR) ? below : dir, error);
}

BirgeVoiceImport *
birge_voice_import_plan (const char *dir, BirgeSource *into, BirgeVoiceImportFlags flags, GError **error)
{
  g_autoptr(BirgeVoiceImport) self = g_new0 (BirgeVoiceImport, 1);
  g_autoptr(BirgeFolder) folder = open_folder (dir, error);
  g_autoptr(BirgeVoiceTree) tree = folder != NULL ? _birge_voice_tree_open (into->dir, error) : NULL;
  g_autoptr(GPtrArray) voices = g_ptr_array_new_with_free_func (voice_free);
  g_autoptr(GHashTable) consents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) targets = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) lines = index_lines (into);
  g_autoptr(GPtrArray) taken = g_ptr_array_new ();
  Work work = { self, into, tree, flags, voices, consents, targets, lines, 0, FALSE };

  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->problems = birge_problems_new ();
  if (tree == NULL)
    return NULL;
  take_folder (&work, folder, 0);
  for (guint i = 0; i < voices->len; i++)
    if (place_voice (&work, g_ptr_array_index (voices, i)))
      g_ptr_array_add (taken, g_ptr_array_index (voices, i));
  for (guint i = 0; i < taken->len; i++)
    spread (&work, g_ptr_array_index (taken, i));
  g_ptr_array_sort (self->steps, compare_steps);
  birge_problems_sort (self->problems);
  return g_steal_pointer (&self);
}

gboolean
birge_voice_import_apply (BirgeVoiceImport *self, const char *into_dir, GError **error)
{
  g_autoptr(BirgeVoiceTree) tree = _birge_voice_tree_open (into_dir, error);

  for (guint i = 0; tree != NULL && i < self->steps->len; i++)
    {
      const BirgeVoiceImportStep *step = g_ptr_array_index (self->steps, i);

      if (step->action <= BIRGE_VOICE_IMPORT_REPLACE && !_birge_voice_tree_write (tree, step->to, step->bytes, error))
        return FALSE;
    }
  return tree != NULL;
}

guint
birge_voice_import_count (BirgeVoiceImport *self, BirgeVoiceImportAction action)
{
  guint n = 0;

  for (guint i = 0; i < self->steps->len; i++)
    n += ((const BirgeVoiceImportStep *) g_ptr_array_index (self->steps, i))->action == action;
  return n;
}
