/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has said what in a room, by what the room alone can tell: XEP-0313, 0421, 0424, 0425, 0463. */
#include "room-play.h"

#include "xmpp-room-private.h"

#include <string.h>

static const XmppRoomEntry plain_entry = { .nick = NICK };

#define SAYS(nick, content) \
  "<message from='" ROOM "/" nick "' to='$jid' type='groupchat'>" content "</message>"
#define BODY(text)          "<body>" text "</body>"
#define STANZA_ID(id)       "<stanza-id xmlns='urn:xmpp:sid:0' id='" id "' by='" ROOM "'/>"
#define MAV(attributes)     "<mav xmlns='urn:xmpp:muc:affiliations:1' " attributes "/>"
#define HAS_MAV             FEATURE ("urn:xmpp:muc:affiliations:1")
#define ARCHIVED(nick, content) "<message from='" ROOM "/" nick "' type='groupchat'>" content "</message>"
#define NO_INFO \
  SERVER_SAYS ("<iq type='error' id='$id' from='" ROOM "'><error type='auth'>" STANZA_ERROR ("forbidden") \
               "</error></iq>")
#define COMES_IN \
  SERVER_SAYS (COMES ("firstwitch", ITEM ("owner", "moderator"), OCCUPANT_ID ("one")) \
               COMES_SELF (OCCUPANT_ID ("me")))

static XmppRoomMessage *
read_archived (RoomPlay   *play,
               const char *xml)
{
  g_autoptr(XmppElement) stanza = feature_fixture_parse (xml);

  return xmpp_room_read_archived (play->room, stanza, G_USEC_PER_SEC, "a1");
}

#define JOINS_WITH(play, features) \
  G_STMT_START { \
    static const MockLine joins[] = { ASKS, TELLS (features), ENTERS (""), COMES_IN, SERVER_WAITS }; \
    room_play_join (play, joins, G_N_ELEMENTS (joins)); \
  } G_STMT_END

/* Into a room that says only to those inside what it is; it is asked, and has not answered yet. */
static void
join_unknown (RoomPlay *play)
{
  static const MockLine joins[] = { ASKS, NO_INFO, ENTERS (""), COMES_IN, ASKS };

  room_play_join (play, joins, G_N_ELEMENTS (joins));
}

/* What is said meanwhile has its ids, and is by who was there then. */
static void
test_held (RoomPlay      *play,
           gconstpointer  data)
{
  static const MockLine says[] = {
    SERVER_SAYS (SAYS ("firstwitch", BODY ("hail") OCCUPANT_ID ("one") STANZA_ID ("s1"))
                 SAYS (NICK, BODY ("I") OCCUPANT_ID ("me") STANZA_ID ("s2"))
                 SAYS ("firstwitch", "<subject>Cauldron</subject>" OCCUPANT_ID ("one"))),
  };
  static const MockLine tells[] = { TELLS (HAS_IDS HAS_ARCHIVE), SERVER_WAITS };

  join_unknown (play);
  feature_fixture_play (play->fx, says, G_N_ELEMENTS (says));
  ROOM_PLAY_WAIT_FOR (play->room->held.length == 3);
  feature_fixture_assert_noted (play->fx, "");
  feature_fixture_play (play->fx, tells, G_N_ELEMENTS (tells));
  feature_fixture_assert_noted (play->fx, "occupants ~firstwitch ~thirdwitch*\n"
                                          "talk firstwitch: hail id one stanza s1\n"
                                          "own talk thirdwitch: I id me stanza s2\n"
                                          "subject firstwitch: Cauldron id one\n");
}

