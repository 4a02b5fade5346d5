/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-shell.h"

#include "data/formats/birge-voice-text.h"
#include "ui/widgets/birge-picture.h"

#define DEFAULT_VOLUME 60

/* The page that is open may still be reading from a generation that was replaced. */
#define RETIRE_SECONDS 30

/* On a picture: the cancellable of what it waits for. */
#define LOAD "birge-load"

struct _BirgeShell
{
  GObject         parent_instance;
  BirgeState     *state;
  BirgeStyle     *style;
  BirgeLibrary   *library; /* NULL while there is no content */
  BirgeLibrary   *retired; /* the one before, until it is closed */
  guint           retire_id;
  BirgeSession   *session;
  BirgeSpeech    *speech;
  BirgeSounds    *sounds;
  BirgeShellMark  on_mark; /* of what is spoken now */
  GArray         *spoken;  /* of guint: which utterance of the page the voice's n-th one is */
  gpointer        mark_data;
  gboolean        speaking;
  char           *state_dir;
  BirgeUpdates   *updates; /* or NULL */
  BirgeVoices    *voices;  /* or NULL */
  gboolean        staff;
};

enum { LEAVING, ROUTE_CHANGED, LANGUAGE_CHANGED, SESSION_CHANGED, LIBRARY_CHANGED, TOUCHED, SPEAKING_CHANGED, LISTEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeShell, birge_shell, G_TYPE_OBJECT)

BirgeSession *
birge_shell_get_session (BirgeShell *self)
{
  return self->session;
}

BirgeLibrary *
birge_shell_get_library (BirgeShell *self)
{
  return self->library;
}

BirgeState *
birge_shell_get_state (BirgeShell *self)
{
  return self->state;
}

BirgeStyle *
birge_shell_get_style (BirgeShell *self)
{
  return self->style;
}

BirgeSpeech *
birge_shell_get_speech (BirgeShell *self)
{
  return self->speech;
}

BirgeSounds *
birge_shell_get_sounds (BirgeShell *self)
{
  return self->sounds;
}

void
birge_shell_update_hidden (BirgeShell *self)
{
  g_auto(GStrv) hidden = birge_state_dup_hidden (self->state);

  g_return_if_fail (BIRGE_IS_SHELL (self));
  if (self->library != NULL)
    birge_library_set_hidden (self->library, (const char *const *) hidden);
}

static void
close_retired (BirgeShell *self)
{
  g_clear_handle_id (&self->retire_id, g_source_remove);
  if (self->retired != NULL)
    birge_library_close (self->retired);
  g_clear_object (&self->retired);
}

static gboolean
on_retire (gpointer user_data)
{
  BirgeShell *self = user_data;

  self->retire_id = 0;
  close_retired (self);
  return G_SOURCE_REMOVE;
}

void
birge_shell_set_library (BirgeShell *self, BirgeLibrary *library)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));

  if (self->library == library)
    return;
  close_retired (self);
  self->retired = g_steal_pointer (&self->library);
  if (self->retired != NULL)
    self->retire_id = g_timeout_add_seconds (RETIRE_SECONDS, on_retire, self);
  g_set_object (&self->library, library);
  birge_shell_update_hidden (self);
  g_signal_emit (self, signals[LIBRARY_CHANGED], 0);
}

GStrv
birge_shell_dup_languages (BirgeShell *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *order = birge_state_get (self->state, BIRGE_STATE_LANGUAGE_ORDER);
  g_auto(GStrv) wanted = g_strsplit (order != NULL ? order : "", " ", -1);
  const char *const *all = birge_language_list_tags ();

  for (guint i = 0; wanted[i] != NULL; i++)
    {
      const BirgeLanguage *language = birge_language_find (wanted[i]);

      if (language != NULL && g_hash_table_add (seen, (gpointer) birge_language_get_tag (language)))
        g_strv_builder_add (builder, birge_language_get_tag (language));
    }
  for (guint i = 0; all[i] != NULL; i++) /* a language staff forgot is still there, at the end */
    if (g_hash_table_add (seen, (gpointer) all[i]))
      g_strv_builder_add (builder, all[i]);
  return g_strv_builder_end (builder);
}

