/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-release.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-name.h"
#include "data/trust/birge-expected.h"
#include "data/sync/birge-install.h"

#define SUFFIX       ".cat.zst"
#define LANGUAGES    "languages" /* beside the catalogues of a generation that does not hold all languages */
#define PUBLISHER    "publisher" /* beside them, too */
#define MAX_CHANNELS 32

void
birge_release_free (BirgeRelease *self)
{
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->bytes, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->catalogues, g_ptr_array_unref);
  g_clear_pointer (&self->may_shrink, g_array_unref);
  g_clear_pointer (&self->kept, birge_catalogue_free);
  g_free (self->issued);
  g_free (self->releases);
  g_free (self->languages);
  g_free (self->publisher);
  g_free (self);
}

static gboolean
refuse (const char *path, const char *why, const char *todo, GError **error)
{
  g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_SOURCE, "%s: %s: %s", path, why, todo);
  return FALSE;
}

/* With too many open files, say, nothing is known about what was to be read: it may well be right. */
static BirgeInstallError
judge_refusal (GFileError code)
{
  switch (code)
    {
    case G_FILE_ERROR_MFILE:
    case G_FILE_ERROR_NFILE:
    case G_FILE_ERROR_NOMEM:
    case G_FILE_ERROR_INTR:
    case G_FILE_ERROR_AGAIN:
    case G_FILE_ERROR_NOSPC:
      return BIRGE_INSTALL_ERROR_STORAGE;
    default:
      return BIRGE_INSTALL_ERROR_SOURCE;
    }
}

static void
refuse_to_read (const char *path, int saved_errno, GError **error)
{
  g_set_error (error, BIRGE_INSTALL_ERROR, judge_refusal (g_file_error_from_errno (saved_errno)),
               "%s: %s: check the disk or the stick", path, g_strerror (saved_errno));
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
list_names (const char *folder, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) local = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &local);
  const char *name;

  if (dir == NULL)
    {
      /* The command works with the rights of whoever owns the state folder, not always with those of who typed it. */
      g_set_error (error, BIRGE_INSTALL_ERROR, judge_refusal (local->code), "%s: %s: %s", folder, local->message,
                   g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_ACCES) ?
                   "let the kiosk's user read it, or copy it to where that user can" :
                   "give a folder that “birge content build” wrote");
      return NULL;
    }
  while (names->len <= MAX_CHANNELS && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  if (names->len == 0 || names->len > MAX_CHANNELS)
    {
      refuse (folder, names->len == 0 ? "it holds no catalogue" : "it holds too many catalogues",
              "give a folder that “birge content build” wrote", error);
      return NULL;
    }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* All of @fd, which has @size bytes; NULL and errno when it cannot be read or was cut meanwhile. */
static GBytes *
read_all (int fd, gsize size)
{
  g_autofree guint8 *data = g_malloc (size + 1);
  gsize done = 0;

  while (done < size)
    {
      ssize_t n = read (fd, data + done, size - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          errno = n == 0 ? EIO : errno;
          return NULL;
        }
      done += (gsize) n;
    }
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

/* Through one descriptor, so that what was measured is what is read; a pipe must not make us wait. */
static GBytes *
read_catalogue (const char *path, GError **error)
{
  GBytes *bytes = NULL;
  struct stat info;
  int fd = TEMP_FAILURE_RETRY (open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));

  if (fd < 0 || fstat (fd, &info) != 0)
    refuse_to_read (path, errno, error);
  else if (!S_ISREG (info.st_mode) || info.st_size > BIRGE_CATALOGUE_MAX_BYTES)
    refuse (path, "it is no file or too large to be a catalogue", "build the content again", error);
  else
    {
      bytes = read_all (fd, (gsize) info.st_size);
      if (bytes == NULL)
        refuse_to_read (path, errno, error);
    }
  if (fd >= 0)
    close (fd);
  return bytes;
}

BirgeRelease *
birge_release_new (void)
{
  BirgeRelease *self = g_new0 (BirgeRelease, 1);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->bytes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->catalogues = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_catalogue_free);
  self->may_shrink = g_array_new (FALSE, FALSE, sizeof (gboolean));
  self->parts = g_ptr_array_new ();
  return self;
}

static void
take_catalogue (BirgeRelease *self, GBytes *bytes, BirgeCatalogue *catalogue, gboolean may_shrink)
{
  g_ptr_array_add (self->names, g_strconcat (catalogue->channel, SUFFIX, NULL));
  g_ptr_array_add (self->bytes, g_bytes_ref (bytes));
  g_array_append_val (self->may_shrink, may_shrink);
  g_ptr_array_add (self->catalogues, catalogue);
}

