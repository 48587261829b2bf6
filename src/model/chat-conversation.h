/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "chat-contact.h"
#include "chat-notes.h"
#include "chat-previewer.h"
#include "chat-room.h"
#include "chat-timeline.h"

G_BEGIN_DECLS

/**
 * ChatVersion:
 * @id: of the correction; "" for the first text
 * @time_us: when it was written
 * @body: cleaned for display
 *
 * A text that a message had, or has.
 */
typedef struct {
  char   *id;
  gint64  time_us;
  char   *body;
} ChatVersion;

/**
 * ChatReader:
 * @address: bare: who it is
 * @name: what they are called in the room now
 *
 * Somebody who has read a message.
 */
typedef struct {
  char *address;
  char *name;
} ChatReader;

/* A talk with one contact, in a room, or in private with somebody who is in one. Properties (all
 * notify): title, unread (uint), mentions (uint: of those unread, in rooms), preview (string,
 * nullable: last message in one line), preview-name (nullable: in rooms: who said it),
 * preview-outgoing (bool), preview-kind (ChatMessageKind),
 * preview-state (ChatMessageState), last-time (int64 unix µs, 0: none), pinned (bool), muted
 * (bool: now), muted-until (int64 unix s, 0: not, G_MAXINT64: always), archived (bool: out of
 * the list until something arrives), draft (string, nullable, persistent), typing (ChatTyping of
 * the contact), contact (ChatContact), older (ChatOlder: while a timeline of it is open).
 * Signals:
 *   "read" (): more of it was read, on this device
 *   "look" (gboolean wants_more): somebody looks at it, and wants what is older than all of it
 *   "shared-set" (int what): a ChatShared: somebody has set that on this device */
#define CHAT_TYPE_CONVERSATION (chat_conversation_get_type ())
G_DECLARE_FINAL_TYPE (ChatConversation, chat_conversation, CHAT, CONVERSATION, GObject)

gint64           chat_conversation_get_id               (ChatConversation *self);
const char      *chat_conversation_get_account_address  (ChatConversation *self);
const char      *chat_conversation_get_address          (ChatConversation *self);
ChatConversationKind chat_conversation_get_kind         (ChatConversation *self);
/* never NULL, borrowed: the contact, the room, or who has the nick there */
ChatPeer        *chat_conversation_get_peer             (ChatConversation *self);
/* (nullable): kind CHAT */
ChatContact     *chat_conversation_get_contact          (ChatConversation *self);
/* (nullable): kind ROOM, and PRIVATE: where that somebody is */
ChatRoom        *chat_conversation_get_room             (ChatConversation *self);
/* (nullable): kind ROOM: who came and went there */
ChatNotes       *chat_conversation_get_notes            (ChatConversation *self);
const char      *chat_conversation_get_title            (ChatConversation *self);
guint            chat_conversation_get_unread           (ChatConversation *self);
guint            chat_conversation_get_mentions         (ChatConversation *self);
const char      *chat_conversation_get_preview          (ChatConversation *self);
const char      *chat_conversation_get_preview_name     (ChatConversation *self);
gboolean         chat_conversation_get_preview_outgoing (ChatConversation *self);
ChatMessageKind  chat_conversation_get_preview_kind     (ChatConversation *self);
ChatMessageState chat_conversation_get_preview_state    (ChatConversation *self);
gint64           chat_conversation_get_last_time        (ChatConversation *self);
gboolean         chat_conversation_get_pinned           (ChatConversation *self);
gboolean         chat_conversation_get_muted            (ChatConversation *self);
gint64           chat_conversation_get_muted_until      (ChatConversation *self);
gboolean         chat_conversation_get_archived         (ChatConversation *self);
const char      *chat_conversation_get_draft            (ChatConversation *self);
ChatTyping       chat_conversation_get_typing           (ChatConversation *self);
/* (transfer full): a timeline for one view; loads its newest page at once. Several may exist. */
ChatTimeline *chat_conversation_open_timeline   (ChatConversation *self)
  G_GNUC_WARN_UNUSED_RESULT;
/* What is older, from here or from the server; nothing happens when there is none */
ChatOlder     chat_conversation_get_older       (ChatConversation *self);
void          chat_conversation_load_older      (ChatConversation *self,
                                                 ChatTimeline     *timeline);
void          chat_conversation_set_pinned      (ChatConversation *self,
                                                 gboolean          pinned);
void          chat_conversation_set_muted_until (ChatConversation *self,
                                                 gint64            until_s);
