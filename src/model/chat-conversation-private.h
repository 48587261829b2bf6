/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ArchiveDatabase ArchiveDatabase;
typedef struct _ChatDirects ChatDirects;
typedef struct _ChatDownloads ChatDownloads;
typedef struct _ChatComposing ChatComposing;
typedef struct _ChatConnection ChatConnection;
typedef struct _ChatContact ChatContact;
typedef struct _ChatConversation ChatConversation;
typedef struct _ChatMessage ChatMessage;
typedef struct _ChatNotes ChatNotes;
typedef struct _ChatOutbox ChatOutbox;
typedef struct _ChatPeer ChatPeer;
typedef struct _ChatPreview ChatPreview;
typedef struct _ChatPreviewer ChatPreviewer;
typedef struct _ChatRoom ChatRoom;
typedef struct _ChatStore ChatStore;
typedef struct _ChatTimeline ChatTimeline;
typedef struct _ChatVoice ChatVoice;

/**
 * ChatConversationInit:
 *
 * What the archive keeps of a conversation. Strings are borrowed and copied.
 */
typedef struct {
  gint64       id;             /* 0: the archive is about to say */
  const char  *draft;          /* (nullable) */
  gint64       muted_until_us; /* as the archive has it */
  gint64       read_sort_us;
  guint        unread;
  guint        mentions;
  gboolean     is_pinned;
  gboolean     is_archived;
  ChatMessage *last;           /* (nullable) */
} ChatConversationInit;

/* The files of a conversation share its inside:
 *   chat-conversation.c           the object and its properties
 *   chat-conversation-last.c      what was said last, in a line
 *   chat-conversation-timelines.c where one looks at it
 *   chat-conversation-settings.c  what people set
 *   chat-conversation-read.c      what arrives, and what was read
 *   chat-conversation-readers.c   and what others have read
 *   chat-conversation-send.c      what people write
 *   chat-conversation-preview.c   what is told of a link in it
 *   chat-conversation-file.c      which files they send
 *   chat-conversation-correct.c   and how they change it
 *   chat-conversation-author.c    what one of many has written
 *   chat-forward.c                what they hand on to it */
typedef enum {
  CHAT_CONVERSATION_PROP_ID = 1,
  CHAT_CONVERSATION_PROP_ACCOUNT_ADDRESS,
  CHAT_CONVERSATION_PROP_ADDRESS,
  CHAT_CONVERSATION_PROP_KIND,
  CHAT_CONVERSATION_PROP_PEER,
  CHAT_CONVERSATION_PROP_CONTACT,
  CHAT_CONVERSATION_PROP_ROOM,
  CHAT_CONVERSATION_PROP_TITLE,
  CHAT_CONVERSATION_PROP_UNREAD,
  CHAT_CONVERSATION_PROP_MENTIONS,
  CHAT_CONVERSATION_PROP_PREVIEW,
  CHAT_CONVERSATION_PROP_PREVIEW_NAME,
  CHAT_CONVERSATION_PROP_PREVIEW_OUTGOING,
  CHAT_CONVERSATION_PROP_PREVIEW_KIND,
  CHAT_CONVERSATION_PROP_PREVIEW_STATE,
  CHAT_CONVERSATION_PROP_LAST_TIME,
  CHAT_CONVERSATION_PROP_PINNED,
  CHAT_CONVERSATION_PROP_MUTED,
  CHAT_CONVERSATION_PROP_MUTED_UNTIL,
  CHAT_CONVERSATION_PROP_ARCHIVED,
  CHAT_CONVERSATION_PROP_DRAFT,
  CHAT_CONVERSATION_PROP_TYPING,
  CHAT_CONVERSATION_PROP_ACTIVE,
  CHAT_CONVERSATION_PROP_OLDER,
  CHAT_CONVERSATION_N_PROPS,
} ChatConversationProp;

/* Whether links in it are asked about, where the settings want that at all */
typedef enum {
  CHAT_PREVIEWS_UNKNOWN, /* not read yet */
  CHAT_PREVIEWS_ON,
  CHAT_PREVIEWS_OFF,
} ChatPreviews;

