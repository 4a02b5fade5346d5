/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/practice/birge-rhythm-result.h"

#include "ui/practice/birge-rhythm-gauge.h"
#include "ui/practice/birge-rhythm-stage.h"
#include "ui/widgets/birge-widgets.h"

/* Of ten touches so many are in time: somebody who can keep it up. */
#define WELL_DONE_TENTHS 8

static gboolean
is_well_done (const BirgePulseResult *result)
{
  return result->n_judged > 0 && result->n_good * 10 >= result->n_judged * WELL_DONE_TENTHS;
}

static BirgePulseVerdict
judge (const BirgePulseResult *result)
{
  if (is_well_done (result))
    return BIRGE_PULSE_GOOD;
  return result->n_slow >= result->n_fast ? BIRGE_PULSE_SLOW : BIRGE_PULSE_FAST;
}

const char *
birge_rhythm_result_get_msgid (BirgePulse *pulse)
{
  BirgePulseResult result;

  birge_pulse_get_result (pulse, &result);
  switch (judge (&result))
    {
    case BIRGE_PULSE_SLOW:
      return N_("Press faster next time.");
    case BIRGE_PULSE_FAST:
      return N_("Press slower next time.");
    case BIRGE_PULSE_GOOD:
    case BIRGE_PULSE_UNKNOWN:
    default:
      return N_("Well done!");
    }
}

static GtkWidget *
make_fact (BirgePage *page, const char *icon, const char *colour, int number, const char *words)
{
  const BirgeLanguage *language = birge_shell_get_language_info (birge_page_get_shell (page));
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "rhythm-fact");
  GtkWidget *picture = birge_box_add (box, birge_picture_new_icon (icon));
  GtkWidget *column = birge_box_add (box, birge_box_new (GTK_ORIENTATION_VERTICAL, NULL));

  gtk_widget_add_css_class (box, colour);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  if (number >= 0)
    {
      g_autofree char *digits = g_strdup_printf ("%d", number);
      g_autofree char *text = birge_language_localise_digits (language, digits);

      birge_box_add (column, birge_label_new (text, NULL, "title1"));
    }
  birge_box_add (column, birge_label_new (words, NULL, number >= 0 ? "sub" : "title2"));
  return box;
}

GtkWidget *
birge_rhythm_result_new (BirgePage *page, BirgePulse *pulse)
{
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (birge_page_get_shell (page)));
  GtkWidget *self = birge_box_new (GTK_ORIENTATION_VERTICAL, "rhythm-result");
  GtkWidget *head = birge_box_add (self, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "rhythm-head"));
  GtkWidget *picture, *chart, *facts, *label;
  BirgePulseResult result;
  BirgePulseVerdict verdict;

  birge_pulse_get_result (pulse, &result);
  verdict = judge (&result);
  picture = birge_box_add (head, birge_picture_new_icon (verdict == BIRGE_PULSE_GOOD   ? "star"
                                                         : verdict == BIRGE_PULSE_SLOW ? "faster"
                                                                                       : "slower"));
  gtk_widget_add_css_class (picture, "verdict");
  gtk_widget_add_css_class (picture, birge_rhythm_colour (verdict));
  label = birge_box_add (head, birge_label_new (birge_page_tr (page, birge_rhythm_result_get_msgid (pulse)), NULL, "title1"));
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (head, GTK_ALIGN_CENTER);

  chart = birge_box_add (self, birge_rhythm_gauge_new (page));
  birge_rhythm_gauge_set_taps (BIRGE_RHYTHM_GAUGE (chart), pulse);
  gtk_widget_add_css_class (chart, "chart");
  gtk_widget_set_vexpand (chart, TRUE);

  facts = birge_box_add (self, gtk_grid_new ());
  gtk_widget_add_css_class (facts, "rhythm-facts");
  gtk_grid_set_column_homogeneous (GTK_GRID (facts), TRUE);
  gtk_grid_attach (GTK_GRID (facts), make_fact (page, "check", "aid", (int) result.n_good, birge_page_tr (page, N_("In time"))), 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (facts), make_fact (page, "faster", "rights", (int) result.n_slow, birge_page_tr (page, N_("Too slow"))), 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (facts), make_fact (page, "slower", "learn", (int) result.n_fast, birge_page_tr (page, N_("Too fast"))),
                   portrait ? 0 : 2, portrait ? 1 : 0, 1, 1);
  gtk_grid_attach (GTK_GRID (facts),
                   make_fact (page, result.even ? "even" : "uneven", "sky", -1,
                              result.even ? birge_page_tr (page, N_("Even")) : birge_page_tr (page, N_("Not even"))),
                   portrait ? 1 : 3, portrait ? 1 : 0, 1, 1);
  birge_box_add (self, birge_box_new (portrait ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, "choices"));
  gtk_widget_set_halign (gtk_widget_get_last_child (self), portrait ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  return self;
}

GtkWidget *
birge_rhythm_result_add_button (GtkWidget *self, GtkWidget *button)
{
  return birge_box_add (gtk_widget_get_last_child (self), button);
}
