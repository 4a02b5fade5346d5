/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include "app/command-progress.h"
#include "app/command-state.h"
#include "data/sync/birge-verify.h"

/* The commands that look at the content of a kiosk: status, verify. */

static const BirgeCommand commands[] = {
  { "status", "[--state DIR] [--json]", "say what is installed and what a person must do" },
  { "verify", "[--gentle] [--state DIR] [--json]", "the same, after reading every byte of the content" },
};
enum { STATUS, VERIFY };

static void
print_counts (const BirgeStatus *status)
{
  const char *kind = "";

  for (guint i = 0; i < status->counts->len; i++)
    {
      const BirgeStatusCount *count = g_ptr_array_index (status->counts, i);

      if (!g_str_equal (count->kind, kind))
        g_print ("%s%-8s", i > 0 ? "\n" : "", count->kind);
      kind = count->kind;
      g_print ("  %s %u", count->language, count->items);
      if (count->drafts > 0)
        g_print (" (%u draft)", count->drafts);
    }
  if (status->counts->len > 0)
    g_print ("\n");
}

/* Updates */

static char *
dup_moment (gint64 real_s)
{
  g_autoptr(GDateTime) moment = real_s > 0 ? g_date_time_new_from_unix_local (real_s) : NULL;

  return moment != NULL ? g_date_time_format (moment, "%Y-%m-%d %H:%M") : g_strdup ("never");
}

static const char *
get_outcome_words (BirgeSyncOutcome outcome)
{
  static const char *const words[] = {
    [BIRGE_SYNC_DONE] = "new content came",
    [BIRGE_SYNC_NOTHING] = "nothing was new",
    [BIRGE_SYNC_SEEN] = "somebody looked",
    [BIRGE_SYNC_PAUSED] = "not all has come yet",
    [BIRGE_SYNC_LATER] = "not reached, or asked to wait",
    [BIRGE_SYNC_PORTAL] = "somebody between us and the source answered: log in to the network",
    [BIRGE_SYNC_STALE] = "the publisher's word has run out, or it is older than what is here",
    [BIRGE_SYNC_ALARM] = "not what the publisher signed",
    [BIRGE_SYNC_FAILED] = "it failed",
  };

  return words[outcome];
}

static void
print_left (const BirgeUpdateNotes *notes)
{
  static const char *const tiers[] = { "texts and all else", "pictures, sound, films", "sound, films", "films" };
  static const char *const why[] = {
    [BIRGE_SYNC_PAUSED_NOT] = "the next birge sync goes on",
    [BIRGE_SYNC_PAUSED_SPACE] = "the disk has no room",
    [BIRGE_SYNC_PAUSED_BUDGET] = "what may be spent is spent",
    [BIRGE_SYNC_PAUSED_METERED] = "the connection is paid by the byte",
    [BIRGE_SYNC_PAUSED_HOURS] = "films wait for their hours",
    [BIRGE_SYNC_PAUSED_MISSING] = "the source does not have it",
  };
  g_autofree char *size = g_format_size ((guint64) notes->left_bytes);

  if (notes->left_bytes > 0)
    g_print ("still to come: %s (%s): %s\n", size, tiers[MIN (notes->first_tier_left, G_N_ELEMENTS (tiers) - 1)], why[notes->paused]);
}

static void
print_updates (const BirgeUpdateNotes *notes)
{
  g_autofree char *check = dup_moment (notes->last_check_s);
  g_autofree char *update = dup_moment (notes->last_update_s);
  g_autofree char *fresh = dup_moment (notes->fresh_until_s);

  if (notes->last_check_s == 0)
    return;
  g_print ("last check: %s, %s: %s\n", check, notes->source != NULL ? notes->source : "nobody knows where",
           get_outcome_words (notes->outcome));
  if (notes->why != NULL)
    g_print ("  %s\n", notes->why);
  g_print ("last update: %s\n", update);
  if (notes->fresh_until_s > 0)
    g_print ("the publisher's word holds until %s\n", fresh);
  print_left (notes);
}

