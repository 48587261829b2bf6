/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to a bound stream, and everybody who stands in it: each attack and fault is played by the
 * scripted server, which ends the test when the client says one word too many. */
#include <string.h>

#include "mock-prompt.h"
#include "mock-resolver.h"
#include "mock-server.h"
#include "mock-trust.h"
#include "xmpp-error.h"

#define SASL_PLAIN_FEATURES  MOCK_FEATURES_SASL (MOCK_MECHANISM ("PLAIN"))
#define SASL_SCRAM_FEATURES  MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256") MOCK_MECHANISM ("PLAIN"))
#define SASL_SHA1_FEATURES   MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-1"))
#define SASL_SHA512_FEATURES \
  MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-1") MOCK_MECHANISM ("SCRAM-SHA-512"))
#define SASL_PLUS_MECHANISMS \
  MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256") MOCK_MECHANISM ("SCRAM-SHA-256-PLUS"))
/* What XEP-0474 makes of SASL_SCRAM_FEATURES, and of a list of strange bindings */
#define SCRAM_HASH   "Rgy1OtqF8B/re2ip4rVzs2herVHnECfKbsLqKQgUMgo="
#define STRANGE_HASH "mdgBLRoJzO/A1YAu2aZGX7Z7kC+XDwiVpo/Cb0zVwf8="
#define SASL_FAILURE(condition) \
  SERVER_SAYS ("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" condition "</failure>")

/* To where the client stands inside TLS with a certificate of @name */
#define INSIDE_TLS(name) SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_STARTS_TLS, \
                         SERVER_SECURES (name)
#define IN_THE_END       SERVER_AUTHENTICATES, SERVER_OPENS (MOCK_FEATURES_BIND), SERVER_BINDS

typedef struct {
  MockServer   *server;
  MockTrust    *trust;
  MockPrompt   *prompt;
  XmppSession  *session;
} Fixture;

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  static const char *const passwords[] = { MOCK_PASSWORD, MOCK_PASSWORD, MOCK_PASSWORD, NULL };

  fx->server = mock_server_new ();
  fx->trust = mock_trust_new ();
  fx->prompt = mock_prompt_new (passwords);
  fx->session = mock_session_new (fx->server);
  xmpp_session_set_trust (fx->session, XMPP_TRUST (fx->trust));
  xmpp_session_set_prompt (fx->session, XMPP_SASL_PROMPT (fx->prompt));
}

static void
tear_down (Fixture       *fx,
           gconstpointer  data)
{
  mock_session_free (fx->session);
  mock_server_free (fx->server);
  g_object_unref (fx->trust);
  g_object_unref (fx->prompt);
}

static void
set_passwords (Fixture           *fx,
               const char *const *passwords)
{
  g_object_unref (fx->prompt);
  fx->prompt = mock_prompt_new (passwords);
  xmpp_session_set_prompt (fx->session, XMPP_SASL_PROMPT (fx->prompt));
}

/* No second try: what fails for now shall be looked at. */
static void
set_impatient (Fixture *fx,
               guint    step_ms)
{
  const XmppSessionLimits limits = { 10000, 10000, step_ms, 60000, 10000, 5000, 60000, 60000, 10000 };

  xmpp_session_set_limits (fx->session, &limits);
}

/* Plays and waits until it came to @code. */
static void
assert_fails (Fixture          *fx,
              const MockLine   *play,
              gsize             n_lines,
              XmppSessionState  state,
              XmppError         code)
{
  mock_server_play (fx->server, play, n_lines);
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, state);
  g_assert_error (xmpp_session_get_error (fx->session), XMPP_ERROR, (int) code);
  mock_server_assert_played (fx->server);
}

#define ASSERT_FAILS(fx, play, code) \
  assert_fails (fx, play, G_N_ELEMENTS (play), XMPP_SESSION_FAILED, code)

#define ASSERT_WAITS(fx, play, code) \
  assert_fails (fx, play, G_N_ELEMENTS (play), XMPP_SESSION_WAITING, code)

static void
assert_online (Fixture        *fx,
               const MockLine *play,
               gsize           n_lines,
               const char     *mechanism,
               const char     *binding)
{
  XmppSessionInfo info;

  mock_server_play (fx->server, play, n_lines);
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  xmpp_session_get_info (fx->session, &info);
  g_assert_cmpstr (info.mechanism, ==, mechanism);
  g_assert_cmpstr (info.channel_binding, ==, binding);
  mock_server_assert_played (fx->server);
}

#define ASSERT_ONLINE(fx, play, mechanism, binding) \
  assert_online (fx, play, G_N_ELEMENTS (play), mechanism, binding)

static void
test_stripped (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_OPENS (SASL_PLAIN_FEATURES), SERVER_HEARS_CUT,
  };
  XmppSessionConfig config;

  mock_session_get_config (fx->server, &config);
  config.allow_plain = TRUE;
  xmpp_session_set_config (fx->session, &config);
  ASSERT_FAILS (fx, play, XMPP_ERROR_NO_TLS);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 0);
}

static void
test_starttls_refused (Fixture       *fx,
                       gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS),
    SERVER_HEARS ("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
    SERVER_SAYS ("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>"),
    SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_NO_TLS);
}

/* What follows <proceed/> in clear was put there by somebody else. */
static void
test_injected (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS),
    SERVER_HEARS ("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
    SERVER_SAYS ("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
                 "<stream:features>" SASL_PLAIN_FEATURES "</stream:features>"),
    SERVER_HEARS_CUT,
  };

  set_impatient (fx, 10000);
  ASSERT_WAITS (fx, play, XMPP_ERROR_MALFORMED);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 0);
}

