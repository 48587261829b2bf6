/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base-magic.h"

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean media_kind_tells (GFile        *file,
                           GCancellable *cancellable);

/* A photograph that can be sent smaller; by how it begins, and its size in bytes */
gboolean media_kind_shrinks      (BaseMagic     magic,
                                  goffset       size);
gboolean media_kind_file_shrinks (GFile        *file,
                                  GCancellable *cancellable);

G_END_DECLS
