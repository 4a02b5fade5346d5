/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-guide-head.h"

#include "ui/guides/birge-guide-parts.h"

static const struct
{
  const char *kind;
  const char *icon;
  const char *hue;
  const char *title;
} journeys[] = {
  { "guide", "rights", "rights", N_("My rights") },
  { "topic", "aid", "aid", N_("First aid") },
  { "notice", "info", "rights", N_("Notice") },
};

static void
append_part (GString *line, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  /* Each part by itself: the name of an English source must not pull the figures beside it to its side. */
  g_string_append_printf (line, "%s\u2068%s\u2069", line->len > 0 ? " · " : "", part);
}

static char *
dup_checked (BirgePage *page, BirgeDocument *document)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  const char *day = birge_document_get_reviewed_on (document);
  const char *who = birge_document_get_reviewed_by (document);
  g_autofree char *date = NULL;

  if (day == NULL)
    return g_strdup (birge_page_tr (page, N_("Not checked by an expert yet")));
  date = birge_language_format_date (language, day);
  return g_strdup_printf ("%s: %s%s%s", birge_page_tr (page, N_("Checked")), date, who != NULL ? ", " : "", who != NULL ? who : "");
}

#define BETWEEN_SOURCES " · "

/* "Source: Labour Code (+3)": one line says that there are some, the end of the page says which. */
static char *
dup_first_source (BirgePage *page, const char *sources)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  g_auto(GStrv) names = g_strsplit (sources, BETWEEN_SOURCES, -1);
  guint more = g_strv_length (names) - 1;
  g_autofree char *number = birge_language_format_number (language, more);

  return g_strdup_printf ("%s: \u2068%s\u2069%s%s%s", birge_page_tr (page, N_("Source")), names[0], more > 0 ? " (+" : "",
                          more > 0 ? number : "", more > 0 ? ")" : "");
}

/* "Not checked by an expert yet · Source: … · 23 November 2026" */
static char *
dup_review (BirgePage *page, BirgeDocument *document)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  const char *sources = birge_document_get_sources (document);
  const char *written = birge_document_get_written (document);
  g_autofree char *checked = dup_checked (page, document);
  g_autofree char *source = NULL;
  g_autofree char *date = written != NULL ? birge_language_format_date (language, written) : NULL;
  GString *line = g_string_new (NULL);

  if (sources != NULL && *sources != '\0')
    source = dup_first_source (page, sources);
  append_part (line, checked);
  append_part (line, source);
  append_part (line, date);
  return g_string_free (line, FALSE);
}

static void
add_way_here (BirgeBlockView *view, GtkWidget *head, const char *section)
{
  const char *kind = birge_item_get_kind (birge_document_get_item (view->document));
  const char *language = birge_shell_get_language (birge_page_get_shell (view->page));
  GtkWidget *row = birge_box_add (head, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "way-here"));

  for (guint i = 0; i < G_N_ELEMENTS (journeys); i++)
    if (g_str_equal (kind, journeys[i].kind))
      {
        const char *title = birge_page_tr (view->page, journeys[i].title);
        g_autofree char *way = section != NULL ? g_strdup_printf ("%s › %s", title, section) : g_strdup (title);
        GtkWidget *label;

        gtk_widget_add_css_class (row, journeys[i].hue);
        gtk_widget_set_valign (birge_box_add (row, birge_picture_new_icon (journeys[i].icon)), GTK_ALIGN_CENTER);
        label = birge_box_add (row, birge_label_new (way, language, NULL));
        gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
        gtk_widget_set_hexpand (label, TRUE);
      }
}

static void
add_note (BirgePage *page, GtkWidget *box, const char *icon, const char *text)
{
  GtkWidget *row = birge_box_add (box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "head-note"));
  GtkWidget *label;

  gtk_widget_set_halign (row, GTK_ALIGN_START);
  gtk_widget_set_valign (birge_box_add (row, birge_picture_new_icon (icon)), GTK_ALIGN_CENTER);
  label = birge_parts_add_words (page, row, NULL, text, NULL);
  gtk_widget_set_hexpand (label, TRUE);
}

/* What a reader must know before believing the text. */
static void
add_notes (BirgeBlockView *view, GtkWidget *box)
{
  BirgeItem *item = birge_document_get_item (view->document);
  const char *language = birge_document_get_language (view->document);

  if (birge_document_get_body (view->document) != NULL && language != NULL &&
      g_ascii_strcasecmp (language, birge_shell_get_language (birge_page_get_shell (view->page))) != 0)
    birge_box_add (box, birge_language_badge_new (language));
  if (birge_document_is_overdue (view->document))
    add_note (view->page, box, "clock", birge_page_tr (view->page, N_("This text is old. Ask the centre if it is still right.")));
  if (birge_item_is_draft (item))
    add_note (view->page, box, "two-languages", birge_page_tr (view->page, N_("Nobody has checked this translation yet.")));
}

GtkWidget *
birge_guide_head_new (BirgeBlockView *view, const char *section, GtkWidget **listen)
{
  BirgeItem *item = birge_document_get_item (view->document);
  GtkWidget *head = birge_box_new (GTK_ORIENTATION_VERTICAL, "guide-head");
  GtkWidget *title, *row, *notes;
  g_autofree char *review = dup_review (view->page, view->document);

  add_way_here (view, head, section);
  title = birge_box_add (head, birge_label_new (birge_item_get_title (item), birge_item_get_title_language (item), "title1"));
  birge_block_view_read (view, title, birge_item_get_title_language (item));

  row = birge_box_add (head, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "listen-row"));
  *listen = birge_box_add (row, birge_button_new ("speaker", birge_page_tr (view->page, N_("Listen")), "big"));
  gtk_widget_add_css_class (*listen, view->hue);
  gtk_widget_set_valign (*listen, GTK_ALIGN_CENTER);
  gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (*listen)))), FALSE);
  notes = birge_box_add (row, birge_box_new (GTK_ORIENTATION_VERTICAL, "notes"));
  gtk_widget_set_hexpand (notes, TRUE);
  gtk_widget_set_valign (notes, GTK_ALIGN_CENTER);
  birge_parts_add_words (view->page, notes, NULL, review, "small");
  add_notes (view, notes);
  return head;
}

GtkWidget *
birge_guide_head_new_sources (BirgePage *page, BirgeDocument *document)
{
  const char *sources = birge_document_get_sources (document);
  g_auto(GStrv) names = NULL;
  GtkWidget *box;

  if (sources == NULL || *sources == '\0')
    return NULL;
  names = g_strsplit (sources, BETWEEN_SOURCES, -1);
  box = birge_box_new (GTK_ORIENTATION_VERTICAL, "sources");
  gtk_widget_add_css_class (birge_parts_add_words (page, box, NULL, birge_page_tr (page, N_("Sources")), "small"), "head");
  for (guint i = 0; names[i] != NULL; i++)
    birge_box_add (box, birge_label_new (names[i], NULL, "small"));
  return box;
}

void
birge_guide_head_set_listening (BirgePage *page, GtkWidget *listen, gboolean listening)
{
  birge_picture_set_icon (BIRGE_PICTURE (birge_button_get_picture (listen)), listening ? "pause" : "speaker");
  birge_button_set_text (listen, listening ? birge_page_tr (page, N_("Pause")) : birge_page_tr (page, N_("Listen")));
}