void          chat_conversation_set_archived    (ChatConversation *self,
                                                 gboolean          archived);
void          chat_conversation_set_draft       (ChatConversation *self,
                                                 const char       *draft);
/* After what was begun there */
void          chat_conversation_add_to_draft    (ChatConversation *self,
                                                 const char       *text);
/* What is being changed while one looks elsewhere, and what it shall say; kept while the program
 * runs. @message, @text: (nullable): nothing is */
void          chat_conversation_set_edit        (ChatConversation *self,
                                                 ChatMessage      *message,
                                                 const char       *text);
/* (nullable); @text: (out) (optional) (nullable) */
ChatMessage  *chat_conversation_get_edit        (ChatConversation *self,
                                                 const char      **text);
/* What the composer does; sent as XEP-0085 where it is wanted and allowed. */
void chat_conversation_set_composing (ChatConversation *self,
                                      gboolean          composing);
/* The person looks at it (window focused, at the end) or not. While TRUE what arrives counts as
 * read, markers are sent, and no notification comes. */
void     chat_conversation_set_active (ChatConversation *self,
                                       gboolean          active);
gboolean chat_conversation_get_active (ChatConversation *self);
void     chat_conversation_mark_read  (ChatConversation *self);

/* What is told of a link in the draft, where the settings want that: it goes with the message */
ChatPreviewer *chat_conversation_get_previewer (ChatConversation *self);
/* Whether the person can say so of this conversation alone; and what was said, once it was read:
 * then a previewer was asked for */
gboolean       chat_conversation_can_preview   (ChatConversation *self);
gboolean       chat_conversation_get_previews  (ChatConversation *self);
void           chat_conversation_set_previews  (ChatConversation *self,
                                                gboolean          previews);

/* Stores, then sends when it can. Finish answers as soon as it is stored: the message, as the
 * timeline shows it; later states are its property. */
