/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coming into rooms, staying there, and who else is: XEP-0045, 0317, 0410, 0421. */
#include "room-play.h"

#include "xmpp-error.h"
#include "xmpp-room-private.h"

static const XmppRoomEntry plain_entry = { .nick = NICK };

static void
test_join (RoomPlay      *play,
           gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS, TELLS (HAS_IDS FEATURE ("muc_membersonly")), ENTERS (""),
    SERVER_SAYS (COMES ("firstwitch",
                        "<item affiliation='owner' role='moderator' jid='crone1@shakespeare.lit/desktop'/>",
                        "<show>away</show><status>brewing</status>" OCCUPANT_ID ("one")
                        "<idle xmlns='urn:xmpp:idle:1' since='1970-01-01T00:00:01Z'/>"
                        "<x xmlns='vcard-temp:x:update'><photo>da39a3ee5e6b4b0d3255bfef95601890afd80709</photo></x>"
                        "<hats xmlns='urn:xmpp:hats:0'><hat title='Host' uri='urn:host' hue='327.25'/>"
                        "<hat title='No address'/></hats>")),
    SERVER_SAYS (COMES ("secondwitch", ITEM ("none", "visitor"), "")),
    SERVER_SAYS (COMES (NICK, ITEM ("member", "participant") STATUS ("110") STATUS ("100"), OCCUPANT_ID ("me"))),
    SERVER_WAITS,
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) all = NULL;
  XmppOccupant *one;

  room_play_online (play);
  g_assert_true (room_play_try (play, &plain_entry, lines, G_N_ELEMENTS (lines), &error));
  g_assert_no_error (error);
  feature_fixture_assert_noted (play->fx, "state joining\nstate joined\n"
                                          "occupants +firstwitch +secondwitch +thirdwitch*\nstatus 21\n");

  one = xmpp_room_get_occupant (play->room, "firstwitch");
  g_assert_true (one == xmpp_room_get_occupant_by_id (play->room, "one"));
  g_assert_cmpint (one->affiliation, ==, XMPP_AFFILIATION_OWNER);
  g_assert_cmpint (one->role, ==, XMPP_ROLE_MODERATOR);
  g_assert_cmpint (one->show, ==, XMPP_SHOW_AWAY);
  g_assert_cmpstr (one->status, ==, "brewing");
  g_assert_cmpstr (xmpp_address_get_full (one->real_address), ==, "crone1@shakespeare.lit/desktop");
  g_assert_cmpint (one->idle_since_us, ==, G_USEC_PER_SEC);
  g_assert_cmpstr (one->photo_hash, ==, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  g_assert_cmpuint (one->hats->len, ==, 1);
  g_assert_cmpstr (((XmppHat *) one->hats->pdata[0])->title, ==, "Host");
  g_assert_cmpfloat (((XmppHat *) one->hats->pdata[0])->hue, ==, 327.25);

  g_assert_cmpint (xmpp_room_get_affiliation (play->room), ==, XMPP_AFFILIATION_MEMBER);
  g_assert_cmpint (xmpp_room_get_role (play->room), ==, XMPP_ROLE_PARTICIPANT);
  g_assert_cmpstr (xmpp_room_get_own_occupant (play->room)->occupant_id, ==, "me");
  g_assert_true (xmpp_room_info_has (xmpp_room_get_info (play->room), XMPP_ROOM_MEMBERS_ONLY));
  g_assert_cmpstr (xmpp_room_get_info (play->room)->name, ==, "A Dark Cave");
  all = xmpp_room_get_occupants (play->room);
  g_assert_cmpuint (all->len, ==, 3);
}

static void
test_entry (RoomPlay      *play,
            gconstpointer  data)
{
  static const MockLine since[] = {
    ASKS, TELLS (""),
    ENTERS ("<history since='1970-01-01T00:00:05Z'/><password>cauldronburn</password>"),
    SERVER_SAYS (COMES (NICK, ITEM ("none", "participant") STATUS ("110") STATUS ("201"), "")),
    SERVER_WAITS,
  };
  const XmppRoomEntry entry = {
    .nick = NICK, .password = "cauldronburn", .may_create = TRUE, .since_us = 5 * G_USEC_PER_SEC,
  };

  room_play_online (play);
  g_assert_true (room_play_try (play, &entry, since, G_N_ELEMENTS (since), NULL));
  feature_fixture_assert_noted (play->fx, "state joining\nstate joined\noccupants +thirdwitch*\nstatus 820\n");
}

static void
test_archive (RoomPlay      *play,
              gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS, TELLS (HAS_ARCHIVE), ENTERS ("<history maxstanzas='0'/>"), SERVER_SAYS (COMES_SELF ("")),
    SERVER_WAITS,
  };

  room_play_join (play, lines, G_N_ELEMENTS (lines));
}

/* The room gives another nick than was asked for. */
static void
test_nick_assigned (RoomPlay      *play,
                    gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS, TELLS (""), ENTERS (""),
    SERVER_SAYS (COMES ("hag66", ITEM ("none", "participant") STATUS ("110") STATUS ("210"), "")),
    SERVER_WAITS,
  };

  room_play_join (play, lines, G_N_ELEMENTS (lines));
  g_assert_cmpstr (xmpp_room_get_nick (play->room), ==, "hag66");
}

