/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and their answers: RFC 6120, 8.2.3 and 8.1.2.1. Each ends once, by whom it was asked of. */
#include "feature-fixture.h"

#include "xmpp-error.h"

#include <string.h>

#define NOT_THERE "urn:ietf:params:xml:ns:xmpp-stanzas"

/* How a request ended. */
typedef struct {
  guint        n_answers;
  XmppElement *answer;    /* (nullable) */
  GError      *error;     /* (nullable) */
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->answer, xmpp_element_unref);
  g_clear_error (&answer->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Answer *answer = user_data;

  answer->n_answers++;
  answer->answer = xmpp_session_send_iq_finish (XMPP_SESSION (object), result, &answer->error);
}

/* @timeout_s: 0: the usual */
static void
ask (FeatureFixture *fx,
     const char     *to,
     guint           timeout_s,
     GCancellable   *cancellable,
     Answer         *answer)
{
  XmppElement *iq = xmpp_element_new_iq ("get", to);

  xmpp_element_add_child (iq, "question", "urn:charla:test");
  xmpp_session_send_iq_async (fx->session, iq, timeout_s, cancellable, answered_cb, answer);
}

static void
wait_for (Answer *answer)
{
  while (answer->n_answers == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_until_played (FeatureFixture *fx)
{
  while (!mock_server_has_played (fx->server))
    g_main_context_iteration (NULL, TRUE);
}

#define OWN_BARE "juliet@capulet.lit"

/* Who may answer, and who tries. */
static const struct {
  const char *to;   /* (nullable): our own account */
  const char *from; /* (nullable) */
  gboolean    may;
} cases[] = {
  { NULL, NULL, TRUE },
  { NULL, OWN_BARE, TRUE },
  { NULL, MOCK_FULL, TRUE },
  { NULL, "capulet.lit", TRUE },
  { NULL, OWN_BARE "/other", FALSE },
  { NULL, "mallory@evil.lit", FALSE },
  { NULL, "mallory@capulet.lit", FALSE },
  { NULL, "evil.lit", FALSE },
  { NULL, "capulet.lit/x", FALSE },
  { NULL, "juliet@capulet.lit.evil.lit", FALSE },
  { NULL, "", FALSE },
  { OWN_BARE, NULL, TRUE },
  { OWN_BARE, "mallory@evil.lit", FALSE },
  { "capulet.lit", "capulet.lit", TRUE },
  { "capulet.lit", NULL, TRUE },
  { "capulet.lit", "CAPULET.lit", TRUE }, /* the same, written in another way */
  { "capulet.lit", OWN_BARE, FALSE },
  { "capulet.lit", "mallory@capulet.lit", FALSE },
  { "romeo@montague.lit", "romeo@montague.lit", TRUE },
  { "romeo@montague.lit", NULL, FALSE },
  { "romeo@montague.lit", "romeo@montague.lit/orchard", FALSE },
  { "romeo@montague.lit", "capulet.lit", FALSE },
  { "romeo@montague.lit/orchard", "romeo@montague.lit/orchard", TRUE },
  { "romeo@montague.lit/orchard", "romeo@montague.lit", FALSE },
  { "romeo@montague.lit/orchard", "romeo@montague.lit/Orchard", FALSE },
  { "romeo@montague.lit/orchard", "mallory@evil.lit/orchard", FALSE },
};

/* CVE-2013-6483 and its kin: whoever knows the id, only who was asked is heard; and he still is when
 * somebody else was quicker. */
static void
test_forged (gconstpointer data)
{
  const char *to = cases[GPOINTER_TO_UINT (data)].to;
  const char *from = cases[GPOINTER_TO_UINT (data)].from;
  gboolean may = cases[GPOINTER_TO_UINT (data)].may;
  g_autofree char *asks =
    g_strdup_printf ("<iq type='get' id='*'%s%s%s><question xmlns='urn:charla:test'/></iq>",
                     to != NULL ? " to='" : "", to != NULL ? to : "", to != NULL ? "'" : "");
  g_autofree char *forged =
    g_strdup_printf ("<iq type='result' id='$id'%s%s%s><first xmlns='urn:charla:test'/></iq>",
                     from != NULL ? " from='" : "", from != NULL ? from : "",
                     from != NULL ? "'" : "");
  g_autofree char *honest =
    g_strdup_printf ("<iq type='result' id='$id'%s%s%s><second xmlns='urn:charla:test'/></iq>",
                     to != NULL ? " from='" : "", to != NULL ? to : "", to != NULL ? "'" : "");
  const MockLine play[] = { SERVER_HEARS (asks), SERVER_SAYS (forged), SERVER_SAYS (honest) };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  g_auto(Answer) answer = { 0 };

  feature_fixture_go_online (fx, NULL, 0);
  mock_server_play (fx->server, play, G_N_ELEMENTS (play));
  ask (fx, to, 0, NULL, &answer);
  wait_for (&answer);
  g_assert_no_error (answer.error);
  g_assert_nonnull (xmpp_element_get_child (answer.answer, may ? "first" : "second",
                                            "urn:charla:test"));
  g_assert_cmpuint (answer.n_answers, ==, 1);
}

/* Every road out is taken once. */
static void
test_ends (void)
{
  static const MockLine refuses[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit'>*</iq>"),
    SERVER_SAYS ("<iq type='error' id='$id' from='romeo@montague.lit'><error type='cancel'>"
                 "<item-not-found xmlns='" NOT_THERE "'/></error></iq>"
                 "<iq type='result' id='$id' from='romeo@montague.lit'/>"),
    SERVER_WAITS,
  };
  static const MockLine deaf[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit'>*</iq>"),
  };
  static const MockLine late[] = {
    SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit'/>"), SERVER_WAITS,
  };
  static const MockLine cuts[] = {
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit'>*</iq>"), SERVER_CUTS,
    SERVER_SIGNS_IN,
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Answer) refused = { 0 };
  g_auto(Answer) cancelled = { 0 };
  g_auto(Answer) forgotten = { 0 };
  g_auto(Answer) cut = { 0 };
  g_auto(Answer) offline = { 0 };

  ask (fx, "romeo@montague.lit", 0, NULL, &offline);
  g_assert_cmpuint (offline.n_answers, ==, 0); /* never before it returns */
  wait_for (&offline);
  g_assert_error (offline.error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);

  feature_fixture_go_online (fx, NULL, 0);
  mock_server_play (fx->server, refuses, G_N_ELEMENTS (refuses));
  ask (fx, "romeo@montague.lit", 0, NULL, &refused);
  wait_until_played (fx);
  g_assert_error (refused.error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND);

  mock_server_play (fx->server, deaf, G_N_ELEMENTS (deaf));
  ask (fx, "romeo@montague.lit", 0, cancellable, &cancelled);
  wait_until_played (fx);
  g_cancellable_cancel (cancellable);
  wait_for (&cancelled);
  g_assert_error (cancelled.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  feature_fixture_play (fx, late, G_N_ELEMENTS (late));

  mock_server_play (fx->server, deaf, G_N_ELEMENTS (deaf));
  ask (fx, "romeo@montague.lit", 1, NULL, &forgotten);
  wait_for (&forgotten);
  g_assert_error (forgotten.error, XMPP_ERROR, XMPP_ERROR_TIMEOUT);
  feature_fixture_play (fx, late, G_N_ELEMENTS (late));

  mock_server_play (fx->server, cuts, G_N_ELEMENTS (cuts));
  ask (fx, "romeo@montague.lit", 0, NULL, &cut);
  wait_for (&cut);
  g_assert_error (cut.error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  wait_until_played (fx);
  mock_session_wait_state (fx->session, XMPP_SESSION_ONLINE);

  g_assert_cmpuint (refused.n_answers + cancelled.n_answers + forgotten.n_answers + cut.n_answers
                    + offline.n_answers, ==, 5);
}

/* What nobody understands is refused, from whomever; what answers nothing is not answered. */
static void
test_unasked (void)
{
  static const MockLine play[] = {
    SERVER_SAYS ("<iq type='set' id='u1' from='mallory@evil.lit/x' to='$jid'>"
                 "<command xmlns='http://jabber.org/protocol/commands' action='execute' "
                 "node='http://jabber.org/protocol/rc#forward'/></iq>"),
    SERVER_HEARS_ERROR ("u1", "mallory@evil.lit/x", "service-unavailable"),
    /* CVE-2016-10376: not even from our own other devices. */
    SERVER_SAYS ("<iq type='set' id='u2' from='juliet@capulet.lit/other' to='$jid'>"
                 "<command xmlns='http://jabber.org/protocol/commands' action='execute' "
                 "node='http://jabber.org/protocol/rc#forward'/></iq>"),
    SERVER_HEARS_ERROR ("u2", "juliet@capulet.lit/other", "service-unavailable"),
    /* CVE-2011-1000: where calls shall be led says nobody. */
    SERVER_SAYS ("<iq type='set' id='u3' from='mallory@evil.lit/x' to='$jid'>"
                 "<services xmlns='urn:xmpp:extdisco:2'><service type='turn' host='evil.lit' "
                 "action='add'/></services></iq>"
                 "<iq type='set' id='u4' from='mallory@evil.lit/x' to='$jid'>"
                 "<query xmlns='google:jingleinfo'><stun><server host='evil.lit'/></stun></query>"
                 "</iq>"),
    SERVER_HEARS_ERROR ("u3", "mallory@evil.lit/x", "service-unavailable"),
    SERVER_HEARS_ERROR ("u4", "mallory@evil.lit/x", "service-unavailable"),
    SERVER_SAYS ("<iq type='set' id='u5' from='mallory@evil.lit/x' to='$jid'/>"),
    SERVER_HEARS_ERROR ("u5", "mallory@evil.lit/x", "service-unavailable"),
    SERVER_SAYS ("<iq type='nonsense' id='u6' from='mallory@evil.lit/x' to='$jid'/>"
                 "<iq id='u7' from='mallory@evil.lit/x' to='$jid'/>"),
    SERVER_HEARS_ERROR ("u6", "mallory@evil.lit/x", "bad-request"),
    SERVER_HEARS_ERROR ("u7", "mallory@evil.lit/x", "bad-request"),
    /* Without an id there is nothing that an answer could refer to. */
    SERVER_SAYS ("<iq type='get' from='mallory@evil.lit/x' to='$jid'><a xmlns='b'/></iq>"
                 "<iq type='result' id='never' from='mallory@evil.lit/x' to='$jid'/>"
                 "<iq type='error' id='never' from='mallory@evil.lit/x' to='$jid'>"
                 "<error type='cancel'><gone xmlns='" NOT_THERE "'/></error></iq>"),
    SERVER_WAITS,
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();

  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/xmpp/requests/forged/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_forged);
    }
  g_test_add_func ("/xmpp/requests/ends", test_ends);
  g_test_add_func ("/xmpp/requests/unasked", test_unasked);
  return g_test_run ();
}
