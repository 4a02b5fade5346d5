/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-picture.h"

#include <librsvg/rsvg.h>

struct _BirgePicture
{
  GtkWidget        parent_instance;
  RsvgHandle      *svg;      /* or NULL */
  char            *emoji;    /* or NULL */
  cairo_surface_t *drawn;    /* what was drawn last, for… */
  int              drawn_width, drawn_height;
  GdkRGBA          drawn_colour;
  gboolean         mirrored_in_rtl;
};

G_DEFINE_FINAL_TYPE (BirgePicture, birge_picture, GTK_TYPE_WIDGET)

static void
forget_drawn (BirgePicture *self)
{
  g_clear_pointer (&self->drawn, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw_svg (BirgePicture *self, cairo_t *cr, int width, int height, const GdkRGBA *colour)
{
  int side = MIN (width, height);
  RsvgRectangle area = { (width - side) / 2.0, (height - side) / 2.0, side, side };
  g_autofree char *css = g_strdup_printf ("svg{color:#%02X%02X%02X}", (guint) (colour->red * 255 + .5),
                                          (guint) (colour->green * 255 + .5), (guint) (colour->blue * 255 + .5));
  g_autoptr(GError) error = NULL;

  if (!rsvg_handle_set_stylesheet (self->svg, (const guint8 *) css, strlen (css), &error) ||
      !rsvg_handle_render_document (self->svg, cr, &area, &error))
    g_message ("picture not drawn: %s", error->message);
}

static void
draw_emoji (BirgePicture *self, cairo_t *cr, int width, int height)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->emoji);
  g_autoptr(PangoFontDescription) font = pango_font_description_from_string ("Noto Color Emoji, Noto Sans");
  PangoRectangle ink, logical;
  int side = MIN (width, height);

  pango_font_description_set_absolute_size (font, side * 0.76 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_extents (layout, &ink, &logical);
  if (ink.width > width) /* two emoji in one picture */
    {
      pango_font_description_set_absolute_size (font, side * 0.76 * PANGO_SCALE * width / ink.width);
      pango_layout_set_font_description (layout, font);
      pango_layout_get_pixel_extents (layout, &ink, &logical);
    }
  cairo_move_to (cr, (width - ink.width) / 2.0 - ink.x, (height - ink.height) / 2.0 - ink.y);
  pango_cairo_show_layout (cr, layout);
}

static void
redraw (BirgePicture *self, int width, int height, const GdkRGBA *colour)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_t *cr;

  g_clear_pointer (&self->drawn, cairo_surface_destroy);
  self->drawn = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_surface_set_device_scale (self->drawn, scale, scale);
  self->drawn_width = width;
  self->drawn_height = height;
  self->drawn_colour = *colour;

  cr = cairo_create (self->drawn);
  if (self->mirrored_in_rtl && gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    {
      cairo_translate (cr, width, 0);
      cairo_scale (cr, -1, 1);
    }
  if (self->svg != NULL)
    draw_svg (self, cr, width, height, colour);
  else
    draw_emoji (self, cr, width, height);
  cairo_destroy (cr);
}

static void
birge_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BirgePicture *self = BIRGE_PICTURE (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  GdkRGBA colour;
  cairo_t *cr;

  if (birge_picture_is_empty (self) || width <= 0 || height <= 0)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  if (self->drawn == NULL || width != self->drawn_width || height != self->drawn_height ||
      !gdk_rgba_equal (&colour, &self->drawn_colour))
    redraw (self, width, height, &colour);

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_set_source_surface (cr, self->drawn, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
birge_picture_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  if (BIRGE_PICTURE (widget)->mirrored_in_rtl)
    forget_drawn (BIRGE_PICTURE (widget));
  GTK_WIDGET_CLASS (birge_picture_parent_class)->direction_changed (widget, previous);
}

static void
birge_picture_finalize (GObject *object)
{
  BirgePicture *self = BIRGE_PICTURE (object);

  g_clear_object (&self->svg);
  g_free (self->emoji);
  g_clear_pointer (&self->drawn, cairo_surface_destroy);
  G_OBJECT_CLASS (birge_picture_parent_class)->finalize (object);
}

static void
birge_picture_class_init (BirgePictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = birge_picture_finalize;
  widget_class->snapshot = birge_picture_snapshot;
  widget_class->direction_changed = birge_picture_direction_changed;
  gtk_widget_class_set_css_name (widget_class, "picture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
birge_picture_init (BirgePicture *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

static RsvgHandle *
read_svg (GBytes *svg)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_bytes (svg);
  g_autoptr(GError) error = NULL;
  RsvgHandle *handle = rsvg_handle_new_from_stream_sync (stream, NULL, RSVG_HANDLE_FLAGS_NONE, NULL, &error);

  if (handle == NULL)
    g_message ("picture not read: %s", error->message);
  return handle;
}

/* Takes @handle. */
static void
take_svg (BirgePicture *self, RsvgHandle *handle)
{
  g_clear_object (&self->svg);
  g_clear_pointer (&self->emoji, g_free);
  self->svg = handle;
  forget_drawn (self);
}

void
birge_picture_set_svg (BirgePicture *self, GBytes *svg)
{
  g_return_if_fail (BIRGE_IS_PICTURE (self));

  take_svg (self, svg != NULL ? read_svg (svg) : NULL);
}

void
birge_picture_set_icon (BirgePicture *self, const char *name)
{
  /* The same few dozen icons stand on every page: each is read once. The colour is set anew before each drawing. */
  static GHashTable *icons; /* name to RsvgHandle */
  RsvgHandle *handle;

  g_return_if_fail (BIRGE_IS_PICTURE (self));

  if (icons == NULL)
    icons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  handle = g_hash_table_lookup (icons, name);
  if (handle == NULL)
    {
      g_autofree char *path = g_strdup_printf ("/org/birge/ui/pictures/%s.svg", name);
      g_autoptr(GBytes) svg = g_resources_lookup_data (path, 0, NULL);

      if (svg == NULL)
        g_critical ("no pictogram \"%s\"", name);
      handle = svg != NULL ? read_svg (svg) : NULL;
      if (handle != NULL)
        g_hash_table_insert (icons, g_strdup (name), handle);
    }
  take_svg (self, handle != NULL ? g_object_ref (handle) : NULL);
}

void
birge_picture_set_emoji (BirgePicture *self, const char *emoji)
{
  g_return_if_fail (BIRGE_IS_PICTURE (self));

  g_clear_object (&self->svg);
  g_free (self->emoji);
  self->emoji = g_strdup (emoji);
  forget_drawn (self);
}

void
birge_picture_set_mirrored_in_rtl (BirgePicture *self, gboolean mirrored)
{
  g_return_if_fail (BIRGE_IS_PICTURE (self));

  self->mirrored_in_rtl = mirrored;
  forget_drawn (self);
}

gboolean
birge_picture_is_empty (BirgePicture *self)
{
  return self->svg == NULL && self->emoji == NULL;
}

GtkWidget *
birge_picture_new (void)
{
  return g_object_new (BIRGE_TYPE_PICTURE, NULL);
}

GtkWidget *
birge_picture_new_icon (const char *name)
{
  GtkWidget *self = birge_picture_new ();

  birge_picture_set_icon (BIRGE_PICTURE (self), name);
  return self;
}
