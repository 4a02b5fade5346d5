/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-kiosk"

#include <gtk/gtk.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "app/birge-watchdog.h"
#include "app/kiosk-content.h"
#include "app/kiosk-measure.h"
#include "app/kiosk-paths.h"
#include "app/kiosk-settings.h"
#include "app/kiosk-updates.h"
#include "media/birge-media.h"
#include "ui/birge-ui.h"

#define WARM_UP_SECONDS 2

typedef struct
{
  KioskSettings  settings;
  GtkApplication *application;
  BirgeState     *state;
  BirgeStyle     *style;
  BirgeShell     *shell;
  GtkWidget      *window;
  KioskContent   *content;
  KioskUpdates   *updates;
  int             exit_status;
} Kiosk;

/* Nothing of a visitor may lie in a memory dump. */
static void
forbid_core_dumps (void)
{
  struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
}

static int
complain (const char *what, const char *why, const char *todo)
{
  g_printerr ("birge: %s: %s: %s\n", what, why, todo);
  return EXIT_FAILURE;
}

/* Reading the list of plugins costs the first film nothing when it was done while the wall was looked at. */
static gboolean
warm_media_up (gpointer unused)
{
  g_autoptr(GError) error = NULL;

  if (!birge_media_init (&error))
    g_warning ("no film and no sound: %s", error->message);
  return G_SOURCE_REMOVE;
}

/* Waits for the content, as --open may name an item of it. */
static void
on_content_ready (gpointer user_data)
{
  Kiosk *self = user_data;

  if (self->settings.safe)
    return;
  g_timeout_add_seconds (WARM_UP_SECONDS, warm_media_up, NULL);
  if (self->settings.language != NULL)
    {
      birge_shell_set_language (self->shell, self->settings.language);
      birge_shell_home (self->shell);
    }
  if (self->settings.open != NULL)
    birge_shell_open_item (self->shell, self->settings.open);
}

static gboolean
open_state (Kiosk *self)
{
  g_autoptr(GError) error = NULL;

  self->state = birge_state_open (self->settings.state, &error);
  if (self->state == NULL)
    {
      self->exit_status = complain (self->settings.state, error->message, "start the version of Birge that wrote this folder, or use another --state");
      return FALSE;
    }
  if (!self->settings.safe && !birge_state_lock (self->state, &error))
    {
      self->exit_status = complain (self->settings.state, error->message, "close the other kiosk, or use another --state");
      return FALSE;
    }
  return TRUE;
}

static void
start_updates (Kiosk *self)
{
  KioskUpdatesOptions options = {
    .state_dir = self->settings.state,
    .config = self->settings.config,
    .has_servers = self->settings.has_servers,
    .stick_folder = self->settings.stick_folder,
  };

  self->updates = kiosk_updates_new (&options, self->state);
  birge_shell_set_updates (self->shell, BIRGE_UPDATES (self->updates));
}

static void
open_voices (Kiosk *self)
{
  g_autoptr(BirgeVoices) voices = birge_voices_new (self->settings.state, BIRGE_VOICES_KEEP);

  birge_shell_set_voices (self->shell, voices);
}

static void
on_activate (GtkApplication *application, Kiosk *self)
{
  BirgeWindowOptions options = {
    .windowed = self->settings.windowed,
    .width = self->settings.width,
    .height = self->settings.height,
    .idle_seconds = self->settings.idle_seconds,
    .idle_fixed = self->settings.idle_fixed,
    .diagonal_inches = self->settings.diagonal_inches,
    .safe = self->settings.safe,
  };

  if (!open_state (self))
    {
      g_application_quit (G_APPLICATION (application));
      return;
    }
  birge_ui_init ();
  self->style = birge_style_new (gdk_display_get_default ());
  self->shell = birge_shell_new (self->state, self->style);
  birge_shell_set_state_dir (self->shell, self->settings.state);
  open_voices (self);
  self->window = birge_window_new (application, self->shell, &options);
  kiosk_measure_start (self->shell, GTK_WINDOW (self->window));
  if (!options.windowed)
    gtk_window_fullscreen (GTK_WINDOW (self->window));
  if (!options.safe)
    {
      self->content = kiosk_content_new (self->shell, BIRGE_WINDOW (self->window), self->settings.state);
      kiosk_content_start (self->content, on_content_ready, self);
      start_updates (self);
    }
  gtk_window_present (GTK_WINDOW (self->window));
  birge_watchdog_start ();
}

static gboolean
on_terminate (gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
  return G_SOURCE_CONTINUE;
}

static void
shut_down (Kiosk *self)
{
  g_clear_pointer (&self->content, kiosk_content_free);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  if (self->updates != NULL)
    kiosk_updates_close (self->updates);
  if (self->shell != NULL)
    birge_shell_close (self->shell);
  if (self->state != NULL)
    birge_state_close (self->state);
  g_clear_object (&self->shell);
  g_clear_object (&self->updates);
  g_clear_object (&self->style);
  g_clear_object (&self->state);
  kiosk_settings_clear (&self->settings);
}

int
main (int argc, char **argv)
{
  Kiosk self = { .exit_status = EXIT_SUCCESS };
  int status;

  forbid_core_dumps ();
  setlocale (LC_ALL, "C.UTF-8"); /* the visitor's language is never the machine's: see birge_tr() */
  gtk_disable_setlocale ();
  /* The desktop's settings are nobody's business here, and none of ours may be written. */
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_unsetenv ("GTK_DEBUG");
  g_unsetenv ("GTK_THEME");
  if (!kiosk_settings_parse (&self.settings, &argc, &argv, &status))
    return status;
  if (!gtk_init_check ())
    return complain ("no display", "neither a Wayland compositor nor an X server can be reached",
                     "start it in a terminal of a desktop, or as a console session (README.md, \"Kiosk session\")") + 1;

  /* Each visitor's window is this one; a second kiosk is refused by the lock of the state folder, not by the bus. */
  self.application = gtk_application_new ("org.birge.Kiosk", G_APPLICATION_NON_UNIQUE);
  g_signal_connect (self.application, "activate", G_CALLBACK (on_activate), &self);
  g_unix_signal_add (SIGTERM, on_terminate, self.application);
  g_unix_signal_add (SIGINT, on_terminate, self.application);
  status = g_application_run (G_APPLICATION (self.application), 0, NULL);
  shut_down (&self);
  g_object_unref (self.application);
  return self.exit_status != EXIT_SUCCESS ? self.exit_status : status;
}
