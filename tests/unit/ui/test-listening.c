/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/ui/kiosk-fixture.h"
#include "ui/widgets/birge-say-button.h"

/* Nobody is read to by a voice of another language; all controls for listening agree on whether somebody speaks. */

static const BirgeRoute routes[] = {
  { BIRGE_PLACE_HOME, NULL, NULL, 0 },
  { BIRGE_PLACE_SHELF, (char *) "rights", NULL, 0 },
  { BIRGE_PLACE_SHELF, (char *) "first-aid", NULL, 0 },
  { BIRGE_PLACE_GUIDE, (char *) "guide/wages", NULL, 0 },
  { BIRGE_PLACE_GUIDE, (char *) "guide/permit", NULL, 0 },
  { BIRGE_PLACE_GUIDE, (char *) "topic/burns", NULL, 0 },
  { BIRGE_PLACE_BESIDE, (char *) "guide/wages", NULL, 0 },
  { BIRGE_PLACE_FILM, (char *) "film/burns", NULL, 0 },
  { BIRGE_PLACE_COURSES, NULL, NULL, 0 },
  { BIRGE_PLACE_COURSE, (char *) "course/basic", NULL, 0 },
  { BIRGE_PLACE_LESSON, (char *) "lesson/basic/01", NULL, 0 },
  { BIRGE_PLACE_PEOPLE, NULL, NULL, 0 },
  { BIRGE_PLACE_CONTACT, (char *) "place/102", NULL, 0 },
  { BIRGE_PLACE_CALL, NULL, NULL, 0 },
  { BIRGE_PLACE_HELP, NULL, NULL, 0 },
  { BIRGE_PLACE_PRIVACY, NULL, NULL, 0 },
};

static gboolean
is_read_by (GUnicodeScript script, const char *language)
{
  static const struct { const char *tags; GUnicodeScript script; } scripts[] = {
    { " kk ru ky tg uz-Cyrl ", G_UNICODE_SCRIPT_CYRILLIC }, { " uz tr en ", G_UNICODE_SCRIPT_LATIN },
    { " fa ", G_UNICODE_SCRIPT_ARABIC }, { " zh-Hans ", G_UNICODE_SCRIPT_HAN },
  };
  g_autofree char *tag = g_strdup_printf (" %s ", language);

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    if (strstr (scripts[i].tags, tag) != NULL)
      return script == scripts[i].script;
  g_error ("%s is not a language of the kiosk", language);
}

/* Most letters of a text: names such as Birge or PIN stand in any language. */
static void
assert_right_voice (const BirgeUtterance *utterance)
{
  guint right = 0, wrong = 0;

  g_assert_nonnull (utterance->language);
  for (const char *at = utterance->text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalpha (g_utf8_get_char (at)))
      *(is_read_by (g_unichar_get_script (g_utf8_get_char (at)), utterance->language) ? &right : &wrong) += 1;
  if (wrong > 0)
    g_test_message ("%s: %s", utterance->language, utterance->text);
  g_assert_cmpuint (wrong, <=, right / 2);
}

/* Loudspeakers beside single texts. */
static void
assert_right_voices (GtkWidget *widget)
{
  GPtrArray *utterances = g_object_get_data (G_OBJECT (widget), "birge-say") != NULL ? birge_say_button_get_utterances (widget) : NULL;

  for (guint i = 0; utterances != NULL && i < utterances->len; i++)
    assert_right_voice (g_ptr_array_index (utterances, i));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    assert_right_voices (child);
}

/* What is read from the disk comes when it comes. */
static GtkWidget *
find_complete_page (Kiosk *self)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  GtkWidget *page = find (self->window, BIRGE_TYPE_PAGE);

  while (!birge_page_is_complete (BIRGE_PAGE (page)) && g_get_monotonic_time () < end_us)
    {
      run_for (10);
      page = find (self->window, BIRGE_TYPE_PAGE);
    }
  run_for (20);
  return page;
}

