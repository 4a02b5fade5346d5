/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/voices/birge-voice-list.h"
#include "ui/shell/birge-page.h"

G_BEGIN_DECLS

/* Cards of the voice booth. */

/* Which text this is, and how many of all are read. */
GtkWidget *birge_staff_voice_progress_new (BirgePage            *page,
                                           const BirgeVoiceTask *task,
                                           guint                 n_done,
                                           guint                 n);
/* The way of the recordings to the editors: on a stick. Keeps itself up to date. */
GtkWidget *birge_staff_voice_export_new   (BirgePage            *page);
/* Whose voices are kept, each with a way to delete all of it; empty without any. @changed: one was deleted. */
GtkWidget *birge_staff_voice_speakers_new (BirgePage            *page,
                                           BirgeVoices          *voices,
                                           void                (*changed) (gpointer user_data),
                                           gpointer              user_data);

/* "12 texts", "12 texts · 23 November 2026"; (transfer full) */
char      *birge_staff_voice_dup_count    (BirgePage            *page,
                                           guint                 n);
char      *birge_staff_voice_dup_speaker  (BirgePage            *page,
                                           const BirgeVoiceSpeaker *speaker);

G_END_DECLS