/* Of a room that does not say it nothing is believed, and nothing is lost. */
static void
test_held_in_vain (RoomPlay      *play,
                   gconstpointer  data)
{
  static const MockLine says[] = { SERVER_SAYS (SAYS ("firstwitch", BODY ("hail") OCCUPANT_ID ("one") STANZA_ID ("s1"))) };
  static const MockLine tells[] = { NO_INFO, SERVER_WAITS };

  join_unknown (play);
  feature_fixture_play (play->fx, says, G_N_ELEMENTS (says));
  ROOM_PLAY_WAIT_FOR (play->room->held.length == 1);
  feature_fixture_play (play->fx, tells, G_N_ELEMENTS (tells));
  feature_fixture_assert_noted (play->fx, "talk firstwitch: hail\n");
}

/* No more is held than there is a bound. */
static void
test_held_flood (RoomPlay      *play,
                 gconstpointer  data)
{
  g_autoptr(GString) flood = g_string_new (NULL);
  MockLine lines[] = { SERVER_SAYS (NULL) };

  join_unknown (play);
  for (guint i = 0; i < 1001; i++)
    g_string_append (flood, SAYS ("firstwitch", BODY ("x") OCCUPANT_ID ("one")));
  lines[0].xml = flood->str;
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  ROOM_PLAY_WAIT_FOR (play->fx->events->len > 0 && play->room->held.length == 1);
  g_assert_cmpuint (play->fx->events->len, ==, 1000 * strlen ("talk firstwitch: x\n"));
}

/* What was said before we are put out is told; when we leave we hear no more. */
static void
test_held_and_gone (RoomPlay      *play,
                    gconstpointer  data)
{
  static const MockLine says[] = { SERVER_SAYS (SAYS ("firstwitch", BODY ("hail") OCCUPANT_ID ("one"))) };
  static const MockLine kicks[] = {
    SERVER_SAYS (GOES (NICK, ITEM ("none", "none") STATUS ("110") STATUS ("307"), "")), SERVER_WAITS,
  };
  static const MockLine again[] = { ASKS, NO_INFO, ENTERS ("<history seconds='*'/>"), COMES_IN, ASKS };
  static const MockLine leaves[] = { SERVER_HEARS ("<presence type='unavailable' to='" SELF "'/>"), SERVER_WAITS };

  join_unknown (play);
  feature_fixture_play (play->fx, says, G_N_ELEMENTS (says));
  ROOM_PLAY_WAIT_FOR (play->room->held.length == 1);
  feature_fixture_play (play->fx, kicks, G_N_ELEMENTS (kicks));
  feature_fixture_assert_noted (play->fx, "talk firstwitch: hail\noccupants -firstwitch -thirdwitch*\nstate failed\n");

  g_assert_true (room_play_try (play, &plain_entry, again, G_N_ELEMENTS (again), NULL));
  g_string_truncate (play->fx->events, 0);
  feature_fixture_play (play->fx, says, G_N_ELEMENTS (says));
  ROOM_PLAY_WAIT_FOR (play->room->held.length == 1);
  xmpp_room_leave (play->room, NULL);
  feature_fixture_play (play->fx, leaves, G_N_ELEMENTS (leaves));
  g_assert_cmpuint (play->room->held.length, ==, 0);
  feature_fixture_assert_noted (play->fx, "state left\noccupants -firstwitch -thirdwitch*\n");
}

