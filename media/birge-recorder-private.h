/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/birge-recorder.h"

G_BEGIN_DECLS

/* Tests only: another microphone, as BIRGE_MICROPHONE describes one. */
void _birge_recorder_set_microphone (BirgeRecorder *self,
                                     const char    *description);

G_END_DECLS
