/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _XmppAddress XmppAddress;

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
ChatReading chat_inbox_row_judge (gconstpointer  message,
                                  gpointer       stanza,
                                  XmppAddress   *own,
                                  gboolean       is_known);
/* (transfer full): an ArchiveMessage. @trusts_ids: our own archive announces that it gives ids */
gpointer    chat_inbox_row_new   (gconstpointer  message,
                                  XmppAddress   *own,
                                  gint64         account_id,
                                  gboolean       trusts_ids) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
