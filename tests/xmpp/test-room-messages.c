/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said in rooms, in private, by rooms, and by those who pretend to be one: XEP-0045, 0249,
 * 0280, 0359, 0421, 0424, 0425. */
#include "room-play.h"

#include "xmpp-namespaces.h"

#include <string.h>

#define SAYS_OF(from, type, content) \
  "<message from='" from "' to='$jid' type='" type "'>" content "</message>"
#define SAYS(nick, content)     SAYS_OF (ROOM "/" nick, "groupchat", content)
#define ROOM_SAYS(content)      SAYS_OF (ROOM, "groupchat", content)
#define BODY(text)              "<body>" text "</body>"
#define STANZA_ID(id, by)       "<stanza-id xmlns='urn:xmpp:sid:0' id='" id "' by='" by "'/>"
#define DELAY(from)             "<delay xmlns='urn:xmpp:delay' from='" from "' stamp='2002-10-13T23:58:37Z'/>"
#define RETRACT(id, content)    "<retract xmlns='urn:xmpp:message-retract:1' id='" id "'>" content "</retract>"
#define MODERATED \
  "<moderated xmlns='urn:xmpp:message-moderate:1' by='" ROOM "/firstwitch'>" OCCUPANT_ID ("one") "</moderated>"
#define FASTENED(id, content)   "<apply-to xmlns='urn:xmpp:fasten:0' id='" id "'>" content "</apply-to>"
#define MODERATED_0 \
  "<moderated xmlns='urn:xmpp:message-moderate:0' by='" ROOM "/firstwitch'>" \
  "<retract xmlns='urn:xmpp:message-retract:0'/><reason>spam</reason></moderated>"

static void
join_with_ids (RoomPlay *play)
{
  static const MockLine lines[] = {
    ASKS, TELLS (HAS_IDS HAS_ARCHIVE FEATURE ("muc_nonanonymous") FEATURE ("urn:xmpp:message-moderate:1")),
    ENTERS ("<history maxstanzas='0'/>"),
    SERVER_SAYS (COMES ("firstwitch", ITEM ("owner", "moderator"), OCCUPANT_ID ("one"))
                 COMES_SELF (OCCUPANT_ID ("me"))),
    SERVER_WAITS,
  };

  room_play_join (play, lines, G_N_ELEMENTS (lines));
}

static void
test_talk (RoomPlay      *play,
           gconstpointer  data)
{
  join_with_ids (play);
  room_play_says (play, SAYS ("firstwitch", BODY ("hail") OCCUPANT_ID ("one") STANZA_ID ("s1", ROOM))
                  SAYS (NICK, BODY ("all hail") OCCUPANT_ID ("me") STANZA_ID ("s2", ROOM))
                  SAYS ("firstwitch", BODY ("old") OCCUPANT_ID ("one") DELAY (ROOM))
                  SAYS (NICK, BODY ("mine of old") OCCUPANT_ID ("me") DELAY (ROOM))
                  ROOM_SAYS (BODY ("This room is not anonymous")));
  feature_fixture_assert_noted (play->fx,
                                "talk firstwitch: hail id one stanza s1\n"
                                "own talk thirdwitch: all hail id me stanza s2\n"
                                "talk firstwitch: old id one late\n"
                                "own talk thirdwitch: mine of old id me late\n"
                                "service -: This room is not anonymous\n");
}

/* Who takes our nick, or had it before, is not us. */
static void
test_not_own (RoomPlay      *play,
              gconstpointer  data)
{
  join_with_ids (play);
  room_play_says (play, SAYS (NICK, BODY ("as you") OCCUPANT_ID ("mallory"))
                  SAYS (NICK, BODY ("of old, as you") OCCUPANT_ID ("mallory") DELAY (ROOM)));
  feature_fixture_assert_noted (play->fx, "talk thirdwitch: as you id mallory\n"
                                          "talk thirdwitch: of old, as you id mallory late\n");
}

static void
test_not_own_by_nick (RoomPlay      *play,
                      gconstpointer  data)
{
  room_play_join (play, NULL, 0);
  room_play_says (play, SAYS (NICK, BODY ("I")) SAYS (NICK, BODY ("whoever had my nick") DELAY (ROOM)));
  feature_fixture_assert_noted (play->fx, "own talk thirdwitch: I\ntalk thirdwitch: whoever had my nick late\n");
}

