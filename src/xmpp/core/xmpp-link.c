/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a session's connection: negotiated, lost, waited for and negotiated again, until it
 * is stopped or trying does not help. RFC 6120, 3.3.
 *
 * A session outlives its connection for as long as the server lets it be resumed: XEP-0198, 5.
 * Until then the owner hears of the state alone, and is told that stanzas no longer flow only when
 * what the server knew of us is lost. */
#define G_LOG_DOMAIN "xmpp-session"

#include "xmpp-link.h"

#include "xmpp-error.h"
#include "xmpp-link-private.h"

/* Online for that long, and the next loss is a new one, not a server that throws us out again. */
#define STABLE_US (60 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (XmppLink, xmpp_link, G_TYPE_OBJECT)

static void negotiate (XmppLink *self);

static void
set_state (XmppLink         *self,
           XmppSessionState  state)
{
  if (self->state == state)
    return;

  self->state = state;
  if (self->owner != NULL)
    self->funcs->state_changed (self->owner);
}

/* Whatever comes of it is dropped. */
void
xmpp_link_cancel_negotiation (XmppLink *self)
{
  xmpp_link_clear_doubt (self);
  if (self->negotiating != NULL)
    g_cancellable_cancel (self->negotiating);
  g_clear_object (&self->negotiating);
}

/* Stanzas do not flow any more. Who waits for answers and the features hear of it after the state
 * has changed and before anybody is told of the state; or not yet, when the session is kept. */
static void
go_down (XmppLink         *self,
         XmppSessionState  next,
         gboolean          keep,
         const GError     *reason)
{
  g_autoptr(XmppLink) ref = g_object_ref (self);
  XmppSessionState before = self->state;
  gboolean had_session = self->has_session;

  self->state = next;
  self->has_session = had_session && keep;
  if (!keep)
    xmpp_exchange_end (self->exchange);
  if (self->owner != NULL
      && (had_session != self->has_session || before == XMPP_SESSION_REGISTERING))
    self->funcs->down (had_session, reason, self->owner);
  if (self->owner != NULL && before != next)
    self->funcs->state_changed (self->owner);
}

static gboolean
is_up (XmppLink *self)
{
  return self->state == XMPP_SESSION_ONLINE || self->state == XMPP_SESSION_REGISTERING;
}

static void
opened_cb (XmppStream  *stream,
           XmppElement *header,
           gpointer     user_data)
{
  g_autoptr(GError) error = g_error_new_literal (XMPP_ERROR, XMPP_ERROR_MALFORMED,
                                                 "A stream inside the stream");

  xmpp_link_lose (user_data, error);
}

static void
receive (XmppLink    *self,
         XmppElement *element,
         gboolean     is_whole)
{
  g_autoptr(XmppLink) keep = g_object_ref (self);

  if (!xmpp_exchange_take (self->exchange, element) && self->owner != NULL)
    self->funcs->element (element, is_whole, self->owner);
  xmpp_exchange_note_handled (self->exchange, element);
}

static void
element_cb (XmppStream  *stream,
            XmppElement *element,
            gpointer     user_data)
{
  receive (user_data, element, TRUE);
}

static void
skipped_cb (XmppStream  *stream,
            XmppElement *element,
            gpointer     user_data)
{
  receive (user_data, element, FALSE);
}

static void
closed_cb (XmppStream   *stream,
           const GError *error,
           gpointer      user_data)
{
  XmppLink *self = user_data;

  g_free (self->other_uri);
  self->other_uri = g_strdup (xmpp_stream_get_other_uri (stream));
  xmpp_link_lose (self, error);
}

static void
traffic_cb (XmppStream  *stream,
            gboolean     sent,
            XmppElement *element,
            const char  *text,
            gpointer     user_data)
{
  XmppLink *self = user_data;

  if (self->owner != NULL)
    self->funcs->traffic (sent, element, text, self->owner);
}

