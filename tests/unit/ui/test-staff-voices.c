/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/ui/kiosk-fixture.h"

#include "ui/staff/birge-staff-voice-texts.h"
#include "ui/widgets/birge-tile.h"

/* The voice booth: what it asks for, who may delete, and that every page finds what was recorded. What a microphone gives is in
 * the tests of media/ and end to end. */

static GBytes *
load_tone (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "formats", "tone.opus", NULL);
  char *data;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return g_bytes_new_take (data, size);
}

static BirgeVoices *
give_voices (Kiosk *self)
{
  BirgeVoices *voices = birge_voices_new (self->content.state, BIRGE_VOICES_KEEP);

  birge_shell_set_voices (self->shell, voices);
  return voices;
}

static char *
add_speaker (BirgeVoices *voices, const char *language)
{
  g_autoptr(GBytes) tone = load_tone ();
  char *speaker = birge_voices_add_speaker (voices, language, birge_staff_voice_texts_get_consent (language), tone, NULL);

  g_assert_nonnull (speaker);
  return speaker;
}

static void
record (BirgeVoices *voices, const char *language, const char *speaker, const BirgeVoiceText *text)
{
  g_autoptr(GBytes) tone = load_tone ();

  g_assert_true (birge_voices_keep (voices, language, speaker, text, tone, NULL));
}

static void
enter (Kiosk *self, const char *language)
{
  g_autoptr(BirgeRoute) route = birge_route_new (BIRGE_PLACE_STAFF, NULL, "voices", 0);

  birge_shell_set_language (self->shell, language);
  birge_shell_home (self->shell);
  birge_shell_set_staff (self->shell, TRUE);
  birge_shell_go (self->shell, route);
  assert_comes (self, "flow");
}

/* The first button of that name. */
static GtkWidget *
find_button (GtkWidget *widget, const char *words)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), words))
    return gtk_widget_get_ancestor (widget, GTK_TYPE_BUTTON);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_button (child, words);
  return found;
}

static void
press (Kiosk *self, const char *words)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  GtkWidget *button;

  while ((button = find_button (self->window, words)) == NULL && g_get_monotonic_time () < end_us)
    run_for (10);
  g_test_message ("%s", words);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  run_for (50);
}

/* Voices nobody else has come first, and what is used most comes first of all. */
static void
test_tajik_comes_first_and_the_greeting_first_of_all (Kiosk *self, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = give_voices (self);
  g_autoptr(BirgeVoiceList) list = birge_staff_voice_texts_new (self->content.library, "tg", NULL);
  BirgeVoiceGroup group = BIRGE_VOICE_GROUP_WALL;
  GtkWidget *tile;

  enter (self, "en");
  tile = find (find_class (self->window, "flow"), BIRGE_TYPE_TILE);
  g_assert_nonnull (find_button (tile, birge_language_get_name (birge_language_find ("tg"))));
  g_assert_null (find_class (tile, "badge")); /* its name says it */
  g_assert_cmpstr (birge_voice_list_get (list, 0)->text.text, ==, birge_language_get_greeting (birge_language_find ("tg")));
  g_assert_cmpuint (birge_voice_list_get_length (list), >, 25);
  for (guint i = 0; i < birge_voice_list_get_length (list); i++)
    {
      g_assert_cmpint (birge_voice_list_get (list, i)->group, >=, (gint) group);
      group = birge_voice_list_get (list, i)->group;
    }
}

static void
test_consent_comes_before_any_text (Kiosk *self, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = give_voices (self);
  g_autoptr(GPtrArray) speakers = NULL;

  enter (self, "ru");
  press (self, birge_language_get_name (birge_language_find ("tg")));
  assert_comes (self, "booth");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (find_class (self->window, "booth-text"))), ==,
                   birge_staff_voice_texts_get_consent ("tg"));
  speakers = birge_voices_list_speakers (voices);
  g_assert_cmpuint (speakers->len, ==, 0);
}

