/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-formats"

#include "data/formats/birge-storyboard-private.h"

#include "data/formats/birge-language.h"

#include <string.h>

#define HELP "see data/content/film/README.md"

#define DEFAULT_SAY_AT_S 0.4
#define MAX_SCENE_S      60.0
#define MAX_CAPTION      240 /* letters: three lines of a caption at most */
#define RHYTHM           "rhythm"

typedef struct {
  BirgeStoryboardReader base;
  BirgeStoryboard      *film;
  gboolean              has_film;
} Reader;

static void
problem (Reader *self, const BirgeIniEntry *entry, const char *code, const char *why, const char *todo)
{
  g_autofree char *what = NULL;

  if (entry->language != NULL)
    what = g_strdup_printf ("%s[%s] of [%s]", entry->key, entry->language, entry->section);
  else
    what = g_strdup_printf ("%s of [%s]", entry->key, entry->section);
  birge_problems_add (self->base.problems, BIRGE_PROBLEM_ERROR, self->base.file, entry->line, code, what, why, todo);
}

static void
missing (Reader *self, guint line, const char *what, const char *todo)
{
  birge_problems_add (self->base.problems, BIRGE_PROBLEM_ERROR, self->base.file, line,
                      "missing-key", what, "nothing can be shown or asked without it", todo);
}

static GHashTable *
text_map_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
scene_free (gpointer data)
{
  BirgeScene *self = data;

  g_free (self->picture);
  g_free (self->corner);
  g_free (self->practice);
  g_hash_table_unref (self->captions);
  g_hash_table_unref (self->says);
  g_hash_table_unref (self->chapters);
  g_ptr_array_unref (self->motions);
  g_ptr_array_unref (self->figures);
  g_ptr_array_unref (self->sounds);
  g_free (self);
}

static BirgeScene *
scene_new (guint number, guint line)
{
  BirgeScene *self = g_new0 (BirgeScene, 1);

  self->number = number;
  self->line = line;
  self->say_at_s = DEFAULT_SAY_AT_S;
  self->captions = text_map_new ();
  self->says = text_map_new ();
  self->chapters = text_map_new ();
  self->motions = g_ptr_array_new_with_free_func (_birge_motion_free);
  self->figures = g_ptr_array_new_with_free_func (_birge_figure_free);
  self->sounds = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
question_free (gpointer data)
{
  BirgeQuestion *self = data;

  g_hash_table_unref (self->ask);
  g_hash_table_unref (self->right);
  g_ptr_array_unref (self->wrong);
  g_array_unref (self->scenes);
  g_strfreev (self->right_parts);
  g_strfreev (self->wrong_parts);
  g_free (self);
}

static BirgeQuestion *
question_new (guint number, guint line)
{
  BirgeQuestion *self = g_new0 (BirgeQuestion, 1);

  self->number = number;
  self->line = line;
  self->ask = text_map_new ();
  self->right = text_map_new ();
  self->wrong = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  self->scenes = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
birge_storyboard_free (BirgeStoryboard *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->narration);
  g_ptr_array_unref (self->scenes);
  g_ptr_array_unref (self->questions);
  g_free (self);
}

/* A text in a language goes into its map; everything else about it is a problem. */
static void
read_text (Reader *self, const BirgeIniEntry *entry, GHashTable *map)
{
  if (entry->language == NULL)
    problem (self, entry, "missing-language", "a text is in a language", "write the language in [ ]: Caption[uz]=…");
  else if (birge_language_find (entry->language) == NULL)
    problem (self, entry, "bad-language", "there is no such language", "use a tag of data/content/README.md");
  else if (*entry->value == '\0')
    problem (self, entry, "empty-text", "it is empty", "write the text or take the line out");
  else if (g_utf8_strlen (entry->value, -1) > MAX_CAPTION)
    problem (self, entry, "long-text", "nobody reads more than 240 letters under a film", "shorten it or make two scenes");
  else
    g_hash_table_replace (map, g_strdup (birge_language_get_tag (birge_language_find (entry->language))),
                          g_strdup (entry->value));
}

/* "Move12" of "Move" */
static gboolean
is_numbered (const char *key, const char *name)
{
  gsize n = strlen (name);
  gsize digits;

  if (!g_str_has_prefix (key, name))
    return FALSE;

  digits = strspn (key + n, "0123456789");
  return digits >= 1 && digits <= 2 && key[n] != '0' && key[n + digits] == '\0';
}

/* The number of "Scene3", 0 when it is no such section. */
static guint
section_number (const char *section, const char *name)
{
  gsize n = strlen (name);

  return is_numbered (section, name) ? (guint) g_ascii_strtoull (section + n, NULL, 10) : 0;
}

static void
read_size (Reader *self, const BirgeIniEntry *entry)
{
  char *end = NULL;
  guint64 width = g_ascii_strtoull (entry->value, &end, 10);
  guint64 height = *end == 'x' ? g_ascii_strtoull (end + 1, &end, 10) : 0;

  if (*end != '\0' || width < 64 || width > 1280 || height < 36 || height > 720 || width % 2 || height % 2
      || width * 9 != height * 16)
    {
      problem (self, entry, "bad-size", "films are 16 by 9, even, from 64x36 to 1280x720", "write Size=1280x720");
      return;
    }

  self->film->width = (guint) width;
  self->film->height = (guint) height;
}

static void
read_narration (Reader *self, const BirgeIniEntry *entry)
{
  g_auto(GStrv) words = g_strsplit_set (entry->value, " ", -1);
  g_autoptr(GStrvBuilder) tags = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (birge_language_find (words[i]) == NULL)
        problem (self, entry, "bad-language", "it names a language that is not there", "use tags of data/content/README.md");
      else
        g_strv_builder_add (tags, birge_language_get_tag (birge_language_find (words[i])));
    }

  g_strfreev (self->film->narration);
  self->film->narration = g_strv_builder_end (tags);
}

