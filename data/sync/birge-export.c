/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-export-private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/library/birge-object.h"
#include "data/sync/birge-stick-writer-private.h"
#include "data/sync/birge-store-private.h"
#include "data/sync/birge-sum-private.h"
#include "data/sync/birge-turn.h"

/* Objects first, then the lists that name them, the timestamp last: as a publisher brings them to a server. */

#define PIECE_BYTES  (1024 * 1024)
#define MARGIN_BYTES (1024 * 1024) /* of folders and metadata */

/* A file of the store that goes onto the stick: a pack, or a part of its own. */
typedef struct {
  char   *name;
  gint64  length;
  guint   tier;    /* the lowest of its parts */
  guint   rank;    /* in the order of the catalogues */
} Object;

typedef struct {
  const char          *state_dir;
  BirgeExportPlan     *plan;
  BirgeStickWriter    *stick;
  GPtrArray           *objects; /* of Object */
  GHashTable          *names;   /* name → Object, both borrowed */
  BirgeSum            *sum;
  guint8              *piece;
  BirgeExportStatus    status;
  BirgeExportProgress  progress;
  gpointer             user_data;
  GCancellable        *cancellable;
  BirgeExportResult   *result;
} Export;

G_DEFINE_QUARK (birge-export-error-quark, birge_export_error)

void
birge_export_result_clear (BirgeExportResult *self)
{
  g_clear_pointer (&self->releases, g_free);
  g_clear_pointer (&self->left_out, g_strfreev);
}

static void
object_free (gpointer data)
{
  Object *self = data;

  g_free (self->name);
  g_free (self);
}

static void
export_clear (Export *self)
{
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->objects, g_ptr_array_unref);
  g_clear_pointer (&self->stick, _birge_stick_writer_free);
  g_clear_pointer (&self->plan, _birge_export_plan_free);
  g_clear_pointer (&self->sum, _birge_sum_free);
  g_clear_pointer (&self->piece, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, export_clear)

static void
tell (Export *self)
{
  if (self->progress != NULL)
    self->progress (&self->status, self->user_data);
}

static char *
dup_path (const char *name)
{
  return g_strdup_printf ("objects/%.2s/%s", name, name);
}

/* What is to go along */

static void
add_object (Export *self, const char *name, gint64 length, guint tier)
{
  Object *object = g_hash_table_lookup (self->names, name);

  if (object != NULL)
    {
      object->tier = MIN (object->tier, tier);
      return;
    }
  object = g_new (Object, 1);
  *object = (Object) { g_strdup (name), length, tier, self->objects->len };
  g_ptr_array_add (self->objects, object);
  g_hash_table_insert (self->names, object->name, object);
  self->status.total += length;
}

static void
add_part (Export *self, const BirgeCataloguePart *part, GHashTable *lengths)
{
  BirgeObject object = birge_object_of_part (part);
  gint64 *length = object.pack != NULL ? g_hash_table_lookup (lengths, object.pack) : NULL;

  if (object.pack != NULL && length == NULL) /* thousands of parts lie in one pack: it is looked at once */
    {
      length = g_new (gint64, 1);
      *length = birge_object_get_length (self->state_dir, object.pack);
      g_hash_table_insert (lengths, (char *) object.pack, length);
    }
  if (length != NULL && *length >= object.off + object.len)
    add_object (self, object.pack, *length, part->tier);
  else if (birge_object_get_length (self->state_dir, object.stored) == object.len)
    add_object (self, object.stored, object.len, part->tier);
  else
    self->result->missing_bytes += part->len;
}

static gint
compare_objects (gconstpointer a, gconstpointer b)
{
  const Object *first = *(Object *const *) a;
  const Object *second = *(Object *const *) b;

  if (first->tier != second->tier)
    return first->tier < second->tier ? -1 : 1;
  return first->rank < second->rank ? -1 : first->rank > second->rank;
}

static void
list_objects (Export *self)
{
  g_autoptr(GHashTable) lengths = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr(GString) releases = g_string_new (NULL);

  for (guint i = 0; i < self->plan->lists->len; i++)
    {
      const BirgeRelease *list = g_ptr_array_index (self->plan->lists, i);
      const BirgeCatalogue *catalogue = g_ptr_array_index (list->catalogues, 0);

      g_string_append_printf (releases, "%s%s %" G_GINT64_FORMAT, i > 0 ? ", " : "", catalogue->channel, catalogue->release);
      for (guint k = 0; k < catalogue->parts->len; k++)
        add_part (self, g_ptr_array_index (catalogue->parts, k), lengths);
    }
  g_ptr_array_sort (self->objects, compare_objects); /* so that half a stick holds the texts */
  self->result->releases = g_string_free (g_steal_pointer (&releases), FALSE);
}

/* What is on the stick already */

static gboolean
refuse_stick (const char *dir, const char *why, const char *todo, GError **error)
{
  g_set_error (error, BIRGE_EXPORT_ERROR, BIRGE_EXPORT_ERROR_FOREIGN, "%s: %s: %s", dir, why, todo);
  return FALSE;
}

