/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/places/birge-contact-page.h"

#include "ui/guides/birge-flow.h"
#include "ui/guides/birge-guide-parts.h"
#include "ui/places/birge-contact-row.h"
#include "ui/shell/birge-help-words.h"

/* 112 and 1414 are shown as large as the card allows. */
#define SHORT_NUMBER 5

struct _BirgeContactPage
{
  BirgePage     parent_instance;
  GtkWidget    *box;
};

G_DEFINE_FINAL_TYPE (BirgeContactPage, birge_contact_page, BIRGE_TYPE_PAGE)

static gboolean
is_emergency (BirgeItem *item)
{
  return g_strcmp0 (birge_item_get_category (item), "emergency") == 0;
}

static void
add_head (BirgeContactPage *self, BirgeItem *item)
{
  BirgePage *page = BIRGE_PAGE (self);
  const char *language = birge_item_get_title_language (item);
  GtkWidget *row = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "title-row"));
  GtkWidget *sign = birge_box_add (row, birge_box_new (GTK_ORIENTATION_VERTICAL, "sign"));
  GtkWidget *picture = birge_box_add (sign, birge_picture_new ());
  GtkWidget *words = birge_box_add (row, birge_box_new (GTK_ORIENTATION_VERTICAL, "words"));
  GtkWidget *title;

  gtk_widget_add_css_class (sign, is_emergency (item) ? "alarm" : "help");
  gtk_widget_set_valign (sign, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  birge_shell_load_picture (birge_page_get_shell (page), picture, birge_item_get_picture (item), "phone");
  title = birge_box_add (words, birge_label_new (birge_item_get_title (item), language, "title1"));
  birge_spoken_add_label (birge_page_get_spoken (page), title, language);
  if (language != NULL && g_ascii_strcasecmp (language, birge_shell_get_language (birge_page_get_shell (page))) != 0)
    birge_box_add (words, birge_language_badge_new (language));
}

static void
add_number (BirgeContactPage *self, GtkWidget *box, BirgeItem *item)
{
  BirgePage *page = BIRGE_PAGE (self);
  const char *number = birge_item_get_number (item);
  const char *language = birge_shell_get_language (birge_page_get_shell (page));
  gboolean phone = number != NULL && birge_parts_is_phone (number);
  g_autofree char *shown = number != NULL ? birge_parts_dup_number (number) : NULL;
  g_autofree char *figures = phone ? birge_parts_dup_spoken_number (number) : NULL;
  GtkWidget *card, *row, *label, *say, *marks;

  if (number == NULL || *number == '\0')
    return;
  card = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "card"));
  gtk_widget_add_css_class (card, is_emergency (item) ? "alarm" : "help");
  gtk_widget_add_css_class (card, "contact-number");
  row = birge_box_add (card, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "row"));
  gtk_widget_set_valign (birge_box_add (row, birge_picture_new_icon (phone ? "phone" : "globe")), GTK_ALIGN_CENTER);
  label = birge_box_add (row, birge_label_new (shown, NULL, phone ? "number" : "address"));
  gtk_widget_set_hexpand (label, TRUE);
  if (strlen (number) > SHORT_NUMBER)
    gtk_widget_add_css_class (label, "long");
  say = birge_parts_new_say (page, figures, language);
  if (say != NULL)
    birge_box_add (row, say);
  birge_spoken_add_widget (birge_page_get_spoken (page), row, figures, language, NULL);
  marks = birge_contact_marks_new (page, item);
  if (marks != NULL)
    birge_box_add (card, marks);
  birge_parts_add_words (page, card, birge_page_get_spoken (page),
                         phone ? birge_page_tr (page, N_("Use any phone. This machine does not call."))
                               : birge_page_tr (page, N_("Write the address down or take a photo of it.")),
                         "sub");
}

static void
add_help (BirgeContactPage *self, GtkWidget *box, BirgeItem *item)
{
  BirgePage *page = BIRGE_PAGE (self);
  const char *summary = birge_item_get_summary (item);
  GtkWidget *card, *label;

  if (summary == NULL || *summary == '\0')
    return;
  card = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "card"));
  birge_parts_add_words (page, card, birge_page_get_spoken (page), birge_page_tr (page, N_("What it helps with")), "head");
  label = birge_box_add (card, birge_label_new (summary, birge_item_get_summary_language (item), NULL));
  birge_spoken_add_label (birge_page_get_spoken (page), label, birge_item_get_summary_language (item));
}

