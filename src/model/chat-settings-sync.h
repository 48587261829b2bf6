/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversations.h"

G_BEGIN_DECLS

/* Which conversations of one account are muted for good or pinned, on all devices: XEP-0492,
 * XEP-0469. It lies where the server keeps it private: XmppBookmarks. Muting for a while is this
 * device's own: there is no word for it that others know. */
#define CHAT_TYPE_SETTINGS_SYNC (chat_settings_sync_get_type ())
G_DECLARE_FINAL_TYPE (ChatSettingsSync, chat_settings_sync, CHAT, SETTINGS_SYNC, GObject)

ChatSettingsSync *chat_settings_sync_new         (ChatAccount       *account,
                                                  ChatConversations *conversations)
  G_GNUC_WARN_UNUSED_RESULT;
ChatAccount      *chat_settings_sync_get_account (ChatSettingsSync  *self);
/* The account goes: nothing is told or heard any more */
void              chat_settings_sync_close       (ChatSettingsSync  *self);

G_END_DECLS
