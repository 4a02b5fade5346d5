/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/web.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* A fetch that is killed again and again: what came stays, and what is there is right. The fetch runs in a child, which is
 * this program with other arguments: it makes the same content from the same seed and says on its output how far it is. */

#define KIB       1024
#define MIB       (1024 * 1024)
#define CAP       (1000 * 1000)
#define KILLS     6
#define KILLS_LONG 100
#define MOST_LOST (200 * KIB) /* by one kill, on four connections */

static void
add_content (Web *web)
{
  web_add_pack (web, 60, 5 * KIB);
  web_add_pack (web, 40, 50 * KIB);
  g_ptr_array_remove_range (web->wants, 70, 2); /* one pack whole, one in parts */
  web_add_file (web, 900 * KIB);
  web_add_file (web, 9 * MIB);
}

static void
say_progress (const BirgeFetchStatus *status, gpointer unused)
{
  printf ("%" G_GINT64_FORMAT "\n", status->done_bytes);
  fflush (stdout);
}

static int
run_child (const char *folder, const char *address)
{
  const char *const mirrors[] = { address, NULL };
  BirgeHttpOptions options = { .mirrors = mirrors, .cap_bytes_per_second = CAP };
  g_autoptr(GError) error = NULL;
  Web web = { 0 };

  web.folder = g_strdup (folder);
  web_set_up_in_folder (&web);
  add_content (&web);
  web.source = birge_http_source_open (&options, web.db, &error);
  g_assert_no_error (error);
  g_assert_true (birge_source_fetch (BIRGE_SOURCE (web.source), web.wants, web.incoming, say_progress, NULL, NULL, &error));
  return 0;
}

/* How far the child said it was when it began and when it ended. */
static void
read_progress (GSubprocess *child, gint64 *first, gint64 *last)
{
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  char *line;

  *first = *last = -1;
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      *last = g_ascii_strtoll (line, NULL, 10);
      *first = *first < 0 ? *last : *first;
      g_free (line);
    }
}

static GSubprocess *
start_child (Web *web)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *address = g_strdup_printf ("http://localhost:%d/good", web->port);
  g_autoptr(GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--child", web->folder, address,
                                         NULL);

  g_assert_no_error (error);
  return child;
}

static void
test_kills_cost_little (Web *web, gconstpointer unused)
{
  const guint kills = g_getenv ("BIRGE_TEST_LONG") != NULL ? KILLS_LONG : KILLS;
  g_autoptr(GError) error = NULL;
  gint64 first, last, before = 0;

  add_content (web);
  for (guint i = 0; i < kills; i++)
    {
      g_autoptr(GSubprocess) child = start_child (web);

      g_usleep ((gulong) g_rand_int_range (web->rand, 300, 1100) * 1000);
      g_subprocess_send_signal (child, SIGKILL);
      read_progress (child, &first, &last);
      g_subprocess_wait (child, NULL, NULL);
      if (first < 0)
        continue; /* too early */
      g_test_message ("from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " were lost before", first, last,
                      MAX (before - first, 0));
      g_assert_cmpint (first, >=, before - MOST_LOST);
      before = last;
    }
  g_clear_object (&web->incoming); /* looks at the store as it is now */
  g_clear_object (&web->db);
  web_open_store (web);
  web_open (web, "good");
  g_assert_true (web_fetch (web, &error));
  g_assert_no_error (error);
  web_assert_all_here (web);
}

int
main (int argc, char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], argv[3]);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/http-kill/kills-cost-little", Web, NULL, web_set_up, test_kills_cost_little, web_tear_down);
  return g_test_run ();
}
