/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/birge-media.h"
#include "media/birge-player-private.h"
#include "media/birge-player.h"
#include "media/film/birge-film-private.h"
#include "media/film/birge-film-renderer.h"
#include "media/film/birge-film-scene-private.h"

#include "tests/unit/media/media-fixture.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>

#define PATIENCE_MS 30000
#define PICTURE \
  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1280 720\"><rect id=\"box\" x=\"540\" y=\"260\" width=\"200\" " \
  "height=\"200\" fill=\"#14703F\"/></svg>"
#define STORYBOARD \
  "[Film]\nNarration=uz en zh-Hans tg\nSize=160x90\n" \
  "[Scene1]\nPicture=a.svg\nSeconds=1\nMove1=box shift -300,0 300,0\nSound1=click beat 120\nCounter1=1..3 at 200,200 size 200\n" \
  "Caption[en]=One\nCaption[uz]=Bir\nCaption[tg]=Як\nCaption[zh-Hans]=一\nStop=end\n" \
  "[Scene2]\nPicture=a.svg\nSeconds=1\nMove1=picture grow 1 2 around 640,360\n" \
  "Caption[en]=Two\nCaption[uz]=Ikki\nCaption[tg]=Ду\nCaption[zh-Hans]=二\n"

/* A film's folder and a place for what comes out. */
typedef struct {
  char          *root;
  char          *dir;
  char          *out;
  BirgeProblems *problems;
  GCancellable  *cancellable;
  gint64         done;
  gint64         total;
  gint64         cancel_at;
  guint          n_drawn; /* pictures, since it was last set to 0 */
} Fixture;

static void
write_text (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->root = g_dir_make_tmp ("birge-film-XXXXXX", NULL);
  fixture->dir = g_build_filename (fixture->root, "tiny", NULL);
  fixture->out = g_build_filename (fixture->root, "out", NULL);
  fixture->problems = birge_problems_new ();
  fixture->cancellable = g_cancellable_new ();
  g_assert_cmpint (g_mkdir (fixture->dir, 0700), ==, 0);
  write_text (fixture, "a.svg", PICTURE);
  write_text (fixture, "storyboard.ini", STORYBOARD);
}

static void
empty_folder (const char *dir)
{
  g_autoptr(GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        empty_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (dir);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  empty_folder (fixture->root);
  g_free (fixture->root);
  g_free (fixture->dir);
  g_free (fixture->out);
  birge_problems_free (fixture->problems);
  g_object_unref (fixture->cancellable);
}

static void
on_progress (gint64 done, gint64 total, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->done = done;
  fixture->total = total;
  fixture->n_drawn++;
  if (done == fixture->cancel_at)
    g_cancellable_cancel (fixture->cancellable);
}

static gboolean
render (Fixture *fixture, const char *out, gboolean *drawn, GError **error)
{
  BirgeFilmOptions options = { NULL, on_progress, fixture };

  return birge_film_render (fixture->dir, out, &options, fixture->problems, drawn, fixture->cancellable, error);
}

static void
render_well (Fixture *fixture, const char *out, gboolean expect_drawn)
{
  g_autoptr(GError) error = NULL;
  gboolean drawn = !expect_drawn, done = render (fixture, out, &drawn, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  g_assert_cmpint (drawn, ==, expect_drawn);
}

static char *
read_out (const char *out, const char *name, gsize *length)
{
  g_autofree char *path = g_build_filename (out, name, NULL);
  char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, length, NULL));
  return contents;
}

static gboolean
is_over (gpointer player)
{
  return birge_player_get_state (player) == BIRGE_PLAYER_ENDED || birge_player_get_state (player) == BIRGE_PLAYER_FAILED;
}

