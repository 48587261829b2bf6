/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that go straight from one to the other, and are cut off on the way: what goes on by itself,
 * and what ends that. */
#include "chat-account-private.h"
#include "chat-directs.h"
#include "chat-file.h"
#include "chat-fixture.h"
#include "chat-mock.h"
#include "directs-play.h"

#include <glib/gstdio.h>

static const MockLine offers_hashed[] = {
  SERVER_SAYS (OFFER_HASHED (ORCHARD, "a", HELLO_HASH "<range/>")), HEARS_ANSWER ("a"),
};

static const MockLine offers_plain[] = {
  SERVER_SAYS (OFFER ("a")), HEARS_ANSWER ("a"),
};

static const MockLine offers_named[] = {
  SERVER_SAYS (OFFER_AGAIN ("a", "one")), HEARS_ANSWER ("a"),
};

/* As slow as a disk on which much of it is to be read once more. */
static void
wait_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GMutex *mutex = task_data;

  g_mutex_lock (mutex);
  g_mutex_unlock (mutex);
  g_task_return_boolean (task, TRUE);
}

/* It is offered anew while what came of it before is still being opened. */
static void
test_early (void)
{
  static const MockLine anew[] = {
    SERVER_SAYS ("<presence from='" ORCHARD "'/>"), HEARS_ASK ("a"), HAS_FORGOTTEN,
    SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING,
    SERVER_SAYS (OFFER_HASHED (ORCHARD, "b", HELLO_HASH "<range/>")), HEARS_ANSWER ("b"),
  };
  static const MockLine comes[] = {
    COMES ("b"),
    HEARS_RECEIVED ("b"),
    HEARS_TERMINATE ("b", "success"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers_hashed, G_N_ELEMENTS (offers_hashed));
  ChatFile *file = chat_message_get_file (message);
  GMutex mutex;

  g_mutex_init (&mutex);
  g_mutex_lock (&mutex);
  for (guint i = 0; i < 64; i++)
    {
      g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_task_data (task, &mutex, NULL);
      g_task_run_in_thread (task, wait_thread);
    }
  mock_server_play (mock->server, anew, G_N_ELEMENTS (anew));
  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  chat_mock_wait_played (mock);
  mock_server_play (mock->server, comes, G_N_ELEMENTS (comes));
  g_mutex_unlock (&mutex);
  WAIT_FOR (chat_file_get_path (file) != NULL || chat_file_get_offer (file) != CHAT_OFFER_TAKEN);
  g_assert_nonnull (chat_file_get_path (file));
  chat_mock_wait_played (mock);
  g_unlink (chat_file_get_path (file));
  chat_mock_free (mock);
}

/* What was cut off goes on in its message, and nobody is asked again. */
static void
test_goes_on (void)
{
  static const MockLine breaks[] = {
    COMES_AS ("a", "0", "SGVs" /* "Hel" */), HEARS_ASK ("a"), HAS_FORGOTTEN,
    SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING,
  };
  static const MockLine goes_on[] = {
    SERVER_SAYS (OFFER_HASHED (ORCHARD, "b", HELLO_HASH "<range/>")), HEARS_ANSWER ("b"),
    COMES_AS ("b", "0", "bG8=" /* "lo" */),
    HEARS_RECEIVED ("b"),
    HEARS_TERMINATE ("b", "success"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers_hashed, G_N_ELEMENTS (offers_hashed));
  ChatFile *file = chat_message_get_file (message);
  g_autofree char *content = NULL;

  mock_server_play (mock->server, breaks, G_N_ELEMENTS (breaks));
  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  chat_mock_wait_played (mock);
  WAIT_FOR (chat_transfer_get_state (chat_file_get_transfer (file)) == CHAT_TRANSFER_WAITING);
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_TAKEN);
  g_assert_cmpint (chat_transfer_get_done (chat_file_get_transfer (file)), ==, 3);

  mock_server_play (mock->server, goes_on, G_N_ELEMENTS (goes_on));
  WAIT_FOR (chat_file_get_path (file) != NULL);
  chat_mock_wait_played (mock);
  g_assert_cmpuint (chat_client_get_unread (mock->client), ==, 1);
  g_assert_true (g_file_get_contents (chat_file_get_path (file), &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "Hello");
  g_unlink (chat_file_get_path (file));
  chat_mock_free (mock);
}

static gboolean
is_empty (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);

  return dir == NULL || g_dir_read_name (dir) == NULL;
}

/* Other programs send a file from its start or not at all, and some tell no hash: Gajim 1.7 of a large
 * one, Dino 0.4 and Conversations of any. What came of it is of no use to anybody. */
static void
test_from_the_start (gconstpointer data)
{
  static const MockLine breaks[] = {
    COMES_AS ("a", "0", "SGVs" /* "Hel" */), HEARS_ASK ("a"), HAS_FORGOTTEN,
  };
  static const MockLine begins[] = { BEGINS ("a", "0", "SGVs") };
  static const MockLine stops[] = { HEARS_TERMINATE ("a", "cancel") };
  gboolean is_cancelled = GPOINTER_TO_INT (data);
  ChatMock *mock = chat_mock_new_online ();
  g_autofree char *folder = g_build_filename (mock->folder, "files", NULL);
  g_autoptr(ChatMessage) message = be_offered (mock, offers_plain, G_N_ELEMENTS (offers_plain));
  ChatFile *file = chat_message_get_file (message);
  ChatTransfer *transfer;

  mock_server_play (mock->server, is_cancelled ? begins : breaks,
                    is_cancelled ? G_N_ELEMENTS (begins) : G_N_ELEMENTS (breaks));
  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  transfer = chat_file_get_transfer (file);
  chat_mock_wait_played (mock);
  if (is_cancelled)
    {
      WAIT_FOR (chat_transfer_get_done (transfer) == 3);
      g_assert_false (is_empty (folder));
      mock_server_play (mock->server, stops, G_N_ELEMENTS (stops));
      chat_transfer_cancel (transfer);
      chat_mock_wait_played (mock);
    }
  else
    {
      WAIT_FOR (chat_transfer_get_state (transfer) == CHAT_TRANSFER_FAILED);
      g_assert_cmpstr (chat_transfer_get_text (transfer), ==, "The connection was lost.");
    }
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_FAILED);
  WAIT_FOR (is_empty (folder));
  chat_mock_free (mock);
}