static void
phase_changed_cb (XmppPhase phase,
                  gpointer  user_data)
{
  static const XmppSessionState states[] = {
    [XMPP_PHASE_CONNECTING]     = XMPP_SESSION_CONNECTING,
    [XMPP_PHASE_OPENING]        = XMPP_SESSION_SECURING,
    [XMPP_PHASE_UPGRADING]      = XMPP_SESSION_SECURING,
    [XMPP_PHASE_SECURING]       = XMPP_SESSION_SECURING,
    [XMPP_PHASE_IDENTIFYING]    = XMPP_SESSION_SECURING,
    [XMPP_PHASE_AUTHENTICATING] = XMPP_SESSION_AUTHENTICATING,
    [XMPP_PHASE_RESTARTING]     = XMPP_SESSION_BINDING,
    [XMPP_PHASE_CONTINUING]     = XMPP_SESSION_BINDING,
    [XMPP_PHASE_RESUMING]       = XMPP_SESSION_BINDING,
    [XMPP_PHASE_BINDING]        = XMPP_SESSION_BINDING,
    [XMPP_PHASE_ESTABLISHING]   = XMPP_SESSION_BINDING,
  };
  XmppLink *self = user_data;

  if (self->negotiating != NULL && phase < G_N_ELEMENTS (states))
    set_state (self, states[phase]);
}

static void
acknowledged_cb (guint64  serial,
                 gpointer user_data)
{
  XmppLink *self = user_data;

  if (self->owner != NULL)
    self->funcs->acknowledged (serial, self->owner);
}

static void
failed_cb (const GError *error,
           gpointer      user_data)
{
  xmpp_link_lose (user_data, error);
}

/* Whoever relied on the session before hears that it is gone, after what the server has said to
 * have of it. */
static void
replace_session (XmppLink *self)
{
  g_autoptr(GError) reason = g_steal_pointer (&self->error);
  gboolean had_session = self->has_session;

  self->has_session = FALSE;
  xmpp_exchange_tell (self->exchange);
  if (had_session && self->owner != NULL)
    self->funcs->down (TRUE, reason, self->owner);
}

static void
come_up (XmppLink   *self,
         XmppStream *stream)
{
  static const XmppStreamFuncs funcs = {
    opened_cb, element_cb, skipped_cb, closed_cb, traffic_cb,
  };
  gboolean is_resumed = self->has_session && xmpp_negotiation_is_resumed (self->negotiation);

  self->stream = g_object_ref (stream);
  if (!is_resumed)
    replace_session (self);
  if (self->stream != stream)
    return; /* they stopped us */

  g_clear_error (&self->error);
  self->online_time = g_get_monotonic_time ();
  g_free (self->cipher);
  self->cipher = NULL;
  if (xmpp_stream_get_tls (stream) != NULL)
    self->cipher = g_tls_connection_get_ciphersuite_name (xmpp_stream_get_tls (stream));
  xmpp_stream_set_listener (stream, &funcs, self);
  self->has_session = !self->is_unregistered;
  if (xmpp_negotiation_is_inactive (self->negotiation))
    xmpp_exchange_note_inactive (self->exchange);
  xmpp_exchange_start (self->exchange, stream, xmpp_negotiation_get_address (self->negotiation),
                       xmpp_negotiation_get_features (self->negotiation), &self->limits);

  set_state (self, self->is_unregistered ? XMPP_SESSION_REGISTERING : XMPP_SESSION_ONLINE);
  if (self->stream == stream)
    xmpp_exchange_tell (self->exchange);
  if (self->owner != NULL && is_up (self) && self->stream == stream)
    self->funcs->up (is_resumed, self->owner);
}

static void
negotiated_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(XmppLink) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppStream) stream =
    xmpp_negotiation_run_finish (XMPP_NEGOTIATION (object), result, &error);

  /* It was cancelled, and another one, or none, is wanted by now. */
  if (XMPP_NEGOTIATION (object) != self->negotiation || self->negotiating == NULL)
    {
      if (stream != NULL)
        xmpp_stream_abort (stream);
      return;
    }

  g_clear_object (&self->negotiating);
  if (stream != NULL)
    come_up (self, stream);
  else
    xmpp_link_lose (self, error);
}

/* Makes what TLS needs, when it is needed first. */
void
xmpp_link_ensure_tls (XmppLink *self)
{
  g_autofree char *domain = NULL;

  if (self->tls != NULL)
    return;

  domain = xmpp_address_dup_ascii_domain (self->bare);
  self->tls = xmpp_tls_new (xmpp_address_get_domain (self->bare), domain, &self->config);
  xmpp_tls_set_trust (self->tls, self->trust);
}

