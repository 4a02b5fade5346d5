/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-rhythm-page.h"

#include "media/birge-metronome.h"
#include "ui/practice/birge-rhythm-gauge.h"
#include "ui/practice/birge-rhythm-result.h"
#include "ui/practice/birge-rhythm-stage.h"
#include "ui/widgets/birge-say-button.h"
#include "ui/widgets/birge-slot.h"
#include "ui/widgets/birge-widgets.h"

/* A round that nobody goes on with is forgotten, and a metronome to which nobody presses falls silent. */
#define ROUND_REST_US (8 * G_USEC_PER_SEC)
#define SILENCE_US (40 * G_USEC_PER_SEC)
/* The word for how it goes is spoken when it changes, not at every touch. */
#define SAY_AGAIN_US (4 * G_USEC_PER_SEC)
/* The beat under a voice. */
#define SOFT 0.3
/* A frame is on the glass at most so much later than it is drawn: what clocks say beyond that is no use. */
#define MOST_AHEAD_US 50000

/* Of the width: the more is touched, the less must one aim. */
#define STAGE_COLUMNS 5
#define SIDE_COLUMNS 3

static const guint tempos[] = { 100, 110, 120 };
#define N_TEMPOS G_N_ELEMENTS (tempos)
#define USUAL_TEMPO 1

typedef enum {
  WAIT,    /* for the first touch; the metronome may have fallen silent */
  PRESS,
  BREATHE,
  RESULT,
} Phase;

struct _BirgeRhythmPage
{
  BirgePage         parent_instance;
  BirgeMetronome   *metronome;
  BirgePulse       *pulse;
  Phase             phase;
  guint             tempo;    /* index */
  gint64            tapped_us; /* position at the last touch */
  BirgePulseVerdict shown;
  BirgePulseVerdict said;
  gint64            said_us;  /* monotonic */
  BirgeSlot        *slot;     /* of the exercise or its result */
  GtkWidget        *stage;    /* NULL while there is a result */
  GtkWidget        *hint;
  GtkWidget        *gauge;
  GtkWidget        *rate;
  GtkWidget        *picture;
  GtkWidget        *word;
  GtkWidget        *no_sound;
  GtkWidget        *choices[N_TEMPOS];
  gboolean          is_new;   /* nobody has moved the focus yet */
};

G_DEFINE_FINAL_TYPE (BirgeRhythmPage, birge_rhythm_page, BIRGE_TYPE_PAGE)

static void show_exercise (BirgeRhythmPage *self);

static BirgeShell *
get_shell (BirgeRhythmPage *self)
{
  return birge_page_get_shell (BIRGE_PAGE (self));
}

static void
set_volume (BirgeRhythmPage *self)
{
  BirgeShell *shell = get_shell (self);
  double volume = birge_session_get_volume (birge_shell_get_session (shell)) / 100.0;

  birge_metronome_set_volume (self->metronome, birge_shell_is_speaking (shell) ? volume * SOFT : volume);
}

static const char *
get_word (BirgeRhythmPage *self, BirgePulseVerdict verdict)
{
  switch (verdict)
    {
    case BIRGE_PULSE_SLOW:
      return birge_page_tr (BIRGE_PAGE (self), N_("Faster"));
    case BIRGE_PULSE_GOOD:
      return birge_page_tr (BIRGE_PAGE (self), N_("Good"));
    case BIRGE_PULSE_FAST:
      return birge_page_tr (BIRGE_PAGE (self), N_("Slower"));
    case BIRGE_PULSE_UNKNOWN:
    default:
      return birge_page_tr (BIRGE_PAGE (self), N_("Touch in time"));
    }
}

static const char *
get_icon (BirgePulseVerdict verdict)
{
  switch (verdict)
    {
    case BIRGE_PULSE_SLOW:
      return "faster";
    case BIRGE_PULSE_GOOD:
      return "check";
    case BIRGE_PULSE_FAST:
      return "slower";
    case BIRGE_PULSE_UNKNOWN:
    default:
      return "hand-touch";
    }
}

static void
show_verdict (BirgeRhythmPage *self, BirgePulseVerdict verdict)
{
  static const BirgePulseVerdict all[] = { BIRGE_PULSE_UNKNOWN, BIRGE_PULSE_SLOW, BIRGE_PULSE_GOOD, BIRGE_PULSE_FAST };

  self->shown = verdict;
  birge_picture_set_icon (BIRGE_PICTURE (self->picture), get_icon (verdict));
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    gtk_widget_remove_css_class (self->picture, birge_rhythm_colour (all[i]));
  gtk_widget_add_css_class (self->picture, birge_rhythm_colour (verdict));
  birge_label_set (self->word, get_word (self, verdict), NULL);
}

