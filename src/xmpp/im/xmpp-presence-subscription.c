/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-presence-subscription.c: who may see whose presence: RFC 6121, 3, with XEP-0172 and
 * XEP-0379. */
#define G_LOG_DOMAIN "xmpp-presence"

#include "xmpp-presence.h"

#include "xmpp-namespaces.h"

static XmppElement *
new_of_type (const char  *type,
             XmppAddress *bare)
{
  XmppElement *presence = xmpp_element_new ("presence", XMPP_NS_CLIENT);

  xmpp_element_set_attribute (presence, "type", type);
  xmpp_element_set_attribute (presence, "to", xmpp_address_get_bare (bare));
  return presence;
}

static gboolean
send_of_type (XmppPresence *self,
              const char   *type,
              XmppAddress  *bare)
{
  g_return_val_if_fail (bare != NULL, FALSE);

  return xmpp_presence_send_stanza (self, new_of_type (type, bare));
}

/**
 * xmpp_presence_subscribe:
 * @self: the feature
 * @bare: whose presence we want to see
 * @status: (nullable): what to say with it
 * @nick: (nullable): what we call ourselves: XEP-0172, 4.1
 * @preauth_token: (nullable): the token of the contact's invitation: XEP-0379, 3.4
 *
 * Asks for a subscription: RFC 6121, 3.1.1.
 *
 * Returns: whether it was sent: we are online
 */
gboolean
xmpp_presence_subscribe (XmppPresence *self,
                         XmppAddress  *bare,
                         const char   *status,
                         const char   *nick,
                         const char   *preauth_token)
{
  XmppElement *presence;

  g_return_val_if_fail (XMPP_IS_PRESENCE (self), FALSE);
  g_return_val_if_fail (bare != NULL, FALSE);

  presence = new_of_type ("subscribe", bare);
  if (status != NULL)
    xmpp_element_add_text_child (presence, "status", NULL, status);
  if (nick != NULL)
    xmpp_element_add_text_child (presence, "nick", XMPP_NS_NICK, nick);
  if (preauth_token != NULL)
    xmpp_element_set_attribute (xmpp_element_add_child (presence, "preauth",
                                                        XMPP_NS_PRE_AUTH_SUBSCRIPTION),
                                "token", preauth_token);

  return xmpp_presence_send_stanza (self, presence);
}

/**
 * xmpp_presence_approve:
 * @self: the feature
 * @bare: who may see our presence
 *
 * Approves a request, or one to come where xmpp_roster_can_preapprove(): RFC 6121, 3.1.4 and 3.4.
 *
 * Returns: whether it was sent: we are online
 */
gboolean
xmpp_presence_approve (XmppPresence *self,
                       XmppAddress  *bare)
{
  return send_of_type (self, "subscribed", bare);
}

/**
 * xmpp_presence_deny:
 * @self: the feature
 * @bare: who may not, or no longer, see our presence
 *
 * Denies a request, or takes an approval back: RFC 6121, 3.2.
 *
 * Returns: whether it was sent: we are online
 */
gboolean
xmpp_presence_deny (XmppPresence *self,
                    XmppAddress  *bare)
{
  return send_of_type (self, "unsubscribed", bare);
}

/**
 * xmpp_presence_unsubscribe:
 * @self: the feature
 * @bare: whose presence we no longer want to see
 *
 * Ends our subscription, or a request that waits: RFC 6121, 3.3.
 *
 * Returns: whether it was sent: we are online
 */
gboolean
xmpp_presence_unsubscribe (XmppPresence *self,
                           XmppAddress  *bare)
{
  return send_of_type (self, "unsubscribe", bare);
}