static void
read_poster (Reader *self, const BirgeIniEntry *entry)
{
  g_auto(GStrv) words = g_strsplit (entry->value, " ", 2);
  char *end = NULL;
  guint64 scene = words[0] ? g_ascii_strtoull (words[0], &end, 10) : 0;
  double at_s = words[0] && words[1] ? g_ascii_strtod (words[1], &end) : 0;

  if (end == NULL || *end != '\0' || scene < 1 || scene > BIRGE_STORYBOARD_MAX_SCENES
      || !(at_s >= 0 && at_s <= MAX_SCENE_S))
    {
      problem (self, entry, "bad-poster", "it is no scene and second", "write the scene and the second in it: Poster=6 2.5");
      return;
    }

  self->film->poster_scene = (guint) scene;
  self->film->poster_s = at_s;
}

static void
read_film_entry (Reader *self, const BirgeIniEntry *entry)
{
  double number = 0;

  self->has_film = TRUE;
  if (entry->language != NULL)
    problem (self, entry, "unknown-key", "it does not depend on a language", "take the [ ] out");
  else if (g_str_equal (entry->key, "Size"))
    read_size (self, entry);
  else if (g_str_equal (entry->key, "FrameRate"))
    {
      if (_birge_storyboard_read_number (&self->base, entry, 5, 30, &number))
        self->film->rate = (guint) number;
    }
  else if (g_str_equal (entry->key, "Narration"))
    read_narration (self, entry);
  else if (g_str_equal (entry->key, "Ground"))
    _birge_storyboard_read_colour (&self->base, entry, &self->film->ground_rgb);
  else if (g_str_equal (entry->key, "Poster"))
    read_poster (self, entry);
  else
    problem (self, entry, "unknown-key", "[Film] has no such key", "use Size, FrameRate, Narration, Ground or Poster");
}

/* A file's name inside the film's folder: no way out of it. */
static gboolean
is_picture_name (const char *name)
{
  gsize n = strlen (name);

  return n > 4 && n < 100 && g_str_has_suffix (name, ".svg") && name[0] != '/' && strstr (name, "..") == NULL
         && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-_/.") == n;
}

static void
read_corner (Reader *self, const BirgeIniEntry *entry, BirgeScene *scene)
{
  gsize n = strlen (entry->value);

  if (n == 0 || n > 12 || strspn (entry->value, "0123456789 ") != n)
    problem (self, entry, "bad-corner", "it is no emergency number", "write one or two numbers: Corner=103 101");
  else
    {
      g_free (scene->corner);
      scene->corner = g_strdup (entry->value);
    }
}

static void
add_line (GPtrArray *lines, gpointer line)
{
  if (line != NULL)
    g_ptr_array_add (lines, line);
}