static void
test_injected_part (Fixture       *fx,
                    gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS),
    SERVER_HEARS ("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
    SERVER_SAYS ("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><str"),
    SERVER_HEARS_CUT,
  };

  set_impatient (fx, 10000);
  ASSERT_WAITS (fx, play, XMPP_ERROR_MALFORMED);
}

/* A <proceed/> that nobody asked for */
static void
test_unasked_proceed (Fixture       *fx,
                      gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_OPENS (NULL),
    SERVER_SAYS ("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
    SERVER_HEARS_CUT,
  };

  set_impatient (fx, 10000);
  ASSERT_WAITS (fx, play, XMPP_ERROR_MALFORMED);
}

static void
test_garbage_for_tls (Fixture       *fx,
                      gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_SAYS ("HTTP/1.1 400 Bad Request\r\n\r\n"), SERVER_HEARS_CUT,
  };
  XmppSessionConfig config;

  mock_session_get_config (fx->server, &config);
  config.tls = XMPP_TLS_DIRECT;
  xmpp_session_set_config (fx->session, &config);
  ASSERT_FAILS (fx, play, XMPP_ERROR_NO_TLS);
}

static void
assert_refused (Fixture              *fx,
                const char           *name,
                GTlsCertificateFlags  reason)
{
  const MockLine play[] = { INSIDE_TLS (name), SERVER_HEARS_CUT };

  g_test_message ("%s", name);
  ASSERT_FAILS (fx, play, XMPP_ERROR_CERTIFICATE);
  g_assert_cmpuint (mock_trust_get_n_refused (fx->trust), ==, 1);
  g_assert_cmpint (mock_trust_get_errors (fx->trust) & reason, ==, reason);
  g_assert_cmpstr (mock_trust_get_domain (fx->trust), ==, MOCK_DOMAIN);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 0);
}

static void
test_expired (Fixture       *fx,
              gconstpointer  data)
{
  assert_refused (fx, "expired", G_TLS_CERTIFICATE_EXPIRED);
}

static void
test_self_signed (Fixture       *fx,
                  gconstpointer  data)
{
  assert_refused (fx, "self-signed", G_TLS_CERTIFICATE_UNKNOWN_CA);
}

static void
test_foreign (Fixture       *fx,
              gconstpointer  data)
{
  assert_refused (fx, "foreign", G_TLS_CERTIFICATE_UNKNOWN_CA);
}

static void
test_wrong_host (Fixture       *fx,
                 gconstpointer  data)
{
  assert_refused (fx, "wrong-host", G_TLS_CERTIFICATE_BAD_IDENTITY);
}

/* Signed by a server's certificate: CVE-2014-0363 */
static void
test_not_ca (Fixture       *fx,
             gconstpointer  data)
{
  assert_refused (fx, "not-ca", G_TLS_CERTIFICATE_NO_FLAGS);
}

/* What the user accepted is that certificate, and no other. */
static void
test_pinned (Fixture       *fx,
             gconstpointer  data)
{
  static const MockLine again[] = {
    INSIDE_TLS ("self-signed"), SERVER_OPENS (SASL_SCRAM_FEATURES), IN_THE_END,
  };

  assert_refused (fx, "self-signed", G_TLS_CERTIFICATE_UNKNOWN_CA);
  mock_trust_pin (fx->trust, mock_trust_get_refused (fx->trust));
  ASSERT_ONLINE (fx, again, "SCRAM-SHA-256", NULL);
  g_assert_cmpuint (mock_trust_get_n_refused (fx->trust), ==, 1);
}

static void
test_pinned_another (Fixture       *fx,
                     gconstpointer  data)
{
  g_autofree char *path = mock_cert_path ("foreign");
  g_autoptr(GTlsCertificate) other = g_tls_certificate_new_from_file (path, NULL);

  mock_trust_pin (fx->trust, other);
  assert_refused (fx, "self-signed", G_TLS_CERTIFICATE_UNKNOWN_CA);
}

/* Nobody to ask: refused all the same. */
static void
test_no_judge (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = { INSIDE_TLS ("self-signed"), SERVER_HEARS_CUT };

  xmpp_session_set_trust (fx->session, NULL);
  ASSERT_FAILS (fx, play, XMPP_ERROR_CERTIFICATE);
}

/* DNS sends us to a host whose certificate is fine, for its own domain: CVE-2022-26491. And there is
 * no next host after that. */
static void
test_srv_redirect (Fixture       *fx,
                   gconstpointer  data)
{
  static const MockLine play[] = { INSIDE_TLS ("wrong-host"), SERVER_HEARS_CUT };
  MockResolver *dns = mock_resolver_install ();
  XmppSessionConfig config;

  mock_session_get_config (fx->server, &config);
  config.host = NULL;
  config.port = 0;
  config.tls = XMPP_TLS_AUTO;
  xmpp_session_set_config (fx->session, &config);
  for (guint16 i = 1; i <= 2; i++)
    mock_resolver_add_service (dns, "_xmpp-client._tcp." MOCK_DOMAIN, i, 0,
                               mock_server_get_port (fx->server), "montague.lit");
  mock_resolver_add_host (dns, "montague.lit", "127.0.0.1");

  ASSERT_FAILS (fx, play, XMPP_ERROR_CERTIFICATE);
  g_assert_cmpint (mock_trust_get_errors (fx->trust) & G_TLS_CERTIFICATE_BAD_IDENTITY, !=, 0);
  g_assert_cmpuint (mock_server_get_n_accepted (fx->server), ==, 1);
  mock_resolver_uninstall (dns);
}