static void
add_sentence (BirgeContactPage *self, GtkWidget *card, const char *text, const char *language, const char *css_class)
{
  GtkWidget *row = birge_box_add (card, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "phrase"));
  GtkWidget *label = birge_box_add (row, birge_label_new (text, language, css_class));
  GtkWidget *say = birge_parts_new_say (BIRGE_PAGE (self), text, language);

  gtk_widget_set_hexpand (label, TRUE);
  birge_spoken_add_label (birge_page_get_spoken (BIRGE_PAGE (self)), label, language);
  if (say != NULL)
    birge_box_add (row, say);
}

/* What the person at the other end has to hear; and for danger a whole sentence in the languages they speak. */
static void
add_what_to_say (BirgeContactPage *self, GtkWidget *box, BirgeItem *item)
{
  static const struct { const char *tag, *css_class; } others[] = { { "kk", "first" }, { "ru", "second" } };
  BirgePage *page = BIRGE_PAGE (self);
  const char *visitors = birge_shell_get_language (birge_page_get_shell (page));
  const char *number = birge_item_get_number (item);
  GtkWidget *card;

  if (number == NULL || !birge_parts_is_phone (number))
    return;
  card = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "card"));
  gtk_widget_add_css_class (card, "sky");
  gtk_widget_add_css_class (card, "say-this");
  birge_parts_add_words (page, card, birge_page_get_spoken (page), birge_page_tr (page, N_("What to say")), "head");
  if (!is_emergency (item))
    {
      birge_parts_add_words (page, card, birge_page_get_spoken (page),
                             birge_page_tr (page, N_("Say your name, what happened, and which language you speak.")), NULL);
      return;
    }
  birge_parts_add_words (page, card, birge_page_get_spoken (page),
                         birge_page_tr (page, N_("Say where you are, what happened, how many people. Let them hang up first.")), NULL);
  if (!g_str_has_suffix (birge_item_get_id (item), "/103")) /* the sentence asks for an ambulance */
    return;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    add_sentence (self, card, birge_tr (others[i].tag, BIRGE_HELP_SENTENCE), others[i].tag, others[i].css_class);
  if (!g_str_equal (visitors, "kk") && !g_str_equal (visitors, "ru"))
    add_sentence (self, card, birge_tr (visitors, BIRGE_HELP_SENTENCE), visitors, "own");
}

static void
build (BirgeContactPage *self, BirgeItem *item)
{
  BirgePage *page = BIRGE_PAGE (self);
  GtkWidget *flow, *first, *second;

  if (item == NULL)
    {
      birge_parts_add_friendly (page, self->box, birge_page_tr (page, N_("This page cannot be shown now.")));
      return;
    }
  add_head (self, item);
  flow = birge_box_add (self->box, birge_flow_new (birge_page_get_shell (page), 2, 1));
  first = birge_flow_add (flow, birge_box_new (GTK_ORIENTATION_VERTICAL, "flow"));
  second = birge_flow_add (flow, birge_box_new (GTK_ORIENTATION_VERTICAL, "flow"));
  add_number (self, first, item);
  add_help (self, first, item);
  add_what_to_say (self, second, item);
  birge_page_utterances_changed (page);
}

static void
on_item (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgeContactPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = birge_library_list_finish (BIRGE_LIBRARY (library), result, &error);
  g_autoptr(BirgeItem) item = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (list != NULL && g_list_model_get_n_items (list) > 0)
    item = g_list_model_get_item (list, 0);
  build (self, item);
}

static void
load (BirgeContactPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  GCancellable *cancellable = birge_page_begin_loading (page);
  BirgeShell *shell = birge_page_get_shell (page);
  BirgeLibrary *library = birge_shell_get_library (shell);

  self->box = birge_parts_add_frame (page, "contact-page");
  if (library == NULL)
    build (self, NULL);
  else
    birge_library_list_async (library, BIRGE_LIST_IDS, birge_page_get_route (page)->item, birge_shell_get_language (shell),
                              cancellable, on_item, g_object_ref (self));
}

static void
birge_contact_page_open (BirgePage *page, const BirgeRoute *route)
{
  load (BIRGE_CONTACT_PAGE (page));
}

static void
birge_contact_page_locale_changed (BirgePage *page)
{
  load (BIRGE_CONTACT_PAGE (page));
}

static void
birge_contact_page_class_init (BirgeContactPageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  page_class->open = birge_contact_page_open;
  page_class->locale_changed = birge_contact_page_locale_changed;
}

static void
birge_contact_page_init (BirgeContactPage *self)
{
}
