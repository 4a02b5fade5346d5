/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/widgets/birge-widgets.h"

#include "data/formats/birge-language.h"
#include "ui/widgets/birge-text.h"

/* By its first letter. */
static gboolean
is_arabic (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_ARABIC;
  return FALSE;
}

void
birge_label_set (GtkWidget *label, const char *text, const char *language)
{
  const BirgeLanguage *info = language != NULL ? birge_language_find (language) : NULL;
  gboolean arabic = FALSE;

  g_return_if_fail (GTK_IS_LABEL (label));

  gtk_label_set_label (GTK_LABEL (label), text != NULL ? text : "");
  if (info != NULL)
    {
      g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_language_new (pango_language_from_string (birge_language_get_pango_tag (info))));
      gtk_label_set_attributes (GTK_LABEL (label), attributes);
      arabic = birge_language_is_rtl (info);
    }
  else if (text != NULL)
    arabic = is_arabic (text);
  if (arabic) /* its letters have a taller line of their own */
    gtk_widget_add_css_class (label, "arabic");
  else
    gtk_widget_remove_css_class (label, "arabic");
}

GtkWidget *
birge_label_new (const char *text, const char *language, const char *css_class)
{
  GtkWidget *label = birge_text_new ();

  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  birge_label_set (label, text, language);
  return label;
}

void
birge_name_control (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : "", -1);
}

GtkWidget *
birge_box_new (GtkOrientation orientation, const char *css_class)
{
  GtkWidget *box = gtk_box_new (orientation, 0);

  if (css_class != NULL)
    gtk_widget_add_css_class (box, css_class);
  return box;
}

GtkWidget *
birge_box_add (GtkWidget *box, GtkWidget *child)
{
  gtk_box_append (GTK_BOX (box), child);
  return child;
}

void
birge_box_clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

GtkWidget *
birge_button_new (const char *icon, const char *text, const char *css_class)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "content");
  GtkWidget *label = birge_label_new (text, NULL, "text");

  gtk_widget_add_css_class (button, "birge-button");
  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  if (icon != NULL)
    {
      GtkWidget *picture = birge_box_add (box, birge_picture_new_icon (icon));

      gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
      gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
    }
  birge_box_add (box, label);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), box);
  birge_name_control (button, text);
  return button;
}

GtkWidget *
birge_button_get_picture (GtkWidget *button)
{
  GtkWidget *first = gtk_widget_get_first_child (gtk_button_get_child (GTK_BUTTON (button)));

  return BIRGE_IS_PICTURE (first) ? first : NULL;
}

void
birge_button_set_upright (GtkWidget *button, gboolean upright)
{
  GtkWidget *content = gtk_button_get_child (GTK_BUTTON (button));
  GtkWidget *label = gtk_widget_get_last_child (content);

  g_return_if_fail (GTK_IS_LABEL (label));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (content), upright ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_label_set_justify (GTK_LABEL (label), upright ? GTK_JUSTIFY_CENTER : GTK_JUSTIFY_LEFT);
  gtk_label_set_xalign (GTK_LABEL (label), upright ? 0.5 : 0);
}

void
birge_button_set_text (GtkWidget *button, const char *text)
{
  GtkWidget *label = gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (button)));

  g_return_if_fail (GTK_IS_LABEL (label));
  gtk_label_set_label (GTK_LABEL (label), text);
  birge_name_control (button, text);
}

GtkWidget *
birge_round_button_new (const char *icon, const char *name, const char *css_class)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *picture = birge_picture_new_icon (icon);

  gtk_widget_add_css_class (button, "round");
  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), picture);
  birge_name_control (button, name);
  return button;
}

typedef struct
{
  GtkWidget *widget; /* owned */
  void     (*run) (GtkWidget *widget);
} Later;

static void
later_free (gpointer data)
{
  Later *later = data;

  g_object_unref (later->widget);
  g_free (later);
}

static gboolean
on_later (gpointer user_data)
{
  Later *later = user_data;

  if (gtk_widget_get_root (later->widget) != NULL)
    later->run (later->widget);
  return G_SOURCE_REMOVE;
}

void
birge_widget_later (GtkWidget *widget, void (*run) (GtkWidget *widget))
{
  Later *later;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  later = g_new0 (Later, 1);
  later->widget = g_object_ref (widget);
  later->run = run;
  /* Before the next touch is looked at: it is meant for what will be there. */
  g_idle_add_full (G_PRIORITY_HIGH, on_later, later, later_free);
}

GtkWidget *
birge_language_badge_new (const char *language)
{
  const BirgeLanguage *info = birge_language_find (language);
  GtkWidget *badge = birge_box_new (GTK_ORIENTATION_HORIZONTAL, "badge");

  birge_box_add (badge, birge_picture_new_icon ("globe"));
  birge_box_add (badge, birge_label_new (info != NULL ? birge_language_get_name (info) : language, language, NULL));
  gtk_widget_set_halign (badge, GTK_ALIGN_START);
  return badge;
}
