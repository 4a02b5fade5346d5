/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/command-publish.h"

#include "data/formats/birge-name.h"
#include "data/sync/birge-release.h"

/* init, add, release, rollout, withdraw. */

#define DEFAULT_CHANNEL "starter"

static const BirgeCommand commands[] = {
  { "init", "DIR --profile small|organisation", "make keys and an empty repository" },
  { "add", "OUT", "take in what “birge content build” wrote, and say what it changes" },
  { "release", "[--to STICK]", "publish what was added" },
  { "rollout", "ID PERMILLE", "publish what was added to some of the kiosks, or to more" },
  { "withdraw", "CHANNEL", "publish the content from before again" },
};
enum { INIT, ADD, RELEASE, ROLLOUT, WITHDRAW };

static gboolean
are_channels (char **names)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (!birge_name_is_name (names[i]) || g_str_equal (names[i], BIRGE_RELEASE_KEPT))
      return FALSE;
  return names[0] != NULL;
}

static void
print_init (const char *dir, const BirgePublishInit *options)
{
  g_print ("%s is ready.\n\nWhat to do now:\n", dir);
  if (g_str_equal (options->profile->name, "small"))
    g_print ("- Move the folder %s%s to a stick and lock that into a safe: it holds the spare key, for the day on which this\n"
             "  computer is lost. Write its pass phrase on paper and keep that elsewhere.\n",
             options->backup_dir != NULL ? options->backup_dir : dir, options->backup_dir != NULL ? "" : "/backup");
  else
    g_print ("- Give each holder the files in %s/keys that end with their number (root-2.pem, targets-2.pem, …) on a stick, and\n"
             "  remove them here. All .pub files, snapshot-1.pem and timestamp-1.pem stay.\n", dir);
  g_print ("- Give each kiosk %s/v1/metadata/1.root.json, as Root in its settings.\n"
           "- Then: birge publish add OUT --dir %s, birge publish release --dir %s\n", dir, dir, dir);
}

int
command_publish_init (int argc, char **argv)
{
  g_autofree char *profile = NULL;
  g_autofree char *backup = NULL;
  g_auto(GStrv) channels = NULL;
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  const GOptionEntry entries[] = {
    { "profile", 'p', 0, G_OPTION_ARG_STRING, &profile, "“small” (one computer and a spare key) or “organisation”", "NAME" },
    { "channel", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &channels, "A channel; may be given again (" DEFAULT_CHANNEL ")", "NAME" },
    { "backup", 'b', 0, G_OPTION_ARG_FILENAME, &backup, "Where the spare key goes (DIR/backup)", "FOLDER" },
    PASSPHRASE_ENTRY (&phrases.fd),
    { NULL },
  };
  BirgePublishInit options = { 0 };
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[INIT], "birge publish", entries,
                            "Keys are kept encrypted. An organisation is asked for a pass phrase for this computer and one for each of\n"
                            "four holders.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  options.profile = birge_publish_profile_find (profile);
  if (argc != 2 || options.profile == NULL)
    return birge_command_misuse ("cannot begin", argc != 2 ? "one new folder must be named" : "the profile is “small” or “organisation”",
                                 "run “birge publish init DIR --profile small”");
  if (channels == NULL)
    channels = g_strsplit (DEFAULT_CHANNEL, ",", -1);
  if (!are_channels (channels))
    return birge_command_misuse ("cannot begin", "a channel's name has lower-case letters, digits and hyphens, and is not “kept”",
                                 "choose another name");
  options.channels = (const char *const *) channels;
  options.backup_dir = backup;
  if (!birge_publisher_init (argv[1], &options, command_publish_ask, &phrases, &error))
    return command_publish_fail (error);
  print_init (argv[1], &options);
  return BIRGE_EXIT_DONE;
}

static void
print_ids (const char *words, char **ids)
{
  if (ids[0] == NULL)
    return;
  g_print ("  %s %u\n", words, g_strv_length (ids));
  for (guint i = 0; ids[i] != NULL; i++)
    g_print ("    %s\n", ids[i]);
}

