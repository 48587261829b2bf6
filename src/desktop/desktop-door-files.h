/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"

G_BEGIN_DECLS

/* Each takes @invocation. @index: which file, from 0, as GUINT_TO_POINTER */

/* Answers with where a file of @message is once it is there */
void desktop_door_fetch_file (ChatConversation      *conversation,
                              ChatMessage           *message,
                              gpointer               index,
                              GDBusMethodInvocation *invocation);

#define DESKTOP_DOOR_ALL_FILES G_MAXUINT32

/* Stops a file of @message that is on its way, or DESKTOP_DOOR_ALL_FILES */
void desktop_door_cancel_file (ChatConversation      *conversation,
                               ChatMessage           *message,
                               gpointer               index,
                               GDBusMethodInvocation *invocation);
/* Declines the file that @message offers */
void desktop_door_decline_file (ChatConversation      *conversation,
                                ChatMessage           *message,
                                gpointer               user_data,
                                GDBusMethodInvocation *invocation);

/* Answers what is to be said of a file before it is sent */
void desktop_door_check_file (ChatClient            *client,
                              GVariant              *arguments,
                              GDBusMethodInvocation *invocation);

G_END_DECLS
