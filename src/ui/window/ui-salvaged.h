/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tells that the file with the chats was damaged and what became of it. */
void ui_salvaged_tell (GtkWindow  *parent,
                       const char *kept_path,
                       guint64     n_messages);

G_END_DECLS
