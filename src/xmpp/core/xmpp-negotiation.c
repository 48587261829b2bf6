/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From nothing to a bound stream: RFC 6120, 3 to 7, and XEP-0368. One machine, one way through it:
 *
 *   CONNECTING → OPENING → UPGRADING → SECURING → IDENTIFYING → AUTHENTICATING → RESTARTING
 *       │                                 ↑            │            → BINDING (→ ESTABLISHING)
 *       └──────── direct TLS ─────────────┘            └→ DONE, to register          → DONE
 *
 * Nothing that could be a secret is sent before SECURING is behind us, and no way leads around. */
#define G_LOG_DOMAIN "xmpp-negotiation"

#include "xmpp-negotiation.h"

#include <string.h>

#include "xmpp-authentication.h"
#include "xmpp-bind.h"
#include "xmpp-connector.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-stream-error.h"

#define MAX_REDIRECTS 3 /* by servers that send us on to one another */

#define TO(phase) (1u << (phase))

/* Who may follow whom; from anywhere it may also fail. CONNECTING again is the next host. */
static const guint successors[] = {
  [XMPP_PHASE_IDLE]           = TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_CONNECTING]     = TO (XMPP_PHASE_OPENING) | TO (XMPP_PHASE_SECURING),
  [XMPP_PHASE_OPENING]        = TO (XMPP_PHASE_UPGRADING) | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_UPGRADING]      = TO (XMPP_PHASE_SECURING) | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_SECURING]       = TO (XMPP_PHASE_IDENTIFYING) | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_IDENTIFYING]    = TO (XMPP_PHASE_AUTHENTICATING) | TO (XMPP_PHASE_DONE)
                                | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_AUTHENTICATING] = TO (XMPP_PHASE_RESTARTING) | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_RESTARTING]     = TO (XMPP_PHASE_BINDING) | TO (XMPP_PHASE_CONNECTING),
  [XMPP_PHASE_BINDING]        = TO (XMPP_PHASE_ESTABLISHING) | TO (XMPP_PHASE_DONE)
                                | TO (XMPP_PHASE_BINDING),
  [XMPP_PHASE_ESTABLISHING]   = TO (XMPP_PHASE_DONE),
  [XMPP_PHASE_DONE]           = 0,
  [XMPP_PHASE_FAILED]         = 0,
};

static const char *const phase_names[] = {
  "idle", "connecting", "opening", "upgrading", "securing", "identifying", "authenticating",
  "restarting", "binding", "establishing", "done", "failed",
};

struct _XmppNegotiation
{
  GObject               parent_instance;

  XmppPhase             phase;
  XmppNegotiationSetup  setup;        /* its pointers are ours, but for the owner */
  XmppSessionConfig     config;
  XmppSessionLimits     limits;

  GTask                *task;         /* (nullable): while it runs */
  GCancellable         *steps;        /* ends what runs below */
  GSource              *cancelled;    /* (nullable) */
  GSource              *timer;        /* (nullable) */
  GError               *failure;      /* (nullable): of the host before this one */

  XmppConnector        *connector;
  XmppStream           *stream;       /* (nullable) */
  XmppAuthentication   *authentication; /* (nullable) */
  XmppElement          *features;     /* (nullable): of the last stream */
  XmppAddress          *bound;        /* (nullable) */
  char                 *request_id;   /* (nullable): of the running bind or session request */
  guint                 n_redirects;
  gboolean              was_opened;   /* the stream's header came */
  gboolean              any_resource; /* the one we asked for is taken */
};

G_DEFINE_FINAL_TYPE (XmppNegotiation, xmpp_negotiation, G_TYPE_OBJECT)

static void enter (XmppNegotiation *self,
                   XmppPhase        next);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
drop_stream (XmppNegotiation *self)
{
  g_autoptr(XmppStream) stream = g_steal_pointer (&self->stream);

  g_clear_object (&self->authentication);
  g_clear_pointer (&self->features, xmpp_element_unref);
  if (stream != NULL)
    xmpp_stream_abort (stream);
}

