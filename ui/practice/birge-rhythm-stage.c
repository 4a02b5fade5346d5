/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-rhythm-stage.h"

#include <librsvg/rsvg.h>

#include "ui/widgets/birge-widgets.h"

/* Sixty times a second is too often to draw a scalable picture: what moves is drawn at so many steps and kept. More of them
 * nobody sees, but each is a picture as large as the stage. */
#define STEPS 8
/* Points of the drawing: a press is 5 to 6 cm, as in the films. */
#define PRESS_DEPTH 26.0
#define BREATH_HEIGHT 20.0
/* Of the two pictures */
#define PICTURE_WIDTH 1040.0
#define PICTURE_HEIGHT 610.0

/* How long a beat lights up, as a part of it, and a touch, in microseconds. */
#define FLASH_BEATS 0.3
#define MARK_US 350000

typedef enum { PRESS, BREATHE } Scene;

struct _BirgeRhythmStage
{
  GtkWidget         parent_instance;
  BirgePage        *page; /* borrowed: the stage is inside it */
  Scene             scene;
  double            beat;
  double            air;
  guint             number;
  double            filled;
  cairo_surface_t  *drawn[STEPS]; /* for… */
  Scene             drawn_scene;
  int               drawn_width, drawn_height;
  gint64            mark_us; /* when a finger came down last, 0: never */
  double            mark_x, mark_y;
  BirgePulseVerdict mark;
  gboolean          space_down;
};

enum { TAP, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeRhythmStage, birge_rhythm_stage, GTK_TYPE_WIDGET)

const char *
birge_rhythm_colour (BirgePulseVerdict verdict)
{
  switch (verdict)
    {
    case BIRGE_PULSE_GOOD:
      return "aid";
    case BIRGE_PULSE_SLOW:
      return "rights";
    case BIRGE_PULSE_FAST:
      return "learn";
    case BIRGE_PULSE_UNKNOWN:
    default:
      return "sky";
    }
}

static BirgeStyle *
get_style (BirgeRhythmStage *self)
{
  return birge_shell_get_style (birge_page_get_shell (self->page));
}

static void
set_colour (BirgeRhythmStage *self, cairo_t *cr, const char *name, double alpha)
{
  GdkRGBA colour = { 0 };

  birge_style_get_colour (get_style (self), name, &colour);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, alpha);
}

static void
forget_drawn (BirgeRhythmStage *self)
{
  for (guint i = 0; i < STEPS; i++)
    g_clear_pointer (&self->drawn[i], cairo_surface_destroy);
}

