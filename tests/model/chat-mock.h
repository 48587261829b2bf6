/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-client.h"
#include "mock-server.h"

G_BEGIN_DECLS

/* A whole model with one account, juliet@capulet.lit, on the scripted server. */
typedef struct {
  MockServer  *server;
  ChatClient  *client;
  ChatAccount *account; /* borrowed */
  char        *folder;
} ChatMock;

/* What the client asks after it has signed in, with the answers of a server that can what is of use
 * here. Romeo and we see each other; the nurse asked for nothing, but sees us. Tybalt is blocked. */
#define MOCK_ASKS_ROSTER \
  SERVER_HEARS ("<iq type='get' id='*'><query xmlns='jabber:iq:roster'/></iq>")
#define MOCK_GREETS MOCK_GREETS_WITH ("<x xmlns='vcard-temp:x:update'/>")
#define MOCK_GREETS_WITH(photo) MOCK_SAYS_ROSTER, MOCK_GREETS_AFTER_ROSTER (photo)
#define MOCK_SAYS_ROSTER \
  SERVER_SAYS ("<iq type='result' id='$id'><query xmlns='jabber:iq:roster'>" \
               "<item jid='romeo@montague.lit' name='Romeo' subscription='both'>" \
               "<group>Orchard</group></item>" \
               "<item jid='nurse@capulet.lit' subscription='from'/></query></iq>")
#define MOCK_GREETS_AFTER_ROSTER(photo) MOCK_ASKS_SERVER, MOCK_APPEARS (photo)
#define MOCK_ASKS_SERVER \
  SERVER_HEARS ("<iq type='get' to='capulet.lit' id='*'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='server' type='im' name='Prosody'/>" \
               "<feature var='urn:xmpp:blocking'/>" \
               "<feature var='vcard-temp'/><feature var='jabber:iq:register'/></query></iq>"), \
  SERVER_HEARS ("<iq type='get' to='juliet@capulet.lit' id='*'>" \
                "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='juliet@capulet.lit'>" \
               "<query xmlns='http://jabber.org/protocol/disco#info'>" \
               "<identity category='account' type='registered'/>" \
               "<feature var='urn:xmpp:sid:0'/></query></iq>"), \
  SERVER_HEARS ("<iq type='get' to='capulet.lit' id='*'>" \
                "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'>" \
               "<query xmlns='http://jabber.org/protocol/disco#items'/></iq>")
#define MOCK_APPEARS(photo) \
  SERVER_HEARS ("<presence>" photo MOCK_CAPS "</presence>"), \
  SERVER_HEARS ("<iq type='get' id='*'><blocklist xmlns='urn:xmpp:blocking'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id'><blocklist xmlns='urn:xmpp:blocking'>" \
               "<item jid='tybalt@capulet.lit'/></blocklist></iq>")
/* What follows once the server has answered. What waits to be sent is read from the disk meanwhile,
 * and goes before it or after it: mock_server_play_meanwhile(). */
#define MOCK_GREETS_ON \
  MOCK_GREETS_ON_AGAIN, \
  SERVER_HEARS ("<presence>" MOCK_NO_PHOTO MOCK_CAPS "</presence>")
#define MOCK_GREETS_ON_AGAIN \
  SERVER_HEARS ("<iq type='get' id='*'><vCard xmlns='vcard-temp'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id'><vCard xmlns='vcard-temp'/></iq>")
#define MOCK_NO_PHOTO "<x xmlns='vcard-temp:x:update'><photo/></x>"
#define MOCK_CAPS \
  "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://charla.im' ver='*'/>" \
  "<c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>*</hash></c>"

/* All of it, for a client that knows no roster yet */
#define MOCK_GREETING SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_GREETS, MOCK_GREETS_ON

/* A question that is asked back: once it is answered, the client has dealt with all before it */
#define CHAT_MOCK_ASKS_NOTHING \
  "<iq type='get' id='nothing' from='capulet.lit'><nothing xmlns='nothing'/></iq>"
#define MOCK_ANSWERS_NOTHING \
  SERVER_HEARS ("<iq type='error' id='nothing' to='capulet.lit'><error type='cancel'>" \
                "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>" \
                "</error></iq>")

/* The same on a later connection: the client knows that we have no picture */
#define MOCK_GREETING_AGAIN \
  SERVER_SIGNS_IN, MOCK_ASKS_ROSTER, MOCK_GREETS_WITH (MOCK_NO_PHOTO)

/* The client asks whether the server has what it sent */
#define MOCK_PINGED \
  SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>"), \
  SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>")

ChatMock *chat_mock_new         (ChatKeyring      *keyring); /* (nullable) */
/* MOCK_GREETING played */
ChatMock *chat_mock_new_online  (void);
/* Adds the account, which connects; @password: (nullable) */
void      chat_mock_add_account (ChatMock         *self,
                                 const char       *password);
void      chat_mock_wait_state  (ChatMock         *self,
                                 ChatAccountState  state);
/* Runs the main loop until the play is over */
void      chat_mock_wait_played (ChatMock         *self);
/* Stops the client and starts another one on the same folder, asleep */
void      chat_mock_restart     (ChatMock         *self);
void      chat_mock_free        (ChatMock         *self);
/* Ends the test; @what: a condition that was waited for */
gboolean  chat_mock_give_up_cb  (gpointer          what);

/* Runs the main loop until the condition holds */
#define WAIT_FOR(condition) \
  G_STMT_START { \
    guint timer_ = \
      g_timeout_add_seconds (MOCK_PATIENCE_S, chat_mock_give_up_cb, (gpointer) #condition); \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (timer_); \
  } G_STMT_END

G_END_DECLS
