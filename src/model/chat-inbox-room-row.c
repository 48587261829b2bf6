/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row that a message from a room becomes. No state: the same message always gives the same
 * answer. */
#define G_LOG_DOMAIN "chat-inbox"

#include "chat-inbox-room-row.h"

#include "archive-retraction.h"
#include "archive-row.h"
#include "chat-inbox-row.h"
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

static gboolean
is_word_char (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '_';
}

/* Whether it begins or ends a word there: only where the nick itself has a letter to be cut off. */
static gboolean
is_apart (const char *text,
          const char *at,
          gsize       length)
{
  const char *end = at + length;
  const char *before = g_utf8_find_prev_char (text, at);
  const char *last = g_utf8_find_prev_char (at, end);

  if (before != NULL && is_word_char (g_utf8_get_char (before))
      && is_word_char (g_utf8_get_char (at)))
    return FALSE;

  return *end == '\0' || !is_word_char (g_utf8_get_char (end))
         || !is_word_char (g_utf8_get_char (last));
}

gboolean
chat_inbox_room_row_is_mention (const char *text,
                                const char *nick)
{
  g_autofree char *folded_text = NULL;
  g_autofree char *folded_nick = NULL;
  gsize length;

  if (text == NULL || nick == NULL || nick[0] == '\0')
    return FALSE;

  folded_text = g_utf8_casefold (text, -1);
  folded_nick = g_utf8_casefold (nick, -1);
  length = strlen (folded_nick);
  for (const char *at = strstr (folded_text, folded_nick); at != NULL;
       at = strstr (g_utf8_next_char (at), folded_nick))
    if (is_apart (folded_text, at, length))
      return TRUE;

  return FALSE;
}

static ArchiveMessageFlags
get_flags (const XmppRoomMessage *said,
           const char            *nick)
{
  const XmppMessage *message = said->message;
  int flags = 0;

  if (said->time_us != 0)
    flags |= ARCHIVE_FLAG_DELAYED;
  if (said->is_private && message->wants_receipt)
    flags |= ARCHIVE_FLAG_RECEIPT_WANTED;
  if (!said->is_private && !said->is_own && said->kind == XMPP_ROOM_MESSAGE_TALK
      && chat_inbox_room_row_is_mention (message->body, nick))
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
chat_inbox_room_row_new (gconstpointer  reading,
                         const char    *own,
                         const char    *nick,
                         gint64         account_id)
{
  const XmppRoomMessage *said = reading;
  ArchiveMessage *row = archive_message_new ();

  row->account_id = account_id;
  row->with = chat_inbox_room_row_dup_with (said);
  row->with_kind = said->is_private ? ARCHIVE_CONVERSATION_PRIVATE : ARCHIVE_CONVERSATION_ROOM;
  row->sender = g_strdup (said->is_private && said->is_own
                            ? own : xmpp_address_get_full (get_place (said)));
  row->direction = said->is_own ? ARCHIVE_OUTGOING : ARCHIVE_INCOMING;
  row->state = get_state (said);
  chat_inbox_row_fill (row, said->message);
  row->kind = get_kind (said, row->kind);
  row->flags = get_flags (said, nick);
  row->is_told = said->time_us != 0;
  row->time_us = said->time_us != 0 ? said->time_us : g_get_real_time ();
  if (said->stanza_id != NULL && strlen (said->stanza_id) <= MAX_ID_BYTES)
    row->ids.stanza = g_strdup (said->stanza_id);
  if (said->occupant_id != NULL && strlen (said->occupant_id) <= MAX_ID_BYTES)
    row->ids.occupant = g_strdup (said->occupant_id);
  row->ids.author = chat_inbox_room_row_dup_author (said);
  return row;
}