/* Whether the stick knows a later root, or a later timestamp, of this publisher. @is_known: it holds a timestamp of theirs. */
static gboolean
is_newer (Export *self, GBytes *timestamp, gboolean *is_known)
{
  g_autoptr(BirgeTrustedSet) set =
    birge_trusted_set_new (birge_verified_get_bytes (self->plan->root), G_MAXINT64, BIRGE_TRUST_EXPIRY_IGNORED, NULL);
  g_autofree char *path =
    g_strdup_printf ("metadata/%" G_GINT64_FORMAT ".root.json", birge_verified_get_version (self->plan->root) + 1);
  g_autoptr(GBytes) root = _birge_stick_writer_read (self->stick, path, BIRGE_TRUST_MAX_ROOT_BYTES);
  gboolean is_new = FALSE;

  g_return_val_if_fail (set != NULL, FALSE);

  *is_known = TRUE;
  if (root != NULL && birge_trusted_set_update_root (set, root, NULL))
    return TRUE;
  *is_known = birge_trusted_set_update_timestamp (set, timestamp, &is_new, NULL);
  return *is_known && birge_verified_get_version (birge_trusted_set_get_timestamp (set)) >
                      birge_verified_get_version (self->plan->timestamp);
}

static gboolean
check_stick (Export *self, const char *dir, GError **error)
{
  static const char foreign[] = "its folder BIRGE holds another publisher's content, or is damaged";
  static const char todo[] = "take another stick, or remove the folder BIRGE from this one";
  g_autoptr(GBytes) timestamp = _birge_stick_writer_read (self->stick, "metadata/timestamp.json", BIRGE_TRUST_MAX_TIMESTAMP_BYTES);
  gboolean is_ours = FALSE;
  gboolean is_known = FALSE;

  for (guint i = 0; i < self->plan->roots->len; i++)
    {
      const BirgeExportFile *root = g_ptr_array_index (self->plan->roots, i);
      g_autoptr(GBytes) there = _birge_stick_writer_read (self->stick, root->path, BIRGE_TRUST_MAX_ROOT_BYTES);

      if (there != NULL && !g_bytes_equal (there, root->bytes))
        return refuse_stick (dir, foreign, todo, error);
      is_ours |= there != NULL;
    }
  if (timestamp == NULL)
    return TRUE;
  if (is_newer (self, timestamp, &is_known))
    return refuse_stick (dir, "it holds newer content than this kiosk", "bring that onto this kiosk first: birge sync --from …", error);
  return is_ours || is_known || refuse_stick (dir, foreign, todo, error);
}

static gboolean
check_space (Export *self, const char *dir, GError **error)
{
  gint64 block = 1;
  gint64 available = _birge_stick_writer_get_free (self->stick, &block);
  gint64 need = MARGIN_BYTES;
  g_autofree char *size = NULL;

  for (guint i = 0; i < self->objects->len; i++)
    {
      const Object *object = g_ptr_array_index (self->objects, i);
      g_autofree char *path = dup_path (object->name);

      if (_birge_stick_writer_get_length (self->stick, path) != object->length)
        need += (object->length + block - 1) / block * block;
    }
  if (available < 0 || need <= available)
    return TRUE;
  size = g_format_size ((guint64) (need - available));
  g_set_error (error, BIRGE_EXPORT_ERROR, BIRGE_EXPORT_ERROR_NO_SPACE,
               "%s: it needs %s more: delete what you do not need on it, or take a larger one", dir, size);
  return FALSE;
}

/* Copying */

/* Reads a file and says whether its bytes are those of @name; with @copy, writes them onto the stick on the way. -1: the
 * stick failed, or somebody cancelled. */
