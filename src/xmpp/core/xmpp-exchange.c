/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stanzas of a session, counted in both directions (XEP-0198), with what else is said about
 * the stream itself: whether it lives, and whether somebody looks (XEP-0352). */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-exchange.h"

#include "xmpp-asker.h"
#include "xmpp-error.h"
#include "xmpp-liveness.h"
#include "xmpp-namespaces.h"
#include "xmpp-stream-features.h"

/* Perhaps it is what we send again that the server cannot bear. */
#define MAX_FUTILE 3

/* Who comes back after such a silence wants to know soon whether the server is still there. */
#define LONG_SILENCE_US (30 * G_USEC_PER_SEC)

struct _XmppExchange
{
  const XmppExchangeFuncs *funcs;
  gpointer                 user_data;    /* borrowed */
  XmppStreamManagement    *management;
  XmppAsker               *asker;

  XmppStream              *stream;       /* (nullable): while stanzas flow */
  XmppAddress             *address;      /* (nullable): ours, in the session */
  XmppElement             *features;     /* (nullable): what its first stream offered */
  gsize                    max_bytes;    /* of a stanza, as it said */
  GSource                 *expiry;       /* (nullable): when it cannot be resumed any more */
  guint                    n_futile;     /* resumptions since the server took what was sent again */
  XmppLiveness            *liveness;     /* (nullable) */

  gboolean                 is_active;    /* somebody looks at what comes */
  gboolean                 said_inactive;
};

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
is_stanza (XmppElement *element)
{
  return xmpp_element_is (element, "message", XMPP_NS_CLIENT)
         || xmpp_element_is (element, "iq", XMPP_NS_CLIENT)
         || xmpp_element_is (element, "presence", XMPP_NS_CLIENT);
}

static void
ask_cb (gpointer user_data)
{
  XmppExchange *self = user_data;

  xmpp_asker_ask (self->asker);
}

static void
asked_cb (gpointer user_data)
{
  XmppExchange *self = user_data;

  xmpp_liveness_note_asked (self->liveness);
}

static void
acknowledged_cb (guint64  serial,
                 gpointer user_data)
{
  XmppExchange *self = user_data;

  self->n_futile = 0;
  self->funcs->acknowledged (serial, self->user_data);
}

/* The server counts what was not there: nothing that it says of this session can be relied on. */
static void
refuse (XmppExchange *self,
        XmppElement  *element,
        const GError *error)
{
  g_autoptr(XmppElement) answer =
    xmpp_stream_management_make_error (self->management, element);

  xmpp_stream_refuse (self->stream, answer);
  xmpp_stream_management_reset (self->management);
  self->funcs->failed (error, self->user_data);
}

static void
take_ack (XmppExchange *self,
          XmppElement  *element)
{
  g_autoptr(GError) error = NULL;

  if (!xmpp_stream_management_is_enabled (self->management))
    g_debug ("An acknowledgement without stream management");
  else if (xmpp_stream_management_take_ack (self->management, element, &error))
    xmpp_asker_take_answer (self->asker,
                            xmpp_stream_management_get_acknowledged (self->management));
  else
    refuse (self, element, error);
}

static void
send_ack (XmppExchange *self)
{
  g_autoptr(XmppElement) ack = NULL;

  if (self->stream == NULL || !xmpp_stream_management_is_enabled (self->management))
    return;

  ack = xmpp_stream_management_make_ack (self->management);
  xmpp_stream_send (self->stream, ack, NULL);
}

static void
take_request (XmppExchange *self,
              XmppElement  *request)
{
  send_ack (self);
}

static void
take_enabled (XmppExchange *self,
              XmppElement  *element)
{
  g_autoptr(GError) error = NULL;

  if (!xmpp_stream_management_take_enabled (self->management, element, &error))
    g_debug ("Not taken: %s", error->message);
  xmpp_asker_consider (self->asker);
}

static void
take_failed (XmppExchange *self,
             XmppElement  *element)
{
  xmpp_stream_management_take_failed (self->management, element);
  xmpp_asker_consider (self->asker);
}

static void
take_management (XmppExchange *self,
                 XmppElement  *element)
{
  static const struct {
    const char *name;
    void      (*take) (XmppExchange *self,
                       XmppElement  *element);
  } takers[] = {
    { "a", take_ack },
    { "r", take_request },
    { "enabled", take_enabled },
    { "failed", take_failed },
  };
  const char *name = xmpp_element_get_name (element);

  for (gsize i = 0; i < G_N_ELEMENTS (takers); i++)
    if (g_strcmp0 (name, takers[i].name) == 0)
      {
        takers[i].take (self, element);
        return;
      }
  g_debug ("Nothing to do with stream management: %s", name);
}