static void
test_plays_back (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->out, "tiny.webm", NULL);
  g_autoptr(BirgePlayer) player = birge_player_new ();
  g_auto(GStrv) languages = NULL;
  BirgePlayerStats stats;
  Ear ear = { 0 };

  render_well (fixture, fixture->out, TRUE);
  _birge_player_set_sinks (player, NULL, ear_new_sink (&ear));
  birge_player_set_path (player, path);
  birge_player_play (player);
  g_assert_true (wait_until (is_over, player, PATIENCE_MS));
  g_assert_no_error (birge_player_get_error (player));

  /* each scene lasts at least its second, and longer if a voice needs it */
  g_assert_cmpint (birge_player_get_duration_us (player), >=, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (ABS (birge_player_get_duration_us (player) - fixture->total * G_USEC_PER_SEC / 25), <=, 60000);
  birge_player_get_stats (player, &stats);
  g_assert_cmpuint (stats.shown, >, 0);
  languages = birge_player_get_audio_languages (player);
  g_assert_true (g_strv_contains ((const char *const *) languages, "uz"));
  g_assert_true (g_strv_contains ((const char *const *) languages, "en"));
  g_assert_true (g_strv_contains ((const char *const *) languages, "zh"));
  g_assert_cmpuint (g_strv_length (languages), ==, 3);
  g_assert_cmpint (ear_get_peak (&ear), >, 3000);
  birge_player_close (player);
}

static void
test_gives_the_same_bytes_again (Fixture *fixture, gconstpointer unused)
{
  static const char *const names[] = { "tiny.webm", "tiny.png", "tiny.json", "tiny.en.vtt", "tiny.uz.vtt",
                                       "tiny.uz-Cyrl.vtt", "tiny.tg.vtt" };
  g_autofree char *again = g_build_filename (fixture->root, "again", NULL);

  render_well (fixture, fixture->out, TRUE);
  render_well (fixture, again, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length, length_again;
      g_autofree char *first = read_out (fixture->out, names[i], &length);
      g_autofree char *second = read_out (again, names[i], &length_again);

      g_test_message ("%s", names[i]);
      g_assert_cmpmem (first, length, second, length_again);
    }
}

static void
test_draws_only_what_changed (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *captions = g_build_filename (fixture->out, "tiny.tg.vtt", NULL);

  render_well (fixture, fixture->out, TRUE);
  render_well (fixture, fixture->out, FALSE);
  g_assert_cmpint (g_unlink (captions), ==, 0);
  render_well (fixture, fixture->out, TRUE);
  write_text (fixture, "a.svg", PICTURE " ");
  render_well (fixture, fixture->out, TRUE);
}

static void
test_goes_without_a_voice (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *index = NULL;
  g_autofree char *captions = NULL;
  gsize length;

  render_well (fixture, fixture->out, TRUE);
  g_assert_cmpuint (birge_problems_get_length (fixture->problems), ==, 1);
  g_assert_cmpstr (birge_problems_get (fixture->problems, 0)->code, ==, "no-voice");
  g_assert_nonnull (strstr (birge_problems_get (fixture->problems, 0)->what, "tg"));
  captions = read_out (fixture->out, "tiny.tg.vtt", &length);
  g_assert_nonnull (strstr (captions, "Ду"));
  index = read_out (fixture->out, "tiny.json", &length);
  g_assert_null (strstr (index, "\"audio\": [\n  \"uz\",\n  \"en\",\n  \"zh-Hans\",\n  \"tg\""));
}

static void
test_names_the_line_of_a_mistake (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *picture;
    const char *storyboard;
    const char *file; /* ending */
    guint       line;
  } bad[] = {
    { PICTURE, "[Film]\nSize=160x90\n[Scene1]\nPicture=a.svg\nSeconds=1\nMove1=box jump\nCaption[en]=A\n", "storyboard.ini", 6 },
    { PICTURE, "[Film]\nSize=160x90\n[Scene1]\nPicture=b.svg\nSeconds=1\nCaption[en]=A\n", "storyboard.ini", 4 },
    { PICTURE, "[Film]\nSize=160x90\n[Scene1]\nPicture=a.svg\nSeconds=1\nShow1=ball\nCaption[en]=A\n", "storyboard.ini", 6 },
    { "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1280 720\">\n<g>\n", "[Film]\nSize=160x90\n[Scene1]\nPicture=a.svg\nSeconds=1\nCaption[en]=A\n", "a.svg", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      const BirgeProblem *problem;

      write_text (fixture, "a.svg", bad[i].picture);
      write_text (fixture, "storyboard.ini", bad[i].storyboard);
      birge_problems_free (fixture->problems);
      fixture->problems = birge_problems_new ();
      g_test_message ("%s", bad[i].storyboard);
      g_assert_false (render (fixture, fixture->out, NULL, &error));
      g_assert_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_STORYBOARD);

      g_assert_cmpuint (birge_problems_get_length (fixture->problems), ==, 1);
      problem = birge_problems_get (fixture->problems, 0);
      g_assert_true (g_str_has_suffix (problem->file, bad[i].file));
      g_assert_cmpuint (problem->line, ==, bad[i].line);
      g_assert_false (g_file_test (fixture->out, G_FILE_TEST_EXISTS));
    }
}

