/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include <string.h>

#include "app/command-progress.h"

static void
print_usage (const char *prefix, const BirgeCommand *commands, guint n_commands)
{
  guint width = 0;

  for (guint i = 0; i < n_commands; i++)
    width = MAX (width, strlen (commands[i].name));

  g_print ("Usage: %s COMMAND …\n\n", prefix);
  for (guint i = 0; i < n_commands; i++)
    g_print ("  %-*s  %s\n", (int) width, commands[i].name, commands[i].summary);
  g_print ("\n%s COMMAND --help says more about each.\n", prefix);
}

/**
 * birge_command_dispatch:
 * @prefix: how the program was called so far, for example `birge content`
 * @commands: the commands to choose from
 * @n_commands: how many
 * @argc: length of @argv
 * @argv: what was typed; `argv[1]` names the command
 *
 * Runs the command that was asked for, or says which there are.
 *
 * Returns: the exit code
 */
int
birge_command_dispatch (const char *prefix, const BirgeCommand *commands, guint n_commands, int argc, char **argv)
{
  g_autofree char *help = g_strdup_printf ("run “%s --help” for the list", prefix);
  g_autofree char *what = NULL;

  if (argc < 2)
    return birge_command_misuse ("no command given", "there is more than one thing to do", help);

  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help"))
    {
      print_usage (prefix, commands, n_commands);
      return BIRGE_EXIT_DONE;
    }

  for (guint i = 0; i < n_commands; i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);

  what = g_strdup_printf ("unknown command “%s”", argv[1]);
  return birge_command_misuse (what, "no such command exists", help);
}

/**
 * birge_command_parse:
 * @command: the command being run
 * @prefix: what stands before its name, for example `birge content`
 * @entries: its options, ended by an empty entry
 * @description: (nullable): what --help says below the options
 * @argc: (inout): number of arguments
 * @argv: (inout): the arguments; options that were understood are taken out
 *
 * Reads the options of a command. `--help` prints and ends the program with 0. Strings that options return belong to
 * the caller, those left in @argv do not.
 *
 * Returns: FALSE when the usage was wrong; it was then said why, and the exit code is %BIRGE_EXIT_USAGE
 */
gboolean
birge_command_parse (const BirgeCommand *command, const char *prefix, const GOptionEntry *entries,
                     const char *description, int *argc, char ***argv)
{
  g_autoptr(GOptionContext) context = g_option_context_new (command->synopsis);
  g_autoptr(GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("%s %s", prefix, command->name);
  g_autofree char *help = g_strdup_printf ("run “%s --help”", name);

  g_set_prgname (name);
  g_option_context_set_summary (context, command->summary);
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, NULL);

  if (!g_option_context_parse (context, argc, argv, &error))
    {
      birge_command_misuse ("cannot read the options", error->message, help);
      return FALSE;
    }

  return TRUE;
}

static void
print_error (const char *what, const char *why, const char *todo)
{
  birge_command_progress (NULL, 0, 0);
  g_printerr ("birge: %s: %s: %s\n", what, why, todo);
}

/**
 * birge_command_fail:
 * @what: what could not be done
 * @why: why
 * @todo: what to do
 *
 * Says on the error output what went wrong.
 *
 * Returns: %BIRGE_EXIT_FAILED, for `return birge_command_fail (…)`
 */
int
birge_command_fail (const char *what, const char *why, const char *todo)
{
  print_error (what, why, todo);
  return BIRGE_EXIT_FAILED;
}

/**
 * birge_command_misuse:
 * @what: what was wrong about the usage
 * @why: why
 * @todo: what to do
 *
 * Says on the error output how the command was used wrongly.
 *
 * Returns: %BIRGE_EXIT_USAGE
 */
int
birge_command_misuse (const char *what, const char *why, const char *todo)
{
  print_error (what, why, todo);
  return BIRGE_EXIT_USAGE;
}

/**
 * birge_command_progress:
 * @what: (nullable): what is being done, the same text as long as it is; NULL wipes the line
 * @done: how much of it
 * @total: of how much; 0 when nobody knows
 *
 * Draws a progress line on the terminal; does nothing where the error output is not one.
 *
 * Threads: one at a time.
 */
void
birge_command_progress (const char *what, gint64 done, gint64 total)
{
  static CommandProgress progress;

  if (what != NULL)
    command_progress_tell (&progress, what, what, done, total, COMMAND_PROGRESS_COUNT);
  else
    command_progress_clear (&progress);
}
