/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feature-fixture.h"

#include "xmpp-messaging.h"
#include "xmpp-muc.h"

G_BEGIN_DECLS

/* What plays about rooms are made of. */
#define ROOM    "coven@chat.shakespeare.lit"
#define OTHER   "heath@chat.shakespeare.lit"
#define NICK    "thirdwitch"
#define SELF    ROOM "/" NICK
#define MUC_NS  "http://jabber.org/protocol/muc"
#define USER_NS MUC_NS "#user"

#define FEATURE(var) "<feature var='" var "'/>"
#define HAS_IDS      FEATURE ("urn:xmpp:occupant-id:0")
#define HAS_ARCHIVE  FEATURE ("urn:xmpp:mam:2")

#define ASKS_ABOUT(room) \
  SERVER_HEARS ("<iq type='get' id='*' to='" room "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>")
#define TELLS_OF(room, content) \
  SERVER_SAYS ("<iq type='result' id='$id' from='" room "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='conference' type='text' name='A Dark Cave'/>" \
               FEATURE ("http://jabber.org/protocol/muc") content "</query></iq>")
#define ENTERS_ROOM(place, content) \
  SERVER_HEARS ("<presence to='" place "'><x xmlns='vcard-temp:x:update'/>" \
                "<x xmlns='" MUC_NS "'>" content "</x></presence>")
#define ASKS        ASKS_ABOUT (ROOM)
#define TELLS(more) TELLS_OF (ROOM, more)
#define ENTERS(x)   ENTERS_ROOM (SELF, x)

#define OCCUPANT_ID(id)  "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='" id "'/>"
#define STATUS(code)     "<status code='" code "'/>"
#define ITEM(affiliation, role) "<item affiliation='" affiliation "' role='" role "'/>"
#define USER(content)    "<x xmlns='" USER_NS "'>" content "</x>"
#define COMES(nick, user, more) \
  "<presence from='" ROOM "/" nick "' to='$jid'>" USER (user) more "</presence>"
#define GOES(nick, user, more) \
  "<presence from='" ROOM "/" nick "' to='$jid' type='unavailable'>" USER (user) more "</presence>"
#define COMES_SELF(more) COMES (NICK, ITEM ("member", "participant") STATUS ("110"), more)
#define REFUSAL(content) \
  SERVER_SAYS ("<presence from='" SELF "' to='$jid' type='error'><x xmlns='" MUC_NS "'/>" \
               "<error by='" ROOM "' type='cancel'>" content "</error></presence>")
#define STANZA_ERROR(condition) "<" condition " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
#define BROADCASTS SERVER_HEARS ("<presence><x xmlns='vcard-temp:x:update'/></presence>")

typedef struct {
  FeatureFixture *fx;
  XmppMuc        *muc;
  XmppPresence   *presence;
  XmppMessaging  *messaging;
  XmppAddress    *address;
  XmppRoom       *room;     /* borrowed */
} RoomPlay;

void room_play_setup    (RoomPlay       *play,
                         gconstpointer   data);
void room_play_teardown (RoomPlay       *play,
                         gconstpointer   data);
void room_play_online   (RoomPlay       *play);
/* Likewise, and the session can be resumed: XEP-0198 */
void room_play_online_resumable (RoomPlay *play);
/* Loses the connection, which may be resumed */
void room_play_cut      (RoomPlay       *play);
/* Resumes it while @lines are played; @n_sent: how much we have sent before. Fresh: NULL */
void room_play_resume   (RoomPlay       *play,
                         const char     *n_sent,
                         const MockLine *lines,
                         gsize           n_lines);
/* Joins as NICK while @lines are played; NULL: everything went well, without more features */
void room_play_join     (RoomPlay       *play,
                         const MockLine *lines,
                         gsize           n_lines);
/* The same, and gives the result */
gboolean room_play_try  (RoomPlay            *play,
                         const XmppRoomEntry *entry,
                         const MockLine      *lines,
                         gsize                n_lines,
                         GError             **error);
#define ROOM_PLAY_WAIT_FOR(condition) \
  G_STMT_START { \
    guint patience = g_timeout_add_seconds (MOCK_PATIENCE_S, room_play_impatient_cb, (gpointer) #condition); \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (patience); \
  } G_STMT_END
gboolean room_play_impatient_cb (gpointer user_data);
#define room_play_says(play, xml) \
  G_STMT_START { \
    const MockLine said[] = { SERVER_SAYS (xml), SERVER_WAITS }; \
    feature_fixture_play ((play)->fx, said, G_N_ELEMENTS (said)); \
  } G_STMT_END

G_END_DECLS
