/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Own messages that are corrected (XEP-0308), against the scripted server: what goes out, in which
 * order, also after cuts and restarts, and what is seen of it meanwhile. */
#include "chat-error.h"
#include "chat-fixture.h"
#include "chat-mock.h"
#include "chat-preview-private.h"

#include <string.h>

#define ROMEO "romeo@montague.lit"

#define AROUND(id) \
  "<origin-id xmlns='urn:xmpp:sid:0' id='" id "'/>" \
  "<active xmlns='http://jabber.org/protocol/chatstates'/>" \
  "<request xmlns='urn:xmpp:receipts'/><markable xmlns='urn:xmpp:chat-markers:0'/>"
#define MESSAGE(text) \
  "<message type='chat' id='*' to='" ROMEO "'><body>" text "</body>" AROUND ("*") "</message>"
#define CORRECTION(text) \
  "<message type='chat' id='*' to='" ROMEO "'><body>" text "</body>" \
  "<replace xmlns='urn:xmpp:message-correct:0' id='%s'/>" AROUND ("*") "</message>"
#define BOUNCE(text) \
  "<message type='error' id='$id' from='" ROMEO "' to='juliet@capulet.lit'>" \
  "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>" \
  "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>" text "</text></error></message>"
#define BOUNCE_OF(text) \
  "<message type='error' id='%s' from='" ROMEO "' to='juliet@capulet.lit'>" \
  "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>" \
  "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>" text "</text></error></message>"
#define AGAIN(text) \
  "<message type='chat' id='%s' to='" ROMEO "'><body>" text "</body>" AROUND ("%s") "</message>"
#define ASKS_PING \
  SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>")

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

/* Gives the id of the correction */
static char *
correct (ChatConversation *conversation,
         ChatMessage      *message,
         const char       *text)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) shown = NULL;
  char *id = NULL;

  chat_conversation_correct_async (conversation, message, text, NULL, chat_fixture_result_cb,
                                   &result);
  shown = chat_conversation_correct_finish (conversation, chat_fixture_wait_result (&result), &id,
                                            &error);
  g_assert_no_error (error);
  g_assert_true (shown == message);
  return id;
}

static void
wait_state (ChatMessage      *message,
            ChatMessageState  state)
{
  while (chat_message_get_state (message) != state)
    g_main_context_iteration (NULL, TRUE);
}

/* The texts that are shown */
static void
assert_texts (ChatConversation *conversation,
              const char       *expected)
{
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (conversation);
  g_autoptr(GString) texts = g_string_new (NULL);

  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (timeline)); i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      g_string_append_printf (texts, "%s%s;", chat_message_get_body (message),
                              chat_message_is_edited (message) ? "*" : "");
    }
  g_assert_cmpstr (texts->str, ==, expected);
}

static void
assert_versions (ChatConversation *conversation,
                 ChatMessage      *message,
                 const char       *expected)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) versions = NULL;
  g_autoptr(GString) texts = g_string_new (NULL);

  chat_conversation_load_versions_async (conversation, message, NULL, chat_fixture_result_cb,
                                         &result);
  versions = chat_conversation_load_versions_finish (conversation,
                                                     chat_fixture_wait_result (&result), NULL);
  for (guint i = 0; i < versions->len; i++)
    g_string_append_printf (texts, "%s;", ((ChatVersion *) versions->pdata[i])->body);
  g_assert_cmpstr (texts->str, ==, expected);
}

static void
count_edit_cb (guint *n)
{
  ++*n;
}

