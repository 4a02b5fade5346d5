/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>
#include <gio/gio.h>

#include "data/sync/birge-content-range.h"
#include "data/sync/birge-token-bucket.h"

G_BEGIN_DECLS

/* Below BirgeHttpSource: addresses, one request, and the link that carries several at once. */

/* What tests make small. */
typedef struct {
  guint  n_connections;
  guint  connect_ms;
  guint  low_speed_bytes; /* a second; a drip of one byte a second must not do */
  guint  low_speed_s;
  guint  pace_s;          /* so long a server may take to bring less than the next: */
  guint  pace_bytes_of_one;  /* when nobody else can be asked */
  guint  pace_bytes_of_many; /* when others can */
  guint  metadata_ms;     /* for a whole small file, all mirrors together */
  guint  retry_ms;        /* before the same server is asked again after it failed */
  guint  portal_s;
  guint  max_header_bytes;
} BirgeHttpLimits;

extern const BirgeHttpLimits _birge_http_limits;

/* Headers of TLS, TCP and IP: less than one part in so many of what they carry. */
#define BIRGE_HTTP_HEADER_PARTS 16

/* birge-http-address.c */

typedef struct {
  char    *base;     /* without a slash at the end */
  char    *host;     /* lower case */
  gboolean loopback; /* plain HTTP on this computer; else HTTPS */
} BirgeHttpAddress;

gboolean _birge_http_address_parse (BirgeHttpAddress       *self,
                                    const char             *text,
                                    GError                **error);
void     _birge_http_address_clear (BirgeHttpAddress       *self);
/* Whether a redirect from @self may be followed to @url: the same host, and never from HTTPS to HTTP. */
gboolean _birge_http_address_leads (const BirgeHttpAddress *self,
                                    const char             *url);

/* birge-http-tls.c */

typedef struct {
  char    *certificate_file; /* or NULL */
  gboolean skip_time;        /* this clock is not to be believed: check who, not when */
} BirgeHttpTls;

void     _birge_http_tls_set_up      (const BirgeHttpTls *self,
                                      CURL               *easy);
/* Whether the certificates were good but for their dates. */
gboolean _birge_http_tls_is_about_time (CURL             *easy);
/* Whether the kernel says that nobody set this clock. */
gboolean _birge_http_tls_clock_is_unset (void);

/* birge-http-request.c */

typedef enum {
  BIRGE_HTTP_OK,
  BIRGE_HTTP_UNCHANGED,   /* 304 */
  BIRGE_HTTP_NOT_FOUND,   /* 404, 403, 410 and the like: this server does not give it to us */
  BIRGE_HTTP_NO_RANGES,   /* the whole file came where a range was asked for */
  BIRGE_HTTP_REDIRECT,
  BIRGE_HTTP_BUSY,        /* 408, 429, 5xx */
  BIRGE_HTTP_DAMAGED,     /* an answer that no good server gives */
  BIRGE_HTTP_TOO_LARGE,
  BIRGE_HTTP_UNREACHABLE, /* no answer, or half of one */
  BIRGE_HTTP_PORTAL,
  BIRGE_HTTP_TIME,        /* the certificate's dates do not fit this clock */
  BIRGE_HTTP_REFUSED,     /* by whoever takes the bytes, see `error` */
} BirgeHttpOutcome;

typedef struct _BirgeHttpRequest BirgeHttpRequest;

/* Takes a piece of the body; @offset in the file. FALSE ends the transfer. */
typedef gboolean (*BirgeHttpWrite) (BirgeHttpRequest *request,
                                    gint64            offset,
                                    const guint8     *data,
                                    gsize             length,
                                    GError          **error);
typedef void     (*BirgeHttpDone)  (BirgeHttpRequest *request);
/* The answer is right so far, and @total bytes is the whole file, -1 when unknown. FALSE ends the transfer. */
typedef gboolean (*BirgeHttpBegin) (BirgeHttpRequest *request,
                                    gint64            total,
                                    GError          **error);

struct _BirgeHttpRequest {
  /* Asked; set by whoever makes it. */
  const BirgeHttpAddress *address;     /* borrowed */
  char                   *url;         /* owned */
  gint64                  first;       /* of the range; -1: the whole file */
  gint64                  last;        /* of the range */
  gint64                  total;       /* length of the file when it is known; -1 */
  gint64                  max_bytes;   /* of the file */
  guint                   timeout_ms;  /* 0: as long as it takes */
  gboolean                any_type;    /* a web page may be what is wanted */
  char                   *etag;        /* owned; unchanged since then? or NULL */
  char                   *modified;    /* owned; the same */
  BirgeHttpBegin          begin;       /* or NULL */
  BirgeHttpWrite          write;
  BirgeHttpDone           done;        /* called from the link; frees or keeps the request */
  gpointer                user_data;

