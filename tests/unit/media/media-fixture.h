/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-frame.h"

#include <gst/gst.h>

/* What the tests of media/ share: a folder, small films and recordings made on the spot, and sinks that listen. */

#define FILM_FPS 25
#define FILM_FRAMES 75
#define FILM_US (3 * G_USEC_PER_SEC)
#define TONE_KK 300.0
#define TONE_RU 1200.0

char       *fixture_dup_path      (const char *name);
void        fixture_remove_folder (void);

/* Three seconds, 64×48, VP8: each frame shows its number in black and white bars, binary, lowest bit left. Kazakh is a
 * tone of 300 Hz, Russian one of 1200 Hz. */
char       *fixture_make_film     (const char *name);
int         fixture_read_number   (const BirgeFrame *frame);
/* Opus in Ogg: a tone. */
char       *fixture_make_voice    (const char *name,
                                   double      frequency,
                                   int         length_ms);
char       *fixture_write         (const char *name,
                                   const void *bytes,
                                   gsize       size);

/* A sink that takes sound at its proper pace and listens. */
typedef struct {
  GMutex lock;
  gint64 n_samples;
  int    crossings; /* of zero, since the last reset */
  gint64 since;     /* samples since the last reset */
  int    peak;
  gint16 last;
} Ear;

GstElement *ear_new_sink       (Ear *ear);
void        ear_reset          (Ear *ear);
double      ear_get_tone       (Ear *ear);
int         ear_get_peak       (Ear *ear);
gint64      ear_get_heard      (Ear *ear);

/* A sound device in a sink. One that was pulled out fails, also when it is there again: it wants to be opened anew. One that
 * is missing from the beginning is told of as autoaudiosink does, and time goes on. */
typedef struct {
  gint  is_pulled; /* atomic */
  gint  is_missing;
  guint n_opened;
  guint n_closed;
} Device;

GstElement *device_new_sink    (Device *device);

/* What is written into the log from now on, but for debugging: it is no place for what a visitor looked at. */
void        log_begin          (GString *lines);
void        log_end            (void);

/* Runs the main context until a condition holds; FALSE after the time. */
typedef gboolean (*Condition) (gpointer data);
gboolean    wait_until         (Condition condition,
                                gpointer  data,
                                int       at_most_ms);
void        wait_ms            (int       ms);
