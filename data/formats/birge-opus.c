/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-opus.h"

#include <string.h>

/* A page: a head of 27 bytes, a table of up to 255 lengths, and what they add up to. */
#define HEAD_BYTES   27
#define OFFSET_CRC   22
#define FLAG_CONTINUED 0x01
#define FLAG_FIRST   0x02
#define FLAG_LAST    0x04
#define LACE         255 /* a length that is followed by more of the same packet */
#define RATE_PER_MS  48  /* positions of Opus always count 48,000 a second */
#define MAX_TAGS_BYTES (64 * 1024)
#define VENDOR       "Birge"
/* Any number: a file has one stream. Always the same, so that equal sound gives equal files. */
#define SERIAL       0x62697267u

typedef struct
{
  const guint8 *start;
  gsize         head_bytes; /* with the table */
  gsize         body_bytes;
  guint8        flags;
  gint64        position;
  guint32       serial;
  guint32       number;
} Page;

G_DEFINE_QUARK (birge-opus-error-quark, birge_opus_error)

static guint32
get_u32 (const guint8 *at)
{
  return (guint32) at[0] | (guint32) at[1] << 8 | (guint32) at[2] << 16 | (guint32) at[3] << 24;
}

static void
put_u32 (guint8 *at, guint32 value)
{
  for (guint i = 0; i < 4; i++)
    at[i] = (guint8) (value >> (8 * i));
}

/* Polynomial 0x04c11db7, highest bit first, as Ogg wants it. The page's own field counts as zero. */
static guint32
compute_crc (const guint8 *page, gsize length)
{
  guint32 crc = 0;

  for (gsize i = 0; i < length; i++)
    {
      guint32 byte = i >= OFFSET_CRC && i < OFFSET_CRC + 4 ? 0 : page[i];

      crc ^= byte << 24;
      for (guint bit = 0; bit < 8; bit++)
        crc = crc << 1 ^ ((crc & 0x80000000u) != 0 ? 0x04c11db7u : 0);
    }
  return crc;
}

static gboolean
fail (GError **error, BirgeOpusError code, const char *words)
{
  g_set_error_literal (error, BIRGE_OPUS_ERROR, code, words);
  return FALSE;
}

static gboolean
damaged (GError **error)
{
  return fail (error, BIRGE_OPUS_ERROR_DAMAGED, "it is damaged or not all there: copy it again, or record it again");
}

static gboolean
not_opus (GError **error)
{
  return fail (error, BIRGE_OPUS_ERROR_NOT_OPUS, "it is no Opus recording in Ogg: save it as Opus (.opus)");
}

/* The page at @at, wholly inside of the file and as it was written. */
static gboolean
read_page (const guint8 *at, gsize left, Page *page, GError **error)
{
  if (left < HEAD_BYTES || memcmp (at, "OggS", 4) != 0 || at[4] != 0)
    return damaged (error);

  *page = (Page){ .start = at, .head_bytes = HEAD_BYTES + (gsize) at[26], .flags = at[5] };
  if (left < page->head_bytes)
    return damaged (error);
  for (gsize i = HEAD_BYTES; i < page->head_bytes; i++)
    page->body_bytes += at[i];
  if (left - page->head_bytes < page->body_bytes || get_u32 (at + OFFSET_CRC) != compute_crc (at, page->head_bytes + page->body_bytes))
    return damaged (error);

  page->position = (gint64) ((guint64) get_u32 (at + 6) | (guint64) get_u32 (at + 10) << 32);
  page->serial = get_u32 (at + 14);
  page->number = get_u32 (at + 18);
  return TRUE;
}

static gboolean
read_head (const Page *page, BirgeOpus *self, guint *pre_skip, GError **error)
{
  const guint8 *body = page->start + page->head_bytes;

  if (page->body_bytes < 19 || memcmp (body, "OpusHead", 8) != 0 || (page->flags & FLAG_FIRST) == 0)
    return not_opus (error);
  self->n_channels = body[9];
  *pre_skip = (guint) body[10] | (guint) body[11] << 8;
  return TRUE;
}

