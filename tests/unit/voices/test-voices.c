/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/voices/birge-voice-export.h"
#include "data/voices/birge-voice-list.h"

#include <sched.h>
#include <sys/mount.h>

#include "data/formats/birge-opus.h"
#include "data/formats/birge-voice-text.h"
#include "tests/unit/library/library-fixture.h"
#include "tests/unit/voices/tone.h"

#define CONSENT "Ман розӣ ҳастам."

static const BirgeVoiceText hello = { (char *) "Салом!", (char *) BIRGE_VOICES_SHARED };
static const BirgeVoiceText third = { (char *) "Ба 112 занг занед.", (char *) "guide/wages/03" };
static const BirgeVoiceText scene = { (char *) "Ҷойро хунук кунед.", (char *) "film/burns/04" };

static char *
add_speaker (BirgeVoices *voices)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) tone = load_tone ();
  char *speaker = birge_voices_add_speaker (voices, "tg", CONSENT, tone, &error);

  g_assert_no_error (error);
  return speaker;
}

static void
keep (BirgeVoices *voices, const char *speaker, const BirgeVoiceText *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) tone = load_tone ();

  g_assert_true (birge_voices_keep (voices, "tg", speaker, text, tone, &error));
  g_assert_no_error (error);
}

static gboolean
has (BirgeVoices *voices, const char *language, const char *text)
{
  g_autofree char *path = birge_voices_dup_path (voices, language, text);

  g_assert_true (path == NULL || g_file_test (path, G_FILE_TEST_IS_REGULAR));
  return path != NULL;
}

static void
test_a_recording_counts_at_once_and_for_its_text_alone (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP);
  g_autofree char *speaker = add_speaker (voices);
  g_autoptr(BirgeVoices) again = NULL;

  g_assert_false (has (voices, "tg", hello.text));
  keep (voices, speaker, &hello);
  g_assert_true (has (voices, "tg", "  Салом!\n"));
  g_assert_false (has (voices, "tg", "Салом"));
  g_assert_false (has (voices, "fa", hello.text));
  g_assert_cmpuint (birge_voices_count (voices, "tg"), ==, 1);
  g_assert_cmpuint (birge_voices_count (voices, NULL), ==, 1);
  g_assert_cmpuint (birge_voices_count (voices, "fa"), ==, 0);
  again = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP); /* after a restart */
  g_assert_true (has (again, "tg", hello.text));
}

static void
test_a_recording_says_what_it_is (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP);
  g_autofree char *speaker = add_speaker (voices);
  g_autofree char *key = birge_voice_text_dup_key (third.text);
  g_autofree char *path = NULL;
  g_autofree char *data = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(BirgeOpus) opus = NULL;
  gsize size;

  keep (voices, speaker, &third);
  path = birge_voices_dup_path (voices, "tg", third.text);
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  bytes = g_bytes_new (data, size);
  opus = birge_opus_read (bytes, NULL);
  g_assert_cmpstr (birge_opus_get_tag (opus, BIRGE_VOICE_TAG_TITLE), ==, third.text);
  g_assert_cmpstr (birge_opus_get_tag (opus, BIRGE_VOICE_TAG_LANGUAGE), ==, "tg");
  g_assert_cmpstr (birge_opus_get_tag (opus, BIRGE_VOICE_TAG_TEXT), ==, key);
  g_assert_cmpstr (birge_opus_get_tag (opus, BIRGE_VOICE_TAG_PLACE), ==, third.place);
  g_assert_cmpstr (birge_opus_get_tag (opus, BIRGE_VOICE_TAG_SPEAKER), ==, speaker);
  g_assert_nonnull (birge_opus_get_tag (opus, BIRGE_VOICE_TAG_DATE));
}

static void
test_nothing_is_kept_without_consent (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP);
  g_autoptr(GBytes) tone = load_tone ();
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_build_filename (fixture->state, "voices", NULL);

  g_assert_false (birge_voices_keep (voices, "tg", "0123abcd", &hello, tone, &error));
  g_assert_error (error, BIRGE_VOICES_ERROR, BIRGE_VOICES_ERROR_NO_CONSENT);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_false (has (voices, "tg", hello.text));
}

