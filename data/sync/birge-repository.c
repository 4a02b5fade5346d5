/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-sync"

#include "data/sync/birge-repository.h"

#include <glib/gstdio.h>
#include <string.h>

#include "data/formats/birge-catalogue.h"
#include "data/formats/birge-digest.h"
#include "data/formats/birge-name.h"
#include "data/sync/birge-hold.h"
#include "data/sync/birge-metadata-fetcher.h"
#include "data/sync/birge-store-private.h"
#include "data/trust/birge-updater.h"

#define TRUST           "trust"
#define TRUST_BEFORE    "trust.before"
#define TRUST_FOR_NOW   "partial/trust"
#define CATALOGUES      "catalog"
#define KIOSK_ID        "kiosk-id"
#define KIOSK_ID_LENGTH 32 /* hexadecimal */
#define FIRST_ROOT      "metadata/1.root.json"
#define ROOT_SUFFIX     ".root.json"

struct _BirgeRepository {
  BirgeSource      *source;    /* owned */
  char             *state_dir;
  GStrv             channels;  /* wanted; empty: all */
  BirgeTrustExpiry  expiry;
  gboolean          is_throw_away;
  char             *for_now;   /* folder of trust that lasts as long as this, or NULL */
  BirgeTrustStore  *store;
  BirgeMetadataFetcher *fetcher;
  BirgeUpdater     *updater;   /* after a refresh */
};

static gboolean
refuse (BirgeTrustError code, const char *what, const char *why, const char *todo, GError **error)
{
  g_set_error (error, BIRGE_TRUST_ERROR, (int) code, "%s: %s: %s", what, why, todo);
  return FALSE;
}

/* Whom to trust */

static GBytes *
read_root_file (const char *path, GError **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) local = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, &local);
  GBytes *bytes = NULL;

  if (stream != NULL)
    bytes = g_input_stream_read_bytes (G_INPUT_STREAM (stream), BIRGE_TRUST_MAX_ROOT_BYTES + 1, NULL, &local);
  if (bytes == NULL)
    refuse (BIRGE_TRUST_ERROR_STORAGE, path, local->message, "put the publisher's root.json there, or change Root in the settings",
            error);
  return bytes;
}

/* A root that is right in itself; NULL when it is not. */
static BirgeVerified *
verify_root (GBytes *bytes, GError **error)
{
  g_autoptr(BirgeTrustedSet) set = birge_trusted_set_new (bytes, 0, BIRGE_TRUST_EXPIRY_IGNORED, error);

  return set != NULL ? birge_verified_ref (birge_trusted_set_get_root (set)) : NULL;
}

static GBytes *
read_kept_root (const char *trust_dir, gint64 version)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT ".root.json", version);
  g_autofree char *path = g_build_filename (trust_dir, "roots", name, NULL);
  char *data = NULL;
  gsize size = 0;

  return g_file_get_contents (path, &data, &size, NULL) ? g_bytes_new_take (data, size) : NULL;
}

/* Whether what is trusted here goes back to this root. */
static gboolean
descends_from (const char *trust_dir, BirgeVerified *root)
{
  g_autoptr(GBytes) kept = read_kept_root (trust_dir, birge_verified_get_version (root));

  return kept != NULL && g_bytes_equal (kept, birge_verified_get_bytes (root));
}

/* The operator's choice, if it is not the one that is followed already. What the former publisher signed is set aside:
 * their versions say nothing about these. */
