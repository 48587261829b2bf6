/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ChatMessage ChatMessage;

/**
 * ChatWindow:
 * @list: borrowed: the list model whose items these are; it tells of every change
 * @messages: owned ChatMessage, by chat_message_compare(), each once
 * @has_older: the conversation has more before these
 * @has_newer: the conversation has more after these
 *
 * A stretch of a conversation without a hole. Each change of it is told once it is done, in as few
 * signals as possible.
 */
typedef struct {
  GListModel *list;
  GPtrArray  *messages;
  gboolean    has_older;
  gboolean    has_newer;
} ChatWindow;

void     chat_window_init         (ChatWindow  *self,
                                   GListModel  *list);
void     chat_window_clear        (ChatWindow  *self);
gboolean chat_window_find         (ChatWindow  *self,
                                   gint64       id,
                                   guint       *position);
/* @messages: ChatMessage in order; those that are here already stay as they are */
void     chat_window_merge        (ChatWindow  *self,
                                   GPtrArray   *messages);
/* @messages: ChatMessage, just stored: those that stand within the window come in */
void     chat_window_admit        (ChatWindow  *self,
                                   GPtrArray   *messages);
/* The window is another one, with these in it */
void     chat_window_replace      (ChatWindow  *self,
                                   GPtrArray   *messages);
/* Its place may be another one now: puts it there, where that is within the window */
void     chat_window_move         (ChatWindow  *self,
                                   ChatMessage *message);
void     chat_window_remove       (ChatWindow  *self,
                                   guint        position,
                                   guint        length);

G_END_DECLS
