/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-po"

#include "po/birge-po.h"

#include "data/formats/birge-language.h"
#include "data/formats/birge-tr.h"
#include "po/birge-po-resources.h"

static void
add_language (const char *tag)
{
  g_autofree char *path = g_strdup_printf ("/org/birge/po/%s.mo", tag);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) mo = g_resource_lookup_data (birge_po_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  /* Without a file the language has no translation yet. What is there we compiled ourselves. */
  if (mo != NULL && !birge_tr_add_catalogue (tag, mo, &error))
    g_error ("%s: %s", path, error->message);
}

void
birge_po_init (void)
{
  static gsize done = 0;
  const char *const *tags = birge_language_list_tags ();

  if (!g_once_init_enter (&done))
    return;
  for (guint i = 0; tags[i] != NULL; i++)
    add_language (tags[i]);
  g_once_init_leave (&done, 1);
}
