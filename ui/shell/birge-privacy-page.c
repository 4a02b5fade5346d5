/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-privacy-page.h"

#include "ui/guides/birge-guide-parts.h"

/* More rows than this would be a wall of figures; the newest days come first. */
#define MOST_ROWS 200

struct _BirgePrivacyPage
{
  BirgePage parent_instance;
};

G_DEFINE_FINAL_TYPE (BirgePrivacyPage, birge_privacy_page, BIRGE_TYPE_PAGE)

static const struct { const char *icon, *text; } promises[] = {
  { "flag-none", N_("It does not know who you are, and it does not ask.") },
  { "camera-off", N_("No camera looks at you. No microphone listens.") },
  { "trash", N_("What you looked at, wrote and answered is gone as soon as you finish.") },
  { "list", N_("It only counts: on this day this page was opened so many times. Below is all that it counted.") },
};

static GtkWidget *
make_counts (BirgePage *page)
{
  BirgeShell *shell = birge_page_get_shell (page);
  const BirgeLanguage *language = birge_shell_get_language_info (shell);
  g_autoptr(GPtrArray) counts = birge_state_dup_counts (birge_shell_get_state (shell));
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_VERTICAL, "card");
  GtkWidget *grid;

  gtk_widget_add_css_class (card, "sky");
  birge_box_add (card, birge_label_new (birge_page_tr (page, N_("Everything this machine has counted")), NULL, "title3"));
  if (counts->len == 0)
    {
      birge_box_add (card, birge_label_new (birge_page_tr (page, N_("Nothing yet.")), NULL, NULL));
      return card;
    }
  grid = birge_box_add (card, gtk_grid_new ());
  gtk_widget_add_css_class (grid, "counts");
  for (guint i = 0; i < MIN (counts->len, MOST_ROWS); i++)
    {
      const BirgeCount *count = g_ptr_array_index (counts, i);
      g_autoptr(BirgeItem) item = birge_shell_get_library (shell) != NULL
                                    ? birge_library_get_item (birge_shell_get_library (shell), count->item_id,
                                                              birge_language_get_tag (language), NULL)
                                    : NULL;
      const BirgeLanguage *read_in = birge_language_find (count->language);
      g_autofree char *day = birge_language_format_date (language, count->day);
      g_autofree char *number = birge_language_format_number (language, count->count);

      gtk_grid_attach (GTK_GRID (grid), birge_label_new (day, NULL, "sub"), 0, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), birge_label_new (item != NULL ? birge_item_get_title (item) : count->item_id, NULL, NULL), 1,
                       (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), birge_label_new (read_in != NULL ? birge_language_get_name (read_in) : count->language, NULL, "sub"),
                       2, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), birge_label_new (number, NULL, "title3"), 3, (int) i, 1, 1);
    }
  return card;
}

static void
fill (BirgePage *page)
{
  BirgeSpoken *spoken = birge_page_get_spoken (page);
  GtkWidget *box;

  birge_page_begin_loading (page);
  box = birge_parts_add_frame (page, NULL);
  birge_parts_add_words (page, box, spoken, birge_page_tr (page, N_("What this machine remembers about you")), "title1");
  birge_parts_add_words (page, box, spoken, birge_page_tr (page, N_("Nothing.")), "title2");
  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      GtkWidget *row = birge_box_add (box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "promise"));

      gtk_widget_set_valign (birge_box_add (row, birge_picture_new_icon (promises[i].icon)), GTK_ALIGN_CENTER);
      birge_parts_add_words (page, row, spoken, birge_page_tr (page, promises[i].text), NULL);
    }
  birge_box_add (box, make_counts (page));
  birge_page_utterances_changed (page);
}

static void
birge_privacy_page_open (BirgePage *page, const BirgeRoute *route)
{
  fill (page);
}

static void
birge_privacy_page_class_init (BirgePrivacyPageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  page_class->open = birge_privacy_page_open;
  page_class->locale_changed = fill;
}

static void
birge_privacy_page_init (BirgePrivacyPage *self)
{
}
