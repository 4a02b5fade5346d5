/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "data/formats/birge-language.h"
#include "data/formats/birge-tr.h"
#include "data/library/birge-library.h"
#include "data/state/birge-state.h"
#include "data/voices/birge-voices.h"
#include "media/birge-sounds.h"
#include "ui/shell/birge-session.h"
#include "ui/shell/birge-updates.h"
#include "ui/shell/birge-utterance.h"
#include "ui/style/birge-style.h"

G_BEGIN_DECLS

/* What every page works with: the visit, the content, the kiosk's state, the voice, and the way from page to page.
 * Main thread only. */
#define BIRGE_TYPE_SHELL (birge_shell_get_type ())
G_DECLARE_FINAL_TYPE (BirgeShell, birge_shell, BIRGE, SHELL, GObject)

/* @state: where counters, hidden items and the centre's card live. */
BirgeShell   *birge_shell_new            (BirgeState *state,
                                          BirgeStyle *style);
/* Stops voice and timers; before the last unref. */
void          birge_shell_close          (BirgeShell *self);

BirgeSession *birge_shell_get_session    (BirgeShell *self); /* another object after each visit: do not keep it */
BirgeLibrary *birge_shell_get_library    (BirgeShell *self); /* NULL: no content at all */
BirgeState   *birge_shell_get_state      (BirgeShell *self);
BirgeStyle   *birge_shell_get_style      (BirgeShell *self);
BirgeSpeech  *birge_shell_get_speech     (BirgeShell *self);
BirgeSounds  *birge_shell_get_sounds     (BirgeShell *self);

/* A new generation. The page on the screen stays as it is; the next one reads from @library. */
void          birge_shell_set_library    (BirgeShell   *self,
                                          BirgeLibrary *library);
/* Staff hid or showed an item: tell the library. */
void          birge_shell_update_hidden  (BirgeShell *self);

/* The visitor's language; the first of the wall's languages while none is chosen. Never NULL. */
const char   *birge_shell_get_language   (BirgeShell *self);
const BirgeLanguage *birge_shell_get_language_info (BirgeShell *self);
/* Changes it in place: same page, same scroll position, same second of the film. */
void          birge_shell_set_language   (BirgeShell *self,
                                          const char *tag);
/* Tags in the order this centre wants. */
GStrv         birge_shell_dup_languages  (BirgeShell *self);
const char   *birge_shell_tr             (BirgeShell *self,
                                          const char *msgid) G_GNUC_FORMAT (2);

/* From page to page. The signal "route-changed" (route, direction: 1 deeper, -1 back, 0 elsewhere) makes the window act. */
void          birge_shell_go             (BirgeShell       *self,
                                          const BirgeRoute *route);
void          birge_shell_go_to          (BirgeShell *self,
                                          BirgePlace  place,
                                          const char *item);
/* The page that shows an item; nothing happens for an unknown kind. */
void          birge_shell_open_item      (BirgeShell *self,
                                          const char *item);
void          birge_shell_back           (BirgeShell *self);
void          birge_shell_home           (BirgeShell *self);
/* Ends the visit at once: everything the visitor did is dropped, the wall comes back. */
void          birge_shell_finish         (BirgeShell *self);

/* Reads aloud, from utterance @first on. @on_mark is told which utterance is spoken, and one of the two below at the end.
 * Utterances nobody can speak are left out; FALSE when none is left. Somebody speaks or nobody does, wherever it was asked
 * for: the signal "speaking-changed" tells all controls for listening. */
#define BIRGE_MARK_DONE    (-1) /* heard to the end */
#define BIRGE_MARK_STOPPED (-2)
typedef void (*BirgeShellMark) (int index, gpointer user_data);
gboolean      birge_shell_speak          (BirgeShell     *self,
                                          GPtrArray      *utterances,
                                          guint           first,
                                          BirgeShellMark  on_mark,
                                          gpointer        user_data);
gboolean      birge_shell_is_speaking    (BirgeShell *self);
/* What @user_data stands for goes: the voice may go on, but its on_mark is not called any more. */
void          birge_shell_forget         (BirgeShell *self,
                                          gpointer    user_data);
/* "Listen", or "pause" while somebody speaks, was touched somewhere: the signal "listen" makes the window read its page. */
void          birge_shell_listen         (BirgeShell *self);
/* Whether anybody can speak any of it. */
gboolean      birge_shell_can_read       (BirgeShell *self,
                                          GPtrArray  *utterances);
/* One sentence in one language. */
gboolean      birge_shell_say            (BirgeShell *self,
                                          const char *text,
                                          const char *language);
void          birge_shell_hush           (BirgeShell *self);
gboolean      birge_shell_can_speak      (BirgeShell *self,
                                          const char *language);
/* The same for one text, which somebody may have recorded. */
gboolean      birge_shell_can_say        (BirgeShell *self,
                                          const char *text,
                                          const char *language);
/* Path of a recording of exactly this text, by a volunteer here or from the content, or NULL. */
char         *birge_shell_dup_recording  (BirgeShell *self,
                                          const char *text,
                                          const char *language);
/* What volunteers recorded at this kiosk; NULL: nothing is kept. */
BirgeVoices  *birge_shell_get_voices     (BirgeShell  *self);
void          birge_shell_set_voices     (BirgeShell  *self,
                                          BirgeVoices *voices);

/* Loads a picture of the content into a BirgePicture: SHA-256 or emoji or NULL, as birge_item_get_picture() gives it;
 * @fallback_icon is drawn when there is none. */
void          birge_shell_load_picture   (BirgeShell *self,
                                          GtkWidget  *picture,
                                          const char *reference,
                                          const char *fallback_icon);

/* TRUE until it has come, or is known to be missing. */
gboolean      birge_shell_is_loading_picture (GtkWidget *picture);

/* The PIN was right. Forgotten as soon as another place than BIRGE_PLACE_STAFF is shown. */
gboolean      birge_shell_is_staff       (BirgeShell *self);
void          birge_shell_set_staff      (BirgeShell *self,
                                          gboolean    staff);
/* Folder of content and state, for the staff's status. */
const char   *birge_shell_get_state_dir  (BirgeShell *self);
void          birge_shell_set_state_dir  (BirgeShell *self,
                                          const char *state_dir);

/* Who brings new content, for the staff; NULL: nobody. */
BirgeUpdates *birge_shell_get_updates    (BirgeShell   *self);
void          birge_shell_set_updates    (BirgeShell   *self,
                                          BirgeUpdates *updates);

/* The visitor touched something: idle begins anew. */
void          birge_shell_touched        (BirgeShell *self);

G_END_DECLS