/* Returns FALSE when the key is none of the numbered lines. */
static gboolean
read_scene_line (Reader *self, const BirgeIniEntry *entry, BirgeScene *scene)
{
  if (is_numbered (entry->key, "Show"))
    add_line (scene->motions, _birge_storyboard_read_show (&self->base, entry));
  else if (is_numbered (entry->key, "Move"))
    add_line (scene->motions, _birge_storyboard_read_move (&self->base, entry));
  else if (is_numbered (entry->key, "Number"))
    add_line (scene->figures, _birge_storyboard_read_figure (&self->base, entry, BIRGE_FIGURE_NUMBER));
  else if (is_numbered (entry->key, "Counter"))
    add_line (scene->figures, _birge_storyboard_read_figure (&self->base, entry, BIRGE_FIGURE_COUNTER));
  else if (is_numbered (entry->key, "Clock"))
    add_line (scene->figures, _birge_storyboard_read_figure (&self->base, entry, BIRGE_FIGURE_CLOCK));
  else if (is_numbered (entry->key, "Sound"))
    add_line (scene->sounds, _birge_storyboard_read_sound (&self->base, entry));
  else
    return FALSE;

  return TRUE;
}

static void
read_picture (Reader *self, const BirgeIniEntry *entry, BirgeScene *scene)
{
  if (!is_picture_name (entry->value))
    {
      problem (self, entry, "bad-picture", "it is no picture of this folder", "write Picture=scenes/name.svg, small letters");
      return;
    }

  g_free (scene->picture);
  scene->picture = g_strdup (entry->value);
  scene->picture_line = entry->line;
}

/* The kind of that name, or -1. */
static int
find_kind (const char *name)
{
  static const char *const kinds[] = {
    [BIRGE_QUESTION_CHOICE] = "choice", [BIRGE_QUESTION_ORDER] = "order", [BIRGE_QUESTION_TOUCH] = "touch",
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (name, kinds[i]) == 0)
      return (int) i;
  return -1;
}

static void
read_practice (Reader *self, const BirgeIniEntry *entry, BirgeScene *scene)
{
  if (!g_str_equal (entry->value, RHYTHM) && find_kind (entry->value) < 0)
    problem (self, entry, "bad-practice", "there is no such exercise", "write Practice=rhythm, or choice, order or touch");
  else
    {
      g_free (scene->practice);
      scene->practice = g_strdup (entry->value);
    }
}

static void
read_scene_entry (Reader *self, const BirgeIniEntry *entry, BirgeScene *scene)
{
  if (g_str_equal (entry->key, "Caption"))
    read_text (self, entry, scene->captions);
  else if (g_str_equal (entry->key, "Say"))
    read_text (self, entry, scene->says);
  else if (g_str_equal (entry->key, "Chapter"))
    read_text (self, entry, scene->chapters);
  else if (entry->language != NULL)
    problem (self, entry, "unknown-key", "only Caption, Say and Chapter have a language", "take the [ ] out");
  else if (g_str_equal (entry->key, "Picture"))
    read_picture (self, entry, scene);
  else if (g_str_equal (entry->key, "Seconds"))
    _birge_storyboard_read_number (&self->base, entry, 0.5, MAX_SCENE_S, &scene->seconds);
  else if (g_str_equal (entry->key, "SayAt"))
    _birge_storyboard_read_number (&self->base, entry, 0, MAX_SCENE_S, &scene->say_at_s);
  else if (g_str_equal (entry->key, "Corner"))
    read_corner (self, entry, scene);
  else if (g_str_equal (entry->key, "Stop"))
    scene->stops = _birge_storyboard_read_time (&self->base, entry, &scene->stop_s, &scene->stop_back);
  else if (g_str_equal (entry->key, "Practice"))
    read_practice (self, entry, scene);
  else if (!read_scene_line (self, entry, scene))
    problem (self, entry, "unknown-key", "a scene has no such key", HELP);
}

static void
read_scenes_of_question (Reader *self, const BirgeIniEntry *entry, BirgeQuestion *question)
{
  g_auto(GStrv) words = g_strsplit (entry->value, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *end = NULL;
      guint number = (guint) MIN (g_ascii_strtoull (words[i], &end, 10), G_MAXUINT);

      if (*words[i] == '\0')
        continue;
      if (*end != '\0' || number < 1 || number > BIRGE_STORYBOARD_MAX_SCENES)
        problem (self, entry, "bad-scene", "it is no list of scenes", "write their numbers: Scenes=1 3 6");
      else
        g_array_append_val (question->scenes, number);
    }
}

static void
read_kind (Reader *self, const BirgeIniEntry *entry, BirgeQuestion *question)
{
  int kind = find_kind (entry->value);

  if (kind < 0)
    problem (self, entry, "bad-kind", "there is no such kind of question", "write choice, order or touch");
  else
    question->kind = (guint) kind;
}

