/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/shell/birge-route.h"
#include "ui/shell/birge-session.h"

static void
test_each_kind_has_a_page (void)
{
  static const struct { const char *item; BirgePlace place; } cases[] = {
    { "guide/wages", BIRGE_PLACE_GUIDE },      { "topic/burns", BIRGE_PLACE_GUIDE },          { "film/cpr-adult", BIRGE_PLACE_FILM },
    { "course/kk-basic", BIRGE_PLACE_COURSE }, { "lesson/kk-basic/01", BIRGE_PLACE_LESSON },  { "place/112", BIRGE_PLACE_CONTACT },
    { "notice/closed", BIRGE_PLACE_GUIDE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(BirgeRoute) route = birge_route_new_for_item (cases[i].item);

      g_assert_nonnull (route);
      g_assert_cmpint (route->place, ==, cases[i].place);
      g_assert_cmpstr (route->item, ==, cases[i].item);
    }
}

static void
test_refuses_what_is_no_item (void)
{
  static const char *const items[] = { "", "guide", "guide/", "wages", "http://example.org/", "staff/pin", "/guide/wages" };

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    g_assert_null (birge_route_new_for_item (items[i]));
}

static void
test_position_is_no_other_place (void)
{
  g_autoptr(BirgeRoute) a = birge_route_new (BIRGE_PLACE_GUIDE, "guide/wages", NULL, 0);
  g_autoptr(BirgeRoute) b = birge_route_with_position (a, 500);
  g_autoptr(BirgeRoute) c = birge_route_new (BIRGE_PLACE_GUIDE, "guide/wages", "1", 0);

  g_assert_true (birge_route_same (a, b));
  g_assert_false (birge_route_same (a, c));
  g_assert_cmpint (b->position, ==, 500);
}

static void
test_history_ends_at_home (void)
{
  g_autoptr(BirgeSession) session = birge_session_new (60);
  g_autoptr(BirgeRoute) home = birge_route_new (BIRGE_PLACE_HOME, NULL, NULL, 0);
  g_autoptr(BirgeRoute) guide = birge_route_new (BIRGE_PLACE_GUIDE, "guide/wages", NULL, 0);

  birge_session_push (session, home);
  birge_session_push (session, guide);
  g_assert_true (birge_session_pop (session));
  g_assert_true (birge_route_same (birge_session_peek (session), home));
  g_assert_false (birge_session_pop (session));
  g_assert_true (birge_route_same (birge_session_peek (session), home));
}

static void
test_history_is_bounded_and_keeps_home (void)
{
  g_autoptr(BirgeSession) session = birge_session_new (60);
  g_autoptr(BirgeRoute) home = birge_route_new (BIRGE_PLACE_HOME, NULL, NULL, 0);
  guint n = 0;

  birge_session_push (session, home);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *item = g_strdup_printf ("guide/%u", i);
      g_autoptr(BirgeRoute) route = birge_route_new_for_item (item);

      birge_session_push (session, route);
    }
  while (birge_session_pop (session))
    n++;
  g_assert_cmpuint (n, <, 100);
  g_assert_cmpint (birge_session_peek (session)->place, ==, BIRGE_PLACE_HOME);
}

static void
test_session_begins_with_defaults (void)
{
  g_autoptr(BirgeSession) session = birge_session_new (40);

  g_assert_null (birge_session_get_language (session));
  g_assert_cmpstr (birge_session_get_query (session), ==, "");
  g_assert_cmpuint (birge_session_get_letter_size (session), ==, 1);
  g_assert_cmpfloat (birge_session_get_letter_scale (session), ==, 1.0);
  g_assert_false (birge_session_get_contrast (session));
  g_assert_false (birge_session_get_lowered (session));
  g_assert_cmpint (birge_session_get_volume (session), ==, 40);
  g_assert_null (birge_session_peek (session));
}

static void
test_second_language_is_one_the_officer_reads (void)
{
  g_autoptr(BirgeSession) session = birge_session_new (40);

  birge_session_set_language (session, "uz");
  g_assert_cmpstr (birge_session_get_second_language (session), ==, "kk");
  birge_session_set_language (session, "kk");
  g_assert_cmpstr (birge_session_get_second_language (session), ==, "ru");
  birge_session_set_second_language (session, "en");
  g_assert_cmpstr (birge_session_get_second_language (session), ==, "en");
}

static void
count_notify (GObject *object, GParamSpec *pspec, guint *count)
{
  (*count)++;
}

static void
test_tells_only_real_changes (void)
{
  g_autoptr(BirgeSession) session = birge_session_new (40);
  guint count = 0;

  g_signal_connect (session, "notify", G_CALLBACK (count_notify), &count);
  birge_session_set_volume (session, 40);
  birge_session_set_contrast (session, FALSE);
  g_assert_cmpuint (count, ==, 0);
  birge_session_set_volume (session, 1000);
  g_assert_cmpint (birge_session_get_volume (session), ==, 100);
  birge_session_set_volume (session, -5);
  g_assert_cmpint (birge_session_get_volume (session), ==, 0);
  g_assert_cmpuint (count, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/route/each-kind-has-a-page", test_each_kind_has_a_page);
  g_test_add_func ("/route/refuses-what-is-no-item", test_refuses_what_is_no_item);
  g_test_add_func ("/route/position-is-no-other-place", test_position_is_no_other_place);
  g_test_add_func ("/session/history-ends-at-home", test_history_ends_at_home);
  g_test_add_func ("/session/history-is-bounded-and-keeps-home", test_history_is_bounded_and_keeps_home);
  g_test_add_func ("/session/begins-with-defaults", test_session_begins_with_defaults);
  g_test_add_func ("/session/second-language-is-one-the-officer-reads", test_second_language_is_one_the_officer_reads);
  g_test_add_func ("/session/tells-only-real-changes", test_tells_only_real_changes);
  return g_test_run ();
}