static void
assert_refused (RoomPlay       *play,
                const MockLine *lines,
                gsize           n_lines,
                GQuark          domain,
                int             code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (room_play_try (play, &plain_entry, lines, n_lines, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpint (xmpp_room_get_state (play->room), ==, XMPP_ROOM_FAILED);
  g_assert_false (xmpp_room_is_wanted (play->room));
  g_assert_cmpuint (xmpp_room_get_n_occupants (play->room), ==, 0);
}

#define REFUSES(content, code) \
  G_STMT_START { \
    static const MockLine lines[] = { \
      ASKS, TELLS (""), ENTERS (""), \
      SERVER_SAYS (COMES ("firstwitch", ITEM ("none", "participant"), "")), \
      REFUSAL (content), SERVER_WAITS \
    }; \
    assert_refused (play, lines, G_N_ELEMENTS (lines), XMPP_ROOM_ERROR, code); \
  } G_STMT_END

static void
test_refusals (RoomPlay      *play,
               gconstpointer  data)
{
  room_play_online (play);
  REFUSES (STANZA_ERROR ("not-authorized"), XMPP_ROOM_ERROR_PASSWORD);
  REFUSES (STANZA_ERROR ("forbidden"), XMPP_ROOM_ERROR_BANNED);
  REFUSES (STANZA_ERROR ("item-not-found"), XMPP_ROOM_ERROR_NOT_FOUND);
  REFUSES (STANZA_ERROR ("not-allowed"), XMPP_ROOM_ERROR_CREATION);
  REFUSES (STANZA_ERROR ("not-acceptable"), XMPP_ROOM_ERROR_NICK_LOCKED);
  REFUSES (STANZA_ERROR ("registration-required"), XMPP_ROOM_ERROR_MEMBERS_ONLY);
  REFUSES (STANZA_ERROR ("conflict"), XMPP_ROOM_ERROR_NICK_TAKEN);
  REFUSES (STANZA_ERROR ("service-unavailable"), XMPP_ROOM_ERROR_FULL);
  REFUSES (STANZA_ERROR ("jid-malformed"), XMPP_ROOM_ERROR_NICK_INVALID);
  g_assert_null (xmpp_room_get_venue (play->room));
  REFUSES ("<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:new%20room@chat.shakespeare.lit?join</gone>",
           XMPP_ROOM_ERROR_DESTROYED);
  REFUSES ("<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>xmpp:" OTHER "?join</gone>",
           XMPP_ROOM_ERROR_MOVED);
  g_assert_cmpstr (xmpp_address_get_full (xmpp_room_get_venue (play->room)), ==, OTHER);
}

/* To come into a room that is not there would make one. */
static void
test_absent (RoomPlay      *play,
             gconstpointer  data)
{
  static const MockLine absent[] = {
    ASKS,
    SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='cancel'>"
                 STANZA_ERROR ("item-not-found") "</error></iq>"),
    SERVER_WAITS,
  };
  static const MockLine made[] = {
    ASKS,
    SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='cancel'>"
                 STANZA_ERROR ("service-unavailable") "</error></iq>"),
    ENTERS (""),
    SERVER_SAYS (COMES (NICK, ITEM ("owner", "moderator") STATUS ("110") STATUS ("201"), "")),
    SERVER_HEARS ("<iq type='set' id='*' to='" ROOM "'><query xmlns='" MUC_NS "#owner'>"
                  "<destroy/></query></iq>"),
    SERVER_HEARS ("<presence type='unavailable' to='" SELF "'/>"),
    SERVER_WAITS,
  };
  static const MockLine no_service[] = {
    ASKS,
    SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='cancel'>"
                 STANZA_ERROR ("service-unavailable") "</error></iq>"),
    ENTERS (""),
    REFUSAL (STANZA_ERROR ("service-unavailable")),
    SERVER_WAITS,
  };

  static const MockLine somebody[] = {
    ASKS,
    SERVER_SAYS ("<iq type='result' id='$id' from='" ROOM "'><query xmlns='http://jabber.org/protocol/disco#info'>"
                 "<identity category='account' type='registered'/></query></iq>"),
    SERVER_WAITS,
  };

  room_play_online (play);
  assert_refused (play, somebody, G_N_ELEMENTS (somebody), XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NOT_FOUND);
  assert_refused (play, absent, G_N_ELEMENTS (absent), XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NOT_FOUND);
  assert_refused (play, made, G_N_ELEMENTS (made), XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NOT_FOUND);
  assert_refused (play, no_service, G_N_ELEMENTS (no_service), XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NOT_FOUND);
}

static void
test_bad_nick (RoomPlay      *play,
               gconstpointer  data)
{
  static const MockLine lines[] = { ASKS, TELLS (""), SERVER_WAITS };
  const XmppRoomEntry entry = { .nick = "" };
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  g_assert_false (room_play_try (play, &entry, lines, G_N_ELEMENTS (lines), &error));
  g_assert_error (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NICK_INVALID);
}

