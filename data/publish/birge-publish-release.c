/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-publish"

#include <string.h>

#include "data/formats/birge-clock.h"
#include "data/formats/birge-digest.h"
#include "data/publish/birge-publish-catalogue-private.h"

/* New releases of channels: of what was added, to all kiosks or some, and earlier ones again. */

/* One channel, while its next release is made. */
typedef struct {
  BirgePublisher *publisher;
  const char     *name;
  BirgeCatalogue *now;  /* what all kiosks have; NULL: nothing */
  GBytes         *now_bytes;
  BirgeCatalogue *next; /* what is rolled out; NULL: nothing */
  GBytes         *next_bytes;
  json_t         *content;
} Channel;

static void
channel_clear (Channel *self)
{
  g_clear_pointer (&self->now, birge_catalogue_free);
  g_clear_pointer (&self->now_bytes, g_bytes_unref);
  g_clear_pointer (&self->next, birge_catalogue_free);
  g_clear_pointer (&self->next_bytes, g_bytes_unref);
  g_clear_pointer (&self->content, json_decref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Channel, channel_clear)

static gboolean
channel_read (Channel *self, BirgePublisher *publisher, const char *name, GError **error)
{
  self->publisher = publisher;
  self->name = name;
  if (!g_hash_table_contains (publisher->channels, name))
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, name, "this publisher has no such channel",
                                  "name one that “birge publish verify” lists", error);
  self->content = _birge_publisher_dup_next (publisher, name);
  return _birge_publisher_read_target (publisher, name, BIRGE_PUBLISH_SUFFIX, &self->now_bytes, &self->now, error) &&
         _birge_publisher_read_target (publisher, name, BIRGE_PUBLISH_NEXT, &self->next_bytes, &self->next, error);
}

static char *
dup_issued (void)
{
  const char *epoch = g_getenv ("SOURCE_DATE_EPOCH");
  g_autoptr(GDateTime) time = NULL;
  gint64 seconds;

  if (epoch == NULL || !g_ascii_string_to_signed (epoch, 10, 0, G_GINT64_CONSTANT (253402300799), &seconds, NULL))
    return birge_clock_dup_today ();
  time = g_date_time_new_from_unix_utc (seconds);
  return g_date_time_format (time, "%Y-%m-%d");
}

/* Whether both hold the same, whatever their headers say. */
static gboolean
is_same (BirgeCatalogue *a, BirgeCatalogue *b)
{
  gint64 release = a->release;
  char *issued = a->issued;
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GBytes) second = birge_catalogue_to_bytes (b);

  a->release = b->release;
  a->issued = b->issued;
  first = birge_catalogue_to_bytes (a);
  a->release = release;
  a->issued = issued;
  return g_bytes_equal (first, second);
}

/* Gives a catalogue the next number and today's date. */
static GBytes *
number (const Channel *self, BirgeCatalogue *catalogue)
{
  gint64 last = self->now != NULL ? self->now->release : 0;

  if (self->next != NULL)
    last = MAX (last, self->next->release);
  catalogue->release = last + 1;
  g_free (catalogue->issued);
  catalogue->issued = dup_issued ();
  return birge_catalogue_to_bytes (catalogue);
}

static void
set_target (Channel *self, BirgeChange *change, const char *suffix, GBytes *bytes, json_t *custom)
{
  g_autofree char *target = g_strconcat ("catalog/", self->name, suffix, NULL);
  g_autofree char *digest = birge_digest_bytes (bytes);
  g_autoptr(json_t) owned = custom;

  birge_metadata_add_target (self->content, target, bytes, json_object_size (owned) > 0 ? owned : NULL);
  g_hash_table_insert (change->files, g_strconcat ("targets/catalog/", digest, ".", self->name, suffix, NULL), g_bytes_ref (bytes));
}

static void
end_rollout (Channel *self)
{
  g_autofree char *target = g_strconcat ("catalog/", self->name, BIRGE_PUBLISH_NEXT, NULL);

  json_object_del (json_object_get (self->content, "targets"), target);
}

static void
finish_channel (Channel *self, BirgeChange *change)
{
  g_hash_table_insert (change->roles, g_strdup (self->name), g_steal_pointer (&self->content));
}

/* What was added */

static GPtrArray *
list_added (BirgePublisher *self, GError **error)
{
  g_autofree char *folder = _birge_publisher_dup_path (self, BIRGE_PUBLISH_ADDED);
  g_autoptr(GPtrArray) files = _birge_publish_list (folder);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_catalogue_free);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, files->pdata[i], NULL);
      g_autoptr(GBytes) bytes = _birge_publish_read (path, BIRGE_CATALOGUE_MAX_BYTES, error);
      BirgeCatalogue *catalogue = bytes != NULL ? birge_catalogue_from_bytes (bytes, error) : NULL;

      if (catalogue == NULL)
        {
          g_prefix_error (error, "%s: add the content again: ", path);
          return NULL;
        }
      g_ptr_array_add (list, catalogue);
    }
  return g_steal_pointer (&list);
}

