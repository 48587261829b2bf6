/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is muted for good or pinned on one device is so on all: XEP-0492, XEP-0469. */
#include <gio/gio.h>
#include <string.h>

#include "chat-client-private.h"
#include "chat-conversations.h"
#include "chat-fixture.h"
#include "chat-history.h"
#include "chat-mock.h"
#include "mock-archive.h"

#define ROMEO   "romeo@montague.lit"
#define BALCONY ROMEO "/balcony"
#define NURSE   "nurse@capulet.lit"
#define ROOMS   "urn:xmpp:bookmarks:1"
#define NODE    "https://charla.im/protocol/conversations:0"
#define NOTIFY(setting) \
  "<conversation xmlns='" NODE "'><extensions>" \
  "<notify xmlns='urn:xmpp:notification-settings:1'>" setting "</notify>" \
  "<other xmlns='urn:other'/></extensions></conversation>"
#define PINNED "<pinned xmlns='urn:xmpp:bookmarks-pinning:0'/>"
#define PIN(content) \
  "<conversation xmlns='" NODE "'><extensions>" content "</extensions></conversation>"

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
  mock_archive_add (fx->archive, BALCONY, MOCK_FULL, "old", "old", NULL);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_pointer (&fx->mock, chat_mock_free);
  g_clear_pointer (&fx->archive, mock_archive_free);
}

static ChatConversation *
find (Fixture    *fx,
      const char *with)
{
  return chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, with);
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
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_ONLINE);
  WAIT_FOR (chat_history_is_caught_up (g_ptr_array_index (fx->mock->client->histories, 0)));
  settle (fx);
  g_assert_nonnull (find (fx, ROMEO));
}

static gint64
get_until (Fixture *fx)
{
  return chat_conversation_get_muted_until (find (fx, ROMEO));
}

static void
assert_published (Fixture    *fx,
                  guint       n,
                  const char *setting)
{
  const char *last = g_ptr_array_index (fx->archive->nodes->published, n - 1);

  g_assert_cmpuint (fx->archive->nodes->published->len, ==, n);
  g_assert_true (g_str_has_prefix (last, ROMEO " <conversation xmlns='" NODE "'"));
  g_assert_nonnull (strstr (last, setting));
}

/* Set here: told, and not heard as news of another device. A while is nobody else's. */
static void
test_tell (Fixture       *fx,
           gconstpointer  data)
{
  gint64 soon_s = g_get_real_time () / G_USEC_PER_SEC + 3600;

  go_online (fx);
  chat_conversation_set_muted_until (find (fx, ROMEO), soon_s);
  settle (fx);
  g_assert_cmpuint (fx->archive->nodes->published->len, ==, 0);
  chat_conversation_set_muted_until (find (fx, ROMEO), G_MAXINT64);
  WAIT_FOR (fx->archive->nodes->published->len == 1);
  settle (fx);
  assert_published (fx, 1, "<never/>");
  g_assert_cmpint (get_until (fx), ==, G_MAXINT64);
  chat_conversation_set_muted_until (find (fx, ROMEO), 0);
  WAIT_FOR (fx->archive->nodes->published->len == 2);
  settle (fx);
  assert_published (fx, 2, "<always/>");
  g_assert_cmpint (get_until (fx), ==, 0);
}

/* Set elsewhere, before there is a conversation as well; what else is there stays. */
static void
test_hear (Fixture       *fx,
           gconstpointer  data)
{
  gint64 soon_s = g_get_real_time () / G_USEC_PER_SEC + 3600;
  guint item;

  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, NOTIFY ("<never/>"), FALSE);
  mock_nodes_put (fx->archive->nodes, NODE, NURSE, NOTIFY ("<never/>"), FALSE);
  go_online (fx);
  g_assert_cmpint (get_until (fx), ==, G_MAXINT64);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, NOTIFY ("<on-mention/>"), TRUE);
  settle (fx);
  g_assert_cmpint (get_until (fx), ==, 0);

  chat_conversation_set_muted_until (find (fx, ROMEO), soon_s);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, NOTIFY ("<always/>"), TRUE);
  settle (fx);
  g_assert_cmpint (get_until (fx), ==, soon_s);

  item = mock_archive_add (fx->archive, NURSE "/x", MOCK_FULL, "m", "m", NULL);
  mock_archive_deliver (fx->archive, item, MOCK_LIVE);
  WAIT_FOR (find (fx, NURSE) != NULL);
  settle (fx);
  g_assert_true (chat_conversation_get_muted (find (fx, NURSE)));
  g_assert_cmpuint (fx->archive->nodes->published->len, ==, 0);

  chat_conversation_set_muted_until (find (fx, ROMEO), G_MAXINT64);
  WAIT_FOR (fx->archive->nodes->published->len == 1);
  assert_published (fx, 1, "<never/>");
  assert_published (fx, 1, "<other xmlns='urn:other'/>");
}

