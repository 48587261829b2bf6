/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in with a token: XEP-0484. */
#include <string.h>

#include "negotiation-fixture.h"
#include "xmpp-error.h"
#include "xmpp-fast.h"

typedef NegotiationFixture Fixture;

#define BIND  MOCK_INLINE_BIND ("")
#define FAST  MOCK_INLINE_FAST (MOCK_MECHANISM ("HT-SHA-256-NONE") MOCK_MECHANISM ("HT-SHA-256-ENDP") \
                                MOCK_MECHANISM ("HT-SHA-256-UNIQ") MOCK_MECHANISM ("HT-SHA-256-EXPR"))
#define OPENS SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM PLUS, BIND FAST) EXPORTER)

#define FUTURE "2999-01-01T00:00:00Z"
#define PAST   "2020-03-12T14:36:15Z"
#define TOKEN(expiry, secret) "<token xmlns='urn:xmpp:fast:0' expiry='" expiry "' token='" secret "'/>"

#define PASSWORD \
  AUTHENTICATE ("SCRAM-SHA-256-PLUS", \
                "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-EXPR'/>" BIND_REQUEST (""))
#define WITH_TOKEN(mechanism) \
  AUTHENTICATE (mechanism, "<fast xmlns='urn:xmpp:fast:0'/>" BIND_REQUEST (""))
#define SUCCESS(rest) \
  SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_FULL) BOUND ("") rest) MOCK_FEATURES (""))
#define FAILURE(condition) \
  SERVER_SAYS ("<failure xmlns='urn:xmpp:sasl:2'><" condition \
               " xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>")

static void
set_up (Fixture       *fx,
        gconstpointer  data)
{
  negotiation_fixture_set_up (fx, data);
  xmpp_fast_set_store (xmpp_sasl_credentials_get_fast (fx->credentials),
                       XMPP_TOKEN_STORE (fx->store));
}

static void
assert_done (Fixture        *fx,
             const MockLine *play,
             gsize           n_lines,
             const char     *mechanism)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppStream) stream = negotiation_fixture_run (fx, play, n_lines, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (xmpp_negotiation_get_mechanism (fx->negotiation), ==, mechanism);
  xmpp_stream_abort (stream);
}

#define ASSERT_DONE(fx, play, mechanism) assert_done (fx, play, G_N_ELEMENTS (play), mechanism)

static void
assert_fails (Fixture        *fx,
              const MockLine *play,
              gsize           n_lines,
              XmppError       code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (negotiation_fixture_run (fx, play, n_lines, &error));
  g_assert_error (error, XMPP_ERROR, (int) code);
}

#define ASSERT_FAILS(fx, play, code) assert_fails (fx, play, G_N_ELEMENTS (play), code)

/* A token is asked for with the password, and used the next time, instead of it. */
static void
test_issued (Fixture       *fx,
             gconstpointer  data)
{
  static const MockLine first[] = {
    INSIDE_TLS, OPENS, SERVER_AUTHENTICATES_2 (PASSWORD), SUCCESS (TOKEN (FUTURE, "one two")),
  };
  static const MockLine second[] = {
    INSIDE_TLS, OPENS, SERVER_TAKES_TOKEN ("one two", WITH_TOKEN ("HT-SHA-256-EXPR")), SUCCESS (""),
  };

  ASSERT_DONE (fx, first, "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (mock_token_store_get (fx->store), ==, "HT-SHA-256-EXPR " FUTURE " one two");
  ASSERT_DONE (fx, second, "HT-SHA-256-EXPR");
  g_assert_cmpstr (xmpp_negotiation_get_binding (fx->negotiation), ==, "tls-exporter");
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 1);
  g_assert_cmpuint (mock_token_store_get_n_asked (fx->store), ==, 1);
}

/* Of another start of the program */
static void
test_stored (Fixture       *fx,
             gconstpointer  data)
{
  const char *mechanism = data;
  g_autofree char *heard = g_strdup_printf (WITH_TOKEN ("%s"), mechanism);
  const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_TAKES_TOKEN ("kept", heard), SUCCESS (""),
  };

  mock_token_store_set (fx->store, mechanism, FUTURE, "kept");
  ASSERT_DONE (fx, play, mechanism);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 0);
  g_assert_null (xmpp_sasl_credentials_get_accepted (fx->credentials));
}

