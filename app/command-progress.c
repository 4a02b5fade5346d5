/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/command-progress.h"

#include <stdio.h>
#include <unistd.h>

#define PERIOD_US     (G_USEC_PER_SEC / 10)
#define CELLS         24
#define RATE_AFTER_US (G_USEC_PER_SEC / 2) /* before that a rate says nothing */

static char *
dup_amount (gint64 amount, CommandProgressUnit unit)
{
  if (unit == COMMAND_PROGRESS_BYTES)
    return g_format_size_full ((guint64) amount, G_FORMAT_SIZE_IEC_UNITS);
  return g_strdup_printf ("%" G_GINT64_FORMAT, amount);
}

static char *
dup_duration (gint64 seconds)
{
  if (seconds < 90)
    return g_strdup_printf ("%" G_GINT64_FORMAT " s", seconds);
  if (seconds < 90 * 60)
    return g_strdup_printf ("%" G_GINT64_FORMAT " min", (seconds + 30) / 60);
  return g_strdup_printf ("%" G_GINT64_FORMAT " h", (seconds + 1800) / 3600);
}

char *
command_progress_describe (gint64 done, gint64 total, gint64 elapsed_us, CommandProgressUnit unit)
{
  g_autofree char *done_text = dup_amount (done, unit);
  g_autofree char *total_text = dup_amount (total, unit);
  g_autofree char *rate_text = NULL;
  g_autofree char *left_text = NULL;
  double rate;

  if (done <= 0 || elapsed_us < RATE_AFTER_US)
    return g_strdup_printf ("%s of %s", done_text, total_text);
  rate = (double) done * G_USEC_PER_SEC / (double) elapsed_us;
  rate_text = dup_amount ((gint64) rate, unit);
  left_text = dup_duration ((gint64) ((double) (total - done) / rate + 0.999));
  return g_strdup_printf ("%s of %s, %s/s, %s left", done_text, total_text, rate_text, left_text);
}

static void
draw (CommandProgress *self, const char *words, gint64 done, gint64 total, gint64 now_us, CommandProgressUnit unit)
{
  g_autofree char *text = NULL;
  int filled;

  if (total <= 0)
    {
      g_printerr ("\r\033[K%s", words);
      return;
    }
  text = command_progress_describe (done, total, now_us - self->started_us, unit);
  filled = (int) (CELLS * MIN (done, total) / total);
  g_printerr ("\r\033[K%s [%.*s%.*s] %s", words, filled, "########################", CELLS - filled,
              "------------------------", text);
}

static void
print_line (const CommandProgress *self, gint64 done, gint64 total)
{
  printf ("{\"phase\":\"%s\",\"done\":%" G_GINT64_FORMAT ",\"total\":%" G_GINT64_FORMAT, self->phase, done, total);
  if (self->tier != NULL)
    printf (",\"tier\":\"%s\",\"rate\":%" G_GINT64_FORMAT, self->tier, self->bytes_per_second);
  puts ("}");
  fflush (stdout);
}

void
command_progress_tell (CommandProgress *self, const char *phase, const char *words, gint64 done, gint64 total,
                       CommandProgressUnit unit)
{
  gint64 now_us = g_get_monotonic_time ();
  gboolean is_new = g_strcmp0 (phase, self->phase) != 0;

  if (is_new)
    self->started_us = now_us;
  if (!is_new && now_us - self->told_us < PERIOD_US && done < total)
    return;
  self->phase = phase;
  self->told_us = now_us;
  if (self->is_json)
    print_line (self, done, total);
  else if (isatty (STDERR_FILENO))
    draw (self, words, done, total, now_us, unit);
}

void
command_progress_clear (CommandProgress *self)
{
  if (!self->is_json && self->phase != NULL && isatty (STDERR_FILENO))
    g_printerr ("\r\033[K");
  self->phase = NULL;
}
