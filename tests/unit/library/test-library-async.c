/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/library/library-fixture.h"

typedef struct {
  GMainLoop *loop;
  gpointer   result;
  GError    *error;
  gpointer (*finish) (BirgeLibrary *library, GAsyncResult *result, GError **error);
  guint      waiting;
} Answer;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;

  answer->result = answer->finish (BIRGE_LIBRARY (source), result, &answer->error);
  if (--answer->waiting == 0)
    g_main_loop_quit (answer->loop);
}

#define FINISH(function) ((gpointer (*) (BirgeLibrary *, GAsyncResult *, GError **)) (void (*) (void)) (function))

static void
wait_for (Answer *answer)
{
  g_main_loop_run (answer->loop);
}

static void
test_each_query_has_an_async_form (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer list = { loop, NULL, NULL, FINISH (birge_library_list_finish), 1 };
  Answer document = { loop, NULL, NULL, FINISH (birge_library_get_document_finish), 1 };
  Answer words = { loop, NULL, NULL, FINISH (birge_library_list_words_finish), 1 };
  Answer film = { loop, NULL, NULL, FINISH (birge_library_get_film_finish), 1 };
  Answer object = { loop, NULL, NULL, FINISH (birge_library_load_object_finish), 1 };

  birge_library_list_async (fixture->library, BIRGE_LIST_SEARCH, "wages", "en", NULL, on_answer, &list);
  wait_for (&list);
  g_assert_cmpuint (g_list_model_get_n_items (list.result), ==, 1);
  g_object_unref (list.result);

  birge_library_get_document_async (fixture->library, "guide/wages", "en", NULL, on_answer, &document);
  wait_for (&document);
  g_assert_nonnull (birge_document_get_body (document.result));

  birge_library_list_words_async (fixture->library, "lesson/basic/01", "en", NULL, on_answer, &words);
  wait_for (&words);
  g_assert_cmpuint (g_list_model_get_n_items (words.result), ==, 3);
  g_object_unref (words.result);

  birge_library_get_film_async (fixture->library, "film/burns", "en", NULL, on_answer, &film);
  wait_for (&film);
  g_assert_nonnull (birge_film_get_path (film.result));
  g_object_unref (film.result);

  birge_library_load_object_async (fixture->library, birge_document_find_picture (document.result, "work"), NULL,
                                   on_answer, &object);
  wait_for (&object);
  g_assert_cmpuint (g_bytes_get_size (object.result), ==, strlen ("<svg>work</svg>"));
  g_bytes_unref (object.result);
  g_object_unref (document.result);
}

static void
test_errors_arrive_too (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer answer = { loop, NULL, NULL, FINISH (birge_library_get_document_finish), 1 };

  birge_library_get_document_async (fixture->library, "guide/none", "en", NULL, on_answer, &answer);
  wait_for (&answer);
  g_assert_null (answer.result);
  g_assert_error (answer.error, BIRGE_LIBRARY_ERROR, BIRGE_LIBRARY_ERROR_NOT_FOUND);
  g_clear_error (&answer.error);
}

static void
test_cancelled_queries_end_as_cancelled (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Answer first = { loop, NULL, NULL, FINISH (birge_library_list_finish), 1 };
  Answer after = { loop, NULL, NULL, FINISH (birge_library_list_finish), 1 };

  birge_library_list_async (fixture->library, BIRGE_LIST_ALL, NULL, "en", cancellable, on_answer, &first);
  g_cancellable_cancel (cancellable);
  wait_for (&first);
  g_assert_null (first.result);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&first.error);

  /* The next one is not hurt. */
  birge_library_list_async (fixture->library, BIRGE_LIST_FILMS, NULL, "en", NULL, on_answer, &after);
  wait_for (&after);
  g_assert_no_error (after.error);
  g_assert_cmpuint (g_list_model_get_n_items (after.result), ==, 1);
  g_object_unref (after.result);
}

/* Cancelled in the middle again and again while another thread reads: only the cancelled query is interrupted. */
static gpointer
read_often (gpointer data)
{
  Fixture *fixture = data;

  for (int i = 0; i < 300; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GListModel) items = birge_library_list (fixture->library, BIRGE_LIST_ALL, NULL, "en", &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_list_model_get_n_items (items), ==, 9);
    }
  return NULL;
}

static void
on_either (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = birge_library_list_finish (BIRGE_LIBRARY (source), result, &error);
  guint *waiting = data;

  if (items == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  --*waiting;
}

static void
test_interrupts_hit_nobody_else (Fixture *fixture, gconstpointer unused)
{
  GThread *thread = g_thread_new ("reader", read_often, fixture);
  guint waiting = 0;

  for (int i = 0; i < 300; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();

      waiting++;
      birge_library_list_async (fixture->library, BIRGE_LIST_SEARCH, "penalty", "en", cancellable, on_either, &waiting);
      g_usleep ((gulong) (i % 7) * 30);
      g_cancellable_cancel (cancellable);
    }
  g_thread_join (thread);
  while (waiting > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_closing_answers_what_waits (Fixture *fixture, gconstpointer unused)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answer answers[50];
  guint closed = 0;
  Answer late = { loop, NULL, NULL, FINISH (birge_library_list_finish), 1 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      answers[i] = (Answer) { loop, NULL, NULL, FINISH (birge_library_list_finish), 1 };
      birge_library_list_async (fixture->library, BIRGE_LIST_ALL, NULL, "en", NULL, on_answer, &answers[i]);
    }
  birge_library_close (fixture->library);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      while (answers[i].waiting > 0)
        g_main_context_iteration (NULL, TRUE);
      if (answers[i].error != NULL)
        {
          g_assert_error (answers[i].error, G_IO_ERROR, G_IO_ERROR_CLOSED);
          closed++;
        }
      g_clear_error (&answers[i].error);
      g_clear_object ((GObject **) &answers[i].result);
    }
  g_test_message ("%u of %u were closed before they were read", closed, (guint) G_N_ELEMENTS (answers));

  birge_library_list_async (fixture->library, BIRGE_LIST_ALL, NULL, "en", NULL, on_answer, &late);
  wait_for (&late);
  g_assert_error (late.error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&late.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_TEST ("/library-async/each-query-has-an-async-form", test_each_query_has_an_async_form);
  FIXTURE_TEST ("/library-async/errors-arrive-too", test_errors_arrive_too);
  FIXTURE_TEST ("/library-async/cancelled-queries-end-as-cancelled", test_cancelled_queries_end_as_cancelled);
  FIXTURE_TEST ("/library-async/interrupts-hit-nobody-else", test_interrupts_hit_nobody_else);
  FIXTURE_TEST ("/library-async/closing-answers-what-waits", test_closing_answers_what_waits);
  return g_test_run ();
}
