/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in with SASL2 (XEP-0388), and all that is asked for together with it: a resource (XEP-0386),
 * a lost session (XEP-0198). */
#include <string.h>

#include "negotiation-fixture.h"
#include "xmpp-error.h"

typedef NegotiationFixture Fixture;

#define BIND       MOCK_INLINE_BIND ("")
#define BIND_ALL   MOCK_INLINE_BIND (MOCK_INLINE_FEATURE ("urn:xmpp:sm:3") \
                                     MOCK_INLINE_FEATURE ("urn:xmpp:carbons:2") \
                                     MOCK_INLINE_FEATURE ("urn:xmpp:csi:0"))

#define ENABLE        "<enable xmlns='urn:xmpp:sm:3' resume='true'/>"
#define RESUME        "<resume xmlns='urn:xmpp:sm:3' previd='before' h='1'/>"
#define ENABLED       "<enabled xmlns='urn:xmpp:sm:3' id='now' resume='true'/>"

static void
assert_done (Fixture        *fx,
             const MockLine *play,
             gsize           n_lines,
             const char     *address)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppStream) stream = negotiation_fixture_run (fx, play, n_lines, &error);

  g_assert_no_error (error);
  g_assert_nonnull (stream);
  g_assert_cmpstr (xmpp_address_get_full (xmpp_negotiation_get_address (fx->negotiation)), ==,
                   address);
  xmpp_stream_abort (stream);
}

#define ASSERT_DONE(fx, play, address) assert_done (fx, play, G_N_ELEMENTS (play), address)

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

/* Without Bind 2: the stream goes on as it was, with other features. */
static void
test_plain_road (Fixture       *fx,
                 gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, "") MOCK_FEATURES_SASL (SCRAM)),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", "")),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS)) MOCK_FEATURES (MOCK_FEATURES_BIND MOCK_INLINE_SM)),
    SERVER_BINDS, SERVER_HEARS (ENABLE),
  };

  ASSERT_DONE (fx, play, MOCK_FULL);
}

/* And there a lost session can be resumed, as after SASL. */
static void
test_plain_road_resumes (Fixture       *fx,
                         gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, "") MOCK_FEATURES_SASL (SCRAM)),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", "")),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS)) MOCK_FEATURES (MOCK_FEATURES_BIND MOCK_INLINE_SM)),
    SERVER_HEARS (RESUME), SERVER_SAYS ("<resumed xmlns='urn:xmpp:sm:3' previd='before' h='0'/>"),
  };

  negotiation_fixture_lose_session (fx);
  ASSERT_DONE (fx, play, MOCK_FULL);
  g_assert_true (xmpp_negotiation_is_resumed (fx->negotiation));
}

/* What XEP-0474 makes of both mechanisms and both bindings */
#define BOTH_HASH "WeIn+GOkxTaanG7LQZFDM0bI+cBZDjkfT7yS3mrRcS4="

static void
test_confirmed (Fixture       *fx,
                gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM PLUS, BIND) EXPORTER),
    SERVER_CONFIRMS_2 ("h=" BOTH_HASH ",t=0304", AUTHENTICATE ("SCRAM-SHA-256-PLUS", BIND_REQUEST (""))),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x") BOUND ("")) MOCK_FEATURES ("")),
  };

  ASSERT_DONE (fx, play, MOCK_ADDRESS "/Charla/x");
  g_assert_cmpstr (xmpp_negotiation_get_binding (fx->negotiation), ==, "tls-exporter");
}

/* Of both lists something was taken: the better binding, or all that binds. */
static void
test_contradicted (Fixture       *fx,
                   gconstpointer  data)
{
  const MockLine no_exporter[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM PLUS, "")
                              MOCK_FEATURES_BINDING (MOCK_BINDING ("tls-server-end-point"))),
    SERVER_CONTRADICTS_2 ("h=" BOTH_HASH ",t=0304", AUTHENTICATE ("SCRAM-SHA-256-PLUS", "")), SERVER_HEARS_CUT,
  };
  const MockLine no_binding[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, "")),
    SERVER_CONTRADICTS_2 ("h=" BOTH_HASH ",t=0304", AUTHENTICATE ("SCRAM-SHA-256", "")), SERVER_HEARS_CUT,
  };

  if (data != NULL)
    ASSERT_FAILS (fx, no_exporter, XMPP_ERROR_TAMPERED);
  else
    ASSERT_FAILS (fx, no_binding, XMPP_ERROR_TAMPERED);
}

