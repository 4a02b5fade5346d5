/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-block.h"

G_BEGIN_DECLS

/* What a recorded voice was made for. A recording counts for exactly one text: when a word of it changes, so does its key,
 * and it is asked for again. */
#define BIRGE_VOICE_KEY_LENGTH 32

/* What a recording says about itself, "TAG=value" in its file. */
#define BIRGE_VOICE_TAG_TEXT     "BIRGE_TEXT"    /* key of the text */
#define BIRGE_VOICE_TAG_PLACE    "BIRGE_PLACE"   /* "guide/wages/03", or "shared" */
#define BIRGE_VOICE_TAG_SPEAKER  "BIRGE_SPEAKER" /* which consent goes with it */
#define BIRGE_VOICE_TAG_LANGUAGE "LANGUAGE"
#define BIRGE_VOICE_TAG_TITLE    "TITLE"         /* the text itself, its beginning when it is long */
#define BIRGE_VOICE_TAG_DATE     "DATE"          /* "2026-11-23T12:30:00Z" */

/* Shared recordings of this name are consents, which nobody plays. */
#define BIRGE_VOICE_CONSENT_PREFIX "consent-"

/* Lower-case hexadecimal figures. White space, marks of direction and ways of writing the same letter do not matter. */
char     *birge_voice_text_dup_key  (const char *text);
gboolean  birge_voice_text_is_key   (const char *key);

/* Reading units of a text, in order: every block with words of its own. Unit 0 is the title, which is no block. (transfer
 * container): of BirgeBlock, borrowed from @document; the first is unit 1. */
GPtrArray *birge_voice_text_list_units (const BirgeBlock *document);

G_END_DECLS
