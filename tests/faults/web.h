/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "data/formats/birge-catalogue.h"
#include "data/formats/birge-digest.h"
#include "data/library/birge-object.h"
#include "data/sync/birge-http-source-private.h"
#include "data/sync/birge-incoming.h"

/* A folder on a web server that behaves as the test asks, and a state folder that is to be filled from it. */

typedef struct {
  char        *folder;   /* all of it */
  char        *served;
  char        *state;
  char        *log;
  GSubprocess *server;
  int          port;
  BirgeSyncDb *db;
  BirgeIncoming *incoming;
  BirgeHttpSource *source;
  GPtrArray   *parts;    /* of BirgeCataloguePart */
  GPtrArray   *wants;    /* of BirgeWant */
  GRand       *rand;
} Web;

static inline int
web_read_port (GSubprocess *server)
{
  char line[32] = "";

  g_input_stream_read (g_subprocess_get_stdout_pipe (server), line, sizeof line - 1, NULL, NULL);
  g_assert_cmpstr (line, !=, "");
  return atoi (line);
}

static inline void
web_start (Web *self, const char *certificate, const char *key)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "hostile-server.py", NULL);
  g_autoptr(GError) error = NULL;

  self->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, script, self->served, self->log, certificate,
                                   key, NULL);
  g_assert_no_error (error);
  self->port = web_read_port (self->server);
}

static inline void
web_open_store (Web *self)
{
  g_autoptr(GError) error = NULL;

  self->db = birge_sync_db_open (self->state, &error);
  g_assert_no_error (error);
  self->incoming = birge_incoming_open (self->state, self->db, &error);
  g_assert_no_error (error);
}

static inline void
web_set_up_in_folder (Web *self)
{
  self->served = g_build_filename (self->folder, "served", NULL);
  self->state = g_build_filename (self->folder, "state", NULL);
  self->log = g_build_filename (self->folder, "log", NULL);
  g_mkdir (self->served, 0755);
  g_mkdir (self->state, 0755);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_catalogue_part_free);
  self->wants = g_ptr_array_new_with_free_func ((GDestroyNotify) birge_want_free);
  self->rand = g_rand_new_with_seed (20261123);
  web_open_store (self);
}

static inline void
web_set_up_folders (Web *self)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("birge-web-XXXXXX", &error);
  g_assert_no_error (error);
  web_set_up_in_folder (self);
}

static inline void
web_set_up (Web *self, gconstpointer unused)
{
  web_set_up_folders (self);
  web_start (self, NULL, NULL);
}

static inline void
web_remove (const char *path)
{
  g_autoptr(GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      web_remove (child);
    }
  g_remove (path);
}

static inline void
web_tear_down (Web *self, gconstpointer unused)
{
  if (self->source != NULL)
    g_assert_finalize_object (self->source);
  g_assert_finalize_object (self->incoming);
  g_assert_finalize_object (self->db);
  if (self->server != NULL)
    {
      g_subprocess_force_exit (self->server);
      g_subprocess_wait (self->server, NULL, NULL);
      g_clear_object (&self->server);
    }
  web_remove (self->folder);
  g_ptr_array_unref (self->wants);
  g_ptr_array_unref (self->parts);
  g_rand_free (self->rand);
  g_free (self->folder);
  g_free (self->served);
  g_free (self->state);
  g_free (self->log);
}

static inline void
web_write (Web *self, const char *path, gconstpointer data, gsize size)
{
  g_autofree char *full = g_build_filename (self->served, path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0755);
  g_file_set_contents (full, data, (gssize) size, &error);
  g_assert_no_error (error);
}

/* Opens the source at addresses on the server: "good", "status=404,only=objects good". */
static inline void
web_open_options (Web *self, const char *modes, BirgeHttpOptions options)
{
  g_auto(GStrv) words = g_strsplit (modes, " ", 0);
  g_autoptr(GPtrArray) mirrors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  BirgeHttpLimits *limits;

  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (mirrors, strstr (words[i], "://") != NULL ? g_strdup (words[i]) :
                     g_strdup_printf ("%s://localhost:%d/%s", options.certificate_file != NULL ? "https" : "http",
                                      self->port, words[i]));
  g_ptr_array_add (mirrors, NULL);
  options.mirrors = (const char *const *) mirrors->pdata;
  g_clear_object (&self->source);
  self->source = birge_http_source_open (&options, self->db, &error);
  g_assert_no_error (error);

  limits = _birge_http_source_get_limits (self->source);
  limits->low_speed_s = strstr (modes, "drip") != NULL ? 1 : 20;
  limits->retry_ms = 10;
  limits->connect_ms = 2000;
  limits->metadata_ms = 4000;
}

static inline void
web_open (Web *self, const char *modes)
{
  web_open_options (self, modes, (BirgeHttpOptions) { 0 });
}

static inline guint8 *
web_random (Web *self, gsize size)
{
  guint8 *data = g_malloc (size + 4);

  for (gsize i = 0; i < size; i += 4)
    {
      guint32 word = g_rand_int (self->rand);

      memcpy (data + i, &word, 4);
    }
  return data;
}