gboolean
birge_release_add (BirgeRelease *self, BirgeVerifiedTarget *target, GBytes *bytes, GError **error)
{
  const char *path = birge_verified_target_get_path (target);
  gboolean may_shrink = json_is_true (json_object_get (birge_verified_target_get_custom (target), "shrink_ok"));
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autofree char *prefix = NULL;

  if (!birge_expected_check (birge_verified_target_get_expected (target), path, bytes, error))
    return FALSE;
  catalogue = birge_catalogue_from_bytes (bytes, error);
  if (catalogue == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  prefix = g_strconcat ("catalog/", catalogue->channel, ".", NULL);
  if (!birge_name_is_name (catalogue->channel) || g_str_equal (catalogue->channel, BIRGE_RELEASE_KEPT) ||
      !g_str_has_prefix (path, prefix))
    {
      g_set_error (error, BIRGE_CATALOGUE_ERROR, BIRGE_CATALOGUE_ERROR_SYNTAX,
                   "%s: it is the list of another channel: tell the publisher", path);
      return FALSE;
    }
  take_catalogue (self, bytes, g_steal_pointer (&catalogue), may_shrink);
  return TRUE;
}

void
birge_release_add_shown (BirgeRelease *self, const char *channel, const BirgeRelease *current)
{
  g_autofree char *name = g_strconcat (channel, SUFFIX, NULL);

  for (guint i = 0; current != NULL && i < current->names->len; i++)
    if (g_str_equal (g_ptr_array_index (current->names, i), name))
      {
        GBytes *bytes = g_ptr_array_index (current->bytes, i);
        BirgeCatalogue *catalogue = birge_catalogue_from_bytes (bytes, NULL);

        if (catalogue != NULL)
          take_catalogue (self, bytes, catalogue, FALSE);
      }
}

void
birge_release_keep (BirgeRelease *self, guint channel, const BirgeRelease *current)
{
  const char *name = g_ptr_array_index (self->names, channel);

  for (guint i = 0; current != NULL && i < current->names->len; i++)
    if (g_str_equal (g_ptr_array_index (current->names, i), name))
      {
        GBytes *bytes = g_ptr_array_index (current->bytes, i);
        BirgeCatalogue *catalogue = birge_catalogue_from_bytes (bytes, NULL);

        birge_catalogue_free (g_ptr_array_index (self->catalogues, channel));
        self->catalogues->pdata[channel] = catalogue;
        g_bytes_unref (g_ptr_array_index (self->bytes, channel));
        self->bytes->pdata[channel] = g_bytes_ref (bytes);
        return;
      }
  g_ptr_array_remove_index (self->names, channel);
  g_ptr_array_remove_index (self->bytes, channel);
  g_ptr_array_remove_index (self->catalogues, channel);
  g_array_remove_index (self->may_shrink, channel);
}

static gboolean
load_catalogue (BirgeRelease *self, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *channel = g_strndup (name, strlen (name) - strlen (SUFFIX));
  g_autoptr(GBytes) bytes = read_catalogue (path, error);
  g_autoptr(BirgeCatalogue) catalogue = NULL;
  g_autoptr(GError) local = NULL;

  if (bytes == NULL)
    return FALSE;
  catalogue = birge_catalogue_from_bytes (bytes, &local);
  if (catalogue == NULL)
    return refuse (path, local->message, "build the content again", error);
  if (!birge_name_is_name (channel) || !g_str_equal (catalogue->channel, channel))
    return refuse (path, "its name is not that of its channel", "build the content again", error);

  if (g_str_equal (channel, BIRGE_RELEASE_KEPT))
    self->kept = g_steal_pointer (&catalogue);
  else
    take_catalogue (self, bytes, g_steal_pointer (&catalogue), FALSE);
  return TRUE;
}

static gint
compare_parts (gconstpointer a, gconstpointer b)
{
  const BirgeCataloguePart *first = *(BirgeCataloguePart *const *) a;
  const BirgeCataloguePart *second = *(BirgeCataloguePart *const *) b;
  int order = strcmp (first->id, second->id);

  if (order == 0)
    order = strcmp (first->part, second->part);
  if (order == 0)
    order = g_strcmp0 (first->lang, second->lang);
  return order;
}

/* Pictures and films speak no language. */
static gboolean
is_wanted (const BirgeCataloguePart *part, const char *const *languages)
{
  return languages == NULL || part->lang == NULL || g_strv_contains (languages, part->lang);
}

static void
merge_parts (BirgeRelease *self, const char *const *languages)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < self->catalogues->len; i++)
    g_ptr_array_extend (all, ((BirgeCatalogue *) g_ptr_array_index (self->catalogues, i))->parts, NULL, NULL);
  if (self->catalogues->len > 1)
    g_ptr_array_sort (all, compare_parts); /* stable: the order of channels stays */
  for (guint i = 0; i < all->len; i++)
    if ((i == 0 || compare_parts (&all->pdata[i - 1], &all->pdata[i]) != 0) &&
        is_wanted (g_ptr_array_index (all, i), languages))
      g_ptr_array_add (self->parts, all->pdata[i]);
}

