/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/ui/kiosk-fixture.h"

#include "data/library/birge-troubles.h"
#include "data/sync/birge-update-notes.h"
#include "po/birge-po.h"

/* What the staff read about updates, in all languages. */

#define NO_FILMS  "The disk has no room for all films. Ask the technician to make room."
#define NO_TEXTS  "The disk has no room for the new content. Ask the technician to make room."
#define ALARM     "New content was not genuine and was not taken. Ask the technician to look where it comes from."
#define SHRUNK    "A new version lacks much of the content and was not taken. Ask the publisher whether that is meant."
#define FILMS     "Some films do not play. Ask the technician to look at this machine."
#define SOUND     "This machine has no sound. Look whether the loudspeaker is plugged in."
#define STALE     "Nobody has confirmed since %s that this content is up to date. Ask the technician to look at the connection, or " \
                  "bring a newer stick."

static void
note (Kiosk *kiosk, BirgeSyncResult result)
{
  g_autoptr(GError) why = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "wrong signature");
  g_autoptr(BirgeSyncDb) db = birge_sync_db_open (kiosk->content.state, NULL);

  birge_update_notes_write (db, &result, TRUE, "https://a.example", result.outcome > BIRGE_SYNC_PAUSED ? why : NULL);
}

static gboolean
has_label (GtkWidget *widget, const char *text, gboolean is_begin)
{
  const char *label = GTK_IS_LABEL (widget) ? gtk_label_get_label (GTK_LABEL (widget)) : "";
  gboolean found = is_begin ? g_str_has_prefix (label, text) : g_str_equal (label, text);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !found; child = gtk_widget_get_next_sibling (child))
    found = has_label (child, text, is_begin);
  return found;
}

/* @text: a msgid; of one with a date in it, what stands before it. */
static void
assert_says (Kiosk *kiosk, const char *tag, const char *msgid)
{
  const char *words = birge_tr (tag, msgid);
  const char *gap = strstr (words, "%s");
  g_autofree char *text = gap != NULL ? g_strndup (words, (gsize) (gap - words)) : g_strdup (words);
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  GtkWidget *page = find (kiosk->window, BIRGE_TYPE_PAGE);

  g_test_message ("%s: %s", tag, words);
  if (!g_str_equal (tag, "en"))
    g_assert_cmpstr (words, !=, msgid);
  while (!has_label (page, text, gap != NULL) && g_get_monotonic_time () < end_us)
    {
      run_for (10);
      page = find (kiosk->window, BIRGE_TYPE_PAGE);
    }
  g_assert_true (has_label (page, text, gap != NULL));
  g_assert_false (has_label (page, STALE, FALSE)); /* a date stands in it */
}

static void
open_status (Kiosk *kiosk, const char *tag)
{
  const BirgeRoute route = { BIRGE_PLACE_STAFF, NULL, (char *) "status", 0 };

  birge_shell_set_language (kiosk->shell, tag);
  birge_shell_home (kiosk->shell);
  birge_shell_set_staff (kiosk->shell, TRUE);
  birge_shell_go (kiosk->shell, &route);
}

static void
test_updates_in_all_languages (Kiosk *kiosk, gconstpointer unused)
{
  const char *const *tags = birge_language_list_tags ();
  char *held[] = { (char *) "guides 8", NULL };
  const BirgeSyncResult films = { .outcome = BIRGE_SYNC_ALARM, .paused = BIRGE_SYNC_PAUSED_SPACE, .left_bytes = 5, .short_bytes = 7000000,
                                  .first_tier_left = 3, .expires_s = 1000000000, .held = held };

  note (kiosk, films);
  for (guint i = 0; tags[i] != NULL; i++)
    {
      open_status (kiosk, tags[i]);
      assert_says (kiosk, tags[i], NO_FILMS);
      assert_says (kiosk, tags[i], ALARM);
      assert_says (kiosk, tags[i], SHRUNK);
      assert_says (kiosk, tags[i], STALE);
    }
}

static void
test_which_tiers_have_no_room (Kiosk *kiosk, gconstpointer unused)
{
  note (kiosk, (BirgeSyncResult) { .outcome = BIRGE_SYNC_PAUSED, .paused = BIRGE_SYNC_PAUSED_SPACE, .left_bytes = 5, .first_tier_left = 0 });
  open_status (kiosk, "ru");
  assert_says (kiosk, "ru", NO_TEXTS);
}

/* The film of the sample content is none: the kiosk notices when it is opened, and the staff read of it. */
static void
test_films_that_do_not_play (Kiosk *kiosk, gconstpointer unused)
{
  const BirgeRoute film = { BIRGE_PLACE_FILM, (char *) "film/burns", NULL, 0 };
  const char *const *tags = birge_language_list_tags ();
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  guint n = 0;

  birge_shell_set_language (kiosk->shell, "en");
  birge_shell_go (kiosk->shell, &film);
  while (n == 0 && g_get_monotonic_time () < end_us)
    {
      g_autoptr(GPtrArray) troubles = birge_troubles_list (kiosk->content.state);

      n = troubles->len;
      if (n > 0)
        g_assert_cmpstr (((BirgeTrouble *) g_ptr_array_index (troubles, 0))->why, ==, "damaged");
      run_for (10);
    }
  g_assert_cmpuint (n, ==, 1);
  birge_troubles_set (kiosk->content.state, BIRGE_TROUBLES_SOUND, "no-device");
  for (guint i = 0; tags[i] != NULL; i++)
    {
      open_status (kiosk, tags[i]);
      assert_says (kiosk, tags[i], FILMS);
      assert_says (kiosk, tags[i], SOUND);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  birge_ui_init ();
  KIOSK_TEST ("/staff-status/all-languages", test_updates_in_all_languages);
  KIOSK_TEST ("/staff-status/films-that-do-not-play", test_films_that_do_not_play);
  KIOSK_TEST ("/staff-status/no-room", test_which_tiers_have_no_room);
  return g_test_run ();
}