static void
silent_cb (const GError *error,
           gpointer      user_data)
{
  XmppExchange *self = user_data;

  self->funcs->failed (error, self->user_data);
}

static void
tell_state (XmppExchange *self)
{
  g_autoptr(XmppElement) state = NULL;

  if (self->stream == NULL || self->features == NULL || self->said_inactive == !self->is_active
      || xmpp_element_get_child (self->features, "csi", XMPP_NS_CLIENT_STATE) == NULL)
    return;

  state = xmpp_element_new (self->is_active ? "active" : "inactive", XMPP_NS_CLIENT_STATE);
  if (xmpp_stream_send (self->stream, state, NULL))
    self->said_inactive = !self->is_active;
}

static void
forget_session (XmppExchange *self)
{
  clear_source (&self->expiry);
  g_clear_pointer (&self->address, xmpp_address_unref);
  g_clear_pointer (&self->features, xmpp_element_unref);
  xmpp_asker_forget (self->asker);
  self->n_futile = 0;
}

/**
 * xmpp_exchange_new:
 * @funcs: what to call; static
 * @user_data: for @funcs
 *
 * Returns: (transfer full): one without a stream
 */
XmppExchange *
xmpp_exchange_new (const XmppExchangeFuncs *funcs,
                   gpointer                 user_data)
{
  static const XmppAskerFuncs asker_funcs = { asked_cb, acknowledged_cb };
  XmppExchange *self = NULL;

  g_return_val_if_fail (funcs != NULL, NULL);

  self = g_new0 (XmppExchange, 1);
  self->funcs = funcs;
  self->user_data = user_data;
  self->management = xmpp_stream_management_new ();
  self->asker = xmpp_asker_new (self->management, &asker_funcs, self);
  self->is_active = TRUE;
  return self;
}

/**
 * xmpp_exchange_free:
 * @self: (transfer full): one
 *
 * Frees @self.
 */
void
xmpp_exchange_free (XmppExchange *self)
{
  xmpp_exchange_end (self);
  g_clear_pointer (&self->asker, xmpp_asker_free);
  g_clear_pointer (&self->management, xmpp_stream_management_free);
  g_free (self);
}

/**
 * xmpp_exchange_get_management:
 * @self: one
 *
 * Returns: what the negotiation asks for its elements
 */
XmppStreamManagement *
xmpp_exchange_get_management (XmppExchange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->management;
}

/**
 * xmpp_exchange_get_address:
 * @self: one
 *
 * Returns: (nullable): our full address in the session
 */
XmppAddress *
xmpp_exchange_get_address (XmppExchange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->address;
}

/**
 * xmpp_exchange_get_features:
 * @self: one
 *
 * Returns: (nullable): what the first stream of the session offered
 */
XmppElement *
xmpp_exchange_get_features (XmppExchange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->features;
}

/**
 * xmpp_exchange_tell:
 * @self: one
 *
 * Tells the owner what was acknowledged while the stream was negotiated.
 */
void
xmpp_exchange_tell (XmppExchange *self)
{
  guint64 serial = 0;

  g_return_if_fail (self != NULL);

  serial = xmpp_stream_management_get_acknowledged (self->management);
  if (serial != 0)
    xmpp_asker_take_answer (self->asker, serial);
}

/* All of it, since it is counted: whether it was too large was seen when it was sent first. The
 * limit is that of the session; a resumed stream may not say its own. */
static guint
send_again (XmppExchange *self)
{
  g_autoptr(GPtrArray) stanzas = xmpp_stream_management_dup_unacknowledged (self->management);

  g_debug ("Resumed, %u stanzas are sent again", stanzas->len);
  xmpp_stream_set_max_bytes (self->stream, G_MAXSIZE);
  for (guint i = 0; i < stanzas->len; i++)
    xmpp_stream_send (self->stream, stanzas->pdata[i], NULL);
  xmpp_stream_set_max_bytes (self->stream, self->max_bytes);
  return stanzas->len;
}

/* XEP-0478, 3.1 */
static guint
get_idle_limit (XmppExchange *self)
{
  g_auto(XmppStreamFeatures) offer = { 0 };

  if (self->features == NULL)
    return 0;

  xmpp_stream_features_read (&offer, self->features);
  return offer.idle_s;
}

