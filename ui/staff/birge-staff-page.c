/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/staff/birge-staff-page.h"

#include "ui/staff/birge-staff-rooms.h"
#include "ui/widgets/birge-tile.h"

struct _BirgeStaffPage
{
  BirgePage parent_instance;
};

G_DEFINE_FINAL_TYPE (BirgeStaffPage, birge_staff_page, BIRGE_TYPE_PAGE)

static const struct
{
  const char *anchor;
  const char *icon;
  const char *title;
  const char *summary;
  GtkWidget *(*make) (BirgePage *page);
  gboolean    scrolls; /* by itself */
} rooms[] = {
  { "status", "info", N_("Status"), N_("Is everything in order? What must be done?"), birge_staff_status_new },
  { "updates", "update", N_("New content"), N_("From the network or a stick; back to the previous content"), birge_staff_updates_new },
  { "hide", "hide", N_("Hide a page"), N_("Wrong or outdated? Hide it at once"), birge_staff_hide_new, TRUE },
  { "centre", "desk", N_("This centre"), N_("Name, address, hours, people, phones"), birge_staff_centre_new },
  { "settings", "gear", N_("Settings"), N_("Order of languages, volume, idle time"), birge_staff_settings_new },
  { "voices", "microphone", N_("Voices"), N_("Record the texts for those who do not read"), birge_staff_voices_new },
  { "numbers", "phone", N_("Phone numbers"), N_("Numbers that are switched off, and why"), birge_staff_numbers_new },
};

static void fill (BirgeStaffPage *self);

static void
on_room_chosen (GtkWidget *tile, BirgePage *page)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (tile), "birge-room"));
  g_autoptr(BirgeRoute) route = birge_route_new (BIRGE_PLACE_STAFF, NULL, rooms[i].anchor, 0);

  birge_shell_go (birge_page_get_shell (page), route);
}

static GtkWidget *
make_menu (BirgePage *page)
{
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (birge_page_get_shell (page)));
  GtkWidget *grid = gtk_grid_new ();

  gtk_widget_add_css_class (grid, "numbers");
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (int i = 0; i < (int) G_N_ELEMENTS (rooms); i++)
    {
      GtkWidget *tile = birge_tile_new (birge_page_get_shell (page), "sky");

      birge_tile_set_icon (BIRGE_TILE (tile), rooms[i].icon);
      birge_tile_set_text (BIRGE_TILE (tile), birge_page_tr (page, rooms[i].title), NULL, birge_page_tr (page, rooms[i].summary), NULL);
      gtk_widget_set_hexpand (tile, TRUE);
      g_object_set_data (G_OBJECT (tile), "birge-room", GUINT_TO_POINTER (i));
      g_signal_connect (tile, "chosen", G_CALLBACK (on_room_chosen), page);
      gtk_grid_attach (GTK_GRID (grid), tile, portrait ? 0 : i % 2, portrait ? i : i / 2, 1, 1);
    }
  return grid;
}

static void
fill_now (GtkWidget *page)
{
  fill (BIRGE_STAFF_PAGE (page));
}

static void
on_opened (gpointer user_data)
{
  BirgeStaffPage *self = user_data;

  birge_shell_set_staff (birge_page_get_shell (BIRGE_PAGE (self)), TRUE);
  birge_widget_later (GTK_WIDGET (self), fill_now);
}

static void
fill (BirgeStaffPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  const char *anchor = birge_page_get_route (page)->anchor;
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");
  guint room = 0;

  while (room < G_N_ELEMENTS (rooms) && g_strcmp0 (anchor, rooms[room].anchor) != 0)
    room++;
  if (!birge_shell_is_staff (birge_page_get_shell (page)))
    birge_box_add (box, birge_staff_gate_new (page, on_opened, self));
  else if (room < G_N_ELEMENTS (rooms))
    {
      birge_box_add (box, birge_label_new (birge_page_tr (page, rooms[room].title), NULL, "title1"));
      birge_box_add (box, rooms[room].make (page));
      if (rooms[room].scrolls)
        {
          birge_page_set_child (page, box);
          return;
        }
    }
  else
    {
      birge_box_add (box, birge_label_new (birge_page_tr (page, N_("For the staff")), NULL, "title1"));
      birge_box_add (box, make_menu (page));
    }
  birge_page_set_scrolled_child (page, box);
}

static void
birge_staff_page_open (BirgePage *page, const BirgeRoute *route)
{
  fill (BIRGE_STAFF_PAGE (page));
}

static void
birge_staff_page_locale_changed (BirgePage *page)
{
  fill (BIRGE_STAFF_PAGE (page));
}

static void
birge_staff_page_arrange (BirgePage *page, gboolean turned)
{
  if (turned)
    fill (BIRGE_STAFF_PAGE (page));
}

static void
birge_staff_page_class_init (BirgeStaffPageClass *klass)
{
  BIRGE_PAGE_CLASS (klass)->open = birge_staff_page_open;
  BIRGE_PAGE_CLASS (klass)->locale_changed = birge_staff_page_locale_changed;
  BIRGE_PAGE_CLASS (klass)->arrange = birge_staff_page_arrange;
}

static void
birge_staff_page_init (BirgeStaffPage *self)
{
}
