/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _ChatStore ChatStore;

/* How far others say that they have read in rooms: XEP-0333, 4.3. */
#define CHAT_TYPE_READERS (chat_readers_get_type ())
G_DECLARE_FINAL_TYPE (ChatReaders, chat_readers, CHAT, READERS, GObject)

ChatReaders *chat_readers_new    (ChatStore   *store) G_GNUC_WARN_UNUSED_RESULT;
/* @reader has read everything up to the message that the room calls @stanza_id */
void         chat_readers_note   (ChatReaders *self,
                                  gint64       conversation_id,
                                  const char  *reader,
                                  const char  *stanza_id);
/* All messages that came before what was noted are stored */
void         chat_readers_settle (ChatReaders *self);

G_END_DECLS
