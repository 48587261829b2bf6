/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The namespaces that Charla speaks, each as its specification writes it. */

/* XML, RFC 6120 and RFC 6121 */
#define XMPP_NS_XML                    "http://www.w3.org/XML/1998/namespace"
#define XMPP_NS_CLIENT                 "jabber:client"
#define XMPP_NS_STREAM                 "http://etherx.jabber.org/streams"
#define XMPP_NS_STREAM_ERRORS          "urn:ietf:params:xml:ns:xmpp-streams"
#define XMPP_NS_STANZA_ERRORS          "urn:ietf:params:xml:ns:xmpp-stanzas"
#define XMPP_NS_TLS                    "urn:ietf:params:xml:ns:xmpp-tls"
#define XMPP_NS_SASL                   "urn:ietf:params:xml:ns:xmpp-sasl"
#define XMPP_NS_BIND                   "urn:ietf:params:xml:ns:xmpp-bind"
#define XMPP_NS_SESSION                "urn:ietf:params:xml:ns:xmpp-session" /* RFC 3921, 3 */
#define XMPP_NS_ROSTER                 "jabber:iq:roster"
#define XMPP_NS_ROSTER_VERSIONING      "urn:xmpp:features:rosterver"
#define XMPP_NS_PRE_APPROVAL           "urn:xmpp:features:pre-approval"

/* Streams: XEP-0198, 0352, 0386, 0388, 0440, 0478, 0484; RFC 7395 */
#define XMPP_NS_FRAMING                "urn:ietf:params:xml:ns:xmpp-framing"
#define XMPP_NS_STREAM_MANAGEMENT      "urn:xmpp:sm:3"
#define XMPP_NS_CLIENT_STATE           "urn:xmpp:csi:0"
#define XMPP_NS_SASL2                  "urn:xmpp:sasl:2"
#define XMPP_NS_BIND2                  "urn:xmpp:bind:0"
#define XMPP_NS_FAST                   "urn:xmpp:fast:0"
#define XMPP_NS_SASL_CHANNEL_BINDING   "urn:xmpp:sasl-cb:0"
#define XMPP_NS_SASL_UPGRADE           "urn:xmpp:sasl:upgrade:0"
#define XMPP_NS_SCRAM_UPGRADE          "urn:xmpp:scram-upgrade:0"
#define XMPP_NS_STREAM_LIMITS          "urn:xmpp:stream-limits:0"

/* Forms: XEP-0004, 0122, 0141, 0158, 0221, 0231 */
#define XMPP_NS_DATA_FORM              "jabber:x:data"
#define XMPP_NS_DATA_VALIDATE          "http://jabber.org/protocol/xdata-validate"
#define XMPP_NS_DATA_LAYOUT            "http://jabber.org/protocol/xdata-layout"
#define XMPP_NS_CAPTCHA                "urn:xmpp:captcha"
#define XMPP_NS_MEDIA_ELEMENT          "urn:xmpp:media-element"
#define XMPP_NS_BITS_OF_BINARY         "urn:xmpp:bob"

/* Discovery: XEP-0030, 0115, 0300, 0390, and 0106, which is a feature only */
#define XMPP_NS_DISCO_INFO             "http://jabber.org/protocol/disco#info"
#define XMPP_NS_DISCO_ITEMS            "http://jabber.org/protocol/disco#items"
#define XMPP_NS_CAPS                   "http://jabber.org/protocol/caps"
#define XMPP_NS_CAPS_OPTIMIZE          "http://jabber.org/protocol/caps#optimize"
#define XMPP_NS_ECAPS2                 "urn:xmpp:caps"
#define XMPP_NS_ECAPS2_OPTIMIZE        "urn:xmpp:caps:optimize"
#define XMPP_NS_HASHES                 "urn:xmpp:hashes:2"
#define XMPP_NS_JID_ESCAPING           "jid\\20escaping"

/* Registration and invitations: XEP-0066, 0077, 0379, 0445 */
#define XMPP_NS_REGISTER               "jabber:iq:register"
#define XMPP_NS_REGISTER_FEATURE       "http://jabber.org/features/iq-register"
#define XMPP_NS_OOB                    "jabber:x:oob"
#define XMPP_NS_PRE_AUTH_SUBSCRIPTION  "urn:xmpp:pars:0"
#define XMPP_NS_REGISTER_TOKEN         "urn:xmpp:ibr-token:0"

/* What is said of links: XEP-0511 */
#define XMPP_NS_OPEN_GRAPH             "https://ogp.me/ns#"
#define XMPP_NS_RDF                    "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

