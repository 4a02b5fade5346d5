/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "data/trust/birge-trusted-set.h"
#include "data/trust/birge-verified-private.h"
#include "tests/fuzz/fuzz-formats.h"

/* Metadata is damaged here after its signatures were checked, or as if they had been: so that what reads the signed part
 * sees what a key in wrong hands could sign, and not only what anybody can send. */

static void
read_json (GBytes *bytes)
{
  g_autoptr(json_t) value = birge_json_read (bytes, 64 * 1024, NULL);
  g_autoptr(GBytes) canonical = NULL;

  if (value == NULL)
    return;
  canonical = birge_json_canonical (value);
  g_assert (g_bytes_get_size (canonical) <= 8 * g_bytes_get_size (bytes));
}

static void
read_key (GBytes *bytes)
{
  g_autoptr(json_t) value = birge_json_read (bytes, 64 * 1024, NULL);
  g_autoptr(BirgeKey) key = value != NULL ? birge_key_from_json (value, NULL) : NULL;
  const char *signature = json_string_value (json_object_get (value, "sig"));

  if (key != NULL)
    g_assert (!birge_key_verify (key, bytes, signature != NULL ? signature : "00"));
}

/* Whatever is accepted twice over is the same file. */
static void
read_envelope (GBytes *bytes)
{
  g_autoptr(BirgeEnvelope) envelope = birge_envelope_from_bytes (bytes, 64 * 1024, NULL);
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GBytes) second = NULL;
  g_autoptr(BirgeEnvelope) again = NULL;

  if (envelope == NULL)
    return;
  first = birge_envelope_to_bytes (envelope);
  again = birge_envelope_from_bytes (first, G_MAXINT, NULL);
  g_assert (again != NULL);
  second = birge_envelope_to_bytes (again);
  g_assert (g_bytes_equal (first, second));
  g_assert (birge_trusted_set_new (bytes, 0, BIRGE_TRUST_EXPIRY_STRICT, NULL) == NULL); /* nothing here is signed */
}

static gboolean
on_delegate (const char *role, gboolean terminating, gpointer user_data)
{
  g_assert (_birge_verified_get_grant (user_data, role) != NULL);
  return TRUE;
}

static void
read_role (GBytes *bytes, BirgeRoleKind kind)
{
  g_autoptr(json_t) content = birge_json_read (bytes, 64 * 1024, NULL);
  g_autoptr(BirgeVerified) verified = content != NULL ? _birge_verified_new (birge_envelope_new (content), bytes, kind, "role", NULL) : NULL;
  g_auto(GStrv) paths = NULL;

  if (verified == NULL || kind != BIRGE_ROLE_TARGETS)
    return;
  paths = birge_verified_list_targets (verified);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(BirgeVerifiedTarget) target = birge_verified_dup_target (verified, paths[i]);
      g_autofree char *url_path = target != NULL ? birge_verified_target_dup_url_path (target, TRUE) : NULL;

      _birge_verified_each_delegate (verified, paths[i], on_delegate, verified);
    }
  _birge_verified_each_delegate (verified, "some/path", on_delegate, verified);
}

static void
read_root (GBytes *bytes)
{
  read_role (bytes, BIRGE_ROLE_ROOT);
}

static void
read_timestamp (GBytes *bytes)
{
  read_role (bytes, BIRGE_ROLE_TIMESTAMP);
}

static void
read_snapshot (GBytes *bytes)
{
  read_role (bytes, BIRGE_ROLE_SNAPSHOT);
}

static void
read_targets (GBytes *bytes)
{
  read_role (bytes, BIRGE_ROLE_TARGETS);
}

/* A pattern and a path, a line each. */
static void
read_pattern (GBytes *bytes)
{
  g_autofree char *text = g_utf8_make_valid (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  char *line = strchr (text, '\n');

  if (line == NULL)
    return;
  *line = '\0';
  _birge_path_matches (text, line + 1);
}

static const struct {
  char letter;
  void (*read) (GBytes *bytes);
} readers[] = {
  { 'e', read_envelope }, { 'j', read_json },    { 'k', read_key },       { 'p', read_pattern },
  { 'r', read_root },     { 's', read_snapshot }, { 't', read_timestamp }, { 'x', read_targets },
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr(GBytes) bytes = NULL;
  gsize chosen = 0;

  if (size < 2)
    return 0;
  chosen = fuzz_get_letter (data) % G_N_ELEMENTS (readers);
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (readers[i].letter == fuzz_get_letter (data))
      chosen = i;

  bytes = g_bytes_new (data + 1, size - 1); /* a copy, so that reading behind it is seen */
  readers[chosen].read (bytes);
  return 0;
}