const char *
birge_shell_get_language (BirgeShell *self)
{
  const char *tag = birge_session_get_language (self->session);
  g_auto(GStrv) languages = NULL;

  if (tag != NULL)
    return tag;
  languages = birge_shell_dup_languages (self);
  return birge_language_get_tag (birge_language_find (languages[0]));
}

const BirgeLanguage *
birge_shell_get_language_info (BirgeShell *self)
{
  return birge_language_find (birge_shell_get_language (self));
}

static void
apply_direction (BirgeShell *self)
{
  const char *tag = birge_session_get_language (self->session);
  gboolean rtl = tag != NULL && birge_language_is_rtl (birge_language_find (tag));

  gtk_widget_set_default_direction (rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  birge_style_set_rtl (self->style, rtl);
}

void
birge_shell_set_language (BirgeShell *self, const char *tag)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));
  g_return_if_fail (birge_language_find (tag) != NULL);

  if (g_strcmp0 (tag, birge_session_get_language (self->session)) == 0)
    return;
  birge_shell_hush (self);
  birge_session_set_language (self->session, tag);
  apply_direction (self);
  g_signal_emit (self, signals[LANGUAGE_CHANGED], 0);
}

const char *
birge_shell_tr (BirgeShell *self, const char *msgid)
{
  return birge_tr (birge_shell_get_language (self), msgid);
}

gboolean
birge_shell_is_staff (BirgeShell *self)
{
  return self->staff;
}

void
birge_shell_set_staff (BirgeShell *self, gboolean staff)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));
  self->staff = staff;
}

const char *
birge_shell_get_state_dir (BirgeShell *self)
{
  return self->state_dir;
}

void
birge_shell_set_state_dir (BirgeShell *self, const char *state_dir)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));
  g_free (self->state_dir);
  self->state_dir = g_strdup (state_dir);
}

BirgeUpdates *
birge_shell_get_updates (BirgeShell *self)
{
  return self->updates;
}

void
birge_shell_set_updates (BirgeShell *self, BirgeUpdates *updates)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));
  g_set_object (&self->updates, updates);
}

static void
show_route (BirgeShell *self, const BirgeRoute *route, int direction)
{
  if (route->place != BIRGE_PLACE_STAFF)
    self->staff = FALSE;
  g_signal_emit (self, signals[ROUTE_CHANGED], 0, route, direction);
}

static void
count (BirgeShell *self, const BirgeRoute *route)
{
  if (route->place == BIRGE_PLACE_PHRASE || route->place == BIRGE_PLACE_BESIDE)
    return; /* the same guide, shown in another way */
  if (route->place == BIRGE_PLACE_PRACTICE || route->place == BIRGE_PLACE_RHYTHM)
    return; /* whoever practises is nobody's business; the film was counted */
  if (route->item != NULL && strchr (route->item, '/') != NULL)
    birge_state_count (self->state, route->item, birge_shell_get_language (self));
}

void
birge_shell_go (BirgeShell *self, const BirgeRoute *route)
{
  const BirgeRoute *here;

  g_return_if_fail (BIRGE_IS_SHELL (self));
  g_return_if_fail (route != NULL);

  here = birge_session_peek (self->session);
  if (here != NULL && birge_route_same (here, route))
    return;
  birge_shell_hush (self);
  g_signal_emit (self, signals[LEAVING], 0);
  birge_session_push (self->session, route);
  count (self, route);
  show_route (self, route, 1);
}

void
birge_shell_go_to (BirgeShell *self, BirgePlace place, const char *item)
{
  g_autoptr(BirgeRoute) route = birge_route_new (place, item, NULL, 0);

  birge_shell_go (self, route);
}

void
birge_shell_open_item (BirgeShell *self, const char *item)
{
  g_autoptr(BirgeRoute) route = birge_route_new_for_item (item);

  if (route != NULL)
    birge_shell_go (self, route);
  else
    g_warning ("no page shows items like this one");
}

void
birge_shell_back (BirgeShell *self)
{
  g_autoptr(BirgeRoute) route = NULL;

  g_return_if_fail (BIRGE_IS_SHELL (self));

  birge_shell_hush (self);
  if (!birge_session_pop (self->session) ||
      (birge_session_peek (self->session)->place == BIRGE_PLACE_WALL && birge_session_get_language (self->session) != NULL))
    {
      birge_shell_finish (self); /* behind home there is only the wall, and on the wall no language is chosen */
      return;
    }
  route = birge_route_copy (birge_session_peek (self->session));
  show_route (self, route, -1);
}

