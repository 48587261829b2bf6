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

/**
 * DesktopWalkEnd:
 * @DESKTOP_WALK_OVER: nothing is older, or that was enough
 * @DESKTOP_WALK_OFFLINE: what is older only the server has, and nobody can ask it
 * @DESKTOP_WALK_LATE: the server has not said in time what is older
 * @DESKTOP_WALK_GONE: what the walk was to go on from is not there
 * @DESKTOP_WALK_FAILED: the archive could not be read
 */
typedef enum {
  DESKTOP_WALK_OVER,
  DESKTOP_WALK_OFFLINE,
  DESKTOP_WALK_LATE,
  DESKTOP_WALK_GONE,
  DESKTOP_WALK_FAILED,
} DesktopWalkEnd;

/* The walk is over, and gone. */
typedef void     (*DesktopWalkDone) (DesktopWalkEnd end,
                                     gpointer       user_data);

/* @before_row: 0 for the newest message. Calls @done once, and not before it has returned. */
DesktopWalk *desktop_walk_new  (ChatConversation *conversation,
                                gint64            before_row,
                                DesktopWalkFunc   func,
                                DesktopWalkDone   done,
                                gpointer          user_data);
/* Before it is over: @done is not called. */
void         desktop_walk_free (DesktopWalk      *self);
/* For how many seconds the server is waited for in all; 0: not at all */
void         desktop_walk_set_patience (DesktopWalk *self,
                                        guint        patience_s);

/* Why a message was not found by a walk that came to that end, in words as well */
ChatError    desktop_walk_explain (DesktopWalkEnd   end,
                                   const char     **text);

G_END_DECLS
