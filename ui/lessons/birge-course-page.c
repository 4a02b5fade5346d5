/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/lessons/birge-course-page.h"

#include "ui/widgets/birge-slot.h"
#include "ui/widgets/birge-tile-list.h"

struct _BirgeCoursePage
{
  BirgePage   parent_instance;
  GtkWidget  *title;
  char       *title_language; /* of its words; not always the visitor's */
  BirgeSlot  *holder;
  GListModel *items; /* NULL until read */
};

G_DEFINE_FINAL_TYPE (BirgeCoursePage, birge_course_page, BIRGE_TYPE_PAGE)

static void
on_chosen (BirgeItem *item, gpointer page)
{
  birge_shell_open_item (birge_page_get_shell (BIRGE_PAGE (page)), birge_item_get_id (item));
}

static void
show_items (BirgeCoursePage *self, GListModel *items)
{
  BirgePage *page = BIRGE_PAGE (self);
  GtkWidget *list;

  g_set_object (&self->items, items);
  if (items == NULL || g_list_model_get_n_items (items) == 0)
    {
      GtkWidget *card = birge_box_new (GTK_ORIENTATION_VERTICAL, "card");

      gtk_widget_set_valign (card, GTK_ALIGN_START);
      birge_slot_set_child (self->holder, card);
      birge_box_add (card, birge_label_new (birge_page_tr (page, N_("There are no lessons on this machine yet. Ask the staff.")), NULL, NULL));
    }
  else
    {
      list = birge_tile_list_new (birge_page_get_shell (page), items, on_chosen, page);
      birge_slot_set_child (self->holder, list);
      birge_page_set_scroller (page, list);
    }
  birge_page_utterances_changed (page);
}

static void
on_listed (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = birge_library_list_finish (BIRGE_LIBRARY (library), result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_items (user_data, items);
}

static void
set_title (BirgeCoursePage *self, const BirgeRoute *route)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));
  const char *language = birge_shell_get_language (shell);
  g_autoptr(BirgeItem) item = NULL;

  if (route->item != NULL && birge_shell_get_library (shell) != NULL)
    item = birge_library_get_item (birge_shell_get_library (shell), route->item, language, NULL);
  g_free (self->title_language);
  self->title_language = g_strdup (item != NULL ? birge_item_get_title_language (item) : language);
  birge_label_set (self->title, item != NULL ? birge_item_get_title (item) : birge_shell_tr (shell, N_("Which language do you want to learn?")),
                   self->title_language);
}

static void
birge_course_page_locale_changed (BirgePage *page)
{
  BirgeCoursePage *self = BIRGE_COURSE_PAGE (page);
  BirgeShell *shell = birge_page_get_shell (page);
  const BirgeRoute *route = birge_page_get_route (page);
  GCancellable *cancellable = birge_page_begin_loading (page);

  set_title (self, route);
  if (birge_shell_get_library (shell) == NULL)
    show_items (self, NULL);
  else
    birge_library_list_async (birge_shell_get_library (shell), route->item != NULL ? BIRGE_LIST_LESSONS : BIRGE_LIST_COURSES,
                              route->item, birge_shell_get_language (shell), cancellable, on_listed, self);
}

static void
birge_course_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgeCoursePage *self = BIRGE_COURSE_PAGE (page);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");

  self->title = birge_box_add (box, birge_label_new (NULL, NULL, "title1"));
  self->holder = BIRGE_SLOT (birge_box_add (box, birge_slot_new ()));
  gtk_widget_set_vexpand (GTK_WIDGET (self->holder), TRUE);
  birge_page_set_child (page, box);
  birge_course_page_locale_changed (page);
}

static GPtrArray *
birge_course_page_dup_utterances (BirgePage *page)
{
  BirgeCoursePage *self = BIRGE_COURSE_PAGE (page);
  GPtrArray *utterances = birge_utterances_new ();

  birge_utterances_add (utterances, gtk_label_get_label (GTK_LABEL (self->title)), self->title_language);
  for (guint i = 0; self->items != NULL && i < g_list_model_get_n_items (self->items); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (self->items, i);

      birge_utterances_add (utterances, birge_item_get_title (item), birge_item_get_title_language (item));
    }
  return utterances;
}

static void
birge_course_page_dispose (GObject *object)
{
  BirgeCoursePage *self = BIRGE_COURSE_PAGE (object);

  g_clear_object (&self->items);
  G_OBJECT_CLASS (birge_course_page_parent_class)->dispose (object);
}

static void
birge_course_page_finalize (GObject *object)
{
  g_free (BIRGE_COURSE_PAGE (object)->title_language);
  G_OBJECT_CLASS (birge_course_page_parent_class)->finalize (object);
}

static void
birge_course_page_class_init (BirgeCoursePageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_course_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = birge_course_page_finalize;
  page_class->open = birge_course_page_open;
  page_class->locale_changed = birge_course_page_locale_changed;
  page_class->dup_utterances = birge_course_page_dup_utterances;
}

static void
birge_course_page_init (BirgeCoursePage *self)
{
}
