/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-dispatch.h"
#include "xmpp-link.h"
#include "xmpp-pending.h"

G_BEGIN_DECLS

typedef struct _XmppSession XmppSession;

/* For the files of the session alone. */
struct _XmppSession
{
  GObject       parent_instance;

  XmppLink     *link;
  XmppPending  *pending;
  XmppDispatch *dispatch;
};

G_END_DECLS
