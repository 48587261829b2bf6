/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures of files that their senders are asked for: by whom, of whom, and what may come. */
#include "archive-file.h"
#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-connection.h"
#include "chat-file-private.h"
#include "chat-fixture.h"
#include "chat-message.h"
#include "chat-mock.h"
#include "chat-policy.h"

#define ROMEO    "romeo@montague.lit"
#define ORCHARD  ROMEO "/orchard"
#define MERCUTIO "mercutio@verona.lit"
#define BOB      "xmlns='urn:xmpp:bob'"
#define ERROR(condition) \
  "<error type='cancel'><" condition " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"

/* The start of one is enough: nothing is decoded here. */
static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

static GBytes *
make_picture (gsize n_bytes)
{
  guint8 *bytes = g_malloc0 (MAX (n_bytes, sizeof png));

  memcpy (bytes, png, sizeof png);
  return g_bytes_new_take (bytes, MAX (n_bytes, sizeof png));
}

static char *
make_cid (GBytes *bytes)
{
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, bytes);

  return g_strdup_printf ("sha1+%s@bob.xmpp.org", hash);
}

static char *
make_data (const char *cid,
           GBytes     *bytes)
{
  g_autofree char *text = g_base64_encode (g_bytes_get_data (bytes, NULL),
                                           g_bytes_get_size (bytes));

  return g_strdup_printf ("<data " BOB " cid='%s' type='image/png'>%s</data>", cid, text);
}

/* @more: beside the file */
static char *
make_message (const char *from,
              const char *id,
              const char *cid,
              const char *more)
{
  return g_strdup_printf (
    "<message type='chat' from='%s' to='juliet@capulet.lit' id='%s'>"
    "<body>https://a.example/4/x.mp4</body><file-sharing xmlns='urn:xmpp:sfs:0'>"
    "<file xmlns='urn:xmpp:file:metadata:0'><name>x.mp4</name><media-type>video/mp4</media-type>"
    "<thumbnail xmlns='urn:xmpp:thumbs:1' media-type='image/png' uri='cid:%s'/></file><sources>"
    "<url-data xmlns='http://jabber.org/protocol/url-data' target='https://a.example/4/x.mp4'/>"
    "</sources></file-sharing>%s</message>", from, id, cid, more);
}

static char *
make_question (const char *cid)
{
  return g_strdup_printf ("<iq type='get' id='*' to='" ORCHARD "'><data " BOB " cid='%s'/></iq>",
                          cid);
}

/* @content: of the answer */
static char *
make_answer (const char *type,
             const char *content)
{
  return g_strdup_printf ("<iq type='%s' id='$id' from='" ORCHARD "'>%s</iq>" CHAT_MOCK_ASKS_NOTHING,
                          type, content);
}

/* (nullable) */
static ChatMessage *
find_last (ChatMock   *mock,
           const char *address)
{
  ChatConversation *conversation =
    chat_client_find_conversation (mock->client, MOCK_ADDRESS, address);
  g_autoptr(ChatTimeline) timeline = NULL;
  guint n_messages;

  if (conversation == NULL)
    return NULL;

  timeline = chat_conversation_open_timeline (conversation);
  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  n_messages = g_list_model_get_n_items (G_LIST_MODEL (timeline));
  return n_messages > 0 ? g_list_model_get_item (G_LIST_MODEL (timeline), n_messages - 1) : NULL;
}

static ChatMessage *
wait_message (ChatMock   *mock,
              const char *address,
              const char *id)
{
  g_autoptr(ChatMessage) message = NULL;

  while ((message = find_last (mock, address)) == NULL
         || g_strcmp0 (chat_message_get_message_id (message), id) != 0)
    {
      g_clear_object (&message);
      g_main_context_iteration (NULL, TRUE);
    }
  chat_fixture_settle (mock->client);
  return g_steal_pointer (&message);
}

