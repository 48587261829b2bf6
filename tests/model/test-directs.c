/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that go straight from one to the other, as the model has them: offers, answers, what is left
 * of them. */
#include "chat-error.h"
#include "chat-file.h"
#include "chat-fixture.h"
#include "chat-mock.h"

#include <glib/gstdio.h>

#define ROMEO "romeo@montague.lit"
#define ORCHARD "romeo@montague.lit/orchard"

#define OFFER_FROM(from, sid) OFFER_HASHED (from, sid, "")
#define OFFER_HASHED(from, sid, hash) OFFER_SIZED (from, sid, "5", hash)
#define OFFER_SIZED(from, sid, size, hash) \
  "<iq type='set' id='o" sid "' from='" from "' to='juliet@capulet.lit/balcony'>" \
  "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='" sid "'" \
  " initiator='" from "'><content creator='initiator' name='f' senders='initiator'>" \
  "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'><file><name>../plan.txt</name>" \
  "<media-type>text/plain</media-type><size>" size "</size>" hash "</file></description>" \
  "<transport xmlns='urn:xmpp:jingle:transports:ibb:1' block-size='4096' sid='i" sid "'/>" \
  "</content></jingle></iq>"
#define OFFER(sid) OFFER_FROM (ORCHARD, sid)
#define HEARS_ANSWER(sid) \
  SERVER_HEARS ("<iq type='result' id='o" sid "' to='" ORCHARD "'/>")
#define HEARS_TERMINATE(sid, reason) \
  SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'" \
                " action='session-terminate' sid='" sid "'><reason><" reason "/></reason>" \
                "</jingle></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>")
#define TERMINATES(sid, reason) \
  SERVER_SAYS ("<iq type='set' id='t" sid "' from='" ORCHARD "' to='juliet@capulet.lit/balcony'>" \
               "<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' sid='" sid "'>" \
               "<reason><" reason "/></reason></jingle></iq>"), \
  SERVER_HEARS ("<iq type='result' id='t" sid "' to='" ORCHARD "'/>")

static void
message_cb (ChatClient       *client,
            ChatConversation *conversation,
            ChatMessage      *message,
            gboolean          notify,
            ChatMessage     **last)
{
  g_set_object (last, message);
}

/* Romeo offers a file: its message */
static ChatMessage *
be_offered (ChatMock       *mock,
            const MockLine *play,
            gsize           n_lines)
{
  ChatMessage *message = NULL;
  gulong handler = g_signal_connect (mock->client, "message", G_CALLBACK (message_cb), &message);

  mock_server_play (mock->server, play, n_lines);
  WAIT_FOR (message != NULL);
  chat_mock_wait_played (mock);
  g_signal_handler_disconnect (mock->client, handler);
  return message;
}

static ChatConversation *
get_conversation (ChatMock *mock)
{
  return chat_client_get_conversation (mock->client, mock->account, ROMEO, NULL);
}

/* It counts as a message does, and nothing comes unasked. */
static void
test_declined (void)
{
  static const MockLine offers[] = { SERVER_SAYS (OFFER ("a")), HEARS_ANSWER ("a") };
  static const MockLine declines[] = { HEARS_TERMINATE ("a", "decline") };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers, G_N_ELEMENTS (offers));
  ChatFile *file = chat_message_get_file (message);

  g_assert_cmpint (chat_message_get_kind (message), ==, CHAT_MESSAGE_FILE);
  g_assert_cmpstr (chat_file_get_name (file), ==, "plan.txt");
  g_assert_cmpint (chat_file_get_size (file), ==, 5);
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_OPEN);
  g_assert_true (chat_file_is_direct (file));
  g_assert_cmpuint (chat_client_get_unread (mock->client), ==, 1);
  g_assert_cmpstr (chat_conversation_get_preview (get_conversation (mock)), ==, "plan.txt");

  /* Seen it is not accepted. */
  chat_conversation_fetch_file (get_conversation (mock), message, file, FALSE);
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_OPEN);
  g_assert_null (chat_file_get_transfer (file));

  mock_server_play (mock->server, declines, G_N_ELEMENTS (declines));
  chat_conversation_decline_file (get_conversation (mock), message);
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_DECLINED);
  chat_mock_wait_played (mock);

  /* It is too late for anything else. */
  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  g_assert_null (chat_file_get_transfer (file));
  chat_mock_free (mock);
}