/* Who we are in a room is known when we are not there, too. */
static void
test_own_id (RoomPlay      *play,
             gconstpointer  data)
{
  static const MockLine leaves[] = { SERVER_HEARS ("<presence type='unavailable' to='" SELF "'/>"), SERVER_WAITS };
  g_autoptr(XmppRoomMessage) unknown = NULL;
  g_autoptr(XmppRoomMessage) mine = NULL;
  g_autoptr(XmppRoomMessage) other = NULL;
  g_autoptr(XmppRoomMessage) later = NULL;

  g_assert_null (xmpp_room_get_own_id (play->room));
  JOINS_WITH (play, HAS_IDS);
  g_assert_cmpstr (xmpp_room_get_own_id (play->room), ==, "me");
  xmpp_room_leave (play->room, NULL);
  feature_fixture_play (play->fx, leaves, G_N_ELEMENTS (leaves));
  g_assert_cmpstr (xmpp_room_get_own_id (play->room), ==, "me");
  mine = read_archived (play, ARCHIVED ("oldnick", BODY ("x") OCCUPANT_ID ("me")));
  other = read_archived (play, ARCHIVED (NICK, BODY ("x") OCCUPANT_ID ("mallory")));
  g_assert_true (mine->is_own);
  g_assert_false (other->is_own);

  /* What the room has told counts more than what is remembered. */
  xmpp_room_set_own_id (play->room, "mallory");
  later = read_archived (play, ARCHIVED (NICK, BODY ("x") OCCUPANT_ID ("mallory")));
  g_assert_false (later->is_own);

  g_free (g_steal_pointer (&play->room->own_id));
  unknown = read_archived (play, ARCHIVED ("oldnick", BODY ("x") OCCUPANT_ID ("me")));
  g_assert_false (unknown->is_own);
  xmpp_room_set_own_id (play->room, "me");
  xmpp_room_message_unref (g_steal_pointer (&mine));
  mine = read_archived (play, ARCHIVED ("oldnick", BODY ("x") OCCUPANT_ID ("me")));
  g_assert_true (mine->is_own);
  g_assert_true (xmpp_room_message_is_same_author (mine, unknown));
}

#define REAL(address) USER ("<item jid='" address "'/>")

/* Where everybody sees everybody's address the archive tells it; elsewhere anybody may have. */
static void
test_archived_address (RoomPlay      *play,
                       gconstpointer  data)
{
  g_autoptr(XmppRoomMessage) mine = NULL;
  g_autoptr(XmppRoomMessage) forged = NULL;

  JOINS_WITH (play, FEATURE ("muc_nonanonymous"));
  mine = read_archived (play, ARCHIVED ("a", BODY ("x") REAL ("juliet@capulet.lit/x")));
  g_assert_cmpstr (xmpp_address_get_full (mine->real_address), ==, "juliet@capulet.lit/x");
  g_assert_true (mine->is_own);

  xmpp_room_set_info (play->room, NULL);
  forged = read_archived (play, ARCHIVED ("a", BODY ("x") REAL ("juliet@capulet.lit/x")));
  g_assert_null (forged->real_address);
  g_assert_false (forged->is_own);
}

#define RETRACTED \
  "<retracted xmlns='urn:xmpp:message-retract:1' stamp='1970-01-01T00:00:02Z' id='r1'>" \
  "<moderated xmlns='urn:xmpp:message-moderate:1' by='" ROOM "/a'/><reason>spam</reason></retracted>"

static void
assert_tombstone (RoomPlay   *play,
                  const char *content,
                  gboolean    is_tombstone,
                  const char *reason)
{
  g_autofree char *xml = g_strdup_printf (ARCHIVED ("a", "%s"), content);
  g_autoptr(XmppRoomMessage) said = read_archived (play, xml);

  g_assert_cmpint (said->kind == XMPP_ROOM_MESSAGE_TOMBSTONE, ==, is_tombstone);
  g_assert_true (is_tombstone == (said->message->retraction != NULL));
  if (is_tombstone)
    g_assert_cmpstr (said->message->retraction->reason, ==, reason);
}

static void
test_archived_tombstone (RoomPlay      *play,
                         gconstpointer  data)
{
  JOINS_WITH (play, FEATURE ("urn:xmpp:message-moderate:1"));
  assert_tombstone (play, RETRACTED, TRUE, "spam");
  /* Beside words it is by whom they are. */
  assert_tombstone (play, RETRACTED BODY ("x"), FALSE, NULL);
}

/* A room that leaves none has not put it there; one that does not moderate has no moderators. */
static void
test_forged_tombstone (RoomPlay      *play,
                       gconstpointer  data)
{
  JOINS_WITH (play, "");
  assert_tombstone (play, RETRACTED, FALSE, NULL);
}

static void
test_unmoderated_tombstone (RoomPlay      *play,
                            gconstpointer  data)
{
  JOINS_WITH (play, FEATURE ("urn:xmpp:message-retract:1#tombstone"));
  assert_tombstone (play, RETRACTED, TRUE, NULL);
}