/* Takes @error. */
static void
fail (XmppNegotiation *self,
      GError          *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    {
      g_error_free (error);
      return;
    }

  g_debug ("Failed while %s: %s", phase_names[self->phase], error->message);
  enter (self, XMPP_PHASE_FAILED);
  g_task_return_error (task, error);
}

static void
fail_with (XmppNegotiation *self,
           XmppError        code,
           const char      *why)
{
  fail (self, g_error_new_literal (XMPP_ERROR, (int) code, why));
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
static void
give_up_host (XmppNegotiation *self,
              GError          *error)
{
  if (self->task == NULL || !may_try_next (self, error))
    {
      fail (self, error);
      return;
    }

  g_debug ("Another host, since %s", error->message);
  g_clear_error (&self->failure);
  self->failure = error;
  enter (self, XMPP_PHASE_CONNECTING);
}

static void
give_up_host_with (XmppNegotiation *self,
                   XmppError        code,
                   const char      *why)
{
  give_up_host (self, g_error_new_literal (XMPP_ERROR, (int) code, why));
}

static gboolean
timeout_cb (gpointer user_data)
{
  XmppNegotiation *self = user_data;
  GError *error = g_error_new (XMPP_ERROR, XMPP_ERROR_TIMEOUT, "No answer while %s",
                               phase_names[self->phase]);

  give_up_host (self, error);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  fail (user_data, error);
  return G_SOURCE_REMOVE;
}

static void
receive_features_in_clear (XmppNegotiation *self)
{
  if (xmpp_element_get_child (self->features, "starttls", XMPP_NS_TLS) != NULL)
    enter (self, XMPP_PHASE_UPGRADING);
  else
    give_up_host_with (self, XMPP_ERROR_NO_TLS, "The server offers no TLS");
}

static void
receive_features_inside_tls (XmppNegotiation *self)
{
  if (self->setup.credentials == NULL)
    enter (self, XMPP_PHASE_DONE);
  else if (xmpp_element_get_child (self->features, "mechanisms", XMPP_NS_SASL) != NULL)
    enter (self, XMPP_PHASE_AUTHENTICATING);
  else
    fail_with (self, XMPP_ERROR_NO_MECHANISM, "The server offers no SASL");
}

static void
receive_own_features (XmppNegotiation *self)
{
  gsize max_bytes = xmpp_bind_get_max_bytes (self->features);

  if (max_bytes != 0)
    xmpp_stream_set_max_bytes (self->stream, max_bytes);

  if (xmpp_element_get_child (self->features, "bind", XMPP_NS_BIND) != NULL)
    enter (self, XMPP_PHASE_BINDING);
  else
    fail_with (self, XMPP_ERROR_UNSUPPORTED, "The server offers no resource");
}

static void
receive_features (XmppNegotiation *self,
                  XmppElement     *features)
{
  g_clear_pointer (&self->features, xmpp_element_unref);
  self->features = xmpp_element_ref (features);

  if (self->phase == XMPP_PHASE_OPENING)
    receive_features_in_clear (self);
  else if (self->phase == XMPP_PHASE_IDENTIFYING)
    receive_features_inside_tls (self);
  else
    receive_own_features (self);
}

static void
receive_bound (XmppNegotiation *self,
               XmppElement     *iq)
{
  g_autoptr(GError) error = NULL;

  self->bound = xmpp_bind_read_answer (iq, self->setup.address, &error);
  if (self->bound != NULL)
    {
      enter (self, xmpp_bind_needs_session (self->features) ? XMPP_PHASE_ESTABLISHING
                                                            : XMPP_PHASE_DONE);
    }
  else if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_CONFLICT)
           && self->config.resource != NULL && !self->any_resource)
    {
      self->any_resource = TRUE;
      enter (self, XMPP_PHASE_BINDING);
    }
  else
    {
      fail (self, g_steal_pointer (&error));
    }
}

