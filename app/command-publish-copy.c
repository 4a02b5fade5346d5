/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/command-publish.h"

/* order, copy. */

static const BirgeCommand commands[] = {
  { "order", "[--since FILE]", "list the files to bring to a server, in the right order" },
  { "copy", "STICK", "put what is published on a stick" },
};
enum { ORDER, COPY };

int
command_publish_order (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  g_autofree char *since = NULL;
  const GOptionEntry entries[] = {
    DIR_ENTRY (&dir),
    { "since", 0, 0, G_OPTION_ARG_FILENAME, &since, "Leave out what an earlier list names", "FILE" },
    { NULL },
  };
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(GStrv) before = NULL;
  g_auto(GStrv) paths = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[ORDER], "birge publish", entries,
                            "One path below v1 a line. Bring them up one after the other in this order, and a kiosk sees the old release or\n"
                            "the new one. Keep a whole list for --since.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 1)
    return birge_command_misuse ("order", "it takes no arguments but options", "run “birge publish order --dir DIR”");
  if (since != NULL && !g_file_get_contents (since, &text, NULL, &error))
    return birge_command_fail (since, error->message, "name a list that this command wrote");
  publisher = command_publish_open (dir, NULL, &phrases);
  if (publisher == NULL)
    return BIRGE_EXIT_FAILED;
  before = text != NULL ? g_strsplit (text, "\n", -1) : NULL;
  paths = birge_publisher_order (publisher, (const char *const *) before);
  for (guint i = 0; paths[i] != NULL; i++)
    g_print ("%s\n", paths[i]);
  return BIRGE_EXIT_DONE;
}

int
command_publish_to_stick (BirgePublisher *publisher, const char *stick)
{
  g_autoptr(GError) error = NULL;

  if (!birge_publisher_copy (publisher, stick, &error))
    return command_publish_fail (error);
  g_print ("%s holds all that is published, and a kiosk's own check took it. Eject it before you pull it out.\n", stick);
  return BIRGE_EXIT_DONE;
}

int
command_publish_copy (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  const GOptionEntry entries[] = { DIR_ENTRY (&dir), { NULL } };
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  g_autoptr(BirgePublisher) publisher = NULL;

  if (!birge_command_parse (&commands[COPY], "birge publish", entries, "Writes BIRGE/v1 on the stick and leaves all else alone. Needs no key.",
                            &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 2)
    return birge_command_misuse ("cannot copy", "the folder of the stick must be named", "run “birge publish copy STICK”");
  publisher = command_publish_open (dir, NULL, &phrases);
  return publisher != NULL ? command_publish_to_stick (publisher, argv[1]) : BIRGE_EXIT_FAILED;
}