/* What others have put into it is gone. */
static void
test_forged_parts (RoomPlay      *play,
                   gconstpointer  data)
{
  join_with_ids (play);
  room_play_says (play, SAYS ("firstwitch", BODY ("a") STANZA_ID ("x", "juliet@capulet.lit")
                              STANZA_ID ("y", ROOM "/firstwitch") STANZA_ID ("z", OTHER))
                  SAYS ("firstwitch", BODY ("b") STANZA_ID ("x", ROOM) STANZA_ID ("y", ROOM))
                  SAYS ("firstwitch", BODY ("c") OCCUPANT_ID ("one") OCCUPANT_ID ("two"))
                  SAYS ("firstwitch", BODY ("d") DELAY ("firstwitch@shakespeare.lit"))
                  SAYS ("firstwitch", BODY ("e") DELAY (ROOM "/firstwitch"))
                  SAYS ("firstwitch", BODY ("f") BODY ("g")));
  feature_fixture_assert_noted (play->fx, "talk firstwitch: a\ntalk firstwitch: b\ntalk firstwitch: c\n"
                                          "talk firstwitch: d\ntalk firstwitch: e\ntalk firstwitch: \n");
}

/* A room that gives neither ids nor stanza-ids passes on what anybody puts there. */
static void
test_foreign_ids (RoomPlay      *play,
                  gconstpointer  data)
{
  room_play_join (play, NULL, 0);
  room_play_says (play, SAYS ("firstwitch", BODY ("a") STANZA_ID ("x", ROOM) OCCUPANT_ID ("forged")));
  feature_fixture_assert_noted (play->fx, "talk firstwitch: a\n");
}

static void
count_mentions_cb (XmppRoom        *room,
                   XmppRoomMessage *said,
                   guint           *n)
{
  *n = said->message->mentions != NULL ? said->message->mentions->len : 0;
}

#define MENTION(name, value) "<mention xmlns='urn:xmpp:mentions:0' " name "='" value "'/>"

/* XEP-0513, 3.1: by ids only where the room gives them; and among all, not in private. */
static void
test_mentions (RoomPlay      *play,
               gconstpointer  data)
{
  gboolean has_ids = data != NULL;
  guint n = 0;

  if (has_ids)
    join_with_ids (play);
  else
    room_play_join (play, NULL, 0);
  g_signal_connect (play->room, "message", G_CALLBACK (count_mentions_cb), &n);
  g_signal_connect (play->room, "private-message", G_CALLBACK (count_mentions_cb), &n);
  room_play_says (play, SAYS ("firstwitch", BODY ("a") MENTION ("occupantid", "me")
                              MENTION ("jid", "juliet@capulet.lit")));
  g_assert_cmpuint (n, ==, has_ids ? 2 : 1);
  room_play_says (play, SAYS ("firstwitch", BODY ("b") MENTION ("occupantid", "me")));
  g_assert_cmpuint (n, ==, has_ids ? 1 : 0);
  room_play_says (play, SAYS_OF (ROOM "/firstwitch", "chat", BODY ("c") USER ("")
                                 MENTION ("jid", "juliet@capulet.lit")));
  g_assert_cmpuint (n, ==, 0);
  g_signal_handlers_disconnect_by_data (play->room, &n);
}

static void
test_subject (RoomPlay      *play,
              gconstpointer  data)
{
  const char *nick = NULL;
  gint64 time_us = 0;

  room_play_join (play, NULL, 0);
  g_assert_null (xmpp_room_get_subject (play->room, NULL, NULL));
  room_play_says (play, SAYS ("firstwitch", "<subject>Cauldron</subject>" DELAY (ROOM)));
  feature_fixture_assert_noted (play->fx, "subject firstwitch: Cauldron late\n");
  g_assert_cmpstr (xmpp_room_get_subject (play->room, &nick, &time_us), ==, "Cauldron");
  g_assert_cmpstr (nick, ==, "firstwitch");
  g_assert_cmpint (time_us, ==, G_GINT64_CONSTANT (1034553517) * G_USEC_PER_SEC);

  /* All is told that was said before: nobody has anything said to have been said then. */
  room_play_says (play, SAYS ("firstwitch", BODY ("long ago") DELAY (ROOM)));
  feature_fixture_assert_noted (play->fx, "talk firstwitch: long ago\n");

  /* With a body it is a message; in private it is nothing to the room. */
  room_play_says (play, SAYS ("firstwitch", "<subject>Not this</subject>" BODY ("talk"))
                  SAYS_OF (ROOM "/firstwitch", "chat", "<subject>Nor this</subject>"));
  feature_fixture_assert_noted (play->fx, "talk firstwitch: talk\nprivate talk firstwitch: Nor this\n");
  g_assert_cmpstr (xmpp_room_get_subject (play->room, NULL, NULL), ==, "Cauldron");

  {
    g_autofree char *endless = g_strnfill (100000, 'x');
    g_autofree char *xml = g_strconcat ("<message from='" ROOM "/firstwitch' to='$jid' type='groupchat'><subject>",
                                        endless, "</subject></message>", NULL);

    room_play_says (play, xml);
    g_assert_cmpuint (strlen (xmpp_room_get_subject (play->room, NULL, NULL)), <, 20000);
    g_string_truncate (play->fx->events, 0);
  }

  room_play_says (play, ROOM_SAYS ("<subject/>"));
  feature_fixture_assert_noted (play->fx, "subject -: \n");
  g_assert_cmpstr (xmpp_room_get_subject (play->room, NULL, NULL), ==, "");
}

