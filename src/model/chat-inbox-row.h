/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _XmppAddress XmppAddress;

/**
 * ChatSource:
 * @CHAT_SOURCE_LIVE: it was sent to us
 * @CHAT_SOURCE_SENT: a copy: another device of ours sent it
 * @CHAT_SOURCE_RECEIVED: a copy: another device of ours got it
 * @CHAT_SOURCE_ARCHIVE: from our own archive: both
 *
 * How a message comes. Who handed it out has checked where it comes from.
 */
typedef enum {
  CHAT_SOURCE_LIVE,
  CHAT_SOURCE_SENT,
  CHAT_SOURCE_RECEIVED,
  CHAT_SOURCE_ARCHIVE,
} ChatSource;

/**
 * ChatReading:
 * @CHAT_READING_NOTHING: nobody is to see anything of it
 * @CHAT_READING_NOTICE: a receipt, a marker, a chat state: see the message itself
 * @CHAT_READING_BOUNCE: one of ours came back
 * @CHAT_READING_MESSAGE: a row for the archive
 *
 * What a message that came is, judged by who says it.
 */
typedef enum {
  CHAT_READING_NOTHING,
  CHAT_READING_NOTICE,
  CHAT_READING_BOUNCE,
  CHAT_READING_MESSAGE,
} ChatReading;

/* @message: an XmppMessage; @stanza: the XmppElement it was read from; @own: our bare address;
 * @is_known: whether the sender is a contact or our own server */
ChatReading chat_inbox_row_judge (gconstpointer message,
                                  gpointer      stanza,
                                  XmppAddress  *own,
                                  gboolean      is_known,
                                  ChatSource    source);
/* Whether we wrote it, here or on another device */
gboolean     chat_inbox_row_is_own   (gconstpointer message,
                                      XmppAddress  *own);
/* With whom it is: never NULL, borrowed */
XmppAddress *chat_inbox_row_get_peer (gconstpointer message,
                                      XmppAddress  *own);
/* An ArchiveMessage, to be stored. @trusts_ids: our server takes away stanza-ids that others put
 * into messages in its name: XEP-0359, 6 */
gpointer    chat_inbox_row_new (gconstpointer message,
                                XmppAddress  *own,
                                gint64        account_id,
                                gboolean      trusts_ids,
                                ChatSource    source)
  G_GNUC_WARN_UNUSED_RESULT;
/* What every message says of itself, into an ArchiveMessage: ids that its author gives, text, … */
void        chat_inbox_row_fill (gpointer      row,
                                 gconstpointer message);
/* An ArchiveMark (nullable): one of ours to @with, a conversation's address, came back */
gpointer    chat_inbox_row_new_bounce (gconstpointer message,
                                       const char   *with,
                                       gint64        time_us) G_GNUC_WARN_UNUSED_RESULT;
/* What it says about other messages: ArchiveMark are appended to @marks */
void        chat_inbox_row_add_marks (gconstpointer message,
                                      XmppAddress  *own,
                                      ChatReading   reading,
                                      gint64        time_us,
                                      GPtrArray    *marks);

G_END_DECLS
