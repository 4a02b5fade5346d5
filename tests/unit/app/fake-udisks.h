/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As much of UDisks2 as the kiosk talks to, on a bus of the test's own. */
typedef struct _FakeUdisks FakeUdisks;

/* What a drive and its one file system are like. */
typedef struct {
  const char *path;        /* last part of the object paths */
  const char *label;
  const char *uuid;
  const char *type;        /* "vfat" */
  const char *vendor;
  const char *model;
  const char *mount_point; /* NULL: not mounted */
  gboolean    fixed;       /* no removable drive */
  gboolean    system;      /* HintSystem */
  gboolean    ignored;     /* HintIgnore */
  gboolean    bare;        /* no file system on it */
} FakeStick;

FakeUdisks *fake_udisks_new        (const char      *bus_address);
void        fake_udisks_free       (FakeUdisks      *self);
/* Takes the name away, as when the service ends, or back. */
void        fake_udisks_set_there  (FakeUdisks      *self,
                                    gboolean         there);
void        fake_udisks_put_in     (FakeUdisks      *self,
                                    const FakeStick *stick);
void        fake_udisks_pull_out   (FakeUdisks      *self,
                                    const char      *path);
/* Where the next stick is mounted; or which error it gives instead ("NotAuthorized"). */
void        fake_udisks_set_folder (FakeUdisks      *self,
                                    const char      *folder);
void        fake_udisks_set_error  (FakeUdisks      *self,
                                    const char      *name);
/* "Mount sda1 ro,nosuid,nodev,noexec; Unmount sda1; " since the last time. (transfer full) */
char       *fake_udisks_take_calls (FakeUdisks      *self);

G_END_DECLS
