/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversations.h"

G_BEGIN_DECLS

/* Which conversations of one account are muted for good, on all devices: XEP-0492. It lies where
 * the server keeps it private: XmppBookmarks. Muting for a while is this device's own: there is no
 * word for it that others know. */
#define CHAT_TYPE_NOTIFY_SYNC (chat_notify_sync_get_type ())
G_DECLARE_FINAL_TYPE (ChatNotifySync, chat_notify_sync, CHAT, NOTIFY_SYNC, GObject)

ChatNotifySync *chat_notify_sync_new         (ChatAccount       *account,
                                              ChatConversations *conversations)
  G_GNUC_WARN_UNUSED_RESULT;
ChatAccount    *chat_notify_sync_get_account (ChatNotifySync    *self);
/* The account goes: nothing is told or heard any more */
void            chat_notify_sync_close       (ChatNotifySync    *self);

G_END_DECLS
