/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "feature-fixture.h"

#include "xmpp-pubsub.h"

/* A server that keeps private things, and what is said about its nodes. */

#define OWN    "juliet@capulet.lit"
#define PUBSUB "xmlns='http://jabber.org/protocol/pubsub'"
#define OWNER  "xmlns='http://jabber.org/protocol/pubsub#owner'"

#define ASKS(to, what) \
  SERVER_HEARS ("<iq type='get' id='*' to='" to "'>" \
                "<query xmlns='http://jabber.org/protocol/disco#" what "'/></iq>")
#define ANSWERS(from, what, content) \
  SERVER_SAYS ("<iq type='result' id='$id' from='" from "'>" \
               "<query xmlns='http://jabber.org/protocol/disco#" what "'>" content "</query></iq>")
#define CAN_OPTIONS "<feature var='http://jabber.org/protocol/pubsub#publish-options'/>"

#define ASKS_ITEMS(node) \
  SERVER_HEARS ("<iq type='get' id='*'><pubsub " PUBSUB "><items node='" node "'/></pubsub></iq>")
#define GIVES_ITEMS(node, items) \
  SERVER_SAYS ("<iq type='result' id='$id'><pubsub " PUBSUB "><items node='" node "'>" items \
               "</items></pubsub></iq>")
#define REFUSES(condition) \
  SERVER_SAYS ("<iq type='error' id='$id'><error type='cancel'><" condition \
               " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
#define AGREES SERVER_SAYS ("<iq type='result' id='$id'/>")

#define FORM(type, of, fields) \
  "<x xmlns='jabber:x:data' type='" type "'><field var='FORM_TYPE' type='hidden'>" \
  "<value>http://jabber.org/protocol/pubsub#" of "</value></field>" fields "</x>"
#define FIELD(name, value) "<field var='pubsub#" name "'><value>" value "</value></field>"
#define PRIVATE_FIELDS \
  FIELD ("access_model", "whitelist") FIELD ("persist_items", "true") \
  FIELD ("send_last_published_item", "never") FIELD ("max_items", "max")

#define ASKS_CONFIG(node) \
  SERVER_HEARS ("<iq type='get' id='*'><pubsub " OWNER "><configure node='" node "'/></pubsub></iq>")
#define GIVES_CONFIG(node, fields) \
  SERVER_SAYS ("<iq type='result' id='$id'><pubsub " OWNER "><configure node='" node "'>" \
               FORM ("form", "node_config", fields) "</configure></pubsub></iq>")
#define SETS_CONFIG(node, fields) \
  SERVER_HEARS ("<iq type='set' id='*'><pubsub " OWNER "><configure node='" node "'>" \
                FORM ("submit", "node_config", fields) "</configure></pubsub></iq>")
#define CREATES(node, fields) \
  SERVER_HEARS ("<iq type='set' id='*'><pubsub " PUBSUB "><create node='" node "'/><configure>" \
                FORM ("submit", "node_config", fields) "</configure></pubsub></iq>")
#define PUBLISHES(node, item, payload) \
  SERVER_HEARS ("<iq type='set' id='*'><pubsub " PUBSUB "><publish node='" node "'>" \
                "<item id='" item "'>" payload "</item></publish><publish-options>" \
                FORM ("submit", "publish-options", PRIVATE_FIELDS) "</publish-options></pubsub></iq>")
#define RETRACTS(node, item) \
  SERVER_HEARS ("<iq type='set' id='*'><pubsub " PUBSUB "><retract node='" node "' notify='true'>" \
                "<item id='" item "'/></retract></pubsub></iq>")
/* The node is looked at, and is private. */
#define IS_PRIVATE(node) ASKS_CONFIG (node), GIVES_CONFIG (node, FIELD ("access_model", "whitelist"))

#define TELLS_FROM(from, what) \
  SERVER_SAYS ("<message" from " type='headline'><event xmlns='http://jabber.org/protocol/pubsub#event'>" \
               what "</event></message>")
#define TELLS(what) TELLS_FROM (" from='" OWN "'", what)
#define ITEMS(node, items) "<items node='" node "'>" items "</items>"
#define ITEM(id, payload)  "<item id='" id "'>" payload "</item>"
#define ITEM_OF(id, publisher, payload) \
  "<item id='" id "' publisher='" publisher "'>" payload "</item>"
