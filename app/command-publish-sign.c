/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/command-publish.h"

#include "data/formats/birge-clock.h"
#include "data/publish/birge-publish-verify.h"

/* sign, timestamp, verify. */

static const BirgeCommand commands[] = {
  { "sign", "[FILE …]", "sign what waits for signatures" },
  { "timestamp", "", "sign that all is still as it is; for a timer" },
  { "verify", "", "check all that is published, and say what ends when" },
};
enum { SIGN, TIMESTAMP, VERIFY };

/* On a holder's computer: there is nothing but the files and a folder of keys. */
static int
sign_files (char **files, const char *keys, CommandPhrases *phrases)
{
  g_autoptr(BirgeKeyring) keyring = birge_keyring_new (command_publish_ask, phrases);
  g_autoptr(GError) error = NULL;

  if (!birge_keyring_add_folder (keyring, keys, &error))
    return command_publish_fail (error);
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *description = NULL;
      int n = birge_publish_sign_file (files[i], keyring, &description, &error);

      if (n < 0)
        return command_publish_fail (error);
      g_print ("%s: %d signatures added\n", description, n);
      if (n == 0)
        return birge_command_fail (keys, "there is no key in it that was opened", "name the folder of your NAME.pem and NAME.pub");
    }
  return BIRGE_EXIT_DONE;
}

/* What ends soon, by the limits of verify. */
static gboolean
renew (BirgePublisher *publisher, BirgePublishResult *result, GError **error)
{
  const BirgePublishSettings *settings = birge_publisher_get_settings (publisher);
  gint64 longest_s = 0;

  for (guint i = 0; i < BIRGE_PUBLISH_N_KINDS; i++)
    if (i != BIRGE_PUBLISH_TIMESTAMP)
      longest_s = MAX (longest_s, birge_publish_settings_warn_s (settings, i));
  return birge_publisher_renew (publisher, birge_clock_get_real_s () + longest_s, result, error);
}

static int
sign_in_folder (BirgePublisher *publisher, char **files, gboolean is_renewal, gboolean is_dropped)
{
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean done;

  if (is_dropped)
    {
      if (!birge_publisher_drop (publisher, &error))
        return command_publish_fail (error);
      g_print ("Dropped. What was to be released must be added again.\n");
      return BIRGE_EXIT_DONE;
    }
  done = is_renewal ? renew (publisher, &result, &error)
                    : birge_publisher_sign (publisher, (const char *const *) files, &result, &error);
  if (!done)
    return command_publish_fail (error);
  if (!result.published && result.missing == NULL)
    {
      g_print ("Nothing ends soon.\n");
      return BIRGE_EXIT_DONE;
    }
  return command_publish_finish (&result);
}

int
command_publish_sign (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  g_autofree char *keys = NULL;
  gboolean is_renewal = FALSE;
  gboolean is_dropped = FALSE;
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  const GOptionEntry entries[] = {
    DIR_ENTRY (&dir),
    KEYS_ENTRY (&keys),
    { "renew", 0, 0, G_OPTION_ARG_NONE, &is_renewal, "Sign anew what ends soon", NULL },
    { "drop", 0, 0, G_OPTION_ARG_NONE, &is_dropped, "Give up the change that waits", NULL },
    PASSPHRASE_ENTRY (&phrases.fd),
    { NULL },
  };
  g_autofree char *ini = NULL;
  g_autoptr(BirgePublisher) publisher = NULL;

  if (!birge_command_parse (&commands[SIGN], "birge publish", entries,
                            "In the publisher's folder: takes signed files that are brought back, signs with the keys that are here, and\n"
                            "publishes when that is enough. Elsewhere: adds signatures of the keys in --keys to the files named.",
                            &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if ((is_renewal || is_dropped) && (argc > 1 || (is_renewal && is_dropped)))
    return birge_command_misuse ("cannot sign", "--renew and --drop stand alone", "run “birge publish sign --help”");
  ini = g_build_filename (dir != NULL ? dir : ".", "publish.ini", NULL);
  if (argc > 1 && dir == NULL && keys != NULL && !g_file_test (ini, G_FILE_TEST_EXISTS))
    return sign_files (argv + 1, keys, &phrases);
  publisher = command_publish_open (dir, keys, &phrases);
  return publisher != NULL ? sign_in_folder (publisher, argv + 1, is_renewal, is_dropped) : BIRGE_EXIT_FAILED;
}

int
command_publish_timestamp (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  const GOptionEntry entries[] = { DIR_ENTRY (&dir), PASSPHRASE_ENTRY (&phrases.fd), { NULL } };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[TIMESTAMP], "birge publish", entries,
                            "Kiosks doubt what was not signed for too long. Needs the key of the timestamp only.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 1)
    return birge_command_misuse ("timestamp", "it takes no arguments but options", "run “birge publish timestamp --dir DIR”");
  publisher = command_publish_open (dir, NULL, &phrases);
  if (publisher == NULL)
    return BIRGE_EXIT_FAILED;
  if (!birge_publisher_timestamp (publisher, &error))
    return command_publish_fail (error);
  g_print ("The timestamp is signed anew.\n");
  return BIRGE_EXIT_DONE;
}

static void
print_report (const BirgePublishReport *report)
{
  g_print ("%s\n%u files of content are right, %.1f MB.\n\n", report->releases != NULL ? report->releases : "Nothing is released yet.",
           report->n_objects, (double) report->bytes / 1e6);
  for (guint i = 0; i < report->expiries->len; i++)
    {
      const BirgePublishExpiry *expiry = report->expiries->pdata[i];
      g_autoptr(GDateTime) end = g_date_time_new_from_unix_utc (expiry->expires_s);
      g_autofree char *date = end != NULL ? g_date_time_format (end, "%Y-%m-%d") : g_strdup ("?");

      g_print ("%-12s version %-4" G_GINT64_FORMAT " good until %s%s\n", expiry->role, expiry->version, date,
               expiry->has_expired ? "  ENDED" : expiry->is_due ? "  ends soon" : "");
    }
  if (report->problems[0] == NULL && report->warnings[0] == NULL)
    g_print ("\nAll is well.\n");
  for (guint i = 0; report->problems[i] != NULL; i++)
    g_print ("\nWrong: %s\n", report->problems[i]);
  for (guint i = 0; report->warnings[i] != NULL; i++)
    g_print ("\nSoon: %s\n", report->warnings[i]);
}

int
command_publish_verify (int argc, char **argv)
{
  g_autofree char *dir = NULL;
  g_auto(CommandPhrases) phrases = { .fd = -1 };
  const GOptionEntry entries[] = { DIR_ENTRY (&dir), { NULL } };
  g_autoptr(BirgePublisher) publisher = NULL;
  g_auto(BirgePublishReport) report = { 0 };
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[VERIFY], "birge publish", entries,
                            "Exit status: 0 when a kiosk would take all of it, 1 when something is wrong. Needs no key.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 1)
    return birge_command_misuse ("verify", "it takes no arguments but options", "run “birge publish verify --dir DIR”");
  publisher = command_publish_open (dir, NULL, &phrases);
  if (publisher == NULL)
    return BIRGE_EXIT_FAILED;
  if (!birge_publisher_verify (publisher, &report, &error))
    return command_publish_fail (error);
  print_report (&report);
  return report.problems[0] == NULL ? BIRGE_EXIT_DONE : BIRGE_EXIT_FAILED;
}
