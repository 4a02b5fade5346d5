/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-verify.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"
#include "data/library/birge-object.h"
#include "data/sync/birge-install-private.h"
#include "data/sync/birge-store-private.h"
#include "data/sync/birge-sum-private.h"
#include "data/sync/birge-token-bucket.h"
#include "data/sync/birge-turn.h"

/* Objects are read in the order of their names. A machine that is switched off every evening comes to the end none the
 * less: how far a slow reading got lies in <state>/verify, and the next one goes on there. */

#define PLACE       "verify" /* file with the name of the last object that was read */
#define PIECE_BYTES (64 * 1024)
#define SAVE_BYTES  (16 * 1024 * 1024) /* read again at most when it is stopped */

typedef struct {
  char  *name;
  gint64 length;
} Object;

typedef struct {
  const char         *state_dir;
  BirgeVerifyOptions  options;
  BirgeTokenBucket    pace;
  BirgeSum           *sum;
  GPtrArray          *objects; /* of Object, by name */
  GHashTable         *damaged; /* set of names */
  gint64              done;
  gint64              total;
  gint64              unsaved; /* read since the place was saved */
} Verify;

static void
object_free (gpointer data)
{
  Object *self = data;

  g_free (self->name);
  g_free (self);
}

static void
verify_clear (Verify *self)
{
  g_clear_pointer (&self->sum, _birge_sum_free);
  g_clear_pointer (&self->objects, g_ptr_array_unref);
  g_clear_pointer (&self->damaged, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verify, verify_clear)

/* Where the last one was */

static char *
load_place (Verify *self)
{
  g_autofree char *path = g_build_filename (self->state_dir, PLACE, NULL);
  g_autofree char *text = NULL;

  if (!self->options.goes_on || !g_file_get_contents (path, &text, NULL, NULL) || !birge_digest_is_valid (text))
    return NULL;
  return g_steal_pointer (&text);
}

/* @name NULL: at the beginning. That the disk refuses costs time, no more. */
static void
save_place (Verify *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->state_dir, PLACE, NULL);

  if (!self->options.goes_on)
    return;
  if (name != NULL)
    g_file_set_contents_full (path, name, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  else
    g_unlink (path);
  self->unsaved = 0;
}

/* What there is */

static gint
compare_objects (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(Object *const *) a)->name, (*(Object *const *) b)->name);
}

/* Objects of one folder behind @place. */
static void
list_folder (Verify *self, const char *folder, const char *place)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      Object *object;

      if (!birge_digest_is_valid (name) || (place != NULL && strcmp (name, place) <= 0))
        continue;
      object = g_new (Object, 1);
      *object = (Object) { g_strdup (name), MAX (birge_object_get_length (self->state_dir, name), 0) };
      self->total += object->length;
      g_ptr_array_add (self->objects, object);
    }
}

static void
list_objects (Verify *self, const char *place)
{
  g_autofree char *top = g_build_filename (self->state_dir, "objects", NULL);
  g_autoptr(GDir) dir = g_dir_open (top, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (top, name, NULL);

      list_folder (self, folder, place);
    }
  g_ptr_array_sort (self->objects, compare_objects);
}

/* Reading */

static void
keep_pace (Verify *self, gint64 bytes)
{
  gint64 wait_us;

  self->done += bytes;
  self->unsaved += bytes;
  if (self->options.progress != NULL)
    self->options.progress (self->done, self->total, self->options.user_data);
  birge_token_bucket_take (&self->pace, bytes, birge_clock_get_monotonic_us ());
  wait_us = birge_token_bucket_wait_us (&self->pace, birge_clock_get_monotonic_us ());
  if (wait_us > 0 && self->options.pause != NULL)
    self->options.pause (wait_us, self->options.user_data);
  else if (wait_us > 0)
    g_usleep ((gulong) wait_us);
}

/* FALSE: these are not the bytes of the name. What the kernel remembers of the file is forgotten first: the question is
 * what the disk remembers. */
static gboolean
read_object (Verify *self, int fd, const char *name)
{
  struct stat info;

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    return FALSE;
  posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  _birge_sum_reset (self->sum);
  for (gint64 at = 0; at < info.st_size;)
    {
      gint64 length = MIN (info.st_size - at, PIECE_BYTES);

      if (!_birge_sum_add_file (self->sum, fd, at, length))
        return FALSE;
      at += length;
      keep_pace (self, length);
    }
  posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED); /* films that nobody looks at need no memory */
  return _birge_sum_is (self->sum, name);
}

static void
verify_objects (Verify *self)
{
  for (guint i = 0; i < self->objects->len; i++)
    {
      const Object *object = g_ptr_array_index (self->objects, i);
      g_autofree char *path = birge_object_dup_path (self->state_dir, object->name);
      int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

      /* One that is not there any more was collected meanwhile. */
      if (fd < 0 ? g_file_test (path, G_FILE_TEST_EXISTS) : !read_object (self, fd, object->name))
        g_hash_table_add (self->damaged, g_strdup (object->name));
      if (fd >= 0)
        close (fd);
      if (self->unsaved >= SAVE_BYTES && g_hash_table_size (self->damaged) == 0) /* damage is dealt with at the end */
        save_place (self, object->name);
    }
}

/* Taking away */

static gboolean
is_whole_now (gpointer name, gpointer unused, gpointer state_dir)
{
  return birge_object_verify (state_dir, name);
}

static gboolean
drop_damaged (Verify *self, GError **error)
{
  gboolean done;
  int lock;

  if (g_hash_table_size (self->damaged) == 0)
    return TRUE;
  lock = birge_turn_take (self->state_dir, BIRGE_TURN_ONCE, NULL, error);
  if (lock < 0)
    {
      g_prefix_error (error, "%u damaged objects were found, which stay for now: ", g_hash_table_size (self->damaged));
      return FALSE;
    }
  g_hash_table_foreach_remove (self->damaged, is_whole_now, (gpointer) self->state_dir); /* brought again meanwhile */
  done = _birge_install_drop (self->state_dir, self->damaged, error);
  birge_turn_end (lock);
  return done;
}

BirgeStatus *
birge_verify (const char *state_dir, const BirgeVerifyOptions *options, GError **error)
{
  g_auto(Verify) self = { .state_dir = state_dir };
  g_autofree char *place = NULL;
  BirgeStatus *status;

  g_return_val_if_fail (state_dir != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (options != NULL)
    self.options = *options;
  self.sum = _birge_sum_new ();
  self.objects = g_ptr_array_new_with_free_func (object_free);
  self.damaged = _birge_install_set_new ();
  birge_token_bucket_init (&self.pace, self.options.bytes_per_second, birge_clock_get_monotonic_us ());
  place = load_place (&self);
  list_objects (&self, place);
  verify_objects (&self);
  if (!drop_damaged (&self, error))
    return NULL;
  save_place (&self, NULL);
  status = _birge_status_new_after_reading (state_dir, place == NULL && g_hash_table_size (self.damaged) == 0, error);
  if (status != NULL)
    status->n_dropped = g_hash_table_size (self.damaged);
  return status;
}
