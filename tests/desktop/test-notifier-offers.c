/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What notifications say of files that a contact offers, and what the answers to them do. */
#include "desktop-notifier.h"

#include "chat-fixture.h"
#include "chat-mock.h"
#include "notify-server.h"

#define ORCHARD "romeo@montague.lit/orchard"
#define OFFERED(sid, name) \
  SERVER_SAYS ("<iq type='set' id='o" sid "' from='" ORCHARD "' to='juliet@capulet.lit/balcony'>" \
    "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='" sid "'" \
    " initiator='" ORCHARD "'><content creator='initiator' name='f' senders='initiator'>" \
    "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'><file><name>" name "</name>" \
    "<size>2000000</size></file></description>" \
    "<transport xmlns='urn:xmpp:jingle:transports:ibb:1' block-size='4096' sid='i" sid "'/>" \
    "</content></jingle></iq>"), \
  SERVER_HEARS ("<iq type='result' id='o" sid "' to='" ORCHARD "'/>")
#define HEARS(action, sid, content) \
  SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'" \
                " action='" action "' sid='" sid "'" content "</jingle></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>")
#define WITHDRAWN(sid) \
  SERVER_SAYS ("<iq type='set' id='t" sid "' from='" ORCHARD "' to='juliet@capulet.lit/balcony'>" \
               "<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' sid='" sid "'>" \
               "<reason><cancel/></reason></jingle></iq>"), \
  SERVER_HEARS ("<iq type='result' id='t" sid "' to='" ORCHARD "'/>")

typedef struct {
  NotifyServer    *server;
  ChatMock        *mock;
  DesktopNotifier *notifier;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->server = notify_server_new ();
  fx->mock = chat_mock_new_online ();
  fx->notifier = desktop_notifier_new (fx->mock->client);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_assert_finalize_object (fx->notifier);
  chat_mock_free (fx->mock);
  g_clear_pointer (&fx->server, notify_server_free);
}

static void
play (Fixture        *fx,
      const MockLine *lines,
      gsize           n_lines)
{
  mock_server_play (fx->mock->server, lines, n_lines);
  chat_mock_wait_played (fx->mock);
}

/* Each stands for itself, says who, what and how much, and can be answered. */
static void
test_decline (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine offers[] = { OFFERED ("a", "plan\342\200\256fdp.exe") };
  static const MockLine others[] = { OFFERED ("b", "b.txt") };
  static const MockLine declines[] = {
    HEARS ("session-terminate", "a", "><reason><decline/></reason>"),
  };

  play (fx, offers, G_N_ELEMENTS (offers));
  notify_server_wait_shown (fx->server, 1);
  g_assert_cmpstr (fx->server->title, ==, "Romeo");
  g_assert_cmpstr (fx->server->body, ==, "Wants to send you planfdp.exe, 2.0\302\240MB");
  g_assert_true (notify_server_has_action (fx->server, "accept"));
  g_assert_true (notify_server_has_action (fx->server, "decline"));
  g_assert_false (notify_server_has_action (fx->server, "inline-reply"));
  g_assert_false (notify_server_has_action (fx->server, "read"));

  play (fx, others, G_N_ELEMENTS (others));
  notify_server_wait_shown (fx->server, 2);
  g_assert_cmpuint (fx->server->replaced, ==, 0);
  g_assert_cmpstr (fx->server->body, ==, "Wants to send you b.txt, 2.0\302\240MB");

  mock_server_play (fx->mock->server, declines, G_N_ELEMENTS (declines));
  notify_server_press (fx->server, 1, "decline");
  notify_server_wait_closed (fx->server, 1);
  chat_mock_wait_played (fx->mock);
}

static void
test_accept (Fixture       *fx,
             gconstpointer  data)
{
  static const MockLine offers[] = { OFFERED ("a", "plan.pdf") };
  static const MockLine accepts[] = { HEARS ("session-accept", "a", " responder='*'>*") };

  play (fx, offers, G_N_ELEMENTS (offers));
  notify_server_wait_shown (fx->server, 1);
  mock_server_play (fx->mock->server, accepts, G_N_ELEMENTS (accepts));
  notify_server_press (fx->server, 1, "accept");
  notify_server_wait_closed (fx->server, 1);
  chat_mock_wait_played (fx->mock);
}

/* What is offered no longer, or was seen, is not asked about. */
static void
test_over (Fixture       *fx,
           gconstpointer  data)
{
  static const MockLine offers[] = { OFFERED ("a", "plan.pdf") };
  static const MockLine ends[] = { WITHDRAWN ("a") };
  static const MockLine again[] = { OFFERED ("b", "plan.pdf") };
  ChatConversation *conversation;

  play (fx, offers, G_N_ELEMENTS (offers));
  notify_server_wait_shown (fx->server, 1);
  play (fx, ends, G_N_ELEMENTS (ends));
  notify_server_wait_closed (fx->server, 1);

  g_object_set (fx->notifier, "show-text", FALSE, NULL);
  play (fx, again, G_N_ELEMENTS (again));
  notify_server_wait_shown (fx->server, 2);
  g_assert_cmpstr (fx->server->body, ==, "Wants to send you a file");
  conversation = chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS,
                                                "romeo@montague.lit");
  chat_conversation_mark_read (conversation);
  notify_server_wait_closed (fx->server, 2);
}

/* More than a few do not fill the screen: the rest stands together, as messages do. */
static void
test_many (Fixture       *fx,
           gconstpointer  data)
{
  static const MockLine offers[] = {
    OFFERED ("a", "a.txt"), OFFERED ("b", "b.txt"), OFFERED ("c", "c.txt"),
  };
  static const MockLine fourth[] = { OFFERED ("d", "d.txt") };
  static const MockLine fifth[] = { OFFERED ("e", "e.txt") };

  play (fx, offers, G_N_ELEMENTS (offers));
  notify_server_wait_shown (fx->server, 3);
  g_assert_true (notify_server_has_action (fx->server, "accept"));

  play (fx, fourth, G_N_ELEMENTS (fourth));
  notify_server_wait_shown (fx->server, 4);
  g_assert_false (notify_server_has_action (fx->server, "accept"));
  g_assert_true (notify_server_has_action (fx->server, "read"));
  g_assert_cmpstr (fx->server->body, ==, "Wants to send you d.txt, 2.0\302\240MB");

  play (fx, fifth, G_N_ELEMENTS (fifth));
  notify_server_wait_shown (fx->server, 5);
  g_assert_cmpuint (fx->server->replaced, !=, 0);
  g_assert_cmpstr (fx->server->body, ==, "Wants to send you d.txt, 2.0\302\240MB\n"
                                         "Wants to send you e.txt, 2.0\302\240MB");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/notifier-offers/decline", Fixture, NULL, set_up, test_decline, tear_down);
  g_test_add ("/notifier-offers/accept", Fixture, NULL, set_up, test_accept, tear_down);
  g_test_add ("/notifier-offers/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add ("/notifier-offers/over", Fixture, NULL, set_up, test_over, tear_down);
  return g_test_run ();
}
