/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A compiled text: a small tree of blocks, each with runs of text. This is all the screen ever sees of a guide; it
 * never parses Markdown. A kind that a later Birge invented is read as a paragraph, so that an older kiosk shows it. */
typedef enum {
  BIRGE_BLOCK_DOCUMENT,  /* children */
  BIRGE_BLOCK_PARAGRAPH, /* runs */
  BIRGE_BLOCK_HEADING,   /* runs, level 1 to 3 */
  BIRGE_BLOCK_LIST,      /* children: ITEM; level 1 when numbered, else 0 */
  BIRGE_BLOCK_ITEM,      /* children */
  BIRGE_BLOCK_STEPS,     /* children: STEP */
  BIRGE_BLOCK_STEP,      /* runs: what to do; children: details; picture */
  BIRGE_BLOCK_WARNING,   /* children */
  BIRGE_BLOCK_CALL,      /* target: "place/103"; children: what to say */
  BIRGE_BLOCK_SAY_THIS,  /* phrases: language tag → sentence to show to somebody */
  BIRGE_BLOCK_ASK,       /* children: what to ask at the centre; the only home of a to-verify fact */
} BirgeBlockKind;

typedef enum {
  BIRGE_RUN_PLAIN = 0,
  BIRGE_RUN_STRONG = 1 << 0,
  BIRGE_RUN_EMPHASIS = 1 << 1,
} BirgeRunStyle;

typedef struct {
  char         *text;
  BirgeRunStyle style;
  char         *target; /* item id of an internal link, or NULL */
  char         *until;  /* ISO date after which this figure is no longer sure and "ask the centre" stands instead, or NULL */
} BirgeRun;

typedef struct _BirgeBlock BirgeBlock;
struct _BirgeBlock {
  BirgeBlockKind kind;
  guint          level;
  char          *target;   /* CALL */
  char          *picture;  /* STEP: name of a picture, or NULL */
  GPtrArray     *runs;     /* of BirgeRun, may be empty, never NULL */
  GPtrArray     *children; /* of BirgeBlock, may be empty, never NULL */
  GPtrArray     *phrases;  /* of char*: tag, text, tag, text …; may be empty, never NULL */
};

BirgeBlock *birge_block_new        (BirgeBlockKind kind);
void        birge_block_free       (BirgeBlock *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeBlock, birge_block_free)

/* Takes @child. Returns it, for chaining. */
BirgeBlock *birge_block_append     (BirgeBlock *self,
                                    BirgeBlock *child);
BirgeRun   *birge_block_append_run (BirgeBlock *self,
                                    const char *text,
                                    BirgeRunStyle style);
/* Text of the runs; @today (ISO date, may be NULL) makes outdated figures read @replacement. */
char       *birge_block_dup_text   (const BirgeBlock *self,
                                    const char       *today,
                                    const char       *replacement);

/* Canonical bytes (JSON, keys in fixed order, no spaces): equal trees give equal bytes. */
GBytes     *birge_block_to_bytes   (const BirgeBlock *document);
/* At most BIRGE_BLOCK_MAX_BYTES, depth 16. Errors: BIRGE_BLOCK_ERROR. */
BirgeBlock *birge_block_from_bytes (GBytes  *bytes,
                                    GError **error);

#define BIRGE_BLOCK_MAX_BYTES (1024 * 1024)

#define BIRGE_BLOCK_ERROR (birge_block_error_quark ())
GQuark birge_block_error_quark (void);
typedef enum {
  BIRGE_BLOCK_ERROR_TOO_LARGE,
  BIRGE_BLOCK_ERROR_SYNTAX,
} BirgeBlockError;

G_END_DECLS
