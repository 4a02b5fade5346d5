/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-vtt.h"

#include "data/formats/birge-text-private.h"

#include <string.h>

#define MAX_CUES 20000
#define MAX_HOUR_FIGURES 6
#define ARROW "-->"
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

typedef struct {
  GPtrArray     *lines; /* of char*, borrowed, without line ends */
  guint          at;    /* index of the line to read next */
  const char    *file;
  BirgeProblems *problems;
  GPtrArray     *cues;
} Reader;

static void
free_cue (gpointer data)
{
  birge_cue_free (data);
}

BirgeCue *
birge_cue_new (gint64 start_us, gint64 end_us, const char *text)
{
  BirgeCue *self = g_new0 (BirgeCue, 1);

  self->start_us = start_us;
  self->end_us = end_us;
  self->text = g_strdup (text);
  return self;
}

void
birge_cue_free (BirgeCue *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

static void
report (Reader *reader, guint line, const char *code, const char *what, const char *why, const char *todo)
{
  birge_problems_add (reader->problems, BIRGE_PROBLEM_ERROR, reader->file, line, code, what, why, todo);
}

static const char *
peek (Reader *reader)
{
  return reader->at < reader->lines->len ? g_ptr_array_index (reader->lines, reader->at) : NULL;
}

static gboolean
is_blank (const char *line)
{
  return line == NULL || *line == '\0';
}

static void
skip_block (Reader *reader)
{
  while (!is_blank (peek (reader)))
    reader->at++;
}

/* Figures at *@at, at least two, at most @most; -1 when there are fewer or more. */
static int
read_figures (const char **at, guint most)
{
  int number = 0;
  guint n = 0;

  for (; g_ascii_isdigit (**at) && n < most; n++)
    number = number * 10 + *(*at)++ - '0';
  return n >= 2 && !g_ascii_isdigit (**at) ? number : -1;
}

/* "hh:mm:ss.mmm", with as many figures for the hours as it takes, or "mm:ss.mmm"; -1 when it is neither. */
static gint64
read_time (const char **at)
{
  int parts[3] = { 0 };
  guint n = 0;
  int thousandths = 0;

  while (n < 3)
    {
      parts[n] = read_figures (at, n == 0 ? MAX_HOUR_FIGURES : 2);
      if (parts[n++] < 0)
        return -1;
      if (**at != ':')
        break;
      (*at)++;
    }
  if (n < 2 || **at != '.')
    return -1;

  (*at)++;
  if (strspn (*at, "0123456789") != 3)
    return -1;
  thousandths = read_figures (at, 3);
  if (n == 2)
    {
      parts[2] = parts[1];
      parts[1] = parts[0];
      parts[0] = 0;
    }
  if (parts[1] > 59 || parts[2] > 59)
    return -1;
  return ((parts[0] * G_GINT64_CONSTANT (60) + parts[1]) * 60 + parts[2]) * G_USEC_PER_SEC + thousandths * 1000;
}

/* "start --> end settings"; what stands behind the end places the cue, which the screen decides itself. */
static gboolean
read_timing (Reader *reader, const char *line, BirgeCue *cue)
{
  const char *at = line + strspn (line, " \t");

  cue->start_us = read_time (&at);
  at += strspn (at, " \t");
  if (cue->start_us < 0 || !g_str_has_prefix (at, ARROW))
    return FALSE;
  at += strlen (ARROW);
  at += strspn (at, " \t");
  cue->end_us = read_time (&at);
  return cue->end_us >= 0 && (*at == '\0' || *at == ' ' || *at == '\t');
}

static const struct {
  const char *name;
  const char *text;
} entities[] = {
  { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&nbsp;", "\u00A0" }, { "&lrm;", "\u200E" }, { "&rlm;", "\u200F" },
  { "&quot;", "\"" }, { "&apos;", "'" }, { "&hellip;", "…" }, { "&ndash;", "–" }, { "&mdash;", "—" }, { "&laquo;", "«" },
  { "&raquo;", "»" }, { "&lsquo;", "‘" }, { "&rsquo;", "’" }, { "&ldquo;", "“" }, { "&rdquo;", "”" }, { "&deg;", "°" },
  { "&times;", "×" }, { "&frac12;", "½" }, { "&middot;", "·" }, { "&shy;", "" },
};

/* "&#1200;" and "&#x4b0;". Returns the length of the entity, 0 when it is none. */
static gsize
read_numbered_entity (const char *at, GString *text)
{
  gboolean hex = at[1] == '#' && (at[2] == 'x' || at[2] == 'X');
  const char *figures = at + (hex ? 3 : 2);
  char *end = NULL;
  guint64 number;

  if (at[1] != '#' || !(hex ? g_ascii_isxdigit (*figures) : g_ascii_isdigit (*figures)))
    return 0;
  number = g_ascii_strtoull (figures, &end, hex ? 16 : 10);
  if (*end != ';')
    return 0;
  if (number < ' ' || number > 0x10FFFF || !g_unichar_validate ((gunichar) number))
    number = 0xFFFD;
  g_string_append_unichar (text, (gunichar) number);
  return (gsize) (end + 1 - at);
}

/* Returns how many bytes it takes up, 0 when it is an "&" like any other. */
static gsize
read_entity (const char *at, GString *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_has_prefix (at, entities[i].name))
      {
        g_string_append (text, entities[i].text);
        return strlen (entities[i].name);
      }
  return read_numbered_entity (at, text);
}

/* "<b>", "</b>", "<00:01.000>"; not "5 < 6 and 7 > 3". @last: the last ">" of the text, or NULL, so that a text of nothing but
 * "<" is not searched to its end for each. Returns the end of the tag, or NULL. */
static const char *
find_tag_end (const char *at, const char *last)
{
  const char *time = at + 1;

  if (last == NULL || at > last)
    return NULL;
  if (g_ascii_isdigit (at[1]))
    return read_time (&time) >= 0 && *time == '>' ? time : NULL;
  return g_ascii_isalpha (at[1]) || strchr ("/.>", at[1]) != NULL ? strchr (at, '>') : NULL;
}

static gboolean
is_tag (const char *at, const char *name)
{
  gsize length = strlen (name);

  return strncmp (at + 1, name, length) == 0 && strchr (">. \t\n", at[1 + length]) != NULL;
}

/* The text without its tags and with its entities decoded. */
static char *
dup_plain (const char *markup)
{
  GString *text = g_string_new (NULL);
  const char *last = strrchr (markup, '>');
  gboolean above = FALSE; /* in words that stand above others */

  for (const char *p = markup; *p != '\0';)
    {
      const char *close = *p == '<' ? find_tag_end (p, last) : NULL;
      gsize n = *p == '&' ? read_entity (p, text) : 0;

      if (close != NULL)
        {
          gboolean begins = is_tag (p, "rt");
          gboolean ends = above && (begins || is_tag (p, "/rt") || is_tag (p, "/ruby"));

          g_string_append (text, ends ? ")" : "");
          g_string_append (text, begins ? " (" : "");
          above = begins || (above && !ends);
          p = close + 1;
        }
      else if (n > 0)
        p += n;
      else
        g_string_append_c (text, *p++);
    }
  if (above)
    g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static char *
read_text (Reader *reader)
{
  g_autoptr(GString) markup = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  for (; !is_blank (peek (reader)) && strstr (peek (reader), ARROW) == NULL; reader->at++)
    {
      if (markup->len > 0)
        g_string_append_c (markup, '\n');
      g_string_append (markup, peek (reader));
    }
  text = dup_plain (markup->str);
  if (strlen (g_strstrip (text)) > BIRGE_VTT_MAX_CUE_BYTES)
    return g_steal_pointer (&text); /* left out in any case */
  /* A line of nothing but tags is none: an empty one would end the caption where it is written again. */
  lines = g_strsplit (text, "\n", -1);
  g_string_truncate (markup, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][strspn (lines[i], " \t")] != '\0')
      g_string_append_printf (markup, "%s%s", markup->len > 0 ? "\n" : "", lines[i]);
  return g_strstrip (g_string_free (g_steal_pointer (&markup), FALSE));
}

static void
read_cue (Reader *reader)
{
  g_autofree BirgeCue *cue = g_new0 (BirgeCue, 1);
  guint line = reader->at + 1;
  gboolean timed = read_timing (reader, peek (reader), cue);
  g_autofree char *text = NULL;

  reader->at++;
  text = read_text (reader);
  if (!timed)
    report (reader, line, "bad-time", "the times of a caption cannot be read",
            "they look like 00:01:02.500 --> 00:01:05.000", "write hours, minutes, seconds and thousandths");
  else if (cue->end_us <= cue->start_us)
    report (reader, line, "bad-order", "a caption ends before it begins", "it would never be seen", "correct the second time");
  else if (*text == '\0')
    birge_problems_add (reader->problems, BIRGE_PROBLEM_WARNING, reader->file, line, "empty-cue", "a caption has no text",
                        "nothing would be shown", "write it or take it out");
  else if (strlen (text) > BIRGE_VTT_MAX_CUE_BYTES)
    report (reader, line, "long-cue", "a caption is over 2,000 bytes long", "no screen shows it, and nobody reads it in time",
            "divide it into several");
  else
    g_ptr_array_add (reader->cues, birge_cue_new (cue->start_us, cue->end_us, text));
}

/* One block: a note, a style, a region, or a cue with or without an identifier. */
static void
read_block (Reader *reader)
{
  static const char *const passed_over[] = { "NOTE", "STYLE", "REGION" };
  const char *line = peek (reader);
  const char *next = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (passed_over); i++)
    {
      gsize length = strlen (passed_over[i]);

      if (strncmp (line, passed_over[i], length) == 0 && (line[length] == '\0' || g_ascii_isspace (line[length])))
        {
          skip_block (reader);
          return;
        }
    }

  if (strstr (line, ARROW) == NULL)
    {
      reader->at++;
      next = peek (reader);
      if (is_blank (next) || strstr (next, ARROW) == NULL)
        {
          report (reader, reader->at, "no-time", "text stands outside of a caption", "no line above it says when to show it",
                  "write 00:01:02.500 --> 00:01:05.000 above it");
          skip_block (reader);
          return;
        }
    }
  read_cue (reader);
}