static const char *
get_thumbnail (ChatMessage *message)
{
  const ArchiveFile *row = chat_file_get_row (chat_message_get_file (message));

  return row->thumbnail;
}

static void
assert_shows (ChatMock *mock,
              GBytes   *picture)
{
  g_autoptr(ChatMessage) message = find_last (mock, ROMEO);
  g_autoptr(GBytes) thumbnail = NULL;

  g_assert_nonnull (message);
  thumbnail = chat_file_dup_thumbnail (chat_message_get_file (message));
  g_assert_nonnull (thumbnail);
  g_assert_true (g_bytes_equal (thumbnail, picture));
}

/* Asked for when its message comes, and kept with it. */
static void
test_asks (void)
{
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(GBytes) picture = make_picture (30000);
  g_autofree char *cid = make_cid (picture);
  g_autofree char *message = make_message (ORCHARD, "a", cid, "");
  g_autofree char *question = make_question (cid);
  g_autofree char *data = make_data (cid, picture);
  g_autofree char *answer = make_answer ("result", data);
  const MockLine play[] = {
    SERVER_SAYS (message), SERVER_HEARS (question), SERVER_SAYS (answer), MOCK_ANSWERS_NOTHING,
  };

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  assert_shows (mock, picture);
  chat_mock_restart (mock);
  assert_shows (mock, picture);
  chat_mock_free (mock);
}

/* What came along need not be asked for. */
static void
test_along (void)
{
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(GBytes) picture = make_picture (500);
  g_autofree char *cid = make_cid (picture);
  g_autofree char *data = make_data (cid, picture);
  g_autofree char *message = make_message (ORCHARD, "a", cid, data);
  const MockLine play[] = {
    SERVER_SAYS (message), SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING,
  };

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  assert_shows (mock, picture);
  chat_mock_free (mock);
}

/* What is not what was asked for, no picture or too large is as good as none; and none of it keeps
 * the next one away. */
static void
test_hostile (void)
{
  g_autoptr(GBytes) picture = make_picture (500);
  g_autoptr(GBytes) other = make_picture (501);
  g_autoptr(GBytes) large = make_picture (41 * 1024);
  g_autoptr(GBytes) huge = make_picture (300 * 1024);
  g_autoptr(GBytes) text = g_bytes_new_static ("<svg/>", 6);
  g_autofree char *cid = make_cid (picture);
  g_autofree char *large_cid = make_cid (large);
  g_autofree char *huge_cid = make_cid (huge);
  g_autofree char *text_cid = make_cid (text);
  g_autofree char *wrong_hash = make_data (cid, other);
  g_autofree char *other_cid = make_cid (other);
  g_autofree char *wrong_name = make_data (other_cid, other);
  g_autofree char *large_data = make_data (large_cid, large);
  g_autofree char *huge_data = make_data (huge_cid, huge);
  g_autofree char *text_data = make_data (text_cid, text);
  const struct
  {
    const char *cid;
    const char *type;
    const char *content;
  } cases[] = {
    { cid, "result", wrong_hash },
    { cid, "result", wrong_name },
    { large_cid, "result", large_data },
    { huge_cid, "result", huge_data },
    { text_cid, "result", text_data },
    { cid, "result", "" },
    { cid, "error", ERROR ("item-not-found") },
  };
  g_autofree char *data = make_data (cid, picture);
  g_autofree char *question = make_question (cid);
  g_autofree char *answer = make_answer ("result", data);
  g_autofree char *good = make_message (ORCHARD, "good", cid, "");
  ChatMock *mock = chat_mock_new_online ();
  const MockLine last[] = {
    SERVER_SAYS (good), SERVER_HEARS (question), SERVER_SAYS (answer), MOCK_ANSWERS_NOTHING,
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", i);
      g_autofree char *told = make_message (ORCHARD, id, cases[i].cid, "");
      g_autofree char *asked = make_question (cases[i].cid);
      g_autofree char *said = make_answer (cases[i].type, cases[i].content);
      g_autoptr(ChatMessage) message = NULL;
      const MockLine play[] = {
        SERVER_SAYS (told), SERVER_HEARS (asked), SERVER_SAYS (said), MOCK_ANSWERS_NOTHING,
      };

      mock_server_play (mock->server, play, G_N_ELEMENTS (play));
      chat_mock_wait_played (mock);
      chat_fixture_settle (mock->client);
      message = find_last (mock, ROMEO);
      g_assert_cmpstr (chat_message_get_message_id (message), ==, id);
      g_assert_true (g_str_has_prefix (get_thumbnail (message), "cid:"));
      g_assert_null (chat_file_dup_thumbnail (chat_message_get_file (message)));
      g_assert_null (chat_file_dup_colors (chat_message_get_file (message)));
    }

  mock_server_play (mock->server, last, G_N_ELEMENTS (last));
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  assert_shows (mock, picture);
  chat_mock_free (mock);
}

