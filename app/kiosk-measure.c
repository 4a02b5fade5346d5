/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-measure.h"

#include <glib-unix.h>
#include <jansson.h>
#include <stdio.h>

typedef struct
{
  BirgeShell *shell;
  GtkWindow  *window;
  FILE       *out;
  int         place;  /* painted next, -1 when it was told already */
  guint       frames; /* since the page came */
} Measure;

static void
write_line (Measure *self, json_t *line)
{
  json_dumpf (line, self->out, JSON_COMPACT);
  fputc ('\n', self->out);
  fflush (self->out);
  json_decref (line);
}

static void
on_route_changed (Measure *self, const BirgeRoute *route)
{
  self->place = (int) route->place;
  self->frames = 0;
}

/* The second frame after a change has the words that were read from the disk meanwhile. */
static void
on_after_paint (GdkFrameClock *clock, Measure *self)
{
  if (self->place < 0 || ++self->frames < 2)
    {
      if (self->place >= 0)
        gtk_widget_queue_draw (GTK_WIDGET (self->window));
      return;
    }
  write_line (self, json_pack ("{s:s,s:i,s:I}", "event", "painted", "place", self->place, "us",
                               (json_int_t) g_get_monotonic_time ()));
  self->place = -1;
}

static void
dump_control (Measure *self, GtkWidget *widget)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (widget))
    return;
  if ((GTK_IS_BUTTON (widget) || gtk_widget_get_focusable (widget)) && !GTK_IS_WINDOW (widget) &&
      gtk_widget_compute_bounds (widget, GTK_WIDGET (self->window), &bounds))
    {
      g_auto(GStrv) classes = gtk_widget_get_css_classes (widget);
      g_autofree char *joined = g_strjoinv (" ", classes);

      write_line (self, json_pack ("{s:s,s:s,s:s,s:f,s:f,s:f,s:f,s:b}", "event", "control", "type", G_OBJECT_TYPE_NAME (widget),
                                   "classes", joined, "x", (double) bounds.origin.x, "y", (double) bounds.origin.y, "width",
                                   (double) bounds.size.width, "height", (double) bounds.size.height, "sensitive",
                                   gtk_widget_is_sensitive (widget)));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    dump_control (self, child);
}

/* What a visitor can change and nobody can see from outside. */
static json_t *
pack_settings (BirgeSession *session)
{
  return json_pack ("{s:s?,s:i,s:b,s:b,s:i}", "language", birge_session_get_language (session), "letters",
                    (int) birge_session_get_letter_size (session), "contrast", birge_session_get_contrast (session), "lowered",
                    birge_session_get_lowered (session), "volume", birge_session_get_volume (session));
}

static gboolean
on_signal (gpointer user_data)
{
  Measure *self = user_data;
  BirgeStyle *style = birge_shell_get_style (self->shell);

  dump_control (self, GTK_WIDGET (self->window));
  write_line (self, json_pack ("{s:s,s:f,s:f,s:o}", "event", "end", "unit", birge_style_get_unit (style), "target",
                               birge_style_get_target (style), "settings", pack_settings (birge_shell_get_session (self->shell))));
  return G_SOURCE_CONTINUE;
}

static void
on_realize (GtkWidget *window, Measure *self)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_after_paint), self);
}

void
kiosk_measure_start (BirgeShell *shell, GtkWindow *window)
{
  const char *path = g_getenv ("BIRGE_MEASURE");
  Measure *self;
  FILE *out;

  if (path == NULL)
    return;
  out = fopen (path, "ae");
  if (out == NULL)
    {
      g_warning ("BIRGE_MEASURE: cannot write %s", path);
      return;
    }
  self = g_new0 (Measure, 1); /* for the life of the program */
  self->shell = shell;
  self->window = window;
  self->out = out;
  g_signal_connect_swapped (shell, "route-changed", G_CALLBACK (on_route_changed), self);
  g_signal_connect (window, "realize", G_CALLBACK (on_realize), self);
  g_unix_signal_add (SIGUSR1, on_signal, self);
}
