/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* What lies behind the staff's door. Each makes its widget in the staff's language (the session's). */
GtkWidget *birge_staff_gate_new     (BirgePage *page,   /* the PIN; @opened is called when it was right */
                                     void     (*opened) (gpointer user_data),
                                     gpointer   user_data);
GtkWidget *birge_staff_status_new   (BirgePage *page);  /* status in plain words, and the log */
GtkWidget *birge_staff_log_new      (BirgePage *page);  /* what the staff did, newest first */
GtkWidget *birge_staff_hide_new     (BirgePage *page);  /* hide this item now */
GtkWidget *birge_staff_centre_new   (BirgePage *page);  /* the centre's form */
GtkWidget *birge_staff_settings_new (BirgePage *page);  /* order of languages, volume, idle time */
GtkWidget *birge_staff_updates_new  (BirgePage *page);  /* new content, from a server or a stick; the previous content */
GtkWidget *birge_staff_voices_new   (BirgePage *page);  /* texts without a recording, read by a volunteer */
GtkWidget *birge_staff_numbers_new  (BirgePage *page);  /* places that are off and why */

/* What a field of the form, or a setting, is called, to be translated; NULL for an unknown key. */
const char *birge_staff_centre_get_name   (const char *key);
const char *birge_staff_settings_get_name (const char *key);

/* Field of text with letters for a finger; @name is what it is called. @changed gets the new text at each change. */
typedef void (*BirgeStaffTextChanged) (const char *text, gpointer user_data);
typedef enum {
  BIRGE_STAFF_TEXT_FORM,   /* the letters are there */
  BIRGE_STAFF_TEXT_SEARCH, /* they come when a button in the field is touched; while it is empty @name stands in it */
} BirgeStaffTextUse;
GtkWidget *birge_staff_text_new     (BirgePage             *page,
                                     const char            *name,
                                     const char            *text,
                                     BirgeStaffTextUse      use,
                                     BirgeStaffTextChanged  changed,
                                     gpointer               user_data);

G_END_DECLS
