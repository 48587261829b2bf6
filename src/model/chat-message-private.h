/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatMessage ChatMessage;

/**
 * ChatMessageText:
 *
 * What a message says, and what has become of its corrections (XEP-0308). Strings are borrowed and
 * copied; @body is cleaned on the way.
 */
typedef struct {
  ChatMessageKind   kind;
  const char       *body;          /* (nullable) */
  const char       *url;           /* (nullable) */
  gboolean          is_edited;     /* it said something else before */
  gboolean          is_moderated;  /* kind RETRACTED: the room has taken it away */
  const char       *moderator;     /* (nullable): likewise: the nick of who did it */
  const char       *removal;       /* (nullable): and why */
  ChatMessageState  text_state;    /* of an own one: of that text; RECEIVED: of the first one */
  gint64            unsent_id;     /* a newer text that could not be sent; 0: none */
  const char       *unsent_body;   /* (nullable) */
  const char       *unsent_reason; /* (nullable) */
  gboolean          is_mention;    /* in rooms: it speaks to us */
  const char       *link;          /* (nullable): as the archive has it: see ChatPreview */
} ChatMessageText;

/**
 * ChatMessageInit:
 *
 * All that a message is. Strings are borrowed and copied.
 */
typedef struct {
  gint64            id;
  gint64            conversation_id;
  gint64            sort_us;      /* its place in the conversation, see chat_message_compare() */
  gint64            time_us;
  const char       *message_id;   /* (nullable) */
  const char       *archive_id;   /* (nullable): what the server's archive calls it */
  ChatMessageText   text;
  const char       *corrects;     /* (nullable): the message whose text it is: it is not shown */
  gint64            corrects_row; /* and its row */
  const char       *sender;       /* bare address; in a room with the nick */
  const char       *sender_name;  /* (nullable): the local part of @sender */
  const char       *sender_color; /* (nullable) */
  const char       *error_text;   /* (nullable) */
  const char       *author;       /* (nullable): as the archive has it */
  const char       *marker_id;    /* (nullable): by which its sender hears that it was displayed */
  ChatMessageState  state;
  GListModel       *files;        /* (nullable): of ChatFile */
  gboolean          is_outgoing;
  gboolean          is_delayed;
} ChatMessageInit;

ChatMessage *chat_message_new                 (const ChatMessageInit *init)
  G_GNUC_WARN_UNUSED_RESULT;
gint64       chat_message_get_conversation_id (ChatMessage           *self);
gint64       chat_message_get_sort            (ChatMessage           *self);
const char  *chat_message_get_marker_id       (ChatMessage           *self); /* (nullable) */
/* As the archive orders them. */
int          chat_message_compare             (ChatMessage           *self,
                                               ChatMessage           *other);
/* Of the row itself, whatever its corrections came to */
ChatMessageState chat_message_get_own_state   (ChatMessage           *self);
gint64       chat_message_get_corrects_row    (ChatMessage           *self); /* 0: none */
gint64       chat_message_get_unsent_id       (ChatMessage           *self); /* 0: none */
void         chat_message_set_state           (ChatMessage           *self,
                                               ChatMessageState       state,
                                               const char            *error_text); /* (nullable) */
/* TRUE: it says something else now */
gboolean     chat_message_set_text            (ChatMessage           *self,
                                               const ChatMessageText *text);
void         chat_message_set_archive_id      (ChatMessage           *self,
                                               const char            *archive_id);
void         chat_message_set_sort            (ChatMessage           *self,
                                               gint64                 sort_us);
/* NULL: the local part of the sender's address */
void         chat_message_set_sender_name     (ChatMessage           *self,
                                               const char            *sender_name);

G_END_DECLS