/* Set without a network: what the server has is older. */
static void
test_offline (Fixture       *fx,
              gconstpointer  data)
{
  go_online (fx);
  chat_mock_restart (fx->mock);
  chat_conversation_set_muted_until (find (fx, ROMEO), G_MAXINT64);
  chat_fixture_settle (fx->mock->client);
  chat_mock_restart (fx->mock);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, NOTIFY ("<always/>"), FALSE);
  go_online (fx);
  WAIT_FOR (fx->archive->nodes->published->len == 1);
  settle (fx);
  assert_published (fx, 1, "<never/>");
  g_assert_cmpint (get_until (fx), ==, G_MAXINT64);

  /* From then on it counts again. */
  chat_mock_restart (fx->mock);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, NOTIFY ("<always/>"), FALSE);
  go_online (fx);
  g_assert_cmpint (get_until (fx), ==, 0);
  g_assert_cmpuint (fx->archive->nodes->published->len, ==, 1);
}

static gboolean
is_pinned (Fixture *fx)
{
  return chat_conversation_get_pinned (find (fx, ROMEO));
}

/* Pins go both ways, and each device leaves alone what it has not set. */
static void
test_pins (Fixture       *fx,
           gconstpointer  data)
{
  const char *stored;

  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, PIN (PINNED), FALSE);
  go_online (fx);
  g_assert_true (is_pinned (fx));
  g_assert_cmpint (get_until (fx), ==, 0);
  chat_conversation_set_muted_until (find (fx, ROMEO), G_MAXINT64);
  WAIT_FOR (fx->archive->nodes->published->len == 1);
  settle (fx);
  assert_published (fx, 1, "<never/>");
  assert_published (fx, 1, PINNED);

  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, NOTIFY ("<never/>"), TRUE);
  settle (fx);
  g_assert_false (is_pinned (fx));
  g_assert_cmpint (get_until (fx), ==, G_MAXINT64);
  g_assert_cmpuint (fx->archive->nodes->published->len, ==, 1);

  chat_conversation_set_pinned (find (fx, ROMEO), TRUE);
  WAIT_FOR (fx->archive->nodes->published->len == 2);
  settle (fx);
  assert_published (fx, 2, PINNED);
  assert_published (fx, 2, "<never/>");
  assert_published (fx, 2, "<other xmlns='urn:other'/>");
  chat_conversation_set_pinned (find (fx, ROMEO), FALSE);
  WAIT_FOR (fx->archive->nodes->published->len == 3);
  settle (fx);
  stored = mock_nodes_get (fx->archive->nodes, NODE, ROMEO);
  g_assert_null (strstr (stored, PINNED));
  g_assert_nonnull (strstr (stored, "<never/>"));
}

static void
retract (Fixture    *fx,
         const char *node)
{
  g_autofree char *event = g_strdup_printf (
    "<message from='" MOCK_ADDRESS "' to='$jid' type='headline'>"
    "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='%s'>"
    "<retract id='" ROMEO "'/></items></event></message>", node);

  mock_server_say (fx->mock->server, event);
  settle (fx);
}

/* Taken away elsewhere: nothing is set any more. What is said of a room of that address is not said
 * of whom we talk with. */
static void
test_retracted (Fixture       *fx,
                gconstpointer  data)
{
  go_online (fx);
  mock_nodes_put (fx->archive->nodes, ROOMS, ROMEO,
                  "<conference xmlns='" ROOMS "'><extensions>" PINNED "</extensions></conference>",
                  TRUE);
  settle (fx);
  g_assert_false (is_pinned (fx));
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO,
                  PIN (PINNED "<notify xmlns='urn:xmpp:notification-settings:1'><never/></notify>"),
                  TRUE);
  settle (fx);
  g_assert_true (is_pinned (fx));
  retract (fx, ROOMS);
  g_assert_true (is_pinned (fx));
  retract (fx, NODE);
  g_assert_false (is_pinned (fx));
  g_assert_cmpint (get_until (fx), ==, 0);
  g_assert_cmpuint (fx->archive->nodes->published->len, ==, 0);
}