/* The picture of a scene, @share of the way. */
static cairo_surface_t *
draw_scene (Scene scene, double share, int width, int height)
{
  static const char *const paths[] = { "/org/birge/ui/pictures/practice-press.svg", "/org/birge/ui/pictures/practice-breathe.svg" };
  g_autoptr(GBytes) bytes = g_resources_lookup_data (paths[scene], 0, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  RsvgRectangle area = { 0, 0, width, height };
  g_autoptr(GString) svg = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_autofree char *moved = g_strdup_printf ("translate(0 %d)", (int) (share * (scene == PRESS ? PRESS_DEPTH : -BREATH_HEIGHT)));
  g_autofree char *seen = g_strdup_printf ("opacity=\"0.%d\"", (int) CLAMP (share * 10, 0, 9));
  RsvgHandle *handle;

  g_string_replace (svg, "translate(0 0)", moved, 0);
  g_string_replace (svg, "opacity=\"0\"", seen, 0);
  handle = rsvg_handle_new_from_data ((const guint8 *) svg->str, svg->len, NULL);
  if (handle != NULL)
    rsvg_handle_render_document (handle, cr, &area, NULL);
  g_clear_object (&handle);
  cairo_destroy (cr);
  return surface;
}

/* The hands are lowest when the click is heard. */
static double
get_share (BirgeRhythmStage *self)
{
  if (self->scene == BREATHE)
    return self->air;
  return self->beat < -0.5 ? 0 : (1 + cos (2 * G_PI * self->beat)) / 2;
}

static void
paint_scene (BirgeRhythmStage *self, cairo_t *cr, int width, int height)
{
  double scale = MIN (width / PICTURE_WIDTH, height / PICTURE_HEIGHT);
  int picture_width = (int) (PICTURE_WIDTH * scale), picture_height = (int) (PICTURE_HEIGHT * scale);
  guint step = (guint) (get_share (self) * (STEPS - 1) + 0.5);
  cairo_surface_t **drawn = &self->drawn[step];

  if (picture_width < 1 || picture_height < 1)
    return;
  if (self->scene != self->drawn_scene || picture_width != self->drawn_width || picture_height != self->drawn_height)
    {
      forget_drawn (self);
      self->drawn_scene = self->scene;
      self->drawn_width = picture_width;
      self->drawn_height = picture_height;
    }
  if (*drawn == NULL)
    *drawn = draw_scene (self->scene, (double) step / (STEPS - 1), picture_width, picture_height);
  cairo_set_source_surface (cr, *drawn, (width - picture_width) / 2, height - picture_height);
  cairo_paint (cr);
}

static void
paint_flash (BirgeRhythmStage *self, cairo_t *cr, int width, int height, double unit)
{
  double since = self->beat - floor (self->beat);
  double line = 20 * unit;

  if (self->scene != PRESS || self->beat < 0 || since > FLASH_BEATS)
    return;
  set_colour (self, cr, "aid", 1 - since / FLASH_BEATS);
  cairo_set_line_width (cr, line);
  cairo_rectangle (cr, line / 2, line / 2, width - line, height - line);
  cairo_stroke (cr);
}

static void
paint_number (BirgeRhythmStage *self, cairo_t *cr, int width, double unit)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (self->page));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  double radius = 120 * unit, line = 22 * unit;
  double x = rtl ? width - radius - 50 * unit : radius + 50 * unit, y = radius + 50 * unit;
  g_autofree char *digits = g_strdup_printf ("%u", self->number);
  g_autofree char *text = birge_language_localise_digits (language, digits);
  g_autoptr(PangoLayout) layout = NULL;
  g_autoptr(PangoFontDescription) font = NULL;
  PangoRectangle ink;

  if (self->number == 0)
    return;
  cairo_set_line_width (cr, line);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  set_colour (self, cr, "aid-tint", 1);
  cairo_stroke (cr);
  cairo_arc (cr, x, y, radius, -G_PI / 2, -G_PI / 2 + 2 * G_PI * self->filled);
  set_colour (self, cr, "aid", 1);
  cairo_stroke (cr);

  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  font = pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));
  pango_font_description_set_absolute_size (font, 120 * unit * PANGO_SCALE);
  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_extents (layout, &ink, NULL);
  cairo_move_to (cr, x - ink.width / 2.0 - ink.x, y - ink.height / 2.0 - ink.y);
  pango_cairo_show_layout (cr, layout);
}

/* A ring where the finger came down: it was noticed, also by those who hear nothing. */
static void
paint_mark (BirgeRhythmStage *self, cairo_t *cr, double unit)
{
  double age = self->mark_us > 0 ? (double) (g_get_monotonic_time () - self->mark_us) / MARK_US : 1;

  if (age >= 1)
    return;
  set_colour (self, cr, birge_rhythm_colour (self->mark), 1 - age);
  cairo_set_line_width (cr, 14 * unit);
  cairo_new_path (cr);
  cairo_arc (cr, self->mark_x, self->mark_y, (50 + 60 * age) * unit, 0, 2 * G_PI);
  cairo_stroke (cr);
}

