/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/formats/birge-storyboard.h"
#include "data/formats/birge-svg-parts.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/unit/formats/broken.h"

#define SVG "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1280 720\">"
#define FILM "[Film]\nNarration=uz\n"
#define SCENE "[Scene1]\nPicture=scenes/a.svg\nSeconds=8\nCaption[en]=Press\nCaption[uz]=Bosing\n"
#define GOOD \
  "# A film\n[Film]\nNarration=uz  en\nGround=felt\nPoster=1 2.5\nSize=640x360\nFrameRate=30\n" SCENE \
  "Say[uz]=Kuchli bosing\nSayAt=1\nChapter[en]=Pressing\nCorner=103 101\nStop=end-1\nPractice=rhythm\n" \
  "Show1=cross from 2 to end-1 soft\n" \
  "Move1=hands shift 0,0 -3.5,26 beat 120 from 1\n" \
  "Move2=arm turn 0 45 around 10,20 loop 2 even\n" \
  "Move12=picture grow 1 1.5 around 640,360 to 3\n" \
  "Move13=arrow fade 1 0 swing 2\n" \
  "Number1=5–6 at 10,20 size 30 colour aid\n" \
  "Counter1=1..30 at 10,20 size 30 beat 120 from 1\n" \
  "Clock1=10..0 at 10,20 size 30 colour #010203 to 5\n" \
  "Sound1=click beat 120\nSound2=breath from 3\n" \
  "[Scene2]\nPicture=scenes/a.svg\nSeconds=2\nCaption[en]=Go on\nCaption[uz]=Davom eting\nSay[uz]=Davom eting\n" \
  "[Question1]\nKind=choice\nAsk[en]=How deep?\nRight[en]=5–6 cm\nWrong1[en]=2 cm\nWrong2[en]=10 cm\n" \
  "[Question2]\nKind=order\nAsk[en]=In order?\nScenes=2 1\n" \
  "[Question3]\nKind=touch\nAsk[en]=Where?\nScenes=1\nRightParts=hands\nWrongParts=arm cross\n"

static BirgeStoryboard *
parse (const char *text, BirgeProblems *problems)
{
  g_autoptr(GBytes) bytes = bytes_of (text);

  return birge_storyboard_parse (bytes, "film/a/storyboard.ini", problems);
}

static BirgeStoryboard *
parse_good (void)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  BirgeStoryboard *film = parse (GOOD, problems);

  assert_codes (problems, "");
  return film;
}

static void
test_reads_a_film (void)
{
  g_autoptr(BirgeStoryboard) film = parse_good ();
  g_autoptr(GPtrArray) languages = birge_storyboard_list_captions (film);
  const BirgeScene *scene = g_ptr_array_index (film->scenes, 0);

  g_assert_cmpuint (film->width, ==, 640);
  g_assert_cmpuint (film->height, ==, 360);
  g_assert_cmpuint (film->rate, ==, 30);
  g_assert_cmphex (film->ground_rgb, ==, 0xF7F2E9);
  g_assert_cmpstr (film->narration[0], ==, "uz");
  g_assert_cmpstr (film->narration[1], ==, "en");
  g_assert_null (film->narration[2]);
  g_assert_cmpuint (film->poster_scene, ==, 1);
  g_assert_cmpfloat (film->poster_s, ==, 2.5);
  g_assert_cmpuint (film->scenes->len, ==, 2);

  g_assert_cmpstr (scene->picture, ==, "scenes/a.svg");
  g_assert_cmpfloat (scene->seconds, ==, 8);
  g_assert_cmpfloat (scene->say_at_s, ==, 1);
  g_assert_cmpstr (scene->corner, ==, "103 101");
  g_assert_cmpstr (g_hash_table_lookup (scene->says, "uz"), ==, "Kuchli bosing");
  g_assert_cmpstr (g_hash_table_lookup (scene->says, "en"), ==, "Press");
  g_assert_cmpstr (g_hash_table_lookup (scene->chapters, "en"), ==, "Pressing");
  g_assert_true (scene->stops && scene->stop_back);
  g_assert_cmpfloat (scene->stop_s, ==, 1);
  g_assert_cmpstr (scene->practice, ==, "rhythm");
  g_assert_cmpuint (scene->motions->len, ==, 5);
  g_assert_cmpuint (scene->figures->len, ==, 3);
  g_assert_cmpuint (scene->sounds->len, ==, 2);

  g_assert_cmpuint (languages->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (languages, 0), ==, "en");
  g_assert_cmpstr (g_ptr_array_index (languages, 1), ==, "uz");
}

