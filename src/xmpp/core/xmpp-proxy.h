/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Settings that are no URI */
#define XMPP_PROXY_SYSTEM "system"
#define XMPP_PROXY_NONE   "none"

/**
 * XmppProxy:
 * @scheme: "socks5" (RFC 1928), "http" or "https"; %NULL: no proxy, straight to the server
 * @host: (nullable)
 * @user: (nullable)
 * @password: (nullable)
 *
 * One way out into the network.
 */
typedef struct {
  const char *scheme;
  char       *host;
  guint16     port;
  char       *user;
  char       *password;
} XmppProxy;

XmppProxy      *xmpp_proxy_new_none      (void) G_GNUC_WARN_UNUSED_RESULT;
XmppProxy      *xmpp_proxy_parse         (const char       *uri,
                                          GError          **error) G_GNUC_WARN_UNUSED_RESULT;
XmppProxy      *xmpp_proxy_copy          (const XmppProxy  *self) G_GNUC_WARN_UNUSED_RESULT;
void            xmpp_proxy_free          (XmppProxy        *self);
char           *xmpp_proxy_to_uri        (const XmppProxy  *self) G_GNUC_WARN_UNUSED_RESULT;
GProxyResolver *xmpp_proxy_make_resolver (const XmppProxy  *self) G_GNUC_WARN_UNUSED_RESULT;

gboolean        xmpp_proxy_check_setting (const char       *setting,
                                          GError          **error);
gboolean        xmpp_proxy_is_needed_for (const char       *host);

void            xmpp_proxy_lookup_async  (const char          *setting,
                                          const char          *password,
                                          const char          *uri,
                                          guint                timeout_ms,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GPtrArray      *xmpp_proxy_lookup_finish (GAsyncResult        *result,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppProxy, xmpp_proxy_free)

G_END_DECLS
