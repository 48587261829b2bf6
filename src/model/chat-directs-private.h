/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-types.h"

G_BEGIN_DECLS

typedef struct _ChatConnection ChatConnection;
typedef struct _ChatDirects ChatDirects;
typedef struct _ChatStore ChatStore;
typedef struct _XmppAddress XmppAddress;

/* Who shows how far it is draws no faster. */
#define CHAT_DIRECTS_TELL_US (100 * 1000)

#define CHAT_DIRECTS_MAX_RESOURCE_BYTES 1024

/* Its files share its inside:
 *   chat-directs.c          the object
 *   chat-directs-send.c     what goes
 *   chat-directs-receive.c  what comes */
struct _ChatDirects
{
  GObject         parent_instance;

  ChatStore      *store;
  ChatConnection *connection;
  GPtrArray      *sends;    /* owned, see chat-directs-send.c */
  GPtrArray      *receives; /* owned, see chat-directs-receive.c */
  GHashTable     *writers;  /* owned bare address → owned resource that wrote last */
};

/* (transfer full) (nullable): the device of @bare that is to be asked now */
XmppAddress *chat_directs_find_peer (ChatDirects *self,
                                     XmppAddress *bare) G_GNUC_WARN_UNUSED_RESULT;

/* chat-directs-send.c */
void chat_directs_init_send    (ChatDirects *self);
void chat_directs_listen_send  (ChatDirects *self);
void chat_directs_clear_send   (ChatDirects *self);

/* chat-directs-receive.c */
void chat_directs_init_receive  (ChatDirects *self);
void chat_directs_listen        (ChatDirects *self);
void chat_directs_clear_receive (ChatDirects *self);

G_END_DECLS
