/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-install.h"

#include "data/sync/birge-build-source.h"
#include "data/sync/birge-folder-source.h"
#include "data/sync/birge-sync.h"
#include "data/trust/birge-trust.h"

G_DEFINE_QUARK (birge-install-error-quark, birge_install_error)

typedef struct {
  BirgeInstallProgress  progress;
  gpointer              user_data;
} Listener;

static void
on_progress (const BirgeSyncStatus *status, gpointer user_data)
{
  static const BirgeInstallPhase phases[] = {
    [BIRGE_SYNC_STEP_CHECK] = BIRGE_INSTALL_PHASE_CHECK, [BIRGE_SYNC_STEP_META] = BIRGE_INSTALL_PHASE_CHECK,
    [BIRGE_SYNC_STEP_PLAN] = BIRGE_INSTALL_PHASE_CHECK,  [BIRGE_SYNC_STEP_FETCH] = BIRGE_INSTALL_PHASE_COPY,
    [BIRGE_SYNC_STEP_ACTIVATE] = BIRGE_INSTALL_PHASE_BUILD,
  };
  Listener *listener = user_data;

  if (listener->progress == NULL || status->step == BIRGE_SYNC_STEP_COLLECT)
    return;
  listener->progress (status->step == BIRGE_SYNC_STEP_ACTIVATE ? status->phase : phases[status->step], status->done,
                      status->total, listener->user_data);
}

/* A repository, or what an editor built and nobody signed. */
static BirgeSource *
open_source (const char *dir, GError **error)
{
  g_autofree char *catalog = g_build_filename (dir, "catalog", NULL);
  g_autoptr(GError) local = NULL;
  BirgeFolderSource *folder = birge_folder_source_open (dir, NULL, &local);

  if (folder != NULL)
    return BIRGE_SOURCE (folder);
  if (g_error_matches (local, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND) &&
      g_file_test (catalog, G_FILE_TEST_IS_DIR))
    return (BirgeSource *) birge_build_source_new (dir, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* All that can be wrong, in the words of this header. */
static void
translate (const GError *trouble, GError **error)
{
  BirgeInstallError code = BIRGE_INSTALL_ERROR_STORAGE;

  if (trouble->domain == BIRGE_INSTALL_ERROR)
    code = (BirgeInstallError) trouble->code;
  else if (g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    code = BIRGE_INSTALL_ERROR_CANCELLED;
  else if (g_error_matches (trouble, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_NO_SPACE) ||
           g_error_matches (trouble, BIRGE_SYNC_DB_ERROR, BIRGE_SYNC_DB_ERROR_NO_SPACE) ||
           g_error_matches (trouble, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NO_SPACE))
    code = BIRGE_INSTALL_ERROR_NO_SPACE;
  else if (trouble->domain != BIRGE_INCOMING_ERROR && trouble->domain != BIRGE_SYNC_DB_ERROR &&
           !g_error_matches (trouble, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_STORAGE))
    code = BIRGE_INSTALL_ERROR_SOURCE;
  g_set_error_literal (error, BIRGE_INSTALL_ERROR, (int) code, trouble->message);
}

guint
birge_install (const char            *source_dir,
               const char            *state_dir,
               BirgeInstallProgress   progress,
               gpointer               user_data,
               GCancellable          *cancellable,
               GError               **error)
{
  Listener listener = { progress, user_data };
  g_autoptr(GError) trouble = NULL;
  g_autoptr(BirgeSource) source = NULL;
  g_autoptr(BirgeSync) sync = NULL;
  g_auto(BirgeSyncResult) result = { 0 };
  BirgeSyncRun run = { .flags = BIRGE_SYNC_BY_HAND, .progress = on_progress, .user_data = &listener,
                       .cancellable = cancellable };

  g_return_val_if_fail (source_dir != NULL && state_dir != NULL, 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  source = open_source (source_dir, &trouble);
  run.source = source;
  sync = source != NULL ? birge_sync_open (state_dir, &trouble) : NULL;
  if (sync != NULL && birge_sync_run (sync, &run, &result, &trouble) && result.generation != 0)
    return result.generation;
  if (trouble != NULL)
    translate (trouble, error);
  else
    g_set_error (error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_NO_SPACE, "%s: not even the texts fit: make room on the disk",
                 state_dir);
  return 0;
}
