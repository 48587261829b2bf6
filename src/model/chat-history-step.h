/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatInbox ChatInbox;
typedef struct _ChatRoom ChatRoom;

/* Our clock and the server's are not farther apart than that. */
#define CHAT_CLOCKS_APART_US G_TIME_SPAN_DAY

/**
 * ChatHistoryKind:
 * @CHAT_HISTORY_CATCH_UP: what was missed, from the newest page back to what was held before
 * @CHAT_HISTORY_FILL: what is older than the newest range, down to the next one or the start
 * @CHAT_HISTORY_VERIFY: what came since, in the archive's words
 * @CHAT_HISTORY_LOOK: what is older in one conversation, because somebody looks at it
 * @CHAT_HISTORY_FIND: one message that the server has found
 */
typedef enum {
  CHAT_HISTORY_CATCH_UP,
  CHAT_HISTORY_FILL,
  CHAT_HISTORY_VERIFY,
  CHAT_HISTORY_LOOK,
  CHAT_HISTORY_FIND,
} ChatHistoryKind;

/**
 * ChatHistoryStep:
 * @before_id: (nullable): the page ends right before it; NULL: it is the newest one, or the first
 *   after @after_id
 * @after_id: (nullable): it begins after it
 * @start_us: it begins at this time; 0: at any
 * @below_id: (nullable): what it joins where it is complete
 * @with: (nullable): only that conversation
 * @bound_id: (nullable): of such a page: the oldest message of it that is known to be newer than
 *   all of the page; what it ends before may be no message
 * @room: (nullable): whose archive it is; NULL: the account's own
 * @asked_us: when the server was asked (monotonic)
 * @server_us: what the server's clock showed then, at the least; 0: nothing is known of it
 * @unsettled_us: what the server got less long before may still get older neighbours
 * @page: (nullable): an XmppMamPage
 * @delivery: (nullable): an ArchiveDelivery, as far as @page has been read
 * @receipts: owned XmppMessage (nullable): what to answer to each message of @delivery
 * @answered: owned char *: what other devices of ours have answered already
 * @is_history: it is older than what was there before
 *
 * One page on its way from the server's archive into ours.
 */
typedef struct {
  ChatHistoryKind  kind;
  GCancellable    *session;
  char            *before_id;
  char            *after_id;
  gint64           start_us;
  char            *below_id;
  char            *with;
  char            *bound_id;
  ChatRoom        *room;
  gint64           asked_us;
  gint64           server_us;
  gint64           unsettled_us;
  gpointer         page;
  gpointer         delivery;
  GPtrArray       *receipts;
  GHashTable      *answered;
  gboolean         is_history;
} ChatHistoryStep;

ChatHistoryStep *chat_history_step_new  (ChatHistoryKind  kind,
                                         GCancellable    *session) G_GNUC_WARN_UNUSED_RESULT;
void             chat_history_step_free (ChatHistoryStep *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatHistoryStep, chat_history_step_free)

/* There is nothing beyond it in its direction */
gboolean    chat_history_step_is_complete (const ChatHistoryStep *self);
/* (nullable): the archive's ids of the ends of the page */
const char *chat_history_step_get_first   (const ChatHistoryStep *self);
const char *chat_history_step_get_last    (const ChatHistoryStep *self);
/* When the server got the first one; 0: there is none */
gint64      chat_history_step_get_time    (const ChatHistoryStep *self);
/* When it got the last one, so what its clock showed at least; 0: nothing is known of it */
gint64      chat_history_step_get_clock   (const ChatHistoryStep *self);
gboolean    chat_history_step_holds       (const ChatHistoryStep *self,
                                           const char            *id);
/* Owned char *: the archive's ids of all of it */
GHashTable *chat_history_step_dup_ids     (const ChatHistoryStep *self) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the server says that it will not tell otherwise later: XEP-0313, 4.3.2 */
gboolean    chat_history_step_is_stable   (const ChatHistoryStep *self);
/* Whether all of the page came */
gboolean    chat_history_step_is_sound    (const ChatHistoryStep *self);
/* What the answer to a message is known by in @answered */
char       *chat_history_step_make_key    (const char            *with,
                                           const char            *id) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the page into a delivery, a little at a time; finish: FALSE when the session is over */
void        chat_history_step_read_async  (ChatHistoryStep       *self,
                                           ChatInbox             *inbox,
                                           GAsyncReadyCallback    callback,
                                           gpointer               user_data);
gboolean    chat_history_step_read_finish (ChatInbox             *inbox,
                                           GAsyncResult          *result);

G_END_DECLS
