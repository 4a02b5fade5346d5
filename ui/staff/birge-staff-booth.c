/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/staff/birge-staff-booth.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "media/birge-recorder.h"
#include "ui/guides/birge-flow.h"
#include "ui/widgets/birge-widgets.h"

#define KEY       "birge-booth"
#define METER_MS  50
#define TOO_LOUD  0.97 /* of the meter */
#define FALL      0.06 /* a meter that falls slowly can be read */
#define LONG_TEXT 160  /* letters: set smaller, so that all of it is seen at once */

typedef enum { IDLE, RECORDING, WORKING, HAS_TAKE } Phase;

typedef struct
{
  BirgePage     *page;     /* borrowed */
  BirgeShell    *shell;    /* owned */
  BirgeRecorder *recorder; /* owned */
  GCancellable  *cancellable;
  BirgeTake     *take;     /* or NULL */
  int            take_fd;  /* memory that the player reads as a file; -1 */
  Phase          phase;
  BirgeBoothKeep keep;
  gpointer       user_data;
  double         level;
  guint          meter_id;
  GtkWidget     *card;     /* all of it */
  GtkWidget     *meter;
  GtkWidget     *advice;   /* what could be better */
  GtkWidget     *place;    /* of the buttons */
} Booth;

static void show (Booth *self);
static void on_start (Booth *self);
static void on_stop (Booth *self);
static void on_hear (Booth *self);
static void on_keep (Booth *self);

static void
drop_take (Booth *self)
{
  g_clear_pointer (&self->take, birge_take_free);
  if (self->take_fd >= 0)
    close (self->take_fd);
  self->take_fd = -1;
}

/* The card leaves the page: whoever speaks is not heard any more. */
static void
booth_free (gpointer data)
{
  Booth *self = data;

  g_clear_handle_id (&self->meter_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->recorder, self);
  birge_recorder_cancel (self->recorder);
  drop_take (self);
  g_object_unref (self->cancellable);
  g_object_unref (self->recorder);
  g_object_unref (self->shell);
  g_free (self);
}

/* What could be better */

static void
add_advice (Booth *self, const char *icon, const char *hue, const char *words)
{
  GtkWidget *row = birge_box_add (self->advice, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "booth-advice"));
  GtkWidget *picture = birge_box_add (row, birge_picture_new_icon (icon));
  GtkWidget *label = birge_box_add (row, birge_label_new (words, NULL, NULL));

  gtk_widget_add_css_class (row, hue);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (label, TRUE);
}

static void
show_flaws (Booth *self)
{
  static const struct
  {
    BirgeTakeFlaws flaw;
    const char    *icon;
    const char    *words;
  } flaws[] = {
    { BIRGE_TAKE_EMPTY, "microphone", N_("Nothing was heard. Is the microphone plugged in and switched on?") },
    { BIRGE_TAKE_QUIET, "plus", N_("Too quiet. Come closer to the microphone.") },
    { BIRGE_TAKE_LOUD, "minus", N_("Too loud. Move away a little.") },
    { BIRGE_TAKE_NOISY, "warning", N_("It is noisy here. Look for a quieter place.") },
    { BIRGE_TAKE_LONG, "clock", N_("Too long. Read this text only.") },
  };

  birge_box_clear (self->advice);
  for (guint i = 0; i < G_N_ELEMENTS (flaws); i++)
    if ((self->take->flaws & flaws[i].flaw) != 0)
      add_advice (self, flaws[i].icon, "learn", birge_page_tr (self->page, flaws[i].words));
  if (self->take->flaws == BIRGE_TAKE_GOOD)
    add_advice (self, "check", "aid", birge_page_tr (self->page, N_("It sounds good.")));
}

static void
fail (Booth *self, const char *words)
{
  birge_box_clear (self->advice);
  add_advice (self, "warning", "alarm", words);
  self->phase = self->take != NULL && self->take->opus != NULL ? HAS_TAKE : IDLE;
  show (self);
}

/* Buttons */