/* What one turn of the main loop brings is one signal. */
static void
test_changes (RoomPlay      *play,
              gconstpointer  data)
{
  room_play_join (play, NULL, 0);

  room_play_says (play, COMES ("a", ITEM ("none", "participant"), "")
                  COMES ("b", ITEM ("none", "participant"), "")
                  COMES ("b", ITEM ("none", "participant"), "<show>away</show>")
                  COMES ("c", ITEM ("none", "participant"), "")
                  GOES ("c", ITEM ("none", "none"), ""));
  feature_fixture_assert_noted (play->fx, "occupants +a +b\n");

  /* Nothing new, and something that is undone */
  room_play_says (play, COMES ("a", ITEM ("none", "participant"), "")
                  COMES ("b", ITEM ("none", "participant"), "")
                  COMES ("b", ITEM ("none", "participant"), "<show>away</show>"));
  feature_fixture_assert_noted (play->fx, "");

  room_play_says (play, COMES ("a", ITEM ("none", "moderator"), "")
                  GOES ("b", ITEM ("none", "none"), "<status>bye</status>")
                  COMES ("b", ITEM ("none", "participant"), ""));
  feature_fixture_assert_noted (play->fx, "occupants -b((null),(null),bye) ~a +b\n");
}

/* The room's own presence tells its picture, and is nobody's. */
static void
test_picture (RoomPlay      *play,
              gconstpointer  data)
{
  room_play_join (play, NULL, 0);
  g_assert_null (xmpp_room_get_avatar_hash (play->room));
  room_play_says (play, "<presence from='" ROOM "' to='$jid'><x xmlns='vcard-temp:x:update'>"
                  "<photo>da39a3ee5e6b4b0d3255bfef95601890afd80709</photo></x></presence>");
  g_assert_cmpstr (xmpp_room_get_avatar_hash (play->room), ==, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  room_play_says (play, "<presence from='" ROOM "' to='$jid'><x xmlns='vcard-temp:x:update'><photo/></x></presence>"
                  "<presence from='" ROOM "' to='$jid' type='unavailable'/>");
  g_assert_null (xmpp_room_get_avatar_hash (play->room));
  feature_fixture_assert_noted (play->fx, "");
}

static void
test_removals (RoomPlay      *play,
               gconstpointer  data)
{
  XmppOccupant *own;

  room_play_join (play, NULL, 0);
  room_play_says (play, COMES ("a", ITEM ("none", "participant"), "") COMES ("b", ITEM ("none", "participant"), ""));
  feature_fixture_assert_noted (play->fx, "occupants +a +b\n");
  room_play_says (play, GOES ("a", "<item affiliation='none' role='none'><actor nick='firstwitch'/>"
                                   "<reason>Avaunt!</reason></item>" STATUS ("307"), ""));
  feature_fixture_assert_noted (play->fx, "occupants -a(Avaunt!,firstwitch,(null))\n");

  own = xmpp_room_get_own_occupant (play->room);
  g_assert_cmpstr (own->nick, ==, NICK);
  room_play_says (play, GOES (NICK, "<item affiliation='outcast' role='none'><reason>Out!</reason></item>"
                                    STATUS ("301") STATUS ("110"), ""));
  feature_fixture_assert_noted (play->fx, "occupants -b -firstwitch -thirdwitch*\nstate failed\n");
  g_assert_error (xmpp_room_get_error (play->room), XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_BANNED);
  g_assert_cmpstr (xmpp_room_get_error (play->room)->message, ==, "Out!");
  g_assert_false (xmpp_room_is_wanted (play->room));
  g_assert_null (xmpp_room_get_own_occupant (play->room));
}

static void
assert_thrown_out (RoomPlay   *play,
                   const char *user,
                   int         code)
{
  g_autofree char *xml = g_strdup_printf ("<presence from='" SELF "' to='$jid' type='unavailable'>"
                                          "<x xmlns='" USER_NS "'><item affiliation='none' role='none'/>%s"
                                          "</x></presence>", user);
  static const MockLine joins[] = { ASKS, TELLS (""), ENTERS (""), SERVER_SAYS (COMES_SELF ("")), SERVER_WAITS };

  g_assert_true (room_play_try (play, &plain_entry, joins, G_N_ELEMENTS (joins), NULL));
  room_play_says (play, xml);
  g_assert_cmpint (xmpp_room_get_state (play->room), ==, XMPP_ROOM_FAILED);
  g_assert_error (xmpp_room_get_error (play->room), XMPP_ROOM_ERROR, code);
  g_assert_false (xmpp_room_is_wanted (play->room));
}

static void
test_thrown_out (RoomPlay      *play,
                 gconstpointer  data)
{
  static const XmppMucPatience patience = { 1, 600000, 600000, 600000, 600000, 600000 };
  static const MockLine again[] = { ASKS, TELLS (""), ENTERS (""), SERVER_WAITS };

  room_play_online (play);
  assert_thrown_out (play, STATUS ("110") STATUS ("307"), XMPP_ROOM_ERROR_KICKED);
  assert_thrown_out (play, STATUS ("110") STATUS ("321"), XMPP_ROOM_ERROR_AFFILIATION);
  assert_thrown_out (play, STATUS ("110") STATUS ("322"), XMPP_ROOM_ERROR_MEMBERS_ONLY);
  assert_thrown_out (play, STATUS ("301"), XMPP_ROOM_ERROR_BANNED);
  assert_thrown_out (play, "<destroy/>", XMPP_ROOM_ERROR_DESTROYED);
  g_assert_null (xmpp_room_get_venue (play->room));
  assert_thrown_out (play, "<destroy jid='" OTHER "'><reason>Macbeth doth come.</reason></destroy>",
                     XMPP_ROOM_ERROR_DESTROYED);
  g_assert_cmpstr (xmpp_address_get_full (xmpp_room_get_venue (play->room)), ==, OTHER);
  g_assert_cmpstr (xmpp_room_get_error (play->room)->message, ==, "Macbeth doth come.");
  g_assert_cmpstr (xmpp_room_get_removal (play->room), ==, "Macbeth doth come.");

  /* What comes of another try is for reasons of its own. */
  xmpp_muc_set_patience (play->muc, &patience);
  g_assert_false (room_play_try (play, &plain_entry, again, G_N_ELEMENTS (again), NULL));
  g_assert_cmpint (xmpp_room_get_state (play->room), ==, XMPP_ROOM_FAILED);
  g_assert_null (xmpp_room_get_removal (play->room));
  g_assert_null (xmpp_room_get_venue (play->room));
}

static void
test_nicks (RoomPlay      *play,
            gconstpointer  data)
{
  static const MockLine change[] = {
    SERVER_HEARS ("<presence to='" ROOM "/oldhag'><x xmlns='vcard-temp:x:update'/></presence>"),
    SERVER_SAYS (GOES (NICK, "<item affiliation='member' role='participant' nick='oldhag'/>"
                             STATUS ("303") STATUS ("110"), "")
                 COMES ("oldhag", ITEM ("member", "participant") STATUS ("110"), "")),
    SERVER_WAITS,
  };
  static const MockLine taken[] = {
    SERVER_HEARS ("<presence to='" ROOM "/hecate'><x xmlns='vcard-temp:x:update'/></presence>"),
    SERVER_SAYS ("<presence from='" ROOM "/oldhag' to='$jid' type='error'><x xmlns='" MUC_NS "'/>"
                 "<error type='cancel'>" STANZA_ERROR ("conflict") "</error></presence>"),
    SERVER_WAITS,
  };
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_autoptr(GError) error = NULL;
  guint64 serial;

  room_play_join (play, NULL, 0);
  serial = xmpp_room_get_occupant (play->room, "firstwitch")->serial;
  room_play_says (play, GOES ("firstwitch", "<item affiliation='owner' role='moderator' nick='crone'/>" STATUS ("303"), "")
                  COMES ("crone", ITEM ("owner", "moderator"), ""));
  feature_fixture_assert_noted (play->fx, "occupants ~crone(firstwitch)\n");
  g_assert_cmpuint (xmpp_room_get_occupant (play->room, "crone")->serial, ==, serial);
  g_assert_null (xmpp_room_get_occupant (play->room, "firstwitch"));

  /* Who takes the nick that is free now is another one. */
  room_play_says (play, COMES ("firstwitch", ITEM ("none", "participant"), ""));
  feature_fixture_assert_noted (play->fx, "occupants +firstwitch\n");
  g_assert_cmpuint (xmpp_room_get_occupant (play->room, "firstwitch")->serial, !=, serial);

  xmpp_room_change_nick_async (play->room, "oldhag", NULL, mock_result_cb, &one);
  feature_fixture_play (play->fx, change, G_N_ELEMENTS (change));
  g_assert_true (xmpp_room_change_nick_finish (play->room, mock_result_wait (&one), NULL));
  feature_fixture_assert_noted (play->fx, "occupants ~oldhag*(thirdwitch)\n");
  g_assert_cmpstr (xmpp_room_get_nick (play->room), ==, "oldhag");

  xmpp_room_change_nick_async (play->room, "hecate", NULL, mock_result_cb, &two);
  feature_fixture_play (play->fx, taken, G_N_ELEMENTS (taken));
  g_assert_false (xmpp_room_change_nick_finish (play->room, mock_result_wait (&two), &error));
  g_assert_error (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_NICK_TAKEN);
  g_assert_cmpint (xmpp_room_get_state (play->room), ==, XMPP_ROOM_JOINED);
}

static void
test_leave (RoomPlay      *play,
            gconstpointer  data)
{
  static const MockLine leaves[] = {
    SERVER_HEARS ("<presence type='unavailable' to='" SELF "'><status>gone</status></presence>"),
    SERVER_SAYS (COMES ("late", ITEM ("none", "participant"), "")
                 GOES (NICK, ITEM ("member", "none") STATUS ("110"), "")),
    SERVER_WAITS,
  };

  room_play_join (play, NULL, 0);
  xmpp_room_leave (play->room, "gone");
  feature_fixture_assert_noted (play->fx, "state left\noccupants -firstwitch -thirdwitch*\n");
  feature_fixture_play (play->fx, leaves, G_N_ELEMENTS (leaves));
  feature_fixture_assert_noted (play->fx, "");
  g_assert_false (xmpp_room_is_wanted (play->room));
}

/* Who waits hears that we have left, or that it has been given up. */
static void
test_give_up (RoomPlay      *play,
              gconstpointer  data)
{
  static const MockLine asked[] = { ASKS };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  xmpp_room_join_async (play->room, &plain_entry, cancellable, mock_result_cb, &one);
  xmpp_room_join_async (play->room, &plain_entry, NULL, mock_result_cb, &two);
  feature_fixture_play (play->fx, asked, G_N_ELEMENTS (asked));
  g_cancellable_cancel (cancellable);
  g_assert_false (xmpp_room_join_finish (play->room, mock_result_wait (&one), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (xmpp_room_get_state (play->room), ==, XMPP_ROOM_JOINING);

  xmpp_room_leave (play->room, NULL);
  g_assert_false (xmpp_room_join_finish (play->room, mock_result_wait (&two), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (one.n_calls + two.n_calls, ==, 2);
}

/* Of rooms where we are not nothing is heard: neither from the one that we ask about nor from any
 * other; self-presence makes no occupant of us. */
static void
test_forged (RoomPlay      *play,
             gconstpointer  data)
{
  static const MockLine early[] = {
    SERVER_SAYS (COMES_SELF ("") COMES ("ghost", ITEM ("owner", "moderator"), "")
                 "<presence from='" SELF "' to='$jid'/>"
                 "<presence from='" OTHER "/" NICK "' to='$jid'>"
                 USER (ITEM ("owner", "moderator") STATUS ("110")) "</presence>"),
    SERVER_WAITS,
  };
  static const MockLine joins[] = {
    ASKS,
    SERVER_SAYS (COMES_SELF ("") COMES ("ghost", ITEM ("owner", "moderator"), "")),
    SERVER_WAITS,
    SERVER_SAYS ("<presence from='" OTHER "/a' to='$jid'>" USER (STATUS ("110")) "</presence>"),
    SERVER_WAITS,
  };
  g_auto(MockResult) result = { NULL, 0 };

  room_play_online (play);
  feature_fixture_play (play->fx, early, G_N_ELEMENTS (early));
  feature_fixture_assert_noted (play->fx, "");
  g_assert_null (xmpp_room_get_own_occupant (play->room));

  xmpp_room_join_async (play->room, &plain_entry, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, joins, G_N_ELEMENTS (joins));
  feature_fixture_assert_noted (play->fx, "state joining\n");
  g_assert_cmpuint (xmpp_room_get_n_occupants (play->room), ==, 0);
  xmpp_room_leave (play->room, NULL);
  mock_result_wait (&result);
}

/* XEP-0421, 4: where the room does not announce them, anybody may have put them there. */
static void
test_foreign_ids (RoomPlay      *play,
                  gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS, TELLS (""), ENTERS (""),
    SERVER_SAYS (COMES ("firstwitch", ITEM ("owner", "moderator"), OCCUPANT_ID ("forged")) COMES_SELF ("")),
    SERVER_WAITS,
  };
  static const MockLine configured[] = {
    SERVER_SAYS ("<message from='" ROOM "' to='$jid' type='groupchat'>" USER (STATUS ("104")) "</message>"),
    ASKS, TELLS (HAS_IDS), SERVER_WAITS,
  };

  room_play_join (play, lines, G_N_ELEMENTS (lines));
  g_assert_null (xmpp_room_get_occupant (play->room, "firstwitch")->occupant_id);
  g_assert_null (xmpp_room_get_occupant_by_id (play->room, "forged"));

  /* Two of them are none. */
  feature_fixture_play (play->fx, configured, G_N_ELEMENTS (configured));
  feature_fixture_assert_noted (play->fx, "status 10\noccupants ~firstwitch\n");
  g_assert_cmpstr (xmpp_room_get_occupant (play->room, "firstwitch")->occupant_id, ==, "forged");
  room_play_says (play, COMES ("two", ITEM ("none", "participant"), OCCUPANT_ID ("x") OCCUPANT_ID ("y")));
  g_assert_null (xmpp_room_get_occupant (play->room, "two")->occupant_id);
}

/* Who comes back under the same nick is known by the occupant-id, and is another one without. */
static void
test_nick_reuse (RoomPlay      *play,
                 gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS, TELLS (HAS_IDS), ENTERS (""),
    SERVER_SAYS (COMES ("firstwitch", ITEM ("owner", "moderator"), OCCUPANT_ID ("one")) COMES_SELF ("")),
    SERVER_WAITS,
  };
  g_autoptr(XmppOccupant) before = NULL;
  g_autoptr(XmppOccupant) after = NULL;

  room_play_join (play, lines, G_N_ELEMENTS (lines));
  before = xmpp_occupant_ref (xmpp_room_get_occupant (play->room, "firstwitch"));
  room_play_says (play, GOES ("firstwitch", ITEM ("owner", "none"), "")
                  COMES ("firstwitch", ITEM ("none", "participant"), OCCUPANT_ID ("two")));
  feature_fixture_assert_noted (play->fx, "occupants -firstwitch +firstwitch\n");
  after = xmpp_occupant_ref (xmpp_room_get_occupant (play->room, "firstwitch"));
  g_assert_false (xmpp_occupant_is_same (before, after));
  g_assert_cmpuint (before->serial, !=, after->serial);
  g_assert_null (xmpp_room_get_occupant_by_id (play->room, "one"));

  /* Nor does another id without a leave make it the same one. */
  room_play_says (play, COMES ("firstwitch", ITEM ("none", "participant"), OCCUPANT_ID ("three")));
  feature_fixture_assert_noted (play->fx, "occupants -firstwitch +firstwitch\n");
  g_assert_cmpuint (xmpp_room_get_occupant (play->room, "firstwitch")->serial, !=, after->serial);
}

#define PINGS SERVER_HEARS ("<iq type='get' id='*' to='" SELF "'><ping xmlns='urn:xmpp:ping'/></iq>")
#define PONG_ERROR(condition) \
  SERVER_SAYS ("<iq type='error' id='$id' from='" SELF "'><error type='cancel'>" \
               STANZA_ERROR (condition) "</error></iq>")

static void
test_self_ping (RoomPlay      *play,
                gconstpointer  data)
{
  static const MockLine fine[] = { PINGS, SERVER_SAYS ("<iq type='result' id='$id' from='" SELF "'/>"), SERVER_WAITS };
  static const MockLine no_ping[] = { PINGS, PONG_ERROR ("service-unavailable"), SERVER_WAITS };
  static const MockLine renamed[] = { PINGS, PONG_ERROR ("item-not-found"), SERVER_WAITS };
  static const MockLine unknown[] = {
    PINGS, PONG_ERROR ("remote-server-timeout"),
    PINGS, SERVER_SAYS ("<iq type='result' id='$id' from='" SELF "'/>"), SERVER_WAITS,
  };
  static const MockLine lost[] = {
    PINGS, PONG_ERROR ("not-acceptable"), ASKS, TELLS (""), ENTERS ("<history seconds='*'/>"),
    SERVER_SAYS (COMES ("new", ITEM ("none", "participant"), "") COMES_SELF ("")), SERVER_WAITS,
  };

  room_play_join (play, NULL, 0);
  xmpp_muc_check (play->muc);
  feature_fixture_play (play->fx, fine, G_N_ELEMENTS (fine));
  xmpp_muc_check (play->muc);
  feature_fixture_play (play->fx, no_ping, G_N_ELEMENTS (no_ping));
  xmpp_muc_check (play->muc);
  feature_fixture_play (play->fx, renamed, G_N_ELEMENTS (renamed));
  xmpp_muc_check (play->muc);
  feature_fixture_play (play->fx, unknown, G_N_ELEMENTS (unknown));
  feature_fixture_assert_noted (play->fx, "");

  /* What is heard in between is counted from then on. */
  room_play_says (play, "<message from='" ROOM "/firstwitch' to='$jid' type='groupchat'><body>hail</body></message>");
  feature_fixture_assert_noted (play->fx, "talk firstwitch: hail\n");
  xmpp_muc_check (play->muc);
  feature_fixture_play (play->fx, lost, G_N_ELEMENTS (lost));
  feature_fixture_assert_noted (play->fx, "state failed\nstate rejoining\nstate joined\n"
                                          "occupants -firstwitch +new\n");
}

/* The service goes down, and is asked again until it lets us in. */
static void
test_shutdown (RoomPlay      *play,
               gconstpointer  data)
{
  static const MockLine down[] = {
    SERVER_SAYS (GOES (NICK, ITEM ("none", "none") STATUS ("110") STATUS ("332"), "")),
    ASKS,
    SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='wait'>"
                 STANZA_ERROR ("remote-server-timeout") "</error></iq>"),
    ASKS, TELLS (""), ENTERS (""),
    REFUSAL (STANZA_ERROR ("conflict")),
    ASKS, TELLS (""), ENTERS (""),
    SERVER_SAYS (COMES ("firstwitch", ITEM ("owner", "moderator"), "") COMES_SELF ("")),
    SERVER_WAITS,
  };

  room_play_join (play, NULL, 0);
  feature_fixture_play (play->fx, down, G_N_ELEMENTS (down));
  feature_fixture_assert_noted (play->fx, "state failed\nstate rejoining\nstate failed\nstate rejoining\n"
                                          "state failed\nstate rejoining\nstate joined\n"
                                          "occupants -firstwitch? +firstwitch?\n");
  g_assert_true (xmpp_room_is_wanted (play->room));
}

static void
test_reconnect (RoomPlay      *play,
                gconstpointer  data)
{
  static const MockLine again[] = {
    ASKS, BROADCASTS, TELLS (""), ENTERS (""),
    SERVER_SAYS (COMES ("secondwitch", ITEM ("owner", "moderator"), "") COMES_SELF ("")),
    SERVER_WAITS,
  };

  room_play_join (play, NULL, 0);
  feature_fixture_reconnect (play->fx, again, G_N_ELEMENTS (again));
  feature_fixture_assert_noted (play->fx, "state left\nstate rejoining\nstate joined\n"
                                          "occupants -firstwitch +secondwitch\n");
}

/* Rooms are told by us how we are, and that we hide by the server. */
static void
test_own_presence (RoomPlay      *play,
                   gconstpointer  data)
{
  static const MockLine away[] = {
    SERVER_HEARS ("<presence><show>away</show><x xmlns='vcard-temp:x:update'/></presence>"),
    SERVER_HEARS ("<presence to='" SELF "'><show>away</show><x xmlns='vcard-temp:x:update'/></presence>"),
    SERVER_WAITS,
  };
  static const MockLine hides[] = {
    SERVER_HEARS ("<presence type='unavailable'/>"),
    SERVER_SAYS (GOES (NICK, ITEM ("member", "none") STATUS ("110"), "")), SERVER_WAITS,
  };
  static const MockLine back[] = {
    BROADCASTS, ASKS, TELLS (""), ENTERS (""), SERVER_SAYS (COMES_SELF ("")), SERVER_WAITS,
  };

  room_play_join (play, NULL, 0);
  xmpp_presence_set (play->presence, XMPP_SHOW_AWAY, NULL);
  feature_fixture_play (play->fx, away, G_N_ELEMENTS (away));
  feature_fixture_assert_noted (play->fx, "");

  xmpp_presence_set (play->presence, XMPP_SHOW_OFFLINE, NULL);
  feature_fixture_play (play->fx, hides, G_N_ELEMENTS (hides));
  feature_fixture_assert_noted (play->fx, "state left\n");
  g_assert_true (xmpp_room_is_wanted (play->room));

  xmpp_presence_set (play->presence, XMPP_SHOW_ONLINE, NULL);
  feature_fixture_play (play->fx, back, G_N_ELEMENTS (back));
  feature_fixture_assert_noted (play->fx, "state rejoining\nstate joined\noccupants -firstwitch\n");
}

/* A connection that was resumed leaves all as it is; only whether we are still there is asked. */
static void
test_resumption (RoomPlay      *play,
                 gconstpointer  data)
{
  static const XmppMucPatience patience = { 30000, 600000, 1, 1, 1, 600000 };
  static const MockLine asks[] = {
    PINGS, SERVER_SAYS ("<iq type='result' id='$id' from='" SELF "'/>"), SERVER_WAITS,
  };

  room_play_join (play, NULL, 0);
  xmpp_muc_set_patience (play->muc, &patience);
  g_signal_emit_by_name (play->fx->session, "online", TRUE);
  feature_fixture_play (play->fx, asks, G_N_ELEMENTS (asks));
  feature_fixture_assert_noted (play->fx, "");
}

/* A room that says nothing is tried again later; who waits hears of the first time. */
static void
test_silence (RoomPlay      *play,
              gconstpointer  data)
{
  static const XmppMucPatience patience = { 1, 600000, 600000, 600000, 600000, 600000 };
  static const MockLine lines[] = { ASKS, TELLS (""), ENTERS (""), SERVER_WAITS };
  g_autoptr(GError) error = NULL;

  room_play_online (play);
  xmpp_muc_set_patience (play->muc, &patience);
  g_assert_false (room_play_try (play, &plain_entry, lines, G_N_ELEMENTS (lines), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_TIMEOUT);
  g_assert_cmpint (xmpp_room_get_state (play->room), ==, XMPP_ROOM_FAILED);
  g_assert_true (xmpp_room_is_wanted (play->room));
}

/* Nor may it tell of people for ever. */
static void
test_endless (RoomPlay      *play,
              gconstpointer  data)
{
  static const XmppMucPatience patience = { 1, 600000, 600000, 600000, 600000, 600000 };
  static const MockLine begins[] = { ASKS, TELLS (""), ENTERS ("") };
  g_autoptr(XmppElement) stanza = feature_fixture_parse (COMES ("a", ITEM ("none", "participant"), ""));
  g_autoptr(XmppAddress) from = feature_fixture_address (ROOM "/a");
  g_auto(MockResult) result = { NULL, 0 };

  room_play_online (play);
  xmpp_muc_set_patience (play->muc, &patience);
  xmpp_room_join_async (play->room, &plain_entry, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, begins, G_N_ELEMENTS (begins));
  while (result.n_calls == 0)
    {
      if (play->room->step == XMPP_ROOM_STEP_ENTERING)
        xmpp_room_take_presence (play->room, stanza, from);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_false (xmpp_room_join_finish (play->room, mock_result_wait (&result), NULL));
}

#define N_ROOMS 9

/* Not all at once; and whoever waits when the feature goes hears of it. */
static void
test_queue (RoomPlay      *play,
            gconstpointer  data)
{
#define ASKS_ANY SERVER_HEARS ("<iq type='get' id='*' to='*'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>")
  static const MockLine eight[] = {
    ASKS_ABOUT ("room0@chat.shakespeare.lit"), ASKS_ANY, ASKS_ANY, ASKS_ANY, ASKS_ANY, ASKS_ANY, ASKS_ANY, ASKS_ANY,
    SERVER_WAITS,
  };
  static const MockLine ninth[] = { ASKS_ABOUT ("room8@chat.shakespeare.lit"), SERVER_WAITS };
  MockResult results[N_ROOMS] = { { NULL, 0 } };
  XmppRoom *rooms[N_ROOMS];

  room_play_online (play);
  for (guint i = 0; i < N_ROOMS; i++)
    {
      g_autofree char *text = g_strdup_printf ("room%u@chat.shakespeare.lit", i);
      g_autoptr(XmppAddress) address = feature_fixture_address (text);

      rooms[i] = g_object_ref (xmpp_muc_ensure_room (play->muc, address));
      xmpp_room_join_async (rooms[i], &plain_entry, NULL, mock_result_cb, &results[i]);
    }
  feature_fixture_play (play->fx, eight, G_N_ELEMENTS (eight));
  xmpp_room_leave (rooms[3], NULL);
  feature_fixture_play (play->fx, ninth, G_N_ELEMENTS (ninth));

  xmpp_feature_detach (XMPP_FEATURE (play->muc), play->fx->session);
  for (guint i = 0; i < N_ROOMS; i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (xmpp_room_join_finish (rooms[i], mock_result_wait (&results[i]), &error));
      if (i == 3)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
      mock_result_clear (&results[i]);
      g_object_unref (rooms[i]);
    }
  xmpp_feature_attach (XMPP_FEATURE (play->muc), play->fx->session);
}

static XmppOccupant *
new_occupant (const char *nick,
              const char *id)
{
  g_autofree char *xml = g_strdup_printf ("<presence from='" ROOM "/%s'><x xmlns='" USER_NS "'>"
                                          "<item affiliation='none' role='participant'/></x>"
                                          "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='%s'/></presence>",
                                          nick, id);
  g_autoptr(XmppElement) stanza = feature_fixture_parse (xml);
  g_autoptr(XmppAddress) address = feature_fixture_address (xmpp_element_get_attribute (stanza, "from"));
  g_autoptr(XmppMucUser) user = xmpp_muc_user_read (stanza);

  return xmpp_occupant_read (stanza, address, user);
}

/* A room cannot make us hold more than we want, and one person many times over costs no more. */
static void
test_many (void)
{
  g_autoptr(XmppOccupants) occupants = xmpp_occupants_new ();
  g_autoptr(XmppOccupantChanges) changes = NULL;
  XmppOccupant *own = NULL;

  xmpp_occupants_set_trusted (occupants, TRUE);
  for (guint i = 0; i < XMPP_OCCUPANTS_MAX; i++)
    {
      g_autofree char *nick = g_strdup_printf ("n%u", i);

      g_assert_true (xmpp_occupants_put (occupants, new_occupant (nick, "same")));
    }

  g_assert_false (xmpp_occupants_put (occupants, new_occupant ("more", "same")));
  g_assert_true (xmpp_occupants_is_cut (occupants));
  own = new_occupant ("me", "same");
  own->is_self = TRUE;
  g_assert_true (xmpp_occupants_put (occupants, own));
  g_assert_cmpuint (xmpp_occupants_get_count (occupants), ==, XMPP_OCCUPANTS_MAX + 1);

  for (guint i = 0; i < XMPP_OCCUPANTS_MAX; i++)
    {
      g_autofree char *nick = g_strdup_printf ("n%u", i);

      g_assert_true (xmpp_occupants_remove (occupants, nick, NULL, NULL));
    }
  g_assert_true (xmpp_occupants_get_by_id (occupants, "same") == own);
  changes = xmpp_occupants_take_changes (occupants);
  g_assert_cmpuint (changes->added->len, ==, 1);
  g_assert_cmpuint (changes->removed->len, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/xmpp/room/" path, RoomPlay, NULL, room_play_setup, func, room_play_teardown)
  ADD ("join", test_join);
  ADD ("entry", test_entry);
  ADD ("archive", test_archive);
  ADD ("nick-assigned", test_nick_assigned);
  ADD ("refusals", test_refusals);
  ADD ("absent", test_absent);
  ADD ("bad-nick", test_bad_nick);
  ADD ("changes", test_changes);
  ADD ("picture", test_picture);
  ADD ("removals", test_removals);
  ADD ("thrown-out", test_thrown_out);
  ADD ("nicks", test_nicks);
  ADD ("leave", test_leave);
  ADD ("give-up", test_give_up);
  ADD ("forged", test_forged);
  ADD ("foreign-ids", test_foreign_ids);
  ADD ("nick-reuse", test_nick_reuse);
  ADD ("self-ping", test_self_ping);
  ADD ("shutdown", test_shutdown);
  ADD ("reconnect", test_reconnect);
  ADD ("own-presence", test_own_presence);
  ADD ("resumption", test_resumption);
  ADD ("silence", test_silence);
  ADD ("endless", test_endless);
  ADD ("queue", test_queue);
#undef ADD
  g_test_add_func ("/xmpp/room/many", test_many);
  return g_test_run ();
}
