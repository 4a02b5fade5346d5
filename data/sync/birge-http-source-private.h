/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-backoff.h"
#include "data/sync/birge-http-private.h"
#include "data/sync/birge-http-source.h"

G_BEGIN_DECLS

/* birge-http-mirror.c: one of the servers, and how it behaved. */

typedef struct {
  BirgeHttpAddress  address;
  BirgeSourceRecord record;
  guint             bit;       /* of this mirror in sets of them */
  gboolean          down;      /* not to be asked in this run */
  gboolean          no_ranges; /* sends whole files only */
  gboolean          asked;     /* whether its timestamp is still the one we know */
  guint             n_strikes; /* failures in a row */
  guint             n_odd;     /* answers in a row that no good server gives */
  gint64            ready_us;  /* monotonic; not to be asked before */
  GError           *error;     /* owned; why it is down */
  gint64            paced_us;  /* monotonic; since when @paced_bytes came; 0: it was asked for nothing */
  gint64            paced_bytes;
} BirgeHttpMirror;

struct _BirgeHttpSource
{
  GObject          parent_instance;

  BirgeSyncDb     *db;          /* owned, or NULL */
  BirgeBudget      budget;
  BirgeHttpLink   *link;        /* owned */
  GPtrArray       *mirrors;     /* of BirgeHttpMirror */
  guint            current;     /* the one that metadata comes from */
  char            *stamp_path;  /* owned; of the timestamp that was read last */
  GBytes          *stamp;       /* owned */
  gint64           retry_s;
  gint64           date_s;
  int              clock_is_set; /* -1: ask the kernel; tests say it */
  BirgeRandom      random;      /* NULL: the real one */
  gpointer         random_data;
};

gboolean _birge_http_mirror_load    (BirgeHttpSource     *source,
                                     BirgeHttpMirror     *self,
                                     GError             **error);
void     _birge_http_mirror_free    (BirgeHttpMirror     *self);
/* Takes in how a request ended, good or bad. */
void     _birge_http_mirror_judge   (BirgeHttpSource     *source,
                                     BirgeHttpMirror     *self,
                                     BirgeHttpRequest    *request);
/* Not to be asked again in this run, and when in the next. */
void     _birge_http_mirror_put_down (BirgeHttpSource    *source,
                                     BirgeHttpMirror     *self,
                                     BirgeHttpRequest    *request);
/* What went wrong with a request, for people. */
void     _birge_http_request_set_error (BirgeHttpRequest *request,
                                     GError             **error);
/* What it sent was right. */
void     _birge_http_mirror_praise  (BirgeHttpSource     *source,
                                     BirgeHttpMirror     *self);
/* Whether it is asked for something and so little of it comes that it would keep us for ever. @has_others: another could be
 * asked in its place. */
gboolean _birge_http_mirror_is_crawling (BirgeHttpSource *source,
                                     BirgeHttpMirror     *self,
                                     gboolean             has_others);
/* Takes the times back before which mirrors do not want to be asked. */
void     _birge_http_mirrors_begin  (BirgeHttpSource     *source);
/* Sets the error of a run that could not go on, and when to come back. FALSE. */
gboolean _birge_http_mirrors_give_up (BirgeHttpSource    *source,
                                      GError            **error);
/* Whether certificates are to be judged without their dates from now on. */
gboolean _birge_http_source_doubt   (BirgeHttpSource     *self,
                                     BirgeHttpRequest    *request);
/* TRUE when at least @least bytes may be spent; settled by the next. */
gboolean _birge_http_source_reserve (BirgeHttpSource     *self,
                                     gint64               wanted,
                                     gint64               least,
                                     BirgeReservation    *reservation,
                                     GError             **error);
void     _birge_http_source_set_budget_error (BirgeHttpSource *self,
                                              GError         **error);
void     _birge_http_source_settle  (BirgeHttpSource     *self,
                                     BirgeReservation    *reservation,
                                     gint64               spent);

/* birge-http-file.c: which bytes of which files to ask for. */

/* Wanted parts with the same bytes. */
typedef struct {
  const BirgeCataloguePart *part;
  GPtrArray                *wants;  /* of BirgeWant, borrowed */
  guint                     wrong;  /* how often other bytes came */
  gboolean                  closed; /* nothing more to do about it */
} BirgeHttpSlot;

