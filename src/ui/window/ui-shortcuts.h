/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The window that lists the keyboard shortcuts; (transfer none): toplevels own themselves. */
GtkWindow *ui_shortcuts_new (void);

G_END_DECLS