static void
forget_added (BirgePublisher *self)
{
  g_autofree char *folder = _birge_publisher_dup_path (self, BIRGE_PUBLISH_ADDED);

  _birge_publish_remove (folder);
}

/* @custom: what the target says besides; NULL: nothing. FALSE when it must not be. */
static gboolean
check_shrink (Channel *self, BirgeCatalogue *catalogue, BirgePublishFlags flags, json_t *custom, GError **error)
{
  g_autofree char *why = NULL;

  if (!_birge_publish_has_shrunk (self->now, catalogue) && !_birge_publish_has_shrunk (self->next, catalogue))
    return TRUE;
  if (flags & BIRGE_PUBLISH_SHRINK_OK)
    return json_object_set_new (custom, "shrink_ok", json_true ()) == 0;
  why = g_strdup_printf ("it has %u items where there were %u", _birge_publish_count_items (catalogue),
                         _birge_publish_count_items (_birge_publish_has_shrunk (self->now, catalogue) ? self->now : self->next));
  return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_REFUSED, self->name, why, "if that is meant, give --shrink-ok", error);
}

static gboolean
release_channel (BirgePublisher *self, BirgeChange *change, BirgeCatalogue *catalogue, BirgePublishFlags flags, json_t *rollout,
                 GError **error)
{
  g_auto(Channel) channel = { 0 };
  g_autoptr(json_t) custom = json_object ();
  g_autoptr(GBytes) bytes = NULL;

  if (!channel_read (&channel, self, catalogue->channel, error))
    return FALSE;
  if (channel.now != NULL && is_same (catalogue, channel.now) && (rollout != NULL || channel.next == NULL))
    return TRUE;
  if (!check_shrink (&channel, catalogue, flags, custom, error))
    return FALSE;
  bytes = number (&channel, catalogue);
  if (rollout != NULL)
    json_object_set (custom, "rollout", rollout);
  else
    end_rollout (&channel);
  set_target (&channel, change, rollout != NULL ? BIRGE_PUBLISH_NEXT : BIRGE_PUBLISH_SUFFIX, bytes, g_steal_pointer (&custom));
  finish_channel (&channel, change);
  return TRUE;
}

static gboolean
finish (BirgePublisher *self, BirgeChange *change, BirgePublishResult *result, GError **error)
{
  if (!_birge_publisher_begin (self, change, result, error))
    return FALSE;
  forget_added (self);
  if (result->published)
    _birge_publisher_tidy (self);
  return TRUE;
}

gboolean
birge_publisher_release (BirgePublisher *self, BirgePublishFlags flags, BirgePublishResult *result, GError **error)
{
  g_autoptr(BirgeChange) change = _birge_change_new ();
  g_autoptr(GPtrArray) added = list_added (self, error);

  memset (result, 0, sizeof *result);
  if (added == NULL)
    return FALSE;
  for (guint i = 0; i < added->len; i++)
    if (!release_channel (self, change, added->pdata[i], flags, NULL, error))
      return FALSE;
  if (g_hash_table_size (change->roles) == 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, self->dir,
                                  added->len == 0 ? "nothing was added" : "what was added is published already",
                                  "run “birge publish add OUT” with what “birge content build” wrote", error);
  return finish (self, change, result, error);
}

/* Rollouts */

static json_t *
new_rollout (const char *id, guint permille)
{
  return json_pack ("{s:s,s:i}", "id", id, "permille", (int) permille);
}

/* The rollout of this name goes further; 1000: it becomes the release of all. */
static gboolean
move_rollout (BirgePublisher *self, BirgeChange *change, const char *name, const char *id, guint permille, GError **error)
{
  g_auto(Channel) channel = { 0 };
  g_autofree char *target = g_strconcat ("catalog/", name, BIRGE_PUBLISH_NEXT, NULL);
  g_autoptr(json_t) custom = NULL;

  if (!channel_read (&channel, self, name, error))
    return FALSE;
  custom = json_deep_copy (json_object_get (json_object_get (json_object_get (channel.content, "targets"), target), "custom"));
  if (channel.next == NULL ||
      g_strcmp0 (json_string_value (json_object_get (json_object_get (custom, "rollout"), "id")), id) != 0)
    return TRUE;
  if (permille < 1000)
    json_object_set_new (custom, "rollout", new_rollout (id, permille));
  else
    {
      json_object_del (custom, "rollout");
      end_rollout (&channel);
    }
  set_target (&channel, change, permille < 1000 ? BIRGE_PUBLISH_NEXT : BIRGE_PUBLISH_SUFFIX, channel.next_bytes,
              g_steal_pointer (&custom));
  finish_channel (&channel, change);
  return TRUE;
}

