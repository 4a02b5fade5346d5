/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/shell/birge-bar.h"

#include "ui/widgets/birge-fingers.h"
#include "ui/widgets/birge-widgets.h"

typedef enum { BACK, HOME, LANGUAGE, COMFORT, LISTEN, FINISH, HELP, N_BUTTONS } Button;

static const struct
{
  const char *icon;
  const char *text;
  const char *css_class;
} buttons[N_BUTTONS] = {
  [BACK] = { "back", N_("Back"), NULL },
  [HOME] = { "home", N_("Home"), NULL },
  [LANGUAGE] = { "globe", N_("Language"), NULL },
  [COMFORT] = { "size", N_("Comfort"), NULL },
  [LISTEN] = { "speaker", N_("Listen"), NULL },
  [FINISH] = { "door", N_("Finish"), "finish" },
  [HELP] = { "ring", N_("Help 112"), "alarm" },
};

struct _BirgeBar
{
  GtkWidget   parent_instance;
  BirgeShell *shell; /* owned */
  GtkWidget  *rows;
  GtkWidget  *row1, *row2; /* on a wide screen all stand in row1 */
  GtkWidget  *gap;
  GtkWidget  *buttons[N_BUTTONS];
  gboolean    portrait;
  gboolean    can_listen;
};

enum { PANEL, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BirgeBar, birge_bar, GTK_TYPE_WIDGET)

static void
on_button_clicked (GtkWidget *button, BirgeBar *self)
{
  Button which = 0;

  while (self->buttons[which] != button)
    which++;
  switch (which)
    {
    case BACK:
      birge_shell_back (self->shell);
      break;
    case HOME:
      birge_shell_home (self->shell);
      break;
    case LANGUAGE:
      g_signal_emit (self, signals[PANEL], 0, "language");
      break;
    case COMFORT:
      g_signal_emit (self, signals[PANEL], 0, "comfort");
      break;
    case LISTEN:
      birge_shell_listen (self->shell);
      break;
    case FINISH:
      birge_shell_finish (self->shell);
      break;
    case HELP:
      birge_shell_go_to (self->shell, BIRGE_PLACE_HELP, NULL);
      break;
    case N_BUTTONS:
    default:
      g_assert_not_reached ();
    }
}

/* Somebody speaks: a touch pauses it, whatever it is. */
static void
show_listen (BirgeBar *self)
{
  gboolean speaking = birge_shell_is_speaking (self->shell);
  GtkWidget *button = self->buttons[LISTEN];

  gtk_widget_set_sensitive (button, self->can_listen || speaking);
  birge_picture_set_icon (BIRGE_PICTURE (birge_button_get_picture (button)),
                          speaking ? "pause" : self->can_listen ? "speaker" : "speaker-off");
  birge_button_set_text (button, birge_shell_tr (self->shell, speaking ? N_("Pause") : buttons[LISTEN].text));
}

void
birge_bar_locale_changed (BirgeBar *self)
{
  const char *tag = birge_session_get_language (birge_shell_get_session (self->shell));

  for (guint i = 0; i < N_BUTTONS; i++)
    birge_button_set_text (self->buttons[i], birge_shell_tr (self->shell, buttons[i].text));
  if (tag != NULL) /* its own name is found by somebody who reads no other language */
    birge_button_set_text (self->buttons[LANGUAGE], birge_language_get_name (birge_language_find (tag)));
  show_listen (self);
}

static void
show (BirgeBar *self, Button which, gboolean shown)
{
  birge_fingers_set_visible (self->buttons[which], shown);
}

void
birge_bar_update (BirgeBar *self, BirgePlace place, gboolean can_listen)
{
  gboolean wall = place == BIRGE_PLACE_WALL || place == BIRGE_PLACE_SAFE;

  g_return_if_fail (BIRGE_IS_BAR (self));

  show (self, BACK, !wall);
  show (self, HOME, !wall && place != BIRGE_PLACE_HOME);
  show (self, LANGUAGE, !wall);
  show (self, FINISH, !wall);
  show (self, HELP, place != BIRGE_PLACE_HELP && place != BIRGE_PLACE_SAFE); /* they are the help */
  show (self, LISTEN, place != BIRGE_PLACE_SAFE); /* all languages at once: none to read it in */
  self->can_listen = can_listen;
  show_listen (self);
  if (wall)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self), "wordless");
      birge_button_set_text (self->buttons[HELP], "112");
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "wordless");
      birge_button_set_text (self->buttons[HELP], birge_shell_tr (self->shell, buttons[HELP].text));
    }
}

