/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms while the connection, or their service, is gone for a while: XEP-0045, 0198, 0410. */
#include "room-play.h"

#include "xmpp-error.h"
#include "xmpp-room-private.h"

#define SELF_PING FEATURE ("http://jabber.org/protocol/muc#self-ping-optimization")
#define PINGS     SERVER_HEARS ("<iq type='get' id='*' to='" SELF "'><ping xmlns='urn:xmpp:ping'/></iq>")
#define PONGS     SERVER_SAYS ("<iq type='result' id='$id' from='" SELF "'/>")
#define IQ_ERROR(from, condition) \
  SERVER_SAYS ("<iq type='error' id='$id' from='" from "'><error type='cancel'>" \
               STANZA_ERROR (condition) "</error></iq>")
#define IS_DOWN(condition) ASKS, IQ_ERROR (ROOM, condition)
#define GOODBYE   SERVER_HEARS ("<presence type='unavailable' to='" SELF "'/>")
#define COMES_IN  SERVER_SAYS (COMES ("firstwitch", ITEM ("owner", "moderator"), "") COMES_SELF (""))

static const XmppRoomEntry plain_entry = { .nick = NICK };

/* The first stay: five stanzas are sent. */
static void
join_resumable (RoomPlay *play)
{
  static const MockLine joins[] = { ASKS, TELLS (""), ENTERS (""), COMES_IN, SERVER_WAITS };

  room_play_online_resumable (play);
  g_assert_true (room_play_try (play, &plain_entry, joins, G_N_ELEMENTS (joins), NULL));
  room_play_cut (play);
  g_string_truncate (play->fx->events, 0);
}

static void
test_leave_unconnected (RoomPlay      *play,
                        gconstpointer  data)
{
  static const MockLine hears[] = { GOODBYE, SERVER_WAITS };

  join_resumable (play);
  xmpp_room_leave (play->room, NULL);
  feature_fixture_assert_noted (play->fx, "state left\noccupants -firstwitch -thirdwitch*\n");
  room_play_resume (play, "5", hears, G_N_ELEMENTS (hears));
  g_assert_cmpint (xmpp_room_get_state (play->room), ==, XMPP_ROOM_LEFT);
}

/* The same of one that nobody knows any more. */
static void
test_forget_unconnected (RoomPlay      *play,
                         gconstpointer  data)
{
  static const MockLine hears[] = { GOODBYE, SERVER_WAITS };

  join_resumable (play);
  xmpp_muc_forget_room (play->muc, play->address);
  room_play_resume (play, "5", hears, G_N_ELEMENTS (hears));
}

/* First out, then in: under another nick it would be two of us. */
static void
test_leave_and_join_unconnected (RoomPlay      *play,
                                 gconstpointer  data)
{
  static const MockLine hears[] = {
    GOODBYE, ASKS,
    SERVER_SAYS (GOES (NICK, ITEM ("member", "none") STATUS ("110"), "")), TELLS (""),
    ENTERS_ROOM (ROOM "/hecate", ""),
    SERVER_SAYS (COMES ("hecate", ITEM ("member", "participant") STATUS ("110"), "")), SERVER_WAITS,
  };
  const XmppRoomEntry entry = { .nick = "hecate" };
  g_auto(MockResult) result = { NULL, 0 };

  join_resumable (play);
  xmpp_room_leave (play->room, NULL);
  xmpp_room_join_async (play->room, &entry, NULL, mock_result_cb, &result);
  room_play_resume (play, "5", hears, G_N_ELEMENTS (hears));
  g_assert_true (xmpp_room_join_finish (play->room, mock_result_wait (&result), NULL));
  g_assert_cmpstr (xmpp_room_get_nick (play->room), ==, "hecate");
}

/* Where the session is lost, the server has told the room. */
static void
test_leave_lost (RoomPlay      *play,
                 gconstpointer  data)
{
  static const MockLine hears[] = { BROADCASTS, SERVER_WAITS };

  join_resumable (play);
  xmpp_room_leave (play->room, NULL);
  room_play_resume (play, NULL, hears, G_N_ELEMENTS (hears));
}