static void
test_private (RoomPlay      *play,
              gconstpointer  data)
{
  join_with_ids (play);
  room_play_says (play, SAYS_OF (ROOM "/firstwitch", "chat", BODY ("psst") USER ("") OCCUPANT_ID ("one"))
                  "<message from='" ROOM "/firstwitch' to='$jid'>" BODY ("normal") "</message>"
                  SAYS_OF (ROOM "/firstwitch", "headline", BODY ("news")));
  feature_fixture_assert_noted (play->fx, "private talk firstwitch: psst id one\nprivate talk firstwitch: normal\n");

  /* It is in our own archive, which is not the room's. */
  room_play_says (play, SAYS_OF (ROOM "/firstwitch", "chat", BODY ("a") STANZA_ID ("r1", ROOM)
                                 STANZA_ID ("a1", "juliet@capulet.lit"))
                  SAYS_OF (ROOM "/firstwitch", "chat", BODY ("b") STANZA_ID ("r2", ROOM)));
  feature_fixture_assert_noted (play->fx, "private talk firstwitch: a stanza a1\nprivate talk firstwitch: b\n");
}

static void
voice_cb (XmppRoom     *room,
          XmppDataForm *form,
          const char   *nick,
          XmppAddress  *real,
          gpointer      user_data)
{
  feature_fixture_note (user_data, "%s (%s) wants to speak", nick, xmpp_address_get_full (real));
  g_free (xmpp_room_answer_voice_request (room, form, TRUE));
}

#define VOICE_FORM \
  "<x xmlns='jabber:x:data' type='form'><title>Voice request</title>" \
  "<field var='FORM_TYPE' type='hidden'><value>" MUC_NS "#request</value></field>" \
  "<field var='muc#role' type='list-single'><value>participant</value></field>" \
  "<field var='muc#jid' type='jid-single'><value>hag66@shakespeare.lit/pda</value></field>" \
  "<field var='muc#roomnick' type='text-single'><value>hag</value></field>" \
  "<field var='muc#request_allow' type='boolean'><value>false</value></field></x>"

static void
affiliations_cb (XmppRoom    *room,
                 XmppMucUser *user,
                 gpointer     user_data)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < user->items->len; i++)
    {
      const XmppMucItem *item = g_ptr_array_index (user->items, i);

      g_string_append_printf (text, " %s %s", item->address != NULL ? xmpp_address_get_full (item->address) : "-",
                              xmpp_affiliation_get_name (item->affiliation));
    }
  feature_fixture_note (user_data, "affiliations%s, %s to %s", text->str, user->since, user->until);
}

#define MAV(attributes) "<mav xmlns='urn:xmpp:muc:affiliations:1' " attributes "/>"
#define MAV_ITEM(jid, affiliation) "<item jid='" jid "' affiliation='" affiliation "'/>"

/* From rooms where we are not: nothing, under whatever guise. */
static void
test_not_joined (RoomPlay      *play,
                 gconstpointer  data)
{
  static const MockLine said[] = {
    SERVER_SAYS (SAYS ("firstwitch", BODY ("a")) ROOM_SAYS (BODY ("b")) ROOM_SAYS ("<subject>c</subject>")
                 SAYS_OF (ROOM "/firstwitch", "chat", BODY ("d"))
                 SAYS_OF (ROOM "/firstwitch", "chat", BODY ("e") USER (""))
                 SAYS_OF (OTHER "/a", "groupchat", BODY ("f"))
                 SAYS_OF (OTHER, "groupchat", "<subject>g</subject>")
                 SAYS_OF (OTHER "/a", "chat", BODY ("h") USER (""))
                 "<message from='" ROOM "' to='$jid'>" VOICE_FORM "</message>"
                 "<message from='" ROOM "' to='$jid'>"
                 USER (MAV ("until='v2'") MAV_ITEM ("mallory@b.lit", "owner")) "</message>"
                 ROOM_SAYS (USER (STATUS ("104")))
                 SAYS_OF ("romeo@montague.lit", "groupchat", BODY ("i"))
                 SAYS_OF ("romeo@montague.lit/x", "chat", BODY ("j") USER (""))
                 SAYS_OF ("romeo@montague.lit/x", "chat", BODY ("plain"))),
    SERVER_WAITS,
  };
  static const MockLine early[] = {
    ASKS, TELLS (""), SERVER_SAYS (SAYS ("firstwitch", BODY ("too early"))), ENTERS (""),
    SERVER_SAYS (SAYS ("firstwitch", BODY ("too early")) COMES_SELF ("")),
    SERVER_WAITS,
  };
  const XmppRoomEntry entry = { .nick = NICK };

  g_signal_connect (play->room, "voice-requested", G_CALLBACK (voice_cb), play->fx);
  g_signal_connect (play->room, "affiliations-changed", G_CALLBACK (affiliations_cb), play->fx);
  room_play_online (play);
  feature_fixture_play (play->fx, said, G_N_ELEMENTS (said));
  feature_fixture_assert_noted (play->fx, "plain message plain\n");
  g_assert_null (xmpp_room_get_subject (play->room, NULL, NULL));

  g_assert_true (room_play_try (play, &entry, early, G_N_ELEMENTS (early), NULL));
  feature_fixture_assert_noted (play->fx, "state joining\nstate joined\noccupants +thirdwitch*\n");
}

