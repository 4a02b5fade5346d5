/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/places/birge-contact-row.h"

#include "ui/guides/birge-guide-parts.h"

#define ALWAYS "24/7"

static void
add_mark (BirgePage *page, GtkWidget *marks, const char *icon, const char *text)
{
  GtkWidget *mark = birge_box_add (marks, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "mark"));

  gtk_widget_set_valign (birge_box_add (mark, birge_picture_new_icon (icon)), GTK_ALIGN_CENTER);
  birge_parts_add_words (page, mark, NULL, text, NULL);
}

GtkWidget *
birge_contact_marks_new (BirgePage *page, BirgeItem *item)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  const char *hours = birge_item_get_hours (item);
  GtkWidget *marks;

  if (!birge_item_is_free (item) && (hours == NULL || *hours == '\0'))
    return NULL;
  marks = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "marks");
  if (birge_item_is_free (item))
    add_mark (page, marks, "check", birge_page_tr (page, N_("Free of charge")));
  if (g_strcmp0 (hours, ALWAYS) == 0)
    add_mark (page, marks, "clock", birge_page_tr (page, N_("Day and night")));
  else if (hours != NULL && *hours != '\0')
    {
      g_autofree char *own = birge_language_localise_digits (language, hours);

      add_mark (page, marks, "clock", own);
    }
  return marks;
}

char *
birge_contact_dup_spoken (BirgeItem *item)
{
  const char *number = birge_item_get_number (item);
  g_autofree char *figures = number != NULL ? birge_parts_dup_spoken_number (number) : NULL;

  return figures != NULL ? g_strdup_printf ("%s: %s.", birge_item_get_title (item), figures) : g_strdup (birge_item_get_title (item));
}

static void
on_clicked (GtkWidget *button, BirgeShell *shell)
{
  birge_shell_open_item (shell, g_object_get_data (G_OBJECT (button), "birge-item"));
}

static void
add_number (GtkWidget *words, const char *number)
{
  g_autofree char *shown = NULL;

  if (number == NULL || *number == '\0')
    return;
  shown = birge_parts_dup_number (number);
  birge_box_add (words, birge_label_new (shown, NULL, birge_parts_is_phone (number) ? "number" : "address"));
}

static GtkWidget *
new_button (BirgePage *page, BirgeItem *item)
{
  const char *number = birge_item_get_number (item);
  const char *title_language = birge_item_get_title_language (item);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "content");
  GtkWidget *frame = birge_box_add (content, birge_box_new (GTK_ORIENTATION_VERTICAL, "frame"));
  GtkWidget *picture = birge_box_add (frame, birge_picture_new ());
  GtkWidget *words = birge_box_add (content, birge_box_new (GTK_ORIENTATION_VERTICAL, "words"));
  GtkWidget *marks = birge_contact_marks_new (page, item);
  g_autofree char *name = g_strdup_printf ("%s%s%s", birge_item_get_title (item), number != NULL ? ", " : "", number != NULL ? number : "");

  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (frame, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  birge_shell_load_picture (birge_page_get_shell (page), picture, birge_item_get_picture (item), "phone");
  add_number (words, number);
  birge_box_add (words, birge_label_new (birge_item_get_title (item), title_language, "head"));
  if (title_language != NULL && g_ascii_strcasecmp (title_language, birge_shell_get_language (birge_page_get_shell (page))) != 0)
    birge_box_add (words, birge_language_badge_new (title_language));
  if (marks != NULL)
    birge_box_add (words, marks);
  birge_name_control (button, name);
  g_object_set_data_full (G_OBJECT (button), "birge-item", g_strdup (birge_item_get_id (item)), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), birge_page_get_shell (page), 0);
  return button;
}

GtkWidget *
birge_contact_row_new (BirgePage *page, BirgeSpoken *spoken, BirgeItem *item)
{
  GtkWidget *row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "contact");
  g_autofree char *words = birge_contact_dup_spoken (item);
  GtkWidget *say = birge_parts_new_say (page, words, birge_item_get_title_language (item));

  if (g_strcmp0 (birge_item_get_category (item), "emergency") == 0)
    gtk_widget_add_css_class (row, "emergency");
  birge_box_add (row, new_button (page, item));
  if (say != NULL)
    birge_box_add (row, say);
  if (spoken != NULL)
    birge_spoken_add_widget (spoken, row, words, birge_item_get_title_language (item), NULL);
  return row;
}
