/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatFile ChatFile;
typedef struct _ChatMessage ChatMessage;
typedef struct _ChatStore ChatStore;

/* The files that go straight from one to the other: XEP-0234. An offer lives as long as both sides
 * are online, and is made again when they are again; nothing of it is in any archive but our own.
 *
 * Signals:
 *   "offered" (gpointer row): a contact offers a file; @row is an ArchiveMessage without account,
 *     borrowed, and to be stored. Its message is then given to chat_directs_take() */
#define CHAT_TYPE_DIRECTS (chat_directs_get_type ())
G_DECLARE_FINAL_TYPE (ChatDirects, chat_directs, CHAT, DIRECTS, GObject)

ChatDirects *chat_directs_new      (ChatStore      *store,
                                    ChatConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
/* How long what was cut off waits before it is offered anew, the first time: a second unless set.
 * The others are as many times longer */
void         chat_directs_set_patience (ChatDirects *self,
                                    guint           patience_ms);
/* Whether a device of that contact is online that can be sent a file, or may yet be */
ChatReach    chat_directs_get_reach (ChatDirects   *self,
                                    const char     *address);
/* A message came from there: files go to the device that wrote last, if it takes any */
void         chat_directs_note_writer (ChatDirects *self,
                                    const char     *address,
                                    const char     *resource);
/* @message: of kind FILE, queued, for a contact of that address: it is offered as soon as both are
 * online */
void         chat_directs_add      (ChatDirects    *self,
                                    ChatMessage    *message,
                                    const char     *address);
/* It is not to be sent any more. */
void         chat_directs_remove   (ChatDirects    *self,
                                    ChatMessage    *message);
/* One that is stored and shown now; those that are no offers are let be */
void         chat_directs_take     (ChatDirects    *self,
                                    ChatMessage    *message);
/* All messages of a conversation are deleted: so are those that offer files. */
void         chat_directs_remove_all (ChatDirects  *self,
                                      gint64        conversation_id);
/* The person wants the file of an offer, or does not; nothing happens where it is not open */
void         chat_directs_accept   (ChatDirects    *self,
                                    ChatMessage    *message);
void         chat_directs_decline  (ChatDirects    *self,
                                    ChatMessage    *message);

G_END_DECLS