static gboolean
follow_root_file (BirgeRepository *self, const char *path, const char *trust_dir, GError **error)
{
  g_autofree char *before = g_build_filename (self->state_dir, TRUST_BEFORE, NULL);
  g_autoptr(GBytes) bytes = read_root_file (path, error);
  g_autoptr(BirgeVerified) root = bytes != NULL ? verify_root (bytes, error) : NULL;

  if (root == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  if (descends_from (trust_dir, root))
    return TRUE;
  if (g_file_test (trust_dir, G_FILE_TEST_IS_DIR))
    {
      birge_hold_lift (self->state_dir); /* releases of another publisher */
      _birge_store_remove (before);
      if (g_rename (trust_dir, before) != 0)
        return refuse (BIRGE_TRUST_ERROR_STORAGE, trust_dir, "it cannot be set aside", "check the disk", error);
    }
  self->store = birge_trust_store_open (trust_dir, BIRGE_TRUST_STORE_KEEP_ROOTS, error);
  return self->store != NULL && birge_updater_init (self->store, bytes, error);
}

/* Trust that is gone when this is. */
static gboolean
trust_for_now (BirgeRepository *self, GBytes *root, GError **error)
{
  self->for_now = g_build_filename (self->state_dir, TRUST_FOR_NOW, NULL);
  _birge_store_remove (self->for_now);
  g_clear_pointer (&self->store, birge_trust_store_unref);
  self->store = birge_trust_store_open (self->for_now, BIRGE_TRUST_STORE_NONE, error);
  return self->store != NULL && birge_updater_init (self->store, root, error);
}

/* A folder that a person chose. Keys that were thrown away are trusted this once. Without content on the screen the
 * versions seen before do not count: the content that came with the package is better than none. */
static gboolean
follow_folder (BirgeRepository *self, gboolean has_root, gboolean is_empty, const char *trust_dir, GCancellable *cancellable,
               GError **error)
{
  g_autoptr(GBytes) first = birge_source_read (self->source, FIRST_ROOT, BIRGE_TRUST_MAX_ROOT_BYTES, NULL, cancellable, error);
  g_autoptr(BirgeVerified) root = first != NULL ? verify_root (first, error) : NULL;

  if (root == NULL)
    return FALSE;
  self->is_throw_away = json_is_true (json_object_get (birge_verified_get_content (root), BIRGE_REPOSITORY_THROW_AWAY));
  if (self->is_throw_away)
    {
      self->expiry |= BIRGE_TRUST_EXPIRY_IGNORED;
      return trust_for_now (self, first, error);
    }
  if (has_root && !descends_from (trust_dir, root))
    return refuse (BIRGE_TRUST_ERROR_SIGNATURE, birge_source_get_name (self->source), "another publisher signed it than the one this kiosk follows",
                   "set Root in the settings if the publisher has changed", error);
  if (has_root && is_empty)
    return trust_for_now (self, first, error);
  return has_root || birge_updater_init (self->store, first, error);
}

static gboolean
find_trust (BirgeRepository *self, const BirgeRepositoryOptions *options, GCancellable *cancellable, GError **error)
{
  g_autofree char *trust_dir = g_build_filename (self->state_dir, TRUST, NULL);
  g_autoptr(GBytes) root = NULL;

  if (options->root_file != NULL && !follow_root_file (self, options->root_file, trust_dir, error))
    return FALSE;
  if (self->store == NULL)
    self->store = birge_trust_store_open (trust_dir, BIRGE_TRUST_STORE_KEEP_ROOTS, error);
  if (self->store == NULL)
    return FALSE;
  root = birge_trust_store_read (self->store, "root", BIRGE_TRUST_MAX_ROOT_BYTES, NULL);
  if (options->is_by_hand)
    return follow_folder (self, root != NULL, options->is_empty, trust_dir, cancellable, error);
  if (root == NULL)
    return refuse (BIRGE_TRUST_ERROR_NO_TARGET, "updates", "this kiosk trusts no publisher yet",
                   "name the publisher's root.json as Root in the settings", error);
  return TRUE;
}

BirgeRepository *
birge_repository_open (BirgeSource *source, const BirgeRepositoryOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr(BirgeRepository) self = g_new0 (BirgeRepository, 1);

  g_return_val_if_fail (BIRGE_IS_SOURCE (source) && options->state_dir != NULL, NULL);

  self->source = g_object_ref (source);
  self->state_dir = g_strdup (options->state_dir);
  self->channels = options->channels != NULL ? g_strdupv ((char **) options->channels) : g_new0 (char *, 1);
  self->expiry = options->expiry;
  if (!find_trust (self, options, cancellable, error))
    return NULL;
  self->fetcher = birge_metadata_fetcher_new (source, self->store);
  return g_steal_pointer (&self);
}

void
birge_repository_free (BirgeRepository *self)
{
  g_clear_pointer (&self->updater, birge_updater_free);
  g_clear_object (&self->fetcher);
  g_clear_pointer (&self->store, birge_trust_store_unref);
  if (self->for_now != NULL)
    _birge_store_remove (self->for_now);
  g_free (self->for_now);
  g_object_unref (self->source);
  g_strfreev (self->channels);
  g_free (self->state_dir);
  g_free (self);
}

gboolean
birge_repository_is_throw_away (BirgeRepository *self)
{
  return self->is_throw_away;
}

/* The lowest version among the roots that are kept; 0: none. */
static gint64
find_first_root (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gint64 first = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      gint64 version = g_str_has_suffix (name, ROOT_SUFFIX) ? g_ascii_strtoll (name, NULL, 10) : 0;

      if (version > 0 && (first == 0 || version < first))
        first = version;
    }
  return first;
}

