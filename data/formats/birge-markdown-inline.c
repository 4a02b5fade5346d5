/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-markdown-private.h"

#include "data/formats/birge-name.h"

#include <string.h>

#define VALUE_MARK "\uFFFC" /* stands for an amount of values.csv while we look for typed ones */

/* Where the runs of one block gather. */
typedef struct {
  BirgeMarkdownReader *reader;
  BirgeBlock          *block;
  GString             *plain;      /* text so far, lines as typed, amounts as VALUE_MARK */
  guint                first_line; /* of plain, in the file */
  guint                line;       /* of what comes next */
  gboolean             broken;     /* a line break came and no text since */
} Sink;

static void
sink_init (Sink *sink, BirgeMarkdownReader *reader, BirgeBlock *block, guint line)
{
  *sink = (Sink) { .reader = reader, .block = block, .plain = g_string_new (NULL), .first_line = line, .line = line };
}

static gboolean
same_place (const BirgeRun *run, BirgeRunStyle style, const char *target)
{
  return run->style == style && run->until == NULL && g_strcmp0 (run->target, target) == 0;
}

static void
add_run (Sink *sink, const char *text, BirgeRunStyle style, const char *target, const char *until)
{
  GPtrArray *runs = sink->block->runs;
  BirgeRun *last = runs->len > 0 ? g_ptr_array_index (runs, runs->len - 1) : NULL;
  BirgeRun *run = NULL;

  if (*text == '\0')
    return;
  if (last != NULL && until == NULL && same_place (last, style, target))
    {
      g_autofree char *before = g_steal_pointer (&last->text);

      last->text = g_strconcat (before, text, NULL);
      return;
    }
  run = birge_block_append_run (sink->block, text, style);
  run->target = g_strdup (target);
  run->until = g_strdup (until);
}

/* A line break is a space, but not between signs of scripts that write without spaces. */
static void
end_break (Sink *sink, const char *next, BirgeRunStyle style, const char *target)
{
  const char *end = sink->plain->str + sink->plain->len;
  const char *before = g_utf8_find_prev_char (sink->plain->str, end);

  if (!sink->broken)
    return;
  sink->broken = FALSE;
  while (before != NULL && *before == '\n')
    before = g_utf8_find_prev_char (sink->plain->str, before);
  if (before == NULL || (g_unichar_iswide (g_utf8_get_char (before)) && g_unichar_iswide (g_utf8_get_char (next))))
    return;
  add_run (sink, " ", style, target, NULL);
}

static void
add_break (Sink *sink)
{
  g_string_append_c (sink->plain, '\n');
  sink->line++;
  sink->broken = TRUE;
}

static void
add_plain (Sink *sink, const char *text, BirgeRunStyle style, const char *target)
{
  if (*text == '\0')
    return;
  end_break (sink, text, style, target);
  g_string_append (sink->plain, text);
  add_run (sink, text, style, target, NULL);
}

/* "{30 mci}", "{mci}": the amount at @brace, or NULL and a problem. *@end is behind it. */
static char *
read_value (Sink *sink, const char *brace, const char **end, char **until)
{
  BirgeMarkdownReader *reader = sink->reader;
  const char *close = strchr (brace, '}');
  g_autofree char *inside = close != NULL ? g_strndup (brace + 1, (gsize) (close - brace - 1)) : NULL;
  char *id = inside;
  double count = 1;
  char *text = NULL;

  *end = close != NULL ? close + 1 : brace + 1;
  if (inside != NULL && g_ascii_isdigit (*id))
    {
      id += strspn (id, "0123456789.");
      count = g_ascii_strtod (inside, NULL);
      id = *id == ' ' ? g_strchug (id) : (char *) "";
    }
  if (inside == NULL || !birge_name_is_name (id) || !(count >= 0 && count <= 1e9))
    {
      _birge_markdown_report (reader, BIRGE_PROBLEM_ERROR, sink->line, "bad-value", "an amount in { } cannot be read",
                              "it looks like {mci} or {30 mci}", "write a name of values.csv, with a number before it if need be");
      return NULL;
    }

  if (reader->context->format_value == NULL)
    return g_strndup (brace, (gsize) (*end - brace));
  text = reader->context->format_value (count, id, until, reader->context->user_data);
  if (text == NULL)
    {
      g_autofree char *what = g_strdup_printf ("there is no amount “%s”", id);

      _birge_markdown_report (reader, BIRGE_PROBLEM_ERROR, sink->line, "unknown-value", what, "values.csv does not have it",
                              "add it to values.csv or correct the name");
    }
  return text;
}

