/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"

G_BEGIN_DECLS

/* Is given the message that was looked for, and takes @invocation. */
typedef void (*DesktopLookFunc) (ChatConversation      *conversation,
                                 ChatMessage           *message,
                                 gpointer               user_data,
                                 GDBusMethodInvocation *invocation);

/* Looks for a message of the conversation with @with by its id or, as "#12", by its row: here, then
 * on the server. @invocation is answered where there is none; @free_func: (nullable): of
 * @user_data, in the end */
void   desktop_look_for       (ChatClient            *client,
                               const char            *account,
                               const char            *with,
                               const char            *id,
                               DesktopLookFunc        func,
                               gpointer               user_data,
                               GDestroyNotify         free_func,
                               GDBusMethodInvocation *invocation);
/* The row that "#12" names; 0: it is the id of a message. */
gint64 desktop_look_parse_row (const char            *id);

G_END_DECLS
