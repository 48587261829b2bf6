/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message that came is, and the row that it becomes. No state: the same message always
 * gives the same answer. */
#define G_LOG_DOMAIN "chat-inbox"

#include "chat-inbox-row.h"

#include "archive-mark.h"
#include "archive-row.h"
#include "chat-inbox-files.h"
#include "chat-preview.h"
#include "chat-preview-private.h"
#include "xmpp-error.h"
#include "xmpp-message.h"
#include "xmpp-namespaces.h"

#include <string.h>

/* What the archive takes; ids and links are far shorter where nobody plays tricks. */
#define MAX_BODY_BYTES (4 * 1024 * 1024 - 16)
#define MAX_ID_BYTES   1024
#define MAX_URL_BYTES  4096
#define MAX_ERROR_BYTES 4096

static gboolean
is_for_us (const XmppMessage *message,
           XmppAddress       *own)
{
  return message->to == NULL || xmpp_address_equal_bare (message->to, own);
}

gboolean
chat_inbox_row_is_own (gconstpointer  reading,
                       XmppAddress   *own)
{
  const XmppMessage *message = reading;

  return message->from == NULL || xmpp_address_equal_bare (message->from, own);
}

XmppAddress *
chat_inbox_row_get_peer (gconstpointer  reading,
                         XmppAddress   *own)
{
  const XmppMessage *message = reading;
  XmppAddress *peer = chat_inbox_row_is_own (message, own) ? message->to : message->from;

  return peer != NULL ? peer : own;
}

static gboolean
is_wanted (const XmppMessage *message,
           XmppAddress       *own,
           ChatSource         source)
{
  switch (source)
    {
    case CHAT_SOURCE_SENT:
      return chat_inbox_row_is_own (message, own) && message->type != XMPP_MESSAGE_ERROR;
    case CHAT_SOURCE_ARCHIVE:
      return chat_inbox_row_is_own (message, own) || is_for_us (message, own);
    case CHAT_SOURCE_LIVE:
    case CHAT_SOURCE_RECEIVED:
    default:
      return is_for_us (message, own);
    }
}