static void
test_reads_the_lines_of_a_scene (void)
{
  g_autoptr(BirgeStoryboard) film = parse_good ();
  const BirgeScene *scene = g_ptr_array_index (film->scenes, 0);
  const BirgeMotion *hands = g_ptr_array_index (scene->motions, 1);
  const BirgeMotion *arm = g_ptr_array_index (scene->motions, 2);
  const BirgeFigure *clock = g_ptr_array_index (scene->figures, 2);
  const BirgeSceneSound *breath = g_ptr_array_index (scene->sounds, 1);

  g_assert_cmpint (hands->kind, ==, BIRGE_MOTION_SHIFT);
  g_assert_cmpstr (hands->part, ==, "hands");
  g_assert_cmpfloat (hands->to[0], ==, -3.5);
  g_assert_cmpfloat (hands->to[1], ==, 26);
  g_assert_cmpfloat (hands->period_s, ==, 0.5);
  g_assert_cmpuint (hands->line, ==, 20);
  g_assert_cmpint (arm->kind, ==, BIRGE_MOTION_TURN);
  g_assert_cmpint (arm->rhythm, ==, BIRGE_RHYTHM_LOOP);
  g_assert_true (arm->even);
  g_assert_cmpfloat (arm->pivot[1], ==, 20);
  g_assert_cmpint (clock->kind, ==, BIRGE_FIGURE_CLOCK);
  g_assert_cmpint (clock->first, ==, 10);
  g_assert_cmpint (clock->last, ==, 0);
  g_assert_cmphex (clock->rgb, ==, 0x010203);
  g_assert_cmpint (breath->kind, ==, BIRGE_SCENE_SOUND_BREATH);
  g_assert_cmpfloat (breath->span.from_s, ==, 3);
}

static void
test_reads_questions (void)
{
  g_autoptr(BirgeStoryboard) film = parse_good ();
  const BirgeQuestion *choice = g_ptr_array_index (film->questions, 0);
  const BirgeQuestion *order = g_ptr_array_index (film->questions, 1);
  const BirgeQuestion *touch = g_ptr_array_index (film->questions, 2);

  g_assert_cmpint (choice->kind, ==, BIRGE_QUESTION_CHOICE);
  g_assert_cmpstr (g_hash_table_lookup (choice->right, "en"), ==, "5–6 cm");
  g_assert_cmpuint (choice->wrong->len, ==, 2);
  g_assert_cmpint (order->kind, ==, BIRGE_QUESTION_ORDER);
  g_assert_cmpuint (order->scenes->len, ==, 2);
  g_assert_cmpint (touch->kind, ==, BIRGE_QUESTION_TOUCH);
  g_assert_cmpstr (touch->wrong_parts[1], ==, "cross");
}