gboolean
birge_publisher_rollout (BirgePublisher *self, const char *id, guint permille, BirgePublishFlags flags,
                         BirgePublishResult *result, GError **error)
{
  g_autoptr(BirgeChange) change = _birge_change_new ();
  g_autoptr(GPtrArray) added = list_added (self, error);
  g_autoptr(json_t) rollout = new_rollout (id, permille);
  g_auto(GStrv) channels = birge_publisher_list_channels (self);

  memset (result, 0, sizeof *result);
  g_return_val_if_fail (permille <= 1000, FALSE);
  if (added == NULL)
    return FALSE;
  for (guint i = 0; i < added->len; i++)
    if (!release_channel (self, change, added->pdata[i], flags, permille < 1000 ? rollout : NULL, error))
      return FALSE;
  for (guint i = 0; channels[i] != NULL && added->len == 0; i++)
    if (!move_rollout (self, change, channels[i], id, permille, error))
      return FALSE;
  if (g_hash_table_size (change->roles) == 0)
    return _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, id, "nothing was added, and no rollout of this name is under way",
                                  "run “birge publish add OUT” first, or give the name of the rollout", error);
  return finish (self, change, result, error);
}

/* Earlier releases */

/* The number of the release whose content @content shows, though it may be out again under a newer one. */
static gint64
get_shown (const json_t *content, const char *target, gint64 release)
{
  const json_t *again = json_object_get (json_object_get (json_object_get (json_object_get (content, "targets"), target), "custom"),
                                         "again");

  return json_is_integer (again) ? json_integer_value (again) : release;
}

/* @release 0: the latest one before what is shown now. NULL with an error when there is none. */
static BirgeCatalogue *
find_earlier (Channel *self, gint64 release, GError **error)
{
  g_autofree char *target = g_strconcat ("catalog/", self->name, BIRGE_PUBLISH_SUFFIX, NULL);
  g_autoptr(GPtrArray) history = _birge_publisher_list_history (self->publisher, self->name);
  gint64 shown = self->now != NULL ? get_shown (self->content, target, self->now->release) : 0;

  for (guint i = 0; i < history->len; i++)
    {
      g_autoptr(GBytes) bytes =
        _birge_publisher_read_file (self->publisher, history->pdata[i], self->name, BIRGE_PUBLISH_SUFFIX, NULL);
      g_autoptr(BirgeCatalogue) catalogue = bytes != NULL ? birge_catalogue_from_bytes (bytes, NULL) : NULL;

      if (catalogue != NULL && (release > 0 ? catalogue->release == release
                                            : catalogue->release < shown && !is_same (catalogue, self->now)))
        return g_steal_pointer (&catalogue);
    }
  _birge_publish_refuse (BIRGE_PUBLISH_ERROR_CONTENT, self->name, "there is no such earlier release any more",
                         "add and release the right content", error);
  return NULL;
}

gboolean
birge_publisher_withdraw (BirgePublisher *self, const char *channel_name, gint64 release, BirgePublishResult *result, GError **error)
{
  g_auto(Channel) channel = { 0 };
  g_autoptr(BirgeChange) change = _birge_change_new ();
  g_autoptr(BirgeCatalogue) earlier = NULL;
  g_autoptr(GBytes) bytes = NULL;
  json_t *custom = json_object ();

  memset (result, 0, sizeof *result);
  if (channel_read (&channel, self, channel_name, error))
    earlier = release == 0 && channel.next != NULL && channel.now != NULL ? birge_catalogue_from_bytes (channel.now_bytes, error)
                                                                          : find_earlier (&channel, release, error);
  if (earlier == NULL)
    {
      json_decref (custom);
      return FALSE;
    }
  json_object_set_new (custom, "again", json_integer (earlier->release));
  if (_birge_publish_has_shrunk (channel.now, earlier) || _birge_publish_has_shrunk (channel.next, earlier))
    json_object_set_new (custom, "shrink_ok", json_true ());
  bytes = number (&channel, earlier);
  end_rollout (&channel);
  set_target (&channel, change, BIRGE_PUBLISH_SUFFIX, bytes, custom);
  finish_channel (&channel, change);
  return finish (self, change, result, error);
}
