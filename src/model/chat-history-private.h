/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-history-news.h"
#include "chat-history-step.h"
#include "chat-tail.h"

G_BEGIN_DECLS

typedef struct _ChatAccount ChatAccount;
typedef struct _ChatConversations ChatConversations;
typedef struct _ChatHistory ChatHistory;
typedef struct _ChatHistoryQueue ChatHistoryQueue;
typedef struct _ChatRoom ChatRoom;

/* The files of a history share its inside:
 *   chat-history.c      the object, and connections that begin and end
 *   chat-history-run.c  what is asked next, and what becomes of the answers
 *   chat-history-look.c what is asked ahead of that, because somebody looks at it
 *   chat-history-find.c what the server looks for
 *   chat-history-room.c what is different where the archive is that of a room */
typedef enum {
  CHAT_HISTORY_ASLEEP,
  CHAT_HISTORY_BEGINNING,
  CHAT_HISTORY_CATCHING_UP,
  CHAT_HISTORY_FILLING,     /* from here on: caught up, as far as may be */
  CHAT_HISTORY_IDLE,
  CHAT_HISTORY_ABSENT,
} ChatHistoryState;

struct _ChatHistory
{
  GObject            parent_instance;

  ChatStore         *store;
  ChatInbox         *inbox;
  ChatAccount       *account;
  ChatConversations *conversations;
  ChatHistoryNews   *news;
  char              *owner;         /* address of the archive: the account's, or the room's */
  ChatRoom          *room;          /* (nullable): whose archive it is; NULL: the account's */
  ChatHistoryQueue  *queue;         /* (nullable): weak; of a room: whose turn it is */

  ChatHistoryState   state;
  GCancellable      *session;       /* (nullable): of the connection */
  GPtrArray         *ranges;        /* (nullable) owned ArchiveRange, oldest first */

  /* The run: pages that go on backwards from one another */
  char              *oldest_id;     /* (nullable): where it is; NULL: it has not begun */
  char              *below_id;      /* (nullable): what it is to meet */
  gint64             start_us;      /* it is to meet that by time; 0: by id */
  guint              n_pages;
  gboolean           is_run_over;   /* nothing more is to be asked for it */
  GHashTable        *newest_ids;    /* (nullable) owned char *: of the newest page */
  gint64             newest_asked_us;

  GHashTable        *looks;         /* borrowed address → owned Look */
  GQueue             wanted;        /* borrowed Look: to be asked for */

  ChatHistoryStep   *asking;        /* (nullable) borrowed: its callback owns it */
  ChatHistoryStep   *looking;       /* (nullable) likewise, of a look: it waits for nobody */
  ChatHistoryStep   *working;       /* (nullable): it is read and stored */
  ChatHistoryStep   *looked;        /* (nullable): a look that waits for that */
  ChatHistoryStep   *arrived;       /* (nullable): it waits for that */
  gboolean           is_reading;    /* what is worked on */
  gboolean           is_storing;
  guint              retry_source;
  guint              retry_s;
  gint64             server_ahead_us; /* its clock, of our monotonic one, at least; 0: not known */
  guint              n_unstable;    /* pages in a row that the server would not stand by */
  guint              n_behind;      /* and that lacked what it had delivered before */
  guint              verify_source;
  gint64             verify_until_us; /* monotonic: then at the latest; 0: nothing is asked */
  gboolean           is_verify_due;
  guint              settle_source; /* what may have been there already is asked for again */
  gint64             settled_us;    /* monotonic: what came before the connection is settled */
  gint64             begun_us;      /* monotonic: when the connection did */
  gint64             begun_real_us; /* the same by our clock */
  gint64             slowest_us;    /* how long an answer took at most */
  gboolean           holds_outbox;  /* what may have been sent before may still be taken */
  guint              support;       /* of a room's archive: XmppMamSupport */
  gboolean           has_support;   /* that is known */
  gboolean           has_turn;      /* of a room: it may be caught up with now */
  gboolean           is_wanted;     /* of a room: somebody wants to see what is older */
  guint              n_empty;       /* pages in a row in which that one saw nothing */
  guint              quiet_ms;
  gboolean           is_closed;     /* the account is gone */
};

