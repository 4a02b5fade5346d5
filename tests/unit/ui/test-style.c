/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <gtk/gtk.h>

#include "ui/birge-ui-resources.h"
#include "ui/style/birge-style.h"

static void
check (const char *css, const char *expected)
{
  g_autofree char *expanded = birge_style_expand (css, 0.5, 2.0, 100, FALSE, FALSE);

  g_assert_cmpstr (expanded, ==, expected);
}

static void
test_units_become_pixels (void)
{
  check ("margin: 10u 20u;", "margin: 5.00px 10.00px;");
  check ("font-size: 28t;", "font-size: 28.00px;");
  check ("margin: -14u;", "margin: -7.00px;");
  check ("line-height: 1.4;", "line-height: 1.4;");
  check (".letter0 { opacity: 0.45; }", ".letter0 { opacity: 0.45; }");
  check ("color: #1D2733;", "color: #1D2733;");
}

static void
test_names_are_replaced (void)
{
  check ("color: $ink; background: $ink2;", "color: #1D2733; background: #56616E;");
  check ("border-$start: 0; border-$end-color: $sky-tint;", "border-left: 0; border-right-color: #D9EEF0;");
  check ("min-width: $target; min-height: $touch-400;", "min-width: 100.0px; min-height: 200.0px;");
  check ("min-height: $touch-96;", "min-height: 100.0px;");
  check ("$nothing", "$nothing");
}

static void
test_right_to_left_swaps_sides (void)
{
  g_autofree char *expanded = birge_style_expand ("$start $end", 1, 1, 72, FALSE, TRUE);

  g_assert_cmpstr (expanded, ==, "right left");
}

static double
channel (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
luminance (const char *name, gboolean high)
{
  g_autofree char *css = g_strconcat ("$", name, NULL);
  g_autofree char *value = birge_style_expand (css, 1, 1, 72, high, FALSE);
  GdkRGBA colour;

  g_assert_true (gdk_rgba_parse (&colour, value));
  return 0.2126 * channel (colour.red) + 0.7152 * channel (colour.green) + 0.0722 * channel (colour.blue);
}

static double
contrast (const char *a, const char *b, gboolean high)
{
  double la = luminance (a, high), lb = luminance (b, high);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

static void
test_every_pair_can_be_read (void)
{
  static const char *const pairs[][2] = {
    { "ink", "felt" },  { "ink", "paper" },   { "ink2", "felt" },       { "ink2", "paper" },         { "sky", "sky-tint" },
    { "sky", "paper" }, { "rights", "rights-tint" }, { "aid", "aid-tint" }, { "learn", "learn-tint" }, { "help", "help-tint" },
    { "alarm", "alarm-tint" }, { "paper", "sky" }, { "paper", "rights" }, { "paper", "aid" },        { "paper", "learn" },
    { "paper", "help" },       { "paper", "alarm" }, { "paper", "stage" },
  };
  static const char *const full[] = { "sky", "learn", "aid", "alarm" };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_assert_cmpfloat (contrast (pairs[i][0], pairs[i][1], FALSE), >=, 4.5);
      g_assert_cmpfloat (contrast (pairs[i][0], pairs[i][1], TRUE), >=, 7.0);
    }
  /* shapes: how much is done, and how loud somebody is */
  for (guint i = 0; i < G_N_ELEMENTS (full); i++)
    {
      g_assert_cmpfloat (contrast (full[i], "trough", FALSE), >=, 3.0);
      g_assert_cmpfloat (contrast (full[i], "trough", TRUE), >=, 4.5);
    }
}

static void
on_error (GtkCssProvider *provider, GtkCssSection *section, const GError *error, char **message)
{
  g_autofree char *where = gtk_css_section_to_string (section);

  g_free (*message);
  *message = g_strdup_printf ("%s: %s", where, error->message);
}

static void
test_the_sheets_have_no_mistakes (void)
{
  static const char *const files[] = { "style", "guides", "films", "lessons", "places", "search", "staff" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    for (int rtl = 0; rtl < 2; rtl++)
      {
        g_autofree char *path = g_strdup_printf ("/org/birge/ui/style/%s.css", files[i]);
        g_autoptr(GBytes) bytes = g_resource_lookup_data (birge_ui_get_resource (), path, 0, NULL);
        g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();
        g_autofree char *text = NULL, *css = NULL, *message = NULL;

        g_assert_nonnull (bytes);
        text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
        css = birge_style_expand (text, 0.7, 1.25, 80, rtl, rtl);
        g_signal_connect (provider, "parsing-error", G_CALLBACK (on_error), &message);
        gtk_css_provider_load_from_data (provider, css, -1);
        g_assert_cmpstr (message, ==, NULL);
        g_assert_null (strchr (css, '$'));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/style/units-become-pixels", test_units_become_pixels);
  g_test_add_func ("/style/names-are-replaced", test_names_are_replaced);
  g_test_add_func ("/style/right-to-left-swaps-sides", test_right_to_left_swaps_sides);
  g_test_add_func ("/style/every-pair-can-be-read", test_every_pair_can_be_read);
  g_test_add_func ("/style/the-sheets-have-no-mistakes", test_the_sheets_have_no_mistakes);
  return g_test_run ();
}