/* As Dino 0.4 says it, which spells the reason its own way, where no connection came about: it knows of
 * no other way to go on. */
static void
test_no_way (void)
{
  static const MockLine gives_up[] = {
    HEARS_ACCEPT ("a"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>"
                 "<iq id='1b188810-0554-4953-933c-f8eafd193040' type='set' from='" ORCHARD "'>"
                 "<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' initiator='" ORCHARD "'"
                 " sid='a'><reason><failed_transport/><text>Exception has been thrown</text></reason>"
                 "</jingle></iq>"),
    HEARS_RESULT ("1b188810-0554-4953-933c-f8eafd193040"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers_plain, G_N_ELEMENTS (offers_plain));
  ChatFile *file = chat_message_get_file (message);

  mock_server_play (mock->server, gives_up, G_N_ELEMENTS (gives_up));
  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  chat_mock_wait_played (mock);
  WAIT_FOR (chat_file_get_offer (file) == CHAT_OFFER_FAILED);
  g_assert_cmpstr (chat_transfer_get_text (chat_file_get_transfer (file)), ==,
                   "No connection to the sender came about.");
  chat_mock_free (mock);
}

/* As Gajim 1.7 says it: with a date that is none, and an error after the answer that it gave already. */
static void
test_answers_twice (void)
{
  static const MockLine offers[] = {
    SERVER_SAYS ("<iq type='set' id='oa' from='" ORCHARD "' to='juliet@capulet.lit/balcony'>"
                 "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='a'"
                 " initiator='" ORCHARD "'><content name='f' creator='initiator' senders='initiator'>"
                 "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'><file>"
                 "<name>foto é.jpg</name><date>2026-11-28T10:01:04.954207+00:00Z</date>"
                 "<size>5</size>" HELLO_HASH "<desc/></file></description>"
                 "<transport xmlns='urn:xmpp:jingle:transports:ibb:1' block-size='4096' sid='ia'/>"
                 "</content></jingle></iq>"),
    HEARS_ANSWER ("a"),
  };
  static const MockLine comes[] = {
    COMES ("a"),
    HEARS_RECEIVED ("a"),
    SERVER_SAYS ("<iq id='$id' type='error' from='" ORCHARD "'>"
                 "<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='a'><received"
                 " xmlns='urn:xmpp:jingle:apps:file-transfer:5' creator='initiator' name='f'/>"
                 "</jingle><error type='modify' code='501'><feature-not-implemented"
                 " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><unsupported-info"
                 " xmlns='urn:xmpp:jingle:errors:1'/></error></iq>"),
    HEARS_TERMINATE ("a", "success"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers, G_N_ELEMENTS (offers));
  ChatFile *file = chat_message_get_file (message);
  g_autofree char *name = NULL;

  mock_server_play (mock->server, comes, G_N_ELEMENTS (comes));
  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  chat_mock_wait_played (mock);
  WAIT_FOR (chat_file_get_path (file) != NULL);
  name = g_path_get_basename (chat_file_get_path (file));
  g_assert_cmpstr (name, ==, "foto é.jpg");
  g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_NONE);
  g_unlink (chat_file_get_path (file));
  chat_mock_free (mock);
}

/* Whoever cancels while it rests is not asked once more: the sender hears so, by its next offer. The
 * one after that is meant. */
static void
test_cancelled_resting (gconstpointer data)
{
  static const MockLine breaks[] = {
    COMES_AS ("a", "0", "SGVs" /* "Hel" */), HEARS_ASK ("a"), HAS_FORGOTTEN,
    SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING,
  };
  static const MockLine is_offered_anew[] = {
    SERVER_SAYS (OFFER_HASHED (ORCHARD, "b", HELLO_HASH "<range/>")), HEARS_ANSWER ("b"),
    HEARS_TERMINATE ("b", "cancel"),
  };
  static const MockLine is_meant[] = {
    SERVER_SAYS (OFFER_HASHED (ORCHARD, "c", HELLO_HASH "<range/>")), HEARS_ANSWER ("c"),
  };
  gboolean deletes = GPOINTER_TO_INT (data);
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers_hashed, G_N_ELEMENTS (offers_hashed));
  g_autoptr(ChatMessage) other = NULL;
  ChatFile *file = chat_message_get_file (message);
  guint unread;

  mock_server_play (mock->server, breaks, G_N_ELEMENTS (breaks));
  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  chat_mock_wait_played (mock);
  WAIT_FOR (chat_transfer_get_state (chat_file_get_transfer (file)) == CHAT_TRANSFER_WAITING);

  if (deletes)
    {
      g_autoptr(GAsyncResult) result = NULL;

      chat_conversation_delete_message_async (get_conversation (mock), message, NULL,
                                              chat_fixture_result_cb, &result);
      chat_fixture_wait_result (&result);
    }
  else
    {
      chat_transfer_cancel (chat_file_get_transfer (file));
      g_assert_cmpint (chat_file_get_offer (file), ==, CHAT_OFFER_FAILED);
      g_assert_null (chat_file_get_transfer (file));
    }

  unread = chat_client_get_unread (mock->client);
  mock_server_play (mock->server, is_offered_anew, G_N_ELEMENTS (is_offered_anew));
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  g_assert_cmpuint (chat_client_get_unread (mock->client), ==, unread);

  other = be_offered (mock, is_meant, G_N_ELEMENTS (is_meant));
  g_assert_cmpint (chat_file_get_offer (chat_message_get_file (other)), ==, CHAT_OFFER_OPEN);
  chat_mock_free (mock);
}

