/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A list view keeps what it shows where it is when rows come in above; who looks at its top
 * wants to go on looking at the top. Ask before a change, go after it. */
gboolean ui_list_top_is_shown (GtkWidget *view);
void     ui_list_top_show     (GtkWidget *view);

G_END_DECLS
