/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/staff/birge-staff-update-cards.h"

#include "data/formats/birge-clock.h"
#include "ui/guides/birge-flow.h"
#include "ui/staff/birge-staff-words.h"
#include "ui/widgets/birge-widgets.h"

#define MOST_TITLES 6 /* of one kind; the others are counted */

GtkWidget *
birge_staff_card_new (const char *hue, const char *icon, const char *sentence)
{
  GtkWidget *card = birge_box_new (GTK_ORIENTATION_VERTICAL, "card");
  GtkWidget *head = birge_box_add (card, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "update-head"));
  GtkWidget *sign = birge_box_add (head, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "sign"));
  GtkWidget *label = birge_box_add (head, birge_label_new (sentence, NULL, "title3"));

  gtk_widget_add_css_class (card, hue);
  gtk_widget_add_css_class (card, "update-card");
  gtk_widget_add_css_class (sign, hue);
  gtk_widget_set_valign (sign, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (label, TRUE);
  birge_box_add (sign, birge_picture_new_icon (icon));
  return card;
}

static void
set_sentence (GtkWidget *card, const char *sentence)
{
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (gtk_widget_get_first_child (card))), sentence);
}

static void
add_row (GtkWidget *grid, const char *name, const char *value)
{
  int row = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (grid), "birge-rows"));
  GtkWidget *label;

  if (value == NULL)
    return;
  gtk_grid_attach (GTK_GRID (grid), birge_label_new (name, NULL, "sub"), 0, row, 1, 1);
  label = birge_label_new (value, NULL, NULL);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (GTK_GRID (grid), label, 1, row, 1, 1);
  g_object_set_data (G_OBJECT (grid), "birge-rows", GINT_TO_POINTER (row + 1));
}

static GtkWidget *
add_rows (GtkWidget *card)
{
  GtkWidget *grid = birge_box_add (card, gtk_grid_new ());

  gtk_widget_add_css_class (grid, "counts");
  return grid;
}

static void
add_technical (BirgePage *page, GtkWidget *card, const char *words)
{
  g_autofree char *line = words != NULL ? birge_staff_dup_technical (page, words) : NULL;

  if (line != NULL)
    birge_box_add (card, birge_label_new (line, NULL, "small"));
}

/* How it stands */

/* Its colour and its picture. */
static const char *
get_hue (const BirgeUpdateNotes *notes, gint64 now_s, const char **icon)
{
  *icon = "warning";
  if (notes->alarm != NULL)
    return "alarm";
  if (notes->left_bytes > 0 || notes->held != NULL || notes->outcome > BIRGE_SYNC_PAUSED)
    return "learn";
  *icon = notes->fresh_until_s == 0 ? "info" : notes->fresh_until_s < now_s ? "clock" : "check";
  return notes->fresh_until_s == 0 ? "sky" : notes->fresh_until_s < now_s ? "learn" : "aid";
}

/* A server's address; of a stick its name alone. */
static char *
dup_source (const char *source)
{
  g_autofree char *base = *source == '/' ? g_path_get_basename (source) : NULL;

  return g_strdup_printf ("\u2068%s\u2069", base != NULL ? base : source);
}

static void
add_fresh (BirgePage *page, GtkWidget *rows, gint64 fresh_until_s, gint64 now_s)
{
  g_autofree char *day = fresh_until_s > 0 ? birge_staff_dup_day (page, fresh_until_s) : NULL;

  add_row (rows, fresh_until_s < now_s ? birge_page_tr (page, N_("Not proven fresh since")) : birge_page_tr (page, N_("Proven fresh until")),
           day);
}

