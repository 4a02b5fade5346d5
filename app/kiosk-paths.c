/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-paths.h"

#include "app/state-folder.h"

/* Folder of the running program: its neighbours are there, installed as well as in the build folder. */
static char *
dup_own_folder (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  return self != NULL ? g_path_get_dirname (self) : g_strdup (BIRGE_BINDIR);
}

char *
kiosk_paths_find_birge (void)
{
  g_autofree char *folder = dup_own_folder ();

  return g_build_filename (folder, "birge", NULL);
}

char *
kiosk_paths_find_starter (void)
{
  g_autofree char *folder = dup_own_folder ();
  g_autofree char *built = g_build_filename (folder, "..", "data", "content", "starter", NULL);
  const char *const candidates[] = { built, BIRGE_PKGDATADIR "/content/starter" };

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      g_autofree char *catalog = g_build_filename (candidates[i], "catalog", NULL);

      if (g_file_test (catalog, G_FILE_TEST_IS_DIR))
        return g_strdup (candidates[i]);
    }
  return NULL;
}

char *
kiosk_paths_dup_state (void)
{
  return state_folder_dup_default ();
}