/* A host that has no TLS is passed over for one that has. */
static void
test_next_host (Fixture       *fx,
                gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_CUTS,
    SERVER_ACCEPTS, SERVER_OPENS (SASL_PLAIN_FEATURES), SERVER_HEARS_CUT,
    SERVER_ACCEPTS, SERVER_SECURES ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), IN_THE_END,
  };
  MockResolver *dns = mock_resolver_install ();
  guint16 port = mock_server_get_port (fx->server);
  XmppSessionConfig config;
  XmppSessionInfo info;

  mock_session_get_config (fx->server, &config);
  config.host = NULL;
  config.port = 0;
  config.tls = XMPP_TLS_AUTO;
  xmpp_session_set_config (fx->session, &config);
  mock_resolver_add_service (dns, "_xmpp-client._tcp." MOCK_DOMAIN, 1, 0, port, "one");
  mock_resolver_add_service (dns, "_xmpp-client._tcp." MOCK_DOMAIN, 2, 0, port, "two");
  mock_resolver_add_service (dns, "_xmpps-client._tcp." MOCK_DOMAIN, 3, 0, port, "three");
  mock_resolver_add_host (dns, "one", "127.0.0.1");
  mock_resolver_add_host (dns, "two", "127.0.0.1");
  mock_resolver_add_host (dns, "three", "127.0.0.1");

  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
  xmpp_session_get_info (fx->session, &info);
  g_assert_cmpstr (info.host, ==, "three");
  g_assert_true (info.direct_tls);
  mock_resolver_uninstall (dns);
}

static void
test_direct (Fixture       *fx,
             gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_SECURES ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), IN_THE_END,
  };
  XmppSessionConfig config;

  mock_session_get_config (fx->server, &config);
  config.tls = XMPP_TLS_DIRECT;
  xmpp_session_set_config (fx->session, &config);
  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
}

static void
test_idn (void)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_STARTS_TLS, SERVER_SECURES ("idn"),
    SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_AUTHENTICATES, SERVER_OPENS (MOCK_FEATURES_BIND),
    SERVER_HEARS ("<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                 "<jid>juliet@b\303\274cher.lit/x</jid></bind></iq>"),
  };
  static const char *const passwords[] = { MOCK_PASSWORD, NULL };
  MockServer *server = mock_server_new ();
  g_autoptr(MockPrompt) prompt = mock_prompt_new (passwords);
  g_autoptr(XmppAddress) address = xmpp_address_parse ("juliet@b\303\274cher.lit", NULL);
  XmppSession *session = xmpp_session_new (address);
  XmppSessionConfig config;

  mock_session_get_config (server, &config);
  xmpp_session_set_config (session, &config);
  xmpp_session_set_prompt (session, XMPP_SASL_PROMPT (prompt));
  mock_server_play (server, play, G_N_ELEMENTS (play));
  xmpp_session_start (session);
  mock_session_wait_state (session, XMPP_SESSION_ONLINE);
  mock_session_free (session);
  mock_server_free (server);
}

static void
test_no_plain (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_PLAIN_FEATURES), SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_NO_MECHANISM);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 0);
}

static void
test_plain (Fixture       *fx,
            gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_PLAIN_FEATURES),
    SERVER_HEARS ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                  "AGp1bGlldAByMG0zMG15cjBtMzA=</auth>"),
    SERVER_SAYS ("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"),
    SERVER_OPENS (MOCK_FEATURES_BIND), SERVER_BINDS,
  };
  XmppSessionConfig config;

  mock_session_get_config (fx->server, &config);
  config.allow_plain = TRUE;
  xmpp_session_set_config (fx->session, &config);
  ASSERT_ONLINE (fx, play, "PLAIN", NULL);
}

static void
test_external (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256") MOCK_MECHANISM ("EXTERNAL"))),
    SERVER_HEARS ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>"),
    SERVER_SAYS ("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"),
    SERVER_OPENS (MOCK_FEATURES_BIND), SERVER_BINDS,
  };
  g_autofree char *path = mock_cert_path ("client");
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *key = g_build_filename (directory, "client.key", NULL);
  g_autoptr(GTlsCertificate) certificate = g_tls_certificate_new_from_files (path, key, NULL);
  XmppSessionConfig config;

  mock_session_get_config (fx->server, &config);
  config.client_certificate = certificate;
  xmpp_session_set_config (fx->session, &config);
  ASSERT_ONLINE (fx, play, "EXTERNAL", NULL);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 0);
}

/* The certificate is not wanted: then the password. */
static void
test_external_refused (Fixture       *fx,
                       gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256") MOCK_MECHANISM ("EXTERNAL"))),
    SERVER_HEARS ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>"),
    SASL_FAILURE ("<not-authorized/>"),
    IN_THE_END,
  };
  g_autofree char *path = mock_cert_path ("client");
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *key = g_build_filename (directory, "client.key", NULL);
  g_autoptr(GTlsCertificate) certificate = g_tls_certificate_new_from_files (path, key, NULL);
  XmppSessionConfig config;

  mock_session_get_config (fx->server, &config);
  config.client_certificate = certificate;
  xmpp_session_set_config (fx->session, &config);
  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
}

static void
test_mechanisms (Fixture       *fx,
                 gconstpointer  data)
{
  static const MockLine sha1[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SHA1_FEATURES), IN_THE_END, SERVER_HEARS_CLOSE, SERVER_CLOSES,
  };
  static const MockLine sha512[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SHA512_FEATURES), IN_THE_END,
  };
  g_auto(MockResult) stopped = { NULL, 0 };

  mock_server_play (fx->server, sha1, G_N_ELEMENTS (sha1));
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &stopped);
  g_assert_true (xmpp_session_stop_finish (fx->session, mock_result_wait (&stopped), NULL));
  ASSERT_ONLINE (fx, sha512, "SCRAM-SHA-512", NULL);
}