/* Who never answers holds up nobody: three are asked at once. */
static void
test_silent (void)
{
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(GBytes) picture = make_picture (500);
  g_autoptr(GBytes) never = make_picture (600);
  g_autofree char *cid = make_cid (picture);
  g_autofree char *never_cid = make_cid (never);
  g_autofree char *silent = make_message (ORCHARD, "a", never_cid, "");
  g_autofree char *unheard = make_question (never_cid);
  g_autofree char *message = make_message (ORCHARD, "b", cid, "");
  g_autofree char *question = make_question (cid);
  g_autofree char *data = make_data (cid, picture);
  g_autofree char *answer = make_answer ("result", data);
  const MockLine play[] = {
    SERVER_SAYS (silent), SERVER_HEARS (unheard), SERVER_SAYS (message), SERVER_HEARS (question),
    SERVER_SAYS (answer), MOCK_ANSWERS_NOTHING,
  };

  mock_server_play (mock->server, play, G_N_ELEMENTS (play));
  chat_mock_wait_played (mock);
  chat_fixture_settle (mock->client);
  assert_shows (mock, picture);
  chat_mock_free (mock); /* while one is still waited for */
}

/* Neither strangers nor who does not say which program it is are asked, nor anybody where nothing is
 * to come by itself. */
static void
test_asks_nobody (void)
{
  static const char *const senders[] = { MERCUTIO "/x", ROMEO, ORCHARD };
  static const MockLine nothing[] = { SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING };
  ChatMock *mock = chat_mock_new_online ();
  g_autoptr(GBytes) picture = make_picture (500);
  g_autofree char *cid = make_cid (picture);
  ChatPolicy policy = CHAT_POLICY_INIT;

  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", i);
      g_autofree char *told = make_message (senders[i], id, cid, "");
      g_autoptr(ChatMessage) message = NULL;
      const MockLine play[] = { SERVER_SAYS (told) };

      policy.fetch_files = i != 2;
      chat_client_set_policy (mock->client, &policy);
      mock_server_play (mock->server, play, G_N_ELEMENTS (play));
      chat_mock_wait_played (mock);
      message = wait_message (mock, i == 0 ? MERCUTIO : ROMEO, id);
      /* Whatever it says that is not in the play ends the test. */
      mock_server_play (mock->server, nothing, G_N_ELEMENTS (nothing));
      chat_mock_wait_played (mock);
      g_assert_true (g_str_has_prefix (get_thumbnail (message), "cid:"));
    }
  chat_mock_free (mock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/thumbnails/asks", test_asks);
  g_test_add_func ("/model/thumbnails/along", test_along);
  g_test_add_func ("/model/thumbnails/hostile", test_hostile);
  g_test_add_func ("/model/thumbnails/silent", test_silent);
  g_test_add_func ("/model/thumbnails/asks-nobody", test_asks_nobody);
  return g_test_run ();
}