/* Cuts @text into lines at CR LF, LF or CR. */
static GPtrArray *
split_lines (char *text)
{
  GPtrArray *lines = g_ptr_array_new ();

  for (char *line = text; line != NULL;)
    {
      char *end = line + strcspn (line, "\r\n");
      char *next = *end == '\0' ? NULL : end + (end[0] == '\r' && end[1] == '\n' ? 2 : 1);

      *end = '\0';
      g_ptr_array_add (lines, line);
      line = next;
    }
  return lines;
}

/* NULL when it is too large. What cannot be read is reported, and the rest is kept. */
static char *
dup_readable (GBytes *bytes, const char *file, BirgeProblems *problems)
{
  char *text = _birge_text_from_bytes (bytes, BIRGE_VTT_MAX_BYTES, file, problems);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *repaired = NULL;

  if (text != NULL || size > BIRGE_VTT_MAX_BYTES)
    return text;
  repaired = g_utf8_make_valid (data, (gssize) size); /* also where there is a NUL */
  return g_strdup (g_str_has_prefix (repaired, BYTE_ORDER_MARK) ? repaired + strlen (BYTE_ORDER_MARK) : repaired);
}

/* What the file says about itself, up to an empty line, or to the first cue where somebody forgot that. */
static void
skip_header (Reader *reader)
{
  reader->at++;
  while (!is_blank (peek (reader)) && strstr (peek (reader), ARROW) == NULL)
    reader->at++;
}