/* Whoever offers it again does not fill the conversation. */
static void
test_withdrawn (void)
{
  static const MockLine first[] = { SERVER_SAYS (OFFER ("a")), HEARS_ANSWER ("a") };
  static const MockLine ends[] = { TERMINATES ("a", "cancel") };
  static const MockLine second[] = { SERVER_SAYS (OFFER ("b")), HEARS_ANSWER ("b") };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, first, G_N_ELEMENTS (first));
  g_autoptr(ChatMessage) again = NULL;
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (get_conversation (mock));

  mock_server_play (mock->server, ends, G_N_ELEMENTS (ends));
  WAIT_FOR (chat_file_get_offer (chat_message_get_file (message)) == CHAT_OFFER_WITHDRAWN);
  chat_mock_wait_played (mock);

  again = be_offered (mock, second, G_N_ELEMENTS (second));
  g_assert_cmpint (chat_file_get_offer (chat_message_get_file (again)), ==, CHAT_OFFER_OPEN);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 1);
  g_clear_object (&timeline);
  chat_mock_free (mock);
}

/* Neither a stranger, nor who is blocked, and nobody whom we have no list of. */
static void
test_unwelcome (void)
{
  static const MockLine play[] = {
    SERVER_SAYS (OFFER_FROM ("stranger@elsewhere.lit/x", "a")),
    SERVER_HEARS ("<iq type='error' id='oa' to='stranger@elsewhere.lit/x'><error type='cancel'>"
                  "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                  "</error></iq>"),
    SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING,
  };
  ChatMock *mock = chat_mock_new_online ();

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  g_assert_cmpuint (chat_client_get_unread (mock->client), ==, 0);
  chat_mock_free (mock);
}

/* Whoever deletes it means that. */
static void
test_deleted (void)
{
  static const MockLine offers[] = { SERVER_SAYS (OFFER ("a")), HEARS_ANSWER ("a") };
  static const MockLine declines[] = { HEARS_TERMINATE ("a", "decline") };
  static const MockLine second[] = { SERVER_SAYS (OFFER ("b")), HEARS_ANSWER ("b") };
  static const MockLine second_declines[] = { HEARS_TERMINATE ("b", "decline") };
  g_autoptr(ChatMessage) other = NULL;
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers, G_N_ELEMENTS (offers));

  mock_server_play (mock->server, declines, G_N_ELEMENTS (declines));
  chat_conversation_delete_message_async (get_conversation (mock), message, NULL, NULL, NULL);
  chat_mock_wait_played (mock);

  other = be_offered (mock, second, G_N_ELEMENTS (second));
  mock_server_play (mock->server, second_declines, G_N_ELEMENTS (second_declines));
  chat_conversation_clear_async (get_conversation (mock), NULL, NULL, NULL);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

/* An offer does not outlive the program. */
static void
test_restarted (void)
{
  static const MockLine offers[] = { SERVER_SAYS (OFFER ("a")), HEARS_ANSWER ("a") };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers, G_N_ELEMENTS (offers));
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autoptr(ChatMessage) read = NULL;
  ChatConversation *conversation;

  g_clear_object (&message);
  chat_mock_restart (mock);
  conversation = chat_client_find_conversation (mock->client, MOCK_ADDRESS, ROMEO);
  g_assert_nonnull (conversation);
  g_assert_cmpuint (chat_conversation_get_unread (conversation), ==, 1);
  timeline = chat_conversation_open_timeline (conversation);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 1);
  read = g_list_model_get_item (G_LIST_MODEL (timeline), 0);
  g_assert_cmpint (chat_file_get_offer (chat_message_get_file (read)), ==, CHAT_OFFER_WITHDRAWN);
  g_clear_object (&read);
  g_clear_object (&timeline);
  chat_mock_free (mock);
}

/* "Hello" */
#define HELLO "SGVsbG8="
#define HASH(base64) "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>" base64 "</hash>"
#define HELLO_HASH HASH ("GF+NsyJx/iX1Yab8k4suJkMG7DBO2lGAB9F2SCY4GWk=")
#define WRONG_HASH HASH ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
#define HEARS_RESULT(id) SERVER_HEARS ("<iq type='result' id='" id "' to='" ORCHARD "'/>")
#define COMES(sid) \
  SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'" \
                " action='session-accept' sid='" sid "' responder='*'>" \
                "<content creator='initiator' name='f' senders='initiator'>" \
                "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'><file>*</file>" \
                "</description><transport xmlns='urn:xmpp:jingle:transports:ibb:1'" \
                " block-size='4096' sid='i" sid "'/></content></jingle></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>" \
               "<iq type='set' id='p" sid "' from='" ORCHARD "'><open" \
               " xmlns='http://jabber.org/protocol/ibb' sid='i" sid "' block-size='4096'" \
               " stanza='iq'/></iq>"), \
  HEARS_RESULT ("p" sid), \
  SERVER_SAYS ("<iq type='set' id='d" sid "' from='" ORCHARD "'><data" \
               " xmlns='http://jabber.org/protocol/ibb' sid='i" sid "' seq='0'>" HELLO \
               "</data></iq>"), \
  HEARS_RESULT ("d" sid), \
  SERVER_SAYS ("<iq type='set' id='c" sid "' from='" ORCHARD "'><close" \
               " xmlns='http://jabber.org/protocol/ibb' sid='i" sid "'/></iq>"), \
  HEARS_RESULT ("c" sid)

