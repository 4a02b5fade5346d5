/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-data"

#include "data/compile/birge-pack-memory.h"

#include "data/formats/birge-digest.h"

#include <string.h>

/* First line: hash of all that follows. Second: hash of the probes' frames. Then "sha256 stored len", sorted. */

#define MAX_BYTES (64 * 1024 * 1024)
#define LINE_MIN (2 * BIRGE_DIGEST_LENGTH + 3)

typedef struct {
  char     stored[BIRGE_DIGEST_LENGTH + 1];
  gint64   len;
  gboolean wanted; /* by this build */
} Known;

struct _BirgePackMemory {
  GMutex      lock;
  GHashTable *known; /* SHA-256 → Known */
  char       *probe;
};

static GBytes *
make_sample (gsize size)
{
  static const char *const words[] = { "guide ", "step ", "{\"k\":", "работа ", "жұмыс ", "ish ", "0123456789", ",\"r\":[" };
  g_autoptr(GString) text = g_string_new (NULL);
  guint32 state = 1;

  while (text->len < size)
    {
      state = state * 1664525u + 1013904223u; /* Numerical Recipes' generator: any fixed sequence will do */
      g_string_append (text, words[state >> 29]);
      g_string_append_c (text, (char) ('a' + (state >> 20) % 26));
    }
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

/* Frames of always the same bytes, small and not so small: when another library or level packs them differently, nothing
 * remembered holds. */
static char *
make_probe (void)
{
  g_autoptr(GBytes) small = make_sample (4 * 1024);
  g_autoptr(GBytes) larger = make_sample (64 * 1024);
  g_autoptr(GBytes) small_frame = birge_zstd_compress (small);
  g_autoptr(GBytes) larger_frame = birge_zstd_compress (larger);
  g_autoptr(GByteArray) both = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;

  g_byte_array_append (both, g_bytes_get_data (small_frame, NULL), g_bytes_get_size (small_frame));
  g_byte_array_append (both, g_bytes_get_data (larger_frame, NULL), g_bytes_get_size (larger_frame));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&both));
  return birge_digest_bytes (bytes);
}

static void
read_line (BirgePackMemory *self, char *line)
{
  char *stored = line + BIRGE_DIGEST_LENGTH + 1;
  char *len = stored + BIRGE_DIGEST_LENGTH + 1;
  Known *known;

  if (strlen (line) < LINE_MIN)
    return;
  line[BIRGE_DIGEST_LENGTH] = stored[BIRGE_DIGEST_LENGTH] = '\0';
  if (!birge_digest_is_valid (line) || !birge_digest_is_valid (stored))
    return;

  known = g_new0 (Known, 1);
  g_strlcpy (known->stored, stored, sizeof known->stored);
  known->len = g_ascii_strtoll (len, NULL, 10);
  g_hash_table_insert (self->known, g_strdup (line), known);
}

static void
read_all (BirgePackMemory *self, const char *text, gsize size)
{
  g_autoptr(GBytes) body = NULL;
  g_autofree char *hash = NULL;
  g_auto(GStrv) lines = NULL;

  if (size < BIRGE_DIGEST_LENGTH + 1 || memchr (text, '\0', size) != NULL)
    return;
  body = g_bytes_new_static (text + BIRGE_DIGEST_LENGTH + 1, size - BIRGE_DIGEST_LENGTH - 1);
  hash = birge_digest_bytes (body);
  if (strncmp (text, hash, BIRGE_DIGEST_LENGTH) != 0)
    return;

  lines = g_strsplit (text + BIRGE_DIGEST_LENGTH + 1, "\n", -1);
  if (lines[0] == NULL || strcmp (lines[0], self->probe) != 0)
    return;
  for (guint i = 1; lines[i] != NULL; i++)
    read_line (self, lines[i]);
}

BirgePackMemory *
birge_pack_memory_load (const char *path)
{
  BirgePackMemory *self = g_new0 (BirgePackMemory, 1);
  g_autoptr(GMappedFile) file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_mapped_file_new (path, FALSE, NULL) : NULL;

  g_mutex_init (&self->lock);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->probe = make_probe ();
  if (file != NULL && g_mapped_file_get_length (file) > 0 && g_mapped_file_get_length (file) <= MAX_BYTES)
    {
      /* A copy, as a mapping has no end mark. */
      g_autofree char *text = g_strndup (g_mapped_file_get_contents (file), g_mapped_file_get_length (file));

      if (strlen (text) == g_mapped_file_get_length (file))
        read_all (self, text, strlen (text));
    }
  return self;
}

void
birge_pack_memory_free (BirgePackMemory *self)
{
  if (self == NULL)
    return;

  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->known);
  g_free (self->probe);
  g_free (self);
}

gboolean
birge_pack_memory_find (BirgePackMemory *self, const char *sha256, char **stored, gint64 *len)
{
  Known *known;

  g_mutex_lock (&self->lock);
  known = g_hash_table_lookup (self->known, sha256);
  if (known != NULL)
    {
      known->wanted = TRUE;
      *stored = g_strdup (known->stored);
      *len = known->len;
    }
  g_mutex_unlock (&self->lock);
  return known != NULL;
}

void
birge_pack_memory_keep (BirgePackMemory *self, const char *sha256, const char *stored, gint64 len)
{
  Known *known = g_new0 (Known, 1);

  g_strlcpy (known->stored, stored, sizeof known->stored);
  known->len = len;
  known->wanted = TRUE;
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->known, g_strdup (sha256), known);
  g_mutex_unlock (&self->lock);
}

gboolean
birge_pack_memory_save (BirgePackMemory *self, const char *path, GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GList) keys = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autofree char *hash = NULL;

  g_mutex_lock (&self->lock);
  keys = g_list_sort (g_hash_table_get_keys (self->known), (GCompareFunc) strcmp);
  g_string_append_printf (text, "%s\n", self->probe);
  for (const GList *l = keys; l != NULL; l = l->next)
    {
      const Known *known = g_hash_table_lookup (self->known, l->data);

      if (known->wanted)
        g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT "\n", (const char *) l->data, known->stored, known->len);
    }
  g_mutex_unlock (&self->lock);

  body = g_bytes_new_static (text->str, text->len);
  hash = birge_digest_bytes (body);
  g_string_prepend_c (text, '\n');
  g_string_prepend (text, hash);
  return g_file_set_contents (path, text->str, text->len, error);
}
