/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include "app/kiosk-settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/kiosk-paths.h"
#include "app/settings-file.h"
#include "data/formats/birge-language.h"

#define USAGE 2

static int
misuse (const char *what, const char *why, const char *todo)
{
  g_printerr ("birge: %s: %s: %s\n", what, why, todo);
  return USAGE;
}

/* The command line has gone before, so the file only fills what is still empty. A file that somebody named must be right;
 * one bad line in that of an installed kiosk must not leave it dark: it was said, and counts as left out. */
static gboolean
read_file (KioskSettings *self, const char *path)
{
  guint n_errors;
  g_autoptr(BirgeSettings) file = settings_file_load (path, &n_errors);

  if (path != NULL && (file == NULL || n_errors > 0))
    return FALSE;
  if (file == NULL)
    return TRUE;
  if (self->state == NULL)
    self->state = g_strdup (file->state);
  if (self->idle_seconds == 0)
    self->idle_seconds = file->idle_seconds;
  self->diagonal_inches = file->diagonal_inches;
  self->stick_folder = g_strdup (file->stick_folder);
  self->has_servers = file->mirrors[0] != NULL;
  return TRUE;
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
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config, "Settings file (" SETTINGS_FILE_WHEN_INSTALLED ")", "FILE" },
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
  if (!read_file (self, config))
    return FALSE;
  self->config = g_steal_pointer (&config);
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
  g_clear_pointer (&self->config, g_free);
  g_clear_pointer (&self->stick_folder, g_free);
}