/* A room that has not answered may have let us in all the same. */
static void
test_leave_unanswered (RoomPlay      *play,
                       gconstpointer  data)
{
  static const XmppMucPatience patience = { 1, 600000, 600000, 600000, 600000, 600000 };
  static const MockLine silent[] = { ASKS, TELLS (""), ENTERS (""), SERVER_WAITS };
  static const MockLine hears[] = { GOODBYE, SERVER_WAITS };

  room_play_online (play);
  xmpp_muc_set_patience (play->muc, &patience);
  g_assert_false (room_play_try (play, &plain_entry, silent, G_N_ELEMENTS (silent), NULL));
  xmpp_room_leave (play->room, NULL);
  feature_fixture_play (play->fx, hears, G_N_ELEMENTS (hears));
}

/* What is asked when the connection goes is asked again. */
static void
test_asking_unconnected (RoomPlay      *play,
                         gconstpointer  data)
{
  static const MockLine hears[] = { ASKS, TELLS (""), ENTERS (""), COMES_IN, SERVER_WAITS };
  g_auto(MockResult) result = { NULL, 0 };

  room_play_online_resumable (play);
  room_play_cut (play);
  play->room->is_wanted = TRUE;
  xmpp_room_join_async (play->room, &plain_entry, NULL, mock_result_cb, &result);
  /* As when it was its turn just when the connection went. */
  play->room->step = XMPP_ROOM_STEP_WAITING;
  xmpp_room_set_state (play->room, XMPP_ROOM_JOINING);
  xmpp_room_begin (play->room);
  ROOM_PLAY_WAIT_FOR (play->room->step == XMPP_ROOM_STEP_NONE);
  room_play_resume (play, "2", hears, G_N_ELEMENTS (hears));
  g_assert_true (xmpp_room_join_finish (play->room, mock_result_wait (&result), NULL));
}

/* Nor does the room have less time to answer because nothing could come for a while. */
static void
test_entering_unconnected (RoomPlay      *play,
                           gconstpointer  data)
{
  static const XmppMucPatience patient = { 1000 * MOCK_PATIENCE_S, 600000, 600000, 600000, 600000, 600000 };
  static const MockLine asks[] = { ASKS, TELLS (""), ENTERS (""), SERVER_WAITS };
  static const MockLine hears[] = { SERVER_WAITS, COMES_IN, SERVER_WAITS };
  g_auto(MockResult) result = { NULL, 0 };

  room_play_online_resumable (play);
  xmpp_muc_set_patience (play->muc, &patient);
  xmpp_room_join_async (play->room, &plain_entry, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, asks, G_N_ELEMENTS (asks));
  room_play_cut (play);
  play->room->heard_us = 1;
  play->room->entered_us = 1;
  room_play_resume (play, "5", NULL, 0);
  ROOM_PLAY_WAIT_FOR (xmpp_session_get_state (play->fx->session) == XMPP_SESSION_ONLINE);
  g_assert_cmpint (play->room->heard_us, >, 1);
  g_assert_cmpint (play->room->entered_us, >, 1);
  feature_fixture_play (play->fx, hears, G_N_ELEMENTS (hears));
  g_assert_true (xmpp_room_join_finish (play->room, mock_result_wait (&result), NULL));
}

