/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint8 *media_memory_open  (int    *fd,
                            gsize   n_bytes); /* (nullable) */
int     media_memory_close (int     fd,
                            guint8 *memory,
                            gsize   n_bytes);

G_END_DECLS