static void
receive_answer (XmppNegotiation *self,
                XmppElement     *iq)
{
  const char *type = xmpp_element_get_attribute (iq, "type");
  gboolean is_error = g_strcmp0 (type, "error") == 0;

  if (!xmpp_element_is (iq, "iq", XMPP_NS_CLIENT)
      || g_strcmp0 (xmpp_element_get_attribute (iq, "id"), self->request_id) != 0
      || (!is_error && g_strcmp0 (type, "result") != 0))
    fail_with (self, XMPP_ERROR_MALFORMED, "Something else than the answer");
  else if (self->phase == XMPP_PHASE_BINDING)
    receive_bound (self, iq);
  else if (is_error)
    fail_with (self, XMPP_ERROR_STREAM, "The server refused the session");
  else
    enter (self, XMPP_PHASE_DONE);
}

/* Follows see-other-host, RFC 6120, 4.9.3.19: only when TLS says that it is our server who
 * speaks. */
static gboolean
follow_redirect (XmppNegotiation *self,
                 XmppElement     *element)
{
  const char *text = xmpp_element_get_child_text (element, "see-other-host", XMPP_NS_STREAM_ERRORS);
  g_autoptr(GSocketConnectable) place = NULL;
  const XmppTarget *here = xmpp_connector_get_target (self->connector);
  GNetworkAddress *address = NULL;

  if (text == NULL || self->phase < XMPP_PHASE_IDENTIFYING || self->phase > XMPP_PHASE_RESTARTING
      || self->n_redirects == MAX_REDIRECTS
      || (place = g_network_address_parse (text, here->port, NULL)) == NULL)
    return FALSE;

  self->n_redirects++;
  address = G_NETWORK_ADDRESS (place);
  xmpp_connector_redirect (self->connector,
                           xmpp_target_new (g_network_address_get_hostname (address),
                                            g_network_address_get_port (address), here->direct));
  enter (self, XMPP_PHASE_CONNECTING);
  return TRUE;
}

static void
opened_cb (XmppStream  *stream,
           XmppElement *header,
           gpointer     user_data)
{
  XmppNegotiation *self = user_data;
  const char *version = xmpp_element_get_attribute (header, "version");

  if (!xmpp_element_is (header, "stream", XMPP_NS_STREAM))
    give_up_host_with (self, XMPP_ERROR_MALFORMED, "This is no XMPP server");
  else if (version == NULL || g_ascii_strtoull (version, NULL, 10) < 1)
    give_up_host_with (self, XMPP_ERROR_UNSUPPORTED, "The server is too old");
  else
    self->was_opened = TRUE;
}

static void
element_cb (XmppStream  *stream,
            XmppElement *element,
            gpointer     user_data)
{
  g_autoptr(XmppNegotiation) self = g_object_ref (user_data);

  if (xmpp_element_is (element, "error", XMPP_NS_STREAM))
    {
      if (!follow_redirect (self, element))
        give_up_host (self, xmpp_stream_error_from_element (element));
      return;
    }

  switch (self->phase)
    {
    case XMPP_PHASE_OPENING:
    case XMPP_PHASE_IDENTIFYING:
    case XMPP_PHASE_RESTARTING:
      if (self->was_opened && xmpp_element_is (element, "features", XMPP_NS_STREAM))
        receive_features (self, element);
      else
        give_up_host_with (self, XMPP_ERROR_MALFORMED, "Something else than the features");
      break;

    case XMPP_PHASE_UPGRADING:
      if (xmpp_element_is (element, "proceed", XMPP_NS_TLS))
        enter (self, XMPP_PHASE_SECURING);
      else
        give_up_host_with (self, XMPP_ERROR_NO_TLS, "The server refuses TLS");
      break;

    case XMPP_PHASE_AUTHENTICATING:
      xmpp_authentication_receive (self->authentication, element);
      break;

    case XMPP_PHASE_BINDING:
    case XMPP_PHASE_ESTABLISHING:
      receive_answer (self, element);
      break;

    case XMPP_PHASE_IDLE:
    case XMPP_PHASE_CONNECTING:
    case XMPP_PHASE_SECURING:
    case XMPP_PHASE_DONE:
    case XMPP_PHASE_FAILED:
      give_up_host_with (self, XMPP_ERROR_MALFORMED, "The server spoke out of turn");
      break;
    }
}

