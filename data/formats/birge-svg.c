/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-svg.h"

#include "data/formats/birge-text-private.h"

#include <string.h>

/* Only what draws is let in, by name: a list of what is forbidden would never be complete. */

#define SVG_NAMESPACE "http://www.w3.org/2000/svg"
#define XLINK_NAMESPACE "http://www.w3.org/1999/xlink"
#define MAX_DEPTH 64
#define MAX_ELEMENTS 20000
#define MAX_PROBLEMS 50

static const char *const allowed_elements[] = {
  "svg", "g", "defs", "symbol", "use", "title", "desc", "style",
  "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
  "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker",
  NULL,
};

static const char *const allowed_attributes[] = {
  "id", "class", "style", "xmlns", "xmlns:xlink", "xmlns:svg", "xml:space", "xml:lang", "lang", "version", "role",
  "href", "xlink:href",
  "viewBox", "preserveAspectRatio", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy",
  "d", "points", "pathLength", "transform", "transform-origin",
  "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin",
  "stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "opacity", "color", "display", "visibility", "overflow",
  "vector-effect", "paint-order", "shape-rendering", "color-interpolation", "mix-blend-mode", "isolation",
  "offset", "stop-color", "stop-opacity", "gradientUnits", "gradientTransform", "spreadMethod",
  "clip-path", "clip-rule", "clipPathUnits", "mask", "maskUnits", "maskContentUnits", "mask-type",
  "patternUnits", "patternContentUnits", "patternTransform",
  "marker-start", "marker-mid", "marker-end", "markerWidth", "markerHeight", "markerUnits", "refX", "refY", "orient",
  NULL,
};

typedef struct {
  const char    *file;
  BirgeProblems *problems;
  guint          n_problems;
  guint          n_elements;
  guint          depth;
  GString       *style; /* text of the <style> we are in, or NULL: it may come in several pieces */
  gboolean       stopped;
} Checker;

static void
report (Checker *checker, GMarkupParseContext *context, const char *code, const char *what, const char *why, const char *todo)
{
  int line = 0;

  if (context != NULL)
    g_markup_parse_context_get_position (context, &line, NULL);
  if (checker->n_problems++ < MAX_PROBLEMS)
    birge_problems_add (checker->problems, BIRGE_PROBLEM_ERROR, checker->file, (guint) MAX (line, 0), code, what, why, todo);
}

/* Rules of a style: properties only. */
static void
check_style (Checker *checker, GMarkupParseContext *context, const char *rules)
{
  g_autofree char *lower = g_ascii_strdown (rules, -1);

  /* A backslash can write any letter in CSS and so hide all the rest. */
  if (strpbrk (lower, "\\@") != NULL || strstr (lower, "expression") != NULL)
    report (checker, context, "style", "a style has a rule that is not allowed", "it could load something or hide a rule",
            "use plain properties without @, \\ and expression");
  if (strstr (lower, "font") != NULL)
    report (checker, context, "text", "a style names a font", "a picture looks the same everywhere only without text",
            "turn text into paths");
}

/* References lead into the same picture or nowhere. */
static void
check_value (Checker *checker, GMarkupParseContext *context, const char *value)
{
  g_autofree char *lower = g_ascii_strdown (value, -1);

  for (const char *p = strstr (lower, "url"); p != NULL; p = strstr (p + 1, "url"))
    {
      const char *target = p + strlen ("url");

      target += strspn (target, " \t\r\n");
      if (*target != '(')
        continue;
      target++;
      target += strspn (target, " \t\r\n\"'");
      if (*target != '#')
        report (checker, context, "reference", "a picture refers to something outside of it", "it must be whole by itself",
                "refer only to url(#name)");
    }
  if (strstr (lower, "script:") != NULL || strstr (lower, "data:") != NULL)
    report (checker, context, "reference", "a value has an address in it", "a picture must be whole by itself", "take it out");
}

static void
check_attribute (Checker *checker, GMarkupParseContext *context, const char *name, const char *value)
{
  g_autofree char *what = g_strdup_printf ("the attribute “%s” is not allowed", name);

  if (g_ascii_strncasecmp (name, "on", 2) == 0)
    report (checker, context, "event-handler", what, "a picture cannot act", "take it out");
  else if (g_str_has_prefix (name, "font") || strcmp (name, "text-anchor") == 0)
    report (checker, context, "text", what, "a picture looks the same everywhere only without text", "turn text into paths");
  else if (g_str_has_prefix (name, "aria-"))
    return;
  else if (!g_strv_contains (allowed_attributes, name))
    report (checker, context, "attribute", what, "it does not draw anything that kiosks show",
            "save the picture as plain or optimised SVG");
  else if (strcmp (name, "xmlns") == 0 || strcmp (name, "xmlns:svg") == 0)
    {
      if (strcmp (value, SVG_NAMESPACE) != 0)
        report (checker, context, "not-svg", "the picture is in another XML language", "xmlns must be " SVG_NAMESPACE, "save it as SVG");
    }
  else if (strcmp (name, "xmlns:xlink") == 0)
    {
      if (strcmp (value, XLINK_NAMESPACE) != 0)
        report (checker, context, "attribute", what, "xmlns:xlink must be " XLINK_NAMESPACE, "save the picture as plain SVG");
    }
  else if (g_str_has_suffix (name, "href"))
    {
      if (*value != '#')
        report (checker, context, "reference", "a picture refers to something outside of it", "it must be whole by itself",
                "refer only to #name");
    }
  else
    {
      check_value (checker, context, value);
      if (strcmp (name, "style") == 0)
        check_style (checker, context, value);
    }
}

