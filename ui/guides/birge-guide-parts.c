/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-guide-parts.h"

#include "ui/practice/birge-still.h"
#include "ui/widgets/birge-say-button.h"

#define LEFT_TO_RIGHT_ISOLATE "\u2066"
#define END_OF_ISOLATE "\u2069"
#define FILM_WIDTH 288 /* units, as in the style sheet */

GtkWidget *
birge_parts_add_frame (BirgePage *page, const char *css_class)
{
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");

  if (css_class != NULL)
    gtk_widget_add_css_class (box, css_class);
  birge_page_set_scrolled_child (page, box);
  return box;
}

GtkWidget *
birge_parts_new_say (BirgePage *page, const char *text, const char *language)
{
  BirgeShell *shell = birge_page_get_shell (page);
  g_autoptr(GPtrArray) utterances = birge_utterances_new ();
  GtkWidget *button;

  if (text == NULL || *text == '\0' || !birge_shell_can_say (shell, text, language))
    return NULL;
  birge_utterances_add (utterances, text, language);
  button = birge_say_button_new (shell, "say");
  birge_say_button_set (button, text, utterances);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

GtkWidget *
birge_parts_add_words (BirgePage *page, GtkWidget *box, BirgeSpoken *spoken, const char *text, const char *css_class)
{
  const char *language = birge_shell_get_language (birge_page_get_shell (page));
  GtkWidget *label = birge_box_add (box, birge_label_new (text, language, css_class));

  if (spoken != NULL)
    birge_spoken_add_label (spoken, label, language);
  return label;
}

/* A big round picture in a tinted frame, for titles. */
static GtkWidget *
new_sign (const char *icon, const char *hue)
{
  GtkWidget *sign = birge_box_new (GTK_ORIENTATION_VERTICAL, "sign");

  gtk_widget_add_css_class (sign, hue);
  gtk_widget_set_valign (sign, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (sign, GTK_ALIGN_START);
  birge_box_add (sign, birge_picture_new_icon (icon));
  return sign;
}

void
birge_parts_add_title (BirgePage *page, GtkWidget *box, const char *icon, const char *hue, const char *title)
{
  GtkWidget *row = birge_box_add (box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "title-row"));
  GtkWidget *label;

  birge_box_add (row, new_sign (icon, hue));
  label = birge_parts_add_words (page, row, birge_page_get_spoken (page), title, "title1");
  gtk_widget_set_hexpand (label, TRUE);
}

void
birge_parts_add_heading (BirgePage *page, GtkWidget *box, const char *picture, const char *icon, const char *hue, const char *text,
                         const char *language)
{
  GtkWidget *row = birge_box_add (box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "section-head"));
  GtkWidget *image = birge_box_add (row, birge_picture_new ());
  GtkWidget *label = birge_box_add (row, birge_label_new (text, language, "title2"));

  gtk_widget_add_css_class (row, hue);
  gtk_widget_set_valign (image, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (label, TRUE);
  birge_shell_load_picture (birge_page_get_shell (page), image, picture, icon);
  birge_spoken_add_label (birge_page_get_spoken (page), label, language);
}

static void
on_way_clicked (GtkWidget *button, BirgeShell *shell)
{
  BirgePlace place = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "birge-place"));

  birge_shell_go_to (shell, place, g_object_get_data (G_OBJECT (button), "birge-item"));
}

GtkWidget *
birge_parts_new_way (BirgePage *page, const char *icon, const char *text, const char *css_class, BirgePlace place,
                     const char *item)
{
  GtkWidget *button = birge_button_new (icon, text, css_class);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_object_set_data (G_OBJECT (button), "birge-place", GINT_TO_POINTER (place));
  g_object_set_data_full (G_OBJECT (button), "birge-item", g_strdup (item), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_way_clicked), birge_page_get_shell (page), 0);
  return button;
}

static void
on_link_clicked (GtkWidget *button, BirgeShell *shell)
{
  birge_shell_open_item (shell, g_object_get_data (G_OBJECT (button), "birge-item"));
}

GtkWidget *
birge_parts_new_link (BirgePage *page, const char *text, const char *language, const char *item)
{
  GtkWidget *button = birge_button_new ("next", text, "link");
  GtkWidget *picture = birge_button_get_picture (button);

  birge_label_set (gtk_widget_get_next_sibling (picture), text, language);
  birge_picture_set_mirrored_in_rtl (BIRGE_PICTURE (picture), TRUE);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_object_set_data_full (G_OBJECT (button), "birge-item", g_strdup (item), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_link_clicked), birge_page_get_shell (page), 0);
  return button;
}

