/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/lessons/birge-lesson-page.h"

#include <stdlib.h>

#include "ui/lessons/birge-exercise-view.h"
#include "ui/widgets/birge-fingers.h"
#include "ui/widgets/birge-slot.h"
#include "ui/widgets/birge-tile.h"

/* An exercise may be thought about for two minutes before it asks "still there?" (at 90 words a minute). */
#define THINKING_WORDS 180

struct _BirgeLessonPage
{
  BirgePage     parent_instance;
  GtkWidget    *box;
  GtkWidget    *progress;
  BirgeSlot    *holder; /* of the exercise */
  GtkWidget    *next;
  GListModel   *words; /* NULL until read */
  BirgeSitting *sitting;
  BirgeExercise exercise;
  gboolean      has_exercise;
  guint         part;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BirgeLessonPage, birge_lesson_page, BIRGE_TYPE_PAGE)

static void begin_part (BirgeLessonPage *self, guint part);

static void
on_done (gboolean right, gpointer user_data)
{
  BirgeLessonPage *self = user_data;

  birge_sitting_answer (self->sitting, right);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), birge_sitting_get_progress (self->sitting));
  gtk_widget_set_sensitive (self->next, TRUE);
}

static void
show_exercise (BirgeLessonPage *self)
{
  gtk_widget_set_sensitive (self->next, FALSE);
  birge_slot_set_child (self->holder, birge_exercise_view_new (BIRGE_PAGE (self), self->words, &self->exercise, on_done, self));
}

static void
begin_part_now (GtkWidget *button)
{
  GtkWidget *page = gtk_widget_get_ancestor (button, BIRGE_TYPE_LESSON_PAGE);

  begin_part (BIRGE_LESSON_PAGE (page), GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "birge-part")));
}

static void
on_part_clicked (GtkWidget *button)
{
  birge_widget_later (button, begin_part_now);
}

static void
on_other_lesson_clicked (BirgePage *page)
{
  birge_shell_back (birge_page_get_shell (page));
}

/* After a part: what was learnt, and three ways on. */
static void
show_end (BirgeLessonPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  guint parts = birge_sitting_count_parts (g_list_model_get_n_items (self->words));
  GtkWidget *box, *row, *button, *picture;

  birge_fingers_set_visible (self->next, FALSE);
  box = birge_box_new (GTK_ORIENTATION_VERTICAL, "exercise");
  birge_slot_set_child (self->holder, box);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  picture = birge_box_add (box, birge_picture_new_icon ("star"));
  gtk_widget_add_css_class (picture, "star");
  birge_box_add (box, birge_label_new (birge_page_tr (page, N_("Well done!")), NULL, "title1"));
  row = birge_box_add (box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
  if (self->part + 1 < parts)
    {
      button = birge_box_add (row, birge_button_new ("next", birge_page_tr (page, N_("More words")), "big"));
      gtk_widget_add_css_class (button, "learn");
      g_object_set_data (G_OBJECT (button), "birge-part", GUINT_TO_POINTER (self->part + 1));
      g_signal_connect (button, "clicked", G_CALLBACK (on_part_clicked), NULL);
    }
  button = birge_box_add (row, birge_button_new ("undo", birge_page_tr (page, N_("Once more")), "plain"));
  g_object_set_data (G_OBJECT (button), "birge-part", GUINT_TO_POINTER (self->part));
  g_signal_connect (button, "clicked", G_CALLBACK (on_part_clicked), NULL);
  button = birge_box_add (row, birge_button_new ("list", birge_page_tr (page, N_("Another lesson")), "plain"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_other_lesson_clicked), page);
  birge_sounds_play (birge_shell_get_sounds (birge_page_get_shell (page)), BIRGE_SOUND_RIGHT);
}

static void
show_again (BirgeLessonPage *self)
{
  if (self->has_exercise)
    show_exercise (self);
  else
    show_end (self);
}

static void
step (BirgeLessonPage *self)
{
  birge_shell_hush (birge_page_get_shell (BIRGE_PAGE (self)));
  self->has_exercise = birge_sitting_next (self->sitting, &self->exercise);
  show_again (self);
  birge_page_utterances_changed (BIRGE_PAGE (self));
}

static void
begin_part (BirgeLessonPage *self, guint part)
{
  guint first, n;

  self->part = part;
  birge_sitting_get_part (g_list_model_get_n_items (self->words), part, &first, &n);
  g_clear_pointer (&self->sitting, birge_sitting_free);
  self->sitting = birge_sitting_new (self->words, first, n, g_random_int ());
  birge_fingers_set_visible (self->next, TRUE);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 0);
  step (self);
}

static void
show_nothing (BirgeLessonPage *self)
{
  GtkWidget *card;

  birge_fingers_set_visible (self->next, FALSE);
  card = birge_box_new (GTK_ORIENTATION_VERTICAL, "card");
  gtk_widget_set_valign (card, GTK_ALIGN_START);
  birge_slot_set_child (self->holder, card);
  birge_box_add (card, birge_label_new (birge_page_tr (BIRGE_PAGE (self), N_("This lesson is not on this machine yet. Choose another one, or ask the staff.")),
                                        NULL, NULL));
}

