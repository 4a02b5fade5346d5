/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "app/kiosk-lines.h"
#include "app/kiosk-update-line.h"

/* What the kiosk reads of the programs it starts: whole lines of a bounded length, and what they say. */

static void
collect (const char *line, gsize length, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strndup (line, length));
}

/* What comes of @text when it arrives in pieces of @piece bytes; with "|" between. */
static char *
cut (const char *text, gsize length, gsize piece, gsize max_bytes)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  KioskLines self;

  kiosk_lines_init (&self, max_bytes);
  for (gsize at = 0; at < length; at += piece)
    kiosk_lines_push (&self, text + at, MIN (piece, length - at), collect, lines);
  kiosk_lines_end (&self, collect, lines);
  kiosk_lines_clear (&self);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("|", (char **) lines->pdata);
}

static void
test_lines_are_cut_however_they_come (void)
{
  static const char text[] = "one\ntwo\n\n\nthree and more\nlast";

  for (gsize piece = 1; piece <= sizeof text; piece++)
    {
      g_autofree char *lines = cut (text, sizeof text - 1, piece, 100);

      g_assert_cmpstr (lines, ==, "one|two|three and more|last");
    }
}

static void
test_a_line_that_is_too_long_is_left_out (void)
{
  static const char text[] = "good\n123456789\n12345678\n1234567890123456789012345\nagain\n1234567890";

  for (gsize piece = 1; piece <= sizeof text; piece++)
    {
      g_autofree char *lines = cut (text, sizeof text - 1, piece, 8);

      g_assert_cmpstr (lines, ==, "good|12345678|again");
    }
}

static KioskUpdateLine
take (BirgeUpdatesState *state, const char *line)
{
  return kiosk_update_line_take (state, line, strlen (line));
}

static void
test_progress_is_read (void)
{
  BirgeUpdatesState state = { 0 };

  g_assert_cmpint (take (&state, "{\"phase\":\"fetch\",\"done\":500,\"total\":2000,\"tier\":\"sound\",\"rate\":250}"), ==, KIOSK_UPDATE_LINE_PROGRESS);
  g_assert_cmpint (state.step, ==, BIRGE_SYNC_STEP_FETCH);
  g_assert_cmpuint (state.tier, ==, 2);
  g_assert_cmpint (state.done, ==, 500);
  g_assert_cmpint (state.total, ==, 2000);
  g_assert_cmpint (state.bytes_per_second, ==, 250);
  g_assert_cmpint (take (&state, "{\"phase\":\"activate\",\"done\":7,\"total\":3}"), ==, KIOSK_UPDATE_LINE_PROGRESS);
  g_assert_cmpint (state.step, ==, BIRGE_SYNC_STEP_ACTIVATE);
  g_assert_cmpint (state.done, ==, 3); /* never more than all */
  g_assert_cmpint (state.bytes_per_second, ==, 0);
  g_assert_cmpint (take (&state, "{\"phase\":\"fetch\",\"done\":-5,\"total\":\"x\"}"), ==, KIOSK_UPDATE_LINE_PROGRESS);
  g_assert_cmpint (state.done, ==, 0);
  g_assert_cmpint (state.total, ==, 0);
  birge_updates_state_clear (&state);
}

static void
test_the_end_is_read (void)
{
  BirgeUpdatesState state = { 0 };

  g_assert_cmpint (take (&state,
                         "{\"phase\":\"end\",\"outcome\":\"paused\",\"is_new\":true,\"issued\":\"2026-11-23\",\"added\":[\"guide/a\",\"guide/b\"],"
                         "\"changed\":[],\"removed\":[\"film/c\"],\"held\":[\"guides 8\"],\"missing_bytes\":12,\"left_bytes\":34,\"short_bytes\":56,"
                         "\"expires\":1800000000,\"expired\":0,\"paused\":\"space\",\"reason\":\"no-space\",\"why\":\"full\"}"),
                   ==, KIOSK_UPDATE_LINE_END);
  g_assert_cmpint (state.outcome, ==, BIRGE_SYNC_PAUSED);
  g_assert_cmpint (state.reason, ==, BIRGE_SYNC_REASON_NO_SPACE);
  g_assert_cmpint (state.paused, ==, BIRGE_SYNC_PAUSED_SPACE);
  g_assert_true (state.is_new);
  g_assert_cmpstr (state.issued, ==, "2026-11-23");
  g_assert_cmpuint (g_strv_length (state.preview.added), ==, 2);
  g_assert_cmpstr (state.preview.removed[0], ==, "film/c");
  g_assert_cmpint (state.preview.missing_bytes, ==, 12);
  g_assert_cmpint (state.left_bytes, ==, 34);
  g_assert_cmpint (state.short_bytes, ==, 56);
  g_assert_cmpint (state.expires_s, ==, 1800000000);
  g_assert_cmpstr (state.held, ==, "guides 8");
  g_assert_cmpstr (state.why, ==, "full");

  /* A second end takes the place of the first; what it leaves out is empty. */
  g_assert_cmpint (take (&state, "{\"phase\":\"end\",\"outcome\":\"nothing\"}"), ==, KIOSK_UPDATE_LINE_END);
  g_assert_cmpint (state.outcome, ==, BIRGE_SYNC_NOTHING);
  g_assert_cmpint (state.reason, ==, BIRGE_SYNC_REASON_NONE);
  g_assert_null (state.held);
  g_assert_null (state.why);
  g_assert_cmpuint (g_strv_length (state.preview.added), ==, 0);
  birge_updates_state_clear (&state);
}

