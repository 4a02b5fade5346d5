/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include <stdio.h>
#include <string.h>

#include "app/command-progress.h"
#include "app/state-folder.h"
#include "data/sync/birge-install.h"

/* The commands that look after the content of a kiosk: install, rollback, repair, status, verify. */

static const BirgeCommand commands[] = {
  { "install", "OUT [--state DIR]", "show new content on this kiosk" },
  { "rollback", "[--state DIR]", "go back to the content from before" },
  { "repair", "[--state DIR]", "make damaged content readable again" },
  { "status", "[--state DIR] [--json]", "say what is installed and what a person must do" },
  { "verify", "[--state DIR] [--json]", "the same, after reading every byte of the content" },
};
enum { INSTALL, ROLLBACK, REPAIR, STATUS, VERIFY };

/* The messages of data/ already say what, why and what to do. */
static int
fail (const GError *error)
{
  g_printerr ("birge: %s\n", error->message);
  return BIRGE_EXIT_FAILED;
}

/* The folder to work on; NULL when it cannot be worked on, which was then said. */
static const char *
enter_state (char **state)
{
  if (*state == NULL)
    *state = state_folder_dup_default ();
  if (state_folder_become_owner (*state))
    return *state;
  birge_command_fail (*state, "it belongs to another user whose rights cannot be taken", "run this as that user");
  return NULL;
}

#define STATE_ENTRY(variable) \
  { "state", 's', 0, G_OPTION_ARG_FILENAME, variable, "State folder of the kiosk; without it the one it uses by itself", "DIR" }

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

static void
print_content (const BirgeStatus *status, const char *words)
{
  g_print ("content %04u%s: %s, of %s\n", status->generation, words,
           status->releases != NULL ? status->releases : "unreadable",
           status->issued != NULL ? status->issued : "an unknown day");
}

/* In English, as all of the command line; the screen has its own words, ui/staff/birge-staff-status.c. */
static char *
dup_sentence (const BirgeStatusFact *fact)
{
  switch (fact->code)
    {
    case BIRGE_STATUS_NOTHING_INSTALLED:
      return g_strdup ("No content is installed: run birge install.");
    case BIRGE_STATUS_CONTENT_GONE:
      return g_strdup ("The current content is gone: run birge repair.");
    case BIRGE_STATUS_LIST_UNREADABLE:
      return g_strdup_printf ("The list of what this content holds cannot be read (%s): run birge install.", fact->detail);
    case BIRGE_STATUS_FILES_MISSING:
      return g_strdup_printf ("Files of the content are missing (%u): run birge install with the same content.", fact->number);
    case BIRGE_STATUS_FILES_DAMAGED:
      return g_strdup_printf ("Files of the content are damaged (%u): run birge repair, then birge install with the same content.",
                              fact->number);
    case BIRGE_STATUS_DATABASE_DAMAGED:
      return g_strdup_printf ("The content cannot be read as it was built (%s): run birge repair.", fact->detail);
    case BIRGE_STATUS_TEXTS_OVERDUE:
      return g_strdup_printf ("Texts are past their date to check again (%u): ask the editors for newer content.", fact->number);
    case BIRGE_STATUS_RELEASE_HELD:
      return g_strdup_printf ("The content was rolled back and a release is held (%s): run birge install with newer content, "
                              "or with the same to take it after all.", fact->detail);
    case BIRGE_STATUS_DAMAGE_REPAIRED:
      return g_strdup_printf ("Damage was repaired (%s): have the disk checked, then run birge verify.", fact->detail);
    }
  g_return_val_if_reached (g_strdup (""));
}

static void
print_problems (const BirgeStatus *status, const char *before)
{
  for (guint i = 0; i < status->problems->len; i++)
    {
      g_autofree char *sentence = dup_sentence (g_ptr_array_index (status->problems, i));

      g_print ("%s%s\n", before, sentence);
    }
}