static void
show_rate (BirgeRhythmPage *self)
{
  double rate = birge_pulse_get_rate (self->pulse);
  g_autofree char *digits = g_strdup_printf ("%ld", lround (rate));
  g_autofree char *text = birge_language_localise_digits (birge_shell_get_language_info (get_shell (self)), digits);

  birge_rhythm_gauge_set_rate (BIRGE_RHYTHM_GAUGE (self->gauge), rate);
  gtk_label_set_label (GTK_LABEL (self->rate), rate > 0 ? text : "–");
}

static void
show_count (BirgeRhythmPage *self)
{
  guint n = birge_pulse_get_n_taps (self->pulse);

  birge_rhythm_stage_set_count (BIRGE_RHYTHM_STAGE (self->stage), n, (double) n / BIRGE_PULSE_ROUND);
  gtk_widget_set_visible (self->hint, n == 0);
}

static const char *
get_task (BirgeRhythmPage *self)
{
  return birge_page_tr (BIRGE_PAGE (self), N_("Touch the picture with every click. After 30 come two breaths."));
}

static void
show_breathing (BirgeRhythmPage *self)
{
  birge_picture_set_icon (BIRGE_PICTURE (self->picture), "lungs");
  birge_label_set (self->word, birge_page_tr (BIRGE_PAGE (self), N_("Two breaths")), NULL);
}

static void
say_verdict (BirgeRhythmPage *self, BirgePulseVerdict verdict)
{
  gint64 now_us = g_get_monotonic_time ();

  if (verdict == BIRGE_PULSE_UNKNOWN || verdict == self->said || now_us - self->said_us < SAY_AGAIN_US)
    return;
  self->said = verdict;
  self->said_us = now_us;
  birge_shell_say (get_shell (self), get_word (self, verdict), birge_shell_get_language (get_shell (self)));
}

/* From the first touch again; the metronome goes on as it is. */
static void
begin_round (BirgeRhythmPage *self)
{
  birge_pulse_clear (self->pulse);
  self->phase = WAIT;
  self->said = BIRGE_PULSE_UNKNOWN;
  self->said_us = 0;
  if (self->stage == NULL)
    return;
  show_count (self);
  show_rate (self);
  show_verdict (self, BIRGE_PULSE_UNKNOWN);
}

static void
start_metronome (BirgeRhythmPage *self)
{
  birge_metronome_start (self->metronome, tempos[self->tempo]);
  self->tapped_us = 0;
}

static void
begin_breaths (BirgeRhythmPage *self)
{
  self->phase = BREATHE;
  birge_metronome_breathe (self->metronome);
  birge_rhythm_stage_set_count (BIRGE_RHYTHM_STAGE (self->stage), 0, 0);
  show_breathing (self);
  birge_shell_say (get_shell (self), birge_page_tr (BIRGE_PAGE (self), N_("Two breaths")), birge_shell_get_language (get_shell (self)));
}

static void
on_tap (BirgeRhythmPage *self, guint time_ms)
{
  BirgePulseVerdict verdict;

  if (self->phase != WAIT && self->phase != PRESS)
    return;
  if (!birge_metronome_is_running (self->metronome))
    start_metronome (self);
  if (!birge_pulse_tap (self->pulse, time_ms))
    return;

  self->is_new = FALSE;
  self->phase = PRESS;
  self->tapped_us = birge_metronome_get_position_us (self->metronome);
  verdict = birge_pulse_get_verdict (self->pulse);
  birge_rhythm_stage_judge (BIRGE_RHYTHM_STAGE (self->stage), verdict);
  show_count (self);
  show_rate (self);
  if (verdict != self->shown)
    show_verdict (self, verdict);
  say_verdict (self, verdict);
  if (birge_pulse_get_n_taps (self->pulse) == BIRGE_PULSE_ROUND)
    begin_breaths (self);
}

static void
begin_again (GtkWidget *widget)
{
  BirgeRhythmPage *self = BIRGE_RHYTHM_PAGE (gtk_widget_get_ancestor (widget, BIRGE_TYPE_RHYTHM_PAGE));

  birge_shell_hush (get_shell (self));
  self->phase = WAIT;
  show_exercise (self);
  begin_round (self);
  start_metronome (self);
  birge_page_utterances_changed (BIRGE_PAGE (self));
}

static void
on_again_clicked (GtkWidget *button)
{
  birge_widget_later (button, begin_again);
}