static void
moderation_cb (XmppRoom        *room,
               XmppRoomMessage *said,
               gpointer         user_data)
{
  const XmppRetraction *retraction = said->message->retraction;

  if (retraction != NULL)
    feature_fixture_note (user_data, "%s by %s (%s) for %s", retraction->id,
                          retraction->by != NULL ? xmpp_address_get_resource (retraction->by) : "-",
                          retraction->by_occupant_id, retraction->reason);
}

static void
test_moderation (RoomPlay      *play,
                 gconstpointer  data)
{
  join_with_ids (play);
  g_signal_connect (play->room, "message", G_CALLBACK (moderation_cb), play->fx);
  room_play_says (play, ROOM_SAYS (RETRACT ("s1", MODERATED "<reason>spam</reason>"))
                  ROOM_SAYS (FASTENED ("s2", MODERATED_0)));
  feature_fixture_assert_noted (play->fx, "retraction -:  by room\ns1 by firstwitch (one) for spam\n"
                                          "retraction -:  by room\ns2 by firstwitch ((null)) for spam\n");

  /* An author's own */
  room_play_says (play, SAYS ("firstwitch", RETRACT ("s3", "") BODY ("gone") OCCUPANT_ID ("one")));
  feature_fixture_assert_noted (play->fx, "retraction firstwitch: gone id one by author\ns3 by - ((null)) for (null)\n");
}

/* Nobody in the room moderates but through the room; a tombstone stands in archives alone, and what
 * the room says of a message without saying who does it is by nobody. */
static void
test_forged_moderation (RoomPlay      *play,
                        gconstpointer  data)
{
  join_with_ids (play);
  room_play_says (play, SAYS ("firstwitch", BODY ("a") RETRACT ("s1", MODERATED))
                  SAYS ("firstwitch", BODY ("b") FASTENED ("s1", MODERATED_0))
                  SAYS_OF (ROOM "/firstwitch", "chat", BODY ("c") RETRACT ("s1", MODERATED))
                  SAYS ("firstwitch", BODY ("d") "<retracted xmlns='urn:xmpp:message-retract:1' stamp='2002-10-13T23:58:37Z'/>")
                  ROOM_SAYS (RETRACT ("s1", "") BODY ("e"))
                  ROOM_SAYS (RETRACT ("", MODERATED)));
  feature_fixture_assert_noted (play->fx, "talk firstwitch: a\ntalk firstwitch: b\nprivate talk firstwitch: c\n"
                                          "talk firstwitch: d\nservice -: e\n");
}

static void
invited_cb (XmppMuc        *muc,
            XmppInvitation *invitation,
            gpointer        user_data)
{
  g_autoptr(XmppInvitation) copy = xmpp_invitation_copy (invitation);

  feature_fixture_note (user_data, "invited to %s by %s: %s, %s%s%s%s", xmpp_address_get_full (copy->room),
                        copy->inviter != NULL ? xmpp_address_get_full (copy->inviter) : "-",
                        copy->reason, copy->password, copy->is_mediated ? " mediated" : "",
                        copy->is_continuation ? " continued " : "", copy->thread != NULL ? copy->thread : "");
}

static void
declined_cb (XmppMuc     *muc,
             XmppAddress *room,
             XmppAddress *who,
             const char  *reason,
             gpointer     user_data)
{
  feature_fixture_note (user_data, "%s declined %s: %s", who != NULL ? xmpp_address_get_full (who) : "-",
                        xmpp_address_get_full (room), reason);
}

#define INVITE "<invite from='crone1@shakespeare.lit/desktop'><reason>Hey Hecate</reason></invite>"
#define CONFERENCE(attributes) "<x xmlns='jabber:x:conference' " attributes "/>"