static void
test_who_comes_back_goes_on_where_they_stopped (Kiosk *self, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = give_voices (self);
  g_autoptr(BirgeVoiceList) list = birge_staff_voice_texts_new (self->content.library, "tg", NULL);
  g_autofree char *speaker = add_speaker (voices, "tg");

  record (voices, "tg", speaker, &birge_voice_list_get (list, 0)->text);
  enter (self, "ru");
  press (self, birge_language_get_name (birge_language_find ("tg")));
  press (self, birge_shell_tr (self->shell, "Go on with these recordings"));
  assert_comes (self, "booth");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (find_class (self->window, "booth-text"))), ==,
                   birge_voice_list_get (list, 1)->text.text);
  press (self, birge_shell_tr (self->shell, "Leave this text out"));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (find_class (self->window, "booth-text"))), ==,
                   birge_voice_list_get (list, 2)->text.text);
}

/* Somebody reads into a microphone that gives a tone, until there is something to keep. */
static void
read_aloud (Kiosk *self)
{
  const char *keep = birge_shell_tr (self->shell, "Keep"), *again = birge_shell_tr (self->shell, "Record");
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (find_button (self->window, keep) == NULL && g_get_monotonic_time () < end_us)
    {
      if (find_button (self->window, again) != NULL)
        {
          press (self, again);
          run_for (200); /* a busy machine hears too little: then once more */
          press (self, birge_shell_tr (self->shell, "I have read it"));
        }
      run_for (10);
    }
  g_assert_nonnull (find_button (self->window, keep));
}

/* A disk may be slow, and a volunteer quick. */
static void
test_who_leaves_while_it_is_kept_is_not_called_back (Kiosk *self, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = give_voices (self);
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  guint n = 0;

  enter (self, "ru");
  press (self, birge_language_get_name (birge_language_find ("tg")));
  assert_comes (self, "booth");
  read_aloud (self);
  g_signal_emit_by_name (find_button (self->window, birge_shell_tr (self->shell, "Keep")), "clicked");
  g_signal_emit_by_name (find_button (self->window, birge_shell_tr (self->shell, "Another language")), "clicked");
  while (n == 0 && g_get_monotonic_time () < end_us)
    {
      g_autoptr(GPtrArray) speakers = birge_voices_list_speakers (voices);

      run_for (50);
      n = speakers->len;
    }
  g_assert_cmpuint (n, ==, 1);
  run_for (50);
  g_assert_null (find_class (self->window, "booth"));
  g_assert_nonnull (find_button (self->window, birge_language_get_name (birge_language_find ("kk"))));
}

static gboolean
has_label (GtkWidget *widget, const char *words)
{
  gboolean found = GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), words) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !found; child = gtk_widget_get_next_sibling (child))
    found = has_label (child, words);
  return found;
}

/* What films say is asked for too; nobody waits in vain to hear it at once. */
static void
test_a_line_of_a_film_says_when_it_is_heard (Kiosk *self, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = give_voices (self);
  g_autoptr(BirgeVoiceList) list = birge_staff_voice_texts_new (self->content.library, "uz", NULL);
  g_autofree char *speaker = add_speaker (voices, "uz");
  guint n = birge_voice_list_get_length (list), line = n;
  const char *hint;

  for (guint i = 0; i < n; i++)
    if (birge_voice_list_get (list, i)->group == BIRGE_VOICE_GROUP_FILMS && !birge_voice_list_get (list, i)->is_recorded)
      line = i;
    else if (birge_voice_list_get (list, i)->group != BIRGE_VOICE_GROUP_OTHER)
      record (voices, "uz", speaker, &birge_voice_list_get (list, i)->text);
  g_assert_cmpuint (line, <, n);
  enter (self, "uz");
  hint = birge_shell_tr (self->shell, "This is said in a film. It is heard there when the films are made again.");
  press (self, birge_language_get_name (birge_language_find ("uz")));
  press (self, birge_shell_tr (self->shell, "Go on with these recordings"));
  assert_comes (self, "booth");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (find_class (self->window, "booth-text"))), ==, "Yoping");
  g_assert_true (has_label (self->window, hint));
  g_assert_true (has_label (self->window, birge_shell_tr (self->shell, "Scene")));
  press (self, birge_shell_tr (self->shell, "Leave this text out"));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (find_class (self->window, "booth-text"))), !=, "Yoping");
  g_assert_false (has_label (self->window, hint));
}

