/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/library/birge-library.h"

G_BEGIN_DECLS

/* The reader thread of a library; used by birge-library.c alone. */
GAsyncQueue *_birge_library_jobs_new     (void);
void         _birge_library_start_thread (BirgeLibrary *self);
void         _birge_library_stop_thread  (BirgeLibrary *self);

G_END_DECLS
