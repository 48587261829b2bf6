/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive of a room and ours: they end equal, and nobody fetches what nobody wants to see. */
#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-fixture.h"
#include "chat-history-queue.h"
#include "chat-history.h"
#include "chat-mock.h"
#include "chat-outbox.h"
#include "mock-archive.h"

#define ROOM "coven@chat.capulet.lit"
#define MANY 300

typedef struct {
  ChatMock    *mock;
  MockArchive *archive;
  MockArchive *room;    /* borrowed */
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  fx->mock = chat_mock_new (NULL);
  fx->archive = mock_archive_new (fx->mock->server);
  fx->room = mock_archive_add_room (fx->archive, ROOM);
  mock_archive_accept (fx->archive);
  chat_mock_add_account (fx->mock, MOCK_PASSWORD);
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_ONLINE);
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  g_clear_pointer (&fx->mock, chat_mock_free);
  g_clear_pointer (&fx->archive, mock_archive_free);
}

static void
talk (Fixture *fx,
      guint    n_messages,
      gboolean is_live)
{
  for (guint i = 0; i < n_messages; i++)
    {
      g_autofree char *text = g_strdup_printf ("said %u", fx->room->items->len);
      guint item = mock_archive_talk (fx->room, "witch", text, text);

      if (is_live)
        mock_archive_deliver (fx->room, item, MOCK_LIVE);
    }
}

static ChatRoom *
join (Fixture *fx)
{
  ChatRoom *room = chat_rooms_ensure (fx->mock->account->rooms, ROOM);

  chat_room_join_async (room, NULL, NULL, NULL, NULL, NULL);
  WAIT_FOR (chat_room_get_state (room) == CHAT_ROOM_JOINED);
  return room;
}

static ChatConversation *
find (Fixture *fx)
{
  return chat_client_find_conversation (fx->mock->client, MOCK_ADDRESS, ROOM);
}

/* Whether the newest @n_messages, and no others, are here, in the archive's order. */
static gboolean
holds (Fixture      *fx,
       ChatTimeline *timeline,
       guint         n_messages)
{
  GListModel *list = G_LIST_MODEL (timeline);

  if (g_list_model_get_n_items (list) != n_messages || chat_timeline_get_loading (timeline))
    return FALSE;

  for (guint i = 0; i < n_messages; i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (list, i);
      const char *id = mock_archive_get_id (fx->room, fx->room->items->len - n_messages + i);

      if (g_strcmp0 (chat_message_get_archive_id (message), id) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Who comes for the first time sees the newest page, and what is older by scrolling back. */
static void
test_first_time (Fixture       *fx,
                 gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;

  talk (fx, 25, FALSE);
  join (fx);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (holds (fx, timeline, 10));
  WAIT_FOR (chat_conversation_get_older (find (fx)) == CHAT_OLDER_THERE);
  g_assert_cmpuint (chat_conversation_get_unread (find (fx)), ==, 0);
  g_assert_cmpuint (fx->room->n_given, ==, 10);

  chat_conversation_load_older (find (fx), timeline);
  g_assert_cmpint (chat_conversation_get_older (find (fx)), ==, CHAT_OLDER_COMING);
  WAIT_FOR (holds (fx, timeline, 20));
  WAIT_FOR (chat_conversation_get_older (find (fx)) == CHAT_OLDER_THERE);
  g_assert_cmpuint (fx->room->n_given, ==, 20);

  chat_conversation_load_older (find (fx), timeline);
  WAIT_FOR (holds (fx, timeline, 25));
  WAIT_FOR (chat_conversation_get_older (find (fx)) == CHAT_OLDER_NONE);
  g_assert_cmpuint (fx->room->n_given, ==, 25);
  g_assert_cmpuint (fx->archive->n_given, ==, 0);
}

/* What was missed comes once we are in the room again, and meets what comes live. */
static void
test_missed (Fixture       *fx,
             gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  ChatRoom *room;

  talk (fx, 3, FALSE);
  room = join (fx);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (holds (fx, timeline, 3));
  talk (fx, 2, TRUE);
  WAIT_FOR (holds (fx, timeline, 5));

  talk (fx, 35, FALSE);
  fx->room->n_given = 0;
  mock_archive_cut (fx->archive);
  WAIT_FOR (chat_room_get_state (room) != CHAT_ROOM_JOINED);
  WAIT_FOR (chat_room_get_state (room) == CHAT_ROOM_JOINED);
  talk (fx, 4, TRUE);
  WAIT_FOR (holds (fx, timeline, 44));
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->room->n_given, <=, 45);
  g_assert_cmpuint (chat_conversation_get_unread (find (fx)), ==, 41);
}

/* Whom it spoke to while we were not there is counted as well. */
static void
test_missed_mentions (Fixture       *fx,
                      gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  ChatRoom *room;

  talk (fx, 3, FALSE);
  room = join (fx);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (holds (fx, timeline, 3));

  mock_archive_talk (fx->room, "witch", "call", "juliet, come");
  talk (fx, 5, FALSE);
  mock_archive_cut (fx->archive);
  WAIT_FOR (chat_room_get_state (room) != CHAT_ROOM_JOINED);
  WAIT_FOR (chat_room_get_state (room) == CHAT_ROOM_JOINED);
  WAIT_FOR (holds (fx, timeline, 9));
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (chat_conversation_get_unread (find (fx)), ==, 6);
  g_assert_cmpuint (chat_conversation_get_mentions (find (fx)), ==, 1);
  chat_conversation_mark_read (find (fx));
  g_assert_cmpuint (chat_conversation_get_mentions (find (fx)), ==, 0);
}

static gboolean
is_removed (ChatTimeline *timeline,
            guint         position,
            const char   *moderator,
            const char   *reason) /* (nullable) */
{
  g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), position);

  return message != NULL && chat_message_is_moderated (message)
         && g_strcmp0 (chat_message_get_moderator (message), moderator) == 0
         && g_strcmp0 (chat_message_get_removal (message), reason) == 0;
}