void
birge_shell_home (BirgeShell *self)
{
  g_autoptr(BirgeRoute) route = birge_route_new (BIRGE_PLACE_HOME, NULL, NULL, 0);
  const BirgeRoute *here = birge_session_peek (self->session);

  g_return_if_fail (BIRGE_IS_SHELL (self));

  if (here != NULL && birge_route_same (here, route))
    return;
  birge_shell_hush (self);
  birge_session_clear_history (self->session);
  birge_session_push (self->session, route);
  show_route (self, route, 0);
}

static void
begin_session (BirgeShell *self)
{
  g_autoptr(BirgeRoute) wall = birge_route_new (BIRGE_PLACE_WALL, NULL, NULL, 0);

  g_clear_object (&self->session);
  self->session = birge_session_new (birge_state_get_int (self->state, BIRGE_STATE_VOLUME, DEFAULT_VOLUME));
  birge_speech_set_volume (self->speech, birge_session_get_volume (self->session) / 100.0);
  birge_sounds_set_volume (self->sounds, birge_session_get_volume (self->session) / 100.0);
  birge_session_push (self->session, wall);
  apply_direction (self);
  g_signal_emit (self, signals[SESSION_CHANGED], 0);
  show_route (self, wall, 0);
}

void
birge_shell_finish (BirgeShell *self)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));

  birge_shell_hush (self);
  begin_session (self);
}

static void
set_speaking (BirgeShell *self, gboolean speaking)
{
  if (speaking == self->speaking)
    return;
  self->speaking = speaking;
  g_signal_emit (self, signals[SPEAKING_CHANGED], 0);
}

static void
end_marks (BirgeShell *self, int how)
{
  BirgeShellMark on_mark = self->on_mark;

  self->on_mark = NULL;
  if (on_mark != NULL)
    on_mark (how, self->mark_data);
}

static void
on_sentence_started (BirgeShell *self, guint index)
{
  if (index < self->spoken->len && self->on_mark != NULL)
    self->on_mark ((int) g_array_index (self->spoken, guint, index), self->mark_data);
}

static void
on_speech_finished (BirgeShell *self, BirgeSpeechReason reason)
{
  end_marks (self, reason == BIRGE_SPEECH_DONE ? BIRGE_MARK_DONE : BIRGE_MARK_STOPPED);
  set_speaking (self, FALSE);
}

gboolean
birge_shell_is_speaking (BirgeShell *self)
{
  g_return_val_if_fail (BIRGE_IS_SHELL (self), FALSE);

  return self->speaking;
}

void
birge_shell_forget (BirgeShell *self, gpointer user_data)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));

  if (self->mark_data == user_data)
    self->on_mark = NULL;
}

void
birge_shell_listen (BirgeShell *self)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));

  g_signal_emit (self, signals[LISTEN], 0);
}

void
birge_shell_hush (BirgeShell *self)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));

  end_marks (self, BIRGE_MARK_STOPPED);
  birge_speech_stop (self->speech);
  set_speaking (self, FALSE);
}

gboolean
birge_shell_can_speak (BirgeShell *self, const char *language)
{
  return language != NULL && birge_speech_can_speak (language);
}

BirgeVoices *
birge_shell_get_voices (BirgeShell *self)
{
  g_return_val_if_fail (BIRGE_IS_SHELL (self), NULL);

  return self->voices;
}

void
birge_shell_set_voices (BirgeShell *self, BirgeVoices *voices)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));

  if (voices != NULL)
    birge_voices_ref (voices);
  g_clear_pointer (&self->voices, birge_voices_unref);
  self->voices = voices;
}

/* SHA-256 of a recording that came with the content, or NULL. */
static const char *
find_shared_voice (BirgeShell *self, const char *text, const char *language)
{
  g_autofree char *key = self->library != NULL ? birge_voice_text_dup_key (text) : NULL;

  return key != NULL ? birge_library_find_shared_voice (self->library, key, language) : NULL;
}

