/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-session.h"

G_BEGIN_DECLS

/**
 * MockServer:
 *
 * An XMPP server for tests that plays by a script, on 127.0.0.1, in the process and the main
 * context of the test. A play is a list of lines. Both sides are XML that a reader of the
 * specification knows:
 *
 * static const MockLine play[] = { SERVER_HEARS ("<iq type='get' id='*' to='capulet.lit'><ping
 * xmlns='urn:xmpp:ping'/></iq>"), SERVER_SAYS ("<iq type='result' id='$id'
 * from='capulet.lit'/>"), };
 *
 * fx->server = mock_server_new (); fx->session = mock_session_new_online (fx->server);
 * juliet@capulet.lit/balcony, over TLS mock_server_play (fx->server, play, G_N_ELEMENTS (play));
 * … mock_server_assert_played (fx->server); mock_session_free (g_steal_pointer (&fx->session));
 * mock_server_free (g_steal_pointer (&fx->server));
 *
 * In meson.build: dependencies: [mock_dep].
 *
 * In what is heard, "*" as the value of an attribute matches any value, and as the text of an
 * element any content; all else must be as it stands, in any order of attributes. In what is
 * said, "$id" is the id heard last, "$queryid" that of the archive's query heard last (XEP-0313),
 * "$jid" the client's full address, "$port" the server's port, "$data" its proof in SASL2.
 * The outermost namespace is jabber:client. Whatever the client says that is not in the play ends
 * the test, but for <r xmlns='urn:xmpp:sm:3'/>, which may come at any time; a client that closes
 * its stream after the play is answered politely.
 */
typedef struct _MockServer MockServer;

typedef enum {
  MOCK_ACCEPTS,
  MOCK_OPENS,
  MOCK_STARTS_TLS,
  MOCK_SECURES,
  MOCK_AUTHENTICATES,
  MOCK_AUTHENTICATES_2,
  MOCK_TAKES_TOKEN,
  MOCK_BINDS,
  MOCK_SIGNS_IN,
  MOCK_HEARS,
  MOCK_SAYS,
  MOCK_HEARS_CLOSE,
  MOCK_HEARS_CUT,
  MOCK_CLOSES,
  MOCK_CUTS,
  MOCK_DEAFENS,
} MockAct;

typedef enum {
  MOCK_HONEST,
  MOCK_CHALLENGES_TWICE,  /* honest: the signature comes in a challenge of its own */
  MOCK_LIES_SIGNATURE,
  MOCK_LIES_NO_SIGNATURE,
  MOCK_LIES_NONCE,
  MOCK_LIES_SHORT_NONCE,
  MOCK_LIES_FEW_ITERATIONS,
  MOCK_LIES_MANY_ITERATIONS,
  MOCK_LIES_EXTENSION,
  MOCK_LIES_EARLY_SUCCESS,
  MOCK_IS_LEFT,           /* honest, but the client does not go on */
} MockLie;

typedef struct {
  MockAct     act;
  const char *xml;
  MockLie     lie;
  const char *secret;
} MockLine;

/* A stanza either way. SERVER_SAYS takes any text: several stanzas, half a one. */
#define SERVER_HEARS(xml)       { MOCK_HEARS, (xml), MOCK_HONEST }
#define SERVER_SAYS(xml)        { MOCK_SAYS, (xml), MOCK_HONEST }

/* Waits for a connection, and goes through all of the negotiation, until "juliet" is bound. */
#define SERVER_SIGNS_IN         { MOCK_SIGNS_IN, NULL, MOCK_HONEST }

/* The same step by step. SERVER_OPENS hears the client's header and says its own, with these
 * features; SERVER_SECURES is the handshake, with the certificate of that name ("good", …:
 * mkcerts.sh). */
#define SERVER_ACCEPTS          { MOCK_ACCEPTS, NULL, MOCK_HONEST }
#define SERVER_OPENS(features)  { MOCK_OPENS, (features), MOCK_HONEST }
#define SERVER_STARTS_TLS       { MOCK_STARTS_TLS, NULL, MOCK_HONEST }
#define SERVER_SECURES(name)    { MOCK_SECURES, (name), MOCK_HONEST }
#define SERVER_AUTHENTICATES    { MOCK_AUTHENTICATES, NULL, MOCK_HONEST }
#define SERVER_LIES(lie)        { MOCK_AUTHENTICATES, NULL, (lie) }
/* In SCRAM's first message the server says this besides: "h=…,t=0304" */
#define SERVER_CONFIRMS(text)   { MOCK_AUTHENTICATES, NULL, MOCK_HONEST, (text) }
#define SERVER_CONTRADICTS(text) { MOCK_AUTHENTICATES, NULL, MOCK_IS_LEFT, (text) }
#define SERVER_BINDS            { MOCK_BINDS, NULL, MOCK_HONEST }

/* The same with SASL2, XEP-0388: @xml is the <authenticate/> that is heard, of SCRAM or, with a token
 * that is @secret, of HT. Then the server has its proof ready, as "$data", and says <success/> or what
 * it likes: SERVER_SAYS (MOCK_SUCCESS ("…")). */