/* Where the server wants the session to be resumed; it says nothing of TLS, so as we came. */
static XmppTarget *
make_location (XmppLink *self)
{
  XmppStreamManagement *management = xmpp_exchange_get_management (self->exchange);
  const char *location = xmpp_stream_management_get_location (management);
  const XmppTarget *here = NULL;
  g_autoptr(GSocketConnectable) place = NULL;
  GNetworkAddress *address = NULL;

  if (!self->has_session || location == NULL || self->negotiation == NULL
      || (here = xmpp_negotiation_get_target (self->negotiation)) == NULL
      || (place = g_network_address_parse (location, here->port, NULL)) == NULL)
    return NULL;

  address = G_NETWORK_ADDRESS (place);
  return xmpp_target_new (g_network_address_get_hostname (address),
                          g_network_address_get_port (address), here->direct);
}

static void
negotiate (XmppLink *self)
{
  XmppTarget *location = make_location (self);
  XmppNegotiationSetup setup = {
    .address = self->bare,
    .config = &self->config,
    .limits = &self->limits,
    .credentials = self->is_unregistered ? NULL : self->credentials,
    .stream_management = self->is_unregistered ? NULL
                                               : xmpp_exchange_get_management (self->exchange),
    .is_inactive = !xmpp_exchange_is_active (self->exchange),
    .resumable = self->has_session ? xmpp_exchange_get_address (self->exchange) : NULL,
    .traffic = traffic_cb,
    .phase_changed = phase_changed_cb,
    .owner = self,
  };

  xmpp_retry_cancel (self->retry);
  xmpp_link_ensure_tls (self);
  setup.tls = self->tls;
  g_clear_object (&self->negotiation);
  self->negotiation = xmpp_negotiation_new (&setup);
  if (self->other_uri != NULL)
    {
      g_clear_pointer (&location, xmpp_target_free);
      location = xmpp_target_new_websocket (self->other_uri);
      g_clear_pointer (&self->other_uri, g_free);
    }
  if (location != NULL)
    xmpp_negotiation_prefer (self->negotiation, location);
  self->negotiating = g_cancellable_new ();
  xmpp_negotiation_run_async (self->negotiation, self->negotiating, negotiated_cb,
                              g_object_ref (self));
}

/* From the beginning. */
void
xmpp_link_negotiate_anew (XmppLink *self)
{
  xmpp_link_cancel_negotiation (self);
  negotiate (self);
}

/* Nothing can be resumed any more; what is being negotiated may have asked for it already. */
static void
expired_cb (gpointer user_data)
{
  XmppLink *self = user_data;
  g_autoptr(GError) reason = self->error != NULL ? g_error_copy (self->error) : NULL;

  if (self->negotiating != NULL)
    xmpp_link_negotiate_anew (self);
  go_down (self, self->state, FALSE, reason);
}

static void
again_cb (gpointer user_data)
{
  negotiate (user_data);
}

static void
network_changed_cb (gpointer user_data)
{
  xmpp_link_check (user_data);
}

static void
xmpp_link_dispose (GObject *object)
{
  XmppLink *self = XMPP_LINK (object);

  self->owner = NULL;
  g_clear_pointer (&self->retry, xmpp_retry_free);
  xmpp_link_cancel_negotiation (self);
  xmpp_exchange_end (self->exchange);
  if (self->stream != NULL)
    xmpp_stream_abort (self->stream);
  g_clear_object (&self->stream);

  G_OBJECT_CLASS (xmpp_link_parent_class)->dispose (object);
}

static void
xmpp_link_finalize (GObject *object)
{
  XmppLink *self = XMPP_LINK (object);

  g_clear_pointer (&self->bare, xmpp_address_unref);
  xmpp_session_config_clear (&self->config);
  g_clear_object (&self->credentials);
  g_clear_object (&self->tls);
  g_clear_error (&self->error);
  g_clear_object (&self->negotiation);
  g_clear_pointer (&self->exchange, xmpp_exchange_free);
  g_clear_pointer (&self->cipher, g_free);
  g_clear_pointer (&self->other_uri, g_free);
  g_clear_pointer (&self->stopping, g_ptr_array_unref);

  G_OBJECT_CLASS (xmpp_link_parent_class)->finalize (object);
}

