/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes from rooms: what everybody says there, what somebody there says to us alone, and what
 * could not be said. */
#define G_LOG_DOMAIN "chat-inbox"

#include "chat-inbox.h"

#include "archive-mark.h"
#include "archive-retraction.h"
#include "archive-row.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversations.h"
#include "chat-inbox-private.h"
#include "chat-inbox-room-row.h"
#include "chat-occupant-private.h"
#include "chat-outbox.h"
#include "chat-readers.h"
#include "chat-room-private.h"
#include "chat-rooms-private.h"
#include "xmpp-muc.h"
#include "xmpp-error.h"

static gboolean
is_ignored (ChatRoom              *room,
            const XmppRoomMessage *said)
{
  g_autofree char *author = chat_inbox_room_row_dup_author (said);

  return chat_room_is_ignored (room, author);
}

/* A room tells its subject to each who comes: only another one is news. What it says of itself is
 * told by chat_room_emit_status(), in our words. */
static gboolean
is_to_be_seen (ChatRoom              *room,
               const XmppRoomMessage *said)
{
  const XmppMessage *message = said->message;

  switch (said->kind)
    {
    case XMPP_ROOM_MESSAGE_TALK:
      return xmpp_message_has_content (message) && !is_ignored (room, said);
    case XMPP_ROOM_MESSAGE_SUBJECT:
      return said->stanza_id != NULL || (room->has_subject && said->time_us == 0);
    case XMPP_ROOM_MESSAGE_SERVICE:
      return message->body != NULL
             && (message->muc_user == NULL || message->muc_user->status == XMPP_MUC_STATUS_NONE);
    case XMPP_ROOM_MESSAGE_RETRACTION:
    case XMPP_ROOM_MESSAGE_TOMBSTONE:
    case XMPP_ROOM_MESSAGE_BOUNCE:
    default:
      return FALSE;
    }
}

gpointer
chat_inbox_read_room (ChatInbox *self,
                      ChatRoom  *room,
                      gpointer   reading)
{
  const XmppRoomMessage *said = reading;
  ChatPresence presence;
  XmppRoom *xmpp;
  ChatInboxRoomSelf who;

  g_return_val_if_fail (CHAT_IS_INBOX (self), NULL);
  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);

  if (!is_to_be_seen (room, said))
    return NULL;

  presence = chat_account_get_presence (self->account);
  xmpp = chat_room_get_xmpp_room (room);
  who.address = self->account->address;
  who.nick = chat_room_get_nick (room);
  who.occupant_id = xmpp != NULL ? xmpp_room_get_own_id (xmpp) : NULL;
  who.keywords = (const char *const *) self->account->connection->keywords;
  who.own = xmpp != NULL ? xmpp_room_get_own_occupant (xmpp) : NULL;
  who.info = xmpp != NULL ? xmpp_room_get_info (xmpp) : NULL;
  who.is_active = presence == CHAT_PRESENCE_AVAILABLE || presence == CHAT_PRESENCE_CHATTY;
  return chat_inbox_room_row_new (said, &who, self->account->record.id);
}

/* What the other says in private about what we have said. */
static void
take_private_marks (ChatInbox             *self,
                    const XmppRoomMessage *said)
{
  const XmppMessage *message = said->message;
  const struct {
    ArchiveMarkKind  kind;
    const char      *id; /* (nullable) */
  } marks[] = {
    { ARCHIVE_MARK_DELIVERED, message->received_id },
    { ARCHIVE_MARK_DISPLAYED, message->displayed_id },
  };
  g_autofree char *with = chat_inbox_room_row_dup_with (said);

  for (gsize i = 0; !said->is_own && i < G_N_ELEMENTS (marks); i++)
    if (marks[i].id != NULL && marks[i].id[0] != '\0')
      {
        chat_outbox_note_arrived (self->account->outbox, with, marks[i].id);
        chat_inbox_add (self, NULL, NULL,
                        archive_mark_new (marks[i].kind, with, marks[i].id, g_get_real_time ()),
                        NULL);
      }
}