/* Adds what the page has of the packet of tags. @is_whole: it ends here. */
static gboolean
gather_tags (const Page *page, GByteArray *packet, gboolean *is_whole, GError **error)
{
  const guint8 *body = page->start + page->head_bytes;

  if (((page->flags & FLAG_CONTINUED) != 0) != (packet->len > 0))
    return damaged (error);
  for (gsize i = HEAD_BYTES; i < page->head_bytes && !*is_whole; i++)
    {
      guint length = page->start[i];

      g_byte_array_append (packet, body, length);
      body += length;
      *is_whole = length < LACE;
      if (*is_whole && i + 1 < page->head_bytes)
        return damaged (error); /* RFC 7845: the sound begins on a page of its own */
    }
  return packet->len <= MAX_TAGS_BYTES || fail (error, BIRGE_OPUS_ERROR_TOO_LARGE, "what it says about itself is over 64 KiB: save it again without pictures");
}

static gboolean
take_u32 (const guint8 **at, gsize *left, guint32 *value)
{
  if (*left < 4)
    return FALSE;
  *value = get_u32 (*at);
  *at += 4;
  *left -= 4;
  return TRUE;
}

static gboolean
parse_tags (const GByteArray *packet, GPtrArray *tags, GError **error)
{
  const guint8 *at = packet->data + 8;
  gsize left = packet->len >= 8 ? packet->len - 8 : 0;
  guint32 length, n;

  if (packet->len < 8 || memcmp (packet->data, "OpusTags", 8) != 0)
    return not_opus (error);
  if (!take_u32 (&at, &left, &length) || length > left)
    return damaged (error);
  at += length;
  left -= length;
  if (!take_u32 (&at, &left, &n))
    return damaged (error);
  for (guint32 i = 0; i < n && i < BIRGE_OPUS_MAX_TAGS; i++)
    {
      if (!take_u32 (&at, &left, &length) || length > left)
        return damaged (error);
      if (length <= BIRGE_OPUS_MAX_TAG_BYTES && g_utf8_validate ((const char *) at, (gssize) length, NULL))
        g_ptr_array_add (tags, g_strndup ((const char *) at, length));
      at += length;
      left -= length;
    }
  return TRUE;
}

/* All pages from @at on: none missing, none of another stream, the last one marked as such. */
static gboolean
check_sound (const guint8 *at, gsize left, guint32 serial, guint32 number, gint64 *position, GError **error)
{
  gboolean is_last = FALSE;

  while (left > 0)
    {
      Page page;

      if (is_last)
        return damaged (error);
      if (!read_page (at, left, &page, error))
        return FALSE;
      if (page.serial != serial)
        return fail (error, BIRGE_OPUS_ERROR_NOT_OPUS, "there is more in it than one recording: save the voice alone");
      if (page.number != number++)
        return damaged (error);
      if (page.position >= 0)
        *position = page.position;
      is_last = (page.flags & FLAG_LAST) != 0;
      at += page.head_bytes + page.body_bytes;
      left -= page.head_bytes + page.body_bytes;
    }
  return is_last || damaged (error);
}

/* @sound: where the sound begins. */
static BirgeOpus *
read_file (GBytes *bytes, gsize *sound, GError **error)
{
  g_autoptr(BirgeOpus) self = g_new0 (BirgeOpus, 1);
  g_autoptr(GByteArray) packet = g_byte_array_new ();
  gboolean has_tags = FALSE;
  gint64 position = 0;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint32 number, serial;
  guint pre_skip;
  Page page;
  gsize at;

  self->tags = g_ptr_array_new_with_free_func (g_free);
  if (size > BIRGE_OPUS_MAX_BYTES)
    {
      fail (error, BIRGE_OPUS_ERROR_TOO_LARGE, "it is over 1 MiB: one paragraph is enough for one recording");
      return NULL;
    }
  if (size < 4 || memcmp (data, "OggS", 4) != 0)
    {
      not_opus (error);
      return NULL;
    }
  if (!read_page (data, size, &page, error) || !read_head (&page, self, &pre_skip, error))
    return NULL;
  serial = page.serial;
  number = page.number + 1;
  at = page.head_bytes + page.body_bytes;
  while (!has_tags)
    {
      if (!read_page (data + at, size - at, &page, error) || !gather_tags (&page, packet, &has_tags, error))
        return NULL;
      at += page.head_bytes + page.body_bytes;
      number++;
    }
  if (!parse_tags (packet, self->tags, error) || !check_sound (data + at, size - at, serial, number, &position, error))
    return NULL;

  self->duration_ms = MAX (position - (gint64) pre_skip, 0) / RATE_PER_MS;
  if (self->duration_ms > BIRGE_OPUS_MAX_MS)
    {
      fail (error, BIRGE_OPUS_ERROR_TOO_LARGE, "it lasts over ten minutes: one paragraph is enough for one recording");
      return NULL;
    }
  *sound = at;
  return g_steal_pointer (&self);
}

