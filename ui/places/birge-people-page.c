/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/places/birge-people-page.h"

#include "ui/guides/birge-flow.h"
#include "ui/guides/birge-guide-parts.h"
#include "ui/places/birge-centre-card.h"
#include "ui/places/birge-contact-row.h"

/* In the order in which they are shown. */
static const struct
{
  const char *category;
  const char *icon;
  const char *hue;
  const char *title;
} categories[] = {
  { "emergency", "ring", "alarm", N_("In danger: call at once") },
  { "violence", "shield", "help", N_("Violence, threats, forced labour") },
  { "centre", "desk", "help", N_("Other centres") },
  { "state", "note", "rights", N_("State services") },
  { "city", "map-pin", "sky", N_("In this city") },
  { "embassy", "globe", "sky", N_("Embassies and consulates") },
  { "other", "help-people", "help", N_("Others who help") },
  { "online", "qr", "sky", N_("On the internet") },
};

struct _BirgePeoplePage
{
  BirgePage     parent_instance;
  GtkWidget    *box;
};

G_DEFINE_FINAL_TYPE (BirgePeoplePage, birge_people_page, BIRGE_TYPE_PAGE)

static void
add_category (BirgePeoplePage *self, GListModel *places, guint i)
{
  BirgeShell *shell = birge_page_get_shell (BIRGE_PAGE (self));
  GtkWidget *flow = NULL;

  for (guint j = 0; j < g_list_model_get_n_items (places); j++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (places, j);

      if (g_strcmp0 (birge_item_get_category (item), categories[i].category) != 0)
        continue;
      if (flow == NULL)
        {
          birge_parts_add_heading (BIRGE_PAGE (self), self->box, NULL, categories[i].icon, categories[i].hue,
                                   birge_page_tr (BIRGE_PAGE (self), categories[i].title), birge_shell_get_language (shell));
          flow = birge_box_add (self->box, birge_flow_new (shell, 2, 1));
        }
      birge_flow_add (flow, birge_contact_row_new (BIRGE_PAGE (self), birge_page_get_spoken (BIRGE_PAGE (self)), item));
    }
}

static void
build (BirgePeoplePage *self, GListModel *places)
{
  BirgePage *page = BIRGE_PAGE (self);
  const char *wanted = birge_page_get_route (page)->item;

  birge_parts_add_title (page, self->box, "help-people", "help", birge_page_tr (page, N_("People who help")));
  if (wanted == NULL)
    birge_box_add (self->box, birge_centre_card_new (page));
  for (guint i = 0; places != NULL && i < G_N_ELEMENTS (categories); i++)
    if (wanted == NULL || g_str_equal (wanted, categories[i].category))
      add_category (self, places, i);
  if (places == NULL || g_list_model_get_n_items (places) == 0) /* the numbers that are compiled in */
    birge_box_add (self->box, birge_parts_new_way (page, "ring", birge_page_tr (page, N_("Help")), "big", BIRGE_PLACE_HELP, NULL));
  birge_page_utterances_changed (page);
}

static void
on_places (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgePeoplePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) places = birge_library_list_finish (BIRGE_LIBRARY (library), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (places == NULL)
    g_message ("places not shown: %s", error->message);
  build (self, places);
}

static void
load (BirgePeoplePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  GCancellable *cancellable = birge_page_begin_loading (page);
  BirgeShell *shell = birge_page_get_shell (page);
  BirgeLibrary *library = birge_shell_get_library (shell);

  self->box = birge_parts_add_frame (page, "people");
  if (library == NULL)
    build (self, NULL);
  else
    birge_library_list_async (library, BIRGE_LIST_PLACES, birge_page_get_route (page)->item, birge_shell_get_language (shell),
                              cancellable, on_places, g_object_ref (self));
}

static void
birge_people_page_open (BirgePage *page, const BirgeRoute *route)
{
  load (BIRGE_PEOPLE_PAGE (page));
}

static void
birge_people_page_locale_changed (BirgePage *page)
{
  load (BIRGE_PEOPLE_PAGE (page));
}

static void
birge_people_page_class_init (BirgePeoplePageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  page_class->open = birge_people_page_open;
  page_class->locale_changed = birge_people_page_locale_changed;
}

static void
birge_people_page_init (BirgePeoplePage *self)
{
}
