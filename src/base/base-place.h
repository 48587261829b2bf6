/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GFile *base_place_to_file   (const char *place) G_GNUC_WARN_UNUSED_RESULT;
char  *base_place_from_file (GFile      *file) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
