/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/sync/birge-turn.h"
#include "tests/unit/ui/kiosk-fixture.h"

/* The room of new content, with everything it may have to show. */

#define FAKE_TYPE_UPDATES (fake_updates_get_type ())
G_DECLARE_FINAL_TYPE (FakeUpdates, fake_updates, FAKE, UPDATES, GObject)

struct _FakeUpdates
{
  GObject            parent_instance;
  BirgeUpdatesState  state;
  BirgeUpdatesSticks answer;
  guint              n_sticks;
  GString           *calls;
};

static void fake_updates_updates_init (BirgeUpdatesInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (FakeUpdates, fake_updates, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BIRGE_TYPE_UPDATES, fake_updates_updates_init))

static const BirgeUpdatesState *
fake_get_state (BirgeUpdates *updates)
{
  return &FAKE_UPDATES (updates)->state;
}

static gboolean
fake_has_servers (BirgeUpdates *updates)
{
  return TRUE;
}

static BirgeUpdatesSticks
fake_list_sticks (BirgeUpdates *updates, GPtrArray *sticks)
{
  FakeUpdates *self = FAKE_UPDATES (updates);

  for (guint i = 1; i <= self->n_sticks; i++)
    g_ptr_array_add (sticks, birge_updates_stick_new (i, i == 1 ? "KINGSTON" : "دو", i == 1 ? 32000000000 : 0));
  return self->answer;
}

static gboolean
fake_start (BirgeUpdates *updates, BirgeUpdatesTask task, guint stick, BirgeUpdatesFlags flags)
{
  g_string_append_printf (FAKE_UPDATES (updates)->calls, "start %d %u %d; ", task, stick, flags);
  return TRUE;
}

static void
fake_stop (BirgeUpdates *updates)
{
  g_string_append (FAKE_UPDATES (updates)->calls, "stop; ");
}

static void
fake_forget (BirgeUpdates *updates)
{
  birge_updates_state_clear (&FAKE_UPDATES (updates)->state);
  birge_updates_changed (updates);
}

static void
fake_updates_updates_init (BirgeUpdatesInterface *iface)
{
  iface->get_state = fake_get_state;
  iface->has_servers = fake_has_servers;
  iface->list_sticks = fake_list_sticks;
  iface->start = fake_start;
  iface->stop = fake_stop;
  iface->forget = fake_forget;
}

static void
fake_updates_finalize (GObject *object)
{
  birge_updates_state_clear (&FAKE_UPDATES (object)->state);
  g_string_free (FAKE_UPDATES (object)->calls, TRUE);
  G_OBJECT_CLASS (fake_updates_parent_class)->finalize (object);
}

static void
fake_updates_class_init (FakeUpdatesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_updates_finalize;
}

static void
fake_updates_init (FakeUpdates *self)
{
  self->calls = g_string_new (NULL);
}

static FakeUpdates *
enter (Kiosk *self)
{
  FakeUpdates *updates = g_object_new (FAKE_TYPE_UPDATES, NULL);
  g_autoptr(BirgeRoute) route = birge_route_new (BIRGE_PLACE_STAFF, NULL, "updates", 0);

  birge_shell_set_updates (self->shell, BIRGE_UPDATES (updates));
  birge_shell_set_language (self->shell, "uz");
  birge_shell_home (self->shell);
  birge_shell_set_staff (self->shell, TRUE);
  birge_shell_go (self->shell, route);
  assert_comes (self, "flow");
  return updates;
}

static void
leave (Kiosk *self, FakeUpdates *updates)
{
  GtkWidget *page = find (self->window, BIRGE_TYPE_PAGE);

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  birge_shell_back (self->shell);
  assert_goes ((gpointer *) &page);
  birge_updates_changed (BIRGE_UPDATES (updates)); /* the room may still wait for the disk */
  birge_shell_set_updates (self->shell, NULL);
  g_object_add_weak_pointer (G_OBJECT (updates), (gpointer *) &updates);
  g_object_unref (updates);
  assert_goes ((gpointer *) &updates);
}

/* The first button whose words are those of @msgid. */
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
press (Kiosk *self, const char *msgid)
{
  const char *words = birge_shell_tr (self->shell, msgid);
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;
  GtkWidget *button;

  while ((button = find_button (self->window, words)) == NULL && g_get_monotonic_time () < end_us)
    run_for (10);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  run_for (50);
}

static void
show (FakeUpdates *updates, BirgeUpdatesPhase phase, BirgeUpdatesTask task)
{
  birge_updates_state_clear (&updates->state);
  updates->state.phase = phase;
  updates->state.task = task;
  updates->state.stick = task == BIRGE_UPDATES_LOOK || task == BIRGE_UPDATES_IMPORT ? 1 : 0;
  updates->state.preview.added = g_new0 (char *, 1);
  updates->state.preview.changed = g_new0 (char *, 1);
  updates->state.preview.removed = g_new0 (char *, 1);
}

