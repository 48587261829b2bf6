/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-conversation.h"

G_BEGIN_DECLS

/* What can be done with a conversation: items for the actions "chat.*" and "win.*"; the one that is
 * open can be closed. @spaces: GListModel of ChatSpace */
GMenuModel *ui_conversation_menu_new      (ChatConversation *conversation,
                                           GListModel       *spaces,
                                           gboolean          is_open)
  G_GNUC_WARN_UNUSED_RESULT;
/* Only for how long it is muted. */
GMenuModel *ui_conversation_menu_new_mute (ChatConversation *conversation)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
