/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "data/formats/birge-settings.h"
#include "data/sync/birge-incoming.h"
#include "data/sync/birge-release.h"
#include "data/sync/birge-want.h"

G_BEGIN_DECLS

/* What of a release is not here and shall come, in which order. */

/* Of BirgeWant, owned: first what is pinned, then by tier, by the order of languages in the settings, small before large.
 * @settings: NULL for none. Parts that only a later Birge understands are no use. */
GPtrArray *birge_wanted_new       (const BirgeRelease  *release,
                                   BirgeIncoming       *incoming,
                                   const BirgeSettings *settings);
/* The wants of one step, borrowed: those of @tier, and with the first step (0) all that is pinned. */
GPtrArray *birge_wanted_of_tier   (GPtrArray           *wants,
                                   guint                tier);
/* Whether films may be fetched at this hour of local time. */
gboolean   birge_wanted_is_film_hour (const BirgeSettings *settings,
                                      int                  hour);

G_END_DECLS
