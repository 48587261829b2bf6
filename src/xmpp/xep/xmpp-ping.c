/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-ping.c: answers and sends pings: XEP-0199 2.0.1. */
#define G_LOG_DOMAIN "xmpp-ping"

#include "xmpp-ping.h"

#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-request.h"

struct _XmppPing
{
  GObject       parent_instance;

  XmppSession  *session; /* (nullable) borrowed: it is there from attach to detach */
  guint         handler;
  XmppAudience *audience;
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppPing, xmpp_ping, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

/* XEP-0199, 7: a stranger hears the same whether we are here or not. */
static gboolean
ping_cb (XmppSession *session,
         XmppElement *iq,
         XmppElement *ping,
         gpointer     user_data)
{
  XmppPing *self = user_data;

  if (xmpp_audience_includes (self->audience, session, iq))
    xmpp_session_send (session, xmpp_element_new_result (iq));
  else
    xmpp_session_send (session,
                       xmpp_stanza_error_reply (iq, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE, NULL));
  return TRUE;
}

static const char *const *
xmpp_ping_get_namespaces (XmppFeature *feature)
{
  static const char *const namespaces[] = { XMPP_NS_PING, NULL };

  return namespaces;
}

static void
xmpp_ping_attach (XmppFeature *feature,
                  XmppSession *session)
{
  XmppPing *self = XMPP_PING (feature);

  self->session = session;
  self->handler = xmpp_session_add_handler (session, "iq", "get", "ping", XMPP_NS_PING,
                                            ping_cb, self);
}

static void
xmpp_ping_detach (XmppFeature *feature,
                  XmppSession *session)
{
  XmppPing *self = XMPP_PING (feature);

  xmpp_session_remove_handler (session, self->handler);
  self->handler = 0;
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->get_namespaces = xmpp_ping_get_namespaces;
  iface->attach = xmpp_ping_attach;
  iface->detach = xmpp_ping_detach;
}

static void
xmpp_ping_dispose (GObject *object)
{
  XmppPing *self = XMPP_PING (object);

  g_clear_object (&self->audience);

  G_OBJECT_CLASS (xmpp_ping_parent_class)->dispose (object);
}

static void
xmpp_ping_class_init (XmppPingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_ping_dispose;
}

static void
xmpp_ping_init (XmppPing *self)
{
}

/**
 * xmpp_ping_new:
 * @audience: who is answered
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppPing *
xmpp_ping_new (XmppAudience *audience)
{
  XmppPing *self;

  g_return_val_if_fail (XMPP_IS_AUDIENCE (audience), NULL);

  self = g_object_new (XMPP_TYPE_PING, NULL);
  self->audience = g_object_ref (audience);
  return self;
}

typedef struct {
  gint64   start_us;
  gboolean is_server;
} Ping;

/* A server that does not know the ping is there as well: XEP-0199, 4.2. Of a client that is gone
 * its server says the same. */
static gboolean
is_answer (const Ping   *ping,
           const GError *error)
{
  return ping->is_server
         && (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE)
             || g_error_matches (error, XMPP_STANZA_ERROR,
                                 XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED));
}

static void
pong_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = NULL;
  const Ping *ping = g_task_get_task_data (task);

  iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);
  if (iq != NULL || is_answer (ping, error))
    g_task_return_int (task, MAX (g_get_monotonic_time () - ping->start_us, 0));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * xmpp_ping_send_async:
 * @self: the feature
 * @address: (nullable): whom to ping; %NULL: our own server
 * @cancellable: (nullable): ends the wait
 * @callback: called when there is an answer
 * @user_data: for @callback
 *
 * Asks whether somebody is there: XEP-0199, 4.
 */
void
xmpp_ping_send_async (XmppPing            *self,
                      XmppAddress         *address,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  XmppAddress *own;
  XmppElement *iq;
  Ping *ping;

  g_return_if_fail (XMPP_IS_PING (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_ping_send_async);

  ping = g_new0 (Ping, 1);
  ping->start_us = g_get_monotonic_time ();
  ping->is_server = address == NULL || xmpp_address_get_local (address) == NULL;
  g_task_set_task_data (task, ping, g_free);

  own = self->session != NULL ? xmpp_session_get_address (self->session) : NULL;
  if (own == NULL)
    {
      g_task_return_new_error (task, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      return;
    }

  iq = xmpp_element_new_iq ("get", address != NULL ? xmpp_address_get_full (address)
                                                   : xmpp_address_get_domain (own));
  xmpp_element_add_child (iq, "ping", XMPP_NS_PING);
  xmpp_session_send_iq_async (self->session, iq, 0, cancellable, pong_cb, g_steal_pointer (&task));
}

/**
 * xmpp_ping_send_finish:
 * @self: the feature
 * @result: what the callback got
 * @round_trip_us: (out) (optional): how long the answer took
 * @error: return location for an error of the session, or of %XMPP_STANZA_ERROR
 *
 * Returns: %TRUE when somebody is there
 */
gboolean
xmpp_ping_send_finish (XmppPing      *self,
                       GAsyncResult  *result,
                       gint64        *round_trip_us,
                       GError       **error)
{
  gssize time_us;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  time_us = g_task_propagate_int (G_TASK (result), error);
  if (time_us < 0)
    return FALSE;

  if (round_trip_us != NULL)
    *round_trip_us = time_us;
  return TRUE;
}
