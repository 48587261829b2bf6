/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the archive's own files. */

gboolean archive_repair_copy (const char  *path,
                              const char  *copy_path,
                              GError     **error);

G_END_DECLS
