/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on the process can open, run, send to and signal nothing, and has little memory. */
gboolean media_sandbox_enter (GError **error);

G_END_DECLS
