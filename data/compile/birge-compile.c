/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-compile.h"

#include "data/compile/birge-depot.h"
#include "data/compile/birge-folder.h"
#include "data/compile/birge-packer.h"
#include "data/compile/birge-parallel.h"
#include "data/compile/birge-source-private.h"
#include "data/formats/birge-catalogue.h"
#include "data/formats/birge-digest.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FILM_MAX_BYTES (300 * 1024 * 1024)
#define POSTER_MAX_BYTES (4 * 1024 * 1024)
#define VOICE_MAX_BYTES (1024 * 1024)

/* `birge publish` counts releases; what an editor builds is always the first. */
#define RELEASE 1

/* A kind of part: how it is called, stored, and when it is fetched. */
typedef struct {
  const char *type;
  guint       tier;
} PartForm;

static const PartForm form_json = { "application/json", 0 };
static const PartForm form_text = { "application/vnd.birge.blocks+json", 0 };
static const PartForm form_captions = { "text/vtt", 0 };
static const PartForm form_picture = { "image/svg+xml", 1 };
static const PartForm form_poster = { "image/png", 1 };
static const PartForm form_voice = { "audio/ogg", 2 };
static const PartForm form_film = { "video/webm", 3 };

typedef struct {
  char           *part;
  int             slot;
  const PartForm *form;
  BirgeDeposit     stored;
} Part;

typedef struct {
  BirgeSource      *source;
  BirgeDepot       *store;
  BirgePacker      *packer;
  BirgeFolder      *folder; /* the content */
  BirgeFolder      *media;  /* or NULL */
  BirgeSourceItem **items;  /* what to compile */
  GPtrArray       **parts;  /* of Part, one array for each item */
  GMutex            lock;
  GError           *error;  /* the first */
} Compile;

static void
part_free (gpointer data)
{
  Part *part = data;

  g_free (part->part);
  birge_deposit_clear (&part->stored);
  g_free (part);
}

static void
keep_error (Compile *self, GError *error)
{
  g_mutex_lock (&self->lock);
  if (self->error == NULL)
    self->error = g_steal_pointer (&error);
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
}

static gboolean
has_failed (Compile *self)
{
  gboolean failed;

  g_mutex_lock (&self->lock);
  failed = self->error != NULL;
  g_mutex_unlock (&self->lock);
  return failed;
}

static Part *
add_part (GPtrArray *parts, const char *name, int slot, const PartForm *form)
{
  Part *part = g_new0 (Part, 1);

  part->part = g_strdup (name);
  part->slot = slot;
  part->form = form;
  g_ptr_array_add (parts, part);
  return part;
}

static void
put_bytes (Compile *self, GPtrArray *parts, const char *name, int slot, const PartForm *form, GBytes *bytes)
{
  Part *part = add_part (parts, name, slot, form);
  GError *error = NULL;

  if (!birge_packer_add (self->packer, bytes, &part->stored, &error))
    keep_error (self, error);
}

/* Media are compressed already, and are played from where they lie. A file that was checked when it was found may have
 * changed since: it is opened as carefully as then. */