static void
test_refuses_a_missing_film (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->dir, "storyboard.ini", NULL);
  g_autoptr(GError) error = NULL;

  g_unlink (path);
  g_assert_false (render (fixture, fixture->out, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_leaves_nothing_when_cancelled (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) out = NULL;

  fixture->cancel_at = 10;
  g_assert_false (render (fixture, fixture->out, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (fixture->done, <, fixture->total);
  out = g_dir_open (fixture->out, 0, NULL);
  g_assert_null (g_dir_read_name (out));
}

static void
test_previews (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  gsize length, length_late;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  g_assert_true (birge_film_preview (fixture->dir, fixture->out, NULL, fixture->problems, NULL, &error));
  g_assert_no_error (error);
  first = read_out (fixture->out, "tiny-01a.png", &length);
  last = read_out (fixture->out, "tiny-02c.png", &length_late);
  g_assert_cmpmem (first, 4, "\x89PNG", 4);
  g_assert_true (length != length_late || memcmp (first, last, length) != 0);
}

static void
test_previews_one_scene (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  BirgeFilmOptions options = { .scene = 2 };
  g_autofree char *other = g_build_filename (fixture->out, "tiny-01a.png", NULL);
  g_autofree char *png = NULL;
  gsize length;

  g_assert_true (birge_film_preview (fixture->dir, fixture->out, &options, fixture->problems, NULL, &error));
  png = read_out (fixture->out, "tiny-02b.png", &length);
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  options.scene = 3;
  g_assert_false (birge_film_preview (fixture->dir, fixture->out, &options, fixture->problems, NULL, &error));
  g_assert_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_STORYBOARD);
}

/* The box goes from left to right, and is drawn where the storyboard says. */
static void
test_moves_a_part (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFilmPlan) plan = _birge_film_plan_new (fixture->dir, NULL, fixture->problems, NULL, &error);
  g_autoptr(BirgeFilmPainter) painter = _birge_film_painter_new (plan);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 160, 90);
  const guint32 *middle;

  g_assert_no_error (error);
  g_assert_true (_birge_film_painter_set (painter, 0, 0));
  g_assert_false (_birge_film_painter_set (painter, 0, 0)); /* looks the same */
  g_assert_true (_birge_film_painter_draw (painter, surface, &error));
  middle = (const guint32 *) (gconstpointer) (cairo_image_surface_get_data (surface)
                                              + 45 * cairo_image_surface_get_stride (surface));
  g_assert_cmphex (middle[(640 - 300) / 8] & 0xFFFFFF, ==, 0x14703F);
  g_assert_cmphex (middle[640 / 8] & 0xFFFFFF, ==, 0xE9F3EE);

  g_assert_true (_birge_film_painter_set (painter, 0, _birge_film_plan_scene_s (plan, 0) / 2));
  g_assert_true (_birge_film_painter_draw (painter, surface, &error));
  g_assert_cmphex (middle[640 / 8] & 0xFFFFFF, ==, 0x14703F);
  cairo_surface_destroy (surface);
}

#define QUESTIONS \
  "[Question1]\nKind=order\nAsk[en]=Order\nAsk[uz]=Tartib\nScenes=2 1\n" \
  "[Question2]\nKind=touch\nAsk[en]=Touch\nScenes=1\nRightParts=box\n"