/* Each names the first version; what is shown is the newest, and how far that has got. */
static void
test_sends (void)
{
  static const MockLine first[] = { SERVER_HEARS (MESSAGE ("Wherfore?")), MOCK_PINGED };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatMessage) message = NULL;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;
  g_autofree char *once_id = NULL;
  g_autofree char *twice_id = NULL;
  guint n_edits = 0;

  g_signal_connect_swapped (mock->client, "message-edited", G_CALLBACK (count_edit_cb), &n_edits);
  mock_server_play (mock->server, first, G_N_ELEMENTS (first));
  message = send (conversation, "Wherfore?");
  g_assert_true (chat_message_can_correct (message));
  wait_state (message, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  once = g_strdup_printf (CORRECTION ("Wherefore"), chat_message_get_message_id (message));
  twice = g_strdup_printf (CORRECTION ("Wherefore?"), chat_message_get_message_id (message));
  {
    const MockLine corrections[] = {
      SERVER_HEARS (once),
      SERVER_SAYS ("<message from='" ROMEO "/orchard' to='juliet@capulet.lit'>"
                   "<received xmlns='urn:xmpp:receipts' id='$id'/></message>"),
      MOCK_PINGED, SERVER_HEARS (twice), MOCK_PINGED,
    };

    mock_server_play (mock->server, corrections, G_N_ELEMENTS (corrections));
    once_id = correct (conversation, message, "Wherefore");
    g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);
    g_assert_cmpstr (chat_message_get_body (message), ==, "Wherefore");
    g_assert_cmpstr (chat_conversation_get_preview (conversation), ==, "Wherefore");
    g_assert_cmpint (chat_conversation_get_preview_state (conversation), ==, CHAT_MESSAGE_QUEUED);
    wait_state (message, CHAT_MESSAGE_DELIVERED);
    twice_id = correct (conversation, message, "Wherefore?");
    g_assert_cmpstr (once_id, !=, twice_id);
    g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);
    wait_state (message, CHAT_MESSAGE_SENT);
    chat_mock_wait_played (mock);
  }
  g_assert_cmpuint (n_edits, ==, 2);
  assert_texts (conversation, "Wherefore?*;");
  assert_versions (conversation, message, "Wherfore?;Wherefore;Wherefore?;");

  /* By either id. */
  {
    g_autoptr(GAsyncResult) result = NULL;
    g_autoptr(ChatMessage) found = NULL;

    chat_conversation_find_own_async (conversation, once_id, NULL, chat_fixture_result_cb, &result);
    found = chat_conversation_find_own_finish (conversation, chat_fixture_wait_result (&result),
                                               NULL);
    g_assert_cmpstr (chat_message_get_corrects (found), ==, chat_message_get_message_id (message));
    g_assert_cmpint (chat_message_get_state (found), ==, CHAT_MESSAGE_DELIVERED);
    g_assert_false (chat_message_can_correct (found));
  }
  chat_mock_free (mock);
}

/* Refused: the text before it is back, and what was to be said is kept until one decides. */
static void
test_bounces (void)
{
  static const MockLine first[] = { SERVER_HEARS (MESSAGE ("One")), MOCK_PINGED };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *bounced = NULL;
  g_autofree char *worse = NULL;
  g_autofree char *id = NULL;
  g_autofree char *draft = NULL;

  mock_server_play (mock->server, first, G_N_ELEMENTS (first));
  message = send (conversation, "One");
  wait_state (message, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  bounced = g_strdup_printf (CORRECTION ("Two"), chat_message_get_message_id (message));
  worse = g_strdup_printf (CORRECTION ("Three"), chat_message_get_message_id (message));
  {
    const MockLine play[] = {
      SERVER_HEARS (bounced), SERVER_SAYS (BOUNCE ("Banished")), MOCK_PINGED,
    };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    id = correct (conversation, message, "Two");
    while (chat_message_get_unsent (message) == NULL)
      g_main_context_iteration (NULL, TRUE);
    chat_mock_wait_played (mock);
  }
  g_assert_cmpstr (chat_message_get_body (message), ==, "One");
  g_assert_false (chat_message_is_edited (message));
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_SENT);
  g_assert_cmpstr (chat_message_get_unsent (message), ==, "Two");
  g_assert_nonnull (strstr (chat_message_get_unsent_reason (message), "Banished"));
  draft = chat_message_dup_draft (message);
  g_assert_cmpstr (draft, ==, "Two");

  {
    const MockLine play[] = { SERVER_HEARS (bounced), MOCK_PINGED };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    chat_conversation_retry (conversation, message);
    wait_state (message, CHAT_MESSAGE_QUEUED);
    g_assert_null (chat_message_get_unsent (message));
    wait_state (message, CHAT_MESSAGE_SENT);
    chat_mock_wait_played (mock);
  }
  g_assert_cmpstr (chat_message_get_body (message), ==, "Two");

  {
    const MockLine play[] = {
      SERVER_HEARS (worse), SERVER_SAYS (BOUNCE ("Again")), MOCK_PINGED,
    };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    g_free (correct (conversation, message, "Three"));
    while (chat_message_get_unsent (message) == NULL)
      g_main_context_iteration (NULL, TRUE);
    chat_mock_wait_played (mock);
  }
  chat_conversation_discard_unsent_async (conversation, message, NULL, chat_fixture_result_cb,
                                          &result);
  g_assert_true (chat_conversation_discard_unsent_finish (
    conversation, chat_fixture_wait_result (&result), NULL));
  g_assert_null (chat_message_get_unsent (message));
  g_assert_cmpstr (chat_message_get_body (message), ==, "Two");
  assert_texts (conversation, "Two*;");
  chat_mock_free (mock);
}

