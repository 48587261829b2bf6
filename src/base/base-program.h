/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean base_program_is_one (const char *type,  /* (nullable) */
                              const char *name); /* (nullable) */

G_END_DECLS