static void
test_bind (Fixture       *fx,
           gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, BIND)),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", BIND_REQUEST (""))),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x") BOUND ("")) MOCK_FEATURES ("")),
  };

  fx->config.carbons = TRUE;
  fx->is_inactive = TRUE;
  ASSERT_DONE (fx, play, MOCK_ADDRESS "/Charla/x");
  g_assert_false (xmpp_negotiation_has_carbons (fx->negotiation));
  g_assert_false (xmpp_stream_management_is_enabled (fx->stream_management));
}

/* All that goes at once */
static void
test_bind_all (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM PLUS, BIND_ALL) EXPORTER),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256-PLUS",
                                          BIND_REQUEST (ENABLE "<enable xmlns='urn:xmpp:carbons:2'/>"
                                                        "<inactive xmlns='urn:xmpp:csi:0'/>"))),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x") BOUND (ENABLED))
                 MOCK_FEATURES ("<limits xmlns='urn:xmpp:stream-limits:0'/>")),
  };

  fx->config.carbons = TRUE;
  fx->is_inactive = TRUE;
  ASSERT_DONE (fx, play, MOCK_ADDRESS "/Charla/x");
  g_assert_true (xmpp_negotiation_has_carbons (fx->negotiation));
  g_assert_false (xmpp_negotiation_is_resumed (fx->negotiation));
  g_assert_true (xmpp_stream_management_can_resume (fx->stream_management));
  g_assert_cmpstr (xmpp_negotiation_get_mechanism (fx->negotiation), ==, "SCRAM-SHA-256-PLUS");
  g_assert_cmpstr (xmpp_negotiation_get_binding (fx->negotiation), ==, "tls-exporter");
  g_assert_nonnull (xmpp_element_get_child (xmpp_negotiation_get_features (fx->negotiation), "limits",
                                            NULL));
}

/* The server binds and does not count, with a word about it or without. */
static void
test_enable_refused (Fixture       *fx,
                     gconstpointer  data)
{
  const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, BIND_ALL)),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", BIND_REQUEST (ENABLE))),
    SERVER_SAYS (data),
  };

  ASSERT_DONE (fx, play, MOCK_ADDRESS "/Charla/x");
  g_assert_false (xmpp_stream_management_is_enabled (fx->stream_management));
  g_assert_false (xmpp_stream_management_is_awaited (fx->stream_management));
}

#define RESUMED_LINES(more) \
  INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, MOCK_INLINE_SM BIND_ALL)), \
  SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", RESUME BIND_REQUEST (ENABLE))), \
  SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS) \
                             "<resumed xmlns='urn:xmpp:sm:3' previd='before' h='0'/>") more)

/* No features follow: XEP-0198, 9.2; but for older servers. */
static void
test_resume (Fixture       *fx,
             gconstpointer  data)
{
  static const MockLine play[] = { RESUMED_LINES ("") };
  static const MockLine older[] = { RESUMED_LINES (MOCK_FEATURES ("")) };

  negotiation_fixture_lose_session (fx);
  if (data != NULL)
    ASSERT_DONE (fx, older, MOCK_FULL);
  else
    ASSERT_DONE (fx, play, MOCK_FULL);
  g_assert_true (xmpp_negotiation_is_resumed (fx->negotiation));
  g_assert_true (xmpp_stream_management_is_resumed (fx->stream_management));
}

