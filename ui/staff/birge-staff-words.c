/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/staff/birge-staff-words.h"

#define KILOBYTE 1000
#define MEGABYTE (1000 * G_GINT64_CONSTANT (1000))
#define GIGABYTE (1000 * MEGABYTE)

static const char *const nothing_before = N_("There is no previous content on this machine.");

static const BirgeLanguage *
get_language (BirgePage *page)
{
  return birge_shell_get_language_info (birge_page_get_shell (page));
}

char *
birge_staff_dup_size (BirgePage *page, gint64 bytes)
{
  gint64 unit = bytes >= 10 * GIGABYTE ? GIGABYTE : bytes >= MEGABYTE ? MEGABYTE : KILOBYTE;
  g_autofree char *number = birge_language_format_number (get_language (page), bytes / unit + (bytes % unit > 0));

  if (unit == GIGABYTE)
    return g_strdup_printf (birge_page_tr (page, N_("%s GB")), number);
  if (unit == MEGABYTE)
    return g_strdup_printf (birge_page_tr (page, N_("%s MB")), number);
  return g_strdup_printf (birge_page_tr (page, N_("%s kB")), number);
}

char *
birge_staff_dup_day (BirgePage *page, gint64 seconds)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autofree char *day = time != NULL ? g_date_time_format (time, "%Y-%m-%d") : NULL;

  return birge_language_format_date (get_language (page), day != NULL ? day : "");
}

char *
birge_staff_dup_moment (BirgePage *page, gint64 seconds)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autofree char *day = birge_staff_dup_day (page, seconds);
  g_autofree char *clock = time != NULL ? g_date_time_format (time, "%H:%M") : g_strdup ("");
  g_autofree char *digits = birge_language_localise_digits (get_language (page), clock);

  return g_strdup_printf ("%s · %s", day, digits);
}

char *
birge_staff_dup_paused (BirgePage *page, BirgeSyncPaused paused, gint64 short_bytes)
{
  static const char *const words[] = {
    [BIRGE_SYNC_PAUSED_SPACE] = N_("The disk is full."),
    [BIRGE_SYNC_PAUSED_BUDGET] = N_("What may be spent on the connection is spent. It goes on by itself."),
    [BIRGE_SYNC_PAUSED_METERED] = N_("The connection is paid by the byte. Bring the rest on a stick."),
    [BIRGE_SYNC_PAUSED_HOURS] = N_("Films come only in their hours."),
    [BIRGE_SYNC_PAUSED_MISSING] = N_("Not all of it is there. Tell the publisher."),
  };

  if (paused == BIRGE_SYNC_PAUSED_NOT)
    return NULL;
  if (paused == BIRGE_SYNC_PAUSED_SPACE && short_bytes > 0)
    {
      g_autofree char *size = birge_staff_dup_size (page, short_bytes);

      return g_strdup_printf (birge_page_tr (page, N_("The disk is full: %s more room is needed.")), size);
    }
  return g_strdup (birge_page_tr (page, words[paused]));
}

/* At work */

char *
birge_staff_dup_step (BirgePage *page, const BirgeUpdatesState *state)
{
  static const char *const steps[] = {
    [BIRGE_SYNC_STEP_CHECK] = N_("Looking for new content"),
    [BIRGE_SYNC_STEP_META] = N_("Looking for new content"),
    [BIRGE_SYNC_STEP_PLAN] = N_("Looking for new content"),
    [BIRGE_SYNC_STEP_FETCH] = "",
    [BIRGE_SYNC_STEP_ACTIVATE] = N_("Putting it on the screen"),
    [BIRGE_SYNC_STEP_COLLECT] = N_("Tidying up"),
  };
  static const char *const tiers[] = { N_("Bringing texts"), N_("Bringing pictures"), N_("Bringing sound"), N_("Bringing films") };

  if (state->is_stopping)
    return g_strdup (birge_page_tr (page, N_("Stopping")));
  if (state->is_opening)
    return g_strdup (birge_page_tr (page, N_("Opening the stick")));
  if (state->task == BIRGE_UPDATES_GO_BACK)
    return g_strdup (birge_page_tr (page, N_("One moment")));
  if (state->step == BIRGE_SYNC_STEP_FETCH)
    return g_strdup (birge_page_tr (page, tiers[MIN (state->tier, G_N_ELEMENTS (tiers) - 1)]));
  return g_strdup (birge_page_tr (page, steps[state->step]));
}