int
command_publish_add (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  const GOptionEntry entries[] = { DIR_ENTRY (&dir), { NULL } };
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autoptr(GPtrArray) added = NULL;
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[ADD], "birge publish", entries, "Nothing is published yet. Needs no key.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 2)
    return birge_command_misuse ("cannot add", "one folder must be named", "run “birge publish add OUT”");
  publisher = command_publish_open (dir, NULL, &phrases);
  if (publisher == NULL)
    return BIRGE_EXIT_FAILED;
  added = birge_publisher_add (publisher, argv[1], &error);
  if (added == NULL)
    return command_publish_fail (error);
  for (guint i = 0; i < added->len; i++)
    {
      const BirgePublishAdded *channel = added->pdata[i];

      g_print ("%s: %u items, before %u\n", channel->channel, channel->n_items, channel->n_before);
      print_ids ("new:", channel->preview.added);
      print_ids ("changed:", channel->preview.changed);
      print_ids ("gone:", channel->preview.removed);
      if (channel->has_shrunk)
        g_print ("  More than 30 %% of the items would go. If that is meant, release with --shrink-ok.\n");
    }
  g_print ("Right? Then run “birge publish release”.\n");
  return BIRGE_EXIT_DONE;
}

int
command_publish_release (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  g_autofree char *keys = NULL;
  g_autofree char *stick = NULL;
  gboolean shrink = FALSE;
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  const GOptionEntry entries[] = {
    DIR_ENTRY (&dir),
    KEYS_ENTRY (&keys),
    { "to", 't', 0, G_OPTION_ARG_FILENAME, &stick, "Then put it on the stick that is this folder", "STICK" },
    { "shrink-ok", 0, 0, G_OPTION_ARG_NONE, &shrink, "It is meant that so much of the content goes", NULL },
    PASSPHRASE_ENTRY (&phrases.fd),
    { NULL },
  };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[RELEASE], "birge publish", entries,
                            "Each release has the next number and today's date (or that of SOURCE_DATE_EPOCH).", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 1)
    return birge_command_misuse ("cannot release", "it takes no arguments but options", "run “birge publish add OUT” first");
  publisher = command_publish_open (dir, keys, &phrases);
  if (publisher == NULL)
    return BIRGE_EXIT_FAILED;
  if (!birge_publisher_release (publisher, shrink ? BIRGE_PUBLISH_SHRINK_OK : BIRGE_PUBLISH_NONE, &result, &error))
    return command_publish_fail (error);
  command_publish_finish (&result);
  return stick != NULL && result.published ? command_publish_to_stick (publisher, stick) : BIRGE_EXIT_DONE;
}

int
command_publish_rollout (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  g_autofree char *keys = NULL;
  gboolean shrink = FALSE;
  guint64 permille = 0;
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  const GOptionEntry entries[] = {
    DIR_ENTRY (&dir),
    KEYS_ENTRY (&keys),
    { "shrink-ok", 0, 0, G_OPTION_ARG_NONE, &shrink, "It is meant that so much of the content goes", NULL },
    PASSPHRASE_ENTRY (&phrases.fd),
    { NULL },
  };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[ROLLOUT], "birge publish", entries,
                            "ID is a name of your choice for this rollout. The same name later with a higher number brings it to more\n"
                            "kiosks; 1000 makes it the release of all. “birge publish withdraw” takes it back.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 3 || !birge_name_is_name (argv[1]) || !g_ascii_string_to_unsigned (argv[2], 10, 0, 1000, &permille, NULL))
    return birge_command_misuse ("cannot roll out", "a name (lower-case letters, digits, hyphens) and a number from 0 to 1000 are needed",
                                 "run for example “birge publish rollout spring 100”");
  publisher = command_publish_open (dir, keys, &phrases);
  if (publisher == NULL)
    return BIRGE_EXIT_FAILED;
  if (!birge_publisher_rollout (publisher, argv[1], (guint) permille, shrink ? BIRGE_PUBLISH_SHRINK_OK : BIRGE_PUBLISH_NONE, &result,
                                &error))
    return command_publish_fail (error);
  return command_publish_finish (&result);
}

int
command_publish_withdraw (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  g_autofree char *keys = NULL;
  gint64 release = 0;
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  const GOptionEntry entries[] = {
    DIR_ENTRY (&dir),
    KEYS_ENTRY (&keys),
    { "to", 't', 0, G_OPTION_ARG_INT64, &release, "This release, not the one before", "NUMBER" },
    PASSPHRASE_ENTRY (&phrases.fd),
    { NULL },
  };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[WITHDRAW], "birge publish", entries,
                            "Kiosks never go to an older release: the content from before comes as a newer one.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 2 || release < 0)
    return birge_command_misuse ("cannot withdraw", "one channel must be named", "run “birge publish withdraw CHANNEL”");
  publisher = command_publish_open (dir, keys, &phrases);
  if (publisher == NULL)
    return BIRGE_EXIT_FAILED;
  if (!birge_publisher_withdraw (publisher, argv[1], release, &result, &error))
    return command_publish_fail (error);
  return command_publish_finish (&result);
}
