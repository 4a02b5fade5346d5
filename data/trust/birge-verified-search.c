/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include <string.h>

#include "data/formats/birge-digest.h"
#include "data/trust/birge-verified-private.h"

#define BINS_HASH_BITS 32

/* Matching of one path segment against one of a pattern, as the shell does it: ? * [abc] [a-z] [!a]. */

static gboolean
is_in_class (const char **pattern, const char *stop, gunichar c)
{
  const char *p = *pattern + 1; /* past the bracket */
  const char *first = NULL;
  gboolean negated = p < stop && *p == '!';
  gboolean found = FALSE;

  if (negated)
    p++;
  first = p;
  while (p < stop && (*p != ']' || p == first))
    {
      gunichar low = g_utf8_get_char (p);
      gunichar high = low;

      p = g_utf8_next_char (p);
      if (p + 1 < stop && *p == '-' && p[1] != ']')
        {
          high = g_utf8_get_char (p + 1);
          p = g_utf8_next_char (p + 1);
        }
      found = found || (low <= c && c <= high);
    }
  if (p >= stop) /* no closing bracket: it means itself */
    {
      *pattern += 1;
      return c == '[';
    }
  *pattern = p + 1;
  return found != negated;
}

static gboolean
matches_one (const char **pattern, const char *stop, gunichar c)
{
  if (*pattern >= stop)
    return FALSE;
  if (**pattern == '[')
    return is_in_class (pattern, stop, c);
  if (**pattern != '?' && g_utf8_get_char (*pattern) != c)
    return FALSE;
  *pattern = g_utf8_next_char (*pattern);
  return TRUE;
}

/* Only the last star needs to be tried again, so a hostile pattern costs no more than length times length. */
static gboolean
segment_matches (const char *pattern, const char *pattern_stop, const char *text, const char *text_stop)
{
  const char *star = NULL;
  const char *retry = NULL;

  while (text < text_stop)
    {
      const char *next = pattern;

      if (pattern < pattern_stop && *pattern == '*')
        {
          star = ++pattern;
          retry = text;
        }
      else if (matches_one (&next, pattern_stop, g_utf8_get_char (text)))
        {
          pattern = next;
          text = g_utf8_next_char (text);
        }
      else if (star != NULL)
        {
          pattern = star;
          text = retry = g_utf8_next_char (retry);
        }
      else
        return FALSE;
    }
  while (pattern < pattern_stop && *pattern == '*')
    pattern++;
  return pattern == pattern_stop;
}

/**
 * _birge_path_matches:
 * @pattern: of a delegation; a wildcard matches no slash
 *
 * Whether a pattern means a path.
 */
gboolean
_birge_path_matches (const char *pattern, const char *path)
{
  while (TRUE)
    {
      const char *pattern_stop = strchrnul (pattern, '/');
      const char *path_stop = strchrnul (path, '/');

      if (!segment_matches (pattern, pattern_stop, path, path_stop) || *pattern_stop != *path_stop)
        return FALSE;
      if (*pattern_stop == '\0')
        return TRUE;
      pattern = pattern_stop + 1;
      path = path_stop + 1;
    }
}

static gboolean
is_delegated (const BirgeDelegation *delegation, const char *path, const char *hash)
{
  for (guint i = 0; delegation->paths != NULL && delegation->paths[i] != NULL; i++)
    if (_birge_path_matches (delegation->paths[i], path))
      return TRUE;
  for (guint i = 0; delegation->prefixes != NULL && delegation->prefixes[i] != NULL; i++)
    if (g_str_has_prefix (hash, delegation->prefixes[i]))
      return TRUE;
  return FALSE;
}

/* "bins-0a": the first bits of the path's hash, as many figures as the last bin has. */
static char *
bin_name (BirgeVerified *self, const char *hash)
{
  g_autofree char *start = g_strndup (hash, BINS_HASH_BITS / 4);
  guint64 bin = g_ascii_strtoull (start, NULL, 16) >> (BINS_HASH_BITS - self->bin_bits);

  return g_strdup_printf ("%s-%0*" G_GINT64_MODIFIER "x", self->bin_prefix, (int) (self->bin_bits + 3) / 4, bin);
}

/* The bins are one delegation for all paths, and the last. */
static gboolean
is_bin (BirgeVerified *self, const char *role)
{
  gsize length = self->bin_prefix != NULL ? strlen (self->bin_prefix) : 0;
  const char *figures = role + length + 1;
  gsize n = (self->bin_bits + 3) / 4;

  if (self->bin_bits == 0 || strncmp (role, self->bin_prefix, length) != 0 || role[length] != '-')
    return FALSE;
  return strlen (figures) == n && strspn (figures, "0123456789abcdef") == n
         && g_ascii_strtoull (figures, NULL, 16) < G_GUINT64_CONSTANT (1) << self->bin_bits;
}

void
_birge_verified_each_delegate (BirgeVerified *self, const char *path, BirgeVisitFunc visit, gpointer user_data)
{
  g_autoptr(GBytes) bytes = g_bytes_new (path, strlen (path));
  g_autofree char *hash = birge_digest_bytes (bytes);
  g_autofree char *bin = self->bin_bits > 0 ? bin_name (self, hash) : NULL;

  if (bin != NULL)
    visit (bin, TRUE, user_data);
  for (guint i = 0; self->delegations != NULL && i < self->delegations->len; i++)
    {
      const BirgeDelegation *delegation = g_ptr_array_index (self->delegations, i);

      if (is_delegated (delegation, path, hash) && !visit (delegation->name, delegation->terminating, user_data))
        return;
    }
}

/**
 * _birge_verified_get_grant:
 * @self: a root or a role of targets
 *
 * Whom it trusts with a role.
 *
 * Returns: (nullable): NULL when it says nothing of it
 */
const BirgeGrant *
_birge_verified_get_grant (BirgeVerified *self, const char *role)
{
  if (self->kind == BIRGE_ROLE_ROOT)
    return g_hash_table_lookup (self->roles, role);
  if (is_bin (self, role))
    return &self->bin_grant;
  for (guint i = 0; self->delegations != NULL && i < self->delegations->len; i++)
    {
      const BirgeDelegation *delegation = g_ptr_array_index (self->delegations, i);

      if (g_str_equal (delegation->name, role))
        return &delegation->grant;
    }
  return NULL;
}

const BirgeMeta *
_birge_verified_get_meta (BirgeVerified *self, const char *role)
{
  g_autofree char *name = g_strconcat (role, ".json", NULL);

  return g_hash_table_lookup (self->meta, name);
}