/* Written while offline, and the program ends: the first text goes first, then what corrects it. */
static void
test_restart (void)
{
  ChatMock *mock = chat_mock_new (NULL);
  ChatConversation *conversation;
  g_autofree char *correction = NULL;

  chat_client_set_asleep (mock->client, TRUE);
  chat_mock_add_account (mock, MOCK_PASSWORD);
  conversation = get_conversation (mock);
  {
    g_autoptr(ChatMessage) message = send (conversation, "Frist");
    g_autoptr(ChatMessage) next = send (conversation, "Next");

    g_free (correct (conversation, message, "First"));
    correction = g_strdup_printf (
      "<message type='chat' id='*' to='" ROMEO "'><body>First</body>"
      "<replace xmlns='urn:xmpp:message-correct:0' id='%s'/>"
      AROUND ("*")
      "<delay xmlns='urn:xmpp:delay' stamp='*' from='juliet@capulet.lit'/></message>",
      chat_message_get_message_id (message));
  }
  chat_mock_restart (mock);
  conversation = get_conversation (mock);
  assert_texts (conversation, "First*;Next;");
  {
#define LATE(text) \
  SERVER_HEARS ("<message type='chat' id='*' to='" ROMEO "'><body>" text "</body>" \
                AROUND ("*") \
                "<delay xmlns='urn:xmpp:delay' stamp='*' from='juliet@capulet.lit'/></message>")
    static const MockLine meanwhile[] = { MOCK_GREETS_ON };
    const MockLine play[] = {
      SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_GREETS,
      LATE ("Frist"), LATE ("Next"), SERVER_HEARS (correction), MOCK_PINGED,
    };
#undef LATE

    mock_server_play_meanwhile (mock->server, meanwhile, G_N_ELEMENTS (meanwhile));
    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    chat_account_give_password (mock->account, MOCK_PASSWORD, FALSE);
    chat_client_set_asleep (mock->client, FALSE);
    chat_mock_wait_played (mock);
  }
  assert_texts (conversation, "First*;Next;");
  chat_mock_free (mock);
}

/* The wire is cut before the server has answered: it goes again, under the id that it had. */
static void
test_cut (void)
{
  static const MockLine first[] = { SERVER_HEARS (MESSAGE ("One")), MOCK_PINGED };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatMessage) message = NULL;
  g_autofree char *correction = NULL;
  g_autofree char *again = NULL;
  g_autofree char *id = NULL;

  mock_server_play (mock->server, first, G_N_ELEMENTS (first));
  message = send (conversation, "One");
  wait_state (message, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  correction = g_strdup_printf (CORRECTION ("Two"), chat_message_get_message_id (message));
  {
    const MockLine play[] = { SERVER_HEARS (correction), ASKS_PING, SERVER_CUTS };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    id = correct (conversation, message, "Two");
    chat_mock_wait_state (mock, CHAT_ACCOUNT_WAITING);
  }
  again = g_strdup_printf ("<message type='chat' id='%s' to='" ROMEO "'><body>Two</body>"
                           "<replace xmlns='urn:xmpp:message-correct:0' id='%s'/>"
                           "<origin-id xmlns='urn:xmpp:sid:0' id='%s'/>"
                           "<active xmlns='http://jabber.org/protocol/chatstates'/>"
                           "<request xmlns='urn:xmpp:receipts'/>"
                           "<markable xmlns='urn:xmpp:chat-markers:0'/>"
                           "<delay xmlns='urn:xmpp:delay' stamp='*' from='juliet@capulet.lit'/>"
                           "</message>", id, chat_message_get_message_id (message), id);
  {
    static const MockLine meanwhile[] = { MOCK_GREETS_ON_AGAIN };
    const MockLine play[] = { MOCK_GREETING_AGAIN, SERVER_HEARS (again), MOCK_PINGED };

    mock_server_play_meanwhile (mock->server, meanwhile, G_N_ELEMENTS (meanwhile));
    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    wait_state (message, CHAT_MESSAGE_SENT);
    chat_mock_wait_played (mock);
  }
  g_assert_cmpstr (chat_message_get_body (message), ==, "Two");
  chat_mock_free (mock);
}

