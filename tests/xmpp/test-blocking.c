/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocking and reporting: XEP-0191, XEP-0377. */
#include "feature-fixture.h"

#include "xmpp-blocking.h"
#include "xmpp-error.h"

#define BLOCKING "xmlns='urn:xmpp:blocking'"
#define ASKS     "<iq type='get' id='*'><blocklist " BLOCKING "/></iq>"

static void
blocked_cb (XmppBlocking *blocking,
            XmppAddress  *address,
            gpointer      user_data)
{
  feature_fixture_note (user_data, "blocked %s", xmpp_address_get_full (address));
}

static void
unblocked_cb (XmppBlocking *blocking,
              XmppAddress  *address,
              gpointer      user_data)
{
  feature_fixture_note (user_data, "unblocked %s", xmpp_address_get_full (address));
}

static void
loaded_cb (XmppBlocking *blocking,
           gpointer      user_data)
{
  feature_fixture_note (user_data, "loaded%s", xmpp_blocking_is_supported (blocking) ? "" : " nothing");
}

static XmppBlocking *
add_blocking (FeatureFixture *fx)
{
  XmppBlocking *blocking = xmpp_blocking_new ();

  g_signal_connect (blocking, "blocked", G_CALLBACK (blocked_cb), fx);
  g_signal_connect (blocking, "unblocked", G_CALLBACK (unblocked_cb), fx);
  g_signal_connect (blocking, "loaded", G_CALLBACK (loaded_cb), fx);
  feature_fixture_add (fx, blocking);
  return blocking;
}

static gboolean
is_blocked (XmppBlocking *blocking,
            const char   *text)
{
  g_autoptr(XmppAddress) address = feature_fixture_address (text);

  return xmpp_blocking_is_blocked (blocking, address);
}

