/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a session goes on over another connection, or another one begins: XEP-0198, 5. */
#include "negotiation-fixture.h"
#include "xmpp-error.h"

#define SASL_FEATURES MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256"))
#define SM_FEATURES   "<sm xmlns='urn:xmpp:sm:3'/>"

#define SIGNS_IN INSIDE_TLS, SERVER_OPENS (SASL_FEATURES), SERVER_AUTHENTICATES

#define HEARS_ENABLE SERVER_HEARS ("<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
#define HEARS_RESUME SERVER_HEARS ("<resume xmlns='urn:xmpp:sm:3' previd='before' h='1'/>")

typedef NegotiationFixture Fixture;

static void
assert_done (Fixture        *fx,
             const MockLine *play,
             gsize           n_lines,
             gboolean        resumed)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppStream) stream = negotiation_fixture_run (fx, play, n_lines, &error);

  g_assert_no_error (error);
  g_assert_nonnull (stream);
  g_assert_cmpint (xmpp_negotiation_is_resumed (fx->negotiation), ==, resumed);
  g_assert_cmpstr (xmpp_address_get_full (xmpp_negotiation_get_address (fx->negotiation)), ==,
                   MOCK_FULL);
  xmpp_stream_abort (stream);
}

#define ASSERT_DONE(fx, play, resumed) assert_done (fx, play, G_N_ELEMENTS (play), resumed)

static void
test_enable (Fixture       *fx,
             gconstpointer  data)
{
  static const MockLine play[] = {
    SIGNS_IN, SERVER_OPENS (MOCK_FEATURES_BIND SM_FEATURES), SERVER_BINDS, HEARS_ENABLE,
  };

  ASSERT_DONE (fx, play, FALSE);
  g_assert_true (xmpp_stream_management_is_awaited (fx->stream_management));
}

/* A server without it is not asked, though there is a session to resume. */
static void
test_not_offered (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine play[] = {
    SIGNS_IN, SERVER_OPENS (MOCK_FEATURES_BIND), SERVER_BINDS,
  };

  negotiation_fixture_lose_session (fx);
  ASSERT_DONE (fx, play, FALSE);
  g_assert_false (xmpp_stream_management_is_awaited (fx->stream_management));
}

static void
test_resume (Fixture       *fx,
             gconstpointer  data)
{
  static const MockLine play[] = {
    SIGNS_IN, SERVER_OPENS (MOCK_FEATURES_BIND SM_FEATURES), HEARS_RESUME,
    SERVER_SAYS ("<resumed xmlns='urn:xmpp:sm:3' previd='before' h='0'/>"),
  };
  g_autoptr(GPtrArray) again = NULL;

  negotiation_fixture_lose_session (fx);
  ASSERT_DONE (fx, play, TRUE);
  g_assert_true (xmpp_stream_management_is_resumed (fx->stream_management));
  again = xmpp_stream_management_dup_unacknowledged (fx->stream_management);
  g_assert_cmpuint (again->len, ==, 1);
}

/* What the server did not count may be in its hands all the same: it is not sent again blindly. */
static void
test_resume_late (Fixture       *fx,
                  gconstpointer  data)
{
  static const MockLine play[] = {
    SIGNS_IN, SERVER_OPENS (MOCK_FEATURES_BIND SM_FEATURES), HEARS_RESUME,
    SERVER_SAYS ("<resumed xmlns='urn:xmpp:sm:3' previd='before' h='0'/>"), SERVER_HEARS_CUT,
  };
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GError) error = NULL;

  fx->late_ms = 0;
  negotiation_fixture_lose_session (fx);
  g_assert_null (RUN (fx, play, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  g_assert_false (xmpp_stream_management_can_resume (fx->stream_management));
  again = xmpp_stream_management_dup_unacknowledged (fx->stream_management);
  g_assert_cmpuint (again->len, ==, 0);
}

/* Late, but it has everything. */
static void
test_resume_late_counted (Fixture       *fx,
                          gconstpointer  data)
{
  static const MockLine play[] = {
    SIGNS_IN, SERVER_OPENS (MOCK_FEATURES_BIND SM_FEATURES), HEARS_RESUME,
    SERVER_SAYS ("<resumed xmlns='urn:xmpp:sm:3' previd='before' h='1'/>"),
  };

  fx->late_ms = 0;
  negotiation_fixture_lose_session (fx);
  ASSERT_DONE (fx, play, TRUE);
}

/* Too late: a resource on the same stream. */
static void
test_resume_refused (Fixture       *fx,
                     gconstpointer  data)
{
  static const MockLine play[] = {
    SIGNS_IN, SERVER_OPENS (MOCK_FEATURES_BIND SM_FEATURES), HEARS_RESUME,
    SERVER_SAYS ("<failed xmlns='urn:xmpp:sm:3' h='1'>"
                 "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"),
    SERVER_BINDS, HEARS_ENABLE,
  };

  negotiation_fixture_lose_session (fx);
  ASSERT_DONE (fx, play, FALSE);
  g_assert_false (xmpp_stream_management_can_resume (fx->stream_management));
}

/* What nobody asked for, somebody else's session, what was never sent */
static void
test_resume_wrong (Fixture       *fx,
                   gconstpointer  data)
{
  const MockLine play[] = {
    SIGNS_IN, SERVER_OPENS (MOCK_FEATURES_BIND SM_FEATURES), HEARS_RESUME, SERVER_SAYS (data),
    SERVER_HEARS_CUT,
  };
  g_autoptr(GError) error = NULL;

  negotiation_fixture_lose_session (fx);
  g_assert_null (RUN (fx, play, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
  g_assert_null (xmpp_negotiation_get_address (fx->negotiation));
}

static void
test_resume_cut (Fixture       *fx,
                 gconstpointer  data)
{
  static const MockLine play[] = {
    SIGNS_IN, SERVER_OPENS (MOCK_FEATURES_BIND SM_FEATURES), HEARS_RESUME, SERVER_CUTS,
  };
  g_autoptr(GError) error = NULL;

  negotiation_fixture_lose_session (fx);
  g_assert_null (RUN (fx, play, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);

  /* The server may have taken it all the same: there is another try. */
  xmpp_stream_management_lose_stream (fx->stream_management);
  g_assert_true (xmpp_stream_management_can_resume (fx->stream_management));
}

static void
add (const char    *name,
     gconstpointer  data,
     void         (*test) (Fixture       *fx,
                           gconstpointer  data))
{
  g_autofree char *path = g_strconcat ("/xmpp/resumption/", name, NULL);

  g_test_add (path, Fixture, data, negotiation_fixture_set_up, test, negotiation_fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("enable", NULL, test_enable);
  add ("not-offered", NULL, test_not_offered);
  add ("resume", NULL, test_resume);
  add ("late", NULL, test_resume_late);
  add ("late-counted", NULL, test_resume_late_counted);
  add ("refused", NULL, test_resume_refused);
  add ("another", "<resumed xmlns='urn:xmpp:sm:3' previd='other' h='0'/>", test_resume_wrong);
  add ("too-high", "<resumed xmlns='urn:xmpp:sm:3' previd='before' h='2'/>", test_resume_wrong);
  add ("no-count", "<resumed xmlns='urn:xmpp:sm:3' previd='before'/>", test_resume_wrong);
  add ("nonsense", "<iq xmlns='jabber:client' type='result' id='x'/>", test_resume_wrong);
  add ("cut", NULL, test_resume_cut);
  return g_test_run ();
}
