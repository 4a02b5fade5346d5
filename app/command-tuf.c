/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-app"

#include "app/birge-command.h"

#include <time.h>

#include "data/sync/birge-http.h"
#include "data/trust/birge-updater.h"

/* The client of signed metadata alone, with a command line that other tools for TUF know. Unlike all other commands it
 * ends with 0 or 1 only, also when it is used wrongly. */

static const BirgeCommand command = { "tuf", "init ROOT.json | refresh | download",
                                      "get and check signed metadata and what it vouches for" };

#define DESCRIPTION                                                                                                    \
  "  init ROOT.json  begin to trust a repository\n"                                                                    \
  "  refresh         bring the metadata up to date; needs --metadata-url\n"                                            \
  "  download        refresh and get targets; needs --metadata-url, --target-name,\n"                                  \
  "                  --target-base-url and --target-dir\n\n"                                                           \
  "It ends with 0 when all went well and with 1 otherwise. Addresses begin with https://, or with http:// on this\n"    \
  "computer."

typedef struct {
  char *metadata_dir; /* all owned */
  char *metadata_url;
  char **target_names;
  char *target_base_url;
  char *target_dir;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->metadata_dir);
  g_free (self->metadata_url);
  g_strfreev (self->target_names);
  g_free (self->target_base_url);
  g_free (self->target_dir);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static int
misuse (const char *what, const char *todo)
{
  birge_command_misuse ("tuf", what, todo);
  return BIRGE_EXIT_FAILED;
}

static int
fail (const GError *error)
{
  g_printerr ("birge: %s\n", error->message);
  return BIRGE_EXIT_FAILED;
}

static GBytes *
read_root (const char *path, GError **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) in = g_file_read (file, NULL, error);

  /* One byte more than allowed is enough to be refused later. */
  return in != NULL ? g_input_stream_read_bytes (G_INPUT_STREAM (in), BIRGE_TRUST_MAX_ROOT_BYTES + 1, NULL, error) : NULL;
}

static int
run_init (const Options *options, const char *root_path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeTrustStore) store = NULL;
  g_autoptr(GBytes) root = read_root (root_path, &error);

  if (root == NULL)
    return fail (error);
  store = birge_trust_store_open (options->metadata_dir, BIRGE_TRUST_STORE_NONE, &error);
  return store != NULL && birge_updater_init (store, root, &error) ? BIRGE_EXIT_DONE : fail (error);
}

static BirgeUpdater *
refresh (const Options *options, GError **error)
{
  g_autoptr(BirgeTrustStore) store = NULL;
  g_autoptr(BirgeHttp) http = birge_http_new (options->metadata_url, error);
  g_autoptr(BirgeUpdater) updater = NULL;

  store = http != NULL ? birge_trust_store_open (options->metadata_dir, BIRGE_TRUST_STORE_NONE, error) : NULL;
  if (store == NULL)
    return NULL;
  updater = birge_updater_new (store, BIRGE_FETCHER (http), time (NULL), BIRGE_TRUST_EXPIRY_STRICT, error);
  return updater != NULL && birge_updater_refresh (updater, NULL, error) ? g_steal_pointer (&updater) : NULL;
}

static int
run_refresh (const Options *options)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeUpdater) updater = NULL;

  if (options->metadata_url == NULL)
    return misuse ("--metadata-url is missing", "say where the metadata is");
  updater = refresh (options, &error);
  return updater != NULL ? BIRGE_EXIT_DONE : fail (error);
}

static gboolean
get_target (BirgeUpdater *updater, BirgeHttp *http, const char *name, const char *folder, GError **error)
{
  BirgeVerified *root = birge_trusted_set_get_root (birge_updater_get_set (updater));
  g_autoptr(BirgeVerifiedTarget) target = birge_updater_find (updater, name, NULL, error);

  return target != NULL && birge_http_save_target (http, target, birge_verified_is_consistent (root), folder, NULL, error);
}

/* One target that cannot be had does not stop the others. */
static int
run_download (const Options *options)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeUpdater) updater = NULL;
  g_autoptr(BirgeHttp) http = NULL;
  int result = BIRGE_EXIT_DONE;

  if (options->metadata_url == NULL || options->target_names == NULL || options->target_base_url == NULL || options->target_dir == NULL)
    return misuse ("--metadata-url, --target-name, --target-base-url or --target-dir is missing", "give all four");

  http = birge_http_new (options->target_base_url, &error);
  updater = http != NULL ? refresh (options, &error) : NULL;
  if (updater == NULL)
    return fail (error);
  for (guint i = 0; options->target_names[i] != NULL; i++)
    if (!get_target (updater, http, options->target_names[i], options->target_dir, &error))
      {
        result = fail (error);
        g_clear_error (&error);
      }
  return result;
}

int
birge_command_tuf (int argc, char **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "metadata-dir", 0, 0, G_OPTION_ARG_FILENAME, &options.metadata_dir, "Folder of trusted metadata", "DIR" },
    { "metadata-url", 0, 0, G_OPTION_ARG_STRING, &options.metadata_url, "Where the repository's metadata is", "URL" },
    { "target-name", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.target_names, "A target to get; may be given again", "NAME" },
    { "target-base-url", 0, 0, G_OPTION_ARG_STRING, &options.target_base_url, "Where the repository's targets are", "URL" },
    { "target-dir", 0, 0, G_OPTION_ARG_FILENAME, &options.target_dir, "Folder for targets", "DIR" },
    { NULL },
  };

  if (!birge_command_parse (&command, "birge", entries, DESCRIPTION, &argc, &argv))
    return BIRGE_EXIT_FAILED;
  if (options.metadata_dir == NULL)
    return misuse ("--metadata-dir is missing", "say where trusted metadata is kept");
  if (argc == 3 && g_str_equal (argv[1], "init"))
    return run_init (&options, argv[2]);
  if (argc == 2 && g_str_equal (argv[1], "refresh"))
    return run_refresh (&options);
  if (argc == 2 && g_str_equal (argv[1], "download"))
    return run_download (&options);
  return misuse ("there is no such command, or it has too many or too few arguments", "run “birge tuf --help”");
}
