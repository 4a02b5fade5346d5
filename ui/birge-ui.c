/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/birge-ui.h"

#include "ui/birge-ui-resources.h"
#include "po/birge-po.h"

/* The key that opens the toolkit's inspector is on by default; on a kiosk there must be none. The schema is missing where
 * no program with settings was ever installed. */
static void
switch_inspector_off (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, "org.gtk.gtk4.Settings.Debug", TRUE);
  if (schema != NULL)
    {
      g_autoptr(GSettings) settings = g_settings_new_full (schema, NULL, NULL); /* the memory backend: main() chose it */

      g_settings_set_boolean (settings, "enable-inspector-keybinding", FALSE);
    }
}

void
birge_ui_init (void)
{
  GtkSettings *settings = gtk_settings_get_default ();

  g_resources_register (birge_ui_get_resource ());
  birge_po_init ();
  switch_inspector_off ();
  if (settings != NULL) /* the whole look is our own: style.css */
    g_object_set (settings, "gtk-theme-name", "Empty", "gtk-long-press-time", 700u, "gtk-enable-animations", FALSE, NULL);
}
