/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-source-private.h"

#include "data/formats/birge-ini.h"
#include "data/formats/birge-name.h"
#include "data/formats/birge-opus.h"
#include "data/formats/birge-storyboard.h"
#include "data/formats/birge-svg.h"
#include "data/formats/birge-voice-text.h"
#include "data/formats/birge-vtt.h"

#include <string.h>

/* "ru" of "ru.md", or NULL. */
static char *
dup_stem (const char *name, const char *ending)
{
  return g_str_has_suffix (name, ending) ? g_strndup (name, strlen (name) - strlen (ending)) : NULL;
}

void
_birge_source_load_pictures (BirgeSourceItem *item, BirgeFolder *folder, BirgeProblems *problems)
{
  g_autoptr(GPtrArray) entries = birge_folder_list (folder, problems);

  for (guint i = 0; i < entries->len; i++)
    {
      const BirgeFolderEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *stem = dup_stem (entry->name, ".svg");
      g_autofree char *path = birge_folder_dup_path (folder, entry->name);
      g_autoptr(GBytes) bytes = NULL;

      if (entry->is_folder || stem == NULL)
        {
          _birge_source_warn_unknown (folder, entry->name, problems);
          continue;
        }
      if (!birge_name_is_name (stem))
        {
          _birge_rules_refuse (problems, path, 0, "bad-name", "texts name the picture by it",
                               "use lower-case letters, digits and hyphens", "“%s” cannot be a name", stem);
          continue;
        }

      bytes = birge_folder_read_text (folder, entry->name, BIRGE_SVG_MAX_BYTES, problems);
      if (bytes != NULL)
        {
          birge_svg_check (bytes, path, problems);
          g_ptr_array_add (item->pictures, _birge_source_file_new (stem, -1, path, g_steal_pointer (&bytes)));
        }
    }
}

/* A recording begins with an Ogg page whose first packet says that it is Opus (RFC 7845). */
static gboolean
is_opus (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size > 36 && memcmp (data, "OggS", 4) == 0 && memcmp (data + 28, "OpusHead", 8) == 0;
}

static void
load_voice (BirgeSourceItem *item, BirgeFolder *folder, const BirgeFolderEntry *entry, int slot, BirgeProblems *problems)
{
  g_autofree char *stem = entry->is_folder ? NULL : dup_stem (entry->name, ".opus");
  g_autofree char *path = birge_folder_dup_path (folder, entry->name);
  g_autoptr(GBytes) bytes = NULL;
  gboolean numbered = stem != NULL && strlen (stem) == 2 && g_ascii_isdigit (stem[0]) && g_ascii_isdigit (stem[1]);

  if (stem == NULL)
    {
      _birge_source_warn_unknown (folder, entry->name, problems);
      return;
    }
  if (item->kind == BIRGE_KIND_SHARED ? !birge_name_is_name (stem) : !numbered)
    {
      _birge_rules_refuse (problems, path, 0, "bad-name", "the name says which words are spoken",
                           "name it after the number of the paragraph: 00.opus is the title, 01.opus what comes first",
                           "“%s” names no paragraph", entry->name);
      return;
    }

  bytes = birge_folder_read (folder, entry->name, BIRGE_VOICE_MAX_BYTES, problems);
  if (bytes == NULL || (item->kind == BIRGE_KIND_SHARED && g_str_has_prefix (stem, BIRGE_VOICE_CONSENT_PREFIX)))
    return; /* a speaker's consent stays with the editors */
  if (!is_opus (bytes))
    _birge_rules_refuse (problems, path, 0, "bad-voice", "kiosks play Ogg Opus",
                         "save the recording as Opus", "this is no Opus recording");
  else
    {
      BirgeSourceFile *voice = _birge_source_file_new (stem, slot, path, NULL);
      g_autoptr(BirgeOpus) opus = birge_opus_read (bytes, NULL); /* others than ours say less about themselves */

      voice->made_for = opus != NULL ? g_strdup (birge_opus_get_tag (opus, BIRGE_VOICE_TAG_TEXT)) : NULL;
      g_ptr_array_add (item->voices, voice);
    }
}

void
_birge_source_load_voices (BirgeSourceItem *item, BirgeFolder *folder, BirgeProblems *problems)
{
  g_autoptr(GPtrArray) languages = birge_folder_list (folder, problems);

  for (guint i = 0; i < languages->len; i++)
    {
      const BirgeFolderEntry *language = g_ptr_array_index (languages, i);
      g_autofree char *path = birge_folder_dup_path (folder, language->name);
      g_autoptr(BirgeFolder) child = NULL;
      g_autoptr(GPtrArray) entries = NULL;
      int slot;

      if (!language->is_folder)
        {
          _birge_source_warn_unknown (folder, language->name, problems);
          continue;
        }
      slot = _birge_rules_check_language (language->name, path, 0, problems);
      child = slot < 0 ? NULL : birge_folder_open_child (folder, language->name, problems);
      if (child == NULL)
        continue;
      entries = birge_folder_list (child, problems);
      for (guint j = 0; j < entries->len; j++)
        load_voice (item, child, g_ptr_array_index (entries, j), slot, problems);
    }
}

