/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Reads files of a medium that may hang, fail or vanish, in a thread of its own: whoever waits, waits no longer than
 * BIRGE_READER_PATIENCE_US. A thread that hangs is left to itself, and another takes its place.
 *
 * One file at a time, from one thread. Errors: BIRGE_SOURCE_ERROR: NOT_FOUND, DAMAGED (no regular file, or shorter than it
 * said), UNREACHABLE (the medium fails or hangs); G_IO_ERROR_CANCELLED. */
#define BIRGE_READER_PATIENCE_US (30 * G_USEC_PER_SEC)

typedef struct _BirgeReader BirgeReader;

/* @dir_fd: what paths are below of; the reader has its own copy. */
BirgeReader *_birge_reader_new   (int           dir_fd);
void         _birge_reader_free  (BirgeReader  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BirgeReader, _birge_reader_free)
/* Opens a regular file and closes the one before. Its length, -1 on error. */
gint64       _birge_reader_open  (BirgeReader  *self,
                                  const char   *path,
                                  GCancellable *cancellable,
                                  GError      **error);
/* Begins to read @length bytes at @offset of the open file, so that the caller can do something else until
 * _birge_reader_wait(). */
void         _birge_reader_begin (BirgeReader  *self,
                                  gint64        offset,
                                  gsize         length);
/* (transfer full): all the bytes that _birge_reader_begin() asked for */
GBytes      *_birge_reader_wait  (BirgeReader  *self,
                                  GCancellable *cancellable,
                                  GError      **error);
/* How often it hung. */
guint        _birge_reader_get_n_hung (BirgeReader *self);

/* Tests only: what reads instead of pread(), and how long to wait for it; NULL and 0 go back to the real ones. */
typedef ssize_t (*BirgeReaderCall) (int fd, void *data, size_t length, off_t offset);
void         _birge_reader_set_for_tests (BirgeReaderCall call,
                                          gint64          patience_us);

G_END_DECLS
