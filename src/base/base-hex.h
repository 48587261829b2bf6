/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *base_hex_to_bytes   (const char *hex) G_GNUC_WARN_UNUSED_RESULT;
char   *base_hex_from_bytes (GBytes     *bytes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
