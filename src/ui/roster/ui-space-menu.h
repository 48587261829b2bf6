/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-conversation.h"
#include "chat-space.h"

G_BEGIN_DECLS

/* What can be done with a workspace: items for the actions "space.*". @spaces: all there are */
GMenuModel *ui_space_menu_new      (ChatSpace        *space,
                                    GListModel       *spaces) G_GNUC_WARN_UNUSED_RESULT;
/* Into which workspace a conversation can go, and out of which */
GMenuModel *ui_space_menu_new_move (ChatConversation *conversation,
                                    GListModel       *spaces) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
