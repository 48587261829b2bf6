/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server says in each phase of a negotiation, and which one follows. */
#define G_LOG_DOMAIN "xmpp-negotiation"

#include "xmpp-negotiation.h"

#include "xmpp-bind.h"
#include "xmpp-namespaces.h"
#include "xmpp-negotiation-private.h"
#include "xmpp-stream-error.h"

#define MAX_REDIRECTS 3 /* by servers that send us on to one another */

static void
receive_features_in_clear (XmppNegotiation *self)
{
  if (self->offer.starttls)
    xmpp_negotiation_enter (self, XMPP_PHASE_UPGRADING);
  else
    xmpp_negotiation_give_up_host_with (self, XMPP_ERROR_NO_TLS, "The server offers no TLS");
}

static void
receive_features_inside_tls (XmppNegotiation *self)
{
  if (self->setup.credentials == NULL)
    xmpp_negotiation_enter (self, XMPP_PHASE_DONE);
  else if (self->setup.is_revoking && self->offer.token_mechanisms == NULL)
    xmpp_negotiation_fail_with (self, XMPP_ERROR_UNSUPPORTED, "The server knows no tokens");
  else if (self->offer.mechanisms != NULL || self->offer.mechanisms2 != NULL)
    xmpp_negotiation_enter (self, XMPP_PHASE_AUTHENTICATING);
  else
    xmpp_negotiation_fail_with (self, XMPP_ERROR_NO_MECHANISM, "The server offers no SASL");
}

static void
bind_resource (XmppNegotiation *self)
{
  if (self->offer.bind)
    xmpp_negotiation_enter (self, XMPP_PHASE_BINDING);
  else
    xmpp_negotiation_fail_with (self, XMPP_ERROR_UNSUPPORTED, "The server offers no resource");
}

static void
receive_own_features (XmppNegotiation *self)
{
  /* XEP-0478, 4: what was said before does not hold any more. */
  xmpp_stream_set_max_bytes (self->stream, self->offer.max_bytes != 0 ? self->offer.max_bytes
                                                                      : XMPP_STREAM_MAX_BYTES);

  if (self->bound != NULL)
    xmpp_negotiation_enter (self, XMPP_PHASE_DONE);
  else if (self->offer.stream_management && xmpp_negotiation_can_resume (self))
    xmpp_negotiation_enter (self, XMPP_PHASE_RESUMING);
  else
    bind_resource (self);
}

static void
receive_features (XmppNegotiation *self,
                  XmppElement     *features)
{
  g_clear_pointer (&self->features, xmpp_element_unref);
  self->features = xmpp_element_ref (features);
  xmpp_stream_features_clear (&self->offer);
  xmpp_stream_features_read (&self->offer, features);

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
      xmpp_negotiation_enter (self, self->offer.session ? XMPP_PHASE_ESTABLISHING
                                                        : XMPP_PHASE_DONE);
    }
  else if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_CONFLICT)
           && self->config.resource != NULL && !self->any_resource)
    {
      self->any_resource = TRUE;
      xmpp_negotiation_enter (self, XMPP_PHASE_BINDING);
    }
  else
    {
      xmpp_negotiation_fail (self, g_steal_pointer (&error));
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
    xmpp_negotiation_fail_with (self, XMPP_ERROR_MALFORMED, "Something else than the answer");
  else if (self->phase == XMPP_PHASE_BINDING)
    receive_bound (self, iq);
  else if (is_error)
    xmpp_negotiation_fail_with (self, XMPP_ERROR_STREAM, "The server refused the session");
  else
    xmpp_negotiation_enter (self, XMPP_PHASE_DONE);
}

