/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/voices/kiosk.h"

#include "data/sync/birge-install.h"

BirgeLibrary *
kiosk_install (const char *out, const char *state)
{
  g_autoptr(GError) error = NULL;
  BirgeLibrary *library;

  g_assert_cmpuint (birge_install (out, state, NULL, NULL, NULL, &error), >, 0);
  g_assert_no_error (error);
  library = birge_library_open (state, &error);
  g_assert_no_error (error);
  return library;
}
