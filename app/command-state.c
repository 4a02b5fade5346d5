/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/command-state.h"

#include "app/birge-command.h"
#include "app/state-folder.h"

const char *
command_state_enter (char **state)
{
  if (*state == NULL)
    *state = state_folder_dup_default ();
  if (state_folder_become_owner (*state))
    return *state;
  birge_command_fail (*state, "it belongs to another user whose rights cannot be taken", "run this as that user");
  return NULL;
}

int
command_state_fail (const GError *error)
{
  g_printerr ("birge: %s\n", error->message);
  return BIRGE_EXIT_FAILED;
}

void
command_state_print_content (const BirgeStatus *status, const char *words)
{
  g_print ("content %04u%s: %s, of %s\n", status->generation, words,
           status->releases != NULL ? status->releases : "unreadable",
           status->issued != NULL ? status->issued : "an unknown day");
}

/* In English, as all of the command line; the screen has its own words, ui/staff/birge-staff-status.c. */

static char *
dup_no_space_sentence (const BirgeStatusFact *fact)
{
  static const char *const left_out[] = { "the new content", "pictures, sound and films", "sound and films", "films" };
  const char *what = left_out[MIN (fact->number, G_N_ELEMENTS (left_out) - 1)];

  if (fact->detail == NULL)
    return g_strdup_printf ("The disk has no room for %s: make room, then run birge sync.", what);
  return g_strdup_printf ("The disk has no room for %s: make %s more room, then run birge sync.", what, fact->detail);
}

static char *
dup_update_sentence (const BirgeStatusFact *fact)
{
  switch (fact->code)
    {
    case BIRGE_STATUS_UPDATE_ALARM:
      return g_strdup_printf ("What a source offers is not what the publisher signed, and was not taken (%s): look at the source, or "
                              "tell the publisher.", fact->detail);
    case BIRGE_STATUS_UPDATE_STALE:
      return g_strdup_printf ("Nobody has confirmed since %s that the content is up to date: see that birge sync reaches the publisher, "
                              "or bring a newer stick.", fact->detail);
    case BIRGE_STATUS_UPDATE_FAILED:
      return g_strdup_printf ("The last update failed (%s).", fact->detail != NULL ? fact->detail : "nobody knows why");
    case BIRGE_STATUS_UPDATE_NO_SPACE:
      return dup_no_space_sentence (fact);
    case BIRGE_STATUS_UPDATE_INCOMPLETE:
      return g_strdup_printf ("The source does not have all it announces (%s): tell the publisher, or make the stick again.", fact->detail);
    case BIRGE_STATUS_UPDATE_SHRUNK:
      return g_strdup_printf ("A release lost much of its content and was not taken (%s): ask the publisher whether that is meant.",
                              fact->detail);
    default:
      g_return_val_if_reached (g_strdup (""));
    }
}

static char *
dup_sentence (const BirgeStatusFact *fact)
{
  switch (fact->code)
    {
    case BIRGE_STATUS_NOTHING_INSTALLED:
      return g_strdup ("No content is installed: run birge install.");
    case BIRGE_STATUS_CONTENT_GONE:
      return g_strdup ("The current content is gone: run birge repair.");
    case BIRGE_STATUS_LIST_UNREADABLE:
      return g_strdup_printf ("The list of what this content holds cannot be read (%s): run birge install.", fact->detail);
    case BIRGE_STATUS_FILES_MISSING:
      return g_strdup_printf ("Files of the content are missing (%u): run birge sync, or birge install with the same content.",
                              fact->number);
    case BIRGE_STATUS_FILES_DAMAGED:
      return g_strdup_printf ("Files of the content are damaged (%u): run birge repair, then birge sync, or birge install with the "
                              "same content.", fact->number);
    case BIRGE_STATUS_DATABASE_DAMAGED:
      return g_strdup_printf ("The content cannot be read as it was built (%s): run birge repair.", fact->detail);
    case BIRGE_STATUS_TEXTS_OVERDUE:
      return g_strdup_printf ("Texts are past their date to check again (%u): ask the editors for newer content.", fact->number);
    case BIRGE_STATUS_RELEASE_HELD:
      return g_strdup_printf ("The content was rolled back and a release is held (%s): run birge install with newer content, "
                              "or with the same to take it after all.", fact->detail);
    case BIRGE_STATUS_DAMAGE_REPAIRED:
      return g_strdup_printf ("Damage was repaired (%s): have the disk checked, then run birge verify.", fact->detail);
    case BIRGE_STATUS_FILMS_FAILED:
      return g_strdup_printf ("Films do not play (%s): run birge verify; where a decoder is missing, install gstreamer1.0-plugins-good.",
                              fact->detail);
    case BIRGE_STATUS_NO_SOUND:
      return g_strdup_printf ("Films have found no sound device since %s: look at the loudspeakers, then play a film.", fact->detail);
    default:
      return dup_update_sentence (fact);
    }
}

void
command_state_print_problems (const BirgeStatus *status, const char *before)
{
  for (guint i = 0; i < status->problems->len; i++)
    {
      g_autofree char *sentence = dup_sentence (g_ptr_array_index (status->problems, i));

      g_print ("%s%s\n", before, sentence);
    }
}
