/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-flow.h"
#include "ui/staff/birge-staff-booth.h"
#include "ui/staff/birge-staff-rooms.h"
#include "ui/staff/birge-staff-update-cards.h"
#include "ui/staff/birge-staff-voice-cards.h"
#include "ui/staff/birge-staff-voice-texts.h"
#include "ui/staff/birge-staff-words.h"
#include "ui/widgets/birge-tile.h"

#define KEY "birge-room-voices"

/* The voice booth. What is kept is on the disk before the next text comes; where somebody stopped is found by what is missing,
 * so that leaving in the middle loses nothing. */
typedef struct
{
  BirgePage      *page;     /* borrowed */
  BirgeVoices    *voices;   /* owned; NULL: this kiosk keeps nothing */
  GtkWidget      *box;      /* all of the room */
  char           *language; /* NULL: none chosen */
  char           *speaker;  /* NULL: consent comes first */
  BirgeVoiceList *list;     /* NULL while it is made */
  guint           at;       /* which text */
  GArray         *kept;     /* of guint: what was kept in this sitting, to undo */
  GtkWidget      *booth;    /* on the page, or NULL */
  guint           turn;     /* another number for all that is shown */
} Room;

static void show_languages (Room *self);
static void show_speakers (Room *self);
static void show_text (Room *self);

static void
room_free (gpointer data)
{
  Room *self = data;

  g_clear_pointer (&self->voices, birge_voices_unref);
  g_clear_pointer (&self->list, birge_voice_list_free);
  g_array_unref (self->kept);
  g_free (self->language);
  g_free (self->speaker);
  g_free (self);
}

static Room *
get_room (GtkWidget *box)
{
  return g_object_get_data (G_OBJECT (box), KEY);
}

/* What was asked of the disk may keep the room a moment longer than its page. */
static gboolean
is_left (Room *self)
{
  return gtk_widget_get_ancestor (self->box, BIRGE_TYPE_PAGE) == NULL;
}

static void
clear (Room *self)
{
  self->booth = NULL;
  self->turn++;
  birge_box_clear (self->box);
}

/* The button is among what goes. */
static void
on_button_clicked (GtkWidget *button, Room *self)
{
  birge_widget_later (self->box, (void (*) (GtkWidget *)) g_object_get_data (G_OBJECT (button), "birge-run"));
}

static GtkWidget *
add_button (Room *self, GtkWidget *flow, const char *icon, const char *text, void (*clicked) (GtkWidget *box))
{
  GtkWidget *button = birge_flow_add (flow, birge_button_new (icon, text, "choice"));

  birge_picture_set_mirrored_in_rtl (BIRGE_PICTURE (birge_button_get_picture (button)), g_str_equal (icon, "skip") || g_str_equal (icon, "next"));
  g_object_set_data (G_OBJECT (button), "birge-run", (gpointer) clicked);
  g_signal_connect (button, "clicked", G_CALLBACK (on_button_clicked), self);
  return button;
}

/* Texts */

/* A row of ways out, below the card. */
static GtkWidget *
add_ways (Room *self)
{
  GtkWidget *ways = birge_box_add (self->box, birge_flow_new (birge_page_get_shell (self->page), 3, 1));

  gtk_widget_add_css_class (ways, "booth-ways");
  return ways;
}

static void
run_languages (GtkWidget *box)
{
  Room *self = get_room (box);

  g_clear_pointer (&self->list, birge_voice_list_free);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->speaker, g_free);
  show_languages (self);
}

static void
run_skip (GtkWidget *box)
{
  Room *self = get_room (box);

  self->at = birge_staff_voice_texts_find_next (self->list, self->voices, self->at + 1);
  show_text (self);
}

/* The last one is taken away again, and asked for again. */
static void
run_undo (GtkWidget *box)
{
  Room *self = get_room (box);
  g_autoptr(GError) error = NULL;
  guint last;

  if (self->kept->len == 0)
    return;
  last = g_array_index (self->kept, guint, self->kept->len - 1);
  g_array_set_size (self->kept, self->kept->len - 1);
  if (!birge_voices_remove (self->voices, self->language, self->speaker, birge_voice_list_get (self->list, last)->text.text, &error))
    g_message ("%s", error->message);
  self->at = last;
  show_text (self);
}

typedef struct
{
  GtkWidget      *box;     /* owned; given up on the main thread */
  guint           turn;    /* of what was read from */
  BirgeVoices    *voices;  /* owned */
  char           *language;
  char           *speaker; /* NULL: this is the consent */
  BirgeVoiceText  text;
  GBytes         *opus;
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *self = data;

  g_clear_object (&self->box);
  birge_voices_unref (self->voices);
  g_bytes_unref (self->opus);
  g_free (self->language);
  g_free (self->speaker);
  g_free (self->text.text);
  g_free (self->text.place);
  g_free (self);
}

