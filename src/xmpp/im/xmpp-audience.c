/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-audience.c: who may know that we are here: RFC 6121, 4.6 and 13.2. */
#define G_LOG_DOMAIN "xmpp-audience"

#include "xmpp-audience.h"

#include <string.h>

struct _XmppAudience
{
  GObject     parent_instance;

  XmppRoster *roster;
  GHashTable *directed; /* owned char *, bare addresses that have our directed presence */
};

G_DEFINE_FINAL_TYPE (XmppAudience, xmpp_audience, G_TYPE_OBJECT)

static void
xmpp_audience_dispose (GObject *object)
{
  XmppAudience *self = XMPP_AUDIENCE (object);

  g_clear_object (&self->roster);

  G_OBJECT_CLASS (xmpp_audience_parent_class)->dispose (object);
}

static void
xmpp_audience_finalize (GObject *object)
{
  XmppAudience *self = XMPP_AUDIENCE (object);

  g_clear_pointer (&self->directed, g_hash_table_unref);

  G_OBJECT_CLASS (xmpp_audience_parent_class)->finalize (object);
}

static void
xmpp_audience_class_init (XmppAudienceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_audience_dispose;
  G_OBJECT_CLASS (klass)->finalize = xmpp_audience_finalize;
}

static void
xmpp_audience_init (XmppAudience *self)
{
  self->directed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * xmpp_audience_new:
 * @roster: the contacts
 *
 * Makes the audience of an account.
 *
 * Returns: (transfer full): the audience
 */
XmppAudience *
xmpp_audience_new (XmppRoster *roster)
{
  XmppAudience *self;

  g_return_val_if_fail (XMPP_IS_ROSTER (roster), NULL);

  self = g_object_new (XMPP_TYPE_AUDIENCE, NULL);
  self->roster = g_object_ref (roster);
  return self;
}

/**
 * xmpp_audience_includes:
 * @self: the audience
 * @session: the session that @stanza came by
 * @stanza: what asks
 *
 * Tells whether who sent @stanza may learn that we are here. What has no sender comes from our own
 * server.
 *
 * Returns: whether it may be answered
 */
gboolean
xmpp_audience_includes (XmppAudience *self,
                        XmppSession  *session,
                        XmppElement  *stanza)
{
  const char *from;
  g_autoptr(XmppAddress) address = NULL;

  g_return_val_if_fail (XMPP_IS_AUDIENCE (self), FALSE);
  g_return_val_if_fail (stanza != NULL, FALSE);

  from = xmpp_element_get_attribute (stanza, "from");
  if (from == NULL)
    return TRUE;

  address = xmpp_address_parse (from, NULL);
  return address != NULL && xmpp_audience_includes_address (self, session, address);
}

/**
 * xmpp_audience_includes_address:
 * @self: the audience
 * @session: the session of the account
 * @address: somebody, with or without a resource
 *
 * Tells whether @address may learn that we are here: by a receipt (XEP-0184, 8), a marker
 * (XEP-0333, 7), a chat state (XEP-0085, 8), an answer.
 *
 * Returns: whether it may
 */
gboolean
xmpp_audience_includes_address (XmppAudience *self,
                                XmppSession  *session,
                                XmppAddress  *address)
{
  XmppAddress *own;

  g_return_val_if_fail (XMPP_IS_AUDIENCE (self), FALSE);
  g_return_val_if_fail (XMPP_IS_SESSION (session), FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  own = xmpp_session_get_address (session);
  if (own != NULL
      && (xmpp_address_equal_bare (address, own)
          || strcmp (xmpp_address_get_full (address), xmpp_address_get_domain (own)) == 0))
    return TRUE;

  return xmpp_roster_has_subscriber (self->roster, address)
         || g_hash_table_contains (self->directed, xmpp_address_get_bare (address));
}

/**
 * xmpp_audience_add:
 * @self: the audience
 * @address: whom our presence was sent to directly: a room that was joined
 *
 * Lets @address and all its resources into the audience.
 */
void
xmpp_audience_add (XmppAudience *self,
                   XmppAddress  *address)
{
  g_return_if_fail (XMPP_IS_AUDIENCE (self));
  g_return_if_fail (address != NULL);

  g_hash_table_add (self->directed, g_strdup (xmpp_address_get_bare (address)));
}

/**
 * xmpp_audience_remove:
 * @self: the audience
 * @address: who was told that we are gone
 *
 * Takes back xmpp_audience_add().
 */
void
xmpp_audience_remove (XmppAudience *self,
                      XmppAddress  *address)
{
  g_return_if_fail (XMPP_IS_AUDIENCE (self));
  g_return_if_fail (address != NULL);

  g_hash_table_remove (self->directed, xmpp_address_get_bare (address));
}