static void
test_rotated (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine first[] = {
    INSIDE_TLS, OPENS, SERVER_TAKES_TOKEN ("old", WITH_TOKEN ("HT-SHA-256-ENDP")),
    SUCCESS (TOKEN (FUTURE, "new")),
  };
  static const MockLine second[] = {
    INSIDE_TLS, OPENS, SERVER_TAKES_TOKEN ("new", WITH_TOKEN ("HT-SHA-256-ENDP")), SUCCESS (""),
  };

  mock_token_store_set (fx->store, "HT-SHA-256-ENDP", FUTURE, "old");
  ASSERT_DONE (fx, first, "HT-SHA-256-ENDP");
  g_assert_cmpstr (mock_token_store_get (fx->store), ==, "HT-SHA-256-ENDP " FUTURE " new");
  ASSERT_DONE (fx, second, "HT-SHA-256-ENDP");
}

/* Stronger hashes, where they are offered; but the binding counts for more. */
static void
test_strongest (Fixture       *fx,
                gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS,
    SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM PLUS, MOCK_INLINE_FAST (
                    MOCK_MECHANISM ("HT-SHA-512-ENDP") MOCK_MECHANISM ("HT-SHA-256-EXPR")
                    MOCK_MECHANISM ("HT-SHA-512-EXPR") MOCK_MECHANISM ("HT-SHA3-512-EXPR")
                    MOCK_MECHANISM ("HT-SHA-512-UNIQ"))) EXPORTER),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256-PLUS",
                                          "<request-token xmlns='urn:xmpp:fast:0' "
                                          "mechanism='HT-SHA-512-EXPR'/>")),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS) TOKEN (FUTURE, "x"))
                 MOCK_FEATURES (MOCK_FEATURES_BIND)),
    SERVER_BINDS,
  };

  ASSERT_DONE (fx, play, "SCRAM-SHA-256-PLUS");
  g_assert_true (g_str_has_prefix (mock_token_store_get (fx->store), "HT-SHA-512-EXPR "));
}

/* What we hold is not sent by another mechanism than it is for, nor when it has expired. */
static void
test_not_usable (Fixture       *fx,
                 gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_AUTHENTICATES_2 (PASSWORD), SUCCESS (""),
  };
  g_auto(GStrv) parts = g_strsplit (data, " ", 3);

  mock_token_store_set (fx->store, parts[0], parts[1], parts[2]);
  ASSERT_DONE (fx, play, "SCRAM-SHA-256-PLUS");
}

/* The server offers less than the token is for, as somebody in the middle would. */
static void
test_downgraded (Fixture       *fx,
                 gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS,
    SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM PLUS, BIND MOCK_INLINE_FAST (MOCK_MECHANISM ("HT-SHA-256-NONE")))
                  EXPORTER),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256-PLUS",
                                          "<request-token xmlns='urn:xmpp:fast:0' "
                                          "mechanism='HT-SHA-256-NONE'/>" BIND_REQUEST (""))),
    SUCCESS (""),
  };

  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  ASSERT_DONE (fx, play, "SCRAM-SHA-256-PLUS");
}

/* Refused, revoked, replayed: the password, once, and the token is gone. */
static void
test_refused (Fixture       *fx,
              gconstpointer  data)
{
  const char *condition = data;
  g_autofree char *failure = g_strdup_printf ("<failure xmlns='urn:xmpp:sasl:2'><%s "
                                              "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>",
                                              condition);
  const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_TAKES_TOKEN ("kept", WITH_TOKEN ("HT-SHA-256-EXPR")),
    SERVER_SAYS (failure), SERVER_AUTHENTICATES_2 (PASSWORD), SUCCESS (""),
  };

  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  ASSERT_DONE (fx, play, "SCRAM-SHA-256-PLUS");
  if (strcmp (condition, "temporary-auth-failure") == 0)
    g_assert_nonnull (mock_token_store_get (fx->store));
  else
    g_assert_null (mock_token_store_get (fx->store));
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 1);
}

