/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/command-publish.h"

/* rotate, revoke, drill. */

static const BirgeCommand commands[] = {
  { "rotate", "KEY …", "give the places of keys to new ones" },
  { "revoke", "KEY …", "the same, when keys are lost or stolen: they sign nothing more" },
  { "drill", "[KEY …]", "rehearse the loss of keys, in a copy" },
};
enum { ROTATE, REVOKE, DRILL };

static int
replace_keys (int command, const char *description, int argc, char **argv)
{
  g_autofree char *dir = NULL;
  g_autofree char *keys = NULL;
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  const GOptionEntry entries[] = { DIR_ENTRY (&dir), KEYS_ENTRY (&keys), PASSPHRASE_ENTRY (&phrases.fd), { NULL } };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[command], "birge publish", entries, description, &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc < 2)
    return birge_command_misuse (commands[command].name, "at least one key must be named",
                                 "look into the folder keys for names, “timestamp-1” for example");
  publisher = command_publish_open (dir, keys, &phrases);
  if (publisher == NULL)
    return BIRGE_EXIT_FAILED;
  if (!birge_publisher_rotate (publisher, (const char *const *) argv + 1, command == REVOKE, &result, &error))
    return command_publish_fail (error);
  return command_publish_finish (&result);
}

int
command_publish_rotate (int argc, char **argv)
{
  return replace_keys (ROTATE, "Old and new keys sign this change; then the old ones move to keys/revoked. Kiosks follow by themselves.",
                       argc, argv);
}

int
command_publish_revoke (int argc, char **argv)
{
  return replace_keys (REVOKE, "For a lost root key the others must be enough: bring them with --keys. The spare key of a small society is\n"
                       "in its safe.", argc, argv);
}

static void
print_drill (char **lost, const char *keys)
{
  g_autofree char *names = g_strjoinv (" ", lost);

  g_print ("It works: without %s the publisher goes on, and kiosks follow. Nothing was changed.\n\n"
           "If it happens:\n"
           "1. Take a computer that nobody else had. If this one is lost: make a folder with publish.ini and a folder keys with the\n"
           "   .pub files, both from the safe, and v1 from the server or the newest stick.\n"
           "2. Fetch the other keys%s%s.\n"
           "3. birge publish revoke %s --dir DIR --keys FOLDER\n"
           "4. birge publish verify --dir DIR, then bring v1 to the server or to sticks as always.\n"
           "5. Lock the other keys away again, and copies of the new ones.\n",
           names, keys != NULL ? " that lie in " : "", keys != NULL ? keys : "", names);
}

int
command_publish_drill (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  g_autofree char *keys = NULL;
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  const GOptionEntry entries[] = { DIR_ENTRY (&dir), KEYS_ENTRY (&keys), PASSPHRASE_ENTRY (&phrases.fd), { NULL } };
  g_auto(GStrv) lost = NULL;
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[DRILL], "birge publish", entries,
                            "Without a KEY: all keys of this computer are lost; of an organisation, those of the first holder. Do this once\n"
                            "a year, with the key from the safe.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (!birge_publish_drill (dir != NULL ? dir : ".", (const char *const *) argv + 1, keys, command_publish_ask, &phrases, &lost, &error))
    return command_publish_fail (error);
  print_drill (lost, keys);
  return BIRGE_EXIT_DONE;
}
