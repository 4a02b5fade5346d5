/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-source-private.h"

#include "data/formats/birge-vtt.h"

#include <jansson.h>
#include <string.h>
#include <unistd.h>

#define DESCRIPTION_MAX_BYTES (256 * 1024)

/* A training film has a dozen chapters and lasts minutes. */
#define MAX_CHAPTERS 100
#define MAX_STOPS 100
#define MAX_DURATION_US (G_GINT64_CONSTANT (6) * 3600 * G_USEC_PER_SEC)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static const char made_by_renderer[] = "the film's renderer writes this file";
static const char render_again[] = "render the film again";

static void
refuse_description (const char *file, const char *what, BirgeProblems *problems)
{
  birge_problems_add (problems, BIRGE_PROBLEM_ERROR, file, 0, "bad-media", what, made_by_renderer, render_again);
}

/* FALSE when the chapter cannot be read. */
static gboolean
read_chapter (BirgeSourceItem *item, const json_t *object, gint64 *last_us)
{
  const json_t *at = json_object_get (object, "at_us");
  json_t *titles = json_object_get (object, "title");
  BirgeSourceChapter *chapter;
  const char *tag;
  json_t *title;

  if (!json_is_integer (at) || json_integer_value (at) <= *last_us || json_integer_value (at) > item->duration_us
      || !json_is_object (titles))
    return FALSE;

  chapter = g_new0 (BirgeSourceChapter, 1);
  chapter->at_us = *last_us = json_integer_value (at);
  g_ptr_array_add (item->chapters, chapter);
  json_object_foreach (titles, tag, title)
    {
      int slot = birge_texts_find_slot (tag);

      if (slot < 0 || !json_is_string (title))
        return FALSE;
      birge_texts_set (&chapter->title, slot, json_string_value (title));
    }
  birge_texts_derive (&chapter->title);
  return TRUE;
}

/* FALSE when the checkpoint cannot be read. */
static gboolean
read_stop (BirgeSourceItem *item, const json_t *object, gint64 *last_us)
{
  const json_t *at = json_object_get (object, "at_us");
  const json_t *practice = json_object_get (object, "practice");
  BirgeSourceStop *stop;

  if (!json_is_integer (at) || json_integer_value (at) <= *last_us || json_integer_value (at) > item->duration_us
      || (practice != NULL && !json_is_string (practice)))
    return FALSE;

  stop = g_new0 (BirgeSourceStop, 1);
  stop->at_us = *last_us = json_integer_value (at);
  stop->practice = g_strdup (json_string_value (practice));
  g_ptr_array_add (item->stops, stop);
  return TRUE;
}

static void
read_stops (BirgeSourceItem *item, const json_t *stops, const char *file, BirgeProblems *problems)
{
  gint64 last_us = 0;

  if (json_array_size (stops) > MAX_STOPS)
    refuse_description (file, "the film has too many checkpoints", problems);
  for (gsize i = 0; i < MIN (json_array_size (stops), MAX_STOPS); i++)
    if (!read_stop (item, json_array_get (stops, i), &last_us))
      refuse_description (file, "a checkpoint cannot be read", problems);
}

static void
read_description (BirgeSourceItem *item, GBytes *bytes, const char *file, BirgeProblems *problems)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autoptr(json_t) root = json_loadb (data, size, JSON_REJECT_DUPLICATES, NULL);
  json_t *chapters = json_object_get (root, "chapters");
  json_t *audio = json_object_get (root, "audio");
  gint64 last_us = -1;

  item->duration_us = json_integer_value (json_object_get (root, "duration_us"));
  if (item->duration_us <= 0 || item->duration_us > MAX_DURATION_US)
    {
      item->duration_us = 0;
      refuse_description (file, "the film's length is missing or impossible", problems);
      return;
    }

  if (json_array_size (chapters) > MAX_CHAPTERS)
    refuse_description (file, "the film has too many chapters", problems);
  for (gsize i = 0; i < MIN (json_array_size (chapters), MAX_CHAPTERS); i++)
    if (!read_chapter (item, json_array_get (chapters, i), &last_us))
      refuse_description (file, "a chapter cannot be read", problems);
  read_stops (item, json_object_get (root, "stops"), file, problems);

  item->spoken = 0; /* what the storyboard promised counts no longer */
  for (gsize i = 0; i < json_array_size (audio); i++)
    {
      const char *tag = json_string_value (json_array_get (audio, i));
      int slot = tag == NULL ? -1 : birge_texts_find_slot (tag);

      if (slot >= 0)
        item->spoken |= 1u << slot;
      else
        refuse_description (file, "a sound track has no known language", problems);
    }
}