static void
test_resume_refused (Fixture       *fx,
                     gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, MOCK_INLINE_SM BIND_ALL)),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", RESUME BIND_REQUEST (ENABLE))),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x")
                               "<failed xmlns='urn:xmpp:sm:3' h='1'>"
                               "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"
                               BOUND (ENABLED)) MOCK_FEATURES ("")),
  };

  negotiation_fixture_lose_session (fx);
  ASSERT_DONE (fx, play, MOCK_ADDRESS "/Charla/x");
  g_assert_false (xmpp_negotiation_is_resumed (fx->negotiation));
  g_assert_true (xmpp_stream_management_is_enabled (fx->stream_management));
  g_assert_cmpuint (xmpp_stream_management_get_acknowledged (fx->stream_management), ==, 1);
}

/* A success that is not to be believed */
static void
test_bad_success (Fixture       *fx,
                  gconstpointer  data)
{
  const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, BIND)),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", BIND_REQUEST (""))),
    SERVER_SAYS (data), SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_MALFORMED);
  g_assert_null (xmpp_negotiation_get_address (fx->negotiation));
}

static void
test_no_proof (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, "")),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", "")),
    SERVER_SAYS ("<success xmlns='urn:xmpp:sasl:2'>" MOCK_IDENTITY (MOCK_ADDRESS) "</success>"),
    SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_SERVER_UNTRUSTED);
}

static void
test_wrong_proof (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, "")),
    SERVER_LIES_2 (AUTHENTICATE ("SCRAM-SHA-256", ""), MOCK_LIES_SIGNATURE),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS))), SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_SERVER_UNTRUSTED);
}

/* A second factor that we do not know: the server's words reach the user. */
#define SHA_1_PLUS        MOCK_MECHANISM ("SCRAM-SHA-1-PLUS")
#define UPGRADE(name)     "<upgrade xmlns='urn:xmpp:sasl:upgrade:0'>UPGR-" name "</upgrade>"
#define CONTINUES(data, task) \
  SERVER_SAYS ("<continue xmlns='urn:xmpp:sasl:2'>" data "<tasks><task>UPGR-" task "</task></tasks></continue>")
#define PROOF             "<additional-data>$data</additional-data>"
#define NEXT(task)        SERVER_HEARS ("<next xmlns='urn:xmpp:sasl:2' task='UPGR-" task "'/>")
#define SALT              "<salt xmlns='urn:xmpp:scram-upgrade:0' iterations='4096'>c2FsdHlzYWx0</salt>"
#define TASK_DATA(xml)    "<task-data xmlns='urn:xmpp:sasl:2'>" xml "</task-data>"
#define HASH(text)        TASK_DATA ("<hash xmlns='urn:xmpp:scram-upgrade:0'>" text "</hash>")
#define SHA_256_HASH      "G/Uop/tP5mMMkQm1N1uRy+Cm5diq3TLIyp+D1G5OAMQ="
#define SHA_512_HASH \
  "CFIqI6NavvmxWCcqjFDDw7ZAEMGmZgGOxIyBH1FjeNCD6l9DG2lYn4gdWVM8V0YLXzh4WNZdTqpH0vEZzBHpCw=="
#define IN_AFTER_UPGRADE \
  SERVER_SAYS ("<success xmlns='urn:xmpp:sasl:2'>" MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x") BOUND ("") \
               "</success>" MOCK_FEATURES (""))

/* XEP-0480, 3: every stronger hash that the server would like to have, one after the other */
static void
test_upgrade (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS,
    SERVER_OPENS (MOCK_FEATURES_SASL2 (SHA_1_PLUS UPGRADE ("SCRAM-SHA-512") UPGRADE ("SCRAM-SHA-1")
                                       UPGRADE ("BLOOP") UPGRADE ("SCRAM-SHA-256"), BIND) EXPORTER),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-1-PLUS", UPGRADE ("SCRAM-SHA-512")
                                          UPGRADE ("SCRAM-SHA-256") BIND_REQUEST (""))),
    CONTINUES (PROOF, "SCRAM-SHA-256"), NEXT ("SCRAM-SHA-256"), SERVER_SAYS (TASK_DATA (SALT)),
    SERVER_HEARS (HASH (SHA_256_HASH)),
    CONTINUES ("", "SCRAM-SHA-512"), NEXT ("SCRAM-SHA-512"), SERVER_SAYS (TASK_DATA (SALT)),
    SERVER_HEARS (HASH (SHA_512_HASH)),
    IN_AFTER_UPGRADE,
  };

  ASSERT_DONE (fx, play, MOCK_ADDRESS "/Charla/x");
}

