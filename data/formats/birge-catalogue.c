/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-catalogue.h"

#include "data/formats/birge-digest.h"
#include "data/formats/birge-name.h"

#include <jansson.h>
#include <string.h>

/* The header line: {"birge":1,"channel":…,"release":…,"issued":…,"parts":how many lines follow}. */
#define FORMAT 1
#define MAX_PARTS 500000
#define MAX_LINE_BYTES (1024 * 1024) /* a film of 300 MiB has 75 block hashes, 5 KiB */
#define MAX_NUMBER (G_GINT64_CONSTANT (1) << 40)
#define MAX_TEXT 255
#define MAX_BLOCKS 4096
#define BLOCK_BYTES (4 * 1024 * 1024)
#define MAX_SLICES 4
#define MIN_SLICE_BYTES (gsize) (256 * 1024)

G_DEFINE_QUARK (birge-catalogue-error-quark, birge_catalogue_error)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeCataloguePart, birge_catalogue_part_free)

static void
free_part (gpointer data)
{
  birge_catalogue_part_free (data);
}

BirgeCatalogue *
birge_catalogue_new (const char *channel, gint64 release, const char *issued)
{
  BirgeCatalogue *self = g_new0 (BirgeCatalogue, 1);

  self->channel = g_strdup (channel);
  self->release = release;
  self->issued = g_strdup (issued);
  self->parts = g_ptr_array_new_with_free_func (free_part);
  return self;
}

void
birge_catalogue_free (BirgeCatalogue *self)
{
  if (self == NULL)
    return;
  g_free (self->channel);
  g_free (self->issued);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

BirgeCataloguePart *
birge_catalogue_add (BirgeCatalogue *self)
{
  BirgeCataloguePart *part = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  part = g_new0 (BirgeCataloguePart, 1);
  g_ptr_array_add (self->parts, part);
  return part;
}

void
birge_catalogue_part_free (BirgeCataloguePart *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->part);
  g_free (self->type);
  g_free (self->lang);
  g_free (self->group);
  g_free (self->sha256);
  g_free (self->stored);
  g_free (self->obj);
  g_free (self->enc);
  g_strfreev (self->blocks);
  g_free (self);
}

gboolean
birge_catalogue_part_is_packed (const BirgeCataloguePart *self)
{
  return strcmp (self->enc, "zstd") == 0 && strcmp (self->obj, self->stored) != 0 &&
         self->off + self->len <= BIRGE_PACK_MAX_BYTES;
}

static int
compare_parts (const BirgeCataloguePart *left, const BirgeCataloguePart *right)
{
  int order = strcmp (left->id, right->id);

  if (order == 0)
    order = strcmp (left->part, right->part);
  return order != 0 ? order : g_strcmp0 (left->lang, right->lang);
}

static int
compare_part_pointers (gconstpointer a, gconstpointer b)
{
  return compare_parts (*(const BirgeCataloguePart *const *) a, *(const BirgeCataloguePart *const *) b);
}

/* Writing */

static void
append_line (GString *lines, json_t *object)
{
  char *line = json_dumps (object, JSON_COMPACT); /* keeps the order of insertion */

  g_string_append (lines, line);
  g_string_append_c (lines, '\n');
  free (line);
  json_decref (object);
}

static void
set_text (json_t *object, const char *key, const char *text)
{
  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
}

static json_t *
part_to_json (const BirgeCataloguePart *part)
{
  json_t *object = json_object ();

  set_text (object, "id", part->id);
  set_text (object, "part", part->part);
  set_text (object, "type", part->type);
  set_text (object, "lang", part->lang);
  json_object_set_new (object, "tier", json_integer (part->tier));
  set_text (object, "group", part->group);
  json_object_set_new (object, "min", json_integer (part->min));
  json_object_set_new (object, "size", json_integer (part->size));
  set_text (object, "sha256", part->sha256);
  set_text (object, "stored", part->stored);
  set_text (object, "obj", part->obj);
  json_object_set_new (object, "off", json_integer (part->off));
  json_object_set_new (object, "len", json_integer (part->len));
  set_text (object, "enc", part->enc);
  if (part->blocks != NULL)
    {
      json_t *list = json_array ();

      json_object_set_new (object, "blocks", list);
      for (guint i = 0; part->blocks[i] != NULL; i++)
        json_array_append_new (list, json_string (part->blocks[i]));
    }
  return object;
}

