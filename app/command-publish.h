/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/birge-command.h"
#include "data/publish/birge-publisher.h"

G_BEGIN_DECLS

/* What the commands of `birge publish` share. */

/* Where pass phrases come from. */
typedef struct {
  int      fd;    /* lines to read them from, one after the other; -1: the terminal */
  char    *last;  /* owned: the last line that was read */
  gboolean said_why;
} CommandPhrases;

char *command_publish_ask   (const char *name, gboolean is_new, gpointer phrases);
void  command_publish_clear (CommandPhrases *phrases);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CommandPhrases, command_publish_clear)

/* NULL after saying why. @dir NULL: the current folder. @keys (nullable): a further folder of keys. */
BirgePublisher *command_publish_open (const char *dir, const char *keys, CommandPhrases *phrases);
int   command_publish_fail   (const GError *error);
/* Says what was published, or who must sign first. */
int   command_publish_finish (const BirgePublishResult *result);

int   command_publish_to_stick (BirgePublisher *publisher, const char *stick);

#define DIR_ENTRY(variable) \
  { "dir", 'd', 0, G_OPTION_ARG_FILENAME, variable, "The publisher's folder; without it the current one", "DIR" }
#define PASSPHRASE_ENTRY(variable) \
  { "passphrase-fd", 0, 0, G_OPTION_ARG_INT, variable, "Read pass phrases from this descriptor, a line each, not from the terminal", "N" }
#define KEYS_ENTRY(variable) \
  { "keys", 'k', 0, G_OPTION_ARG_FILENAME, variable, "A further folder of keys, on a stick for example", "DIR" }

int command_publish_init      (int argc, char **argv);
int command_publish_add       (int argc, char **argv);
int command_publish_release   (int argc, char **argv);
int command_publish_verify    (int argc, char **argv);
int command_publish_sign      (int argc, char **argv);
int command_publish_timestamp (int argc, char **argv);
int command_publish_rollout   (int argc, char **argv);
int command_publish_withdraw  (int argc, char **argv);
int command_publish_rotate    (int argc, char **argv);
int command_publish_revoke    (int argc, char **argv);
int command_publish_drill     (int argc, char **argv);
int command_publish_order     (int argc, char **argv);
int command_publish_copy      (int argc, char **argv);

G_END_DECLS
