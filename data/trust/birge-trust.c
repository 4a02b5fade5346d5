/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-trust-private.h"

G_DEFINE_QUARK (birge-trust-error-quark, birge_trust_error)

gboolean
_birge_trust_refuse (GError **error, int code, const char *name, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list arguments;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, BIRGE_TRUST_ERROR, code, "%s: %s", name, why);
  return FALSE;
}
