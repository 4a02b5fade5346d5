/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/staff/birge-staff-voice-cards.h"

#include "ui/guides/birge-flow.h"
#include "ui/staff/birge-staff-update-cards.h"
#include "ui/staff/birge-staff-voice-texts.h"
#include "ui/staff/birge-staff-words.h"
#include "ui/widgets/birge-widgets.h"

static char *
dup_number (BirgePage *page, guint n)
{
  return birge_language_format_number (birge_shell_get_language_info (birge_page_get_shell (page)), n);
}

char *
birge_staff_voice_dup_count (BirgePage *page, guint n)
{
  g_autofree char *number = dup_number (page, n);

  return g_strdup_printf ("%s: %s", birge_page_tr (page, N_("Texts recorded here")), number);
}

char *
birge_staff_voice_dup_speaker (BirgePage *page, const BirgeVoiceSpeaker *speaker)
{
  g_autofree char *count = birge_staff_voice_dup_count (page, speaker->n);
  g_autofree char *day = birge_staff_dup_moment (page, speaker->since_s);

  return g_strdup_printf ("%s · %s", count, day);
}

/* "First aid · Burns", "Films · Burns · Scene: 4" */
static char *
dup_where (BirgePage *page, const BirgeVoiceTask *task)
{
  const char *group = birge_page_tr (page, birge_staff_voice_texts_get_group (task->group));
  g_autofree char *number = task->scene > 0 ? dup_number (page, task->scene) : NULL;

  if (number != NULL)
    return g_strdup_printf ("%s · \u2068%s\u2069 · %s: \u2068%s\u2069", group, task->title, birge_page_tr (page, N_("Scene")), number);
  if (task->title != NULL && strcmp (task->title, task->text.text) != 0)
    return g_strdup_printf ("%s · \u2068%s\u2069", group, task->title);
  return g_strdup (group);
}

GtkWidget *
birge_staff_voice_progress_new (BirgePage *page, const BirgeVoiceTask *task, guint n_done, guint n)
{
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "booth-progress");
  GtkWidget *row = birge_box_add (box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
  GtkWidget *bar = birge_box_add (box, gtk_progress_bar_new ());
  g_autofree char *done = dup_number (page, n_done);
  g_autofree char *all = dup_number (page, n);
  g_autofree char *count = g_strdup_printf ("\u2068%s\u2069 / \u2068%s\u2069", done, all);
  g_autofree char *where = dup_where (page, task);
  GtkWidget *label = birge_box_add (row, birge_label_new (where, NULL, "sub"));
  GtkWidget *number = birge_box_add (row, birge_label_new (count, NULL, "title3"));

  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_wrap (GTK_LABEL (number), FALSE);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), n > 0 ? (double) n_done / n : 0);
  birge_name_control (bar, count);
  if (task->scene > 0)
    birge_box_add (box, birge_label_new (birge_page_tr (page, N_("This is said in a film. It is heard there when the films are made again.")),
                                         NULL, "sub"));
  return box;
}

/* The stick */

typedef struct
{
  BirgePage    *page;    /* borrowed */
  BirgeUpdates *updates; /* owned */
  GtkWidget    *box;
} Export;

static void fill_export (Export *self);

static void
export_free (gpointer data)
{
  Export *self = data;

  g_signal_handlers_disconnect_by_data (self->updates, self);
  g_object_unref (self->updates);
  g_free (self);
}

static void
fill_export_now (GtkWidget *box)
{
  fill_export (g_object_get_data (G_OBJECT (box), "birge-voice-export"));
}

static void
on_updates_changed (Export *self)
{
  if (gtk_widget_get_ancestor (self->box, BIRGE_TYPE_PAGE) != NULL)
    birge_widget_later (self->box, fill_export_now);
}

static void
on_stick_clicked (GtkWidget *button, Export *self)
{
  guint stick = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "birge-stick"));

  birge_updates_start (self->updates, BIRGE_UPDATES_VOICES, stick, BIRGE_UPDATES_NONE);
}

static void
on_close_clicked (Export *self)
{
  birge_updates_forget (self->updates);
}

static char *
dup_failure (Export *self, const BirgeUpdatesState *state)
{
  if (state->reason == BIRGE_SYNC_REASON_NO_SPACE)
    return g_strdup (birge_page_tr (self->page, N_("The stick is full. Take a larger one, or delete something on it.")));
  if (state->reason == BIRGE_SYNC_REASON_NOT_ALLOWED)
    return g_strdup (birge_page_tr (self->page, N_("The stick cannot be written on. Unlock it, or take another one.")));
  if (state->reason == BIRGE_SYNC_REASON_GONE || state->reason == BIRGE_SYNC_REASON_FORMAT)
    return birge_staff_dup_outcome (self->page, state);
  return g_strdup (birge_page_tr (self->page, N_("The recordings are not on the stick. Put it in again, or take another one.")));
}

