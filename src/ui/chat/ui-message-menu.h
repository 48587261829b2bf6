/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-file.h"
#include "chat-message.h"
#include "chat-room.h"

G_BEGIN_DECLS

/* What is there of a message besides itself. */
typedef enum {
  UI_MESSAGE_MENU_SELECTION = 1 << 0, /* some of its text is selected */
  UI_MESSAGE_MENU_LINK      = 1 << 1,
} UiMessageMenuFlags;

/* What can be done with a message. @file: (nullable): the one of its files that it is about;
 * @room: (nullable): where others speak */
GMenuModel *ui_message_menu_new (ChatMessage       *message,
                                 ChatFile          *file,
                                 ChatRoom          *room,
                                 UiMessageMenuFlags flags) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
