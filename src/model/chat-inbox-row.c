/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message that came is, and the row that it becomes. No state: the same message always
 * gives the same answer. */
#define G_LOG_DOMAIN "chat-inbox"

#include "chat-inbox-row.h"

#include "archive-row.h"
#include "xmpp-message.h"
#include "xmpp-namespaces.h"

#include <string.h>

/* What the archive takes; ids and links are far shorter where nobody plays tricks. */
#define MAX_BODY_BYTES (4 * 1024 * 1024 - 16)
#define MAX_ID_BYTES   1024
#define MAX_URL_BYTES  4096

static gboolean
is_for_us (const XmppMessage *message,
           XmppAddress       *own)
{
  return message->to == NULL || xmpp_address_equal_bare (message->to, own);
}

static gboolean
is_from_self (const XmppMessage *message,
              XmppAddress       *own)
{
  return message->from == NULL || xmpp_address_equal_bare (message->from, own);
}

ChatReading
chat_inbox_row_judge (gconstpointer  reading,
                      gpointer       stanza,
                      XmppAddress   *own,
                      gboolean       is_known)
{
  const XmppMessage *message = reading;

  /* Copies and archived ones are opened by those who can check where they come from; what a
   * room's occupant says belongs to the room, not to a contact. */
  if (message->wrappers != XMPP_WRAPPER_NONE || !is_for_us (message, own)
      || message->type == XMPP_MESSAGE_GROUPCHAT
      || xmpp_element_get_child (stanza, "x", XMPP_NS_MUC_USER) != NULL)
    return CHAT_READING_NOTHING;

  if (message->type == XMPP_MESSAGE_ERROR)
    return message->from != NULL && message->id != NULL ? CHAT_READING_BOUNCE
                                                        : CHAT_READING_NOTHING;

  /* Announcements interest from those whom one knows; all others' are advertising. */
  if (message->type == XMPP_MESSAGE_HEADLINE && !is_known)
    return CHAT_READING_NOTHING;

  if (xmpp_message_has_content (message))
    return CHAT_READING_MESSAGE;

  return message->received_id != NULL || message->displayed_id != NULL
             || message->chat_state != XMPP_CHAT_STATE_NONE
           ? CHAT_READING_NOTICE : CHAT_READING_NOTHING;
}

static char *
dup_bounded (const char *text,
             gsize       max_bytes)
{
  return text != NULL && text[0] != '\0' && strlen (text) <= max_bytes ? g_strdup (text) : NULL;
}

/* A mail-like message carries part of what it says in its subject. */
static char *
dup_body (const XmppMessage *message)
{
  const char *subject = message->subject;
  const char *body = message->body != NULL ? message->body : "";
  g_autofree char *text = NULL;

  if (subject != NULL && subject[0] != '\0')
    text = g_strconcat (subject, body[0] != '\0' ? "\n\n" : "", body, NULL);
  else if (body[0] == '\0' && message->oob_url != NULL)
    text = g_strdup (message->oob_url);
  else
    text = g_strdup (body);

  if (strlen (text) > MAX_BODY_BYTES)
    *g_utf8_find_prev_char (text, text + MAX_BODY_BYTES) = '\0';
  return g_steal_pointer (&text);
}

/* Only what a browser may open. */
static gboolean
is_web_url (const char *url)
{
  return g_ascii_strncasecmp (url, "https://", 8) == 0
         || g_ascii_strncasecmp (url, "http://", 7) == 0;
}

static ArchiveMessageFlags
get_flags (const XmppMessage *message)
{
  int flags = 0;

  if (message->delay_time_us != 0)
    flags |= ARCHIVE_FLAG_DELAYED;
  if (message->is_markable)
    flags |= ARCHIVE_FLAG_MARKABLE;
  if (message->wants_receipt)
    flags |= ARCHIVE_FLAG_RECEIPT_WANTED;

  return (ArchiveMessageFlags) flags;
}

gpointer
chat_inbox_row_new (gconstpointer  reading,
                    XmppAddress   *own,
                    gint64         account_id,
                    gboolean       trusts_ids)
{
  const XmppMessage *message = reading;
  XmppAddress *from = message->from != NULL ? message->from : own;
  gboolean is_own = is_from_self (message, own);
  ArchiveMessage *row = archive_message_new ();

  row->account_id = account_id;
  row->with = g_strdup (xmpp_address_get_bare (from));
  row->with_kind = ARCHIVE_CONVERSATION_CHAT;
  row->sender = g_strdup (xmpp_address_get_bare (from));
  row->resource = dup_bounded (xmpp_address_get_resource (from), MAX_ID_BYTES);
  /* A note to ourselves: written by us, here or on another device. */
  row->direction = is_own ? ARCHIVE_OUTGOING : ARCHIVE_INCOMING;
  row->state = is_own ? ARCHIVE_STATE_DELIVERED : ARCHIVE_STATE_RECEIVED;
  row->kind = message->encryption != NULL ? ARCHIVE_MESSAGE_UNDECRYPTED : ARCHIVE_MESSAGE_TEXT;
  row->flags = get_flags (message);
  row->time_us = message->delay_time_us != 0 ? message->delay_time_us : g_get_real_time ();
  row->ids.message = dup_bounded (message->id, MAX_ID_BYTES);
  row->ids.origin = dup_bounded (message->origin_id, MAX_ID_BYTES);
  /* XEP-0359, 6: only what our own archive gave, and only where it says that it gives ids: then it
   * takes away what others put in its name. */
  if (trusts_ids)
    row->ids.stanza = dup_bounded (xmpp_message_get_stanza_id_by (message, own), MAX_ID_BYTES);
  row->body = dup_body (message);
  row->thread = dup_bounded (message->thread, MAX_ID_BYTES);
  row->replace_id = dup_bounded (message->replace_id, MAX_ID_BYTES);
  if (message->oob_url != NULL && is_web_url (message->oob_url))
    row->oob_url = dup_bounded (message->oob_url, MAX_URL_BYTES);
  return row;
}