static void
test_a_speaker_is_deleted_whole (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP);
  g_autofree char *first = add_speaker (voices);
  g_autofree char *second = add_speaker (voices);
  g_autofree char *folder = g_build_filename (fixture->state, "voices", "tg", first, NULL);
  g_autoptr(GPtrArray) both = NULL;
  g_autoptr(GPtrArray) left = NULL;

  keep (voices, first, &hello);
  keep (voices, first, &third);
  keep (voices, second, &hello);
  both = birge_voices_list_speakers (voices);
  g_assert_cmpuint (both->len, ==, 2);
  g_assert_true (birge_voices_remove_speaker (voices, "tg", first, NULL));
  left = birge_voices_list_speakers (voices);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpstr (((BirgeVoiceSpeaker *) g_ptr_array_index (left, 0))->id, ==, second);
  g_assert_cmpuint (((BirgeVoiceSpeaker *) g_ptr_array_index (left, 0))->n, ==, 1);
  g_assert_true (has (voices, "tg", hello.text)); /* the other one said it too */
  g_assert_false (has (voices, "tg", third.text));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_one_recording_is_taken_back (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP);
  g_autofree char *speaker = add_speaker (voices);

  keep (voices, speaker, &hello);
  keep (voices, speaker, &third);
  g_assert_true (birge_voices_remove (voices, "tg", speaker, hello.text, NULL));
  g_assert_false (has (voices, "tg", hello.text));
  g_assert_true (has (voices, "tg", third.text));
  g_assert_true (birge_voices_remove (voices, "tg", speaker, hello.text, NULL)); /* twice does no harm */
}

static void
write_text (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "half", -1, NULL));
}

/* What a kill leaves: files half written, and recordings whose consent was taken away first. */
static void
test_what_a_kill_leaves_is_cleaned_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP);
  g_autofree char *kept = add_speaker (voices);
  g_autofree char *gone = add_speaker (voices);
  g_autofree char *kept_dir = g_build_filename (fixture->state, "voices", "tg", kept, NULL);
  g_autofree char *gone_dir = g_build_filename (fixture->state, "voices", "tg", gone, NULL);
  g_autofree char *consent = g_build_filename (gone_dir, "consent.opus", NULL);
  g_autofree char *part = g_build_filename (kept_dir, "0123.opus.part", NULL);
  g_autoptr(BirgeVoices) reader = NULL;
  g_autoptr(BirgeVoices) owner = NULL;

  keep (voices, kept, &hello);
  keep (voices, gone, &third);
  write_text (kept_dir, "0123.opus.part");
  g_assert_cmpint (g_unlink (consent), ==, 0);
  reader = birge_voices_new (fixture->state, BIRGE_VOICES_READ); /* an export beside the kiosk takes nothing away */
  g_assert_false (has (reader, "tg", third.text));
  g_assert_true (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (gone_dir, G_FILE_TEST_EXISTS));
  owner = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP);
  g_assert_true (has (owner, "tg", hello.text));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (gone_dir, G_FILE_TEST_EXISTS));
}

static void
test_a_disk_that_refuses_is_an_error (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename (fixture->state, "voices", NULL);
  g_autoptr(BirgeVoices) voices = NULL;
  g_autoptr(GBytes) tone = load_tone ();
  g_autoptr(GBytes) noise = g_bytes_new_static ("no recording", 12);
  g_autoptr(GError) error = NULL;
  g_autofree char *speaker = NULL;

  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  voices = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP);
  speaker = birge_voices_add_speaker (voices, "tg", CONSENT, tone, &error);
  g_assert_null (speaker);
  g_assert_error (error, BIRGE_VOICES_ERROR, BIRGE_VOICES_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (folder), ==, 0);
  speaker = birge_voices_add_speaker (voices, "tg", CONSENT, noise, &error);
  g_assert_null (speaker);
  g_assert_error (error, BIRGE_VOICES_ERROR, BIRGE_VOICES_ERROR_RECORDING);
}

/* On a disk of one megabyte, in a world of this process's own. FALSE: this machine lends nobody one. */
static gboolean
fill_a_disk (const char *state)
{
  g_autofree char *folder = g_build_filename (state, "voices", NULL);
  g_autofree char *language = g_build_filename (folder, "tg", NULL);
  g_autoptr(BirgeVoices) voices = NULL;
  g_autoptr(GBytes) tone = load_tone ();
  g_autoptr(GError) error = NULL;
  g_autofree char *speaker = NULL;
  g_autoptr(GDir) dir = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  if (unshare (CLONE_NEWNS) != 0 || mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount ("none", folder, "tmpfs", 0, "size=1m") != 0)
    return FALSE;
  voices = birge_voices_new (state, BIRGE_VOICES_KEEP);
  speaker = birge_voices_add_speaker (voices, "tg", CONSENT, tone, &error);
  g_assert_null (speaker);
  g_assert_error (error, BIRGE_VOICES_ERROR, BIRGE_VOICES_ERROR_NO_SPACE);
  dir = g_dir_open (language, 0, NULL);
  g_assert_nonnull (dir);
  g_assert_null (g_dir_read_name (dir)); /* not even a folder */
  return TRUE;
}

