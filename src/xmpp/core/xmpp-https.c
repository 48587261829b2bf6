/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP over TLS in the name of a domain, by libsoup: no cookies, nothing compressed, no
 * redirection, no certificate but a good one. */
#define G_LOG_DOMAIN "xmpp-https"

#include "xmpp-https.h"

typedef struct {
  XmppTls  *tls;
  char     *host;
  gboolean  remember;
} Judge;

static void
judge_free (gpointer  judge,
            GClosure *closure)
{
  Judge *self = judge;

  g_clear_object (&self->tls);
  g_free (self->host);
  g_free (self);
}

static gboolean
accept_certificate_cb (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  errors,
                       gpointer              user_data)
{
  Judge *judge = user_data;

  return xmpp_tls_judge (judge->tls, judge->host, certificate, errors, judge->remember);
}

/**
 * xmpp_https_session_new:
 * @tls: a TLS that is ready
 * @proxy: the way to go
 *
 * Returns: (transfer full): a session for the messages of xmpp_https_message_new()
 */
SoupSession *
xmpp_https_session_new (XmppTls         *tls,
                        const XmppProxy *proxy)
{
  g_autoptr(GProxyResolver) resolver = NULL;
  SoupSession *session = NULL;

  g_return_val_if_fail (XMPP_IS_TLS (tls), NULL);
  g_return_val_if_fail (proxy != NULL, NULL);

  if (proxy->scheme != NULL)
    resolver = xmpp_proxy_make_resolver (proxy);
  session = soup_session_new_with_options ("proxy-resolver", resolver,
                                           "tls-database", xmpp_tls_get_roots (tls), NULL);

  /* Whoever can compress can make much out of little. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  return session;
}

/**
 * xmpp_https_message_new:
 * @tls: a TLS that is ready
 * @uri: of the scheme https or wss
 * @remember: whether a certificate that is refused is to be shown to the user
 *
 * Returns: (transfer full): a request for @uri
 */
SoupMessage *
xmpp_https_message_new (XmppTls  *tls,
                        GUri     *uri,
                        gboolean  remember)
{
  SoupMessage *message = NULL;
  Judge *judge = NULL;

  g_return_val_if_fail (XMPP_IS_TLS (tls), NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  judge = g_new0 (Judge, 1);
  judge->tls = g_object_ref (tls);
  judge->host = g_strdup (g_uri_get_host (uri));
  judge->remember = remember;

  message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (remember && xmpp_tls_get_own_certificate (tls) != NULL)
    soup_message_set_tls_client_certificate (message, xmpp_tls_get_own_certificate (tls));
  g_signal_connect_data (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), judge,
                         judge_free, 0);
  return message;
}
