/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize base_utf8_span (const char *text,
                      gsize       length,
                      gsize      *tail);

G_END_DECLS
