/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/faults/update.h"

/* A fault, or a kill, at the k-th call by which `birge sync` touches the state folder: every twentieth, or all of them. strace
 * counts the calls of each thread by itself; which of them are about the state folder an undisturbed run says first. */

#define EVERY       (20 * UPDATE_FEWER)
#define NOT_STARTED 127 /* exit code when a library could not be loaded: threads have calls with the same number */

static Update update;
static char *calls_log; /* of an undisturbed update */

typedef enum {
  FAULT_WRITE, /* what was to be kept is not */
  FAULT_READ,  /* what lies there cannot be read: it may be taken for damaged, and be brought again */
} FaultKind;

static const struct {
  const char *call;
  FaultKind   kind;
  const char *faults; /* separated by spaces */
} calls[] = {
  { "write", FAULT_WRITE, "error=EIO error=ENOSPC error=EINTR signal=KILL" },
  { "pwrite64", FAULT_WRITE, "error=EIO error=ENOSPC error=EINTR signal=KILL" },
  { "fsync", FAULT_WRITE, "error=EIO error=ENOSPC error=EINTR signal=KILL" },
  { "fdatasync", FAULT_WRITE, "error=EIO error=ENOSPC error=EINTR signal=KILL" },
  { "syncfs", FAULT_WRITE, "error=EIO error=ENOSPC signal=KILL" },
  { "rename", FAULT_WRITE, "error=EIO error=ENOSPC signal=KILL" },
  { "ftruncate", FAULT_WRITE, "error=EIO error=EINTR signal=KILL" },
  { "fallocate", FAULT_WRITE, "error=EIO error=ENOSPC error=EINTR signal=KILL" },
  { "mkdir", FAULT_WRITE, "error=EIO error=ENOSPC signal=KILL" },
  { "symlink", FAULT_WRITE, "error=EIO error=ENOSPC signal=KILL" },
  { "unlink", FAULT_WRITE, "error=EIO signal=KILL" },
  { "rmdir", FAULT_WRITE, "error=EIO signal=KILL" },
  { "openat", FAULT_READ, "error=EMFILE error=EIO error=ENOSPC error=EINTR signal=KILL" },
  { "read", FAULT_READ, "error=EIO error=EINTR" },
  { "pread64", FAULT_READ, "error=EIO error=EINTR" },
  { "readlink", FAULT_READ, "error=EIO signal=KILL" },
};

/* What became of the runs with one kind of call. */
typedef struct {
  guint n, done, refused, killed, unstarted, old;
} Tally;

/* Where in the calls of a thread those are that name the state folder, as numbers that strace counts; sorted, each once. */
static GArray *
list_places (const char *log, const char *call)
{
  g_autofree char *mark = g_strconcat (" ", call, "(", NULL);
  g_autoptr(GHashTable) counts = g_hash_table_new (NULL, NULL); /* thread → calls so far */
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_auto(GStrv) lines = g_strsplit (log, "\n", -1);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gpointer thread = GINT_TO_POINTER (atoi (lines[i]));
      const char *at = strstr (lines[i], mark);
      guint n;

      if (at == NULL || strspn (lines[i], "0123456789 ") < (gsize) (at - lines[i]))
        continue;
      n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, thread)) + 1;
      g_hash_table_insert (counts, thread, GUINT_TO_POINTER (n));
      if (strstr (lines[i], update.state) != NULL && g_hash_table_add (seen, GUINT_TO_POINTER (n)))
        g_array_append_val (places, n);
    }
  return places;
}

/* All calls of an undisturbed update. NULL: nothing may be traced here. */
static char *
watch (void)
{
  g_autofree char *file = g_build_filename (update.root, "calls", NULL);
  g_autofree char *program = g_find_program_in_path ("strace");
  g_autoptr(GString) set = g_string_new ("trace=");
  const char *wrap[] = { "strace", "-f", "-y", "-qq", "-s", "0", "-e", "signal=none", "-e", NULL, "-o", file, NULL };
  g_auto(UpdateRun) run = { .status = -1 };
  char *log = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    g_string_append_printf (set, "%s%s", i > 0 ? "," : "", calls[i].call);
  wrap[9] = set->str;
  update_reset (&update);
  if (program != NULL)
    run = update_run (&update, wrap, update.v1);
  if (run.status != 0)
    return NULL;
  g_assert_true (g_file_get_contents (file, &log, NULL, NULL));
  return log;
}

