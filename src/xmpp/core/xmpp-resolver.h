/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-session-config.h"

G_BEGIN_DECLS

/**
 * XmppTarget:
 * @uri: (nullable): of a WebSocket; then @host and @port say the same for people
 * @host: a host name for DNS, or an address
 * @direct: TLS from the first byte on (XEP-0368); otherwise STARTTLS
 * @priority: the lower, the earlier; RFC 2782
 * @weight: the higher, the likelier among those of one priority
 * @proxy: (nullable): the proxy that we came through, for people
 *
 * A place where the service may be.
 */
typedef struct {
  char     *uri;
  char     *host;
  guint16   port;
  gboolean  direct;
  guint16   priority;
  guint16   weight;
  char     *proxy;
} XmppTarget;

/* A number from 0 to @most, both included */
typedef guint32 (*XmppRandomFunc) (guint32  most,
                                   gpointer user_data);

XmppTarget *xmpp_target_new             (const char *host,
                                         guint16     port,
                                         gboolean    direct) G_GNUC_WARN_UNUSED_RESULT;
XmppTarget *xmpp_target_new_websocket   (const char *uri) G_GNUC_WARN_UNUSED_RESULT;
void        xmpp_target_free            (XmppTarget *self);
void        xmpp_targets_order          (GPtrArray      *targets,
                                         XmppRandomFunc  random,
                                         gpointer        user_data);

void        xmpp_resolver_lookup_async  (GResolver           *resolver,
                                         const char          *domain,
                                         XmppTlsMode          mode,
                                         guint                timeout_ms,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
GPtrArray  *xmpp_resolver_lookup_finish (GAsyncResult        *result,
                                         GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
