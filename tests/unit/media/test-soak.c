/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-media.h"
#include "media/birge-player-private.h"
#include "media/birge-player.h"

#include "tests/unit/media/media-fixture.h"

#include <malloc.h>
#include <string.h>

/* Films opened, played and closed, one behind the other, as on a kiosk that runs for weeks: 20 of them, or 200 with
 * BIRGE_TEST_LONG. Nothing may stay: no memory, no thread, no pipeline. */

#define WARM_UP 5 /* rounds in which libraries fill what they keep for ever */
#define MAX_GROWTH_KIB (5 * 1024)
#define PATIENCE_MS 30000

static char *film;
static guint n_alive; /* pipelines */

static void
on_pipeline_gone (gpointer unused,
                  GObject *where_it_was)
{
  n_alive--;
}

static gboolean
has_frame_and_plays (gpointer player)
{
  BirgePlayerStats stats;

  birge_player_get_stats (player, &stats);
  return stats.shown > 1 && birge_player_get_state (player) == BIRGE_PLAYER_PLAYING;
}

static gboolean
no_pipeline_is_left (gpointer unused)
{
  return n_alive == 0;
}

/* What a visitor and a trainer do with a film, in another order each time. */
static void
watch (BirgePlayer *player,
       guint        round)
{
  birge_player_set_path (player, film);
  birge_player_play (player);
  if (!wait_until (has_frame_and_plays, player, PATIENCE_MS))
    g_error ("round %u: the film does not play", round);

  n_alive++;
  g_object_weak_ref (G_OBJECT (_birge_film_graph_get_pipeline (player->graph)), on_pipeline_gone, NULL);
  if (round % 2 == 0)
    birge_player_seek (player, 1500000);
  if (round % 3 == 0)
    birge_player_set_loop (player, 400000, 1200000);
  if (round % 5 == 0)
    birge_player_set_rate (player, round % 10 == 0 ? 1.5 : 1.0);
  wait_ms ((int) (round % 7) * 10);
}

static guint
count_threads (void)
{
  g_autoptr(GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (tasks) != NULL)
    n++;
  return n;
}

static guint most_threads;

static gboolean
has_few_threads (gpointer unused)
{
  return count_threads () <= most_threads;
}

/* Memory of this process alone. */
static guint64
measure_kib (void)
{
  g_autofree char *text = NULL;
  const char *line;

  malloc_trim (0);
  g_assert_true (g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL));
  line = strstr (text, "\nPrivate_Dirty:");
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen ("\nPrivate_Dirty:"), NULL, 10);
}

static void
test_nothing_stays (void)
{
  guint n_rounds = g_getenv ("BIRGE_TEST_LONG") != NULL ? 200 : 20;
  guint64 before_kib = 0, after_kib;

  for (guint round = 0; round < WARM_UP + n_rounds; round++)
    {
      BirgePlayer *player = birge_player_new ();
      Ear ear = { 0 };

      if (round == WARM_UP)
        {
          before_kib = measure_kib ();
          most_threads = count_threads ();
        }
      _birge_player_set_sinks (player, NULL, ear_new_sink (&ear));
      watch (player, round);
      birge_player_close (player);
      g_assert_finalize_object (player);
      g_assert_true (wait_until (no_pipeline_is_left, NULL, PATIENCE_MS));
    }

  g_assert_true (wait_until (has_few_threads, NULL, PATIENCE_MS));
  after_kib = measure_kib ();
  g_test_message ("%u rounds: %" G_GUINT64_FORMAT " KiB before, %" G_GUINT64_FORMAT " KiB after", n_rounds, before_kib, after_kib);
#ifndef __SANITIZE_ADDRESS__ /* which keeps what was freed */
  g_assert_cmpuint (after_kib, <=, before_kib + MAX_GROWTH_KIB);
#endif
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (birge_media_init (NULL));
  film = fixture_make_film ("film.webm");
  g_test_add_func ("/soak/nothing-stays", test_nothing_stays);
  result = g_test_run ();
  fixture_remove_folder ();
  g_free (film);
  return result;
}