/* Servers of 2023 then refuse everything else on that stream: on another one they do not. */
static void
test_refused_stuck (Fixture       *fx,
                    gconstpointer  data)
{
  const char *condition = data;
  g_autofree char *failure = g_strdup_printf ("<failure xmlns='urn:xmpp:sasl:2'><%s "
                                              "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>",
                                              condition);
  const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_TAKES_TOKEN ("kept", WITH_TOKEN ("HT-SHA-256-EXPR")),
    SERVER_SAYS (failure), SERVER_HEARS (PASSWORD), FAILURE ("invalid-mechanism"), SERVER_HEARS_CUT,
    INSIDE_TLS, OPENS, SERVER_AUTHENTICATES_2 (PASSWORD), SUCCESS (""),
  };

  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  ASSERT_DONE (fx, play, "SCRAM-SHA-256-PLUS");
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 1);
}

/* Once, that is. */
static void
test_refused_stuck_twice (Fixture       *fx,
                          gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_HEARS (WITH_TOKEN ("HT-SHA-256-EXPR")), FAILURE ("not-authorized"),
    SERVER_HEARS (PASSWORD), FAILURE ("invalid-mechanism"), SERVER_HEARS_CUT,
    INSIDE_TLS, OPENS, SERVER_HEARS (PASSWORD), FAILURE ("invalid-mechanism"), SERVER_HEARS_CUT,
  };

  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  ASSERT_FAILS (fx, play, XMPP_ERROR_STREAM);
}

/* And neither is the password taken: then it ends, whatever was tried before. */
static void
test_all_refused (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_HEARS (WITH_TOKEN ("HT-SHA-256-EXPR")), FAILURE ("not-authorized"),
    SERVER_HEARS (PASSWORD), FAILURE ("not-authorized"),
    SERVER_HEARS (PASSWORD), FAILURE ("not-authorized"),
    SERVER_HEARS_CUT,
  };

  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  ASSERT_FAILS (fx, play, XMPP_ERROR_CANCELLED_BY_USER);
  g_assert_null (mock_token_store_get (fx->store));
}

/* Who does not have the token is not our server. */
static void
test_wrong_proof (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_LIES_TOKEN ("kept", WITH_TOKEN ("HT-SHA-256-EXPR")),
    SUCCESS (TOKEN (FUTURE, "theirs")), SERVER_HEARS_CUT,
  };

  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  ASSERT_FAILS (fx, play, XMPP_ERROR_SERVER_UNTRUSTED);
  g_assert_cmpstr (mock_token_store_get (fx->store), ==, "HT-SHA-256-EXPR " FUTURE " kept");
}

static void
test_no_proof (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_TAKES_TOKEN ("kept", WITH_TOKEN ("HT-SHA-256-EXPR")),
    SERVER_SAYS ("<success xmlns='urn:xmpp:sasl:2'>" MOCK_IDENTITY (MOCK_FULL) "</success>"),
    SERVER_HEARS_CUT,
  };

  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  ASSERT_FAILS (fx, play, XMPP_ERROR_SERVER_UNTRUSTED);
}

/* A token for somebody else, of which we hear in the same breath, is not kept. */
static void
test_foreign (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_AUTHENTICATES_2 (PASSWORD),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY ("nurse@" MOCK_DOMAIN "/x") TOKEN (FUTURE, "theirs"))),
    SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_MALFORMED);
  g_assert_null (mock_token_store_get (fx->store));
}

static void
test_bad_token (Fixture       *fx,
                gconstpointer  data)
{
  const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_AUTHENTICATES_2 (PASSWORD), SERVER_SAYS (data),
  };

  ASSERT_DONE (fx, play, "SCRAM-SHA-256-PLUS");
  g_assert_null (mock_token_store_get (fx->store));
}

#define BAD_TOKEN(token) MOCK_SUCCESS (MOCK_IDENTITY (MOCK_FULL) BOUND ("") token) MOCK_FEATURES ("")