static char *
find_file (BirgeFolder *folder, const char *name, const char *ending)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);

  return folder != NULL && birge_folder_has_file (folder, file) ? birge_folder_dup_path (folder, file) : NULL;
}

/* What is asked after the film, and the pictures for that. */
static void
read_questions (BirgeSourceItem *item, BirgeFolder *folder, GBytes *bytes, const char *file, BirgeProblems *problems)
{
  const char *name = item->id + strlen ("film/");
  g_autoptr(GError) error = NULL;

  item->notes = birge_film_notes_parse (bytes, &error);
  if (item->notes == NULL)
    {
      refuse_description (file, error->message, problems);
      return;
    }

  for (guint i = 0; i < item->notes->stills->len; i++)
    {
      guint scene = ((const BirgeFilmStill *) g_ptr_array_index (item->notes->stills, i))->scene;
      g_autofree char *ending = g_strdup_printf (".scene-%02u.png", scene);
      char *path = find_file (folder, name, ending);
      BirgeSourceFile *still;

      if (path == NULL)
        {
          refuse_description (file, "the picture of a scene is missing", problems);
          continue;
        }
      still = g_new0 (BirgeSourceFile, 1);
      still->name = g_strdup_printf ("%02u", scene);
      still->slot = -1;
      still->path = path;
      g_ptr_array_add (item->stills, still);
    }
}

static void
add_captions (BirgeSourceItem *item, BirgeFolder *folder, const char *name, BirgeProblems *problems)
{
  for (guint slot = 0; slot < birge_texts_get_n_languages (); slot++)
    {
      g_autofree char *file = g_strdup_printf ("%s.%s.vtt", name, birge_texts_get_tag (slot));
      g_autofree char *path = birge_folder_dup_path (folder, file);
      g_autoptr(GBytes) bytes = NULL;

      if (!birge_folder_has_file (folder, file))
        continue;
      bytes = birge_folder_read_text (folder, file, BIRGE_VTT_MAX_BYTES, problems);
      if (bytes != NULL)
        _birge_source_take_captions (item, bytes, slot, path, FALSE, problems);
    }
  _birge_source_sort_captions (item);
}

static void
add_film (BirgeSourceItem *item, BirgeFolder *folder, BirgeProblems *problems)
{
  const char *name = item->id + strlen ("film/");
  g_autofree char *description = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_strconcat ("film/", description, NULL);
  g_autoptr(GBytes) bytes = NULL;

  /* Its maker writes the description last and takes it away first: without it a film is on its way. */
  if (folder != NULL && birge_folder_has_file (folder, description))
    {
      item->film_path = find_file (folder, name, ".webm");
      item->poster_path = find_file (folder, name, ".png");
    }
  if (item->film_path == NULL)
    {
      _birge_rules_warn (problems, item->file, 0, "film-not-here", "visitors read that it is not here yet",
                         "render it with “birge film render”", "the film was not rendered");
      return;
    }

  add_captions (item, folder, name, problems);
  bytes = birge_folder_read_text (folder, description, DESCRIPTION_MAX_BYTES, problems);
  if (bytes == NULL)
    return;
  read_description (item, bytes, path, problems);
  read_questions (item, folder, bytes, path, problems);
}

/**
 * birge_source_add_media:
 * @self: the content
 * @media_dir: what `birge film render` wrote
 * @error: return location for an error
 *
 * Adds films, posters, captions, chapters, questions and their pictures to the films of the content. A film that is not there is a warning.
 *
 * Errors: G_FILE_ERROR when the folder cannot be opened.
 *
 * Returns: FALSE on error
 */
gboolean
birge_source_add_media (BirgeSource *self, const char *media_dir, GError **error)
{
  g_autoptr(BirgeFolder) root = birge_folder_open (media_dir, error);
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(BirgeFolder) folder = NULL;

  if (root == NULL)
    return FALSE;

  g_free (self->media_dir);
  self->media_dir = g_strdup (media_dir);
  entries = birge_folder_list (root, self->problems);
  for (guint i = 0; i < entries->len; i++)
    {
      const BirgeFolderEntry *entry = g_ptr_array_index (entries, i);

      if (entry->is_folder && g_str_equal (entry->name, "film"))
        folder = birge_folder_open_child (root, "film", self->problems);
    }

  for (guint i = 0; i < self->items->len; i++)
    {
      BirgeSourceItem *item = g_ptr_array_index (self->items, i);

      if (item->kind == BIRGE_KIND_FILM)
        add_film (item, folder, self->problems);
    }
  return TRUE;
}