char *
birge_shell_dup_recording (BirgeShell *self, const char *text, const char *language)
{
  const char *sha256;
  char *path;

  g_return_val_if_fail (BIRGE_IS_SHELL (self), NULL);

  if (text == NULL || language == NULL)
    return NULL;
  path = self->voices != NULL ? birge_voices_dup_path (self->voices, language, text) : NULL;
  if (path != NULL)
    return path; /* whoever reads at this kiosk is heard at once */
  sha256 = find_shared_voice (self, text, language);
  return sha256 != NULL ? birge_library_dup_object_path (self->library, sha256) : NULL;
}

gboolean
birge_shell_can_say (BirgeShell *self, const char *text, const char *language)
{
  g_autofree char *path = birge_shell_can_speak (self, language) ? NULL : birge_shell_dup_recording (self, text, language);

  return path != NULL || birge_shell_can_speak (self, language);
}

static gboolean
is_audible (BirgeShell *self, const BirgeUtterance *utterance)
{
  return utterance->recording_path != NULL || birge_shell_can_say (self, utterance->text, utterance->language);
}

gboolean
birge_shell_can_read (BirgeShell *self, GPtrArray *utterances)
{
  for (guint i = 0; utterances != NULL && i < utterances->len; i++)
    if (is_audible (self, g_ptr_array_index (utterances, i)))
      return TRUE;
  return FALSE;
}

gboolean
birge_shell_speak (BirgeShell *self, GPtrArray *utterances, guint first, BirgeShellMark on_mark, gpointer user_data)
{
  g_autoptr(GArray) audible = g_array_new (FALSE, FALSE, sizeof (BirgeUtterance));
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (BIRGE_IS_SHELL (self), FALSE);

  birge_shell_hush (self);
  g_array_set_size (self->spoken, 0);
  for (guint i = first; utterances != NULL && i < utterances->len; i++)
    {
      BirgeUtterance utterance = *(const BirgeUtterance *) g_ptr_array_index (utterances, i);
      char *path;

      if (!is_audible (self, &utterance))
        continue;
      path = birge_shell_dup_recording (self, utterance.text, utterance.language);
      if (path != NULL)
        {
          utterance.recording_path = path;
          g_ptr_array_add (paths, path);
        }
      g_array_append_val (audible, utterance);
      g_array_append_val (self->spoken, i);
    }
  if (audible->len == 0)
    return FALSE;
  self->on_mark = on_mark;
  self->mark_data = user_data;
  birge_speech_set_volume (self->speech, birge_session_get_volume (self->session) / 100.0);
  if (birge_speech_speak (self->speech, (const BirgeUtterance *) audible->data, audible->len, &error))
    {
      set_speaking (self, TRUE);
      return TRUE;
    }
  g_message ("not read aloud: %s", error->message);
  self->on_mark = NULL;
  return FALSE;
}

gboolean
birge_shell_say (BirgeShell *self, const char *text, const char *language)
{
  g_autoptr(GPtrArray) utterances = birge_utterances_new ();

  birge_utterances_add (utterances, text, language);
  return birge_shell_speak (self, utterances, 0, NULL, NULL);
}

static void
cancel_load (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  g_object_unref (cancellable);
}

static void
on_object_loaded (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgePicture) picture = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) svg = birge_library_load_object_finish (BIRGE_LIBRARY (library), result, &error);
  const char *fallback = g_object_get_data (G_OBJECT (picture), "birge-fallback-icon");

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* it shows something else by now */
  g_object_set_data (G_OBJECT (picture), LOAD, NULL);
  if (svg != NULL)
    birge_picture_set_svg (picture, svg);
  if (birge_picture_is_empty (picture) && fallback != NULL)
    birge_picture_set_icon (picture, fallback);
  gtk_widget_queue_draw (GTK_WIDGET (picture));
}

gboolean
birge_shell_is_loading_picture (GtkWidget *picture)
{
  return g_object_get_data (G_OBJECT (picture), LOAD) != NULL;
}

