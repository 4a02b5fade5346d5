/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-svg-parts.h"

#include <string.h>

#define MAX_DEPTH 256

typedef struct {
  const char *text;
  gsize       length;
  gsize       at;
  GPtrArray  *parts;
  int         open[MAX_DEPTH]; /* index into parts of the open elements, -1 without an id */
  guint       depth;
} Scanner;

static void
part_free (gpointer data)
{
  BirgeSvgPart *part = data;

  g_free (part->id);
  g_free (part);
}

static gboolean
looking_at (const Scanner *self, const char *word)
{
  gsize n = strlen (word);

  return self->length - self->at >= n && memcmp (self->text + self->at, word, n) == 0;
}

static void
skip_past (Scanner *self, const char *word)
{
  const char *found = g_strstr_len (self->text + self->at, self->length - self->at, word);

  self->at = found ? (gsize) (found - self->text) + strlen (word) : self->length;
}

/* Moves past the '>' of a tag; one inside quotes does not end it. */
static void
skip_tag (Scanner *self)
{
  char quote = 0;

  for (; self->at < self->length; self->at++)
    {
      char c = self->text[self->at];

      if (quote != 0)
        quote = c == quote ? 0 : quote;
      else if (c == '"' || c == '\'')
        quote = c;
      else if (c == '>')
        {
          self->at++;
          return;
        }
    }
}

/* The value of the attribute id of the tag from @start to @end, or NULL. */
static char *
dup_id (const Scanner *self, gsize start, gsize end)
{
  for (gsize i = start + 1; i + 4 < end; i++)
    {
      char c = self->text[i];

      if (c == '"' || c == '\'') /* a value: on to its end */
        {
          const char *close = memchr (self->text + i + 1, c, end - i - 1);

          if (close == NULL)
            return NULL;
          i = close - self->text;
        }
      else if (g_ascii_isspace (c) && strncmp (self->text + i + 1, "id=", 3) == 0)
        {
          const char *value = self->text + i + 5;
          const char *close = memchr (value, self->text[i + 4], end - (i + 5));

          return close ? g_strndup (value, close - value) : NULL;
        }
    }

  return NULL;
}

static void
close_element (Scanner *self)
{
  if (self->depth == 0)
    return;

  self->depth--;
  if (self->open[self->depth] >= 0)
    {
      BirgeSvgPart *part = g_ptr_array_index (self->parts, self->open[self->depth]);
      part->end = self->at;
    }
}

/* Returns FALSE when the picture is nested deeper than any drawing. */
static gboolean
read_element (Scanner *self)
{
  gsize start = self->at;
  gboolean closes = looking_at (self, "</");
  g_autofree char *id = NULL;

  skip_tag (self);
  if (closes)
    {
      close_element (self);
      return TRUE;
    }
  if (self->depth == MAX_DEPTH)
    return FALSE;

  id = dup_id (self, start, self->at);
  self->open[self->depth++] = id ? (int) self->parts->len : -1;
  if (id != NULL)
    {
      BirgeSvgPart *part = g_new0 (BirgeSvgPart, 1);

      part->id = g_steal_pointer (&id);
      part->start = start;
      g_ptr_array_add (self->parts, part);
    }
  if (self->at >= 2 && self->text[self->at - 2] == '/')
    close_element (self);

  return TRUE;
}

static gboolean
read_markup (Scanner *self)
{
  if (looking_at (self, "<!--"))
    skip_past (self, "-->");
  else if (looking_at (self, "<![CDATA["))
    skip_past (self, "]]>");
  else if (looking_at (self, "<?"))
    skip_past (self, "?>");
  else if (looking_at (self, "<!"))
    skip_tag (self);
  else
    return read_element (self);

  return TRUE;
}

/**
 * birge_svg_parts_new:
 * @bytes: an SVG picture
 *
 * Finds the elements that have an id.
 *
 * Returns: (transfer full) (element-type BirgeSvgPart): the parts, in order of start
 */
GPtrArray *
birge_svg_parts_new (GBytes *bytes)
{
  Scanner self = { 0 };

  g_return_val_if_fail (bytes != NULL, NULL);

  self.text = g_bytes_get_data (bytes, &self.length);
  self.parts = g_ptr_array_new_with_free_func (part_free);

  while (self.at < self.length)
    {
      const char *next = memchr (self.text + self.at, '<', self.length - self.at);

      if (next == NULL)
        break;
      self.at = next - self.text;
      if (!read_markup (&self))
        break;
    }

  for (guint i = self.parts->len; i > 0; i--) /* what was never closed has no end */
    {
      BirgeSvgPart *part = g_ptr_array_index (self.parts, i - 1);

      if (part->end == 0)
        g_ptr_array_remove_index (self.parts, i - 1);
    }

  return self.parts;
}

const BirgeSvgPart *
birge_svg_parts_find (GPtrArray *parts, const char *id)
{
  g_return_val_if_fail (parts != NULL && id != NULL, NULL);

  for (guint i = 0; i < parts->len; i++)
    {
      const BirgeSvgPart *part = g_ptr_array_index (parts, i);

      if (g_str_equal (part->id, id))
        return part;
    }

  return NULL;
}
