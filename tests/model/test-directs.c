/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that go straight from one to the other, as the model has them: offers, answers, what is left
 * of them. */
#include "chat-direct-error.h"
#include "chat-error.h"
#include "chat-file.h"
#include "chat-fixture.h"
#include "chat-mock.h"
#include "directs-play.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define TERMINATES(sid, reason) \
  SERVER_SAYS ("<iq type='set' id='t" sid "' from='" ORCHARD "' to='juliet@capulet.lit/balcony'>" \
               "<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' sid='" sid "'>" \
               "<reason><" reason "/></reason></jingle></iq>"), \
  SERVER_HEARS ("<iq type='result' id='t" sid "' to='" ORCHARD "'/>")

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
  g_assert_cmpstr (chat_file_get_media_type (file), ==, "text/plain"); /* by its name */
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

#define SMALL(uri) "<thumbnail xmlns='urn:xmpp:thumbs:1' uri='" uri "' media-type='image/png'/>"
#define PNG_URI "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="

/* A small picture comes along with an offer, or is asked of whoever offers. */
static void
test_thumbnail (void)
{
  static const MockLine along[] = {
    SERVER_SAYS (OFFER_HASHED (ORCHARD, "a", SMALL (PNG_URI))), HEARS_ANSWER ("a"),
  };
  static const MockLine asked[] = {
    SERVER_SAYS (OFFER_HASHED (ORCHARD, "b", SMALL ("cid:sha1+"
                 "8f35fef110ffc5df08d579a50083ff9308fb6242@bob.xmpp.org"))),
    HEARS_ANSWER ("b"),
    SERVER_HEARS ("<iq type='get' id='*' to='" ORCHARD "'><data xmlns='urn:xmpp:bob'"
                  " cid='sha1+8f35fef110ffc5df08d579a50083ff9308fb6242@bob.xmpp.org'/></iq>"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, along, G_N_ELEMENTS (along));
  g_autoptr(ChatMessage) other = NULL;
  g_autoptr(GBytes) picture = chat_file_dup_thumbnail (chat_message_get_file (message));

  g_assert_nonnull (picture);
  other = be_offered (mock, asked, G_N_ELEMENTS (asked));
  g_assert_nonnull (other);
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

/* It is over before its message is stored. */
static void
test_withdrawn_early (void)
{
  static const MockLine play[] = {
    SERVER_SAYS (OFFER ("a")),
    SERVER_SAYS ("<iq type='set' id='ta' from='" ORCHARD "' to='juliet@capulet.lit/balcony'>"
                 "<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' sid='a'>"
                 "<reason><cancel/></reason></jingle></iq>"),
    HEARS_ANSWER ("a"),
    SERVER_HEARS ("<iq type='result' id='ta' to='" ORCHARD "'/>"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, play, G_N_ELEMENTS (play));
  ChatFile *file = chat_message_get_file (message);

  WAIT_FOR (chat_file_get_offer (file) == CHAT_OFFER_WITHDRAWN);
  g_assert_null (chat_file_get_transfer (file));
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

#define WRONG_HASH HASH ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")

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
write_secretly (const char *path,
                const char *content)
{
  struct stat status;
  struct timespec times[2];
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  gssize length = (gssize) strlen (content);

  g_assert_cmpint (fstat (fd, &status), ==, 0);
  g_assert_cmpint (write (fd, content, (gsize) length), ==, length);
  times[0] = status.st_atim;
  times[1] = status.st_mtim;
  g_assert_cmpint (futimens (fd, times), ==, 0);
  close (fd);
}

static void
test_comes (void)
{
  static const MockLine offers[] = {
    SERVER_SAYS (OFFER_AGAIN ("a", "one")), HEARS_ANSWER ("a"),
  };
  static const MockLine comes[] = {
    COMES ("a"),
    HEARS_RECEIVED ("a"),
    HEARS_TERMINATE ("a", "success"),
  };
  static const MockLine again[] = {
    SERVER_SAYS (OFFER_AGAIN ("b", "one")), HEARS_ANSWER ("b"), HEARS_TERMINATE ("b", "success"),
  };
  static const MockLine and_again[] = {
    SERVER_SAYS (OFFER_AGAIN ("c", "one")), HEARS_ANSWER ("c"), HEARS_TERMINATE ("c", "success"),
  };
  static const MockLine third[] = {
    SERVER_SAYS (OFFER_AGAIN ("d", "one")), HEARS_ANSWER ("d"),
  };
  g_autoptr(ChatMessage) other = NULL;
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

  /* Whoever offers it again has not heard that it came, and hears it now. */
  mock_server_play (mock->server, again, G_N_ELEMENTS (again));
  chat_mock_wait_played (mock);
  g_assert_cmpuint (chat_client_get_unread (mock->client), ==, 1);
  chat_fixture_settle (mock->client);
  g_assert_cmpuint (chat_client_get_unread (mock->client), ==, 1);

  /* It is read once, as long as nothing is written to it. */
  write_secretly (chat_file_get_path (file), "Hullo");
  mock_server_play (mock->server, and_again, G_N_ELEMENTS (and_again));
  chat_mock_wait_played (mock);

  /* What is here no more is asked for. */
  g_assert_true (g_file_set_contents (chat_file_get_path (file), "Hullo", -1, NULL));
  other = be_offered (mock, third, G_N_ELEMENTS (third));
  g_assert_cmpint (chat_file_get_offer (chat_message_get_file (other)), ==, CHAT_OFFER_OPEN);
  g_unlink (chat_file_get_path (file));
  chat_mock_free (mock);
}

/* What is sent twice is there twice, whether whoever sends it says that it is another one, or says
 * nothing; and a retry of one is no retry of the other. */
static void
test_twice (gconstpointer data)
{
  static const MockLine offers[] = {
    SERVER_SAYS (OFFER_AGAIN ("a", "one")), HEARS_ANSWER ("a"),
  };
  static const MockLine comes[] = {
    COMES ("a"), HEARS_RECEIVED ("a"), HEARS_TERMINATE ("a", "success"),
  };
  static const MockLine another[] = {
    SERVER_SAYS (OFFER_AGAIN ("b", "two")), HEARS_ANSWER ("b"),
  };
  static const MockLine nameless[] = {
    SERVER_SAYS (OFFER_HASHED (ORCHARD, "b", HELLO_HASH "<range/>")), HEARS_ANSWER ("b"),
  };
  static const MockLine comes_too[] = {
    COMES ("b"), HEARS_RECEIVED ("b"), HEARS_TERMINATE ("b", "success"),
  };
  gboolean is_nameless = GPOINTER_TO_INT (data);
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers, G_N_ELEMENTS (offers));
  g_autoptr(ChatMessage) other = NULL;
  g_autoptr(ChatTimeline) timeline = NULL;
  ChatFile *files[2] = { chat_message_get_file (message) };

  mock_server_play (mock->server, comes, G_N_ELEMENTS (comes));
  chat_conversation_fetch_file (get_conversation (mock), message, files[0], TRUE);
  WAIT_FOR (chat_file_get_path (files[0]) != NULL);
  chat_mock_wait_played (mock);

  other = is_nameless ? be_offered (mock, nameless, G_N_ELEMENTS (nameless))
                      : be_offered (mock, another, G_N_ELEMENTS (another));
  files[1] = chat_message_get_file (other);
  g_assert_true (other != message);
  g_assert_cmpint (chat_file_get_offer (files[1]), ==, CHAT_OFFER_OPEN);
  mock_server_play (mock->server, comes_too, G_N_ELEMENTS (comes_too));
  chat_conversation_fetch_file (get_conversation (mock), other, files[1], TRUE);
  WAIT_FOR (chat_file_get_path (files[1]) != NULL);
  chat_mock_wait_played (mock);
  g_assert_cmpstr (chat_file_get_path (files[0]), !=, chat_file_get_path (files[1]));

  timeline = chat_conversation_open_timeline (get_conversation (mock));
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 2);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_unlink (chat_file_get_path (files[i]));
  g_clear_object (&timeline);
  chat_mock_free (mock);
}

static gboolean
is_first (ChatTimeline *timeline,
          ChatMessage  *message)
{
  g_autoptr(ChatMessage) first = g_list_model_get_item (G_LIST_MODEL (timeline), 0);

  return first == message;
}

/* So is what is offered twice, of which the first has come to nothing. */
static void
test_twice_withdrawn (void)
{
  static const MockLine offers[] = {
    SERVER_SAYS (OFFER_AGAIN ("a", "one")), HEARS_ANSWER ("a"), TERMINATES ("a", "cancel"),
  };
  static const MockLine another[] = {
    SERVER_SAYS (OFFER_AGAIN ("b", "two")), HEARS_ANSWER ("b"),
  };
  static const MockLine again[] = {
    SERVER_SAYS (OFFER_AGAIN ("c", "one")), HEARS_ANSWER ("c"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers, G_N_ELEMENTS (offers));
  g_autoptr(ChatMessage) other = NULL;
  g_autoptr(ChatMessage) renewed = NULL;
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (get_conversation (mock));

  WAIT_FOR (chat_file_get_offer (chat_message_get_file (message)) == CHAT_OFFER_WITHDRAWN);
  other = be_offered (mock, another, G_N_ELEMENTS (another));
  chat_fixture_settle (mock->client);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 2);

  /* It takes the place of the first. */
  renewed = be_offered (mock, again, G_N_ELEMENTS (again));
  WAIT_FOR (is_first (timeline, other));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 2);
  g_assert_cmpint (chat_file_get_offer (chat_message_get_file (other)), ==, CHAT_OFFER_OPEN);
  g_assert_cmpint (chat_file_get_offer (chat_message_get_file (renewed)), ==, CHAT_OFFER_OPEN);
  g_clear_object (&timeline);
  chat_mock_free (mock);
}

#define HELLO_SHA256 "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969"

/* What had come whole when the program was killed has its name, and nobody is asked. */
static void
test_whole_part (void)
{
  static const MockLine offers[] = {
    SERVER_SAYS (OFFER_HASHED (ORCHARD, "a", HELLO_HASH "<range/>")), HEARS_ANSWER ("a"),
    HEARS_TERMINATE ("a", "success"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autofree char *key =
    g_compute_checksum_for_string (G_CHECKSUM_SHA256, ROMEO "\n5\n" HELLO_SHA256, -1);
  g_autofree char *name = g_strdup_printf (".direct-%s.charla-part", key);
  g_autofree char *folder = g_build_filename (mock->folder, "files", NULL);
  g_autofree char *part = g_build_filename (folder, name, NULL);
  g_autofree char *content = NULL;
  g_autoptr(ChatMessage) message = NULL;
  ChatFile *file;

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (part, "Hello", -1, NULL));
  message = be_offered (mock, offers, G_N_ELEMENTS (offers));
  file = chat_message_get_file (message);
  WAIT_FOR (chat_file_get_path (file) != NULL);
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_NONE);
  g_assert_true (g_file_get_contents (chat_file_get_path (file), &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "Hello");
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_unlink (chat_file_get_path (file));
  chat_mock_free (mock);
}

/* Who is not there is waited for, as often as they go. */
static void
test_waits (void)
{
  static const MockLine comes[] = {
    APPEARS ("orchard", "5", "a"), CAN ("orchard", CAN_TAKE_FILES), HEARS_OFFER ("orchard"),
  };
  static const MockLine goes[] = {
    SERVER_SAYS ("<presence type='unavailable' from='" ORCHARD "'/>"), HEARS_NOTHING_ELSE,
  };
  static const MockLine terminates[] = {
    SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'"
                  " action='session-terminate' sid='*'><reason><cancel/></reason></jingle></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(ChatTransfer) transfer = NULL;

  g_assert_cmpint (chat_conversation_get_direct_reach (get_conversation (mock)), ==,
                   CHAT_REACH_LATER);
  message = send_hello (mock, NULL);
  g_assert_nonnull (message);
  transfer = g_object_ref (chat_file_get_transfer (chat_message_get_file (message)));
  g_assert_cmpint (chat_transfer_get_state (transfer), ==, CHAT_TRANSFER_ABSENT);

  for (guint i = 0; i < 2; i++)
    {
      play (mock, comes, G_N_ELEMENTS (comes));
      g_assert_cmpint (chat_transfer_get_state (transfer), ==, CHAT_TRANSFER_ASKING);
      g_assert_cmpint (chat_conversation_get_direct_reach (get_conversation (mock)), ==,
                       CHAT_REACH_NOW);
      if (i > 0)
        break;

      play (mock, goes, G_N_ELEMENTS (goes));
      WAIT_FOR (chat_transfer_get_state (transfer) == CHAT_TRANSFER_ABSENT);
    }
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);

  mock_server_play (mock->server, terminates, G_N_ELEMENTS (terminates));
  chat_transfer_cancel (transfer);
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_FAILED);
  g_assert_null (chat_file_get_transfer (chat_message_get_file (message)));
  chat_mock_wait_played (mock);
  forget_hello (mock);
  chat_mock_free (mock);
}

/* Where all that the contact has at hand cannot take it, that is said before it is sent. */
static void
test_nobody_takes_it (void)
{
  static const MockLine comes[] = {
    APPEARS ("orchard", "5", "a"), CAN ("orchard", "<feature var='urn:xmpp:jingle:1'/>"),
    HEARS_NOTHING_ELSE,
  };
  static const MockLine pending[] = { APPEARS ("garden", "0", "b") };
  static const MockLine known[] = { CAN ("garden", ""), HEARS_NOTHING_ELSE };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(GError) error = NULL;

  play (mock, comes, G_N_ELEMENTS (comes));
  g_assert_null (send_hello (mock, &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_NO_DIRECT);

  /* That may yet be one that does. */
  play (mock, pending, G_N_ELEMENTS (pending));
  g_assert_cmpint (chat_conversation_get_direct_reach (get_conversation (mock)), ==,
                   CHAT_REACH_LATER);
  play (mock, known, G_N_ELEMENTS (known));
  g_assert_cmpint (chat_conversation_get_direct_reach (get_conversation (mock)), ==,
                   CHAT_REACH_NONE);
  forget_hello (mock);
  chat_mock_free (mock);
}

static ChatMessage *
send_with_text (ChatMock    *mock,
                const char  *name,
                GError     **error)
{
  g_autofree char *path = g_build_filename (mock->folder, name, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  chat_conversation_send_direct_async (get_conversation (mock), path, "Look", NULL,
                                       chat_fixture_result_cb, &result);
  return chat_conversation_send_finish (get_conversation (mock),
                                        chat_fixture_wait_result (&result), error);
}

/* A text goes before its file, and not where that cannot go: whoever tries again would say it
 * twice. */
static void
test_with_text (void)
{
  static const MockLine nothing[] = { HEARS_NOTHING_ELSE };
  static const MockLine text[] = {
    SERVER_HEARS ("<message type='chat' to='" ROMEO "' id='*'>*</message>"), MOCK_PINGED,
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autofree char *path = g_build_filename (mock->folder, "a.txt", NULL);
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (get_conversation (mock));
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(ChatMessage) first = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (send_with_text (mock, "missing.txt", &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_NO_FILE);
  play (mock, nothing, G_N_ELEMENTS (nothing));

  g_assert_true (g_file_set_contents (path, "Hello", -1, NULL));
  mock_server_play (mock->server, text, G_N_ELEMENTS (text));
  message = send_with_text (mock, "a.txt", NULL);
  g_assert_nonnull (message);
  chat_mock_wait_played (mock);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 2);
  first = g_list_model_get_item (G_LIST_MODEL (timeline), 0);
  g_assert_cmpstr (chat_message_get_body (first), ==, "Look");
  g_clear_object (&timeline);
  forget_hello (mock);
  chat_mock_free (mock);
}

/* Of whom we never hear that they are online nobody waits for. */
static void
test_unseen (void)
{
  ChatMock *mock = chat_mock_new_online ();
  ChatConversation *nurse =
    chat_client_get_conversation (mock->client, mock->account, "nurse@capulet.lit", NULL);

  g_assert_cmpint (chat_conversation_get_direct_reach (nurse), ==, CHAT_REACH_NONE);
  chat_mock_free (mock);
}

/* It goes to the device that wrote last, if that takes files; else to the best that does. */
static void
test_last_writer (void)
{
  static const MockLine come[] = {
    APPEARS ("orchard", "5", "a"), CAN ("orchard", CAN_TAKE_FILES),
    APPEARS ("garden", "9", "b"), CAN ("garden", CAN_TAKE_FILES),
    APPEARS ("watch", "1", "c"), CAN ("watch", ""), HEARS_NOTHING_ELSE,
  };
  static const MockLine best[] = { HEARS_OFFER ("garden") };
  static const MockLine orchard_writes[] = {
    SERVER_SAYS ("<message type='chat' id='m1' from='" ORCHARD "'><body>Hi</body></message>"),
    HEARS_NOTHING_ELSE,
  };
  static const MockLine orchard[] = { HEARS_OFFER ("orchard") };
  static const MockLine watch_writes[] = {
    SERVER_SAYS ("<message type='chat' id='m2' from='romeo@montague.lit/watch'><body>Ho</body>"
                 "</message>"), HEARS_NOTHING_ELSE,
  };
  static const MockLine garden_goes[] = {
    SERVER_SAYS ("<presence type='unavailable' from='romeo@montague.lit/garden'/>"),
    HEARS_OFFER ("orchard"), HEARS_OFFER ("orchard"), HEARS_NOTHING_ELSE,
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) one = NULL;
  g_autoptr(ChatMessage) other = NULL;
  g_autoptr(ChatMessage) third = NULL;

  play (mock, come, G_N_ELEMENTS (come));
  mock_server_play (mock->server, best, G_N_ELEMENTS (best));
  one = send_hello (mock, NULL);
  chat_mock_wait_played (mock);

  play (mock, orchard_writes, G_N_ELEMENTS (orchard_writes));
  mock_server_play (mock->server, orchard, G_N_ELEMENTS (orchard));
  other = send_hello (mock, NULL);
  chat_mock_wait_played (mock);

  play (mock, watch_writes, G_N_ELEMENTS (watch_writes));
  mock_server_play (mock->server, best, G_N_ELEMENTS (best));
  third = send_hello (mock, NULL);
  chat_mock_wait_played (mock);

  /* What nobody has accepted there goes to the next one. */
  play (mock, garden_goes, G_N_ELEMENTS (garden_goes));
  forget_hello (mock);
  chat_mock_free (mock);
}

/* That is known from the archive, when the program has not heard of the contact since its start. */
static void
test_last_writer_before (void)
{
  static const MockLine writes[] = {
    SERVER_SAYS ("<message type='chat' id='m1' from='romeo@montague.lit/garden'><body>Hi</body>"
                 "</message><message type='chat' id='m2' from='" ORCHARD "'><body>Ho</body>"
                 "</message>"),
    HEARS_NOTHING_ELSE,
  };
  static const MockLine greets[] = { MOCK_GREETING };
  static const MockLine come[] = {
    APPEARS ("orchard", "5", "a"), CAN ("orchard", CAN_TAKE_FILES),
    APPEARS ("garden", "9", "b"), CAN ("garden", CAN_TAKE_FILES), HEARS_NOTHING_ELSE,
  };
  static const MockLine orchard[] = { HEARS_OFFER ("orchard") };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = NULL;

  play (mock, writes, G_N_ELEMENTS (writes));
  WAIT_FOR (chat_client_get_unread (mock->client) == 2);
  chat_fixture_settle (mock->client);
  chat_mock_restart (mock);
  mock_server_play (mock->server, greets, G_N_ELEMENTS (greets));
  chat_account_give_password (mock->account, MOCK_PASSWORD, FALSE);
  chat_client_set_asleep (mock->client, FALSE);
  chat_mock_wait_state (mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (mock);

  play (mock, come, G_N_ELEMENTS (come));
  mock_server_play (mock->server, orchard, G_N_ELEMENTS (orchard));
  message = send_hello (mock, NULL);
  chat_mock_wait_played (mock);
  forget_hello (mock);
  chat_mock_free (mock);
}

#define N_TURNS 14
#define N_AT_A_TIME 12

/* More than others take at a time wait for their turn. */
static void
test_turns (void)
{
  static const MockLine comes[] = {
    APPEARS ("orchard", "5", "a"), CAN ("orchard", CAN_TAKE_FILES), HEARS_NOTHING_ELSE,
  };
  static const MockLine offer[] = { HEARS_OFFER ("orchard") };
  static const MockLine nothing[] = { HEARS_NOTHING_ELSE };
  static const MockLine terminates[] = {
    SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'"
                  " action='session-terminate' sid='*'><reason><cancel/></reason></jingle></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  ChatTransferState expected[] = { CHAT_TRANSFER_ASKING, CHAT_TRANSFER_WAITING };

  play (mock, comes, G_N_ELEMENTS (comes));
  for (guint i = 0; i < N_TURNS; i++)
    {
      if (i < N_AT_A_TIME)
        mock_server_play (mock->server, offer, G_N_ELEMENTS (offer));
      g_ptr_array_add (messages, send_hello (mock, NULL));
      chat_mock_wait_played (mock);
    }
  play (mock, nothing, G_N_ELEMENTS (nothing));

  for (guint n_ended = 0; n_ended < 2; n_ended++)
    {
      for (guint i = n_ended; i < N_TURNS; i++)
        {
          ChatFile *file = chat_message_get_file (g_ptr_array_index (messages, i));

          g_assert_cmpint (chat_transfer_get_state (chat_file_get_transfer (file)), ==,
                           expected[i < N_AT_A_TIME + n_ended ? 0 : 1]);
        }
      mock_server_play (mock->server, terminates, G_N_ELEMENTS (terminates));
      mock_server_play (mock->server, offer, G_N_ELEMENTS (offer));
      chat_transfer_cancel (chat_file_get_transfer (chat_message_get_file (
        g_ptr_array_index (messages, n_ended))));
      chat_mock_wait_played (mock);
    }
  forget_hello (mock);
  chat_mock_free (mock);
}

/* What was sent, and did not get there, says why. */
static void
test_errors (void)
{
  static const struct {
    GIOErrorEnum  code;
    const char   *text;
  } cases[] = {
    { G_IO_ERROR_NO_SPACE, "There is no room for the file on the disk." },
    { G_IO_ERROR_NOT_FOUND, "The file is not there any more, or may not be read." },
    { G_IO_ERROR_CONNECTION_CLOSED, "The connection was lost. Try again to go on." },
    { G_IO_ERROR_CANCELLED, "Cancelled." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, (int) cases[i].code, "");
      g_autofree char *text = chat_error_delivery_text (
        CHAT_CONVERSATION_CHAT, chat_direct_error_get_condition (error), NULL);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/directs/declined", test_declined);
  g_test_add_func ("/model/directs/thumbnail", test_thumbnail);
  g_test_add_func ("/model/directs/withdrawn", test_withdrawn);
  g_test_add_func ("/model/directs/withdrawn-early", test_withdrawn_early);
  g_test_add_func ("/model/directs/unwelcome", test_unwelcome);
  g_test_add_func ("/model/directs/deleted", test_deleted);
  g_test_add_func ("/model/directs/restarted", test_restarted);
  g_test_add_func ("/model/directs/comes", test_comes);
  g_test_add_func ("/model/directs/no-room", test_no_room);
  g_test_add_func ("/model/directs/wrong-hash", test_wrong_hash);
  g_test_add_func ("/model/directs/waits", test_waits);
  g_test_add_data_func ("/model/directs/twice", GINT_TO_POINTER (FALSE), test_twice);
  g_test_add_data_func ("/model/directs/twice-nameless", GINT_TO_POINTER (TRUE), test_twice);
  g_test_add_func ("/model/directs/twice-withdrawn", test_twice_withdrawn);
  g_test_add_func ("/model/directs/whole-part", test_whole_part);
  g_test_add_func ("/model/directs/nobody-takes-it", test_nobody_takes_it);
  g_test_add_func ("/model/directs/with-text", test_with_text);
  g_test_add_func ("/model/directs/unseen", test_unseen);
  g_test_add_func ("/model/directs/last-writer", test_last_writer);
  g_test_add_func ("/model/directs/last-writer-before", test_last_writer_before);
  g_test_add_func ("/model/directs/turns", test_turns);
  g_test_add_func ("/model/directs/errors", test_errors);

  return g_test_run ();
}
