/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-block-view.h"
#include "ui/guides/birge-guide-parts.h"
#include "ui/places/birge-contact-row.h"

/* Call somebody */

/* The number, large, and whose it is: touching it opens the page of the place. */
static GtkWidget *
new_number_button (BirgeBlockView *self, BirgeItem *item)
{
  const char *number = birge_item_get_number (item);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "content");
  GtkWidget *words;
  g_autofree char *name = g_strdup_printf ("%s, %s", number != NULL ? number : "", birge_item_get_title (item));

  gtk_widget_add_css_class (button, "call-button");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_set_valign (birge_box_add (content, birge_picture_new_icon ("phone")), GTK_ALIGN_CENTER);
  words = birge_box_add (content, birge_box_new (GTK_ORIENTATION_VERTICAL, "words"));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  if (number != NULL)
    {
      g_autofree char *shown = birge_parts_dup_number (number);

      birge_box_add (words, birge_label_new (shown, NULL, birge_parts_is_phone (number) ? "number" : "address"));
    }
  birge_box_add (words, birge_label_new (birge_item_get_title (item), birge_item_get_title_language (item), "head"));
  birge_name_control (button, name);
  return button;
}

static void
on_number_clicked (GtkWidget *button, BirgeShell *shell)
{
  birge_shell_open_item (shell, g_object_get_data (G_OBJECT (button), "birge-item"));
}

GtkWidget *
birge_block_view_new_call (BirgeBlockView *self, const BirgeBlock *block)
{
  BirgeItem *item = self->items != NULL && block->target != NULL ? g_hash_table_lookup (self->items, block->target) : NULL;
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_VERTICAL, "card");
  gboolean emergency = item != NULL && g_strcmp0 (birge_item_get_category (item), "emergency") == 0;

  gtk_widget_add_css_class (card, "call");
  gtk_widget_add_css_class (card, emergency ? "alarm" : "help");
  if (item != NULL)
    {
      GtkWidget *row = birge_box_add (card, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "row"));
      GtkWidget *button = birge_box_add (row, new_number_button (self, item));
      g_autofree char *words = birge_contact_dup_spoken (item);
      GtkWidget *say = birge_parts_new_say (self->page, words, birge_item_get_title_language (item));

      g_object_set_data_full (G_OBJECT (button), "birge-item", g_strdup (block->target), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_number_clicked), birge_page_get_shell (self->page), 0);
      if (say != NULL)
        birge_box_add (row, say);
      if (self->spoken != NULL)
        birge_spoken_add_widget (self->spoken, row, words, birge_item_get_title_language (item), NULL);
    }
  birge_block_view_add_children (self, card, block);
  if (item != NULL && birge_item_get_number (item) != NULL && birge_parts_is_phone (birge_item_get_number (item)))
    birge_parts_add_words (self->page, card, NULL, birge_page_tr (self->page, N_("Use any phone. This machine does not call.")),
                           "small");
  return card;
}

/* Show a sentence to somebody */

static void
on_large_clicked (GtkWidget *button, BirgePage *page)
{
  g_autoptr(BirgeRoute) route = birge_route_new (BIRGE_PLACE_PHRASE, birge_page_get_route (page)->item,
                                                 g_object_get_data (G_OBJECT (button), "birge-phrase"), 0);

  birge_shell_go (birge_page_get_shell (page), route);
}

static void
add_phrase (BirgeBlockView *self, GtkWidget *card, const char *text, const char *language, const char *css_class)
{
  GtkWidget *row = birge_box_add (card, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "phrase"));
  GtkWidget *label = birge_box_add (row, birge_label_new (text, language, css_class));
  GtkWidget *say = birge_parts_new_say (self->page, text, language);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  if (say != NULL)
    birge_box_add (row, say);
  if (self->spoken != NULL)
    birge_spoken_add_label (self->spoken, label, language);
}

GtkWidget *
birge_block_view_new_say_this (BirgeBlockView *self, const BirgeBlock *block)
{
  static const struct { const char *tag, *css_class; } others[] = { { "kk", "first" }, { "ru", "second" } };
  const char *visitors = birge_shell_get_language (birge_page_get_shell (self->page));
  const char *found;
  const char *own = birge_block_find_phrase (block, visitors, &found);
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_VERTICAL, "card");
  GtkWidget *row = birge_box_add (card, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "phrase-head"));
  GtkWidget *label, *large;
  g_autofree char *name = g_strdup_printf ("%s: %s", birge_page_tr (self->page, N_("Show it large")), own != NULL ? own : "");

  gtk_widget_add_css_class (card, "sky");
  gtk_widget_add_css_class (card, "say-this");
  gtk_widget_set_valign (birge_box_add (row, birge_picture_new_icon ("two-languages")), GTK_ALIGN_CENTER);
  label = birge_parts_add_words (self->page, row, self->spoken, birge_page_tr (self->page, N_("Show this")), "head");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  large = birge_box_add (row, birge_round_button_new ("full-screen", name, "large"));
  g_object_set_data_full (G_OBJECT (large), "birge-phrase", g_strdup_printf ("%u", self->n_phrases++), g_free);
  g_signal_connect_object (large, "clicked", G_CALLBACK (on_large_clicked), self->page, 0);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      const char *tag;
      const char *text = birge_block_find_phrase (block, others[i].tag, &tag);

      if (text != NULL && g_str_equal (tag, others[i].tag))
        add_phrase (self, card, text, tag, others[i].css_class);
    }
  if (own != NULL && !g_str_equal (found, "kk") && !g_str_equal (found, "ru"))
    add_phrase (self, card, own, found, "own");
  return card;
}