struct _ChatConversation
{
  GObject           parent_instance;

  ChatStore        *store;
  ChatConnection   *connection;
  ChatOutbox       *outbox;
  ChatDownloads    *downloads;
  ChatDirects      *directs;
  ChatPeer         *peer;
  ChatContact      *contact;          /* (nullable) borrowed: the same */
  ChatRoom         *room;             /* (nullable) borrowed: the same, or the peer's */
  ChatMessage      *last;             /* (nullable) */
  char             *preview;          /* (nullable): of @last */
  char             *draft;            /* (nullable) */
  ChatMessage      *edited;           /* (nullable): is being changed */
  char             *edit;             /* (nullable): to that */
  ChatVoice        *voice;            /* (nullable): nobody has asked for it */
  GPtrArray        *timelines;        /* borrowed ChatTimeline: each tells when it goes */
  GPtrArray        *opening;          /* owned ChatTimeline: they wait for the first unread one */
  ChatComposing    *composing;        /* what we tell of our typing */
  ChatPreviewer    *previewer;        /* (nullable): what is told of a link in @draft */
  ChatNotes        *notes;            /* (nullable): who comes and goes in a room */

  gint64            id;
  ChatConversationKind kind;
  gint64            muted_until_s;
  gint64            read_sort_us;     /* everything up to here is read */
  gint64            newest_sort_us;   /* the place of the newest one sent or received */
  char             *marker_id;        /* (nullable): of the newest one that wants a marker */
  gulong            online_handler;   /* a marker waits for the session */
  guint             unread;
  guint             mentions;         /* those of them that speak to us */
  guint             counted_unread;   /* for chat-conversations.c: what the sums hold of it */
  guint             counted_loud;     /* the same, nothing while muted */
  guint             draft_source;
  guint             mute_source;
  guint             typing_source;
  ChatTyping        typing;
  ChatOlder         older;
  ChatPreviews      previews;
  gint64            typed_us;         /* monotonic: the last key */
  gint64            older_below_us;   /* something may be missing right below that place */
  gboolean          is_pinned;
  gboolean          is_muted;
  gboolean          is_archived;
  gboolean          is_active;
  gboolean          is_mark_wanted;   /* once the timelines are open */
  gboolean          has_written;      /* we have answered them at least once */
  gboolean          is_unsaved;       /* settings were made before the archive gave us an id */
};

ChatConversation *chat_conversation_new (ChatStore                  *store,
                                         ChatConnection             *connection,
                                         ChatOutbox                 *outbox,
                                         ChatDownloads              *downloads,
                                         ChatDirects                *directs,
                                         ChatPeer                   *peer,
                                         const ChatConversationInit *init)
  G_GNUC_WARN_UNUSED_RESULT;
/* The archive knows it now */
void chat_conversation_set_id (ChatConversation *self,
                               gint64            id);
/* @messages: ChatMessage, just stored, in order; @n_unread of them are incoming and new. Those that
 * speak to us are counted by themselves */
void chat_conversation_add (ChatConversation *self,
                            GPtrArray        *messages,
                            guint             n_unread);
/* The same, of messages that are older than what is there, or were missed: ChatMessage, in order */
void     chat_conversation_add_history (ChatConversation *self,
                                        GPtrArray        *messages);
/* Whether anybody looks at its messages */
gboolean chat_conversation_is_shown    (ChatConversation *self);
/* Whether a message at that place has not been read */
gboolean chat_conversation_is_unread    (ChatConversation *self,
                                         gint64            sort_us);
/* The archive says up to where it was read, on whichever device, what is unread, and how much of
 * that speaks to us */
void     chat_conversation_note_read   (ChatConversation *self,
                                        gint64            read_sort_us,
                                        guint             unread,
                                        guint             mentions);
/* Places from there on have moved on */
void     chat_conversation_shift       (ChatConversation *self,
                                        gint64            from_us,
                                        gint64            by_us);
