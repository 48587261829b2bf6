/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From nothing to a bound stream, by the table of XmppPhase: the machine that goes from one phase
 * to the next, to another host, or to an end. What happens in a phase is in the files beside. */
#define G_LOG_DOMAIN "xmpp-negotiation"

#include "xmpp-negotiation.h"

#include "xmpp-negotiation-private.h"

G_DEFINE_FINAL_TYPE (XmppNegotiation, xmpp_negotiation, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Nobody gives us up any more: we have ended. */
void
xmpp_negotiation_end_watch (XmppNegotiation *self)
{
  clear_source (&self->cancelled);
}

/* Leaves nothing of the present connection. */
void
xmpp_negotiation_drop_stream (XmppNegotiation *self)
{
  g_autoptr(XmppStream) stream = g_steal_pointer (&self->stream);

  g_clear_object (&self->authentication);
  g_clear_pointer (&self->features, xmpp_element_unref);
  xmpp_stream_features_clear (&self->offer);
  if (stream != NULL)
    xmpp_stream_abort (stream);
}

/* Takes @error. */
void
xmpp_negotiation_fail (XmppNegotiation *self,
                       GError          *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    {
      g_error_free (error);
      return;
    }

  g_debug ("Failed while %s: %s", xmpp_phase_get_name (self->phase), error->message);
  xmpp_negotiation_enter (self, XMPP_PHASE_FAILED);
  g_task_return_error (task, error);
}

void
xmpp_negotiation_fail_with (XmppNegotiation *self,
                            XmppError        code,
                            const char      *why)
{
  xmpp_negotiation_fail (self, g_error_new_literal (XMPP_ERROR, (int) code, why));
}

/* Whether another host of the same domain may do better. Not after a certificate that does not
 * fit: the user shall see that one. */
static gboolean
may_try_next (XmppNegotiation *self,
              const GError    *error)
{
  return self->phase >= XMPP_PHASE_OPENING && self->phase <= XMPP_PHASE_IDENTIFYING
         && error->domain == XMPP_ERROR && error->code != XMPP_ERROR_CERTIFICATE
         && xmpp_connector_has_more (self->connector);
}

/* This host failed. Takes @error. */
void
xmpp_negotiation_give_up_host (XmppNegotiation *self,
                               GError          *error)
{
  if (self->task == NULL || !may_try_next (self, error))
    {
      xmpp_negotiation_fail (self, error);
      return;
    }

  g_debug ("Another host, since %s", error->message);
  g_clear_error (&self->failure);
  self->failure = error;
  xmpp_negotiation_enter (self, XMPP_PHASE_CONNECTING);
}

void
xmpp_negotiation_give_up_host_with (XmppNegotiation *self,
                                    XmppError        code,
                                    const char      *why)
{
  xmpp_negotiation_give_up_host (self, g_error_new_literal (XMPP_ERROR, (int) code, why));
}

static gboolean
timeout_cb (gpointer user_data)
{
  XmppNegotiation *self = user_data;
  GError *error = g_error_new (XMPP_ERROR, XMPP_ERROR_TIMEOUT, "No answer while %s",
                               xmpp_phase_get_name (self->phase));

  xmpp_negotiation_give_up_host (self, error);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  xmpp_negotiation_fail (user_data, error);
  return G_SOURCE_REMOVE;
}

/* The one writer of the phase. */
void
xmpp_negotiation_enter (XmppNegotiation *self,
                        XmppPhase        next)
{
  g_return_if_fail (xmpp_phase_may_precede (self->phase, next));

  g_debug ("%s → %s", xmpp_phase_get_name (self->phase), xmpp_phase_get_name (next));
  clear_source (&self->timer);
  self->phase = next;
  self->answer_us = g_get_monotonic_time () - self->entered_us;
  self->entered_us += self->answer_us;
  if (xmpp_phase_is_timed (next))
    {
      self->timer = g_timeout_source_new (self->limits.step_ms);
      g_source_set_callback (self->timer, timeout_cb, self, NULL);
      g_source_attach (self->timer, g_main_context_get_thread_default ());
    }

  if (self->setup.phase_changed != NULL)
    self->setup.phase_changed (next, self->setup.owner);
  if (self->phase == next)
    xmpp_negotiation_start_work (self);
}

static void
xmpp_negotiation_dispose (GObject *object)
{
  XmppNegotiation *self = XMPP_NEGOTIATION (object);

  clear_source (&self->timer);
  clear_source (&self->cancelled);
  xmpp_negotiation_drop_stream (self);
  g_clear_object (&self->setup.tls);
  g_clear_object (&self->setup.credentials);
  g_clear_object (&self->connector);

  G_OBJECT_CLASS (xmpp_negotiation_parent_class)->dispose (object);
}

static void
xmpp_negotiation_finalize (GObject *object)
{
  XmppNegotiation *self = XMPP_NEGOTIATION (object);

  g_clear_pointer (&self->setup.address, xmpp_address_unref);
  g_clear_pointer (&self->setup.resumable, xmpp_address_unref);
  xmpp_session_config_clear (&self->config);
  g_clear_object (&self->steps);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->bound, xmpp_address_unref);
  g_clear_pointer (&self->request_id, g_free);

  G_OBJECT_CLASS (xmpp_negotiation_parent_class)->finalize (object);
}