/* Literal text of one line: plain runs and amounts. */
static void
add_text (Sink *sink, const char *text, BirgeRunStyle style, const char *target)
{
  for (const char *brace = strchr (text, '{'); brace != NULL; brace = strchr (text, '{'))
    {
      const char *end = NULL;
      g_autofree char *before = g_strndup (text, (gsize) (brace - text));
      g_autofree char *until = NULL;
      g_autofree char *value = read_value (sink, brace, &end, &until);

      add_plain (sink, before, style, target);
      if (value != NULL)
        {
          end_break (sink, value, style, target);
          g_string_append (sink->plain, VALUE_MARK);
          add_run (sink, value, style, target, until);
        }
      text = end;
    }
  add_plain (sink, text, style, target);
}

/* What must not be typed, looked for in the whole text of the block, as marks and breaks may cut it. */
typedef struct {
  const char *pattern;
  const char *code;
  const char *what;
  const char *why;
  const char *todo;
} Forbidden;

/* Counts are bounded, so that no text makes the search slow. */
#define SPACES "[\\s\\x{00A0}\\x{202F}]{0,3}"
#define FIGURES "\\p{Nd}{1,15}(?:[\\s\\x{00A0}\\x{202F}.,٬٫]\\p{Nd}{1,15}){0,6}"
#define THOUSANDS \
  "(?:тыс\\.?|тысяч\\p{L}{0,3}|млн\\.?|миллион\\p{L}{0,3}|мың|миң|минг|ҳазор|ming|million|bin|milyon|thousand" \
  "|[千万百]{1,3}|هزار|میلیون)?"

static const Forbidden forbidden[] = {
  { "(?i)(?:" FIGURES SPACES THOUSANDS SPACES "(?:₸|тенге|теңге|tenge|тг(?!\\p{L})|kzt|坚戈|تنگه)|₸" SPACES "\\p{Nd}"
    "|" FIGURES SPACES "-?(?:мрп|аек|аэк|mci|mrp)(?!\\p{Ll}))",
    "typed-figure", "an amount of money is typed as a figure", "it changes every year, and then nobody finds it",
    "write {name} or {30 name} with a name of values.csv" },
  { "(?i)(?:https?://|(?<![\\p{L}\\p{Nd}])www\\.)", "external-link", "there is an address of the web",
    "the kiosk opens nothing outside", "name the office or service in words, or link to an item" },
  { "!\\[", "picture-place", "a picture stands inside a text", "pictures belong to steps, on a line of their own",
    "move ![name] to a line of its own in a step" },
};

static GRegex *
get_pattern (gsize i)
{
  static GRegex *patterns[G_N_ELEMENTS (forbidden)];

  if (g_once_init_enter (&patterns[i]))
    {
      g_autoptr(GError) error = NULL;
      GRegex *pattern = g_regex_new (forbidden[i].pattern, G_REGEX_OPTIMIZE, 0, &error);

      if (pattern == NULL)
        g_error ("%s", error->message);
      g_once_init_leave (&patterns[i], pattern);
    }
  return patterns[i];
}

static void
sink_finish (Sink *sink)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++)
    {
      g_autoptr(GMatchInfo) match = NULL;

      g_regex_match (get_pattern (i), sink->plain->str, 0, &match);
      for (; g_match_info_matches (match); g_match_info_next (match, NULL))
        {
          int start = 0;
          guint line = sink->first_line;

          g_match_info_fetch_pos (match, 0, &start, NULL);
          for (int at = 0; at < start; at++)
            line += sink->plain->str[at] == '\n';
          _birge_markdown_report (sink->reader, BIRGE_PROBLEM_ERROR, line, forbidden[i].code, forbidden[i].what, forbidden[i].why,
                                  forbidden[i].todo);
        }
    }
  g_string_free (sink->plain, TRUE);
}

static void
note_link (Sink *sink, const char *url)
{
  BirgeMarkdown *result = sink->reader->result;

  if (birge_name_is_item_id (url))
    {
      g_ptr_array_add (result->links, g_strdup (url));
      g_array_append_val (result->link_lines, sink->line);
      return;
    }
  _birge_markdown_report (sink->reader, BIRGE_PROBLEM_ERROR, sink->line, "external-link",
                          "a link leads outside", "the kiosk opens nothing outside: links are ids of items",
                          "link to an item, for example [the lawyer](place/102)");
}

/* Style and target at a place of the text, while the reader walks through its marks. */
typedef struct {
  guint strong;
  guint emphasis;
  char *target; /* or NULL */
} Marks;

static BirgeRunStyle
style_of (const Marks *marks)
{
  return (marks->strong > 0 ? BIRGE_RUN_STRONG : 0) | (marks->emphasis > 0 ? BIRGE_RUN_EMPHASIS : 0);
}