/* XEP-0333, 7: by who they are, which a room where all know one another tells. */
static void
take_reader (ChatInbox             *self,
             ChatRoom              *room,
             const XmppRoomMessage *said)
{
  ChatConversation *conversation;

  if (said->message->displayed_id == NULL || said->kind != XMPP_ROOM_MESSAGE_TALK || said->is_own
      || said->occupant == NULL || said->real_address == NULL || !chat_room_shares_reading (room))
    return;

  conversation = chat_conversations_find (self->conversations, self->account->address,
                                          chat_room_get_address (room));
  if (conversation == NULL || chat_conversation_get_id (conversation) == 0)
    return;

  chat_readers_note (self->readers, chat_conversation_get_id (conversation),
                     xmpp_address_get_bare (said->real_address), said->message->displayed_id);
  if (chat_inbox_is_idle (self))
    chat_readers_settle (self->readers);
}

static void
take_bounce (ChatInbox             *self,
             ChatRoom              *room,
             const XmppRoomMessage *said)
{
  const char *address = chat_room_get_address (room);
  const char *owner = said->nick == NULL ? address : NULL;
  const XmppMessage *message = said->message;
  gboolean is_unknown =
    owner != NULL && message->id != NULL
    && g_error_matches (message->error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_ACCEPTABLE);
  ChatRefusal refusal = is_unknown
                          ? chat_outbox_refuse (self->account->outbox, address, message->id)
                          : CHAT_REFUSAL_FINAL;
  ArchiveMark *mark;

  if (owner != NULL)
    chat_outbox_note_bounced (self->account->outbox, address, message->id);
  if (refusal == CHAT_REFUSAL_WAITS)
    return;

  mark = refusal == CHAT_REFUSAL_RETURNS
           ? archive_mark_new (ARCHIVE_MARK_REFUSED, address, message->id, g_get_real_time ())
           : chat_inbox_row_new_bounce (message, xmpp_address_get_full (message->from),
                                        g_get_real_time ());
  if (mark == NULL)
    return;

  if (refusal == CHAT_REFUSAL_CONTENT)
    {
      g_free (mark->error_condition);
      mark->error_condition = g_strdup (xmpp_stanza_error_get_name (
        XMPP_STANZA_ERROR_POLICY_VIOLATION));
    }
  chat_inbox_add (self, owner, NULL, mark, NULL);
}

/* Who answers later means who has said it, whoever is called so by then. */
static void
note_person (ChatInbox             *self,
             const XmppRoomMessage *said)
{
  g_autofree char *author = chat_inbox_room_row_dup_author (said);
  g_autofree char *with = chat_inbox_room_row_dup_with (said);

  if (author == NULL && said->occupant != NULL)
    author = chat_occupant_make_author (said->occupant);
  if (author != NULL && said->time_us == 0)
    chat_rooms_set_person (self->account->rooms, with, author, FALSE);
}