/* What is as good as the password goes to nobody who may listen: XEP-0480, 5. */
static void
test_upgrade_unbound (Fixture       *fx,
                      gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM UPGRADE ("SCRAM-SHA-512"), BIND)),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", BIND_REQUEST (""))),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x") BOUND ("")) MOCK_FEATURES ("")),
  };

  ASSERT_DONE (fx, play, MOCK_ADDRESS "/Charla/x");
}

#define ASKS_UPGRADE \
  INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SHA_1_PLUS UPGRADE ("SCRAM-SHA-256"), BIND) EXPORTER), \
  SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-1-PLUS", UPGRADE ("SCRAM-SHA-256") BIND_REQUEST ("")))

/* Nor to a server that does not know the password, or for what was not asked */
static void
test_upgrade_unproved (Fixture       *fx,
                       gconstpointer  data)
{
  static const MockLine unproved[] = { ASKS_UPGRADE, CONTINUES ("", "SCRAM-SHA-256"), SERVER_HEARS_CUT };
  static const MockLine unasked[] = { ASKS_UPGRADE, CONTINUES (PROOF, "SCRAM-SHA-512"), SERVER_HEARS_CUT };
  static const MockLine again[] = {
    ASKS_UPGRADE, CONTINUES (PROOF, "SCRAM-SHA-256"), NEXT ("SCRAM-SHA-256"), SERVER_SAYS (TASK_DATA (SALT)),
    SERVER_HEARS (HASH (SHA_256_HASH)), CONTINUES ("", "SCRAM-SHA-256"), SERVER_HEARS_CUT,
  };
  static const MockLine not_begun[] = {
    ASKS_UPGRADE, SERVER_SAYS (TASK_DATA (SALT)), SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, unproved, XMPP_ERROR_SERVER_UNTRUSTED);
  ASSERT_FAILS (fx, unasked, XMPP_ERROR_UNSUPPORTED);
  ASSERT_FAILS (fx, again, XMPP_ERROR_UNSUPPORTED);
  ASSERT_FAILS (fx, not_begun, XMPP_ERROR_MALFORMED);
}

/* A server with which it does not work is not asked for it again. */
static void
test_upgrade_nonsense (Fixture       *fx,
                       gconstpointer  data)
{
  const MockLine play[] = {
    ASKS_UPGRADE, CONTINUES (PROOF, "SCRAM-SHA-256"), NEXT ("SCRAM-SHA-256"), SERVER_SAYS (data),
    SERVER_HEARS_CUT,
  };
  static const MockLine again[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SHA_1_PLUS UPGRADE ("SCRAM-SHA-256"), BIND) EXPORTER),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-1-PLUS", BIND_REQUEST (""))),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x") BOUND ("")) MOCK_FEATURES ("")),
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_MALFORMED);
  ASSERT_DONE (fx, again, MOCK_ADDRESS "/Charla/x");
}

static void
test_continue (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, "")),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", "")),
    SERVER_SAYS ("<continue xmlns='urn:xmpp:sasl:2'><additional-data>$data</additional-data>"
                 "<tasks><task>TOTP-EXAMPLE</task></tasks><text>Your code, please</text></continue>"),
    SERVER_HEARS_CUT,
  };
  g_autoptr(GError) error = NULL;

  g_assert_null (RUN (fx, play, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "TOTP-EXAMPLE"));
  g_assert_nonnull (strstr (error->message, "Your code, please"));
}