static void
test_exporter (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (SASL_PLUS_MECHANISMS
                  MOCK_FEATURES_BINDING (MOCK_BINDING ("tls-server-end-point") MOCK_BINDING ("tls-exporter"))),
    IN_THE_END,
  };

  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256-PLUS", "tls-exporter");
}

static void
test_end_point (Fixture       *fx,
                gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (SASL_PLUS_MECHANISMS MOCK_FEATURES_BINDING (MOCK_BINDING ("tls-server-end-point"))),
    IN_THE_END,
  };

  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256-PLUS", "tls-server-end-point");
}

/* A list of kinds that nobody knows: XEP-0440, 3, rule 6, as XEP-0474, 7 amends it */
static void
test_tampered_list (Fixture       *fx,
                    gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (SASL_PLUS_MECHANISMS MOCK_FEATURES_BINDING (MOCK_BINDING ("tls-magic"))),
    SERVER_CONTRADICTS ("t=0304"), SERVER_HEARS_CUT,
  };

  ASSERT_WAITS (fx, play, XMPP_ERROR_DOWNGRADE);
}

static void
test_strange_list (Fixture       *fx,
                   gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (SASL_PLUS_MECHANISMS MOCK_FEATURES_BINDING (MOCK_BINDING ("tls-magic"))),
    SERVER_CONFIRMS ("h=" STRANGE_HASH ",t=0304"), SERVER_OPENS (MOCK_FEATURES_BIND), SERVER_BINDS,
  };

  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
}

/* The server did not say what arrived here, or not over this connection: XEP-0474, XEP-0515 */
static void
test_contradicted (Fixture       *fx,
                   gconstpointer  data)
{
  const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_CONTRADICTS (data),
    SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_TAMPERED);
}

/* As ejabberd 23.01 does on TLS 1.3, but with a list; and as it is with somebody in between. Who has signed
 * in without, or said that it will do, does so. */
static void
test_binding_refused (Fixture       *fx,
                      gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (SASL_PLUS_MECHANISMS MOCK_FEATURES_BINDING (MOCK_BINDING ("tls-exporter"))),
    SERVER_HEARS ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256-PLUS'>*</auth>"),
    SASL_FAILURE ("<not-authorized/><text>Invalid channel binding</text>"), SERVER_HEARS_CUT,
  };
  static const MockLine accepted[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (SASL_PLUS_MECHANISMS MOCK_FEATURES_BINDING (MOCK_BINDING ("tls-exporter"))),
    SERVER_HEARS ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256-PLUS'>*</auth>"),
    SASL_FAILURE ("<not-authorized/><text>Invalid channel binding</text>"),
    IN_THE_END,
  };
  XmppSessionConfig config;
  XmppSessionInfo info;

  set_impatient (fx, 10000);
  ASSERT_WAITS (fx, play, XMPP_ERROR_DOWNGRADE);
  xmpp_session_get_info (fx->session, &info);
  g_assert_cmpstr (info.weaker, ==, "SCRAM-SHA-256");

  mock_session_get_config (fx->server, &config);
  config.accepted = "SCRAM-SHA-256";
  xmpp_session_set_config (fx->session, &config);
  ASSERT_ONLINE (fx, accepted, "SCRAM-SHA-256", NULL);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 1);
}

/* But not once it worked: then somebody is in the middle. */
static void
test_binding_gone (Fixture       *fx,
                   gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (SASL_PLUS_MECHANISMS MOCK_FEATURES_BINDING (MOCK_BINDING ("tls-exporter"))),
    IN_THE_END, SERVER_CUTS,
    INSIDE_TLS ("good"),
    SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_CONTRADICTS ("x=1"), SERVER_HEARS_CUT,
  };

  mock_server_play (fx->server, play, G_N_ELEMENTS (play));
  xmpp_session_start (fx->session);
  while (!g_error_matches (xmpp_session_get_error (fx->session), XMPP_ERROR, XMPP_ERROR_DOWNGRADE))
    g_main_context_iteration (NULL, TRUE);
  mock_server_assert_played (fx->server);
}

/* Unless the server, which has the password, says that it means it. */
static void
test_binding_given_up (Fixture       *fx,
                       gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES),
    SERVER_CONFIRMS ("h=" SCRAM_HASH), SERVER_OPENS (MOCK_FEATURES_BIND), SERVER_BINDS,
  };
  XmppSessionConfig config;
  XmppSessionInfo info;

  mock_session_get_config (fx->server, &config);
  config.accepted = "SCRAM-SHA-256-PLUS tls-exporter";
  xmpp_session_set_config (fx->session, &config);
  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
  xmpp_session_get_info (fx->session, &info);
  g_assert_cmpstr (info.accepted, ==, "SCRAM-SHA-256");
}

/* Weaker than in another life of the program */
static void
test_weaker (Fixture       *fx,
             gconstpointer  data)
{
  static const MockLine scram[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SHA1_FEATURES), SERVER_CONTRADICTS ("x=1"), SERVER_HEARS_CUT,
  };
  static const MockLine plain[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_PLAIN_FEATURES), SERVER_HEARS_CUT,
  };
  static const MockLine accepted[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SHA1_FEATURES), IN_THE_END,
  };
  XmppSessionConfig config;

  mock_session_get_config (fx->server, &config);
  config.allow_plain = TRUE;
  config.accepted = "SCRAM-SHA-256";
  xmpp_session_set_config (fx->session, &config);
  ASSERT_WAITS (fx, scram, XMPP_ERROR_DOWNGRADE);
  ASSERT_WAITS (fx, plain, XMPP_ERROR_DOWNGRADE);

  /* Somebody has said that it will do. */
  config.accepted = NULL;
  xmpp_session_set_config (fx->session, &config);
  ASSERT_ONLINE (fx, accepted, "SCRAM-SHA-1", NULL);
}