void
birge_shell_load_picture (BirgeShell *self, GtkWidget *picture, const char *reference, const char *fallback_icon)
{
  GCancellable *cancellable;

  g_return_if_fail (BIRGE_IS_SHELL (self));
  g_return_if_fail (BIRGE_IS_PICTURE (picture));

  /* A tile of a list is used again for another item: what was asked for before must not come late. */
  g_object_set_data (G_OBJECT (picture), LOAD, NULL);
  if (reference != NULL && (guchar) reference[0] >= 0x80)
    birge_picture_set_emoji (BIRGE_PICTURE (picture), reference);
  else if (reference != NULL && self->library != NULL)
    {
      cancellable = g_cancellable_new ();
      g_object_set_data_full (G_OBJECT (picture), LOAD, cancellable, cancel_load);
      g_object_set_data (G_OBJECT (picture), "birge-fallback-icon", (gpointer) g_intern_string (fallback_icon));
      birge_library_load_object_async (self->library, reference, cancellable, on_object_loaded, g_object_ref (picture));
    }
  else if (fallback_icon != NULL)
    birge_picture_set_icon (BIRGE_PICTURE (picture), fallback_icon);
}

void
birge_shell_touched (BirgeShell *self)
{
  g_signal_emit (self, signals[TOUCHED], 0);
}

void
birge_shell_close (BirgeShell *self)
{
  g_return_if_fail (BIRGE_IS_SHELL (self));

  birge_shell_hush (self);
  birge_speech_close (self->speech);
  birge_sounds_stop (self->sounds);
  close_retired (self);
  if (self->library != NULL)
    birge_library_close (self->library);
  g_clear_object (&self->library);
}

static void
birge_shell_dispose (GObject *object)
{
  BirgeShell *self = BIRGE_SHELL (object);

  g_clear_object (&self->library);
  g_clear_object (&self->updates);
  g_clear_pointer (&self->voices, birge_voices_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->speech);
  g_clear_object (&self->sounds);
  g_clear_object (&self->style);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (birge_shell_parent_class)->dispose (object);
}

static void
birge_shell_finalize (GObject *object)
{
  g_array_unref (BIRGE_SHELL (object)->spoken);
  g_free (BIRGE_SHELL (object)->state_dir);
  G_OBJECT_CLASS (birge_shell_parent_class)->finalize (object);
}

static void
birge_shell_class_init (BirgeShellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = birge_shell_dispose;
  G_OBJECT_CLASS (klass)->finalize = birge_shell_finalize;
  /* Another page comes on top of this one: whoever shows it writes down how far it was read. */
  signals[LEAVING] = g_signal_new ("leaving", BIRGE_TYPE_SHELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ROUTE_CHANGED] = g_signal_new ("route-changed", BIRGE_TYPE_SHELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, BIRGE_TYPE_ROUTE, G_TYPE_INT);
  signals[LANGUAGE_CHANGED] = g_signal_new ("language-changed", BIRGE_TYPE_SHELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
  signals[SESSION_CHANGED] = g_signal_new ("session-changed", BIRGE_TYPE_SHELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
  signals[LIBRARY_CHANGED] = g_signal_new ("library-changed", BIRGE_TYPE_SHELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
  signals[TOUCHED] = g_signal_new ("touched", BIRGE_TYPE_SHELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SPEAKING_CHANGED] = g_signal_new ("speaking-changed", BIRGE_TYPE_SHELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
  signals[LISTEN] = g_signal_new ("listen", BIRGE_TYPE_SHELL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
birge_shell_init (BirgeShell *self)
{
  self->spoken = g_array_new (FALSE, FALSE, sizeof (guint));
  self->speech = birge_speech_new ();
  self->sounds = birge_sounds_new ();
  g_signal_connect_object (self->speech, "sentence-started", G_CALLBACK (on_sentence_started), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->speech, "finished", G_CALLBACK (on_speech_finished), self, G_CONNECT_SWAPPED);
}

BirgeShell *
birge_shell_new (BirgeState *state, BirgeStyle *style)
{
  BirgeShell *self;

  g_return_val_if_fail (BIRGE_IS_STATE (state), NULL);
  g_return_val_if_fail (BIRGE_IS_STYLE (style), NULL);

  self = g_object_new (BIRGE_TYPE_SHELL, NULL);
  self->state = g_object_ref (state);
  self->style = g_object_ref (style);
  begin_session (self);
  return self;
}
