/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"

G_BEGIN_DECLS

/* (nullable): a row that asks whether files shall go straight to a contact; NULL: they cannot now.
 * @is_only_way: the server takes none, so that it only tells of it; @active: (out) (nullable): its
 * switch, borrowed */
GtkWidget  *ui_send_direct_row_new       (ChatConversation *conversation,
                                          gboolean          is_only_way,
                                          GtkWidget       **active);
/* Why nothing can be sent where the server takes no files; NULL: it can, straight */
const char *ui_send_direct_get_obstacle  (ChatConversation *conversation);

G_END_DECLS