static void
describe (BirgeRelease *self)
{
  g_autoptr(GString) releases = g_string_new (NULL);

  for (guint i = 0; i < self->catalogues->len; i++)
    {
      const BirgeCatalogue *catalogue = g_ptr_array_index (self->catalogues, i);

      g_string_append_printf (releases, "%s%s %" G_GINT64_FORMAT, i > 0 ? ", " : "", catalogue->channel,
                              catalogue->release);
      if (g_strcmp0 (catalogue->issued, self->issued) > 0)
        {
          g_free (self->issued);
          self->issued = g_strdup (catalogue->issued);
        }
    }
  self->releases = g_string_free (g_steal_pointer (&releases), FALSE);
}

void
birge_release_close (BirgeRelease *self, const char *const *languages)
{
  if (languages != NULL && languages[0] == NULL)
    languages = NULL;
  self->languages = languages != NULL ? g_strjoinv (" ", (char **) languages) : NULL;
  merge_parts (self, languages);
  describe (self);
}

/* What is written beside the catalogues; NULL in @text when there is no such file. */
static gboolean
load_text (const char *folder, const char *name, char **text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) local = NULL;

  if (g_file_get_contents (path, text, NULL, &local) || g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  g_set_error_literal (error, BIRGE_INSTALL_ERROR, judge_refusal (local->code), local->message);
  return FALSE;
}

BirgeRelease *
birge_release_load (const char *dir, GError **error)
{
  g_autoptr(BirgeRelease) self = birge_release_new ();
  g_autofree char *folder = g_build_filename (dir, "catalog", NULL);
  g_autoptr(GPtrArray) names = list_names (folder, error);
  g_autofree char *text = NULL;
  g_auto(GStrv) languages = NULL;

  if (names == NULL || !load_text (folder, LANGUAGES, &text, error) ||
      !load_text (folder, PUBLISHER, &self->publisher, error))
    return NULL;
  for (guint i = 0; i < names->len; i++)
    if (!load_catalogue (self, folder, g_ptr_array_index (names, i), error))
      return NULL;
  if (self->names->len == 0)
    {
      refuse (folder, "it holds no catalogue of a channel", "give a folder that “birge content build” wrote", error);
      return NULL;
    }
  if (text != NULL) /* else it holds all */
    languages = g_strsplit (g_strstrip (text), " ", -1);
  birge_release_close (self, (const char *const *) languages);
  return g_steal_pointer (&self);
}

static gboolean
write_file (const char *folder, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  /* The folder is not part of anything yet; the file system is synchronised before it is. */
  return g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0644, error);
}

static GBytes *
kept_to_bytes (const BirgeRelease *self, GPtrArray *parts)
{
  g_autoptr(BirgeCatalogue) catalogue = birge_catalogue_new (BIRGE_RELEASE_KEPT, 1, self->issued);

  for (guint i = 0; i < parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (parts, i);
      BirgeCataloguePart *copy = birge_catalogue_add (catalogue);

      *copy = *part;
      copy->id = g_strdup (part->id);
      copy->part = g_strdup (part->part);
      copy->type = g_strdup (part->type);
      copy->lang = g_strdup (part->lang);
      copy->group = g_strdup (part->group);
      copy->sha256 = g_strdup (part->sha256);
      copy->stored = g_strdup (part->stored);
      copy->obj = g_strdup (part->obj);
      copy->enc = g_strdup (part->enc);
      copy->blocks = g_strdupv (part->blocks);
    }
  return birge_catalogue_to_bytes (catalogue);
}

static gboolean
write_text (const char *folder, const char *name, const char *text, GError **error)
{
  g_autoptr(GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;

  return bytes == NULL || write_file (folder, name, bytes, error);
}

gboolean
birge_release_write (const BirgeRelease *self, GPtrArray *kept, const char *dir, GError **error)
{
  g_autofree char *folder = g_build_filename (dir, "catalog", NULL);

  g_mkdir (folder, 0755);
  for (guint i = 0; i < self->names->len; i++)
    if (!write_file (folder, g_ptr_array_index (self->names, i), g_ptr_array_index (self->bytes, i), error))
      return FALSE;
  if (!write_text (folder, LANGUAGES, self->languages, error) || !write_text (folder, PUBLISHER, self->publisher, error))
    return FALSE;
  if (kept->len > 0)
    {
      g_autoptr(GBytes) bytes = kept_to_bytes (self, kept);

      return write_file (folder, BIRGE_RELEASE_KEPT SUFFIX, bytes, error);
    }
  return TRUE;
}

gboolean
birge_release_have_one_publisher (const BirgeRelease *a, const BirgeRelease *b)
{
  return a->publisher == NULL || b->publisher == NULL || g_str_equal (a->publisher, b->publisher);
}

gboolean
birge_release_equal (const BirgeRelease *a, const BirgeRelease *b)
{
  if (a->names->len != b->names->len || g_strcmp0 (a->languages, b->languages) != 0)
    return FALSE;
  for (guint i = 0; i < a->names->len; i++)
    if (!g_str_equal (a->names->pdata[i], b->names->pdata[i]) || !g_bytes_equal (a->bytes->pdata[i], b->bytes->pdata[i]))
      return FALSE;
  return TRUE;
}