char *
birge_repository_dup_publisher (BirgeRepository *self)
{
  g_autofree char *trust_dir = g_build_filename (self->state_dir, TRUST, NULL);
  g_autofree char *roots = g_build_filename (trust_dir, "roots", NULL);
  g_autoptr(GBytes) root = NULL;

  if (self->is_throw_away)
    return g_strdup (BIRGE_REPOSITORY_THROW_AWAY);
  root = read_kept_root (trust_dir, find_first_root (roots));
  return root != NULL ? birge_digest_bytes (root) : NULL;
}

/* data/trust knows that the source failed; why is what a person and the engine need. */
static gboolean
fail_as_the_source (BirgeRepository *self, GError *trouble, GError **error)
{
  GError *cause = NULL;

  if (g_error_matches (trouble, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SOURCE))
    cause = birge_metadata_fetcher_dup_error (self->fetcher);
  g_propagate_error (error, cause != NULL ? cause : g_error_copy (trouble));
  return FALSE;
}

static GBytes *
read_root (BirgeRepository *self, gint64 version, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_strdup_printf ("metadata/%" G_GINT64_FORMAT ROOT_SUFFIX, version);

  return birge_source_read (self->source, path, BIRGE_TRUST_MAX_ROOT_BYTES, NULL, cancellable, error);
}

/* Whether a folder has later roots, but not the one that leads to them: a kiosk that was set up with a later root wrote it.
 * Then nothing on it can be judged here, and that is no reason for alarm. */
static gboolean
lacks_a_root (BirgeRepository *self, GCancellable *cancellable)
{
  gint64 version = birge_verified_get_version (birge_trusted_set_get_root (birge_updater_get_set (self->updater)));
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) next = read_root (self, version + 1, cancellable, &local);

  if (next != NULL || !g_error_matches (local, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND))
    return FALSE;
  for (gint64 later = version + 2; later <= version + BIRGE_TRUST_MAX_NEW_ROOTS; later++)
    {
      g_autoptr(GBytes) bytes = read_root (self, later, cancellable, NULL);
      g_autoptr(BirgeVerified) root = bytes != NULL ? verify_root (bytes, NULL) : NULL;

      if (root != NULL && birge_verified_get_version (root) == later)
        return TRUE;
    }
  return FALSE;
}

gboolean
birge_repository_refresh (BirgeRepository *self, gint64 now_s, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) trouble = NULL;

  g_clear_pointer (&self->updater, birge_updater_free);
  self->updater = birge_updater_new (self->store, BIRGE_FETCHER (self->fetcher), now_s, self->expiry, &trouble);
  if (self->updater != NULL && birge_updater_refresh (self->updater, cancellable, &trouble))
    return TRUE;
  if (self->updater != NULL && !birge_source_is_remote (self->source) &&
      g_error_matches (trouble, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_SIGNATURE) && lacks_a_root (self, cancellable))
    return refuse (BIRGE_TRUST_ERROR_NOT_FOUND, birge_source_get_name (self->source),
                   "it lacks a root between the publisher's keys that are known here and those that signed it",
                   "bring a stick that the publisher made", error);
  return fail_as_the_source (self, trouble, error);
}

gint64
birge_repository_get_expires_s (BirgeRepository *self)
{
  BirgeVerified *timestamp =
    self->updater != NULL ? birge_trusted_set_get_timestamp (birge_updater_get_set (self->updater)) : NULL;

  return timestamp != NULL ? birge_verified_get_expires_s (timestamp) : 0;
}

gint64
birge_repository_get_expired_s (BirgeRepository *self)
{
  return self->updater != NULL ? birge_trusted_set_get_expired_s (birge_updater_get_set (self->updater)) : 0;
}

/* Catalogues */

