/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/trust/birge-envelope.h"
#include "data/trust/birge-fetcher.h"

G_BEGIN_DECLS

/* A repository in memory that a test can change at will: everything is made and signed while the test runs. */
typedef struct {
  GHashTable *contents;  /* role → json_t, what the next publish signs */
  GHashTable *signers;   /* role → GPtrArray of BirgeSigner */
  GHashTable *published; /* role → GPtrArray of GBytes, one a version */
  GHashTable *artifacts; /* path → GBytes */
  GPtrArray  *requests;  /* of char: "1.root", "timestamp", "targets/…": what was asked for, in order */
  gboolean    with_hashes; /* timestamp and snapshot also tell lengths and hashes */
  GMutex      lock;      /* the server answers on another thread */
} RepositoryMaker;

RepositoryMaker *repository_maker_new      (void); /* all four roles, version 1, consistent, one Ed25519 key each */
void             repository_maker_free     (RepositoryMaker *self);

json_t          *repository_maker_content  (RepositoryMaker *self, const char *role);
/* Signs the next version of each role, ends with NULL, and tells snapshot and timestamp. */
void             repository_maker_publish  (RepositoryMaker *self, ...) G_GNUC_NULL_TERMINATED;
/* The four of a release of targets. */
void             repository_maker_release  (RepositoryMaker *self);
/* The same version again, as it is now. */
void             repository_maker_republish (RepositoryMaker *self, const char *role);
GBytes          *repository_maker_latest   (RepositoryMaker *self, const char *role);
/* Takes the newest version away, and gives it to the caller. */
GBytes          *repository_maker_withdraw (RepositoryMaker *self, const char *role);
void             repository_maker_serve    (RepositoryMaker *self, const char *role, GBytes *bytes);

/* @delegator: "root", or a role of targets. @signer (transfer none) (nullable): a new one if NULL */
BirgeSigner     *repository_maker_add_key  (RepositoryMaker *self, const char *delegator, const char *role, BirgeSigner *signer);
/* Only tells metadata, without anybody who signs. */
void             repository_maker_allow    (RepositoryMaker *self, const char *delegator, const char *role, BirgeKey *key);
/* All keys are taken away and one new is there. */
void             repository_maker_rotate   (RepositoryMaker *self, const char *role);
void             repository_maker_clear_keys (RepositoryMaker *self, const char *role);
void             repository_maker_set_threshold (RepositoryMaker *self, const char *role, int threshold);
void             repository_maker_expire   (RepositoryMaker *self, const char *role, int days); /* from now; may be negative */

/* A role of targets, with a key of its own. @paths: patterns with commas between, or NULL */
void             repository_maker_delegate (RepositoryMaker *self, const char *delegator, const char *role, const char *paths,
                                            gboolean terminating);
json_t          *repository_maker_delegation (RepositoryMaker *self, const char *delegator, const char *role);
void             repository_maker_add_artifact (RepositoryMaker *self, const char *role, const char *path, const char *text,
                                                const char *algorithms);
void             repository_maker_set_artifact (RepositoryMaker *self, const char *path, const char *text);

/* What a server answers for a path below the base; NULL: 404. Counts the request. */
GBytes          *repository_maker_answer   (RepositoryMaker *self, const char *path);
/* All requests since the last time, with a space between. */
char            *repository_maker_take_requests (RepositoryMaker *self);
char            *repository_maker_hash     (GBytes *bytes, GChecksumType type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RepositoryMaker, repository_maker_free)

/* The repository as a source in the same process. */
BirgeFetcher    *repository_fetcher_new    (RepositoryMaker *maker);

G_END_DECLS
