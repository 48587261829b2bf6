/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-message.h"

G_BEGIN_DECLS

/* The messages of one conversation, oldest first: a GListModel of ChatMessage that is a window
 * over the archive. Every change ends in one items-changed. Opening costs the same for a hundred
 * and a million.
 *
 * Properties (notify): has-older, has-newer (bool: the archive has more on that side), loading
 * (bool), first-unread (int64: id of the first unread message as the conversation was opened; 0:
 * none).
 *
 * Messages that arrive are appended when the window stands at the end (has-newer FALSE). While
 * "follow" is TRUE the window is trimmed at its old end, so that memory stays bounded in a
 * flood. */
#define CHAT_TYPE_TIMELINE (chat_timeline_get_type ())
G_DECLARE_FINAL_TYPE (ChatTimeline, chat_timeline, CHAT, TIMELINE, GObject)

gboolean chat_timeline_get_has_older    (ChatTimeline *self);
gboolean chat_timeline_get_has_newer    (ChatTimeline *self);
gboolean chat_timeline_get_loading      (ChatTimeline *self);
gint64   chat_timeline_get_first_unread (ChatTimeline *self);

/* Ask for a page more; nothing happens when there is none or one is on its way. */
void chat_timeline_load_older (ChatTimeline *self);
void chat_timeline_load_newer (ChatTimeline *self);
/* The newest page again: after "go to the end". */
void chat_timeline_load_newest (ChatTimeline *self);
/* The page around a message: finish gives its position, or -1 with @error. */
void         chat_timeline_load_around_async  (ChatTimeline       *self,
                                               gint64              id,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
int          chat_timeline_load_around_finish (ChatTimeline *self,
                                               GAsyncResult *result,
                                               GError      **error);
void         chat_timeline_set_follow         (ChatTimeline *self,
                                               gboolean      follow); /* the view is at the end */
ChatMessage *chat_timeline_find               (ChatTimeline *self,
                                               gint64        id,
                                               guint        *position); /* (nullable) borrowed */

G_END_DECLS
