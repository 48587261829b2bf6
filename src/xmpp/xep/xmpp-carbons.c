/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-carbons.c: copies of what our other devices send and get: XEP-0280 1.0.1. */
#define G_LOG_DOMAIN "xmpp-carbons"

#include "xmpp-carbons.h"

#include "xmpp-namespaces.h"

struct _XmppCarbons
{
  GObject         parent_instance;

  XmppServerInfo *server_info;
  XmppSession    *session;     /* (nullable) borrowed: it is there from attach to detach */
  guint           sent_handler;
  guint           received_handler;
  gulong          online_handler;
  gulong          offline_handler;
  gulong          changed_handler; /* of @server_info, as the next one */
  gulong          ready_handler;

  GCancellable   *enabling;    /* (nullable): ends the request of a session that is gone */
  gboolean        is_online;   /* this stream has been told of */
  gboolean        is_noted;    /* the server has enabled them for a stream that is to be told of */
  gboolean        is_enabled;
  gboolean        is_settled;
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppCarbons, xmpp_carbons, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_CARBON,
  SIGNAL_SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Whether @name of @stanza is our own account, on whichever device. @otherwise: absent */
static gboolean
is_own (XmppSession *session,
        XmppElement *stanza,
        const char  *name,
        gboolean     otherwise)
{
  const char *text = xmpp_element_get_attribute (stanza, name);
  g_autoptr(XmppAddress) address = NULL;

  if (text == NULL)
    return otherwise;

  address = xmpp_address_parse (text, NULL);
  return address != NULL
         && xmpp_address_equal_bare (address, xmpp_session_get_address (session));
}

/* What we sent is from us; what we got is to us, or to nobody else: RFC 6120, 8.1.1.1. A message
 * from ourselves to ourselves is both. */
static gboolean
is_plausible (XmppSession *session,
              XmppElement *message,
              gboolean     sent)
{
  return sent ? is_own (session, message, "from", FALSE) : is_own (session, message, "to", TRUE);
}

static gboolean
carbon_cb (XmppSession *session,
           XmppElement *stanza,
           XmppElement *wrapper,
           gpointer     user_data)
{
  XmppCarbons *self = user_data;
  gboolean sent = xmpp_element_is (wrapper, "sent", XMPP_NS_CARBONS);
  g_autoptr(XmppForwarded) forwarded = NULL;

  /* XEP-0280, 11: MUST be from our bare address, or be ignored. */
  if (!xmpp_session_is_from_self (session, stanza))
    {
      g_debug ("A carbon from somebody else");
      return TRUE;
    }

  forwarded = xmpp_forwarded_read (wrapper, NULL);
  if (forwarded->stanza == NULL || !is_plausible (session, forwarded->stanza, sent))
    g_debug ("A carbon that is none of ours");
  else
    g_signal_emit (self, signals[SIGNAL_CARBON], 0, sent, forwarded);

  return TRUE;
}

static void
settle (XmppCarbons *self)
{
  if (self->is_settled)
    return;

  self->is_settled = TRUE;
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

static void
enabled_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(XmppCarbons) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppElement) iq = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (iq == NULL)
    g_debug ("No carbons: %s", error->message);
  self->is_enabled = iq != NULL;
  settle (self);
}

static void
enable (XmppCarbons *self)
{
  XmppElement *iq = xmpp_element_new_iq ("set", NULL);

  self->enabling = g_cancellable_new ();
  xmpp_element_add_child (iq, "enable", XMPP_NS_CARBONS);
  xmpp_session_send_iq_async (self->session, iq, 0, self->enabling, enabled_cb,
                              g_object_ref (self));
}

static void
info_cb (XmppServerInfo *server_info,
         gpointer        user_data)
{
  XmppCarbons *self = user_data;

  if (self->is_settled || self->enabling != NULL)
    return;

  if (xmpp_server_info_supports (server_info, XMPP_NS_CARBONS))
    enable (self);
  else if (xmpp_server_info_get_server (server_info) != NULL
           || xmpp_server_info_is_ready (server_info))
    settle (self);
}

static void
stop_enabling (XmppCarbons *self)
{
  if (self->enabling != NULL)
    g_cancellable_cancel (self->enabling);
  g_clear_object (&self->enabling);
}

static void
online_cb (XmppSession *session,
           gboolean     resumed,
           gpointer     user_data)
{
  XmppCarbons *self = user_data;

  if (!resumed)
    {
      self->is_enabled = self->is_noted;
      self->is_settled = self->is_settled && self->is_noted;
    }

  self->is_online = TRUE;
  if (self->is_noted)
    settle (self);
  else
    info_cb (self->server_info, self);
  self->is_noted = FALSE;
}

/* Not settled for ever: a stream that is resumed goes on as it was. */
static void
offline_cb (XmppSession  *session,
            const GError *reason,
            gpointer      user_data)
{
  XmppCarbons *self = user_data;

  stop_enabling (self);
  self->is_online = FALSE;
}