static void
skipped_cb (XmppStream  *stream,
            XmppElement *element,
            gpointer     user_data)
{
  give_up_host_with (user_data, XMPP_ERROR_TOO_LARGE, "Too large while negotiating");
}

static void
closed_cb (XmppStream   *stream,
           const GError *error,
           gpointer      user_data)
{
  XmppNegotiation *self = user_data;

  if (self->phase == XMPP_PHASE_AUTHENTICATING)
    xmpp_authentication_stream_lost (self->authentication, error);
  else
    give_up_host (self, g_error_copy (error));
}

static void
traffic_cb (XmppStream  *stream,
            gboolean     sent,
            XmppElement *element,
            const char  *text,
            gpointer     user_data)
{
  XmppNegotiation *self = user_data;

  if (self->setup.traffic != NULL)
    self->setup.traffic (stream, sent, element, text, self->setup.owner);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  static const XmppStreamFuncs funcs = {
    opened_cb, element_cb, skipped_cb, closed_cb, traffic_cb,
  };
  g_autoptr(XmppNegotiation) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection =
    xmpp_connector_next_finish (XMPP_CONNECTOR (object), result, &error);

  if (self->phase != XMPP_PHASE_CONNECTING)
    return;

  if (connection == NULL)
    {
      fail (self, self->failure != NULL ? g_steal_pointer (&self->failure)
                                        : g_steal_pointer (&error));
      return;
    }

  self->stream = xmpp_stream_new (connection);
  xmpp_stream_set_listener (self->stream, &funcs, self);
  xmpp_stream_set_hurried (self->stream, TRUE);
  enter (self, xmpp_connector_get_target (self->connector)->direct ? XMPP_PHASE_SECURING
                                                                   : XMPP_PHASE_OPENING);
}

static void
secured_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(XmppNegotiation) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean secured = xmpp_stream_secure_finish (XMPP_STREAM (object), result, &error);

  if (self->phase != XMPP_PHASE_SECURING || XMPP_STREAM (object) != self->stream)
    return;

  if (secured)
    enter (self, XMPP_PHASE_IDENTIFYING);
  else
    give_up_host (self, g_steal_pointer (&error));
}

static void
authenticated_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(XmppNegotiation) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean authenticated = xmpp_authentication_run_finish (XMPP_AUTHENTICATION (object), result,
                                                           &error);

  if (self->phase != XMPP_PHASE_AUTHENTICATING)
    return;

  if (authenticated)
    enter (self, XMPP_PHASE_RESTARTING);
  else
    fail (self, g_steal_pointer (&error));
}

static void
open_stream (XmppNegotiation *self,
             const char      *from)
{
  self->was_opened = FALSE;
  xmpp_stream_open (self->stream, xmpp_address_get_domain (self->setup.address), from);
}

static void
authenticate (XmppNegotiation *self)
{
  self->authentication = xmpp_authentication_new (self->stream, self->setup.credentials,
                                                  &self->config, self->limits.step_ms);
  xmpp_authentication_run_async (self->authentication, self->features, self->steps,
                                 authenticated_cb, g_object_ref (self));
}

/* Takes @iq. */
static void
request (XmppNegotiation *self,
         XmppElement     *iq)
{
  g_autoptr(XmppElement) owned = iq;

  xmpp_stream_send (self->stream, owned, NULL);
}

static const char *
make_request_id (XmppNegotiation *self)
{
  g_free (self->request_id);
  self->request_id = g_uuid_string_random ();
  return self->request_id;
}