void         chat_conversation_send_async  (ChatConversation   *self,
                                            const char         *body,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
/* The same with that told of a link in it, whatever was to be told of it. @preview: (nullable) */
void         chat_conversation_send_preview_async (ChatConversation   *self,
                                                   const char         *body,
                                                   ChatPreview        *preview,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
/* Of all that is sent: words, files, whichever way they go */
ChatMessage *chat_conversation_send_finish (ChatConversation *self,
                                            GAsyncResult     *result,
                                            GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The same with a file. @path: absolute, or a URI; it is read when it is sent, and again after a
 * restart; @caption: (nullable): what is written to it: a message of its own before it, once it is
 * known that the file can be sent. CHAT_ERROR_NO_FILE, CHAT_ERROR_NO_UPLOAD, CHAT_ERROR_TOO_LARGE
 * where that is known at once. Returns the message with the file */
void         chat_conversation_send_file_async  (ChatConversation   *self,
                                                 const char         *path,
                                                 const char         *caption,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
/* px: as large as photographs are sent, where nobody wants them as they are */
#define CHAT_PHOTO_FIT 2560

/* A photograph whose longer side is more than @fit px is sent with that; everything else, and what
 * would not be smaller for it, as it is. 0: as it is. The same finish */
void         chat_conversation_send_smaller_async (ChatConversation   *self,
                                                   const char         *path,
                                                   guint               fit,
                                                   const char         *caption,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
/* Before that */
void         chat_conversation_check_file_async  (ChatConversation   *self,
                                                 GFile              *file,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
ChatFileTraits chat_conversation_check_file_finish (ChatConversation *self,
                                                    GAsyncResult     *result);
/* Whether the contact has a program that can be sent a file without a server that keeps it. Who is
 * not online is waited for, if we hear of that */
ChatReach    chat_conversation_get_direct_reach (ChatConversation *self);
/* Whether who sends us a file that way, or gets one, may see our network address */
gboolean     chat_conversation_get_shows_address (ChatConversation *self);
/* Sends a file that way, as chat_conversation_send_file_async(). CHAT_ERROR_NO_DIRECT where it
 * cannot. @text is a message of its own, before it: what goes so has none */
void         chat_conversation_send_direct_async  (ChatConversation   *self,
                                                   const char         *path,
                                                   const char         *text, /* (nullable) */
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
/* Whether only people who know one another read what is said here */
gboolean     chat_conversation_is_known      (ChatConversation *self);
/* Whether @message is from us, from a contact, or in a group whose people know one another */
gboolean     chat_conversation_is_from_known (ChatConversation *self,
                                              ChatMessage      *message);
/* A file of a message of this conversation is fetched; one that is offered is accepted. @is_asked:
 * the person wants it; else it is only seen: then a picture or sound of whom one knows comes, up to
 * the size that the settings allow */
void         chat_conversation_fetch_file (ChatConversation *self,
                                           ChatMessage      *message,
                                           ChatFile         *file,
                                           gboolean          is_asked);
/* The person does not want the file that @message offers. */
void         chat_conversation_decline_file (ChatConversation *self,
                                             ChatMessage      *message);
/* Tries again what could not be sent: a message, or what it was to say instead */
void         chat_conversation_retry       (ChatConversation *self,
                                            ChatMessage      *message);
/* Who has read @message, one of ours in a small private room: owned ChatReader; none elsewhere */
void       chat_conversation_load_readers_async  (ChatConversation   *self,
                                                  ChatMessage        *message,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
GPtrArray *chat_conversation_load_readers_finish (ChatConversation *self,
                                                  GAsyncResult     *result,
                                                  GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* XEP-0308: @message, an own one, says @body from now on. What it tells of a link stays while that
 * is in it. Finish answers once it is stored, with the message that shows it; @id: (out)
 * (optional): the correction's own */
void         chat_conversation_correct_async  (ChatConversation   *self,
                                               ChatMessage        *message,
                                               const char         *body,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
/* The same; @preview: (nullable): what it tells of a link in it from now on */
void         chat_conversation_correct_preview_async (ChatConversation   *self,
                                                      ChatMessage        *message,
                                                      const char         *body,
                                                      ChatPreview        *preview,
                                                      GCancellable       *cancellable,
                                                      GAsyncReadyCallback callback,
                                                      gpointer            user_data);
ChatMessage *chat_conversation_correct_finish (ChatConversation *self,
                                               GAsyncResult     *result,
                                               char            **id,
                                               GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Takes back what could not be sent of the corrections of a message */
void     chat_conversation_discard_unsent_async  (ChatConversation   *self,
                                                  ChatMessage        *message,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gboolean chat_conversation_discard_unsent_finish (ChatConversation *self,
                                                  GAsyncResult     *result,
                                                  GError          **error);
/* The newest message with that id, whoever wrote it, also where a correction or the server's
 * archive gave it that, else CHAT_ERROR_NOT_FOUND: only what is held here */
void         chat_conversation_find_async  (ChatConversation   *self,
                                            const char         *id,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
ChatMessage *chat_conversation_find_finish (ChatConversation *self,
                                            GAsyncResult     *result,
                                            GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The own message with that id, also where it is a correction, else CHAT_ERROR_NOT_FOUND: only
 * what is held here */
void         chat_conversation_find_own_async  (ChatConversation   *self,
                                                const char         *message_id,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
ChatMessage *chat_conversation_find_own_finish (ChatConversation *self,
                                                GAsyncResult     *result,
                                                GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* The last own message that may be corrected, if it is near the end, else CHAT_ERROR_NOT_FOUND */
void         chat_conversation_find_last_own_async  (ChatConversation   *self,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
ChatMessage *chat_conversation_find_last_own_finish (ChatConversation *self,
                                                     GAsyncResult     *result,
                                                     GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* What a message said and says: owned ChatVersion, the first one, then the newest, the present one
 * last; empty where it was never corrected */
void       chat_conversation_load_versions_async  (ChatConversation   *self,
                                                   ChatMessage        *message,
                                                   GCancellable       *cancellable,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
GPtrArray *chat_conversation_load_versions_finish (ChatConversation *self,
                                                   GAsyncResult     *result,
                                                   GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* What the room's archive calls the messages of @author, as chat_message_get_author(), newest
 * first: owned strings. Only what is held here, is not gone yet, and is not too far back */
void       chat_conversation_list_author_async  (ChatConversation   *self,
                                                 const char         *author,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
GPtrArray *chat_conversation_list_author_finish (ChatConversation *self,
                                                 GAsyncResult     *result,
                                                 GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* Takes a message out of the local archive; of a queued one it also stops the sending. */
void     chat_conversation_delete_message_async  (ChatConversation   *self,
                                                  ChatMessage        *message,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gboolean chat_conversation_delete_message_finish (ChatConversation *self,
                                                  GAsyncResult     *result,
                                                  GError          **error);
void     chat_conversation_clear_async           (ChatConversation   *self,
                                                  GCancellable       *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gboolean chat_conversation_clear_finish          (ChatConversation *self,
                                                  GAsyncResult     *result,
                                                  GError          **error);

G_END_DECLS
