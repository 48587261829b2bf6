/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For the dispose of a widget that is made of a template, but not a window or popover: lets go
 * of its template and of all its children, of which gtk_widget_dispose_template() forgets the
 * unnamed. */
void ui_template_dispose (GtkWidget *widget,
                          GType      type);

G_END_DECLS