#define LINK "https://verona.example/balcony"
#define DESCRIPTION(link, title) \
  "<Description xmlns='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:r=" \
  "'http://www.w3.org/1999/02/22-rdf-syntax-ns#' r:about='" link "'>" \
  "<title xmlns='https://ogp.me/ns#'>" title "</title>" \
  "<url xmlns='https://ogp.me/ns#'>" link "</url></Description>"

/* XEP-0511: what is told of a link goes with the text that it stands in, and stays when the text is
 * another and the link is not. */
static void
test_links (void)
{
  static const MockLine first[] = {
    SERVER_HEARS ("<message type='chat' id='*' to='" ROMEO "'><body>One " LINK "</body>"
                  AROUND ("*") DESCRIPTION (LINK, "Balcony") "</message>"),
    MOCK_PINGED,
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatPreview) preview = chat_preview_new (LINK, "Balcony", NULL, NULL);
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *gone = NULL;

  mock_server_play (mock->server, first, G_N_ELEMENTS (first));
  chat_conversation_send_preview_async (conversation, "One " LINK, preview, NULL,
                                        chat_fixture_result_cb, &result);
  message = chat_conversation_send_finish (conversation, chat_fixture_wait_result (&result), NULL);
  wait_state (message, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  g_assert_true (chat_preview_equal (chat_message_get_preview (message), preview));

  kept = g_strdup_printf ("<message type='chat' id='*' to='" ROMEO "'><body>Two " LINK "</body>"
                          "<replace xmlns='urn:xmpp:message-correct:0' id='%s'/>" AROUND ("*")
                          DESCRIPTION (LINK, "Balcony") "</message>",
                          chat_message_get_message_id (message));
  gone = g_strdup_printf (CORRECTION ("Three"), chat_message_get_message_id (message));
  {
    const MockLine play[] = { SERVER_HEARS (kept), MOCK_PINGED };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    g_free (correct (conversation, message, "Two " LINK));
    g_assert_nonnull (chat_message_get_preview (message));
    wait_state (message, CHAT_MESSAGE_SENT);
    chat_mock_wait_played (mock);
  }
  {
    const MockLine play[] = { SERVER_HEARS (gone), MOCK_PINGED };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    g_free (correct (conversation, message, "Three"));
    g_assert_null (chat_message_get_preview (message));
    wait_state (message, CHAT_MESSAGE_SENT);
    chat_mock_wait_played (mock);
  }
  chat_mock_free (mock);
}

/* One that came back goes again before what corrects it. */
static void
test_failed_original (void)
{
  static const MockLine first[] = {
    SERVER_HEARS (MESSAGE ("One")), SERVER_SAYS (BOUNCE ("Banished")), MOCK_PINGED,
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatMessage) message = NULL;
  g_autofree char *correction = NULL;

  mock_server_play (mock->server, first, G_N_ELEMENTS (first));
  message = send (conversation, "One");
  wait_state (message, CHAT_MESSAGE_FAILED);
  chat_mock_wait_played (mock);
  correction = g_strdup_printf (CORRECTION ("Two"), chat_message_get_message_id (message));
  {
    const MockLine play[] = {
      SERVER_HEARS (MESSAGE ("One")), SERVER_HEARS (correction), MOCK_PINGED,
    };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    g_free (correct (conversation, message, "Two"));
    g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);
    g_assert_null (chat_message_get_error_text (message));
    wait_state (message, CHAT_MESSAGE_SENT);
    chat_mock_wait_played (mock);
  }
  assert_texts (conversation, "Two*;");
  chat_mock_free (mock);
}

