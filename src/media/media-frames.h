/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint media_frames_count (const guint8 *data,
                          gsize         n_bytes);

G_END_DECLS
