/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/shell/birge-updates.h"

G_BEGIN_DECLS

/* The sticks in this machine, through UDisks2 on the system bus. Nothing is mounted before somebody asks for it: what a stranger
 * left in the machine is never read by itself. This process reads and writes nothing of a stick; it looks how it was
 * mounted.
 *
 * Main thread only; never blocks. */
typedef struct _KioskSticks KioskSticks;

/* @folder: stands in the place of sticks (tests, closed networks), or NULL. @changed: the list is another one now; also once
 * after kiosk_sticks_watch(), when it is known. */
KioskSticks        *kiosk_sticks_new   (const char   *folder,
                                        void        (*changed) (gpointer user_data),
                                        gpointer      user_data);
/* A stick that is open is closed. */
void                kiosk_sticks_free  (KioskSticks  *self);
/* Asks the bus, from the first call on. */
void                kiosk_sticks_watch (KioskSticks  *self);
/* Adds BirgeUpdatesStick to @sticks. */
BirgeUpdatesSticks  kiosk_sticks_list  (KioskSticks  *self,
                                        GPtrArray    *sticks);
gboolean            kiosk_sticks_has   (KioskSticks  *self,
                                        guint         id);

/* What a stick is opened for. */
typedef enum {
  KIOSK_STICKS_READ,  /* then nobody writes on it */
  KIOSK_STICKS_WRITE, /* what volunteers recorded goes to the editors */
} KioskSticksUse;

/* @folder: where the stick can be used now, read-only unless it is to be written on, with no device, no program and no right of another user on it; or
 * NULL, then @reason and @words (for a technician) say why. */
typedef void (*KioskSticksOpened) (const char      *folder,
                                   BirgeSyncReason  reason,
                                   const char      *words,
                                   gpointer         user_data);
/* One at a time; @opened is called once, perhaps before this returns, unless the sticks are freed before. */
void                kiosk_sticks_open  (KioskSticks       *self,
                                        guint              id,
                                        KioskSticksUse     use,
                                        KioskSticksOpened  opened,
                                        gpointer           user_data);
/* Unmounts what was opened; not while it is still being opened. */
void                kiosk_sticks_close (KioskSticks  *self);

/* Whether the table of a kernel's mounts (/proc/self/mountinfo) has @folder as a stick must be mounted. */
gboolean            kiosk_sticks_is_safe_in (const char     *mountinfo,
                                             const char     *folder,
                                             KioskSticksUse  use);
/* Tests only: what says whether a folder is mounted as it must be; NULL goes back to the real one. */
void                kiosk_sticks_set_check_for_tests (gboolean (*is_safe) (const char *folder, KioskSticksUse use));

G_END_DECLS