static void
add_end (Export *self, const BirgeUpdatesState *state)
{
  gboolean done = state->outcome == BIRGE_SYNC_DONE;
  g_autofree char *failure = done ? NULL : dup_failure (self, state);
  const char *words = done ? birge_page_tr (self->page, N_("The recordings are on the stick. Take it to the editors.")) : failure;
  GtkWidget *card = birge_box_add (self->box, birge_staff_card_new (done ? "aid" : "alarm", done ? "check" : "warning", words));
  g_autofree char *why = state->why != NULL && !done ? birge_staff_dup_technical (self->page, state->why) : NULL;
  GtkWidget *button;

  if (why != NULL)
    birge_box_add (card, birge_label_new (why, NULL, "small"));
  button = birge_button_new ("cross", birge_page_tr (self->page, N_("Close")), "choice");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_close_clicked), self);
  birge_flow_add (birge_box_add (card, birge_flow_new (birge_page_get_shell (self->page), 2, 1)), button);
}

static void
add_sticks (Export *self)
{
  BirgeUpdatesSticks answer;
  g_autoptr(GPtrArray) sticks = birge_updates_list_sticks (self->updates, &answer);
  GtkWidget *card = birge_box_add (self->box, birge_staff_card_new ("sky", "usb", birge_page_tr (self->page, N_("Take the recordings to the editors, on a stick"))));
  GtkWidget *flow = birge_box_add (card, birge_flow_new (birge_page_get_shell (self->page), 2, 1));

  for (guint i = 0; i < sticks->len; i++)
    {
      const BirgeUpdatesStick *stick = g_ptr_array_index (sticks, i);
      g_autofree char *text = g_strdup_printf ("%s: \u2068%s\u2069", birge_page_tr (self->page, N_("Put them on the stick")), stick->name);
      GtkWidget *button = birge_flow_add (flow, birge_button_new ("usb", text, "choice"));

      g_object_set_data (G_OBJECT (button), "birge-stick", GUINT_TO_POINTER (stick->id));
      g_signal_connect (button, "clicked", G_CALLBACK (on_stick_clicked), self);
    }
  if (sticks->len == 0)
    birge_box_add (card, birge_label_new (answer == BIRGE_UPDATES_STICKS_READ     ? birge_page_tr (self->page, N_("Put a stick into the machine."))
                                          : answer == BIRGE_UPDATES_STICKS_ASKING ? birge_page_tr (self->page, N_("One moment"))
                                          : birge_page_tr (self->page, N_("This machine cannot open sticks. Ask the technician.")),
                                          NULL, "sub"));
}

static void
fill_export (Export *self)
{
  const BirgeUpdatesState *state = birge_updates_get_state (self->updates);

  birge_box_clear (self->box);
  if (state->phase == BIRGE_UPDATES_RUNNING)
    birge_box_add (self->box, birge_staff_card_new ("sky", "clock", birge_page_tr (self->page, N_("One moment"))));
  else if (state->phase == BIRGE_UPDATES_ENDED && state->task == BIRGE_UPDATES_VOICES)
    add_end (self, state);
  else
    add_sticks (self);
}

GtkWidget *
birge_staff_voice_export_new (BirgePage *page)
{
  BirgeUpdates *updates = birge_shell_get_updates (birge_page_get_shell (page));
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, NULL);
  Export *self;

  if (updates == NULL)
    return box;
  self = g_new0 (Export, 1);
  self->page = page;
  self->updates = g_object_ref (updates);
  self->box = box;
  g_signal_connect_swapped (updates, "changed", G_CALLBACK (on_updates_changed), self);
  g_object_set_data_full (G_OBJECT (box), "birge-voice-export", self, export_free);
  fill_export (self);
  return box;
}

/* Speakers */

typedef struct
{
  BirgePage   *page;   /* borrowed */
  BirgeVoices *voices; /* owned */
  GtkWidget   *list;
  char        *asked;  /* "tg/1234abcd" whose deletion was asked for, or NULL */
  void       (*changed) (gpointer user_data);
  gpointer     user_data;
} Speakers;

static void fill_speakers (Speakers *self);

