/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account on its server: RFC 6120, RFC 6121. What arrives over the link is an answer to one
 * of our requests (XmppPending) or goes to the handlers (XmppDispatch). */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-session.h"

#include <string.h>

#include "xmpp-error.h"
#include "xmpp-exchange.h"
#include "xmpp-namespaces.h"
#include "xmpp-redact.h"
#include "xmpp-session-private.h"
#include "xmpp-stream-error.h"

#define REQUEST_TIMEOUT_S 30

G_DEFINE_FINAL_TYPE (XmppSession, xmpp_session, G_TYPE_OBJECT)

enum {
  PROP_STATE = 1,
  N_PROPS,
};

enum {
  SIGNAL_ONLINE,
  SIGNAL_OFFLINE,
  SIGNAL_ACKNOWLEDGED,
  SIGNAL_TRAFFIC,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
hurry_while_waiting (XmppSession *self)
{
  xmpp_link_set_hurried (self->link, xmpp_pending_get_count (self->pending) > 0);
}

static void
refuse_request (XmppSession     *self,
                XmppElement     *iq,
                XmppStanzaError  condition)
{
  g_autoptr(XmppElement) answer = NULL;

  if (xmpp_element_get_attribute (iq, "id") == NULL)
    return;

  answer = xmpp_stanza_error_reply (iq, condition, NULL);
  xmpp_link_send (self->link, answer, FALSE, NULL);
}

static void
receive_iq (XmppSession *self,
            XmppElement *iq,
            gboolean     is_whole)
{
  const char *type = xmpp_element_get_attribute (iq, "type");

  if (g_strcmp0 (type, "result") == 0 || g_strcmp0 (type, "error") == 0)
    {
      if (xmpp_pending_answer (self->pending, iq, xmpp_link_get_address (self->link), is_whole))
        hurry_while_waiting (self);
    }
  else if (g_strcmp0 (type, "get") != 0 && g_strcmp0 (type, "set") != 0)
    {
      refuse_request (self, iq, XMPP_STANZA_ERROR_BAD_REQUEST);
    }
  else if (!is_whole)
    {
      refuse_request (self, iq, XMPP_STANZA_ERROR_NOT_ACCEPTABLE);
    }
  else if (!xmpp_dispatch_stanza (self->dispatch, self, iq))
    {
      /* RFC 6120, 8.4: what nobody understands is answered too. */
      refuse_request (self, iq, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE);
    }
}

static void
element_cb (XmppElement *element,
            gboolean     is_whole,
            gpointer     user_data)
{
  g_autoptr(XmppSession) self = g_object_ref (user_data);
  g_autoptr(GError) error = NULL;

  if (xmpp_element_is (element, "iq", XMPP_NS_CLIENT))
    {
      receive_iq (self, element, is_whole);
    }
  else if (xmpp_element_is (element, "message", XMPP_NS_CLIENT)
           || xmpp_element_is (element, "presence", XMPP_NS_CLIENT))
    {
      if (is_whole)
        xmpp_dispatch_stanza (self->dispatch, self, element);
    }
  else if (xmpp_element_is (element, "error", XMPP_NS_STREAM))
    {
      error = xmpp_stream_error_from_element (element);
      xmpp_link_lose (self->link, error);
    }
  else
    {
      g_debug ("Something that is no stanza: %s", xmpp_element_get_name (element));
    }
}

static void
traffic_cb (gboolean     sent,
            XmppElement *element,
            const char  *text,
            gpointer     user_data)
{
  XmppSession *self = user_data;
  g_autofree char *xml = NULL;

  if (!g_signal_has_handler_pending (self, signals[SIGNAL_TRAFFIC], 0, TRUE))
    return;

  xml = element != NULL ? xmpp_redact_to_xml (element) : g_strdup (text);
  g_signal_emit (self, signals[SIGNAL_TRAFFIC], 0, sent, xml);
}

static void
state_changed_cb (gpointer user_data)
{
  XmppSession *self = user_data;

  /* What was asked is answered after a resumption, however long that takes. */
  xmpp_pending_set_paused (self->pending, xmpp_link_is_suspended (self->link));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
up_cb (gboolean is_resumed,
       gpointer user_data)
{
  XmppSession *self = user_data;

  hurry_while_waiting (self);
  if (xmpp_link_get_state (self->link) == XMPP_SESSION_ONLINE)
    g_signal_emit (self, signals[SIGNAL_ONLINE], 0, is_resumed);
}

static void
acknowledged_cb (guint64  serial,
                 gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_ACKNOWLEDGED], 0, serial);
}