static int
read_object (Export *self, int fd, const char *name, gboolean copy, GError **error)
{
  ssize_t n;

  _birge_sum_reset (self->sum);
  while ((n = read (fd, self->piece, PIECE_BYTES)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return -1;
      _birge_sum_add (self->sum, self->piece, (gsize) n);
      if (copy && !_birge_stick_writer_add (self->stick, self->piece, (gsize) n, error))
        return -1;
      self->status.done += n;
      tell (self);
    }
  return n == 0 && _birge_sum_is (self->sum, name);
}

/* TRUE as well when it is damaged here, which is counted. FALSE: everything has to stop. */
static gboolean
copy_file (Export *self, const Object *object, gboolean *is_damaged, GError **error)
{
  g_autofree char *from = birge_object_dup_path (self->state_dir, object->name);
  g_autofree char *path = dup_path (object->name);
  gint64 before = self->status.done;
  int fd = open (from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  int right = 0;

  *is_damaged = FALSE;
  if (fd >= 0 && !_birge_stick_writer_begin (self->stick, path, error))
    right = -1;
  else if (fd >= 0)
    right = read_object (self, fd, object->name, TRUE, error);
  if (fd >= 0)
    close (fd);
  self->status.done = before + object->length;
  if (!_birge_stick_writer_end (self->stick, right == 1, right >= 0 ? error : NULL) || right < 0)
    return FALSE;
  if (right == 1)
    self->result->copied_bytes += object->length;
  *is_damaged = right == 0;
  return TRUE;
}

/* Whether the stick has an object, and right. -1: somebody cancelled. */
static int
is_there (Export *self, const Object *object, GError **error)
{
  g_autofree char *path = dup_path (object->name);
  gint64 before = self->status.done;
  int fd = _birge_stick_writer_open_file (self->stick, path);
  int right = 0;
  struct stat info;

  if (fd < 0)
    return 0;
  if (fstat (fd, &info) == 0 && (gint64) info.st_size == object->length)
    right = read_object (self, fd, object->name, FALSE, error);
  close (fd);
  if (right == 1)
    self->result->kept_bytes += object->length;
  else
    self->status.done = before;
  return right;
}

/* A pack with a fault still holds parts without one. */
static gboolean
copy_parts_of (Export *self, const char *pack, GError **error)
{
  for (guint i = 0; i < self->plan->lists->len; i++)
    {
      const BirgeRelease *list = g_ptr_array_index (self->plan->lists, i);
      const BirgeCatalogue *catalogue = g_ptr_array_index (list->catalogues, 0);

      for (guint k = 0; k < catalogue->parts->len; k++)
        {
          BirgeObject object = birge_object_of_part (g_ptr_array_index (catalogue->parts, k));
          g_autofree char *path = dup_path (object.stored);
          g_autoptr(GBytes) bytes = NULL;

          if (g_strcmp0 (object.pack, pack) != 0 || g_hash_table_contains (self->names, object.stored) ||
              _birge_stick_writer_get_length (self->stick, path) == object.len)
            continue;
          g_hash_table_insert (self->names, (char *) object.stored, NULL); /* once is enough */
          bytes = birge_object_load_stored (self->state_dir, &object, NULL);
          if (bytes != NULL &&
              !(_birge_stick_writer_begin (self->stick, path, error) &&
                _birge_stick_writer_add (self->stick, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error) &&
                _birge_stick_writer_end (self->stick, TRUE, error)))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
copy_objects (Export *self, GError **error)
{
  for (guint i = 0; i < self->objects->len; i++)
    {
      const Object *object = g_ptr_array_index (self->objects, i);
      gboolean is_damaged = FALSE;
      int there = is_there (self, object, error);

      if (there < 0 || (there == 0 && !copy_file (self, object, &is_damaged, error)))
        {
          _birge_stick_writer_end (self->stick, FALSE, NULL);
          _birge_stick_writer_flush (self->stick, NULL); /* what is whole stays for the next time */
          return FALSE;
        }
      if (!is_damaged)
        continue;
      self->result->n_damaged++;
      if (!copy_parts_of (self, object->name, error))
        return FALSE;
    }
  return _birge_stick_writer_flush (self->stick, error);
}

static gboolean
put_files (Export *self, GPtrArray *files, GError **error)
{
  for (guint i = 0; i < files->len; i++)
    {
      const BirgeExportFile *file = g_ptr_array_index (files, i);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
          !_birge_stick_writer_put (self->stick, file->path, file->bytes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
export_locked (Export *self, const char *dir, GError **error)
{
  const char *first;

  self->plan = _birge_export_plan_new (self->state_dir, error);
  if (self->plan == NULL)
    return FALSE;
  first = ((const BirgeExportFile *) g_ptr_array_index (self->plan->roots, 0))->path;
  self->result->first_root = g_ascii_strtoll (strchr (first, '/') + 1, NULL, 10);
  self->result->expires_s = birge_verified_get_expires_s (self->plan->timestamp);
  self->result->left_out = g_strdupv (self->plan->left_out);
  list_objects (self);
  self->stick = _birge_stick_writer_open (dir, error);
  return self->stick != NULL && check_stick (self, dir, error) && check_space (self, dir, error) && copy_objects (self, error) &&
         put_files (self, self->plan->catalogues, error) && put_files (self, self->plan->metadata, error);
}

gboolean
birge_export (const char *state_dir, const char *dir, BirgeExportProgress progress, gpointer user_data,
              GCancellable *cancellable, BirgeExportResult *result, GError **error)
{
  g_auto(Export) self = { .state_dir = state_dir, .progress = progress, .user_data = user_data, .cancellable = cancellable,
                          .result = result };
  gboolean done;
  int lock;

  g_return_val_if_fail (state_dir != NULL && dir != NULL && result != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  *result = (BirgeExportResult) { 0 };
  self.objects = g_ptr_array_new_with_free_func (object_free);
  self.names = g_hash_table_new (g_str_hash, g_str_equal);
  self.sum = _birge_sum_new ();
  self.piece = g_malloc (PIECE_BYTES);
  lock = birge_turn_take (state_dir, BIRGE_TURN_ASKING, cancellable, error); /* no update may take objects away meanwhile */
  if (lock < 0)
    return FALSE;
  done = export_locked (&self, dir, error);
  birge_turn_end (lock);
  return done;
}