static void
check_root (Checker *checker, GMarkupParseContext *context, const char *name, const char **names, const char **values)
{
  gboolean sized = FALSE;
  gboolean in_svg = FALSE;

  for (guint i = 0; names[i] != NULL; i++)
    {
      sized = sized || strcmp (names[i], "viewBox") == 0;
      in_svg = in_svg || strcmp (names[i], "xmlns") == 0;
    }
  if (strcmp (name, "svg") != 0 || !in_svg)
    {
      report (checker, context, "not-svg", "this is no SVG picture", "it does not begin with <svg xmlns=\"" SVG_NAMESPACE "\">",
              "save it as SVG");
      checker->stopped = TRUE;
    }
  else if (!sized)
    report (checker, context, "no-size", "the picture has no viewBox", "it could not be scaled to the screen",
            "add for example viewBox=\"0 0 96 96\" to <svg>");
}

static void
check_element (Checker *checker, GMarkupParseContext *context, const char *name)
{
  static const char *const text_elements[] = { "text", "tspan", "textPath", "tref", "font", "font-face", "glyph", NULL };
  g_autofree char *what = g_strdup_printf ("the element <%s> is not allowed", name);

  if (g_ascii_strcasecmp (name, "script") == 0)
    report (checker, context, "script", what, "a picture cannot act", "take it out");
  else if (g_strv_contains (text_elements, name))
    report (checker, context, "text", what, "fonts differ, and words in pictures cannot be translated or read aloud",
            "take the text out or turn it into paths");
  else if (!g_strv_contains (allowed_elements, name))
    report (checker, context, "element", what, "kiosks show plain shapes only", "save the picture as plain SVG, or draw it with paths");
}

static void
on_start (GMarkupParseContext *context, const char *name, const char **names, const char **values, gpointer data, GError **error)
{
  Checker *checker = data;

  if (checker->n_elements == 0)
    check_root (checker, context, name, names, values);
  if (++checker->n_elements == MAX_ELEMENTS || ++checker->depth > MAX_DEPTH)
    {
      report (checker, context, "too-complex", "the picture has too many elements or nests them too deep",
              "an old kiosk would take too long to draw it", "simplify it");
      checker->stopped = TRUE;
    }
  if (checker->stopped)
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "stopped");
      return;
    }

  check_element (checker, context, name);
  if (strcmp (name, "style") == 0 && checker->style == NULL)
    checker->style = g_string_new (NULL);
  for (guint i = 0; names[i] != NULL; i++)
    check_attribute (checker, context, names[i], values[i]);
}

static void
on_end (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  Checker *checker = data;

  checker->depth--;
  if (strcmp (name, "style") != 0 || checker->style == NULL)
    return;
  check_value (checker, context, checker->style->str);
  check_style (checker, context, checker->style->str);
  g_string_free (g_steal_pointer (&checker->style), TRUE);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Checker *checker = data;

  if (checker->style != NULL)
    g_string_append_len (checker->style, text, (gssize) length);
}

/* Comments, processing instructions, document types. */
static void
on_passthrough (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  if (g_strstr_len (text, MIN ((gssize) length, 4), "<!--") != NULL || g_strstr_len (text, MIN ((gssize) length, 6), "<?xml ") != NULL)
    return;
  report (data, context, "doctype", "the picture has a document type or an instruction",
          "it could declare entities or load a style sheet", "take out <!DOCTYPE …> and <?…?>");
}

/**
 * birge_svg_check:
 * @file: name to tell in problems
 *
 * Looks whether a picture is one that kiosks may show.
 *
 * Errors: problems `too-large`, `nul-byte`, `invalid-utf8`, `not-xml`, `not-svg`, `no-size`, `too-complex`, `element`,
 * `attribute`, `script`, `event-handler`, `text`, `style`, `reference`, `doctype`.
 *
 * Returns: TRUE when nothing was found
 */
gboolean
birge_svg_check (GBytes *bytes, const char *file, BirgeProblems *problems)
{
  static const GMarkupParser parser = { on_start, on_end, on_text, on_passthrough, NULL };
  Checker checker = { .file = file, .problems = problems };
  g_autofree char *text = NULL;
  g_autoptr(GMarkupParseContext) context = NULL;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (bytes != NULL, FALSE);
  g_return_val_if_fail (problems != NULL, FALSE);

  text = _birge_text_from_bytes (bytes, BIRGE_SVG_MAX_BYTES, file, problems);
  if (text == NULL)
    return FALSE;

  context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &checker, NULL);
  if ((!g_markup_parse_context_parse (context, text, (gssize) strlen (text), &error)
       || !g_markup_parse_context_end_parse (context, &error))
      && !checker.stopped)
    report (&checker, context, "not-xml", "the picture is no well-formed XML", error->message,
            "open it in a drawing program and save it again");
  if (checker.style != NULL)
    g_string_free (checker.style, TRUE);
  return checker.n_problems == 0;
}
