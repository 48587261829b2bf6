/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was read on one device is read on all: XEP-0490. */
#include <gio/gio.h>
#include <string.h>

#include "chat-client-private.h"
#include "chat-displayed.h"
#include "chat-fixture.h"
#include "chat-history.h"
#include "chat-mock.h"
#include "mock-archive.h"

#define ROMEO   "romeo@montague.lit"
#define BALCONY ROMEO "/balcony"
#define NODE    "urn:xmpp:mds:displayed:0"
#define SEEN(by, id) \
  "<displayed xmlns='" NODE "'><stanza-id xmlns='urn:xmpp:sid:0' by='" by "' id='" id "'/></displayed>"

typedef struct {
  ChatMock    *mock;
  MockArchive *archive;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->mock = chat_mock_new (NULL);
  fx->archive = mock_archive_new (fx->mock->server);
  fx->archive->nodes = mock_nodes_new (fx->mock->server);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_pointer (&fx->mock, chat_mock_free);
  g_clear_pointer (&fx->archive, mock_archive_free);
}

static void
go_online (Fixture *fx)
{
  mock_archive_accept (fx->archive);
  if (fx->mock->account == NULL)
    chat_mock_add_account (fx->mock, MOCK_PASSWORD);
  else
    {
      chat_account_give_password (fx->mock->account, MOCK_PASSWORD, FALSE);
      chat_client_set_asleep (fx->mock->client, FALSE);
    }
  chat_displayed_set_delay (g_ptr_array_index (fx->mock->client->displayeds, 0), 1);
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_ONLINE);
  WAIT_FOR (chat_history_is_caught_up (g_ptr_array_index (fx->mock->client->histories, 0)));
  chat_fixture_settle (fx->mock->client);
}

/* Until both sides have dealt with all that was said, and with what that led to. */
static void
settle (Fixture *fx)
{
  for (guint i = 0; i < 6; i++)
    {
      guint n_settled = fx->archive->n_settled;

      chat_fixture_settle (fx->mock->client);
      mock_server_say (fx->mock->server, CHAT_MOCK_ASKS_NOTHING);
      WAIT_FOR (fx->archive->n_settled > n_settled);
    }
  chat_fixture_settle (fx->mock->client);
}

static ChatConversation *
find (Fixture *fx)
{
  return chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, ROMEO);
}

static guint
get_unread (Fixture *fx)
{
  return find (fx) != NULL ? chat_conversation_get_unread (find (fx)) : 0;
}

static void
receive (Fixture    *fx,
         const char *id)
{
  guint item = mock_archive_add (fx->archive, BALCONY, MOCK_FULL, id, id, NULL);

  mock_archive_deliver (fx->archive, item, MOCK_LIVE);
}

/* Three messages have come; their ids are those of the archive, s1 s2 s3. */
static void
receive_three (Fixture *fx)
{
  mock_archive_add (fx->archive, BALCONY, MOCK_FULL, "old", "old", NULL);
  go_online (fx);
  receive (fx, "a");
  receive (fx, "b");
  receive (fx, "c");
  WAIT_FOR (get_unread (fx) == 3);
}

static guint
get_n_published (Fixture *fx)
{
  return fx->archive->nodes->published->len;
}

/* "s3" of what was published last, and of whom */
static void
assert_published (Fixture    *fx,
                  guint       n,
                  const char *id)
{
  g_autofree char *id_attribute = g_strdup_printf (" id='%s'", id);
  const char *last = g_ptr_array_index (fx->archive->nodes->published, n - 1);

  g_assert_cmpuint (get_n_published (fx), ==, n);
  g_assert_true (g_str_has_prefix (last, ROMEO " <displayed xmlns='" NODE "'><stanza-id "));
  g_assert_nonnull (strstr (last, " by='" MOCK_ADDRESS "'"));
  g_assert_nonnull (strstr (last, id_attribute));
}

