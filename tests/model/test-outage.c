/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A short outage costs nothing and shows nothing wrong; a long one is made good. */
#include "chat-fixture.h"
#include "chat-mock.h"

#define ROMEO "romeo@montague.lit"
#define FEATURES "<sm xmlns='urn:xmpp:sm:3'/><csi xmlns='urn:xmpp:csi:0'/>"

#define CONNECTS \
  SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_STARTTLS_AND_SIGN_IN
#define SERVER_STARTTLS_AND_SIGN_IN \
  SERVER_STARTS_TLS, SERVER_SECURES ("good"), \
  SERVER_OPENS (MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256"))), SERVER_AUTHENTICATES, \
  SERVER_OPENS (MOCK_FEATURES_BIND FEATURES)
#define ENABLES(id) \
  SERVER_BINDS, SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"), \
  SERVER_SAYS ("<enabled xmlns='urn:xmpp:sm:3' id='" id "' resume='true' max='300'/>")
#define HEARS_RESUME SERVER_HEARS ("<resume xmlns='urn:xmpp:sm:3' previd='one' h='*'/>")
#define IS_ASKED     SERVER_HEARS ("<r xmlns='urn:xmpp:sm:3'/>")

#define ROMEO_IS_THERE SERVER_SAYS ("<presence from='romeo@montague.lit/orchard'/>")
#define NOTHING_ELSE   SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING

static ChatPresence
get_presence (ChatMock *mock)
{
  g_autoptr(ChatContact) contact = NULL;
  GListModel *contacts = chat_account_get_contacts (mock->account);

  for (guint i = 0; i < g_list_model_get_n_items (contacts); i++)
    {
      g_autoptr(ChatContact) candidate = g_list_model_get_item (contacts, i);

      if (g_str_equal (chat_contact_get_address (candidate), ROMEO))
        g_set_object (&contact, candidate);
    }
  g_assert_nonnull (contact);
  return chat_contact_get_presence (contact);
}

/* Online in a session that can be resumed, with Romeo there. */
static ChatMock *
new_online (void)
{
  static const MockLine play[] = {
    CONNECTS, ENABLES ("one"), MOCK_ASKS_ROSTER, MOCK_GREETS, MOCK_GREETS_ON, ROMEO_IS_THERE,
    NOTHING_ELSE,
  };
  ChatMock *mock = chat_mock_new (NULL);

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (mock, MOCK_PASSWORD);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  g_assert_cmpint (get_presence (mock), ==, CHAT_PRESENCE_AVAILABLE);
  return mock;
}

static void
cut (ChatMock *mock)
{
  static const MockLine play[] = { SERVER_CUTS };

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_wait_state (mock, CHAT_ACCOUNT_WAITING);
}

/* People see that we are not connected, and of whom we know what; what they write waits. Nothing is
 * asked again but what is new. */
static void
test_short (void)
{
  static const MockLine play[] = {
    CONNECTS, HEARS_RESUME, SERVER_SAYS ("<resumed xmlns='urn:xmpp:sm:3' previd='one' h='9'/>"),
    SERVER_HEARS ("<presence><show>away</show><status>Back soon</status>" MOCK_NO_PHOTO MOCK_CAPS
                  "</presence>"),
    SERVER_HEARS ("<message type='chat' id='*' to='romeo@montague.lit'><body>Anon!</body>"
                  "<origin-id xmlns='urn:xmpp:sid:0' id='*'/>"
                  "<active xmlns='http://jabber.org/protocol/chatstates'/>"
                  "<request xmlns='urn:xmpp:receipts'/>"
                  "<markable xmlns='urn:xmpp:chat-markers:0'/></message>"), IS_ASKED,
    SERVER_SAYS ("<a xmlns='urn:xmpp:sm:3' h='11'/>"), NOTHING_ELSE,
  };
  ChatMock *mock = new_online ();
  ChatConversation *conversation =
    chat_client_get_conversation (mock->client, mock->account, ROMEO, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(GError) error = NULL;

  cut (mock);
  g_assert_cmpint (get_presence (mock), ==, CHAT_PRESENCE_AVAILABLE);
  chat_account_set_presence (mock->account, CHAT_PRESENCE_AWAY, "Back soon");
  chat_conversation_send_async (conversation, "Anon!", NULL, chat_fixture_result_cb, &result);
  message = chat_conversation_send_finish (conversation, chat_fixture_wait_result (&result),
                                           &error);
  g_assert_no_error (error);
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_wait_played (mock);
  g_assert_cmpint (chat_account_get_state (mock->account), ==, CHAT_ACCOUNT_ONLINE);
  while (chat_message_get_state (message) != CHAT_MESSAGE_SENT)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (get_presence (mock), ==, CHAT_PRESENCE_AVAILABLE);
  chat_mock_free (mock);
}

/* Then nobody is thought to be there who did not say so again. */
static void
test_long (void)
{
  static const MockLine play[] = {
    CONNECTS, HEARS_RESUME,
    SERVER_SAYS ("<failed xmlns='urn:xmpp:sm:3'><item-not-found "
                 "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"),
    ENABLES ("two"), MOCK_ASKS_ROSTER, MOCK_GREETS_WITH (MOCK_NO_PHOTO), MOCK_GREETS_ON_AGAIN,
    NOTHING_ELSE,
  };
  ChatMock *mock = new_online ();

  cut (mock);
  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_wait_played (mock);
  g_assert_cmpint (get_presence (mock), ==, CHAT_PRESENCE_OFFLINE);
  chat_mock_free (mock);
}

/* The client tells each server whether somebody looks. */
static void
test_attention (void)
{
  static const MockLine inactive[] = {
    SERVER_HEARS ("<inactive xmlns='urn:xmpp:csi:0'/>"), NOTHING_ELSE,
  };
  static const MockLine active[] = {
    SERVER_HEARS ("<active xmlns='urn:xmpp:csi:0'/>"), NOTHING_ELSE,
  };
  ChatMock *mock = new_online ();

  chat_client_set_active (mock->client, FALSE);
  mock_server_play (mock->server, inactive, G_N_ELEMENTS (inactive));
  chat_mock_wait_played (mock);
  chat_client_set_active (mock->client, TRUE);
  mock_server_play (mock->server, active, G_N_ELEMENTS (active));
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/outage/short", test_short);
  g_test_add_func ("/model/outage/long", test_long);
  g_test_add_func ("/model/outage/attention", test_attention);

  return g_test_run ();
}