/* Waits for the disk. */
static void
keep_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Keeping *self = data;
  GError *error = NULL;

  if (self->speaker == NULL)
    self->speaker = birge_voices_add_speaker (self->voices, self->language, self->text.text, self->opus, &error);
  else
    birge_voices_keep (self->voices, self->language, self->speaker, &self->text, self->opus, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
run_text (GtkWidget *box)
{
  show_text (get_room (box));
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Keeping *keeping = g_task_get_task_data (G_TASK (result));
  g_autoptr(GtkWidget) box = g_steal_pointer (&keeping->box);
  Room *self = get_room (box);
  g_autoptr(GError) error = NULL;
  gboolean kept = g_task_propagate_boolean (G_TASK (result), &error);

  if (!kept)
    g_message ("%s", error->message);
  if (is_left (self) || self->turn != keeping->turn)
    return; /* something else was chosen meanwhile */
  if (!kept)
    {
      birge_staff_booth_fail (self->booth, g_error_matches (error, BIRGE_VOICES_ERROR, BIRGE_VOICES_ERROR_NO_SPACE)
                                             ? birge_page_tr (self->page, N_("This machine's disk is full. Nothing more can be kept."))
                                             : birge_page_tr (self->page, N_("The recording could not be kept. Tell the technician.")));
      return;
    }
  if (self->speaker == NULL)
    {
      self->speaker = g_strdup (keeping->speaker);
      birge_state_log (birge_shell_get_state (birge_page_get_shell (self->page)), "voices", "somebody began to record texts");
    }
  else
    {
      g_array_append_val (self->kept, self->at);
      self->at++;
    }
  self->at = birge_staff_voice_texts_find_next (self->list, self->voices, self->at);
  birge_widget_later (self->box, run_text);
}

static void
keep (Room *self, const BirgeVoiceText *text, GBytes *opus)
{
  Keeping *keeping = g_new0 (Keeping, 1);
  g_autoptr(GTask) task = g_task_new (NULL, NULL, on_kept, NULL);

  keeping->box = g_object_ref (self->box);
  keeping->turn = self->turn;
  keeping->voices = birge_voices_ref (self->voices);
  keeping->language = g_strdup (self->language);
  keeping->speaker = g_strdup (self->speaker);
  keeping->text.text = g_strdup (text->text);
  keeping->text.place = g_strdup (text->place);
  keeping->opus = g_bytes_ref (opus);
  g_task_set_source_tag (task, keep);
  g_task_set_task_data (task, keeping, keeping_free);
  g_task_run_in_thread (task, keep_worker);
}

static void
on_keep_text (GBytes *opus, gpointer user_data)
{
  Room *self = user_data;

  keep (self, &birge_voice_list_get (self->list, self->at)->text, opus);
}

static void
on_keep_consent (GBytes *opus, gpointer user_data)
{
  Room *self = user_data;
  BirgeVoiceText text = { (char *) birge_staff_voice_texts_get_consent (self->language), NULL };

  keep (self, &text, opus);
}

static void
show_consent (Room *self)
{
  const char *words = birge_staff_voice_texts_get_consent (self->language);

  clear (self);
  birge_box_add (self->box, birge_label_new (birge_page_tr (self->page, N_("First read this aloud. It is kept with your recordings. "
                                                                           "Nobody asks your name.")), NULL, "title3"));
  self->booth = birge_box_add (self->box, birge_staff_booth_new (self->page, words, self->language, on_keep_consent, self));
  add_button (self, add_ways (self), "globe", birge_page_tr (self->page, N_("Another language")), run_languages);
}

static void
show_end (Room *self)
{
  GtkWidget *card;

  clear (self);
  card = birge_box_add (self->box, birge_staff_card_new ("aid", "check", birge_page_tr (self->page, N_("No text is left. Thank you!"))));
  add_button (self, birge_box_add (card, birge_flow_new (birge_page_get_shell (self->page), 2, 1)), "next",
              birge_page_tr (self->page, N_("Go on")), run_languages);
}

static void
show_text (Room *self)
{
  const BirgeVoiceTask *task;
  GtkWidget *ways;

  if (self->at >= birge_voice_list_get_length (self->list))
    {
      show_end (self);
      return;
    }
  task = birge_voice_list_get (self->list, self->at);
  clear (self);
  birge_box_add (self->box, birge_staff_voice_progress_new (self->page, task, birge_staff_voice_texts_count_done (self->list, self->voices),
                                                            birge_voice_list_get_length (self->list)));
  self->booth = birge_box_add (self->box, birge_staff_booth_new (self->page, task->text.text, self->language, on_keep_text, self));
  ways = add_ways (self);
  add_button (self, ways, "skip", birge_page_tr (self->page, N_("Leave this text out")), run_skip);
  if (self->kept->len > 0)
    add_button (self, ways, "undo", birge_page_tr (self->page, N_("The last one again")), run_undo);
  add_button (self, ways, "check", birge_page_tr (self->page, N_("Enough for today")), run_languages);
}

/* The list of texts */

typedef struct
{
  GtkWidget    *box;     /* owned; given up on the main thread */
  BirgeLibrary *library; /* owned, or NULL */
  char         *language;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *self = data;

  g_clear_object (&self->box);
  g_clear_object (&self->library);
  g_free (self->language);
  g_free (self);
}

static void
list_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Listing *listing = data;
  g_autoptr(GError) error = NULL;
  BirgeVoiceList *list = birge_staff_voice_texts_new (listing->library, listing->language, &error);

  if (error != NULL)
    g_message ("not all texts can be read: %s", error->message);
  g_task_return_pointer (task, list, (GDestroyNotify) birge_voice_list_free);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Listing *listing = g_task_get_task_data (G_TASK (result));
  g_autoptr(GtkWidget) box = g_steal_pointer (&listing->box);
  Room *self = get_room (box);
  g_autoptr(BirgeVoiceList) list = g_task_propagate_pointer (G_TASK (result), NULL);

  if (is_left (self) || g_strcmp0 (self->language, listing->language) != 0)
    return;
  g_clear_pointer (&self->list, birge_voice_list_free);
  self->list = g_steal_pointer (&list);
  self->at = birge_staff_voice_texts_find_next (self->list, self->voices, 0);
  if (self->at >= birge_voice_list_get_length (self->list))
    show_end (self);
  else
    show_speakers (self);
}