static void
test_what_is_no_line_changes_nothing (void)
{
  static const char *const lines[] = {
    "", "x", "null", "[]", "\"phase\"", "12", "{}", "{\"phase\":3}", "{\"phase\":\"fetch\",\"done\":1", "{\"phase\":\"dance\",\"done\":9,\"total\":9}",
    "{\"phase\":\"fetch\",\"phase\":\"end\"}", "{\"phase\":\"end\"}", "{\"phase\":\"end\",\"outcome\":\"splendid\"}", "{\"phase\":\"end\",\"outcome\":7}",
    "{\"phase\":\"fetch\",\"done\":99999999999999999999}", "\xff\xfe", "{\"phase\":\"\xff\"}", "birge-sync: not JSON at all",
  };
  BirgeUpdatesState state = { .step = BIRGE_SYNC_STEP_PLAN, .done = 1, .total = 2, .outcome = BIRGE_SYNC_LATER };
  g_autofree char *deep = g_strnfill (100000, '[');

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_cmpint (take (&state, lines[i]), ==, KIOSK_UPDATE_LINE_UNKNOWN);
  g_assert_cmpint (take (&state, deep), ==, KIOSK_UPDATE_LINE_UNKNOWN);
  g_assert_cmpint (kiosk_update_line_take (&state, "{\"phase\":\"end\0\"}", 16), ==, KIOSK_UPDATE_LINE_UNKNOWN);
  g_assert_cmpint (state.step, ==, BIRGE_SYNC_STEP_PLAN);
  g_assert_cmpint (state.done, ==, 1);
  g_assert_cmpint (state.outcome, ==, BIRGE_SYNC_LATER);
}

static void
test_lists_of_anything_are_lists_of_words (void)
{
  g_autofree char *long_word = g_strnfill (5000, 'a');
  g_autofree char *line = g_strdup_printf ("{\"phase\":\"end\",\"outcome\":\"done\",\"added\":[1,null,[],{},\"guide/a\",\"%s\"],\"changed\":\"x\",\"why\":\"%s\"}",
                                           long_word, long_word);
  BirgeUpdatesState state = { 0 };

  g_assert_cmpint (take (&state, line), ==, KIOSK_UPDATE_LINE_END);
  g_assert_cmpuint (g_strv_length (state.preview.added), ==, 1);
  g_assert_cmpuint (g_strv_length (state.preview.changed), ==, 0);
  g_assert_null (state.why);
  birge_updates_state_clear (&state);
}

static void
test_reasons_have_names (void)
{
  for (int i = BIRGE_SYNC_REASON_NONE; i <= BIRGE_SYNC_REASON_FORMAT; i++)
    g_assert_cmpint (birge_sync_reason_parse (birge_sync_reason_get_name ((BirgeSyncReason) i)), ==, i);
  g_assert_cmpint (birge_sync_reason_parse (NULL), ==, BIRGE_SYNC_REASON_NONE);
  g_assert_cmpint (birge_sync_reason_parse ("of a later Birge"), ==, BIRGE_SYNC_REASON_OTHER);
}

static void
test_errors_have_reasons (void)
{
  g_autoptr(GError) busy = g_error_new (BIRGE_INSTALL_ERROR, BIRGE_INSTALL_ERROR_BUSY, "x");
  g_autoptr(GError) gone = g_error_new (BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_UNREACHABLE, "x");
  g_autoptr(GError) stopped = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr(GError) strange = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NXIO, "x");

  g_assert_cmpint (birge_sync_reason_of (NULL), ==, BIRGE_SYNC_REASON_NONE);
  g_assert_cmpint (birge_sync_reason_of (busy), ==, BIRGE_SYNC_REASON_BUSY);
  g_assert_cmpint (birge_sync_reason_of (gone), ==, BIRGE_SYNC_REASON_UNREACHABLE);
  g_assert_cmpint (birge_sync_reason_of (stopped), ==, BIRGE_SYNC_REASON_STOPPED);
  g_assert_cmpint (birge_sync_reason_of (strange), ==, BIRGE_SYNC_REASON_OTHER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/update-line/lines-are-cut-however-they-come", test_lines_are_cut_however_they_come);
  g_test_add_func ("/update-line/a-line-that-is-too-long-is-left-out", test_a_line_that_is_too_long_is_left_out);
  g_test_add_func ("/update-line/progress-is-read", test_progress_is_read);
  g_test_add_func ("/update-line/the-end-is-read", test_the_end_is_read);
  g_test_add_func ("/update-line/what-is-no-line-changes-nothing", test_what_is_no_line_changes_nothing);
  g_test_add_func ("/update-line/lists-of-anything-are-lists-of-words", test_lists_of_anything_are_lists_of_words);
  g_test_add_func ("/update-line/reasons-have-names", test_reasons_have_names);
  g_test_add_func ("/update-line/errors-have-reasons", test_errors_have_reasons);
  return g_test_run ();
}
