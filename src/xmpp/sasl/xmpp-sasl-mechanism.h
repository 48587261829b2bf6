/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define XMPP_TYPE_SASL_MECHANISM (xmpp_sasl_mechanism_get_type ())
G_DECLARE_DERIVABLE_TYPE (XmppSaslMechanism, xmpp_sasl_mechanism, XMPP, SASL_MECHANISM, GObject)

/**
 * XmppSaslMechanismClass:
 * @begin: the initial response
 * @respond_async: answers a challenge
 * @respond_finish: (transfer full): the response
 * @complete: whether the server's success, with its additional data or %NULL, is to be believed
 *
 * One run of a SASL mechanism, RFC 4422. What carries the messages is not its business.
 */
struct _XmppSaslMechanismClass
{
  GObjectClass parent_class;

  GBytes   *(*begin)          (XmppSaslMechanism    *self,
                               GError              **error);
  void      (*respond_async)  (XmppSaslMechanism    *self,
                               GBytes               *challenge,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
  GBytes   *(*respond_finish) (XmppSaslMechanism    *self,
                               GAsyncResult         *result,
                               GError              **error);
  gboolean  (*complete)       (XmppSaslMechanism    *self,
                               GBytes               *additional,
                               GError              **error);
};

GBytes   *xmpp_sasl_mechanism_begin          (XmppSaslMechanism    *self,
                                              GError              **error)
                                              G_GNUC_WARN_UNUSED_RESULT;
void      xmpp_sasl_mechanism_respond_async  (XmppSaslMechanism    *self,
                                              GBytes               *challenge,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GBytes   *xmpp_sasl_mechanism_respond_finish (XmppSaslMechanism    *self,
                                              GAsyncResult         *result,
                                              GError              **error)
                                              G_GNUC_WARN_UNUSED_RESULT;
gboolean  xmpp_sasl_mechanism_complete       (XmppSaslMechanism    *self,
                                              GBytes               *additional,
                                              GError              **error);

G_END_DECLS
