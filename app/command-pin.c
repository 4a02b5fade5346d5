/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/ask-secret.h"
#include "app/state-folder.h"
#include "data/state/birge-state.h"

/* Sets the staff PIN. It is asked for twice on the terminal, without showing it, or read from a descriptor; never given
 * as an argument, where other users could read it. */

static const BirgeCommand command = { "pin", "[--state DIR] [--pin-fd N]", "set the PIN of the staff" };

#define MAX_PIN_BYTES 64

/* BIRGE_EXIT_DONE with the PIN in @pin, or the exit code after saying why there is none. */
static int
read_pin (int pin_fd, char *pin)
{
  char again[MAX_PIN_BYTES] = "";
  gboolean same;
  int fd;

  if (pin_fd >= 0)
    return ask_secret_read_line (pin_fd, pin, MAX_PIN_BYTES)
             ? BIRGE_EXIT_DONE
             : birge_command_fail ("PIN", "nothing can be read from the descriptor",
                                   "write the PIN and a new line to it");
  fd = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return birge_command_fail ("PIN", "there is no terminal to ask on", "run this on a terminal or give --pin-fd");
  if (!ask_secret (fd, "New PIN of the staff, 4 to 12 digits: ", pin, MAX_PIN_BYTES) ||
      !ask_secret (fd, "The same again: ", again, MAX_PIN_BYTES))
    {
      close (fd);
      return birge_command_fail ("PIN", "nothing was typed", "run this again");
    }
  close (fd);
  same = g_str_equal (pin, again);
  explicit_bzero (again, sizeof again);
  return same ? BIRGE_EXIT_DONE : birge_command_fail ("PIN", "the two are not the same", "run this again");
}

static int
keep_pin (const char *folder, const char *pin)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeState) state = birge_state_open (folder, &error);
  gboolean kept = state != NULL && birge_state_set_pin (state, pin, &error);
  gboolean is_volatile = state != NULL && birge_state_is_volatile (state);

  if (state != NULL)
    birge_state_close (state);
  if (!kept)
    {
      g_printerr ("birge: %s\n", error->message);
      return BIRGE_EXIT_FAILED;
    }
  if (is_volatile)
    return birge_command_fail (folder, "nothing can be written there", "check the folder, its owner and the disk");
  g_print ("The PIN is set.\n");
  return BIRGE_EXIT_DONE;
}

int
birge_command_pin (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  int pin_fd = -1;
  const GOptionEntry entries[] = {
    { "state", 's', 0, G_OPTION_ARG_FILENAME, &folder, "State folder of the kiosk; without it the one it uses by itself", "DIR" },
    { "pin-fd", 0, 0, G_OPTION_ARG_INT, &pin_fd, "Read the PIN from this descriptor instead of the terminal", "N" },
    { NULL },
  };
  char pin[MAX_PIN_BYTES] = "";
  int result;

  if (!birge_command_parse (&command, "birge", entries, "This works while the kiosk runs, and needs no old PIN.", &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 1)
    return birge_command_misuse ("pin", "it takes no arguments but options", "never write a PIN on the command line");
  if (folder == NULL)
    folder = state_folder_dup_default ();
  if (!state_folder_become_owner (folder))
    return birge_command_fail (folder, "it belongs to another user whose rights cannot be taken", "run this as that user");

  result = read_pin (pin_fd, pin);
  if (result == BIRGE_EXIT_DONE)
    result = keep_pin (folder, pin);
  explicit_bzero (pin, sizeof pin);
  return result;
}