static void
complete (XmppNegotiation *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  clear_source (&self->cancelled);
  xmpp_stream_set_listener (self->stream, NULL, NULL);
  xmpp_stream_set_settled (self->stream);
  xmpp_stream_set_hurried (self->stream, FALSE);
  g_task_return_pointer (task, g_steal_pointer (&self->stream), g_object_unref);
}

static void
start_work (XmppNegotiation *self)
{
  switch (self->phase)
    {
    case XMPP_PHASE_CONNECTING:
      drop_stream (self);
      xmpp_tls_prepare (self->setup.tls);
      xmpp_connector_next_async (self->connector, self->steps, connected_cb, g_object_ref (self));
      break;

    case XMPP_PHASE_OPENING:
      open_stream (self, NULL);
      break;

    case XMPP_PHASE_UPGRADING:
      request (self, xmpp_element_new ("starttls", XMPP_NS_TLS));
      break;

    case XMPP_PHASE_SECURING:
      xmpp_stream_secure_async (self->stream, self->setup.tls,
                                xmpp_connector_get_target (self->connector)->direct, self->steps,
                                secured_cb, g_object_ref (self));
      break;

    case XMPP_PHASE_RESTARTING:
      xmpp_stream_set_trusted (self->stream);
      open_stream (self, xmpp_address_get_bare (self->setup.address));
      break;

    case XMPP_PHASE_IDENTIFYING:
      open_stream (self, xmpp_address_get_bare (self->setup.address));
      break;

    case XMPP_PHASE_AUTHENTICATING:
      authenticate (self);
      break;

    case XMPP_PHASE_BINDING:
      request (self, xmpp_bind_make_request (make_request_id (self),
                                             self->any_resource ? NULL : self->config.resource));
      break;

    case XMPP_PHASE_ESTABLISHING:
      request (self, xmpp_bind_make_session_request (make_request_id (self)));
      break;

    case XMPP_PHASE_DONE:
      complete (self);
      break;

    case XMPP_PHASE_IDLE:
    case XMPP_PHASE_FAILED:
      clear_source (&self->cancelled);
      g_cancellable_cancel (self->steps);
      drop_stream (self);
      break;
    }
}

/* Connecting and signing in have limits of their own; the others are a question and an answer. */
static gboolean
is_timed (XmppPhase phase)
{
  return phase > XMPP_PHASE_CONNECTING && phase < XMPP_PHASE_DONE
         && phase != XMPP_PHASE_AUTHENTICATING;
}

/* The one writer of the phase. */
static void
enter (XmppNegotiation *self,
       XmppPhase        next)
{
  g_return_if_fail (next == XMPP_PHASE_FAILED || (successors[self->phase] & TO (next)) != 0);

  g_debug ("%s → %s", phase_names[self->phase], phase_names[next]);
  clear_source (&self->timer);
  self->phase = next;
  if (is_timed (next))
    {
      self->timer = g_timeout_source_new (self->limits.step_ms);
      g_source_set_callback (self->timer, timeout_cb, self, NULL);
      g_source_attach (self->timer, g_main_context_get_thread_default ());
    }

  if (self->setup.phase_changed != NULL)
    self->setup.phase_changed (next, self->setup.owner);
  if (self->phase == next)
    start_work (self);
}

static void
xmpp_negotiation_dispose (GObject *object)
{
  XmppNegotiation *self = XMPP_NEGOTIATION (object);

  clear_source (&self->timer);
  clear_source (&self->cancelled);
  drop_stream (self);
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
  xmpp_session_config_copy (&self->config, setup->config);
  self->limits = *setup->limits;

  domain = xmpp_address_dup_ascii_domain (setup->address);
  self->connector = xmpp_connector_new (domain, &self->config, &self->limits);
  return self;
}

/**
 * xmpp_negotiation_run_async:
 * @self: a negotiation that has not begun
 * @cancellable: (nullable): to give up
 * @callback: (scope async): called with the stream
 * @user_data: for @callback
 *
 * Connects, secures, signs in and binds, or stops inside TLS when there are no credentials.
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

  enter (self, XMPP_PHASE_CONNECTING);
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
