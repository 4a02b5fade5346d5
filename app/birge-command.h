/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One command of the program `birge`. A command's file defines its run function; birge.c lists it in its table. */
typedef struct {
  const char *name;     /* "content" */
  const char *synopsis; /* what follows the name in the usage line: "DIR [--json]" */
  const char *summary;  /* one line for --help */
  int (*run) (int argc, char **argv); /* argv[0] is the name of the command */
} BirgeCommand;

/* Exit codes of every command. */
enum {
  BIRGE_EXIT_DONE = 0,
  BIRGE_EXIT_FAILED = 1, /* refused or failed */
  BIRGE_EXIT_USAGE = 2,  /* wrong usage */
};

int birge_command_config   (int argc, char **argv);
int birge_command_content  (int argc, char **argv);
int birge_command_export   (int argc, char **argv);
int birge_command_film     (int argc, char **argv);
int birge_command_import   (int argc, char **argv); /* of birge content */
int birge_command_install  (int argc, char **argv);
int birge_command_rollback (int argc, char **argv);
int birge_command_repair   (int argc, char **argv);
int birge_command_status   (int argc, char **argv);
int birge_command_sync     (int argc, char **argv);
int birge_command_verify   (int argc, char **argv);
int birge_command_pin      (int argc, char **argv);
int birge_command_publish  (int argc, char **argv);
int birge_command_tuf      (int argc, char **argv);

/* What commands share. */
int      birge_command_dispatch (const char         *prefix,
                                 const BirgeCommand *commands,
                                 guint               n_commands,
                                 int                 argc,
                                 char              **argv);
gboolean birge_command_parse    (const BirgeCommand *command,
                                 const char         *prefix,
                                 const GOptionEntry *entries,
                                 const char         *description,
                                 int                *argc,
                                 char             ***argv);
int      birge_command_fail     (const char         *what,
                                 const char         *why,
                                 const char         *todo);
int      birge_command_misuse   (const char         *what,
                                 const char         *why,
                                 const char         *todo);
void     birge_command_progress (const char         *what,
                                 gint64              done,
                                 gint64              total);

G_END_DECLS