static void
test_invitations (RoomPlay      *play,
                  gconstpointer  data)
{
  g_signal_connect (play->muc, "invited", G_CALLBACK (invited_cb), play->fx);
  g_signal_connect (play->muc, "declined", G_CALLBACK (declined_cb), play->fx);
  room_play_join (play, NULL, 0);
  room_play_says (play, "<message from='" OTHER "' to='$jid'>"
                  USER (INVITE "<password>cauldronburn</password>") CONFERENCE ("jid='" ROOM "'") "</message>"
                  "<message from='" OTHER "' to='$jid'>" USER ("<invite/>") "</message>"
                  "<message from='romeo@montague.lit/x' to='$jid'>"
                  CONFERENCE ("jid='" OTHER "/nick' reason='come' password='p' continue='1' thread='t'")
                  BODY ("come") "</message>"
                  "<message from='" ROOM "' to='$jid'>"
                  USER ("<decline from='hecate@shakespeare.lit'><reason>busy</reason></decline>") "</message>");
  feature_fixture_assert_noted (play->fx,
                                "invited to " OTHER " by crone1@shakespeare.lit/desktop: Hey Hecate, cauldronburn mediated\n"
                                "invited to " OTHER " by -: (null), (null) mediated\n"
                                "invited to " OTHER " by romeo@montague.lit/x: come, p continued t\n"
                                "hecate@shakespeare.lit declined " ROOM ": busy\n");
}

/* Not by whom is in a room, not to nowhere, not in what all are told. */
static void
test_forged_invitations (RoomPlay      *play,
                         gconstpointer  data)
{
  room_play_join (play, NULL, 0);
  g_signal_connect (play->muc, "invited", G_CALLBACK (invited_cb), play->fx);
  g_signal_connect (play->muc, "declined", G_CALLBACK (declined_cb), play->fx);
  room_play_says (play, "<message from='" OTHER "/a' to='$jid'>" USER (INVITE) "</message>"
                  "<message from='" ROOM "/firstwitch' to='$jid'>" USER (INVITE) "</message>"
                  "<message from='romeo@montague.lit/x' to='$jid'>" USER (INVITE) "</message>"
                  SAYS_OF (OTHER, "groupchat", USER (INVITE))
                  SAYS ("firstwitch", USER (INVITE))
                  SAYS ("firstwitch", CONFERENCE ("jid='" OTHER "'") BODY ("x"))
                  "<message from='" OTHER "/a' to='$jid'>" USER ("<decline from='a@b.lit'/>") "</message>"
                  "<message from='" OTHER "' to='$jid'>" USER ("<decline from='a@b.lit'/>") "</message>"
                  "<message from='romeo@montague.lit' to='$jid'>" USER ("<decline from='a@b.lit'/>") "</message>"
                  "<message from='" OTHER "' to='$jid' type='error'>" USER (INVITE)
                  "<error type='cancel'>" STANZA_ERROR ("forbidden") "</error></message>"
                  "<message from='romeo@montague.lit/x' to='$jid'>" CONFERENCE ("jid='@@'") "</message>"
                  "<message from='romeo@montague.lit/x' to='$jid'>" CONFERENCE ("jid='chat.shakespeare.lit'") "</message>"
                  "<message from='romeo@montague.lit/x' to='$jid'>" CONFERENCE ("jid='" ROOM "'") "</message>");
  feature_fixture_assert_noted (play->fx, "talk firstwitch: x\nplain message (null)\n");
}

