/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-trust"

#include "data/trust/birge-json.h"

#include <stdlib.h>
#include <string.h>

#include "data/trust/birge-trust-private.h"

#define NAME "JSON" /* callers put the name of the file before it */

/* Depth is counted before anything is built: a parser that recurses must not be handed a million brackets. */
static gboolean
is_shallow (const char *text, gsize size)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < size; i++)
    {
      char c = text[i];

      if (quoted && c == '\\')
        i++;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted && (c == '{' || c == '['))
        {
          if (++depth > BIRGE_JSON_MAX_DEPTH)
            return FALSE;
        }
      else if (!quoted && (c == '}' || c == ']') && depth > 0)
        depth--;
    }
  return TRUE;
}

static gboolean
has_real (const json_t *value)
{
  const char *key;
  json_t *member;
  size_t i;

  if (json_is_array (value))
    {
      json_array_foreach (value, i, member)
        if (has_real (member))
          return TRUE;
    }
  else if (json_is_object (value))
    {
      json_object_foreach ((json_t *) value, key, member)
        if (has_real (member))
          return TRUE;
    }
  return json_is_real (value);
}

/**
 * birge_json_read:
 * @max_bytes: what is longer is not looked at
 *
 * Reads a JSON object of strict form.
 *
 * Errors: `TOO_LARGE`; `SYNTAX` for damage, repeated names, fractions, too deep nesting, or anything but an object.
 *
 * Returns: (transfer full) (nullable): the object
 */
json_t *
birge_json_read (GBytes *bytes, gsize max_bytes, GError **error)
{
  g_autoptr(json_t) value = NULL;
  json_error_t problem = { 0 };
  const char *text = NULL;
  gsize size = 0;

  g_return_val_if_fail (bytes != NULL, NULL);

  text = g_bytes_get_data (bytes, &size);
  if (size > max_bytes)
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_TOO_LARGE, NAME, "it has more than %" G_GSIZE_FORMAT " bytes", max_bytes);
      return NULL;
    }
  if (!is_shallow (text, size))
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, NAME, "it is nested deeper than %d levels", BIRGE_JSON_MAX_DEPTH);
      return NULL;
    }
  value = json_loadb (text != NULL ? text : "", size, JSON_REJECT_DUPLICATES, &problem);
  if (value == NULL)
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, NAME, "line %d: %s", problem.line, problem.text);
      return NULL;
    }
  if (!json_is_object (value) || has_real (value))
    {
      _birge_trust_refuse (error, BIRGE_TRUST_ERROR_SYNTAX, NAME, "%s",
                           json_is_object (value) ? "it has a number that is not whole" : "an object was expected");
      return NULL;
    }
  return g_steal_pointer (&value);
}

/* Writing */

static void
append_text (GString *out, const char *text, gsize length)
{
  g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"' || text[i] == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, text[i]);
    }
  g_string_append_c (out, '"');
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b); /* of UTF-8: the order of code points */
}

static void append_value (GString *out, const json_t *value);

static void
append_object (GString *out, const json_t *object)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const char *name;
  json_t *member;

  json_object_foreach ((json_t *) object, name, member)
    g_ptr_array_add (names, (gpointer) name);
  g_ptr_array_sort (names, compare_names);

  g_string_append_c (out, '{');
  for (guint i = 0; i < names->len; i++)
    {
      name = g_ptr_array_index (names, i);
      if (i > 0)
        g_string_append_c (out, ',');
      append_text (out, name, strlen (name));
      g_string_append_c (out, ':');
      append_value (out, json_object_get (object, name));
    }
  g_string_append_c (out, '}');
}

static void
append_array (GString *out, const json_t *array)
{
  json_t *member;
  size_t i;

  g_string_append_c (out, '[');
  json_array_foreach (array, i, member)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_value (out, member);
    }
  g_string_append_c (out, ']');
}

static void
append_value (GString *out, const json_t *value)
{
  switch (json_typeof (value))
    {
    case JSON_OBJECT:
      append_object (out, value);
      break;
    case JSON_ARRAY:
      append_array (out, value);
      break;
    case JSON_STRING:
      append_text (out, json_string_value (value), json_string_length (value));
      break;
    case JSON_INTEGER:
      g_string_append_printf (out, "%" JSON_INTEGER_FORMAT, json_integer_value (value));
      break;
    case JSON_TRUE:
      g_string_append (out, "true");
      break;
    case JSON_FALSE:
      g_string_append (out, "false");
      break;
    case JSON_NULL:
      g_string_append (out, "null");
      break;
    case JSON_REAL:
    default:
      g_return_if_reached (); /* no reader of ours lets one in */
    }
}

/**
 * birge_json_canonical:
 * @value: any value without fractions
 *
 * Writes the canonical form: no space, names in order of code points, only `"` and `\` escaped.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
birge_json_canonical (const json_t *value)
{
  GString *out = NULL;

  g_return_val_if_fail (value != NULL, NULL);

  out = g_string_new (NULL);
  append_value (out, value);
  return g_string_free_to_bytes (out);
}