static void
test_no_text_is_read_in_a_foreign_voice (Kiosk *self, gconstpointer unused)
{
  static const char *const languages[] = { "fa", "ru", "zh-Hans", "uz", "tg", "uz-Cyrl" };
  guint heard = 0;

  birge_state_set (self->state, BIRGE_STATE_CENTRE ("address"), "Алматы, Абай көшесі 10", NULL);
  birge_state_set (self->state, BIRGE_STATE_CENTRE ("name"), "Көші-қон орталығы", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      birge_shell_set_language (self->shell, languages[i]);
      for (guint place = 0; place < G_N_ELEMENTS (routes); place++)
        {
          g_autoptr(GPtrArray) utterances = NULL;
          GtkWidget *page;

          birge_shell_go (self->shell, &routes[place]);
          page = find_complete_page (self);
          utterances = birge_page_dup_utterances (BIRGE_PAGE (page));
          for (guint at = 0; utterances != NULL && at < utterances->len; at++, heard++)
            assert_right_voice (g_ptr_array_index (utterances, at));
          assert_right_voices (page);
        }
    }
  g_assert_cmpuint (heard, >, 6 * 60); /* the pages had something to say */
}

static char *
dup_name (GtkWidget *button)
{
  /* what the toolkit says a name that is never right really is */
  return gtk_test_accessible_check_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "\001");
}

/* "Пауза" or "Пауза: …" */
static gboolean
is_called (Kiosk *self, GtkWidget *button, const char *msgid)
{
  g_autofree char *name = dup_name (button);

  return g_str_has_prefix (name, birge_shell_tr (self->shell, msgid));
}

static gboolean
is_pause (Kiosk *self, GtkWidget *button)
{
  g_assert_true (is_called (self, button, "Pause") || is_called (self, button, "Listen"));
  return is_called (self, button, "Pause");
}

static GtkWidget *
find_called (Kiosk *self, GtkWidget *widget, const char *msgid)
{
  GtkWidget *found = GTK_IS_BUTTON (widget) && gtk_widget_get_visible (widget) && is_called (self, widget, msgid) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_called (self, child, msgid);
  return found;
}

static void
click (GtkWidget *button)
{
  g_signal_emit_by_name (button, "clicked");
}

static void
test_all_controls_agree (Kiosk *self, gconstpointer unused)
{
  GtkWidget *bar, *page, *listen, *listen_bar;

  birge_shell_set_language (self->shell, "ru");
  birge_shell_open_item (self->shell, "guide/wages");
  assert_comes (self, "guide-main");
  run_for (50);
  page = find (self->window, BIRGE_TYPE_PAGE);
  bar = find (self->window, g_type_from_name ("BirgeBar"));
  listen = find_class (page, "big");
  listen_bar = find_called (self, bar, "Listen");
  g_assert_nonnull (listen_bar);
  g_assert_false (is_pause (self, listen));

  click (listen); /* the page's own button makes the bar's a pause… */
  g_assert_true (birge_shell_is_speaking (self->shell));
  g_assert_true (is_pause (self, listen));
  g_assert_true (is_pause (self, listen_bar));
  click (listen_bar); /* …which pauses both */
  g_assert_false (birge_shell_is_speaking (self->shell));
  g_assert_false (is_pause (self, listen));
  g_assert_false (is_pause (self, listen_bar));
  click (listen_bar);
  g_assert_true (is_pause (self, listen));
  click (listen);
  g_assert_false (is_pause (self, listen_bar));
}

static void
test_a_loudspeaker_is_its_own_pause (Kiosk *self, gconstpointer unused)
{
  GtkWidget *bar, *say, *other;

  birge_shell_set_language (self->shell, "ru");
  birge_shell_go_to (self->shell, BIRGE_PLACE_HELP, NULL);
  run_for (50);
  bar = find (self->window, g_type_from_name ("BirgeBar"));
  say = find_class (find (self->window, BIRGE_TYPE_PAGE), "say");
  click (say);
  g_assert_true (is_pause (self, say));
  g_assert_nonnull (find_called (self, bar, "Pause"));
  other = find_called (self, find (self->window, BIRGE_TYPE_PAGE), "Listen");
  click (other); /* one voice at a time */
  g_assert_false (is_pause (self, say));
  g_assert_true (is_pause (self, other));
  click (other);
  g_assert_false (is_pause (self, other));
  g_assert_null (find_called (self, bar, "Pause"));

  click (say); /* it may go while it speaks */
  birge_shell_home (self->shell);
  run_for (50);
  g_assert_false (birge_shell_is_speaking (self->shell));
}