/* Captions of a language that is written by rule. */
static GBytes *
derive_captions (GPtrArray *cues, guint slot)
{
  for (guint i = 0; i < cues->len; i++)
    {
      BirgeCue *cue = g_ptr_array_index (cues, i);
      char *text = birge_texts_derive_one (slot, cue->text);

      g_free (cue->text);
      cue->text = text;
    }
  return birge_vtt_write (cues);
}

static BirgeSourceFile *
find_captions (BirgeSourceItem *item, guint slot)
{
  for (guint i = 0; i < item->captions->len; i++)
    {
      BirgeSourceFile *captions = g_ptr_array_index (item->captions, i);

      if (captions->slot == (int) slot)
        return captions;
    }
  return NULL;
}

/* Takes captions in one language, and makes those that follow by rule. What is written by hand stays: what came first, and
 * never what a rule made. */
void
_birge_source_take_captions (BirgeSourceItem *item, GBytes *bytes, guint slot, const char *file, gboolean derived,
                             BirgeProblems *problems)
{
  g_autoptr(GPtrArray) cues = birge_vtt_parse (bytes, file, problems);
  BirgeSourceFile *there = find_captions (item, slot);
  BirgeSourceFile *taken;

  if (there != NULL && (derived || !there->derived))
    return;
  if (there != NULL)
    g_ptr_array_remove (item->captions, there);
  taken = _birge_source_file_new ("captions", slot, file, g_bytes_ref (bytes));
  taken->derived = derived;
  g_ptr_array_add (item->captions, taken);

  for (guint i = 0; i < birge_texts_get_n_languages (); i++)
    if (birge_texts_get_derived_from (i) == (int) slot)
      {
        g_autoptr(GBytes) written = derive_captions (cues, i);
        g_autoptr(BirgeProblems) nobody = birge_problems_new ();

        _birge_source_take_captions (item, written, i, file, TRUE, nobody);
      }
}

static void
load_captions (BirgeSourceItem *item, BirgeFolder *folder, const char *name, const char *tag, BirgeProblems *problems)
{
  g_autofree char *path = birge_folder_dup_path (folder, name);
  int slot = _birge_rules_check_language (tag, path, 0, problems);
  g_autoptr(GBytes) bytes = slot < 0 ? NULL : birge_folder_read_text (folder, name, BIRGE_VTT_MAX_BYTES, problems);

  if (bytes != NULL)
    _birge_source_take_captions (item, bytes, slot, path, FALSE, problems);
}

/* Languages in which every scene says something. */
static guint32
find_told (const BirgeStoryboard *storyboard)
{
  guint32 told = storyboard->scenes->len > 0 ? G_MAXUINT32 : 0;

  for (guint i = 0; i < storyboard->scenes->len; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (storyboard->scenes, i);

      for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
        if (!g_hash_table_contains (scene->captions, birge_texts_get_tag (slot)))
          told &= ~(1u << slot);
    }
  return told;
}

/* What the renderer would let a person say, scene after scene. */
static void
take_lines (BirgeSourceItem *item, const BirgeStoryboard *storyboard)
{
  for (guint i = 0; i < storyboard->scenes->len; i++)
    {
      const BirgeScene *scene = g_ptr_array_index (storyboard->scenes, i);
      BirgeTexts *line = g_new0 (BirgeTexts, 1);

      for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
        birge_texts_set (line, slot, g_hash_table_lookup (scene->says, birge_texts_get_tag (slot)));
      g_ptr_array_add (item->lines, line);
    }
}

/* Who recorded enough of a film speaks it, whether its storyboard says so or not. */
static void
find_spoken (BirgeSourceItem *item)
{
  for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
    {
      guint n_lines = 0, n_spoken = 0;

      for (guint scene = 1; scene <= item->lines->len; scene++)
        {
          n_lines += _birge_source_get_line (item, slot, scene) != NULL;
          n_spoken += _birge_source_get_line (item, slot, scene) != NULL && _birge_source_has_voice (item, slot, scene);
        }
      if (birge_storyboard_speaks_enough (n_spoken, n_lines))
        item->spoken |= 1u << slot;
    }
}

static void
load_storyboard (BirgeSource *self, BirgeSourceItem *item, BirgeFolder *folder, BirgeProblems *problems)
{
  g_autofree char *path = birge_folder_dup_path (folder, "storyboard.ini");
  g_autofree char *dir = g_build_filename (self->dir, item->folder, NULL);
  g_autoptr(GBytes) bytes = birge_folder_read_text (folder, "storyboard.ini", BIRGE_INI_MAX_BYTES, problems);
  g_autoptr(BirgeStoryboard) storyboard = NULL;

  item->has_storyboard = TRUE;
  if (bytes == NULL)
    return;
  storyboard = birge_storyboard_parse (bytes, path, problems);
  birge_storyboard_check_pictures (storyboard, dir, path, problems);
  item->told = find_told (storyboard);
  take_lines (item, storyboard);
  for (guint i = 0; storyboard->narration != NULL && storyboard->narration[i] != NULL; i++)
    {
      int slot = birge_texts_find_slot (storyboard->narration[i]);

      if (slot >= 0)
        item->spoken |= 1u << slot;
    }
}