/**
 * birge_catalogue_to_bytes:
 *
 * Sorts the parts and writes the catalogue: same parts give same bytes.
 *
 * Every part must be filled; what birge_catalogue_from_bytes() would refuse is a mistake of the caller.
 *
 * Returns: (transfer full): one Zstandard frame
 */
GBytes *
birge_catalogue_to_bytes (BirgeCatalogue *self)
{
  g_autoptr(GString) lines = NULL;
  g_autoptr(GBytes) plain = NULL;
  json_t *header = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  g_ptr_array_sort (self->parts, compare_part_pointers);
  lines = g_string_new (NULL);
  header = json_object ();
  json_object_set_new (header, "birge", json_integer (FORMAT));
  set_text (header, "channel", self->channel);
  json_object_set_new (header, "release", json_integer (self->release));
  set_text (header, "issued", self->issued);
  json_object_set_new (header, "parts", json_integer (self->parts->len));
  append_line (lines, header);
  for (guint i = 0; i < self->parts->len; i++)
    append_line (lines, part_to_json (g_ptr_array_index (self->parts, i)));

  plain = g_string_free_to_bytes (g_steal_pointer (&lines));
  return birge_zstd_compress (plain);
}

/* Reading */

typedef struct {
  guint    line;
  GError **error;
} Reader;

static gboolean G_GNUC_PRINTF (2, 3)
refuse (Reader *reader, const char *format, ...)
{
  va_list arguments;
  g_autofree char *why = NULL;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (reader->error, BIRGE_CATALOGUE_ERROR, BIRGE_CATALOGUE_ERROR_SYNTAX,
               "the catalogue cannot be read: line %u: %s: fetch it again, or build it again", reader->line, why);
  return FALSE;
}

static gboolean
get_number (Reader *reader, json_t *object, const char *key, gint64 max, gint64 *number)
{
  json_t *value = json_object_get (object, key);

  if (!json_is_integer (value) || json_integer_value (value) < 0 || json_integer_value (value) > max)
    return refuse (reader, "“%s” is no whole number from 0 to %" G_GINT64_FORMAT, key, max);
  *number = json_integer_value (value);
  return TRUE;
}

/* Any text of one line. */
static gboolean
is_plain (const char *text)
{
  if (text == NULL || *text == '\0' || strlen (text) > MAX_TEXT)
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      return FALSE;
  return TRUE;
}

static gboolean
is_encoding (const char *text)
{
  return g_strcmp0 (text, "zstd") == 0 || g_strcmp0 (text, "none") == 0;
}

static gboolean
get_text (Reader *reader, json_t *object, const char *key, gboolean (*is_valid) (const char *), char **text)
{
  const char *value = json_string_value (json_object_get (object, key));

  if (value == NULL || !is_valid (value))
    return refuse (reader, "“%s” is missing or malformed", key);
  *text = g_strdup (value);
  return TRUE;
}

static gboolean
get_blocks (Reader *reader, json_t *object, BirgeCataloguePart *part)
{
  json_t *list = json_object_get (object, "blocks");
  size_t n = json_array_size (list);

  if (list == NULL)
    return TRUE;
  if (n > MAX_BLOCKS || (gint64) n != (part->len + BLOCK_BYTES - 1) / BLOCK_BYTES)
    return refuse (reader, "“blocks” has not one hash for each 4 MiB");

  part->blocks = g_new0 (char *, n + 1);
  for (size_t i = 0; i < n; i++)
    {
      const char *hash = json_string_value (json_array_get (list, i));

      if (!birge_digest_is_valid (hash))
        return refuse (reader, "“blocks” has a malformed hash");
      part->blocks[i] = g_strdup (hash);
    }
  return TRUE;
}