/* XEP-0198, 5 */
static void
receive_resumed (XmppNegotiation *self,
                 XmppElement     *element)
{
  g_autoptr(XmppElement) refusal = NULL;
  g_autoptr(GError) error = NULL;

  if (xmpp_element_is (element, "failed", XMPP_NS_STREAM_MANAGEMENT))
    {
      xmpp_stream_management_take_failed (self->setup.stream_management, element);
      bind_resource (self);
    }
  else if (!xmpp_element_is (element, "resumed", XMPP_NS_STREAM_MANAGEMENT))
    {
      xmpp_negotiation_fail_with (self, XMPP_ERROR_MALFORMED, "Something else than the answer");
    }
  else if (xmpp_negotiation_take_resumed (self, element, &error))
    {
      xmpp_negotiation_enter (self, XMPP_PHASE_DONE);
    }
  else if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED))
    {
      xmpp_negotiation_fail (self, g_steal_pointer (&error));
    }
  else
    {
      refusal = xmpp_stream_management_make_error (self->setup.stream_management, element);
      xmpp_stream_refuse (self->stream, refusal);
      xmpp_negotiation_fail (self, g_steal_pointer (&error));
    }
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

  if (text == NULL || self->phase < XMPP_PHASE_IDENTIFYING || self->phase > XMPP_PHASE_CONTINUING
      || self->n_redirects == MAX_REDIRECTS || here->uri != NULL
      || (place = g_network_address_parse (text, here->port, NULL)) == NULL)
    return FALSE;

  self->n_redirects++;
  address = G_NETWORK_ADDRESS (place);
  xmpp_connector_redirect (self->connector,
                           xmpp_target_new (g_network_address_get_hostname (address),
                                            g_network_address_get_port (address), here->direct));
  xmpp_negotiation_enter (self, XMPP_PHASE_CONNECTING);
  return TRUE;
}

/* The same over WebSocket, RFC 7395, 3.6.1. */
static gboolean
follow_uri (XmppNegotiation *self,
            XmppStream      *stream)
{
  const char *uri = xmpp_stream_get_other_uri (stream);

  if (uri == NULL || self->phase < XMPP_PHASE_IDENTIFYING || self->phase > XMPP_PHASE_CONTINUING
      || self->phase == XMPP_PHASE_AUTHENTICATING || self->n_redirects == MAX_REDIRECTS)
    return FALSE;

  self->n_redirects++;
  xmpp_connector_redirect (self->connector, xmpp_target_new_websocket (uri));
  xmpp_negotiation_enter (self, XMPP_PHASE_CONNECTING);
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
    xmpp_negotiation_give_up_host_with (self, XMPP_ERROR_MALFORMED, "This is no XMPP server");
  else if (version == NULL || g_ascii_strtoull (version, NULL, 10) < 1)
    xmpp_negotiation_give_up_host_with (self, XMPP_ERROR_UNSUPPORTED, "The server is too old");
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
        xmpp_negotiation_give_up_host (self, xmpp_stream_error_from_element (element));
      return;
    }

  switch (self->phase)
    {
    case XMPP_PHASE_OPENING:
    case XMPP_PHASE_IDENTIFYING:
    case XMPP_PHASE_RESTARTING:
    case XMPP_PHASE_CONTINUING:
      if (self->was_opened && xmpp_element_is (element, "features", XMPP_NS_STREAM))
        receive_features (self, element);
      else
        xmpp_negotiation_give_up_host_with (self, XMPP_ERROR_MALFORMED,
                                            "Something else than the features");
      break;

    case XMPP_PHASE_UPGRADING:
      if (xmpp_element_is (element, "proceed", XMPP_NS_TLS))
        xmpp_negotiation_enter (self, XMPP_PHASE_SECURING);
      else
        xmpp_negotiation_give_up_host_with (self, XMPP_ERROR_NO_TLS, "The server refuses TLS");
      break;

    case XMPP_PHASE_AUTHENTICATING:
      xmpp_authentication_receive (self->authentication, element);
      break;

    case XMPP_PHASE_RESUMING:
      receive_resumed (self, element);
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
      xmpp_negotiation_give_up_host_with (self, XMPP_ERROR_MALFORMED,
                                          "The server spoke out of turn");
      break;
    }
}

static void
skipped_cb (XmppStream  *stream,
            XmppElement *element,
            gpointer     user_data)
{
  xmpp_negotiation_give_up_host_with (user_data, XMPP_ERROR_TOO_LARGE,
                                      "Too large while negotiating");
}

static void
closed_cb (XmppStream   *stream,
           const GError *error,
           gpointer      user_data)
{
  XmppNegotiation *self = user_data;

  if (follow_uri (self, stream))
    return;
  if (self->phase == XMPP_PHASE_AUTHENTICATING)
    xmpp_authentication_stream_lost (self->authentication, error);
  else
    xmpp_negotiation_give_up_host (self, g_error_copy (error));
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

/* Hears what comes over the stream. */
void
xmpp_negotiation_listen (XmppNegotiation *self)
{
  static const XmppStreamFuncs funcs = {
    opened_cb, element_cb, skipped_cb, closed_cb, traffic_cb,
  };

  xmpp_stream_set_listener (self->stream, &funcs, self);
}