/* "Not here yet · 120 MB" */
static char *
dup_missing (BirgePage *page, BirgeItem *film)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  gint64 megabytes = birge_item_get_size_bytes (film) / 1000000;
  g_autofree char *size = birge_language_format_number (language, megabytes);

  if (megabytes == 0)
    return g_strdup (birge_page_tr (page, N_("Not here yet")));
  return g_strdup_printf ("%s · %s %s", birge_page_tr (page, N_("Not here yet")), size, birge_page_tr (page, N_("MB")));
}

/* What it is about, for who does not read; and that it moves. */
static GtkWidget *
new_film_view (BirgeShell *shell, BirgeItem *film)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *sign = birge_picture_new_icon ("play");
  int width = (int) (FILM_WIDTH * birge_style_get_unit (birge_shell_get_style (shell)));

  gtk_widget_add_css_class (overlay, "film-view");
  gtk_widget_set_overflow (overlay, GTK_OVERFLOW_HIDDEN);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), birge_still_new_small (shell, birge_item_get_poster (film), width));
  gtk_widget_set_halign (sign, GTK_ALIGN_START);
  gtk_widget_set_valign (sign, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), sign);
  return overlay;
}

GtkWidget *
birge_parts_new_film_tile (BirgePage *page, BirgeItem *film, const char *title)
{
  BirgeShell *shell = birge_page_get_shell (page);
  const char *film_title = birge_item_get_title (film);
  const char *film_language = birge_item_get_title_language (film);
  GtkWidget *tile = birge_tile_new (shell, "aid");

  gtk_widget_add_css_class (tile, "wide");
  gtk_widget_add_css_class (tile, "film");
  if (birge_item_get_poster (film) != NULL)
    birge_tile_set_view (BIRGE_TILE (tile), new_film_view (shell, film));
  else
    birge_tile_set_icon (BIRGE_TILE (tile), "play"); /* what moves is seen at once */
  if (!birge_item_is_here (film))
    {
      g_autofree char *missing = dup_missing (page, film);

      birge_tile_set_text (BIRGE_TILE (tile), film_title, film_language, missing, NULL);
    }
  else if (title != NULL)
    birge_tile_set_text (BIRGE_TILE (tile), title, NULL, film_title, film_language);
  else
    birge_tile_set_text (BIRGE_TILE (tile), film_title, film_language, birge_item_get_summary (film),
                         birge_item_get_summary_language (film));
  g_object_set_data_full (G_OBJECT (tile), "birge-item", g_strdup (birge_item_get_id (film)), g_free);
  g_signal_connect_object (tile, "chosen", G_CALLBACK (on_link_clicked), shell, 0);
  return tile;
}

void
birge_parts_add_friendly (BirgePage *page, GtkWidget *box, const char *title)
{
  BirgeSpoken *spoken = birge_page_get_spoken (page);
  GtkWidget *card = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "friendly"));
  GtkWidget *ways, *call;

  gtk_widget_set_halign (card, GTK_ALIGN_START);
  birge_box_add (card, new_sign ("person-wave", "help"));
  birge_parts_add_words (page, card, spoken, title, "title2");
  birge_parts_add_words (page, card, spoken, birge_page_tr (page, N_("Ask the staff of this centre.")), NULL);
  ways = birge_box_add (card, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "ways"));
  call = birge_parts_new_way (page, "bell", birge_page_tr (page, N_("Call a person")), "big", BIRGE_PLACE_CALL, NULL);
  gtk_widget_add_css_class (birge_box_add (ways, call), "help");
  birge_box_add (ways, birge_parts_new_way (page, "help-people", birge_page_tr (page, N_("People who help")), "plain",
                                            BIRGE_PLACE_PEOPLE, NULL));
}

gboolean
birge_parts_is_phone (const char *number)
{
  for (const char *at = number; *at != '\0'; at++)
    if (!g_ascii_isdigit (*at) && strchr ("+-() #*", *at) == NULL)
      return FALSE;
  return *number != '\0';
}

char *
birge_parts_dup_number (const char *number)
{
  return g_strconcat (LEFT_TO_RIGHT_ISOLATE, number, END_OF_ISOLATE, NULL);
}

char *
birge_parts_dup_spoken_number (const char *number)
{
  g_autoptr(GString) figures = NULL;

  if (!birge_parts_is_phone (number))
    return NULL;
  figures = g_string_new (NULL);
  for (const char *at = number; *at != '\0'; at++)
    if (g_ascii_isdigit (*at) || *at == '+')
      g_string_append_printf (figures, "%s%c", figures->len > 0 ? " " : "", *at);
  return g_string_free (g_steal_pointer (&figures), FALSE);
}