static void
print_status (const BirgeStatus *status)
{
  if (status->generation != 0)
    command_state_print_content (status, "");
  if (status->previous_generation != 0)
    g_print ("from before: %04u\n", status->previous_generation);
  g_print ("%u items, %u drafts, %u not reviewed, %u overdue\n", status->n_items, status->n_drafts, status->n_unreviewed,
           status->n_overdue);
  print_counts (status);
  g_print ("missing files: %u, damaged files: %u\n", g_strv_length (status->missing_objects),
           g_strv_length (status->damaged_objects));
  if (status->n_dropped > 0)
    g_print ("damaged files that were taken away just now: %u; the next birge sync brings them again\n", status->n_dropped);
  print_updates (&status->updates);
  g_print ("%s\n", status->problems->len > 0 ? "\nTo do:" : "\nNothing to do.");
  command_state_print_problems (status, "- ");
}

static int
finish (const BirgeStatus *status, gboolean json, const GError *error)
{
  g_autofree char *text = status != NULL && json ? birge_status_to_json (status) : NULL;

  if (status == NULL)
    return command_state_fail (error);
  if (json)
    g_print ("%s\n", text);
  else
    print_status (status);
  return status->problems->len == 0 ? BIRGE_EXIT_DONE : BIRGE_EXIT_FAILED;
}

static const char exit_words[] = "Exit status: 0 when there is nothing to do, 1 when a person must do something.";

int
birge_command_status (int argc, char **argv)
{
  g_autofree char *state = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    COMMAND_STATE_ENTRY (&state),
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Write one JSON object instead of text", NULL },
    { NULL },
  };
  g_autoptr(BirgeStatus) status = NULL;
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[STATUS], "birge", entries, exit_words, &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 1)
    return birge_command_misuse (commands[STATUS].name, "it takes no arguments but options", "run it with --state DIR or with nothing");
  if (command_state_enter (&state) == NULL)
    return BIRGE_EXIT_FAILED;
  status = birge_status_new (state, FALSE, &error);
  return finish (status, json, error);
}

static void
on_verify (gint64 done, gint64 total, gpointer progress)
{
  command_progress_tell (progress, "verify", "reading", done, total, COMMAND_PROGRESS_BYTES);
}

int
birge_command_verify (int argc, char **argv)
{
  g_autofree char *state = NULL;
  g_autofree char *description = g_strconcat (
    "Damaged files are taken away, so that the next birge sync brings them again: of a large one the blocks that\n"
    "are wrong. With --gentle it reads a megabyte a second, which no visitor notices, and goes on where the last\n"
    "gentle reading was stopped.\n", exit_words, NULL);
  gboolean json = FALSE;
  gboolean gentle = FALSE;
  const GOptionEntry entries[] = {
    COMMAND_STATE_ENTRY (&state),
    { "gentle", 'g', 0, G_OPTION_ARG_NONE, &gentle, "Read slowly; for a timer", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Write one JSON object instead of text", NULL },
    { NULL },
  };
  CommandProgress progress = { 0 };
  BirgeVerifyOptions options = { .progress = on_verify, .user_data = &progress };
  g_autoptr(BirgeStatus) status = NULL;
  g_autoptr(GError) error = NULL;

  if (!birge_command_parse (&commands[VERIFY], "birge", entries, description, &argc, &argv))
    return BIRGE_EXIT_USAGE;
  if (argc != 1)
    return birge_command_misuse (commands[VERIFY].name, "it takes no arguments but options", "run it with --state DIR or with nothing");
  if (command_state_enter (&state) == NULL)
    return BIRGE_EXIT_FAILED;
  options.bytes_per_second = gentle ? BIRGE_VERIFY_GENTLE_BYTES : 0;
  options.goes_on = gentle;
  status = birge_verify (state, &options, &error);
  command_progress_clear (&progress);
  return finish (status, json, error);
}
