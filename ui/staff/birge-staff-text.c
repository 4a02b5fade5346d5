/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/search/birge-letter-grid.h"
#include "ui/staff/birge-staff-rooms.h"

#define MAX_LETTERS 300

/* The letters staff write in: their own language's stand before these, if it is another one. */
static const struct { const char *tag, *name; } layouts[] = { { "kk", "Қаз" }, { "ru", "Рус" }, { "uz", "Abc" }, { NULL, "123" } };

/* A field that is written into by finger or by a keyboard. All letters, figures and signs are one touch apart. */
typedef struct
{
  BirgePage            *page; /* borrowed */
  GString              *text;
  GtkWidget            *label;
  GtkWidget            *keys;
  const char           *layout; /* tag, or NULL for figures */
  gboolean              capital;
  char                 *empty; /* what stands in an empty field, or NULL */
  BirgeStaffTextChanged changed;
  gpointer              user_data;
} Text;

static const char *const figures[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "+", "-", "–", "(", ")",
                                       ".", ",", ":", ";", "/", "№", "@", "_", "!", "?", "«", "»", "\"", "'", NULL };

static void fill_keys (Text *self);

static void
text_free (gpointer data)
{
  Text *self = data;

  g_string_free (self->text, TRUE);
  g_free (self->empty);
  g_free (self);
}

static void
show (Text *self)
{
  g_autofree char *shown = g_strdup_printf ("%s▏", self->text->str);

  gtk_label_set_label (GTK_LABEL (self->label), self->empty != NULL && self->text->len == 0 ? self->empty : shown);
  self->changed (self->text->str, self->user_data);
}

static void
on_letter (const char *letter, gpointer user_data)
{
  Text *self = user_data;
  g_autofree char *typed = self->capital ? g_utf8_strup (letter, -1) : g_strdup (letter);

  if (strcmp (letter, BIRGE_LETTER_CLEAR) == 0)
    g_string_truncate (self->text, 0);
  else if (strcmp (letter, BIRGE_LETTER_BACKSPACE) == 0)
    {
      const char *last = g_utf8_find_prev_char (self->text->str, self->text->str + self->text->len);

      g_string_truncate (self->text, last != NULL ? (gsize) (last - self->text->str) : 0);
    }
  else if (g_utf8_strlen (self->text->str, -1) < MAX_LETTERS)
    g_string_append (self->text, typed);
  if (self->capital)
    {
      self->capital = FALSE;
      fill_keys (self);
    }
  show (self);
}

static void
on_layout_clicked (GtkWidget *button, Text *self)
{
  self->layout = g_object_get_data (G_OBJECT (button), "birge-layout");
  fill_keys (self);
}

static void
on_capital_clicked (GtkWidget *button, Text *self)
{
  self->capital = !self->capital;
  fill_keys (self);
}

static GStrv
dup_letters (Text *self)
{
  const BirgeLanguage *language = self->layout != NULL ? birge_language_find (self->layout) : NULL;
  const char *const *letters = language != NULL ? birge_language_get_letters (language) : figures;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; letters[i] != NULL; i++)
    {
      g_autofree char *letter = self->capital ? g_utf8_strup (letters[i], -1) : g_strdup (letters[i]);

      g_strv_builder_add (builder, letter);
    }
  return g_strv_builder_end (builder);
}

static void
add_layout (Text *self, GtkWidget *row, const char *tag, const char *name)
{
  GtkWidget *button = birge_box_add (row, birge_button_new (NULL, name, "letter-key"));
  gboolean chosen = g_strcmp0 (tag, self->layout) == 0;

  if (chosen)
    gtk_widget_add_css_class (button, "chosen");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                               chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
  gtk_widget_set_hexpand (button, TRUE);
  g_object_set_data (G_OBJECT (button), "birge-layout", (gpointer) tag);
  g_signal_connect (button, "clicked", G_CALLBACK (on_layout_clicked), self);
}

static gboolean
has_layout (const char *tag)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (g_strcmp0 (tag, layouts[i].tag) == 0)
      return TRUE;
  return FALSE;
}

