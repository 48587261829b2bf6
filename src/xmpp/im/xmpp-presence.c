/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-presence.c: our presence, that of others, and who may see whose: RFC 6121, 3 and 4. */
#define G_LOG_DOMAIN "xmpp-presence"

#include "xmpp-presence.h"

#include "xmpp-datetime.h"
#include "xmpp-namespaces.h"
#include "xmpp-presence-table.h"
#include "xmpp-text.h"

#define MAX_STATUS_BYTES 4096
#define MAX_NICK_BYTES   1024
#define MAX_TOKEN_BYTES  256

struct _XmppPresence
{
  GObject            parent_instance;

  XmppSession       *session;   /* (nullable) borrowed: it is there from attach to detach */
  guint              handler;
  gulong             online_handler;
  gulong             offline_handler;

  XmppPresenceTable *contacts;

  XmppShow           show;
  char              *status;    /* (nullable) */
  int                priority;
  gint64             idle_since_us;
  char              *photo_hash; /* (nullable) */
  gboolean           is_unsent; /* it changed while nothing could be sent */
  guint              broadcast; /* idle source */
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppPresence, xmpp_presence, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_CHANGED,
  SIGNAL_RESET,
  SIGNAL_SENDING,
  SIGNAL_SENT,
  SIGNAL_SUBSCRIPTION_REQUESTED,
  SIGNAL_SUBSCRIPTION_ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_online (XmppPresence *self)
{
  return self->session != NULL && xmpp_session_get_state (self->session) == XMPP_SESSION_ONLINE;
}

static void
tell (XmppPresence     *self,
      XmppPresenceInfo *info)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, info->address, info);
}

/* A contact speaks for all its resources when it speaks without one: RFC 6121, 4.5.4. */
static void
remove_others (XmppPresence     *self,
               XmppPresenceInfo *info,
               XmppElement      *stanza)
{
  g_autoptr(GPtrArray) resources = xmpp_presence_table_dup (self->contacts, info->address);

  for (guint i = 0; i < resources->len; i++)
    {
      XmppPresenceInfo *old = g_ptr_array_index (resources, i);
      g_autoptr(XmppPresenceInfo) gone = NULL;

      if (xmpp_address_equal (old->address, info->address))
        continue;

      gone = xmpp_presence_info_parse (stanza, old->address);
      if (xmpp_presence_table_remove (self->contacts, old->address))
        tell (self, gone);
    }
}

static void
take_availability (XmppPresence *self,
                   XmppElement  *stanza,
                   XmppAddress  *from)
{
  g_autoptr(XmppPresenceInfo) info = xmpp_presence_info_parse (stanza, from);

  if (info == NULL)
    return;

  if (info->show != XMPP_SHOW_OFFLINE)
    {
      if (xmpp_presence_table_put (self->contacts, info))
        tell (self, info);
      return;
    }

  if (xmpp_address_is_bare (from))
    remove_others (self, info, stanza);
  if (xmpp_presence_table_remove (self->contacts, from) || info->error != NULL)
    tell (self, info);
}

static void
take_request (XmppPresence *self,
              XmppElement  *stanza,
              XmppAddress  *from)
{
  g_autoptr(XmppAddress) bare = xmpp_address_dup_bare (from);
  XmppElement *preauth = xmpp_element_get_child (stanza, "preauth", XMPP_NS_PRE_AUTH_SUBSCRIPTION);
  g_autofree char *status = NULL;
  g_autofree char *nick = NULL;
  g_autofree char *token = NULL;

  status = xmpp_text_clip (xmpp_element_get_child_text (stanza, "status", XMPP_NS_CLIENT),
                           MAX_STATUS_BYTES);
  nick = xmpp_text_clip (xmpp_element_get_child_text (stanza, "nick", XMPP_NS_NICK),
                         MAX_NICK_BYTES);
  if (preauth != NULL)
    token = xmpp_text_bounded (xmpp_element_get_attribute (preauth, "token"), MAX_TOKEN_BYTES);

  g_signal_emit (self, signals[SIGNAL_SUBSCRIPTION_REQUESTED], 0, bare, status, nick, token);
}