static void
keep_cb (XmppRoom        *room,
         XmppRoomMessage *said,
         gpointer         user_data)
{
  g_ptr_array_add (user_data, xmpp_room_message_ref (said));
}

/* What we have said in private, and what came back, is not by whom it was for. */
static void
test_authors (RoomPlay      *play,
              gconstpointer  data)
{
  static const char sent_xml[] = "<message from='juliet@capulet.lit/x' to='" ROOM "/firstwitch' type='chat'>"
                                 "<body>psst</body><x xmlns='" USER_NS "'/></message>";
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_room_message_unref);
  g_autoptr(XmppElement) stanza = feature_fixture_parse (sent_xml);
  g_autoptr(XmppRoomMessage) sent = NULL;
  XmppRoomMessage *all[5];

  room_play_join (play, NULL, 0);
  g_signal_connect (play->room, "message", G_CALLBACK (keep_cb), kept);
  g_signal_connect (play->room, "private-message", G_CALLBACK (keep_cb), kept);
  room_play_says (play, SAYS ("firstwitch", BODY ("a")) SAYS ("firstwitch", BODY ("b")) SAYS (NICK, BODY ("c"))
                  "<message from='" ROOM "/firstwitch' to='$jid' type='error'><body>d</body><error type='cancel'>"
                  STANZA_ERROR ("forbidden") "</error></message>"
                  GOES ("firstwitch", ITEM ("owner", "none"), ""));
  sent = xmpp_room_read_carbon (play->room, stanza, TRUE);
  g_assert_cmpuint (kept->len, ==, 4);
  for (guint i = 0; i < kept->len; i++)
    all[i] = g_ptr_array_index (kept, i);
  all[4] = sent;

  /* They outlast what was told, and who has said it. */
  g_assert_cmpstr (all[0]->nick, ==, "firstwitch");
  g_assert_cmpstr (all[0]->message->body, ==, "a");
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    for (guint n = 0; n < G_N_ELEMENTS (all); n++)
      {
        gboolean is_same = (i <= 1 && n <= 1) || ((i == 2 || i == 4) && (n == 2 || n == 4));

        g_assert_cmpint (xmpp_room_message_is_same_author (all[i], all[n]), ==, is_same);
      }
}

/* The copy of what was sent tells nothing of us but that it is ours. */
static void
test_sent_copy (RoomPlay      *play,
                gconstpointer  data)
{
  g_autoptr(XmppElement) stanza = feature_fixture_parse ("<message from='juliet@capulet.lit/x' to='" ROOM "/firstwitch' "
                                                         "type='chat'><body>psst</body>" OCCUPANT_ID ("one") "</message>");
  g_autoptr(XmppRoomMessage) sent = NULL;
  g_autoptr(XmppRoomMessage) one = NULL;

  JOINS_WITH (play, HAS_IDS);
  sent = xmpp_room_read_carbon (play->room, stanza, TRUE);
  one = read_archived (play, ARCHIVED ("firstwitch", BODY ("x") OCCUPANT_ID ("one")));
  g_assert_null (sent->occupant);
  g_assert_null (sent->occupant_id);
  g_assert_false (xmpp_room_message_is_same_author (sent, one));
}

/* A nick that has been given to somebody else meanwhile does not make him the author of what our own
 * archive has kept. */