static void
read_question_entry (Reader *self, const BirgeIniEntry *entry, BirgeQuestion *question)
{
  if (g_str_equal (entry->key, "Kind"))
    read_kind (self, entry, question);
  else if (g_str_equal (entry->key, "Ask"))
    read_text (self, entry, question->ask);
  else if (g_str_equal (entry->key, "Right") && entry->language != NULL)
    read_text (self, entry, question->right);
  else if (is_numbered (entry->key, "Wrong") && strlen (entry->key) == 6 && entry->key[5] <= '3')
    {
      while (question->wrong->len < (guint) (entry->key[5] - '0'))
        g_ptr_array_add (question->wrong, text_map_new ());
      read_text (self, entry, g_ptr_array_index (question->wrong, entry->key[5] - '1'));
    }
  else if (g_str_equal (entry->key, "Scenes"))
    read_scenes_of_question (self, entry, question);
  else if (g_str_equal (entry->key, "RightParts"))
    {
      g_strfreev (question->right_parts);
      question->right_parts = g_strsplit (entry->value, " ", 20);
    }
  else if (g_str_equal (entry->key, "WrongParts"))
    {
      g_strfreev (question->wrong_parts);
      question->wrong_parts = g_strsplit (entry->value, " ", 20);
    }
  else
    problem (self, entry, "unknown-key", "a question has no such key", HELP);
}

/* Scenes and questions are numbered 1, 2, 3 … in the order of the file: recordings and exercises go by the number. */
static gboolean
is_expected (Reader *self, const BirgeIniEntry *entry, guint number, guint present, guint most)
{
  if (number == present + 1 && number <= most)
    return TRUE;

  problem (self, entry, "bad-number", number > most ? "there are too many" : "numbers follow each other: 1, 2, 3",
           number > most ? "make a second film" : "number the sections again");
  return FALSE;
}

static void
read_entries (Reader *self, BirgeIni *ini)
{
  const GPtrArray *entries = birge_ini_get_entries (ini);
  const char *section = NULL;
  BirgeScene *scene = NULL;
  BirgeQuestion *question = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      const BirgeIniEntry *entry = g_ptr_array_index (entries, i);
      guint scene_number = section_number (entry->section ? entry->section : "", "Scene");
      guint question_number = section_number (entry->section ? entry->section : "", "Question");

      if (g_strcmp0 (section, entry->section) != 0)
        {
          section = entry->section;
          scene = NULL;
          question = NULL;
          if (scene_number > 0
              && is_expected (self, entry, scene_number, self->film->scenes->len, BIRGE_STORYBOARD_MAX_SCENES))
            g_ptr_array_add (self->film->scenes, scene = scene_new (scene_number, entry->line));
          else if (question_number > 0 && is_expected (self, entry, question_number, self->film->questions->len, 20))
            g_ptr_array_add (self->film->questions, question = question_new (question_number, entry->line));
          else if (scene_number == 0 && question_number == 0 && g_strcmp0 (section, "Film") != 0)
            problem (self, entry, "unknown-section", "there is no such section", "use [Film], [Scene1], [Question1] …");
        }

      if (g_strcmp0 (section, "Film") == 0)
        read_film_entry (self, entry);
      else if (scene != NULL)
        read_scene_entry (self, entry, scene);
      else if (question != NULL)
        read_question_entry (self, entry, question);
    }
}

/* An exercise of questions needs one. */
static void
check_practice (Reader *self, BirgeScene *scene)
{
  int kind = find_kind (scene->practice);

  for (guint i = 0; kind >= 0 && i < self->film->questions->len; i++)
    if (((const BirgeQuestion *) g_ptr_array_index (self->film->questions, i))->kind == (guint) kind)
      return;
  if (kind >= 0)
    missing (self, scene->line, "a scene's Practice has no question of that kind", "write the question, or take Practice out");
}

static void
check_scene (Reader *self, BirgeScene *scene)
{
  GHashTableIter iter;
  gpointer tag, text;

  if (scene->picture == NULL)
    missing (self, scene->line, "a scene has no Picture", "write Picture=scenes/name.svg");
  if (scene->seconds == 0)
    missing (self, scene->line, "a scene has no Seconds", "write how long it lasts at least: Seconds=8");
  if (!g_hash_table_contains (scene->captions, "en"))
    missing (self, scene->line, "a scene has no Caption[en]", "write the caption, at least in English");

  g_hash_table_iter_init (&iter, scene->captions);
  while (g_hash_table_iter_next (&iter, &tag, &text))
    {
      if (!g_hash_table_contains (scene->says, tag))
        g_hash_table_insert (scene->says, g_strdup (tag), g_strdup (text));
    }

  for (guint i = 0; self->film->narration[i] != NULL; i++)
    {
      g_autofree char *what = g_strdup_printf ("a scene has nothing to say in %s", self->film->narration[i]);

      if (!g_hash_table_contains (scene->says, self->film->narration[i]))
        missing (self, scene->line, what, "write the caption or take the language out of Narration");
    }

  check_practice (self, scene);
  if (scene->corner == NULL)
    scene->corner = g_strdup ("103");
}