/* The same for this kiosk for ever, and not to be guessed from outside. */
static char *
dup_kiosk_id (const char *state_dir)
{
  g_autofree char *path = g_build_filename (state_dir, KIOSK_ID, NULL);
  g_autofree char *id = NULL;

  if (!g_file_get_contents (path, &id, NULL, NULL) || strlen (id) != KIOSK_ID_LENGTH)
    {
      g_free (id);
      id = g_strdup_printf ("%08x%08x%08x%08x", g_random_int (), g_random_int (), g_random_int (), g_random_int ());
      g_file_set_contents_full (path, id, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
    }
  return g_steal_pointer (&id);
}

/* Whether a rollout that has begun has come to this kiosk: SHA-256 of both ids, its first eight bytes modulo 1000. */
static gboolean
is_in_rollout (const char *state_dir, BirgeVerifiedTarget *next)
{
  const json_t *rollout = json_object_get (birge_verified_target_get_custom (next), "rollout");
  const char *id = json_string_value (json_object_get (rollout, "id"));
  json_int_t permille = json_integer_value (json_object_get (rollout, "permille"));
  g_autofree char *kiosk = dup_kiosk_id (state_dir);
  g_autofree char *both = g_strconcat (kiosk, id != NULL ? id : "", NULL);
  g_autoptr(GBytes) bytes = g_bytes_new (both, strlen (both));
  g_autofree char *digest = birge_digest_bytes (bytes);

  digest[16] = '\0';
  return id != NULL && (json_int_t) (g_ascii_strtoull (digest, NULL, 16) % 1000) < permille;
}

static BirgeVerifiedTarget *
find_target (BirgeRepository *self, const char *channel, const char *suffix, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_strconcat ("catalog/", channel, suffix, NULL);

  return birge_updater_find (self->updater, path, cancellable, error);
}

/* NULL without an error when the channel is empty. */
static BirgeVerifiedTarget *
choose_target (BirgeRepository *self, const char *channel, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) trouble = NULL;
  g_autoptr(BirgeVerifiedTarget) next = find_target (self, channel, ".next.cat.zst", cancellable, &trouble);
  g_autoptr(BirgeVerifiedTarget) target = NULL;

  if (next != NULL && is_in_rollout (self->state_dir, next))
    return g_steal_pointer (&next);
  if (trouble == NULL || g_error_matches (trouble, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NO_TARGET))
    {
      g_clear_error (&trouble);
      target = find_target (self, channel, ".cat.zst", cancellable, &trouble);
    }
  if (trouble != NULL && !g_error_matches (trouble, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NO_TARGET))
    fail_as_the_source (self, trouble, error);
  return g_steal_pointer (&target);
}

static char *
dup_catalogue_path (const char *state_dir, const BirgeExpected *expected)
{
  const char *name = expected->sha256 != NULL ? expected->sha256 : expected->sha512;

  return g_build_filename (state_dir, CATALOGUES, name, NULL);
}

static GBytes *
find_in_release (const BirgeRelease *current, const char *channel, const BirgeExpected *expected)
{
  g_autofree char *name = g_strconcat (channel, ".cat.zst", NULL);

  for (guint i = 0; current != NULL && i < current->names->len; i++)
    if (g_str_equal (g_ptr_array_index (current->names, i), name) &&
        birge_expected_check (expected, name, g_ptr_array_index (current->bytes, i), NULL))
      return g_bytes_ref (g_ptr_array_index (current->bytes, i));
  return NULL;
}

/* One that came in a run that was interrupted. */
static GBytes *
find_on_disk (const char *path, const BirgeExpected *expected)
{
  g_autoptr(GBytes) bytes = NULL;
  char *data = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &data, &size, NULL))
    return NULL;
  bytes = g_bytes_new_take (data, size);
  return birge_expected_check (expected, path, bytes, NULL) ? g_steal_pointer (&bytes) : NULL;
}

