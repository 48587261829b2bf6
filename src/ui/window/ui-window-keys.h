/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Binds the keys of the main window to its actions. */
void ui_window_keys_install (GtkWidgetClass *widget_class);

G_END_DECLS
