/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-help-page.h"

#include "ui/shell/birge-help-words.h"
#include "ui/widgets/birge-tile.h"

/* Everything here is compiled into the program: it must be right without content, state, or network. */

static const struct
{
  const char *number;
  const char *icon;
  const char *what;
} numbers[] = {
  { "112", "ring", N_("Any danger. Rescue") },
  { "103", "aid", N_("Ambulance: illness, injury") },
  { "102", "shield", N_("Police: violence, theft") },
  { "101", "warning", N_("Fire, smoke") },
};

struct _BirgeHelpPage
{
  BirgePage  parent_instance;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (BirgeHelpPage, birge_help_page, BIRGE_TYPE_PAGE)

static void
on_say_clicked (GtkWidget *button, BirgePage *page)
{
  birge_shell_say (birge_page_get_shell (page), g_object_get_data (G_OBJECT (button), "birge-text"),
                   g_object_get_data (G_OBJECT (button), "birge-language"));
}

/* A loudspeaker for one sentence; none where no voice speaks the language. */
static void
add_say (BirgePage *page, GtkWidget *box, const char *text, const char *language)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", birge_page_tr (page, N_("Listen")), text);
  GtkWidget *button;

  if (!birge_shell_can_speak (birge_page_get_shell (page), language))
    return;
  button = birge_box_add (box, birge_round_button_new ("speaker", name, NULL));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "birge-text", g_strdup (text), g_free);
  g_object_set_data (G_OBJECT (button), "birge-language", (gpointer) birge_language_get_tag (birge_language_find (language)));
  g_signal_connect (button, "clicked", G_CALLBACK (on_say_clicked), page);
}

static GtkWidget *
make_number (BirgePage *page, guint i)
{
  const char *language = birge_shell_get_language (birge_page_get_shell (page));
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "number-card");
  GtkWidget *words;
  g_autofree char *spoken = g_strdup_printf ("%s. %s.", numbers[i].number, birge_page_tr (page, numbers[i].what));

  birge_box_add (card, birge_picture_new_icon (numbers[i].icon));
  gtk_widget_set_valign (gtk_widget_get_first_child (card), GTK_ALIGN_CENTER);
  words = birge_box_add (card, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  birge_box_add (words, birge_label_new (numbers[i].number, NULL, "number"));
  birge_box_add (words, birge_label_new (birge_page_tr (page, numbers[i].what), language, NULL));
  add_say (page, card, spoken, language);
  return card;
}

/* Where this kiosk stands, as staff wrote it; NULL when nobody did. */
static char *
dup_where (BirgeState *state)
{
  static const char *const fields[] = { BIRGE_STATE_CENTRE ("kiosk"), BIRGE_STATE_CENTRE ("room"), BIRGE_STATE_CENTRE ("address"),
                                        BIRGE_STATE_CENTRE ("city") };
  g_autoptr(GString) where = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *value = birge_state_get (state, fields[i]);

      if (value != NULL && *value != '\0')
        g_string_append_printf (where, "%s%s", where->len > 0 ? ", " : "", value);
    }
  return where->len > 0 ? g_string_free (g_steal_pointer (&where), FALSE) : NULL;
}

static GtkWidget *
make_where (BirgePage *page)
{
  const char *language = birge_shell_get_language (birge_page_get_shell (page));
  g_autofree char *where = dup_where (birge_shell_get_state (birge_page_get_shell (page)));
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "card");
  GtkWidget *words;

  gtk_widget_add_css_class (card, "sky");
  birge_box_add (card, birge_picture_new_icon ("map-pin"));
  words = birge_box_add (card, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  gtk_widget_set_hexpand (words, TRUE);
  birge_box_add (words, birge_label_new (birge_page_tr (page, N_("You are here")), language, "title3"));
  birge_box_add (words, birge_label_new (where != NULL ? where : birge_page_tr (page, N_("Ask the staff for the address of this place")),
                                         where != NULL ? NULL : language, NULL));
  return card;
}