/* What was paused goes on where it was, until the page changes. */
static void
test_reading_goes_on_where_it_was (Kiosk *self, gconstpointer unused)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  GtkWidget *page, *first;

  birge_shell_set_language (self->shell, "ru");
  birge_shell_go_to (self->shell, BIRGE_PLACE_HELP, NULL);
  run_for (50);
  page = find (self->window, BIRGE_TYPE_PAGE);
  first = find_class (page, "number-card");
  birge_shell_listen (self->shell);
  while (!gtk_widget_has_css_class (first, "spoken") && g_get_monotonic_time () < end_us)
    run_for (10);
  g_assert_true (gtk_widget_has_css_class (first, "spoken"));
  birge_shell_listen (self->shell);
  g_assert_false (gtk_widget_has_css_class (first, "spoken"));
  run_for (50);
  birge_shell_listen (self->shell);
  while (!gtk_widget_has_css_class (first, "spoken") && g_get_monotonic_time () < end_us)
    {
      run_for (10);
      g_assert_null (find_class (gtk_widget_get_next_sibling (first), "spoken"));
    }
  g_assert_true (gtk_widget_has_css_class (first, "spoken"));
  birge_shell_hush (self->shell);
}

static gboolean
note_ground (PangoAttribute *attribute, gpointer data)
{
  GString *grounds = data;

  if (attribute->klass->type == PANGO_ATTR_BACKGROUND)
    g_string_append_printf (grounds, "%u-%u ", attribute->start_index, attribute->end_index);
  return FALSE;
}

/* Bytes of the grounds under the label that is read, "" when none is. */
static char *
dup_marks (GtkWidget *widget)
{
  GString *grounds = g_string_new (NULL);
  PangoAttrList *attributes = GTK_IS_LABEL (widget) ? gtk_label_get_attributes (GTK_LABEL (widget)) : NULL;

  if (attributes != NULL)
    pango_attr_list_unref (pango_attr_list_filter (attributes, note_ground, grounds));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && grounds->len == 0;
       child = gtk_widget_get_next_sibling (child))
    {
      g_autofree char *found = dup_marks (child);

      g_string_append (grounds, found);
    }
  return g_string_free (grounds, FALSE);
}

/* In the marked sentence the word that is heard has a ground of its own, and it wanders. */
static void
test_words_are_marked (Kiosk *self, gconstpointer unused)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *after = NULL;

  birge_shell_set_language (self->shell, "ru");
  birge_shell_open_item (self->shell, "guide/wages");
  assert_comes (self, "guide-main");
  run_for (50);
  birge_shell_listen (self->shell);
  while (g_hash_table_size (seen) < 3 && g_get_monotonic_time () < end_us)
    {
      char *marks = NULL;

      run_for (10);
      marks = dup_marks (find (self->window, BIRGE_TYPE_PAGE));
      if (strchr (marks, ' ') != strrchr (marks, ' ')) /* the sentence and a word */
        g_hash_table_add (seen, marks);
      else
        g_free (marks);
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 3);

  birge_shell_hush (self->shell);
  after = dup_marks (find (self->window, BIRGE_TYPE_PAGE));
  g_assert_cmpstr (after, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  birge_ui_init ();
  KIOSK_TEST ("/listening/no-text-is-read-in-a-foreign-voice", test_no_text_is_read_in_a_foreign_voice);
  KIOSK_TEST ("/listening/all-controls-agree", test_all_controls_agree);
  KIOSK_TEST ("/listening/a-loudspeaker-is-its-own-pause", test_a_loudspeaker_is_its_own_pause);
  KIOSK_TEST ("/listening/reading-goes-on-where-it-was", test_reading_goes_on_where_it_was);
  KIOSK_TEST ("/listening/words-are-marked", test_words_are_marked);
  return g_test_run ();
}
