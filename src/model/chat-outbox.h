/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatDirects ChatDirects;
typedef struct _ChatMessage ChatMessage;
typedef struct _ChatPreview ChatPreview;
typedef struct _ChatRooms ChatRooms;
typedef struct _ChatStore ChatStore;
typedef struct _ChatUploads ChatUploads;

/* What an account has to send, in order: stored first, then sent whenever there is a connection,
 * until the server is known to have it.
 *
 * Signals:
 *   "placing" (): some of it is about to get its place after all that has come
 *   "sent" (): the server has some more of it, and that is stored */
#define CHAT_TYPE_OUTBOX (chat_outbox_get_type ())
G_DECLARE_FINAL_TYPE (ChatOutbox, chat_outbox, CHAT, OUTBOX, GObject)

ChatOutbox *chat_outbox_new (ChatStore      *store,
                             ChatConnection *connection)
  G_GNUC_WARN_UNUSED_RESULT;
/* Whose rooms these are: what is to be said there waits until we are in them */
void chat_outbox_set_rooms (ChatOutbox *self,
                            ChatRooms  *rooms);
/* Who carries files: what comes with some is sent once others can get them */
void chat_outbox_set_uploads (ChatOutbox  *self,
                              ChatUploads *uploads);
/* And who carries those that go straight to a contact */
void chat_outbox_set_directs (ChatOutbox  *self,
                              ChatDirects *directs);
/* The archive knows the account: takes up what was left unsent. */
void chat_outbox_start (ChatOutbox *self,
                        gint64      account_id);
/* Stores a message; finish answers once it is stored, with an error in CHAT_ERROR when it is not */
void         chat_outbox_queue_async  (ChatOutbox          *self,
                                       gint64               conversation_id, /* 0: by @address */
                                       const char          *address,
                                       ChatConversationKind kind,
                                       const char          *body,
                                       ChatPreview         *preview, /* (nullable) */
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
ChatMessage *chat_outbox_queue_finish (ChatOutbox   *self,
                                       GAsyncResult *result,
                                       GError      **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The same with a file. @file: an ArchiveFile with its path, copied; @caption: (nullable): what is
 * written to it */
void         chat_outbox_queue_file_async (ChatOutbox          *self,
                                           gint64               conversation_id, /* or 0 */
                                           const char          *address,
                                           ChatConversationKind kind,
                                           gconstpointer        file,
                                           const char          *caption,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
/* The same with several: owned ArchiveFile, copied. Those with a URL are where others get them
 * already: nothing waits for them; at most the first one may have none */
void         chat_outbox_queue_files_async (ChatOutbox          *self,
                                            gint64               conversation_id, /* or 0 */
                                            const char          *address,
                                            ChatConversationKind kind,
                                            GPtrArray           *files,
                                            const char          *caption,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
/* Stores a correction (XEP-0308) of an own message; finish answers as above: with that message, or
 * with the correction itself where it stands for itself; @id: (out) (optional): the correction's */
void         chat_outbox_correct_async  (ChatOutbox         *self,
                                         ChatMessage        *message,
                                         const char         *body,
                                         ChatPreview        *preview, /* (nullable) */
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
ChatMessage *chat_outbox_correct_finish (ChatOutbox   *self,
                                         GAsyncResult *result,
                                         char        **id,
                                         GError      **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Sends one that failed once more, and the correction of it that failed */
void chat_outbox_retry (ChatOutbox  *self,
                        ChatMessage *message);
/* How long what may have arrived already waits for the server's archive, from the next connection
 * on: half a minute unless set */
void chat_outbox_set_patience (ChatOutbox *self,
                               guint       patience_ms);
/* The server's archive has been caught up with, or there is none: what is still here was not in it
 */
void   chat_outbox_go_on           (ChatOutbox *self);
/* The same of a room: what was said there before we came back is here. A room that has no archive
 * tells that by itself */
void   chat_outbox_room_passed (ChatOutbox *self,
                                const char *room);
/* When the oldest message was written that the server may have already, or that room; 0: there is
 * none. @room: (nullable): NULL: of all that is not said in rooms */
gint64 chat_outbox_get_unsure_time (ChatOutbox *self,
                                    const char *room);
/* The archive brings what was missed, page by page: as long as it does that is waited for. @room:
 * (nullable): NULL: the account's own */
void   chat_outbox_note_coming (ChatOutbox *self,
                                const char *room);
/* @from, a bare address, says that it has the message with that id, even before the server did:
 * then the server has it, and all before it */
void         chat_outbox_note_arrived (ChatOutbox          *self,
                                       const char          *from,
                                       const char          *message_id);
/* What becomes of a message that a room refused as if it did not know us. */
typedef enum {
  CHAT_REFUSAL_FINAL,   /* it has failed: we are not to be there, or that was tried before */
  CHAT_REFUSAL_CONTENT, /* likewise, because of what it says: the room knows us */
  CHAT_REFUSAL_WAITS,   /* it is said again once we are there */
  CHAT_REFUSAL_RETURNS, /* the same, once it is queued again: chat_outbox_note_returned() */
} ChatRefusal;

/* @room, a bare address, says so of the message with that id */
ChatRefusal chat_outbox_refuse        (ChatOutbox *self,
                                       const char *room,
                                       const char *message_id);
/* The archive has it as queued again, or knows better */
void        chat_outbox_note_returned (ChatOutbox *self,
                                       const char *room,
                                       const char *message_id);
/* @room, a bare address, has told that message of ours, or refused it */
void        chat_outbox_note_reflected (ChatOutbox *self,
                                        const char *room,
                                        const char *message_id); /* (nullable) */
void        chat_outbox_note_bounced   (ChatOutbox *self,
                                        const char *room,
                                        const char *message_id); /* (nullable) */
/* We are not in it any more */
void        chat_outbox_end_stay       (ChatOutbox *self,
                                        const char *room);
/* We are in it again: all is here that its archive has from @from_us on; what was sent before
 * @before_us and is not there is lost */
void        chat_outbox_judge          (ChatOutbox *self,
                                        const char *room,
                                        gint64      conversation_id,
                                        gint64      from_us,
                                        gint64      before_us);
/* Never sends it, nor what corrects it, unless that is under way already */
void chat_outbox_remove     (ChatOutbox  *self,
                             ChatMessage *message);
void chat_outbox_remove_all (ChatOutbox  *self,
                             gint64       conversation_id);

G_END_DECLS