static void
put_file (Compile *self, GPtrArray *parts, const char *name, int slot, const PartForm *form, BirgeFolder *folder,
          const char *path, gsize max_bytes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  GError *error = NULL;
  gsize size = 0;
  Part *part;
  int fd = birge_folder_open_file (folder, path, max_bytes, &size, problems);

  if (fd < 0)
    {
      const BirgeProblem *problem = birge_problems_get (problems, 0);

      g_set_error (&error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: %s: %s", path, problem->what, problem->why);
      keep_error (self, error);
      return;
    }

  part = add_part (parts, name, slot, form);
  if (size < BIRGE_PACK_PART_MAX_BYTES ? !birge_packer_add_file (self->packer, folder, path, &part->stored, &error)
                                       : !birge_depot_put_file (self->store, fd, &part->stored, &error))
    keep_error (self, error);
  close (fd);
}

static void
compile_files (Compile *self, BirgeSourceItem *item, GPtrArray *parts)
{
  for (guint i = 0; i < item->pictures->len; i++)
    {
      const BirgeSourceFile *picture = g_ptr_array_index (item->pictures, i);
      g_autofree char *name = g_strconcat ("picture/", picture->name, NULL);

      put_bytes (self, parts, name, -1, &form_picture, picture->bytes);
    }
  for (guint i = 0; item->lines->len == 0 && i < item->voices->len; i++) /* a film holds its own */
    {
      const BirgeSourceFile *voice = g_ptr_array_index (item->voices, i);
      g_autofree char *name = g_strconcat ("voice/", voice->name, NULL);

      if (!_birge_source_voice_is_right (item, voice))
        continue;
      put_file (self, parts, name, voice->slot, &form_voice, self->folder, voice->path, VOICE_MAX_BYTES);
    }
  for (guint i = 0; i < item->captions->len; i++)
    {
      const BirgeSourceFile *captions = g_ptr_array_index (item->captions, i);

      put_bytes (self, parts, "captions", captions->slot, &form_captions, captions->bytes);
    }
  if (item->poster_path != NULL)
    put_file (self, parts, "poster", -1, &form_poster, self->media, item->poster_path, POSTER_MAX_BYTES);
  for (guint i = 0; i < item->stills->len; i++)
    {
      const BirgeSourceFile *still = g_ptr_array_index (item->stills, i);
      g_autofree char *name = g_strconcat ("still/", still->name, NULL);

      put_file (self, parts, name, -1, &form_poster, self->media, still->path, POSTER_MAX_BYTES);
    }
  if (item->film_path != NULL)
    put_file (self, parts, "film", -1, &form_film, self->media, item->film_path, FILM_MAX_BYTES);
}

static void
compile_item (guint i, gpointer user_data)
{
  Compile *self = user_data;
  BirgeSourceItem *item = self->items[i];
  GPtrArray *parts = g_ptr_array_new_with_free_func (part_free);

  self->parts[i] = parts;
  if (has_failed (self))
    return;

  if (item->kind != BIRGE_KIND_SHARED)
    {
      g_autoptr(GBytes) meta = birge_compile_meta (self->source, item);

      put_bytes (self, parts, "meta", -1, &form_json, meta);
    }
  if (item->lesson_words != NULL)
    {
      g_autoptr(GBytes) words = birge_compile_words (self->source, item);

      put_bytes (self, parts, "words", -1, &form_json, words);
    }
  if (item->lines->len > 0)
    {
      g_autoptr(GBytes) lines = birge_compile_lines (item);

      put_bytes (self, parts, "lines", -1, &form_json, lines);
    }
  for (guint j = 0; j < item->texts->len; j++)
    {
      const BirgeSourceText *text = g_ptr_array_index (item->texts, j);

      put_bytes (self, parts, "text", text->slot, &form_text, text->blocks);
    }
  compile_files (self, item, parts);
}

/* The day the content is from: never the clock, so that the same files give the same bytes. */
static char *
dup_issued (BirgeSource *source)
{
  const char *epoch = g_getenv ("SOURCE_DATE_EPOCH");
  const char *last = "1970-01-01";
  gint64 seconds;

  if (epoch != NULL && g_ascii_string_to_signed (epoch, 10, 0, G_GINT64_CONSTANT (253402300799), &seconds, NULL))
    {
      g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc (seconds);

      return g_date_time_format (time, "%Y-%m-%d");
    }

  for (guint i = 0; i < source->items->len; i++)
    {
      const BirgeSourceItem *item = g_ptr_array_index (source->items, i);

      if (item->written != NULL && strcmp (item->written, last) > 0)
        last = item->written;
    }
  return g_strdup (last);
}

static void
fill_catalogue (BirgeCatalogue *catalogue, const BirgeSourceItem *item, GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      Part *part = g_ptr_array_index (parts, i);
      BirgeCataloguePart *line = birge_catalogue_add (catalogue);

      line->id = g_strdup (item->id);
      line->part = g_strdup (part->part);
      line->type = g_strdup (part->form->type);
      line->lang = part->slot < 0 ? NULL : g_strdup (birge_texts_get_tag (part->slot));
      line->tier = part->form->tier;
      line->group = g_strdup (item->id);
      line->min = (guint) item->min;
      line->size = part->stored.size;
      line->len = part->stored.len;
      line->sha256 = g_strdup (part->stored.sha256);
      line->stored = g_strdup (part->stored.stored);
      line->obj = part->stored.alone ? g_strdup (part->stored.stored) : NULL; /* for the packer to say */
      line->enc = g_strdup (part->stored.packed ? "zstd" : "none");
      line->blocks = g_strdupv (part->stored.blocks);
    }
}

static BirgeCatalogue *
read_catalogue (BirgeFolder *catalogues, const char *name)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = birge_folder_read (catalogues, name, BIRGE_CATALOGUE_MAX_BYTES, problems);

  return bytes != NULL ? birge_catalogue_from_bytes (bytes, NULL) : NULL;
}

static void
add_named (GHashTable *named, const BirgeCatalogue *catalogue)
{
  for (guint i = 0; i < catalogue->parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (catalogue->parts, i);

      if (!g_hash_table_contains (named, part->obj))
        g_hash_table_add (named, g_strdup (part->obj));
    }
}

/* Adds what a catalogue names. FALSE when it cannot be read: then nothing may be removed. */
static gboolean
read_named (BirgeFolder *catalogues, const char *name, GHashTable *named)
{
  g_autoptr(BirgeCatalogue) catalogue = read_catalogue (catalogues, name);

  if (catalogue != NULL)
    add_named (named, catalogue);
  return catalogue != NULL;
}