static void
load_subfolder (BirgeSourceItem *item, BirgeFolder *folder, const char *name, BirgeProblems *problems)
{
  g_autoptr(BirgeFolder) child = NULL;

  /* What lies beside a storyboard is named by it and checked with it. */
  if (!g_str_equal (name, "pictures") && !g_str_equal (name, "voices"))
    {
      if (item->kind != BIRGE_KIND_FILM)
        _birge_source_warn_unknown (folder, name, problems);
      return;
    }

  child = birge_folder_open_child (folder, name, problems);
  if (child == NULL)
    return;
  if (name[0] == 'p')
    _birge_source_load_pictures (item, child, problems);
  else
    _birge_source_load_voices (item, child, problems);
}

static void
load_file (BirgeSource *self, BirgeSourceItem *item, BirgeFolder *folder, const char *name, GHashTable *phrases,
           BirgeProblems *problems)
{
  g_autofree char *text = dup_stem (name, ".md");
  g_autofree char *captions = dup_stem (name, ".vtt");

  if (text != NULL && (item->kind & BIRGE_KINDS_WITH_TEXT) != 0)
    {
      g_autofree char *path = birge_folder_dup_path (folder, name);
      int slot = _birge_rules_check_language (text, path, 0, problems);

      if (slot >= 0)
        _birge_source_load_text (self, item, folder, name, slot, phrases, problems);
    }
  else if (captions != NULL && item->kind == BIRGE_KIND_FILM)
    load_captions (item, folder, name, captions, problems);
  else if (g_str_equal (name, "storyboard.ini") && item->kind == BIRGE_KIND_FILM)
    load_storyboard (self, item, folder, problems);
  else if (!g_str_equal (name, "item.ini") && !g_str_equal (name, "phrases.csv"))
    _birge_source_warn_unknown (folder, name, problems);
}

static gint
compare_files (gconstpointer a, gconstpointer b)
{
  const BirgeSourceFile *first = *(const BirgeSourceFile *const *) a;
  const BirgeSourceFile *second = *(const BirgeSourceFile *const *) b;

  return first->slot != second->slot ? first->slot - second->slot : strcmp (first->name, second->name);
}

static gint
compare_texts (gconstpointer a, gconstpointer b)
{
  const BirgeSourceText *first = *(const BirgeSourceText *const *) a;
  const BirgeSourceText *second = *(const BirgeSourceText *const *) b;

  return (int) first->slot - (int) second->slot;
}

void
_birge_source_sort_captions (BirgeSourceItem *item)
{
  g_ptr_array_sort (item->captions, compare_files);
}

static void
finish_item (BirgeSourceItem *item)
{
  g_ptr_array_sort (item->texts, compare_texts);
  _birge_source_sort_captions (item);
  g_ptr_array_sort (item->voices, compare_files);
  find_spoken (item);
}

/* NULL when @name is no item; @problems says why. */
BirgeSourceItem *
_birge_source_load_item (BirgeSource *self, BirgeFolder *kind_folder, BirgeKind kind, const char *name,
                         BirgeProblems *problems)
{
  g_autofree char *id = g_strconcat (birge_kind_to_string (kind), "/", name, NULL);
  g_autofree char *file = g_strconcat (id, "/item.ini", NULL);
  g_autoptr(BirgeFolder) folder = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GHashTable) phrases = NULL;
  BirgeSourceItem *item;

  if (!birge_name_is_name (name))
    {
      _birge_rules_refuse (problems, id, 0, "bad-name", "the folder's name is the id of the item",
                           "use lower-case letters, digits and hyphens", "“%s” cannot be a name", name);
      return NULL;
    }

  folder = birge_folder_open_child (kind_folder, name, problems);
  if (folder == NULL)
    return NULL;
  entries = birge_folder_list (folder, problems);
  if (!birge_folder_has_file (folder, "item.ini"))
    {
      _birge_rules_refuse (problems, file, 0, "no-item-ini", "it says what the item is called and where it stands",
                           "write one, or take the folder away", "the folder has no item.ini");
      return NULL;
    }

  item = _birge_source_item_new (kind, id, file, 0);
  item->folder = g_strdup (id);
  _birge_source_read_item_ini (item, folder, problems); /* first: the texts need its dates */
  phrases = _birge_source_load_phrases (folder, problems);
  for (guint i = 0; i < entries->len; i++)
    {
      const BirgeFolderEntry *entry = g_ptr_array_index (entries, i);

      if (entry->is_folder)
        load_subfolder (item, folder, entry->name, problems);
      else
        load_file (self, item, folder, entry->name, phrases, problems);
    }
  finish_item (item);
  return item;
}
