/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether what is in the clipboard is sent, rather than written */
gboolean ui_send_picture_wants (GdkClipboard *clipboard);
/* Hands files, or a picture once it is one, to the action "conversation.attach-files" of @widget */
void     ui_send_picture_paste (GtkWidget    *widget,
                                GdkClipboard *clipboard,
                                GCancellable *cancellable);

G_END_DECLS
