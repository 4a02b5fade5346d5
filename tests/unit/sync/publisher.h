/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/sync/birge-source.h"
#include "tests/unit/trust/repository-maker.h"

G_BEGIN_DECLS

/* A publisher and the server that hands out what was published, in memory; the objects lie in a folder. */
#define PUBLISHER_TYPE_SOURCE (publisher_source_get_type ())
G_DECLARE_FINAL_TYPE (PublisherSource, publisher_source, PUBLISHER, SOURCE, GObject)

#define PUBLISHER_CHANNEL "starter"

/* @out: where a test makes content (tests/unit/library/content-maker.h). */
PublisherSource *publisher_source_new         (const char      *out);
RepositoryMaker *publisher_source_get_maker   (PublisherSource *self);
/* Signs what lies in the folder now. @custom (nullable, transfer full): of the signed target. */
void             publisher_source_release     (PublisherSource *self,
                                               json_t          *custom);
/* What was asked for since the last time, with a space between. */
char            *publisher_source_take_reads  (PublisherSource *self);
/* The root that kiosks begin with, as a file. */
void             publisher_source_write_root  (PublisherSource *self,
                                               const char      *path);

G_END_DECLS