static void
check_question (Reader *self, BirgeQuestion *question)
{
  gboolean whole = FALSE;

  if (!g_hash_table_contains (question->ask, "en"))
    missing (self, question->line, "a question has no Ask[en]", "write the question, at least in English");

  switch (question->kind)
    {
    case BIRGE_QUESTION_CHOICE:
      whole = g_hash_table_size (question->right) > 0 && question->wrong->len > 0;
      break;
    case BIRGE_QUESTION_ORDER:
      whole = question->scenes->len >= 2;
      break;
    case BIRGE_QUESTION_TOUCH:
      whole = question->scenes->len == 1 && question->right_parts != NULL;
      break;
    default:
      g_return_if_reached ();
    }

  if (!whole)
    missing (self, question->line, "a question has no answer",
             "choice: Right[en] and Wrong1[en]; order: Scenes; touch: Scenes and RightParts");
  for (guint i = 0; i < question->scenes->len; i++)
    {
      if (g_array_index (question->scenes, guint, i) > self->film->scenes->len)
        missing (self, question->line, "a question is about a scene that is not there", "correct Scenes");
      for (guint j = 0; j < i; j++)
        if (g_array_index (question->scenes, guint, j) == g_array_index (question->scenes, guint, i))
          missing (self, question->line, "a question has a scene twice", "correct Scenes");
    }
  if (question->scenes->len > BIRGE_QUESTION_MAX_SCENES)
    missing (self, question->line, "a question has more scenes than fit on a screen", "leave at most 6 in Scenes");
}

/**
 * birge_storyboard_parse:
 * @bytes: the file
 * @file: its name for problems
 * @problems: where they go
 *
 * Reads a storyboard.
 *
 * Returns: (transfer full): what could be read
 */
BirgeStoryboard *
birge_storyboard_parse (GBytes *bytes, const char *file, BirgeProblems *problems)
{
  Reader self = { .base = { file, problems } };
  g_autoptr(BirgeIni) ini = NULL;

  g_return_val_if_fail (bytes != NULL && file != NULL && problems != NULL, NULL);

  ini = birge_ini_parse (bytes, file, problems);
  self.film = g_new0 (BirgeStoryboard, 1);
  self.film->width = BIRGE_STORYBOARD_CANVAS_WIDTH;
  self.film->height = BIRGE_STORYBOARD_CANVAS_HEIGHT;
  self.film->rate = 25;
  self.film->ground_rgb = 0xE9F3EE;
  self.film->narration = g_new0 (char *, 1);
  self.film->poster_scene = 1;
  self.film->scenes = g_ptr_array_new_with_free_func (scene_free);
  self.film->questions = g_ptr_array_new_with_free_func (question_free);

  read_entries (&self, ini);

  if (!self.has_film)
    missing (&self, 0, "there is no section [Film]", "begin with [Film] and Narration=kk ru uz");
  if (self.film->scenes->len == 0)
    missing (&self, 0, "there is no scene", "write a section [Scene1]");
  for (guint i = 0; i < self.film->scenes->len; i++)
    check_scene (&self, g_ptr_array_index (self.film->scenes, i));
  for (guint i = 0; i < self.film->questions->len; i++)
    check_question (&self, g_ptr_array_index (self.film->questions, i));
  if (self.film->poster_scene > self.film->scenes->len && self.film->scenes->len > 0)
    missing (&self, 0, "Poster names a scene that is not there", "correct Poster");

  return self.film;
}

static int
compare_tags (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

gboolean
birge_storyboard_speaks_enough (guint n_spoken, guint n_lines)
{
  return n_spoken > 0 && 2 * n_spoken >= n_lines;
}

GPtrArray *
birge_storyboard_list_captions (BirgeStoryboard *self)
{
  GPtrArray *tags = g_ptr_array_new_with_free_func (g_free);
  const char *const *all = birge_language_list_tags ();

  g_return_val_if_fail (self != NULL, tags);

  for (guint i = 0; all[i] != NULL; i++)
    {
      gboolean everywhere = self->scenes->len > 0;

      for (guint j = 0; j < self->scenes->len && everywhere; j++)
        {
          const BirgeScene *scene = g_ptr_array_index (self->scenes, j);
          everywhere = g_hash_table_contains (scene->captions, all[i]);
        }
      if (everywhere)
        g_ptr_array_add (tags, g_strdup (all[i]));
    }

  g_ptr_array_sort (tags, compare_tags);
  return tags;
}