static void
test_challenged_twice (Fixture       *fx,
                       gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_LIES (MOCK_CHALLENGES_TWICE),
    SERVER_OPENS (MOCK_FEATURES_BIND), SERVER_BINDS,
  };

  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
}

static void
test_lies (Fixture       *fx,
           gconstpointer  data)
{
  MockLie lie = (MockLie) GPOINTER_TO_INT (data);
  const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), { MOCK_AUTHENTICATES, NULL, lie },
    SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, lie == MOCK_LIES_EXTENSION ? XMPP_ERROR_UNSUPPORTED
                                                     : XMPP_ERROR_SERVER_UNTRUSTED);
}

static void
test_wrong_password (Fixture       *fx,
                     gconstpointer  data)
{
  static const char *const passwords[] = { "wrong", MOCK_PASSWORD, NULL };
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_AUTHENTICATES, IN_THE_END,
  };

  set_passwords (fx, passwords);
  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 2);
  g_assert_cmpuint (mock_prompt_get_n_retries (fx->prompt), ==, 1);
}

/* Three times, then it is over. */
static void
test_wrong_passwords (Fixture       *fx,
                      gconstpointer  data)
{
  static const char *const passwords[] = { "wrong", "wronger", "wrongest", MOCK_PASSWORD, NULL };
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES),
    SERVER_AUTHENTICATES, SERVER_AUTHENTICATES, SERVER_AUTHENTICATES, SERVER_HEARS_CUT,
  };

  set_passwords (fx, passwords);
  ASSERT_FAILS (fx, play, XMPP_ERROR_NOT_AUTHORIZED);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 3);
  g_assert_cmpuint (mock_server_get_n_accepted (fx->server), ==, 1);
}

/* Also when the server hangs up after each. */
static void
test_wrong_and_cut (Fixture       *fx,
                    gconstpointer  data)
{
  static const char *const passwords[] = { "wrong", "wronger", "wrongest", MOCK_PASSWORD, NULL };
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_AUTHENTICATES, SERVER_CUTS,
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_AUTHENTICATES, SERVER_CUTS,
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_AUTHENTICATES, SERVER_HEARS_CUT,
  };

  set_passwords (fx, passwords);
  mock_server_play (fx->server, play, G_N_ELEMENTS (play));
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_FAILED);
  g_assert_error (xmpp_session_get_error (fx->session), XMPP_ERROR, XMPP_ERROR_NOT_AUTHORIZED);
  mock_server_assert_played (fx->server);
}

static void
test_no_password (Fixture       *fx,
                  gconstpointer  data)
{
  static const char *const passwords[] = { NULL };
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_HEARS_CUT,
  };

  set_passwords (fx, passwords);
  ASSERT_FAILS (fx, play, XMPP_ERROR_CANCELLED_BY_USER);
}

/* A password that cannot be one is asked for again, and the server does not hear of it. */
static void
test_impossible_password (Fixture       *fx,
                          gconstpointer  data)
{
  static const char *const passwords[] = { "\007", MOCK_PASSWORD, NULL };
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), IN_THE_END,
  };

  set_passwords (fx, passwords);
  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
  g_assert_cmpuint (mock_prompt_get_n_retries (fx->prompt), ==, 1);
}

static void
test_sasl_failure (Fixture       *fx,
                   gconstpointer  data)
{
  static const struct {
    const char *condition;
    int         code;
    gboolean    is_final;
  } cases[] = {
    { "<account-disabled/>", XMPP_ERROR_ACCOUNT_DISABLED, TRUE },
    { "<credentials-expired/>", XMPP_ERROR_NOT_AUTHORIZED, TRUE },
    { "<temporary-auth-failure/><text>later</text>", XMPP_ERROR_STREAM, FALSE },
    { "<mechanism-too-weak/>", XMPP_ERROR_NO_MECHANISM, TRUE },
    { "<invalid-mechanism/>", XMPP_ERROR_NO_MECHANISM, TRUE },
    { "<malformed-request/>", XMPP_ERROR_MALFORMED, FALSE },
    { "<aborted/>", XMPP_ERROR_MALFORMED, FALSE },
  };
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *failure = g_strdup_printf ("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>%s"
                                              "</failure>", cases[i].condition);
  const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES),
    SERVER_HEARS ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>*</auth>"),
    SERVER_SAYS (failure), SERVER_HEARS_CUT,
  };

  set_impatient (fx, 10000);
  if (cases[i].is_final)
    ASSERT_FAILS (fx, play, (XmppError) cases[i].code);
  else
    ASSERT_WAITS (fx, play, (XmppError) cases[i].code);
}

#define N_SASL_FAILURES 7

static void
test_next_mechanism (Fixture       *fx,
                     gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SHA512_FEATURES),
    SERVER_HEARS ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-512'>*</auth>"),
    SASL_FAILURE ("<invalid-mechanism/>"),
    IN_THE_END,
  };

  ASSERT_ONLINE (fx, play, "SCRAM-SHA-1", NULL);
}

/* The server loses patience while a person types: the next connection has the password at hand. */
static void
test_slow_typing (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine first[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_CUTS,
  };
  static const MockLine second[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), IN_THE_END,
  };

  mock_prompt_hold (fx->prompt);
  mock_server_play (fx->server, first, G_N_ELEMENTS (first));
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_AUTHENTICATING);
  mock_server_assert_played (fx->server);
  for (int i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (xmpp_session_get_state (fx->session), ==, XMPP_SESSION_AUTHENTICATING);

  mock_server_play (fx->server, second, G_N_ELEMENTS (second));
  mock_prompt_release (fx->prompt);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 1);
}

