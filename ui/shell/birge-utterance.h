/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-speech.h"

G_BEGIN_DECLS

/* A BirgeUtterance that owns its texts, for the arrays pages hand to the shell. @recording_path may be NULL. */
BirgeUtterance *birge_utterance_new   (const char     *text,
                                       const char     *language,
                                       const char     *recording_path);
void            birge_utterance_free  (BirgeUtterance *self);
/* An empty array that frees what is put into it. */
GPtrArray      *birge_utterances_new  (void);
/* Appends unless the text is NULL or empty. */
void            birge_utterances_add  (GPtrArray      *utterances,
                                       const char     *text,
                                       const char     *language);

G_END_DECLS