static guint32
colour_at (cairo_surface_t *surface, double x, double y)
{
  const unsigned char *row = cairo_image_surface_get_data (surface)
                             + (int) (y * cairo_image_surface_get_height (surface)) * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gconstpointer) row)[(int) (x * cairo_image_surface_get_width (surface))] & 0xFFFFFF;
}

/* What is to be touched lies in the still where the notes say, at the moment at which it was drawn. */
static void
test_notes_where_parts_lie (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFilmNotes) notes = NULL;
  g_autoptr(GBytes) index = NULL;
  g_autofree char *still = g_build_filename (fixture->out, "tiny.scene-01.png", NULL);
  g_autofree char *other = g_build_filename (fixture->out, "tiny.scene-02.png", NULL);
  const BirgeFilmQuestion *question;
  const BirgeFilmPart *box;
  cairo_surface_t *surface;
  gsize length;
  char *text;

  write_text (fixture, "storyboard.ini", STORYBOARD QUESTIONS);
  render_well (fixture, fixture->out, TRUE);
  text = read_out (fixture->out, "tiny.json", &length);
  index = g_bytes_new_take (text, length);
  notes = birge_film_notes_parse (index, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notes->stills->len, ==, 2);
  g_assert_cmpuint (notes->questions->len, ==, 2);
  question = g_ptr_array_index (notes->questions, 0);
  g_assert_cmpstr (g_hash_table_lookup (question->ask, "uz-Cyrl"), ==, "Тартиб"); /* made by rule */
  g_assert_cmpuint (g_array_index (question->scenes, guint, 0), ==, 2);

  question = g_ptr_array_index (notes->questions, 1);
  g_assert_cmpuint (question->parts->len, ==, 1);
  box = g_ptr_array_index (question->parts, 0);
  g_assert_true (box->right);
  g_assert_cmpfloat_with_epsilon (box->width, 200.0 / 1280, 0.01);
  g_assert_cmpfloat_with_epsilon (box->y, 260.0 / 720, 0.01);
  surface = cairo_image_surface_create_from_png (still);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 160);
  g_assert_cmphex (colour_at (surface, box->x + box->width / 2, box->y + box->height / 2), ==, 0x14703F);
  g_assert_cmphex (colour_at (surface, box->x - 0.05, box->y + box->height / 2), ==, 0xE9F3EE);
  g_assert_cmphex (colour_at (surface, box->x + box->width + 0.05, box->y + box->height / 2), ==, 0xE9F3EE);
  cairo_surface_destroy (surface);
  surface = cairo_image_surface_create_from_png (other);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 80); /* only looked at */
  cairo_surface_destroy (surface);
}

/* A piece that can be seen through does not make its part as large as the canvas, under a camera either. */
static void
test_notes_where_faint_parts_lie (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFilmNotes) notes = NULL;
  g_autoptr(GBytes) index = NULL;
  const BirgeFilmQuestion *question;
  const BirgeFilmPart *box;
  gsize length;
  char *text;

  write_text (fixture, "a.svg",
              "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1280 720\"><g id=\"box\"><g opacity=\"0.5\">"
              "<rect x=\"100\" y=\"200\" width=\"300\" height=\"100\"/></g></g></svg>");
  write_text (fixture, "storyboard.ini",
              "[Film]\nSize=160x90\n[Scene1]\nPicture=a.svg\nSeconds=1\nMove1=picture grow 2 2 around 0,0\nCaption[en]=A\n"
              "[Question1]\nKind=touch\nAsk[en]=Touch\nScenes=1\nRightParts=box\n");
  render_well (fixture, fixture->out, TRUE);
  text = read_out (fixture->out, "tiny.json", &length);
  index = g_bytes_new_take (text, length);
  notes = birge_film_notes_parse (index, &error);
  g_assert_no_error (error);
  question = g_ptr_array_index (notes->questions, 0);
  box = g_ptr_array_index (question->parts, 0);
  g_assert_cmpfloat_with_epsilon (box->x, 200.0 / 1280, 0.01);
  g_assert_cmpfloat_with_epsilon (box->y, 400.0 / 720, 0.01);
  g_assert_cmpfloat_with_epsilon (box->width, 600.0 / 1280, 0.01);
  g_assert_cmpfloat_with_epsilon (box->height, 200.0 / 720, 0.01);
}

