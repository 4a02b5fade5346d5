/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-route.h"

G_BEGIN_DECLS

/* Everything one visitor can change. It lives in memory only and is dropped whole when the visit ends; nothing of it is
 * kept anywhere else. Main thread only. */
#define BIRGE_TYPE_SESSION (birge_session_get_type ())
G_DECLARE_FINAL_TYPE (BirgeSession, birge_session, BIRGE, SESSION, GObject)

BirgeSession *birge_session_new               (int volume);

const char   *birge_session_get_language      (BirgeSession *self); /* NULL on the wall */
void          birge_session_set_language      (BirgeSession *self, const char *tag);
/* Second language of captions and of "beside"; by default Kazakh, or Russian for who reads Kazakh. */
const char   *birge_session_get_second_language (BirgeSession *self);
void          birge_session_set_second_language (BirgeSession *self, const char *tag);

#define BIRGE_SESSION_N_LETTER_SIZES 4
guint         birge_session_get_letter_size   (BirgeSession *self); /* 0 to 3, 1 is the default */
void          birge_session_set_letter_size   (BirgeSession *self, guint size);
double        birge_session_get_letter_scale  (BirgeSession *self); /* 0.85, 1, 1.25, 1.5 */
gboolean      birge_session_get_contrast      (BirgeSession *self);
void          birge_session_set_contrast      (BirgeSession *self, gboolean high);
gboolean      birge_session_get_lowered       (BirgeSession *self); /* controls in the lower half */
void          birge_session_set_lowered       (BirgeSession *self, gboolean lowered);
int           birge_session_get_volume        (BirgeSession *self); /* 0 to 100 */
void          birge_session_set_volume        (BirgeSession *self, int volume);
const char   *birge_session_get_query         (BirgeSession *self); /* "" when nothing was typed */
void          birge_session_set_query         (BirgeSession *self, const char *query);

/* Nobody has changed anything yet, nor left the wall. */
gboolean      birge_session_is_new            (BirgeSession *self);

/* History: the last entry is where the visitor is. */
void              birge_session_push          (BirgeSession *self, const BirgeRoute *route);
const BirgeRoute *birge_session_peek          (BirgeSession *self); /* NULL when empty */
void              birge_session_replace       (BirgeSession *self, const BirgeRoute *route);
gboolean          birge_session_pop           (BirgeSession *self); /* FALSE: there is no way back */
void              birge_session_clear_history (BirgeSession *self);

G_END_DECLS
