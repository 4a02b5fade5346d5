/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include "data/formats/birge-language.h"
#include "media/film/birge-film-renderer.h"

#include <signal.h>

/* birge film: storyboards become films. */
typedef struct {
  char             *only;
  char             *out;
  char             *preview;
  char             *languages;
  guint             scene; /* or 0 */
  BirgeFilmOptions  options;
  const char       *current; /* name of the film under way */
  GCancellable     *cancellable;
} Render;

static volatile sig_atomic_t interrupted;

static int run_render (int argc, char **argv);
static int run_preview (int argc, char **argv);

static const BirgeCommand commands[] = {
  { "render", "DIR --out MEDIA", "make films from storyboards", run_render },
  { "preview", "DIR --out PICTURES", "draw three pictures of each scene, at once", run_preview },
};

static void
on_interrupt (int signal_number)
{
  (void) signal_number;
  interrupted = 1;
}

static void
on_progress (gint64 done, gint64 total, gpointer user_data)
{
  Render *self = user_data;

  if (interrupted)
    g_cancellable_cancel (self->cancellable);
  birge_command_progress (self->current, done, total);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
has_storyboard (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "storyboard.ini", NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* The films of @dir: itself, those in it, or those in its folder film/. */
static GPtrArray *
find_films (const char *dir, const char *only)
{
  GPtrArray *films = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *inner = g_build_filename (dir, "film", NULL);
  const char *folder = g_file_test (inner, G_FILE_TEST_IS_DIR) ? inner : dir;
  g_autoptr(GDir) entries = NULL;
  const char *name;

  if (has_storyboard (dir))
    {
      g_ptr_array_add (films, g_strdup (dir));
      return films;
    }

  entries = g_dir_open (folder, 0, NULL);
  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (has_storyboard (path) && (only == NULL || g_str_equal (only, name)))
        g_ptr_array_add (films, g_steal_pointer (&path));
    }

  g_ptr_array_sort (films, compare_names);
  return films;
}

static void
print_problems (BirgeProblems *problems)
{
  birge_command_progress (NULL, 0, 0);
  birge_problems_sort (problems);
  for (guint i = 0; i < birge_problems_get_length (problems); i++)
    {
      g_autofree char *text = birge_problem_to_string (birge_problems_get (problems, i));

      g_printerr ("%s\n", text);
    }
}

static int
render_one (Render *self, const char *dir)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_path_get_basename (dir);
  g_autofree char *what = g_strdup_printf ("cannot make the film %s", name);
  gboolean drawn = TRUE, done;

  self->current = name;
  if (self->preview != NULL)
    done = birge_film_preview (dir, self->preview, &self->options, problems, self->cancellable, &error);
  else
    done = birge_film_render (dir, self->out, &self->options, problems, &drawn, self->cancellable, &error);

  print_problems (problems);
  if (!done)
    return birge_command_fail (what, error->message,
                               g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                 ? "start again to go on"
                                 : "correct it and start again; data/content/film/README.md explains the files");

  g_print ("%s: %s\n", name, self->preview ? "pictures drawn" : drawn ? "made" : "nothing has changed");
  return BIRGE_EXIT_DONE;
}

/* TRUE when every tag is a language of ours. */
static gboolean
are_languages (char **tags)
{
  for (guint i = 0; tags[i] != NULL; i++)
    {
      if (birge_language_find (tags[i]) == NULL)
        return FALSE;
    }

  return tags[0] != NULL;
}

static int
render_all (Render *self, const char *dir)
{
  g_autoptr(GPtrArray) films = find_films (dir, self->only);
  g_auto(GStrv) languages = self->languages ? g_strsplit (self->languages, ",", -1) : NULL;
  int code = BIRGE_EXIT_DONE;

  if (languages != NULL && !are_languages (languages))
    return birge_command_misuse ("cannot read --languages", "it is no list of language tags",
                                 "write for example --languages kk,ru,uz");
  if (films->len == 0)
    return birge_command_fail ("no film to make", self->only ? "no film of that name is there" : "there is no storyboard.ini",
                               "name a folder of content, or the folder of a film");

  self->options = (BirgeFilmOptions) { (const char *const *) languages, on_progress, self, self->scene };
  self->cancellable = g_cancellable_new ();
  signal (SIGINT, on_interrupt);
  signal (SIGTERM, on_interrupt);
  for (guint i = 0; i < films->len && !interrupted; i++)
    {
      int one = render_one (self, g_ptr_array_index (films, i)); /* not inside MAX, which would do it twice */

      code = MAX (code, one);
    }
  birge_command_progress (NULL, 0, 0);
  g_clear_object (&self->cancellable);

  return code;
}

static int
run_render (int argc, char **argv)
{
  Render self = { 0 };
  g_autofree char *only = NULL, *out = NULL, *languages = NULL, *films = NULL;
  const GOptionEntry entries[] = {
    { "only", 0, 0, G_OPTION_ARG_STRING, &only, "only the film of this name", "NAME" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "where the films go", "MEDIA" },
    { "languages", 0, 0, G_OPTION_ARG_STRING, &languages, "speak these instead of those of the storyboard", "kk,ru,uz" },
    { NULL },
  };

  if (!birge_command_parse (&commands[0], "birge film", entries,
                            "DIR is a folder of content, a folder of films, or one film. Films whose files did not\n"
                            "change are left as they are. A film takes about a third of its length to make.",
                            &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 2 || out == NULL)
    return birge_command_misuse ("cannot begin", "one folder and --out are needed", "run “birge film render --help”");

  films = g_build_filename (out, "film", NULL); /* as the editors' folders, and where `content build --media` looks */
  self.only = only;
  self.out = films;
  self.languages = languages;
  return render_all (&self, argv[1]);
}

static int
run_preview (int argc, char **argv)
{
  Render self = { 0 };
  g_autofree char *only = NULL, *out = NULL;
  int scene = 0;
  const GOptionEntry entries[] = {
    { "only", 0, 0, G_OPTION_ARG_STRING, &only, "only the film of this name", "NAME" },
    { "scene", 0, 0, G_OPTION_ARG_INT, &scene, "only the pictures of this scene", "NUMBER" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, "where the pictures go", "PICTURES" },
    { NULL },
  };

  if (!birge_command_parse (&commands[1], "birge film", entries, "DIR is a folder of content, a folder of films, or one film.",
                            &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 2 || out == NULL)
    return birge_command_misuse ("cannot begin", "one folder and --out are needed", "run “birge film preview --help”");
  if (scene < 0)
    return birge_command_misuse ("cannot read --scene", "scenes count from 1", "write for example --scene 4");

  self.only = only;
  self.preview = out;
  self.scene = (guint) scene;
  return render_all (&self, argv[1]);
}

int
birge_command_film (int argc, char **argv)
{
  return birge_command_dispatch ("birge film", commands, G_N_ELEMENTS (commands), argc, argv);
}
