/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include <locale.h>
#include <stdio.h>

/* A command stands in one file, app/command-NAME.c, and in one line here. */
static const BirgeCommand commands[] = {
  { "content", "COMMAND …", "check, build and begin content", birge_command_content },
  { "film", "COMMAND …", "make films from storyboards", birge_command_film },
  { "install", "OUT [--state DIR]", "show new content on this kiosk", birge_command_install },
  { "sync", "[--from URL|DIR] [--once|--watch] [--preview]", "bring new content from the publisher or from a stick",
    birge_command_sync },
  { "export", "STICK [--state DIR]", "put this kiosk's content on a stick, for other kiosks", birge_command_export },
  { "rollback", "[--state DIR]", "go back to the content from before", birge_command_rollback },
  { "repair", "[--state DIR]", "make damaged content readable again", birge_command_repair },
  { "status", "[--state DIR] [--json]", "say what is installed and what a person must do", birge_command_status },
  { "verify", "[--gentle] [--state DIR] [--json]", "the same, after reading every byte of the content", birge_command_verify },
  { "config", "COMMAND …", "check the settings file and list what it may hold", birge_command_config },
  { "pin", "[--state DIR] [--pin-fd N]", "set the PIN of the staff", birge_command_pin },
  { "publish", "COMMAND …", "sign content and make a folder that any web server can serve", birge_command_publish },
  { "tuf", "--metadata-dir DIR … init|refresh|download", "the update framework alone, for tests of it", birge_command_tuf },
};

int
main (int argc, char **argv)
{
  int code;

  setlocale (LC_ALL, "C.UTF-8"); /* messages hold letters of every script; numbers are never a locale's business */
  g_set_prgname ("birge");

  if (argc == 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("birge %s\n", BIRGE_VERSION);
      return BIRGE_EXIT_DONE;
    }

  code = birge_command_dispatch ("birge", commands, G_N_ELEMENTS (commands), argc, argv);
  if ((fflush (stdout) != 0 || ferror (stdout)) && code == BIRGE_EXIT_DONE) /* a report nobody got is not done */
    return birge_command_fail ("standard output", "it could not be written", "see that the disk has room");
  return code;
}
