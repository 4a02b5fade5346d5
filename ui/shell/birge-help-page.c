/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-help-page.h"

#include "ui/guides/birge-flow.h"
#include "ui/guides/birge-guide-parts.h"
#include "ui/shell/birge-help-words.h"

#define BIRGE_HELP_HEAD N_("Danger? Use any phone. The call is free.")

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
  BirgePage parent_instance;
};

G_DEFINE_FINAL_TYPE (BirgeHelpPage, birge_help_page, BIRGE_TYPE_PAGE)

static void
add_say (BirgePage *page, GtkWidget *box, const char *text, const char *language)
{
  GtkWidget *say = birge_parts_new_say (page, text, language);

  if (say != NULL)
    birge_box_add (box, say);
}

/* "112. Any danger. Rescue." */
static char *
dup_number_words (const char *language, guint i)
{
  return g_strdup_printf ("%s. %s.", numbers[i].number, birge_tr (language, numbers[i].what));
}

GPtrArray *
birge_help_page_list_words (const char *language)
{
  GPtrArray *utterances = birge_utterances_new ();

  birge_utterances_add (utterances, birge_tr (language, BIRGE_HELP_HEAD), language);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *words = dup_number_words (language, i);

      birge_utterances_add (utterances, words, language);
    }
  birge_utterances_add (utterances, birge_tr (language, BIRGE_HELP_SENTENCE), language);
  return utterances;
}

static void
add_number (BirgePage *page, GtkWidget *box, guint i)
{
  const char *language = birge_shell_get_language (birge_page_get_shell (page));
  GtkWidget *card = birge_box_add (box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "number-card"));
  g_autofree char *spoken = dup_number_words (language, i);
  GtkWidget *words;

  gtk_widget_set_valign (birge_box_add (card, birge_picture_new_icon (numbers[i].icon)), GTK_ALIGN_CENTER);
  words = birge_box_add (card, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  birge_box_add (words, birge_label_new (numbers[i].number, NULL, "number"));
  birge_parts_add_words (page, words, NULL, birge_page_tr (page, numbers[i].what), NULL);
  birge_spoken_add_widget (birge_page_get_spoken (page), card, spoken, language, NULL);
  add_say (page, card, spoken, language);
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

static void
add_where (BirgePage *page, GtkWidget *box)
{
  g_autofree char *where = dup_where (birge_shell_get_state (birge_page_get_shell (page)));
  GtkWidget *card = birge_box_add (box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "card"));
  GtkWidget *words;

  gtk_widget_add_css_class (card, "sky");
  birge_box_add (card, birge_picture_new_icon ("map-pin"));
  words = birge_box_add (card, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));
  gtk_widget_set_hexpand (words, TRUE);
  birge_parts_add_words (page, words, NULL, birge_page_tr (page, N_("You are here")), "title3");
  if (where != NULL)
    birge_box_add (words, birge_label_new (where, NULL, NULL));
  else
    birge_parts_add_words (page, words, NULL, birge_page_tr (page, N_("Ask the staff for the address of this place")), NULL);
}

/* In which letters a text is written: that of its first one. */
static GUnicodeScript
find_script (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalpha (g_utf8_get_char (at)))
      return g_unichar_get_script (g_utf8_get_char (at));
  return G_UNICODE_SCRIPT_COMMON;
}

/* What to say, with the address, which whoever answers cannot see. The staff wrote it in their letters: a voice (@spoken)
 * that does not know those leaves it out, and so does a recording, which was made before anybody knew the address. */
static char *
dup_sentence (BirgePage *page, const char *language, gboolean spoken)
{
  g_autofree char *where = dup_where (birge_shell_get_state (birge_page_get_shell (page)));
  const char *sentence = birge_tr (language, BIRGE_HELP_SENTENCE);
  GUnicodeScript script = where != NULL ? find_script (where) : G_UNICODE_SCRIPT_COMMON;

  if (where == NULL ||
      (spoken && (!birge_shell_can_speak (birge_page_get_shell (page), language) ||
                  (script != G_UNICODE_SCRIPT_COMMON && script != find_script (sentence)))))
    return g_strdup (sentence);
  return g_strdup_printf ("%s %s %s.", sentence, birge_tr (language, N_("The address is:")), where);
}

static void
add_sentences (BirgePage *page, GtkWidget *box)
{
  const char *visitors = birge_shell_get_language (birge_page_get_shell (page));
  const char *tags[] = { "kk", "ru", visitors };
  GtkWidget *card = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "card"));

  gtk_widget_add_css_class (card, "alarm");
  birge_parts_add_words (page, card, NULL, birge_page_tr (page, N_("Say this on the phone")), "title3");
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autofree char *text = dup_sentence (page, tags[i], FALSE);
      g_autofree char *spoken = dup_sentence (page, tags[i], TRUE);
      gboolean own = strcmp (visitors, tags[i]) == 0;
      GtkWidget *row;
      GtkWidget *label;

      if (i == 2 && (strcmp (visitors, "kk") == 0 || strcmp (visitors, "ru") == 0))
        break;
      row = birge_box_add (card, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "choices"));
      label = birge_box_add (row, birge_label_new (text, tags[i], NULL));
      gtk_widget_set_hexpand (label, TRUE);
      if (own)
        birge_spoken_add_widget (birge_page_get_spoken (page), row, spoken, visitors, NULL);
      add_say (page, row, spoken, tags[i]);
    }
}

static void
fill (BirgePage *page)
{
  GtkWidget *box, *flow, *first, *second, *call;

  birge_page_begin_loading (page);
  box = birge_parts_add_frame (page, NULL);
  birge_parts_add_words (page, box, birge_page_get_spoken (page), birge_page_tr (page, BIRGE_HELP_HEAD), "title1");
  flow = birge_box_add (box, birge_flow_new (birge_page_get_shell (page), 2, 1));
  first = birge_flow_add (flow, birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers"));
  second = birge_flow_add (flow, birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers"));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    add_number (page, first, i);
  add_sentences (page, second);
  add_where (page, second);
  call = birge_parts_new_way (page, "bell", birge_page_tr (page, N_("Call a person of the centre")), "big", BIRGE_PLACE_CALL, NULL);
  gtk_widget_add_css_class (birge_box_add (second, call), "help");
  gtk_widget_set_halign (call, GTK_ALIGN_FILL);
  birge_page_utterances_changed (page);
}

static void
birge_help_page_open (BirgePage *page, const BirgeRoute *route)
{
  fill (page);
}

static void
birge_help_page_class_init (BirgeHelpPageClass *klass)
{
  BirgePageClass *page_class = BIRGE_PAGE_CLASS (klass);

  page_class->open = birge_help_page_open;
  page_class->locale_changed = fill;
}

static void
birge_help_page_init (BirgeHelpPage *self)
{
}
