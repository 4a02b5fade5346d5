/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-storyboard-private.h"

#include <math.h>
#include <string.h>

/* The little language of a scene's lines: words with spaces between them, first what, then how, in any order:
 *   Move1=hands shift 0,0 0,14 beat 110 from 1 to end-2
 */
#define HELP "see \"Lines of a scene\" in data/content/film/README.md"

#define MAX_COUNT  1000
#define FARTHEST   10000.0 /* points, degrees */
#define LONGEST_S  60.0
#define FASTEST    600.0 /* a minute */

typedef struct {
  BirgeStoryboardReader *reader;
  const BirgeIniEntry   *entry;
  char                 **words;
  guint                  next;
  gboolean               bad; /* said so already */
} Line;

/* What may follow, as bits, so that a line takes only what it has a use for. */
typedef enum {
  TAKES_SPAN = 1 << 0,
  TAKES_RHYTHM = 1 << 1,
  TAKES_PIVOT = 1 << 2,
  TAKES_SOFT = 1 << 3,
  TAKES_PLACE = 1 << 4,
  TAKES_BEAT = 1 << 5,
} Takes;

typedef struct {
  BirgeSpan   span;
  BirgeRhythm rhythm;
  double      period_s;
  double      beat;
  gboolean    even;
  gboolean    soft;
  double      pivot[2];
  gboolean    has_pivot;
  double      at[2];
  gboolean    has_at;
  double      size;
  guint32     rgb;
} Options;

static const struct { const char *name; guint32 rgb; } colours[] = {
  { "ink", 0x1D2733 }, { "ink2", 0x56616E }, { "paper", 0xFFFFFF }, { "felt", 0xF7F2E9 },
  { "line", 0xDED3C0 }, { "sky", 0x00707C }, { "rights", 0x34479E }, { "aid", 0x14703F },
  { "learn", 0x9A5B00 }, { "help", 0x84346B }, { "alarm", 0xB3261E },
};

static const char *const sounds[] = { "click", "breath", "beep", "ring" };
static const char *const motions[] = { NULL, "shift", "turn", "grow", "fade" };

static void
line_init (Line *self, BirgeStoryboardReader *reader, const BirgeIniEntry *entry)
{
  guint kept = 0;

  *self = (Line) { .reader = reader, .entry = entry, .words = g_strsplit (entry->value, " ", -1) };

  /* two spaces in a row make an empty word */
  for (guint i = 0; self->words[i] != NULL; i++)
    {
      if (*self->words[i] != '\0')
        self->words[kept++] = self->words[i];
      else
        g_free (self->words[i]);
    }
  self->words[kept] = NULL;
}

static gboolean line_fail (Line *self, const char *todo, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The first mistake of a line is told, the rest would only be its echo. */
static gboolean
line_fail (Line *self, const char *todo, const char *format, ...)
{
  g_autofree char *what = g_strdup_printf ("%s is not understood", self->entry->key);
  g_autofree char *why = NULL;
  va_list args;

  if (self->bad)
    return FALSE;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  self->bad = TRUE;
  birge_problems_add (self->reader->problems, BIRGE_PROBLEM_ERROR, self->reader->file, self->entry->line,
                      "bad-line", what, why, todo ? todo : HELP);
  return FALSE;
}

static const char *
line_next (Line *self)
{
  return self->words[self->next] ? self->words[self->next++] : NULL;
}

static gboolean
parse_number (const char *text, double least, double most, double *number)
{
  char *end = NULL;

  if (text == NULL || *text == '\0' || !strchr ("-+.0123456789", *text))
    return FALSE;

  *number = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*number) && *number >= least && *number <= most;
}

static gboolean
need_number (Line *self, const char *name, double least, double most, double *number)
{
  const char *word = line_next (self);

  if (word == NULL)
    return line_fail (self, NULL, "the number of \"%s\" is missing", name);
  if (!parse_number (word, least, most, number))
    return line_fail (self, NULL, "\"%s\" is no number of \"%s\", which takes %g to %g", word, name, least, most);

  return TRUE;
}

static gboolean
need_place (Line *self, const char *name, double place[2])
{
  const char *word = line_next (self);
  g_auto(GStrv) both = word ? g_strsplit (word, ",", -1) : NULL;

  if (both == NULL || g_strv_length (both) != 2
      || !parse_number (both[0], -FARTHEST, FARTHEST, &place[0])
      || !parse_number (both[1], -FARTHEST, FARTHEST, &place[1]))
    return line_fail (self, NULL, "\"%s\" needs two numbers with a comma and no space, such as 640,360", name);

  return TRUE;
}

