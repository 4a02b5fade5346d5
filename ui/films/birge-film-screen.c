/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/films/birge-film-screen.h"

#include <string.h>

/* What cairo paints from is kept until GTK has let go of the drawing in which it is: were it finished before, cairo would
 * copy the whole picture first, in fresh memory, which takes longer than painting it. GTK holds the last drawing and makes
 * the next one. */
#define N_KEPT 3

struct _BirgeFilmScreen
{
  GtkWidget        parent_instance;
  BirgePlayer     *player;         /* owned */
  GdkTexture      *poster;         /* or NULL */
  cairo_surface_t *kept[N_KEPT];   /* of the last frames, the newest first; each holds its frame; or NULL */
};

static const cairo_user_data_key_t frame_key;

G_DEFINE_FINAL_TYPE (BirgeFilmScreen, birge_film_screen, GTK_TYPE_WIDGET)

static void
drop_surface (cairo_surface_t *surface)
{
  BirgeFrame *frame = cairo_surface_get_user_data (surface, &frame_key);

  cairo_surface_finish (surface); /* whoever still held it has its own copy now */
  cairo_surface_destroy (surface);
  birge_frame_unref (frame);
}

static cairo_surface_t *
find_surface (BirgeFilmScreen *self, BirgeFrame *frame)
{
  if (self->kept[0] != NULL && cairo_surface_get_user_data (self->kept[0], &frame_key) == frame)
    return self->kept[0];
  g_clear_pointer (&self->kept[N_KEPT - 1], drop_surface);
  memmove (self->kept + 1, self->kept, sizeof self->kept - sizeof *self->kept);
  self->kept[0] = cairo_image_surface_create_for_data ((guchar *) frame->data, CAIRO_FORMAT_ARGB32, frame->width, frame->height,
                                                       frame->stride);
  cairo_surface_set_user_data (self->kept[0], &frame_key, birge_frame_ref (frame), NULL);
  return self->kept[0];
}

/* GTK 4.8's cairo renderer turns every pixel of a texture into four floats and back; painting the frame by cairo takes
 * about 30 % less time. ARGB32 with OVER is the fast path; RGB24 with SOURCE is 1.6 times slower when scaled. */
static void
paint_by_cairo (BirgeFilmScreen *self, GtkSnapshot *snapshot, BirgeFrame *frame, const graphene_rect_t *area)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, area);

  cairo_translate (cr, area->origin.x, area->origin.y);
  cairo_scale (cr, area->size.width / frame->width, area->size.height / frame->height);
  cairo_set_source_surface (cr, find_surface (self, frame), 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
paint_by_texture (GtkSnapshot *snapshot, BirgeFrame *frame, const graphene_rect_t *area)
{
  g_autoptr(GBytes) bytes = g_bytes_new_with_free_func (frame->data, frame->size_bytes, (GDestroyNotify) birge_frame_unref,
                                                        birge_frame_ref (frame));
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (frame->width, frame->height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes,
                                                          (gsize) frame->stride);

  gtk_snapshot_append_texture (snapshot, texture, area);
}

static gboolean
renders_by_cairo (GtkWidget *widget)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));

  return g_strcmp0 (G_OBJECT_TYPE_NAME (renderer), "GskCairoRenderer") == 0;
}

/* The largest place for something @width by @height; FALSE without room. What is left lies below, where words hide nothing. */
static gboolean
fit (GtkWidget *widget, double width, double height, graphene_rect_t *area)
{
  double room_x = gtk_widget_get_width (widget), room_y = gtk_widget_get_height (widget);
  double scale = MIN (room_x / width, room_y / height);

  graphene_rect_init (area, (float) ((room_x - width * scale) / 2), 0, (float) (width * scale), (float) (height * scale));
  return room_x > 0 && room_y > 0;
}

static void
birge_film_screen_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BirgeFilmScreen *self = BIRGE_FILM_SCREEN (widget);
  g_autoptr(BirgeFrame) frame = birge_player_dup_frame (self->player);
  graphene_rect_t area;

  if (frame == NULL)
    {
      if (self->poster != NULL
          && fit (widget, gdk_texture_get_width (self->poster), gdk_texture_get_height (self->poster), &area))
        gtk_snapshot_append_texture (snapshot, self->poster, &area);
      return;
    }
  if (!fit (widget, frame->width * frame->pixel_aspect, frame->height, &area))
    return;
  if (renders_by_cairo (widget))
    paint_by_cairo (self, snapshot, frame, &area);
  else
    paint_by_texture (snapshot, frame, &area);
}

static void
birge_film_screen_dispose (GObject *object)
{
  for (guint i = 0; i < N_KEPT; i++)
    g_clear_pointer (&BIRGE_FILM_SCREEN (object)->kept[i], drop_surface);
  g_clear_object (&BIRGE_FILM_SCREEN (object)->player);
  g_clear_object (&BIRGE_FILM_SCREEN (object)->poster);
  G_OBJECT_CLASS (birge_film_screen_parent_class)->dispose (object);
}

static void
birge_film_screen_class_init (BirgeFilmScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_film_screen_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = birge_film_screen_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "screen");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
birge_film_screen_init (BirgeFilmScreen *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
birge_film_screen_new (BirgePlayer *player)
{
  BirgeFilmScreen *self = g_object_new (BIRGE_TYPE_FILM_SCREEN, NULL);

  self->player = g_object_ref (player);
  g_signal_connect_object (player, "frame", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
birge_film_screen_set_poster (BirgeFilmScreen *self, GBytes *picture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) poster = NULL;

  g_return_if_fail (BIRGE_IS_FILM_SCREEN (self));
  g_return_if_fail (picture != NULL);

  poster = gdk_texture_new_from_bytes (picture, &error);
  if (poster == NULL)
    g_message ("a poster is not shown: %s", error->message);
  if (g_set_object (&self->poster, poster))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}
