/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include "app/settings-file.h"

/* The operator's side of the settings file: is it right, and what may stand in it. */

static int check (int argc, char **argv);
static int keys (int argc, char **argv);

static const BirgeCommand commands[] = {
  { "check", "[FILE]", "say what is wrong with a settings file, or what it sets", check },
  { "keys", "", "list all settings, as a file to begin with", keys },
};
enum { CHECK, KEYS };

static const GOptionEntry no_entries[] = { { NULL } };

static int
check (int argc, char **argv)
{
  g_autoptr(BirgeSettings) settings = NULL;
  g_autofree char *text = NULL;
  guint n_errors;

  if (!birge_command_parse (&commands[CHECK], "birge config", no_entries,
                            "Without FILE the one of an installed kiosk, " SETTINGS_FILE_WHEN_INSTALLED ".", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc > 2)
    return birge_command_misuse (argv[2], "one file at most is checked", "run “birge config check FILE”");
  if (argc < 2 && !g_file_test (SETTINGS_FILE_WHEN_INSTALLED, G_FILE_TEST_EXISTS))
    {
      g_print ("%s: there is none: every setting has its default\n", SETTINGS_FILE_WHEN_INSTALLED);
      return BIRGE_EXIT_DONE;
    }
  settings = settings_file_load (argc == 2 ? argv[1] : NULL, &n_errors);
  if (settings == NULL || n_errors > 0)
    return BIRGE_EXIT_FAILED;
  text = birge_settings_to_string (settings);
  g_print ("%s", *text != '\0' ? text : "every setting has its default\n");
  return BIRGE_EXIT_DONE;
}

static int
keys (int argc, char **argv)
{
  const char *section, *example, *words, *key;
  const char *before = "";

  if (!birge_command_parse (&commands[KEYS], "birge config", no_entries, NULL, &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc > 1)
    return birge_command_misuse (argv[1], "this command takes no arguments", "run “birge config keys”");
  for (guint i = 0; (key = birge_settings_get_key (i, &section, &example, &words)) != NULL; i++)
    {
      if (!g_str_equal (section, before))
        g_print ("%s[%s]\n", i > 0 ? "\n" : "", section);
      g_print ("# %s\n#%s=%s\n", words, key, example);
      before = section;
    }
  return BIRGE_EXIT_DONE;
}

int
birge_command_config (int argc, char **argv)
{
  return birge_command_dispatch ("birge config", commands, G_N_ELEMENTS (commands), argc, argv);
}