/* A part that shows itself for a moment only is drawn at that moment; one that never does is a mistake. */
static void
test_draws_a_still_when_its_parts_are_seen (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *still = g_build_filename (fixture->out, "tiny.scene-01.png", NULL);
  g_autoptr(BirgeFilmNotes) notes = NULL;
  g_autoptr(GBytes) index = NULL;
  const BirgeFilmPart *box;
  cairo_surface_t *surface;
  gsize length;
  char *text;

  write_text (fixture, "storyboard.ini",
              "[Film]\nSize=160x90\n[Scene1]\nPicture=a.svg\nSeconds=2\nShow1=box from 0.2 to 0.6\nCaption[en]=A\n"
              "[Question1]\nKind=touch\nAsk[en]=Touch\nScenes=1\nRightParts=box\n");
  render_well (fixture, fixture->out, TRUE);
  surface = cairo_image_surface_create_from_png (still);
  g_assert_cmphex (colour_at (surface, 0.5, 0.5), ==, 0x14703F);
  cairo_surface_destroy (surface);

  /* half faded it is where it is, not everywhere */
  write_text (fixture, "storyboard.ini",
              "[Film]\nSize=160x90\n[Scene1]\nPicture=a.svg\nSeconds=1\nMove1=box fade 0.5 0.5\nCaption[en]=A\n"
              "[Question1]\nKind=touch\nAsk[en]=Touch\nScenes=1\nRightParts=box\n");
  render_well (fixture, fixture->out, TRUE);
  text = read_out (fixture->out, "tiny.json", &length);
  index = g_bytes_new_take (text, length);
  notes = birge_film_notes_parse (index, &error);
  g_assert_no_error (error);
  box = g_ptr_array_index (((const BirgeFilmQuestion *) g_ptr_array_index (notes->questions, 0))->parts, 0);
  g_assert_cmpfloat_with_epsilon (box->width, 200.0 / 1280, 0.01);

  write_text (fixture, "storyboard.ini",
              "[Film]\nSize=160x90\n[Scene1]\nPicture=a.svg\nSeconds=1\nMove1=box fade 0 0\nCaption[en]=A\n"
              "[Question1]\nKind=touch\nAsk[en]=Touch\nScenes=1\nRightParts=box\n");
  g_assert_false (render (fixture, fixture->out, NULL, &error));
  g_assert_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_STORYBOARD);
  g_assert_nonnull (strstr (error->message, "box"));
}

/* What lies beside the film is written again when one of it is missing; the film itself is not made again for that. */
static void
test_encodes_only_what_changed (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *still = g_build_filename (fixture->out, "tiny.scene-02.png", NULL);
  g_autofree char *film = g_build_filename (fixture->out, "tiny.webm", NULL);

  write_text (fixture, "storyboard.ini", STORYBOARD QUESTIONS);
  render_well (fixture, fixture->out, TRUE);
  g_assert_cmpint (g_unlink (still), ==, 0);
  g_assert_true (g_file_set_contents (film, "as it was", -1, NULL));
  fixture->total = 0;
  render_well (fixture, fixture->out, TRUE);
  g_assert_cmpint (fixture->total, ==, 0);
  g_assert_true (g_file_test (still, G_FILE_TEST_IS_REGULAR));
  render_well (fixture, fixture->out, FALSE);
}

/* The bytes of a film that was never made before. */
static void
assert_like_new (Fixture *fixture)
{
  g_autofree char *fresh = g_build_filename (fixture->root, "fresh", NULL);
  g_autofree char *kept_film = NULL;
  g_autofree char *new_film = NULL;
  gsize kept_length, new_length;

  empty_folder (fresh);
  render_well (fixture, fresh, TRUE);
  kept_film = read_out (fixture->out, "tiny.webm", &kept_length);
  new_film = read_out (fresh, "tiny.webm", &new_length);
  g_assert_cmpmem (kept_film, kept_length, new_film, new_length);
}