static void
speakers_free (gpointer data)
{
  Speakers *self = data;

  birge_voices_unref (self->voices);
  g_free (self->asked);
  g_free (self);
}

static void
fill_speakers_now (GtkWidget *list)
{
  fill_speakers (g_object_get_data (G_OBJECT (list), "birge-speakers"));
}

static void
tell_changed (GtkWidget *list)
{
  Speakers *self = g_object_get_data (G_OBJECT (list), "birge-speakers");

  self->changed (self->user_data);
}

static void
on_delete_clicked (GtkWidget *button, Speakers *self)
{
  g_free (self->asked);
  self->asked = g_strdup (g_object_get_data (G_OBJECT (button), "birge-speaker"));
  birge_widget_later (self->list, fill_speakers_now);
}

static void
on_leave_clicked (Speakers *self)
{
  g_clear_pointer (&self->asked, g_free);
  birge_widget_later (self->list, fill_speakers_now);
}

static void
on_delete_confirmed (Speakers *self)
{
  g_auto(GStrv) parts = g_strsplit (self->asked, "/", 2);
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&self->asked, g_free);
  if (birge_voices_remove_speaker (self->voices, parts[0], parts[1], &error))
    birge_state_log (birge_shell_get_state (birge_page_get_shell (self->page)), "voices-deleted", "deleted all recordings of a voice");
  else
    g_message ("%s", error->message);
  birge_widget_later (self->list, tell_changed);
}

static void
add_question (Speakers *self)
{
  GtkWidget *card = birge_staff_card_new ("alarm", "trash", birge_page_tr (self->page, N_("Delete all recordings of this voice? They do not come back.")));
  GtkWidget *flow = birge_box_add (card, birge_flow_new (birge_page_get_shell (self->page), 2, 1));
  GtkWidget *yes = birge_flow_add (flow, birge_button_new ("trash", birge_page_tr (self->page, N_("Yes, delete them")), "choice"));
  GtkWidget *no = birge_flow_add (flow, birge_button_new ("cross", birge_page_tr (self->page, N_("Leave it")), "choice"));

  g_signal_connect_swapped (yes, "clicked", G_CALLBACK (on_delete_confirmed), self);
  g_signal_connect_swapped (no, "clicked", G_CALLBACK (on_leave_clicked), self);
  birge_box_add (self->list, card);
}

static void
add_speaker (Speakers *self, const BirgeVoiceSpeaker *speaker)
{
  const BirgeLanguage *language = birge_language_find (speaker->language);
  g_autofree char *key = g_strdup_printf ("%s/%s", speaker->language, speaker->id);
  g_autofree char *facts = birge_staff_voice_dup_speaker (self->page, speaker);
  g_autofree char *words = g_strdup_printf ("%s: %s", birge_page_tr (self->page, N_("Delete all recordings of this voice")), facts);
  GtkWidget *row = birge_box_add (self->list, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "staff-row"));
  GtkWidget *texts = birge_box_add (row, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  GtkWidget *button = birge_box_add (row, birge_round_button_new ("trash", words, NULL));

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  birge_box_add (texts, birge_label_new (birge_language_get_name (language), speaker->language, "title3"));
  birge_box_add (texts, birge_label_new (facts, NULL, "sub"));
  g_object_set_data_full (G_OBJECT (button), "birge-speaker", g_strdup (key), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_delete_clicked), self);
  if (g_strcmp0 (self->asked, key) == 0)
    add_question (self);
}

static void
fill_speakers (Speakers *self)
{
  g_autoptr(GPtrArray) speakers = birge_voices_list_speakers (self->voices);

  birge_box_clear (self->list);
  if (speakers->len > 0)
    birge_box_add (self->list, birge_label_new (birge_page_tr (self->page, N_("Recordings on this machine")), NULL, "title2"));
  for (guint i = 0; i < speakers->len; i++)
    add_speaker (self, g_ptr_array_index (speakers, i));
}

GtkWidget *
birge_staff_voice_speakers_new (BirgePage *page, BirgeVoices *voices, void (*changed) (gpointer user_data), gpointer user_data)
{
  Speakers *self = g_new0 (Speakers, 1);

  self->page = page;
  self->voices = birge_voices_ref (voices);
  self->changed = changed;
  self->user_data = user_data;
  self->list = birge_box_new (GTK_ORIENTATION_VERTICAL, "staff-list");
  g_object_set_data_full (G_OBJECT (self->list), "birge-speakers", self, speakers_free);
  fill_speakers (self);
  return self->list;
}
