/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "birge-library"

#include "data/library/birge-library-async.h"

#include "data/library/birge-library-private.h"

/* One thread reads for the screen, in the order it was asked. A cancelled job is left out or, when it is the one being
 * worked on, interrupted inside SQLite. */

typedef gpointer (*JobFunc) (BirgeLibrary *library, const void *job, GError **error);

typedef struct {
  GTask          *task;
  JobFunc         work;
  GDestroyNotify  free_result;
  BirgeListKind   kind;
  char           *text;     /* id, filter or hash */
  char           *language;
} Job;

static const Job last_job; /* tells the thread to end */

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job == &last_job)
    return;
  g_object_unref (job->task);
  g_free (job->text);
  g_free (job->language);
  g_free (job);
}

GAsyncQueue *
_birge_library_jobs_new (void)
{
  return g_async_queue_new_full (job_free);
}

static void
on_cancelled (GCancellable *cancellable, gpointer db)
{
  sqlite3_interrupt (db);
}

static void
run_job (BirgeLibrary *self, Job *job)
{
  GCancellable *cancellable = g_task_get_cancellable (job->task);
  GError *error = NULL;
  gpointer result = NULL;
  gulong handler = 0;

  if (g_task_return_error_if_cancelled (job->task))
    return;
  /* Under the lock, so that only this job is interrupted. An interrupt between two of its statements is lost: the job
   * then ends on its own, and the task still reports that it was cancelled. */
  g_rec_mutex_lock (&self->lock);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self->db, NULL);
  result = job->work (self, job, &error);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  g_rec_mutex_unlock (&self->lock);

  if (result != NULL)
    g_task_return_pointer (job->task, result, job->free_result);
  else
    g_task_return_error (job->task, error);
}

static gpointer
read_jobs (gpointer data)
{
  BirgeLibrary *self = data;
  Job *job;

  while ((job = g_async_queue_pop (self->jobs)) != &last_job)
    {
      run_job (self, job);
      job_free (job);
    }
  return NULL;
}

void
_birge_library_start_thread (BirgeLibrary *self)
{
  self->thread = g_thread_new ("birge-library", read_jobs, self);
}

/* What is still waiting answers with CLOSED. The thread keeps no reference: whoever owns the library closes it. */
void
_birge_library_stop_thread (BirgeLibrary *self)
{
  Job *job;

  if (self->thread == NULL)
    return;
  g_async_queue_push_front (self->jobs, (gpointer) &last_job);
  g_thread_join (g_steal_pointer (&self->thread));
  while ((job = g_async_queue_try_pop (self->jobs)) != NULL)
    {
      g_task_return_new_error (job->task, G_IO_ERROR, G_IO_ERROR_CLOSED, "content.db: reading: the library was closed");
      job_free (job);
    }
}

static gpointer
work_list (BirgeLibrary *library, const void *data, GError **error)
{
  const Job *job = data;

  return birge_library_list (library, job->kind, job->text, job->language, error);
}

static gpointer
work_document (BirgeLibrary *library, const void *data, GError **error)
{
  const Job *job = data;

  return birge_library_get_document (library, job->text, job->language, error);
}

static gpointer
work_words (BirgeLibrary *library, const void *data, GError **error)
{
  const Job *job = data;

  return birge_library_list_words (library, job->text, job->language, error);
}

static gpointer
work_film (BirgeLibrary *library, const void *data, GError **error)
{
  const Job *job = data;

  return birge_library_get_film (library, job->text, job->language, error);
}

static gpointer
work_object (BirgeLibrary *library, const void *data, GError **error)
{
  const Job *job = data;

  return birge_library_load_object (library, job->text, error);
}

/* Takes @task. */
static void
push (BirgeLibrary *self, GTask *task, JobFunc work, GDestroyNotify free_result, BirgeListKind kind, const char *text,
      const char *language)
{
  Job *job;

  if (self->thread == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "content.db: reading: the library was closed");
      g_object_unref (task);
      return;
    }
  job = g_new0 (Job, 1);
  job->task = task;
  job->work = work;
  job->free_result = free_result;
  job->kind = kind;
  job->text = g_strdup (text);
  job->language = g_strdup (language);
  g_async_queue_push (self->jobs, job);
}

static GTask *
new_task (BirgeLibrary *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

void
birge_library_list_async (BirgeLibrary *self, BirgeListKind kind, const char *filter, const char *language,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (BIRGE_IS_LIBRARY (self));
  g_return_if_fail (language != NULL);

  push (self, new_task (self, birge_library_list_async, cancellable, callback, user_data), work_list, g_object_unref,
        kind, filter, language);
}

GListModel *
birge_library_list_finish (BirgeLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
birge_library_get_document_async (BirgeLibrary *self, const char *id, const char *language, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (BIRGE_IS_LIBRARY (self));
  g_return_if_fail (id != NULL && language != NULL);

  push (self, new_task (self, birge_library_get_document_async, cancellable, callback, user_data), work_document,
        g_object_unref, 0, id, language);
}

BirgeDocument *
birge_library_get_document_finish (BirgeLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
birge_library_list_words_async (BirgeLibrary *self, const char *lesson_id, const char *language,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (BIRGE_IS_LIBRARY (self));
  g_return_if_fail (lesson_id != NULL && language != NULL);

  push (self, new_task (self, birge_library_list_words_async, cancellable, callback, user_data), work_words,
        g_object_unref, 0, lesson_id, language);
}

GListModel *
birge_library_list_words_finish (BirgeLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
birge_library_get_film_async (BirgeLibrary *self, const char *id, const char *language, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (BIRGE_IS_LIBRARY (self));
  g_return_if_fail (id != NULL && language != NULL);

  push (self, new_task (self, birge_library_get_film_async, cancellable, callback, user_data), work_film, g_object_unref,
        0, id, language);
}

BirgeFilm *
birge_library_get_film_finish (BirgeLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
birge_library_load_object_async (BirgeLibrary *self, const char *sha256, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (BIRGE_IS_LIBRARY (self));
  g_return_if_fail (sha256 != NULL);

  push (self, new_task (self, birge_library_load_object_async, cancellable, callback, user_data), work_object,
        (GDestroyNotify) g_bytes_unref, 0, sha256, NULL);
}

GBytes *
birge_library_load_object_finish (BirgeLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
