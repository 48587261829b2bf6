/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-mock.h"

/* Romeo, whose device offers us files, and is offered some. */
#define ROMEO "romeo@montague.lit"
#define ORCHARD "romeo@montague.lit/orchard"

#define OFFER_FROM(from, sid) OFFER_HASHED (from, sid, "")
#define OFFER_HASHED(from, sid, hash) OFFER_SIZED (from, sid, "5", hash)
#define OFFER_SIZED(from, sid, size, hash) OFFER_CALLED (from, sid, size, hash, "")
#define CALLED(id) "<origin-id xmlns='urn:xmpp:sid:0' id='" id "'/>"
#define OFFER_CALLED(from, sid, size, hash, called) \
  "<iq type='set' id='o" sid "' from='" from "' to='juliet@capulet.lit/balcony'>" \
  "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='" sid "'" \
  " initiator='" from "'><content creator='initiator' name='f' senders='initiator'>" \
  "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'><file><name>../plan.txt</name>" \
  "<size>" size "</size>" hash "</file></description>" \
  "<transport xmlns='urn:xmpp:jingle:transports:ibb:1' block-size='4096' sid='i" sid "'/>" \
  "</content>" called "</jingle></iq>"
#define OFFER(sid) OFFER_FROM (ORCHARD, sid)
#define HEARS_ANSWER(sid) \
  SERVER_HEARS ("<iq type='result' id='o" sid "' to='" ORCHARD "'/>")
#define HEARS_TERMINATE(sid, reason) \
  SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'" \
                " action='session-terminate' sid='" sid "'><reason><" reason "/></reason>" \
                "</jingle></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>")

#define OFFER_AGAIN(sid, id) OFFER_CALLED (ORCHARD, sid, "5", HELLO_HASH "<range/>", CALLED (id))

#define HEARS_RECEIVED(sid) \
  SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'" \
                " action='session-info' sid='" sid "'><received" \
                " xmlns='urn:xmpp:jingle:apps:file-transfer:5' creator='initiator' name='f'/>" \
                "</jingle></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>")

/* "Hello" */
#define HELLO "SGVsbG8="
#define HASH(base64) "<hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>" base64 "</hash>"
#define HELLO_HASH HASH ("GF+NsyJx/iX1Yab8k4suJkMG7DBO2lGAB9F2SCY4GWk=")
#define HEARS_RESULT(id) SERVER_HEARS ("<iq type='result' id='" id "' to='" ORCHARD "'/>")
#define COMES(sid) COMES_AS (sid, "0", HELLO)
#define COMES_AS(sid, seq, data) \
  BEGINS (sid, seq, data), \
  SERVER_SAYS ("<iq type='set' id='c" sid "' from='" ORCHARD "'><close" \
               " xmlns='http://jabber.org/protocol/ibb' sid='i" sid "'/></iq>"), \
  HEARS_RESULT ("c" sid)
#define HEARS_ACCEPT(sid) \
  SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'" \
                " action='session-accept' sid='" sid "' responder='*'>" \
                "<content creator='initiator' name='f' senders='initiator'>" \
                "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'><file>*</file>" \
                "</description><transport xmlns='urn:xmpp:jingle:transports:ibb:1'" \
                " block-size='4096' sid='i" sid "'/></content></jingle></iq>")
#define BEGINS(sid, seq, data) \
  HEARS_ACCEPT (sid), \
  SERVER_SAYS ("<iq type='result' id='$id' from='" ORCHARD "'/>" \
               "<iq type='set' id='p" sid "' from='" ORCHARD "'><open" \
               " xmlns='http://jabber.org/protocol/ibb' sid='i" sid "' block-size='4096'" \
               " stanza='iq'/></iq>"), \
  HEARS_RESULT ("p" sid), \
  SERVER_SAYS ("<iq type='set' id='d" sid "' from='" ORCHARD "'><data" \
               " xmlns='http://jabber.org/protocol/ibb' sid='i" sid "' seq='" seq "'>" data \
               "</data></iq>"), \
  HEARS_RESULT ("d" sid)

#define HEARS_ASK(sid) \
  SERVER_HEARS ("<iq type='set' id='*' to='" ORCHARD "'><jingle xmlns='urn:xmpp:jingle:1'" \
                " action='session-info' sid='" sid "'/></iq>")
#define HAS_FORGOTTEN \
  SERVER_SAYS ("<iq type='error' id='$id' from='" ORCHARD "'><error type='cancel'>" \
               "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>" \
               "<unknown-session xmlns='urn:xmpp:jingle:errors:1'/></error></iq>")

#define APPEARS(resource, priority, ver) \
  SERVER_SAYS ("<presence from='romeo@montague.lit/" resource "'><priority>" priority "</priority>" \
               "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='" ver "'/>" \
               "</presence>"), \
  SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit/" resource "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info' node='n#" ver "'/></iq>")
#define CAN(resource, features) \
  SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit/" resource "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='client' type='pc'/>" features "</query></iq>")
#define CAN_TAKE_FILES \
  "<feature var='urn:xmpp:jingle:1'/><feature var='urn:xmpp:jingle:apps:file-transfer:5'/>" \
  "<feature var='urn:xmpp:jingle:transports:ibb:1'/>"
#define HEARS_OFFER(resource) \
  SERVER_HEARS ("<iq type='set' id='*' to='romeo@montague.lit/" resource "'>" \
                "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='*'" \
                " initiator='*'>*</jingle></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit/" resource "'/>")
#define HEARS_NOTHING_ELSE SERVER_SAYS (CHAT_MOCK_ASKS_NOTHING), MOCK_ANSWERS_NOTHING

/* Romeo offers a file: its message */
ChatMessage      *be_offered       (ChatMock       *mock,
                                    const MockLine *play,
                                    gsize           n_lines);
ChatConversation *get_conversation (ChatMock       *mock);
/* Sends "Hello" straight to Romeo; NULL: @error */
ChatMessage      *send_hello       (ChatMock       *mock,
                                    GError        **error);
void              forget_hello     (ChatMock       *mock);
void              play             (ChatMock       *mock,
                                    const MockLine *lines,
                                    gsize           n_lines);