static int
compare_cues (gconstpointer a, gconstpointer b)
{
  const BirgeCue *left = *(const BirgeCue *const *) a;
  const BirgeCue *right = *(const BirgeCue *const *) b;

  return (left->start_us > right->start_us) - (left->start_us < right->start_us);
}

/**
 * birge_vtt_parse:
 * @file: name to tell in problems
 *
 * Reads captions.
 *
 * Errors: problems `too-large`, `nul-byte`, `invalid-utf8`, `not-vtt`, `bad-time`, `bad-order`, `no-time`, `long-cue`,
 * `empty-cue` (a warning), `too-many-cues`.
 *
 * Returns: (transfer full): cues in order of start, never NULL
 */
GPtrArray *
birge_vtt_parse (GBytes *bytes, const char *file, BirgeProblems *problems)
{
  g_autofree char *text = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  GPtrArray *cues = NULL;
  Reader reader = { 0 };
  const char *head;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (problems != NULL, NULL);

  cues = g_ptr_array_new_with_free_func (free_cue);
  text = dup_readable (bytes, file, problems);
  if (text == NULL)
    return cues;

  lines = split_lines (text);
  reader = (Reader) { .lines = lines, .file = file, .problems = problems, .cues = cues };
  head = peek (&reader);
  if (head == NULL || !g_str_has_prefix (head, "WEBVTT") || strchr (" \t", head[strlen ("WEBVTT")]) == NULL)
    {
      report (&reader, 1, "not-vtt", "the file does not begin with WEBVTT", "captions are read in the format WebVTT",
              "write WEBVTT as the first line and leave the second one empty");
      return cues;
    }

  skip_header (&reader);
  while (reader.at < lines->len && cues->len < MAX_CUES)
    if (is_blank (peek (&reader)))
      reader.at++;
    else
      read_block (&reader);

  if (reader.at < lines->len)
    report (&reader, reader.at + 1, "too-many-cues", "the rest was not read",
            "a film has at most " G_STRINGIFY (MAX_CUES) " captions", "split the file");
  g_ptr_array_sort (cues, compare_cues);
  return cues;
}

