/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server is told to be here is stored: XEP-0198, 4. It keeps all the rest. */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "chat-client-private.h"
#include "chat-fixture.h"
#include "chat-inbox-private.h"
#include "chat-inbox.h"
#include "chat-message-private.h"
#include "chat-mock.h"

#define ROMEO    "romeo@montague.lit"
#define FEATURES "<sm xmlns='urn:xmpp:sm:3'/>"
#define IN_ONE   1000 /* messages, that go into one transaction */

typedef struct {
  ChatMock *mock;
  guint     base;    /* what the server was told before anything of this came */
  GString  *told;    /* each time, what has come since then */
  guint     n_fences;
  guint     n_heard; /* messages of ours */
  guint     n_shown;
} Fixture;

static const char *expected; /* (nullable): the only warnings that there may be */
static guint n_expected;

static GLogWriterOutput
log_cb (GLogLevelFlags   level,
        const GLogField *fields,
        gsize            n_fields,
        gpointer         user_data)
{
  for (gsize i = 0; i < n_fields && expected != NULL; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && g_str_has_prefix (fields[i].value, expected))
      {
        n_expected++;
        return G_LOG_WRITER_HANDLED;
      }

  return g_log_writer_default (level, fields, n_fields, user_data);
}

static void
expect (const char *warning)
{
  expected = warning;
  n_expected = 0;
}

static void
answer_cb (MockServer  *server,
           XmppElement *element,
           gpointer     user_data)
{
  Fixture *fx = user_data;
  const char *name = xmpp_element_get_name (element);

  if (g_str_equal (name, "a"))
    {
      guint handled = (guint) atoi (xmpp_element_get_attribute (element, "h"));

      if (fx->base == 0)
        fx->base = handled;
      else
        g_string_append_printf (fx->told, "%u ", handled - fx->base);
    }
  else if (g_str_equal (name, "iq"))
    fx->n_fences++;
  else if (g_str_equal (name, "message"))
    fx->n_heard++;
}

static void
message_cb (ChatClient       *client,
            ChatConversation *conversation,
            ChatMessage      *message,
            gboolean          notify,
            Fixture          *fx)
{
  fx->n_shown++;
}

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_STARTS_TLS,
    SERVER_SECURES ("good"), SERVER_OPENS (MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256"))),
    SERVER_AUTHENTICATES, SERVER_OPENS (MOCK_FEATURES_BIND FEATURES), SERVER_BINDS,
    SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>"),
    SERVER_SAYS ("<enabled xmlns='urn:xmpp:sm:3' id='one' resume='true' max='300'/>"),
    MOCK_ASKS_ROSTER, MOCK_GREETS, MOCK_GREETS_ON,
  };

  fx->told = g_string_new (NULL);
  fx->mock = chat_mock_new (NULL);
  g_signal_connect (fx->mock->client, "message", G_CALLBACK (message_cb), fx);
  mock_server_play (fx->mock->server, play, G_N_ELEMENTS (play));
  chat_mock_add_account (fx->mock, MOCK_PASSWORD);
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_ONLINE);
  chat_mock_wait_played (fx->mock);
  chat_fixture_settle (fx->mock->client);
  mock_server_set_answer (fx->mock->server, answer_cb, fx);
  mock_server_say (fx->mock->server, "<r xmlns='urn:xmpp:sm:3'/>");
  WAIT_FOR (fx->base > 0);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_pointer (&fx->mock, chat_mock_free);
  g_string_free (fx->told, TRUE);
}

static ChatInbox *
get_inbox (Fixture *fx)
{
  return g_ptr_array_index (fx->mock->client->inboxes, 0);
}

/* The server asks how much is here, and hears the answer before this returns. The question that
 * comes with it counts as well from then on. */
static void
ask (Fixture *fx)
{
  guint n_fences = fx->n_fences;

  mock_server_say (fx->mock->server, "<r xmlns='urn:xmpp:sm:3'/>" CHAT_MOCK_ASKS_NOTHING);
  WAIT_FOR (fx->n_fences > n_fences);
}

/* Messages first to last - 1. */
static void
say (Fixture *fx,
     guint    first,
     guint    last)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = first; i < last; i++)
    g_string_append_printf (text, "<message type='chat' from='" ROMEO "/x' to='$jid' id='m%u'>"
                                  "<body>%u</body></message>", i, i);
  mock_server_say (fx->mock->server, text->str);
}

static void
assert_stored (Fixture *fx,
               guint    n)
{
  ChatConversation *conversation =
    chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, ROMEO);
  g_autoptr(ChatTimeline) timeline = chat_conversation_open_timeline (conversation);
  guint n_items;

  while (chat_timeline_get_loading (timeline))
    g_main_context_iteration (NULL, TRUE);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (timeline));
  g_assert_cmpuint (fx->n_shown, ==, n);
  g_assert_cmpuint (n_items, ==, MIN (n, n_items));
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      g_assert_cmpint (atoi (chat_message_get_body (message)), ==, (int) (n - n_items + i));
    }
}

/* What does not fit into one transaction is here when the next one is stored. */
static void
test_many (Fixture       *fx,
           gconstpointer  data)
{
  ChatInbox *inbox = get_inbox (fx);

  chat_inbox_set_waiting (inbox, TRUE);
  say (fx, 0, IN_ONE + 500);
  ask (fx);
  chat_inbox_hurry (inbox);
  g_assert_cmpuint (inbox->entries->len, ==, IN_ONE + 500);
  g_assert_cmpstr (fx->told->str, ==, "0 ");

  chat_inbox_set_waiting (inbox, FALSE);
  WAIT_FOR (chat_inbox_is_idle (inbox));
  ask (fx);
  g_assert_cmpstr (fx->told->str, ==, "0 1000 1501 1501 ");
  assert_stored (fx, IN_ONE + 500);
}

