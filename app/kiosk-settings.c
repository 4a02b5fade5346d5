/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/kiosk-paths.h"
#include "data/formats/birge-ini.h"
#include "data/formats/birge-language.h"

#define USAGE 2

static int
misuse (const char *what, const char *why, const char *todo)
{
  g_printerr ("birge: %s: %s: %s\n", what, why, todo);
  return USAGE;
}

static gboolean
read_inches (const char *text, double *inches)
{
  char *end = NULL;

  *inches = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *inches >= 1 && *inches <= 200;
}

/* A key of the settings file; the command line has gone before, so it only fills what is still empty. Returns why it
 * cannot, or NULL. */
static const char *
take_key (KioskSettings *self, const BirgeIniEntry *entry)
{
  guint64 seconds = 0;

  if (strcmp (entry->section, "Kiosk") != 0 || entry->language != NULL)
    return "this is no key of the section [Kiosk]";
  if (strcmp (entry->key, "State") == 0)
    self->state = self->state != NULL ? self->state : g_strdup (entry->value);
  else if (strcmp (entry->key, "DiagonalInches") == 0)
    return read_inches (entry->value, &self->diagonal_inches) ? NULL : "this is no number from 1 to 200";
  else if (strcmp (entry->key, "IdleSeconds") == 0)
    {
      if (!g_ascii_string_to_unsigned (entry->value, 10, 10, 3600, &seconds, NULL))
        return "this is no whole number from 10 to 3600";
      self->idle_seconds = self->idle_seconds != 0 ? self->idle_seconds : (guint) seconds;
    }
  else
    return "this is no key of the section [Kiosk]";
  return NULL;
}

static gboolean
read_file (KioskSettings *self, const char *path)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeIni) ini = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, &error))
    {
      misuse (path, error->message, "name a settings file that exists");
      return FALSE;
    }
  bytes = g_bytes_new_take (g_steal_pointer (&text), size);
  ini = birge_ini_parse (bytes, path, problems);
  for (guint i = 0; i < birge_ini_get_entries (ini)->len; i++)
    {
      const BirgeIniEntry *entry = g_ptr_array_index (birge_ini_get_entries (ini), i);
      const char *why = take_key (self, entry);

      if (why != NULL)
        birge_problems_add (problems, BIRGE_PROBLEM_ERROR, path, entry->line, "bad-setting", entry->key, why,
                            "use State, DiagonalInches or IdleSeconds, for example IdleSeconds=90");
    }
  for (guint i = 0; i < birge_problems_get_length (problems); i++)
    {
      g_autofree char *line = birge_problem_to_string (birge_problems_get (problems, i));

      g_printerr ("%s\n", line);
    }
  return birge_problems_count (problems, BIRGE_PROBLEM_ERROR) == 0;
}

static gboolean
take_language (KioskSettings *self, const char *tag)
{
  const BirgeLanguage *language = birge_language_find (tag);

  if (language == NULL)
    {
      g_autofree char *known = g_strjoinv (" ", (char **) birge_language_list_tags ());
      g_autofree char *todo = g_strconcat ("use one of ", known, NULL);

      misuse (tag, "no such language", todo);
      return FALSE;
    }
  self->language = g_strdup (birge_language_get_tag (language));
  return TRUE;
}

static gboolean
take_size (KioskSettings *self, const char *size)
{
  char rest;

  if (sscanf (size, "%4dx%4d%c", &self->width, &self->height, &rest) == 2 && self->width >= 320 && self->height >= 320 &&
      self->width <= 7680 && self->height <= 7680)
    return TRUE;
  misuse (size, "not a size of a window", "write it like 1280x720");
  return FALSE;
}

gboolean
kiosk_settings_parse (KioskSettings *self, int *argc, char ***argv, int *status)
{
  g_autofree char *config = NULL, *language = NULL, *size = NULL;
  gboolean version = FALSE;
  int idle = 0;
  GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &self->state, "Folder of the kiosk's state and content", "DIR" },
    { "windowed", 0, 0, G_OPTION_ARG_NONE, &self->windowed, "In a window that can be closed, not fullscreen", NULL },
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, "Size of that window (1280x720)", "WxH" },
    { "open", 0, 0, G_OPTION_ARG_STRING, &self->open, "Begin with an item, for example guide/wages", "ITEM" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &language, "Begin in a language, for example uz", "TAG" },
    { "idle-seconds", 0, 0, G_OPTION_ARG_INT, &idle, "Ask \"still there?\" after exactly so long", "N" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config, "Settings file", "FILE" },
    { "safe", 0, 0, G_OPTION_ARG_NONE, &self->safe, "Show only the help page, without content", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, "Print the version", NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("- the Birge kiosk");
  g_autoptr(GError) error = NULL;

  *status = USAGE;
  self->width = 1280;
  self->height = 720;
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      misuse ("command line", error->message, "see birge-kiosk --help");
      return FALSE;
    }
  if (*argc > 1)
    {
      misuse ((*argv)[1], "not an option of birge-kiosk", "see birge-kiosk --help");
      return FALSE;
    }
  if (version)
    {
      g_print ("birge-kiosk %s\n", BIRGE_VERSION);
      *status = EXIT_SUCCESS;
      return FALSE;
    }
  if (idle < 0)
    {
      misuse ("--idle-seconds", "the time is below nothing", "give a number such as 90, or leave it out");
      return FALSE;
    }
  if ((language != NULL && !take_language (self, language)) || (size != NULL && !take_size (self, size)))
    return FALSE;
  self->idle_seconds = (guint) idle;
  self->idle_fixed = idle > 0;
  if (config != NULL && !read_file (self, config))
    return FALSE;
  if (self->state == NULL)
    self->state = kiosk_paths_dup_state ();
  return TRUE;
}

void
kiosk_settings_clear (KioskSettings *self)
{
  g_clear_pointer (&self->state, g_free);
  g_clear_pointer (&self->open, g_free);
  g_clear_pointer (&self->language, g_free);
}