/* What was taken away while we were not there says by whom, and why; in words of today and of
 * yesterday. */
static void
test_missed_removal (Fixture       *fx,
                     gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  ChatRoom *room;

  talk (fx, 3, FALSE);
  room = join (fx);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (holds (fx, timeline, 3));

  mock_archive_cut (fx->archive);
  WAIT_FOR (chat_room_get_state (room) != CHAT_ROOM_JOINED);
  mock_archive_add (fx->room, ROOM, MOCK_ADDRESS, "m0", NULL,
                    "<retract xmlns='urn:xmpp:message-retract:1' id='s0'>"
                    "<moderated xmlns='urn:xmpp:message-moderate:1' by='" ROOM "/hecate'/>"
                    "<reason>Rude</reason></retract>");
  mock_archive_add (fx->room, ROOM, MOCK_ADDRESS, "m1", NULL,
                    "<apply-to xmlns='urn:xmpp:fasten:0' id='s1'>"
                    "<moderated xmlns='urn:xmpp:message-moderate:0' by='" ROOM "/hecate'>"
                    "<retract xmlns='urn:xmpp:message-retract:0'/><reason>Crude</reason>"
                    "</moderated></apply-to>");
  WAIT_FOR (is_removed (timeline, 0, "hecate", "Rude")
            && is_removed (timeline, 1, "hecate", "Crude"));
  g_assert_false (is_removed (timeline, 2, NULL, NULL));
}

static ChatMessage *
say (Fixture    *fx,
     const char *text)
{
  g_autoptr(GAsyncResult) result = NULL;

  chat_conversation_send_async (find (fx), text, NULL, chat_fixture_result_cb, &result);
  return chat_conversation_send_finish (find (fx), chat_fixture_wait_result (&result), NULL);
}

/* A room gives back what we say in its place: after what it has heard before, though our own server
 * had taken it before we heard of that. */
static void
test_order_of_own (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;

  join (fx);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (chat_conversation_get_older (find (fx)) == CHAT_OLDER_NONE);
  fx->room->drops = TRUE;
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(ChatMessage) own = say (fx, "Speak");

      WAIT_FOR (chat_message_get_state (own) == CHAT_MESSAGE_SENT);
      talk (fx, 2, TRUE);
      WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 3 * (i + 1));
      mock_archive_deliver (fx->room, mock_archive_talk (fx->room, "juliet",
                                                         chat_message_get_message_id (own),
                                                         "Speak"), MOCK_LIVE);
      WAIT_FOR (chat_message_get_state (own) == CHAT_MESSAGE_DELIVERED);
      WAIT_FOR (holds (fx, timeline, 3 * (i + 1)));
    }
}