/* Each line stands in line 8, at the end of a scene that is right. */
static void
test_refuses_lines_it_does_not_understand (void)
{
  static const struct {
    const char *line;
    const char *code;
  } bad[] = {
    { "Move1=hands", "bad-line" },
    { "Move1=hands fly 1 2", "bad-line" },
    { "Move1=hands shift 0,0", "bad-line" },
    { "Move1=hands shift 0,0 0, 26", "bad-line" },
    { "Move1=hands shift 0,0 0,99999", "bad-line" },
    { "Move1=hands turn 0 45", "bad-line" },
    { "Move1=hands turn 0 45 around 3", "bad-line" },
    { "Move1=hands grow 0 2 around 1,1", "bad-line" },
    { "Move1=hands fade 0 2", "bad-line" },
    { "Move1=hands fade 0 nan", "bad-line" },
    { "Move1=hands fade 0 1 swing 0", "bad-line" },
    { "Move1=hands fade 0 1 beat 0", "bad-line" },
    { "Move1=hands fade 0 1 from 5 to 2", "bad-line" },
    { "Move1=hands fade 0 1 from end-1 to end-2", "bad-line" },
    { "Move1=hands fade 0 1 from soon", "bad-line" },
    { "Move1=hands fade 0 1 soft", "bad-line" },
    { "Move0=hands fade 0 1", "unknown-key" },
    { "Move100=hands fade 0 1", "unknown-key" },
    { "Move=hands fade 0 1", "unknown-key" },
    { "Show1=", "bad-line" },
    { "Show1=cross for 2", "bad-line" },
    { "Number1=cm at 1,1 size 20", "bad-line" },
    { "Number1=5 size 20", "bad-line" },
    { "Number1=5 at 1,1", "bad-line" },
    { "Number1=5 at 1,1 size 20 beat 60", "bad-line" },
    { "Number1=5 at 1,1 size 20 colour pink", "bad-line" },
    { "Number1=5 at 1,1 size 20 colour #12345g", "bad-line" },
    { "Counter1=30 at 1,1 size 20", "bad-line" },
    { "Counter1=1..1 at 1,1 size 20", "bad-line" },
    { "Counter1=1..9999 at 1,1 size 20", "bad-line" },
    { "Sound1=bang", "bad-line" },
    { "Stop=later", "bad-line" },
    { "SayAt=-1", "bad-line" },
    { "Corner=call", "bad-corner" },
    { "Practice=Rhythm!", "bad-practice" },
    { "Practice=dancing", "bad-practice" },
    { "Caption[xx]=Press", "bad-language" },
    { "Caption=Press", "missing-language" },
    { "Say[uz]=", "empty-text" },
    { "Seconds[uz]=3", "unknown-key" },
    { "Colour=red", "unknown-key" },
    { "[Credits]\nName=Me", "unknown-section" },
    { "[Scene3]\nSeconds=4", "bad-number" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(BirgeProblems) problems = birge_problems_new ();
      g_autofree char *text = g_strconcat (FILM SCENE, bad[i].line, "\n", NULL);
      g_autoptr(BirgeStoryboard) film = parse (text, problems);

      g_test_message ("%s", bad[i].line);
      assert_codes (problems, bad[i].code);
      assert_helpful (problems);
      g_assert_cmpuint (birge_problems_get (problems, 0)->line, ==, bad[i].line[0] == '[' ? 9 : 8);
      g_assert_cmpstr (birge_problems_get (problems, 0)->file, ==, "film/a/storyboard.ini");
    }
}

static void
test_refuses_films_that_are_not_whole (void)
{
  static const struct {
    const char *text;
    const char *codes;
  } bad[] = {
    { "", "missing-key missing-key" },
    { FILM, "missing-key" },
    { SCENE, "missing-key" },
    { FILM "[Scene1]\nSayAt=1\n", "missing-key missing-key missing-key missing-key" },
    { FILM "[Scene1]\nPicture=scenes/a.svg\nSeconds=2\nCaption[en]=Press\n", "missing-key" },
    { "[Film]\nNarration=uz xx\n" SCENE, "bad-language" },
    { "[Film]\nSize=1920x1080\n" SCENE, "bad-size" },
    { "[Film]\nSize=640x480\n" SCENE, "bad-size" },
    { "[Film]\nFrameRate=100\n" SCENE, "bad-line" },
    { "[Film]\nPoster=0\n" SCENE, "bad-poster" },
    { "[Film]\nPoster=2\n" SCENE, "missing-key" },
    { "[Film]\nTitle=A\n" SCENE, "unknown-key" },
    { FILM SCENE "[Question1]\nKind=choice\nAsk[en]=Why?\n", "missing-key" },
    { FILM SCENE "Practice=touch\n[Question1]\nKind=choice\nAsk[en]=Why?\nRight[en]=A\nWrong1[en]=B\n", "missing-key" },
    { FILM SCENE "[Question1]\nKind=guess\nAsk[en]=Why?\nRight[en]=A\nWrong1[en]=B\n", "bad-kind" },
    { FILM SCENE "[Question1]\nKind=order\nAsk[en]=Why?\nScenes=1 2\n", "missing-key" },
    { FILM SCENE "[Question1]\nKind=order\nAsk[en]=Why?\nScenes=1 x 1\n", "bad-scene missing-key" },
    { FILM SCENE "[Question1]\nKind=order\nAsk[en]=Why?\nScenes=1 1\n", "missing-key" },
    { FILM "[Scene1]\nPicture=../../a.svg\nSeconds=2\nCaption[en]=P\nCaption[uz]=B\n", "bad-picture missing-key" },
    { FILM "[Scene1]\nPicture=/etc/a.svg\nSeconds=2\nCaption[en]=P\nCaption[uz]=B\n", "bad-picture missing-key" },
    { FILM "[Scene1]\nPicture=a.png\nSeconds=2\nCaption[en]=P\nCaption[uz]=B\n", "bad-picture missing-key" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(BirgeProblems) problems = birge_problems_new ();
      g_autoptr(BirgeStoryboard) film = parse (bad[i].text, problems);

      g_test_message ("%s", bad[i].text);
      assert_codes (problems, bad[i].codes);
      assert_helpful (problems);
    }
}

static double
progress (const BirgeScene *scene, guint motion, double at_s, double scene_s)
{
  return birge_motion_get_progress (g_ptr_array_index (scene->motions, motion), at_s, scene_s);
}

static void
test_moves_in_time (void)
{
  g_autoptr(BirgeStoryboard) film = parse_good ();
  const BirgeScene *scene = g_ptr_array_index (film->scenes, 0);
  const double tiny = 1e-6;

  /* seen from 2 to a second before the end, wherever that is; gently */
  g_assert_cmpfloat (progress (scene, 0, 1.9, 10), ==, 0);
  g_assert_cmpfloat_with_epsilon (progress (scene, 0, 2.15, 10), 0.5, tiny);
  g_assert_cmpfloat (progress (scene, 0, 8.9, 10), ==, 1);
  g_assert_cmpfloat (progress (scene, 0, 9.1, 10), ==, 0);
  g_assert_cmpfloat (progress (scene, 0, 9.1, 12), ==, 1);

  /* 120 a minute from second 1: down at 1.25, up at 1.5 */
  g_assert_cmpfloat (progress (scene, 1, 0.9, 10), ==, 0);
  g_assert_cmpfloat_with_epsilon (progress (scene, 1, 1.25, 10), 1, tiny);
  g_assert_cmpfloat_with_epsilon (progress (scene, 1, 1.5, 10), 0, tiny);
  g_assert_cmpfloat_with_epsilon (progress (scene, 1, 7.75, 10), 1, tiny);

  /* evenly, every two seconds from the start */
  g_assert_cmpfloat_with_epsilon (progress (scene, 2, 0.5, 10), 0.25, tiny);
  g_assert_cmpfloat_with_epsilon (progress (scene, 2, 3.5, 10), 0.75, tiny);

  /* once, gently, and then it rests */
  g_assert_cmpfloat_with_epsilon (progress (scene, 3, 1.5, 10), 0.5, tiny);
  g_assert_cmpfloat (progress (scene, 3, 0.3, 10), <, 0.1);
  g_assert_cmpfloat (progress (scene, 3, 9, 10), ==, 1);
}

static void
assert_figure (const BirgeScene *scene, guint figure, double at_s, const char *text)
{
  double filled = -1;
  g_autofree char *shown = birge_figure_dup_text (g_ptr_array_index (scene->figures, figure), at_s, 20, &filled);

  g_assert_cmpstr (shown, ==, text);
  g_assert_cmpfloat (filled, >=, 0);
  g_assert_cmpfloat (filled, <=, 1);
}

static void
test_counts (void)
{
  g_autoptr(BirgeStoryboard) film = parse_good ();
  const BirgeScene *scene = g_ptr_array_index (film->scenes, 0);

  assert_figure (scene, 0, 0, "5–6");
  assert_figure (scene, 1, 0.9, NULL);
  assert_figure (scene, 1, 1.0, "1");
  assert_figure (scene, 1, 1.49, "1");
  assert_figure (scene, 1, 1.5, "2");
  assert_figure (scene, 1, 15.9, "30");
  assert_figure (scene, 1, 19, "30");
  assert_figure (scene, 2, 0, "10");
  assert_figure (scene, 2, 2.5, "5");
  assert_figure (scene, 2, 4.99, "0");
  assert_figure (scene, 2, 5, NULL);
}

static void
test_finds_the_parts_of_a_picture (void)
{
  static const char text[] = "<?xml version=\"1.0\"?><!-- <g id=\"no\"> --><svg id='all' title=\"a > b id='no'\">"
                             "<g xid=\"no\" id=\"hand\"><path id=\"thumb\"/></g>\n<![CDATA[<g id=\"no\">]]><g id=\"open\"></svg>";
  g_autoptr(GBytes) bytes = bytes_of (text);
  g_autoptr(GPtrArray) parts = birge_svg_parts_new (bytes);
  const BirgeSvgPart *hand = birge_svg_parts_find (parts, "hand");
  const BirgeSvgPart *thumb = birge_svg_parts_find (parts, "thumb");

  g_assert_nonnull (hand);
  g_assert_nonnull (thumb);
  g_assert_null (birge_svg_parts_find (parts, "no"));
  g_assert_true (g_str_has_prefix (text + hand->start, "<g xid"));
  g_assert_true (g_str_has_prefix (text + hand->end, "\n<![CDATA["));
  g_assert_cmpuint (thumb->end - thumb->start, ==, strlen ("<path id=\"thumb\"/>"));
}

static void
write_picture (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_holds_pictures_against_the_storyboard (void)
{
  g_autofree char *dir = g_dir_make_tmp ("birge-storyboard-XXXXXX", NULL);
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(BirgeStoryboard) film = NULL;

  write_picture (dir, "good.svg", SVG "<g id=\"hands\"/></svg>");
  write_picture (dir, "bad.svg", SVG "\n<script/></svg>");
  film = parse ("[Film]\nPoster=1\n"
                "[Scene1]\nPicture=good.svg\nSeconds=1\nCaption[en]=A\n"
                "Move1=hands fade 0 1\nMove2=picture fade 0 1\nShow1=feet from 1\n"
                "[Scene2]\nPicture=none.svg\nSeconds=1\nCaption[en]=B\nShow1=feet from 1\n"
                "[Scene3]\nPicture=bad.svg\nSeconds=1\nCaption[en]=C\n"
                "[Question1]\nKind=touch\nAsk[en]=Where?\nScenes=1\nRightParts=hands nose\n",
                problems);
  assert_codes (problems, "");
  birge_storyboard_check_pictures (film, dir, "film/a/storyboard.ini", problems);

  assert_codes (problems, "unknown-part missing-picture script unknown-part");
  assert_helpful (problems);
  g_assert_cmpuint (birge_problems_get (problems, 0)->line, ==, 9);
  g_assert_cmpuint (birge_problems_get (problems, 1)->line, ==, 11);
  g_assert_cmpstr (birge_problems_get (problems, 2)->file, ==, "film/a/bad.svg");

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_build_filename (dir, i == 0 ? "good.svg" : "bad.svg", NULL);
      g_unlink (path);
    }
  g_rmdir (dir);
}

static void
swallow (GBytes *bytes)
{
  g_autoptr(BirgeProblems) problems = birge_problems_new ();
  g_autoptr(BirgeStoryboard) film = birge_storyboard_parse (bytes, "a.ini", problems);
  g_autoptr(GPtrArray) parts = birge_svg_parts_new (bytes);

  g_assert_cmpuint (film->scenes->len, <=, BIRGE_STORYBOARD_MAX_SCENES);
  g_assert_nonnull (parts);
}

static void
test_survives_damage (void)
{
  g_autoptr(GBytes) film = bytes_of (GOOD);
  g_autoptr(GBytes) picture = bytes_of ("<svg><!-- c --><g id=\"a\"><path id='b' d=\"M0 0\"/><![CDATA[ x ]]></g><?pi ?></svg>");
  g_autoptr(GBytes) deep = repeat ("<svg>", "<g id=\"a\">", 1 << 20);

  feed_broken (film, swallow);
  feed_broken (picture, swallow);
  swallow (deep);
}

/* A film that is silent most of the time is no help, half of it is. */
static void
test_half_of_a_film_is_enough (void)
{
  g_assert_false (birge_storyboard_speaks_enough (0, 0));
  g_assert_false (birge_storyboard_speaks_enough (0, 8));
  g_assert_false (birge_storyboard_speaks_enough (3, 8));
  g_assert_true (birge_storyboard_speaks_enough (4, 8));
  g_assert_true (birge_storyboard_speaks_enough (8, 8));
  g_assert_true (birge_storyboard_speaks_enough (1, 2));
  g_assert_false (birge_storyboard_speaks_enough (1, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/storyboard/reads-a-film", test_reads_a_film);
  g_test_add_func ("/formats/storyboard/reads-the-lines-of-a-scene", test_reads_the_lines_of_a_scene);
  g_test_add_func ("/formats/storyboard/reads-questions", test_reads_questions);
  g_test_add_func ("/formats/storyboard/refuses-lines-it-does-not-understand", test_refuses_lines_it_does_not_understand);
  g_test_add_func ("/formats/storyboard/refuses-films-that-are-not-whole", test_refuses_films_that_are_not_whole);
  g_test_add_func ("/formats/storyboard/moves-in-time", test_moves_in_time);
  g_test_add_func ("/formats/storyboard/counts", test_counts);
  g_test_add_func ("/formats/storyboard/finds-the-parts-of-a-picture", test_finds_the_parts_of_a_picture);
  g_test_add_func ("/formats/storyboard/holds-pictures-against-the-storyboard", test_holds_pictures_against_the_storyboard);
  g_test_add_func ("/formats/storyboard/half-of-a-film-is-enough", test_half_of_a_film_is_enough);
  g_test_add_func ("/formats/storyboard/survives-damage", test_survives_damage);
  return g_test_run ();
}
