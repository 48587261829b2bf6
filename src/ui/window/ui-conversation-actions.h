/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The actions "chat.*" of a window. Their target "(ss)" is the account's and the other's address:
 * pin, unpin, mark-read, archive, unarchive, clear-history; and mute "(sss)" with "1h", "8h",
 * "tomorrow", "always" or "never". */
#define UI_TYPE_CONVERSATION_ACTIONS (ui_conversation_actions_get_type ())
G_DECLARE_FINAL_TYPE (UiConversationActions, ui_conversation_actions, UI, CONVERSATION_ACTIONS,
                      GObject)

/* @toasts: held weakly: where undo is offered and dialogs find their window */
UiConversationActions *ui_conversation_actions_new (ChatClient      *client,
                                                    AdwToastOverlay *toasts)
  G_GNUC_WARN_UNUSED_RESULT;
/* borrowed */
GActionGroup          *ui_conversation_actions_get_group (UiConversationActions *self);

G_END_DECLS
