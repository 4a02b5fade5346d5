/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/unit/trust/repository-maker.h"
#include "tests/unit/trust/test-server.h"

G_BEGIN_DECLS

/* A client with an empty folder and a repository of its own: either the program `birge tuf` over HTTP, or the same
 * workflow in this process. Both answer with the program's exit codes. */
typedef struct {
  RepositoryMaker *repo; /* owned */
  const char *program;   /* NULL: in this process */
  TestServer *server;    /* owned; with the program only */
  char *folder;          /* owned */
  char *metadata_dir;    /* owned */
  char *target_dir;      /* owned */
  int days;              /* how far its clock is ahead */
} TestClient;

TestClient *test_client_new      (const char *program);
void        test_client_free     (TestClient *self);
int         test_client_init     (TestClient *self, GBytes *root); /* NULL: the first of the repository */
int         test_client_refresh  (TestClient *self);
int         test_client_download (TestClient *self, ...) G_GNUC_NULL_TERMINATED;
/* The clock of a program can be set only with faketime; FALSE: skip the test. */
gboolean    test_client_can_travel (TestClient *self);

/* What it trusts: "root:1 timestamp:2", sorted by name. */
char       *test_client_trusted  (TestClient *self);
GBytes     *test_client_file     (TestClient *self, const char *role);
/* Contents of the targets it got, sorted, with a bar between. */
char       *test_client_targets  (TestClient *self);

#define assert_trusted(client, text) \
  G_STMT_START { g_autofree char *_is = test_client_trusted (client); g_assert_cmpstr (_is, ==, text); } G_STMT_END
#define assert_targets(client, text) \
  G_STMT_START { g_autofree char *_is = test_client_targets (client); g_assert_cmpstr (_is, ==, text); } G_STMT_END
#define assert_requests(client, text) \
  G_STMT_START { g_autofree char *_is = repository_maker_take_requests ((client)->repo); g_assert_cmpstr (_is, ==, text); } G_STMT_END

typedef void (*TestCase) (TestClient *client);

/* Adds "/NAME" twice: in this process, and with the program if there is one. */
void        test_client_add      (const char *name, TestCase run);
/* Takes the program's path off the arguments. */
void        test_client_setup    (int *argc, char ***argv);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestClient, test_client_free)

G_END_DECLS
