/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatMessage ChatMessage;
typedef struct _ChatStore ChatStore;
typedef struct _ChatTimeline ChatTimeline;

/* What a conversation tells its timelines. */
ChatTimeline *chat_timeline_new      (ChatStore    *store) G_GNUC_WARN_UNUSED_RESULT;
/* Loads the newest page: a new timeline waits until it is known where the unread ones begin */
void          chat_timeline_open     (ChatTimeline *self,
                                      gint64        conversation_id,
                                      gint64        first_unread);
/* @messages: ChatMessage, in order, as they were stored just now */
void          chat_timeline_add      (ChatTimeline *self,
                                      GPtrArray    *messages);
/* The same, of messages that may stand anywhere */
void          chat_timeline_add_history (ChatTimeline *self,
                                         GPtrArray    *messages);
/* Its place in the order may be another one now */
void          chat_timeline_move     (ChatTimeline *self,
                                      ChatMessage  *message);
void          chat_timeline_remove   (ChatTimeline *self,
                                      gint64        id);
void          chat_timeline_clear    (ChatTimeline *self);
/* @sender, an address, is called @name from now on */
void          chat_timeline_rename   (ChatTimeline *self,
                                      const char   *sender,
                                      const char   *name);

G_END_DECLS