static gboolean
parse_time (const char *word, double *at_s, gboolean *back)
{
  *back = word != NULL && g_str_has_prefix (word, "end");
  *at_s = 0;
  if (!*back)
    return parse_number (word, 0, LONGEST_S, at_s);
  if (word[3] == '\0')
    return TRUE;

  return word[3] == '-' && parse_number (word + 4, 0, LONGEST_S, at_s);
}

static gboolean
need_time (Line *self, const char *name, double *at_s, gboolean *back)
{
  const char *word = line_next (self);

  if (!parse_time (word, at_s, back))
    return line_fail (self, NULL, "\"%s\" needs a time: seconds, \"end\" or \"end-2\"", name);

  return TRUE;
}

static gboolean
parse_colour (const char *word, guint32 *rgb)
{
  char *end = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      if (g_strcmp0 (word, colours[i].name) == 0)
        {
          *rgb = colours[i].rgb;
          return TRUE;
        }
    }

  if (word == NULL || word[0] != '#' || strlen (word) != 7 || !g_ascii_isxdigit (word[1]))
    return FALSE;

  *rgb = (guint32) g_ascii_strtoull (word + 1, &end, 16);
  return *end == '\0';
}

static gboolean
read_period (Line *self, BirgeRhythm rhythm, const char *name, Options *options)
{
  options->rhythm = rhythm;
  return need_number (self, name, 0.1, LONGEST_S, &options->period_s);
}

static gboolean
read_beat (Line *self, Options *options)
{
  if (!need_number (self, "beat", 1, FASTEST, &options->beat))
    return FALSE;

  options->rhythm = BIRGE_RHYTHM_SWING;
  options->period_s = 60.0 / options->beat;
  return TRUE;
}

static gboolean
read_option (Line *self, const char *word, Takes takes, Options *options)
{
  if ((takes & TAKES_SPAN) && g_str_equal (word, "from"))
    return need_time (self, word, &options->span.from_s, &options->span.from_back);
  if ((takes & TAKES_SPAN) && g_str_equal (word, "to"))
    return need_time (self, word, &options->span.to_s, &options->span.to_back);
  if ((takes & TAKES_RHYTHM) && g_str_equal (word, "swing"))
    return read_period (self, BIRGE_RHYTHM_SWING, word, options);
  if ((takes & TAKES_RHYTHM) && g_str_equal (word, "loop"))
    return read_period (self, BIRGE_RHYTHM_LOOP, word, options);
  if ((takes & TAKES_BEAT) && g_str_equal (word, "beat"))
    return read_beat (self, options);
  if ((takes & TAKES_RHYTHM) && g_str_equal (word, "even"))
    return options->even = TRUE;
  if ((takes & TAKES_SOFT) && g_str_equal (word, "soft"))
    return options->soft = TRUE;
  if ((takes & TAKES_PIVOT) && g_str_equal (word, "around"))
    return options->has_pivot = need_place (self, word, options->pivot);
  if ((takes & TAKES_PLACE) && g_str_equal (word, "at"))
    return options->has_at = need_place (self, word, options->at);
  if ((takes & TAKES_PLACE) && g_str_equal (word, "size"))
    return need_number (self, word, 8, 720, &options->size);
  if ((takes & TAKES_PLACE) && g_str_equal (word, "colour"))
    return parse_colour (line_next (self), &options->rgb)
           || line_fail (self, NULL, "\"colour\" needs a name such as aid or ink, or #rrggbb");

  return line_fail (self, NULL, "the word \"%s\" has no meaning here", word);
}

static gboolean
read_options (Line *self, Takes takes, Options *options)
{
  const char *word;

  *options = (Options) { .span = { .to_back = TRUE }, .rgb = 0x1D2733 };
  while ((word = line_next (self)) != NULL)
    {
      if (!read_option (self, word, takes, options))
        return FALSE;
    }

  if (options->span.from_back == options->span.to_back
      && (options->span.to_back ? options->span.from_s <= options->span.to_s
                                : options->span.from_s >= options->span.to_s))
    return line_fail (self, NULL, "it ends before it begins");
  if ((takes & TAKES_PLACE) && (!options->has_at || options->size == 0))
    return line_fail (self, NULL, "\"at X,Y\" and \"size N\" are missing");

  return TRUE;
}

