/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include "data/voices/birge-voice-import.h"

#define CONTENT "data/content" /* where editors stand */

static const BirgeCommand command = { "import", "voices DIR [--into CONTENT]", "take what others made into a content folder" };

static void
print_step (const BirgeVoiceImportStep *step)
{
  static const char *const actions[] = {
    [BIRGE_VOICE_IMPORT_NEW] = "new     ",
    [BIRGE_VOICE_IMPORT_REPLACE] = "replaces",
    [BIRGE_VOICE_IMPORT_SAME] = "same    ",
    [BIRGE_VOICE_IMPORT_LEAVE] = "stays   ",
  };

  if (step->action != BIRGE_VOICE_IMPORT_SAME)
    g_print ("%s  %s  %s\n", actions[step->action], step->to, step->text);
}

static void
print (BirgeVoiceImport *import, gboolean preview)
{
  guint n_left = birge_voice_import_count (import, BIRGE_VOICE_IMPORT_LEAVE);
  guint n_errors = birge_problems_get_length (import->problems);

  for (guint i = 0; i < import->steps->len; i++)
    print_step (g_ptr_array_index (import->steps, i));
  g_print ("%s%u new, %u replaced, %u the same\n", preview ? "It would be: " : "", birge_voice_import_count (import, BIRGE_VOICE_IMPORT_NEW),
           birge_voice_import_count (import, BIRGE_VOICE_IMPORT_REPLACE), birge_voice_import_count (import, BIRGE_VOICE_IMPORT_SAME));
  if (n_left > 0)
    g_print ("%u stay as they are, since what is here is newer or has no date; --over-newer replaces them too\n", n_left);
  for (guint i = 0; i < n_errors; i++)
    {
      g_autofree char *line = birge_problem_to_string (birge_problems_get (import->problems, i));

      g_printerr ("%s\n", line);
    }
}

static int
import_voices (const char *dir, const char *into, BirgeVoiceImportFlags flags, gboolean preview)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeSource) source = birge_source_load (into, NULL, NULL, &error);
  g_autoptr(BirgeVoiceImport) import = NULL;

  if (source == NULL)
    return birge_command_fail ("cannot import", error->message, "name the content folder with --into");
  import = birge_voice_import_plan (dir, source, flags, &error);
  if (import == NULL)
    return birge_command_fail ("cannot import", error->message, "name the folder of the recordings, or the stick");

  print (import, preview);
  if (!preview && !birge_voice_import_apply (import, into, &error))
    {
      g_printerr ("birge: %s\n", error->message);
      return BIRGE_EXIT_FAILED;
    }
  return birge_problems_get_length (import->problems) > 0 ? BIRGE_EXIT_FAILED : BIRGE_EXIT_DONE;
}

/**
 * birge_command_import:
 * @argc: length of @argv
 * @argv: `import` and what follows it
 *
 * Recordings of a kiosk, or of anybody who laid them out as the editors do, come into the content folder.
 *
 * Returns: the exit code
 */
int
birge_command_import (int argc, char **argv)
{
  g_autofree char *into = NULL;
  gboolean preview = FALSE, over_newer = FALSE;
  const GOptionEntry entries[] = {
    { "into", 'i', 0, G_OPTION_ARG_FILENAME, &into, "Content folder to write to (" CONTENT ")", "CONTENT" },
    { "preview", 'p', 0, G_OPTION_ARG_NONE, &preview, "Say what would change, and change nothing", NULL },
    { "over-newer", 0, 0, G_OPTION_ARG_NONE, &over_newer, "Replace recordings that are newer than those of DIR, too", NULL },
    { NULL },
  };

  if (!birge_command_parse (&command, "birge content", entries,
                            "DIR is a stick that “birge export --voices” or the voice booth of a kiosk wrote, or a folder laid out as\n"
                            "data/content is: guide/wages/voices/tg/03.opus. A recording goes where its text stands today; one whose\n"
                            "text has changed since is not taken. Exit status: 1 when a file was not taken.",
                            &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 3 || !g_str_equal (argv[1], "voices"))
    return birge_command_misuse ("cannot import", "what to import, and one folder, must be named", "run “birge content import voices DIR”");

  return import_voices (argv[2], into != NULL ? into : CONTENT, over_newer ? BIRGE_VOICE_IMPORT_OVER_NEWER : BIRGE_VOICE_IMPORT_DEFAULT,
                        preview);
}
