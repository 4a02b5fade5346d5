/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/style/birge-style.h"

#define TARGET_MM 15.0
#define TARGET_UNITS 72.0

struct _BirgeStyle
{
  GObject         parent_instance;
  GdkDisplay     *display;
  GtkCssProvider *provider;
  char           *css; /* style.css as it is in the program */
  int             width;
  int             height;
  double          px_per_mm;
  double          letter_scale;
  gboolean        high_contrast;
  gboolean        rtl;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeStyle, birge_style, G_TYPE_OBJECT)

/* The one table of colours: each pair of text and ground has a contrast of at least 4.5 : 1, in the second set 7 : 1. */
static const struct
{
  const char *name;
  const char *normal;
  const char *contrast;
} colours[] = {
  { "felt", "#F7F2E9", "#E2E2E2" }, /* greyer than paper: what can be touched is seen by its ground */
  { "paper", "#FFFFFF", "#FFFFFF" },
  { "line", "#DED3C0", "#000000" },
  { "trough", "#DED3C0", "#FFFFFF" }, /* what is not full yet must not look full */
  { "ink2", "#56616E", "#1A1A1A" },
  { "ink", "#1D2733", "#000000" },
  { "sky-tint", "#D9EEF0", "#E6F6F8" },
  { "sky", "#00707C", "#004A52" },
  { "rights-tint", "#E1E5F6", "#EAEDFA" },
  { "rights", "#34479E", "#1F2E78" },
  { "aid-tint", "#DBF0E3", "#E6F6EC" },
  { "aid", "#14703F", "#0A4F2A" },
  { "learn-tint", "#FBEBCF", "#FDF3E0" },
  { "learn", "#9A5B00", "#653B00" },
  { "help-tint", "#F4E0EE", "#F9ECF5" },
  { "help", "#84346B", "#5E1F4B" },
  { "alarm-tint", "#FBE3E0", "#FDEEEC" },
  { "alarm", "#B3261E", "#8C120B" },
  { "stage", "#10161C", "#000000" },
  { "stage-line", "#36414C", "#8A97A3" },
  { "stage-mark", "#49C08A", "#7BE8B4" },
};

/* "$name" → value; FALSE when the name is none of ours. Moves @at behind the name. */
static gboolean
expand_name (GString *out, const char **at, double unit, double target, gboolean high_contrast, gboolean rtl)
{
  const char *name = *at + 1;
  gsize length = strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-");
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    if (strlen (colours[i].name) == length && strncmp (colours[i].name, name, length) == 0)
      {
        g_string_append (out, high_contrast ? colours[i].contrast : colours[i].normal);
        *at = name + length;
        return TRUE;
      }

  if (g_str_has_prefix (name, "start")) /* "border-$start-color": what follows is copied as it is */
    {
      g_string_append (out, rtl ? "right" : "left");
      length = strlen ("start");
    }
  else if (g_str_has_prefix (name, "end"))
    {
      g_string_append (out, rtl ? "left" : "right");
      length = strlen ("end");
    }
  else if (g_str_has_prefix (name, "target"))
    g_string_append_printf (out, "%spx", g_ascii_formatd (number, sizeof number, "%.1f", target));
  else if (g_str_has_prefix (name, "touch-"))
    g_string_append_printf (out, "%spx", g_ascii_formatd (number, sizeof number, "%.1f",
                                                          MAX (target, g_ascii_strtod (name + strlen ("touch-"), NULL) * unit)));
  else
    return FALSE;
  *at = name + length;
  return TRUE;
}

char *
birge_style_expand (const char *css, double unit, double letter_scale, double target, gboolean high_contrast, gboolean rtl)
{
  GString *out = g_string_sized_new (strlen (css) * 2);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (const char *at = css; *at != '\0';)
    {
      gboolean starts_number = g_ascii_isdigit (*at) && (at == css || !(g_ascii_isalnum (at[-1]) || strchr ("#-_.", at[-1])));

      if (*at == '$' && expand_name (out, &at, unit, target, high_contrast, rtl))
        continue;
      if (*at == '-' && g_ascii_isdigit (at[1]) && at > css && strchr (" (:", at[-1]))
        {
          g_string_append_c (out, *at++);
          starts_number = TRUE;
        }
      if (starts_number)
        {
          char *end;
          double value = g_ascii_strtod (at, &end);

          if ((*end == 'u' || *end == 't') && !g_ascii_isalnum (end[1]))
            {
              double px = value * unit * (*end == 't' ? letter_scale : 1.0);

              g_string_append_printf (out, "%spx", g_ascii_formatd (number, sizeof number, "%.2f", px));
              at = end + 1;
              continue;
            }
          g_string_append_len (out, at, end - at);
          at = end;
          continue;
        }
      g_string_append_c (out, *at++);
    }
  return g_string_free (out, FALSE);
}

