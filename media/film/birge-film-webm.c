/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-media"

#include "media/film/birge-film-private.h"

#include <string.h>

/* webmmux gives each track an id by chance, and writes tags under it that Birge has no use for. Here the ids become
 * the tracks' numbers, and the tags an empty space of the same size: nothing else in the file moves. */

/* Element ids, with their length markers. */
#define ID_SEGMENT    0x18538067
#define ID_SEEK_HEAD  0x114D9B74
#define ID_SEEK       0x4DBB
#define ID_SEEK_ID    0x53AB
#define ID_SEEK_PLACE 0x53AC
#define ID_TRACKS     0x1654AE6B
#define ID_TRACK      0xAE
#define ID_TRACK_UID  0x73C5
#define ID_TAGS       0x1254C367
#define ID_VOID       0xEC

typedef struct {
  guint64 id;
  gsize   start; /* of the id */
  gsize   data;
  gsize   end;
} Element;

typedef struct {
  guint8 *bytes;
  gsize   length;
  guint   tracks;
} Walk;

/* A number whose first byte says how long it is. 0 bytes mean that it cannot be read. */
static guint
read_number (const Walk *self, gsize at, gsize end, gboolean keep_marker, guint64 *number)
{
  guint length = 1;
  guint8 first;

  if (at >= end)
    return 0;
  first = self->bytes[at];
  while (length <= 8 && !(first & (0x80 >> (length - 1))))
    length++;
  if (length > 8 || length > end - at)
    return 0;

  *number = keep_marker ? first : first & ((0x80 >> (length - 1)) - 1);
  for (guint i = 1; i < length; i++)
    *number = *number << 8 | self->bytes[at + i];
  return length;
}

static gboolean
read_element (const Walk *self, gsize at, gsize end, Element *element)
{
  guint64 size = 0;
  guint id_length = read_number (self, at, end, TRUE, &element->id);
  guint size_length = id_length ? read_number (self, at + id_length, end, FALSE, &size) : 0;

  if (size_length == 0)
    return FALSE;

  element->start = at;
  element->data = at + id_length + size_length;
  if (size > end - element->data)
    return FALSE;
  element->end = element->data + size;
  return TRUE;
}

static void
write_number (Walk *self, const Element *element, guint64 number)
{
  for (gsize at = element->end; at > element->data; at--)
    {
      self->bytes[at - 1] = (guint8) number;
      number >>= 8;
    }
}

/* The element becomes an empty space that is just as long. Needs nine bytes; what is blanked here has more. */
static void
blank (Walk *self, const Element *element)
{
  gsize size = element->end - element->start;
  gsize rest = size - 9;

  if (size < 9)
    return;

  memset (self->bytes + element->start, 0, size);
  self->bytes[element->start] = ID_VOID;
  self->bytes[element->start + 1] = 0x01;
  for (guint i = 0; i < 7; i++)
    self->bytes[element->start + 8 - i] = (guint8) (rest >> (8 * i));
}

static gboolean
walk_track (Walk *self, const Element *track)
{
  Element child;

  self->tracks++;
  for (gsize at = track->data; at < track->end; at = child.end)
    {
      if (!read_element (self, at, track->end, &child))
        return FALSE;
      if (child.id == ID_TRACK_UID)
        write_number (self, &child, self->tracks);
    }

  return TRUE;
}

/* TRUE when the entry leads to tags, or nowhere. */
static gboolean
leads_nowhere (Walk *self, const Element *seek)
{
  Element child;
  guint64 id = 0, place = 0;

  for (gsize at = seek->data; at < seek->end && read_element (self, at, seek->end, &child); at = child.end)
    {
      guint64 *value = child.id == ID_SEEK_ID ? &id : &place;

      for (gsize i = child.data; i < child.end; i++)
        *value = *value << 8 | self->bytes[i];
    }

  return id == ID_TAGS || place == G_MAXUINT64;
}

static gboolean
walk_children (Walk *self, const Element *parent)
{
  Element child;

  for (gsize at = parent->data; at < parent->end; at = child.end)
    {
      if (!read_element (self, at, parent->end, &child))
        return FALSE;
      if (child.id == ID_TAGS || (child.id == ID_SEEK && leads_nowhere (self, &child)))
        blank (self, &child);
      else if (child.id == ID_TRACK)
        {
          if (!walk_track (self, &child))
            return FALSE;
        }
      else if (child.id == ID_SEGMENT || child.id == ID_SEEK_HEAD || child.id == ID_TRACKS)
        {
          if (!walk_children (self, &child))
            return FALSE;
        }
    }

  return TRUE;
}

/**
 * _birge_film_webm_settle:
 * @webm: a finished file
 *
 * Replaces what chance put into a WebM file.
 *
 * Errors: `ENCODER` when it is no whole WebM file.
 *
 * Returns: (transfer full): the file, of the same length
 */
GBytes *
_birge_film_webm_settle (GBytes *webm, GError **error)
{
  gsize length = g_bytes_get_size (webm);
  Walk walk = { g_memdup2 (g_bytes_get_data (webm, NULL), length), length, 0 };
  Element whole = { 0, 0, 0, length };

  if (!walk_children (&walk, &whole) || walk.tracks == 0)
    {
      g_free (walk.bytes);
      g_set_error_literal (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_ENCODER, "the encoder's file is not whole");
      return NULL;
    }

  return g_bytes_new_take (walk.bytes, length);
}
