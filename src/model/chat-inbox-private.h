/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-inbox-row.h"
#include "chat-tail.h"
#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatAccount ChatAccount;
typedef struct _ChatConversation ChatConversation;
typedef struct _ChatConversations ChatConversations;
typedef struct _ChatInbox ChatInbox;
typedef struct _ChatMessage ChatMessage;
typedef struct _ChatReaders ChatReaders;
typedef struct _ChatRoom ChatRoom;
typedef struct _ChatStore ChatStore;
typedef struct _ChatThumbnails ChatThumbnails;

/* The inbox's files share its inside:
 *   chat-inbox.c            what waits, and how it is stored
 *   chat-inbox-take.c       what comes live
 *   chat-inbox-room.c       what comes from rooms
 *   chat-inbox-delivered.c  what becomes of it once it is stored, from the archive too */
struct _ChatInbox
{
  GObject            parent_instance;

  ChatStore         *store;
  ChatAccount       *account;
  ChatConversations *conversations;

  GPtrArray         *entries;      /* owned Entry: wait to be stored */
  gsize              n_bytes;      /* bodies that wait */
  ChatReaders       *readers;
  ChatThumbnails    *thumbnails;
  GPtrArray         *told;         /* owned ChatRoom: have told what was said before we came */
  ChatTail           tail;
  GHashTable        *room_tails;   /* owned char *, of a room → owned ChatTail */
  guint64            last_number;  /* of an entry */
  guint              store_source;
  gboolean           is_striding;  /* store_source waits for the end of a stride */
  gint64             stored_us;    /* monotonic: when something was last given to the archive */
  gint64             counted_us;   /* monotonic: since when n_came counts */
  guint              n_came;
  guint              n_came_before; /* in the stride before that */
  guint              retry_s;
  guint              n_single;     /* to be stored one by one: one of them is bad */
  guint              n_storing;    /* transactions under way: one, but when the program ends */
  gboolean           is_waiting;   /* until it is known what the server's ids are worth */
  gboolean           is_closed;    /* the account is gone */
  gboolean           is_choked;    /* the account was sent offline */
};

/**
 * ChatDelivered:
 * @delivery: an ArchiveDelivery
 * @delivered: an ArchiveDelivered
 * @receipts: (nullable) owned XmppMessage (nullable): what to answer to each message that is new
 * @is_live: it came just now, one after the other: people hear of it
 *
 * What is stored now. All borrowed.
 */
typedef struct {
  gpointer   delivery;
  gpointer   delivered;
  GPtrArray *receipts;
  gboolean   is_live;
} ChatDelivered;

/* @room: (nullable): whose archive has it; NULL: our own account's. @row, an ArchiveMessage, @mark,
 * an ArchiveMark, and @receipt, an XmppMessage that answers @row: (transfer full) (nullable) */
void     chat_inbox_add            (ChatInbox           *self,
                                    const char          *room,
                                    gpointer             row,
                                    gpointer             mark,
                                    gpointer             receipt);
/* @retraction: (transfer full): an ArchiveRetraction */
void     chat_inbox_add_retraction (ChatInbox           *self,
                                    const char          *room,
                                    gpointer             retraction);
/* Of the archive of that address: ours, or a room's. It stays while the inbox does */
ChatTail *chat_inbox_get_tail_of   (ChatInbox           *self,
                                    const char          *owner);
void     chat_inbox_listen         (ChatInbox           *self);
void     chat_inbox_listen_rooms   (ChatInbox           *self);
void     chat_inbox_leave_rooms    (ChatInbox           *self);
/* A message from a room that we are in, or from its archive: @said is an XmppRoomMessage */
void     chat_inbox_take_room      (ChatInbox           *self,
                                    ChatRoom            *room,
                                    gpointer             said);
/* What it comes to: an ArchiveMessage; NULL: nobody is to see it */
gpointer chat_inbox_read_room      (ChatInbox           *self,
                                    ChatRoom            *room,
                                    gpointer             said) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @stanza, an XmppElement that our own account has kept for us, is said in private in a
 * room that we know: @said: (out) (transfer full) (nullable): an XmppRoomMessage */
gboolean chat_inbox_read_private   (ChatInbox           *self,
                                    gpointer             stanza,
                                    ChatRoom           **room,
                                    gpointer            *said);
gboolean chat_inbox_take_private_copy (ChatInbox        *self,
                                       gpointer          stanza);
/* Whether a message of that sender may be an announcement: a contact, our server, or ourselves */
gboolean chat_inbox_is_known       (ChatInbox           *self,
                                    XmppAddress         *from); /* (nullable) */
/* Another device of ours has read that conversation up to a message, by the archive's id */
void     chat_inbox_take_seen      (ChatInbox           *self,
                                    const char          *address,
                                    const char          *stanza_id);
/* Shows what is stored, wherever it came from */
void     chat_inbox_show_delivered (ChatInbox           *self,
                                    const ChatDelivered *what);
/* Tells of a message that is shown */
void     chat_inbox_tell           (ChatInbox           *self,
                                    ChatConversation    *conversation,
                                    ChatMessage         *message,
                                    gboolean             notify);
/* Whether people want to hear of a message, by what it is and where it was said */
gboolean chat_inbox_is_loud        (ChatConversation    *conversation,
                                    ChatMessage         *message);
/* XEP-0184; @receipt: an XmppMessage */
void     chat_inbox_send_receipt   (ChatInbox           *self,
                                    ChatConversation    *conversation,
                                    gpointer             receipt);

G_END_DECLS