static void
test_a_full_disk_keeps_nothing (void)
{
  const char *state = g_getenv ("BIRGE_TEST_FULL_DISK");
  g_autofree char *made = NULL;

  if (g_test_subprocess ())
    exit (fill_a_disk (state) ? 0 : 1);
  made = g_dir_make_tmp ("birge-full-XXXXXX", NULL);
  g_setenv ("BIRGE_TEST_FULL_DISK", made, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  if (g_test_trap_reached_timeout () || !g_test_trap_has_passed ())
    {
      g_test_trap_assert_stderr_unmatched ("*ERROR*"); /* a wrong answer is no missing disk */
      g_test_skip ("this machine lends nobody a disk");
    }
  content_remove (made);
}

/* The list */

static int
find_task (BirgeVoiceList *list, const char *text)
{
  for (guint i = 0; i < birge_voice_list_get_length (list); i++)
    if (g_str_equal (birge_voice_list_get (list, i)->text.text, text))
      return (int) i;
  return -1;
}

static void
test_the_list_has_each_text_once_and_knows_its_place (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeVoiceList) list = birge_voice_list_new ("uz");
  g_autoptr(GError) error = NULL;
  int title, body;

  birge_voice_list_add (list, BIRGE_VOICE_GROUP_WALL, NULL, "Assalomu alaykum!", fixture->library);
  birge_voice_list_add (list, BIRGE_VOICE_GROUP_HOME, NULL, " Assalomu  alaykum!", fixture->library);
  g_assert_cmpuint (birge_voice_list_get_length (list), ==, 1);
  g_assert_true (birge_voice_list_add_content (list, BIRGE_VOICE_GROUP_FIRST_AID, fixture->library, &error));
  g_assert_true (birge_voice_list_add_content (list, BIRGE_VOICE_GROUP_RIGHTS, fixture->library, &error));
  g_assert_true (birge_voice_list_add_content (list, BIRGE_VOICE_GROUP_LESSONS, fixture->library, &error));
  g_assert_no_error (error);
  title = find_task (list, "Maosh to\u02bblanmadi");
  body = find_task (list, "Har kuni yozib boring: ish haqi, jarima. release 1");
  g_assert_cmpint (title, >, 0);
  g_assert_cmpint (body, ==, title + 1);
  g_assert_cmpstr (birge_voice_list_get (list, (guint) title)->text.place, ==, "guide/wages/00");
  g_assert_cmpstr (birge_voice_list_get (list, (guint) body)->text.place, ==, "guide/wages/01");
  g_assert_true (birge_voice_list_get (list, (guint) title)->is_recorded); /* the content brings it */
  g_assert_false (birge_voice_list_get (list, (guint) body)->is_recorded);
  g_assert_cmpint (find_task (list, "Work and pay"), <, 0);       /* not in this language */
  g_assert_cmpint (find_task (list, "Соберите доказательства"), <, 0);
  g_assert_cmpint (find_task (list, "Ish va haq"), >, 0);
}

