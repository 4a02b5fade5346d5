/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/ui/kiosk-fixture.h"
#include "ui/films/birge-film-screen.h"

/* Where a film is shown, and what stands there when there is none. */

static GBytes *
make_png (int width, int height)
{
  gsize stride = (gsize) width * 4;
  g_autoptr(GBytes) pixels = g_bytes_new_take (g_malloc0 (stride * (gsize) height), stride * (gsize) height);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (width, height, GDK_MEMORY_R8G8B8A8, pixels, stride);

  return gdk_texture_save_to_png_bytes (texture);
}

/* What the screen paints, or NULL. */
static GskRenderNode *
paint (GtkWidget *screen)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  GTK_WIDGET_GET_CLASS (screen)->snapshot (screen, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
test_poster_stands_where_no_frame_came (void)
{
  g_autoptr(BirgePlayer) player = birge_player_new ();
  g_autoptr(GBytes) png = make_png (20, 10);
  g_autoptr(GBytes) broken = g_bytes_new_static ("<svg>no PNG", 11);
  gint64 end_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  GtkWidget *window = gtk_window_new ();
  GtkWidget *screen = birge_film_screen_new (player);
  g_autoptr(GskRenderNode) node = NULL;
  graphene_rect_t area;

  gtk_window_set_default_size (GTK_WINDOW (window), 300, 300);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), screen);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (screen) == 0 && g_get_monotonic_time () < end_us)
    run_for (10);
  g_assert_null (paint (screen));

  birge_film_screen_set_poster (BIRGE_FILM_SCREEN (screen), png);
  node = paint (screen);
  g_assert_nonnull (node);
  gsk_render_node_get_bounds (node, &area);
  g_assert_cmpfloat (area.size.width, >, 0);
  g_assert_cmpfloat_with_epsilon (area.size.width, area.size.height * 2, 1); /* its own proportions */
  g_assert_cmpfloat_with_epsilon (area.origin.x * 2 + area.size.width, gtk_widget_get_width (screen), 1); /* in the middle */
  g_assert_cmpfloat (area.origin.y, ==, 0); /* what is left is for the words below */

  birge_film_screen_set_poster (BIRGE_FILM_SCREEN (screen), broken);
  g_assert_null (paint (screen));
  gtk_window_destroy (GTK_WINDOW (window));
  birge_player_close (player);
  run_for (50);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/screen/poster-stands-where-no-frame-came", test_poster_stands_where_no_frame_came);
  return g_test_run ();
}