/**
 * xmpp_exchange_start:
 * @self: one without a stream
 * @stream: (transfer none): a stream on which stanzas flow
 * @address: (nullable): our full address, when a session begins; %NULL when nobody is signed in
 * @features: (nullable): of the stream, when a session begins
 * @limits: how long the server may be silent
 *
 * Goes on over @stream; when it resumes another one, with what the server does not have.
 */
void
xmpp_exchange_start (XmppExchange            *self,
                     XmppStream              *stream,
                     XmppAddress             *address,
                     XmppElement             *features,
                     const XmppSessionLimits *limits)
{
  static const XmppLivenessFuncs funcs = { ask_cb, silent_cb };
  guint n_again = 0;

  g_return_if_fail (self != NULL && self->stream == NULL);

  clear_source (&self->expiry);
  self->stream = g_object_ref (stream);
  xmpp_stream_management_start_stream (self->management);
  if (xmpp_stream_management_is_resumed (self->management))
    {
      n_again = send_again (self);
      self->n_futile = n_again > 0 ? self->n_futile + 1 : 0;
    }
  else
    {
      forget_session (self);
      self->address = address != NULL ? xmpp_address_ref (address) : NULL;
      self->features = features != NULL ? xmpp_element_ref (features) : NULL;
      self->max_bytes = xmpp_stream_get_max_bytes (stream);
    }

  tell_state (self);
  if (self->address != NULL)
    {
      self->liveness = xmpp_liveness_new (stream, limits, &funcs, self);
      xmpp_liveness_set_quiet (self->liveness, get_idle_limit (self));
      xmpp_asker_start (self->asker, stream, self->address, n_again);
    }
}

/**
 * xmpp_exchange_say_goodbye:
 * @self: one
 *
 * Says what we have, so that the server need not send it again or elsewhere: XEP-0198, 4.
 */
void
xmpp_exchange_say_goodbye (XmppExchange *self)
{
  g_return_if_fail (self != NULL);

  send_ack (self);
}

static void
lose_stream (XmppExchange *self)
{
  xmpp_asker_stop (self->asker);
  g_clear_pointer (&self->liveness, xmpp_liveness_free);
  g_clear_object (&self->stream);
  self->said_inactive = FALSE; /* XEP-0352, 5.2: not even after a resumption */
  xmpp_stream_management_lose_stream (self->management);
}

static gboolean
expired_cb (gpointer user_data)
{
  XmppExchange *self = user_data;

  clear_source (&self->expiry);
  self->funcs->expired (self->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * xmpp_exchange_suspend:
 * @self: one
 * @error: why the stream is gone, or why there is still none
 *
 * Lets go of the stream, and keeps the session if that can be resumed. It cannot when it was lost
 * for what was said in it, which would be said again; nor for longer than the server allows.
 *
 * Returns: whether it is kept
 */
gboolean
xmpp_exchange_suspend (XmppExchange *self,
                       const GError *error)
{
  gboolean may_go_on = FALSE;

  g_return_val_if_fail (self != NULL && error != NULL, FALSE);

  may_go_on = self->stream == NULL
              || (xmpp_error_spares_session (error) && self->n_futile < MAX_FUTILE);
  lose_stream (self);
  if (!may_go_on || !xmpp_stream_management_can_resume (self->management))
    return FALSE;

  if (self->expiry == NULL)
    {
      self->expiry =
        g_timeout_source_new_seconds (xmpp_stream_management_get_max_s (self->management));
      g_source_set_callback (self->expiry, expired_cb, self, NULL);
      g_source_attach (self->expiry, g_main_context_get_thread_default ());
    }
  return TRUE;
}

/**
 * xmpp_exchange_end:
 * @self: one
 *
 * Lets go of the stream and of the session.
 */
void
xmpp_exchange_end (XmppExchange *self)
{
  g_return_if_fail (self != NULL);

  lose_stream (self);
  forget_session (self);
  xmpp_stream_management_reset (self->management);
}

/**
 * xmpp_exchange_send:
 * @self: one
 * @stanza: (transfer none): what to send
 * @tracked: whether somebody waits to hear that the server has it
 * @error: return location for %XMPP_ERROR_DISCONNECTED or %XMPP_ERROR_TOO_LARGE
 *
 * Sends @stanza soon.
 *
 * Returns: its serial; 0 with @error set when it is not sent
 */
guint64
xmpp_exchange_send (XmppExchange  *self,
                    XmppElement   *stanza,
                    gboolean       tracked,
                    GError       **error)
{
  guint64 before = 0;
  guint64 serial = 0;

  g_return_val_if_fail (self != NULL && stanza != NULL, 0);

  if (self->stream == NULL)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED, "Not connected");
      return 0;
    }

  before = xmpp_stream_get_n_queued (self->stream);
  if (!xmpp_stream_send (self->stream, stanza, error))
    return 0;

  serial = xmpp_stream_management_note_sent (self->management, stanza,
                                             xmpp_stream_get_n_queued (self->stream) - before);
  if (self->liveness != NULL)
    xmpp_asker_note_sent (self->asker, serial, tracked);
  return serial;
}