static void
xmpp_negotiation_class_init (XmppNegotiationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = xmpp_negotiation_dispose;
  object_class->finalize = xmpp_negotiation_finalize;
}

static void
xmpp_negotiation_init (XmppNegotiation *self)
{
  self->steps = g_cancellable_new ();
}

/**
 * xmpp_negotiation_new:
 * @setup: what it works with
 *
 * Returns: (transfer full): a negotiation that has not begun
 */
XmppNegotiation *
xmpp_negotiation_new (const XmppNegotiationSetup *setup)
{
  XmppNegotiation *self = NULL;
  g_autofree char *domain = NULL;

  g_return_val_if_fail (setup != NULL && setup->address != NULL && setup->tls != NULL, NULL);

  self = g_object_new (XMPP_TYPE_NEGOTIATION, NULL);
  self->setup = *setup;
  self->setup.address = xmpp_address_ref (setup->address);
  self->setup.tls = g_object_ref (setup->tls);
  if (setup->credentials != NULL)
    g_object_ref (self->setup.credentials);
  if (setup->resumable != NULL)
    xmpp_address_ref (self->setup.resumable);
  xmpp_session_config_copy (&self->config, setup->config);
  self->limits = *setup->limits;

  domain = xmpp_address_dup_ascii_domain (setup->address);
  self->connector = xmpp_connector_new (domain, &self->config, &self->limits, self->setup.tls);
  return self;
}

/* Whoever keeps the token may take as long as DNS, TCP and TLS do, without anybody waiting. */
static void
prepare_token (XmppNegotiation *self)
{
  if (self->setup.credentials != NULL && self->config.user_agent != NULL)
    xmpp_fast_load_async (xmpp_sasl_credentials_get_fast (self->setup.credentials), self->steps,
                          NULL, NULL);
}

/**
 * xmpp_negotiation_prefer:
 * @self: a negotiation that has not begun
 * @target: (transfer full): where the server wants us to come back to
 *
 * Looks there first: xmpp_connector_prefer().
 */
void
xmpp_negotiation_prefer (XmppNegotiation *self,
                         XmppTarget      *target)
{
  g_return_if_fail (XMPP_IS_NEGOTIATION (self));
  g_return_if_fail (self->phase == XMPP_PHASE_IDLE);

  xmpp_connector_prefer (self->connector, target);
}

/**
 * xmpp_negotiation_run_async:
 * @self: a negotiation that has not begun
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called with the stream
 * @user_data: for @callback
 *
 * Connects, secures, signs in and resumes or binds, or stops inside TLS when there are no
 * credentials. When a new session shall be counted that was asked for last, and the answer is still
 * to come.
 */
void
xmpp_negotiation_run_async (XmppNegotiation      *self,
                            GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data)
{
  g_return_if_fail (XMPP_IS_NEGOTIATION (self));
  g_return_if_fail (self->phase == XMPP_PHASE_IDLE);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, xmpp_negotiation_run_async);

  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }

  self->begin_us = g_get_monotonic_time ();
  prepare_token (self);
  xmpp_negotiation_enter (self, XMPP_PHASE_CONNECTING);
}

/**
 * xmpp_negotiation_run_finish:
 * @self: a negotiation
 * @result: what the callback was given
 * @error: return location for an error of the domain %XMPP_ERROR, or a cancellation
 *
 * Returns: (transfer full): a stream that waits for a listener
 */