/* Written, corrected, and both came back: sent again, each says what it said. */
static void
test_failed_both (void)
{
  static const MockLine first[] = { SERVER_HEARS (MESSAGE ("One")), MOCK_PINGED };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatMessage) message = NULL;
  g_autofree char *correction = NULL;
  g_autofree char *again = NULL;
  g_autofree char *bounce = NULL;
  g_autofree char *id = NULL;

  mock_server_play (mock->server, first, G_N_ELEMENTS (first));
  message = send (conversation, "One");
  wait_state (message, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  id = g_strdup (chat_message_get_message_id (message));
  correction = g_strdup_printf (CORRECTION ("Two"), id);
  again = g_strdup_printf (AGAIN ("One"), id, id);
  bounce = g_strdup_printf (BOUNCE_OF ("Banished"), id);
  {
    const MockLine play[] = {
      SERVER_HEARS (correction), SERVER_SAYS (BOUNCE ("Banished")), SERVER_SAYS (bounce),
      MOCK_PINGED,
    };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    g_free (correct (conversation, message, "Two"));
    wait_state (message, CHAT_MESSAGE_FAILED);
    chat_mock_wait_played (mock);
  }
  g_assert_cmpstr (chat_message_get_unsent (message), ==, "Two");
  {
    const MockLine play[] = {
      SERVER_HEARS (again), SERVER_HEARS (correction), MOCK_PINGED,
    };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    chat_conversation_retry (conversation, message);
    wait_state (message, CHAT_MESSAGE_SENT);
    chat_mock_wait_played (mock);
  }
  assert_texts (conversation, "Two*;");
  assert_versions (conversation, message, "One;Two;");
  chat_mock_free (mock);
}

/* The message came back and its second correction, too, but not the first one: the message says
 * what it said first. */
static void
test_failed_around (void)
{
  static const MockLine first[] = { SERVER_HEARS (MESSAGE ("One")), MOCK_PINGED };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(ChatMessage) message = NULL;
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;
  g_autofree char *again = NULL;
  g_autofree char *bounce = NULL;
  g_autofree char *id = NULL;

  mock_server_play (mock->server, first, G_N_ELEMENTS (first));
  message = send (conversation, "One");
  wait_state (message, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  id = g_strdup (chat_message_get_message_id (message));
  once = g_strdup_printf (CORRECTION ("Two"), id);
  twice = g_strdup_printf (CORRECTION ("Three"), id);
  again = g_strdup_printf (AGAIN ("One"), id, id);
  bounce = g_strdup_printf (BOUNCE_OF ("Banished"), id);
  {
    const MockLine play[] = {
      SERVER_HEARS (once), SERVER_SAYS (bounce), MOCK_PINGED,
      SERVER_HEARS (twice), SERVER_SAYS (BOUNCE ("Banished")), MOCK_PINGED,
    };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    g_free (correct (conversation, message, "Two"));
    wait_state (message, CHAT_MESSAGE_SENT);
    /* What is shown got through: nothing is to be sent again. */
    chat_conversation_retry (conversation, message);
    g_free (correct (conversation, message, "Three"));
    while (chat_message_get_unsent (message) == NULL)
      g_main_context_iteration (NULL, TRUE);
    chat_mock_wait_played (mock);
  }
  {
    const MockLine play[] = { SERVER_HEARS (again), SERVER_HEARS (twice), MOCK_PINGED };

    mock_server_play (mock->server, play, G_N_ELEMENTS (play));
    chat_conversation_retry (conversation, message);
    while (chat_message_get_unsent (message) != NULL)
      g_main_context_iteration (NULL, TRUE);
    wait_state (message, CHAT_MESSAGE_SENT);
    chat_mock_wait_played (mock);
  }
  assert_texts (conversation, "Three*;");
  chat_mock_free (mock);
}

/* What Up edits: the last own one that may be. Theirs may not. */
static void
test_last_own (void)
{
  static const MockLine play[] = {
    SERVER_HEARS (MESSAGE ("Mine")), MOCK_PINGED,
    SERVER_SAYS ("<message type='chat' from='" ROMEO "/orchard' to='juliet@capulet.lit' id='r'>"
                 "<body>Theirs</body></message>"),
  };
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *conversation = get_conversation (mock);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) refused = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatMessage) mine = NULL;
  g_autoptr(ChatMessage) last = NULL;
  g_autoptr(ChatMessage) theirs = NULL;
  g_autoptr(ChatTimeline) timeline = NULL;

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  mine = send (conversation, "Mine");
  chat_mock_wait_played (mock);
  while (g_strcmp0 (chat_conversation_get_preview (conversation), "Theirs") != 0)
    g_main_context_iteration (NULL, TRUE);
  chat_conversation_find_last_own_async (conversation, NULL, chat_fixture_result_cb, &result);
  last = chat_conversation_find_last_own_finish (conversation, chat_fixture_wait_result (&result),
                                                 NULL);
  g_assert_true (last == mine);

  timeline = chat_conversation_open_timeline (conversation);
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  theirs = g_list_model_get_item (G_LIST_MODEL (timeline), 1);
  g_assert_false (chat_message_can_correct (theirs));
  chat_conversation_correct_async (conversation, theirs, "Forged", NULL, chat_fixture_result_cb,
                                   &refused);
  g_assert_null (chat_conversation_correct_finish (conversation,
                                                   chat_fixture_wait_result (&refused), NULL,
                                                   &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_CANNOT_EDIT);
  assert_texts (conversation, "Mine;Theirs;");
  g_clear_object (&timeline);
  chat_mock_free (mock);
}

