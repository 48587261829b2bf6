/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChatConsoleLine ChatConsoleLine;

ChatConsoleLine *chat_console_line_new (guint64     number,
                                        gboolean    is_sent,
                                        const char *xml)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
