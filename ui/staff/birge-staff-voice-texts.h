/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/voices/birge-voice-list.h"

G_BEGIN_DECLS

/* Everything this kiosk reads aloud in a language, most-used first. @library: NULL: the program's own texts alone. Any thread;
 * blocks. Errors: of the library; what could be read is in the list then. */
BirgeVoiceList *birge_staff_voice_texts_new (BirgeLibrary  *library,
                                             const char    *language,
                                             GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* Place of the first text that nobody has read yet, from @from on; the length of the list when there is none. */
guint           birge_staff_voice_texts_find_next (BirgeVoiceList *list,
                                                   BirgeVoices    *voices,
                                                   guint           from);
/* How many somebody has read. */
guint           birge_staff_voice_texts_count_done (BirgeVoiceList *list,
                                                    BirgeVoices    *voices);
/* "First aid", to be translated. */
const char     *birge_staff_voice_texts_get_group (BirgeVoiceGroup  group);
/* What a volunteer reads before all else, in the language. */
const char     *birge_staff_voice_texts_get_consent (const char    *language);

G_END_DECLS