static void
test_sending (RoomPlay      *play,
              gconstpointer  data)
{
  static const MockLine hears[] = {
    SERVER_HEARS ("<message type='groupchat' id='*' to='" ROOM "'><body>hail</body>"
                  "<origin-id xmlns='urn:xmpp:sid:0' id='*'/></message>"),
    SERVER_HEARS ("<message type='chat' id='*' to='" ROOM "/firstwitch'><body>psst</body>"
                  "<x xmlns='" USER_NS "'/><origin-id xmlns='urn:xmpp:sid:0' id='*'/></message>"),
    SERVER_HEARS ("<message type='groupchat' id='*' to='" ROOM "'><subject>Fire Burn</subject></message>"),
    SERVER_HEARS ("<message id='*' to='" ROOM "'><x xmlns='" USER_NS "'><invite to='hecate@shakespeare.lit'>"
                  "<reason>come</reason></invite></x></message>"),
    SERVER_HEARS ("<message id='*' to='" ROOM "'><x xmlns='jabber:x:data' type='submit'>"
                  "<field var='FORM_TYPE' type='hidden'><value>" MUC_NS "#request</value></field>"
                  "<field var='muc#role'><value>participant</value></field></x></message>"),
    SERVER_HEARS ("<message id='*' to='hecate@shakespeare.lit'><x xmlns='jabber:x:conference' jid='" ROOM "'"
                  " reason='come' password='p'/></message>"),
    SERVER_HEARS ("<message id='*' to='" OTHER "'><x xmlns='" USER_NS "'><decline to='a@b.lit'>"
                  "<reason>busy</reason></decline></x></message>"),
    SERVER_HEARS ("<message type='groupchat' id='*' to='" ROOM "'><body>gone</body>"
                  "<retract xmlns='urn:xmpp:message-retract:1' id='s1'/>"
                  "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>"
                  "<origin-id xmlns='urn:xmpp:sid:0' id='*'/></message>"),
    SERVER_WAITS,
  };
  g_autoptr(XmppMessage) all = NULL;
  g_autoptr(XmppMessage) one = NULL;
  g_autoptr(XmppMessage) retraction = NULL;
  g_autoptr(XmppAddress) hecate = feature_fixture_address ("hecate@shakespeare.lit");
  g_autoptr(XmppAddress) inviter = feature_fixture_address ("a@b.lit");
  g_autoptr(XmppAddress) other = feature_fixture_address (OTHER);
  const XmppInvitation direct = { .room = play->address, .reason = (char *) "come", .password = (char *) "p" };
  const XmppInvitation mediated = { .room = other, .inviter = inviter, .is_mediated = TRUE };
  g_autofree char *ids[5] = { NULL };

  room_play_join (play, NULL, 0);
  all = xmpp_room_new_message (play->room, NULL);
  all->body = g_strdup ("hail");
  one = xmpp_room_new_message (play->room, "firstwitch");
  one->body = g_strdup ("psst");
  retraction = xmpp_room_new_message (play->room, NULL);
  retraction->body = g_strdup ("gone");
  retraction->retraction = xmpp_retraction_new ("s1");
  g_assert_null (xmpp_room_new_message (play->room, ""));

  ids[0] = xmpp_messaging_send (play->messaging, all);
  ids[1] = xmpp_messaging_send (play->messaging, one);
  ids[2] = xmpp_room_change_subject (play->room, "Fire Burn");
  ids[3] = xmpp_room_invite (play->room, hecate, "come");
  ids[4] = xmpp_room_request_voice (play->room);
  g_assert_true (xmpp_muc_invite_directly (play->muc, hecate, &direct));
  g_assert_false (xmpp_muc_decline (play->muc, &direct, NULL));
  g_assert_true (xmpp_muc_decline (play->muc, &mediated, "busy"));
  g_free (xmpp_messaging_send (play->messaging, retraction));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_nonnull (ids[i]);
  feature_fixture_play (play->fx, hears, G_N_ELEMENTS (hears));
  for (guint i = 1; i < G_N_ELEMENTS (ids); i++)
    g_free (ids[i]);
}

/* What is refused is told; a room that does not know us is asked whether we are in it. */
static void
test_bounces (RoomPlay      *play,
              gconstpointer  data)
{
  static const MockLine refused[] = {
    SERVER_SAYS (SAYS_OF (ROOM, "error", BODY ("x") "<error type='wait'>" STANZA_ERROR ("policy-violation") "</error>")
                 SAYS_OF (ROOM "/firstwitch", "error", "<error type='cancel'>" STANZA_ERROR ("item-not-found") "</error>")
                 SAYS_OF (ROOM, "error", "<error type='cancel'>" STANZA_ERROR ("not-acceptable") "</error>")),
    SERVER_HEARS ("<iq type='get' id='*' to='" SELF "'><ping xmlns='urn:xmpp:ping'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" SELF "'/>"),
    SERVER_WAITS,
  };

  room_play_join (play, NULL, 0);
  feature_fixture_play (play->fx, refused, G_N_ELEMENTS (refused));
  feature_fixture_assert_noted (play->fx, "bounce -: policy-violation\nprivate bounce firstwitch: item-not-found\n"
                                          "bounce -: not-acceptable\n");
}

static void
test_voice (RoomPlay      *play,
            gconstpointer  data)
{
  static const MockLine asked[] = {
    SERVER_SAYS ("<message from='" ROOM "' to='$jid'>" VOICE_FORM "</message>"),
    SERVER_HEARS ("<message id='*' to='" ROOM "'><x xmlns='jabber:x:data' type='submit'>"
                  "<field var='FORM_TYPE' type='hidden'><value>" MUC_NS "#request</value></field>"
                  "<field var='muc#role'><value>participant</value></field>"
                  "<field var='muc#jid'><value>hag66@shakespeare.lit/pda</value></field>"
                  "<field var='muc#roomnick'><value>hag</value></field>"
                  "<field var='muc#request_allow'><value>1</value></field></x></message>"),
    SERVER_SAYS ("<message from='" ROOM "/firstwitch' to='$jid'>" VOICE_FORM "</message>"
                 "<message from='" OTHER "' to='$jid'>" VOICE_FORM "</message>"),
    SERVER_WAITS,
  };

  room_play_join (play, NULL, 0);
  g_signal_connect (play->room, "voice-requested", G_CALLBACK (voice_cb), play->fx);
  feature_fixture_play (play->fx, asked, G_N_ELEMENTS (asked));
  feature_fixture_assert_noted (play->fx, "hag (hag66@shakespeare.lit/pda) wants to speak\n"
                                          "private talk firstwitch: \nplain message (null)\n");
}

