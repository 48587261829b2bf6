/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-exchange.h"
#include "xmpp-negotiation.h"
#include "xmpp-retry.h"
#include "xmpp-sasl-credentials.h"
#include "xmpp-stream.h"
#include "xmpp-tls.h"

G_BEGIN_DECLS

typedef struct _XmppLink XmppLink;
typedef struct _XmppLinkFuncs XmppLinkFuncs;

/* For the files of the link alone. */
struct _XmppLink
{
  GObject              parent_instance;

  XmppSessionState     state;
  XmppAddress         *bare;
  const XmppLinkFuncs *funcs;
  gpointer             owner;          /* (nullable), borrowed: NULL when it has gone */
  XmppSessionConfig    config;
  XmppSessionLimits    limits;
  XmppSaslCredentials *credentials;
  XmppTrust           *trust;          /* (nullable), borrowed: outlives us */
  XmppTls             *tls;            /* (nullable): made when it is needed first */
  GError              *error;          /* (nullable): why we are not online */

  XmppNegotiation     *negotiation;    /* (nullable): the running one, or that of this stream */
  GCancellable        *negotiating;    /* (nullable): while it runs */
  XmppStream          *stream;         /* (nullable): while stanzas flow */
  XmppExchange        *exchange;       /* outlives its streams */
  char                *cipher;         /* (nullable): of the stream */
  char                *other_uri;      /* (nullable): where the server sent us: the next try */

  gboolean             has_session;    /* the owner was told so */

  gint64               online_time;
  XmppRetry           *retry;          /* (nullable): NULL when disposed */
  GSource             *doubt;          /* (nullable): looks whether a negotiation hangs */
  gint64               doubt_us;       /* since when */

  GPtrArray           *stopping;       /* owned GTask */
  gboolean             is_unregistered;
  gboolean             start_again;    /* as soon as it has stopped */
};

void xmpp_link_ensure_tls         (XmppLink *self);
void xmpp_link_negotiate_anew     (XmppLink *self);
void xmpp_link_cancel_negotiation (XmppLink *self);
void xmpp_link_clear_doubt        (XmppLink *self);

G_END_DECLS
