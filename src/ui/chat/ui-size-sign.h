/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How large what is not here yet is, over what came along with it; and that it is a film */
GtkWidget *ui_size_sign_new      (void) G_GNUC_WARN_UNUSED_RESULT;
/* Returns: whether there is something to say */
gboolean   ui_size_sign_set_file (GtkWidget *sign,
                                  ChatFile  *file);

G_END_DECLS