static void
print_installed (const char *state)
{
  g_autoptr(BirgeStatus) status = birge_status_new (state, FALSE, NULL);

  if (status == NULL)
    return;
  print_content (status, " is shown");
  print_problems (status, "");
}

int
birge_command_install (int argc, char **argv)
{
  g_autofree char *state = NULL;
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    STATE_ENTRY (&state),
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
  if (enter_state (&state) == NULL)
    return BIRGE_EXIT_FAILED;

  progress.is_json = format != NULL;
  number = birge_install (argv[1], state, on_progress, &progress, NULL, &error);
  command_progress_clear (&progress);
  if (number == 0)
    return fail (error);
  if (progress.is_json)
    printf ("{\"phase\":\"done\",\"generation\":%u}\n", number);
  else
    print_installed (state);
  return BIRGE_EXIT_DONE;
}

/* Rollback and repair differ in what they call and what they say. */
static int
run_simple (int command, const char *description, guint (*run) (const char *state_dir, GError **error), int argc,
            char **argv)
{
  g_autofree char *state = NULL;
  const GOptionEntry entries[] = { STATE_ENTRY (&state), { NULL } };
  g_autoptr(GError) error = NULL;
  guint number;

  if (!birge_command_parse (&commands[command], "birge", entries, description, &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 1)
    return birge_command_misuse (commands[command].name, "it takes no arguments but options",
                                 "run it with --state DIR or with nothing");
  if (enter_state (&state) == NULL)
    return BIRGE_EXIT_FAILED;
  number = run (state, &error);
  if (number == 0)
    return fail (error);
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

static void
print_counts (const BirgeStatus *status)
{
  const char *kind = "";

  for (guint i = 0; i < status->counts->len; i++)
    {
      const BirgeStatusCount *count = g_ptr_array_index (status->counts, i);

      if (!g_str_equal (count->kind, kind))
        g_print ("%s%-8s", i > 0 ? "\n" : "", count->kind);
      kind = count->kind;
      g_print ("  %s %u", count->language, count->items);
      if (count->drafts > 0)
        g_print (" (%u draft)", count->drafts);
    }
  if (status->counts->len > 0)
    g_print ("\n");
}

static void
print_status (const BirgeStatus *status)
{
  if (status->generation != 0)
    print_content (status, "");
  if (status->previous_generation != 0)
    g_print ("from before: %04u\n", status->previous_generation);
  g_print ("%u items, %u drafts, %u not reviewed, %u overdue\n", status->n_items, status->n_drafts, status->n_unreviewed,
           status->n_overdue);
  print_counts (status);
  g_print ("missing files: %u, damaged files: %u\n", g_strv_length (status->missing_objects),
           g_strv_length (status->damaged_objects));
  g_print ("%s\n", status->problems->len > 0 ? "\nTo do:" : "\nNothing to do.");
  print_problems (status, "- ");
}

static int
run_status (int command, gboolean thorough, int argc, char **argv)
{
  g_autofree char *state = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    STATE_ENTRY (&state),
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Write one JSON object instead of text", NULL },
    { NULL },
  };
  g_autoptr(BirgeStatus) status = NULL;
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[command], "birge", entries,
                            "Exit status: 0 when there is nothing to do, 1 when a person must do something.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 1)
    return birge_command_misuse (commands[command].name, "it takes no arguments but options",
                                 "run it with --state DIR or with nothing");
  if (enter_state (&state) == NULL)
    return BIRGE_EXIT_FAILED;
  status = birge_status_new (state, thorough, &error);
  if (status == NULL)
    return fail (error);
  if (json)
    {
      g_autofree char *text = birge_status_to_json (status);

      g_print ("%s\n", text);
    }
  else
    print_status (status);
  return status->problems->len == 0 ? BIRGE_EXIT_DONE : BIRGE_EXIT_FAILED;
}

int
birge_command_status (int argc, char **argv)
{
  return run_status (STATUS, FALSE, argc, argv);
}

int
birge_command_verify (int argc, char **argv)
{
  return run_status (VERIFY, TRUE, argc, argv);
}