/* Stopped while a person types */
static void
test_stopped_asking (Fixture       *fx,
                     gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_HEARS_CUT,
  };
  g_auto(MockResult) stopped = { NULL, 0 };

  mock_prompt_hold (fx->prompt);
  mock_server_play (fx->server, play, G_N_ELEMENTS (play));
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_AUTHENTICATING);
  while (mock_prompt_get_n_asked (fx->prompt) == 0)
    g_main_context_iteration (NULL, TRUE);
  xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &stopped);
  g_assert_true (xmpp_session_stop_finish (fx->session, mock_result_wait (&stopped), NULL));
  g_assert_cmpint (xmpp_session_get_state (fx->session), ==, XMPP_SESSION_OFFLINE);
  mock_server_assert_played (fx->server);
  mock_prompt_release (fx->prompt);
}

/* The keys that the password became are used again, without asking. */
static void
test_reconnect (Fixture       *fx,
                gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_SIGNS_IN, SERVER_CUTS, SERVER_SIGNS_IN,
  };

  mock_server_play (fx->server, play, G_N_ELEMENTS (play));
  xmpp_session_start (fx->session);
  mock_server_assert_played (fx->server);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 1);
}

/* Everything up to a step, then the connection is cut, or nothing more is said. */
static const MockLine steps[] = {
  SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_STARTS_TLS, SERVER_SECURES ("good"),
  SERVER_OPENS (SASL_SCRAM_FEATURES),
  SERVER_AUTHENTICATES, SERVER_OPENS (MOCK_FEATURES_BIND
                                      "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>"),
  SERVER_BINDS,
  SERVER_HEARS ("<iq type='set' id='*'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>"),
};

static void
test_cut (Fixture       *fx,
          gconstpointer  data)
{
  static const MockLine cut[] = { SERVER_CUTS };

  set_impatient (fx, 10000);
  mock_server_play (fx->server, steps, GPOINTER_TO_UINT (data));
  mock_server_play (fx->server, cut, 1);
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_WAITING);
  g_assert_error (xmpp_session_get_error (fx->session), XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  g_assert_cmpint (xmpp_session_get_retry_time (fx->session), >, 0);
  mock_server_assert_played (fx->server);
}

static void
test_silent (Fixture       *fx,
             gconstpointer  data)
{
  static const MockLine deaf[] = { SERVER_DEAFENS };

  set_impatient (fx, 3000);
  mock_server_play (fx->server, steps, GPOINTER_TO_UINT (data));
  mock_server_play (fx->server, deaf, 1);
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_WAITING);
  g_assert_error (xmpp_session_get_error (fx->session), XMPP_ERROR, XMPP_ERROR_TIMEOUT);
}

static void
test_old_session (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine result[] = { SERVER_SAYS ("<iq type='result' id='$id'/>") };

  mock_server_play (fx->server, steps, G_N_ELEMENTS (steps));
  ASSERT_ONLINE (fx, result, "SCRAM-SHA-256", NULL);
}

/* What is said at the wrong time, or in another tongue */
static void
test_nonsense (Fixture       *fx,
               gconstpointer  data)
{
  static const struct {
    guint       n_steps;
    const char *xml;
    XmppError   code;
  } cases[] = {
    { 1, "HTTP/1.1 400 Bad Request\r\n\r\n", XMPP_ERROR_MALFORMED },
    { 1, "<stream:stream xmlns:stream='http://example.com/' version='1.0'>", XMPP_ERROR_MALFORMED },
    { 1, "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>", XMPP_ERROR_MALFORMED },
    { 2, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", XMPP_ERROR_NO_TLS },
    { 5, "<message xmlns='jabber:client'/>", XMPP_ERROR_MALFORMED },
    { 5, "<success xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", XMPP_ERROR_MALFORMED },
    { 5, "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>!</success>", XMPP_ERROR_MALFORMED },
    { 5, "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>!</challenge>", XMPP_ERROR_MALFORMED },
    { 6, "<iq xmlns='jabber:client' type='result' id='guess'/>", XMPP_ERROR_MALFORMED },
    { 8, "<iq xmlns='jabber:client' type='result' id='guess'/>", XMPP_ERROR_MALFORMED },
  };
  guint i = GPOINTER_TO_UINT (data);
  const MockLine play[] = { SERVER_SAYS (cases[i].xml), SERVER_HEARS_CUT };

  set_impatient (fx, 10000);
  mock_server_play (fx->server, steps, cases[i].n_steps);
  assert_fails (fx, play, G_N_ELEMENTS (play),
                cases[i].code == XMPP_ERROR_NO_TLS ? XMPP_SESSION_FAILED : XMPP_SESSION_WAITING,
                cases[i].code);
}

#define N_NONSENSE 10

/* More than 64 KiB from somebody whom we do not know */
static void
test_too_large (Fixture       *fx,
                gconstpointer  data)
{
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *features = g_strdup_printf ("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
                                               "<x xmlns='urn:x'>%s</x>", filler);
  const MockLine play[] = { SERVER_ACCEPTS, SERVER_OPENS (features), SERVER_HEARS_CUT };

  set_impatient (fx, 10000);
  ASSERT_WAITS (fx, play, XMPP_ERROR_TOO_LARGE);
}

static void
test_too_old (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS,
    SERVER_SAYS ("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
                 "id='x'>"),
    SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_UNSUPPORTED);
}

