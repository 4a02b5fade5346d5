/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/state-folder.h"

#include <glib/gstdio.h>
#include <grp.h>
#include <unistd.h>

#define STATE_WHEN_INSTALLED "/var/lib/birge"

char *
state_folder_dup_default (void)
{
  if (g_file_test (STATE_WHEN_INSTALLED, G_FILE_TEST_IS_DIR) && access (STATE_WHEN_INSTALLED, W_OK) == 0)
    return g_strdup (STATE_WHEN_INSTALLED);
  return g_build_filename (g_get_user_data_dir (), "birge", NULL);
}

gboolean
state_folder_become_owner (const char *folder)
{
  GStatBuf info;

  if (geteuid () != 0 || g_stat (folder, &info) != 0 || info.st_uid == 0)
    return TRUE;
  return setgroups (0, NULL) == 0 && setgid (info.st_gid) == 0 && setuid (info.st_uid) == 0;
}
