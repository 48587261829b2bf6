/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui-clock.h"

G_BEGIN_DECLS

/* A popover that shows what a message said before its author changed it. @versions: owned
 * ChatVersion, the present one last */
GtkWidget *ui_message_versions_new  (void);
void       ui_message_versions_fill (GtkWidget *popover,
                                     GPtrArray *versions,
                                     UiClock   *clock);

G_END_DECLS
