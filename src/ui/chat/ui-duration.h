/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 0:07, 12:34, 1:02:03; figures alone, from left to right everywhere */
char *ui_duration_format (gint64 time_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
