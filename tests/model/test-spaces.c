/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workspaces: the same on all devices, there at once after a start, changed without a network. */
#include <gio/gio.h>
#include <string.h>

#include "chat-client-private.h"
#include "chat-error.h"
#include "chat-fixture.h"
#include "chat-history.h"
#include "chat-mock.h"
#include "chat-space-room.h"
#include "mock-archive.h"

#define ROMEO   "romeo@montague.lit"
#define BALCONY ROMEO "/balcony"
#define NURSE   "nurse@capulet.lit"
#define NODE    "https://charla.im/protocol/workspaces:0"
#define WORKSPACE(name, position, content) \
  "<workspace xmlns='" NODE "' name='" name "' position='" position "'>" content "</workspace>"
#define MEMBER(address) "<member jid='" address "'/>"

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
}

static ChatSpaces *
get_spaces (Fixture *fx)
{
  return chat_account_get_spaces (fx->mock->account);
}

/* "Work: a b; Home: c" */
static void
assert_spaces (Fixture    *fx,
               const char *expected)
{
  GListModel *all = chat_client_get_spaces (fx->mock->client);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_cmpuint (g_list_model_get_n_items (all), ==,
                    g_list_model_get_n_items (chat_spaces_get_list (get_spaces (fx))));
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr(ChatSpace) space = g_list_model_get_item (all, i);
      g_auto(GStrv) members = chat_space_dup_members (space);
      g_autofree char *line = g_strjoinv (" ", members);

      g_assert_cmpstr (chat_space_get_account_address (space), ==, MOCK_ADDRESS);
      g_string_append_printf (text, "%s%s: %s", i > 0 ? "; " : "", chat_space_get_name (space), line);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static ChatSpace *
create (Fixture    *fx,
        const char *name)
{
  g_autoptr(GError) error = NULL;
  ChatSpace *space = chat_spaces_create (get_spaces (fx), name, &error);

  g_assert_no_error (error);
  return space;
}

static void
add (Fixture    *fx,
     const char *space,
     const char *address)
{
  g_autoptr(GError) error = NULL;
  ChatSpaces *spaces = get_spaces (fx);

  g_assert_true (chat_spaces_add (spaces, chat_spaces_find (spaces, space), address, &error));
  g_assert_no_error (error);
}

static guint
count_published (Fixture *fx)
{
  return fx->archive->nodes->published->len;
}

static const char *
get_last (Fixture *fx)
{
  return g_ptr_array_index (fx->archive->nodes->published, count_published (fx) - 1);
}

/* Made here: told, and what comes back of it is no news. */
static void
test_tell (Fixture       *fx,
           gconstpointer  data)
{
  g_autofree char *id = NULL;

  go_online (fx);
  assert_spaces (fx, "");
  id = g_strdup (chat_space_get_id (create (fx, " Work ")));
  WAIT_FOR (count_published (fx) == 1);
  add (fx, "Work", "Romeo@montague.lit/balcony");
  WAIT_FOR (count_published (fx) == 2);
  settle (fx);
  g_assert_cmpstr (mock_nodes_get (fx->archive->nodes, NODE, id), ==,
                   WORKSPACE ("Work", "0", MEMBER (ROMEO)));
  assert_spaces (fx, "Work: " ROMEO);
  g_assert_true (chat_space_contains (chat_spaces_find (get_spaces (fx), id), ROMEO));
  g_assert_true (chat_space_contains (chat_spaces_find (get_spaces (fx), id), BALCONY));
  g_assert_false (chat_space_contains (chat_spaces_find (get_spaces (fx), id), NURSE));

  /* What is so already is not told. */
  add (fx, "work", ROMEO);
  chat_spaces_remove (get_spaces (fx), chat_spaces_find (get_spaces (fx), id), NURSE);
  g_assert_true (chat_spaces_rename (get_spaces (fx), chat_spaces_find (get_spaces (fx), id), "Work",
                                     NULL));
  settle (fx);
  g_assert_cmpuint (count_published (fx), ==, 2);

  g_assert_true (chat_spaces_rename (get_spaces (fx), chat_spaces_find (get_spaces (fx), id), "Job",
                                     NULL));
  chat_spaces_remove (get_spaces (fx), chat_spaces_find (get_spaces (fx), id), ROMEO);
  settle (fx);
  g_assert_cmpstr (mock_nodes_get (fx->archive->nodes, NODE, id), ==,
                   "<workspace xmlns='" NODE "' name='Job' position='0'/>");
  chat_spaces_delete (get_spaces (fx), chat_spaces_find (get_spaces (fx), "Job"));
  assert_spaces (fx, "");
  settle (fx);
  g_assert_null (mock_nodes_get (fx->archive->nodes, NODE, id));
  g_assert_true (g_str_has_suffix (get_last (fx), " retracted"));
  chat_mock_restart (fx->mock);
  assert_spaces (fx, "");
}

/* Made, changed and taken away elsewhere; there at once after a start. */
static void
test_hear (Fixture       *fx,
           gconstpointer  data)
{
  MockNodes *nodes = fx->archive->nodes;

  mock_nodes_put (nodes, NODE, "w2", WORKSPACE ("Home", "1", MEMBER (NURSE)), FALSE);
  mock_nodes_put (nodes, NODE, "w1", WORKSPACE ("Work", "0", MEMBER ("team@rooms.lit")), FALSE);
  go_online (fx);
  assert_spaces (fx, "Work: team@rooms.lit; Home: " NURSE);
  mock_nodes_put (nodes, NODE, "w3", WORKSPACE ("Play", "1", ""), TRUE);
  mock_nodes_put (nodes, NODE, "w1", WORKSPACE ("Work", "5", MEMBER (NURSE) MEMBER (ROMEO)), TRUE);
  settle (fx);
  assert_spaces (fx, "Home: " NURSE "; Play: ; Work: " NURSE " " ROMEO);
  chat_mock_restart (fx->mock);
  assert_spaces (fx, "Home: " NURSE "; Play: ; Work: " NURSE " " ROMEO);
  mock_nodes_remove (nodes, NODE, "w2", FALSE);
  go_online (fx);
  assert_spaces (fx, "Play: ; Work: " NURSE " " ROMEO);
  mock_nodes_put (nodes, NODE, "w3", "<removed xmlns='" NODE "'/>", TRUE);
  settle (fx);
  assert_spaces (fx, "Work: " NURSE " " ROMEO);
  mock_nodes_remove (nodes, NODE, "w3", TRUE);
  settle (fx);
  assert_spaces (fx, "Work: " NURSE " " ROMEO);
  mock_server_say (fx->mock->server,
                   "<message from='" MOCK_ADDRESS "' to='$jid' type='headline'>"
                   "<event xmlns='http://jabber.org/protocol/pubsub#event'><purge node='" NODE "'/>"
                   "</event></message>");
  settle (fx);
  assert_spaces (fx, "");
  g_assert_cmpuint (count_published (fx), ==, 0);
  chat_mock_restart (fx->mock);
  assert_spaces (fx, "");
}

/* Without a network: what the server has of these is older; the others' changes count. */
static void
test_offline (Fixture       *fx,
              gconstpointer  data)
{
  MockNodes *nodes = fx->archive->nodes;
  ChatSpaces *spaces;

  mock_nodes_put (nodes, NODE, "w1", WORKSPACE ("Work", "0", ""), FALSE);
  mock_nodes_put (nodes, NODE, "w2", WORKSPACE ("Home", "1", ""), FALSE);
  mock_nodes_put (nodes, NODE, "w3", WORKSPACE ("Play", "2", ""), FALSE);
  mock_nodes_put (nodes, NODE, "w4", WORKSPACE ("Rest", "3", ""), FALSE);
  go_online (fx);
  chat_mock_restart (fx->mock);
  spaces = get_spaces (fx);
  add (fx, "Work", ROMEO);
  chat_spaces_delete (spaces, chat_spaces_find (spaces, "Play"));
  chat_spaces_delete (spaces, chat_spaces_find (spaces, "Rest"));
  g_assert_true (chat_spaces_rename (spaces, chat_spaces_find (spaces, "Home"), "House", NULL));
  create (fx, "New");
  add (fx, "New", NURSE);
  assert_spaces (fx, "Work: " ROMEO "; House: ; New: " NURSE);
  chat_fixture_settle (fx->mock->client);

  chat_mock_restart (fx->mock);
  assert_spaces (fx, "Work: " ROMEO "; House: ; New: " NURSE);
  mock_nodes_put (nodes, NODE, "w1", WORKSPACE ("Older", "9", MEMBER (NURSE)), FALSE);
  mock_nodes_put (nodes, NODE, "w3", WORKSPACE ("Played", "2", ""), FALSE);
  mock_nodes_remove (nodes, NODE, "w2", FALSE);
  mock_nodes_remove (nodes, NODE, "w4", FALSE);
  mock_nodes_put (nodes, NODE, "w5", WORKSPACE ("Theirs", "8", ""), FALSE);
  go_online (fx);
  settle (fx);
  assert_spaces (fx, "Work: " ROMEO "; House: ; New: " NURSE "; Theirs: ");
  g_assert_cmpstr (mock_nodes_get (nodes, NODE, "w1"), ==, WORKSPACE ("Work", "0", MEMBER (ROMEO)));
  g_assert_nonnull (mock_nodes_get (nodes, NODE, "w2"));
  g_assert_null (mock_nodes_get (nodes, NODE, "w3"));
  g_assert_cmpuint (count_published (fx), ==, 7);

  /* From then on they are heard again. */
  mock_nodes_put (nodes, NODE, "w1", WORKSPACE ("Newer", "0", ""), TRUE);
  settle (fx);
  assert_spaces (fx, "Newer: ; House: ; New: " NURSE "; Theirs: ");
  chat_mock_restart (fx->mock);
  go_online (fx);
  assert_spaces (fx, "Newer: ; House: ; New: " NURSE "; Theirs: ");
  g_assert_cmpuint (count_published (fx), ==, 7);
}

/* Before the server has answered: the last word counts, also that it is gone. */
static void
test_quick (Fixture       *fx,
            gconstpointer  data)
{
  g_autofree char *gone = NULL;
  g_autofree char *id = NULL;

  go_online (fx);
  id = g_strdup (chat_space_get_id (create (fx, "Work")));
  gone = g_strdup (chat_space_get_id (create (fx, "Gone")));
  for (guint i = 0; i < 10; i++)
    {
      add (fx, "Work", NURSE);
      chat_spaces_remove (get_spaces (fx), chat_spaces_find (get_spaces (fx), "Work"), NURSE);
    }
  add (fx, "Work", ROMEO);
  chat_spaces_delete (get_spaces (fx), chat_spaces_find (get_spaces (fx), "Gone"));
  settle (fx);
  settle (fx);
  assert_spaces (fx, "Work: " ROMEO);
  g_assert_null (mock_nodes_get (fx->archive->nodes, NODE, gone));
  g_assert_cmpstr (mock_nodes_get (fx->archive->nodes, NODE, id), ==,
                   WORKSPACE ("Work", "0", MEMBER (ROMEO)));
  g_assert_cmpuint (count_published (fx), <=, 5);
}

/* The order is the person's, and told. */
static void
test_order (Fixture       *fx,
            gconstpointer  data)
{
  ChatSpaces *spaces;

  go_online (fx);
  spaces = get_spaces (fx);
  create (fx, "A");
  create (fx, "B");
  create (fx, "C");
  settle (fx);
  g_assert_cmpuint (count_published (fx), ==, 3);
  chat_spaces_move (spaces, chat_spaces_find (spaces, "C"), 0);
  assert_spaces (fx, "C: ; A: ; B: ");
  settle (fx);
  g_assert_cmpuint (count_published (fx), ==, 6);
  chat_spaces_move (spaces, chat_spaces_find (spaces, "A"), 99);
  assert_spaces (fx, "C: ; B: ; A: ");
  settle (fx);
  g_assert_cmpuint (count_published (fx), ==, 8);
  chat_spaces_move (spaces, chat_spaces_find (spaces, "A"), 2);
  settle (fx);
  g_assert_cmpuint (count_published (fx), ==, 8);
  chat_mock_restart (fx->mock);
  assert_spaces (fx, "C: ; B: ; A: ");
}

/* A chat goes from one to another. */
static void
test_move_chat (Fixture       *fx,
                gconstpointer  data)
{
  ChatSpaces *spaces;

  go_online (fx);
  spaces = get_spaces (fx);
  create (fx, "A");
  create (fx, "B");
  g_assert_true (chat_spaces_move_chat (spaces, chat_spaces_find (spaces, "A"), ROMEO, NULL));
  assert_spaces (fx, "A: " ROMEO "; B: ");
  g_assert_true (chat_spaces_move_chat (spaces, chat_spaces_find (spaces, "B"), BALCONY, NULL));
  assert_spaces (fx, "A: ; B: " ROMEO);
  g_assert_true (chat_spaces_move_chat (spaces, NULL, ROMEO, NULL));
  assert_spaces (fx, "A: ; B: ");
}

/* What is unread in those that are in it, and not muted. */
static void
test_unread (Fixture       *fx,
             gconstpointer  data)
{
  ChatConversation *conversation;
  ChatSpaces *spaces;
  ChatSpace *space;
  guint item;

  go_online (fx);
  spaces = get_spaces (fx);
  space = create (fx, "A");
  add (fx, "A", NURSE);
  g_assert_cmpuint (chat_space_get_unread (space), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *id = g_strdup_printf ("n%u", i);

      item = mock_archive_add (fx->archive, NURSE "/x", MOCK_FULL, id, id, NULL);
      mock_archive_deliver (fx->archive, item, MOCK_LIVE);
    }
  item = mock_archive_add (fx->archive, BALCONY, MOCK_FULL, "r", "r", NULL);
  mock_archive_deliver (fx->archive, item, MOCK_LIVE);
  settle (fx);
  g_assert_cmpuint (chat_space_get_unread (space), ==, 2);
  add (fx, "A", ROMEO);
  g_assert_cmpuint (chat_space_get_unread (space), >=, 3);
  chat_spaces_remove (spaces, space, ROMEO);
  g_assert_cmpuint (chat_space_get_unread (space), ==, 2);

  chat_mock_restart (fx->mock);
  space = chat_spaces_find (get_spaces (fx), "A");
  g_assert_cmpuint (chat_space_get_unread (space), ==, 2);
  conversation = chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, NURSE);
  chat_conversation_set_muted_until (conversation, G_MAXINT64);
  g_assert_cmpuint (chat_space_get_unread (space), ==, 0);
  chat_conversation_set_muted_until (conversation, 0);
  g_assert_cmpuint (chat_space_get_unread (space), ==, 2);
  chat_conversation_mark_read (conversation);
  g_assert_cmpuint (chat_space_get_unread (space), ==, 0);
}

