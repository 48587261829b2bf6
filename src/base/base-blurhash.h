/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* px: it has no more to tell, and its colours are wanted in a moment */
#define BASE_BLURHASH_MAX_SIDE 32

/* (nullable): R, G and B of a byte each, line by line; NULL: it is no BlurHash */
GBytes *base_blurhash_render (const char *hash,
                              gsize       length,
                              guint       width,
                              guint       height) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