static guint
change (Fixture *fixture, const char *what, const char *to)
{
  g_autoptr(GString) text = g_string_new (STORYBOARD);

  g_assert_cmpuint (g_string_replace (text, what, to, 0), >, 0);
  write_text (fixture, "storyboard.ini", text->str);
  fixture->n_drawn = 0;
  render_well (fixture, fixture->out, TRUE);
  return fixture->n_drawn;
}

static guint
count_kept (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (fixture->out, ".scenes", "tiny", NULL);
  g_autoptr(GDir) entries = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (entries != NULL && g_dir_read_name (entries) != NULL)
    n++;
  return n;
}

static void
test_draws_only_scenes_that_changed (Fixture *fixture, gconstpointer unused)
{
  guint n_all;

  render_well (fixture, fixture->out, TRUE);
  n_all = fixture->n_drawn;
  g_assert_cmpuint (n_all, ==, fixture->total);
  g_assert_cmpuint (count_kept (fixture), ==, 2);

  g_assert_cmpuint (change (fixture, "grow 1 2", "grow 1 1.5"), <, n_all); /* the second scene only */
  g_assert_cmpuint (fixture->done, ==, fixture->total);
  g_assert_cmpuint (count_kept (fixture), ==, 2);
  g_assert_cmpuint (change (fixture, "click beat 120", "beep from 0.2"), <=, n_all); /* the second scene is back, sounds are not seen */
  assert_like_new (fixture);
  g_assert_cmpuint (change (fixture, "Caption[tg]=Як", "Caption[tg]=Яктои"), ==, 0);
  assert_like_new (fixture);
  g_assert_cmpuint (change (fixture, "Size=160x90", "Size=320x180"), ==, n_all);
}

/* A kept scene that is not what was written is drawn again, not shown. */
static void
test_draws_damaged_scenes_again (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename (fixture->out, ".scenes", "tiny", NULL);

  render_well (fixture, fixture->out, TRUE);
  for (guint form = 0; form < 3; form++)
    {
      g_autoptr(GDir) entries = g_dir_open (folder, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (entries)) != NULL)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);
          g_autofree char *contents = NULL;
          gsize length;

          g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
          contents[length / 2] ^= 0x10;
          g_assert_true (g_file_set_contents (path, contents, form == 0 ? (gssize) length : form == 1 ? 70 : 0, NULL));
        }
      write_text (fixture, "storyboard.ini", form % 2 ? STORYBOARD : STORYBOARD "# again\n");
      fixture->n_drawn = 0;
      render_well (fixture, fixture->out, TRUE);
      g_assert_cmpuint (fixture->n_drawn, ==, fixture->total);
    }
  assert_like_new (fixture);
}