static void
xmpp_link_class_init (XmppLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xmpp_link_dispose;
  object_class->finalize = xmpp_link_finalize;
}

static void
xmpp_link_init (XmppLink *self)
{
  static const XmppRetryFuncs funcs = { again_cb, network_changed_cb };
  static const XmppExchangeFuncs exchange_funcs = {
    acknowledged_cb, failed_cb, expired_cb,
  };

  self->limits = (XmppSessionLimits) XMPP_SESSION_LIMITS_INIT;
  self->stopping = g_ptr_array_new_with_free_func (g_object_unref);
  self->retry = xmpp_retry_new (&funcs, self);
  self->exchange = xmpp_exchange_new (&exchange_funcs, self);
}

/**
 * xmpp_link_new:
 * @bare_address: the account's address
 * @funcs: what to call; static
 * @owner: for @funcs; not referenced
 *
 * Returns: (transfer full): a link that was not started
 */
XmppLink *
xmpp_link_new (XmppAddress         *bare_address,
               const XmppLinkFuncs *funcs,
               gpointer             owner)
{
  XmppLink *self = NULL;

  g_return_val_if_fail (bare_address != NULL && funcs != NULL && owner != NULL, NULL);

  self = g_object_new (XMPP_TYPE_LINK, NULL);
  self->bare = xmpp_address_dup_bare (bare_address);
  self->credentials = xmpp_sasl_credentials_new (xmpp_address_get_bare (self->bare));
  self->funcs = funcs;
  self->owner = owner;
  return self;
}

/**
 * xmpp_link_disown:
 * @self: a link
 *
 * Cuts the connection and calls nobody any more: the owner goes.
 */
void
xmpp_link_disown (XmppLink *self)
{
  g_return_if_fail (XMPP_IS_LINK (self));

  g_object_run_dispose (G_OBJECT (self));
}

/**
 * xmpp_link_start:
 * @self: a link
 * @unregistered: whether to stop before signing in
 *
 * Connects now: from the beginning, after a failure, or in the midst of waiting. While it is
 * stopped it starts again afterwards; while it runs, nothing happens.
 */
void
xmpp_link_start (XmppLink *self,
                 gboolean  unregistered)
{
  g_return_if_fail (XMPP_IS_LINK (self));

  switch (self->state)
    {
    case XMPP_SESSION_CLOSING:
      self->start_again = TRUE;
      self->is_unregistered = unregistered;
      break;

    case XMPP_SESSION_OFFLINE:
    case XMPP_SESSION_FAILED:
      self->is_unregistered = unregistered;
      xmpp_retry_forget (self->retry);
      xmpp_sasl_credentials_forget (self->credentials);
      negotiate (self);
      break;

    case XMPP_SESSION_WAITING:
      negotiate (self);
      break;

    case XMPP_SESSION_CONNECTING:
    case XMPP_SESSION_SECURING:
    case XMPP_SESSION_AUTHENTICATING:
    case XMPP_SESSION_BINDING:
    case XMPP_SESSION_ONLINE:
    case XMPP_SESSION_REGISTERING:
      break;
    }
}

static void
stopped (XmppLink *self)
{
  g_autoptr(GPtrArray) stopping = g_steal_pointer (&self->stopping);
  gboolean start_again = self->start_again;

  self->stopping = g_ptr_array_new_with_free_func (g_object_unref);
  self->start_again = FALSE;
  g_clear_error (&self->error);
  xmpp_sasl_credentials_forget (self->credentials);
  set_state (self, XMPP_SESSION_OFFLINE);

  for (guint i = 0; i < stopping->len; i++)
    g_task_return_boolean (stopping->pdata[i], TRUE);
  if (start_again)
    xmpp_link_start (self, self->is_unregistered);
}

static void
stream_closed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(XmppLink) self = user_data;

  xmpp_stream_close_finish (XMPP_STREAM (object), result);
  stopped (self);
}

/**
 * xmpp_link_stop_async:
 * @self: a link
 * @cancellable: (nullable): ends the waiting for @callback, not the stopping
 * @callback: (scope async): called when nothing is left of the connection
 * @user_data: for @callback
 *
 * Says good-bye, and is offline soon whatever the server does.
 */