static void
on_done_clicked (BirgePage *page)
{
  birge_shell_back (birge_page_get_shell (page));
}

static void
show_result (BirgeRhythmPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  GtkWidget *result = birge_rhythm_result_new (page, self->pulse);
  GtkWidget *button;

  self->stage = NULL;
  button = birge_rhythm_result_add_button (result, birge_button_new ("undo", birge_page_tr (page, N_("Once more")), "big"));
  gtk_widget_add_css_class (button, "aid");
  g_signal_connect (button, "clicked", G_CALLBACK (on_again_clicked), NULL);
  button = birge_rhythm_result_add_button (result, birge_button_new ("check", birge_page_tr (page, N_("Done")), "plain"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_done_clicked), page);
  birge_slot_set_child (self->slot, result);
}

static void
end_round (BirgeRhythmPage *self)
{
  self->phase = RESULT;
  birge_metronome_stop (self->metronome);
  show_result (self);
  birge_page_utterances_changed (BIRGE_PAGE (self));
  if (!birge_shell_say (get_shell (self), birge_page_tr (BIRGE_PAGE (self), birge_rhythm_result_get_msgid (self->pulse)),
                        birge_shell_get_language (get_shell (self))))
    birge_sounds_play (birge_shell_get_sounds (get_shell (self)), BIRGE_SOUND_RIGHT);
}

/* How long after now the frame that is being made is seen. */
static gint64
get_ahead_us (GdkFrameClock *clock)
{
  GdkFrameTimings *timings = gdk_frame_clock_get_current_timings (clock);
  gint64 seen_us = timings != NULL ? gdk_frame_timings_get_predicted_presentation_time (timings) : 0;

  return seen_us > 0 ? CLAMP (seen_us - g_get_monotonic_time (), 0, MOST_AHEAD_US) : 0;
}

static void
show_breaths (BirgeRhythmPage *self, gint64 position_us)
{
  int breath;
  double air = birge_metronome_get_air (position_us, &breath);
  gint64 gone_us = position_us - BIRGE_METRONOME_FIRST_BREATH_US;

  birge_rhythm_stage_set_air (BIRGE_RHYTHM_STAGE (self->stage), air);
  if (breath >= 0)
    birge_rhythm_stage_set_count (BIRGE_RHYTHM_STAGE (self->stage), (guint) breath + 1,
                                  (double) (gone_us - breath * BIRGE_METRONOME_NEXT_BREATH_US) / BIRGE_METRONOME_BREATH_US);
}

/* Who came by keyboard presses the space bar, and means the field and not the loudspeaker above it. */
static void
take_focus (BirgeRhythmPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = gtk_root_get_focus (root);

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return; /* not there yet */
  self->is_new = FALSE;
  if (GTK_IS_WINDOW (root) && gtk_window_get_focus_visible (GTK_WINDOW (root)))
    gtk_widget_grab_focus (self->stage);
}

static gboolean
on_frame (GtkWidget *stage, GdkFrameClock *clock, gpointer user_data)
{
  BirgeRhythmPage *self = user_data;
  gint64 heard_us = birge_metronome_get_position_us (self->metronome);
  gint64 position_us = heard_us + get_ahead_us (clock);

  if (self->stage != stage || !birge_metronome_is_running (self->metronome))
    return G_SOURCE_CONTINUE;
  if (self->is_new)
    take_focus (self);
  gtk_widget_set_visible (self->no_sound, birge_metronome_is_silent (self->metronome)
                                            || birge_session_get_volume (birge_shell_get_session (get_shell (self))) == 0);
  if (self->phase == BREATHE)
    {
      show_breaths (self, position_us);
      if (heard_us >= BIRGE_METRONOME_BREATHS_END_US)
        end_round (self);
      return G_SOURCE_CONTINUE;
    }

  birge_rhythm_stage_set_beat (BIRGE_RHYTHM_STAGE (stage), birge_metronome_get_beat (self->metronome, position_us));
  if (self->phase == PRESS && heard_us - self->tapped_us > ROUND_REST_US)
    begin_round (self);
  if (self->phase == WAIT && heard_us - self->tapped_us > SILENCE_US)
    {
      birge_metronome_stop (self->metronome);
      birge_rhythm_stage_set_beat (BIRGE_RHYTHM_STAGE (stage), -1);
    }
  return G_SOURCE_CONTINUE;
}