#define IS_FORGOTTEN(sid, reason) \
  SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'" \
                " action='session-terminate' sid='" sid "'><reason><" reason "/></reason>" \
                "</jingle></iq>"), \
  HAS_FORGOTTEN

/* So it is with who cancels or declines what its sender has forgotten. */
static void
test_refused_forgotten (gconstpointer data)
{
  static const MockLine accepts[] = {
    SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'"
                  " action='session-accept' sid='a' responder='*'>*</jingle></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>"),
  };
  static const MockLine cancels[] = { IS_FORGOTTEN ("a", "cancel"), HEARS_NOTHING_ELSE };
  static const MockLine declines[] = { IS_FORGOTTEN ("a", "decline"), HEARS_NOTHING_ELSE };
  static const MockLine cancels_anew[] = {
    SERVER_SAYS (OFFER_AGAIN ("b", "one")), HEARS_ANSWER ("b"), HEARS_TERMINATE ("b", "cancel"),
  };
  static const MockLine declines_anew[] = {
    SERVER_SAYS (OFFER_AGAIN ("b", "one")), HEARS_ANSWER ("b"), HEARS_TERMINATE ("b", "decline"),
  };
  static const MockLine is_another[] = {
    SERVER_SAYS (OFFER_AGAIN ("c", "two")), HEARS_ANSWER ("c"),
  };
  gboolean is_accepted = GPOINTER_TO_INT (data);
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers_named, G_N_ELEMENTS (offers_named));
  g_autoptr(ChatMessage) other = NULL;
  ChatFile *file = chat_message_get_file (message);

  if (is_accepted)
    {
      mock_server_play (mock->server, accepts, G_N_ELEMENTS (accepts));
      chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
      chat_mock_wait_played (mock);
      mock_server_play (mock->server, cancels, G_N_ELEMENTS (cancels));
      chat_transfer_cancel (chat_file_get_transfer (file));
    }
  else
    {
      mock_server_play (mock->server, declines, G_N_ELEMENTS (declines));
      chat_conversation_decline_file (get_conversation (mock), message);
    }
  chat_mock_wait_played (mock);

  if (is_accepted)
    play (mock, cancels_anew, G_N_ELEMENTS (cancels_anew));
  else
    play (mock, declines_anew, G_N_ELEMENTS (declines_anew));
  chat_fixture_settle (mock->client);
  g_assert_cmpuint (chat_client_get_unread (mock->client), ==, 1);

  other = be_offered (mock, is_another, G_N_ELEMENTS (is_another));
  g_assert_cmpint (chat_file_get_offer (chat_message_get_file (other)), ==, CHAT_OFFER_OPEN);
  chat_mock_free (mock);
}