void
birge_bar_focus (BirgeBar *self, const char *panel)
{
  g_return_if_fail (BIRGE_IS_BAR (self));
  gtk_widget_grab_focus (self->buttons[g_str_equal (panel, "comfort") ? COMFORT : LANGUAGE]);
}

static void
move (GtkWidget *button, GtkWidget *row)
{
  g_object_ref (button);
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (button)), button);
  gtk_box_append (GTK_BOX (row), button);
  g_object_unref (button);
}

static void
on_style_changed (BirgeBar *self)
{
  gboolean portrait = birge_style_is_portrait (birge_shell_get_style (self->shell));

  if (portrait == self->portrait)
    return;
  self->portrait = portrait;
  move (self->buttons[FINISH], portrait ? self->row2 : self->row1);
  move (self->buttons[HELP], portrait ? self->row2 : self->row1);
  gtk_widget_set_hexpand (self->buttons[FINISH], portrait);
  gtk_widget_set_hexpand (self->buttons[HELP], portrait);
  gtk_widget_set_visible (self->row2, portrait);
}

static void
birge_bar_dispose (GObject *object)
{
  BirgeBar *self = BIRGE_BAR (object);

  g_clear_pointer (&self->rows, gtk_widget_unparent);
  g_clear_object (&self->shell);
  G_OBJECT_CLASS (birge_bar_parent_class)->dispose (object);
}

static void
birge_bar_class_init (BirgeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = birge_bar_dispose;
  gtk_widget_class_set_css_name (widget_class, "bar");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[PANEL] = g_signal_new ("panel", BIRGE_TYPE_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
birge_bar_init (BirgeBar *self)
{
  self->rows = birge_box_new (GTK_ORIENTATION_VERTICAL, "rows");
  gtk_widget_set_parent (self->rows, GTK_WIDGET (self));
  self->row1 = birge_box_add (self->rows, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "row"));
  self->row2 = birge_box_add (self->rows, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "row"));
  gtk_widget_set_visible (self->row2, FALSE);

  for (guint i = 0; i < N_BUTTONS; i++)
    {
      if (i == COMFORT)
        {
          self->gap = birge_box_add (self->row1, birge_box_new (GTK_ORIENTATION_HORIZONTAL, "gap"));
          gtk_widget_set_hexpand (self->gap, TRUE);
        }
      self->buttons[i] = birge_box_add (self->row1, birge_button_new (buttons[i].icon, buttons[i].text, buttons[i].css_class));
      gtk_label_set_wrap (GTK_LABEL (gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (self->buttons[i])))), FALSE);
      g_signal_connect (self->buttons[i], "clicked", G_CALLBACK (on_button_clicked), self);
      if (i != HELP)
        gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_button_get_child (GTK_BUTTON (self->buttons[i]))),
                                        GTK_ORIENTATION_VERTICAL);
    }
  birge_picture_set_mirrored_in_rtl (BIRGE_PICTURE (birge_button_get_picture (self->buttons[BACK])), TRUE);
  birge_picture_set_mirrored_in_rtl (BIRGE_PICTURE (birge_button_get_picture (self->buttons[FINISH])), TRUE);
}

GtkWidget *
birge_bar_new (BirgeShell *shell)
{
  BirgeBar *self = g_object_new (BIRGE_TYPE_BAR, NULL);

  self->shell = g_object_ref (shell);
  on_style_changed (self);
  g_signal_connect_object (birge_shell_get_style (shell), "changed", G_CALLBACK (on_style_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shell, "speaking-changed", G_CALLBACK (show_listen), self, G_CONNECT_SWAPPED);
  birge_bar_locale_changed (self);
  return GTK_WIDGET (self);
}