static void
xmpp_carbons_attach (XmppFeature *feature,
                     XmppSession *session)
{
  XmppCarbons *self = XMPP_CARBONS (feature);

  self->session = session;
  self->sent_handler = xmpp_session_add_handler (session, "message", NULL, "sent",
                                                 XMPP_NS_CARBONS, carbon_cb, self);
  self->received_handler = xmpp_session_add_handler (session, "message", NULL, "received",
                                                     XMPP_NS_CARBONS, carbon_cb, self);
  self->online_handler = g_signal_connect (session, "online", G_CALLBACK (online_cb), self);
  self->offline_handler = g_signal_connect (session, "offline", G_CALLBACK (offline_cb), self);
  self->changed_handler = g_signal_connect (self->server_info, "changed", G_CALLBACK (info_cb),
                                            self);
  self->ready_handler = g_signal_connect (self->server_info, "ready", G_CALLBACK (info_cb), self);
}

static void
xmpp_carbons_detach (XmppFeature *feature,
                     XmppSession *session)
{
  XmppCarbons *self = XMPP_CARBONS (feature);

  stop_enabling (self);
  xmpp_session_remove_handler (session, self->sent_handler);
  self->sent_handler = 0;
  xmpp_session_remove_handler (session, self->received_handler);
  self->received_handler = 0;
  g_clear_signal_handler (&self->online_handler, session);
  g_clear_signal_handler (&self->offline_handler, session);
  g_clear_signal_handler (&self->changed_handler, self->server_info);
  g_clear_signal_handler (&self->ready_handler, self->server_info);
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->attach = xmpp_carbons_attach;
  iface->detach = xmpp_carbons_detach;
}

static void
xmpp_carbons_dispose (GObject *object)
{
  XmppCarbons *self = XMPP_CARBONS (object);

  g_clear_object (&self->server_info);
  g_clear_object (&self->enabling);

  G_OBJECT_CLASS (xmpp_carbons_parent_class)->dispose (object);
}

static void
xmpp_carbons_class_init (XmppCarbonsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = xmpp_carbons_dispose;

  /**
   * XmppCarbons::carbon:
   * @sent: whether another device of ours sent it; else it got it
   * @forwarded: (type XmppForwarded): the message, never without a stanza
   *
   * A copy came from our own account. @forwarded is not good after the handler returns, its stanza
   * is for who takes a reference.
   */
  signals[SIGNAL_CARBON] =
    g_signal_new ("carbon", XMPP_TYPE_CARBONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_BOOLEAN, G_TYPE_POINTER);

  /**
   * XmppCarbons::settled:
   *
   * The server copies to us from here on, or never will. Once for each stream.
   */
  signals[SIGNAL_SETTLED] =
    g_signal_new ("settled", XMPP_TYPE_CARBONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
xmpp_carbons_init (XmppCarbons *self)
{
}

/**
 * xmpp_carbons_new:
 * @server_info: tells whether the server offers it
 *
 * Makes the feature.
 *
 * Returns: (transfer full): the feature
 */
XmppCarbons *
xmpp_carbons_new (XmppServerInfo *server_info)
{
  XmppCarbons *self;

  g_return_val_if_fail (XMPP_IS_SERVER_INFO (server_info), NULL);

  self = g_object_new (XMPP_TYPE_CARBONS, NULL);
  self->server_info = g_object_ref (server_info);
  return self;
}

/**
 * xmpp_carbons_note_enabled:
 * @self: the feature
 *
 * Tells that the server has enabled carbons for this stream by itself, as XEP-0386 has it: before
 * the session's "online", or in it.
 */
void
xmpp_carbons_note_enabled (XmppCarbons *self)
{
  g_return_if_fail (XMPP_IS_CARBONS (self));

  stop_enabling (self);
  self->is_enabled = TRUE;
  self->is_settled = FALSE;
  if (self->is_online)
    settle (self);
  else
    self->is_noted = TRUE;
}

/**
 * xmpp_carbons_is_enabled:
 * @self: the feature
 *
 * Returns: whether the server copies to us
 */
gboolean
xmpp_carbons_is_enabled (XmppCarbons *self)
{
  g_return_val_if_fail (XMPP_IS_CARBONS (self), FALSE);

  return self->is_enabled;
}

/**
 * xmpp_carbons_is_settled:
 * @self: the feature
 *
 * Returns: whether #XmppCarbons::settled was emitted for this stream
 */
gboolean
xmpp_carbons_is_settled (XmppCarbons *self)
{
  g_return_val_if_fail (XMPP_IS_CARBONS (self), FALSE);

  return self->is_settled;
}

/**
 * xmpp_carbons_mark_private:
 * @message: a message stanza that is being built
 *
 * Has no server copy @message to other devices: XEP-0280, 9. They may do so all the same.
 */
void
xmpp_carbons_mark_private (XmppElement *message)
{
  g_return_if_fail (message != NULL);

  if (xmpp_element_get_child (message, "private", XMPP_NS_CARBONS) == NULL)
    xmpp_element_add_child (message, "private", XMPP_NS_CARBONS);
  if (xmpp_element_get_child (message, "no-copy", XMPP_NS_HINTS) == NULL)
    xmpp_element_add_child (message, "no-copy", XMPP_NS_HINTS);
}