static void
assert_sentence (Kiosk *self)
{
  GtkWidget *card = find_class (find (self->window, BIRGE_TYPE_PAGE), "update-card");
  GtkWidget *label;

  g_assert_nonnull (card);
  label = gtk_widget_get_last_child (gtk_widget_get_first_child (card));
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), !=, "");
  g_assert_null (strstr (gtk_label_get_label (GTK_LABEL (label)), "%s"));
}

/* All there is to say, in each language. */
static void
test_every_end_has_a_sentence (Kiosk *self, gconstpointer unused)
{
  static const char *const languages[] = { "fa", "zh-Hans", "uz-Cyrl", "ru" };
  FakeUpdates *updates = enter (self);

  updates->n_sticks = 1;
  for (guint l = 0; l < G_N_ELEMENTS (languages); l++)
    {
      birge_shell_set_language (self->shell, languages[l]);
      for (int task = BIRGE_UPDATES_CHECK; task <= BIRGE_UPDATES_GO_BACK; task++)
        for (int reason = BIRGE_SYNC_REASON_NONE; reason <= BIRGE_SYNC_REASON_FORMAT; reason++)
          {
            show (updates, BIRGE_UPDATES_ENDED, (BirgeUpdatesTask) task);
            updates->state.outcome = reason == BIRGE_SYNC_REASON_NONE ? BIRGE_SYNC_NOTHING : BIRGE_SYNC_FAILED;
            updates->state.reason = (BirgeSyncReason) reason;
            updates->state.expired_s = 1700000000;
            updates->state.why = g_strdup ("disk: it burns: put it out");
            birge_updates_changed (BIRGE_UPDATES (updates));
            run_for (1);
            run_for (1);
            assert_sentence (self);
          }
      for (int paused = BIRGE_SYNC_PAUSED_NOT; paused <= BIRGE_SYNC_PAUSED_MISSING; paused++)
        {
          show (updates, BIRGE_UPDATES_ENDED, BIRGE_UPDATES_IMPORT);
          updates->state.outcome = BIRGE_SYNC_PAUSED;
          updates->state.paused = (BirgeSyncPaused) paused;
          updates->state.short_bytes = 5000000;
          birge_updates_changed (BIRGE_UPDATES (updates));
          run_for (5);
          assert_sentence (self);
        }
    }
  leave (self, updates);
}

static void
test_progress_goes_on_beside_the_reader (Kiosk *self, gconstpointer unused)
{
  FakeUpdates *updates = enter (self);
  GtkWidget *bar;

  show (updates, BIRGE_UPDATES_RUNNING, BIRGE_UPDATES_IMPORT);
  updates->state.is_opening = TRUE;
  birge_updates_changed (BIRGE_UPDATES (updates));
  run_for (50);
  assert_sentence (self);
  bar = find (self->window, GTK_TYPE_PROGRESS_BAR);
  g_assert_nonnull (bar);
  updates->state.is_opening = FALSE;
  for (int step = BIRGE_SYNC_STEP_CHECK; step <= BIRGE_SYNC_STEP_COLLECT; step++)
    for (guint tier = 0; tier < 4; tier++)
      {
        updates->state.step = (BirgeSyncStep) step;
        updates->state.tier = tier;
        updates->state.total = 4000000000;
        updates->state.done = tier * 1000000000;
        updates->state.bytes_per_second = tier * 2500000;
        birge_updates_changed (BIRGE_UPDATES (updates));
        g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, tier / 4.0);
        assert_sentence (self);
      }
  g_assert_true (bar == find (self->window, GTK_TYPE_PROGRESS_BAR)); /* nothing was made anew under the finger */
  press (self, "Stop");
  g_assert_cmpstr (updates->calls->str, ==, "stop; ");
  leave (self, updates);
}

static void
fill_list (GStrv *list, guint n)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add (builder, "guide/wages");
  for (guint i = 1; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("guide/%u", i);

      g_strv_builder_add (builder, id);
    }
  g_strfreev (*list);
  *list = g_strv_builder_end (builder);
}