/* Deleted before it was sent: what corrects it goes with it. */
static void
test_deleted (void)
{
  static const MockLine play[] = {
    SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_GREETS,
    SERVER_HEARS ("<message type='chat' id='*' to='" ROMEO "'><body>Stays</body>"
                  "<origin-id xmlns='urn:xmpp:sid:0' id='*'/><request xmlns='urn:xmpp:receipts'/>"
                  "<markable xmlns='urn:xmpp:chat-markers:0'/></message>"),
    MOCK_PINGED,
  };
  static const MockLine meanwhile[] = { MOCK_GREETS_ON };
  ChatMock *mock = chat_mock_new (NULL);
  ChatConversation *conversation;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(ChatMessage) stays = NULL;

  chat_client_set_asleep (mock->client, TRUE);
  chat_mock_add_account (mock, MOCK_PASSWORD);
  conversation = get_conversation (mock);
  message = send (conversation, "Goes");
  g_free (correct (conversation, message, "Goes, too"));
  stays = send (conversation, "Stays");
  chat_conversation_delete_message_async (conversation, message, NULL, chat_fixture_result_cb,
                                          &result);
  g_assert_true (chat_conversation_delete_message_finish (
    conversation, chat_fixture_wait_result (&result), NULL));
  chat_fixture_settle (mock->client); /* nothing is stored while it signs in */
  mock_server_play_meanwhile (mock->server, meanwhile, G_N_ELEMENTS (meanwhile));
  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_client_set_asleep (mock->client, FALSE);
  wait_state (stays, CHAT_MESSAGE_SENT);
  chat_mock_wait_played (mock);
  assert_texts (conversation, "Stays;");
  chat_mock_free (mock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/corrections/sends", test_sends);
  g_test_add_func ("/model/corrections/bounces", test_bounces);
  g_test_add_func ("/model/corrections/restart", test_restart);
  g_test_add_func ("/model/corrections/cut", test_cut);
  g_test_add_func ("/model/corrections/links", test_links);
  g_test_add_func ("/model/corrections/failed-original", test_failed_original);
  g_test_add_func ("/model/corrections/failed-both", test_failed_both);
  g_test_add_func ("/model/corrections/failed-around", test_failed_around);
  g_test_add_func ("/model/corrections/last-own", test_last_own);
  g_test_add_func ("/model/corrections/deleted", test_deleted);

  return g_test_run ();
}
