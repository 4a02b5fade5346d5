/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-still.h"

/* Films are 16 by 9; smaller than this nobody recognises anything. */
#define WIDTH 16
#define HEIGHT 9
#define LEAST_WIDTH 160

#define PART "birge-part"

struct _BirgeStill
{
  GtkWidget     parent_instance;
  BirgeStyle   *style;   /* owned */
  GdkTexture   *texture; /* NULL until it is read */
  GCancellable *cancellable;
  int           width;   /* of a small one, in pixels; 0: as it comes */
};

G_DEFINE_FINAL_TYPE (BirgeStill, birge_still, GTK_TYPE_WIDGET)

static void
take_texture (BirgeStill *self, GdkTexture *texture, const GError *error)
{
  self->texture = texture;
  if (texture == NULL)
    g_message ("a picture of a film is not shown: %s", error->message);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
shrink_worker (GTask *task, gpointer source, gpointer bytes, GCancellable *cancellable)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  GError *error = NULL;
  g_autoptr(GdkPixbuf) large = gdk_pixbuf_new_from_stream (stream, cancellable, &error);
  g_autoptr(GdkPixbuf) small = NULL;
  int width = BIRGE_STILL (source)->width;

  if (large == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  small = gdk_pixbuf_scale_simple (large, width, MAX (width * HEIGHT / WIDTH, 1), GDK_INTERP_BILINEAR);
  g_task_return_pointer (task, gdk_texture_new_for_pixbuf (small), g_object_unref);
}

static void
on_shrunk (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  GdkTexture *texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    take_texture (BIRGE_STILL (source), texture, error);
}

/* Aside: eight of them are on one page, each a megapixel. */
static void
shrink (BirgeStill *self, GBytes *bytes)
{
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, on_shrunk, NULL);

  g_task_set_source_tag (task, shrink);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, shrink_worker);
}

static void
on_loaded (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = birge_library_load_object_finish (BIRGE_LIBRARY (library), result, &error);
  GdkTexture *texture = NULL;
  BirgeStill *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes != NULL && self->width > 0)
    {
      shrink (self, bytes);
      return;
    }
  if (bytes != NULL)
    texture = gdk_texture_new_from_bytes (bytes, &error);
  take_texture (self, texture, error);
}

/* The largest place in the middle. */
static void
find_area (int width, int height, graphene_rect_t *area)
{
  double scale = MIN ((double) width / WIDTH, (double) height / HEIGHT);

  graphene_rect_init (area, (float) ((width - WIDTH * scale) / 2), (float) ((height - HEIGHT * scale) / 2), (float) (WIDTH * scale),
                      (float) (HEIGHT * scale));
}

static GtkSizeRequestMode
birge_still_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
birge_still_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                     int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : LEAST_WIDTH * HEIGHT / WIDTH;
}

static void
birge_still_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  double target = birge_style_get_target (BIRGE_STILL (widget)->style);
  graphene_rect_t area;

  find_area (width, height, &area);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      const BirgeFilmPart *part = g_object_get_data (G_OBJECT (child), PART);
      double part_width = MIN (MAX (part->width * area.size.width, target), area.size.width);
      double part_height = MIN (MAX (part->height * area.size.height, target), area.size.height);
      double x = (part->x + part->width / 2) * area.size.width - part_width / 2;
      double y = (part->y + part->height / 2) * area.size.height - part_height / 2;
      GtkAllocation place;
      int least_width, least_height;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, &least_height, NULL, NULL, NULL);
      place.x = (int) (area.origin.x + CLAMP (x, 0, area.size.width - part_width));
      place.y = (int) (area.origin.y + CLAMP (y, 0, area.size.height - part_height));
      place.width = MAX ((int) part_width, least_width);
      place.height = MAX ((int) part_height, least_height);
      gtk_widget_size_allocate (child, &place, -1);
    }
}

static void
birge_still_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BirgeStill *self = BIRGE_STILL (widget);
  graphene_rect_t area;

  find_area (gtk_widget_get_width (widget), gtk_widget_get_height (widget), &area);
  if (self->texture != NULL && area.size.width > 0)
    gtk_snapshot_append_texture (snapshot, self->texture, &area);
  GTK_WIDGET_CLASS (birge_still_parent_class)->snapshot (widget, snapshot);
}

static void
birge_still_dispose (GObject *object)
{
  BirgeStill *self = BIRGE_STILL (object);
  GtkWidget *child;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->texture);
  g_clear_object (&self->style);
  G_OBJECT_CLASS (birge_still_parent_class)->dispose (object);
}

static void
birge_still_class_init (BirgeStillClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_still_dispose;
  widget_class->get_request_mode = birge_still_get_request_mode;
  widget_class->measure = birge_still_measure;
  widget_class->size_allocate = birge_still_size_allocate;
  widget_class->snapshot = birge_still_snapshot;
  gtk_widget_class_set_css_name (widget_class, "still");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
birge_still_init (BirgeStill *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR); /* a film is no text */
}

static GtkWidget *
new_still (BirgeShell *shell, const char *object, int width)
{
  BirgeStill *self = g_object_new (BIRGE_TYPE_STILL, NULL);
  BirgeLibrary *library = birge_shell_get_library (shell);

  self->width = width;
  self->style = g_object_ref (birge_shell_get_style (shell));
  self->cancellable = g_cancellable_new ();
  if (library != NULL)
    birge_library_load_object_async (library, object, self->cancellable, on_loaded, self);
  return GTK_WIDGET (self);
}

GtkWidget *
birge_still_new (BirgeShell *shell, const char *object)
{
  return new_still (shell, object, 0);
}

GtkWidget *
birge_still_new_small (BirgeShell *shell, const char *object, int width)
{
  GtkWidget *self = new_still (shell, object, MAX (width, 1));

  gtk_widget_set_hexpand (self, FALSE);
  gtk_widget_set_vexpand (self, FALSE);
  return self;
}

void
birge_still_add (BirgeStill *self, GtkWidget *child, const BirgeFilmPart *part)
{
  g_return_if_fail (BIRGE_IS_STILL (self));
  g_return_if_fail (GTK_IS_WIDGET (child) && part != NULL);

  g_object_set_data_full (G_OBJECT (child), PART, birge_film_part_copy (part), (GDestroyNotify) birge_film_part_free);
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}
