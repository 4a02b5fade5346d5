/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "data/publish/birge-publish-verify.h"
#include "data/sync/birge-folder-source.h"
#include "data/sync/birge-sync.h"
#include "tests/unit/sync/sync-fixture.h"

/* A publisher who knows the pass phrase, and a kiosk that was given the first root. */
typedef struct {
  Fixture base;
  char   *dir;
  char   *backup;
  char   *v1;
  char   *phrase;  /* what the publisher answers */
  guint   n_asked;
  guint   patience; /* how often the publisher answers before giving up */
} Office;

static inline char *
office_answer (const char *name, gboolean is_new, gpointer user_data)
{
  Office *office = user_data;

  return office->n_asked++ < office->patience ? g_strdup (office->phrase) : NULL;
}

static inline void
office_set_up (Office *office, gconstpointer unused)
{
  fixture_set_up (&office->base, NULL);
  birge_clock_set_for_tests (1, g_get_real_time () / G_USEC_PER_SEC);
  office->dir = g_build_filename (office->base.root, "publisher", NULL);
  office->backup = g_build_filename (office->base.root, "safe", NULL);
  office->v1 = g_build_filename (office->dir, "v1", NULL);
  office->phrase = g_strdup ("the garden is green");
  office->patience = 100;
}

static inline void
office_tear_down (Office *office, gconstpointer unused)
{
  g_free (office->dir);
  g_free (office->backup);
  g_free (office->v1);
  g_free (office->phrase);
  fixture_tear_down (&office->base, NULL);
}

static inline void
office_init (Office *office, const char *profile)
{
  const char *const channels[] = { "starter", NULL };
  BirgePublishInit options = { birge_publish_profile_find (profile), channels, office->backup };
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_publisher_init (office->dir, &options, office_answer, office, &error));
  g_assert_no_error (error);
}

static inline BirgePublisher *
office_open (Office *office)
{
  g_autoptr(GError) error = NULL;
  BirgePublisher *publisher = birge_publisher_open (office->dir, office_answer, office, &error);

  g_assert_no_error (error);
  g_assert_nonnull (publisher);
  return publisher;
}

static inline void
office_add (Office *office, BirgePublisher *publisher, gint64 release)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) added = NULL;

  fixture_make (&office->base, release);
  added = birge_publisher_add (publisher, office->base.out, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 1);
}

/* Adds content that calls itself @release, and publishes it. */
static inline void
office_release (Office *office, BirgePublisher *publisher, gint64 release)
{
  g_auto(BirgePublishResult) result = { 0 };
  g_autoptr(GError) error = NULL;

  office_add (office, publisher, release);
  g_assert_true (birge_publisher_release (publisher, BIRGE_PUBLISH_NONE, &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.published);
}

/* The kiosk asks the folder, with nothing but the publisher's first root to go by. */
static inline BirgeSyncOutcome
office_sync_from (Office *office, const char *folder)
{
  g_autoptr(BirgeSettings) settings = birge_settings_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFolderSource) source = birge_folder_source_open (folder, NULL, &error);
  g_auto(BirgeSyncResult) result = { 0 };
  g_autoptr(BirgeSync) sync = NULL;
  BirgeSyncRun run = { .source = BIRGE_SOURCE (source), .settings = settings };

  g_assert_no_error (error);
  settings->root = g_build_filename (office->dir, "v1", "metadata", "1.root.json", NULL);
  sync = birge_sync_open (office->base.state, &error);
  g_assert_no_error (error);
  if (!birge_sync_run (sync, &run, &result, &error))
    g_test_message ("%s: %s", birge_sync_outcome_get_name (result.outcome), error->message);
  return result.outcome;
}

static inline BirgeSyncOutcome
office_sync (Office *office)
{
  return office_sync_from (office, office->v1);
}

/* All that a check finds is right. */
static inline void
office_assert_right (BirgePublisher *publisher)
{
  g_auto(BirgePublishReport) report = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (birge_publisher_verify (publisher, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (report.problems[0], ==, NULL);
}

static inline void
office_copy (const char *from, const char *to)
{
  g_autofree char *command = g_strdup_printf ("cp -a '%s' '%s'", from, to);

  g_assert_cmpint (system (command), ==, 0);
}

#define OFFICE_TEST(path, function) g_test_add (path, Office, NULL, office_set_up, function, office_tear_down)