/* What was written while nobody was there to send it, as the program ended; returns its id. */
static char *
write_and_end (Fixture *fx)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autoptr(ChatMessage) message = NULL;
  char *id;

  join (fx);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (chat_conversation_get_older (find (fx)) == CHAT_OLDER_NONE);
  chat_account_set_enabled (fx->mock->account, FALSE);
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_OFFLINE);
  chat_conversation_send_async (find (fx), "Speak", NULL, NULL, NULL);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 1);
  message = g_list_model_get_item (G_LIST_MODEL (timeline), 0);
  id = g_strdup (chat_message_get_message_id (message));
  chat_account_set_enabled (fx->mock->account, TRUE);
  return id;
}

static void
begin_again (Fixture *fx,
             guint    quiet_ms)
{
  ChatHistory *history;

  chat_mock_restart (fx->mock);
  mock_archive_accept (fx->archive);
  chat_account_give_password (fx->mock->account, MOCK_PASSWORD, FALSE);
  chat_client_set_asleep (fx->mock->client, FALSE);
  history = chat_history_queue_find (g_ptr_array_index (fx->mock->client->queues, 0), ROOM);
  chat_history_set_quiet (history, quiet_ms);
  chat_mock_wait_state (fx->mock, CHAT_ACCOUNT_ONLINE);
}

/* What is ours of what is here, with what the archive calls it. */
static gboolean
has_own (ChatTimeline *timeline,
         const char   *archive_id)
{
  guint n_own = 0, n_items = g_list_model_get_n_items (G_LIST_MODEL (timeline));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (timeline), i);

      if (g_strcmp0 (chat_message_get_archive_id (message), archive_id) == 0
          && chat_message_is_outgoing (message)
          && chat_message_get_state (message) == CHAT_MESSAGE_DELIVERED)
        n_own++;
    }

  return n_own == 1;
}

/* What was said before a crash, of which the room's archive does not tell who has said it: ours, by
 * our id and our words, and not said again. */
static void
test_own_unproven (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autofree char *id = write_and_end (fx);

  mock_archive_add (fx->room, ROOM "/juliet", MOCK_ADDRESS, id, "Speak", NULL);
  begin_again (fx, 1);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (has_own (timeline, mock_archive_get_id (fx->room, 0)));
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->room->items->len, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, 1);
}

/* Much was said since, of which who comes for the first time sees the newest page: what may have been
 * said is looked for further back, and not said again. */
static void
test_own_far_back (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autofree char *id = write_and_end (fx);
  guint own = mock_archive_talk (fx->room, "juliet", id, "Speak");

  talk (fx, 25, FALSE);
  begin_again (fx, 1);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (holds (fx, timeline, 26) && has_own (timeline, mock_archive_get_id (fx->room, own)));
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->room->items->len, ==, 26);
}

/* A server that is slow has not yet told the room what it got from the connection before: the room is
 * asked once more before it is said again. */
static void
test_own_late (Fixture       *fx,
               gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autofree char *id = write_and_end (fx);
  guint own;

  begin_again (fx, 500);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (chat_conversation_get_older (find (fx)) == CHAT_OLDER_NONE);
  own = mock_archive_talk (fx->room, "juliet", id, "Speak");
  WAIT_FOR (has_own (timeline, mock_archive_get_id (fx->room, own)));
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpuint (fx->room->items->len, ==, 1);
}

/* What nobody has heard there is said, in the end. */
static void
test_own_unheard (Fixture       *fx,
                  gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autofree char *id = write_and_end (fx);

  talk (fx, 12, FALSE);
  begin_again (fx, 10);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (fx->room->items->len == 13);
  WAIT_FOR (has_own (timeline, mock_archive_get_id (fx->room, 12)));
}