static void
on_words (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) words = birge_library_list_words_finish (BIRGE_LIBRARY (library), result, &error);
  BirgeLessonPage *self;
  const char *anchor;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  if (words == NULL || g_list_model_get_n_items (words) < 2)
    {
      show_nothing (self);
      return;
    }
  if (self->words != NULL && g_list_model_get_n_items (self->words) == g_list_model_get_n_items (words))
    {
      /* Another language of the visitor: the same words in the same order, so the sitting goes on where it is. */
      g_set_object (&self->words, words);
      show_again (self);
      return;
    }
  g_set_object (&self->words, words);
  anchor = birge_page_get_route (BIRGE_PAGE (self))->anchor;
  begin_part (self, anchor != NULL ? (guint) MAX (0, atoi (anchor) - 1) : 0);
}

static void
birge_lesson_page_locale_changed (BirgePage *page)
{
  BirgeLessonPage *self = BIRGE_LESSON_PAGE (page);
  BirgeShell *shell = birge_page_get_shell (page);

  birge_button_set_text (self->next, birge_page_tr (page, N_("Next")));
  birge_name_control (self->progress, birge_page_tr (page, N_("How much is done")));
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (birge_shell_get_library (shell) != NULL)
    birge_library_list_words_async (birge_shell_get_library (shell), birge_page_get_route (page)->item, birge_shell_get_language (shell),
                                    self->cancellable, on_words, self);
  else
    show_nothing (self);
}

static void
birge_lesson_page_arrange (BirgePage *page, gboolean turned)
{
  BirgeLessonPage *self = BIRGE_LESSON_PAGE (page);

  if (turned && self->words != NULL)
    show_again (self);
}

static void
birge_lesson_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgeLessonPage *self = BIRGE_LESSON_PAGE (page);

  self->box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");
  gtk_widget_add_css_class (self->box, "lesson");
  self->progress = birge_box_add (self->box, gtk_progress_bar_new ());
  self->holder = BIRGE_SLOT (birge_box_add (self->box, birge_slot_new ()));
  gtk_widget_set_vexpand (GTK_WIDGET (self->holder), TRUE);
  self->next = birge_box_add (self->box, birge_button_new ("next", "", "big"));
  birge_picture_set_mirrored_in_rtl (BIRGE_PICTURE (birge_button_get_picture (self->next)), TRUE);
  gtk_widget_add_css_class (self->next, "learn");
  gtk_widget_add_css_class (self->next, "lesson-next");
  gtk_widget_set_halign (self->next, GTK_ALIGN_END);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (step), self);
  birge_page_set_child (page, self->box);
  birge_lesson_page_locale_changed (page);
}

/* "Listen" repeats the word of the exercise. */
static GPtrArray *
birge_lesson_page_dup_utterances (BirgePage *page)
{
  BirgeLessonPage *self = BIRGE_LESSON_PAGE (page);
  GPtrArray *utterances = birge_utterances_new ();
  g_autoptr(BirgeWord) word = NULL;

  if (self->words == NULL || !self->has_exercise || self->exercise.kind == BIRGE_EXERCISE_MATCH_PAIRS)
    return utterances;
  word = g_list_model_get_item (self->words, self->exercise.word);
  if (self->exercise.kind == BIRGE_EXERCISE_PICTURE_PICK_WORD)
    birge_utterances_add (utterances, birge_word_get_meaning (word), birge_word_get_meaning_language (word));
  else
    birge_utterances_add (utterances, birge_word_get_target (word), birge_word_get_target_language (word));
  return utterances;
}

static guint
birge_lesson_page_count_words (BirgePage *page, GPtrArray *utterances)
{
  return THINKING_WORDS;
}

static void
birge_lesson_page_leave (BirgePage *page)
{
  g_cancellable_cancel (BIRGE_LESSON_PAGE (page)->cancellable);
}

static void
birge_lesson_page_dispose (GObject *object)
{
  BirgeLessonPage *self = BIRGE_LESSON_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (birge_lesson_page_parent_class)->dispose (object);
  g_clear_pointer (&self->sitting, birge_sitting_free);
  g_clear_object (&self->words);
}

static void
birge_lesson_page_class_init (BirgeLessonPageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_lesson_page_dispose;
  page_class->open = birge_lesson_page_open;
  page_class->locale_changed = birge_lesson_page_locale_changed;
  page_class->arrange = birge_lesson_page_arrange;
  page_class->dup_utterances = birge_lesson_page_dup_utterances;
  page_class->count_words = birge_lesson_page_count_words;
  page_class->leave = birge_lesson_page_leave;
}

static void
birge_lesson_page_init (BirgeLessonPage *self)
{
}