static void
choose_language (Room *self, const char *language)
{
  BirgeLibrary *library = birge_shell_get_library (birge_page_get_shell (self->page));
  Listing *listing = g_new0 (Listing, 1);
  g_autoptr(GTask) task = g_task_new (NULL, NULL, on_listed, NULL);

  g_free (self->language); /* two tiles may be touched at once */
  self->language = g_strdup (language);
  g_array_set_size (self->kept, 0);
  clear (self);
  birge_box_add (self->box, birge_label_new (birge_page_tr (self->page, N_("One moment")), NULL, "title3"));
  listing->box = g_object_ref (self->box);
  listing->library = library != NULL ? g_object_ref (library) : NULL;
  listing->language = g_strdup (language);
  g_task_set_source_tag (task, choose_language);
  g_task_set_task_data (task, listing, listing_free);
  g_task_run_in_thread (task, list_worker);
}

/* Who reads */

static void
run_speaker (GtkWidget *box)
{
  Room *self = get_room (box);

  if (self->speaker != NULL)
    show_text (self);
  else
    show_consent (self);
}

static void
on_speaker_chosen (GtkWidget *tile, Room *self)
{
  g_free (self->speaker);
  self->speaker = g_strdup (g_object_get_data (G_OBJECT (tile), "birge-speaker"));
  birge_widget_later (self->box, run_speaker);
}

static void
show_speakers (Room *self)
{
  g_autoptr(GPtrArray) speakers = birge_voices_list_speakers (self->voices);
  GtkWidget *flow, *tile;
  guint n = 0;

  g_clear_pointer (&self->speaker, g_free);
  clear (self);
  birge_box_add (self->box, birge_label_new (birge_page_tr (self->page, N_("Who reads?")), NULL, "title2"));
  flow = birge_box_add (self->box, birge_flow_new (birge_page_get_shell (self->page), 2, 1));
  tile = birge_tile_new (birge_page_get_shell (self->page), "aid");
  gtk_widget_add_css_class (tile, "wide");
  birge_tile_set_icon (BIRGE_TILE (tile), "microphone");
  birge_tile_set_text (BIRGE_TILE (tile), birge_page_tr (self->page, N_("Somebody new")), NULL,
                       birge_page_tr (self->page, N_("A new voice, with its own consent")), NULL);
  g_signal_connect (tile, "chosen", G_CALLBACK (on_speaker_chosen), self);
  birge_flow_add (flow, tile);
  for (guint i = 0; i < speakers->len; i++)
    {
      const BirgeVoiceSpeaker *speaker = g_ptr_array_index (speakers, i);
      g_autofree char *summary = NULL;

      if (strcmp (speaker->language, self->language) != 0)
        continue;
      summary = birge_staff_voice_dup_speaker (self->page, speaker);
      tile = birge_tile_new (birge_page_get_shell (self->page), "sky");
      gtk_widget_add_css_class (tile, "wide");
      birge_tile_set_icon (BIRGE_TILE (tile), "next");
      birge_tile_set_text (BIRGE_TILE (tile), birge_page_tr (self->page, N_("Go on with these recordings")), NULL, summary, NULL);
      g_object_set_data_full (G_OBJECT (tile), "birge-speaker", g_strdup (speaker->id), g_free);
      g_signal_connect (tile, "chosen", G_CALLBACK (on_speaker_chosen), self);
      birge_flow_add (flow, tile);
      n++;
    }
  if (n == 0)
    show_consent (self); /* nobody to choose from */
}