static GBytes *
fetch_catalogue (BirgeRepository *self, BirgeVerifiedTarget *target, const char *file, GCancellable *cancellable,
                 GError **error)
{
  const BirgeExpected *expected = birge_verified_target_get_expected (target);
  BirgeVerified *root = birge_trusted_set_get_root (birge_updater_get_set (self->updater));
  g_autofree char *below = birge_verified_target_dup_url_path (target, birge_verified_is_consistent (root));
  g_autofree char *path = g_strconcat ("targets/", below, NULL);
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr(GBytes) bytes = NULL;
  gsize size = 0;
  const char *data;

  if (expected->length > BIRGE_CATALOGUE_MAX_BYTES)
    {
      refuse (BIRGE_TRUST_ERROR_TOO_LARGE, birge_verified_target_get_path (target), "a catalogue of this size cannot be right",
              "tell the publisher", error);
      return NULL;
    }
  bytes = birge_source_read (self->source, path, (gsize) expected->length, NULL, cancellable, error);
  if (bytes == NULL || !birge_expected_check (expected, path, bytes, error))
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  g_mkdir_with_parents (folder, 0755);
  g_file_set_contents_full (file, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT, 0644, NULL); /* only saves time */
  return g_steal_pointer (&bytes);
}

static gboolean
bring_channel (BirgeRepository *self, BirgeRelease *release, const char *channel, const BirgeRelease *current,
               GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) trouble = NULL;
  g_autoptr(BirgeVerifiedTarget) target = choose_target (self, channel, cancellable, &trouble);
  g_autofree char *file = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (target == NULL)
    return TRUE;
  file = dup_catalogue_path (self->state_dir, birge_verified_target_get_expected (target));
  bytes = find_in_release (current, channel, birge_verified_target_get_expected (target));
  if (bytes == NULL)
    bytes = find_on_disk (file, birge_verified_target_get_expected (target));
  if (bytes == NULL)
    bytes = fetch_catalogue (self, target, file, cancellable, error);
  return bytes != NULL && birge_release_add (release, target, bytes, error);
}

/* What a kiosk exports holds the channels that the kiosk has, and of a rollout one side; a server lacks nothing. */
static gboolean
is_not_carried (BirgeRepository *self, const GError *error)
{
  return !birge_source_is_remote (self->source) &&
         (g_error_matches (error, BIRGE_TRUST_ERROR, BIRGE_TRUST_ERROR_NOT_FOUND) ||
          g_error_matches (error, BIRGE_SOURCE_ERROR, BIRGE_SOURCE_ERROR_NOT_FOUND));
}

static gboolean
add_channel (BirgeRepository *self, BirgeRelease *release, const char *channel, const BirgeRelease *current,
             GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) trouble = NULL;

  if (bring_channel (self, release, channel, current, cancellable, &trouble))
    return TRUE;
  if (!is_not_carried (self, trouble))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  birge_release_add_shown (release, channel, current);
  return TRUE;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* All roles that the top one hands trust to. */
static GPtrArray *
list_channels (BirgeRepository *self)
{
  GPtrArray *channels = g_ptr_array_new_with_free_func (g_free);
  BirgeVerified *targets = birge_trusted_set_get_targets (birge_updater_get_set (self->updater));
  const json_t *roles =
    json_object_get (json_object_get (birge_verified_get_content (targets), "delegations"), "roles");

  for (size_t i = 0; i < json_array_size (roles); i++)
    {
      const char *name = json_string_value (json_object_get (json_array_get (roles, i), "name"));

      if (name != NULL && birge_name_is_name (name) &&
          (self->channels[0] == NULL || g_strv_contains ((const char *const *) self->channels, name)))
        g_ptr_array_add (channels, g_strdup (name));
    }
  g_ptr_array_sort (channels, compare_names);
  return channels;
}

BirgeRelease *
birge_repository_load_release (BirgeRepository *self, const BirgeRelease *current, GCancellable *cancellable, GError **error)
{
  g_autoptr(BirgeRelease) release = birge_release_new ();
  g_autoptr(GPtrArray) channels = NULL;

  g_return_val_if_fail (self->updater != NULL, NULL);

  channels = list_channels (self);
  for (guint i = 0; i < channels->len; i++)
    if (!add_channel (self, release, g_ptr_array_index (channels, i), current, cancellable, error))
      return NULL;
  if (release->names->len == 0)
    {
      refuse (BIRGE_TRUST_ERROR_NO_TARGET, birge_source_get_name (self->source), "it holds none of the channels that are wanted",
              "look at Channels in the settings", error);
      return NULL;
    }
  return g_steal_pointer (&release);
}

void
birge_repository_forget_catalogues (const char *state_dir)
{
  g_autofree char *folder = g_build_filename (state_dir, CATALOGUES, NULL);

  _birge_store_remove (folder);
}
