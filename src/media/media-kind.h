/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean media_kind_tells (GFile        *file,
                           GCancellable *cancellable);

G_END_DECLS