/* All that waits in a stride is held, and is told as one. */
static void
test_stride (Fixture       *fx,
             gconstpointer  data)
{
  ChatInbox *inbox = get_inbox (fx);

  say (fx, 0, 20);
  WAIT_FOR (fx->n_shown == 20);
  say (fx, 20, 32);
  WAIT_FOR (inbox->is_striding && inbox->entries->len == 12);
  ask (fx);
  WAIT_FOR (fx->n_shown == 32);
  ask (fx);
  g_assert_cmpstr (fx->told->str, ==, "20 33 33 ");
  assert_stored (fx, 32);
}

static void
set_disk (rlim_t size)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (size, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* No room on the disk for any of several transactions: all of it waits, ahead of what came since,
 * and is held, until there is room. */
static void
test_disk_full (Fixture       *fx,
                gconstpointer  data)
{
  ChatInbox *inbox = get_inbox (fx);

  signal (SIGXFSZ, SIG_IGN);
  chat_inbox_set_waiting (inbox, TRUE);
  say (fx, 0, IN_ONE + 100);
  ask (fx);
  set_disk (1);
  expect ("Messages could not be stored");
  chat_inbox_flush (inbox);
  g_assert_cmpuint (inbox->n_storing, ==, 2);
  chat_fixture_hear (fx->mock->account, ROMEO "/x", "late", "1100", NULL, NULL);
  WAIT_FOR (inbox->n_storing == 0);
  g_assert_cmpuint (n_expected, ==, 2);
  g_assert_cmpuint (inbox->entries->len, ==, IN_ONE + 101);
  ask (fx);
  g_assert_cmpstr (fx->told->str, ==, "0 0 ");

  set_disk (RLIM_INFINITY);
  chat_inbox_set_waiting (inbox, FALSE);
  chat_inbox_hurry (inbox);
  g_assert_cmpuint (inbox->n_storing, ==, 0);
  chat_inbox_flush (inbox);
  WAIT_FOR (chat_inbox_is_idle (inbox));
  ask (fx);
  assert_stored (fx, IN_ONE + 101);
  g_assert_true (g_str_has_suffix (fx->told->str, " 1102 "));
}

static ChatMessage *
send (Fixture    *fx,
      const char *body)
{
  ChatConversation *conversation =
    chat_client_get_conversation (fx->mock->client, fx->mock->account, ROMEO, NULL);
  guint n_heard = fx->n_heard;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(ChatMessage) message = NULL;
  g_autoptr(GError) error = NULL;

  chat_conversation_send_async (conversation, body, NULL, chat_fixture_result_cb, &result);
  message = chat_conversation_send_finish (conversation, chat_fixture_wait_result (&result),
                                           &error);
  g_assert_no_error (error);
  WAIT_FOR (fx->n_heard == n_heard + 1);
  return g_steal_pointer (&message);
}

/* No room for what the server says to have of ours: that is noted when there is room, and stands
 * before what was sent after it. */
static void
test_sent_without_room (Fixture       *fx,
                        gconstpointer  data)
{
  g_autoptr(ChatMessage) message = send (fx, "Ours");
  g_autoptr(ChatMessage) later = NULL;

  signal (SIGXFSZ, SIG_IGN);
  set_disk (1);
  expect ("What was sent could not be noted");
  mock_server_say (fx->mock->server, "<a xmlns='urn:xmpp:sm:3' h='9'/>");
  WAIT_FOR (n_expected >= 1);
  g_assert_cmpint (chat_message_get_state (message), ==, CHAT_MESSAGE_QUEUED);
  set_disk (RLIM_INFINITY);
  later = send (fx, "Ours, too");
  mock_server_say (fx->mock->server, "<a xmlns='urn:xmpp:sm:3' h='10'/>");
  WAIT_FOR (chat_message_get_state (message) == CHAT_MESSAGE_SENT);
  WAIT_FOR (chat_message_get_state (later) == CHAT_MESSAGE_SENT);
  g_assert_cmpint (chat_message_get_sort (message), <, chat_message_get_sort (later));
}

/* One that no archive takes: those beside it are stored one by one, and none is told before. */
static void
test_bad (Fixture       *fx,
          gconstpointer  data)
{
  ChatInbox *inbox = get_inbox (fx);
  g_autofree char *bad = g_strnfill (100000, 'x');

  chat_inbox_set_waiting (inbox, TRUE);
  say (fx, 0, 2);
  ask (fx);
  chat_inbox_take_seen (inbox, ROMEO, bad);
  say (fx, 2, 4);
  ask (fx);
  expect ("A message that no archive takes");
  chat_inbox_set_waiting (inbox, FALSE);
  WAIT_FOR (chat_inbox_is_idle (inbox));
  g_assert_cmpuint (n_expected, ==, 1);
  ask (fx);
  assert_stored (fx, 4);
  g_assert_cmpstr (fx->told->str, ==, "0 0 1 3 4 6 6 ");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (log_cb, NULL, NULL);

#define ADD(path, func) \
  g_test_add ("/model/strides/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("many", test_many);
  ADD ("stride", test_stride);
  ADD ("disk-full", test_disk_full);
  ADD ("bad", test_bad);
  ADD ("sent-without-room", test_sent_without_room);

  return g_test_run ();
}
