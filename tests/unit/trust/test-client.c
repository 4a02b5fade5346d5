/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/trust/test-client.h"

#include <glib/gstdio.h>
#include <string.h>

#include "data/trust/birge-updater.h"
#include "tests/unit/other-clock.h"

#define DAY_S (24 * 60 * 60)

static const char *the_program; /* of all tests of this run */

static GBytes *
on_request (const char *path, gpointer user_data)
{
  TestClient *self = user_data;
  g_autoptr(GBytes) body = repository_maker_answer (self->repo, path);

  return test_server_respond (body != NULL ? 200 : 404, body);
}

TestClient *
test_client_new (const char *program)
{
  TestClient *self = g_new0 (TestClient, 1);

  self->repo = repository_maker_new ();
  self->program = program;
  self->folder = g_dir_make_tmp ("birge-trust-XXXXXX", NULL);
  self->metadata_dir = g_build_filename (self->folder, "metadata", NULL);
  self->target_dir = g_build_filename (self->folder, "targets", NULL);
  if (program != NULL)
    self->server = test_server_new (on_request, self);
  return self;
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR))
        remove_folder (inner);
      else
        g_assert_cmpint (g_remove (inner), ==, 0);
    }
  g_rmdir (path);
}

void
test_client_free (TestClient *self)
{
  g_clear_pointer (&self->server, test_server_free);
  repository_maker_free (self->repo);
  remove_folder (self->folder);
  g_assert_false (g_file_test (self->folder, G_FILE_TEST_EXISTS));
  g_free (self->folder);
  g_free (self->metadata_dir);
  g_free (self->target_dir);
  g_free (self);
}

/* As the program */

/* A sanitizer does not like that another library comes before it. */
static char **
make_environment (void)
{
  char **environment = g_get_environ ();
  const char *options = g_environ_getenv (environment, "ASAN_OPTIONS");
  g_autofree char *more = g_strconcat (options != NULL ? options : "", ":verify_asan_link_order=0", NULL);

  return g_environ_setenv (environment, "ASAN_OPTIONS", more, TRUE);
}

static int
run (GPtrArray *argv)
{
  g_auto(GStrv) environment = make_environment ();
  g_autoptr(GError) error = NULL;
  g_autofree char *said = NULL;
  int status = 0;

  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &said, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  if (*said != '\0')
    g_printerr ("%s", said); /* shown when the test fails */
  g_assert_cmpint (WEXITSTATUS (status) == 0, ==, *said == '\0'); /* it says why, and only then anything */
  return WEXITSTATUS (status);
}

static GPtrArray *
begin (TestClient *self)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

  if (self->days != 0)
    {
      g_autofree char *clock = g_strdup_printf ("%+dd", self->days);
      g_autofree GStrv words = other_clock_wrap (clock); /* each goes to @argv */

      for (guint i = 0; words[i] != NULL; i++)
        g_ptr_array_add (argv, words[i]);
    }
  g_ptr_array_add (argv, g_strdup (self->program));
  g_ptr_array_add (argv, g_strdup ("tuf"));
  g_ptr_array_add (argv, g_strdup ("--metadata-dir"));
  g_ptr_array_add (argv, g_strdup (self->metadata_dir));
  return argv;
}

static void
add (GPtrArray *argv, const char *option, const char *value)
{
  g_ptr_array_add (argv, g_strdup (option));
  if (value != NULL)
    g_ptr_array_add (argv, g_strdup (value));
}

static void
add_url (GPtrArray *argv, const char *option, TestClient *self, const char *folder)
{
  g_ptr_array_add (argv, g_strdup (option));
  g_ptr_array_add (argv, g_strconcat (test_server_get_url (self->server), folder, NULL));
}

/* In this process */

static BirgeUpdater *
refresh (TestClient *self)
{
  g_autoptr(BirgeTrustStore) store = birge_trust_store_open (self->metadata_dir, BIRGE_TRUST_STORE_NONE, NULL);
  g_autoptr(BirgeFetcher) fetcher = repository_fetcher_new (self->repo);
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC + (gint64) self->days * DAY_S;
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeUpdater) updater = birge_updater_new (store, fetcher, now_s, BIRGE_TRUST_EXPIRY_STRICT, &error);

  if (updater != NULL && birge_updater_refresh (updater, NULL, &error))
    return g_steal_pointer (&updater);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  return NULL;
}

static gboolean
get_target (TestClient *self, BirgeUpdater *updater, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeVerifiedTarget) target = birge_updater_find (updater, name, NULL, &error);
  gboolean consistent = birge_verified_is_consistent (birge_trusted_set_get_root (birge_updater_get_set (updater)));
  g_autofree char *file = birge_trust_file_name (name, "-");
  g_autofree char *path = g_build_filename (self->target_dir, file, NULL);
  g_autofree char *url_path = NULL;
  g_autofree char *request = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (target == NULL)
    {
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      return FALSE;
    }
  url_path = birge_verified_target_dup_url_path (target, consistent);
  request = g_strconcat ("targets/", url_path, NULL);
  bytes = repository_maker_answer (self->repo, request);
  if (bytes == NULL || !birge_expected_check (birge_verified_target_get_expected (target), name, bytes, NULL))
    return FALSE;
  g_mkdir_with_parents (self->target_dir, 0700);
  return g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
}