static void
take_answer (XmppPresence           *self,
             XmppAddress            *from,
             XmppSubscriptionAnswer  answer)
{
  g_autoptr(XmppAddress) bare = xmpp_address_dup_bare (from);

  g_signal_emit (self, signals[SIGNAL_SUBSCRIPTION_ANSWERED], 0, bare, answer);
}

/* XEP-0045: who is in a room is told by a room that was joined, and is nobody's presence. */
static gboolean
is_of_room (XmppElement *stanza)
{
  return xmpp_element_get_child (stanza, "x", XMPP_NS_MUC_USER) != NULL
         || xmpp_element_get_child (stanza, "x", XMPP_NS_MUC) != NULL;
}

static gboolean
presence_cb (XmppSession *session,
             XmppElement *stanza,
             XmppElement *payload,
             gpointer     user_data)
{
  g_autoptr(XmppPresence) self = g_object_ref (user_data); /* whoever hears of it may drop us */
  const char *type = xmpp_element_get_attribute (stanza, "type");
  const char *from_text = xmpp_element_get_attribute (stanza, "from");
  XmppAddress *own = xmpp_session_get_address (session);
  g_autoptr(XmppAddress) from = NULL;

  if (from_text == NULL || is_of_room (stanza))
    return FALSE;

  from = xmpp_address_parse (from_text, NULL);
  if (from == NULL)
    return TRUE;

  if (own != NULL && xmpp_address_equal (from, own))
    return TRUE; /* our own, come back */

  if (g_strcmp0 (type, "subscribe") == 0)
    take_request (self, stanza, from);
  else if (g_strcmp0 (type, "subscribed") == 0)
    take_answer (self, from, XMPP_SUBSCRIPTION_GRANTED);
  else if (g_strcmp0 (type, "unsubscribed") == 0)
    take_answer (self, from, XMPP_SUBSCRIPTION_REFUSED);
  else if (g_strcmp0 (type, "unsubscribe") == 0)
    take_answer (self, from, XMPP_SUBSCRIPTION_ENDED);
  else
    take_availability (self, stanza, from);

  return TRUE;
}

static void
add_idle (XmppPresence *self,
          XmppElement  *presence)
{
  g_autofree char *since = NULL;

  if (self->idle_since_us == 0)
    return;

  since = xmpp_datetime_format (self->idle_since_us);
  xmpp_element_set_attribute (xmpp_element_add_child (presence, "idle", XMPP_NS_IDLE),
                              "since", since);
}

static XmppElement *
new_available (XmppPresence *self)
{
  XmppElement *presence = xmpp_element_new ("presence", XMPP_NS_CLIENT);
  const char *show = xmpp_show_get_name (self->show);
  XmppElement *x;

  if (show != NULL)
    xmpp_element_add_text_child (presence, "show", NULL, show);
  if (self->status != NULL)
    xmpp_element_add_text_child (presence, "status", NULL, self->status);
  if (self->priority != 0)
    {
      g_autofree char *priority = g_strdup_printf ("%d", self->priority);

      xmpp_element_add_text_child (presence, "priority", NULL, priority);
    }
  add_idle (self, presence);

  /* XEP-0153, 4.1: always there, so that other resources of ours know that we take part. */
  x = xmpp_element_add_child (presence, "x", XMPP_NS_VCARD_UPDATE);
  if (self->photo_hash != NULL)
    xmpp_element_add_text_child (x, "photo", NULL, self->photo_hash);

  g_signal_emit (self, signals[SIGNAL_SENDING], 0, presence);
  return presence;
}

static XmppElement *
new_of_type (const char  *type,
             XmppAddress *to)
{
  XmppElement *presence = xmpp_element_new ("presence", XMPP_NS_CLIENT);

  xmpp_element_set_attribute (presence, "type", type);
  if (to != NULL)
    xmpp_element_set_attribute (presence, "to", xmpp_address_get_full (to));
  return presence;
}

static void
forget_contacts (XmppPresence *self)
{
  xmpp_presence_table_clear (self->contacts);
  g_signal_emit (self, signals[SIGNAL_RESET], 0);
}