static GtkWidget *
make_layout_row (Text *self)
{
  const BirgeLanguage *own = birge_shell_get_language_info (birge_page_get_shell (self->page));
  GtkWidget *row = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "letter-row");
  GtkWidget *button;

  if (!has_layout (birge_language_get_tag (own)))
    add_layout (self, row, birge_language_get_tag (own), birge_language_get_name (own));
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    add_layout (self, row, layouts[i].tag, layouts[i].name);
  button = birge_box_add (row, birge_round_button_new ("up", birge_page_tr (self->page, N_("Capital letter")), "letter-key"));
  if (self->capital)
    gtk_widget_add_css_class (button, "chosen");
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect (button, "clicked", G_CALLBACK (on_capital_clicked), self);
  return row;
}

static void
fill_keys_now (GtkWidget *keys)
{
  Text *self = g_object_get_data (G_OBJECT (keys), "birge-text-self");
  const char *const names[3] = { birge_page_tr (self->page, N_("Space")), birge_page_tr (self->page, N_("Delete the last letter")),
                                 birge_page_tr (self->page, N_("Delete everything")) };
  g_auto(GStrv) letters = dup_letters (self);
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (birge_page_get_shell (self->page)));
  GtkWidget *grid;
  gboolean rtl;

  birge_box_clear (keys);
  birge_box_add (keys, make_layout_row (self));
  grid = birge_box_add (keys, birge_letter_grid_new ((const char *const *) letters, portrait ? 9 : 12, names, on_letter, self));
  rtl = self->layout != NULL && birge_language_is_rtl (birge_language_find (self->layout));
  gtk_widget_set_direction (grid, rtl ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR); /* as those letters are written */
}

static void
fill_keys (Text *self)
{
  birge_widget_later (self->keys, fill_keys_now);
}

static void
on_letters_toggled (GtkWidget *button, Text *self)
{
  gboolean open = !gtk_widget_get_visible (self->keys);

  gtk_widget_set_visible (self->keys, open);
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                               open ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

/* What is found needs the room: the letters wait behind a button. */
static void
fold_letters (Text *self, GtkWidget *field, const char *name)
{
  GtkWidget *button = birge_round_button_new ("keyboard", birge_page_tr (self->page, N_("Letters")), NULL);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_box_prepend (GTK_BOX (field), birge_picture_new_icon ("search"));
  birge_box_add (field, button);
  g_signal_connect (button, "clicked", G_CALLBACK (on_letters_toggled), self);
  gtk_widget_set_visible (self->keys, FALSE);
  self->empty = g_strdup (name);
}

static void
on_commit (Text *self, const char *text)
{
  on_letter (text, self);
}

static gboolean
on_key (Text *self, guint keyval)
{
  if (keyval != GDK_KEY_BackSpace)
    return GDK_EVENT_PROPAGATE;
  on_letter (BIRGE_LETTER_BACKSPACE, self);
  return GDK_EVENT_STOP;
}

GtkWidget *
birge_staff_text_new (BirgePage *page, const char *name, const char *text, BirgeStaffTextUse use, BirgeStaffTextChanged changed,
                      gpointer user_data)
{
  Text *self = g_new0 (Text, 1);
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers");
  GtkWidget *field = birge_box_add (box, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "search-field"));
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkIMContext *im = gtk_im_context_simple_new ();

  self->page = page;
  self->text = g_string_new (text);
  self->changed = changed;
  self->user_data = user_data;
  /* A name is looked for in one's own letters; the form is written in those of the country. */
  self->layout = birge_language_get_tag (birge_shell_get_language_info (birge_page_get_shell (page)));
  if (use == BIRGE_STAFF_TEXT_FORM && !has_layout (self->layout))
    self->layout = "ru";
  self->label = birge_box_add (field, birge_label_new (NULL, NULL, "title3"));
  gtk_widget_set_hexpand (self->label, TRUE);
  self->keys = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, "numbers"));
  g_object_set_data_full (G_OBJECT (self->keys), "birge-text-self", self, text_free);
  gtk_event_controller_key_set_im_context (GTK_EVENT_CONTROLLER_KEY (keys), im);
  g_signal_connect_swapped (im, "commit", G_CALLBACK (on_commit), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (box, keys);
  gtk_widget_set_focusable (box, TRUE);
  birge_name_control (box, name);
  g_signal_connect (box, "map", G_CALLBACK (gtk_widget_grab_focus), NULL); /* what is typed goes here */
  g_object_unref (im);
  if (use == BIRGE_STAFF_TEXT_SEARCH)
    fold_letters (self, field, name);
  fill_keys (self);
  show (self);
  return box;
}