static void
append_time (GString *text, gint64 us)
{
  gint64 ms = us / 1000;

  g_string_append_printf (text, "%02d:%02d:%02d.%03d", (int) (ms / 3600000), (int) (ms / 60000 % 60), (int) (ms / 1000 % 60),
                          (int) (ms % 1000));
}

/* Empty lines would end the cue. */
static void
append_text (GString *text, const char *plain)
{
  for (const char *p = plain; *p != '\0'; p++)
    if (*p == '&')
      g_string_append (text, "&amp;");
    else if (*p == '<')
      g_string_append (text, "&lt;");
    else if (*p == '>')
      g_string_append (text, "&gt;");
    else if (*p != '\r' && (*p != '\n' || text->str[text->len - 1] != '\n'))
      g_string_append_c (text, *p);
}

/**
 * birge_vtt_write:
 * @cues: of BirgeCue, in order of start
 *
 * Writes captions: the same cues give the same bytes.
 *
 * Returns: (transfer full): a WebVTT file
 */
GBytes *
birge_vtt_write (GPtrArray *cues)
{
  GString *text = NULL;

  g_return_val_if_fail (cues != NULL, NULL);

  text = g_string_new ("WEBVTT\n");
  for (guint i = 0; i < cues->len; i++)
    {
      const BirgeCue *cue = g_ptr_array_index (cues, i);

      g_string_append_c (text, '\n');
      append_time (text, cue->start_us);
      g_string_append (text, " " ARROW " ");
      append_time (text, cue->end_us);
      g_string_append_c (text, '\n');
      append_text (text, cue->text);
      g_string_append_c (text, '\n');
    }
  return g_string_free_to_bytes (text);
}