/* Messages: XEP-0085, 0184, 0203, 0091, 0297, 0313, 0059, 0280, 0333, 0334, 0359 */
#define XMPP_NS_CHAT_STATES            "http://jabber.org/protocol/chatstates"
#define XMPP_NS_RECEIPTS               "urn:xmpp:receipts"
#define XMPP_NS_CHAT_MARKERS           "urn:xmpp:chat-markers:0"
#define XMPP_NS_DELAY                  "urn:xmpp:delay"
#define XMPP_NS_LEGACY_DELAY           "jabber:x:delay"
#define XMPP_NS_CARBONS                "urn:xmpp:carbons:2"
#define XMPP_NS_FORWARD                "urn:xmpp:forward:0"
#define XMPP_NS_HINTS                  "urn:xmpp:hints"
#define XMPP_NS_STANZA_ID              "urn:xmpp:sid:0"
#define XMPP_NS_ARCHIVE                "urn:xmpp:mam:2"
#define XMPP_NS_ARCHIVE_EXTENDED       "urn:xmpp:mam:2#extended"
#define XMPP_NS_ARCHIVE_GROUPCHAT      "urn:xmpp:mam:2#groupchat-field"
#define XMPP_NS_RESULT_SET             "http://jabber.org/protocol/rsm"
#define XMPP_NS_CORRECTION             "urn:xmpp:message-correct:0"
#define XMPP_NS_FALLBACK               "urn:xmpp:fallback:0"
#define XMPP_NS_REACTIONS              "urn:xmpp:reactions:0"
#define XMPP_NS_REPLY                  "urn:xmpp:reply:0"
#define XMPP_NS_ENCRYPTION             "urn:xmpp:eme:0"

/* Files: XEP-0103, 0264, 0363, 0446, 0447 */
#define XMPP_NS_URL_DATA               "http://jabber.org/protocol/url-data"
#define XMPP_NS_THUMBNAILS             "urn:xmpp:thumbs:1"
#define XMPP_NS_FILE_METADATA          "urn:xmpp:file:metadata:0"
#define XMPP_NS_FILE_SHARING           "urn:xmpp:sfs:0"
#define XMPP_NS_UPLOAD                 "urn:xmpp:http:upload:0"

/* From one to another: XEP-0047, 0065, 0166, 0234, 0260, 0261, 0391 */
#define XMPP_NS_IBB                    "http://jabber.org/protocol/ibb"
#define XMPP_NS_BYTESTREAMS            "http://jabber.org/protocol/bytestreams"
#define XMPP_NS_JINGLE                 "urn:xmpp:jingle:1"
#define XMPP_NS_JINGLE_ERRORS          "urn:xmpp:jingle:errors:1"
#define XMPP_NS_JINGLE_FILE            "urn:xmpp:jingle:apps:file-transfer:5"
#define XMPP_NS_JINGLE_FILE_ERRORS     "urn:xmpp:jingle:apps:file-transfer:errors:0"
#define XMPP_NS_JINGLE_SOCKS           "urn:xmpp:jingle:transports:s5b:1"
#define XMPP_NS_JINGLE_IBB             "urn:xmpp:jingle:transports:ibb:1"

/* Publish-subscribe: XEP-0060, 0163 */
#define XMPP_NS_PUBSUB                 "http://jabber.org/protocol/pubsub"
#define XMPP_NS_PUBSUB_EVENT           "http://jabber.org/protocol/pubsub#event"
#define XMPP_NS_PUBSUB_OWNER           "http://jabber.org/protocol/pubsub#owner"
#define XMPP_NS_PUBSUB_ERRORS          "http://jabber.org/protocol/pubsub#errors"
#define XMPP_NS_PUBSUB_NODE_CONFIG     "http://jabber.org/protocol/pubsub#node_config"
#define XMPP_NS_PUBSUB_META_DATA       "http://jabber.org/protocol/pubsub#meta-data"
#define XMPP_NS_PUBSUB_FILTER          "urn:xmpp:pubsub-filter:0" /* XEP-0462 */
#define XMPP_NS_SPACES                 "urn:xmpp:spaces:0"        /* XEP-0503 */
#define XMPP_NS_PUBSUB_PUBLISH_OPTIONS "http://jabber.org/protocol/pubsub#publish-options"

/* People: XEP-0054, 0084, 0153, 0172, 0319, 0398 */
#define XMPP_NS_VCARD                  "vcard-temp"
#define XMPP_NS_VCARD_UPDATE           "vcard-temp:x:update"
#define XMPP_NS_AVATAR_DATA            "urn:xmpp:avatar:data"
#define XMPP_NS_AVATAR_METADATA        "urn:xmpp:avatar:metadata"
#define XMPP_NS_AVATAR_CONVERSION      "urn:xmpp:pep-vcard-conversion:0"
#define XMPP_NS_NICK                   "http://jabber.org/protocol/nick"
#define XMPP_NS_IDLE                   "urn:xmpp:idle:1"