/* A killed renderer goes on where it was, and the film from before stays whole until then. */
static void
test_goes_on_where_it_stopped (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  gsize length, length_after;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *index = NULL;
  guint n_all;

  render_well (fixture, fixture->out, TRUE);
  n_all = fixture->n_drawn;
  before = read_out (fixture->out, "tiny.webm", &length);
  write_text (fixture, "a.svg", PICTURE " ");
  fixture->cancel_at = fixture->total - 3;
  g_assert_false (render (fixture, fixture->out, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  after = read_out (fixture->out, "tiny.webm", &length_after);
  g_assert_cmpmem (before, length, after, length_after);
  index = read_out (fixture->out, "tiny.json", &length);

  g_cancellable_reset (fixture->cancellable);
  fixture->cancel_at = 0;
  fixture->n_drawn = 0;
  render_well (fixture, fixture->out, TRUE);
  g_assert_cmpuint (fixture->n_drawn, >, 0);
  g_assert_cmpuint (fixture->n_drawn, <, n_all);
  assert_like_new (fixture);
}

static void
note_nothing (guint drawn, gpointer unused)
{
}

/* A touch on the bar lands at once: a picture that needs no other at least every two seconds, and where a scene begins. */
static void
test_has_a_keyframe_every_two_seconds (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(BirgeFilmPlan) plan = NULL;
  g_autoptr(GPtrArray) pictures = NULL;

  write_text (fixture, "storyboard.ini", "[Film]\nSize=160x90\nFrameRate=10\n[Scene1]\nPicture=a.svg\nSeconds=5\n"
                                         "Move1=box shift -300,0 300,0\nCaption[en]=One\n");
  plan = _birge_film_plan_new (fixture->dir, NULL, fixture->problems, NULL, &error);
  g_assert_no_error (error);
  pictures = _birge_film_scene_get (plan, 0, fixture->out, note_nothing, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pictures->len, ==, 50);
  for (guint i = 0; i < pictures->len; i += 20)
    g_assert_false (GST_BUFFER_FLAG_IS_SET (g_ptr_array_index (pictures, i), GST_BUFFER_FLAG_DELTA_UNIT));
}

static void
test_settles_only_whole_files (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *film = NULL;
  gsize length;

  render_well (fixture, fixture->out, TRUE);
  film = read_out (fixture->out, "tiny.webm", &length);
  for (gsize cut = 0; cut < length; cut += MAX (1, length / 300))
    {
      g_autoptr(GBytes) part = g_bytes_new (film, cut); /* a copy, so that a read behind it is seen */
      g_autoptr(GBytes) settled = NULL;
      g_autoptr(GError) error = NULL;

      settled = _birge_film_webm_settle (part, &error);
      g_assert_null (settled);
      g_assert_error (error, BIRGE_FILM_ERROR, BIRGE_FILM_ERROR_ENCODER);
    }
}

static void
free_line (gpointer data)
{
  BirgeFilmLine *line = data;

  g_clear_pointer (&line->sound, g_array_unref);
}

/* The narration says numbers and Chinese as the speech service does; a language without a voice stays silent. */
static void
test_is_narrated_as_people_speak (void)
{
  BirgeFilmLine lines[] = {
    { .language = "uz", .text = "10 daqiqa" },    { .language = "uz", .text = "oʻn daqiqa" },
    { .language = "zh-Hans", .text = "按30次" },    { .language = "tg", .text = "Ду" },
  };
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (free_line);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_ptr_array_add (all, &lines[i]);
  g_assert_true (_birge_film_voice_speak (all, &error));
  g_assert_no_error (error);
  g_assert_true (lines[0].spoken && lines[1].spoken && lines[2].spoken);
  g_assert_false (lines[3].spoken);
  g_assert_cmpint (ABS ((int) lines[0].sound->len - (int) lines[1].sound->len), <, (int) lines[1].sound->len / 20);
  g_assert_cmpuint (lines[2].sound->len, >, BIRGE_FILM_SOUND_RATE / 2);
}

#define ADD(name, func) g_test_add ("/media/film/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (birge_media_init (NULL));
  ADD ("plays-back", test_plays_back);
  ADD ("gives-the-same-bytes-again", test_gives_the_same_bytes_again);
  ADD ("draws-only-what-changed", test_draws_only_what_changed);
  ADD ("goes-without-a-voice", test_goes_without_a_voice);
  g_test_add_func ("/media/film/is-narrated-as-people-speak", test_is_narrated_as_people_speak);
  ADD ("names-the-line-of-a-mistake", test_names_the_line_of_a_mistake);
  ADD ("refuses-a-missing-film", test_refuses_a_missing_film);
  ADD ("leaves-nothing-when-cancelled", test_leaves_nothing_when_cancelled);
  ADD ("previews", test_previews);
  ADD ("previews-one-scene", test_previews_one_scene);
  ADD ("moves-a-part", test_moves_a_part);
  ADD ("notes-where-parts-lie", test_notes_where_parts_lie);
  ADD ("notes-where-faint-parts-lie", test_notes_where_faint_parts_lie);
  ADD ("draws-a-still-when-its-parts-are-seen", test_draws_a_still_when_its_parts_are_seen);
  ADD ("encodes-only-what-changed", test_encodes_only_what_changed);
  ADD ("draws-only-scenes-that-changed", test_draws_only_scenes_that_changed);
  ADD ("draws-damaged-scenes-again", test_draws_damaged_scenes_again);
  ADD ("goes-on-where-it-stopped", test_goes_on_where_it_stopped);
  ADD ("has-a-keyframe-every-two-seconds", test_has_a_keyframe_every_two_seconds);
  ADD ("settles-only-whole-files", test_settles_only_whole_files);
  return g_test_run ();
}