static void
assert_told (Fixture    *fx,
             const char *expected) /* (nullable): why not */
{
  g_autoptr(GVariant) info = chat_account_dup_status_info (fx->mock->account);
  const char *refusal = NULL;

  g_variant_lookup (info, "spaces-sync-refusal", "&s", &refusal);
  g_assert_cmpstr (refusal, ==, expected);
}

/* A server that has lost all gets it back; where nothing can be kept private nothing is told. */
static void
test_absent (Fixture       *fx,
             gconstpointer  data)
{
  go_online (fx);
  create (fx, "Work");
  settle (fx);
  g_assert_cmpuint (count_published (fx), ==, 1);
  chat_mock_restart (fx->mock);
  g_hash_table_remove (fx->archive->nodes->nodes, NODE);
  go_online (fx);
  settle (fx);
  assert_spaces (fx, "Work: ");
  g_assert_cmpuint (count_published (fx), ==, 2);

  chat_mock_restart (fx->mock);
  fx->archive->nodes->is_open = TRUE;
  go_online (fx);
  add (fx, "Work", ROMEO);
  settle (fx);
  assert_spaces (fx, "Work: " ROMEO);
  assert_told (fx, "not-private");
  g_assert_cmpuint (count_published (fx), ==, 2);
  chat_mock_restart (fx->mock);
  fx->archive->nodes->is_open = FALSE;
  go_online (fx);
  settle (fx);
  assert_told (fx, NULL);
  g_assert_cmpuint (count_published (fx), ==, 3);
}

