/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions for tests: they know the scripted server's place, authority and password. */
#include <string.h>

#include "mock-prompt.h"
#include "mock-server.h"

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("This never came: %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

static guint
start_patience (const char *what)
{
  return g_timeout_add_seconds (MOCK_PATIENCE_S, out_of_patience_cb, (gpointer) what);
}

/**
 * mock_wait_for:
 * @done: what somebody sets
 *
 * Runs the main loop until it is set, or ends the test.
 */
void
mock_wait_for (gboolean *done)
{
  guint timer = start_patience ("what was waited for");

  while (!*done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

void
mock_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  MockResult *self = user_data;

  self->n_calls++;
  g_set_object (&self->result, result);
}

/**
 * mock_result_wait:
 * @self: what was passed with mock_result_cb()
 *
 * Returns: (transfer none): the result, once it is there
 */
GAsyncResult *
mock_result_wait (MockResult *self)
{
  guint timer = start_patience ("the result");

  while (self->n_calls == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  return self->result;
}

void
mock_result_clear (MockResult *self)
{
  g_clear_object (&self->result);
  self->n_calls = 0;
}

/**
 * mock_session_get_config:
 * @server: a server
 * @config: (out caller-allocates): where it is, and whom it can be verified by; strings are static
 */
void
mock_session_get_config (MockServer        *server,
                         XmppSessionConfig *config)
{
  g_autofree char *ca_file = mock_cert_path ("ca");

  *config = (XmppSessionConfig) { 0 };
  config->host = "127.0.0.1";
  config->port = mock_server_get_port (server);
  config->tls = XMPP_TLS_STARTTLS;
  config->ca_file = g_intern_string (ca_file);
}

/**
 * mock_session_new:
 * @server: a server
 *
 * Returns: (transfer full): a session of juliet@capulet.lit that is offline, to be freed with
 *   mock_session_free()
 */
XmppSession *
mock_session_new (MockServer *server)
{
  static const char *const passwords[] = {
    MOCK_PASSWORD, MOCK_PASSWORD, MOCK_PASSWORD, MOCK_PASSWORD, NULL,
  };
  const XmppSessionLimits limits = { 10000, 10000, 10000, 60000, 10000, 5000, 10, 50, 10000 };
  g_autoptr(XmppAddress) address = xmpp_address_parse (MOCK_ADDRESS, NULL);
  XmppSession *session = xmpp_session_new (address);
  MockPrompt *prompt = mock_prompt_new (passwords);
  XmppSessionConfig config;

  mock_session_get_config (server, &config);
  xmpp_session_set_config (session, &config);
  xmpp_session_set_limits (session, &limits);
  xmpp_session_set_prompt (session, XMPP_SASL_PROMPT (prompt));
  g_object_set_data_full (G_OBJECT (session), "prompt", prompt, g_object_unref);
  return session;
}

/**
 * mock_session_new_online:
 * @server: a server
 *
 * Plays SERVER_SIGNS_IN.
 *
 * Returns: (transfer full): a session that is online, to be freed with mock_session_free()
 */
XmppSession *
mock_session_new_online (MockServer *server)
{
  static const MockLine play[] = { SERVER_SIGNS_IN };
  XmppSession *session = mock_session_new (server);

  mock_server_play (server, play, G_N_ELEMENTS (play));
  xmpp_session_start (session);
  mock_session_wait_state (session, XMPP_SESSION_ONLINE);
  return session;
}

/**
 * mock_session_free:
 * @session: (transfer full): a session
 *
 * Stops @session, and asserts that nobody else keeps it.
 */
void
mock_session_free (XmppSession *session)
{
  g_auto(MockResult) stopped = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  xmpp_session_stop_async (session, NULL, mock_result_cb, &stopped);
  g_assert_true (xmpp_session_stop_finish (session, mock_result_wait (&stopped), &error));
  g_assert_no_error (error);
  mock_result_clear (&stopped);

  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (session);
}

/**
 * mock_session_wait_state:
 * @session: a session
 * @state: what it shall become
 *
 * Runs the main loop until @session is so, or ends the test.
 */
void
mock_session_wait_state (XmppSession      *session,
                         XmppSessionState  state)
{
  guint timer = start_patience ("the session's state");

  while (xmpp_session_get_state (session) != state)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}