/* It was set on another device */
void     chat_conversation_follow_shared (ChatConversation *self,
                                          ChatShared        what,
                                          gboolean          set);
gboolean chat_conversation_get_shared   (ChatConversation *self,
                                         ChatShared        what);
/* What the server has beyond what is held; @below_us: below that place something may be missing */
void     chat_conversation_set_older   (ChatConversation *self,
                                        ChatOlder         older,
                                        gint64            below_us);
/* A message has another state; @moved: and another place */
void chat_conversation_note_change  (ChatConversation *self,
                                                  ChatMessage      *message,
                                                  gboolean          moved);
void chat_conversation_note_removed (ChatConversation *self,
                                     gint64            message_id);
/* A message of theirs came. @typing: what it says of that; @has_state: whether it says anything */
void chat_conversation_note_typing (ChatConversation *self,
                                    ChatTyping        typing,
                                    gboolean          has_state);
void chat_conversation_set_typing  (ChatConversation *self,
                                    ChatTyping        typing);
/* (nullable): by which others hear that a message was displayed */
const char *chat_conversation_get_marker_id (ChatConversation *self,
                                             ChatMessage      *message);
/* It can be said now what has been read of a room */
void chat_conversation_come_back (ChatConversation *self);
/* Others write in the room now than before */
void chat_conversation_follow_typists (ChatConversation *self);
/* Whether they may have a receipt: they see our presence, or we wrote to them */
gboolean chat_conversation_may_answer (ChatConversation *self);
/* Writes what waits to be written */
void chat_conversation_flush (ChatConversation *self);

/* Between the files of a conversation */
void              chat_conversation_notify       (ChatConversation     *self,
                                                  ChatConversationProp  prop);
/* Where settings are kept; NULL while the archive does not know it, or is closed */
ArchiveDatabase  *chat_conversation_get_database (ChatConversation *self);
/* What the person has written is stored, and waits */
void              chat_conversation_note_queued  (ChatConversation *self,
                                                  ChatMessage      *message);
/* Stores a message with @file, an ArchiveFile; @task returns it */
void              chat_conversation_queue_file   (ChatConversation     *self,
                                                  gconstpointer         file,
                                                  GTask                *task); /* (transfer full) */
/* What can be sent of a text; NULL: nothing, and @task has its error */
char             *chat_conversation_dup_sendable (ChatConversation     *self,
                                                  const char           *body,
                                                  GTask                *task)
  G_GNUC_WARN_UNUSED_RESULT;
/* Whether a file of that size can be uploaded, as far as that is known */
gboolean          chat_conversation_check_size   (ChatConversation  *self,
                                                  gint64             size,
                                                  GError           **error);
void              chat_conversation_update_muted (ChatConversation *self);
/* Timelines that waited for the archive */
void              chat_conversation_open_waiting (ChatConversation *self);
void              chat_conversation_drop_timelines (ChatConversation *self);
/* The server may have some: the latest, or @older than what is here */
void              chat_conversation_emit_look    (ChatConversation *self,
                                                  gboolean          older);
void chat_conversation_set_last   (ChatConversation *self,
                                   ChatMessage      *last); /* (nullable) */
void chat_conversation_set_mentions (ChatConversation *self,
                                     guint             mentions);
void chat_conversation_set_unread (ChatConversation *self,
                                   guint             unread);
void chat_conversation_emit_read  (ChatConversation *self);
/* Signal "files": some of these (ChatMessage, just stored) have files; NULL: all are gone */
void chat_conversation_emit_files (ChatConversation *self,
                                   GPtrArray        *messages); /* (nullable) */
void chat_conversation_emit_shared_set (ChatConversation *self,
                                        ChatShared        what);

/* chat-conversation-preview.c: a key, and a text that is kept since */
void         chat_conversation_note_typed   (ChatConversation *self);
void         chat_conversation_note_draft   (ChatConversation *self);
/* (transfer full) (nullable): what is told of a link in @body */
ChatPreview *chat_conversation_take_preview (ChatConversation *self,
                                             const char       *body) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
