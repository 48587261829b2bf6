/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

G_BEGIN_DECLS

/* Answers @invocation, which it takes, with where a file of @message is once it is there */
void desktop_door_fetch_file (ChatConversation      *conversation,
                              ChatMessage           *message,
                              guint                  index,
                              GDBusMethodInvocation *invocation);

G_END_DECLS
