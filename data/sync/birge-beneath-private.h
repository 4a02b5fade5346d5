/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A descriptor (O_PATH) of what @path names below a folder that somebody else may have filled with anything: no symbolic
 * link is followed, no other file system entered, nothing above the folder reached, and nothing opened that may do something
 * when it is. -1 and errno: ELOOP or ENOTDIR for a link, EXDEV for another file system, EINVAL for a path that is none of
 * ours ("", "/a", "a/../b", "a//b").
 *
 * Uses openat2() where the kernel has it (Linux 5.6), else walks from part to part. */
int _birge_beneath_find (int         dir_fd,
                         const char *path);
/* The walk alone; for tests. */
int _birge_beneath_walk (int         dir_fd,
                         const char *path);

G_END_DECLS
