/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages out and in against the scripted server: states, receipts, markers, cuts, bounces. */
#include <string.h>

#include "chat-fixture.h"
#include "chat-mock.h"
#include "xmpp-datetime.h"

#define ROMEO "romeo@montague.lit"

/* What we send, each with the same things around its text */
#define OUR_MESSAGE_WITH(text, state) \
  SERVER_HEARS ("<message type='chat' id='*' to='romeo@montague.lit'><body>" text "</body>" \
                "<origin-id xmlns='urn:xmpp:sid:0' id='*'/>" state \
                "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>" \
                "</message>")
#define OUR_MESSAGE(text) OUR_MESSAGE_WITH (text, ACTIVE)
#define ACTIVE "<active xmlns='http://jabber.org/protocol/chatstates'/>"
#define RECEIPT(from) \
  "<message from='" from "' to='juliet@capulet.lit'>" \
  "<received xmlns='urn:xmpp:receipts' id='$id'/></message>"
#define PINGS "<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"

static ChatConversation *
get_conversation (ChatMock *mock)
{
  return chat_client_get_conversation (mock->client, mock->account, ROMEO, NULL);
}

static ChatMessage *
send (ChatConversation *conversation,
      const char       *text)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  ChatMessage *message;

  chat_conversation_send_async (conversation, text, NULL, chat_fixture_result_cb, &result);
  message = chat_conversation_send_finish (conversation, chat_fixture_wait_result (&result),
                                           &error);
  g_assert_no_error (error);
  return message;
}