/* It was offered anew before that is known. */
static void
test_refused_late (void)
{
  static const MockLine anew[] = {
    SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'"
                  " action='session-terminate' sid='a'><reason><decline/></reason></jingle></iq>"),
    SERVER_SAYS (OFFER_AGAIN ("b", "one")
                 "<iq type='error' id='$id' from='" ORCHARD "'><error type='cancel'>"
                 "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
    HEARS_ANSWER ("b"), HEARS_TERMINATE ("b", "decline"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers_named, G_N_ELEMENTS (offers_named));

  mock_server_play (mock->server, anew, G_N_ELEMENTS (anew));
  chat_conversation_decline_file (get_conversation (mock), message);
  chat_mock_wait_played (mock);
  chat_mock_free (mock);
}

/* Whoever sends it was killed, and is back before anything tells so: the same, offered once more,
 * goes on in its message. */
static void
test_offered_while_running (void)
{
  static const MockLine comes[] = {
    SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'"
                  " action='session-accept' sid='a' responder='*'>*</jingle></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>"
                 "<iq type='set' id='p' from='" ORCHARD "'><open"
                 " xmlns='http://jabber.org/protocol/ibb' sid='ia' block-size='4096'"
                 " stanza='iq'/></iq>"),
    HEARS_RESULT ("p"),
    SERVER_SAYS ("<iq type='set' id='d' from='" ORCHARD "'><data"
                 " xmlns='http://jabber.org/protocol/ibb' sid='ia' seq='0'>SGVs</data></iq>"),
    HEARS_RESULT ("d"),
  };
  static const MockLine goes_on[] = {
    SERVER_SAYS (OFFER_AGAIN ("b", "one")), IS_FORGOTTEN ("a", "gone"), HEARS_ANSWER ("b"),
    COMES_AS ("b", "0", "bG8=" /* "lo" */),
    HEARS_RECEIVED ("b"),
    HEARS_TERMINATE ("b", "success"),
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = be_offered (mock, offers_named, G_N_ELEMENTS (offers_named));
  ChatFile *file = chat_message_get_file (message);
  g_autofree char *content = NULL;

  mock_server_play (mock->server, comes, G_N_ELEMENTS (comes));
  chat_conversation_fetch_file (get_conversation (mock), message, file, TRUE);
  chat_mock_wait_played (mock);
  WAIT_FOR (chat_transfer_get_done (chat_file_get_transfer (file)) == 3);
  mock_server_play (mock->server, goes_on, G_N_ELEMENTS (goes_on));
  WAIT_FOR (chat_file_get_path (file) != NULL);
  chat_mock_wait_played (mock);
  g_assert_cmpuint (chat_client_get_unread (mock->client), ==, 1);
  g_assert_true (g_file_get_contents (chat_file_get_path (file), &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "Hello");
  g_unlink (chat_file_get_path (file));
  chat_mock_free (mock);
}

/* Who is back, and has forgotten what was offered, is offered it again: by and by. */
static void
test_renewed (void)
{
  static const MockLine comes[] = {
    APPEARS ("orchard", "5", "a"), CAN ("orchard", CAN_TAKE_FILES), HEARS_OFFER ("orchard"),
  };
  static const MockLine is_back[] = {
    SERVER_SAYS ("<presence from='" ORCHARD "'><priority>5</priority><c"
                 " xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='a'/>"
                 "</presence>"),
    HEARS_ASK ("*"), HAS_FORGOTTEN, HEARS_OFFER ("orchard"),
  };
  static const MockLine goes[] = {
    SERVER_SAYS ("<presence type='unavailable' from='" ORCHARD "'/>"), HEARS_NOTHING_ELSE,
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = send_hello (mock, NULL);
  ChatTransfer *transfer = chat_file_get_transfer (chat_message_get_file (message));

  play (mock, comes, G_N_ELEMENTS (comes));
  for (guint i = 0; i < 2; i++)
    {
      play (mock, is_back, G_N_ELEMENTS (is_back));
      g_assert_cmpint (chat_transfer_get_state (transfer), ==, CHAT_TRANSFER_ASKING);
      g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);
    }

  play (mock, goes, G_N_ELEMENTS (goes));
  WAIT_FOR (chat_transfer_get_state (transfer) == CHAT_TRANSFER_ABSENT);
  forget_hello (mock);
  chat_mock_free (mock);
}

#define N_RENEWALS 4

#define APPEARS_WITH_FILES \
  APPEARS ("orchard", "5", "a"), CAN ("orchard", CAN_TAKE_FILES), HEARS_ANY_OFFER
#define HEARS_ANY_OFFER \
  SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'" \
                " action='session-initiate' sid='*' initiator='*'>*</jingle></iq>")
#define IS_CUT \
  SERVER_SAYS ("<iq type='error' id='$id' from='" ORCHARD "'><error type='wait'>" \
               "<recipient-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"), \
  SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'" \
                " action='session-terminate' sid='*'><reason><gone/></reason></jingle></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>")

/* Whom nothing reaches, although they are online, is offered it a few times. Then it is for the
 * person to send it again, which goes as far. */
static void
test_gives_up (void)
{
  static const MockLine comes[] = { APPEARS_WITH_FILES };
  static const MockLine is_cut[] = { IS_CUT, HEARS_ANY_OFFER };
  static const MockLine is_cut_last[] = { IS_CUT };
  static const MockLine nothing[] = { HEARS_NOTHING_ELSE };
  static const MockLine offer[] = { HEARS_ANY_OFFER };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = NULL;
  ChatFile *file;

  chat_directs_set_patience (mock->account->directs, 5);
  message = send_hello (mock, NULL);
  file = chat_message_get_file (message);
  play (mock, comes, G_N_ELEMENTS (comes));
  for (guint n_times = 0; n_times < 2; n_times++)
    {
      for (guint i = 0; i < N_RENEWALS; i++)
        {
          play (mock, is_cut, G_N_ELEMENTS (is_cut));
          g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);
          g_assert_nonnull (chat_file_get_transfer (file));
        }

      play (mock, is_cut_last, G_N_ELEMENTS (is_cut_last));
      WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_FAILED);
      g_assert_cmpstr (chat_message_get_error_text (message), ==,
                       "The connection was lost. Try again to go on.");
      g_assert_null (chat_file_get_transfer (file));
      play (mock, nothing, G_N_ELEMENTS (nothing));
      if (n_times > 0)
        break;

      mock_server_play (mock->server, offer, G_N_ELEMENTS (offer));
      chat_conversation_retry (get_conversation (mock), message);
      chat_mock_wait_played (mock);
    }
  forget_hello (mock);
  chat_mock_free (mock);
}