/* No tokens are asked for that could not be kept, or that the server could not tell from others'. */
static void
test_not_asked (Fixture       *fx,
                gconstpointer  data)
{
  static const MockLine nowhere[] = {
    INSIDE_TLS, OPENS, SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256-PLUS", BIND_REQUEST (""))),
    SUCCESS (TOKEN (FUTURE, "unasked")),
  };
  static const MockLine anonymous[] = {
    INSIDE_TLS, OPENS,
    SERVER_AUTHENTICATES_2 ("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='SCRAM-SHA-256-PLUS'>"
                            "<initial-response>*</initial-response><user-agent><software>Charla</software>"
                            "</user-agent>" BIND_REQUEST ("") "</authenticate>"),
    SUCCESS (TOKEN (FUTURE, "unasked")),
  };

  if (data != NULL)
    {
      xmpp_fast_set_store (xmpp_sasl_credentials_get_fast (fx->credentials), NULL);
      ASSERT_DONE (fx, nowhere, "SCRAM-SHA-256-PLUS");
    }
  else
    {
      fx->config.user_agent = NULL;
      ASSERT_DONE (fx, anonymous, "SCRAM-SHA-256-PLUS");
    }
  g_assert_null (mock_token_store_get (fx->store));
}

/* A key ring that does not work is one without a token. */
static void
test_broken_store (Fixture       *fx,
                   gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, OPENS, SERVER_AUTHENTICATES_2 (PASSWORD), SUCCESS (TOKEN (FUTURE, "new")),
  };
  static const MockLine again[] = {
    INSIDE_TLS, OPENS, SERVER_TAKES_TOKEN ("new", WITH_TOKEN ("HT-SHA-256-EXPR")), SUCCESS (""),
  };

  mock_token_store_break (fx->store);
  ASSERT_DONE (fx, play, "SCRAM-SHA-256-PLUS");
  ASSERT_DONE (fx, again, "HT-SHA-256-EXPR");
}

/* It takes its time, and the connection is gone before: there is no other question. */
static void
test_slow_store (Fixture       *fx,
                 gconstpointer  data)
{
  static const MockLine cut[] = { INSIDE_TLS, OPENS, SERVER_CUTS };
  static const MockLine again[] = {
    INSIDE_TLS, OPENS, SERVER_TAKES_TOKEN ("kept", WITH_TOKEN ("HT-SHA-256-EXPR")), SUCCESS (""),
  };
  g_auto(MockResult) result = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  mock_token_store_hold (fx->store);
  negotiation_fixture_begin (fx, cut, G_N_ELEMENTS (cut), &result);
  mock_server_assert_played (fx->server);
  for (int i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (result.n_calls, ==, 0);
  mock_token_store_release (fx->store);
  g_assert_null (xmpp_negotiation_run_finish (fx->negotiation, mock_result_wait (&result), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  mock_result_clear (&result);
  ASSERT_DONE (fx, again, "HT-SHA-256-EXPR");
  g_assert_cmpuint (mock_token_store_get_n_asked (fx->store), ==, 1);
}

/* XEP-0484, 3.6 */
static void
test_revoked (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, OPENS,
    SERVER_TAKES_TOKEN ("kept", AUTHENTICATE ("HT-SHA-256-EXPR",
                                              "<fast xmlns='urn:xmpp:fast:0' invalidate='true'/>")),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS))),
  };

  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  fx->is_revoking = TRUE;
  ASSERT_DONE (fx, play, "HT-SHA-256-EXPR");
  g_assert_null (mock_token_store_get (fx->store));
}