static void
test_affiliations (RoomPlay      *play,
                   gconstpointer  data)
{
  static const MockLine lines[] = {
    ASKS, TELLS (FEATURE ("urn:xmpp:muc:affiliations:1")), ENTERS (MAV ("since='v1'")),
    SERVER_SAYS ("<message from='" ROOM "' to='$jid'>" USER (MAV ("since='v1' until='v2'") MAV_ITEM ("a@b.lit", "none")) "</message>"
                 "<message from='" ROOM "' to='$jid'>" USER (MAV ("since='v2' until='v3'") MAV_ITEM ("c@b.lit", "owner")) "</message>"
                 COMES (NICK, ITEM ("member", "participant") STATUS ("110") MAV ("until='v3'"), "")),
    SERVER_WAITS,
  };
  const XmppRoomEntry entry = { .nick = NICK, .affiliations_since = "v1" };

  room_play_online (play);
  g_signal_connect (play->room, "affiliations-changed", G_CALLBACK (affiliations_cb), play->fx);
  g_assert_true (room_play_try (play, &entry, lines, G_N_ELEMENTS (lines), NULL));
  feature_fixture_assert_noted (play->fx, "state joining\naffiliations a@b.lit none, v1 to v2\n"
                                          "affiliations c@b.lit owner, v2 to v3\nstate joined\noccupants +thirdwitch*\n");
  g_assert_cmpstr (xmpp_room_get_affiliations_version (play->room), ==, "v3");

  room_play_says (play, "<message from='" ROOM "' to='$jid'>"
                  USER (MAV ("since='v3' until='v4'") MAV_ITEM ("d@b.lit", "member")) "</message>"
                  /* By somebody in the room */
                  "<message from='" ROOM "/firstwitch' to='$jid'>"
                  USER (MAV ("since='v4' until='v5'") MAV_ITEM ("mallory@b.lit", "owner")) "</message>");
  feature_fixture_assert_noted (play->fx, "affiliations d@b.lit member, v3 to v4\nprivate talk firstwitch: \n");
  g_assert_cmpstr (xmpp_room_get_affiliations_version (play->room), ==, "v4");
}

static void
test_status (RoomPlay      *play,
             gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_SAYS (ROOM_SAYS (USER (STATUS ("172") STATUS ("104")))),
    ASKS, TELLS (FEATURE ("muc_nonanonymous")), SERVER_WAITS,
    /* However often it is said, it is asked once at a time. */
    SERVER_SAYS (ROOM_SAYS (USER (STATUS ("104"))) ROOM_SAYS (USER (STATUS ("104")))
                 ROOM_SAYS (USER (STATUS ("104"))) ROOM_SAYS (USER (STATUS ("104")))),
    ASKS, SERVER_WAITS,
    SERVER_SAYS (ROOM_SAYS (USER (STATUS ("104")))),
    SERVER_SAYS (SAYS ("firstwitch", USER (STATUS ("104")))),
    SERVER_WAITS,
  };

  room_play_join (play, NULL, 0);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  feature_fixture_assert_noted (play->fx, "status 110\nstatus 10\nstatus 10\nstatus 10\nstatus 10\n"
                                          "status 10\ntalk firstwitch: \n");
  g_assert_true (xmpp_room_info_has (xmpp_room_get_info (play->room), XMPP_ROOM_NON_ANONYMOUS));
}

#define ARCHIVED(from, content) \
  "<message from='" from "' type='groupchat' id='m1'>" content "</message>"

static XmppRoomMessage *
read_archived (RoomPlay   *play,
               const char *xml)
{
  g_autoptr(XmppElement) stanza = feature_fixture_parse (xml);

  return xmpp_room_read_archived (play->room, stanza, G_USEC_PER_SEC, "a1");
}