/* Who waits for its turn when the connection goes has it afterwards. */
static void
test_queue_unconnected (RoomPlay      *play,
                        gconstpointer  data)
{
  static const MockLine asks[] = { ASKS, SERVER_WAITS };
  static const MockLine hears[] = { ASKS_ABOUT ("room8@chat.shakespeare.lit"), SERVER_WAITS };
  g_autoptr(GPtrArray) rooms = g_ptr_array_new ();

  room_play_online_resumable (play);
  xmpp_room_join_async (play->room, &plain_entry, NULL, NULL, NULL);
  feature_fixture_play (play->fx, asks, G_N_ELEMENTS (asks));
  for (guint i = 1; i < 9; i++)
    {
      static const MockLine asks_any[] = {
        SERVER_HEARS ("<iq type='get' id='*' to='*'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"),
      };
      g_autofree char *text = g_strdup_printf ("room%u@chat.shakespeare.lit", i);
      g_autoptr(XmppAddress) address = feature_fixture_address (text);

      g_ptr_array_add (rooms, xmpp_muc_ensure_room (play->muc, address));
      xmpp_room_join_async (g_ptr_array_index (rooms, i - 1), &plain_entry, NULL, NULL, NULL);
      if (i < 8)
        feature_fixture_play (play->fx, asks_any, G_N_ELEMENTS (asks_any));
    }
  room_play_cut (play);
  xmpp_room_leave (play->room, NULL);
  g_assert_cmpint (((XmppRoom *) rooms->pdata[7])->step, ==, XMPP_ROOM_STEP_WAITING);
  room_play_resume (play, "11", hears, G_N_ELEMENTS (hears));
}

/* A service that is started again says many things meanwhile, and none of them puts us out. */
static void
test_service_restarts (RoomPlay      *play,
                       gconstpointer  data)
{
  static const MockLine joins[] = { ASKS, TELLS (SELF_PING HAS_IDS), ENTERS (""), COMES_IN, SERVER_WAITS };
  static const MockLine down[] = {
    PINGS, IQ_ERROR (SELF, "service-unavailable"),
    PINGS, IQ_ERROR (SELF, "remote-server-not-found"),
    PINGS, IQ_ERROR (SELF, "not-acceptable"),
    IS_DOWN ("service-unavailable"), IS_DOWN ("remote-server-not-found"), IS_DOWN ("internal-server-error"),
    IS_DOWN ("item-not-found"),
    ASKS, TELLS (SELF_PING HAS_IDS), ENTERS (""), REFUSAL (STANZA_ERROR ("service-unavailable")),
    ASKS, TELLS (SELF_PING HAS_IDS), ENTERS (""), REFUSAL (STANZA_ERROR ("resource-constraint")),
    ASKS, TELLS (SELF_PING HAS_IDS), ENTERS (""), REFUSAL (STANZA_ERROR ("undefined-condition")),
    ASKS, TELLS (SELF_PING HAS_IDS), ENTERS (""), COMES_IN, SERVER_WAITS,
  };

  room_play_online_resumable (play);
  g_assert_true (room_play_try (play, &plain_entry, joins, G_N_ELEMENTS (joins), NULL));
  xmpp_muc_check (play->muc);
  feature_fixture_play (play->fx, down, G_N_ELEMENTS (down));
  g_assert_cmpint (xmpp_room_get_state (play->room), ==, XMPP_ROOM_JOINED);
  g_assert_true (xmpp_room_is_wanted (play->room));
}

/* Our presence that comes back is a reason to ask, and no sign of life of the room. */
static void
test_bounced_presence (RoomPlay      *play,
                       gconstpointer  data)
{
  static const MockLine bounced[] = {
    REFUSAL (STANZA_ERROR ("remote-server-not-found")), PINGS, PONGS, SERVER_WAITS,
  };
  gint64 heard_us;

  room_play_join (play, NULL, 0);
  heard_us = play->room->heard_us = 1;
  play->room->is_pinging = TRUE;
  room_play_says (play, "<presence from='" SELF "' to='$jid' type='error'><error type='cancel'>"
                  STANZA_ERROR ("remote-server-not-found") "</error></presence>");
  g_assert_cmpint (play->room->heard_us, ==, heard_us);
  play->room->is_pinging = FALSE;
  feature_fixture_play (play->fx, bounced, G_N_ELEMENTS (bounced));
  feature_fixture_assert_noted (play->fx, "");
}

