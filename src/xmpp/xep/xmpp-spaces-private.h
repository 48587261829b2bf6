/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-disco.h"
#include "xmpp-pubsub.h"

G_BEGIN_DECLS

typedef struct _XmppSpaces XmppSpaces;

/* For its own files: xmpp-spaces.c, and xmpp-spaces-own.c for what owners do. */
struct _XmppSpaces
{
  GObject      parent_instance;

  XmppPubsub  *pubsub;
  XmppDisco   *disco;
  XmppSession *session; /* (nullable) borrowed: it is there from attach to detach */
  GPtrArray   *follows; /* owned Follow */
};

/* What ends with xmpp_spaces_finish(), and an answer that says no more than that it is done */
GTask *xmpp_spaces_new_task    (XmppSpaces          *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
void   xmpp_spaces_done_answer (XmppElement         *iq,
                                GTask               *task);

G_END_DECLS