/* What comes to the same here stays as it was put. */
static void
test_on_mention (Fixture       *fx,
                 gconstpointer  data)
{
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, NOTIFY ("<on-mention/>"), FALSE);
  go_online (fx);
  chat_mock_restart (fx->mock);
  chat_conversation_set_muted_until (find (fx, ROMEO), G_MAXINT64);
  chat_conversation_set_muted_until (find (fx, ROMEO), 0);
  chat_conversation_set_pinned (find (fx, ROMEO), TRUE);
  chat_fixture_settle (fx->mock->client);
  go_online (fx);
  WAIT_FOR (fx->archive->nodes->published->len == 1);
  settle (fx);
  g_assert_nonnull (strstr (mock_nodes_get (fx->archive->nodes, NODE, ROMEO), PINNED));
  g_assert_nonnull (strstr (mock_nodes_get (fx->archive->nodes, NODE, ROMEO), "<on-mention/>"));
}

/* Set before all is here that the server has of it: told after that. */
static void
test_early (Fixture       *fx,
            gconstpointer  data)
{
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, NOTIFY ("<never/>"), FALSE);
  fx->archive->nodes->held = g_ptr_array_new_with_free_func (g_free);
  go_online (fx);
  chat_conversation_set_pinned (find (fx, ROMEO), TRUE);
  settle (fx);
  g_assert_cmpuint (fx->archive->nodes->published->len, ==, 0);
  mock_nodes_release (fx->archive->nodes);
  WAIT_FOR (fx->archive->nodes->published->len == 1);
  settle (fx);
  assert_published (fx, 1, PINNED);
  assert_published (fx, 1, "<never/>");
  g_assert_true (is_pinned (fx));
  g_assert_cmpint (get_until (fx), ==, G_MAXINT64);
}

/* What is set for a conversation of another account is nothing to this one. */
static void
test_other_account (Fixture       *fx,
                    gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  ChatConversation *conversation;
  ChatAccount *other;

  mock_nodes_put (fx->archive->nodes, NODE, NURSE, PIN (PINNED), FALSE);
  go_online (fx);
  chat_client_add_account_async (fx->mock->client, "nurse@montague.lit", NULL, FALSE,
                                 &(ChatServer) { .host = "127.0.0.1", .port = 1,
                                                 .tls = "starttls" },
                                 NULL, chat_fixture_result_cb, &result);
  other = chat_client_add_account_finish (fx->mock->client, chat_fixture_wait_result (&result),
                                          &error);
  g_assert_no_error (error);
  conversation = chat_client_get_conversation (fx->mock->client, other, NURSE, NULL);
  g_assert_false (chat_conversation_get_pinned (conversation));
  chat_conversation_set_pinned (conversation, TRUE);
  settle (fx);
  g_assert_cmpuint (fx->archive->nodes->published->len, ==, 0);
}

/* Changed one's mind before the server has answered: the last word counts. */
static void
test_quick (Fixture       *fx,
            gconstpointer  data)
{
  go_online (fx);
  chat_conversation_set_pinned (find (fx, ROMEO), TRUE);
  chat_conversation_set_pinned (find (fx, ROMEO), FALSE);
  chat_conversation_set_muted_until (find (fx, ROMEO), G_MAXINT64);
  settle (fx);
  g_assert_false (is_pinned (fx));
  g_assert_cmpint (get_until (fx), ==, G_MAXINT64);
  g_assert_null (strstr (mock_nodes_get (fx->archive->nodes, NODE, ROMEO), PINNED));
  g_assert_nonnull (strstr (mock_nodes_get (fx->archive->nodes, NODE, ROMEO), "<never/>"));
}

/* Pinned without a network, also over a restart: what another one has muted meanwhile counts. */
static void
test_pinned_offline (Fixture       *fx,
                     gconstpointer  data)
{
  go_online (fx);
  chat_mock_restart (fx->mock);
  chat_conversation_set_pinned (find (fx, ROMEO), TRUE);
  chat_fixture_settle (fx->mock->client);
  chat_mock_restart (fx->mock);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, NOTIFY ("<never/>"), FALSE);
  go_online (fx);
  WAIT_FOR (fx->archive->nodes->published->len == 1);
  settle (fx);
  assert_published (fx, 1, PINNED);
  assert_published (fx, 1, "<never/>");
  g_assert_true (is_pinned (fx));
  g_assert_cmpint (get_until (fx), ==, G_MAXINT64);
}

/* Another one has set the same meanwhile: there is nothing to tell, and what comes next counts. */
static void
test_same_offline (Fixture       *fx,
                   gconstpointer  data)
{
  go_online (fx);
  chat_mock_restart (fx->mock);
  chat_conversation_set_pinned (find (fx, ROMEO), TRUE);
  chat_fixture_settle (fx->mock->client);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, PIN (PINNED), FALSE);
  go_online (fx);
  g_assert_cmpuint (fx->archive->nodes->published->len, ==, 0);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, NOTIFY ("<always/>"), TRUE);
  settle (fx);
  g_assert_false (is_pinned (fx));
}