static void
test_kept (RoomPlay      *play,
           gconstpointer  data)
{
  static const MockLine comes[] = {
    SERVER_SAYS (COMES ("firstwitch", "<item affiliation='none' role='participant' jid='mallory@b.lit/x'/>", "")),
    SERVER_WAITS,
  };
  g_autoptr(XmppElement) stanza = feature_fixture_parse ("<message from='" ROOM "/firstwitch' to='juliet@capulet.lit' "
                                                         "type='chat'><body>psst</body></message>");
  g_autoptr(XmppRoomMessage) kept = NULL;
  g_autoptr(XmppRoomMessage) copied = NULL;

  room_play_join (play, NULL, 0);
  feature_fixture_play (play->fx, comes, G_N_ELEMENTS (comes));
  kept = xmpp_room_read_kept (play->room, stanza, FALSE);
  g_assert_true (kept->is_private && !kept->is_own);
  g_assert_cmpstr (kept->nick, ==, "firstwitch");
  g_assert_null (kept->occupant);
  g_assert_null (kept->real_address);
  copied = xmpp_room_read_carbon (play->room, stanza, FALSE);
  g_assert_cmpstr (xmpp_address_get_bare (copied->real_address), ==, "mallory@b.lit");
}

static void
reset_cb (XmppRoom *room,
          gpointer  user_data)
{
  feature_fixture_note (user_data, "affiliations reset");
}

static void
affiliations_cb (XmppRoom    *room,
                 XmppMucUser *user,
                 gpointer     user_data)
{
  feature_fixture_note (user_data, "affiliations %u, %s to %s", user->items->len, user->since, user->until);
}

static void
listen (RoomPlay *play)
{
  g_signal_connect (play->room, "affiliations-reset", G_CALLBACK (reset_cb), play->fx);
  g_signal_connect (play->room, "affiliations-changed", G_CALLBACK (affiliations_cb), play->fx);
}

#define COMES_IN_AT(mav) \
  SERVER_SAYS (COMES (NICK, ITEM ("member", "participant") STATUS ("110") mav, ""))
#define ROOM_TELLS(mav, items) "<message from='" ROOM "' to='$jid'>" USER (mav items) "</message>"
#define IS_MEMBER(jid) "<item jid='" jid "' affiliation='member'/>"
#define LOSES_US SERVER_SAYS (GOES (NICK, ITEM ("none", "none") STATUS ("110") STATUS ("332"), ""))

/* What the room does not confirm is outdated, and is not asked for from there on again. */
static void
test_outdated (RoomPlay      *play,
               gconstpointer  data)
{
  static const MockLine joins[] = {
    ASKS, TELLS (HAS_MAV), ENTERS (MAV ("since='v1'")), COMES_IN_AT (MAV ("until='v9'")), SERVER_WAITS,
  };
  static const MockLine again[] = {
    LOSES_US, ASKS, TELLS (HAS_MAV), ENTERS (MAV ("")),
    SERVER_SAYS (ROOM_TELLS (MAV ("until='v9'"), IS_MEMBER ("a@b.lit"))
                 ROOM_TELLS (MAV ("since='v9' until='v10'"), IS_MEMBER ("c@b.lit"))),
    COMES_IN_AT (MAV ("until='v10'")), SERVER_WAITS,
  };
  static const MockLine no_more[] = { LOSES_US, ASKS, TELLS (""), ENTERS (""), COMES_IN_AT (""), SERVER_WAITS };
  const XmppRoomEntry entry = { .nick = NICK, .affiliations_since = "v1" };

  listen (play);
  room_play_online (play);
  g_assert_true (room_play_try (play, &entry, joins, G_N_ELEMENTS (joins), NULL));
  feature_fixture_assert_noted (play->fx, "state joining\naffiliations reset\nstate joined\noccupants +thirdwitch*\n");
  g_assert_null (xmpp_room_get_affiliations_version (play->room));

  feature_fixture_play (play->fx, again, G_N_ELEMENTS (again));
  feature_fixture_assert_noted (play->fx, "state failed\nstate rejoining\naffiliations reset\n"
                                          "affiliations 1, (null) to v9\naffiliations 1, v9 to v10\nstate joined\n");
  g_assert_cmpstr (xmpp_room_get_affiliations_version (play->room), ==, "v10");

  /* Nor does one that counts no more. */
  feature_fixture_play (play->fx, no_more, G_N_ELEMENTS (no_more));
  feature_fixture_assert_noted (play->fx, "state failed\nstate rejoining\naffiliations reset\nstate joined\n");
}