/* @before_id: (nullable): where it goes on from; NULL: from the newest; @below: (nullable)
 * ArchiveRange: what it is to meet; @by_time: not by its id */
void           chat_history_begin_run   (ChatHistory   *self,
                                         const char    *before_id,
                                         gconstpointer  below,
                                         gboolean       by_time);
void           chat_history_set_state  (ChatHistory      *self,
                                        ChatHistoryState  state);
/* Does what is to be done next */
void           chat_history_go_on       (ChatHistory   *self);
/* Tells all who wait for that, but for the outbox where that is to wait longer */
void           chat_history_note_caught_up (ChatHistory *self);
/* What may have been sent before and is still unsent was not in this archive */
void           chat_history_let_outbox_go  (ChatHistory   *self);
/* There is nothing to be fetched */
void           chat_history_set_absent  (ChatHistory   *self);
/* XmppMamSupport */
guint          chat_history_get_support (ChatHistory   *self);
/* What came live since */
ChatTail      *chat_history_get_tail    (ChatHistory   *self);
/* A connection to the archive begins, or is over */
void           chat_history_begin       (ChatHistory   *self);
void           chat_history_end         (ChatHistory   *self);
/* What is needed to ask may be known by now */
void           chat_history_check_ready (ChatHistory   *self);
/* (nullable): an ArchiveRange, the newest one first */
gconstpointer  chat_history_get_range   (ChatHistory   *self,
                                         guint          from_top);

/* How long a message may need into the server's archive, beside others */
gint64         chat_history_get_unsettled_us (ChatHistory *self);

/* When (monotonic) the server has taken what was on its way as this connection began */
gint64         chat_history_get_sure_time (ChatHistory *self);

/* chat-history-look.c */
void             chat_history_init_looks    (ChatHistory           *self);
void             chat_history_clear_looks   (ChatHistory           *self);
/* Tells who looks at a conversation whether there is more */
void             chat_history_tell_older    (ChatHistory           *self);
/* (transfer full) (nullable): a page to be asked for, ahead of all others */
ChatHistoryStep *chat_history_next_look     (ChatHistory           *self);
/* @delivered: (nullable): an ArchiveDelivered; NULL: the server has nothing older */
void             chat_history_end_look      (ChatHistory           *self,
                                             const ChatHistoryStep *step,
                                             gconstpointer          delivered);
/* It did not come: to be asked for again */
void             chat_history_put_back_look (ChatHistory           *self,
                                             const ChatHistoryStep *step);

/* chat-history-room.c */
void             chat_history_listen_room   (ChatHistory           *self);
/* Whether an archive does not let us read it: then nobody asks it again */
gboolean         chat_history_is_shut       (const GError          *error);
/* That of the room: it tells what was said by itself */
void             chat_history_shut_room     (ChatHistory           *self);
/* It is caught up with: what the room has lost is known */
void             chat_history_judge_lost    (ChatHistory           *self);
/* Others may go on: it is caught up with, or cannot be now */
void             chat_history_end_turn      (ChatHistory           *self);
void             chat_history_want_turn     (ChatHistory           *self);
/* Somebody looks at the room, and may want to see what is older */
void             chat_history_look_at_room  (ChatHistory           *self,
                                             gboolean               wants_more);
void             chat_history_tell_room     (ChatHistory           *self);
/* A page of what is older is stored: @delivered is an ArchiveDelivered */
void             chat_history_note_filled   (ChatHistory           *self,
                                             gconstpointer          delivered);
/* What was missed in a room that is busy day and night is left to who scrolls back, from so many
 * pages on */
#define CHAT_HISTORY_ROOM_PAGES 40

G_END_DECLS