static void
add_button (Booth *self, GtkWidget *flow, const char *icon, const char *text, const char *css_class, void (*clicked) (Booth *self))
{
  GtkWidget *button = birge_flow_add (flow, birge_button_new (icon, text, css_class));

  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked), self);
}

static void
fill_buttons (Booth *self)
{
  GtkWidget *flow;

  if (self->phase == RECORDING)
    gtk_widget_add_css_class (self->card, "recording");
  else
    gtk_widget_remove_css_class (self->card, "recording");
  birge_box_clear (self->place);
  flow = birge_box_add (self->place, birge_flow_new (self->shell, self->phase == HAS_TAKE ? 3 : 1, 1));
  switch (self->phase)
    {
    case IDLE:
      add_button (self, flow, "microphone", birge_page_tr (self->page, N_("Record")), "big", on_start);
      break;
    case RECORDING:
      add_button (self, flow, "stop", birge_page_tr (self->page, N_("I have read it")), "big", on_stop);
      break;
    case HAS_TAKE:
      add_button (self, flow, "check", birge_page_tr (self->page, N_("Keep")), "big", on_keep);
      add_button (self, flow, "speaker", birge_page_tr (self->page, N_("Hear it")), "choice", on_hear);
      add_button (self, flow, "microphone", birge_page_tr (self->page, N_("Record again")), "choice", on_start);
      break;
    case WORKING:
    default:
      birge_flow_add (flow, birge_label_new (birge_page_tr (self->page, N_("One moment")), NULL, "title3"));
      break;
    }
}

static void
show_now (GtkWidget *card)
{
  fill_buttons (g_object_get_data (G_OBJECT (card), KEY));
}

/* The button that was touched is among what goes. */
static void
show (Booth *self)
{
  gtk_widget_set_visible (self->advice, gtk_widget_get_first_child (self->advice) != NULL);
  birge_widget_later (self->card, show_now);
}

/* The meter */

static void
show_level (Booth *self, double level)
{
  self->level = MAX (level, self->level - FALL);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->meter), self->level);
  if (self->level >= TOO_LOUD)
    gtk_widget_add_css_class (self->meter, "loud");
  else
    gtk_widget_remove_css_class (self->meter, "loud");
}

static gboolean
on_meter (gpointer user_data)
{
  Booth *self = user_data;

  show_level (self, birge_recorder_get_level (self->recorder));
  birge_shell_touched (self->shell); /* who reads is not idle */
  if (self->phase == RECORDING || self->level > 0)
    return G_SOURCE_CONTINUE;
  self->meter_id = 0;
  return G_SOURCE_REMOVE;
}

/* Recording */

static void
on_failed (BirgeRecorder *recorder, const GError *error, Booth *self)
{
  fail (self, birge_page_tr (self->page, N_("No microphone was found. Plug a headset in, then try again.")));
}

static void
on_start (Booth *self)
{
  g_autoptr(GError) error = NULL;

  if (self->phase == RECORDING || self->phase == WORKING)
    return;
  birge_shell_hush (self->shell); /* the machine does not record itself */
  drop_take (self);
  birge_box_clear (self->advice);
  if (!birge_recorder_start (self->recorder, &error))
    {
      g_message ("%s", error->message);
      on_failed (self->recorder, error, self);
      return;
    }
  self->phase = RECORDING;
  if (self->meter_id == 0)
    self->meter_id = g_timeout_add (METER_MS, on_meter, self);
  show (self);
}

/* Memory with a name, as the player opens files: nothing of a take is on the disk. */
static int
open_memory (GBytes *bytes)
{
  int fd = memfd_create ("birge-take", MFD_CLOEXEC);
  gsize size, done = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  while (fd >= 0 && done < size)
    {
      gssize n = write (fd, data + done, size - done);

      if (n < 0 && errno != EINTR)
        {
          close (fd);
          return -1;
        }
      done += n > 0 ? (gsize) n : 0;
    }
  return fd;
}

