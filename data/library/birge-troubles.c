/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-troubles.h"

#include "data/formats/birge-clock.h"

#include <string.h>

#define FILE_NAME "troubles"
#define MAX_BYTES (64 * 1024)
#define MAX_NAME  100
#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789/-"

static void
trouble_free (gpointer data)
{
  BirgeTrouble *trouble = data;

  g_free (trouble->item);
  g_free (trouble->why);
  g_free (trouble->day);
  g_free (trouble);
}

static gboolean
is_name (const char *name)
{
  return name != NULL && *name != '\0' && strlen (name) <= MAX_NAME && strspn (name, NAME_LETTERS) == strlen (name);
}

static GKeyFile *
read_file (const char *path)
{
  GKeyFile *file = g_key_file_new ();
  g_autoptr(GMappedFile) mapped = g_mapped_file_new (path, FALSE, NULL);

  if (mapped != NULL && g_mapped_file_get_length (mapped) <= MAX_BYTES)
    g_key_file_load_from_data (file, g_mapped_file_get_contents (mapped), g_mapped_file_get_length (mapped), G_KEY_FILE_NONE, NULL);
  return file;
}

void
birge_troubles_set (const char *state_dir, const char *item, const char *why)
{
  g_autofree char *path = NULL;
  g_autofree char *known = NULL;
  g_autofree char *day = NULL;
  g_autoptr(GKeyFile) file = NULL;
  g_autoptr(GError) error = NULL;
  gsize n = 0;

  g_return_if_fail (state_dir != NULL);
  g_return_if_fail (is_name (item));
  g_return_if_fail (why == NULL || is_name (why));

  path = g_build_filename (state_dir, FILE_NAME, NULL);
  file = read_file (path);
  known = g_key_file_get_string (file, item, "why", NULL);
  if (g_strcmp0 (known, why) == 0)
    return;
  g_strfreev (g_key_file_get_groups (file, &n));
  if (known == NULL && n >= BIRGE_TROUBLES_MAX)
    return; /* the first hundred say enough */

  if (why == NULL)
    g_key_file_remove_group (file, item, NULL);
  else
    {
      day = birge_clock_dup_today ();
      g_key_file_set_string (file, item, "why", why);
      g_key_file_set_string (file, item, "day", day);
    }
  if (!g_key_file_save_to_file (file, path, &error))
    g_message ("troubles: not written: %s", error->message);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(BirgeTrouble *const *) a)->item, (*(BirgeTrouble *const *) b)->item);
}

GPtrArray *
birge_troubles_list (const char *state_dir)
{
  GPtrArray *troubles = g_ptr_array_new_with_free_func (trouble_free);
  g_autofree char *path = NULL;
  g_autoptr(GKeyFile) file = NULL;
  g_auto(GStrv) items = NULL;

  g_return_val_if_fail (state_dir != NULL, troubles);

  path = g_build_filename (state_dir, FILE_NAME, NULL);
  file = read_file (path);
  items = g_key_file_get_groups (file, NULL);
  for (guint i = 0; items[i] != NULL && troubles->len < BIRGE_TROUBLES_MAX; i++)
    {
      g_autofree char *why = g_key_file_get_string (file, items[i], "why", NULL);
      g_autofree char *day = g_key_file_get_string (file, items[i], "day", NULL);
      BirgeTrouble *trouble;

      if (!is_name (items[i]) || !is_name (why) || !is_name (day)) /* a disk that errs */
        continue;
      trouble = g_new0 (BirgeTrouble, 1);
      trouble->item = g_strdup (items[i]);
      trouble->why = g_steal_pointer (&why);
      trouble->day = g_steal_pointer (&day);
      g_ptr_array_add (troubles, trouble);
    }
  g_ptr_array_sort (troubles, compare_items);
  return troubles;
}