static void
test_list (void)
{
  static const MockLine online[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='result' id='$id'><blocklist " BLOCKING ">"
                 "<item jid='romeo@montague.lit'/><item/><item jid='@@'/></blocklist></iq>"),
    SERVER_WAITS,
    SERVER_SAYS ("<iq type='set' id='p1'><block " BLOCKING "><item jid='evil.lit'/></block></iq>"),
    SERVER_HEARS ("<iq type='result' id='p1'/>"),
    SERVER_SAYS ("<iq type='set' id='p2' from='juliet@capulet.lit'><block " BLOCKING ">"
                 "<item jid='service.lit/one'/></block></iq>"),
    SERVER_HEARS ("<iq type='result' id='p2' to='juliet@capulet.lit'/>"),
    SERVER_SAYS ("<iq type='set' id='p3'><block " BLOCKING "><item jid='nurse@capulet.lit/x'/></block></iq>"),
    SERVER_HEARS ("<iq type='result' id='p3'/>"),
  };
  static const MockLine unblock[] = {
    SERVER_SAYS ("<iq type='set' id='p4'><unblock " BLOCKING "><item jid='romeo@montague.lit'/></unblock></iq>"),
    SERVER_HEARS ("<iq type='result' id='p4'/>"),
    /* Items that name nobody do not mean everybody. */
    SERVER_SAYS ("<iq type='set' id='p5'><unblock " BLOCKING "><item jid='@@'/></unblock></iq>"),
    SERVER_HEARS ("<iq type='result' id='p5'/>"),
  };
  static const MockLine unblock_all[] = {
    SERVER_SAYS ("<iq type='set' id='p6'><unblock " BLOCKING "/></iq>"),
    SERVER_HEARS ("<iq type='result' id='p6'/>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppBlocking *blocking = add_blocking (fx);
  g_autoptr(GPtrArray) addresses = NULL;

  feature_fixture_go_online (fx, online, G_N_ELEMENTS (online));
  feature_fixture_assert_noted (fx, "blocked romeo@montague.lit\nloaded\nblocked evil.lit\n"
                                    "blocked service.lit/one\nblocked nurse@capulet.lit/x\n");
  g_assert_true (is_blocked (blocking, "romeo@montague.lit/orchard"));
  g_assert_true (is_blocked (blocking, "anybody@evil.lit/x"));
  g_assert_true (is_blocked (blocking, "evil.lit"));
  g_assert_false (is_blocked (blocking, "sub.evil.lit"));
  g_assert_true (is_blocked (blocking, "a@service.lit/one"));
  g_assert_false (is_blocked (blocking, "service.lit"));
  g_assert_true (is_blocked (blocking, "nurse@capulet.lit/x"));
  g_assert_false (is_blocked (blocking, "nurse@capulet.lit"));
  addresses = xmpp_blocking_get_addresses (blocking);
  g_assert_cmpuint (addresses->len, ==, 4);

  feature_fixture_play (fx, unblock, G_N_ELEMENTS (unblock));
  feature_fixture_assert_noted (fx, "unblocked romeo@montague.lit\n");
  feature_fixture_play (fx, unblock_all, G_N_ELEMENTS (unblock_all));
  g_assert_false (is_blocked (blocking, "evil.lit"));
}

static void
test_forged (void)
{
  static const MockLine play[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='result' id='$id'><blocklist " BLOCKING "><item jid='mallory@evil.lit'/>"
                 "</blocklist></iq>"),
    SERVER_SAYS ("<iq type='set' id='f1' from='mallory@evil.lit/x'><unblock " BLOCKING "/></iq>"),
    SERVER_HEARS_ERROR ("f1", "mallory@evil.lit/x", "service-unavailable"),
    SERVER_SAYS ("<iq type='set' id='f2' from='capulet.lit'><block " BLOCKING ">"
                 "<item jid='romeo@montague.lit'/></block></iq>"),
    SERVER_HEARS_ERROR ("f2", "capulet.lit", "service-unavailable"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppBlocking *blocking = add_blocking (fx);

  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "blocked mallory@evil.lit\nloaded\n");
  g_assert_true (is_blocked (blocking, "mallory@evil.lit"));
  g_assert_false (is_blocked (blocking, "romeo@montague.lit"));
}

static void
test_unsupported (void)
{
  static const MockLine play[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='error' id='$id'><error type='cancel'>"
                 "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
    SERVER_WAITS,
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();

  add_blocking (fx);
  feature_fixture_go_online (fx, play, G_N_ELEMENTS (play));
  feature_fixture_assert_noted (fx, "loaded nothing\n");
}

static void
test_commands (void)
{
  static const MockLine online[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='result' id='$id'><blocklist " BLOCKING "/></iq>"),
  };
  static const MockLine block[] = {
    SERVER_HEARS ("<iq type='set' id='*'><block " BLOCKING "><item jid='romeo@montague.lit'/></block></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  static const MockLine report[] = {
    SERVER_HEARS ("<iq type='set' id='*'><block " BLOCKING "><item jid='romeo@montague.lit'>"
                  "<report xmlns='urn:xmpp:reporting:1' reason='urn:xmpp:reporting:spam'>"
                  "<stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='s1'/>"
                  "<stanza-id xmlns='urn:xmpp:sid:0' by='juliet@capulet.lit' id='s2'/>"
                  "<text>Love pills</text><report-origin/><third-party/></report></item></block></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  static const MockLine unblock[] = {
    SERVER_HEARS ("<iq type='set' id='*'><unblock " BLOCKING "><item jid='romeo@montague.lit'/></unblock></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
    SERVER_HEARS ("<iq type='set' id='*'><unblock " BLOCKING "/></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id'><error type='wait'>"
                 "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };
  static const char *const ids[] = { "s1", "s2", NULL };
  const XmppReport spam = { TRUE, "Love pills", ids, TRUE, TRUE };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppBlocking *blocking = add_blocking (fx);
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit");
  g_auto(MockResult) one = { NULL, 0 };
  g_auto(MockResult) two = { NULL, 0 };
  g_auto(MockResult) three = { NULL, 0 };
  g_auto(MockResult) four = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (fx, online, G_N_ELEMENTS (online));
  xmpp_blocking_block_async (blocking, romeo, NULL, NULL, mock_result_cb, &one);
  feature_fixture_play (fx, block, G_N_ELEMENTS (block));
  g_assert_true (xmpp_blocking_block_finish (blocking, mock_result_wait (&one), &error));

  xmpp_blocking_block_async (blocking, romeo, &spam, NULL, mock_result_cb, &two);
  feature_fixture_play (fx, report, G_N_ELEMENTS (report));
  g_assert_true (xmpp_blocking_block_finish (blocking, mock_result_wait (&two), &error));

  xmpp_blocking_unblock_async (blocking, romeo, NULL, mock_result_cb, &three);
  xmpp_blocking_unblock_async (blocking, NULL, NULL, mock_result_cb, &four);
  feature_fixture_play (fx, unblock, G_N_ELEMENTS (unblock));
  g_assert_true (xmpp_blocking_unblock_finish (blocking, mock_result_wait (&three), &error));
  g_assert_no_error (error);
  g_assert_false (xmpp_blocking_unblock_finish (blocking, mock_result_wait (&four), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/blocking/list", test_list);
  g_test_add_func ("/xmpp/blocking/forged", test_forged);
  g_test_add_func ("/xmpp/blocking/unsupported", test_unsupported);
  g_test_add_func ("/xmpp/blocking/commands", test_commands);
  return g_test_run ();
}
