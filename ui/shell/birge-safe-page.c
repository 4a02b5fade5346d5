/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-safe-page.h"

#include "ui/shell/birge-help-words.h"
#include "ui/widgets/birge-scroller.h"
#include "ui/widgets/birge-widgets.h"

/* Shown when the kiosk has crashed three times, or has no content at all: it must not depend on what may be broken, so
 * everything is compiled in and nothing is loaded. */
struct _BirgeSafePage
{
  BirgePage parent_instance;
};

G_DEFINE_FINAL_TYPE (BirgeSafePage, birge_safe_page, BIRGE_TYPE_PAGE)

static const char *const numbers[] = { "112", "103", "102", "101" };

static void
birge_safe_page_open (BirgePage *page, const BirgeRoute *route)
{
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");
  GtkWidget *row = birge_box_add (box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "numbers"));
  GtkWidget *scroller;
  const char *const *tags = birge_language_list_tags ();

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      GtkWidget *card = birge_box_add (row, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "number-card"));
      GtkWidget *label = birge_box_add (card, birge_label_new (numbers[i], NULL, "number"));

      gtk_widget_set_hexpand (label, TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0.5);
    }
  for (guint i = 0; tags[i] != NULL; i++)
    {
      GtkWidget *card = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "card"));
      gboolean rtl = birge_language_is_rtl (birge_language_find (tags[i]));
      GtkWidget *label;

      label = birge_box_add (card, birge_label_new (birge_tr (tags[i], N_("Danger? Use any phone. The call is free.")), tags[i], "title3"));
      gtk_widget_set_direction (label, rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      label = birge_box_add (card, birge_label_new (birge_tr (tags[i], N_("The machine needs a person of the centre. Please call the staff.")),
                                                    tags[i], NULL));
      gtk_widget_set_direction (label, rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
    }
  scroller = birge_scroller_new (box);
  birge_scroller_set_names (scroller, "↑", "↓");
  birge_page_set_child (page, scroller);
}

static void
birge_safe_page_locale_changed (BirgePage *page)
{
  /* Its words are in all languages at once. */
}

static void
birge_safe_page_class_init (BirgeSafePageClass *klass)
{
  BIRGE_PAGE_CLASS (klass)->open = birge_safe_page_open;
  BIRGE_PAGE_CLASS (klass)->locale_changed = birge_safe_page_locale_changed;
}

static void
birge_safe_page_init (BirgeSafePage *self)
{
}