static void
assert_put_out (RoomPlay       *play,
                const MockLine *lines,
                gsize           n_lines,
                int             code)
{
  static const MockLine joins[] = { ASKS, TELLS (""), ENTERS ("*"), COMES_IN, SERVER_WAITS };

  g_assert_true (room_play_try (play, &plain_entry, joins, G_N_ELEMENTS (joins), NULL));
  feature_fixture_play (play->fx, lines, n_lines);
  g_assert_error (xmpp_room_get_error (play->room), XMPP_ROOM_ERROR, code);
  g_assert_false (xmpp_room_is_wanted (play->room));
  g_assert_cmpuint (xmpp_room_get_retry_ms (play->room), ==, 0);
}

#define LOSES_US SERVER_SAYS (GOES (NICK, ITEM ("none", "none") STATUS ("110") STATUS ("332"), ""))
#define PUTS_OUT(content, code) \
  G_STMT_START { \
    static const MockLine lines[] = { LOSES_US, ASKS, TELLS (""), ENTERS (""), REFUSAL (content), SERVER_WAITS }; \
    assert_put_out (play, lines, G_N_ELEMENTS (lines), code); \
  } G_STMT_END

/* Who has put us out means it. */
static void
test_put_out (RoomPlay      *play,
              gconstpointer  data)
{
  static const MockLine gone[] = {
    LOSES_US, IS_DOWN ("item-not-found"), IS_DOWN ("item-not-found"), IS_DOWN ("item-not-found"),
    IS_DOWN ("item-not-found"), IS_DOWN ("item-not-found"), SERVER_WAITS,
  };
  static const MockLine created[] = {
    LOSES_US, ASKS, TELLS (""), ENTERS (""),
    SERVER_SAYS (COMES (NICK, ITEM ("owner", "moderator") STATUS ("110") STATUS ("201"), "")),
    SERVER_HEARS ("<iq type='set' id='*' to='" ROOM "'><query xmlns='" MUC_NS "#owner'><destroy/></query></iq>"),
    GOODBYE, SERVER_WAITS,
  };

  room_play_online_resumable (play);
  PUTS_OUT (STANZA_ERROR ("forbidden"), XMPP_ROOM_ERROR_BANNED);
  PUTS_OUT (STANZA_ERROR ("registration-required"), XMPP_ROOM_ERROR_MEMBERS_ONLY);
  PUTS_OUT (STANZA_ERROR ("not-authorized"), XMPP_ROOM_ERROR_PASSWORD);
  PUTS_OUT (STANZA_ERROR ("gone"), XMPP_ROOM_ERROR_DESTROYED);
  assert_put_out (play, gone, G_N_ELEMENTS (gone), XMPP_ROOM_ERROR_NOT_FOUND);
  assert_put_out (play, created, G_N_ELEMENTS (created), XMPP_ROOM_ERROR_NOT_FOUND);
}

/* What we have said before we were lost is refused later, at whichever step back: it is told all the
 * same, or nobody would say that it was not heard. */
static void
test_late_bounces (RoomPlay      *play,
                   gconstpointer  data)
{
#define REFUSES(from) \
  "<message from='" from "' to='$jid' type='error'><error type='cancel'>" \
  STANZA_ERROR ("remote-server-timeout") "</error></message>"
  static const MockLine again[] = {
    LOSES_US, ASKS, SERVER_SAYS (REFUSES (ROOM) REFUSES (ROOM "/firstwitch")), TELLS (""), ENTERS (""),
    SERVER_SAYS (REFUSES (ROOM) REFUSES (ROOM "/firstwitch")
                 COMES ("firstwitch", ITEM ("owner", "moderator"), "") COMES_SELF ("")),
    SERVER_WAITS,
  };
  static const MockLine left[] = { GOODBYE, SERVER_SAYS (REFUSES (ROOM)), SERVER_WAITS };

  room_play_join (play, NULL, 0);
  feature_fixture_play (play->fx, again, G_N_ELEMENTS (again));
  feature_fixture_assert_noted (play->fx, "state failed\nstate rejoining\n"
                                          "bounce -: remote-server-timeout\n"
                                          "private bounce firstwitch: remote-server-timeout\n"
                                          "bounce -: remote-server-timeout\n"
                                          "private bounce firstwitch: remote-server-timeout\n"
                                          "state joined\noccupants -firstwitch? +firstwitch?\n");

  xmpp_room_leave (play->room, NULL);
  g_string_truncate (play->fx->events, 0);
  feature_fixture_play (play->fx, left, G_N_ELEMENTS (left));
  feature_fixture_assert_noted (play->fx, "bounce -: remote-server-timeout\n");
#undef REFUSES
}

