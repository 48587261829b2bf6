/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

G_BEGIN_DECLS

/* A walk back through a conversation, from its newest message or from one before which it begins,
 * however long it is: one page is in memory at a time. */
typedef struct _DesktopWalk DesktopWalk;

/* Is given each message, the newer ones first; FALSE ends the walk. */
typedef gboolean (*DesktopWalkFunc) (ChatMessage *message,
                                     gpointer     user_data);

/* The walk is over, and gone. @is_whole: the archive could be read, and knew where to begin. */
typedef void     (*DesktopWalkDone) (gboolean  is_whole,
                                     gpointer  user_data);

/* @before_row: 0 for the newest message. Calls @done once, and not before it has returned. */
DesktopWalk *desktop_walk_new  (ChatConversation *conversation,
                                gint64            before_row,
                                DesktopWalkFunc   func,
                                DesktopWalkDone   done,
                                gpointer          user_data);
/* Before it is over: @done is not called. */
void         desktop_walk_free (DesktopWalk      *self);

G_END_DECLS
