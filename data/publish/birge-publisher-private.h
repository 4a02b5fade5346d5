/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/publish/birge-publisher.h"
#include "data/trust/birge-envelope.h"
#include "data/trust/birge-metadata.h"
#include "data/trust/birge-trusted-set.h"

G_BEGIN_DECLS

#define BIRGE_PUBLISH_V1       "v1"
#define BIRGE_PUBLISH_KEYS     "keys"
#define BIRGE_PUBLISH_SETTINGS "publish.ini"
#define BIRGE_PUBLISH_ADDED    "work/catalog"
#define BIRGE_PUBLISH_PENDING  "work/pending"
#define BIRGE_PUBLISH_OUTGOING "work/outgoing"
#define BIRGE_PUBLISH_SUFFIX   ".cat.zst"
#define BIRGE_PUBLISH_NEXT     ".next.cat.zst"

struct _BirgePublisher {
  char                *dir;
  int                  lock;
  BirgePublishSettings settings;
  BirgeKeyring        *keyring;
  BirgeTrustedSet     *set;      /* what is published, as a kiosk would verify it, dates aside */
  GHashTable          *channels; /* name → BirgeVerified */
};

/* A change under way. */
typedef struct {
  GHashTable *roles; /* "root", "targets" or a channel → json_t, the content of its next version */
  GHashTable *files; /* path below v1 → GBytes: catalogues */
  GPtrArray  *done;  /* of char: what to say when it is published */
} BirgeChange;

BirgeChange *_birge_change_new  (void);
void         _birge_change_free (BirgeChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeChange, _birge_change_free)

/* Who may sign for a role, by the one who hands trust to it. */
typedef struct {
  GPtrArray *keys; /* of BirgeKey */
  gint64     threshold;
} BirgeGrantees;
void _birge_grantees_clear (BirgeGrantees *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BirgeGrantees, _birge_grantees_clear)

gboolean      _birge_publish_refuse       (int code, const char *what, const char *why, const char *todo, GError **error);
char         *_birge_publisher_dup_path   (BirgePublisher *self, const char *below);
BirgeVerified *_birge_publisher_get_role  (BirgePublisher *self, const char *role); /* as published; (nullable) */
/* @root, @targets: contents. FALSE when @role is not handed any trust. */
gboolean      _birge_publish_find_grantees (const json_t *root, const json_t *targets, const char *role, BirgeGrantees *found);
gint64        _birge_publisher_get_end_s  (BirgePublisher *self, const char *role);
/* The highest version that was ever written, whether it was published or not. */
gint64        _birge_publisher_get_highest (BirgePublisher *self, const char *role);
gint64        _birge_publisher_get_next_version (BirgePublisher *self, const char *role);
/* A copy of a role's content with the next version and a new end. */
json_t       *_birge_publisher_dup_next   (BirgePublisher *self, const char *role);
void          _birge_publish_set_head     (json_t *content, gint64 version, gint64 end_s);
/* Reads what is published anew. */
gboolean      _birge_publisher_load       (BirgePublisher *self, GError **error);

/* birge-publish-files.c */
GBytes       *_birge_publish_read         (const char *path, gsize max_bytes, GError **error);
gboolean      _birge_publish_write        (const char *path, GBytes *bytes, GError **error);
gboolean      _birge_publish_sync         (const char *dir, GError **error);
void          _birge_publish_remove       (const char *path);
/* All files below a folder, (element-type char*), sorted. */
GPtrArray    *_birge_publish_list         (const char *dir);

/* birge-publish-change.c: writes a change to work/pending, signs it with the keys that are here and publishes it if that is
 * enough. */
gboolean      _birge_publisher_begin      (BirgePublisher *self, BirgeChange *change, BirgePublishResult *result, GError **error);
gboolean      _birge_publisher_advance    (BirgePublisher *self, BirgePublishResult *result, GError **error);
gboolean      _birge_publisher_is_pending (BirgePublisher *self);
gboolean      _birge_publisher_put_out    (BirgePublisher *self, GError **error);
/* Whether kiosks that go by an older root can verify these files too: then the new root comes last. @root: its path; @files:
 * paths of metadata. */
gboolean      _birge_publish_is_right_for (const char *root, GPtrArray *files);
/* birge-publish-add.c: an object to another place, if its bytes are right. */
gboolean      _birge_publish_copy_object  (const char *from, const char *to, const char *name, GError **error);
/* birge-publish-catalogue.c: removes objects and catalogues that nobody needs any more. */
void          _birge_publisher_tidy       (BirgePublisher *self);

G_END_DECLS