GtkWidget *
birge_staff_standing_card_new (BirgePage *page, const BirgeUpdateNotes *notes)
{
  gint64 now_s = birge_clock_get_real_s ();
  g_autofree char *standing = birge_staff_dup_standing (page, notes, now_s);
  gboolean was_asked = notes->fresh_until_s > 0 || notes->outcome > BIRGE_SYNC_PAUSED; /* or all came with the package */
  g_autofree char *check = was_asked && notes->last_check_s > 0 ? birge_staff_dup_moment (page, notes->last_check_s) : NULL;
  g_autofree char *update = notes->last_update_s > 0 ? birge_staff_dup_moment (page, notes->last_update_s) : NULL;
  g_autofree char *left = notes->left_bytes > 0 ? birge_staff_dup_size (page, notes->left_bytes) : NULL;
  g_autofree char *paused = left != NULL ? birge_staff_dup_paused (page, notes->paused, notes->short_bytes) : NULL;
  g_autofree char *source = was_asked && notes->source != NULL ? dup_source (notes->source) : NULL;
  const char *icon;
  const char *hue = get_hue (notes, now_s, &icon);
  GtkWidget *card = birge_staff_card_new (hue, icon, standing);
  GtkWidget *rows = add_rows (card);

  add_row (rows, birge_page_tr (page, N_("Last look")), check);
  add_row (rows, birge_page_tr (page, N_("It looked at")), source);
  add_row (rows, birge_page_tr (page, N_("New content last came")), update);
  add_row (rows, birge_page_tr (page, N_("Still to come")), left);
  add_row (rows, birge_page_tr (page, N_("Why it waits")), paused);
  add_fresh (page, rows, notes->fresh_until_s, now_s);
  add_technical (page, card, notes->alarm != NULL ? notes->alarm : notes->why);
  return card;
}

/* At work */

GtkWidget *
birge_staff_progress_card_new (const char *words)
{
  GtkWidget *card = birge_staff_card_new ("sky", "update", "");
  GtkWidget *bar = birge_box_add (card, gtk_progress_bar_new ());

  birge_name_control (bar, "%");
  birge_box_add (card, birge_label_new ("", NULL, NULL));
  birge_box_add (card, birge_label_new (words, NULL, "sub"));
  return card;
}

void
birge_staff_progress_card_show (GtkWidget *card, BirgePage *page, const BirgeUpdatesState *state)
{
  GtkWidget *bar = gtk_widget_get_next_sibling (gtk_widget_get_first_child (card));
  GtkWidget *amount = gtk_widget_get_next_sibling (bar);
  g_autofree char *step_words = birge_staff_dup_step (page, state);
  g_autofree char *amount_words = birge_staff_dup_amount (page, state);

  set_sentence (card, step_words);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), state->total > 0 ? (double) state->done / (double) state->total : 0);
  gtk_label_set_label (GTK_LABEL (amount), amount_words != NULL ? amount_words : "");
}

/* What changed */

/* The titles of what this machine knows already come later, in the places of their ids. */
static void
on_listed (GObject *library, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GtkWidget) list = user_data;
  g_autoptr(GListModel) items = birge_library_list_finish (BIRGE_LIBRARY (library), result, NULL);

  for (guint i = 0; items != NULL && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(BirgeItem) item = g_list_model_get_item (items, i);

      for (GtkWidget *label = gtk_widget_get_first_child (list); label != NULL; label = gtk_widget_get_next_sibling (label))
        if (g_strcmp0 (g_object_get_data (G_OBJECT (label), "birge-id"), birge_item_get_id (item)) == 0)
          birge_label_set (label, birge_item_get_title (item), birge_item_get_title_language (item));
    }
}

static void
ask_titles (BirgePage *page, GtkWidget *list, GStrv ids, guint n)
{
  BirgeShell *shell = birge_page_get_shell (page);
  g_autoptr(GString) filter = g_string_new (NULL);

  if (birge_shell_get_library (shell) == NULL)
    return;
  for (guint i = 0; i < n; i++)
    g_string_append_printf (filter, "%s%s", i > 0 ? " " : "", ids[i]);
  birge_library_list_async (birge_shell_get_library (shell), BIRGE_LIST_IDS, filter->str, birge_shell_get_language (shell), NULL, on_listed,
                            g_object_ref (list));
}

