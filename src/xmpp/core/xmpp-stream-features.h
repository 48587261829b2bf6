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
 * @idle_s: for how long it bears our silence; 0 when it does not say
 * @mechanisms2: (nullable): of SASL2, XEP-0388; %NULL when that is not offered
 * @upgrades: (nullable): hashes of the password that it would like to have, XEP-0480
 * @token_mechanisms: (nullable): what tokens can be asked for, XEP-0484; %NULL without tokens
 * @inline_resume: a lost session can be asked for together with it, XEP-0198, 9.2
 * @inline_bind: so can a resource, XEP-0386
 * @bind_stream_management: and with that, that stanzas are counted
 * @bind_carbons: that copies are sent
 * @bind_client_state: that nobody looks
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
  guint     idle_s;
  char    **mechanisms2;
  char    **upgrades;
  char    **token_mechanisms;
  gboolean  inline_resume;
  gboolean  inline_bind;
  gboolean  bind_stream_management;
  gboolean  bind_carbons;
  gboolean  bind_client_state;
} XmppStreamFeatures;

void xmpp_stream_features_read  (XmppStreamFeatures *self,
                                 XmppElement        *features);
void xmpp_stream_features_clear (XmppStreamFeatures *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (XmppStreamFeatures, xmpp_stream_features_clear)

G_END_DECLS