  /* Answered. */
  BirgeHttpOutcome        outcome;
  char                   *why;         /* owned; for people, in English; NULL when all is well */
  GError                 *error;       /* owned; of REFUSED */
  char                   *answer_etag, *answer_modified; /* owned */
  gint64                  retry_after_s; /* -1: nothing said */
  gboolean                is_told_to_wait; /* it is the whole server that is busy, not this one file */
  gint64                  date_s;      /* 0: nothing said */
  gint64                  body_bytes;  /* taken */
  gboolean                is_useful;   /* what came of it is kept; set by whoever takes the bytes */
  gint64                  wire_bytes;  /* all, as near as can be told */
  gint64                  measured_bytes; /* of the transfer under way, from the kernel */
  gboolean                is_measured;

  /* Under way. */
  struct _BirgeHttpLink  *link;        /* borrowed */
  CURL                   *easy;        /* owned while under way */
  struct curl_slist      *headers;     /* owned */
  char                   *redirect;    /* owned */
  guint                   n_redirects;
  gboolean                judged;      /* the outcome is known, whatever else comes */
  gboolean                in_body;     /* the headers were read to their end */
  long                    status;
  gint64                  header_bytes;
  gint64                  content_length; /* -1: not said */
  BirgeContentRange       range;
  guint                   n_ranges;    /* headers Content-Range */
  gboolean                range_is_bad, encoded, html;
};

BirgeHttpRequest *_birge_http_request_new     (const BirgeHttpAddress *address,
                                               const char             *path);
void              _birge_http_request_free    (BirgeHttpRequest       *self);
/* Whether it brought something worth a request, though it failed: a drip does not. */
gboolean          _birge_http_request_was_useful (const BirgeHttpRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeHttpRequest, _birge_http_request_free)
/* The link's side: before a transfer, and with how it ended. TRUE when it goes on at another address. */
void              _birge_http_request_prepare (BirgeHttpRequest       *self,
                                               const BirgeHttpLimits  *limits);
gboolean          _birge_http_request_finish  (BirgeHttpRequest       *self,
                                               CURLcode                code);

/* birge-http-wire.c: what went over connections, as the kernel counts it. */

typedef struct _BirgeHttpWires BirgeHttpWires;

BirgeHttpWires *_birge_http_wires_new    (void);
void            _birge_http_wires_free   (BirgeHttpWires *self);
void            _birge_http_wires_add    (BirgeHttpWires *self,
                                          int             fd);
/* Before it is closed. */
void            _birge_http_wires_remove (BirgeHttpWires *self,
                                          int             fd);
/* From now on what the connection from @local_port carries is @request's. */
void            _birge_http_wires_begin  (BirgeHttpWires   *self,
                                          int               local_port,
                                          BirgeHttpRequest *request);
/* @request->measured_bytes is known, with what nobody else paid of closed connections. FALSE: this kernel does not say. */
gboolean        _birge_http_wires_end    (BirgeHttpWires   *self,
                                          BirgeHttpRequest *request);

/* birge-http-link.c */

/* One loop around libcurl: at most so many connections, so many bytes a second. For one thread. */
typedef struct _BirgeHttpLink BirgeHttpLink;

BirgeHttpLink *_birge_http_link_new            (gint64                  cap,
                                                const char             *certificate_file);
void           _birge_http_link_free           (BirgeHttpLink          *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeHttpLink, _birge_http_link_free)
BirgeHttpLimits *_birge_http_link_get_limits   (BirgeHttpLink          *self);
BirgeHttpTls  *_birge_http_link_get_tls        (BirgeHttpLink          *self);
/* How many requests at once are worth it. */
guint          _birge_http_link_get_width      (BirgeHttpLink          *self);
guint          _birge_http_link_get_active     (BirgeHttpLink          *self);
gint64         _birge_http_link_get_wire_bytes (BirgeHttpLink          *self);
/* @request: (transfer none): until its done() is called */
void           _birge_http_link_start          (BirgeHttpLink          *self,
                                                BirgeHttpRequest       *request);
/* Ends a request; its done() is not called. */
void           _birge_http_link_stop           (BirgeHttpLink          *self,
                                                BirgeHttpRequest       *request);
/* Something happens, or @wait_ms pass, or somebody cancels. */
void           _birge_http_link_step           (BirgeHttpLink          *self,
                                                guint                   wait_ms,
                                                GCancellable           *cancellable);
/* From a request: it has a connection now, from that port of ours. */
void           _birge_http_link_begin          (BirgeHttpLink          *self,
                                                BirgeHttpRequest       *request,
                                                int                     local_port);
/* From a request: so many bytes came. Stands still as long as a cap demands. */
void           _birge_http_link_count          (BirgeHttpLink          *self,
                                                gint64                  bytes);
/* Called now and then while a cap makes a step take long; starts and stops nothing. */
typedef void (*BirgeHttpTick) (gpointer user_data);
void           _birge_http_link_set_tick       (BirgeHttpLink          *self,
                                                BirgeHttpTick           tick,
                                                gpointer                user_data);

G_END_DECLS
