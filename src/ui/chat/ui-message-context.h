/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"
#include "ui-clock.h"
#include "ui-picture-cache.h"

G_BEGIN_DECLS

/* What stands above the first message. */
typedef enum {
  UI_MESSAGE_TOP_OPEN,    /* nothing: there may be more */
  UI_MESSAGE_TOP_COMING,  /* there is more, and room for the sign that it is fetched */
  UI_MESSAGE_TOP_START,   /* the conversation begins here */
  UI_MESSAGE_TOP_OFFLINE, /* there is more, but not now */
} UiMessageTop;

/* What the rows of one conversation share. Owned by who makes them; outlives them. */
typedef struct {
  UiClock     *clock;        /* owned */
  ChatPeer    *peer;         /* (nullable) owned: with whom; whose picture stands at what came in */
  ChatRoom    *room;         /* (nullable) owned: where others speak, by their nicks */
  ChatNotes   *notes;        /* (nullable) owned: who came and went there */
  gint64       first_unread; /* id: the "New" line stands above it; 0: nowhere */
  UiMessageTop top;
  gboolean     compact;      /* less space between messages */
  GHashTable  *expanded;     /* gint64 ids of long messages that are shown whole */
  ChatConversation *conversation; /* (nullable) owned */
  GListModel  *messages;     /* (nullable) borrowed: of ChatMessage: those that are at hand */
  UiPictureCache *pictures;  /* owned: of what was seen last */
  GHashTable  *unfolded;     /* gint64 ids of those below which it is told one by one */
} UiMessageContext;

void ui_message_context_init             (UiMessageContext *self);
void ui_message_context_clear            (UiMessageContext *self);
void ui_message_context_set_conversation (UiMessageContext *self,
                                          ChatConversation *conversation); /* (nullable) */
/* What stands above the first message; (nullable) */
char *ui_message_context_dup_top        (const UiMessageContext *self) G_GNUC_WARN_UNUSED_RESULT;
/* A timeline begins anew */
void ui_message_context_reset            (UiMessageContext *self);
/* What happened after a message is told one by one from now on, or in one line again */
void ui_message_context_turn_fold        (UiMessageContext *self,
                                          gint64            message_id);

G_END_DECLS