/* What has no room is not begun, and can be accepted when there is some. */
static void
test_no_room (void)
{
  static const MockLine offers[] = {
    SERVER_SAYS (OFFER_SIZED (ORCHARD, "a", "4000000000000000000", "")), HEARS_ANSWER ("a"),
  };
  static const MockLine declines[] = { HEARS_TERMINATE ("a", "decline") };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers, G_N_ELEMENTS (offers));
  ChatFile *file = chat_message_get_file (message);

  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_TAKEN);
  WAIT_FOR (chat_file_get_offer (file) == CHAT_OFFER_OPEN);
  g_assert_cmpstr (chat_transfer_get_text (chat_file_get_transfer (file)), ==,
                   "There is no room for the file on the disk.");

  mock_server_play (mock->server, declines, G_N_ELEMENTS (declines));
  chat_conversation_decline_file (get_conversation (mock), message);
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_DECLINED);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

/* Nothing of another file than the one that was offered stays. */
static void
test_wrong_hash (void)
{
  static const MockLine offers[] = {
    SERVER_SAYS (OFFER_HASHED (ORCHARD, "a", WRONG_HASH)), HEARS_ANSWER ("a"),
  };
  static const MockLine comes[] = { COMES ("a"), HEARS_TERMINATE ("a", "media-error") };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers, G_N_ELEMENTS (offers));
  ChatFile *file = chat_message_get_file (message);

  mock_server_play (mock->server, comes, G_N_ELEMENTS (comes));
  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_TAKEN);
  WAIT_FOR (chat_file_get_offer (file) == CHAT_OFFER_FAILED);
  g_assert_cmpstr (chat_transfer_get_text (chat_file_get_transfer (file)), ==,
                   "The file is not the one that was offered.");
  g_assert_null (chat_file_get_path (file));
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

static void
test_comes (void)
{
  static const MockLine offers[] = {
    SERVER_SAYS (OFFER_HASHED (ORCHARD, "a", HELLO_HASH)), HEARS_ANSWER ("a"),
  };
  static const MockLine comes[] = {
    COMES ("a"),
    SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'"
                  " action='session-info' sid='a'><received"
                  " xmlns='urn:xmpp:jingle:apps:file-transfer:5' creator='initiator' name='f'/>"
                  "</jingle></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>"),
    HEARS_TERMINATE ("a", "success"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers, G_N_ELEMENTS (offers));
  ChatFile *file = chat_message_get_file (message);
  g_autofree char *name = NULL;
  g_autofree char *content = NULL;

  mock_server_play (mock->server, comes, G_N_ELEMENTS (comes));
  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  WAIT_FOR (chat_file_get_path (file) != NULL);
  chat_mock_wait_played (mock);
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_NONE);
  g_assert_null (chat_file_get_transfer (file));
  name = g_path_get_basename (chat_file_get_path (file));
  g_assert_cmpstr (name, ==, "plan.txt");
  g_assert_true (g_file_get_contents (chat_file_get_path (file), &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "Hello");
  g_unlink (chat_file_get_path (file));
  chat_mock_free (mock);
}

/* Where the contact has nothing that can take it, it does not even begin. */
static void
test_nobody_there (void)
{
  ChatMock *mock = chat_mock_new_online ();
  g_autofree char *path = g_build_filename (mock->folder, "a.txt", NULL);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "Hello", -1, NULL));
  g_assert_false (chat_conversation_can_send_direct (get_conversation (mock)));
  chat_conversation_send_direct_async (get_conversation (mock), path, NULL,
                                       chat_fixture_result_cb, &result);
  g_assert_null (chat_conversation_send_direct_finish (get_conversation (mock),
                                                       chat_fixture_wait_result (&result),
                                                       &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_NO_DIRECT);
  g_unlink (path);
  chat_mock_free (mock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/directs/declined", test_declined);
  g_test_add_func ("/model/directs/withdrawn", test_withdrawn);
  g_test_add_func ("/model/directs/unwelcome", test_unwelcome);
  g_test_add_func ("/model/directs/deleted", test_deleted);
  g_test_add_func ("/model/directs/restarted", test_restarted);
  g_test_add_func ("/model/directs/comes", test_comes);
  g_test_add_func ("/model/directs/no-room", test_no_room);
  g_test_add_func ("/model/directs/wrong-hash", test_wrong_hash);
  g_test_add_func ("/model/directs/nobody-there", test_nobody_there);

  return g_test_run ();
}