static void
test_stream_error (Fixture       *fx,
                   gconstpointer  data)
{
  static const struct {
    const char *condition;
    int         code;
    gboolean    is_final;
  } cases[] = {
    { "host-unknown", XMPP_ERROR_NO_SERVICE, TRUE },
    { "host-gone", XMPP_ERROR_NO_SERVICE, TRUE },
    { "conflict", XMPP_ERROR_CONFLICT, TRUE },
    { "policy-violation", XMPP_ERROR_STREAM, FALSE },
    { "system-shutdown", XMPP_ERROR_DISCONNECTED, FALSE },
    { "made-up", XMPP_ERROR_STREAM, FALSE },
  };
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *xml = g_strdup_printf ("<stream:error><text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>"
                                          "why</text><%s xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                                          "</stream:error></stream:stream>", cases[i].condition);
  const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (NULL), SERVER_SAYS (xml), SERVER_HEARS_CUT,
  };

  set_impatient (fx, 10000);
  if (cases[i].is_final)
    ASSERT_FAILS (fx, play, (XmppError) cases[i].code);
  else
    ASSERT_WAITS (fx, play, (XmppError) cases[i].code);
}

#define N_STREAM_ERRORS 6

#define SEE_OTHER_HOST "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" \
                       "127.0.0.1:$port</see-other-host></stream:error></stream:stream>"

static void
test_see_other_host (Fixture       *fx,
                     gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (NULL), SERVER_SAYS (SEE_OTHER_HOST), SERVER_HEARS_CUT,
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), IN_THE_END,
  };

  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
}

/* Whoever stands between us and the server can say that in clear. */
static void
test_see_other_host_in_clear (Fixture       *fx,
                              gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_OPENS (NULL), SERVER_SAYS (SEE_OTHER_HOST), SERVER_HEARS_CUT,
  };

  set_impatient (fx, 10000);
  ASSERT_WAITS (fx, play, XMPP_ERROR_STREAM);
  g_assert_cmpuint (mock_server_get_n_accepted (fx->server), ==, 1);
}

static void
test_see_other_host_bounded (Fixture       *fx,
                             gconstpointer  data)
{
#define SEND_ON INSIDE_TLS ("good"), SERVER_OPENS (NULL), SERVER_SAYS (SEE_OTHER_HOST), SERVER_HEARS_CUT
  static const MockLine play[] = { SEND_ON, SEND_ON, SEND_ON, SEND_ON };

  set_impatient (fx, 10000);
  ASSERT_WAITS (fx, play, XMPP_ERROR_STREAM);
  g_assert_cmpuint (mock_server_get_n_accepted (fx->server), ==, 4);
}

static void
test_resource (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_AUTHENTICATES,
    SERVER_OPENS (MOCK_FEATURES_BIND),
    SERVER_HEARS ("<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                  "<resource>window</resource></bind></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id'><error type='cancel'>"
                 "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
    SERVER_HEARS ("<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                 "<jid>" MOCK_ADDRESS "/made-up</jid></bind></iq>"),
  };
  XmppSessionConfig config;

  mock_session_get_config (fx->server, &config);
  config.resource = "window";
  xmpp_session_set_config (fx->session, &config);
  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
  g_assert_cmpstr (xmpp_address_get_full (xmpp_session_get_address (fx->session)), ==,
                   MOCK_ADDRESS "/made-up");
}

static void
test_bound_elsewhere (Fixture       *fx,
                      gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_AUTHENTICATES,
    SERVER_OPENS (MOCK_FEATURES_BIND),
    SERVER_HEARS ("<iq type='set' id='*'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                 "<jid>nurse@" MOCK_DOMAIN "/x</jid></bind></iq>"),
    SERVER_HEARS_CUT,
  };

  set_impatient (fx, 10000);
  ASSERT_WAITS (fx, play, XMPP_ERROR_MALFORMED);
}

/* Compression is never used, whatever is offered: XEP-0138's bombs. */
static void
test_no_compression (Fixture       *fx,
                     gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"), SERVER_OPENS (SASL_SCRAM_FEATURES), SERVER_AUTHENTICATES,
    SERVER_OPENS ("<compression xmlns='http://jabber.org/features/compress'><method>zlib</method>"
                  "</compression>" MOCK_FEATURES_BIND),
    SERVER_BINDS,
  };

  ASSERT_ONLINE (fx, play, "SCRAM-SHA-256", NULL);
}

static void
test_unregistered (Fixture       *fx,
                   gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS ("good"),
    SERVER_OPENS (SASL_SCRAM_FEATURES "<register xmlns='http://jabber.org/features/iq-register'/>"),
    SERVER_HEARS ("<iq type='get' id='*'><query xmlns='jabber:iq:register'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='" MOCK_DOMAIN "'><query xmlns='jabber:iq:register'>"
                 "<username/><password/></query></iq>"),
    SERVER_HEARS_CLOSE, SERVER_CLOSES,
    SERVER_SIGNS_IN,
  };
  XmppElement *iq = xmpp_element_new_iq ("get", NULL);
  g_autoptr(XmppElement) answer = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(MockResult) result = { NULL, 0 };
  g_auto(MockResult) stopped = { NULL, 0 };

  mock_server_play (fx->server, play, G_N_ELEMENTS (play));
  xmpp_session_start_unregistered (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_REGISTERING);
  g_assert_nonnull (xmpp_element_get_child (xmpp_session_get_stream_features (fx->session), "register",
                                            NULL));

  xmpp_element_add_child (iq, "query", "jabber:iq:register");
  xmpp_session_send_iq_async (fx->session, iq, 0, NULL, mock_result_cb, &result);
  answer = xmpp_session_send_iq_finish (fx->session, mock_result_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 0);

  xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &stopped);
  g_assert_true (xmpp_session_stop_finish (fx->session, mock_result_wait (&stopped), NULL));
  xmpp_session_start (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);
}

static void
test_unregistered_fails (Fixture       *fx,
                         gconstpointer  data)
{
  static const MockLine play[] = { SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_STARTTLS), SERVER_CUTS };

  mock_server_play (fx->server, play, G_N_ELEMENTS (play));
  xmpp_session_start_unregistered (fx->session);
  mock_session_wait_state (fx->session, XMPP_SESSION_FAILED);
  g_assert_error (xmpp_session_get_error (fx->session), XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
}

