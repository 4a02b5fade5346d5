/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/places/birge-centre-card.h"

#include "ui/guides/birge-guide-parts.h"

static const char *
get (BirgePage *page, const char *key)
{
  const char *value = birge_state_get (birge_shell_get_state (birge_page_get_shell (page)), key);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* What staff wrote is in a language nobody told us: it is shown, not read aloud. */
static gboolean
add_line (BirgePage *page, GtkWidget *words, const char *icon, const char *first, const char *second)
{
  GtkWidget *row, *label;
  g_autofree char *text = NULL;

  if (first == NULL && second == NULL)
    return FALSE;
  text = g_strdup_printf ("%s%s%s", first != NULL ? first : "", first != NULL && second != NULL ? ", " : "", second != NULL ? second : "");
  row = birge_box_add (words, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "fact"));
  gtk_widget_set_valign (birge_box_add (row, birge_picture_new_icon (icon)), GTK_ALIGN_START);
  label = birge_box_add (row, birge_label_new (text, NULL, NULL));
  gtk_widget_set_hexpand (label, TRUE);
  return TRUE;
}

static void
add_lines (BirgePage *page, GtkWidget *words)
{
  g_autofree char *phones = get (page, BIRGE_STATE_CENTRE ("phones")) != NULL
                              ? birge_parts_dup_number (get (page, BIRGE_STATE_CENTRE ("phones")))
                              : NULL;
  gboolean any = FALSE;

  any |= add_line (page, words, "door", get (page, BIRGE_STATE_CENTRE ("room")), NULL);
  any |= add_line (page, words, "clock", get (page, BIRGE_STATE_CENTRE ("hours")), NULL);
  any |= add_line (page, words, "phone", phones, NULL);
  any |= add_line (page, words, "map-pin", get (page, BIRGE_STATE_CENTRE ("address")), get (page, BIRGE_STATE_CENTRE ("city")));
  any |= add_line (page, words, "globe", get (page, BIRGE_STATE_CENTRE ("languages")), NULL);
  any |= add_line (page, words, "staff", get (page, BIRGE_STATE_CENTRE ("staff")), NULL);
  if (!any)
    birge_parts_add_words (page, words, birge_page_get_spoken (page),
                           birge_page_tr (page, N_("Ask the staff. Show them this page.")), "sub");
}

GtkWidget *
birge_centre_card_new (BirgePage *page)
{
  const char *name = get (page, BIRGE_STATE_CENTRE ("name"));
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "card");
  GtkWidget *picture = birge_box_add (card, birge_picture_new_icon ("desk"));
  GtkWidget *words = birge_box_add (card, birge_box_new (GTK_ORIENTATION_VERTICAL, "words"));
  GtkWidget *call;

  gtk_widget_add_css_class (card, "help");
  gtk_widget_add_css_class (card, "centre");
  gtk_widget_set_valign (picture, GTK_ALIGN_START);
  gtk_widget_set_hexpand (words, TRUE);
  birge_parts_add_words (page, words, birge_page_get_spoken (page), birge_page_tr (page, N_("People of this centre")), "title2");
  if (name != NULL)
    birge_box_add (words, birge_label_new (name, NULL, "head"));
  add_lines (page, words);
  call = birge_parts_new_way (page, "bell", birge_page_tr (page, N_("Call a person")), "big", BIRGE_PLACE_CALL, NULL);
  gtk_widget_add_css_class (birge_box_add (words, call), "help");
  return card;
}