void
_birge_motion_free (gpointer data)
{
  BirgeMotion *self = data;

  g_free (self->part);
  g_free (self);
}

void
_birge_figure_free (gpointer data)
{
  BirgeFigure *self = data;

  g_free (self->text);
  g_free (self);
}

static BirgeMotion *
motion_new (const Line *line, BirgeMotionKind kind, const char *part, const Options *options)
{
  BirgeMotion *self = g_new0 (BirgeMotion, 1);

  self->kind = kind;
  self->part = g_strdup (part);
  self->span = options->span;
  self->rhythm = options->rhythm;
  self->period_s = options->period_s;
  self->even = options->even;
  self->pivot[0] = options->pivot[0];
  self->pivot[1] = options->pivot[1];
  self->line = line->entry->line;
  return self;
}

/* Show1=arrow from 2 to end soft */
BirgeMotion *
_birge_storyboard_read_show (BirgeStoryboardReader *reader, const BirgeIniEntry *entry)
{
  g_auto(GStrv) words = NULL;
  Line line;
  Options options;
  const char *part;
  BirgeMotion *self;

  line_init (&line, reader, entry);
  words = line.words;
  part = line_next (&line);
  if (part == NULL)
    {
      line_fail (&line, NULL, "the name of a part is missing");
      return NULL;
    }
  if (!read_options (&line, TAKES_SPAN | TAKES_SOFT, &options))
    return NULL;

  self = motion_new (&line, BIRGE_MOTION_SHOW, part, &options);
  self->even = !options.soft;
  return self;
}

static gboolean
read_values (Line *line, BirgeMotionKind kind, double from[2], double to[2])
{
  const char *name = motions[kind];

  switch (kind)
    {
    case BIRGE_MOTION_SHIFT:
      return need_place (line, name, from) && need_place (line, name, to);
    case BIRGE_MOTION_TURN:
      return need_number (line, name, -FARTHEST, FARTHEST, &from[0])
             && need_number (line, name, -FARTHEST, FARTHEST, &to[0]);
    case BIRGE_MOTION_GROW:
      return need_number (line, name, 0.01, 20, &from[0]) && need_number (line, name, 0.01, 20, &to[0]);
    case BIRGE_MOTION_FADE:
      return need_number (line, name, 0, 1, &from[0]) && need_number (line, name, 0, 1, &to[0]);
    case BIRGE_MOTION_SHOW:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* Move1=hands shift 0,0 0,14 beat 110 */
BirgeMotion *
_birge_storyboard_read_move (BirgeStoryboardReader *reader, const BirgeIniEntry *entry)
{
  g_auto(GStrv) words = NULL;
  Line line;
  Options options;
  const char *part, *verb;
  BirgeMotionKind kind = BIRGE_MOTION_SHIFT;
  Takes takes = TAKES_SPAN | TAKES_RHYTHM | TAKES_BEAT;
  double from[2] = { 0 }, to[2] = { 0 };
  BirgeMotion *self;

  line_init (&line, reader, entry);
  words = line.words;
  part = line_next (&line);
  verb = line_next (&line);
  while (kind <= BIRGE_MOTION_FADE && g_strcmp0 (verb, motions[kind]) != 0)
    kind++;
  if (kind > BIRGE_MOTION_FADE)
    {
      line_fail (&line, NULL, "after the name of a part comes shift, turn, grow or fade");
      return NULL;
    }

  if (kind == BIRGE_MOTION_TURN || kind == BIRGE_MOTION_GROW)
    takes |= TAKES_PIVOT;
  if (!read_values (&line, kind, from, to) || !read_options (&line, takes, &options))
    return NULL;
  if ((takes & TAKES_PIVOT) && !options.has_pivot)
    {
      line_fail (&line, NULL, "\"%s\" needs the point that stays where it is: around X,Y", verb);
      return NULL;
    }

  self = motion_new (&line, kind, part, &options);
  memcpy (self->from, from, sizeof from);
  memcpy (self->to, to, sizeof to);
  return self;
}

/* Only figures and signs that everybody reads: one picture serves all languages. */
static gboolean
is_for_everybody (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_utf8_strchr ("0123456789.,:+-–−/%×°?!<>=", -1, g_utf8_get_char (p)) == NULL)
        return FALSE;
    }

  return *text != '\0' && g_utf8_strlen (text, -1) <= 12;
}