XmppStream *
xmpp_negotiation_run_finish (XmppNegotiation  *self,
                             GAsyncResult     *result,
                             GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * xmpp_negotiation_get_address:
 * @self: a negotiation
 *
 * Returns: (nullable): the full address, once bound
 */
XmppAddress *
xmpp_negotiation_get_address (XmppNegotiation *self)
{
  g_return_val_if_fail (XMPP_IS_NEGOTIATION (self), NULL);

  return self->bound;
}

/**
 * xmpp_negotiation_get_info:
 * @self: a negotiation that is done
 * @info: what was negotiated, and what it cost
 *
 * Fills in what the negotiation knows.
 */
void
xmpp_negotiation_get_info (XmppNegotiation *self,
                           XmppSessionInfo *info)
{
  const XmppTarget *target = NULL;

  g_return_if_fail (XMPP_IS_NEGOTIATION (self));
  g_return_if_fail (info != NULL);

  target = xmpp_connector_get_target (self->connector);
  info->proxy = target->proxy;
  info->host = target->host;
  info->port = target->port;
  info->direct_tls = target->direct;
  info->websocket = target->uri;
  info->mechanism = xmpp_negotiation_get_mechanism (self);
  info->channel_binding = xmpp_negotiation_get_binding (self);
  if (self->setup.credentials != NULL)
    info->accepted = xmpp_sasl_credentials_get_accepted (self->setup.credentials);
  info->sasl2 = self->authentication != NULL
                && xmpp_authentication_get_success (self->authentication) != NULL;
  info->fast = self->authentication != NULL
               && xmpp_authentication_is_by_token (self->authentication);
  info->carbons = self->has_carbons;
  info->round_trips = self->cost.round_trips;
  info->bytes_sent = self->cost.bytes_sent;
  info->bytes_received = self->cost.bytes_received;
  info->time_ms = self->time_ms;
}

/**
 * xmpp_negotiation_is_resumed:
 * @self: a negotiation that is done
 *
 * Returns: whether the session of a lost connection goes on: what the server does not have is to be
 *   sent again
 */
gboolean
xmpp_negotiation_is_resumed (XmppNegotiation *self)
{
  g_return_val_if_fail (XMPP_IS_NEGOTIATION (self), FALSE);

  return self->is_resumed;
}

/**
 * xmpp_negotiation_has_carbons:
 * @self: a negotiation that is done
 *
 * Returns: whether the server was told that copies are wanted, XEP-0386
 */
gboolean
xmpp_negotiation_has_carbons (XmppNegotiation *self)
{
  g_return_val_if_fail (XMPP_IS_NEGOTIATION (self), FALSE);

  return self->has_carbons;
}

/**
 * xmpp_negotiation_is_inactive:
 * @self: a negotiation that is done
 *
 * Returns: whether the server was told that nobody looks, XEP-0386
 */
gboolean
xmpp_negotiation_is_inactive (XmppNegotiation *self)
{
  g_return_val_if_fail (XMPP_IS_NEGOTIATION (self), FALSE);

  return self->is_inactive;
}

/**
 * xmpp_negotiation_hangs_since:
 * @self: a negotiation that runs
 * @time_us: monotonic, in microseconds
 *
 * Returns: whether the network has brought nothing since @time_us, and something is awaited of it
 *   and not of a person
 */
gboolean
xmpp_negotiation_hangs_since (XmppNegotiation *self,
                              gint64           time_us)
{
  g_return_val_if_fail (XMPP_IS_NEGOTIATION (self), FALSE);

  return self->entered_us < time_us
         && (self->stream == NULL || xmpp_stream_get_heard_time (self->stream) < time_us)
         && (self->phase != XMPP_PHASE_AUTHENTICATING
             || xmpp_authentication_is_waiting (self->authentication));
}

/**
 * xmpp_negotiation_get_features:
 * @self: a negotiation
 *
 * Returns: (nullable): the features of the last stream
 */
XmppElement *
xmpp_negotiation_get_features (XmppNegotiation *self)
{
  g_return_val_if_fail (XMPP_IS_NEGOTIATION (self), NULL);

  return self->features;
}

/**
 * xmpp_negotiation_get_target:
 * @self: a negotiation
 *
 * Returns: (nullable): where we are connected
 */
const XmppTarget *
xmpp_negotiation_get_target (XmppNegotiation *self)
{
  g_return_val_if_fail (XMPP_IS_NEGOTIATION (self), NULL);

  return xmpp_connector_get_target (self->connector);
}

/**
 * xmpp_negotiation_get_mechanism:
 * @self: a negotiation
 *
 * Returns: (nullable): the SASL mechanism
 */
const char *
xmpp_negotiation_get_mechanism (XmppNegotiation *self)
{
  g_return_val_if_fail (XMPP_IS_NEGOTIATION (self), NULL);

  if (self->authentication == NULL)
    return NULL;
  return xmpp_authentication_get_mechanism (self->authentication);
}

/**
 * xmpp_negotiation_get_binding:
 * @self: a negotiation
 *
 * Returns: (nullable): the kind of channel binding
 */
const char *
xmpp_negotiation_get_binding (XmppNegotiation *self)
{
  g_return_val_if_fail (XMPP_IS_NEGOTIATION (self), NULL);

  if (self->authentication == NULL)
    return NULL;
  return xmpp_authentication_get_binding (self->authentication);
}