/* A service that is down when we come for the first time is tried again, where it says so. */
static void
test_down_at_first (RoomPlay      *play,
                    gconstpointer  data)
{
  static const XmppMucPatience patience = { 30000, 600000, 600000, 600000, 600000, 600000 };
  static const MockLine down[] = {
    IS_DOWN ("service-unavailable"), ENTERS (""),
    SERVER_SAYS ("<presence from='" SELF "' to='$jid' type='error'><error type='wait'>"
                 STANZA_ERROR ("service-unavailable") "</error></presence>"),
    SERVER_WAITS,
  };
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  xmpp_muc_set_patience (play->muc, &patience);
  g_assert_false (room_play_try (play, &plain_entry, down, G_N_ELEMENTS (down), &error));
  g_assert_error (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_UNREACHABLE);
  g_assert_true (xmpp_room_is_wanted (play->room));
  g_assert_cmpuint (xmpp_room_get_retry_ms (play->room), <=, 600000);
}

/* A room that does not answer when we come back keeps what it has said of itself. */
static void
test_info_is_kept (RoomPlay      *play,
                   gconstpointer  data)
{
  static const MockLine joins[] = {
    ASKS, TELLS (HAS_IDS HAS_ARCHIVE), ENTERS ("<history maxstanzas='0'/>"),
    SERVER_SAYS (COMES ("firstwitch", ITEM ("owner", "moderator"), OCCUPANT_ID ("one")) COMES_SELF (OCCUPANT_ID ("me"))),
    SERVER_WAITS,
  };
  static const MockLine again[] = {
    LOSES_US, IS_DOWN ("bad-request"), ENTERS ("<history maxstanzas='0'/>"),
    SERVER_SAYS (COMES ("firstwitch", ITEM ("owner", "moderator"), OCCUPANT_ID ("one")) COMES_SELF (OCCUPANT_ID ("me"))
                 "<message from='" ROOM "/firstwitch' to='$jid' type='groupchat'><body>hail</body>" OCCUPANT_ID ("one")
                 "<stanza-id xmlns='urn:xmpp:sid:0' id='s1' by='" ROOM "'/></message>"),
    /* It is asked from inside. */
    ASKS, TELLS (""), SERVER_WAITS,
  };

  room_play_join (play, joins, G_N_ELEMENTS (joins));
  feature_fixture_play (play->fx, again, G_N_ELEMENTS (again));
  feature_fixture_assert_noted (play->fx, "state failed\nstate rejoining\nstate joined\n"
                                          "talk firstwitch: hail id one stanza s1\n"
                                          "occupants ~firstwitch ~thirdwitch*\n");
  g_assert_false (xmpp_room_info_has (xmpp_room_get_info (play->room), XMPP_ROOM_OCCUPANT_IDS));
}

/* Who is thrown out again as soon as it is in waits longer each time. */
static void
test_short_stays (RoomPlay      *play,
                  gconstpointer  data)
{
  static const XmppMucPatience patience = { 30000, 600000, 600000, 0, 600000, 600000 };
  static const MockLine again[] = { LOSES_US, ASKS, TELLS (""), ENTERS (""), COMES_IN, SERVER_WAITS };

  room_play_join (play, NULL, 0);
  xmpp_muc_set_patience (play->muc, &patience);
  for (guint i = 1; i < 4; i++)
    {
      feature_fixture_play (play->fx, again, G_N_ELEMENTS (again));
      g_assert_cmpuint (play->room->n_failures, ==, i);
    }

  /* After a stay of some time it begins anew. */
  play->room->joined_us -= G_GINT64_CONSTANT (601) * G_USEC_PER_SEC;
  feature_fixture_play (play->fx, again, G_N_ELEMENTS (again));
  g_assert_cmpuint (play->room->n_failures, ==, 1);
}

