/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  MEDIA_SANDBOX_PICTURES,
  MEDIA_SANDBOX_FILM, /* and sound */
} MediaSandboxKind;

/* From now on the process can open, run, send to and signal nothing, and has little memory. */
gboolean media_sandbox_enter (MediaSandboxKind   kind,
                              GError           **error);

G_END_DECLS