/**
 * xmpp_exchange_take:
 * @self: one
 * @element: a child of the stream
 *
 * Takes what is about the exchange itself, and what a resumption brings though we have it. The
 * owner may be told, and stop it, meanwhile.
 *
 * Returns: whether it was
 */
gboolean
xmpp_exchange_take (XmppExchange *self,
                    XmppElement  *element)
{
  g_return_val_if_fail (self != NULL && element != NULL, FALSE);

  if (self->stream == NULL)
    return FALSE;

  if (is_stanza (element) && xmpp_stream_management_is_again (self->management, element))
    return TRUE;
  if (xmpp_element_is (element, "iq", XMPP_NS_CLIENT))
    return xmpp_asker_take_pong (self->asker, element);
  if (g_strcmp0 (xmpp_element_get_ns (element), XMPP_NS_STREAM_MANAGEMENT) != 0)
    return FALSE;

  take_management (self, element);
  return TRUE;
}

/**
 * xmpp_exchange_note_handled:
 * @self: one
 * @element: a child of the stream that was dealt with
 *
 * Counts it, when it is a stanza. After it was dealt with, so that a hold that is opened meanwhile
 * covers it.
 */
void
xmpp_exchange_note_handled (XmppExchange *self,
                            XmppElement  *element)
{
  g_return_if_fail (self != NULL && element != NULL);

  if (is_stanza (element))
    xmpp_stream_management_note_received (self->management, element);
}

/**
 * xmpp_exchange_check_now:
 * @self: one
 *
 * There is reason to doubt that the server is still there: asks at once, with little patience.
 */
void
xmpp_exchange_check_now (XmppExchange *self)
{
  g_return_if_fail (self != NULL);

  if (self->liveness != NULL)
    xmpp_liveness_check_now (self->liveness);
}

/**
 * xmpp_exchange_is_active:
 * @self: one
 *
 * Returns: whether somebody looks
 */
gboolean
xmpp_exchange_is_active (XmppExchange *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->is_active;
}

/**
 * xmpp_exchange_note_inactive:
 * @self: one that has no stream yet
 *
 * The server was told that nobody looks while the stream was negotiated: XEP-0386, 3.2.
 */
void
xmpp_exchange_note_inactive (XmppExchange *self)
{
  g_return_if_fail (self != NULL && self->stream == NULL);

  self->said_inactive = TRUE;
}

/**
 * xmpp_exchange_set_active:
 * @self: one
 * @active: whether somebody looks at what comes
 *
 * Tells the server, where it wants to know: XEP-0352. Whoever comes back after a long silence is
 * told soon when the server is gone.
 */
void
xmpp_exchange_set_active (XmppExchange *self,
                          gboolean      active)
{
  g_return_if_fail (self != NULL);

  if (self->is_active == (active != FALSE))
    return;

  self->is_active = active != FALSE;
  tell_state (self);
  if (active && self->stream != NULL
      && g_get_monotonic_time () - xmpp_stream_get_heard_time (self->stream) >= LONG_SILENCE_US)
    xmpp_exchange_check_now (self);
}

/**
 * xmpp_exchange_hold:
 * @self: one
 *
 * See xmpp_stream_management_hold().
 *
 * Returns: the hold
 */
guint64
xmpp_exchange_hold (XmppExchange *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return xmpp_stream_management_hold (self->management);
}

/**
 * xmpp_exchange_release:
 * @self: one
 * @hold: a hold
 *
 * Ends @hold, and answers the server anew when it was told less than it asked for.
 */
void
xmpp_exchange_release (XmppExchange *self,
                       guint64       hold)
{
  g_return_if_fail (self != NULL);

  if (xmpp_stream_management_release (self->management, hold))
    send_ack (self);
}