/* What writing the catalogue leaves behind when it is killed: "guides.cat.zst.AB12CD". */
static void
remove_halves (const char *catalogues, const char *own)
{
  g_autofree char *prefix = g_strconcat (own, ".", NULL);
  g_autoptr(GDir) dir = g_dir_open (catalogues, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      {
        g_autofree char *path = g_build_filename (catalogues, name, NULL);

        g_unlink (path);
      }
}

/* Objects that neither this channel nor another one in the folder names. */
static guint
remove_others (BirgeDepot *store, const char *catalogues, const char *own, const BirgeCatalogue *catalogue)
{
  g_autoptr(GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(BirgeFolder) folder = birge_folder_open (catalogues, NULL);
  g_autoptr(GDir) dir = g_dir_open (catalogues, 0, NULL);
  const char *name;

  if (folder == NULL || dir == NULL)
    return 0;
  add_named (named, catalogue);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".cat.zst") && strcmp (name, own) != 0 && !read_named (folder, name, named))
      return 0;
  return birge_depot_remove_others (store, named);
}

static gboolean
write_catalogue (Compile *self, guint n_items, const char *out_dir, const char *channel, BirgeCompileResult *result,
                 GError **error)
{
  g_autofree char *issued = dup_issued (self->source);
  g_autoptr(BirgeCatalogue) catalogue = birge_catalogue_new (channel, RELEASE, issued);
  g_autofree char *folder = g_build_filename (out_dir, "catalog", NULL);
  g_autofree char *name = g_strconcat (channel, ".cat.zst", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; i < n_items; i++)
    fill_catalogue (catalogue, self->items[i], self->parts[i]);
  if (!birge_packer_finish (self->packer, catalogue, error))
    return FALSE;
  bytes = birge_catalogue_to_bytes (catalogue);
  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "making %s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  if (!birge_depot_write_file (path, bytes, error))
    return FALSE;

  result->n_items = self->source->items->len;
  result->n_parts = catalogue->parts->len;
  result->n_written = birge_depot_get_n_written (self->store);
  remove_halves (folder, name);
  result->n_removed = remove_others (self->store, folder, name, catalogue);
  return TRUE;
}

static gboolean
run (Compile *self, const char *out_dir, const char *channel, BirgeSourceProgress progress, gpointer user_data,
     BirgeCompileResult *result, GError **error)
{
  guint n_items = self->source->items->len + 2;
  g_autofree BirgeSourceItem **items = g_new0 (BirgeSourceItem *, n_items);
  g_autofree GPtrArray **parts = g_new0 (GPtrArray *, n_items);
  gboolean done = FALSE;

  for (guint i = 0; i < self->source->items->len; i++)
    items[i] = g_ptr_array_index (self->source->items, i);
  items[n_items - 2] = self->source->shared_pictures;
  items[n_items - 1] = self->source->shared_voices;

  self->items = items;
  self->parts = parts;
  _birge_parallel_run (n_items, compile_item, self, "building", progress, user_data);
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  else
    done = write_catalogue (self, n_items, out_dir, channel, result, error);

  for (guint i = 0; i < n_items; i++)
    g_ptr_array_unref (parts[i]);
  return done;
}

/* What the folder was last built to; NULL when that cannot be read: then all is packed anew. */
static BirgeCatalogue *
read_before (const char *out_dir, const char *channel)
{
  g_autofree char *path = g_build_filename (out_dir, "catalog", NULL);
  g_autofree char *name = g_strconcat (channel, ".cat.zst", NULL);
  g_autoptr(BirgeFolder) folder = birge_folder_open (path, NULL);

  return folder != NULL ? read_catalogue (folder, name) : NULL;
}

/**
 * birge_compile:
 * @source: content that birge_check() found without errors
 * @out_dir: where to write; made if it is not there
 * @channel: name of the catalogue
 * @progress: (nullable): told how far it is
 * @user_data: for @progress
 * @result: (out caller-allocates): what was done
 * @error: return location for an error
 *
 * Writes the objects that are not there yet, then the catalogue, and removes what no catalogue of the folder names any
 * more. Killed at any moment it leaves the old catalogue with all its objects, or the new one.
 *
 * Errors: G_FILE_ERROR; `AGAIN` when another build writes to the folder.
 *
 * Returns: FALSE on error
 */
gboolean
birge_compile (BirgeSource *source, const char *out_dir, const char *channel, BirgeSourceProgress progress,
               gpointer user_data, BirgeCompileResult *result, GError **error)
{
  g_autoptr(BirgeFolder) folder = birge_folder_open (source->dir, error);
  g_autoptr(BirgeFolder) media = NULL;
  g_autoptr(BirgeDepot) store = NULL;
  g_autoptr(BirgeCatalogue) before = NULL;
  g_autoptr(BirgePacker) packer = NULL;
  Compile self = { source };
  gboolean done;

  g_return_val_if_fail (birge_problems_count (source->problems, BIRGE_PROBLEM_ERROR) == 0, FALSE);

  if (folder == NULL)
    return FALSE;
  if (source->media_dir != NULL)
    {
      media = birge_folder_open (source->media_dir, error);
      if (media == NULL)
        return FALSE;
    }
  store = birge_depot_open (out_dir, error);
  if (store == NULL)
    return FALSE;

  before = read_before (out_dir, channel);
  packer = birge_packer_new (store, before);
  self.store = store;
  self.packer = packer;
  self.folder = folder;
  self.media = media;
  g_mutex_init (&self.lock);
  done = run (&self, out_dir, channel, progress, user_data, result, error);
  g_mutex_clear (&self.lock);
  return done;
}