/* What to say, with the address, which whoever answers cannot see. */
static char *
dup_sentence (BirgePage *page, const char *language)
{
  g_autofree char *where = dup_where (birge_shell_get_state (birge_page_get_shell (page)));

  if (where == NULL)
    return g_strdup (birge_tr (language, BIRGE_HELP_SENTENCE));
  return g_strdup_printf ("%s %s %s.", birge_tr (language, BIRGE_HELP_SENTENCE), birge_tr (language, N_("The address is:")), where);
}

static GtkWidget *
make_sentences (BirgePage *page)
{
  const char *visitors = birge_shell_get_language (birge_page_get_shell (page));
  const char *tags[] = { "kk", "ru", visitors };
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_VERTICAL, "card");

  gtk_widget_add_css_class (card, "alarm");
  birge_box_add (card, birge_label_new (birge_page_tr (page, N_("Say this on the phone")), visitors, "title3"));
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autofree char *text = dup_sentence (page, tags[i]);
      GtkWidget *row;
      GtkWidget *label;

      if (i == 2 && (strcmp (visitors, "kk") == 0 || strcmp (visitors, "ru") == 0))
        break;
      row = birge_box_add (card, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
      label = birge_box_add (row, birge_label_new (text, tags[i], NULL));
      gtk_widget_set_hexpand (label, TRUE);
      add_say (page, row, text, tags[i]);
    }
  return card;
}

static void
on_call_clicked (BirgePage *page)
{
  birge_shell_go_to (birge_page_get_shell (page), BIRGE_PLACE_CALL, NULL);
}

static void
fill (BirgeHelpPage *self)
{
  BirgePage *page = BIRGE_PAGE (self);
  BirgeShell *shell = birge_page_get_shell (page);
  const char *language = birge_shell_get_language (shell);
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (shell));
  GtkWidget *columns, *left, *right, *button;

  birge_box_clear (self->box);
  birge_box_add (self->box, birge_label_new (birge_page_tr (page, N_("Danger? Use any phone. The call is free.")), language, "title1"));
  columns = birge_box_add (self->box, birge_box_new (portrait ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "page-columns"));
  left = birge_box_add (columns, birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers"));
  right = birge_box_add (columns, birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers"));
  gtk_widget_set_hexpand (left, TRUE);
  gtk_widget_set_hexpand (right, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    birge_box_add (left, make_number (page, i));
  birge_box_add (right, make_sentences (page));
  birge_box_add (right, make_where (page));
  button = birge_box_add (right, birge_button_new ("bell", birge_page_tr (page, N_("Call a person of the centre")), "big"));
  gtk_widget_add_css_class (button, "help");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_call_clicked), page);
}

static void
birge_help_page_open (BirgePage *page, const BirgeRoute *route)
{
  BirgeHelpPage *self = BIRGE_HELP_PAGE (page);

  self->box = birge_box_new (GTK_ORIENTATION_VERTICAL, "page-box");
  fill (self);
  birge_page_set_scrolled_child (page, self->box);
}

static void
birge_help_page_locale_changed (BirgePage *page)
{
  fill (BIRGE_HELP_PAGE (page));
}

static void
birge_help_page_arrange (BirgePage *page, gboolean turned)
{
  if (turned)
    fill (BIRGE_HELP_PAGE (page));
}

static GPtrArray *
birge_help_page_dup_utterances (BirgePage *page)
{
  const char *language = birge_shell_get_language (birge_page_get_shell (page));
  GPtrArray *utterances = birge_utterances_new ();
  g_autofree char *sentence = NULL;

  birge_utterances_add (utterances, birge_page_tr (page, N_("Danger? Use any phone. The call is free.")), language);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text = g_strdup_printf ("%s. %s.", numbers[i].number, birge_page_tr (page, numbers[i].what));

      birge_utterances_add (utterances, text, language);
    }
  sentence = dup_sentence (page, language);
  birge_utterances_add (utterances, sentence, language);
  return utterances;
}

static void
birge_help_page_class_init (BirgeHelpPageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  page_class->open = birge_help_page_open;
  page_class->locale_changed = birge_help_page_locale_changed;
  page_class->arrange = birge_help_page_arrange;
  page_class->dup_utterances = birge_help_page_dup_utterances;
}

static void
birge_help_page_init (BirgeHelpPage *self)
{
}