char *
birge_staff_dup_amount (BirgePage *page, const BirgeUpdatesState *state)
{
  g_autofree char *done = NULL;
  g_autofree char *total = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *left = NULL;
  g_autoptr(GString) words = g_string_new (NULL);

  if (state->step != BIRGE_SYNC_STEP_FETCH || state->total <= 0)
    return NULL;
  done = birge_staff_dup_size (page, state->done);
  total = birge_staff_dup_size (page, state->total);
  g_string_append_printf (words, birge_page_tr (page, N_("%s of %s")), done, total);
  if (state->bytes_per_second <= 0)
    return g_string_free (g_steal_pointer (&words), FALSE);
  rate = birge_staff_dup_size (page, state->bytes_per_second);
  left = birge_language_format_seconds (get_language (page), (state->total - state->done) / state->bytes_per_second);
  g_string_append (words, " · ");
  g_string_append_printf (words, birge_page_tr (page, N_("%s a second")), rate);
  g_string_append (words, " · ");
  g_string_append_printf (words, birge_page_tr (page, N_("Time left: %s")), left);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* At the end */

static gboolean
is_stick (const BirgeUpdatesState *state)
{
  return state->task == BIRGE_UPDATES_LOOK || state->task == BIRGE_UPDATES_IMPORT;
}

static char *
dup_expired (BirgePage *page, const BirgeUpdatesState *state)
{
  g_autofree char *day = birge_staff_dup_day (page, state->expired_s);

  if (is_stick (state) && state->expired_s > 0)
    return g_strdup_printf (birge_page_tr (page, N_("This stick was valid until %s. Is there a newer one?")), day);
  return g_strdup (birge_page_tr (page, N_("The publisher has not confirmed this content for too long. Nothing was taken. Tell the publisher.")));
}

static const char *
get_reason (const BirgeUpdatesState *state)
{
  static const char *const words[] = {
    [BIRGE_SYNC_REASON_NONE] = "",
    [BIRGE_SYNC_REASON_OTHER] = N_("It did not succeed. What is shown stays."),
    [BIRGE_SYNC_REASON_STOPPED] = N_("Stopped. What has come stays, and the next time it goes on from there."),
    [BIRGE_SYNC_REASON_BUSY] = N_("New content is coming already. Try again later."),
    [BIRGE_SYNC_REASON_NO_SOURCE] = N_("No server is set on this machine."),
    [BIRGE_SYNC_REASON_NO_PUBLISHER] = N_("This machine does not know its publisher yet. Ask the technician."),
    [BIRGE_SYNC_REASON_UNREACHABLE] = N_("The server cannot be reached. Check the connection, then try again."),
    [BIRGE_SYNC_REASON_PORTAL] = N_("The network does not let us through to the server. Ask whoever runs the network."),
    [BIRGE_SYNC_REASON_NO_CONTENT] = N_("The server has no content for this machine. Tell the technician."),
    [BIRGE_SYNC_REASON_FOREIGN] = N_("This is not from your publisher. Nothing was taken."),
    [BIRGE_SYNC_REASON_OLDER] = N_("This is older than what the machine has. Nothing was taken."),
    [BIRGE_SYNC_REASON_EXPIRED] = "",
    [BIRGE_SYNC_REASON_DAMAGED] = N_("Some of it is damaged. Nothing wrong was taken. Ask the publisher for it once more."),
    [BIRGE_SYNC_REASON_NO_SPACE] = N_("The disk is full."),
    [BIRGE_SYNC_REASON_DISK] = N_("The disk of this machine does not work as it should. Tell the technician."),
    [BIRGE_SYNC_REASON_NO_PREVIOUS] = "",
    [BIRGE_SYNC_REASON_GONE] = N_("The stick was pulled out, or cannot be read. Put it in again: it goes on from there."),
    [BIRGE_SYNC_REASON_NOT_ALLOWED] = N_("This machine may not open this stick. Ask the technician."),
    [BIRGE_SYNC_REASON_FORMAT] = N_("This kind of stick cannot be read here. Ask for one in the format FAT or exFAT."),
  };

  if (state->reason == BIRGE_SYNC_REASON_NO_CONTENT && is_stick (state))
    return N_("There is no content for this machine on the stick.");
  if (state->reason == BIRGE_SYNC_REASON_NO_PREVIOUS)
    return nothing_before;
  return words[state->reason];
}

/* Joins what is there, with a space between. */
static char *
join (const char *first, const char *second)
{
  return second != NULL ? g_strdup_printf ("%s %s", first, second) : g_strdup (first);
}

char *
birge_staff_dup_outcome (BirgePage *page, const BirgeUpdatesState *state)
{
  g_autofree char *paused = NULL;

  if (state->reason == BIRGE_SYNC_REASON_EXPIRED)
    return dup_expired (page, state);
  if (state->reason != BIRGE_SYNC_REASON_NONE && state->outcome != BIRGE_SYNC_PAUSED)
    return g_strdup (birge_page_tr (page, get_reason (state)));
  if (state->task == BIRGE_UPDATES_GO_BACK)
    return g_strdup (birge_page_tr (page, N_("Done. The previous content is shown again.")));
  if (state->held != NULL)
    return g_strdup (birge_page_tr (page, N_("This machine went back from this content. It does not come again by itself.")));
  if (state->outcome == BIRGE_SYNC_PAUSED)
    {
      paused = birge_staff_dup_paused (page, state->paused, state->short_bytes);
      return join (birge_page_tr (page, N_("Part of the new content is still to come.")), paused);
    }
  if (state->is_new)
    return g_strdup (birge_page_tr (page, N_("Done. The new content is shown.")));
  return g_strdup (birge_page_tr (page, N_("Nothing new. This machine has all of it.")));
}

char *
birge_staff_dup_standing (BirgePage *page, const BirgeUpdateNotes *notes, gint64 now_s)
{
  const char *words = N_("The newest content is here.");

  if (notes->alarm != NULL)
    words = N_("Somebody else has answered in place of the publisher. Nothing was taken. Tell the technician.");
  else if (notes->left_bytes > 0)
    words = N_("Part of the new content is still to come.");
  else if (notes->held != NULL)
    words = N_("This machine went back from this content. It does not come again by itself.");
  else if (notes->outcome > BIRGE_SYNC_PAUSED)
    words = N_("The last look for new content did not succeed. What is here stays.");
  else if (notes->fresh_until_s == 0) /* what the package brought says nothing of what is new */
    words = N_("Nobody has looked for new content yet.");
  else if (notes->fresh_until_s < now_s)
    words = N_("It is long since anybody looked for new content.");
  return g_strdup (birge_page_tr (page, words));
}

char *
birge_staff_dup_technical (BirgePage *page, const char *words)
{
  /* Left to right also among Arabic letters. */
  g_autofree char *isolated = g_strdup_printf ("\u2066%s\u2069", words);

  return g_strdup_printf (birge_page_tr (page, N_("For the technician: %s")), isolated);
}
