/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tests/unit/library/library-fixture.h"
#include "ui/birge-ui.h"
#include "ui/shell/birge-page.h"
#include "ui/shell/birge-window.h"

/* A kiosk in a real window, with the sample content. */

typedef struct {
  Fixture     content;
  BirgeState *state;
  BirgeStyle *style;
  BirgeShell *shell;
  GtkWidget  *window;
} Kiosk;

static inline gboolean
on_time (gpointer done)
{
  *(gboolean *) done = TRUE;
  return G_SOURCE_REMOVE;
}

static inline void
run_for (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add (milliseconds, on_time, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* Time enough for the slowest machine, and none more than needed. */
#define PATIENCE_US (20 * G_USEC_PER_SEC)

static inline void
assert_goes (gpointer *weak)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (*weak != NULL && g_get_monotonic_time () < end_us)
    run_for (10);
  g_assert_null (*weak);
}

static inline void
kiosk_begin (Kiosk *self, const BirgeWindowOptions *options)
{
  g_autoptr(GError) error = NULL;

  fixture_set_up (&self->content, NULL);
  birge_clock_set_for_tests (-1, -1);
  self->state = birge_state_open (self->content.state, &error);
  g_assert_no_error (error);
  self->style = birge_style_new (gdk_display_get_default ());
  self->shell = birge_shell_new (self->state, self->style);
  birge_shell_set_state_dir (self->shell, self->content.state);
  birge_shell_set_library (self->shell, self->content.library);
  self->window = birge_window_new (NULL, self->shell, options);
  gtk_window_present (GTK_WINDOW (self->window));
  run_for (200);
}

static inline void
set_up (Kiosk *self, gconstpointer unused)
{
  const BirgeWindowOptions options = { .windowed = TRUE, .width = 960, .height = 540 };

  kiosk_begin (self, &options);
}

static inline void
tear_down (Kiosk *self, gconstpointer unused)
{
  GtkWidget *window = self->window;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (self->window));
  assert_goes ((gpointer *) &window);
  birge_shell_close (self->shell);
  birge_state_close (self->state);
  run_for (50);
  g_assert_finalize_object (self->shell);
  g_assert_finalize_object (self->style);
  g_assert_finalize_object (self->state);
  fixture_tear_down (&self->content, NULL);
}

static inline GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static inline GtkWidget *
find_class (GtkWidget *widget, const char *css_class)
{
  GtkWidget *found = gtk_widget_has_css_class (widget, css_class) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_class (child, css_class);
  return found;
}

static inline gboolean
is_there (Kiosk *self, const char *css_class)
{
  GtkWidget *widget = find_class (find (self->window, BIRGE_TYPE_PAGE), css_class);

  return widget != NULL && gtk_widget_get_width (widget) > 0;
}

/* It is on the page, and has its place there. */
static inline void
assert_comes (Kiosk *self, const char *css_class)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (!is_there (self, css_class) && g_get_monotonic_time () < end_us)
    run_for (10);
  g_assert_true (is_there (self, css_class));
}

#define KIOSK_TEST(path, function) g_test_add (path, Kiosk, NULL, set_up, function, tear_down)
