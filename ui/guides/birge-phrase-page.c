/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/guides/birge-phrase-page.h"

#include "ui/guides/birge-block-view.h"
#include "ui/guides/birge-guide-parts.h"

struct _BirgePhrasePage
{
  BirgePage     parent_instance;
  GtkWidget    *box;
};

G_DEFINE_FINAL_TYPE (BirgePhrasePage, birge_phrase_page, BIRGE_TYPE_PAGE)

static void
add_phrase (BirgePhrasePage *self, const char *text, const char *language, const char *css_class)
{
  const BirgeLanguage *info = birge_language_find (language);
  GtkWidget *card = birge_box_add (self->box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "phrase"));
  GtkWidget *words = birge_box_add (card, birge_box_new (GTK_ORIENTATION_VERTICAL, "words"));
  GtkWidget *say = birge_parts_new_say (BIRGE_PAGE (self), text, language);
  GtkWidget *label;

  gtk_widget_add_css_class (card, css_class);
  gtk_widget_set_vexpand (card, TRUE);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  birge_box_add (words, birge_label_new (info != NULL ? birge_language_get_name (info) : language, language, "small"));
  label = birge_box_add (words, birge_label_new (text, language, "text"));
  birge_spoken_add_label (birge_page_get_spoken (BIRGE_PAGE (self)), label, language);
  if (say != NULL)
    birge_box_add (card, say);
}

static void
build (BirgePhrasePage *self, const BirgeBlock *block)
{
  static const struct { const char *tag, *css_class; } others[] = { { "kk", "first" }, { "ru", "second" } };
  const char *visitors = birge_shell_get_language (birge_page_get_shell (BIRGE_PAGE (self)));
  const char *found;
  const char *text;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      text = birge_block_find_phrase (block, others[i].tag, &found);
      if (text != NULL && g_str_equal (found, others[i].tag))
        add_phrase (self, text, found, others[i].css_class);
    }
  text = birge_block_find_phrase (block, visitors, &found);
  if (text != NULL && !g_str_equal (found, "kk") && !g_str_equal (found, "ru"))
    add_phrase (self, text, found, "own");
}

static void
build_error (BirgePhrasePage *self)
{
  birge_parts_add_friendly (BIRGE_PAGE (self), self->box, birge_page_tr (BIRGE_PAGE (self), N_("This page cannot be shown now.")));
}

static void
on_document (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(BirgePhrasePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeDocument) document = birge_library_get_document_finish (BIRGE_LIBRARY (library), result, &error);
  const BirgeBlock *body = document != NULL ? birge_document_get_body (document) : NULL;
  const BirgeBlock *block = NULL;
  const char *anchor;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  anchor = birge_page_get_route (BIRGE_PAGE (self))->anchor;
  if (body != NULL)
    block = birge_block_find_say_this (body, anchor != NULL ? (guint) g_ascii_strtoull (anchor, NULL, 10) : 0);
  if (block != NULL)
    build (self, block);
  else
    build_error (self);
  birge_page_utterances_changed (BIRGE_PAGE (self));
}

static void
load (BirgePhrasePage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  GCancellable *cancellable = birge_page_begin_loading (page);
  BirgeShell *shell = birge_page_get_shell (page);

  birge_box_clear (self->box);
  if (birge_shell_get_library (shell) == NULL)
    build_error (self);
  else
    birge_library_get_document_async (birge_shell_get_library (shell), birge_page_get_route (page)->item,
                                      birge_shell_get_language (shell), cancellable, on_document, g_object_ref (self));
}

static void
birge_phrase_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgePhrasePage *self = BIRGE_PHRASE_PAGE (page);

  self->box = birge_parts_add_frame (page, "phrase-page");
  load (self);
}

static void
birge_phrase_page_locale_changed (BirgePage *page)
{
  load (BIRGE_PHRASE_PAGE (page));
}

static void
birge_phrase_page_class_init (BirgePhrasePageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  page_class->open = birge_phrase_page_open;
  page_class->locale_changed = birge_phrase_page_locale_changed;
}

static void
birge_phrase_page_init (BirgePhrasePage *self)
{
}
