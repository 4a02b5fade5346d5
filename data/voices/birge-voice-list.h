/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/library/birge-library.h"
#include "data/voices/birge-voices.h"

G_BEGIN_DECLS

/* What a volunteer is shown, most-used first. */
typedef enum {
  BIRGE_VOICE_GROUP_WALL,
  BIRGE_VOICE_GROUP_HOME,
  BIRGE_VOICE_GROUP_HELP,
  BIRGE_VOICE_GROUP_FIRST_AID,
  BIRGE_VOICE_GROUP_FILMS, /* lines of a narration: heard when the films are made again */
  BIRGE_VOICE_GROUP_RIGHTS,
  BIRGE_VOICE_GROUP_PEOPLE,
  BIRGE_VOICE_GROUP_LESSONS,
  BIRGE_VOICE_GROUP_OTHER,
} BirgeVoiceGroup;

typedef struct {
  BirgeVoiceText  text;
  BirgeVoiceGroup group;
  char           *title;       /* of the item it stands in, or NULL */
  guint           scene;       /* of the film, from 1; 0: it is none of a film */
  gboolean        is_recorded; /* the content brings a recording of it */
} BirgeVoiceTask;

/* All texts of a language, each once, in the order they are added. */
typedef struct _BirgeVoiceList BirgeVoiceList;

BirgeVoiceList       *birge_voice_list_new         (const char      *language);
void                  birge_voice_list_free        (BirgeVoiceList  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeVoiceList, birge_voice_list_free)

/* A text that is part of the program, or stands in a list: it is nobody's paragraph. @library may be NULL. */
void                  birge_voice_list_add         (BirgeVoiceList  *self,
                                                    BirgeVoiceGroup  group,
                                                    const char      *title,
                                                    const char      *text,
                                                    BirgeLibrary    *library);
/* Topics or guides with their shelves, films, what is said in films, courses: what is in the language, and no figure that has run out. Blocks. */
gboolean              birge_voice_list_add_content (BirgeVoiceList  *self,
                                                    BirgeVoiceGroup  group,
                                                    BirgeLibrary    *library,
                                                    GError         **error);

const char           *birge_voice_list_get_language (BirgeVoiceList *self);
guint                 birge_voice_list_get_length  (BirgeVoiceList  *self);
const BirgeVoiceTask *birge_voice_list_get         (BirgeVoiceList  *self,
                                                    guint            i);

G_END_DECLS
