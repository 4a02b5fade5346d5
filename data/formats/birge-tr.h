/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Words of the interface, looked up by language at each call, because the visitor may switch at any time. Reads the
 * catalogues that msgfmt compiles. The msgid is the English text.
 *
 * What is looked up must live as long as the program (a literal), as it is what comes back when nothing is found.
 * Nothing returned is ever NULL, and all of it lives as long as the program. Any thread. */

#define N_(text) (text)          /* marks a text for translation where birge_tr() comes later */
#define NC_(context, text) (text) /* the same for birge_trc() */

#define BIRGE_TR_MAX_BYTES (1024 * 1024)
#define BIRGE_TR_MAX_MESSAGES 20000

const char *birge_tr  (const char *language,
                       const char *msgid) G_GNUC_FORMAT (2);
const char *birge_trc (const char *language,
                       const char *context,
                       const char *msgid) G_GNUC_FORMAT (3);
/* The form for @n; it usually has a %d in it to fill. */
const char *birge_trn (const char *language,
                       const char *singular,
                       const char *plural,
                       gint64      n) G_GNUC_FORMAT (2) G_GNUC_FORMAT (3);

/* Adds the bytes of a .mo file; a later one goes before an earlier one. Errors: BIRGE_TR_ERROR. */
gboolean    birge_tr_add_catalogue (const char *language,
                                    GBytes     *mo,
                                    GError    **error);

/* Only looks whether birge_tr_add_catalogue() would take the bytes for some language. */
gboolean    birge_tr_check         (GBytes     *mo,
                                    GError    **error);

#define BIRGE_TR_ERROR (birge_tr_error_quark ())
GQuark birge_tr_error_quark (void);
typedef enum {
  BIRGE_TR_ERROR_TOO_LARGE,
  BIRGE_TR_ERROR_SYNTAX,
  BIRGE_TR_ERROR_LANGUAGE, /* the table of languages does not have it */
} BirgeTrError;

G_END_DECLS
