/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "app/command-progress.h"
#include "app/command-state.h"
#include "data/library/birge-generation.h"
#include "data/sync/birge-sync-reason.h"

/* The commands that look after the content of a kiosk: install, rollback, repair. */

static const BirgeCommand commands[] = {
  { "install", "OUT [--state DIR]", "show new content on this kiosk" },
  { "rollback", "[--state DIR]", "go back to the content from before" },
  { "repair", "[--state DIR]", "make damaged content readable again" },
};
enum { INSTALL, ROLLBACK, REPAIR };

static void
on_progress (BirgeInstallPhase phase, gint64 done, gint64 total, gpointer progress)
{
  static const struct { const char *phase; const char *words; CommandProgressUnit unit; } names[] = {
    [BIRGE_INSTALL_PHASE_CHECK] = { "check", "reading catalogues", COMMAND_PROGRESS_COUNT },
    [BIRGE_INSTALL_PHASE_COPY] = { "copy", "copying", COMMAND_PROGRESS_BYTES },
    [BIRGE_INSTALL_PHASE_BUILD] = { "build", "building", COMMAND_PROGRESS_COUNT },
    [BIRGE_INSTALL_PHASE_VERIFY] = { "verify", "checking", COMMAND_PROGRESS_COUNT },
    [BIRGE_INSTALL_PHASE_SWITCH] = { "switch", "switching", COMMAND_PROGRESS_COUNT },
  };

  command_progress_tell (progress, names[phase].phase, names[phase].words, done, total, names[phase].unit);
}

/* At its first start the kiosk installs the package's content at the moment at which the first update looks around: that
 * one soon ends, or brings content itself. */
#define PATIENCE_S 120

static gboolean
is_worth_waiting (GError **error, guint *waited_s)
{
  if (!g_error_matches (*error, BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY) || *waited_s >= PATIENCE_S)
    return FALSE;
  if ((*waited_s)++ == 0)
    g_printerr ("birge: %s\n", (*error)->message);
  g_clear_error (error);
  g_usleep (G_USEC_PER_SEC);
  return TRUE;
}

static guint
install (const char *out, const char *state, CommandProgress *progress, GError **error)
{
  gboolean was_empty = birge_generation_get_current (state) == 0;
  guint waited_s = 0;
  guint number;

  do
    {
      number = was_empty && waited_s > 0 ? birge_generation_get_current (state) : 0; /* somebody was quicker */
      if (number == 0)
        number = birge_install (out, state, on_progress, progress, NULL, error);
    }
  while (number == 0 && is_worth_waiting (error, &waited_s));
  return number;
}

static void
print_installed (const char *state)
{
  g_autoptr(BirgeStatus) status = birge_status_new (state, FALSE, NULL);

  if (status == NULL)
    return;
  command_state_print_content (status, " is shown");
  command_state_print_problems (status, "");
}

int
birge_command_install (int argc, char **argv)
{
  g_autofree char *state = NULL;
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    COMMAND_STATE_ENTRY (&state),
    { "progress", 'p', 0, G_OPTION_ARG_STRING, &format, "Write how far it is as lines of JSON: “json”", "FORM" },
    { NULL },
  };
  CommandProgress progress = { 0 };
  g_autoptr(GError) error = NULL;
  guint number;

  if (!birge_command_parse (&commands[INSTALL], "birge", entries,
                            "OUT is a folder that “birge content build” wrote. Whatever interrupts this, the kiosk shows the old\n"
                            "content or the new. Content that was rolled back may be installed again.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 2 || (format != NULL && !g_str_equal (format, "json")))
    return birge_command_misuse ("cannot install", argc != 2 ? "one folder must be named" : "the only form of progress is “json”",
                                 "run “birge install --help”");
  if (command_state_enter (&state) == NULL)
    return BIRGE_EXIT_FAILED;

  progress.is_json = format != NULL;
  number = install (argv[1], state, &progress, &error);
  command_progress_clear (&progress);
  if (number == 0)
    return command_state_fail (error);
  if (progress.is_json)
    printf ("{\"phase\":\"done\",\"generation\":%u}\n", number);
  else
    print_installed (state);
  return BIRGE_EXIT_DONE;
}

/* What `birge sync` writes at its end, as far as there is something to say. */
static int
print_end (guint generation, const GError *error)
{
  g_autofree char *why = error != NULL ? g_utf8_make_valid (error->message, -1) : NULL; /* it may name a folder */
  json_t *line = json_pack ("{s:s,s:s,s:i,s:b,s:s,s:s?}", "phase", "end", "outcome", error == NULL ? "done" : "failed", "generation",
                            (int) generation, "is_new", error == NULL, "reason",
                            birge_sync_reason_get_name (birge_sync_reason_of (error)), "why", why);

  json_dumpf (line, stdout, JSON_COMPACT);
  putchar ('\n');
  json_decref (line);
  return error == NULL ? BIRGE_EXIT_DONE : BIRGE_EXIT_FAILED;
}

/* Rollback and repair differ in what they call and what they say. */
static int
run_simple (int command, const char *description, guint (*run) (const char *state_dir, GError **error), int argc,
            char **argv)
{
  g_autofree char *state = NULL;
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    COMMAND_STATE_ENTRY (&state),
    { "progress", 'p', 0, G_OPTION_ARG_STRING, &format, "Write what came of it as a line of JSON: “json”", "FORM" },
    { NULL },
  };
  g_autoptr(GError) error = NULL;
  guint waited_s = 0;
  guint number;

  if (!birge_command_parse (&commands[command], "birge", entries, description, &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 1)
    return birge_command_misuse (commands[command].name, "it takes no arguments but options",
                                 "run it with --state DIR or with nothing");
  if (format != NULL && !g_str_equal (format, "json"))
    return birge_command_misuse (format, "there is no such form of progress", "write --progress=json, or leave it out");
  if (command_state_enter (&state) == NULL)
    return BIRGE_EXIT_FAILED;
  do
    number = run (state, &error);
  while (number == 0 && command == REPAIR && is_worth_waiting (&error, &waited_s));
  if (format != NULL)
    return print_end (number, error);
  if (number == 0)
    return command_state_fail (error);
  print_installed (state);
  return BIRGE_EXIT_DONE;
}

int
birge_command_rollback (int argc, char **argv)
{
  return run_simple (ROLLBACK, "The release that is left is held: it does not come back by itself, only a newer one or\n"
                     "“birge install” by a person.", birge_install_rollback, argc, argv);
}

int
birge_command_repair (int argc, char **argv)
{
  return run_simple (REPAIR, "Damaged files are removed, and what is read is built again from the others. If most of the content\n"
                     "is lost, the content from before is shown.", birge_install_repair, argc, argv);
}