/* That somebody asks for it does not show that he is our server. */
static void
test_continue_unproved (Fixture       *fx,
                        gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, "")),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", "")),
    SERVER_SAYS ("<continue xmlns='urn:xmpp:sasl:2'><tasks><task>TOTP-EXAMPLE</task></tasks></continue>"),
    SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_SERVER_UNTRUSTED);
}

/* The same stream takes another try: XEP-0388, 2.6. */
static void
test_refused (Fixture       *fx,
              gconstpointer  data)
{
  static const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, BIND)),
    SERVER_HEARS (AUTHENTICATE ("SCRAM-SHA-256", BIND_REQUEST (""))),
    SERVER_SAYS ("<failure xmlns='urn:xmpp:sasl:2'>"
                 "<not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/><text>No</text></failure>"),
    SERVER_AUTHENTICATES_2 (AUTHENTICATE ("SCRAM-SHA-256", BIND_REQUEST (""))),
    SERVER_SAYS (MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x") BOUND ("")) MOCK_FEATURES ("")),
  };

  ASSERT_DONE (fx, play, MOCK_ADDRESS "/Charla/x");
  g_assert_cmpuint (mock_prompt_get_n_retries (fx->prompt), ==, 1);
}

static void
test_failure (Fixture       *fx,
              gconstpointer  data)
{
  static const struct {
    const char *xml;
    XmppError   code;
  } cases[] = {
    { "<failure xmlns='urn:xmpp:sasl:2'><account-disabled xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></failure>",
      XMPP_ERROR_ACCOUNT_DISABLED },
    { "<failure xmlns='urn:xmpp:sasl:2'><temporary-auth-failure/></failure>", XMPP_ERROR_STREAM },
    { "<failure xmlns='urn:xmpp:sasl:2'><aborted xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"
      "<x xmlns='urn:x'/></failure>", XMPP_ERROR_MALFORMED },
    { "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", XMPP_ERROR_MALFORMED },
    { "<continue xmlns='urn:xmpp:sasl:2'><tasks/></continue>", XMPP_ERROR_MALFORMED },
    { "<task-data xmlns='urn:xmpp:sasl:2'/>", XMPP_ERROR_MALFORMED },
    { "<challenge xmlns='urn:xmpp:sasl:2'>!</challenge>", XMPP_ERROR_MALFORMED },
    { "<message xmlns='jabber:client'/>", XMPP_ERROR_MALFORMED },
  };
  guint i = GPOINTER_TO_UINT (data);
  const MockLine play[] = {
    INSIDE_TLS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, "")),
    SERVER_HEARS (AUTHENTICATE ("SCRAM-SHA-256", "")), SERVER_SAYS (cases[i].xml), SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, cases[i].code);
}

#define N_FAILURES 8

/* XEP-0440, 3, rules 4 and 5 */
static void
test_stripped (Fixture       *fx,
               gconstpointer  data)
{
  const MockLine play[] = { INSIDE_TLS, SERVER_OPENS (data), SERVER_HEARS_CUT };

  ASSERT_FAILS (fx, play, XMPP_ERROR_NO_MECHANISM);
  g_assert_cmpuint (mock_prompt_get_n_asked (fx->prompt), ==, 0);
}

/* Never before TLS, whatever is offered */
static void
test_in_clear (Fixture       *fx,
               gconstpointer  data)
{
  static const MockLine play[] = {
    SERVER_ACCEPTS, SERVER_OPENS (MOCK_FEATURES_SASL2 (SCRAM, BIND)), SERVER_HEARS_CUT,
  };

  ASSERT_FAILS (fx, play, XMPP_ERROR_NO_TLS);
}

