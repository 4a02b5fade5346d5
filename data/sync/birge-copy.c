/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "data/formats/birge-digest.h"
#include "data/library/birge-object.h"
#include "data/sync/birge-store-private.h"

/* Objects are copied aside by a few threads, hashed while they are copied, put on the disk a batch at a time with one
 * syncfs(), and only then renamed to where they count.
 *
 * A pack is copied whole, as the object it is. A part is copied alone where the source has it alone, or where it lies in a
 * pack but is wanted as a file of its own (birge_catalogue_part_is_packed()). */

#define BATCH_FILES   4096
#define BATCH_BYTES   (64 * 1024 * 1024)
#define CHUNK_BYTES   (256 * 1024)
#define CHUNK_FILES   32 /* small files a thread takes at once; waking somebody for each would cost more than the work */
#define N_THREADS     2
#define RESERVE_BYTES (64 * 1024 * 1024) /* what stays free for everything else on the disk */
#define TICK_US       (G_USEC_PER_SEC / 10)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)

typedef enum {
  COPY_WAITING,
  COPY_DONE,
  COPY_NOT_THERE, /* the source does not have it */
} CopyState;

typedef struct {
  const BirgeCataloguePart *part;
  GPtrArray                *pack;    /* (borrowed) all parts that the pack of @part holds; NULL: @part alone */
  gint64                    len;
  CopyState                 state;
  guint                     n_chunk; /* in the first of a chunk: how many the thread takes */
} Copy;

typedef struct {
  const char *source_dir;
  const char *state_dir;
  char       *partial;
  GHashTable *packs;     /* name (borrowed) → GPtrArray of BirgeCataloguePart: what is wanted of each */

  GMutex      lock;      /* guards what follows */
  GCond       changed;
  guint       left;      /* of the batch */
  gint64      done_bytes;
  GError     *error;     /* the first */
} Copier;

static gboolean
source_error (const char *path, const char *why, GError **error)
{
  g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_SOURCE, "%s: %s: build or copy the content again", path,
               why);
  return FALSE;
}

static const char *
get_name (const Copy *copy)
{
  return copy->pack != NULL ? copy->part->obj : copy->part->stored;
}

/* The part on its own or, if the source has none, the pack that holds it. -1 when there is neither. */
static int
open_source (Copier *self, const Copy *copy, gint64 *offset, char **path)
{
  const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK; /* a pipe must not make us wait */
  const BirgeCataloguePart *part = copy->part;
  int fd;

  *offset = 0;
  *path = birge_object_dup_path (self->source_dir, get_name (copy));
  fd = open (*path, flags);
  if (fd >= 0 || copy->pack != NULL || g_str_equal (part->obj, part->stored))
    return fd;
  g_free (*path);
  *offset = part->off;
  *path = birge_object_dup_path (self->source_dir, part->obj);
  return open (*path, flags);
}

static gboolean
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0)
    {
      ssize_t n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      length -= (gsize) n;
    }
  return TRUE;
}

