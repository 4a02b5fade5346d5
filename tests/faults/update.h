/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/birge-publisher.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A publisher, and a kiosk that is one release behind; between them `birge sync` as a process, to which tests do harm. Both
 * releases have texts, pictures, sounds and a film of several blocks; items are changed, added and removed. What a kiosk
 * may show after whatever befell it is judged here, once for all tests. */

#define UPDATE_FIRST 2 /* the release that the kiosk shows */
#define UPDATE_NEXT  3 /* the one it is to get */

typedef struct {
  char        *root;
  char        *program;   /* `birge` */
  char        *publisher; /* its folder, which is served, too */
  char        *v1;        /* the repository in it */
  BirgePublisher *office; /* opens it */
  char        *settings;  /* a file */
  char        *template;  /* the kiosk's state folder before the update; read only */
  char        *state;     /* a copy of it, to do harm to */
  GHashTable  *before;    /* what the kiosk shows: id → its parts, one a line */
  GHashTable  *after;
  GSubprocess *server;
  char        *url;       /* of the repository over HTTP; NULL until update_serve() */
  char        *log;       /* of the server */
} Update;

/* @program: `birge`. Takes some seconds: once a program. */
void         update_set_up        (Update            *self,
                                   const char        *program);
void         update_tear_down     (Update            *self);
/* Starts hostile-server.py, with HTTPS when a certificate is given. @meter (nullable): where it notes bytes by time. */
void         update_serve         (Update            *self,
                                   const char        *certificate,
                                   const char        *key,
                                   const char        *meter);
void         update_stop_serving  (Update            *self);
/* Publishes one more release. */
void         update_publish       (Update            *self,
                                   int                release);
/* What the settings file says besides its defaults, a line each. */
void         update_set           (Update            *self,
                                   const char        *lines);
/* The state folder is as before the update again. */
void         update_reset         (Update            *self);

/* One `birge sync`. */
typedef struct {
  int    status;   /* of waitpid() */
  char  *outcome;  /* of its last line, or NULL */
  char  *paused;
  GStrv  lines;    /* of progress */
  char  *said;     /* on stderr */
} UpdateRun;
void         update_run_clear     (UpdateRun         *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UpdateRun, update_run_clear)

/* "" when it said nothing. */
const char  *update_run_get_end   (const UpdateRun   *run);

/* @wrap (nullable): words before the program's, as strace or another clock want them. @from: folder or address. */
GSubprocess *update_start         (Update            *self,
                                   const char *const *wrap,
                                   const char        *from);
/* The same again and again, as the service does. */
GSubprocess *update_watch         (Update            *self,
                                   const char        *from);
/* Waits for it. */
UpdateRun    update_wait          (GSubprocess       *process);
UpdateRun    update_run           (Update            *self,
                                   const char *const *wrap,
                                   const char        *from);
/* Another command of `birge` with --state, its words ending with NULL. Returns its wait status. */
int          update_command       (Update            *self,
                                   char             **output,
                                   ...) G_GNUC_NULL_TERMINATED;
/* It ended by itself: no crash, and when it failed it said why. */
void         update_assert_orderly (const UpdateRun  *run);

typedef enum {
  UPDATE_EXACT,
  UPDATE_MAY_LACK, /* the disk refused to be read: objects may have been dropped, and items with them, to be brought again */
} UpdateDemand;

/* What is shown is whole: each item as before or as after, its parts of one release and here. Returns the release whose
 * list of items it is. */
int          update_assert_sound  (Update            *self,
                                   UpdateDemand       demand);
/* Of which release an item is that is shown now. */
int          update_find_release  (Update            *self,
                                   const char        *id);
/* An undisturbed run from @from comes to the end, and all is as if nothing had been. */
void         update_assert_finishes (Update          *self,
                                     const char      *from,
                                     UpdateDemand     demand);
/* The same of what is there now. */
void         update_assert_finished (Update          *self,
                                     UpdateDemand     demand);

gboolean     update_is_long       (void); /* BIRGE_TEST_LONG */
/* With sanitizers all takes several times as long, and fewer rounds have to do. */
#ifdef __SANITIZE_ADDRESS__
#define UPDATE_FEWER 3
#else
#define UPDATE_FEWER 1
#endif
/* Moves what does not change into a folder of links, the rest is copied. */
void         update_copy_state    (const char        *from,
                                   const char        *to);

G_END_DECLS