static void
birge_rhythm_stage_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BirgeRhythmStage *self = BIRGE_RHYTHM_STAGE (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double unit = birge_style_get_unit (get_style (self));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  paint_scene (self, cr, width, height);
  paint_flash (self, cr, width, height, unit);
  paint_number (self, cr, width, unit);
  paint_mark (self, cr, unit);
  cairo_destroy (cr);
}

static void
tap (BirgeRhythmStage *self, guint32 time_ms, double x, double y)
{
  self->mark_us = g_get_monotonic_time ();
  self->mark_x = x;
  self->mark_y = y;
  self->mark = BIRGE_PULSE_UNKNOWN;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  /* An event without a time happens now. */
  g_signal_emit (self, signals[TAP], 0, time_ms != GDK_CURRENT_TIME ? time_ms : (guint) (g_get_monotonic_time () / 1000));
}

static gboolean
on_event (GtkEventController *controller, GdkEvent *event, BirgeRhythmStage *self)
{
  GdkEventType type = gdk_event_get_event_type (event);
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  double x = 0, y = 0, left, top;

  if ((type != GDK_TOUCH_BEGIN && type != GDK_BUTTON_PRESS) || !gdk_event_get_position (event, &x, &y))
    return GDK_EVENT_PROPAGATE;

  gtk_native_get_surface_transform (native, &left, &top);
  gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (self), x - left, y - top, &x, &y);
  tap (self, gdk_event_get_time (event), x, y);
  return GDK_EVENT_PROPAGATE;
}

/* A key that is held down repeats itself: only the first time counts. */
static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, BirgeRhythmStage *self)
{
  if (key != GDK_KEY_space && key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return GDK_EVENT_PROPAGATE;
  if (!self->space_down)
    tap (self, gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (controller)),
         gtk_widget_get_width (GTK_WIDGET (self)) / 2.0, gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
  self->space_down = TRUE;
  return GDK_EVENT_STOP;
}

static void
on_key_released (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, BirgeRhythmStage *self)
{
  self->space_down = FALSE;
}

static void
birge_rhythm_stage_dispose (GObject *object)
{
  forget_drawn (BIRGE_RHYTHM_STAGE (object));
  G_OBJECT_CLASS (birge_rhythm_stage_parent_class)->dispose (object);
}

static void
birge_rhythm_stage_class_init (BirgeRhythmStageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_rhythm_stage_dispose;
  widget_class->snapshot = birge_rhythm_stage_snapshot;
  gtk_widget_class_set_css_name (widget_class, "rhythmstage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  signals[TAP] = g_signal_new ("tap", BIRGE_TYPE_RHYTHM_STAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
birge_rhythm_stage_init (BirgeRhythmStage *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->beat = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "focusable");
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (events, "event", G_CALLBACK (on_event), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (keys, "key-released", G_CALLBACK (on_key_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
birge_rhythm_stage_new (BirgePage *page)
{
  BirgeRhythmStage *self = g_object_new (BIRGE_TYPE_RHYTHM_STAGE, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}

void
birge_rhythm_stage_set_beat (BirgeRhythmStage *self, double beat)
{
  g_return_if_fail (BIRGE_IS_RHYTHM_STAGE (self));

  self->scene = PRESS;
  self->beat = beat;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
birge_rhythm_stage_set_air (BirgeRhythmStage *self, double air)
{
  g_return_if_fail (BIRGE_IS_RHYTHM_STAGE (self));

  self->scene = BREATHE;
  self->air = CLAMP (air, 0, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
birge_rhythm_stage_set_count (BirgeRhythmStage *self, guint number, double filled)
{
  g_return_if_fail (BIRGE_IS_RHYTHM_STAGE (self));

  self->number = number;
  self->filled = CLAMP (filled, 0, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
birge_rhythm_stage_judge (BirgeRhythmStage *self, BirgePulseVerdict verdict)
{
  g_return_if_fail (BIRGE_IS_RHYTHM_STAGE (self));

  self->mark = verdict;
}