static void
add_changes (BirgePage *page, GtkWidget *flow, const char *name, GStrv ids)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  guint n = ids != NULL ? g_strv_length (ids) : 0;
  g_autofree char *count = birge_language_format_number (language, n);
  g_autofree char *head = g_strdup_printf ("%s: %s", name, count);
  GtkWidget *list;

  if (n == 0)
    return;
  list = birge_flow_add (flow, birge_box_new (GTK_ORIENTATION_VERTICAL, "words"));
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  birge_box_add (list, birge_label_new (head, NULL, "head"));
  for (guint i = 0; i < MIN (n, MOST_TITLES); i++)
    {
      g_autofree char *isolated = g_strdup_printf ("\u2066%s\u2069", ids[i]);
      GtkWidget *label = birge_box_add (list, birge_label_new (isolated, NULL, NULL));

      g_object_set_data_full (G_OBJECT (label), "birge-id", g_strdup (ids[i]), g_free);
    }
  if (n > MOST_TITLES)
    {
      g_autofree char *more = birge_language_format_number (language, n - MOST_TITLES);
      g_autofree char *words = g_strdup_printf (birge_page_tr (page, N_("and %s more")), more);

      birge_box_add (list, birge_label_new (words, NULL, "sub"));
    }
  ask_titles (page, list, ids, MIN (n, MOST_TITLES));
}

static void
add_preview (BirgePage *page, GtkWidget *card, const BirgePreview *preview)
{
  GtkWidget *flow = birge_box_add (card, birge_flow_new (birge_page_get_shell (page), 3, 1));

  add_changes (page, flow, birge_page_tr (page, N_("New")), preview->added);
  add_changes (page, flow, birge_page_tr (page, N_("Changed")), preview->changed);
  add_changes (page, flow, birge_page_tr (page, N_("No longer there")), preview->removed);
  gtk_widget_set_visible (flow, gtk_widget_get_first_child (flow) != NULL);
}

GtkWidget *
birge_staff_outcome_card_new (BirgePage *page, const BirgeUpdatesState *state)
{
  g_autofree char *sentence = birge_staff_dup_outcome (page, state);
  const char *hue = state->outcome == BIRGE_SYNC_ALARM ? "alarm" : state->reason != BIRGE_SYNC_REASON_NONE || state->held != NULL ||
                    state->outcome == BIRGE_SYNC_PAUSED ? "learn" : "aid";
  GtkWidget *card = birge_staff_card_new (hue, g_str_equal (hue, "aid") ? "check" : "warning", sentence);

  if (state->is_new && state->task != BIRGE_UPDATES_GO_BACK)
    add_preview (page, card, &state->preview);
  if (state->reason != BIRGE_SYNC_REASON_STOPPED)
    add_technical (page, card, state->why != NULL ? state->why : state->held);
  return card;
}

/* What would */

static gboolean
is_empty (const BirgePreview *preview)
{
  return preview->added[0] == NULL && preview->changed[0] == NULL && preview->removed[0] == NULL && preview->missing_bytes == 0;
}

GtkWidget *
birge_staff_preview_card_new (BirgePage *page, const BirgeUpdatesState *state, const char *stick)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  g_autofree char *title = g_strdup_printf (birge_page_tr (page, N_("On the stick: %s")), stick);
  g_autofree char *day = state->issued != NULL ? birge_language_format_date (language, state->issued) : NULL;
  g_autofree char *size = state->preview.missing_bytes > 0 ? birge_staff_dup_size (page, state->preview.missing_bytes) : NULL;
  g_autofree char *space = state->paused == BIRGE_SYNC_PAUSED_SPACE ? birge_staff_dup_paused (page, state->paused, state->short_bytes) : NULL;
  GtkWidget *card = birge_staff_card_new ("sky", "usb", title);
  GtkWidget *rows = add_rows (card);

  add_row (rows, birge_page_tr (page, N_("Date of the content")), day);
  add_row (rows, birge_page_tr (page, N_("To bring")), size);
  if (state->expires_s > 0)
    add_fresh (page, rows, state->expires_s, birge_clock_get_real_s ());
  if (state->held != NULL)
    birge_box_add (card, birge_label_new (birge_page_tr (page, N_("This machine went back from this content. It does not come again by itself.")),
                                          NULL, NULL));
  else if (is_empty (&state->preview))
    birge_box_add (card, birge_label_new (birge_page_tr (page, N_("Nothing new. This machine has all of it.")), NULL, NULL));
  if (space != NULL)
    birge_box_add (card, birge_label_new (space, NULL, NULL));
  add_preview (page, card, &state->preview);
  return card;
}
