/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row that a message from a room becomes: XEP-0045, XEP-0513. No state: the same message always
 * gives the same answer to the same person. */
#define G_LOG_DOMAIN "chat-inbox"

#include "chat-inbox-room-row.h"

#include "archive-retraction.h"
#include "archive-row.h"
#include "chat-inbox-row.h"
#include "chat-keywords.h"
#include "chat-mentions.h"
#include "xmpp-room.h"

#include <string.h>

#define MAX_ID_BYTES 1024

/* The address in the room of whom the message is from or, of what we say in private, to. */
static XmppAddress *
get_place (const XmppRoomMessage *said)
{
  const XmppMessage *message = said->message;

  return said->is_private && said->is_own && message->to != NULL ? message->to : message->from;
}

char *
chat_inbox_room_row_dup_with (gconstpointer reading)
{
  const XmppRoomMessage *said = reading;
  XmppAddress *place = get_place (said);

  return g_strdup (said->is_private ? xmpp_address_get_full (place)
                                    : xmpp_address_get_bare (place));
}

char *
chat_inbox_room_row_dup_author (gconstpointer reading)
{
  const XmppRoomMessage *said = reading;

  if (said->nick == NULL || said->is_own)
    return NULL;
  if (said->occupant_id != NULL && strlen (said->occupant_id) <= MAX_ID_BYTES)
    return g_strconcat ("o:", said->occupant_id, NULL);
  if (said->occupant_id == NULL && said->real_address != NULL)
    return g_strconcat ("j:", xmpp_address_get_bare (said->real_address), NULL);

  return NULL;
}

/* Moderators are named by where they are in the room; any other address says nothing here. */
static char *
dup_moderator (const XmppRoomMessage *said)
{
  XmppAddress *by = said->message->retraction->by;

  return by != NULL && xmpp_address_equal_bare (by, said->message->from)
           ? g_strdup (xmpp_address_get_resource (by)) : NULL;
}

/* XEP-0424, XEP-0425: by who wrote it, or by the room, whose archive has a tombstone instead. */
gpointer
chat_inbox_room_row_new_retraction (gconstpointer reading)
{
  const XmppRoomMessage *said = reading;
  const XmppRetraction *said_of = said->message->retraction;
  gboolean is_tombstone = said->kind == XMPP_ROOM_MESSAGE_TOMBSTONE;
  const char *id = NULL;
  g_autofree char *with = NULL;
  g_autofree char *author = NULL;
  ArchiveRetraction *retraction;

  if (said_of == NULL || (!is_tombstone && said->kind != XMPP_ROOM_MESSAGE_RETRACTION))
    return NULL;

  id = is_tombstone ? said->stanza_id : said_of->id;
  author = chat_inbox_room_row_dup_author (said);
  if (id == NULL || id[0] == '\0' || strlen (id) > MAX_ID_BYTES
      || (!is_tombstone && said_of->kind == XMPP_RETRACTION_BY_AUTHOR && author == NULL
          && !said->is_own))
    return NULL;

  with = chat_inbox_room_row_dup_with (said);
  retraction = archive_retraction_new (with, id, author,
                                       said->time_us != 0 ? said->time_us : g_get_real_time ());
  retraction->is_by_room = is_tombstone || said_of->kind == XMPP_RETRACTION_BY_ROOM;
  retraction->is_own = said->is_own && !retraction->is_by_room;
  if (retraction->is_by_room)
    {
      retraction->moderator = dup_moderator (said);
      retraction->reason = g_strdup (said_of->reason);
    }
  return retraction;
}

static ArchiveMessageKind
get_kind (const XmppRoomMessage *said,
          ArchiveMessageKind     usual)
{
  switch (said->kind)
    {
    case XMPP_ROOM_MESSAGE_SUBJECT:
      return ARCHIVE_MESSAGE_SUBJECT;
    case XMPP_ROOM_MESSAGE_SERVICE:
      return ARCHIVE_MESSAGE_NOTICE;
    case XMPP_ROOM_MESSAGE_TALK:
    case XMPP_ROOM_MESSAGE_RETRACTION:
    case XMPP_ROOM_MESSAGE_TOMBSTONE:
    case XMPP_ROOM_MESSAGE_BOUNCE:
    default:
      return usual;
    }
}