#define SERVER_AUTHENTICATES_2(xml)      { MOCK_AUTHENTICATES_2, (xml), MOCK_HONEST }
#define SERVER_CONFIRMS_2(text, xml)     { MOCK_AUTHENTICATES_2, (xml), MOCK_HONEST, (text) }
#define SERVER_CONTRADICTS_2(text, xml)  { MOCK_AUTHENTICATES_2, (xml), MOCK_IS_LEFT, (text) }
#define SERVER_LIES_2(xml, lie)          { MOCK_AUTHENTICATES_2, (xml), (lie) }
#define SERVER_TAKES_TOKEN(secret, xml)  { MOCK_TAKES_TOKEN, (xml), MOCK_HONEST, (secret) }
#define SERVER_LIES_TOKEN(secret, xml)   { MOCK_TAKES_TOKEN, (xml), MOCK_LIES_SIGNATURE, (secret) }

/* Ends. SERVER_HEARS_CLOSE waits for the client's end tag, SERVER_HEARS_CUT for the end of its
 * connection; SERVER_CUTS closes the connection without a word; SERVER_DEAFENS reads no more. */
#define SERVER_HEARS_CLOSE      { MOCK_HEARS_CLOSE, NULL, MOCK_HONEST }
#define SERVER_HEARS_CUT        { MOCK_HEARS_CUT, NULL, MOCK_HONEST }
#define SERVER_CLOSES           { MOCK_CLOSES, NULL, MOCK_HONEST }
#define SERVER_CUTS             { MOCK_CUTS, NULL, MOCK_HONEST }
#define SERVER_DEAFENS          { MOCK_DEAFENS, NULL, MOCK_HONEST }

/* Features for SERVER_OPENS */
#define MOCK_FEATURES_STARTTLS \
  "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
#define MOCK_FEATURES_SASL(mechanisms) \
  "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" mechanisms "</mechanisms>"
#define MOCK_MECHANISM(name) \
  "<mechanism>" name "</mechanism>"
#define MOCK_FEATURES_BINDING(kinds) \
  "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>" kinds "</sasl-channel-binding>"
#define MOCK_BINDING(kind) \
  "<channel-binding type='" kind "'/>"
#define MOCK_FEATURES_SASL2(mechanisms, inlined) \
  "<authentication xmlns='urn:xmpp:sasl:2'>" mechanisms "<inline>" inlined "</inline></authentication>"
#define MOCK_INLINE_BIND(features) \
  "<bind xmlns='urn:xmpp:bind:0'><inline>" features "</inline></bind>"
#define MOCK_INLINE_FEATURE(name) \
  "<feature var='" name "'/>"
#define MOCK_INLINE_SM \
  "<sm xmlns='urn:xmpp:sm:3'/>"
#define MOCK_INLINE_FAST(mechanisms) \
  "<fast xmlns='urn:xmpp:fast:0'>" mechanisms "</fast>"
#define MOCK_SUCCESS(rest) \
  "<success xmlns='urn:xmpp:sasl:2'><additional-data>$data</additional-data>" rest "</success>"
#define MOCK_IDENTITY(address) \
  "<authorization-identifier>" address "</authorization-identifier>"
#define MOCK_FEATURES(features) \
  "<stream:features>" features "</stream:features>"
#define MOCK_FEATURES_BIND \
  "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"

#define MOCK_DOMAIN   "capulet.lit"
#define MOCK_ADDRESS  "juliet@capulet.lit"
#define MOCK_FULL     "juliet@capulet.lit/balcony"
#define MOCK_PASSWORD "r0m30myr0m30"

typedef void (*MockAnswerFunc) (MockServer  *server,
                                XmppElement *element,
                                gpointer     user_data);

/* Longer than anything takes on a slow machine */
#define MOCK_PATIENCE_S 60

MockServer  *mock_server_new            (void) G_GNUC_WARN_UNUSED_RESULT;
void         mock_server_free           (MockServer     *self);
guint16      mock_server_get_port       (MockServer     *self);
void         mock_server_set_features   (MockServer     *self,
                                         const char     *xml);
void         mock_server_play           (MockServer     *self,
                                         const MockLine *lines,
                                         gsize           n_lines);
void         mock_server_play_meanwhile (MockServer     *self,
                                         const MockLine *lines,
                                         gsize           n_lines);
void         mock_server_set_answer     (MockServer     *self,
                                         MockAnswerFunc  func,
                                         gpointer        user_data);
void         mock_server_say            (MockServer     *self,
                                         const char     *xml);
gboolean     mock_server_has_played     (MockServer     *self);
void         mock_server_assert_played  (MockServer     *self);
guint        mock_server_get_n_accepted (MockServer     *self);
char        *mock_cert_path             (const char     *name) G_GNUC_WARN_UNUSED_RESULT;

/* Sessions that know the server, its authority and the password; with little patience. */
XmppSession *mock_session_new           (MockServer     *server) G_GNUC_WARN_UNUSED_RESULT;
XmppSession *mock_session_new_online    (MockServer     *server) G_GNUC_WARN_UNUSED_RESULT;
void         mock_session_free          (XmppSession    *session);
void         mock_session_get_config    (MockServer        *server,
                                         XmppSessionConfig *config);
void         mock_session_wait_state    (XmppSession     *session,
                                         XmppSessionState state);

/* Waits until *@done, or ends the test. */
void         mock_wait_for              (gboolean       *done);

/* What an _async call came to: pass mock_result_cb and the address of a MockResult. */
typedef struct {
  GAsyncResult *result;
  guint         n_calls;
} MockResult;

void          mock_result_cb    (GObject      *object,
                                 GAsyncResult *result,
                                 gpointer      user_data);
GAsyncResult *mock_result_wait  (MockResult   *self);
void          mock_result_clear (MockResult   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MockResult, mock_result_clear)

G_END_DECLS