double
birge_style_get_unit (BirgeStyle *self)
{
  return MIN (self->width, self->height) / 1080.0;
}

double
birge_style_get_target (BirgeStyle *self)
{
  return MAX (TARGET_UNITS * birge_style_get_unit (self), TARGET_MM * self->px_per_mm);
}

gboolean
birge_style_is_portrait (BirgeStyle *self)
{
  return self->height > self->width;
}

void
birge_style_get_colour (BirgeStyle *self, const char *name, GdkRGBA *colour)
{
  g_return_if_fail (BIRGE_IS_STYLE (self));
  g_return_if_fail (name != NULL && colour != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    if (g_str_equal (colours[i].name, name))
      {
        gdk_rgba_parse (colour, self->high_contrast ? colours[i].contrast : colours[i].normal);
        return;
      }
  g_critical ("no colour \"%s\"", name);
}

void
birge_style_get_glass (BirgeStyle *self, int *width, int *height)
{
  g_return_if_fail (BIRGE_IS_STYLE (self));

  if (width != NULL)
    *width = self->width;
  if (height != NULL)
    *height = self->height;
}

static void
update (BirgeStyle *self)
{
  g_autofree char *css = NULL;

  if (self->width <= 0 || self->height <= 0)
    return;
  css = birge_style_expand (self->css, birge_style_get_unit (self), self->letter_scale, birge_style_get_target (self),
                            self->high_contrast, self->rtl);
  gtk_css_provider_load_from_data (self->provider, css, -1);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
birge_style_set_glass (BirgeStyle *self, int width, int height, double px_per_mm)
{
  g_return_if_fail (BIRGE_IS_STYLE (self));

  if (width == self->width && height == self->height && px_per_mm == self->px_per_mm)
    return;
  self->width = width;
  self->height = height;
  self->px_per_mm = px_per_mm;
  update (self);
}

void
birge_style_set_comfort (BirgeStyle *self, double letter_scale, gboolean high_contrast)
{
  g_return_if_fail (BIRGE_IS_STYLE (self));

  if (letter_scale == self->letter_scale && high_contrast == self->high_contrast)
    return;
  self->letter_scale = letter_scale;
  self->high_contrast = high_contrast;
  update (self);
}

void
birge_style_set_rtl (BirgeStyle *self, gboolean rtl)
{
  g_return_if_fail (BIRGE_IS_STYLE (self));

  if (rtl == self->rtl)
    return;
  self->rtl = rtl;
  update (self);
}

static void
on_parsing_error (GtkCssProvider *provider, GtkCssSection *section, const GError *error, gpointer unused)
{
  g_autofree char *where = gtk_css_section_to_string (section);

  g_warning ("style.css, %s: %s", where, error->message);
}

static void
birge_style_dispose (GObject *object)
{
  BirgeStyle *self = BIRGE_STYLE (object);

  if (self->display != NULL && self->provider != NULL)
    gtk_style_context_remove_provider_for_display (self->display, GTK_STYLE_PROVIDER (self->provider));
  g_clear_object (&self->provider);
  g_clear_object (&self->display);
  G_OBJECT_CLASS (birge_style_parent_class)->dispose (object);
}

static void
birge_style_finalize (GObject *object)
{
  g_free (BIRGE_STYLE (object)->css);
  G_OBJECT_CLASS (birge_style_parent_class)->finalize (object);
}

static void
birge_style_class_init (BirgeStyleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = birge_style_dispose;
  object_class->finalize = birge_style_finalize;
  /* The unit, the portrait flag or the colours are others now. */
  signals[CHANGED] = g_signal_new ("changed", BIRGE_TYPE_STYLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
birge_style_init (BirgeStyle *self)
{
  /* A journey's own shapes stand in a file of their own, after what all pages share. */
  static const char *const files[] = { "style", "guides", "films", "lessons", "places", "practice", "search", "staff" };
  GString *css = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strdup_printf ("/org/birge/ui/style/%s.css", files[i]);
      g_autoptr(GBytes) bytes = g_resources_lookup_data (path, 0, NULL);

      g_assert (bytes != NULL);
      g_string_append_len (css, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
    }
  self->css = g_string_free (css, FALSE);
  self->letter_scale = 1.0;
  self->provider = gtk_css_provider_new ();
  g_signal_connect (self->provider, "parsing-error", G_CALLBACK (on_parsing_error), NULL);
}

BirgeStyle *
birge_style_new (GdkDisplay *display)
{
  BirgeStyle *self = g_object_new (BIRGE_TYPE_STYLE, NULL);

  self->display = g_object_ref (display);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (self->provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  return self;
}