ChatReading
chat_inbox_row_judge (gconstpointer  reading,
                      gpointer       stanza,
                      XmppAddress   *own,
                      gboolean       is_known,
                      ChatSource     source)
{
  const XmppMessage *message = reading;

  /* Copies and archived ones are opened by those who can check where they come from; what a
   * room's occupant says belongs to the room, not to a contact. Who forwards what somebody else
   * said (XEP-0297) may say something to it: that is theirs, and all that is shown of it. */
  if ((message->wrappers & ~(guint) XMPP_WRAPPER_FORWARDED) != 0
      || !is_wanted (message, own, source)
      || message->type == XMPP_MESSAGE_GROUPCHAT
      || xmpp_element_get_child (stanza, "x", XMPP_NS_MUC_USER) != NULL)
    return CHAT_READING_NOTHING;

  if (message->type == XMPP_MESSAGE_ERROR)
    return message->from != NULL && message->id != NULL && !chat_inbox_row_is_own (message, own)
             ? CHAT_READING_BOUNCE : CHAT_READING_NOTHING;

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
get_flags (const XmppMessage *message,
           ChatSource         source)
{
  int flags = 0;

  if (message->delay_time_us != 0)
    flags |= ARCHIVE_FLAG_DELAYED;
  if (message->is_markable)
    flags |= ARCHIVE_FLAG_MARKABLE;
  if (message->wants_receipt)
    flags |= ARCHIVE_FLAG_RECEIPT_WANTED;
  if (source == CHAT_SOURCE_SENT || source == CHAT_SOURCE_RECEIVED)
    flags |= ARCHIVE_FLAG_CARBON;

  return (ArchiveMessageFlags) flags;
}

/* What is ours is at least sent. A note to ourselves has arrived. */
static ArchiveState
get_state (const XmppMessage *message,
           XmppAddress       *own)
{
  if (!chat_inbox_row_is_own (message, own))
    return ARCHIVE_STATE_RECEIVED;

  return is_for_us (message, own) ? ARCHIVE_STATE_DELIVERED : ARCHIVE_STATE_SENT;
}

/* Of what is a file itself nothing is told. */
static char *
dup_link (const XmppMessage    *message,
          const ArchiveMessage *row)
{
  g_autoptr(ChatPreview) preview = row->kind == ARCHIVE_MESSAGE_TEXT
                                   ? chat_preview_read (message->links, row->body) : NULL;

  return preview != NULL ? chat_preview_store (preview) : NULL;
}

void
chat_inbox_row_fill (gpointer      filled,
                     gconstpointer reading)
{
  const XmppMessage *message = reading;
  ArchiveMessage *row = filled;

  row->kind = message->encryption != NULL ? ARCHIVE_MESSAGE_UNDECRYPTED : ARCHIVE_MESSAGE_TEXT;
  row->ids.message = dup_bounded (message->id, MAX_ID_BYTES);
  row->ids.origin = dup_bounded (message->origin_id, MAX_ID_BYTES);
  row->body = dup_body (message);
  row->thread = dup_bounded (message->thread, MAX_ID_BYTES);
  row->replace_id = dup_bounded (message->replace_id, MAX_ID_BYTES);
  if (message->oob_url != NULL && is_web_url (message->oob_url))
    row->oob_url = dup_bounded (message->oob_url, MAX_URL_BYTES);
  chat_inbox_files_fill (row, message);
  row->link = dup_link (message, row);
}

gpointer
chat_inbox_row_new (gconstpointer  reading,
                    XmppAddress   *own,
                    gint64         account_id,
                    gboolean       trusts_ids,
                    ChatSource     source)
{
  const XmppMessage *message = reading;
  XmppAddress *from = message->from != NULL ? message->from : own;
  ArchiveMessage *row = archive_message_new ();

  row->account_id = account_id;
  row->with = g_strdup (xmpp_address_get_bare (chat_inbox_row_get_peer (message, own)));
  row->with_kind = ARCHIVE_CONVERSATION_CHAT;
  row->sender = g_strdup (xmpp_address_get_bare (from));
  row->resource = dup_bounded (xmpp_address_get_resource (from), MAX_ID_BYTES);
  row->direction = chat_inbox_row_is_own (message, own) ? ARCHIVE_OUTGOING : ARCHIVE_INCOMING;
  row->state = get_state (message, own);
  row->flags = get_flags (message, source);
  row->time_us = message->delay_time_us != 0 ? message->delay_time_us : g_get_real_time ();
  chat_inbox_row_fill (row, message);
  /* XEP-0359, 6: only what our own archive gave, and only where it says that it gives ids: then it
   * takes away what others put in its name. */
  if (trusts_ids)
    row->ids.stanza = dup_bounded (xmpp_message_get_stanza_id_by (message, own), MAX_ID_BYTES);
  return row;
}

static gboolean
is_id (const char *id) /* (nullable) */
{
  return id != NULL && id[0] != '\0' && strlen (id) <= MAX_ID_BYTES;
}

static void
add_mark (GPtrArray       *marks,
          ArchiveMarkKind  kind,
          XmppAddress     *peer,
          const char      *id, /* (nullable) */
          gint64           time_us)
{
  if (is_id (id))
    g_ptr_array_add (marks, archive_mark_new (kind, xmpp_address_get_bare (peer), id, time_us));
}

gpointer
chat_inbox_row_new_bounce (gconstpointer  reading,
                           const char    *with,
                           gint64         time_us)
{
  const XmppMessage *message = reading;
  ArchiveMark *mark;

  if (!is_id (message->id))
    return NULL;

  mark = archive_mark_new (ARCHIVE_MARK_FAILED, with, message->id, time_us);
  if (message->error == NULL || message->error->domain != XMPP_STANZA_ERROR)
    return mark;

  mark->error_condition =
    g_strdup (xmpp_stanza_error_get_name ((XmppStanzaError) message->error->code));
  if (g_strcmp0 (message->error->message, mark->error_condition) != 0)
    mark->error_text = dup_bounded (message->error->message, MAX_ERROR_BYTES);
  return mark;
}

static void
add_bounce (GPtrArray         *marks,
            const XmppMessage *message,
            XmppAddress       *peer,
            gint64             time_us)
{
  ArchiveMark *mark = chat_inbox_row_new_bounce (message, xmpp_address_get_bare (peer), time_us);

  if (mark != NULL)
    g_ptr_array_add (marks, mark);
}

/* Only what we sent to just this address can be acknowledged by it; and only we ourselves can say
 * what we have read. */
void
chat_inbox_row_add_marks (gconstpointer  reading_of,
                          XmppAddress   *own,
                          ChatReading    reading,
                          gint64         time_us,
                          GPtrArray     *marks)
{
  const XmppMessage *message = reading_of;
  XmppAddress *peer = chat_inbox_row_get_peer (message, own);

  if (reading == CHAT_READING_BOUNCE)
    {
      add_bounce (marks, message, peer, time_us);
      return;
    }

  if (chat_inbox_row_is_own (message, own))
    {
      add_mark (marks, ARCHIVE_MARK_READ, peer, message->displayed_id, time_us);
      return;
    }

  add_mark (marks, ARCHIVE_MARK_DELIVERED, peer, message->received_id, time_us);
  add_mark (marks, ARCHIVE_MARK_DISPLAYED, peer, message->displayed_id, time_us);
}