/* Blocking: XEP-0191, 0377 */
#define XMPP_NS_BLOCKING               "urn:xmpp:blocking"
#define XMPP_NS_BLOCKING_ERRORS        "urn:xmpp:blocking:errors"
#define XMPP_NS_REPORTING              "urn:xmpp:reporting:1"
#define XMPP_NS_REPORTING_SPAM         "urn:xmpp:reporting:spam" /* reasons, not namespaces */
#define XMPP_NS_REPORTING_ABUSE        "urn:xmpp:reporting:abuse"

/* Kept for our own devices: XEP-0048, 0402, 0469, 0490, 0492. No specification has a place for what
 * is set for a conversation with one person: XEP-0402 is for rooms alone, and others would try to
 * join people. So that is in a node of our own, in the terms of XEP-0469 and XEP-0492. Nor has any
 * a place for workspaces of one's own: xmpp-workspace.c. */
#define XMPP_NS_BOOKMARKS              "urn:xmpp:bookmarks:1"
#define XMPP_NS_BOOKMARKS_COMPAT       "urn:xmpp:bookmarks:1#compat"
#define XMPP_NS_BOOKMARK_STORAGE       "storage:bookmarks"
#define XMPP_NS_PINNING                "urn:xmpp:bookmarks-pinning:0"
#define XMPP_NS_NOTIFY                 "urn:xmpp:notification-settings:1"
#define XMPP_NS_DISPLAYED              "urn:xmpp:mds:displayed:0"
#define XMPP_NS_DISPLAYED_ASSIST       "urn:xmpp:mds:server-assist:0"
#define XMPP_NS_CONVERSATIONS          "https://charla.im/protocol/conversations:0"
#define XMPP_NS_WORKSPACES             "https://charla.im/protocol/workspaces:0"

/* Small questions: XEP-0012, 0049, 0092, 0199, 0202 */
#define XMPP_NS_PING                   "urn:xmpp:ping"
#define XMPP_NS_TIME                   "urn:xmpp:time"
#define XMPP_NS_VERSION                "jabber:iq:version"
#define XMPP_NS_LAST_ACTIVITY          "jabber:iq:last"
#define XMPP_NS_PRIVATE                "jabber:iq:private"

/* Rooms: XEP-0045, 0249, 0317, 0410, 0421, 0425 in two versions, 0433, 0463, 0502, 0513 */
#define XMPP_NS_MUC                    "http://jabber.org/protocol/muc"
#define XMPP_NS_MUC_USER               "http://jabber.org/protocol/muc#user"
#define XMPP_NS_MUC_ADMIN              "http://jabber.org/protocol/muc#admin"
#define XMPP_NS_MUC_OWNER              "http://jabber.org/protocol/muc#owner"
#define XMPP_NS_CONFERENCE             "jabber:x:conference"
#define XMPP_NS_OCCUPANT_ID            "urn:xmpp:occupant-id:0"
#define XMPP_NS_MENTIONS               "urn:xmpp:mentions:0"
#define XMPP_NS_MENTIONS_ASSOCIATIONS  "urn:xmpp:mentions:0#associations"
#define XMPP_NS_MENTIONS_CHANNEL       "urn:xmpp:mentions:0#channel"
#define XMPP_NS_MENTIONS_HATS          "urn:xmpp:mentions:0#hats"
#define XMPP_NS_MUC_REQUEST            "http://jabber.org/protocol/muc#request"
#define XMPP_NS_MUC_ROOM_CONFIG        "http://jabber.org/protocol/muc#roomconfig"
#define XMPP_NS_MUC_ROOM_INFO          "http://jabber.org/protocol/muc#roominfo"
#define XMPP_NS_MUC_SELF_PING          "http://jabber.org/protocol/muc#self-ping-optimization"
#define XMPP_NS_MUC_STABLE_ID          "http://jabber.org/protocol/muc#stable_id"
#define XMPP_NS_MUC_AFFILIATIONS       "urn:xmpp:muc:affiliations:1"
#define XMPP_NS_HATS                   "urn:xmpp:hats:0"
#define XMPP_NS_FASTEN                 "urn:xmpp:fasten:0"
#define XMPP_NS_MODERATE_0             "urn:xmpp:message-moderate:0"
#define XMPP_NS_MODERATE               "urn:xmpp:message-moderate:1"
#define XMPP_NS_RETRACT_0              "urn:xmpp:message-retract:0"
#define XMPP_NS_RETRACT                "urn:xmpp:message-retract:1"
#define XMPP_NS_COMMANDS               "http://jabber.org/protocol/commands"
#define XMPP_NS_CHANNEL_SEARCH         "urn:xmpp:channel-search:0:search"
#define XMPP_NS_CHANNEL_SEARCH_PARAMS  "urn:xmpp:channel-search:0:search-params"

/* The protocol for TLS' ALPN, which is no namespace: XEP-0368 */
#define XMPP_ALPN_CLIENT               "xmpp-client"

const char *xmpp_known_name (const char *name);