/* What the status says of it: why not, or that it is done */
static void
assert_refusal (Fixture    *fx,
                const char *expected) /* (nullable) */
{
  g_autoptr(GVariant) info = chat_account_dup_status_info (fx->mock->account);
  g_autofree const char **features = NULL;
  const char *refusal = NULL;

  g_variant_lookup (info, "read-sync-refusal", "&s", &refusal);
  g_variant_lookup (info, "features", "^a&s", &features);
  g_assert_cmpstr (refusal, ==, expected);
  g_assert_cmpint (g_strv_contains (features, "read-sync"), ==, expected == NULL);
}

/* Read here: told once, and again only when there is more. */
static void
test_tell (Fixture       *fx,
           gconstpointer  data)
{
  receive_three (fx);
  settle (fx);
  g_assert_cmpuint (get_n_published (fx), ==, 0);

  chat_conversation_mark_read (find (fx));
  chat_conversation_mark_read (find (fx));
  WAIT_FOR (get_n_published (fx) == 1);
  settle (fx);
  assert_published (fx, 1, "s3");
  chat_conversation_mark_read (find (fx));
  settle (fx);
  assert_published (fx, 1, "s3");

  /* Who looks at it reads as it comes. */
  chat_conversation_set_active (find (fx), TRUE);
  receive (fx, "d");
  WAIT_FOR (get_n_published (fx) == 2);
  assert_published (fx, 2, "s4");

  /* Nor is anything to be told after the next start. */
  settle (fx);
  chat_mock_restart (fx->mock);
  go_online (fx);
  settle (fx);
  assert_published (fx, 2, "s4");
  assert_refusal (fx, NULL);
}

/* What we write ourselves is nothing that we were to read. */
static void
test_own (Fixture       *fx,
          gconstpointer  data)
{
  receive_three (fx);
  chat_conversation_mark_read (find (fx));
  WAIT_FOR (get_n_published (fx) == 1);
  chat_conversation_set_active (find (fx), TRUE);
  chat_conversation_send_async (find (fx), "mine", NULL, NULL, NULL);
  WAIT_FOR (fx->archive->sent->len == 1);
  settle (fx);
  assert_published (fx, 1, "s3");
}

/* Read there, before and after it is here. */
static void
test_hear (Fixture       *fx,
           gconstpointer  data)
{
  receive_three (fx);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, SEEN (MOCK_ADDRESS, "s2"), TRUE);
  WAIT_FOR (get_unread (fx) == 1);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, SEEN (MOCK_ADDRESS, "s1"), TRUE);
  settle (fx);
  g_assert_cmpuint (get_unread (fx), ==, 1);

  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, SEEN (MOCK_ADDRESS, "s4"), TRUE);
  settle (fx);
  g_assert_cmpuint (get_unread (fx), ==, 1);
  receive (fx, "d");
  WAIT_FOR (get_unread (fx) == 0);

  /* It is their doing: there is nothing to be told. */
  settle (fx);
  g_assert_cmpuint (get_n_published (fx), ==, 0);
}

/* What is said by others, or with others' ids, of our own account's conversations. */
static void
test_forged (Fixture       *fx,
             gconstpointer  data)
{
  static const char *const senders[] = { BALCONY, ROMEO, MOCK_ADDRESS "/chamber", MOCK_DOMAIN };

  receive_three (fx);
  for (gsize i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autofree char *event = g_strdup_printf (
        "<message from='%s' to='$jid' type='headline'>"
        "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='" NODE "'>"
        "<item id='" ROMEO "'>" SEEN (MOCK_ADDRESS, "s3") "</item></items></event></message>",
        senders[i]);

      mock_server_say (fx->mock->server, event);
    }
  /* In a person's name, and by the id that the sender chose */
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, SEEN (ROMEO, "s3"), TRUE);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, SEEN (MOCK_ADDRESS, "c"), TRUE);
  mock_nodes_put (fx->archive->nodes, NODE, BALCONY, SEEN (MOCK_ADDRESS, "s3"), TRUE);
  settle (fx);
  g_assert_cmpuint (get_unread (fx), ==, 3);
}

