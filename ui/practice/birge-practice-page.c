/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-practice-page.h"

#include "ui/practice/birge-practice-offer.h"
#include "ui/practice/birge-task-view.h"
#include "ui/widgets/birge-fingers.h"
#include "ui/widgets/birge-slot.h"
#include "ui/widgets/birge-widgets.h"

/* A question may be thought about for two minutes before it asks "still there?" (at 90 words a minute). */
#define THINKING_WORDS 180

struct _BirgePracticePage
{
  BirgePage     parent_instance;
  GtkWidget    *progress;
  BirgeSlot    *slot; /* of the question */
  GtkWidget    *next;
  BirgeFilm    *film; /* NULL until it is read; lends the questions */
  guint         task; /* number of the question; as many as there are: the end */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BirgePracticePage, birge_practice_page, BIRGE_TYPE_PAGE)

static void go_to (BirgePracticePage *self, guint task);

static guint
count_tasks (BirgePracticePage *self)
{
  return self->film != NULL ? birge_film_get_n_tasks (self->film) : 0;
}

/* Of the kind the route asks for, if it asks for one. */
static gboolean
is_wanted (BirgePracticePage *self, guint i)
{
  static const char *const kinds[] = {
    [BIRGE_QUESTION_CHOICE] = "choice", [BIRGE_QUESTION_ORDER] = "order", [BIRGE_QUESTION_TOUCH] = "touch",
  };
  const char *wanted = birge_page_get_route (BIRGE_PAGE (self))->anchor;

  return wanted == NULL || g_str_equal (wanted, kinds[birge_film_get_task (self->film, i)->kind]);
}

static guint
find_task (BirgePracticePage *self, guint from)
{
  while (from < count_tasks (self) && !is_wanted (self, from))
    from++;
  return from;
}

static void
on_done (gboolean at_once, gpointer user_data)
{
  BirgePracticePage *self = user_data;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), (self->task + 1.0) / count_tasks (self));
  gtk_widget_set_sensitive (self->next, TRUE);
}

static void
begin_now (GtkWidget *button)
{
  BirgePracticePage *self = BIRGE_PRACTICE_PAGE (gtk_widget_get_ancestor (button, BIRGE_TYPE_PRACTICE_PAGE));

  go_to (self, 0);
}

static void
on_again_clicked (GtkWidget *button)
{
  birge_widget_later (button, begin_now);
}

static void
on_back_clicked (BirgePage *page)
{
  birge_shell_back (birge_page_get_shell (page));
}

static void
show_end (BirgePracticePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (birge_page_get_shell (page)));
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "exercise");
  GtkWidget *row, *button, *picture;

  birge_fingers_set_visible (self->next, FALSE);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  picture = birge_box_add (box, birge_picture_new_icon ("star"));
  gtk_widget_add_css_class (picture, "star");
  gtk_widget_set_halign (birge_box_add (box, birge_label_new (birge_page_tr (page, N_("Well done!")), NULL, "title1")), GTK_ALIGN_CENTER);
  row = birge_box_add (box, birge_box_new (portrait ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "choices"));
  button = birge_practice_rhythm_button (page, self->film, NULL);
  if (button != NULL)
    birge_box_add (row, button);
  button = birge_box_add (row, birge_button_new ("undo", birge_page_tr (page, N_("Once more")), "plain"));
  g_signal_connect (button, "clicked", G_CALLBACK (on_again_clicked), NULL);
  button = birge_box_add (row, birge_button_new ("check", birge_page_tr (page, N_("Done")), "plain"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_back_clicked), page);
  birge_slot_set_child (self->slot, box);
}

static void
show_nothing (BirgePracticePage *self)
{
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_VERTICAL, "card");

  birge_fingers_set_visible (self->next, FALSE);
  gtk_widget_set_valign (card, GTK_ALIGN_START);
  birge_slot_set_child (self->slot, card);
  birge_box_add (card, birge_label_new (birge_page_tr (BIRGE_PAGE (self), N_("There is nothing to practise here yet. Go back and watch the film.")),
                                        NULL, NULL));
}

/* Also for another language, or when the glass was turned: the question begins anew. */
static void
show_task (BirgePracticePage *self)
{
  if (find_task (self, 0) == count_tasks (self))
    show_nothing (self);
  else if (self->task == count_tasks (self))
    show_end (self);
  else
    {
      birge_fingers_set_visible (self->next, TRUE);
      gtk_widget_set_sensitive (self->next, FALSE);
      birge_slot_set_child (self->slot, birge_task_view_new (BIRGE_PAGE (self), birge_film_get_task (self->film, self->task), on_done, self));
    }
}

/* Asks aloud, or praises at the end. */
static void
say_task (BirgePracticePage *self)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));

  if (self->task < count_tasks (self))
    {
      const BirgeTask *task = birge_film_get_task (self->film, self->task);

      birge_shell_say (shell, task->ask.text, task->ask.language);
    }
  else if (count_tasks (self) > 0)
    {
      birge_sounds_play (birge_shell_get_sounds (shell), BIRGE_SOUND_RIGHT);
      birge_shell_say (shell, birge_page_tr (BIRGE_PAGE (self), N_("Well done!")), birge_shell_get_language (shell));
    }
}

