/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-ui"

#include "ui/staff/birge-staff-voice-texts.h"

#include "data/formats/birge-language.h"
#include "data/formats/birge-tr.h"
#include "ui/guides/birge-guide-parts.h"
#include "ui/places/birge-contact-row.h"
#include "ui/shell/birge-help-page.h"
#include "ui/shell/birge-home-page.h"
#include "ui/shell/birge-wall-page.h"

/* Of the program, on pages of their own or between the words of the content. */
static const struct
{
  BirgeVoiceGroup group;
  const char     *text;
} sentences[] = {
  { BIRGE_VOICE_GROUP_HELP, N_("It rings. Please wait here.") },
  { BIRGE_VOICE_GROUP_HELP, N_("If nobody comes, ring again, or ask at the desk.") },
  { BIRGE_VOICE_GROUP_HELP, N_("Nobody has come yet.") },
  { BIRGE_VOICE_GROUP_HELP, N_("Nobody comes? Go to the desk or ask at the door.") },
  { BIRGE_VOICE_GROUP_HELP, N_("A person is here for you.") },
  { BIRGE_VOICE_GROUP_HELP, N_("Show them on this machine what you need.") },
  { BIRGE_VOICE_GROUP_FIRST_AID, N_("Films") },
  { BIRGE_VOICE_GROUP_RIGHTS, N_("Ask the centre:") },
  { BIRGE_VOICE_GROUP_RIGHTS, N_("Show this") },
  { BIRGE_VOICE_GROUP_RIGHTS, N_("Ask the staff of this centre.") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("Use any phone. This machine does not call.") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("What it helps with") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("What to say") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("Say where you are, what happened, how many people. Let them hang up first.") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("Say your name, what happened, and which language you speak.") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("Write the address down or take a photo of it.") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("People of this centre") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("Ask the staff. Show them this page.") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("In danger: call at once") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("Violence, threats, forced labour") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("State services") },
  { BIRGE_VOICE_GROUP_PEOPLE, N_("On the internet") },
  { BIRGE_VOICE_GROUP_OTHER, N_("What this machine remembers about you") },
  { BIRGE_VOICE_GROUP_OTHER, N_("Nothing.") },
};

#define CONSENT \
  N_("I read these texts of my own free will. My voice may be used in Birge, copied and passed on free of charge. I know that I can " \
     "have my recordings deleted at this machine.")

const char *
birge_staff_voice_texts_get_consent (const char *language)
{
  return birge_tr (language, CONSENT);
}

const char *
birge_staff_voice_texts_get_group (BirgeVoiceGroup group)
{
  static const char *const names[] = {
    [BIRGE_VOICE_GROUP_WALL] = N_("Language"),         [BIRGE_VOICE_GROUP_HOME] = N_("Home"),
    [BIRGE_VOICE_GROUP_HELP] = N_("Help"),             [BIRGE_VOICE_GROUP_FIRST_AID] = N_("First aid"),
    [BIRGE_VOICE_GROUP_FILMS] = N_("Films"),           [BIRGE_VOICE_GROUP_RIGHTS] = N_("My rights"),
    [BIRGE_VOICE_GROUP_PEOPLE] = N_("People who help"), [BIRGE_VOICE_GROUP_LESSONS] = N_("Learn a language"),
    [BIRGE_VOICE_GROUP_OTHER] = N_("This machine does not remember you"),
  };

  return names[group];
}

static void
add_words (BirgeVoiceList *list, BirgeVoiceGroup group, GPtrArray *utterances, BirgeLibrary *library)
{
  for (guint i = 0; i < utterances->len; i++)
    birge_voice_list_add (list, group, NULL, ((const BirgeUtterance *) g_ptr_array_index (utterances, i))->text, library);
}

static void
add_sentences (BirgeVoiceList *list, BirgeVoiceGroup group, BirgeLibrary *library)
{
  const char *language = birge_voice_list_get_language (list);

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].group == group)
      birge_voice_list_add (list, group, NULL, birge_tr (language, sentences[i].text), library);
}

static gboolean
add_people (BirgeVoiceList *list, BirgeLibrary *library, GError **error)
{
  const char *language = birge_voice_list_get_language (list);
  g_autoptr(GListModel) places = birge_library_list (library, BIRGE_LIST_PLACES, NULL, language, error);

  for (guint i = 0; places != NULL && i < g_list_model_get_n_items (places); i++)
    {
      g_autoptr(BirgeItem) place = g_list_model_get_item (places, i);
      g_autofree char *words = birge_contact_dup_spoken (place);
      const char *number = birge_item_get_number (place);
      g_autofree char *figures = number != NULL ? birge_parts_dup_spoken_number (number) : NULL;

      if (g_strcmp0 (birge_item_get_title_language (place), language) == 0)
        birge_voice_list_add (list, BIRGE_VOICE_GROUP_PEOPLE, NULL, words, library);
      if (figures != NULL)
        birge_voice_list_add (list, BIRGE_VOICE_GROUP_PEOPLE, birge_item_get_title (place), figures, library);
      if (g_strcmp0 (birge_item_get_summary_language (place), language) == 0)
        birge_voice_list_add (list, BIRGE_VOICE_GROUP_PEOPLE, birge_item_get_title (place), birge_item_get_summary (place), library);
    }
  return places != NULL;
}

BirgeVoiceList *
birge_staff_voice_texts_new (BirgeLibrary *library, const char *language, GError **error)
{
  BirgeVoiceList *list = birge_voice_list_new (language);
  const BirgeLanguage *info = birge_language_find (language);
  const char *head = birge_wall_page_find_head (language);
  g_autoptr(GPtrArray) home = birge_home_page_list_words (language);
  g_autoptr(GPtrArray) help = birge_help_page_list_words (language);

  if (info != NULL)
    birge_voice_list_add (list, BIRGE_VOICE_GROUP_WALL, NULL, birge_language_get_greeting (info), library);
  if (head != NULL)
    birge_voice_list_add (list, BIRGE_VOICE_GROUP_WALL, NULL, head, library);
  add_words (list, BIRGE_VOICE_GROUP_HOME, home, library);
  add_words (list, BIRGE_VOICE_GROUP_HELP, help, library);
  add_sentences (list, BIRGE_VOICE_GROUP_HELP, library);
  for (guint group = BIRGE_VOICE_GROUP_FIRST_AID; group <= BIRGE_VOICE_GROUP_OTHER; group++)
    {
      add_sentences (list, (BirgeVoiceGroup) group, library);
      if (library != NULL && group == BIRGE_VOICE_GROUP_PEOPLE && !add_people (list, library, error))
        return list;
      if (library != NULL && !birge_voice_list_add_content (list, (BirgeVoiceGroup) group, library, error))
        return list;
    }
  return list;
}

static gboolean
is_done (BirgeVoiceList *list, BirgeVoices *voices, guint i)
{
  const BirgeVoiceTask *task = birge_voice_list_get (list, i);
  g_autofree char *path = voices != NULL ? birge_voices_dup_path (voices, birge_voice_list_get_language (list), task->text.text) : NULL;

  return task->is_recorded || path != NULL;
}

guint
birge_staff_voice_texts_find_next (BirgeVoiceList *list, BirgeVoices *voices, guint from)
{
  guint n = birge_voice_list_get_length (list);

  while (from < n && is_done (list, voices, from))
    from++;
  return from;
}

guint
birge_staff_voice_texts_count_done (BirgeVoiceList *list, BirgeVoices *voices)
{
  guint n = 0;

  for (guint i = 0; i < birge_voice_list_get_length (list); i++)
    n += is_done (list, voices, i);
  return n;
}