static void
send_presence (XmppPresence *self)
{
  XmppElement *presence;

  g_clear_handle_id (&self->broadcast, g_source_remove);
  self->is_unsent = !is_online (self);
  if (self->is_unsent)
    return;

  if (self->show != XMPP_SHOW_OFFLINE)
    {
      xmpp_session_send (self->session, new_available (self));
      g_signal_emit (self, signals[SIGNAL_SENT], 0);
      return;
    }

  presence = new_of_type ("unavailable", NULL);
  if (self->status != NULL)
    xmpp_element_add_text_child (presence, "status", NULL, self->status);
  xmpp_session_send (self->session, presence);

  /* RFC 6121, 4.5.2: from now on nobody's presence reaches us. */
  forget_contacts (self);
  g_signal_emit (self, signals[SIGNAL_SENT], 0);
}

static gboolean
broadcast_cb (gpointer user_data)
{
  XmppPresence *self = user_data;

  self->broadcast = 0;
  if (self->show != XMPP_SHOW_OFFLINE)
    send_presence (self);
  return G_SOURCE_REMOVE;
}

/* What changes together is sent together. */
static void
queue_broadcast (XmppPresence *self)
{
  if (self->broadcast == 0)
    self->broadcast = g_idle_add (broadcast_cb, self);
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppPresence *self = user_data;

  /* XEP-0198, 5: the server has kept ours, and sends what changed of the contacts'. */
  if (resumed ? self->is_unsent : self->show != XMPP_SHOW_OFFLINE)
    send_presence (self);
  self->is_unsent = FALSE;
}

static void
offline_cb (XmppSession  *session,
            const GError *reason,
            gpointer      user_data)
{
  forget_contacts (user_data);
}

static const char *const *
xmpp_presence_get_namespaces (XmppFeature *feature)
{
  static const char *const namespaces[] = { XMPP_NS_IDLE, NULL };

  return namespaces;
}

static void
xmpp_presence_attach (XmppFeature *feature,
                      XmppSession *session)
{
  XmppPresence *self = XMPP_PRESENCE (feature);

  self->session = session;
  self->handler = xmpp_session_add_handler (session, "presence", NULL, NULL, NULL,
                                            presence_cb, self);
  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  self->offline_handler = g_signal_connect (session, "offline", G_CALLBACK (offline_cb), self);
}

static void
xmpp_presence_detach (XmppFeature *feature,
                      XmppSession *session)
{
  XmppPresence *self = XMPP_PRESENCE (feature);

  xmpp_session_remove_handler (session, self->handler);
  self->handler = 0;
  g_clear_signal_handler (&self->online_handler, session);
  g_clear_signal_handler (&self->offline_handler, session);
  g_clear_handle_id (&self->broadcast, g_source_remove);
  xmpp_presence_table_clear (self->contacts);
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->get_namespaces = xmpp_presence_get_namespaces;
  iface->attach = xmpp_presence_attach;
  iface->detach = xmpp_presence_detach;
}

static void
xmpp_presence_finalize (GObject *object)
{
  XmppPresence *self = XMPP_PRESENCE (object);

  g_clear_pointer (&self->contacts, xmpp_presence_table_free);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->photo_hash, g_free);
  g_clear_handle_id (&self->broadcast, g_source_remove);

  G_OBJECT_CLASS (xmpp_presence_parent_class)->finalize (object);
}