/* Behind what is heard at once, each with its film and scene. */
static void
test_the_list_has_what_films_say (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeVoiceList) list = birge_voice_list_new ("uz");
  g_autoptr(GError) error = NULL;
  const BirgeVoiceTask *task;
  int first, last;

  g_assert_cmpint (BIRGE_VOICE_GROUP_FILMS, >, BIRGE_VOICE_GROUP_FIRST_AID);
  g_assert_true (birge_voice_list_add_content (list, BIRGE_VOICE_GROUP_FILMS, fixture->library, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (birge_voice_list_get_length (list), ==, 2);
  first = find_task (list, "Xavf bor");
  last = find_task (list, "Yoping");
  g_assert_cmpint (first, ==, 0);
  g_assert_cmpint (last, ==, 1);
  g_assert_true (birge_voice_list_get (list, 0)->is_recorded); /* the editors have it */
  task = birge_voice_list_get (list, 1);
  g_assert_false (task->is_recorded);
  g_assert_cmpint (task->group, ==, BIRGE_VOICE_GROUP_FILMS);
  g_assert_cmpstr (task->text.place, ==, "film/burns/03");
  g_assert_cmpstr (task->title, ==, "Ожоги"); /* it has no Uzbek one */
  g_assert_cmpuint (task->scene, ==, 3);
}

/* The stick */

static void
test_an_export_is_laid_out_as_the_editors_do (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP);
  g_autofree char *speaker = add_speaker (voices);
  g_autofree char *key = birge_voice_text_dup_key (hello.text);
  g_autofree char *stick = g_build_filename (fixture->root, "stick", NULL);
  g_autofree char *page = g_build_filename (stick, "birge-voices/guide/wages/voices/tg/03.opus", NULL);
  g_autofree char *film = g_build_filename (stick, "birge-voices/film/burns/voices/tg/04.opus", NULL);
  g_autofree char *shared = g_strdup_printf ("%s/birge-voices/voices/tg/%s.opus", stick, key);
  g_autofree char *consent = g_strdup_printf ("%s/birge-voices/voices/tg/consent-%s.opus", stick, speaker);
  g_autoptr(GError) error = NULL;
  BirgeVoiceExportResult result;

  keep (voices, speaker, &hello);
  keep (voices, speaker, &third);
  keep (voices, speaker, &scene);
  g_assert_cmpint (g_mkdir (stick, 0700), ==, 0);
  g_assert_true (birge_voice_export (fixture->state, stick, NULL, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (result.n_texts, ==, 3);
  g_assert_cmpuint (result.n_speakers, ==, 1);
  g_assert_cmpuint (result.n_written, ==, 4);
  g_assert_true (g_file_test (film, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (page, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (shared, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (consent, G_FILE_TEST_IS_REGULAR));
  g_assert_true (birge_voice_export (fixture->state, stick, NULL, &result, &error));
  g_assert_cmpuint (result.n_written, ==, 0); /* the same again costs nothing */
}

static void
test_a_stick_leads_nowhere_else (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(BirgeVoices) voices = birge_voices_new (fixture->state, BIRGE_VOICES_KEEP);
  g_autofree char *speaker = add_speaker (voices);
  g_autofree char *stick = g_build_filename (fixture->root, "stick", NULL);
  g_autofree char *link = g_build_filename (stick, "birge-voices", NULL);
  g_autofree char *elsewhere = g_build_filename (fixture->root, "elsewhere", NULL);
  g_autofree char *escaped = g_build_filename (elsewhere, "voices", NULL);
  g_autoptr(GError) error = NULL;
  BirgeVoiceExportResult result;

  g_assert_cmpint (g_mkdir (stick, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (elsewhere, 0700), ==, 0);
  g_assert_cmpint (symlink (elsewhere, link), ==, 0);
  g_assert_false (birge_voice_export (fixture->state, stick, NULL, &result, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (escaped, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/voices/a-recording-counts-at-once-and-for-its-text-alone", test_a_recording_counts_at_once_and_for_its_text_alone);
  FIXTURE_TEST ("/voices/a-recording-says-what-it-is", test_a_recording_says_what_it_is);
  FIXTURE_TEST ("/voices/nothing-is-kept-without-consent", test_nothing_is_kept_without_consent);
  FIXTURE_TEST ("/voices/a-speaker-is-deleted-whole", test_a_speaker_is_deleted_whole);
  FIXTURE_TEST ("/voices/one-recording-is-taken-back", test_one_recording_is_taken_back);
  FIXTURE_TEST ("/voices/what-a-kill-leaves-is-cleaned-up", test_what_a_kill_leaves_is_cleaned_up);
  FIXTURE_TEST ("/voices/a-disk-that-refuses-is-an-error", test_a_disk_that_refuses_is_an_error);
  g_test_add_func ("/voices/a-full-disk-keeps-nothing", test_a_full_disk_keeps_nothing);
  FIXTURE_TEST ("/voices/the-list-has-each-text-once-and-knows-its-place", test_the_list_has_each_text_once_and_knows_its_place);
  FIXTURE_TEST ("/voices/the-list-has-what-films-say", test_the_list_has_what_films_say);
  FIXTURE_TEST ("/voices/an-export-is-laid-out-as-the-editors-do", test_an_export_is_laid_out_as_the_editors_do);
  FIXTURE_TEST ("/voices/a-stick-leads-nowhere-else", test_a_stick_leads_nowhere_else);
  return g_test_run ();
}