#define ROOM(name) "<conference xmlns='urn:xmpp:bookmarks:1' name='" name "' autojoin='true'/>"
#define IN_SPACE(room, name) "<item id='" room "@rooms.lit'>" ROOM (name) "</item>"
#define SHOWN "<space service='" MOCK_SPACES "' node='dev'/>"

static void
assert_rooms (Fixture    *fx,
              const char *expected)
{
  ChatSpace *space = chat_spaces_find (get_spaces (fx), "Developers");
  GListModel *rooms = chat_space_get_rooms (space);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++)
    {
      g_autoptr(ChatSpaceRoom) room = g_list_model_get_item (rooms, i);

      g_string_append_printf (text, "%s ", chat_space_room_get_name (room));
      g_assert_true (chat_space_contains (space, chat_space_room_get_address (room)));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
tell_space (Fixture    *fx,
            const char *from,
            const char *node,
            const char *items)
{
  g_autofree char *event = g_strdup_printf (
    "<message from='%s' to='$jid' type='headline'>"
    "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='%s'>%s</items></event>"
    "</message>", from, node, items);

  mock_server_say (fx->mock->server, event);
}

static ChatSpace *
join (Fixture *fx)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ChatSpace) space = NULL;

  chat_spaces_join_async (get_spaces (fx), MOCK_SPACES, "dev", NULL, chat_fixture_result_cb,
                          &result);
  space = chat_spaces_join_finish (get_spaces (fx), chat_fixture_wait_result (&result), &error);
  g_assert_no_error (error);
  return space; /* the list keeps it */
}

