/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-messaging.c: messages come and go: RFC 6121, 5. */
#define G_LOG_DOMAIN "xmpp-messaging"

#include "xmpp-messaging.h"

#include "xmpp-datetime.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"

struct _XmppMessaging
{
  GObject      parent_instance;

  XmppSession *session; /* (nullable) borrowed: it is there from attach to detach */
  guint        handler;
};

static void feature_iface_init (XmppFeatureInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (XmppMessaging, xmpp_messaging, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (XMPP_TYPE_FEATURE, feature_iface_init))

enum {
  SIGNAL_MESSAGE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* An event of a node is not for people to read: XEP-0163, 4.3.1. */
static gboolean
is_event_alone (XmppElement *stanza)
{
  return xmpp_element_get_child (stanza, "event", XMPP_NS_PUBSUB_EVENT) != NULL
         && xmpp_element_get_child (stanza, "body", XMPP_NS_CLIENT) == NULL;
}

static gboolean
message_cb (XmppSession *session,
            XmppElement *stanza,
            XmppElement *payload,
            gpointer     user_data)
{
  XmppMessaging *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppMessage) message = NULL;

  if (is_event_alone (stanza))
    return FALSE;

  message = xmpp_message_parse (stanza, NULL, &error);
  if (message == NULL)
    g_debug ("A message that cannot be read: %s", error->message);
  else
    g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message, stanza);

  return TRUE;
}

static const char *const *
xmpp_messaging_get_namespaces (XmppFeature *feature)
{
  static const char *const namespaces[] = {
    XMPP_NS_CHAT_STATES,
    XMPP_NS_RECEIPTS,
    XMPP_NS_CHAT_MARKERS,
    XMPP_NS_STANZA_ID,
    XMPP_NS_CORRECTION,
    XMPP_NS_ENCRYPTION,
    XMPP_NS_OOB,
    NULL
  };

  return namespaces;
}

static void
xmpp_messaging_attach (XmppFeature *feature,
                       XmppSession *session)
{
  XmppMessaging *self = XMPP_MESSAGING (feature);

  self->session = session;
  self->handler = xmpp_session_add_handler (session, "message", NULL, NULL, NULL, message_cb, self);
}

static void
xmpp_messaging_detach (XmppFeature *feature,
                       XmppSession *session)
{
  XmppMessaging *self = XMPP_MESSAGING (feature);

  xmpp_session_remove_handler (session, self->handler);
  self->handler = 0;
  self->session = NULL;
}

static void
feature_iface_init (XmppFeatureInterface *iface)
{
  iface->get_namespaces = xmpp_messaging_get_namespaces;
  iface->attach = xmpp_messaging_attach;
  iface->detach = xmpp_messaging_detach;
}

static void
xmpp_messaging_class_init (XmppMessagingClass *klass)
{
  /**
   * XmppMessaging::message:
   * @message: (type XmppMessage): what was read
   * @stanza: (type XmppElement): what it was read from
   *
   * A message came. Neither argument is good after the handler returns.
   */
  signals[SIGNAL_MESSAGE] =
    g_signal_new ("message", XMPP_TYPE_MESSAGING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
}

static void
xmpp_messaging_init (XmppMessaging *self)
{
}

/**
 * xmpp_messaging_new:
 *
 * Makes the feature that sends and receives messages.
 *
 * Returns: (transfer full): the feature
 */
XmppMessaging *
xmpp_messaging_new (void)
{
  return g_object_new (XMPP_TYPE_MESSAGING, NULL);
}

/* XEP-0198, 4: when it was sent first. */
static void
add_delay (XmppElement       *stanza,
           const XmppMessage *message)
{
  XmppElement *delay = xmpp_element_add_child (stanza, "delay", XMPP_NS_DELAY);
  g_autofree char *stamp = xmpp_datetime_format (message->delay_time_us);

  xmpp_element_set_attribute (delay, "stamp", stamp);
  if (message->delay_from != NULL)
    xmpp_element_set_attribute (delay, "from", xmpp_address_get_full (message->delay_from));
}

static XmppElement *
make_stanza (const XmppMessage *message,
             const char        *id)
{
  XmppElement *stanza = xmpp_message_to_element (message);

  xmpp_element_set_attribute (stanza, "id", id);
  if (message->body != NULL && message->origin_id == NULL)
    xmpp_element_set_attribute (xmpp_element_add_child (stanza, "origin-id", XMPP_NS_STANZA_ID),
                                "id", id);
  if (message->delay_time_us != 0)
    add_delay (stanza, message);
  return stanza;
}

/**
 * xmpp_messaging_send:
 * @self: the feature
 * @message: what to send
 *
 * Sends a message as it is, under the id that it has or a new one, with its delay if it has one.
 * What a person wrote carries the id as its origin-id, too, so that it is known again when an
 * archive or another device shows it: XEP-0359, 2.2.
 *
 * Returns: (transfer full) (nullable): the id; %NULL when the session is not online, and nothing
 *   was sent
 */
char *
xmpp_messaging_send (XmppMessaging     *self,
                     const XmppMessage *message)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (XMPP_IS_MESSAGING (self), NULL);
  g_return_val_if_fail (message != NULL, NULL);

  if (self->session == NULL)
    return NULL;

  id = message->id != NULL ? g_strdup (message->id) : g_uuid_string_random ();
  if (!xmpp_session_send (self->session, make_stanza (message, id)))
    return NULL;

  return g_steal_pointer (&id);
}

/**
 * xmpp_messaging_send_tracked:
 * @self: the feature
 * @message: what to send; it has an id
 * @error: return location, as xmpp_session_send_tracked()
 *
 * Like xmpp_messaging_send(), for who waits until the server has it.
 *
 * Returns: as xmpp_session_send_tracked()
 */
guint64
xmpp_messaging_send_tracked (XmppMessaging      *self,
                             const XmppMessage  *message,
                             GError            **error)
{
  g_return_val_if_fail (XMPP_IS_MESSAGING (self), 0);
  g_return_val_if_fail (message != NULL && message->id != NULL, 0);

  if (self->session == NULL)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      return 0;
    }

  return xmpp_session_send_tracked (self->session, make_stanza (message, message->id), error);
}