/* What a room has lost on the way is known when it gives back what was said after it. */
static void
test_lost_here (Fixture       *fx,
                gconstpointer  data)
{
  g_autoptr(ChatMessage) lost = NULL;
  g_autoptr(ChatMessage) heard = NULL;

  join (fx);
  fx->room->drops = TRUE;
  lost = say (fx, "One");
  WAIT_FOR (chat_message_get_state (lost) == CHAT_MESSAGE_SENT);
  fx->room->drops = FALSE;
  heard = say (fx, "Two");
  WAIT_FOR (chat_message_get_state (heard) == CHAT_MESSAGE_DELIVERED);
  WAIT_FOR (chat_message_get_state (lost) == CHAT_MESSAGE_FAILED);
  g_assert_cmpstr (chat_message_get_error_text (lost), ==, "The room has not passed it on.");

  /* Under the id that it had. */
  chat_conversation_retry (find (fx), lost);
  WAIT_FOR (chat_message_get_state (lost) == CHAT_MESSAGE_DELIVERED);
  g_assert_cmpstr (g_ptr_array_index (fx->archive->sent, 2), ==,
                   chat_message_get_message_id (lost));
  g_assert_cmpuint (fx->archive->sent->len, ==, 3);
}

/* And when all that was said before we came back is here; unless it comes after all. */
static void
test_lost_before (Fixture       *fx,
                  gconstpointer  data)
{
  g_autoptr(ChatMessage) lost = NULL;
  g_autoptr(ChatMessage) kept = NULL;
  ChatRoom *room;
  guint item;

  talk (fx, 3, FALSE);
  room = join (fx);
  chat_outbox_set_patience (fx->mock->account->outbox, 100);
  WAIT_FOR (chat_conversation_get_older (find (fx)) == CHAT_OLDER_NONE
            || fx->room->n_given == 3);
  fx->room->drops = TRUE;
  kept = say (fx, "Kept");
  lost = say (fx, "Lost");
  WAIT_FOR (chat_message_get_state (lost) == CHAT_MESSAGE_SENT);
  mock_archive_talk (fx->room, "juliet", chat_message_get_message_id (kept), "Kept");
  fx->room->drops = FALSE;
  mock_archive_cut (fx->archive);
  WAIT_FOR (chat_room_get_state (room) != CHAT_ROOM_JOINED);
  g_assert_cmpint (chat_message_get_state (lost), ==, CHAT_MESSAGE_SENT);
  WAIT_FOR (chat_message_get_state (lost) == CHAT_MESSAGE_FAILED);
  g_assert_cmpint (chat_message_get_state (kept), ==, CHAT_MESSAGE_DELIVERED);
  g_assert_cmpuint (fx->archive->sent->len, ==, 2);

  item = mock_archive_talk (fx->room, "juliet", chat_message_get_message_id (lost), "Lost");
  mock_archive_deliver (fx->room, item, MOCK_LIVE);
  WAIT_FOR (chat_message_get_state (lost) == CHAT_MESSAGE_DELIVERED);
  g_assert_null (chat_message_get_error_text (lost));
}