BirgeOpus *
birge_opus_read (GBytes *bytes, GError **error)
{
  gsize sound;

  g_return_val_if_fail (bytes != NULL, NULL);

  return read_file (bytes, &sound, error);
}

void
birge_opus_free (BirgeOpus *self)
{
  g_ptr_array_unref (self->tags);
  g_free (self);
}

const char *
birge_opus_get_tag (const BirgeOpus *self, const char *key)
{
  gsize length = strlen (key);

  for (guint i = 0; i < self->tags->len; i++)
    {
      const char *tag = g_ptr_array_index (self->tags, i);

      if (g_ascii_strncasecmp (tag, key, length) == 0 && tag[length] == '=')
        return tag + length + 1;
    }
  return NULL;
}

/* Writing */

static void
append_text (GByteArray *packet, const char *text)
{
  gsize length = strlen (text);
  guint8 number[4];

  put_u32 (number, (guint32) length);
  g_byte_array_append (packet, number, 4);
  g_byte_array_append (packet, (const guint8 *) text, (guint) length);
}

static GByteArray *
make_tags (const char *const *tags)
{
  GByteArray *packet = g_byte_array_new ();
  guint8 number[4];

  g_byte_array_append (packet, (const guint8 *) "OpusTags", 8);
  append_text (packet, VENDOR);
  put_u32 (number, g_strv_length ((char **) tags));
  g_byte_array_append (packet, number, 4);
  for (guint i = 0; tags[i] != NULL; i++)
    append_text (packet, tags[i]);
  return packet;
}

/* Gives the page that begins at @start its place in this file. */
static void
seal (GByteArray *file, gsize start, guint32 number)
{
  guint8 *page = file->data + start;

  put_u32 (page + 14, SERIAL);
  put_u32 (page + 18, number);
  put_u32 (page + OFFSET_CRC, compute_crc (page, file->len - start));
}

static void
append_tags_page (GByteArray *file, const GByteArray *packet)
{
  gsize start = file->len;
  guint8 head[HEAD_BYTES] = { 'O', 'g', 'g', 'S' };
  guint8 lace = LACE;
  guint8 last = (guint8) (packet->len % LACE);

  head[26] = (guint8) (packet->len / LACE + 1);
  g_byte_array_append (file, head, HEAD_BYTES);
  for (guint i = 0; i < packet->len / LACE; i++)
    g_byte_array_append (file, &lace, 1);
  g_byte_array_append (file, &last, 1);
  g_byte_array_append (file, packet->data, packet->len);
  seal (file, start, 1);
}

GBytes *
birge_opus_with_tags (GBytes *bytes, const char *const *tags, GError **error)
{
  gsize sound, size;
  g_autoptr(BirgeOpus) read = NULL;
  g_autoptr(GByteArray) packet = NULL;
  g_autoptr(GByteArray) file = g_byte_array_new ();
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint32 number = 2;
  Page page;

  g_return_val_if_fail (bytes != NULL && tags != NULL, NULL);

  read = read_file (bytes, &sound, error);
  packet = make_tags (tags);
  if (read == NULL)
    return NULL;
  if (packet->len >= (guint) LACE * LACE) /* one page */
    {
      fail (error, BIRGE_OPUS_ERROR_TOO_LARGE, "its text is over 64 KiB: divide it");
      return NULL;
    }
  if (!read_page (data, size, &page, error))
    return NULL;
  g_byte_array_append (file, data, (guint) (page.head_bytes + page.body_bytes));
  seal (file, 0, 0);
  append_tags_page (file, packet);
  for (gsize at = sound; at < size; at += page.head_bytes + page.body_bytes)
    {
      gsize start = file->len;

      if (!read_page (data + at, size - at, &page, error))
        return NULL;
      g_byte_array_append (file, page.start, (guint) (page.head_bytes + page.body_bytes));
      seal (file, start, number++);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}
