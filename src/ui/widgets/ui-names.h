/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Sees to what screen readers call the controls. Once for the whole program, after gtk_init (). */
void ui_names_install    (void);
/* Gives the search that a window of GTK's or libadwaita's brings along the name that it lacks. */
void ui_names_set_search (GtkWidget  *window,
                          const char *name);

G_END_DECLS
