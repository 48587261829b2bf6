/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MockWeb:
 *
 * A web server inside TLS for tests, on 127.0.0.1, in the main context of the test: files, and a
 * WebSocket at "/xmpp" that plays by a script.
 *
 * A play is a list of lines. "C: text": a message with the text in it must come; "S: text": says
 * the text as one message; "B: text": as a binary one; "X": ends the WebSocket; "!": cuts the
 * connection. In what is said, "$id" is the value of the attribute "id" heard last.
 */
typedef struct _MockWeb MockWeb;

MockWeb *mock_web_new           (const char        *certificate) G_GNUC_WARN_UNUSED_RESULT;
void     mock_web_free          (MockWeb           *self);
guint16  mock_web_get_port      (MockWeb           *self);
char    *mock_web_dup_uri       (MockWeb           *self); /* of the WebSocket */

/* @type: (nullable): a redirection to @body instead */
void     mock_web_set_file      (MockWeb           *self,
                                 const char        *path,
                                 const char        *type,
                                 const char        *body);
/* Takes requests for it and never answers */
void     mock_web_set_silent    (MockWeb           *self,
                                 const char        *path);
guint    mock_web_get_n_asked   (MockWeb           *self);

/* @protocol: (nullable): what it agrees to speak */
void     mock_web_set_protocol  (MockWeb           *self,
                                 const char        *protocol);
void     mock_web_play          (MockWeb           *self,
                                 const char *const *lines);
void     mock_web_forget_connection (MockWeb       *self);
gboolean mock_web_has_played    (MockWeb           *self);
guint    mock_web_get_n_opened  (MockWeb           *self);

/* Signing in as juliet@capulet.lit with PLAIN */
#define MOCK_WEB_SIGNS_IN \
  "C: <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' version='1.0' to='capulet.lit'" \
    " from='juliet@capulet.lit'/>", \
  "S: <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='capulet.lit' id='1' version='1.0'/>", \
  "S: <stream:features xmlns:stream='http://etherx.jabber.org/streams'>" \
    "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism>" \
    "</mechanisms></stream:features>", \
  "C: mechanism='PLAIN'", \
  "S: <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", \
  "C: <open ", \
  "S: <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='capulet.lit' id='2' version='1.0'/>", \
  "S: <features xmlns='http://etherx.jabber.org/streams'>" \
    "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></features>", \
  "C: <bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'", \
  "S: <iq xmlns='jabber:client' type='result' id='$id'>" \
    "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>juliet@capulet.lit/balcony</jid>" \
    "</bind></iq>"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MockWeb, mock_web_free)

G_END_DECLS
