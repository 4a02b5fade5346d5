/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-json.h"

G_BEGIN_DECLS

/* What signed metadata says about the bytes of another file. */
typedef struct {
  gint64 length;  /* -1: not said */
  char  *sha256;  /* lower-case hexadecimal; NULL: not said */
  char  *sha512;  /* the same */
} BirgeExpected;

void      birge_expected_clear (BirgeExpected        *self);
/* Whole bytes at once. Errors: TOO_LARGE, MISMATCH. */
gboolean  birge_expected_check (const BirgeExpected  *self,
                                const char           *name,
                                GBytes               *bytes,
                                GError              **error);

/* The same for bytes that come piece by piece. */
typedef struct _BirgeChecker BirgeChecker;

BirgeChecker *birge_checker_new    (const BirgeExpected  *expected,
                                    const char           *name);
/* Errors: TOO_LARGE as soon as there is one byte too many. */
gboolean      birge_checker_feed   (BirgeChecker         *self,
                                    gconstpointer         data,
                                    gsize                 size,
                                    GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* Errors: MISMATCH for another length or hash. Call once, at the end. */
gboolean      birge_checker_finish (BirgeChecker         *self,
                                    GError              **error) G_GNUC_WARN_UNUSED_RESULT;
void          birge_checker_free   (BirgeChecker         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeChecker, birge_checker_free)

G_END_DECLS
