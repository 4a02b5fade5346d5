/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-sync-reason.h"

#include "data/sync/birge-incoming.h"
#include "data/sync/birge-install.h"
#include "data/sync/birge-source.h"
#include "data/sync/birge-sync-db.h"
#include "data/trust/birge-trust.h"

static const char *const names[] = {
  [BIRGE_SYNC_REASON_NONE] = "none",
  [BIRGE_SYNC_REASON_OTHER] = "other",
  [BIRGE_SYNC_REASON_STOPPED] = "stopped",
  [BIRGE_SYNC_REASON_BUSY] = "busy",
  [BIRGE_SYNC_REASON_NO_SOURCE] = "no-source",
  [BIRGE_SYNC_REASON_NO_PUBLISHER] = "no-publisher",
  [BIRGE_SYNC_REASON_UNREACHABLE] = "unreachable",
  [BIRGE_SYNC_REASON_PORTAL] = "portal",
  [BIRGE_SYNC_REASON_NO_CONTENT] = "no-content",
  [BIRGE_SYNC_REASON_FOREIGN] = "foreign",
  [BIRGE_SYNC_REASON_OLDER] = "older",
  [BIRGE_SYNC_REASON_EXPIRED] = "expired",
  [BIRGE_SYNC_REASON_DAMAGED] = "damaged",
  [BIRGE_SYNC_REASON_NO_SPACE] = "no-space",
  [BIRGE_SYNC_REASON_DISK] = "disk",
  [BIRGE_SYNC_REASON_NO_PREVIOUS] = "no-previous",
  [BIRGE_SYNC_REASON_GONE] = "gone",
  [BIRGE_SYNC_REASON_NOT_ALLOWED] = "not-allowed",
  [BIRGE_SYNC_REASON_FORMAT] = "format",
};

static BirgeSyncReason
of_install (int code)
{
  switch (code)
    {
    case BIRGE_INSTALL_ERROR_SOURCE:
      return BIRGE_SYNC_REASON_DAMAGED;
    case BIRGE_INSTALL_ERROR_STORAGE:
      return BIRGE_SYNC_REASON_DISK;
    case BIRGE_INSTALL_ERROR_NO_SPACE:
      return BIRGE_SYNC_REASON_NO_SPACE;
    case BIRGE_INSTALL_ERROR_BUSY:
      return BIRGE_SYNC_REASON_BUSY;
    case BIRGE_INSTALL_ERROR_NOTHING:
      return BIRGE_SYNC_REASON_NO_PREVIOUS;
    case BIRGE_INSTALL_ERROR_CANCELLED:
      return BIRGE_SYNC_REASON_STOPPED;
    default:
      return BIRGE_SYNC_REASON_OTHER;
    }
}

static BirgeSyncReason
of_source (int code)
{
  switch (code)
    {
    case BIRGE_SOURCE_ERROR_NOT_FOUND:
      return BIRGE_SYNC_REASON_NO_CONTENT;
    case BIRGE_SOURCE_ERROR_TOO_LARGE:
    case BIRGE_SOURCE_ERROR_DAMAGED:
    case BIRGE_SOURCE_ERROR_CHANGED:
      return BIRGE_SYNC_REASON_DAMAGED;
    case BIRGE_SOURCE_ERROR_UNREACHABLE:
    case BIRGE_SOURCE_ERROR_BUSY:
      return BIRGE_SYNC_REASON_UNREACHABLE;
    case BIRGE_SOURCE_ERROR_PORTAL:
      return BIRGE_SYNC_REASON_PORTAL;
    default:
      return BIRGE_SYNC_REASON_OTHER;
    }
}

static BirgeSyncReason
of_trust (int code)
{
  switch (code)
    {
    case BIRGE_TRUST_ERROR_NOT_FOUND:
      return BIRGE_SYNC_REASON_NO_CONTENT;
    case BIRGE_TRUST_ERROR_SOURCE:
      return BIRGE_SYNC_REASON_UNREACHABLE;
    case BIRGE_TRUST_ERROR_TOO_LARGE:
    case BIRGE_TRUST_ERROR_SYNTAX:
    case BIRGE_TRUST_ERROR_MISMATCH:
      return BIRGE_SYNC_REASON_DAMAGED;
    case BIRGE_TRUST_ERROR_SIGNATURE:
      return BIRGE_SYNC_REASON_FOREIGN;
    case BIRGE_TRUST_ERROR_ROLLBACK:
      return BIRGE_SYNC_REASON_OLDER;
    case BIRGE_TRUST_ERROR_EXPIRED:
      return BIRGE_SYNC_REASON_EXPIRED;
    case BIRGE_TRUST_ERROR_NO_TARGET:
      return BIRGE_SYNC_REASON_NO_PUBLISHER;
    case BIRGE_TRUST_ERROR_STORAGE:
      return BIRGE_SYNC_REASON_DISK;
    case BIRGE_TRUST_ERROR_NO_SPACE:
      return BIRGE_SYNC_REASON_NO_SPACE;
    default:
      return BIRGE_SYNC_REASON_OTHER;
    }
}

BirgeSyncReason
birge_sync_reason_of (const GError *error)
{
  if (error == NULL)
    return BIRGE_SYNC_REASON_NONE;
  if (error->domain == BIRGE_INSTALL_ERROR)
    return of_install (error->code);
  if (error->domain == BIRGE_SOURCE_ERROR)
    return of_source (error->code);
  if (error->domain == BIRGE_TRUST_ERROR)
    return of_trust (error->code);
  if (g_error_matches (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_NO_SPACE) ||
      g_error_matches (error, BIRGE_SYNC_DB_ERROR, BIRGE_SYNC_DB_ERROR_NO_SPACE))
    return BIRGE_SYNC_REASON_NO_SPACE;
  if (g_error_matches (error, BIRGE_INCOMING_ERROR, BIRGE_INCOMING_ERROR_STORAGE) || error->domain == BIRGE_SYNC_DB_ERROR)
    return BIRGE_SYNC_REASON_DISK;
  if (error->domain == BIRGE_INCOMING_ERROR)
    return BIRGE_SYNC_REASON_DAMAGED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return BIRGE_SYNC_REASON_STOPPED;
  return BIRGE_SYNC_REASON_OTHER;
}

const char *
birge_sync_reason_get_name (BirgeSyncReason reason)
{
  g_return_val_if_fail (reason < G_N_ELEMENTS (names), names[BIRGE_SYNC_REASON_OTHER]);

  return names[reason];
}

BirgeSyncReason
birge_sync_reason_parse (const char *name)
{
  if (name == NULL)
    return BIRGE_SYNC_REASON_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      return (BirgeSyncReason) i;
  return BIRGE_SYNC_REASON_OTHER;
}