static void
xmpp_presence_class_init (XmppPresenceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xmpp_presence_finalize;

  /**
   * XmppPresence::changed:
   * @address: (type XmppAddress): who
   * @info: (type XmppPresenceInfo): what it says now
   *
   * A resource came, went or changed.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", XMPP_TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);

  /**
   * XmppPresence::reset:
   *
   * Nobody is known to be available any more.
   */
  signals[SIGNAL_RESET] =
    g_signal_new ("reset", XMPP_TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * XmppPresence::sending:
   * @presence: (type XmppElement): what may be added to
   *
   * Our own available presence is about to be sent.
   */
  signals[SIGNAL_SENDING] =
    g_signal_new ("sending", XMPP_TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  /**
   * XmppPresence::sent:
   *
   * Our own presence was broadcast. That we are gone the server tells to whom it was directed as
   * well; all else it does not: RFC 6121, 4.6.
   */
  signals[SIGNAL_SENT] =
    g_signal_new ("sent", XMPP_TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  /**
   * XmppPresence::subscription-requested:
   * @bare: (type XmppAddress): who asks
   * @status: (nullable): what is said with it
   * @nick: (nullable): what the asker calls himself
   * @preauth_token: (nullable): the token of an invitation: XEP-0379
   *
   * Somebody wants to see our presence. Nothing is answered by itself.
   */
  signals[SIGNAL_SUBSCRIPTION_REQUESTED] =
    g_signal_new ("subscription-requested", XMPP_TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 4,
                  G_TYPE_POINTER, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * XmppPresence::subscription-answered:
   * @bare: (type XmppAddress): who answers
   * @answer: (type XmppSubscriptionAnswer): what
   *
   * A contact granted, refused or ended a subscription. The roster tells what holds now.
   */
  signals[SIGNAL_SUBSCRIPTION_ANSWERED] =
    g_signal_new ("subscription-answered", XMPP_TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
}

static void
xmpp_presence_init (XmppPresence *self)
{
  self->contacts = xmpp_presence_table_new ();
  self->show = XMPP_SHOW_ONLINE;
}

/**
 * xmpp_presence_new:
 *
 * Makes the feature; we are online with priority 0 as soon as the session is.
 *
 * Returns: (transfer full): the feature
 */
XmppPresence *
xmpp_presence_new (void)
{
  return g_object_new (XMPP_TYPE_PRESENCE, NULL);
}

/**
 * xmpp_presence_set:
 * @self: the feature
 * @show: how available we are
 * @status: (nullable): what we say about it
 *
 * Sets our presence, sends it when online, and again after each new sign-in. %XMPP_SHOW_OFFLINE
 * tells everybody that we are gone, while the session stays: then no presence of others comes,
 * either.
 */
void
xmpp_presence_set (XmppPresence *self,
                   XmppShow      show,
                   const char   *status)
{
  g_return_if_fail (XMPP_IS_PRESENCE (self));

  if (self->show == show && g_strcmp0 (self->status, status) == 0)
    return;

  self->show = show;
  g_free (self->status);
  self->status = xmpp_text_clip (status, MAX_STATUS_BYTES);
  send_presence (self);
}

/**
 * xmpp_presence_get_show:
 * @self: the feature
 *
 * Returns: how available we say we are, or will once online
 */
XmppShow
xmpp_presence_get_show (XmppPresence *self)
{
  g_return_val_if_fail (XMPP_IS_PRESENCE (self), XMPP_SHOW_OFFLINE);

  return self->show;
}

/**
 * xmpp_presence_set_priority:
 * @self: the feature
 * @priority: -128 to 127; below 0 messages to our bare address go elsewhere: RFC 6121, 4.7.2.3
 *
 * Sets the priority of this resource.
 */
void
xmpp_presence_set_priority (XmppPresence *self,
                            int           priority)
{
  g_return_if_fail (XMPP_IS_PRESENCE (self));

  priority = CLAMP (priority, -128, 127);
  if (self->priority == priority)
    return;

  self->priority = priority;
  queue_broadcast (self);
}

/**
 * xmpp_presence_set_idle_since:
 * @self: the feature
 * @time_us: µs since 1970; 0: somebody is here
 *
 * Sets since when nobody has used this device: XEP-0319.
 */
void
xmpp_presence_set_idle_since (XmppPresence *self,
                              gint64        time_us)
{
  g_return_if_fail (XMPP_IS_PRESENCE (self));

  if (self->idle_since_us == time_us)
    return;

  self->idle_since_us = time_us;
  queue_broadcast (self);
}

/**
 * xmpp_presence_set_photo_hash:
 * @self: the feature
 * @hash: (nullable): SHA-1 of our picture in hex; "": there is none; %NULL: not known yet
 *
 * Sets what we tell about our picture: XEP-0153, 4.
 */
void
xmpp_presence_set_photo_hash (XmppPresence *self,
                              const char   *hash)
{
  g_return_if_fail (XMPP_IS_PRESENCE (self));

  if (g_strcmp0 (self->photo_hash, hash) == 0)
    return;

  g_free (self->photo_hash);
  self->photo_hash = g_strdup (hash);
  queue_broadcast (self);
}

/**
 * xmpp_presence_refresh:
 * @self: the feature
 *
 * Sends our presence once more, soon: what #XmppPresence::sending adds to it has changed.
 */
void
xmpp_presence_refresh (XmppPresence *self)
{
  g_return_if_fail (XMPP_IS_PRESENCE (self));

  queue_broadcast (self);
}

/**
 * xmpp_presence_new_directed:
 * @self: the feature
 * @to: whom to tell
 *
 * Makes what tells somebody that we are here, to be added to.
 *
 * Returns: (transfer full) (nullable): the presence; %NULL while nobody shall know that we are here
 */
XmppElement *
xmpp_presence_new_directed (XmppPresence *self,
                            XmppAddress  *to)
{
  XmppElement *presence;

  g_return_val_if_fail (XMPP_IS_PRESENCE (self), NULL);
  g_return_val_if_fail (to != NULL, NULL);

  if (self->show == XMPP_SHOW_OFFLINE)
    return NULL;

  presence = new_available (self);
  xmpp_element_set_attribute (presence, "to", xmpp_address_get_full (to));
  return presence;
}

/**
 * xmpp_presence_send_directed:
 * @self: the feature
 * @to: whom to tell
 * @available: whether we are here for @to
 *
 * Sends our presence to somebody who does not see it otherwise: RFC 6121, 4.6.
 */
void
xmpp_presence_send_directed (XmppPresence *self,
                             XmppAddress  *to,
                             gboolean      available)
{
  XmppElement *presence;

  g_return_if_fail (XMPP_IS_PRESENCE (self));
  g_return_if_fail (to != NULL);

  if (!is_online (self))
    return;

  if (available)
    {
      presence = new_available (self);
      xmpp_element_set_attribute (presence, "to", xmpp_address_get_full (to));
    }
  else
    presence = new_of_type ("unavailable", to);

  xmpp_session_send (self->session, presence);
}

/**
 * xmpp_presence_get:
 * @self: the feature
 * @full: (nullable): a resource
 *
 * Returns: (nullable) (transfer none): what it says; %NULL when it is not available
 */
XmppPresenceInfo *
xmpp_presence_get (XmppPresence *self,
                   XmppAddress  *full)
{
  g_return_val_if_fail (XMPP_IS_PRESENCE (self), NULL);

  return xmpp_presence_table_get (self->contacts, full);
}

/**
 * xmpp_presence_get_best:
 * @self: the feature
 * @bare: (nullable): a contact
 *
 * Returns: (nullable) (transfer none): the resource where the person is best reached, by
 *   xmpp_presence_info_compare(); %NULL when none is available
 */
XmppPresenceInfo *
xmpp_presence_get_best (XmppPresence *self,
                        XmppAddress  *bare)
{
  g_return_val_if_fail (XMPP_IS_PRESENCE (self), NULL);

  return xmpp_presence_table_get_best (self->contacts, bare);
}

/**
 * xmpp_presence_get_resources:
 * @self: the feature
 * @bare: a contact
 *
 * Returns: (transfer full) (element-type XmppPresenceInfo): its available resources
 */
GPtrArray *
xmpp_presence_get_resources (XmppPresence *self,
                             XmppAddress  *bare)
{
  g_return_val_if_fail (XMPP_IS_PRESENCE (self), NULL);
  g_return_val_if_fail (bare != NULL, NULL);

  return xmpp_presence_table_dup (self->contacts, bare);
}

/**
 * xmpp_presence_send_stanza:
 * @self: the feature
 * @presence: (transfer full): the stanza
 *
 * Sends a presence that is not about availability.
 *
 * Returns: whether it was sent: we are online
 */
gboolean
xmpp_presence_send_stanza (XmppPresence *self,
                           XmppElement  *presence)
{
  g_return_val_if_fail (XMPP_IS_PRESENCE (self), FALSE);

  if (is_online (self))
    return xmpp_session_send (self->session, presence);

  xmpp_element_unref (presence);
  return FALSE;
}
