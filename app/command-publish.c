/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/command-publish.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/ask-secret.h"

/* `birge publish`: the table, and what its commands share. */

#define MAX_PHRASE_BYTES 1024

static const BirgeCommand commands[] = {
  { "init", "DIR --profile small|organisation", "make keys and an empty repository", command_publish_init },
  { "add", "OUT", "take in what “birge content build” wrote, and say what it changes", command_publish_add },
  { "release", "[--to STICK]", "publish what was added", command_publish_release },
  { "rollout", "ID PERMILLE", "publish what was added to some of the kiosks, or to more", command_publish_rollout },
  { "withdraw", "CHANNEL", "publish the content from before again", command_publish_withdraw },
  { "sign", "[FILE …]", "sign what waits for signatures", command_publish_sign },
  { "timestamp", "", "sign that all is still as it is; for a timer", command_publish_timestamp },
  { "rotate", "KEY …", "give the places of keys to new ones", command_publish_rotate },
  { "revoke", "KEY …", "the same, when keys are lost or stolen: they sign nothing more", command_publish_revoke },
  { "drill", "[KEY …]", "rehearse the loss of keys, in a copy", command_publish_drill },
  { "order", "[--since FILE]", "list the files to bring to a server, in the right order", command_publish_order },
  { "copy", "STICK", "put what is published on a stick", command_publish_copy },
  { "verify", "", "check all that is published, and say what ends when", command_publish_verify },
};

static char *
say_why (CommandPhrases *phrases, const char *why, const char *todo)
{
  if (!phrases->said_why)
    birge_command_fail ("pass phrase", why, todo);
  phrases->said_why = TRUE;
  return NULL;
}

static char *
ask_terminal (CommandPhrases *phrases, const char *name, gboolean is_new)
{
  char line[MAX_PHRASE_BYTES] = "";
  char again[MAX_PHRASE_BYTES] = "";
  g_autofree char *question = is_new ? g_strdup_printf ("New pass phrase for %s and the keys of the same person: ", name)
                                     : g_strdup_printf ("Pass phrase for %s (empty: do without this key): ", name);
  int fd = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  char *phrase = NULL;
  gboolean asked, same;

  if (fd < 0)
    return say_why (phrases, "there is no terminal to ask on", "run this on a terminal or give --passphrase-fd");
  asked = ask_secret (fd, question, line, sizeof line) && (!is_new || ask_secret (fd, "The same again: ", again, sizeof again));
  close (fd);
  same = !is_new || g_str_equal (line, again);
  if (asked && same)
    phrase = g_strdup (line);
  explicit_bzero (line, sizeof line);
  explicit_bzero (again, sizeof again);
  if (!asked || !same)
    say_why (phrases, asked ? "the two are not the same" : "nothing was typed", "run this again");
  return phrase;
}

/* A line for each person; who chooses with fewer lines than persons has the last one for all that follow. */
static char *
read_phrase (CommandPhrases *phrases, gboolean is_new)
{
  char line[MAX_PHRASE_BYTES] = "";

  if (!ask_secret_read_line (phrases->fd, line, sizeof line) || *line == '\0')
    return is_new && phrases->last != NULL ? g_strdup (phrases->last) : NULL;
  command_publish_clear (phrases);
  phrases->last = g_strdup (line);
  explicit_bzero (line, sizeof line);
  return g_strdup (phrases->last);
}

char *
command_publish_ask (const char *name, gboolean is_new, gpointer user_data)
{
  CommandPhrases *phrases = user_data;

  return phrases->fd >= 0 ? read_phrase (phrases, is_new) : ask_terminal (phrases, name, is_new);
}

void
command_publish_clear (CommandPhrases *phrases)
{
  if (phrases->last != NULL)
    explicit_bzero (phrases->last, strlen (phrases->last));
  g_clear_pointer (&phrases->last, g_free);
}

int
command_publish_fail (const GError *error)
{
  g_printerr ("birge: %s\n", error->message); /* they already say what, why and what to do */
  return BIRGE_EXIT_FAILED;
}

BirgePublisher *
command_publish_open (const char *dir, const char *keys, CommandPhrases *phrases)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgePublisher) publisher = birge_publisher_open (dir != NULL ? dir : ".", command_publish_ask, phrases, &error);

  if (publisher != NULL && (keys == NULL || birge_keyring_add_folder (birge_publisher_get_keyring (publisher), keys, &error)))
    return g_steal_pointer (&publisher);
  command_publish_fail (error);
  return NULL;
}

int
command_publish_finish (const BirgePublishResult *result)
{
  if (result->published)
    {
      g_autofree char *text = g_strjoinv (", ", result->done);

      g_print ("Published%s%s.\n", *text != '\0' ? ": " : "", text);
      return BIRGE_EXIT_DONE;
    }
  g_print ("Nothing is published yet: signatures are missing.\n");
  for (guint i = 0; result->missing != NULL && result->missing[i] != NULL; i++)
    g_print ("  %s\n", result->missing[i]);
  g_print ("Carry these files to those people, who run “birge publish sign FILE --keys FOLDER”.\n"
           "With the signed files back here, run “birge publish sign FILE …”.\n");
  return BIRGE_EXIT_DONE;
}

/**
 * birge_command_publish:
 * @argc: length of @argv
 * @argv: `publish` and what follows it
 *
 * What a publisher needs, from keys to a folder that any web server can serve.
 *
 * Returns: the exit code
 */
int
birge_command_publish (int argc, char **argv)
{
  return birge_command_dispatch ("birge publish", commands, G_N_ELEMENTS (commands), argc, argv);
}