/* A space of a server: joined and told to the other devices, and its rooms follow the server alone;
 * no room is joined. */
static void
test_shared (Fixture       *fx,
             gconstpointer  data)
{
  MockNodes *nodes = fx->archive->nodes;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;
  ChatSpace *space;

  nodes->space = IN_SPACE ("a", "A") IN_SPACE ("b", "B");
  go_online (fx);
  space = join (fx);
  id = g_strdup (chat_space_get_id (space));
  g_assert_true (chat_space_is_shared (space));
  assert_rooms (fx, "A B ");
  settle (fx);
  g_assert_false (chat_space_is_owned (space));
  g_assert_cmpstr (mock_nodes_get (nodes, NODE, id), ==, WORKSPACE ("Developers", "0", SHOWN));
  g_assert_true (join (fx) == space); /* once is enough */
  g_assert_cmpuint (g_list_model_get_n_items (
                      chat_rooms_get_list (chat_account_get_rooms (fx->mock->account))), ==, 0);
  g_assert_false (chat_spaces_rename (get_spaces (fx), space, "Mine", &error));

  tell_space (fx, MOCK_SPACES, "dev", IN_SPACE ("c", "C") "<retract id='a@rooms.lit'/>");
  tell_space (fx, MOCK_SPACES, "dev", IN_SPACE ("b", "New"));
  settle (fx);
  assert_rooms (fx, "C New ");
  tell_space (fx, ROMEO, "dev", IN_SPACE ("x", "X") "<retract id='b@rooms.lit'/>");
  tell_space (fx, MOCK_SPACES "/x", "dev", IN_SPACE ("x", "X"));
  tell_space (fx, MOCK_SPACES, "other", IN_SPACE ("x", "X"));
  tell_space (fx, MOCK_ADDRESS, "dev", IN_SPACE ("x", "X"));
  settle (fx);
  assert_rooms (fx, "C New ");

  /* They are there at once after a start, and what is new after that. */
  chat_mock_restart (fx->mock);
  assert_rooms (fx, "C New ");
  nodes->space = IN_SPACE ("d", "D");
  nodes->owns_space = TRUE;
  go_online (fx);
  settle (fx);
  g_assert_true (chat_space_is_owned (chat_spaces_find (get_spaces (fx), id)));
  assert_rooms (fx, "D ");

  space = chat_spaces_find (get_spaces (fx), id);
  chat_spaces_leave_async (get_spaces (fx), space, NULL, chat_fixture_result_cb, &result);
  g_assert_true (chat_spaces_finish (get_spaces (fx), chat_fixture_wait_result (&result), NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (nodes->asked, "unsubscribe dev", g_str_equal,
                                                   NULL));
  assert_spaces (fx, "");
  settle (fx);
  g_assert_null (mock_nodes_get (nodes, NODE, id));
  tell_space (fx, MOCK_SPACES, "dev", IN_SPACE ("x", "X"));
  settle (fx);
  assert_spaces (fx, "");

  /* What was left can be joined again, and stays. */
  join (fx);
  settle (fx);
  assert_spaces (fx, "Developers: ");
  chat_mock_restart (fx->mock);
  assert_rooms (fx, "D ");
}

/* Joined on another device; and a server that does not answer, or gives far too much. */
static void
test_shared_elsewhere (Fixture       *fx,
                       gconstpointer  data)
{
  MockNodes *nodes = fx->archive->nodes;
  g_autoptr(GString) many = g_string_new (NULL);
  ChatSpace *space;

  for (guint i = 0; i < 600; i++)
    g_string_append_printf (many, "<item id='r%u@rooms.lit'>" ROOM ("R") "</item>", i);
  go_online (fx);
  mock_nodes_put (nodes, NODE, "s1", WORKSPACE ("Dev", "0", SHOWN), TRUE);
  settle (fx);
  assert_spaces (fx, "Dev: ");
  chat_mock_restart (fx->mock);
  nodes->space = many->str;
  go_online (fx);
  settle (fx);
  assert_spaces (fx, "Developers: ");
  space = chat_spaces_find (get_spaces (fx), "s1");
  g_assert_cmpuint (g_list_model_get_n_items (chat_space_get_rooms (space)), ==, 500);
  tell_space (fx, MOCK_SPACES, "dev", IN_SPACE ("x", "X"));
  settle (fx);
  g_assert_cmpuint (g_list_model_get_n_items (chat_space_get_rooms (space)), ==, 500);
  mock_nodes_put (nodes, NODE, "s1", WORKSPACE ("Mine", "0", ""), TRUE);
  settle (fx);
  g_assert_false (chat_space_is_shared (space));
  g_assert_cmpuint (g_list_model_get_n_items (chat_space_get_rooms (space)), ==, 0);
}

static void
assert_refused (Fixture    *fx,
                const char *name,
                int         code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (chat_spaces_create (get_spaces (fx), name, &error));
  g_assert_error (error, CHAT_ERROR, code);
}

static void
test_limits (Fixture       *fx,
             gconstpointer  data)
{
  g_autofree char *long_name = g_strnfill (CHAT_SPACE_MAX_NAME_CHARS + 1, 'n');
  g_autoptr(GError) error = NULL;
  ChatSpaces *spaces;

  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *id = g_strdup_printf ("w%u", i);

      mock_nodes_put (fx->archive->nodes, NODE, id, WORKSPACE ("N", "0", ""), FALSE);
    }
  mock_nodes_put (fx->archive->nodes, NODE, "odd", "<odd xmlns='urn:odd'/>", FALSE);
  go_online (fx);
  spaces = get_spaces (fx);
  g_assert_cmpuint (g_list_model_get_n_items (chat_spaces_get_list (spaces)), ==, 100);
  mock_nodes_put (fx->archive->nodes, NODE, "more", WORKSPACE ("N", "0", ""), TRUE);
  settle (fx);
  g_assert_cmpuint (g_list_model_get_n_items (chat_spaces_get_list (spaces)), ==, 100);
  g_assert_null (chat_spaces_find (spaces, "N")); /* which? */
  assert_refused (fx, "New", CHAT_ERROR_TOO_LARGE);
  assert_refused (fx, " ", CHAT_ERROR_INVALID_NAME);
  assert_refused (fx, long_name, CHAT_ERROR_INVALID_NAME);

  chat_spaces_delete (spaces, chat_spaces_find (spaces, "w1") != NULL
                                ? chat_spaces_find (spaces, "w1")
                                : chat_spaces_find (spaces, "w2"));
  create (fx, "New");
  assert_refused (fx, "néw", CHAT_ERROR_ALREADY_EXISTS);
  g_assert_false (chat_spaces_add (spaces, chat_spaces_find (spaces, "New"), "@@", &error));
  g_assert_error (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/model/spaces/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("tell", test_tell);
  ADD ("hear", test_hear);
  ADD ("offline", test_offline);
  ADD ("quick", test_quick);
  ADD ("order", test_order);
  ADD ("move-chat", test_move_chat);
  ADD ("unread", test_unread);
  ADD ("absent", test_absent);
  ADD ("limits", test_limits);
  ADD ("shared", test_shared);
  ADD ("shared-elsewhere", test_shared_elsewhere);

  return g_test_run ();
}