static gboolean
read_counts (Line *line, const char *word, int *first, int *last)
{
  g_auto(GStrv) both = g_strsplit (word, "..", -1);
  double a, b;

  if (g_strv_length (both) != 2 || !parse_number (both[0], 0, MAX_COUNT, &a)
      || !parse_number (both[1], 0, MAX_COUNT, &b) || a != floor (a) || b != floor (b) || a == b)
    return line_fail (line, NULL, "\"%s\" does not say from where to where to count: write 1..30", word);

  *first = (int) a;
  *last = (int) b;
  return TRUE;
}

/* Counter1=1..30 at 1080,300 size 160 beat 110 */
BirgeFigure *
_birge_storyboard_read_figure (BirgeStoryboardReader *reader, const BirgeIniEntry *entry, BirgeFigureKind kind)
{
  g_auto(GStrv) words = NULL;
  Line line;
  Options options;
  const char *word;
  int first = 0, last = 0;
  BirgeFigure *self;

  line_init (&line, reader, entry);
  words = line.words;
  word = line_next (&line);
  if (word == NULL || (kind == BIRGE_FIGURE_NUMBER && !is_for_everybody (word)))
    {
      line_fail (&line, "write words as a caption", "what to show is one word of figures and signs, up to 12");
      return NULL;
    }
  if (kind != BIRGE_FIGURE_NUMBER && !read_counts (&line, word, &first, &last))
    return NULL;
  if (!read_options (&line, TAKES_SPAN | TAKES_PLACE | (kind == BIRGE_FIGURE_NUMBER ? 0 : TAKES_BEAT), &options))
    return NULL;

  self = g_new0 (BirgeFigure, 1);
  self->kind = kind;
  self->text = g_strdup (word);
  self->first = first;
  self->last = last;
  memcpy (self->at, options.at, sizeof self->at);
  self->size = options.size;
  self->rgb = options.rgb;
  self->beat = options.beat;
  self->span = options.span;
  self->line = entry->line;
  return self;
}

/* Sound1=click beat 110 from 1 */
BirgeSceneSound *
_birge_storyboard_read_sound (BirgeStoryboardReader *reader, const BirgeIniEntry *entry)
{
  g_auto(GStrv) words = NULL;
  Line line;
  Options options;
  const char *name;
  guint kind = 0;
  BirgeSceneSound *self;

  line_init (&line, reader, entry);
  words = line.words;
  name = line_next (&line);
  while (kind < G_N_ELEMENTS (sounds) && g_strcmp0 (name, sounds[kind]) != 0)
    kind++;
  if (kind == G_N_ELEMENTS (sounds))
    {
      line_fail (&line, NULL, "the sounds are click, breath, beep and ring");
      return NULL;
    }
  if (!read_options (&line, TAKES_SPAN | TAKES_BEAT, &options))
    return NULL;

  self = g_new0 (BirgeSceneSound, 1);
  self->kind = kind;
  self->beat = options.beat;
  self->span = options.span;
  self->line = entry->line;
  return self;
}

gboolean
_birge_storyboard_read_time (BirgeStoryboardReader *reader,
                             const BirgeIniEntry   *entry,
                             double                *at_s,
                             gboolean              *back)
{
  Line line = { .reader = reader, .entry = entry };

  return parse_time (entry->value, at_s, back)
         || line_fail (&line, NULL, "it needs a time: seconds, \"end\" or \"end-2\"");
}

gboolean
_birge_storyboard_read_number (BirgeStoryboardReader *reader,
                               const BirgeIniEntry   *entry,
                               double                 least,
                               double                 most,
                               double                *number)
{
  Line line = { .reader = reader, .entry = entry };

  return parse_number (entry->value, least, most, number)
         || line_fail (&line, NULL, "it needs a number from %g to %g", least, most);
}

gboolean
_birge_storyboard_read_colour (BirgeStoryboardReader *reader, const BirgeIniEntry *entry, guint32 *rgb)
{
  Line line = { .reader = reader, .entry = entry };

  return parse_colour (entry->value, rgb)
         || line_fail (&line, NULL, "it needs the name of a colour such as felt, or #rrggbb");
}
