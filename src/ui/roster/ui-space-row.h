/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* One workspace in the strip beside the chats: its letters on its colour, and how much is unread in
 * it. A chat can be dropped onto it. */
#define UI_TYPE_SPACE_ROW (ui_space_row_get_type ())
G_DECLARE_FINAL_TYPE (UiSpaceRow, ui_space_row, UI, SPACE_ROW, GtkWidget)

/* @space: (nullable): all chats */
GtkWidget *ui_space_row_new        (ChatClient *client,
                                    ChatSpace  *space) G_GNUC_WARN_UNUSED_RESULT;
ChatSpace *ui_space_row_get_space  (UiSpaceRow *self); /* (nullable) borrowed */

G_END_DECLS