/* What was read there while we were away; and what came meanwhile, after that. */
static void
test_away (Fixture       *fx,
           gconstpointer  data)
{
  receive_three (fx);
  chat_mock_restart (fx->mock);
  mock_archive_add (fx->archive, BALCONY, MOCK_ADDRESS, "d", "d", NULL);
  mock_archive_add (fx->archive, BALCONY, MOCK_ADDRESS, "e", "e", NULL);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, SEEN (MOCK_ADDRESS, "s4"), FALSE);
  go_online (fx);
  settle (fx);
  g_assert_cmpuint (get_unread (fx), ==, 1);
  g_assert_cmpuint (get_n_published (fx), ==, 0);
}

static void
message_cb (ChatClient       *client,
            ChatConversation *conversation,
            ChatMessage      *message,
            gboolean          notify,
            guint            *n_notified)
{
  *n_notified += notify;
}

/* Nobody hears of what has been read elsewhere, even when that is known late. */
static void
test_no_news (Fixture       *fx,
              gconstpointer  data)
{
  guint n_notified = 0;

  receive_three (fx);
  chat_mock_restart (fx->mock);
  g_signal_connect (fx->mock->client, "message", G_CALLBACK (message_cb), &n_notified);
  mock_archive_add (fx->archive, BALCONY, MOCK_ADDRESS, "d", "d", NULL);
  mock_archive_add (fx->archive, BALCONY, MOCK_ADDRESS, "e", "e", NULL);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, SEEN (MOCK_ADDRESS, "s5"), FALSE);
  fx->archive->nodes->held = g_ptr_array_new_with_free_func (g_free);
  go_online (fx);
  g_assert_cmpuint (get_unread (fx), ==, 5);
  mock_nodes_release (fx->archive->nodes);
  WAIT_FOR (get_unread (fx) == 0);
  settle (fx);
  g_assert_cmpuint (n_notified, ==, 0);
  g_signal_handlers_disconnect_by_data (fx->mock->client, &n_notified);
}

/* Read without a network: told afterwards, unless they have read more by then. */
static void
test_offline (Fixture       *fx,
              gconstpointer  data)
{
  receive_three (fx);
  chat_mock_restart (fx->mock);
  chat_conversation_mark_read (find (fx));
  chat_fixture_settle (fx->mock->client);
  if (data != NULL)
    {
      mock_archive_add (fx->archive, BALCONY, MOCK_ADDRESS, "d", "d", NULL);
      mock_nodes_put (fx->archive->nodes, NODE, ROMEO, SEEN (MOCK_ADDRESS, "s4"), FALSE);
    }
  go_online (fx);
  if (data == NULL)
    WAIT_FOR (get_n_published (fx) == 1);
  settle (fx);
  if (data == NULL)
    assert_published (fx, 1, "s3");
  else
    g_assert_cmpuint (get_n_published (fx), ==, 0);
  g_assert_cmpuint (get_unread (fx), ==, 0);
}

/* XEP-0223, 5: never where others could read it. */
static void
test_not_private (Fixture       *fx,
                  gconstpointer  data)
{
  if (data != NULL)
    g_clear_pointer (&fx->archive->nodes, mock_nodes_free);
  else
    fx->archive->nodes->is_open = TRUE;
  receive_three (fx);
  chat_conversation_mark_read (find (fx));
  settle (fx);
  g_assert_cmpuint (get_unread (fx), ==, 0);
  if (data == NULL)
    g_assert_cmpuint (get_n_published (fx), ==, 0);
  assert_refusal (fx, data == NULL ? "not-private" : "unsupported");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func, data) \
  g_test_add ("/model/displayed/" path, Fixture, data, set_up, func, tear_down)
  ADD ("tell", test_tell, NULL);
  ADD ("own", test_own, NULL);
  ADD ("hear", test_hear, NULL);
  ADD ("forged", test_forged, NULL);
  ADD ("away", test_away, NULL);
  ADD ("no-news", test_no_news, NULL);
  ADD ("offline", test_offline, NULL);
  ADD ("offline-and-read-elsewhere", test_offline, "elsewhere");
  ADD ("not-private/open", test_not_private, NULL);
  ADD ("not-private/unsupported", test_not_private, "unsupported");

  return g_test_run ();
}
