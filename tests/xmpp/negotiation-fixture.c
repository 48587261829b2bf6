/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "negotiation-fixture.h"

#include "xmpp-namespaces.h"

void
negotiation_fixture_set_up (NegotiationFixture *self,
                            gconstpointer       data)
{
  static const char *const passwords[] = { MOCK_PASSWORD, MOCK_PASSWORD, NULL };

  self->server = mock_server_new ();
  self->prompt = mock_prompt_new (passwords);
  self->store = mock_token_store_new ();
  self->credentials = xmpp_sasl_credentials_new (MOCK_ADDRESS);
  xmpp_sasl_credentials_set_prompt (self->credentials, XMPP_SASL_PROMPT (self->prompt));
  self->stream_management = xmpp_stream_management_new ();

  mock_session_get_config (self->server, &self->config);
  self->late_ms = 10000;
  self->config.software = "Charla";
  self->config.user_agent = USER_AGENT_ID;
}

static void
end_negotiation (NegotiationFixture *self)
{
  if (self->negotiation != NULL)
    g_assert_finalize_object (self->negotiation);
  self->negotiation = NULL;
}

void
negotiation_fixture_tear_down (NegotiationFixture *self,
                               gconstpointer       data)
{
  end_negotiation (self);
  xmpp_stream_management_free (self->stream_management);
  g_object_unref (self->credentials);
  g_object_unref (self->prompt);
  g_object_unref (self->store);
  mock_server_free (self->server);
}

/* Plays, and does not wait for what comes of it. */
void
negotiation_fixture_begin (NegotiationFixture *self,
                           const MockLine     *play,
                           gsize               n_lines,
                           MockResult         *result)
{
  const XmppSessionLimits limits = {
    10000, 10000, 10000, 60000, 10000, 5000, 10, 50, self->late_ms,
  };
  g_autoptr(XmppAddress) bare = xmpp_address_parse (MOCK_ADDRESS, NULL);
  g_autoptr(XmppAddress) full = xmpp_address_parse (MOCK_FULL, NULL);
  g_autoptr(XmppTls) tls = xmpp_tls_new (MOCK_DOMAIN, MOCK_DOMAIN, &self->config);
  const XmppNegotiationSetup setup = {
    .address = bare,
    .config = &self->config,
    .limits = &limits,
    .tls = tls,
    .credentials = self->credentials,
    .stream_management = self->stream_management,
    .resumable = full,
    .is_inactive = self->is_inactive,
    .is_revoking = self->is_revoking,
  };

  end_negotiation (self);
  self->negotiation = xmpp_negotiation_new (&setup);
  mock_server_play (self->server, play, n_lines);
  xmpp_negotiation_run_async (self->negotiation, NULL, mock_result_cb, result);
}

/* Plays, and waits for it. */
XmppStream *
negotiation_fixture_run (NegotiationFixture  *self,
                         const MockLine      *play,
                         gsize                n_lines,
                         GError             **error)
{
  g_auto(MockResult) result = { NULL, 0 };
  XmppStream *stream = NULL;

  negotiation_fixture_begin (self, play, n_lines, &result);
  stream = xmpp_negotiation_run_finish (self->negotiation, mock_result_wait (&result), error);
  mock_server_assert_played (self->server);
  return stream;
}

/* A connection is lost on which one message went out and one came in. */
void
negotiation_fixture_lose_session (NegotiationFixture *self)
{
  g_autoptr(XmppElement) enable = xmpp_stream_management_make_enable (self->stream_management);
  g_autoptr(XmppElement) enabled = xmpp_element_new ("enabled", XMPP_NS_STREAM_MANAGEMENT);
  g_autoptr(XmppElement) message = xmpp_element_new ("message", XMPP_NS_CLIENT);
  g_autoptr(GError) error = NULL;

  xmpp_element_set_attribute (enabled, "id", "before");
  xmpp_element_set_attribute (enabled, "resume", "1");
  xmpp_stream_management_take_enabled (self->stream_management, enabled, &error);
  g_assert_no_error (error);
  xmpp_stream_management_start_stream (self->stream_management);
  xmpp_stream_management_note_sent (self->stream_management, message, 100);
  xmpp_stream_management_note_received (self->stream_management, message);
  xmpp_stream_management_lose_stream (self->stream_management);
}