static void
test_a_voice_is_deleted_when_it_was_asked_twice (Kiosk *self, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = give_voices (self);
  g_autofree char *speaker = add_speaker (voices, "tg");
  const BirgeVoiceText text = { (char *) "Салом!", (char *) BIRGE_VOICES_SHARED };
  GtkWidget *row;

  record (voices, "tg", speaker, &text);
  enter (self, "ru");
  row = find_class (self->window, "staff-row");
  g_assert_nonnull (row);
  g_signal_emit_by_name (gtk_widget_get_last_child (row), "clicked");
  run_for (50);
  g_assert_cmpuint (birge_voices_count (voices, "tg"), ==, 1);
  press (self, birge_shell_tr (self->shell, "Leave it"));
  g_assert_cmpuint (birge_voices_count (voices, "tg"), ==, 1);
  g_signal_emit_by_name (gtk_widget_get_last_child (find_class (self->window, "staff-row")), "clicked");
  run_for (50);
  press (self, birge_shell_tr (self->shell, "Yes, delete them"));
  g_assert_cmpuint (birge_voices_count (voices, "tg"), ==, 0);
  g_assert_null (find_class (self->window, "staff-row"));
}

/* Pages */

static void
assert_recorded (Kiosk *self, const char *language)
{
  GtkWidget *page = find (self->window, BIRGE_TYPE_PAGE);
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  g_autoptr(GPtrArray) utterances = NULL;
  guint n = 0;

  while (!birge_page_is_complete (BIRGE_PAGE (page)) && g_get_monotonic_time () < end_us)
    run_for (10);
  utterances = birge_page_dup_utterances (BIRGE_PAGE (page));
  for (guint i = 0; i < utterances->len; i++)
    {
      const BirgeUtterance *utterance = g_ptr_array_index (utterances, i);
      g_autofree char *path = birge_shell_dup_recording (self->shell, utterance->text, utterance->language);

      if (g_strcmp0 (utterance->language, language) != 0)
        continue;
      n++;
      if (path == NULL)
        g_test_message ("nobody was asked to record “%s”", utterance->text);
      g_assert_nonnull (path);
    }
  g_assert_cmpuint (n, >, 0);
}

/* What the booth asks for is, letter by letter, what the pages look for. */
static void
test_pages_find_all_that_was_recorded (Kiosk *self, gconstpointer unused)
{
  static const char *const items[] = { "guide/wages", "place/112" };
  g_autoptr(BirgeVoices) voices = give_voices (self);
  g_autoptr(BirgeVoiceList) list = birge_staff_voice_texts_new (self->content.library, "uz", NULL);
  g_autofree char *speaker = add_speaker (voices, "uz");

  for (guint i = 0; i < birge_voice_list_get_length (list); i++)
    record (voices, "uz", speaker, &birge_voice_list_get (list, i)->text);
  g_assert_cmpuint (birge_staff_voice_texts_find_next (list, voices, 0), ==, birge_voice_list_get_length (list));
  birge_shell_set_language (self->shell, "uz");
  birge_shell_home (self->shell);
  assert_recorded (self, "uz");
  birge_shell_go_to (self->shell, BIRGE_PLACE_HELP, NULL);
  run_for (50);
  assert_recorded (self, "uz");
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      birge_shell_home (self->shell);
      birge_shell_open_item (self->shell, items[i]);
      run_for (300);
      assert_recorded (self, "uz");
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("BIRGE_MICROPHONE", "audiotestsrc num-buffers=60", TRUE);
  g_setenv ("PULSE_SERVER", "unix:/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  birge_ui_init ();
  KIOSK_TEST ("/staff-voices/tajik-comes-first-and-the-greeting-first-of-all", test_tajik_comes_first_and_the_greeting_first_of_all);
  KIOSK_TEST ("/staff-voices/consent-comes-before-any-text", test_consent_comes_before_any_text);
  KIOSK_TEST ("/staff-voices/who-comes-back-goes-on-where-they-stopped", test_who_comes_back_goes_on_where_they_stopped);
  KIOSK_TEST ("/staff-voices/who-leaves-while-it-is-kept-is-not-called-back", test_who_leaves_while_it_is_kept_is_not_called_back);
  KIOSK_TEST ("/staff-voices/a-line-of-a-film-says-when-it-is-heard", test_a_line_of_a_film_says_when_it_is_heard);
  KIOSK_TEST ("/staff-voices/a-voice-is-deleted-when-it-was-asked-twice", test_a_voice_is_deleted_when_it_was_asked_twice);
  KIOSK_TEST ("/staff-voices/pages-find-all-that-was-recorded", test_pages_find_all_that_was_recorded);
  return g_test_run ();
}
