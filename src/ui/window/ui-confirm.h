/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks before something that cannot be undone. "Cancel" is the default; @verb has the destructive
 * style. The dialog's signal "response" says "yes" when the person means it. @body: plain text. */
AdwMessageDialog *ui_confirm_new (GtkWidget  *parent, /* (nullable) */
                                  const char *heading,
                                  const char *body,
                                  const char *verb);
/* The window that @widget is in, for dialogs over it; (nullable) borrowed */
GtkWindow        *ui_confirm_get_window (GtkWidget *widget);

G_END_DECLS
