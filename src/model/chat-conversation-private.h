/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatComposing ChatComposing;
typedef struct _ChatContact ChatContact;
typedef struct _ChatConversation ChatConversation;
typedef struct _ChatMessage ChatMessage;
typedef struct _ChatOutbox ChatOutbox;
typedef struct _ChatStore ChatStore;
typedef struct _ChatTimeline ChatTimeline;

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
  gboolean     is_pinned;
  gboolean     is_archived;
  ChatMessage *last;           /* (nullable) */
} ChatConversationInit;

struct _ChatConversation
{
  GObject           parent_instance;

  ChatStore        *store;
  ChatOutbox       *outbox;           /* (nullable) */
  ChatContact      *contact;
  ChatMessage      *last;             /* (nullable) */
  char             *preview;          /* (nullable): of @last */
  char             *draft;            /* (nullable) */
  GPtrArray        *timelines;        /* borrowed ChatTimeline: each tells when it goes */
  GPtrArray        *opening;          /* owned ChatTimeline: they wait for the first unread one */
  ChatComposing    *composing;        /* (nullable): what we tell of our typing */

  gint64            id;
  gint64            muted_until_s;
  gint64            read_sort_us;     /* everything up to here is read */
  gint64            newest_sort_us;   /* the place of the newest message that was sent or received */
  char             *markable_id;      /* (nullable): the newest one whose sender waits for a marker */
  guint             unread;
  guint             draft_source;
  guint             mute_source;
  guint             typing_source;
  ChatTyping        typing;
  gboolean          is_pinned;
  gboolean          is_muted;
  gboolean          is_archived;
  gboolean          is_active;
  gboolean          is_mark_wanted;   /* once the timelines are open */
  gboolean          is_unsaved;       /* settings were made before the archive gave us an id */
};

ChatConversation *chat_conversation_new         (ChatStore                  *store,
                                                 ChatOutbox                 *outbox, /* (nullable) */
                                                 ChatContact                *contact,
                                                 const ChatConversationInit *init)
  G_GNUC_WARN_UNUSED_RESULT;
/* The archive knows it now */
void              chat_conversation_set_id      (ChatConversation *self,
                                                 gint64            id);
/* @messages: ChatMessage, just stored, in order; @n_unread of them are incoming and new */
void              chat_conversation_add         (ChatConversation *self,
                                                 GPtrArray        *messages,
                                                 guint             n_unread);
/* A message has another state or place */
void              chat_conversation_note_change (ChatConversation *self,
                                                 ChatMessage      *message);
void              chat_conversation_set_typing  (ChatConversation *self,
                                                 ChatTyping        typing);
/* Writes what waits to be written */
void              chat_conversation_flush       (ChatConversation *self);

G_END_DECLS
