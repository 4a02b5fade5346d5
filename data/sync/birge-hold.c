/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-hold.h"

#include <glib/gstdio.h>
#include <string.h>

#include "data/sync/birge-store-private.h"

#define LEAST_PER_CENT 70 /* of the items before */

gboolean
birge_hold_write (const char *state_dir, const BirgeRelease *release, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, BIRGE_STORE_HOLD, NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) local = NULL;

  for (guint i = 0; i < release->catalogues->len; i++)
    {
      const BirgeCatalogue *catalogue = g_ptr_array_index (release->catalogues, i);

      g_string_append_printf (text, "%s %" G_GINT64_FORMAT "\n", catalogue->channel, catalogue->release);
    }
  return g_file_set_contents_full (path, text->str, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0644, &local) || _birge_store_failed_by (local, error);
}

void
birge_hold_lift (const char *state_dir)
{
  g_autofree char *path = g_build_filename (state_dir, BIRGE_STORE_HOLD, NULL);

  g_unlink (path);
}

/* The latest release of a channel that was taken back; 0: none. */
static gint64
get_held (const char *text, const char *channel)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *prefix = g_strconcat (channel, " ", NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], prefix))
      return g_ascii_strtoll (lines[i] + strlen (prefix), NULL, 10);
  return 0;
}

static guint
count_items (const BirgeCatalogue *catalogue)
{
  guint n = 0;

  for (guint i = 0; i < catalogue->parts->len; i++)
    n += g_str_equal (((const BirgeCataloguePart *) g_ptr_array_index (catalogue->parts, i))->part, "meta");
  return n;
}

static const BirgeCatalogue *
find_channel (const BirgeRelease *release, const char *channel)
{
  for (guint i = 0; release != NULL && i < release->catalogues->len; i++)
    {
      const BirgeCatalogue *catalogue = g_ptr_array_index (release->catalogues, i);

      if (g_str_equal (catalogue->channel, channel))
        return catalogue;
    }
  return NULL;
}

static gboolean
has_shrunk (const BirgeCatalogue *before, const BirgeCatalogue *after)
{
  return before != NULL && count_items (after) * 100 < count_items (before) * LEAST_PER_CENT;
}

GStrv
birge_hold_apply (const char *state_dir, BirgeRelease *offered, const BirgeRelease *current)
{
  g_autofree char *path = g_build_filename (state_dir, BIRGE_STORE_HOLD, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GStrvBuilder) held = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;
  /* Another publisher's channel of the same name is another channel. */
  gboolean may_be_compared = current != NULL && birge_release_have_one_publisher (offered, current);

  g_file_get_contents (path, &text, NULL, NULL);
  for (guint i = offered->catalogues->len; i > 0; i--)
    {
      const BirgeCatalogue *catalogue = g_ptr_array_index (offered->catalogues, i - 1);
      gboolean was_taken_back = text != NULL && catalogue->release <= get_held (text, catalogue->channel);

      if (was_taken_back || (may_be_compared && !g_array_index (offered->may_shrink, gboolean, i - 1) &&
                             has_shrunk (find_channel (current, catalogue->channel), catalogue)))
        {
          g_autofree char *name = g_strdup_printf ("%s %" G_GINT64_FORMAT, catalogue->channel, catalogue->release);

          g_strv_builder_add (held, name);
          birge_release_keep (offered, i - 1, current);
        }
    }
  list = g_strv_builder_end (held);
  return list[0] != NULL ? g_steal_pointer (&list) : NULL;
}
