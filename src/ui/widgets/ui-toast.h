/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A sentence that goes by itself; @text is no markup. Unlike the title of a toast, it has several
 * lines where one is too narrow. @from: in the window that says it; @button: (nullable): what is on
 * the one beside it */
AdwToast *ui_toast_new (GtkWidget  *from,
                        const char *text,
                        const char *button);

G_END_DECLS
