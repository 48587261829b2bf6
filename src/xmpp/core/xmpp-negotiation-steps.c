/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What we do in each phase of a negotiation. */
#define G_LOG_DOMAIN "xmpp-negotiation"

#include "xmpp-negotiation.h"

#include "xmpp-bind.h"
#include "xmpp-namespaces.h"
#include "xmpp-negotiation-private.h"

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(XmppNegotiation) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppTransport) transport =
    xmpp_connector_next_finish (XMPP_CONNECTOR (object), result, &error);

  if (self->phase != XMPP_PHASE_CONNECTING)
    return;

  if (transport == NULL)
    {
      GError **reason = self->failure != NULL ? &self->failure : &error;

      xmpp_negotiation_fail (self, g_steal_pointer (reason));
      return;
    }

  self->stream = xmpp_stream_new (transport);
  xmpp_negotiation_listen (self);
  xmpp_stream_set_hurried (self->stream, TRUE);
  if (xmpp_connector_get_target (self->connector)->uri != NULL)
    xmpp_negotiation_enter (self, XMPP_PHASE_IDENTIFYING);
  else if (xmpp_connector_get_target (self->connector)->direct)
    xmpp_negotiation_enter (self, XMPP_PHASE_SECURING);
  else
    xmpp_negotiation_enter (self, XMPP_PHASE_OPENING);
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
    xmpp_negotiation_enter (self, XMPP_PHASE_IDENTIFYING);
  else
    xmpp_negotiation_give_up_host (self, g_steal_pointer (&error));
}

/* After SASL2: XEP-0388, 2.6.1. Features follow, but not when a session is resumed: XEP-0198,
 * 9.2. */
static void
go_on (XmppNegotiation *self)
{
  g_autoptr(GError) error = NULL;

  xmpp_stream_set_trusted (self->stream);
  if (!xmpp_negotiation_take_success (self, xmpp_authentication_get_success (self->authentication),
                                      xmpp_authentication_get_identity (self->authentication),
                                      &error))
    xmpp_negotiation_fail (self, g_steal_pointer (&error));
  else if (self->is_resumed || self->setup.is_revoking)
    xmpp_negotiation_enter (self, XMPP_PHASE_DONE);
  else
    xmpp_negotiation_enter (self, XMPP_PHASE_CONTINUING);
}

/* The same server once more, with the password alone. */
static void
try_without_token (XmppNegotiation *self)
{
  const XmppTarget *here = xmpp_connector_get_target (self->connector);

  g_debug ("Another stream, without the token");
  self->skip_token = TRUE;
  xmpp_connector_redirect (self->connector, xmpp_target_new (here->host, here->port, here->direct));
  xmpp_negotiation_enter (self, XMPP_PHASE_CONNECTING);
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

  if (!authenticated && xmpp_authentication_is_stuck (self->authentication) && !self->skip_token)
    try_without_token (self);
  else if (!authenticated)
    xmpp_negotiation_fail (self, g_steal_pointer (&error));
  else if (xmpp_authentication_get_success (self->authentication) == NULL)
    xmpp_negotiation_enter (self, XMPP_PHASE_RESTARTING);
  else
    go_on (self);
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
  g_autoptr(GPtrArray) inlined = xmpp_negotiation_make_inlined (self);

  self->authentication = xmpp_authentication_new (self->stream, self->setup.credentials,
                                                  &self->config, self->limits.step_ms);
  xmpp_authentication_set_inlined (self->authentication, inlined);
  if (self->skip_token)
    xmpp_authentication_skip_token (self->authentication);
  if (self->setup.is_revoking)
    xmpp_authentication_set_revoking (self->authentication);
  xmpp_authentication_run_async (self->authentication, &self->offer, self->steps,
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

/* The server counts from now on. Stanzas may follow before it answers: XEP-0198, 4, note. */
static void
enable_stream_management (XmppNegotiation *self)
{
  if (self->bound != NULL && !self->is_resumed && self->setup.stream_management != NULL
      && self->offer.stream_management
      && !xmpp_stream_management_is_enabled (self->setup.stream_management))
    request (self, xmpp_stream_management_make_enable (self->setup.stream_management));
}

static void
complete (XmppNegotiation *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  xmpp_stream_get_cost (self->stream, &self->cost);
  self->time_ms = (guint) ((g_get_monotonic_time () - self->begin_us) / 1000);
  enable_stream_management (self);
  xmpp_negotiation_end_watch (self);
  xmpp_stream_set_listener (self->stream, NULL, NULL);
  xmpp_stream_set_settled (self->stream);
  xmpp_stream_set_hurried (self->stream, FALSE);
  g_task_return_pointer (task, g_steal_pointer (&self->stream), g_object_unref);
}

/* Does what the phase that was just entered is for. */
void
xmpp_negotiation_start_work (XmppNegotiation *self)
{
  switch (self->phase)
    {
    case XMPP_PHASE_CONNECTING:
      xmpp_negotiation_drop_stream (self);
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

    case XMPP_PHASE_CONTINUING:
      break;

    case XMPP_PHASE_IDENTIFYING:
      open_stream (self, xmpp_address_get_bare (self->setup.address));
      break;

    case XMPP_PHASE_AUTHENTICATING:
      authenticate (self);
      break;

    case XMPP_PHASE_RESUMING:
      request (self, xmpp_stream_management_make_resume (self->setup.stream_management));
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
      xmpp_negotiation_end_watch (self);
      g_cancellable_cancel (self->steps);
      xmpp_negotiation_drop_stream (self);
      break;
    }
}