static inline char *
web_digest (const guint8 *data, gsize size)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (data, size);

  return birge_digest_bytes (bytes);
}

static inline BirgeCataloguePart *
web_add_part (Web *self, const char *enc, const guint8 *data, gsize size)
{
  BirgeCataloguePart *part = g_new0 (BirgeCataloguePart, 1);

  part->id = g_strdup_printf ("guide/part-%u", self->parts->len);
  part->part = g_strdup ("text");
  part->type = g_strdup ("text/plain");
  part->group = g_strdup (part->id);
  part->min = 1;
  part->size = (gint64) size;
  part->stored = web_digest (data, size);
  part->sha256 = g_strdup (part->stored);
  part->obj = g_strdup (part->stored);
  part->len = (gint64) size;
  part->enc = g_strdup (enc);
  g_ptr_array_add (self->parts, part);
  g_ptr_array_add (self->wants, birge_want_new (part, self->wants->len));
  return part;
}

static inline void
web_write_object (Web *self, const char *name, const guint8 *data, gsize size)
{
  g_autofree char *path = g_strdup_printf ("objects/%.2s/%s", name, name);

  web_write (self, path, data, size);
}

/* A part with an object of its own, and a want for it. */
static inline BirgeCataloguePart *
web_add_file (Web *self, gsize size)
{
  g_autofree guint8 *data = web_random (self, size);
  BirgeCataloguePart *part = web_add_part (self, "none", data, size);

  if (size > BIRGE_HTTP_PIECE_MOST)
    {
      g_autoptr(GStrvBuilder) blocks = g_strv_builder_new ();

      for (gsize at = 0; at < size; at += BIRGE_HTTP_PIECE_MOST)
        {
          g_autofree char *digest = web_digest (data + at, MIN (size - at, BIRGE_HTTP_PIECE_MOST));

          g_strv_builder_add (blocks, digest);
        }
      part->blocks = g_strv_builder_end (blocks);
    }
  web_write_object (self, part->stored, data, size);
  return part;
}

/* A pack of @n parts of about @size bytes each, and a want for each. Returns how long it is. */
static inline gsize
web_add_pack (Web *self, guint n, gsize size)
{
  g_autoptr(GByteArray) pack = g_byte_array_new ();
  g_autofree char *name = NULL;
  const guint from = self->parts->len;

  for (guint i = 0; i < n; i++)
    {
      gsize length = size + i % 7;
      g_autofree guint8 *data = web_random (self, length);

      web_add_part (self, "zstd", data, length)->off = pack->len;
      g_byte_array_append (pack, data, (guint) length);
    }
  name = web_digest (pack->data, pack->len);
  for (guint i = from; i < self->parts->len; i++)
    {
      BirgeCataloguePart *part = g_ptr_array_index (self->parts, i);

      g_free (part->obj);
      part->obj = g_strdup (name);
    }
  web_write_object (self, name, pack->data, pack->len);
  return pack->len;
}

static inline BirgeWant *
web_get_want (Web *self, guint i)
{
  return g_ptr_array_index (self->wants, i);
}

/* Whether a part lies in the store with the bytes that its line says. */
static inline gboolean
web_has (Web *self, guint i)
{
  BirgeObject object = birge_object_of_part (web_get_want (self, i)->part);
  const char *name = object.pack != NULL && birge_object_verify (self->state, object.pack) ? object.pack : object.stored;

  return birge_incoming_has (self->incoming, web_get_want (self, i)->part) && birge_object_verify (self->state, name);
}

static inline void
web_assert_all_here (Web *self)
{
  for (guint i = 0; i < self->wants->len; i++)
    {
      g_assert_cmpint (web_get_want (self, i)->state, ==, BIRGE_WANT_HERE);
      g_assert_true (web_has (self, i));
    }
}

/* Exactly these are in the store, and not one byte more that counts. */
static inline void
web_assert_state (Web *self, guint i, BirgeWantState state)
{
  g_assert_cmpint (web_get_want (self, i)->state, ==, state);
  g_assert_cmpint (web_has (self, i), ==, state == BIRGE_WANT_HERE);
}

static inline gboolean
web_fetch (Web *self, GError **error)
{
  return birge_source_fetch (BIRGE_SOURCE (self->source), self->wants, self->incoming, NULL, NULL, NULL, error);
}

/* Requests that the server saw for paths with @text in them, and what bytes it sent for those. */
static inline guint
web_count (Web *self, const char *text, gint64 *bytes)
{
  g_autofree char *log = NULL;
  g_auto(GStrv) lines = NULL;
  guint n = 0;

  g_usleep (20000); /* it writes its log after the answer */
  if (bytes != NULL)
    *bytes = 0;
  if (!g_file_get_contents (self->log, &log, NULL, NULL))
    return 0;
  lines = g_strsplit (log, "\n", 0);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && strstr (lines[i], text) != NULL)
      {
        n++;
        if (bytes != NULL)
          *bytes += g_ascii_strtoll (lines[i], NULL, 10);
      }
  return n;
}

static inline void
web_forget_log (Web *self)
{
  g_usleep (20000);
  g_remove (self->log);
}
