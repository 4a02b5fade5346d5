/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include "data/compile/birge-check.h"
#include "data/compile/birge-compile.h"
#include "data/compile/birge-template.h"
#include "data/formats/birge-clock.h"
#include "data/formats/birge-name.h"
#include "data/sync/birge-release.h"

#include <stdio.h>

static int run_check (int argc, char **argv);
static int run_build (int argc, char **argv);
static int run_new (int argc, char **argv);

static const BirgeCommand commands[] = {
  { "check", "DIR", "say what is wrong with a content folder, and what is missing", run_check },
  { "build", "DIR --out OUT", "make of a content folder what a kiosk installs", run_build },
  { "new", "KIND/NAME DIR", "begin an item: a folder with files to fill in", run_new },
  { "import", "voices DIR", "take what others made into a content folder", birge_command_import },
};
enum { CHECK, BUILD, NEW };

static void
on_progress (const char *what, guint done, guint total, gpointer unused)
{
  birge_command_progress (what, done, total);
}

/* NULL when the folder cannot be read; it was then said why. */
static BirgeSource *
load (const char *dir)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *what = g_strdup_printf ("cannot read “%s”", dir);
  BirgeSource *source = birge_source_load (dir, on_progress, NULL, &error);

  birge_command_progress (NULL, 0, 0);
  if (source == NULL)
    birge_command_fail (what, error->message, "name the folder that holds the editors' files");
  return source;
}

static int
run_check (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Write one JSON object instead of text", NULL },
    { NULL },
  };
  g_autoptr(BirgeSource) source = NULL;
  g_autofree char *today = NULL;
  g_autofree char *text = NULL;
  BirgeReport report;

  if (!birge_command_parse (&commands[CHECK], "birge content", entries,
                            "Exit status: 0 when there are no errors (warnings are fine), 1 when there are some.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 2)
    return birge_command_misuse ("cannot check", "one content folder must be named", "run “birge content check DIR”");

  source = load (argv[1]);
  if (source == NULL)
    return BIRGE_EXIT_FAILED;

  today = birge_clock_dup_today ();
  birge_check (source, today, &report);
  text = json ? birge_report_to_json (&report, source->problems) : birge_report_to_text (&report, source->problems);
  fputs (text, stdout);
  if (json)
    fputc ('\n', stdout);
  return birge_problems_count (source->problems, BIRGE_PROBLEM_ERROR) > 0 ? BIRGE_EXIT_FAILED : BIRGE_EXIT_DONE;
}

/* Errors in full, as they stop the build; warnings as a number. */
static gboolean
check_for_build (BirgeSource *source, const char *dir)
{
  g_autofree char *today = birge_clock_dup_today ();
  guint n_errors;
  BirgeReport report;

  birge_check (source, today, &report);
  n_errors = birge_problems_count (source->problems, BIRGE_PROBLEM_ERROR);
  for (guint i = 0; n_errors > 0 && i < birge_problems_get_length (source->problems); i++)
    {
      const BirgeProblem *problem = birge_problems_get (source->problems, i);
      g_autofree char *text = birge_problem_to_string (problem);

      if (problem->severity == BIRGE_PROBLEM_ERROR)
        g_printerr ("%s\n", text);
    }
  if (n_errors > 0)
    {
      g_autofree char *why = g_strdup_printf ("%u errors stand above", n_errors);

      birge_command_fail ("nothing was built", why, "correct them; what is built already stays as it was");
    }
  return n_errors == 0;
}

static int
build (BirgeSource *source, const char *out, const char *channel)
{
  g_autoptr(GError) error = NULL;
  BirgeCompileResult result;

  if (!birge_compile (source, out, channel, on_progress, NULL, &result, &error))
    return birge_command_fail ("cannot build", error->message,
                               "see that the output folder can be written and that the disk has room");

  birge_command_progress (NULL, 0, 0);
  g_print ("%u items, %u parts; %u objects written, %u removed; %u warnings\n", result.n_items, result.n_parts,
           result.n_written, result.n_removed, birge_problems_count (source->problems, BIRGE_PROBLEM_WARNING));
  return BIRGE_EXIT_DONE;
}

static int
run_build (int argc, char **argv)
{
  g_autofree char *out = NULL;
  g_autofree char *media = NULL;
  g_autofree char *channel = NULL;
  const GOptionEntry entries[] = {
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &out, "Folder to write to; what is in it already is kept up to date", "OUT" },
    { "media", 'm', 0, G_OPTION_ARG_FILENAME, &media, "Folder that “birge film render” wrote to", "DIR" },
    { "channel", 'c', 0, G_OPTION_ARG_STRING, &channel, "Name of the catalogue (" BIRGE_COMPILE_CHANNEL ")", "NAME" },
    { NULL },
  };
  g_autoptr(BirgeSource) source = NULL;
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[BUILD], "birge content", entries,
                            "The same files always give the same bytes. SOURCE_DATE_EPOCH sets the date of the content; without it\n"
                            "that is the day the youngest text was written.",
                            &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 2 || out == NULL)
    return birge_command_misuse ("cannot build", "one content folder and --out must be named",
                                 "run “birge content build DIR --out OUT”");
  if (channel != NULL && !birge_name_is_name (channel))
    return birge_command_misuse ("cannot build", "the channel's name may have lower-case letters, digits and hyphens only",
                                 "choose another name");
  if (g_strcmp0 (channel, BIRGE_RELEASE_KEPT) == 0)
    return birge_command_misuse ("cannot build", "kiosks keep items of their own under this name of a channel",
                                 "choose another name");

  source = load (argv[1]);
  if (source == NULL)
    return BIRGE_EXIT_FAILED;
  if (media != NULL && !birge_source_add_media (source, media, &error))
    return birge_command_fail ("cannot read the media folder", error->message, "name the folder of rendered films");

  return check_for_build (source, argv[1]) ? build (source, out, channel != NULL ? channel : BIRGE_COMPILE_CHANNEL)
                                           : BIRGE_EXIT_FAILED;
}

static int
run_new (int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autofree char *today = birge_clock_dup_today ();
  g_autoptr(GError) error = NULL;
  g_autofree char *what = NULL;

  if (!birge_command_parse (&commands[NEW], "birge content", entries,
                            "KIND is guide, topic, notice, film or course. For example: birge content new guide/pension data/content",
                            &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 3)
    return birge_command_misuse ("cannot begin an item", "its id and the content folder must be named",
                                 "run “birge content new KIND/NAME DIR”");

  if (!birge_template_create (argv[2], argv[1], today, &error))
    {
      what = g_strdup_printf ("cannot begin “%s”", argv[1]);
      if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_EXIST))
        return birge_command_fail (what, "it is there already", "choose another name, or change what is there");
      if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_INVAL) || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return birge_command_fail (what, error->message, "name a kind, a new name and the content folder");
      return birge_command_fail (what, error->message, "see that the content folder can be written and that the disk has room");
    }

  g_print ("%s/%s is ready: fill in what its comments say, then run “birge content check %s”\n", argv[2], argv[1], argv[2]);
  return BIRGE_EXIT_DONE;
}

/**
 * birge_command_content:
 * @argc: length of @argv
 * @argv: `content` and what follows it
 *
 * What editors need: `check`, `build`, `new`, `import`.
 *
 * Returns: the exit code
 */
int
birge_command_content (int argc, char **argv)
{
  return birge_command_dispatch ("birge content", commands, G_N_ELEMENTS (commands), argc, argv);
}