/* A room that does not answer to a new nick is not waited for for ever. */
static void
test_nick_silence (RoomPlay      *play,
                   gconstpointer  data)
{
  static const XmppMucPatience patience = { 1, 600000, 600000, 600000, 600000, 600000 };
  static const MockLine silent[] = {
    SERVER_HEARS ("<presence to='" ROOM "/hecate'><x xmlns='vcard-temp:x:update'/></presence>"),
    PINGS, PONGS,
    SERVER_SAYS (GOES (NICK, "<item affiliation='member' role='participant' nick='hecate'/>"
                             STATUS ("303") STATUS ("110"), "")
                 COMES ("hecate", ITEM ("member", "participant") STATUS ("110"), "")),
    SERVER_WAITS,
  };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  room_play_join (play, NULL, 0);
  xmpp_muc_set_patience (play->muc, &patience);
  xmpp_room_change_nick_async (play->room, "hecate", NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, silent, G_N_ELEMENTS (silent));
  g_assert_false (xmpp_room_change_nick_finish (play->room, mock_result_wait (&result), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_TIMEOUT);
  g_assert_cmpuint (result.n_calls, ==, 1);
  g_assert_cmpstr (xmpp_room_get_nick (play->room), ==, "hecate");
}

/* The end of the connection, of the wait and of the room's patience at once is one end. */
static void
test_nick_ends_once (RoomPlay      *play,
                     gconstpointer  data)
{
  static const MockLine hears[] = {
    SERVER_HEARS ("<presence to='" ROOM "/hecate'><x xmlns='vcard-temp:x:update'/></presence>"), SERVER_WAITS,
  };
  static const MockLine leaves[] = { GOODBYE, SERVER_WAITS };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(MockResult) result = { NULL, 0 };

  room_play_join (play, NULL, 0);
  xmpp_room_change_nick_async (play->room, "hecate", cancellable, mock_result_cb, &result);
  feature_fixture_play (play->fx, hears, G_N_ELEMENTS (hears));
  g_cancellable_cancel (cancellable);
  xmpp_room_leave (play->room, NULL);
  feature_fixture_play (play->fx, leaves, G_N_ELEMENTS (leaves));
  g_assert_false (xmpp_room_change_nick_finish (play->room, mock_result_wait (&result), NULL));
  g_assert_cmpuint (result.n_calls, ==, 1);
}

/* What we have become while the room lets us in it is told afterwards. */
static void
test_presence_while_entering (RoomPlay      *play,
                              gconstpointer  data)
{
  static const MockLine asks[] = { ASKS, TELLS (""), ENTERS (""), SERVER_WAITS };
  static const MockLine away[] = {
    SERVER_HEARS ("<presence><show>away</show><x xmlns='vcard-temp:x:update'/></presence>"),
    COMES_IN,
    SERVER_HEARS ("<presence to='" SELF "'><show>away</show><x xmlns='vcard-temp:x:update'/></presence>"),
    SERVER_WAITS,
  };
  g_auto(MockResult) result = { NULL, 0 };

  room_play_online (play);
  xmpp_room_join_async (play->room, &plain_entry, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, asks, G_N_ELEMENTS (asks));
  xmpp_presence_set (play->presence, XMPP_SHOW_AWAY, NULL);
  feature_fixture_play (play->fx, away, G_N_ELEMENTS (away));
  g_assert_true (xmpp_room_join_finish (play->room, mock_result_wait (&result), NULL));
}

/* By the room's clock: since the last time that it has told, or so long ago. */
static void
test_history (RoomPlay      *play,
              gconstpointer  data)
{
  static const MockLine again[] = {
    SERVER_SAYS ("<message from='" ROOM "/firstwitch' to='$jid' type='groupchat'><body>old</body>"
                 "<delay xmlns='urn:xmpp:delay' from='" ROOM "' stamp='2002-10-13T23:58:37Z'/></message>"),
    LOSES_US, ASKS, TELLS (""), ENTERS ("<history since='2002-10-13T23:58:37Z'/>"), COMES_IN, SERVER_WAITS,
  };
  static const MockLine once_more[] = {
    LOSES_US, ASKS, TELLS (""), ENTERS ("<history seconds='360'/>"), COMES_IN, SERVER_WAITS,
  };

  room_play_join (play, NULL, 0);
  feature_fixture_play (play->fx, again, G_N_ELEMENTS (again));
  room_play_says (play, "<message from='" ROOM "/firstwitch' to='$jid' type='groupchat'><body>new</body></message>");

  /* However the clock was set meanwhile. */
  play->room->spoken_real_us += G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  play->room->spoken_us = g_get_monotonic_time () - G_GINT64_CONSTANT (300) * G_USEC_PER_SEC;
  feature_fixture_play (play->fx, once_more, G_N_ELEMENTS (once_more));
}

typedef enum {
  LEAVES,
  FORGETS,
  REJOINS,
} Reaction;

typedef struct {
  XmppMuc      *muc;
  XmppRoomState at;
  Reaction      reaction;
  guint         n_calls;
} Meddler;

static void
meddle_cb (XmppRoom   *room,
           GParamSpec *pspec,
           gpointer    user_data)
{
  Meddler *meddler = user_data;

  if (xmpp_room_get_state (room) != meddler->at || meddler->n_calls++ > 0)
    return;

  if (meddler->reaction == FORGETS)
    xmpp_muc_forget_room (meddler->muc, xmpp_room_get_address (room));
  else
    xmpp_room_leave (room, NULL);
  if (meddler->reaction == REJOINS)
    xmpp_room_join_async (room, &plain_entry, NULL, NULL, NULL);
}

#define MEDDLES(meddler, ...) \
  G_STMT_START { \
    static const MockLine meddled[] = { __VA_ARGS__, SERVER_WAITS }; \
    play_meddled (play, meddler, meddled, G_N_ELEMENTS (meddled)); \
  } G_STMT_END

static void
play_meddled (RoomPlay       *play,
              Meddler        *meddler,
              const MockLine *lines,
              gsize           n_lines)
{
  g_autoptr(XmppRoom) room = g_object_ref (xmpp_muc_ensure_room (play->muc, play->address));
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;
  gulong handler;

  meddler->muc = play->muc;
  handler = g_signal_connect (room, "notify::state", G_CALLBACK (meddle_cb), meddler);
  xmpp_room_join_async (room, &plain_entry, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  /* It ends, one way or the other, and once. */
  xmpp_room_join_finish (room, mock_result_wait (&result), &error);
  g_assert_cmpuint (result.n_calls, ==, 1);
  g_assert_cmpuint (meddler->n_calls, >=, 1);

  if (meddler->reaction == FORGETS)
    {
      g_assert_null (xmpp_muc_get_room (play->muc, play->address));
      return;
    }
  g_signal_handler_disconnect (room, handler);
  g_assert_cmpint (xmpp_room_get_state (room), ==, meddler->reaction == REJOINS ? XMPP_ROOM_JOINED : XMPP_ROOM_LEFT);
  xmpp_room_leave (room, NULL);
}

#define REENTERS ASKS, TELLS (""), ENTERS (""), COMES_IN

/* Whoever hears of a state may leave at once, or have the room forgotten. */
static void
test_meddlers (RoomPlay      *play,
               gconstpointer  data)
{
  Meddler joining = { .at = XMPP_ROOM_JOINING, .reaction = LEAVES };
  Meddler rejoins = { .at = XMPP_ROOM_JOINING, .reaction = REJOINS };
  Meddler joined = { .at = XMPP_ROOM_JOINED, .reaction = LEAVES };
  Meddler rejoined = { .at = XMPP_ROOM_JOINED, .reaction = REJOINS };
  Meddler failed = { .at = XMPP_ROOM_FAILED, .reaction = LEAVES };

  room_play_online_resumable (play);
  MEDDLES (&joining, ASKS);
  MEDDLES (&rejoins, ASKS, REENTERS);
  MEDDLES (&joined, GOODBYE, REENTERS, GOODBYE);
  MEDDLES (&rejoined, REENTERS, GOODBYE, REENTERS);
  MEDDLES (&failed, GOODBYE, ASKS, TELLS (""), ENTERS (""), REFUSAL (STANZA_ERROR ("forbidden")));
}

static void
test_forgotten (RoomPlay      *play,
                gconstpointer  data)
{
  static const MockLine asks[] = { ASKS, SERVER_WAITS };
  Meddler joining = { .at = XMPP_ROOM_JOINING, .reaction = FORGETS };
  Meddler joined = { .at = XMPP_ROOM_JOINED, .reaction = FORGETS };
  Meddler failed = { .at = XMPP_ROOM_FAILED, .reaction = FORGETS };
  Meddler left = { .at = XMPP_ROOM_LEFT, .reaction = FORGETS };
  g_autoptr(XmppRoom) kept = g_object_ref (play->room);
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  room_play_online_resumable (play);
  MEDDLES (&joining, ASKS);
  MEDDLES (&joined, REENTERS, GOODBYE);
  MEDDLES (&failed, ASKS, TELLS (""), ENTERS (""), REFUSAL (STANZA_ERROR ("forbidden")));

  /* Nobody comes back into a room that is told nothing. */
  xmpp_room_join_async (kept, &plain_entry, NULL, mock_result_cb, &result);
  g_assert_false (xmpp_room_join_finish (kept, mock_result_wait (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (xmpp_room_is_wanted (kept));

  play->room = xmpp_muc_ensure_room (play->muc, play->address);
  left.muc = play->muc;
  g_signal_connect (play->room, "notify::state", G_CALLBACK (meddle_cb), &left);
  xmpp_room_join_async (play->room, &plain_entry, NULL, NULL, NULL);
  xmpp_room_leave (play->room, NULL);
  feature_fixture_play (play->fx, asks, G_N_ELEMENTS (asks));
  g_assert_null (xmpp_muc_get_room (play->muc, play->address));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/xmpp/room-outage/" path, RoomPlay, NULL, room_play_setup, func, room_play_teardown)
  ADD ("leave-unconnected", test_leave_unconnected);
  ADD ("forget-unconnected", test_forget_unconnected);
  ADD ("leave-and-join-unconnected", test_leave_and_join_unconnected);
  ADD ("leave-lost", test_leave_lost);
  ADD ("leave-unanswered", test_leave_unanswered);
  ADD ("asking-unconnected", test_asking_unconnected);
  ADD ("entering-unconnected", test_entering_unconnected);
  ADD ("queue-unconnected", test_queue_unconnected);
  ADD ("service-restarts", test_service_restarts);
  ADD ("bounced-presence", test_bounced_presence);
  ADD ("put-out", test_put_out);
  ADD ("late-bounces", test_late_bounces);
  ADD ("down-at-first", test_down_at_first);
  ADD ("info-is-kept", test_info_is_kept);
  ADD ("short-stays", test_short_stays);
  ADD ("nick-silence", test_nick_silence);
  ADD ("nick-ends-once", test_nick_ends_once);
  ADD ("presence-while-entering", test_presence_while_entering);
  ADD ("history", test_history);
  ADD ("meddlers", test_meddlers);
  ADD ("forgotten", test_forgotten);
#undef ADD
  return g_test_run ();
}