/* Both */

int
test_client_init (TestClient *self, GBytes *root)
{
  g_autofree char *path = g_build_filename (self->folder, "initial_root.json", NULL);
  g_autoptr(BirgeTrustStore) store = NULL;
  g_autoptr(GPtrArray) argv = NULL;

  if (root == NULL)
    root = g_ptr_array_index ((GPtrArray *) g_hash_table_lookup (self->repo->published, "root"), 0);
  if (self->program == NULL)
    {
      store = birge_trust_store_open (self->metadata_dir, BIRGE_TRUST_STORE_NONE, NULL);
      return birge_updater_init (store, root, NULL) ? 0 : 1;
    }
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (root, NULL), (gssize) g_bytes_get_size (root), NULL));
  argv = begin (self);
  add (argv, "init", path);
  return run (argv);
}

int
test_client_refresh (TestClient *self)
{
  g_autoptr(BirgeUpdater) updater = NULL;
  g_autoptr(GPtrArray) argv = NULL;

  if (self->program == NULL)
    {
      updater = refresh (self);
      return updater != NULL ? 0 : 1;
    }
  argv = begin (self);
  add_url (argv, "--metadata-url", self, "metadata");
  add (argv, "refresh", NULL);
  return run (argv);
}

int
test_client_download (TestClient *self, ...)
{
  g_autoptr(BirgeUpdater) updater = self->program == NULL ? refresh (self) : NULL;
  g_autoptr(GPtrArray) argv = self->program != NULL ? begin (self) : NULL;
  gboolean done = updater != NULL;
  const char *name;
  va_list names;

  va_start (names, self);
  while ((name = va_arg (names, const char *)) != NULL)
    if (argv != NULL)
      add (argv, "--target-name", name);
    else if (updater != NULL && !get_target (self, updater, name))
      done = FALSE;
  va_end (names);
  if (argv == NULL)
    return done ? 0 : 1;

  add_url (argv, "--metadata-url", self, "metadata/");
  add_url (argv, "--target-base-url", self, "targets/");
  add (argv, "--target-dir", self->target_dir);
  add (argv, "download", NULL);
  return run (argv);
}

gboolean
test_client_can_travel (TestClient *self)
{
  return self->program == NULL || other_clock_is_here ();
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* For each file of a folder what @describe makes of it. */
static char *
list_folder (const char *folder, const char *separator, char *(*describe) (const char *name, GBytes *bytes))
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr(GBytes) bytes = NULL;
      char *text = NULL;
      gsize size = 0;

      g_assert_true (g_file_get_contents (path, &text, &size, NULL));
      bytes = g_bytes_new_take (text, size);
      g_ptr_array_add (texts, describe (name, bytes));
    }
  g_ptr_array_sort (texts, compare_texts);
  g_ptr_array_add (texts, NULL);
  return g_strjoinv (separator, (char **) texts->pdata);
}

static char *
describe_metadata (const char *name, GBytes *bytes)
{
  g_autoptr(json_t) object = birge_json_read (bytes, BIRGE_TRUST_MAX_BYTES, NULL);
  g_autofree char *role = g_strndup (name, strlen (name) - strlen (".json"));
  json_int_t version = json_integer_value (json_object_get (json_object_get (object, "signed"), "version"));

  g_assert_true (g_str_has_suffix (name, ".json"));
  return g_strdup_printf ("%s:%" JSON_INTEGER_FORMAT, role, version);
}

static char *
describe_target (const char *name, GBytes *bytes)
{
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

char *
test_client_trusted (TestClient *self)
{
  return list_folder (self->metadata_dir, " ", describe_metadata);
}

char *
test_client_targets (TestClient *self)
{
  return list_folder (self->target_dir, "|", describe_target);
}

GBytes *
test_client_file (TestClient *self, const char *role)
{
  g_autofree char *name = g_strconcat (role, ".json", NULL);
  g_autofree char *path = g_build_filename (self->metadata_dir, name, NULL);
  char *text = NULL;
  gsize size = 0;

  return g_file_get_contents (path, &text, &size, NULL) ? g_bytes_new_take (text, size) : NULL;
}

/* Cases */

static void
run_case (const char *program, gconstpointer data)
{
  g_autoptr(TestClient) client = test_client_new (program);

  ((TestCase) data) (client);
}

static void
run_here (gconstpointer data)
{
  run_case (NULL, data);
}

static void
run_with_program (gconstpointer data)
{
  run_case (the_program, data);
}

void
test_client_add (const char *name, TestCase test)
{
  g_autofree char *here = g_strconcat ("/trust/here/", name, NULL);
  g_autofree char *there = g_strconcat ("/trust/program/", name, NULL);

  g_test_add_data_func (here, (gconstpointer) test, run_here);
  if (the_program != NULL)
    g_test_add_data_func (there, (gconstpointer) test, run_with_program);
}

void
test_client_setup (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  if (*argc > 1)
    the_program = (*argv)[1];
}