static void
add (const char    *name,
     gconstpointer  data,
     void         (*test) (Fixture       *fx,
                           gconstpointer  data))
{
  g_autofree char *path = g_strconcat ("/xmpp/sasl2/", name, NULL);

  g_test_add (path, Fixture, data, negotiation_fixture_set_up, test, negotiation_fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("plain-road", NULL, test_plain_road);
  add ("plain-road-resumes", NULL, test_plain_road_resumes);
  add ("confirmed", NULL, test_confirmed);
  add ("contradicted/binding", "", test_contradicted);
  add ("contradicted/mechanism", NULL, test_contradicted);
  add ("bind", NULL, test_bind);
  add ("bind-all", NULL, test_bind_all);
  add ("enable-refused",
       MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x")
                     BOUND ("<failed xmlns='urn:xmpp:sm:3'/>")) MOCK_FEATURES (""),
       test_enable_refused);
  add ("enable-forgotten",
       MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS "/Charla/x") BOUND ("")) MOCK_FEATURES (""),
       test_enable_refused);
  add ("resume", NULL, test_resume);
  add ("resume-with-features", "", test_resume);
  add ("resume-refused", NULL, test_resume_refused);
  add ("nobody", MOCK_SUCCESS (""), test_bad_success);
  add ("somebody-else", MOCK_SUCCESS (MOCK_IDENTITY ("nurse@" MOCK_DOMAIN "/x") BOUND ("")), test_bad_success);
  add ("another-domain", MOCK_SUCCESS (MOCK_IDENTITY ("juliet@montague.lit/x") BOUND ("")), test_bad_success);
  add ("no-address", MOCK_SUCCESS (MOCK_IDENTITY ("@") BOUND ("")), test_bad_success);
  add ("bound-to-nothing", MOCK_SUCCESS (MOCK_IDENTITY (MOCK_ADDRESS) BOUND ("")), test_bad_success);
  add ("enabled-unasked", MOCK_SUCCESS (MOCK_IDENTITY (MOCK_FULL) BOUND (ENABLED)), test_bad_success);
  add ("resumed-unasked",
       MOCK_SUCCESS (MOCK_IDENTITY (MOCK_FULL) "<resumed xmlns='urn:xmpp:sm:3' previd='before' h='0'/>"),
       test_bad_success);
  add ("no-proof", NULL, test_no_proof);
  add ("wrong-proof", NULL, test_wrong_proof);
  add ("upgrade", NULL, test_upgrade);
  add ("upgrade-unbound", NULL, test_upgrade_unbound);
  add ("upgrade-unproved", NULL, test_upgrade_unproved);
  add ("upgrade-nonsense/nothing", TASK_DATA (""), test_upgrade_nonsense);
  add ("upgrade-nonsense/no-count", TASK_DATA ("<salt xmlns='urn:xmpp:scram-upgrade:0'>c2FsdA==</salt>"),
       test_upgrade_nonsense);
  add ("upgrade-nonsense/few",
       TASK_DATA ("<salt xmlns='urn:xmpp:scram-upgrade:0' iterations='4095'>c2FsdA==</salt>"),
       test_upgrade_nonsense);
  add ("upgrade-nonsense/many",
       TASK_DATA ("<salt xmlns='urn:xmpp:scram-upgrade:0' iterations='1000000000'>c2FsdA==</salt>"),
       test_upgrade_nonsense);
  add ("upgrade-nonsense/no-salt",
       TASK_DATA ("<salt xmlns='urn:xmpp:scram-upgrade:0' iterations='4096'/>"), test_upgrade_nonsense);
  add ("upgrade-nonsense/no-base64",
       TASK_DATA ("<salt xmlns='urn:xmpp:scram-upgrade:0' iterations='4096'>!</salt>"),
       test_upgrade_nonsense);
  add ("continue", NULL, test_continue);
  add ("continue-unproved", NULL, test_continue_unproved);
  add ("refused", NULL, test_refused);
  for (guint i = 0; i < N_FAILURES; i++)
    {
      g_autofree char *name = g_strdup_printf ("failure/%u", i);

      add (name, GUINT_TO_POINTER (i), test_failure);
    }
  add ("bindings-stripped", MOCK_FEATURES_SASL2 (SCRAM PLUS, ""), test_stripped);
  add ("mechanisms-stripped", MOCK_FEATURES_SASL2 (SCRAM, "") EXPORTER, test_stripped);
  add ("in-clear", NULL, test_in_clear);
  return g_test_run ();
}