static void
test_a_stick_is_taken_as_a_person_saw_it (Kiosk *self, gconstpointer unused)
{
  FakeUpdates *updates = enter (self);

  updates->n_sticks = 2;
  birge_updates_changed (BIRGE_UPDATES (updates));
  run_for (50);
  show (updates, BIRGE_UPDATES_ENDED, BIRGE_UPDATES_LOOK);
  updates->state.outcome = BIRGE_SYNC_FAILED;
  updates->state.reason = BIRGE_SYNC_REASON_EXPIRED;
  updates->state.expired_s = 1700000000;
  birge_updates_changed (BIRGE_UPDATES (updates));
  press (self, "Look at this one all the same");
  g_assert_cmpstr (updates->calls->str, ==, "start 1 1 1; ");
  g_string_truncate (updates->calls, 0);

  show (updates, BIRGE_UPDATES_ENDED, BIRGE_UPDATES_LOOK);
  updates->state.outcome = BIRGE_SYNC_SEEN;
  updates->state.expires_s = 1700000000;
  updates->state.held = g_strdup ("starter 2");
  updates->state.issued = g_strdup ("2026-11-23");
  fill_list (&updates->state.preview.added, 1);
  fill_list (&updates->state.preview.changed, 7);
  fill_list (&updates->state.preview.removed, 300);
  birge_updates_changed (BIRGE_UPDATES (updates));
  press (self, "Bring it onto this machine");
  g_assert_cmpstr (updates->calls->str, ==, "start 2 1 3; "); /* old, and once taken back */
  g_string_truncate (updates->calls, 0);

  updates->n_sticks = 0; /* what lay on a stick that has gone is of no use */
  birge_updates_changed (BIRGE_UPDATES (updates));
  run_for (50);
  g_assert_null (find_button (self->window, birge_shell_tr (self->shell, "Bring it onto this machine")));
  leave (self, updates);
}

static void
test_the_room_is_left_in_the_middle (Kiosk *self, gconstpointer unused)
{
  FakeUpdates *updates = enter (self);

  show (updates, BIRGE_UPDATES_RUNNING, BIRGE_UPDATES_CHECK);
  birge_updates_changed (BIRGE_UPDATES (updates));
  leave (self, updates);
}

static GtkWidget *
find_words (GtkWidget *widget, const char *words)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), words) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_words (child, words);
  return found;
}

static void
assert_words (Kiosk *self, const char *msgid, gboolean are_there)
{
  const char *words = birge_shell_tr (self->shell, msgid);
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while ((find_words (self->window, words) != NULL) != are_there && g_get_monotonic_time () < end_us)
    run_for (10);
  g_assert_true ((find_words (self->window, words) != NULL) == are_there);
}

/* The update of a service, which another process does. */
static void
test_what_comes_by_itself_is_seen (Kiosk *self, gconstpointer unused)
{
  static const char words[] = "This goes on by itself. What you begin here comes first.";
  FakeUpdates *updates = enter (self);
  g_autoptr(GError) error = NULL;
  int lock = birge_turn_take (birge_shell_get_state_dir (self->shell), BIRGE_TURN_GIVING_WAY, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (find_words (self->window, birge_shell_tr (self->shell, words)));
  birge_turn_tell (lock, &(BirgeSyncStatus) { .step = BIRGE_SYNC_STEP_FETCH, .tier = 3, .done = 1000000, .total = 4000000 });
  assert_words (self, words, TRUE);
  assert_words (self, "Bringing films", TRUE);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (find (self->window, GTK_TYPE_PROGRESS_BAR))), ==, 0.25);
  g_assert_nonnull (find_class (find (self->window, BIRGE_TYPE_PAGE), "flow")); /* and all can be done beside it */

  show (updates, BIRGE_UPDATES_RUNNING, BIRGE_UPDATES_CHECK); /* what is begun here is told alone */
  birge_updates_changed (BIRGE_UPDATES (updates));
  assert_words (self, words, FALSE);
  show (updates, BIRGE_UPDATES_NOTHING, BIRGE_UPDATES_CHECK);
  birge_updates_changed (BIRGE_UPDATES (updates));
  assert_words (self, words, TRUE);
  birge_turn_end (lock);
  assert_words (self, words, FALSE);
  leave (self, updates);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  birge_ui_init ();
  KIOSK_TEST ("/staff-updates/every-end-has-a-sentence", test_every_end_has_a_sentence);
  KIOSK_TEST ("/staff-updates/progress-goes-on-beside-the-reader", test_progress_goes_on_beside_the_reader);
  KIOSK_TEST ("/staff-updates/a-stick-is-taken-as-a-person-saw-it", test_a_stick_is_taken_as_a_person_saw_it);
  KIOSK_TEST ("/staff-updates/what-comes-by-itself-is-seen", test_what_comes_by_itself_is_seen);
  KIOSK_TEST ("/staff-updates/the-room-is-left-in-the-middle", test_the_room_is_left_in_the_middle);
  return g_test_run ();
}