/* XEP-0513: an explicit mention says whom it is for. Where people are mentioned so, a nick that
 * stands there besides is spoken of and not to (5); where nobody is, it is all that there is. What
 * one has chosen to hear of is heard of in any case. All
 * may be meant by a word that some programs send along; which of our notifications that is worth is
 * for whoever reads it: chat_room_is_loud(). */
static gboolean
is_mention (const XmppRoomMessage   *said,
            const ChatInboxRoomSelf *self)
{
  const GPtrArray *mentions = said->message->mentions;
  XmppRole role = said->occupant != NULL ? said->occupant->role : XMPP_ROLE_NONE;
  gboolean are_too_many =
    mentions != NULL && mentions->len > xmpp_room_info_get_most_mentions (self->info);
  gboolean is_explicit = FALSE;

  for (guint i = 0; mentions != NULL && i < mentions->len; i++)
    {
      const XmppMention *mention = g_ptr_array_index (mentions, i);
      gboolean is_ours = mention->kind == XMPP_MENTION_CHANNEL
                         || (self->own != NULL && xmpp_mention_includes (mention, self->own));

      if (mention->kind == XMPP_MENTION_PERSON && mention->occupant_id != NULL)
        {
          /* As long as nobody has told us who we are in there, our nick has to do. */
          is_explicit |= self->occupant_id != NULL;
          is_ours = g_strcmp0 (mention->occupant_id, self->occupant_id) == 0;
        }
      else if (mention->kind == XMPP_MENTION_PERSON)
        {
          is_explicit = TRUE;
          is_ours = g_str_equal (xmpp_address_get_bare (mention->address), self->address);
        }

      /* 3.6: who may not mention anybody so does not; he speaks of them. 3.5.1: active now, of what
       * was said before nothing is known. */
      if (is_ours && !mention->is_silent && !are_too_many
          && xmpp_room_info_may_mention (self->info, mention->kind, role)
          && (!mention->is_active || (self->is_active && said->time_us == 0)))
        return TRUE;
    }

  return (!is_explicit && chat_mentions_has_nick (said->message->body, self->nick))
         || chat_keywords_has (self->keywords, said->message->body);
}

static ArchiveMessageFlags
get_flags (const XmppRoomMessage   *said,
           const ChatInboxRoomSelf *self)
{
  const XmppMessage *message = said->message;
  int flags = 0;

  if (said->time_us != 0)
    flags |= ARCHIVE_FLAG_DELAYED;
  if (said->is_private && message->wants_receipt)
    flags |= ARCHIVE_FLAG_RECEIPT_WANTED;
  if (!said->is_private && !said->is_own && said->kind == XMPP_ROOM_MESSAGE_TALK
      && is_mention (said, self))
    flags |= ARCHIVE_FLAG_MENTION;
  return (ArchiveMessageFlags) flags;
}

/* What comes back from a room was given to all who are in it. */
static ArchiveState
get_state (const XmppRoomMessage *said)
{
  if (!said->is_own)
    return ARCHIVE_STATE_RECEIVED;

  return said->is_private ? ARCHIVE_STATE_SENT : ARCHIVE_STATE_DELIVERED;
}

gpointer
chat_inbox_room_row_new (gconstpointer            reading,
                         const ChatInboxRoomSelf *self,
                         gint64                   account_id)
{
  const XmppRoomMessage *said = reading;
  ArchiveMessage *row = archive_message_new ();

  row->account_id = account_id;
  row->with = chat_inbox_room_row_dup_with (said);
  row->with_kind = said->is_private ? ARCHIVE_CONVERSATION_PRIVATE : ARCHIVE_CONVERSATION_ROOM;
  row->sender = g_strdup (said->is_private && said->is_own
                            ? self->address : xmpp_address_get_full (get_place (said)));
  row->direction = said->is_own ? ARCHIVE_OUTGOING : ARCHIVE_INCOMING;
  row->state = get_state (said);
  chat_inbox_row_fill (row, said->message);
  row->kind = get_kind (said, row->kind);
  row->flags = get_flags (said, self);
  row->is_told = said->time_us != 0;
  row->time_us = said->time_us != 0 ? said->time_us : g_get_real_time ();
  if (said->stanza_id != NULL && strlen (said->stanza_id) <= MAX_ID_BYTES)
    row->ids.stanza = g_strdup (said->stanza_id);
  if (said->occupant_id != NULL && strlen (said->occupant_id) <= MAX_ID_BYTES)
    row->ids.occupant = g_strdup (said->occupant_id);
  row->ids.author = chat_inbox_room_row_dup_author (said);
  return row;
}
