/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-lines.h"

#include <string.h>

void
kiosk_lines_init (KioskLines *self, gsize max_bytes)
{
  *self = (KioskLines) { .line = g_string_new (NULL), .max_bytes = max_bytes };
}

void
kiosk_lines_clear (KioskLines *self)
{
  if (self->line != NULL)
    g_string_free (self->line, TRUE);
  self->line = NULL;
}

static void
add (KioskLines *self, const char *bytes, gsize length)
{
  if (!self->is_over && self->line->len + length <= self->max_bytes)
    {
      g_string_append_len (self->line, bytes, (gssize) length);
      return;
    }
  self->is_over = TRUE;
  g_string_truncate (self->line, 0);
}

static void
finish (KioskLines *self, KioskLine on_line, gpointer user_data)
{
  if (!self->is_over && self->line->len > 0)
    on_line (self->line->str, self->line->len, user_data);
  g_string_truncate (self->line, 0);
  self->is_over = FALSE;
}

void
kiosk_lines_push (KioskLines *self, const char *bytes, gsize length, KioskLine on_line, gpointer user_data)
{
  const char *end;

  while ((end = memchr (bytes, '\n', length)) != NULL)
    {
      gsize piece = (gsize) (end - bytes);

      add (self, bytes, piece);
      finish (self, on_line, user_data);
      bytes += piece + 1;
      length -= piece + 1;
    }
  add (self, bytes, length);
}

void
kiosk_lines_end (KioskLines *self, KioskLine on_line, gpointer user_data)
{
  finish (self, on_line, user_data);
}