static void
mark_tempo (BirgeRhythmPage *self)
{
  for (guint i = 0; i < N_TEMPOS; i++)
    {
      if (i == self->tempo)
        gtk_widget_add_css_class (self->choices[i], "chosen");
      else
        gtk_widget_remove_css_class (self->choices[i], "chosen");
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->choices[i]), GTK_ACCESSIBLE_STATE_PRESSED, i == self->tempo, -1);
    }
}

static void
on_tempo_clicked (GtkWidget *button, BirgeRhythmPage *self)
{
  self->tempo = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "birge-tempo"));
  mark_tempo (self);
  if (self->phase == BREATHE)
    return; /* from the next round on */
  begin_round (self);
  start_metronome (self);
}

static GtkWidget *
make_tempos (BirgeRhythmPage *self)
{
  GtkWidget *row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "rhythm-tempos");
  GtkWidget *picture = birge_box_add (row, birge_picture_new_icon ("metronome"));

  gtk_widget_set_direction (row, GTK_TEXT_DIR_LTR); /* slow on the left, as in the gauge */
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  for (guint i = 0; i < N_TEMPOS; i++)
    {
      g_autofree char *digits = g_strdup_printf ("%u", tempos[i]);
      g_autofree char *text = birge_language_localise_digits (birge_shell_get_language_info (get_shell (self)), digits);

      self->choices[i] = birge_box_add (row, birge_button_new (NULL, text, "choice"));
      gtk_widget_set_hexpand (self->choices[i], TRUE);
      g_object_set_data (G_OBJECT (self->choices[i]), "birge-tempo", GUINT_TO_POINTER (i));
      g_signal_connect (self->choices[i], "clicked", G_CALLBACK (on_tempo_clicked), self);
    }
  mark_tempo (self);
  return row;
}

static GtkWidget *
make_task (BirgeRhythmPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  GtkWidget *row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "rhythm-task");
  GtkWidget *say = birge_say_button_new (get_shell (self), "task-say");
  const char *task = get_task (self);
  g_autoptr(GPtrArray) utterances = birge_utterances_new ();
  GtkWidget *label;

  birge_box_add (row, say);
  label = birge_box_add (row, birge_label_new (task, NULL, "title3"));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (say, GTK_ALIGN_CENTER);
  birge_utterances_add (utterances, task, birge_shell_get_language (get_shell (self)));
  birge_say_button_set (say, birge_page_tr (page, N_("Listen")), utterances);
  return row;
}

static GtkWidget *
make_side (BirgeRhythmPage *self, gboolean portrait)
{
  BirgePage *page = BIRGE_PAGE (self);
  GtkWidget *side = birge_box_new (GTK_ORIENTATION_VERTICAL, "rhythm-side");
  GtkWidget *now;

  now = birge_box_add (side, birge_box_new (portrait ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL, "rhythm-now"));
  gtk_widget_set_vexpand (now, !portrait);
  gtk_widget_set_valign (now, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (now, GTK_ALIGN_CENTER);
  self->picture = birge_box_add (now, birge_picture_new ());
  gtk_widget_add_css_class (self->picture, "verdict");
  self->word = birge_box_add (now, g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL));
  gtk_widget_add_css_class (self->word, "title2");
  gtk_widget_set_valign (self->word, GTK_ALIGN_CENTER);

  self->rate = birge_box_add (portrait ? now : side, birge_label_new ("", NULL, "rhythm-rate"));
  gtk_label_set_xalign (GTK_LABEL (self->rate), 0.5);
  self->gauge = birge_box_add (side, birge_rhythm_gauge_new (page));
  birge_box_add (side, make_tempos (self));
  return side;
}

/* The field that is touched, with what lies over it. */
static GtkWidget *
make_field (BirgeRhythmPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *picture;

  self->stage = birge_rhythm_stage_new (page);
  birge_name_control (self->stage, birge_page_tr (page, N_("Touch here in time")));
  g_signal_connect_object (self->stage, "tap", G_CALLBACK (on_tap), self, G_CONNECT_SWAPPED);
  gtk_widget_add_tick_callback (self->stage, on_frame, self, NULL);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->stage);

  self->hint = birge_picture_new_icon ("hand-touch");
  gtk_widget_add_css_class (self->hint, "rhythm-hint");
  gtk_widget_set_halign (self->hint, GTK_ALIGN_END);
  gtk_widget_set_valign (self->hint, GTK_ALIGN_START);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->hint);

  self->no_sound = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "rhythm-silent");
  picture = birge_box_add (self->no_sound, birge_picture_new_icon ("speaker-off"));
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  birge_box_add (self->no_sound, birge_label_new (birge_page_tr (page, N_("There is no sound. Go by the light.")), NULL, NULL));
  gtk_widget_set_halign (self->no_sound, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->no_sound, GTK_ALIGN_END);
  gtk_widget_set_can_target (self->no_sound, FALSE);
  gtk_widget_set_visible (self->no_sound, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->no_sound);
  return overlay;
}