/* The first page of the room */

static void
run_chosen_language (GtkWidget *box)
{
  Room *self = get_room (box);

  choose_language (self, g_object_get_data (G_OBJECT (box), "birge-chosen"));
}

static void
on_language_chosen (GtkWidget *tile, Room *self)
{
  g_object_set_data (G_OBJECT (self->box), "birge-chosen", g_object_get_data (G_OBJECT (tile), "birge-language"));
  birge_widget_later (self->box, run_chosen_language);
}

static void
add_language (Room *self, GtkWidget *flow, const char *tag)
{
  const BirgeLanguage *language = birge_language_find (tag);
  gboolean is_silent = !birge_shell_can_speak (birge_page_get_shell (self->page), tag);
  guint n = birge_voices_count (self->voices, tag);
  g_autofree char *count = birge_staff_voice_dup_count (self->page, n);
  const char *needed = birge_page_tr (self->page, N_("No machine speaks it: your voice is needed most."));
  GtkWidget *tile = birge_tile_new (birge_page_get_shell (self->page), is_silent ? "learn" : "sky");

  gtk_widget_add_css_class (tile, "wide");
  birge_tile_set_icon (BIRGE_TILE (tile), is_silent ? "microphone" : "globe");
  birge_tile_set_text (BIRGE_TILE (tile), birge_language_get_name (language), tag, n > 0 ? count : is_silent ? needed : NULL, NULL);
  g_object_set_data (G_OBJECT (tile), "birge-language", (gpointer) birge_language_get_tag (language));
  g_signal_connect (tile, "chosen", G_CALLBACK (on_language_chosen), self);
  birge_flow_add (flow, tile);
}

/* Languages that no machine speaks come first. What is written in other letters by rule is read by nobody twice. */
static void
add_languages (Room *self)
{
  BirgeShell *shell = birge_page_get_shell (self->page);
  g_auto(GStrv) tags = birge_shell_dup_languages (shell);
  GtkWidget *flow = birge_box_add (self->box, birge_flow_new (shell, 2, 1));

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; tags[i] != NULL; i++)
      if (birge_language_get_derived_from (birge_language_find (tags[i])) == NULL && birge_shell_can_speak (shell, tags[i]) == (pass == 1))
        add_language (self, flow, tags[i]);
}

static void
on_changed (gpointer user_data)
{
  Room *self = user_data;

  if (!is_left (self) && self->language == NULL)
    show_languages (self);
}

static void
show_languages (Room *self)
{
  clear (self);
  birge_box_add (self->box, birge_label_new (birge_page_tr (self->page, N_("Put a headset on, in a quiet room. In which language do you read?")),
                                             NULL, "title3"));
  add_languages (self);
  if (birge_voices_count (self->voices, NULL) > 0)
    birge_box_add (self->box, birge_staff_voice_export_new (self->page));
  birge_box_add (self->box, birge_staff_voice_speakers_new (self->page, self->voices, on_changed, self));
}

GtkWidget *
birge_staff_voices_new (BirgePage *page)
{
  BirgeVoices *voices = birge_shell_get_voices (birge_page_get_shell (page));
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers");
  Room *self = g_new0 (Room, 1);

  self->page = page;
  self->box = box;
  self->voices = voices != NULL ? birge_voices_ref (voices) : NULL;
  self->kept = g_array_new (FALSE, FALSE, sizeof (guint));
  g_object_set_data_full (G_OBJECT (box), KEY, self, room_free);
  if (voices != NULL)
    show_languages (self);
  else
    birge_box_add (box, birge_staff_card_new ("learn", "warning", birge_page_tr (page, N_("This machine cannot keep recordings."))));
  return box;
}