static void
wait_state (ChatMessage      *message,
            ChatMessageState  state)
{
  while (chat_message_get_state (message) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
changed_cb (ChatClient       *client,
            ChatConversation *conversation,
            ChatMessage      *message,
            GString          *states)
{
  g_string_append_printf (states, "%d", chat_message_get_state (message));
}

/* What the server does not take fails, with the reason, and holds up nothing: XEP-0478, 4. */
static void
test_too_large (void)
{
  static const MockLine play[] = { MOCK_GREETING };
  static const MockLine sends[] = { OUR_MESSAGE ("Short"), MOCK_PINGED };
  ChatMock *mock = chat_mock_new (NULL);
  g_autofree char *text = g_strnfill (10000, 'x');
  ChatConversation *conversation;
  g_autoptr(ChatMessage) large = NULL;
  g_autoptr(ChatMessage) small = NULL;

  mock_server_set_features (mock->server, "<limits xmlns='urn:xmpp:stream-limits:0'>"
                                          "<max-bytes>10000</max-bytes></limits>");
  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (mock, MOCK_PASSWORD);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (mock);
  conversation = get_conversation (mock);

  mock_server_play (mock->server, sends, G_N_ELEMENTS (sends));
  large = send (conversation, text);
  small = send (conversation, "Short");
  wait_state (large, CHAT_MESSAGE_FAILED);
  g_assert_cmpstr (chat_message_get_error_text (large), ==,
                   "The message is larger than the server takes. Split it.");
  wait_state (small, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

static void
test_sends (void)
{
  static const MockLine sends[] = { OUR_MESSAGE ("Wherefore art thou?"), MOCK_PINGED };
  static const MockLine receipts[] = {
    OUR_MESSAGE ("Romeo?"),
    SERVER_SAYS (RECEIPT ("tybalt@capulet.lit/x") RECEIPT ("romeo@montague.lit.evil")
                 RECEIPT ("capulet.lit") CHAT_MOCK_ASKS_NOTHING),
    MOCK_PINGED,
    MOCK_ANSWERS_NOTHING,
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(ChatMessage) second = NULL;
  g_autoptr(GString) states = g_string_new (NULL);

  g_signal_connect (mock->client, "message-changed", G_CALLBACK (changed_cb), states);
  mock_server_play (mock->server, sends, G_N_ELEMENTS (sends));
  message = send (conversation, "Wherefore art thou?");
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);
  g_assert_true (chat_message_is_outgoing (message));
  g_assert_cmpstr (chat_conversation_get_preview (conversation), ==, "Wherefore art thou?");
  g_assert_cmpint (chat_conversation_get_preview_state (conversation), ==, CHAT_MESSAGE_QUEUED);
  wait_state (message, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  g_assert_cmpint (chat_conversation_get_preview_state (conversation), ==, CHAT_MESSAGE_SENT);

  /* Nobody but who got it can say that it was delivered. */
  mock_server_play (mock->server, receipts, G_N_ELEMENTS (receipts));
  second = send (conversation, "Romeo?");
  chat_mock_wait_played (mock);
  wait_state (second, CHAT_MESSAGE_SENT);
  chat_fixture_settle (mock->client);
  g_assert_cmpint (chat_message_get_state (second), ==, CHAT_MESSAGE_SENT);
  g_assert_cmpstr (states->str, ==, "22");
  chat_mock_free (mock);
}

static void
test_receipts (void)
{
  static const MockLine delivered[] = {
    OUR_MESSAGE ("One"), SERVER_SAYS (RECEIPT ("romeo@montague.lit/orchard")), MOCK_PINGED,
  };
  static const MockLine sent[] = { OUR_MESSAGE ("Two"), MOCK_PINGED };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autofree char *marker = NULL;
  g_autoptr(ChatMessage) one = NULL;
  g_autoptr(ChatMessage) two = NULL;

  mock_server_play (mock->server, delivered, G_N_ELEMENTS (delivered));
  one = send (conversation, "One");
  wait_state (one, CHAT_MESSAGE_DELIVERED);
  chat_mock_wait_played (mock);

  /* A marker speaks of everything before it. */
  mock_server_play (mock->server, sent, G_N_ELEMENTS (sent));
  two = send (conversation, "Two");
  wait_state (two, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  marker = g_strdup_printf ("<message from='romeo@montague.lit/orchard' to='juliet@capulet.lit'>"
                            "<displayed xmlns='urn:xmpp:chat-markers:0' id='%s'/></message>",
                            chat_message_get_message_id (two));
  {
    const MockLine displayed[] = { SERVER_SAYS (marker) };

    mock_server_play (mock->server, displayed, G_N_ELEMENTS (displayed));
    wait_state (two, CHAT_MESSAGE_DISPLAYED);
    wait_state (one, CHAT_MESSAGE_DISPLAYED);
    chat_mock_wait_played (mock);
  }
  chat_fixture_settle (mock->client);
  g_assert_cmpint (chat_message_get_state (two), ==, CHAT_MESSAGE_DISPLAYED);
  chat_mock_free (mock);
}

/* Many at once: in order, and one question answers for all. */
static void
test_order (void)
{
  /* Nobody's roster is known yet, so that nobody hears more than the text. */
  static const MockLine play[] = {
    SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_GREETS, OUR_MESSAGE_WITH ("1", ""),
    OUR_MESSAGE_WITH ("2", ""), OUR_MESSAGE_WITH ("3", ""), OUR_MESSAGE_WITH ("4", ""), MOCK_PINGED,
  };
  static const MockLine meanwhile[] = { MOCK_GREETS_ON };
  ChatMock *mock = chat_mock_new (NULL);
  ChatConversation *conversation;
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  chat_client_set_asleep (mock->client, TRUE);
  chat_mock_add_account (mock, MOCK_PASSWORD);
  conversation = get_conversation (mock);
  timeline = chat_conversation_open_timeline (conversation);
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_ptr_array_add (messages, send (conversation, text));
    }
  chat_fixture_settle (mock->client);

  mock_server_play_meanwhile (mock->server, meanwhile, G_N_ELEMENTS (meanwhile));
  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_client_set_asleep (mock->client, FALSE);
  for (guint i = 0; i < messages->len; i++)
    wait_state (g_ptr_array_index (messages, i), CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  for (guint i = 0; i < messages->len; i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      g_assert_true (message == g_ptr_array_index (messages, i));
    }
  g_clear_object (&timeline);
  g_ptr_array_set_size (messages, 0);
  chat_mock_free (mock);
}

/* The second one is delivered before the server has answered for the first: the first was sent, and
 * stays the first. */
static void
test_overtaking (void)
{
  static const MockLine play[] = {
    OUR_MESSAGE ("One"), SERVER_HEARS (PINGS), OUR_MESSAGE ("Two"),
    SERVER_SAYS (RECEIPT ("romeo@montague.lit/orchard") CHAT_MOCK_ASKS_NOTHING),
    MOCK_ANSWERS_NOTHING,
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  ChatTimeline *timeline = chat_conversation_open_timeline (conversation);
  g_autoptr(ChatMessage) one = NULL;
  g_autoptr(ChatMessage) two = NULL;
  guint first;
  guint second;

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  one = send (conversation, "One");
  two = send (conversation, "Two");
  wait_state (two, CHAT_MESSAGE_DELIVERED);
  g_assert_cmpint (chat_message_get_state (one), ==, CHAT_MESSAGE_SENT);
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (chat_timeline_find (timeline, chat_message_get_id (one), &first) == one);
  g_assert_true (chat_timeline_find (timeline, chat_message_get_id (two), &second) == two);
  g_assert_cmpuint (first, <, second);
  chat_mock_wait_played (mock);
  g_object_unref (timeline);
  chat_mock_free (mock);
}

/* The connection is cut before the server has answered for a message: it goes again, under the id
 * that it had, and with the time that it had. */
static void
test_cut (void)
{
  static const MockLine cut[] = {
    OUR_MESSAGE ("Anon!"), SERVER_HEARS (PINGS),
    SERVER_CUTS,
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatMessage) message = NULL;
  g_autofree char *stamp = NULL;
  g_autofree char *again = NULL;

  mock_server_play (mock->server, cut, G_N_ELEMENTS (cut));
  message = send (conversation, "Anon!");
  chat_mock_wait_state (mock, CHAT_ACCOUNT_WAITING);
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);

  stamp = xmpp_datetime_format (chat_message_get_time (message));
  again = g_strdup_printf ("<message type='chat' id='%s' to='" ROMEO "'><body>Anon!</body>"
                           "<origin-id xmlns='urn:xmpp:sid:0' id='%s'/>" ACTIVE
                           "<request xmlns='urn:xmpp:receipts'/>"
                           "<markable xmlns='urn:xmpp:chat-markers:0'/>"
                           "<delay xmlns='urn:xmpp:delay' stamp='%s' from='juliet@capulet.lit'/></message>",
                           chat_message_get_message_id (message),
                           chat_message_get_message_id (message), stamp);
  {
    static const MockLine meanwhile[] = { MOCK_GREETS_ON_AGAIN };
    const MockLine play[] = { MOCK_GREETING_AGAIN, SERVER_HEARS (again), MOCK_PINGED };

    mock_server_play_meanwhile (mock->server, meanwhile, G_N_ELEMENTS (meanwhile));
    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    wait_state (message, CHAT_MESSAGE_SENT);
    chat_mock_wait_played (mock);
  }
  chat_mock_free (mock);
}

static void
test_bounce (void)
{
  static const MockLine bounces[] = {
    OUR_MESSAGE ("Hello?"),
    SERVER_SAYS ("<message type='error' id='$id' from='tybalt@capulet.lit' to='juliet@capulet.lit'>"
                 "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                 "</message>"
                 "<message type='error' id='$id' from='romeo@montague.lit' to='juliet@capulet.lit'>"
                 "<body>Hello?</body><error type='cancel'>"
                 "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                 "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Banished</text></error>"
                 "</message>"),
    MOCK_PINGED,
  };
  static const MockLine retries[] = { OUR_MESSAGE ("Hello?"), MOCK_PINGED };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatMessage) message = NULL;

  mock_server_play (mock->server, bounces, G_N_ELEMENTS (bounces));
  message = send (conversation, "Hello?");
  wait_state (message, CHAT_MESSAGE_FAILED);
  g_assert_nonnull (strstr (chat_message_get_error_text (message), "Banished"));
  g_assert_null (strstr (chat_message_get_error_text (message), "moved"));
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_FAILED);

  mock_server_play (mock->server, retries, G_N_ELEMENTS (retries));
  chat_conversation_retry (conversation, message);
  wait_state (message, CHAT_MESSAGE_SENT);
  g_assert_null (chat_message_get_error_text (message));
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

/* In: stored, shown, then answered. */

static void
message_cb (ChatClient       *client,
            ChatConversation *conversation,
            ChatMessage      *message,
            gboolean          notify,
            guint            *n)
{
  g_assert_true (notify);
  (*n)++;
}

static void
test_receives (void)
{
  static const MockLine receives[] = {
    SERVER_SAYS ("<message type='chat' from='romeo@montague.lit/orchard' id='m1'"
                 " to='juliet@capulet.lit/balcony'><body>She speaks</body>"
                 "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
                 "</message>"
                 "<message type='chat' from='romeo@montague.lit/orchard' id='m1'"
                 " to='juliet@capulet.lit/balcony'><body>She speaks</body>"
                 "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
                 "</message>"
                 "<message type='chat' from='stranger@elsewhere.lit/x' id='m2'"
                 " to='juliet@capulet.lit/balcony'><body>Are you there?</body>"
                 "<request xmlns='urn:xmpp:receipts'/></message>"),
    SERVER_HEARS ("<message type='chat' id='*' to='romeo@montague.lit/orchard'>"
                  "<received xmlns='urn:xmpp:receipts' id='m1'/>"
                  "<store xmlns='urn:xmpp:hints'/></message>"),
    SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING,
  };
  static const MockLine marks[] = {
    SERVER_HEARS ("<message type='chat' id='*' to='romeo@montague.lit'>"
                  "<displayed xmlns='urn:xmpp:chat-markers:0' id='m1'/>"
                  "<store xmlns='urn:xmpp:hints'/></message>"),
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation;
  guint n_messages = 0;

  g_signal_connect (mock->client, "message", G_CALLBACK (message_cb), &n_messages);
  mock_server_play (mock->server, receives, G_N_ELEMENTS (receives));
  while (n_messages < 2)
    g_main_context_iteration (NULL, TRUE);
  chat_mock_wait_played (mock);
  g_assert_cmpuint (chat_client_get_unread (mock->client), ==, 2);

  /* Looking at it marks it as read, and says so to who asked. */
  conversation = chat_client_find_conversation (mock->client, MOCK_ADDRESS, ROMEO);
  mock_server_play (mock->server, marks, G_N_ELEMENTS (marks));
  chat_conversation_set_active (conversation, TRUE);
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 0);
  g_assert_cmpuint (chat_client_get_unread (mock->client), ==, 1);
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  g_assert_cmpuint (n_messages, ==, 2);
  chat_mock_free (mock);
}

/* Nothing of what we do is told when we do not want it. */
static void
test_policy (void)
{
  static const MockLine play[] = {
    SERVER_SAYS ("<message type='chat' from='romeo@montague.lit/orchard' id='m1'"
                 " to='juliet@capulet.lit/balcony'><body>She speaks</body>"
                 "<active xmlns='http://jabber.org/protocol/chatstates'/>"
                 "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
                 "</message>"),
    /* What we no longer answer, we no longer announce. */
    SERVER_HEARS ("<presence>" MOCK_NO_PHOTO MOCK_CAPS "</presence>"),
    OUR_MESSAGE_WITH ("O", ""), MOCK_PINGED,
  };
  const ChatPolicy policy = { 0 };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatMessage) message = NULL;

  chat_client_set_policy (mock->client, &policy);
  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  while (chat_conversation_get_unread (conversation) == 0)
    g_main_context_iteration (NULL, TRUE);
  chat_conversation_set_composing (conversation, TRUE);
  chat_conversation_set_active (conversation, TRUE);
  message = send (conversation, "O");
  wait_state (message, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

static void
test_typing (void)
{
  static const MockLine starts[] = {
    SERVER_SAYS ("<message type='chat' from='romeo@montague.lit/orchard'>"
                 "<composing xmlns='http://jabber.org/protocol/chatstates'/></message>"
                 CHAT_MOCK_ASKS_NOTHING),
    MOCK_ANSWERS_NOTHING,
  };
  static const MockLine ours[] = {
    SERVER_HEARS ("<message type='chat' id='*' to='romeo@montague.lit'>"
                  "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
                  "<no-store xmlns='urn:xmpp:hints'/></message>"),
    SERVER_HEARS ("<message type='chat' id='*' to='romeo@montague.lit'>"
                  "<active xmlns='http://jabber.org/protocol/chatstates'/>"
                  "<no-store xmlns='urn:xmpp:hints'/></message>"),
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);

  /* Nobody is told before it is known that it is wanted: XEP-0085, 5.1. */
  chat_conversation_set_composing (conversation, TRUE);
  chat_conversation_set_composing (conversation, FALSE);

  mock_server_play (mock->server, starts, G_N_ELEMENTS (starts));
  chat_mock_wait_played (mock);
  g_assert_cmpint (chat_conversation_get_typing (conversation), ==, CHAT_TYPING_COMPOSING);

  mock_server_play (mock->server, ours, G_N_ELEMENTS (ours));
  chat_conversation_set_composing (conversation, TRUE);
  chat_conversation_set_composing (conversation, TRUE);
  chat_conversation_set_composing (conversation, FALSE);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/messages/sends", test_sends);
  g_test_add_func ("/model/messages/too-large", test_too_large);
  g_test_add_func ("/model/messages/receipts", test_receipts);
  g_test_add_func ("/model/messages/order", test_order);
  g_test_add_func ("/model/messages/overtaking", test_overtaking);
  g_test_add_func ("/model/messages/cut", test_cut);
  g_test_add_func ("/model/messages/bounce", test_bounce);
  g_test_add_func ("/model/messages/receives", test_receives);
  g_test_add_func ("/model/messages/policy", test_policy);
  g_test_add_func ("/model/messages/typing", test_typing);

  return g_test_run ();
}