static BirgeCataloguePart *
read_part (Reader *reader, json_t *object)
{
  g_autoptr(BirgeCataloguePart) part = g_new0 (BirgeCataloguePart, 1);
  gint64 tier = 0;
  gint64 min = 0;

  if (!get_text (reader, object, "id", birge_name_is_item_id, &part->id)
      || !get_text (reader, object, "part", birge_name_is_part, &part->part)
      || !get_text (reader, object, "type", is_plain, &part->type)
      || !get_text (reader, object, "group", is_plain, &part->group)
      || !get_text (reader, object, "sha256", birge_digest_is_valid, &part->sha256)
      || !get_text (reader, object, "stored", birge_digest_is_valid, &part->stored)
      || !get_text (reader, object, "obj", birge_digest_is_valid, &part->obj)
      || !get_text (reader, object, "enc", is_encoding, &part->enc)
      || !get_number (reader, object, "tier", 3, &tier)
      || !get_number (reader, object, "min", 1000000, &min)
      || !get_number (reader, object, "size", MAX_NUMBER, &part->size)
      || !get_number (reader, object, "off", MAX_NUMBER, &part->off)
      || !get_number (reader, object, "len", MAX_NUMBER, &part->len)
      || !get_blocks (reader, object, part))
    return NULL;

  if (json_object_get (object, "lang") != NULL
      && !get_text (reader, object, "lang", birge_name_is_tag, &part->lang))
    return NULL;
  if (strcmp (part->enc, "none") == 0 && (part->size != part->len || strcmp (part->sha256, part->stored) != 0))
    {
      refuse (reader, "a part is stored as it is, but with another size or hash");
      return NULL;
    }

  part->tier = (guint) tier;
  part->min = (guint) min;
  return g_steal_pointer (&part);
}

static json_t *
read_object (Reader *reader, const char *line, gsize length)
{
  json_error_t problem = { 0 };
  g_autoptr(json_t) object = NULL;

  if (length > MAX_LINE_BYTES)
    {
      refuse (reader, "the line is too long");
      return NULL;
    }
  object = json_loadb (line, length, JSON_REJECT_DUPLICATES, &problem);
  if (!json_is_object (object))
    {
      refuse (reader, "%s", object == NULL ? problem.text : "an object was expected");
      return NULL;
    }
  return g_steal_pointer (&object);
}

static BirgeCatalogue *
read_header (Reader *reader, json_t *object, gint64 *n_parts)
{
  g_autoptr(BirgeCatalogue) self = birge_catalogue_new (NULL, 0, NULL);
  gint64 format = 0;

  if (!get_number (reader, object, "birge", FORMAT, &format)
      || !get_text (reader, object, "channel", birge_name_is_name, &self->channel)
      || !get_number (reader, object, "release", MAX_NUMBER, &self->release)
      || !get_text (reader, object, "issued", birge_name_is_date, &self->issued)
      || !get_number (reader, object, "parts", MAX_PARTS, n_parts))
    return NULL;
  if (format != FORMAT)
    {
      refuse (reader, "“birge” is not " G_STRINGIFY (FORMAT));
      return NULL;
    }
  return g_steal_pointer (&self);
}

static gboolean
check_order (Reader *reader, const BirgeCataloguePart *last, const BirgeCataloguePart *part)
{
  int order = compare_parts (last, part);

  return order < 0 || refuse (reader, order == 0 ? "%s %s is there twice" : "%s %s is out of order", part->id, part->part);
}

/* The next line, which @text is moved behind. */
static json_t *
read_line (Reader *reader, const char **text, gsize *size)
{
  const char *begin = *text;
  const char *stop = *size > 0 ? memchr (begin, '\n', *size) : NULL;

  reader->line++;
  if (stop == NULL)
    {
      refuse (reader, "the line does not end");
      return NULL;
    }
  *size -= (gsize) (stop + 1 - begin);
  *text = stop + 1;
  return read_object (reader, begin, (gsize) (stop - begin));
}

/* Some of the lines, which one thread reads: in a catalogue of ten thousands of parts that is a second's work otherwise. */
typedef struct {
  const char *text;
  gsize       size;
  guint       first_line;
  GPtrArray  *parts;
  GError     *error;
} Slice;

static gpointer
read_slice (gpointer data)
{
  Slice *slice = data;
  Reader reader = { slice->first_line - 1, &slice->error };
  const char *text = slice->text;
  gsize size = slice->size;

  while (size > 0)
    {
      g_autoptr(json_t) object = read_line (&reader, &text, &size);
      BirgeCataloguePart *part = object != NULL ? read_part (&reader, object) : NULL;

      if (part == NULL)
        break;
      g_ptr_array_add (slice->parts, part);
      if (slice->parts->len > 1 && !check_order (&reader, g_ptr_array_index (slice->parts, slice->parts->len - 2), part))
        break;
    }
  return NULL;
}