static void
try_fault (guint call, guint place, const char *fault, Tally *tally)
{
  g_autofree char *trace = g_strconcat ("trace=", calls[call].call, NULL);
  g_autofree char *inject = g_strdup_printf ("inject=%s:%s:when=%u", calls[call].call, fault, place);
  const gboolean kills = g_str_equal (fault, "signal=KILL");
  const char *fast = kills ? "-qq" : "--seccomp-bpf"; /* with which strace 6.1 delivers no signals */
  const char *wrap[] = { "strace", "-f", fast, "-qq", "-e", "signal=none", "-e", trace, "-e", inject, "-o", "/dev/null",
                         NULL };
  UpdateDemand demand = calls[call].kind == FAULT_READ && g_str_equal (fault, "error=EIO") ? UPDATE_MAY_LACK : UPDATE_EXACT;
  g_auto(UpdateRun) run = { 0 };

  update_reset (&update);
  run = update_run (&update, wrap, update.v1);
  if (g_test_verbose ())
    g_test_message ("%s: %d %s %s", inject, run.status, run.outcome, run.status != 0 ? update_run_get_end (&run) : "");
  if (WIFEXITED (run.status) && WEXITSTATUS (run.status) == NOT_STARTED)
    {
      tally->unstarted++;
      return;
    }
  if (kills && WIFSIGNALED (run.status))
    tally->killed++;
  else
    update_assert_orderly (&run);
  g_assert_false (g_strcmp0 (run.outcome, "alarm") == 0 || g_strcmp0 (run.outcome, "portal") == 0);
  g_assert_true (!kills || WIFSIGNALED (run.status));
  tally->n++;
  tally->done += run.status == 0;
  tally->refused += WIFEXITED (run.status) && WEXITSTATUS (run.status) == 1;
  tally->old += update_assert_sound (&update, demand) == UPDATE_FIRST;
  update_assert_finishes (&update, update.v1, demand);
}

/* Of few places one is always tried, of many each twentieth, every time with the next fault; or all with all. */
static void
test_fault_leaves_old_or_new (gconstpointer data)
{
  const guint call = GPOINTER_TO_UINT (data);
  g_autoptr(GArray) places = calls_log != NULL ? list_places (calls_log, calls[call].call) : NULL;
  g_auto(GStrv) faults = g_strsplit (calls[call].faults, " ", -1);
  const guint n_faults = g_strv_length (faults);
  guint first;
  Tally tally = { 0 };

  if (places == NULL)
    {
      g_test_skip ("strace is not installed, or may not trace");
      return;
    }
  first = call % MAX (MIN (places->len, EVERY), 1);
  for (guint k = 0; k < places->len; k++)
    for (guint f = 0; f < n_faults; f++)
      if (update_is_long () || (k % EVERY == first && (k / EVERY + call) % n_faults == f))
        try_fault (call, g_array_index (places, guint, k), faults[f], &tally);
  g_test_message ("%u places; %u tried: %u done, %u refused, %u killed; %u showed the old list of items; %u did not start",
                  places->len, tally.n, tally.done, tally.refused, tally.killed, tally.old, tally.unstarted);
}

int
main (int argc, char **argv)
{
  int result;

  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE); /* a busy disk takes seconds for each syncfs() */
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2); /* `birge` */
  update_set_up (&update, argv[1]);
  calls_log = watch ();
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *path = g_strconcat ("/update-faults/leaves-old-or-new/", calls[i].call, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_fault_leaves_old_or_new);
    }
  result = g_test_run ();
  update_tear_down (&update);
  g_free (calls_log);
  return result;
}