static void
down_cb (gboolean      was_online,
         const GError *reason,
         gpointer      user_data)
{
  g_autoptr(XmppSession) self = g_object_ref (user_data);
  g_autoptr(GError) error = NULL;

  error = g_error_new (XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "No longer connected%s%s",
                       reason != NULL ? ": " : "", reason != NULL ? reason->message : "");
  xmpp_pending_fail_all (self->pending, error);
  if (was_online)
    g_signal_emit (self, signals[SIGNAL_OFFLINE], 0, reason);
}

static void
xmpp_session_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  XmppSession *self = XMPP_SESSION (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) xmpp_session_get_state (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
xmpp_session_dispose (GObject *object)
{
  XmppSession *self = XMPP_SESSION (object);

  xmpp_link_disown (self->link);

  G_OBJECT_CLASS (xmpp_session_parent_class)->dispose (object);
}

static void
xmpp_session_finalize (GObject *object)
{
  XmppSession *self = XMPP_SESSION (object);

  g_clear_object (&self->link);
  g_clear_pointer (&self->pending, xmpp_pending_free);
  g_clear_pointer (&self->dispatch, xmpp_dispatch_free);

  G_OBJECT_CLASS (xmpp_session_parent_class)->finalize (object);
}

static void
xmpp_session_class_init (XmppSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = xmpp_session_get_property;
  object_class->dispose = xmpp_session_dispose;
  object_class->finalize = xmpp_session_finalize;

  /**
   * XmppSession:state:
   *
   * An #XmppSessionState.
   */
  props[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, XMPP_SESSION_OFFLINE, XMPP_SESSION_REGISTERING,
                      XMPP_SESSION_OFFLINE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * XmppSession::online:
   * @self: a session
   * @resumed: whether the server kept everything of the stream before
   *
   * Stanzas flow. Resumed: nothing is missing and nothing need be asked for, answers to requests
   * of before still come, and what the server did not have was sent again. Not resumed: features
   * ask for what they need, and serials of before are void.
   */
  signals[SIGNAL_ONLINE] =
    g_signal_new ("online", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  /**
   * XmppSession::offline:
   * @self: a session
   * @reason: (nullable): why; %NULL when it was stopped
   *
   * What the server knew of us is lost; who waited for an answer has been told already. Not yet
   * emitted while a lost connection may be resumed: then only #XmppSession:state says that nothing
   * can be sent, and "online" or "offline" follows, after as many seconds as the server allows at
   * the latest.
   */
  signals[SIGNAL_OFFLINE] =
    g_signal_new ("offline", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * XmppSession::acknowledged:
   * @self: a session
   * @serial: what xmpp_session_send_tracked() has returned, or more
   *
   * The server has everything up to @serial.
   */
  signals[SIGNAL_ACKNOWLEDGED] =
    g_signal_new ("acknowledged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);

  /**
   * XmppSession::traffic:
   * @self: a session
   * @sent: whether we said it
   * @xml: what was said, without secrets
   *
   * For an XML console. Costs nothing while nobody listens.
   */
  signals[SIGNAL_TRAFFIC] =
    g_signal_new ("traffic", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_BOOLEAN, G_TYPE_STRING);
}

static void
xmpp_session_init (XmppSession *self)
{
  self->pending = xmpp_pending_new ();
  self->dispatch = xmpp_dispatch_new ();
}

/**
 * xmpp_session_new:
 * @bare_address: the account's address; a resource in it does not count
 *
 * Returns: (transfer full): a session that is offline
 */
XmppSession *
xmpp_session_new (XmppAddress *bare_address)
{
  static const XmppLinkFuncs funcs = {
    state_changed_cb, up_cb, down_cb, acknowledged_cb, element_cb, traffic_cb,
  };
  XmppSession *self = NULL;

  g_return_val_if_fail (bare_address != NULL, NULL);

  self = g_object_new (XMPP_TYPE_SESSION, NULL);
  self->link = xmpp_link_new (bare_address, &funcs, self);
  return self;
}

/**
 * xmpp_session_start:
 * @self: a session
 *
 * Goes online, and back online whenever the connection is lost, until xmpp_session_stop_async().
 * While waiting it tries at once; after a failure it asks for the password anew.
 */
void
xmpp_session_start (XmppSession *self)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_link_start (self->link, FALSE);
}

/**
 * xmpp_session_start_unregistered:
 * @self: a session that is offline
 *
 * Connects without signing in, to %XMPP_SESSION_REGISTERING: inside verified TLS, with the
 * stream's features known. Requests can be sent: XEP-0077, 3.1. When that fails or ends it is not
 * tried again, and "online" is not emitted. Stop it before signing in.
 */
void
xmpp_session_start_unregistered (XmppSession *self)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_link_start (self->link, TRUE);
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (xmpp_link_stop_finish (XMPP_LINK (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * xmpp_session_stop_async:
 * @self: a session
 * @cancellable: (nullable): ends the waiting for @callback, not the stopping
 * @callback: (scope async): called when the session is offline
 * @user_data: for @callback
 *
 * Sends what waits, says good-bye (RFC 6120, 4.4), waits for the server for a few seconds at
 * most, and forgets the password.
 */
void
xmpp_session_stop_async (XmppSession         *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (XMPP_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_session_stop_async);
  xmpp_link_stop_async (self->link, cancellable, stopped_cb, g_steal_pointer (&task));
}

/**
 * xmpp_session_stop_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location for a cancellation
 *
 * Returns: whether it has stopped
 */
gboolean
xmpp_session_stop_finish (XmppSession   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * xmpp_session_add_handler:
 * @self: a session
 * @name: "message", "presence" or "iq"
 * @type: (nullable): the stanza's type, "" for none; %NULL for any
 * @payload_name: (nullable): the name of a direct child; %NULL for any
 * @payload_ns: (nullable): its namespace; %NULL for any
 * @func: (scope notified): what to call
 * @user_data: for @func
 *
 * Subscribes to stanzas, answers to requests excepted. Handlers with a payload's namespace are
 * asked before those without one, each in the order they were added, until one says that it has
 * dealt with the stanza. A request (iq of type get or set) that no handler takes is refused with
 * service-unavailable, so a handler that takes one must answer it.
 *
 * Returns: an id for xmpp_session_remove_handler()
 */
guint
xmpp_session_add_handler (XmppSession    *self,
                          const char     *name,
                          const char     *type,
                          const char     *payload_name,
                          const char     *payload_ns,
                          XmppStanzaFunc  func,
                          gpointer        user_data)
{
  g_return_val_if_fail (XMPP_IS_SESSION (self), 0);
  g_return_val_if_fail (name != NULL && func != NULL, 0);

  return xmpp_dispatch_add (self->dispatch, name, type, payload_name, payload_ns, func, user_data);
}

/**
 * xmpp_session_remove_handler:
 * @self: a session
 * @id: what xmpp_session_add_handler() returned
 *
 * Removes a handler. It is not called any more, not even for the stanza that is being dealt with.
 */
void
xmpp_session_remove_handler (XmppSession *self,
                             guint        id)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_dispatch_remove (self->dispatch, id);
}

/**
 * xmpp_session_send:
 * @self: a session
 * @stanza: (transfer full): what to send
 *
 * Sends @stanza soon, after what was sent before.
 *
 * Returns: whether it is on its way; %FALSE when it was dropped: not online, larger than the server
 *   takes, or too much waits already. What must not be lost waits above for an acknowledgement
 */
gboolean
xmpp_session_send (XmppSession *self,
                   XmppElement *stanza)
{
  g_autoptr(XmppElement) owned = stanza;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (XMPP_IS_SESSION (self), FALSE);
  g_return_val_if_fail (stanza != NULL, FALSE);

  if (xmpp_link_send (self->link, stanza, FALSE, &error) != 0)
    return TRUE;

  g_debug ("Dropped: %s", error->message);
  return FALSE;
}

/**
 * xmpp_session_send_tracked:
 * @self: a session
 * @stanza: (transfer full): what to send
 * @error: return location for %XMPP_ERROR_TOO_LARGE when the server does not take as much, or
 *   another one when it cannot be sent now
 *
 * Like xmpp_session_send(), for what somebody waits for: "acknowledged" says when the server has
 * it. That may be after a resumption; when "online" comes without one, the server may have it or
 * not, and whoever cares sends it anew.
 *
 * Returns: its serial, larger than that of all before; 0 when it was dropped
 */
guint64
xmpp_session_send_tracked (XmppSession  *self,
                           XmppElement  *stanza,
                           GError      **error)
{
  g_autoptr(XmppElement) owned = stanza;

  g_return_val_if_fail (XMPP_IS_SESSION (self), 0);
  g_return_val_if_fail (stanza != NULL, 0);

  return xmpp_link_send (self->link, stanza, TRUE, error);
}

/**
 * xmpp_session_hold:
 * @self: a session
 *
 * Until xmpp_session_release() the server is not told that we have the stanza that is just being
 * handled, or any after it: it keeps them, should we go before they are stored. A hold costs next
 * to nothing; one for each transaction is fine. Where the server has no stream management it does
 * nothing.
 *
 * Returns: the hold, never 0
 */
guint64
xmpp_session_hold (XmppSession *self)
{
  g_return_val_if_fail (XMPP_IS_SESSION (self), 0);

  return xmpp_exchange_hold (xmpp_link_get_exchange (self->link));
}

/**
 * xmpp_session_release:
 * @self: a session
 * @hold: what xmpp_session_hold() has returned; holds are released in any order
 *
 * Ends a hold: what it was for is stored, or given up.
 */
void
xmpp_session_release (XmppSession *self,
                      guint64      hold)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_exchange_release (xmpp_link_get_exchange (self->link), hold);
}

/**
 * xmpp_session_set_active:
 * @self: a session
 * @active: whether somebody looks at what comes
 *
 * Lets the server hold back what can wait while nobody looks: XEP-0352. A session is active until
 * it is told otherwise, and keeps what it was told over all its connections.
 */
void
xmpp_session_set_active (XmppSession *self,
                         gboolean     active)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_exchange_set_active (xmpp_link_get_exchange (self->link), active);
}

/**
 * xmpp_session_check:
 * @self: a session
 *
 * There is reason to doubt that the server is still there, such as that the machine has slept:
 * asks, and is less patient than usual. Comes back at once when it only waited to.
 */
void
xmpp_session_check (XmppSession *self)
{
  g_return_if_fail (XMPP_IS_SESSION (self));

  xmpp_link_check (self->link);
}

/**
 * xmpp_session_suspend:
 * @self: a session
 *
 * The machine is about to sleep: lets go of the connection without a good-bye, and comes back with
 * xmpp_session_check(). People see us as we are until the server gives the session up.
 *
 * Returns: whether the session is kept; one that cannot be resumed is better stopped
 */
gboolean
xmpp_session_suspend (XmppSession *self)
{
  g_return_val_if_fail (XMPP_IS_SESSION (self), FALSE);

  return xmpp_link_suspend (self->link);
}

/**
 * xmpp_session_send_iq_async:
 * @self: a session
 * @iq: (transfer full): a request of type get or set; its id is set here
 * @timeout_s: how long to wait for the answer, in seconds; 0 for 30
 * @cancellable: (nullable): stops the waiting, not the request
 * @callback: (scope async): called once: answered, refused, timed out, cancelled or disconnected
 * @user_data: for @callback
 *
 * Sends @iq and waits for its answer. Only an answer from the address that was asked counts, or,
 * for one's own account, from one's own server: RFC 6120, 8.1.2.1.
 */
void
xmpp_session_send_iq_async (XmppSession         *self,
                            XmppElement         *iq,
                            guint                timeout_s,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(XmppElement) owned = iq;
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;

  g_return_if_fail (XMPP_IS_SESSION (self));
  g_return_if_fail (iq != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_session_send_iq_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  timeout_s = MIN (timeout_s != 0 ? timeout_s : REQUEST_TIMEOUT_S, G_MAXUINT / 1000);
  id = xmpp_pending_add (self->pending, task, xmpp_element_get_attribute (iq, "to"),
                         timeout_s * 1000);
  xmpp_element_set_attribute (iq, "id", id);
  if (xmpp_link_send (self->link, iq, FALSE, &error) == 0)
    xmpp_pending_fail (self->pending, id, g_steal_pointer (&error));
  hurry_while_waiting (self);
}

/**
 * xmpp_session_send_iq_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location for an error of the domain %XMPP_STANZA_ERROR (the peer refused),
 *   %XMPP_ERROR or %G_IO_ERROR
 *
 * Returns: (transfer full): the answer, of type "result"; %NULL with @error set
 */
XmppElement *
xmpp_session_send_iq_finish (XmppSession   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_session_is_from_self:
 * @self: a session
 * @stanza: what arrived
 *
 * Whether @stanza comes from our own account: without a sender, or from our own bare address (RFC
 * 6120, 8.1.2.1). The one question behind carbons, roster pushes, our archive and our own events.
 *
 * Returns: whether it does
 */
gboolean
xmpp_session_is_from_self (XmppSession *self,
                           XmppElement *stanza)
{
  const char *from = NULL;
  XmppAddress *own = NULL;
  g_autoptr(XmppAddress) sender = NULL;

  g_return_val_if_fail (XMPP_IS_SESSION (self), FALSE);
  g_return_val_if_fail (stanza != NULL, FALSE);

  from = xmpp_element_get_attribute (stanza, "from");
  own = xmpp_link_get_address (self->link);
  if (from == NULL || strcmp (from, xmpp_address_get_bare (own)) == 0)
    return TRUE;

  sender = xmpp_address_parse (from, NULL);
  return sender != NULL && xmpp_address_is_bare (sender) && xmpp_address_equal_bare (sender, own);
}
