/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes live from contacts, and as a copy for another device: judged, and handed on to be
 * stored. */
#define G_LOG_DOMAIN "chat-inbox"

#include "chat-inbox.h"

#include "archive-mark.h"
#include "archive-row.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-conversations.h"
#include "chat-directs.h"
#include "chat-inbox-private.h"
#include "chat-outbox.h"
#include "xmpp-carbons.h"
#include "xmpp-messaging.h"
#include "xmpp-roster.h"

static void
take_marks (ChatInbox         *self,
            const XmppMessage *message,
            ChatReading        reading)
{
  g_autoptr(GPtrArray) marks = g_ptr_array_new ();

  chat_inbox_row_add_marks (message, self->account->connection->address, reading,
                            message->delay_time_us != 0 ? message->delay_time_us
                                                        : g_get_real_time (), marks);
  for (guint i = 0; i < marks->len; i++)
    {
      ArchiveMark *mark = g_ptr_array_index (marks, i);

      /* First what was sent first, so that the order stays. */
      if (mark->kind == ARCHIVE_MARK_DELIVERED || mark->kind == ARCHIVE_MARK_DISPLAYED)
        chat_outbox_note_arrived (self->account->outbox, mark->with, mark->remote_id);
      chat_inbox_add (self, NULL, NULL, mark, NULL);
    }
}

void
chat_inbox_take_seen (ChatInbox  *self,
                      const char *address,
                      const char *stanza_id)
{
  g_return_if_fail (CHAT_IS_INBOX (self));

  if (!self->is_closed)
    chat_inbox_add (self, NULL, NULL, archive_mark_new (ARCHIVE_MARK_SEEN, address, stanza_id,
                                             g_get_real_time ()), NULL);
}

static void
take_chat_state (ChatInbox         *self,
                 const XmppMessage *message)
{
  static const ChatTyping typings[] = {
    [XMPP_CHAT_STATE_NONE] = CHAT_TYPING_IDLE,
    [XMPP_CHAT_STATE_ACTIVE] = CHAT_TYPING_IDLE,
    [XMPP_CHAT_STATE_COMPOSING] = CHAT_TYPING_COMPOSING,
    [XMPP_CHAT_STATE_PAUSED] = CHAT_TYPING_PAUSED,
    [XMPP_CHAT_STATE_INACTIVE] = CHAT_TYPING_IDLE,
    [XMPP_CHAT_STATE_GONE] = CHAT_TYPING_GONE,
  };
  gboolean has_state = message->chat_state != XMPP_CHAT_STATE_NONE;
  ChatConversation *conversation;

  if (message->from == NULL || message->delay_time_us != 0
      || xmpp_address_equal_bare (message->from, self->account->connection->address)
      || (!has_state && message->body == NULL))
    return;

  conversation = chat_conversations_find (self->conversations, self->account->address,
                                          xmpp_address_get_bare (message->from));
  if (conversation != NULL)
    chat_conversation_note_typing (conversation, typings[message->chat_state], has_state);
}

static void
take_row (ChatInbox         *self,
          const XmppMessage *message,
          ChatSource         source)
{
  ArchiveMessage *row = chat_inbox_row_new (message, self->account->connection->address,
                                            self->account->record.id, TRUE, source);
  XmppMessage *receipt = NULL;

  if (row->direction == ARCHIVE_INCOMING && row->with_kind == ARCHIVE_CONVERSATION_CHAT)
    chat_directs_note_writer (self->account->directs, row->with, row->resource);
  /* XEP-0280, 10.4: copies are answered by the device that got the message. */
  if (source == CHAT_SOURCE_LIVE && message->wants_receipt && message->id != NULL
      && row->direction == ARCHIVE_INCOMING)
    receipt = xmpp_message_new_receipt (message);

  chat_inbox_add (self, NULL, row, NULL, receipt);
}

gboolean
chat_inbox_is_known (ChatInbox   *self,
                     XmppAddress *from)
{
  ChatConnection *connection = self->account->connection;

  return from == NULL || xmpp_roster_get_item (connection->roster, from) != NULL
         || g_str_equal (xmpp_address_get_bare (from),
                         xmpp_address_get_domain (connection->address));
}

static void
take (ChatInbox         *self,
      const XmppMessage *message,
      XmppElement       *stanza,
      ChatSource         source)
{
  ChatReading reading = chat_inbox_row_judge (message, stanza, self->account->connection->address,
                                              chat_inbox_is_known (self, message->from),
                                              source);

  if (reading == CHAT_READING_NOTHING)
    return;

  take_marks (self, message, reading);
  if (reading != CHAT_READING_BOUNCE)
    take_chat_state (self, message);
  if (reading == CHAT_READING_MESSAGE)
    take_row (self, message, source);
}

static void
message_cb (XmppMessaging *messaging,
            XmppMessage   *message,
            XmppElement   *stanza,
            ChatInbox     *self)
{
  take (self, message, stanza, CHAT_SOURCE_LIVE);
}

static void
carbon_cb (XmppCarbons   *carbons,
           gboolean       sent,
           XmppForwarded *forwarded,
           ChatInbox     *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMessage) message = xmpp_message_parse (forwarded->stanza, NULL, &error);

  if (chat_inbox_take_private_copy (self, forwarded->stanza))
    return;

  if (message != NULL)
    take (self, message, forwarded->stanza, sent ? CHAT_SOURCE_SENT : CHAT_SOURCE_RECEIVED);
  else
    g_debug ("A copy that cannot be read: %s", error->message);
}

/* A file that a contact offers stands where a message would. */
static void
offered_cb (ChatDirects *directs,
            gpointer     row,
            ChatInbox   *self)
{
  ArchiveMessage *offer = archive_message_copy (row);

  offer->account_id = self->account->record.id;
  chat_inbox_add (self, NULL, offer, NULL, NULL);
}

static void
told_cb (ChatInbox        *self,
         ChatConversation *conversation,
         ChatMessage      *message)
{
  chat_directs_take (self->account->directs, message);
}

void
chat_inbox_listen (ChatInbox *self)
{
  ChatConnection *connection = self->account->connection;

  g_signal_connect_object (connection->messaging, "message", G_CALLBACK (message_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->account->directs, "offered", G_CALLBACK (offered_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect (self, "message", G_CALLBACK (told_cb), NULL);
  g_signal_connect_object (connection->carbons, "carbon", G_CALLBACK (carbon_cb), self,
                           G_CONNECT_DEFAULT);
}