/* Nothing to revoke, or not possible: then nothing is said, least of all the password. */
static void
test_not_revoked (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine none[] = { INSIDE_TLS, OPENS, SERVER_HEARS_CUT };
  static const MockLine refused[] = {
    INSIDE_TLS, OPENS,
    SERVER_HEARS (AUTHENTICATE ("HT-SHA-256-EXPR", "<fast xmlns='urn:xmpp:fast:0' invalidate='true'/>")),
    FAILURE ("not-authorized"), SERVER_HEARS_CUT,
  };
  static const MockLine unknown[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, BIND) MOCK_FEATURES_SASL (SCRAM)), SERVER_HEARS_CUT,
  };

  fx->is_revoking = TRUE;
  ASSERT_FAILS (fx, none, XMPP_ERROR_NOT_AUTHORIZED);
  xmpp_fast_set_store (xmpp_sasl_credentials_get_fast (fx->credentials), XMPP_TOKEN_STORE (fx->store));
  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  ASSERT_FAILS (fx, unknown, XMPP_ERROR_UNSUPPORTED);
  ASSERT_FAILS (fx, refused, XMPP_ERROR_NOT_AUTHORIZED);
  g_assert_null (mock_token_store_get (fx->store));
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 0);
}

/* A token is worth nothing to SASL1, whatever is said there. */
static void
test_sasl1 (Fixture       *fx,
            gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL (SCRAM MOCK_MECHANISM ("HT-SHA-256-EXPR"))),
    SERVER_AUTHENTICATES, SERVER_OPENS (MOCK_FEATURES_BIND), SERVER_BINDS,
  };

  mock_token_store_set (fx->store, "HT-SHA-256-EXPR", FUTURE, "kept");
  ASSERT_DONE (fx, play, "SCRAM-SHA-256");
}

static void
add (const char    *name,
     gconstpointer  data,
     void         (*test) (Fixture       *fx,
                           gconstpointer  data))
{
  g_autofree char *path = g_strconcat ("/xmpp/fast/", name, NULL);

  g_test_add (path, Fixture, data, set_up, test, negotiation_fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("issued", NULL, test_issued);
  add ("stored/exporter", "HT-SHA-256-EXPR", test_stored);
  add ("stored/end-point", "HT-SHA-256-ENDP", test_stored);
  add ("stored/none", "HT-SHA-256-NONE", test_stored);
  add ("rotated", NULL, test_rotated);
  add ("strongest", NULL, test_strongest);
  add ("not-usable/expired", "HT-SHA-256-EXPR " PAST " kept", test_not_usable);
  add ("not-usable/not-offered", "HT-SHA-512-EXPR " FUTURE " kept", test_not_usable);
  add ("not-usable/no-such-binding", "HT-SHA-256-UNIQ " FUTURE " kept", test_not_usable);
  add ("not-usable/no-such-mechanism", "SCRAM-SHA-256 " FUTURE " kept", test_not_usable);
  add ("not-usable/no-date", "HT-SHA-256-EXPR never kept", test_not_usable);
  add ("downgraded", NULL, test_downgraded);
  add ("refused/not-authorized", "not-authorized", test_refused);
  add ("refused/expired", "credentials-expired", test_refused);
  add ("refused/malformed", "malformed-request", test_refused);
  add ("refused/disabled", "account-disabled", test_refused);
  add ("refused/for-now", "temporary-auth-failure", test_refused);
  add ("refused/stuck", "not-authorized", test_refused_stuck);
  add ("refused/stuck-for-now", "temporary-auth-failure", test_refused_stuck);
  add ("refused/stuck-twice", NULL, test_refused_stuck_twice);
  add ("refused/all", NULL, test_all_refused);
  add ("wrong-proof", NULL, test_wrong_proof);
  add ("no-proof", NULL, test_no_proof);
  add ("foreign", NULL, test_foreign);
  add ("bad-token/no-date", BAD_TOKEN ("<token xmlns='urn:xmpp:fast:0' token='x'/>"), test_bad_token);
  add ("bad-token/wrong-date", BAD_TOKEN (TOKEN ("tomorrow", "x")), test_bad_token);
  add ("bad-token/no-secret", BAD_TOKEN ("<token xmlns='urn:xmpp:fast:0' expiry='" FUTURE "'/>"),
       test_bad_token);
  add ("not-asked/no-store", "", test_not_asked);
  add ("not-asked/no-identifier", NULL, test_not_asked);
  add ("broken-store", NULL, test_broken_store);
  add ("slow-store", NULL, test_slow_store);
  add ("revoked", NULL, test_revoked);
  add ("not-revoked", NULL, test_not_revoked);
  add ("sasl1", NULL, test_sasl1);
  return g_test_run ();
}
