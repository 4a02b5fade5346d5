/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-catalogue.h"
#include "data/publish/birge-publisher-private.h"

G_BEGIN_DECLS

char    *_birge_publisher_dup_object (BirgePublisher *self, const char *name);
guint    _birge_publish_count_items  (const BirgeCatalogue *catalogue);
/* As kiosks count it: less than 70 % of the items are left. @before: NULL for none. */
gboolean _birge_publish_has_shrunk   (const BirgeCatalogue *before, const BirgeCatalogue *after);
/* A catalogue that is published. @bytes, @catalogue (nullable): NULL when there is none, which is no error. */
gboolean _birge_publisher_read_target (BirgePublisher *self, const char *channel, const char *suffix, GBytes **bytes,
                                       BirgeCatalogue **catalogue, GError **error);
/* The catalogue of the main target of a role's content. NULL without an error when the role has none. */
GBytes  *_birge_publisher_read_file  (BirgePublisher *self, const json_t *channel_content, const char *channel,
                                      const char *suffix, GError **error);
/* Contents of all versions of a channel's role, the latest first: (element-type json_t). */
GPtrArray *_birge_publisher_list_history (BirgePublisher *self, const char *channel);
/* birge-publish-verify.c: what a kiosk would do that was given the first root, dates and all. @state_dir: what it knows. */
BirgeRelease *_birge_publisher_run_client (BirgePublisher *self, const char *folder, const char *state_dir, GError **error);

G_END_DECLS