/* A file on the servers that holds wanted parts: one part of its own, or a pack. */
typedef struct _BirgeHttpFile BirgeHttpFile;

struct _BirgeHttpFile {
  GPtrArray    *slots;   /* of BirgeHttpSlot, by offset */
  BirgePartial *partial; /* owned; takes the bytes as they come: of a part of its own, or of a pack as a whole */
  gboolean      is_pack;
  gint64        length;  /* when it comes as a whole */
  guint         wrong;    /* how often other bytes came, when it comes as a whole */
  guint         missing;  /* mirrors that do not have it, or nothing like it, as bits */
  gboolean      is_odd;   /* one of them had something else under its name */
  guint         n_fails;  /* connections in a row that brought nothing of it */
  guint         n_pieces; /* waiting or under way */
  BirgeHttpFile *pack;    /* borrowed; that was to hold this part, and is nowhere; else NULL */
  guint         n_gone;   /* of a pack: parts in a row that are not there on their own either */
};

typedef struct _BirgeHttpFetch BirgeHttpFetch;

/* What one request asks for. */
typedef struct {
  BirgeHttpFile    *file;
  gint64            first;
  gint64            last;
  guint             slot;      /* the first of [slot, end_slot) that is wanted from it, when the file comes in parts */
  guint             end_slot;
  guint             turn;      /* how often something of it was wrong */
  /* Under way. */
  BirgeHttpFetch   *fetch;     /* borrowed */
  BirgeHttpMirror  *mirror;    /* borrowed */
  BirgeHttpRequest *request;   /* owned */
  BirgeReservation  reservation;
  gboolean          in_parts;
  GByteArray       *buffer;    /* owned; of a small part */
  BirgePartial     *part;      /* owned; of a larger one */
} BirgeHttpPiece;

#define BIRGE_HTTP_PIECE_MOST  (4 * 1024 * 1024)
#define BIRGE_HTTP_PIECE_LEAST (128 * 1024)
#define BIRGE_HTTP_GAP         4096 /* bytes that are dropped rather than asked for around */

/* Of wants in the order of their files' most urgent part. (transfer container): of BirgeHttpFile */
GPtrArray      *_birge_http_files_new    (GPtrArray           *wants);
void            _birge_http_file_free    (BirgeHttpFile       *self);
/* Whether all of the pack is wanted, as far as the wants can tell. */
gboolean        _birge_http_file_is_whole (BirgeHttpFile      *self);
/* Of a pack: what is open of it becomes files of their own. (transfer container): of BirgeHttpFile, owned by nobody */
GPtrArray      *_birge_http_file_split   (BirgeHttpFile       *self);
/* What is still to be asked for, in pieces of about @size bytes. (transfer full): of BirgeHttpPiece, in order */
GPtrArray      *_birge_http_file_cut     (BirgeHttpFile       *self,
                                          gint64               size);
/* The same in one piece that begins with the file, for servers that give nothing less. NULL when there is nothing. */
BirgeHttpPiece *_birge_http_file_cut_whole (BirgeHttpFile     *self);
/* Makes a piece at most @bytes long. FALSE when nothing of use is so short. */
gboolean        _birge_http_piece_shorten (BirgeHttpPiece     *self,
                                          gint64               bytes);
void            _birge_http_piece_free   (BirgeHttpPiece      *self);
void            _birge_http_slot_close   (BirgeHttpSlot       *self,
                                          BirgeWantState       state);

/* birge-http-fetch.c */
gboolean _birge_http_source_fetch   (BirgeSource         *source,
                                     GPtrArray           *wants,
                                     BirgeIncoming       *incoming,
                                     BirgeFetchProgress   progress,
                                     gpointer             user_data,
                                     GCancellable        *cancellable,
                                     GError             **error);

/* For tests. */
BirgeHttpLimits *_birge_http_source_get_limits (BirgeHttpSource *self);
void             _birge_http_source_set_clock  (BirgeHttpSource *self,
                                                gboolean         clock_is_set);

G_END_DECLS
