/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversations.h"
#include "chat-history.h"

G_BEGIN_DECLS

/* What of one account's conversations was read, here and on other devices: XEP-0490. What is read
 * here is told to the others; what they read is read here, too. */
#define CHAT_TYPE_DISPLAYED (chat_displayed_get_type ())
G_DECLARE_FINAL_TYPE (ChatDisplayed, chat_displayed, CHAT, DISPLAYED, GObject)

ChatDisplayed *chat_displayed_new         (ChatStore         *store,
                                           ChatInbox         *inbox,
                                           ChatHistory       *history,
                                           ChatConversations *conversations)
  G_GNUC_WARN_UNUSED_RESULT;
ChatAccount   *chat_displayed_get_account (ChatDisplayed     *self);
/* How long what is read gathers before it is told */
void           chat_displayed_set_delay   (ChatDisplayed     *self,
                                           guint              delay_ms);
/* The account goes: nothing is told or heard any more */
void           chat_displayed_close       (ChatDisplayed     *self);

G_END_DECLS