/* Cuts at ends of lines. Returns how many slices. */
static guint
cut_slices (const char *text, gsize size, Slice *slices)
{
  guint most = MIN (g_get_num_processors (), MAX_SLICES);
  guint line = 2; /* behind the header */
  guint n = 0;

  while (size > 0)
    {
      gsize length = MAX (size / (most - n), MIN (size, MIN_SLICE_BYTES));
      const char *stop = n + 1 < most ? memchr (text + length - 1, '\n', size - length + 1) : NULL;

      length = stop != NULL ? (gsize) (stop + 1 - text) : size;
      slices[n++] = (Slice) { text, length, line, g_ptr_array_new_with_free_func (free_part), NULL };
      for (const char *at = text; (at = memchr (at, '\n', length - (gsize) (at - text))) != NULL; at++)
        line++;
      text += length;
      size -= length;
    }
  return n;
}

static void
read_slices (Slice *slices, guint n)
{
  GThread *threads[MAX_SLICES];

  for (guint i = 1; i < n; i++)
    threads[i] = g_thread_new ("birge-catalogue", read_slice, &slices[i]);
  if (n > 0)
    read_slice (&slices[0]);
  for (guint i = 1; i < n; i++)
    g_thread_join (threads[i]);
}

/* Takes over what a slice holds, unless something before it was wrong already. */
static gboolean
add_slice (BirgeCatalogue *self, Slice *slice, GError **error)
{
  Reader reader = { slice->first_line, error };

  if (self->parts->len > 0 && slice->parts->len > 0 &&
      !check_order (&reader, g_ptr_array_index (self->parts, self->parts->len - 1), g_ptr_array_index (slice->parts, 0)))
    return FALSE;
  if (slice->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&slice->error));
      return FALSE;
    }
  g_ptr_array_extend_and_steal (self->parts, g_steal_pointer (&slice->parts));
  return TRUE;
}

static gboolean
read_parts (BirgeCatalogue *self, const char *text, gsize size, GError **error)
{
  Slice slices[MAX_SLICES];
  guint n = cut_slices (text, size, slices);
  gboolean right = TRUE;

  read_slices (slices, n);
  for (guint i = 0; i < n; i++)
    {
      right = right && add_slice (self, &slices[i], error);
      g_clear_pointer (&slices[i].parts, g_ptr_array_unref);
      g_clear_error (&slices[i].error);
    }
  return right;
}

static BirgeCatalogue *
read_lines (Reader *reader, const char *text, gsize size)
{
  g_autoptr(BirgeCatalogue) self = NULL;
  g_autoptr(json_t) header = NULL;
  gint64 n_parts = 0;

  header = read_line (reader, &text, &size);
  self = header != NULL ? read_header (reader, header, &n_parts) : NULL;
  if (self == NULL || !read_parts (self, text, size, reader->error))
    return NULL;
  if (self->parts->len != n_parts)
    {
      refuse (reader, "the number of parts is not the one the header tells");
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * birge_catalogue_from_bytes:
 *
 * Reads a catalogue, whole or not at all.
 *
 * Errors: `TOO_LARGE` when it unpacks to more than `BIRGE_CATALOGUE_MAX_BYTES`; `SYNTAX` for all else.
 *
 * Returns: (transfer full) (nullable): the catalogue, its parts in order and each only once
 */
BirgeCatalogue *
birge_catalogue_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr(GBytes) plain = NULL;
  g_autoptr(GError) problem = NULL;
  Reader reader = { .error = error };
  const char *text = NULL;
  gsize size = 0;

  g_return_val_if_fail (bytes != NULL, NULL);

  plain = birge_zstd_decompress (bytes, BIRGE_CATALOGUE_MAX_BYTES, &problem);
  if (plain == NULL)
    {
      g_set_error (error, BIRGE_CATALOGUE_ERROR,
                   g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE) ? BIRGE_CATALOGUE_ERROR_TOO_LARGE
                                                                                       : BIRGE_CATALOGUE_ERROR_SYNTAX,
                   "the catalogue cannot be read: %s", problem->message);
      return NULL;
    }
  text = g_bytes_get_data (plain, &size);
  return read_lines (&reader, text, size);
}