/* Items that say nothing that can be understood. */
static void
test_hostile (Fixture       *fx,
              gconstpointer  data)
{
  g_autofree char *many = g_strnfill (3000, 'x');
  g_autofree char *long_id = g_strconcat (many, "@montague.lit", NULL);

  mock_nodes_put (fx->archive->nodes, NODE, "@@@", PIN (PINNED), FALSE);
  mock_nodes_put (fx->archive->nodes, NODE, BALCONY, PIN (PINNED), FALSE);
  mock_nodes_put (fx->archive->nodes, NODE, long_id, PIN (PINNED), FALSE);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO,
                  "<conversation xmlns='urn:other'><extensions>" PINNED "</extensions>"
                  "</conversation>", FALSE);
  go_online (fx);
  g_assert_false (is_pinned (fx));
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, PIN ("<pinned xmlns='urn:other'/>"), TRUE);
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO,
                  "<conversation xmlns='" NODE "'>" PINNED "</conversation>", TRUE);
  settle (fx);
  g_assert_false (is_pinned (fx));
  mock_nodes_put (fx->archive->nodes, NODE, ROMEO, PIN (PINNED), TRUE);
  settle (fx);
  g_assert_true (is_pinned (fx));
}

/* CVE-2023-28686 */
static void
test_forged (Fixture       *fx,
             gconstpointer  data)
{
  static const char *const senders[] = { BALCONY, ROMEO, MOCK_ADDRESS "/chamber", MOCK_DOMAIN };

  go_online (fx);
  for (gsize i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autofree char *event = g_strdup_printf (
        "<message from='%s' to='$jid' type='headline'>"
        "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='" NODE "'>"
        "<item id='" ROMEO "'>" PIN (PINNED "<notify xmlns='urn:xmpp:notification-settings:1'>"
                                     "<never/></notify>") "</item></items></event></message>",
        senders[i]);

      mock_server_say (fx->mock->server, event);
    }
  settle (fx);
  g_assert_cmpint (get_until (fx), ==, 0);
  g_assert_false (is_pinned (fx));
}

static void
assert_told (Fixture    *fx,
             const char *expected) /* (nullable): why not */
{
  g_autoptr(GVariant) info = chat_account_dup_status_info (fx->mock->account);
  g_autofree const char **features = NULL;
  const char *refusal = NULL;

  g_variant_lookup (info, "settings-sync-refusal", "&s", &refusal);
  g_assert_cmpstr (refusal, ==, expected);
  g_variant_lookup (info, "features", "^a&s", &features);
  g_assert_cmpint (g_strv_contains (features, "settings-sync"), ==, expected == NULL);
}

/* Never where others could read it. */
static void
test_not_private (Fixture       *fx,
                  gconstpointer  data)
{
  fx->archive->nodes->is_open = TRUE;
  go_online (fx);
  assert_told (fx, NULL);
  chat_conversation_set_muted_until (find (fx, ROMEO), G_MAXINT64);
  settle (fx);
  g_assert_cmpuint (fx->archive->nodes->published->len, ==, 0);
  g_assert_cmpint (get_until (fx), ==, G_MAXINT64);
  assert_told (fx, "not-private");
  chat_conversation_set_pinned (find (fx, ROMEO), TRUE);
  settle (fx);
  g_assert_cmpuint (fx->archive->nodes->published->len, ==, 0);
  g_assert_true (is_pinned (fx));

  /* A server that has learnt it hears of both: on the next connection, or at the next start. */
  fx->archive->nodes->is_open = FALSE;
  if (data != NULL)
    mock_archive_cut (fx->archive);
  else
    {
      chat_mock_restart (fx->mock);
      go_online (fx);
    }
  WAIT_FOR (fx->archive->nodes->published->len == 1);
  settle (fx);
  assert_told (fx, NULL);
  assert_published (fx, 1, "<never/>");
  assert_published (fx, 1, PINNED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/model/settings-sync/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("tell", test_tell);
  ADD ("hear", test_hear);
  ADD ("offline", test_offline);
  ADD ("pins", test_pins);
  ADD ("retracted", test_retracted);
  ADD ("on-mention", test_on_mention);
  ADD ("early", test_early);
  ADD ("other-account", test_other_account);
  ADD ("quick", test_quick);
  ADD ("pinned-offline", test_pinned_offline);
  ADD ("same-offline", test_same_offline);
  ADD ("hostile", test_hostile);
  ADD ("forged", test_forged);
  ADD ("not-private", test_not_private);
  g_test_add ("/model/settings-sync/not-private/reconnected", Fixture, GINT_TO_POINTER (1), set_up,
              test_not_private, tear_down);

  return g_test_run ();
}