static void
on_taken (GObject *recorder, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GtkWidget) card = user_data;
  Booth *self = g_object_get_data (G_OBJECT (card), KEY);
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeTake) take = birge_recorder_stop_finish (BIRGE_RECORDER (recorder), result, &error);

  if (self == NULL || g_cancellable_is_cancelled (self->cancellable) || gtk_widget_get_root (card) == NULL)
    return;
  if (take == NULL)
    {
      g_message ("%s", error->message);
      fail (self, birge_page_tr (self->page, N_("The recording could not be kept. Tell the technician.")));
      return;
    }
  self->take = g_steal_pointer (&take);
  self->phase = self->take->opus != NULL ? HAS_TAKE : IDLE;
  self->take_fd = self->take->opus != NULL ? open_memory (self->take->opus) : -1;
  show_flaws (self);
  show (self);
  if (self->phase == HAS_TAKE)
    on_hear (self); /* one touch less */
}

static void
on_stop (Booth *self)
{
  if (self->phase != RECORDING)
    return;
  self->phase = WORKING;
  birge_recorder_stop_async (self->recorder, self->cancellable, on_taken, g_object_ref (self->card));
  show (self);
}

static void
on_hear (Booth *self)
{
  g_autoptr(GPtrArray) utterances = birge_utterances_new ();
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", self->take_fd);

  if (self->take_fd < 0)
    return;
  /* Without its text, of which an older recording may be kept. */
  g_ptr_array_add (utterances, birge_utterance_new (" ", birge_shell_get_language (self->shell), path));
  birge_shell_speak (self->shell, utterances, 0, NULL, NULL);
}

static void
on_keep (Booth *self)
{
  if (self->phase != HAS_TAKE)
    return;
  birge_shell_hush (self->shell);
  self->phase = WORKING;
  show (self);
  self->keep (self->take->opus, self->user_data);
}

void
birge_staff_booth_fail (GtkWidget *booth, const char *words)
{
  fail (g_object_get_data (G_OBJECT (booth), KEY), words);
}

GtkWidget *
birge_staff_booth_new (BirgePage *page, const char *text, const char *language, BirgeBoothKeep keep, gpointer user_data)
{
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_VERTICAL, "card");
  GtkWidget *label = birge_box_add (card, birge_label_new (text, language, "booth-text"));
  Booth *self = g_new0 (Booth, 1);
  const BirgeLanguage *info = birge_language_find (language);
  GtkWidget *row;

  self->card = card;
  self->page = page;
  self->shell = g_object_ref (birge_page_get_shell (page));
  self->recorder = birge_recorder_new ();
  self->cancellable = g_cancellable_new ();
  self->take_fd = -1;
  self->keep = keep;
  self->user_data = user_data;
  gtk_widget_add_css_class (card, "booth");
  gtk_widget_set_vexpand (label, TRUE); /* however long it is, the buttons stay where they are */
  if (g_utf8_strlen (text, -1) > LONG_TEXT)
    gtk_widget_add_css_class (label, "long");
  gtk_widget_set_direction (label, info != NULL && birge_language_is_rtl (info) ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  row = birge_box_add (card, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "booth-meter"));
  gtk_widget_set_valign (birge_box_add (row, birge_picture_new_icon ("microphone")), GTK_ALIGN_CENTER);
  self->meter = birge_box_add (row, gtk_progress_bar_new ());
  gtk_widget_set_hexpand (self->meter, TRUE);
  gtk_widget_set_valign (self->meter, GTK_ALIGN_CENTER);
  birge_name_control (self->meter, birge_page_tr (page, N_("How loud you are")));
  self->advice = birge_box_add (card, birge_box_new (GTK_ORIENTATION_VERTICAL, "booth-advices"));
  gtk_widget_set_visible (self->advice, FALSE);
  self->place = birge_box_add (card, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  g_signal_connect (self->recorder, "failed", G_CALLBACK (on_failed), self);
  g_signal_connect_swapped (self->recorder, "full", G_CALLBACK (on_stop), self);
  g_object_set_data_full (G_OBJECT (card), KEY, self, booth_free);
  fill_buttons (self);
  return card;
}