static void
enter_or_leave (Sink *sink, Marks *marks, cmark_event_type event, cmark_node *node)
{
  gboolean enters = event == CMARK_EVENT_ENTER;

  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_STRONG:
      marks->strong += enters ? 1 : (guint) -1;
      break;
    case CMARK_NODE_EMPH:
      marks->emphasis += enters ? 1 : (guint) -1;
      break;
    case CMARK_NODE_LINK:
      g_clear_pointer (&marks->target, g_free);
      if (!enters)
        break;
      note_link (sink, cmark_node_get_url (node));
      marks->target = birge_name_is_item_id (cmark_node_get_url (node)) ? g_strdup (cmark_node_get_url (node)) : NULL;
      break;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
      add_text (sink, cmark_node_get_literal (node), style_of (marks), marks->target);
      break;
    case CMARK_NODE_IMAGE:
      if (enters)
        _birge_markdown_report (sink->reader, BIRGE_PROBLEM_ERROR, sink->line, "image", "an image has an address",
                                "pictures are named, and only in steps", "write ![name] on a line of its own in a step");
      break;
    case CMARK_NODE_HTML_INLINE:
      _birge_markdown_report (sink->reader, BIRGE_PROBLEM_ERROR, sink->line, "html", "there is HTML in the text",
                              "the screen shows text, not web pages", "take it out, or write the sign < as \\<");
      break;
    default:
      break;
    }
}

static gboolean
is_break (cmark_node *node)
{
  return cmark_node_get_type (node) == CMARK_NODE_SOFTBREAK || cmark_node_get_type (node) == CMARK_NODE_LINEBREAK;
}

/* Line of the file on which a block of inlines begins. */
static guint
first_line_of (cmark_node *paragraph, guint line_offset)
{
  return (guint) MAX (cmark_node_get_start_line (paragraph), 1) + line_offset;
}

void
_birge_markdown_read_runs (BirgeMarkdownReader *reader, cmark_node *paragraph, guint line_offset, BirgeBlock *block)
{
  cmark_iter *iter = cmark_iter_new (paragraph);
  cmark_event_type event = CMARK_EVENT_NONE;
  Marks marks = { 0 };
  Sink sink;

  sink_init (&sink, reader, block, first_line_of (paragraph, line_offset));
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    if (is_break (cmark_iter_get_node (iter)))
      add_break (&sink);
    else
      enter_or_leave (&sink, &marks, event, cmark_iter_get_node (iter));
  cmark_iter_free (iter);
  g_free (marks.target);
  sink_finish (&sink);
}

/* The name in a line that is nothing but "![name]", which cmark leaves as text as nothing defines it; or NULL. */
static char *
dup_picture (cmark_node *node)
{
  cmark_node *previous = cmark_node_previous (node);
  cmark_node *next = cmark_node_next (node);
  const char *text = cmark_node_get_literal (node);
  gsize length = text != NULL ? strlen (text) : 0;

  if (cmark_node_get_type (node) != CMARK_NODE_TEXT || (previous != NULL && !is_break (previous))
      || (next != NULL && !is_break (next)))
    return NULL;
  while (length > 0 && text[length - 1] == ' ')
    length--;
  if (length < strlen ("![x]") || !g_str_has_prefix (text, "![") || text[length - 1] != ']' || strcspn (text, "]") != length - 1)
    return NULL;
  return g_strndup (text + 2, length - 3);
}

static void
set_picture (Sink *sink, BirgeBlock *step, const char *name)
{
  BirgeMarkdown *result = sink->reader->result;

  if (!birge_name_is_name (name))
    _birge_markdown_report (sink->reader, BIRGE_PROBLEM_ERROR, sink->line, "bad-name", "the name of a picture cannot be read",
                            "names are lower-case letters, digits and hyphens", "correct the name and the file's");
  else if (step->picture != NULL)
    _birge_markdown_report (sink->reader, BIRGE_PROBLEM_ERROR, sink->line, "two-pictures", "a step has two pictures",
                            "one step, one picture, one action", "make two steps of it, or take one picture out");
  else
    {
      step->picture = g_strdup (name);
      g_ptr_array_add (result->pictures, g_strdup (name));
      g_array_append_val (result->picture_lines, sink->line);
    }
}

void
_birge_markdown_read_step (BirgeMarkdownReader *reader, cmark_node *paragraph, guint line_offset, BirgeBlock *step,
                           BirgeBlock *title, BirgeBlock *details)
{
  cmark_iter *iter = cmark_iter_new (paragraph);
  cmark_event_type event = CMARK_EVENT_NONE;
  Marks marks = { 0 };
  Sink sink;

  sink_init (&sink, reader, title != NULL ? title : details, first_line_of (paragraph, line_offset));
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      cmark_node *node = cmark_iter_get_node (iter);
      g_autofree char *picture = dup_picture (node);

      if (picture != NULL)
        set_picture (&sink, step, picture);
      else if (!is_break (node))
        enter_or_leave (&sink, &marks, event, node);
      else if (title != NULL && sink.block == title)
        {
          guint line = sink.line + 1;

          sink_finish (&sink);
          sink_init (&sink, reader, details, line);
        }
      else
        add_break (&sink);
    }
  cmark_iter_free (iter);
  g_free (marks.target);
  sink_finish (&sink);
}
