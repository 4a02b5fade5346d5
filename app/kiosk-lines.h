/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Cuts what a program writes into lines, however it comes in pieces. A line longer than it may be is left out, so that
 * nobody fills this process's memory. */
typedef struct {
  GString *line;     /* of which no end was seen yet */
  gsize    max_bytes;
  gboolean is_over;  /* it is too long: the rest of it is passed over */
} KioskLines;

/* @line: without its end, @length bytes and a zero behind them. */
typedef void (*KioskLine) (const char *line,
                           gsize       length,
                           gpointer    user_data);

void kiosk_lines_init  (KioskLines *self,
                        gsize       max_bytes);
void kiosk_lines_clear (KioskLines *self);
void kiosk_lines_push  (KioskLines *self,
                        const char *bytes,
                        gsize       length,
                        KioskLine   on_line,
                        gpointer    user_data);
/* Nothing more will come: what is left is a line too. */
void kiosk_lines_end   (KioskLines *self,
                        KioskLine   on_line,
                        gpointer    user_data);

G_END_DECLS
