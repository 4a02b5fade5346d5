/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-measure.h"

#include <glib-unix.h>
#include <jansson.h>
#include <stdio.h>

#include "ui/shell/birge-page.h"
#include "ui/widgets/birge-picture.h"

typedef struct
{
  BirgeShell *shell;
  GtkWindow  *window;
  FILE       *out;
  int         place; /* painted next, -1 when it was told already */
} Measure;

/* What somebody in front of the glass sees of a page. */
typedef struct
{
  int texts;
  int pictures;
  int waiting; /* pictures that have not come */
} Seen;

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
}

static gboolean
is_seen (Measure *self, GtkWidget *widget)
{
  graphene_rect_t bounds, glass = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self->window)),
                                                      gtk_widget_get_height (GTK_WIDGET (self->window)));

  return gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (widget, GTK_WIDGET (self->window), &bounds) &&
         graphene_rect_intersection (&bounds, &glass, NULL) && bounds.size.width > 0 && bounds.size.height > 0;
}

static void
count_seen (Measure *self, GtkWidget *widget, Seen *seen)
{
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0' && is_seen (self, widget))
    seen->texts++;
  if (BIRGE_IS_PICTURE (widget) && is_seen (self, widget))
    {
      seen->pictures += !birge_picture_is_empty (BIRGE_PICTURE (widget));
      seen->waiting += birge_shell_is_loading_picture (widget);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    count_seen (self, child, seen);
}

/* The last one: another, that a finger still lies on, may be about to go. */
static BirgePage *
find_page (GtkWidget *widget)
{
  BirgePage *page = BIRGE_IS_PAGE (widget) ? BIRGE_PAGE (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_last_child (widget); child != NULL && page == NULL; child = gtk_widget_get_prev_sibling (child))
    page = find_page (child);
  return page;
}

/* A page is painted with the first frame that has its words and pictures, not with the first that has a page. */
static void
on_after_paint (GdkFrameClock *clock, Measure *self)
{
  gint64 now_us = g_get_monotonic_time ();
  BirgePage *page = self->place >= 0 ? find_page (GTK_WIDGET (self->window)) : NULL;
  Seen seen = { 0 };

  if (page == NULL || !birge_page_is_complete (page) || gtk_widget_get_width (GTK_WIDGET (page)) == 0)
    return;
  count_seen (self, GTK_WIDGET (page), &seen);
  if (seen.waiting > 0)
    return;
  write_line (self, json_pack ("{s:s,s:i,s:I,s:i,s:i}", "event", "painted", "place", self->place, "us", (json_int_t) now_us,
                               "texts", seen.texts, "pictures", seen.pictures));
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
  BirgePage *page = find_page (GTK_WIDGET (self->window));
  Seen seen = { 0 };

  dump_control (self, GTK_WIDGET (self->window));
  if (page != NULL)
    count_seen (self, GTK_WIDGET (page), &seen);
  write_line (self, json_pack ("{s:s,s:f,s:f,s:o,s:i,s:i}", "event", "end", "unit", birge_style_get_unit (style), "target",
                               birge_style_get_target (style), "settings", pack_settings (birge_shell_get_session (self->shell)),
                               "texts", seen.texts, "pictures", seen.pictures));
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
