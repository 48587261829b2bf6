/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole model on the scripted server. */
#include "chat-mock.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-fixture.h"

ChatMock *
chat_mock_new (ChatKeyring *keyring)
{
  ChatMock *self = g_new0 (ChatMock, 1);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  self->server = mock_server_new ();
  self->folder = g_dir_make_tmp ("charla-XXXXXX", NULL);
  self->client = chat_client_new (self->folder, keyring);
  chat_client_start_async (self->client, NULL, chat_fixture_result_cb, &result);
  chat_client_start_finish (self->client, chat_fixture_wait_result (&result), &error);
  g_assert_no_error (error);
  return self;
}

void
chat_mock_add_account (ChatMock   *self,
                       const char *password)
{
  const XmppSessionLimits limits = { 10000, 10000, 10000, 60000, 10000, 5000, 10, 50, 10000 };
  XmppSessionConfig config;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  mock_session_get_config (self->server, &config);
  chat_client_add_account_async (self->client, MOCK_ADDRESS, password, TRUE,
                                 &(ChatServer) { .host = config.host, .port = config.port,
                                                 .tls = "starttls", .ca_file = config.ca_file },
                                 NULL, chat_fixture_result_cb, &result);
  self->account = chat_client_add_account_finish (self->client, chat_fixture_wait_result (&result),
                                                  &error);
  g_assert_no_error (error);
  xmpp_session_set_limits (self->account->connection->session, &limits);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("This never came: %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

void
chat_mock_wait_state (ChatMock         *self,
                      ChatAccountState  state)
{
  guint timer = g_timeout_add_seconds (MOCK_PATIENCE_S, out_of_patience_cb,
                                       (gpointer) "the account's state");

  while (chat_account_get_state (self->account) != state)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

void
chat_mock_wait_played (ChatMock *self)
{
  guint timer = g_timeout_add_seconds (MOCK_PATIENCE_S, out_of_patience_cb,
                                       (gpointer) "the end of the play");

  while (!mock_server_has_played (self->server))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

ChatMock *
chat_mock_new_online (void)
{
  static const MockLine play[] = { MOCK_GREETING };
  ChatMock *self = chat_mock_new (NULL);

  mock_server_play (self->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (self, MOCK_PASSWORD);
  chat_mock_wait_state (self, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (self);
  chat_fixture_settle (self->client);
  return self;
}

void
chat_mock_restart (ChatMock *self)
{
  chat_fixture_stop (&self->client);
  self->client = chat_fixture_start (self->folder);
  self->account = chat_fixture_get_account (self->client);
}

void
chat_mock_free (ChatMock *self)
{
  chat_fixture_stop (&self->client);
  chat_fixture_remove_folder (self->folder);
  mock_server_free (self->server);
  g_free (self->folder);
  g_free (self);
}

gboolean
chat_mock_give_up_cb (gpointer what)
{
  g_error ("This never came: %s", (const char *) what);
  return G_SOURCE_REMOVE;
}