void
chat_inbox_take_room (ChatInbox *self,
                      ChatRoom  *room,
                      gpointer   reading)
{
  XmppRoomMessage *said = reading;
  ArchiveRetraction *retraction;
  ArchiveMessage *row;
  XmppMessage *receipt = NULL;

  g_return_if_fail (CHAT_IS_INBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (self->is_closed)
    return;

  if (said->kind == XMPP_ROOM_MESSAGE_BOUNCE)
    {
      take_bounce (self, room, said);
      return;
    }

  if (said->is_own && !said->is_private && said->time_us == 0)
    chat_outbox_note_reflected (self->account->outbox, chat_room_get_address (room),
                                said->message->id);
  retraction = chat_inbox_room_row_new_retraction (said);
  if (retraction != NULL)
    chat_inbox_add_retraction (self, said->is_private ? NULL : chat_room_get_address (room),
                               retraction);
  if (said->is_private)
    take_private_marks (self, said);
  else
    take_reader (self, room, said);
  row = chat_inbox_read_room (self, room, said);
  if (row == NULL)
    return;

  if (said->is_private && !said->is_own)
    note_person (self, said);

  if (said->is_private && !said->is_own && said->message->wants_receipt
      && said->message->id != NULL)
    receipt = xmpp_message_new_receipt (said->message);
  chat_inbox_add (self, said->is_private ? NULL : chat_room_get_address (room), row, NULL,
                  receipt);
}

static void
said_cb (ChatInbox *self,
         ChatRoom  *room,
         gpointer   said)
{
  chat_inbox_take_room (self, room, said);
}

/* What the archive has kept may be of whoever had the nick then. */
static gboolean
read_private (ChatInbox    *self,
              XmppElement  *stanza,
              gboolean      is_kept,
              ChatRoom    **found,
              gpointer     *said)
{
  const char *from = xmpp_element_get_attribute (stanza, "from");
  const char *to = xmpp_element_get_attribute (stanza, "to");
  g_autoptr(XmppAddress) sender = from != NULL ? xmpp_address_parse (from, NULL) : NULL;
  gboolean is_sent =
    sender == NULL || xmpp_address_equal_bare (sender, self->account->connection->address);
  const char *other = is_sent ? to : from;
  ChatRoom *room;
  XmppRoom *xmpp;

  *said = NULL;
  room = other != NULL ? chat_rooms_find (self->account->rooms, other) : NULL;
  if (room == NULL)
    return FALSE;

  *found = room;
  xmpp = chat_room_get_xmpp_room (room);
  if (xmpp != NULL)
    *said = is_kept ? xmpp_room_read_kept (xmpp, stanza, is_sent)
                    : xmpp_room_read_carbon (xmpp, stanza, is_sent);
  return TRUE;
}

gboolean
chat_inbox_read_private (ChatInbox  *self,
                         gpointer    stanza,
                         ChatRoom  **room,
                         gpointer   *said)
{
  g_return_val_if_fail (CHAT_IS_INBOX (self), FALSE);

  return read_private (self, stanza, TRUE, room, said);
}

gboolean
chat_inbox_take_private_copy (ChatInbox *self,
                              gpointer   stanza)
{
  g_autoptr(XmppRoomMessage) said = NULL;
  ChatRoom *room;

  if (!read_private (self, stanza, FALSE, &room, (gpointer *) &said))
    return FALSE;

  if (said != NULL)
    chat_inbox_take_room (self, room, said);
  return TRUE;
}

static void
idle_cb (ChatInbox *self)
{
  chat_readers_settle (self->readers);
}

/* What may have been said is said again only once all is stored that was said before. A room with
 * an archive does not tell that by itself. */
static void
pass_cb (ChatInbox *self)
{
  g_autoptr(GPtrArray) told = NULL;

  if (!chat_inbox_is_idle (self))
    return;

  told = g_steal_pointer (&self->told);
  self->told = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < told->len; i++)
    {
      const ChatRoom *room = g_ptr_array_index (told, i);

      /* Who is out by now is told anew when it comes back. */
      if (room->has_subject)
        chat_outbox_room_passed (self->account->outbox,
                                 chat_room_get_address (g_ptr_array_index (told, i)));
    }
}

static void
told_cb (ChatInbox *self,
         ChatRoom  *room)
{
  if ((chat_room_get_features (room) & CHAT_ROOM_ARCHIVED) != 0)
    return;

  g_ptr_array_add (self->told, g_object_ref (room));
  chat_inbox_hurry (self);
  pass_cb (self);
}

void
chat_inbox_listen_rooms (ChatInbox *self)
{
  ChatRooms *rooms = self->account->rooms;

  g_signal_connect_object (rooms, "said", G_CALLBACK (said_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rooms, "told", G_CALLBACK (told_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "idle", G_CALLBACK (pass_cb), NULL);
  g_signal_connect (self, "idle", G_CALLBACK (idle_cb), NULL);
}

/* A room that is joined can be spoken in, before anybody has. */
static void
list_cb (ChatInbox  *self,
         guint       position,
         guint       n_removed,
         guint       n_added,
         GListModel *list)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(ChatRoom) room = g_list_model_get_item (list, i);

      chat_conversations_ensure (self->conversations, self->account, chat_room_get_address (room),
                                 CHAT_CONVERSATION_ROOM, 0);
    }
}

void
chat_inbox_show_rooms (ChatInbox *self)
{
  GListModel *list;

  g_return_if_fail (CHAT_IS_INBOX (self));

  list = chat_rooms_get_list (self->account->rooms);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (list_cb), self, G_CONNECT_SWAPPED);
  list_cb (self, 0, 0, g_list_model_get_n_items (list), list);
}

void
chat_inbox_leave_rooms (ChatInbox *self)
{
  g_signal_handlers_disconnect_by_data (self->account->rooms, self);
  g_signal_handlers_disconnect_by_data (chat_rooms_get_list (self->account->rooms), self);
  g_ptr_array_set_size (self->told, 0);
}
