/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can go wrong between a repository's signatures and this kiosk. Only SIGNATURE and ROLLBACK of well-formed
 * metadata are a reason for alarm; all else may be a bad link, a portal or a disk. */
#define BIRGE_TRUST_ERROR (birge_trust_error_quark ())
GQuark birge_trust_error_quark (void);
typedef enum {
  BIRGE_TRUST_ERROR_NOT_FOUND, /* the source answers that it has no such file */
  BIRGE_TRUST_ERROR_SOURCE,    /* the source cannot be reached or read */
  BIRGE_TRUST_ERROR_TOO_LARGE, /* more bytes than were signed for or are allowed */
  BIRGE_TRUST_ERROR_SYNTAX,    /* not what the format asks for */
  BIRGE_TRUST_ERROR_SIGNATURE, /* not signed by enough of the right keys */
  BIRGE_TRUST_ERROR_ROLLBACK,  /* older than what is trusted already */
  BIRGE_TRUST_ERROR_MISMATCH,  /* not the version, length or hash that was signed for */
  BIRGE_TRUST_ERROR_EXPIRED,   /* its date has passed */
  BIRGE_TRUST_ERROR_NO_TARGET, /* nobody who is trusted with this name vouches for it */
  BIRGE_TRUST_ERROR_STORAGE,   /* our own disk refused */
  BIRGE_TRUST_ERROR_NO_SPACE,  /* it is full */
  BIRGE_TRUST_ERROR_KEY,       /* a private key cannot be read: damaged, or a wrong pass phrase */
} BirgeTrustError;

/* The version of the specification that what we write follows. */
#define BIRGE_TRUST_SPEC_VERSION "1.0.34"

/* Most bytes of metadata that are read before anything is known of them. */
#define BIRGE_TRUST_MAX_ROOT_BYTES      (64 * 1024)
#define BIRGE_TRUST_MAX_TIMESTAMP_BYTES (64 * 1024)
#define BIRGE_TRUST_MAX_BYTES           (4 * 1024 * 1024) /* every other role, even if more were signed for */

/* Most work that a repository can cause in one run. */
#define BIRGE_TRUST_MAX_NEW_ROOTS 32
#define BIRGE_TRUST_MAX_ROLES     64

G_END_DECLS