static void
refuse (Fixture     *fx,
        ChatMessage *message)
{
  g_autofree char *xml =
    g_strdup_printf ("<message type='error' id='%s' from='" ROOM "' to='$jid'><error type='modify'>"
                     "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                     "</message>", chat_message_get_message_id (message));

  mock_server_say (fx->mock->server, xml);
}

/* What was refused is not lost, though what was said after it comes back: it is said again. */
static void
test_refused_not_lost (Fixture       *fx,
                       gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autoptr(ChatMessage) refused = NULL;
  g_autoptr(ChatMessage) heard = NULL;

  join (fx);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (chat_conversation_get_older (find (fx)) == CHAT_OLDER_NONE);
  fx->room->drops = TRUE;
  refused = say (fx, "One");
  heard = say (fx, "Two");
  WAIT_FOR (chat_message_get_state (heard) == CHAT_MESSAGE_SENT);
  fx->room->drops = FALSE;
  refuse (fx, refused);
  mock_archive_deliver (fx->room, mock_archive_talk (fx->room, "juliet",
                                                     chat_message_get_message_id (heard), "Two"),
                        MOCK_LIVE);
  WAIT_FOR (chat_message_get_state (heard) == CHAT_MESSAGE_DELIVERED);
  g_assert_cmpint (chat_message_get_state (refused), !=, CHAT_MESSAGE_FAILED);
  WAIT_FOR (chat_message_get_state (refused) == CHAT_MESSAGE_DELIVERED);
  g_assert_cmpuint (fx->archive->sent->len, ==, 3);
  WAIT_FOR (holds (fx, timeline, 2));
}

/* A room that refuses hundreds of them gets all of them again, in their order. */
static void
test_refused_many (Fixture       *fx,
                   gconstpointer  data)
{
  g_autoptr(GPtrArray) said = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(ChatTimeline) timeline = NULL;
  ChatMessage *last;

  join (fx);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (chat_conversation_get_older (find (fx)) == CHAT_OLDER_NONE);
  fx->room->drops = TRUE;
  for (guint i = 0; i < MANY; i++)
    g_ptr_array_add (said, say (fx, "Many"));
  last = g_ptr_array_index (said, MANY - 1);
  WAIT_FOR (chat_message_get_state (last) == CHAT_MESSAGE_SENT);
  fx->room->drops = FALSE;
  for (guint i = 0; i < MANY; i++)
    refuse (fx, g_ptr_array_index (said, i));
  WAIT_FOR (chat_message_get_state (last) == CHAT_MESSAGE_DELIVERED);
  WAIT_FOR (holds (fx, timeline, MANY));
  g_assert_cmpuint (fx->archive->sent->len, ==, 2 * MANY);
  for (guint i = 0; i < MANY; i++)
    g_assert_cmpstr (g_ptr_array_index (fx->archive->sent, MANY + i), ==,
                     chat_message_get_message_id (g_ptr_array_index (said, i)));
}

/* The other way round it was known to be lost before: that stays, and is told but once. */
static void
test_lost_then_refused (Fixture       *fx,
                        gconstpointer  data)
{
  g_autoptr(ChatTimeline) timeline = NULL;
  g_autoptr(ChatMessage) lost = NULL;
  g_autoptr(ChatMessage) heard = NULL;

  join (fx);
  timeline = chat_conversation_open_timeline (find (fx));
  WAIT_FOR (chat_conversation_get_older (find (fx)) == CHAT_OLDER_NONE);
  fx->room->drops = TRUE;
  lost = say (fx, "One");
  WAIT_FOR (chat_message_get_state (lost) == CHAT_MESSAGE_SENT);
  fx->room->drops = FALSE;
  heard = say (fx, "Two");
  WAIT_FOR (chat_message_get_state (lost) == CHAT_MESSAGE_FAILED);
  refuse (fx, lost);
  chat_fixture_settle (fx->mock->client);
  g_assert_cmpint (chat_message_get_state (lost), ==, CHAT_MESSAGE_FAILED);
  g_assert_cmpstr (chat_message_get_error_text (lost), ==, "The room has not passed it on.");
  g_assert_cmpuint (fx->archive->sent->len, ==, 2);

  chat_conversation_retry (find (fx), lost);
  WAIT_FOR (chat_message_get_state (lost) == CHAT_MESSAGE_DELIVERED);
  g_assert_cmpuint (fx->archive->sent->len, ==, 3);
  WAIT_FOR (holds (fx, timeline, 2));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/room-history/first-time", Fixture, NULL, set_up, test_first_time, tear_down);
  g_test_add ("/room-history/missed", Fixture, NULL, set_up, test_missed, tear_down);
  g_test_add ("/room-history/missed-mentions", Fixture, NULL, set_up, test_missed_mentions,
              tear_down);
  g_test_add ("/room-history/missed-removal", Fixture, NULL, set_up, test_missed_removal,
              tear_down);
  g_test_add ("/room-history/order-of-own", Fixture, NULL, set_up, test_order_of_own, tear_down);
  g_test_add ("/room-history/own-unproven", Fixture, NULL, set_up, test_own_unproven, tear_down);
  g_test_add ("/room-history/own-far-back", Fixture, NULL, set_up, test_own_far_back, tear_down);
  g_test_add ("/room-history/own-late", Fixture, NULL, set_up, test_own_late, tear_down);
  g_test_add ("/room-history/own-unheard", Fixture, NULL, set_up, test_own_unheard, tear_down);
  g_test_add ("/room-history/lost-here", Fixture, NULL, set_up, test_lost_here, tear_down);
  g_test_add ("/room-history/lost-before", Fixture, NULL, set_up, test_lost_before, tear_down);
  g_test_add ("/room-history/refused-not-lost", Fixture, NULL, set_up, test_refused_not_lost,
              tear_down);
  g_test_add ("/room-history/refused-many", Fixture, NULL, set_up, test_refused_many, tear_down);
  g_test_add ("/room-history/lost-then-refused", Fixture, NULL, set_up, test_lost_then_refused,
              tear_down);
  return g_test_run ();
}