static gboolean
is_digest (EVP_MD_CTX *context, const char *expected)
{
  guint8 sum[EVP_MAX_MD_SIZE];
  char hex[BIRGE_DIGEST_LENGTH + 1] = "";
  guint length = 0;

  EVP_DigestFinal_ex (context, sum, &length);
  for (guint i = 0; i < length && i < BIRGE_DIGEST_LENGTH / 2; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", sum[i]);
  return g_str_equal (hex, expected);
}

static void
add_done (Copier *self, gint64 bytes)
{
  g_mutex_lock (&self->lock);
  self->done_bytes += bytes;
  g_mutex_unlock (&self->lock);
}

/* Through one descriptor each way: what was hashed is what was written. */
static gboolean
copy_bytes (Copier *self, int in, gint64 offset, const char *path, int out, const char *out_path,
            const BirgeCataloguePart *part, GError **error)
{
  g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  gint64 left = part->len;

  EVP_DigestInit_ex (context, EVP_sha256 (), NULL);
  while (left > 0)
    {
      ssize_t n = pread (in, chunk, (gsize) MIN (left, CHUNK_BYTES), offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return source_error (path, n < 0 ? g_strerror (errno) : "it is shorter than the catalogue says", error);
      EVP_DigestUpdate (context, chunk, (gsize) n);
      if (!write_all (out, chunk, (gsize) n))
        return _birge_store_failed (out_path, errno, error);
      offset += n;
      left -= n;
      add_done (self, n);
    }
  return is_digest (context, part->stored) || source_error (path, "its bytes are not what the catalogue says", error);
}

/* Whether the bytes of a pack are what its name and the lines of the catalogue say. */
static gboolean
check_pack (const Copy *copy, const guint8 *data, gint64 length, const char *path, GError **error)
{
  g_autoptr(GBytes) whole = g_bytes_new_static (data, (gsize) length);
  g_autofree char *name = birge_digest_bytes (whole);

  if (!g_str_equal (name, copy->part->obj))
    return source_error (path, "its bytes are not what its name says", error);
  for (guint i = 0; i < copy->pack->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (copy->pack, i);
      g_autoptr(GBytes) range = NULL;
      g_autofree char *digest = NULL;

      if (part->off + part->len > length)
        return source_error (path, "it is shorter than the catalogue says", error);
      range = g_bytes_new_static (data + part->off, (gsize) part->len);
      digest = birge_digest_bytes (range);
      if (!g_str_equal (digest, part->stored))
        return source_error (path, "its bytes are not what the catalogue says", error);
    }
  return TRUE;
}

/* Read whole, checked, then written. */
static gboolean
copy_pack (Copier *self, const Copy *copy, int in, const char *path, int out, const char *out_path, GError **error)
{
  g_autofree guint8 *data = g_malloc ((gsize) copy->len + 1);
  gint64 length = 0;

  while (length <= copy->len)
    {
      ssize_t n = pread (in, data + length, (gsize) (copy->len + 1 - length), length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return source_error (path, g_strerror (errno), error);
      if (n == 0)
        break;
      length += n;
    }
  if (length != copy->len)
    return source_error (path, "it changed while it was copied", error);
  if (!check_pack (copy, data, length, path, error))
    return FALSE;
  if (!write_all (out, data, (gsize) length))
    return _birge_store_failed (out_path, errno, error);
  add_done (self, length);
  return TRUE;
}

static gboolean
copy_object (Copier *self, Copy *copy, GError **error)
{
  g_autofree char *out_path = g_build_filename (self->partial, get_name (copy), NULL);
  g_autofree char *path = NULL;
  gint64 offset = 0;
  gboolean done;
  struct stat info;
  int out;
  int in = open_source (self, copy, &offset, &path);

  if (in < 0 && errno != ENOENT)
    return source_error (path, g_strerror (errno), error);
  if (in < 0)
    {
      copy->state = COPY_NOT_THERE;
      add_done (self, copy->len);
      return TRUE;
    }
  if (fstat (in, &info) != 0 || !S_ISREG (info.st_mode))
    {
      close (in);
      return source_error (path, "it is no file", error);
    }
  out = open (out_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (out < 0)
    {
      _birge_store_failed (out_path, errno, error);
      close (in);
      return FALSE;
    }
  done = copy->pack != NULL ? copy_pack (self, copy, in, path, out, out_path, error)
                            : copy_bytes (self, in, offset, path, out, out_path, copy->part, error);
  close (in);
  if (close (out) != 0 && done)
    done = _birge_store_failed (out_path, errno, error);
  if (done)
    copy->state = COPY_DONE;
  return done;
}

static gboolean
is_stopped (Copier *self)
{
  gboolean stopped;

  g_mutex_lock (&self->lock);
  stopped = self->error != NULL;
  g_mutex_unlock (&self->lock);
  return stopped;
}

static void
run_copies (gpointer data, gpointer user_data)
{
  Copy *chunk = data;
  Copier *self = user_data;
  GError *error = NULL;

  for (guint i = 0; i < chunk->n_chunk && error == NULL && !is_stopped (self); i++)
    copy_object (self, &chunk[i], &error);

  g_mutex_lock (&self->lock);
  if (self->error == NULL)
    self->error = g_steal_pointer (&error);
  self->left -= chunk->n_chunk;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_clear_error (&error);
}

/* Hands a batch to the threads: many small files at once, a large one alone. */
static void
push_chunks (GThreadPool *pool, Copy *batch, guint n)
{
  for (guint from = 0; from < n; from += batch[from].n_chunk)
    {
      gint64 bytes = 0;
      guint i = from;

      while (i < n && i - from < CHUNK_FILES && bytes < CHUNK_BYTES)
        bytes += batch[i++].len;
      batch[from].n_chunk = i - from;
      g_thread_pool_push (pool, &batch[from], NULL);
    }
}

/* Waits for the batch, telling how far it is. */
static void
wait_for_batch (Copier *self, gint64 total, BirgeInstallProgress progress, gpointer user_data, GCancellable *cancellable)
{
  g_mutex_lock (&self->lock);
  while (self->left > 0)
    {
      gint64 done;

      g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + TICK_US);
      done = self->done_bytes;
      if (self->error == NULL && g_cancellable_is_cancelled (cancellable))
        g_set_error_literal (&self->error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_CANCELLED,
                             "installing: it was cancelled: the old content stays");
      g_mutex_unlock (&self->lock);
      if (progress != NULL)
        progress (BIRGE_INSTALL_PHASE_COPY, done, total, user_data);
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
}

/* Puts the copies of a batch where they count, once their bytes are on the disk. */
static gboolean
finish_batch (Copier *self, Copy *copies, guint n, gint64 *n_copied, GError **error)
{
  if (!_birge_store_sync_disk (self->partial, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (copies[i].state != COPY_DONE)
        continue;
      if (!_birge_store_place (self->state_dir, self->partial, get_name (&copies[i]), error))
        return FALSE;
      *n_copied += 1;
    }
  return TRUE;
}

static GHashTable *
group_by_pack (GPtrArray *parts)
{
  GHashTable *packs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < parts->len; i++)
    {
      BirgeCataloguePart *part = g_ptr_array_index (parts, i);
      GPtrArray *held;

      if (!birge_catalogue_part_is_packed (part))
        continue;
      held = g_hash_table_lookup (packs, part->obj);
      if (held == NULL)
        {
          held = g_ptr_array_new ();
          g_hash_table_insert (packs, part->obj, held);
        }
      g_ptr_array_add (held, part);
    }
  return packs;
}

/* One Copy for each object that is not here yet, however many parts name it. */
static GArray *
list_copies (Copier *self, GPtrArray *parts, gint64 *total)
{
  GArray *copies = g_array_new (FALSE, TRUE, sizeof (Copy));
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  *total = 0;
  for (guint i = 0; i < parts->len; i++)
    {
      const BirgeCataloguePart *part = g_ptr_array_index (parts, i);
      Copy copy = { part, NULL, part->len, COPY_WAITING };
      BirgeObject object = birge_object_of_part (part);

      if (g_hash_table_contains (seen, part->stored) || (object.pack != NULL && g_hash_table_contains (seen, object.pack)) ||
          birge_object_is_here (self->state_dir, &object))
        continue;
      if (object.pack != NULL)
        {
          gint64 length = birge_object_get_length (self->source_dir, object.pack);

          if (length >= 0 && length <= BIRGE_PACK_MAX_BYTES)
            {
              copy.pack = g_hash_table_lookup (self->packs, object.pack);
              copy.len = length;
            }
        }
      g_hash_table_add (seen, (char *) get_name (&copy));
      g_array_append_val (copies, copy);
      *total += copy.len;
    }
  return copies;
}

/* Texts lie in content.db a second time, unpacked and with an index. */
static gint64
estimate_database (GPtrArray *parts)
{
  gint64 bytes = 0;

  for (guint i = 0; i < parts->len; i++)
    if (((BirgeCataloguePart *) g_ptr_array_index (parts, i))->tier == 0)
      bytes += ((BirgeCataloguePart *) g_ptr_array_index (parts, i))->size;
  return bytes;
}

static gboolean
check_space (const char *state_dir, gint64 need, GError **error)
{
  g_autofree char *need_text = NULL;
  g_autofree char *free_text = NULL;
  struct statvfs info;
  gint64 available;

  if (statvfs (state_dir, &info) != 0)
    return _birge_store_failed (state_dir, errno, error);
  available = (gint64) info.f_bavail * (gint64) info.f_frsize;
  if (available >= need)
    return TRUE;
  need_text = g_format_size_full ((guint64) need, G_FORMAT_SIZE_IEC_UNITS);
  free_text = g_format_size_full ((guint64) available, G_FORMAT_SIZE_IEC_UNITS);
  g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NO_SPACE,
               "%s: the disk has %s free and %s are needed: make room", state_dir, free_text, need_text);
  return FALSE;
}

static gint64
run_batches (Copier *self, GArray *copies, gint64 total, BirgeInstallProgress progress, gpointer user_data,
             GCancellable *cancellable, GError **error)
{
  GThreadPool *pool = g_thread_pool_new (run_copies, self, N_THREADS, FALSE, NULL);
  gint64 n_copied = 0;
  gboolean going = TRUE;

  if (progress != NULL) /* once for sure, however quick the threads are */
    progress (BIRGE_INSTALL_PHASE_COPY, 0, total, user_data);
  for (guint from = 0; from < copies->len && going;)
    {
      Copy *batch = &g_array_index (copies, Copy, from);
      gint64 bytes = 0;
      guint n = 0;

      while (from + n < copies->len && n < BATCH_FILES && bytes < BATCH_BYTES)
        bytes += batch[n++].len;
      self->left = n;
      push_chunks (pool, batch, n);
      wait_for_batch (self, total, progress, user_data, cancellable);
      if (self->error != NULL)
        g_propagate_error (error, g_steal_pointer (&self->error));
      else
        from += n;
      going = *error == NULL && finish_batch (self, batch, n, &n_copied, error);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
  return going ? n_copied : -1;
}

gint64
_birge_copy_objects (const char *source_dir, const char *state_dir, GPtrArray *parts, BirgeInstallProgress progress,
                     gpointer user_data, GCancellable *cancellable, GError **error)
{
  Copier self = { source_dir, state_dir };
  g_autoptr(GHashTable) packs = NULL;
  g_autoptr(GArray) copies = NULL;
  g_autoptr(GError) local = NULL;
  gint64 total = 0;
  gint64 n_copied;

  packs = group_by_pack (parts);
  self.packs = packs;
  copies = list_copies (&self, parts, &total);
  if (copies->len == 0)
    return 0;
  if (!check_space (state_dir, total + estimate_database (parts) + RESERVE_BYTES, error))
    return -1;
  self.partial = g_build_filename (state_dir, BIRGE_STORE_PARTIAL, NULL);
  if (g_mkdir_with_parents (self.partial, 0755) != 0)
    {
      _birge_store_failed (self.partial, errno, error);
      g_free (self.partial);
      return -1;
    }
  g_mutex_init (&self.lock);
  g_cond_init (&self.changed);
  n_copied = run_batches (&self, copies, total, progress, user_data, cancellable, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  _birge_store_remove (self.partial);
  g_mutex_clear (&self.lock);
  g_cond_clear (&self.changed);
  g_free (self.partial);
  return n_copied;
}
