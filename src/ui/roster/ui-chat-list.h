/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* The conversations, pinned and newest first, all or only the unread ones.
 * Signal "activate" (ChatConversation): the person chose one. */
#define UI_TYPE_CHAT_LIST (ui_chat_list_get_type ())
G_DECLARE_FINAL_TYPE (UiChatList, ui_chat_list, UI, CHAT_LIST, GtkWidget)

void              ui_chat_list_set_client (UiChatList       *self,
                                           ChatClient       *client,
                                           UiClock          *clock);
/* The conversation that is open; (nullable). It stays listed whatever the filter. */
void              ui_chat_list_choose     (UiChatList       *self,
                                           ChatConversation *conversation);
/* What stands @step rows below the chosen one (above: negative), wrapping; (nullable) borrowed */
ChatConversation *ui_chat_list_step       (UiChatList       *self,
                                           int               step);
ChatConversation *ui_chat_list_peek       (UiChatList       *self,
                                           guint             position); /* (nullable) borrowed */
/* Only what is in that workspace; (nullable): all */
void              ui_chat_list_set_space  (UiChatList       *self,
                                           ChatSpace        *space);
/* Whether it would stand there, but for the filter */
gboolean          ui_chat_list_has_space_of (UiChatList     *self,
                                             ChatConversation *conversation);
void              ui_chat_list_focus      (UiChatList       *self);
/* What the list shows, for tests and for whoever counts; borrowed */
GListModel       *ui_chat_list_get_model  (UiChatList       *self);
void              ui_chat_list_show_unread (UiChatList      *self,
                                           gboolean          only_unread);

G_END_DECLS
