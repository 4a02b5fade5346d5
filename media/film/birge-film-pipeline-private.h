/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* A pipeline that is fed pictures through its appsrc "video" until it has made something of them. */
typedef struct {
  GstElement   *pipeline;
  GstAppSrc    *video;
  GstBus       *bus;
  GCancellable *cancellable; /* borrowed */
} BirgeFilmPipeline;

gboolean _birge_film_pipeline_open          (BirgeFilmPipeline  *self,
                                             const char         *description,
                                             GCancellable       *cancellable,
                                             GError            **error);
void     _birge_film_pipeline_clear         (BirgeFilmPipeline  *self);
gboolean _birge_film_pipeline_wait_for_room (BirgeFilmPipeline  *self,
                                             guint64             max_bytes,
                                             GError            **error);
/* Takes @buffer. */
gboolean _birge_film_pipeline_push          (BirgeFilmPipeline  *self,
                                             GstBuffer          *buffer,
                                             guint               frame,
                                             guint               rate,
                                             GError            **error);
/* No more pictures come: waits until all are through. */
gboolean _birge_film_pipeline_finish        (BirgeFilmPipeline  *self,
                                             GError            **error);

G_END_DECLS