/* Of a list that is longer than we read nobody can go on; nor of one that begins nobody knows
 * where. */
static void
test_cut_list (RoomPlay      *play,
               gconstpointer  data)
{
  g_autoptr(GString) many = g_string_new ("<message from='" ROOM "' to='$jid'><x xmlns='" USER_NS "'>" MAV ("until='v2'"));
  g_autofree char *since = g_strnfill (2000, 'x');
  g_autofree char *unknown = g_strdup_printf (ROOM_TELLS (MAV ("since='%s' until='v3'"), IS_MEMBER ("a@b.lit")), since);

  room_play_join (play, NULL, 0);
  listen (play);
  room_play_says (play, ROOM_TELLS (MAV ("until='v1'"), IS_MEMBER ("a@b.lit")));
  g_assert_cmpstr (xmpp_room_get_affiliations_version (play->room), ==, "v1");
  room_play_says (play, unknown);
  g_assert_cmpstr (xmpp_room_get_affiliations_version (play->room), ==, "v1");

  for (guint i = 0; i < 20001; i++)
    g_string_append (many, IS_MEMBER ("a@b.lit"));
  g_string_append (many, "</x></message>");
  room_play_says (play, many->str);
  g_assert_null (xmpp_room_get_affiliations_version (play->room));
  feature_fixture_assert_noted (play->fx, "affiliations reset\naffiliations 1, (null) to v1\n"
                                          "affiliations 1, (null) to (null)\n"
                                          "affiliations reset\naffiliations 20000, (null) to v2\n");
}

static void
assert_invites (const char *xml,
                const char *room)
{
  g_autoptr(XmppElement) stanza = feature_fixture_parse (xml);
  g_autoptr(XmppMessage) message = xmpp_message_parse (stanza, NULL, NULL);
  g_autoptr(XmppInvitation) invitation = xmpp_invitation_read_direct (stanza, message);

  g_assert_cmpstr (invitation != NULL ? xmpp_address_get_full (invitation->room) : NULL, ==, room);
  if (invitation != NULL)
    g_assert_true (invitation->inviter == message->from);
}

#define CONFERENCE "<x xmlns='jabber:x:conference' jid='" OTHER "/x'/>"

/* In archives and copies, of ours and of others */
static void
test_invitation (void)
{
  assert_invites ("<message from='romeo@montague.lit/x' to='a@b.lit'>" CONFERENCE "</message>", OTHER);
  assert_invites ("<message to='a@b.lit'>" CONFERENCE "</message>", OTHER);
  assert_invites ("<message from='romeo@montague.lit/x' type='groupchat'>" CONFERENCE "</message>", NULL);
  assert_invites ("<message from='romeo@montague.lit/x' type='error'>" CONFERENCE "</message>", NULL);
  assert_invites ("<message from='romeo@montague.lit/x'>" CONFERENCE "<forwarded xmlns='urn:xmpp:forward:0'>"
                  "<message/></forwarded></message>", NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/xmpp/room-told/" path, RoomPlay, NULL, room_play_setup, func, room_play_teardown)
  ADD ("held", test_held);
  ADD ("held-in-vain", test_held_in_vain);
  ADD ("held-flood", test_held_flood);
  ADD ("held-and-gone", test_held_and_gone);
  ADD ("own-id", test_own_id);
  ADD ("archived-address", test_archived_address);
  ADD ("archived-tombstone", test_archived_tombstone);
  ADD ("forged-tombstone", test_forged_tombstone);
  ADD ("unmoderated-tombstone", test_unmoderated_tombstone);
  ADD ("authors", test_authors);
  ADD ("sent-copy", test_sent_copy);
  ADD ("kept", test_kept);
  ADD ("outdated", test_outdated);
  ADD ("cut-list", test_cut_list);
#undef ADD
  g_test_add_func ("/xmpp/room-told/invitation", test_invitation);
  return g_test_run ();
}
