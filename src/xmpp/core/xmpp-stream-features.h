/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-element.h"

G_BEGIN_DECLS

/**
 * XmppStreamFeatures:
 * @starttls: TLS can be asked for
 * @mechanisms: (nullable): of SASL; %NULL when that is not offered
 * @bindings: (nullable): the kinds of channel binding, %NULL without a list
 * @bind: a resource can be asked for
 * @session: so can, and must, the session of RFC 3921
 * @stream_management: stanzas can be counted
 * @max_bytes: how large a stanza the server takes; 0 when it does not say
 *
 * What a server offers on a stream, as far as it matters to get in. All lists end with %NULL.
 */
typedef struct {
  gboolean  starttls;
  char    **mechanisms;
  char    **bindings;
  gboolean  bind;
  gboolean  session;
  gboolean  stream_management;
  gsize     max_bytes;
} XmppStreamFeatures;

void xmpp_stream_features_read  (XmppStreamFeatures *self,
                                 XmppElement        *features);
void xmpp_stream_features_clear (XmppStreamFeatures *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XmppStreamFeatures, xmpp_stream_features_clear)

G_END_DECLS