static void
test_archived (RoomPlay      *play,
               gconstpointer  data)
{
  g_autoptr(XmppRoomMessage) one = NULL;
  g_autoptr(XmppRoomMessage) mine = NULL;
  g_autoptr(XmppRoomMessage) tombstone = NULL;
  g_autoptr(XmppRoomMessage) forged = NULL;
  g_autoptr(XmppRoomMessage) moderated = NULL;

  join_with_ids (play);
  one = read_archived (play, ARCHIVED (ROOM "/firstwitch", BODY ("hail") OCCUPANT_ID ("one") STANZA_ID ("x", ROOM)
                                       USER ("<item jid='crone1@shakespeare.lit/desktop'/>")));
  g_assert_cmpint (one->kind, ==, XMPP_ROOM_MESSAGE_TALK);
  g_assert_cmpstr (one->stanza_id, ==, "a1");
  g_assert_cmpint (one->time_us, ==, G_USEC_PER_SEC);
  g_assert_cmpstr (one->occupant_id, ==, "one");
  g_assert_cmpstr (xmpp_address_get_full (one->real_address), ==, "crone1@shakespeare.lit/desktop");
  g_assert_false (one->is_own);
  mine = read_archived (play, ARCHIVED (ROOM "/oldnick", BODY ("mine") OCCUPANT_ID ("me")));
  g_assert_true (mine->is_own);
  g_assert_false (xmpp_room_message_is_same_author (one, mine));
  forged = read_archived (play, ARCHIVED (ROOM "/firstwitch", BODY ("correction") OCCUPANT_ID ("mallory")));
  g_assert_false (xmpp_room_message_is_same_author (one, forged));

  tombstone = read_archived (play, ARCHIVED (ROOM "/firstwitch",
                                             "<moderated xmlns='urn:xmpp:message-moderate:0' by='" ROOM "/a'>"
                                             "<retracted xmlns='urn:xmpp:message-retract:0' stamp='1970-01-01T00:00:02Z'/>"
                                             "<reason>spam</reason></moderated>"));
  g_assert_cmpint (tombstone->kind, ==, XMPP_ROOM_MESSAGE_TOMBSTONE);
  g_assert_cmpint (tombstone->message->retraction->time_us, ==, 2 * G_USEC_PER_SEC);
  g_assert_cmpstr (tombstone->message->retraction->reason, ==, "spam");
  moderated = read_archived (play, ARCHIVED (ROOM, RETRACT ("s1", MODERATED)));
  g_assert_cmpint (moderated->kind, ==, XMPP_ROOM_MESSAGE_RETRACTION);

  /* Of others, and what is no message of a room */
  g_assert_null (read_archived (play, ARCHIVED (OTHER "/firstwitch", BODY ("x"))));
  g_assert_null (read_archived (play, "<message from='" ROOM "/a' type='chat'><body>x</body></message>"));
  g_assert_null (read_archived (play, "<message type='groupchat'><body>x</body></message>"));
}

/* Without occupant-ids a nick proves nothing, unless its bearer has stayed. */
static void
test_same_author (RoomPlay      *play,
                  gconstpointer  data)
{
  g_autoptr(XmppRoomMessage) one = NULL;
  g_autoptr(XmppRoomMessage) two = NULL;

  room_play_join (play, NULL, 0);
  one = read_archived (play, ARCHIVED (ROOM "/firstwitch", BODY ("a")));
  two = read_archived (play, ARCHIVED (ROOM "/firstwitch", BODY ("b")));
  g_assert_false (xmpp_room_message_is_same_author (one, two));
}

static void
test_carbons (RoomPlay      *play,
              gconstpointer  data)
{
  g_autoptr(XmppElement) sent = feature_fixture_parse ("<message from='juliet@capulet.lit/x' to='" ROOM "/firstwitch'"
                                                       " type='chat'><body>psst</body><x xmlns='" USER_NS "'/></message>");
  g_autoptr(XmppElement) other = feature_fixture_parse ("<message from='juliet@capulet.lit/x' to='" OTHER "/a' type='chat'>"
                                                        "<body>psst</body></message>");
  g_autoptr(XmppRoomMessage) said = xmpp_room_read_carbon (play->room, sent, TRUE);

  g_assert_true (said->is_private && said->is_own);
  g_assert_cmpstr (said->nick, ==, "firstwitch");
  g_assert_null (xmpp_room_read_carbon (play->room, sent, FALSE));
  g_assert_null (xmpp_room_read_carbon (play->room, other, TRUE));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/xmpp/room-messages/" path, RoomPlay, NULL, room_play_setup, func, room_play_teardown)
  ADD ("talk", test_talk);
  ADD ("not-own", test_not_own);
  ADD ("not-own-by-nick", test_not_own_by_nick);
  ADD ("forged-parts", test_forged_parts);
  ADD ("foreign-ids", test_foreign_ids);
  ADD ("mentions", test_mentions);
  g_test_add ("/xmpp/room-messages/mentions-with-ids", RoomPlay, "ids", room_play_setup, test_mentions,
              room_play_teardown);
  ADD ("subject", test_subject);
  ADD ("private", test_private);
  ADD ("not-joined", test_not_joined);
  ADD ("moderation", test_moderation);
  ADD ("forged-moderation", test_forged_moderation);
  ADD ("invitations", test_invitations);
  ADD ("forged-invitations", test_forged_invitations);
  ADD ("sending", test_sending);
  ADD ("bounces", test_bounces);
  ADD ("voice", test_voice);
  ADD ("affiliations", test_affiliations);
  ADD ("status", test_status);
  ADD ("archived", test_archived);
  ADD ("same-author", test_same_author);
  ADD ("carbons", test_carbons);
#undef ADD
  return g_test_run ();
}