static void
go_to (BirgePracticePage *self, guint task)
{
  birge_shell_hush (birge_page_get_shell (BIRGE_PAGE (self)));
  self->task = find_task (self, task);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 count_tasks (self) > 0 ? (double) self->task / count_tasks (self) : 0);
  show_task (self);
  birge_page_utterances_changed (BIRGE_PAGE (self));
  say_task (self);
}

static void
on_next_clicked (BirgePracticePage *self)
{
  go_to (self, self->task + 1);
}

static void
on_film (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFilm) film = birge_library_get_film_finish (BIRGE_LIBRARY (library), result, &error);
  BirgePracticePage *self;
  gboolean first;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  first = self->film == NULL;
  if (film != NULL)
    {
      birge_slot_set_child (self->slot, NULL); /* what it shows was lent by the film before */
      g_set_object (&self->film, film);
    }
  if (first)
    go_to (self, 0);
  else
    {
      self->task = MIN (self->task, count_tasks (self));
      show_task (self);
      birge_page_utterances_changed (BIRGE_PAGE (self));
    }
}

static void
birge_practice_page_locale_changed (BirgePage *page)
{
  BirgePracticePage *self = BIRGE_PRACTICE_PAGE (page);
  BirgeShell *shell = birge_page_get_shell (page);

  birge_button_set_text (self->next, birge_page_tr (page, N_("Next")));
  birge_name_control (self->progress, birge_page_tr (page, N_("How much is done")));
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (birge_shell_get_library (shell) != NULL)
    birge_library_get_film_async (birge_shell_get_library (shell), birge_page_get_route (page)->item, birge_shell_get_language (shell),
                                  self->cancellable, on_film, self);
  else
    show_nothing (self);
}

static void
birge_practice_page_arrange (BirgePage *page, gboolean turned)
{
  BirgePracticePage *self = BIRGE_PRACTICE_PAGE (page);

  if (turned && self->film != NULL)
    show_task (self);
}

static void
birge_practice_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgePracticePage *self = BIRGE_PRACTICE_PAGE (page);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");
  GtkWidget *overlay = gtk_overlay_new ();

  gtk_widget_add_css_class (box, "lesson");
  gtk_widget_add_css_class (box, "practice");
  self->progress = birge_box_add (box, gtk_progress_bar_new ());
  self->slot = BIRGE_SLOT (birge_box_add (box, birge_slot_new ()));
  gtk_widget_set_vexpand (GTK_WIDGET (self->slot), TRUE);
  /* over the end of the line that tells how it went: pictures need the room */
  self->next = birge_button_new ("next", "", "big");
  birge_picture_set_mirrored_in_rtl (BIRGE_PICTURE (birge_button_get_picture (self->next)), TRUE);
  gtk_widget_add_css_class (self->next, "aid");
  gtk_widget_add_css_class (self->next, "lesson-next");
  gtk_widget_add_css_class (self->next, "practice-next");
  gtk_widget_set_halign (self->next, GTK_ALIGN_END);
  gtk_widget_set_valign (self->next, GTK_ALIGN_END);
  gtk_widget_set_sensitive (self->next, FALSE);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (on_next_clicked), self);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), box);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->next);
  birge_page_set_child (page, overlay);
  birge_practice_page_locale_changed (page);
}

/* "Listen" asks again. */
static GPtrArray *
birge_practice_page_dup_utterances (BirgePage *page)
{
  BirgePracticePage *self = BIRGE_PRACTICE_PAGE (page);
  GPtrArray *utterances = birge_utterances_new ();

  if (self->task < count_tasks (self))
    {
      const BirgeTask *task = birge_film_get_task (self->film, self->task);

      birge_utterances_add (utterances, task->ask.text, task->ask.language);
    }
  return utterances;
}

static guint
birge_practice_page_count_words (BirgePage *page, GPtrArray *utterances)
{
  return THINKING_WORDS;
}

static void
birge_practice_page_leave (BirgePage *page)
{
  g_cancellable_cancel (BIRGE_PRACTICE_PAGE (page)->cancellable);
}

static void
birge_practice_page_dispose (GObject *object)
{
  BirgePracticePage *self = BIRGE_PRACTICE_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (birge_practice_page_parent_class)->dispose (object);
  g_clear_object (&self->film); /* after the question it lent */
}

static void
birge_practice_page_class_init (BirgePracticePageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_practice_page_dispose;
  page_class->open = birge_practice_page_open;
  page_class->locale_changed = birge_practice_page_locale_changed;
  page_class->arrange = birge_practice_page_arrange;
  page_class->dup_utterances = birge_practice_page_dup_utterances;
  page_class->count_words = birge_practice_page_count_words;
  page_class->leave = birge_practice_page_leave;
}

static void
birge_practice_page_init (BirgePracticePage *self)
{
}