static gboolean
time_is_over_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

#define PATIENCE_MS 50

/* What its sender cancels while it waits to be offered anew is not. */
static void
test_sender_cancels_resting (void)
{
  static const MockLine comes[] = { APPEARS_WITH_FILES };
  static const MockLine is_cut[] = { IS_CUT };
  static const MockLine is_back[] = {
    SERVER_SAYS ("<presence type='unavailable' from='" ORCHARD "'/>"
                 "<presence from='" ORCHARD "'><priority>5</priority><c"
                 " xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='a'/>"
                 "</presence>"),
    SERVER_HEARS ("<iq type='get' id='*' to='" ORCHARD "'>"
                  "<query xmlns='http://jabber.org/protocol/disco#info' node='n#a'/></iq>"),
    CAN ("orchard", CAN_TAKE_FILES), HEARS_NOTHING_ELSE,
  };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(ChatMessage) message = send_hello (mock, NULL);
  ChatTransfer *transfer = chat_file_get_transfer (chat_message_get_file (message));
  gboolean is_over = FALSE;

  chat_directs_set_patience (mock->account->directs, PATIENCE_MS);
  play (mock, comes, G_N_ELEMENTS (comes));
  WAIT_FOR (chat_transfer_get_state (transfer) == CHAT_TRANSFER_ASKING);
  mock_server_play (mock->server, is_cut, G_N_ELEMENTS (is_cut));
  WAIT_FOR (chat_transfer_get_state (transfer) == CHAT_TRANSFER_WAITING);
  chat_transfer_cancel (transfer);
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_FAILED);
  g_assert_cmpstr (chat_message_get_error_text (message), ==, "Cancelled.");
  g_assert_null (chat_file_get_transfer (chat_message_get_file (message)));

  g_timeout_add (4 * PATIENCE_MS, time_is_over_cb, &is_over);
  WAIT_FOR (is_over);
  play (mock, is_back, G_N_ELEMENTS (is_back));
  forget_hello (mock);
  chat_mock_free (mock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/directs-cut/early", test_early);
  g_test_add_func ("/model/directs-cut/goes-on", test_goes_on);
  g_test_add_data_func ("/model/directs-cut/from-the-start", GINT_TO_POINTER (FALSE),
                        test_from_the_start);
  g_test_add_data_func ("/model/directs-cut/from-the-start/cancelled", GINT_TO_POINTER (TRUE),
                        test_from_the_start);
  g_test_add_func ("/model/directs-cut/no-way", test_no_way);
  g_test_add_func ("/model/directs-cut/answers-twice", test_answers_twice);
  g_test_add_data_func ("/model/directs-cut/cancelled-resting", GINT_TO_POINTER (FALSE),
                        test_cancelled_resting);
  g_test_add_data_func ("/model/directs-cut/deleted-resting", GINT_TO_POINTER (TRUE),
                        test_cancelled_resting);
  g_test_add_data_func ("/model/directs-cut/cancelled-forgotten", GINT_TO_POINTER (TRUE),
                        test_refused_forgotten);
  g_test_add_data_func ("/model/directs-cut/declined-forgotten", GINT_TO_POINTER (FALSE),
                        test_refused_forgotten);
  g_test_add_func ("/model/directs-cut/refused-late", test_refused_late);
  g_test_add_func ("/model/directs-cut/offered-while-running", test_offered_while_running);
  g_test_add_func ("/model/directs-cut/renewed", test_renewed);
  g_test_add_func ("/model/directs-cut/gives-up", test_gives_up);
  g_test_add_func ("/model/directs-cut/sender-cancels-resting", test_sender_cancels_resting);

  return g_test_run ();
}