/* Stopped at each step, and nothing is left of it */
static void
test_stopped (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine cut[] = { SERVER_HEARS_CUT };
  g_auto(MockResult) stopped = { NULL, 0 };
  guint n_steps = GPOINTER_TO_UINT (data);

  mock_server_play (fx->server, steps, n_steps);
  xmpp_session_start (fx->session);
  mock_server_assert_played (fx->server);
  if (n_steps > 0)
    mock_server_play (fx->server, cut, 1);
  xmpp_session_stop_async (fx->session, NULL, mock_result_cb, &stopped);
  g_assert_true (xmpp_session_stop_finish (fx->session, mock_result_wait (&stopped), NULL));
  g_assert_cmpint (xmpp_session_get_state (fx->session), ==, XMPP_SESSION_OFFLINE);
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*func) (Fixture       *fx,
                           gconstpointer  data))
{
  g_autofree char *whole = g_strconcat ("/xmpp/negotiation/", path, NULL);

  g_test_add (whole, Fixture, data, set_up, func, tear_down);
}

static void
add_all (const char *path,
         guint       first,
         guint       last,
         void      (*func) (Fixture       *fx,
                            gconstpointer  data))
{
  for (guint i = first; i <= last; i++)
    {
      g_autofree char *whole = g_strdup_printf ("%s/%u", path, i);

      add (whole, GUINT_TO_POINTER (i), func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("tls/stripped", NULL, test_stripped);
  add ("tls/refused", NULL, test_starttls_refused);
  add ("tls/injected", NULL, test_injected);
  add ("tls/injected-part", NULL, test_injected_part);
  add ("tls/unasked-proceed", NULL, test_unasked_proceed);
  add ("tls/garbage", NULL, test_garbage_for_tls);
  add ("tls/direct", NULL, test_direct);
  g_test_add_func ("/xmpp/negotiation/tls/idn", test_idn);
  add ("certificate/expired", NULL, test_expired);
  add ("certificate/self-signed", NULL, test_self_signed);
  add ("certificate/foreign", NULL, test_foreign);
  add ("certificate/wrong-host", NULL, test_wrong_host);
  add ("certificate/not-ca", NULL, test_not_ca);
  add ("certificate/pinned", NULL, test_pinned);
  add ("certificate/pinned-another", NULL, test_pinned_another);
  add ("certificate/no-judge", NULL, test_no_judge);
  add ("certificate/srv-redirect", NULL, test_srv_redirect);
  add ("next-host", NULL, test_next_host);

  add ("sasl/no-plain", NULL, test_no_plain);
  add ("sasl/plain", NULL, test_plain);
  add ("sasl/external", NULL, test_external);
  add ("sasl/external-refused", NULL, test_external_refused);
  add ("sasl/mechanisms", NULL, test_mechanisms);
  add ("sasl/exporter", NULL, test_exporter);
  add ("sasl/end-point", NULL, test_end_point);
  add ("sasl/tampered-list", NULL, test_tampered_list);
  add ("sasl/binding-refused", NULL, test_binding_refused);
  add ("sasl/binding-gone", NULL, test_binding_gone);
  add ("sasl/binding-given-up", NULL, test_binding_given_up);
  add ("sasl/weaker", NULL, test_weaker);
  add ("sasl/strange-list", NULL, test_strange_list);
  add ("sasl/contradicted/list", "h=" STRANGE_HASH, test_contradicted);
  add ("sasl/contradicted/tls", "h=" SCRAM_HASH ",t=0303", test_contradicted);
  add ("sasl/challenged-twice", NULL, test_challenged_twice);
  add_all ("sasl/lies", MOCK_LIES_SIGNATURE, MOCK_LIES_EARLY_SUCCESS, test_lies);
  add ("sasl/wrong-password", NULL, test_wrong_password);
  add ("sasl/wrong-passwords", NULL, test_wrong_passwords);
  add ("sasl/wrong-and-cut", NULL, test_wrong_and_cut);
  add ("sasl/no-password", NULL, test_no_password);
  add ("sasl/impossible-password", NULL, test_impossible_password);
  add_all ("sasl/failure", 0, N_SASL_FAILURES - 1, test_sasl_failure);
  add ("sasl/next-mechanism", NULL, test_next_mechanism);
  add ("sasl/slow-typing", NULL, test_slow_typing);
  add ("sasl/stopped-asking", NULL, test_stopped_asking);
  add ("sasl/reconnect", NULL, test_reconnect);

  add_all ("cut", 1, G_N_ELEMENTS (steps), test_cut);
  add_all ("silent", 0, G_N_ELEMENTS (steps), test_silent);
  add_all ("stopped", 0, G_N_ELEMENTS (steps), test_stopped);
  add_all ("nonsense", 0, N_NONSENSE - 1, test_nonsense);
  add ("too-large", NULL, test_too_large);
  add ("too-old", NULL, test_too_old);
  add_all ("stream-error", 0, N_STREAM_ERRORS - 1, test_stream_error);
  add ("see-other-host/followed", NULL, test_see_other_host);
  add ("see-other-host/in-clear", NULL, test_see_other_host_in_clear);
  add ("see-other-host/bounded", NULL, test_see_other_host_bounded);
  add ("bind/resource", NULL, test_resource);
  add ("bind/elsewhere", NULL, test_bound_elsewhere);
  add ("bind/old-session", NULL, test_old_session);
  add ("bind/no-compression", NULL, test_no_compression);
  add ("unregistered/requests", NULL, test_unregistered);
  add ("unregistered/fails", NULL, test_unregistered_fails);

  return g_test_run ();
}