/* Everything anew, also for another language or when the glass was turned; the round goes on. */
static void
show_exercise (BirgeRhythmPage *self)
{
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (get_shell (self)));
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "rhythm");
  GtkWidget *grid;

  birge_box_add (box, make_task (self));
  grid = birge_box_add (box, gtk_grid_new ());
  gtk_widget_set_vexpand (grid, TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), !portrait);
  gtk_grid_attach (GTK_GRID (grid), make_field (self), 0, 0, portrait ? 1 : STAGE_COLUMNS, 1);
  gtk_grid_attach (GTK_GRID (grid), make_side (self, portrait), portrait ? 0 : STAGE_COLUMNS, portrait ? 1 : 0,
                   portrait ? 1 : SIDE_COLUMNS, 1);
  birge_slot_set_child (self->slot, box);

  show_count (self);
  show_rate (self);
  show_verdict (self, birge_pulse_get_verdict (self->pulse));
  if (self->phase == BREATHE)
    show_breathing (self);
}

static void
show_again (BirgeRhythmPage *self)
{
  if (self->phase == RESULT)
    show_result (self);
  else
    show_exercise (self);
}

static void
birge_rhythm_page_locale_changed (BirgePage *page)
{
  show_again (BIRGE_RHYTHM_PAGE (page));
  birge_page_utterances_changed (page);
}

static void
birge_rhythm_page_arrange (BirgePage *page, gboolean turned)
{
  if (turned)
    show_again (BIRGE_RHYTHM_PAGE (page));
}

static void
birge_rhythm_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgeRhythmPage *self = BIRGE_RHYTHM_PAGE (page);
  BirgeShell *shell = birge_page_get_shell (page);

  self->slot = BIRGE_SLOT (birge_slot_new ());
  birge_page_set_child (page, GTK_WIDGET (self->slot));
  g_signal_connect_object (birge_shell_get_session (shell), "notify::volume", G_CALLBACK (set_volume), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shell, "speaking-changed", G_CALLBACK (set_volume), self, G_CONNECT_SWAPPED);
  set_volume (self);
  show_exercise (self);
  start_metronome (self);
  birge_shell_say (shell, get_task (self), birge_shell_get_language (shell)); /* for who does not read */
}

static GPtrArray *
birge_rhythm_page_dup_utterances (BirgePage *page)
{
  BirgeRhythmPage *self = BIRGE_RHYTHM_PAGE (page);
  GPtrArray *utterances = birge_utterances_new ();

  birge_utterances_add (utterances,
                        self->phase == RESULT
                          ? birge_page_tr (page, birge_rhythm_result_get_msgid (self->pulse))
                          : get_task (self),
                        birge_shell_get_language (birge_page_get_shell (page)));
  return utterances;
}

static gboolean
birge_rhythm_page_is_busy (BirgePage *page)
{
  BirgeRhythmPage *self = BIRGE_RHYTHM_PAGE (page);

  return birge_metronome_is_running (self->metronome);
}

static void
birge_rhythm_page_leave (BirgePage *page)
{
  birge_metronome_stop (BIRGE_RHYTHM_PAGE (page)->metronome);
}

static void
birge_rhythm_page_dispose (GObject *object)
{
  BirgeRhythmPage *self = BIRGE_RHYTHM_PAGE (object);

  self->stage = NULL;
  G_OBJECT_CLASS (birge_rhythm_page_parent_class)->dispose (object);
  g_clear_object (&self->metronome);
  g_clear_pointer (&self->pulse, birge_pulse_free);
}

static void
birge_rhythm_page_class_init (BirgeRhythmPageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_rhythm_page_dispose;
  page_class->open = birge_rhythm_page_open;
  page_class->locale_changed = birge_rhythm_page_locale_changed;
  page_class->arrange = birge_rhythm_page_arrange;
  page_class->dup_utterances = birge_rhythm_page_dup_utterances;
  page_class->is_busy = birge_rhythm_page_is_busy;
  page_class->leave = birge_rhythm_page_leave;
}

static void
birge_rhythm_page_init (BirgeRhythmPage *self)
{
  self->metronome = birge_metronome_new ();
  self->pulse = birge_pulse_new ();
  self->tempo = USUAL_TEMPO;
  self->is_new = TRUE;
}