void
xmpp_link_stop_async (XmppLink            *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppStream) stream = NULL;

  g_return_if_fail (XMPP_IS_LINK (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, xmpp_link_stop_async);
  g_ptr_array_add (self->stopping, g_steal_pointer (&task));
  self->start_again = FALSE;

  if (self->state == XMPP_SESSION_CLOSING)
    return;

  xmpp_retry_cancel (self->retry);
  xmpp_link_cancel_negotiation (self);
  stream = g_steal_pointer (&self->stream);
  if (stream == NULL)
    {
      go_down (self, self->state, FALSE, NULL);
      stopped (self);
      return;
    }

  xmpp_exchange_say_goodbye (self->exchange);
  xmpp_stream_close_async (stream, self->limits.close_ms, stream_closed_cb, g_object_ref (self));
  go_down (self, XMPP_SESSION_CLOSING, FALSE, NULL);
}

/**
 * xmpp_link_stop_finish:
 * @self: a link
 * @result: what the callback was given
 * @error: return location for a cancellation
 *
 * Returns: whether it has stopped
 */
gboolean
xmpp_link_stop_finish (XmppLink      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * xmpp_link_send:
 * @self: a link
 * @stanza: (transfer none): what to send; nobody changes it any more
 * @tracked: whether somebody waits to hear that the server has it
 * @error: return location for %XMPP_ERROR_DISCONNECTED or %XMPP_ERROR_TOO_LARGE
 *
 * Returns: its serial; 0 with @error set when it is not on its way
 */
guint64
xmpp_link_send (XmppLink     *self,
                XmppElement  *stanza,
                gboolean      tracked,
                GError      **error)
{
  g_return_val_if_fail (XMPP_IS_LINK (self), 0);

  return xmpp_exchange_send (self->exchange, stanza, tracked, error);
}

/**
 * xmpp_link_set_hurried:
 * @self: a link
 * @hurried: whether an answer is awaited
 *
 * See xmpp_stream_set_hurried().
 */
void
xmpp_link_set_hurried (XmppLink *self,
                       gboolean  hurried)
{
  g_return_if_fail (XMPP_IS_LINK (self));

  if (self->stream != NULL)
    xmpp_stream_set_hurried (self->stream, hurried);
}

/**
 * xmpp_link_lose:
 * @self: a link
 * @error: why
 *
 * The connection is gone, did not come about, or is of no use: waits for the next try, or fails
 * when that would not help.
 */
void
xmpp_link_lose (XmppLink     *self,
                const GError *error)
{
  g_autoptr(XmppLink) ref = NULL;
  g_autoptr(XmppStream) stream = NULL;
  gboolean was_online = FALSE;
  gboolean final = FALSE;
  gboolean keep = FALSE;

  g_return_if_fail (XMPP_IS_LINK (self));
  g_return_if_fail (error != NULL);

  ref = g_object_ref (self);
  g_debug ("Not online: %s", error->message);

  final = self->is_unregistered || xmpp_error_is_final (error);
  keep = !final && self->has_session && xmpp_exchange_suspend (self->exchange, error);
  stream = g_steal_pointer (&self->stream);
  if (stream != NULL)
    xmpp_stream_abort (stream);
  was_online = self->state == XMPP_SESSION_ONLINE;
  if (was_online && g_get_monotonic_time () - self->online_time >= STABLE_US)
    xmpp_retry_forget (self->retry);
  if (error != self->error)
    {
      g_clear_error (&self->error);
      self->error = g_error_copy (error);
    }

  /* Whoever finds the server silent comes alone and has waited already; when it is the server that
   * cuts, everybody comes. But where it falls silent again and again it is no better. */
  if (!final && was_online && !xmpp_retry_has_failed (self->retry)
      && g_error_matches (error, XMPP_ERROR, XMPP_ERROR_TIMEOUT))
    xmpp_retry_schedule (self->retry, 1, 1);
  else if (!final)
    xmpp_retry_schedule (self->retry, self->limits.retry_first_ms, self->limits.retry_most_ms);
  go_down (self, final ? XMPP_SESSION_FAILED : XMPP_SESSION_WAITING, keep, error);

  /* Last, since the judge may start us anew at once. */
  if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_CERTIFICATE) && self->tls != NULL)
    xmpp_tls_report_refused (self->tls);
}
