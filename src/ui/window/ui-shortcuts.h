/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The window that lists the keyboard shortcuts; (transfer none): toplevels own themselves. */
/* @enter_sends: whether Enter sends a message or starts a new line. */
GtkWindow *ui_shortcuts_new (gboolean enter_sends);

G_END_DECLS
