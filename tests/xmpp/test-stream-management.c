/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counting of stanzas, without a stream: XEP-0198. */
/* Four thousand million stanzas are too many for a test. */
#include "xmpp-stream-holds.c"
#include "xmpp-stream-management.c"

/* An element as the server would send it: a name and attributes, NULL-terminated. */
static XmppElement *
make (const char *name,
      ...)
{
  XmppElement *element = xmpp_element_new (name, XMPP_NS_STREAM_MANAGEMENT);
  const char *attribute = NULL;
  va_list arguments;

  va_start (arguments, name);
  while ((attribute = va_arg (arguments, const char *)) != NULL)
    xmpp_element_set_attribute (element, attribute, va_arg (arguments, const char *));
  va_end (arguments);
  return element;
}

static void
assert_says (XmppElement *element, /* (transfer full) */
             const char  *xml)
{
  g_autoptr(XmppElement) owned = element;
  g_autofree char *text = xmpp_element_to_xml (element, XMPP_NS_CLIENT);

  g_assert_cmpstr (text, ==, xml);
}

/* Sends a message of that id. */
static guint64
send (XmppStreamManagement *management,
      const char           *id)
{
  g_autoptr(XmppElement) message = xmpp_element_new ("message", XMPP_NS_CLIENT);

  xmpp_element_set_attribute (message, "id", id);
  return xmpp_stream_management_note_sent (management, message, 100);
}

/* A message of that id comes, and is dealt with. */
static void
receive (XmppStreamManagement *management,
         const char           *id)
{
  g_autoptr(XmppElement) message = xmpp_element_new ("message", XMPP_NS_CLIENT);

  xmpp_element_set_attribute (message, "id", id);
  g_assert_false (xmpp_stream_management_is_again (management, message));
  xmpp_stream_management_note_received (management, message);
}

/* The same once more, as a server stamps it. */
static void
receive_again (XmppStreamManagement *management,
               const char           *id)
{
  g_autoptr(XmppElement) message = xmpp_element_new ("message", XMPP_NS_CLIENT);

  xmpp_element_set_attribute (message, "id", id);
  xmpp_element_set_attribute (xmpp_element_add_child (message, "delay", XMPP_NS_DELAY), "stamp",
                              "2026-01-01T00:00:00Z");
  g_assert_true (xmpp_stream_management_is_again (management, message));
  xmpp_stream_management_note_received (management, message);
}

static void
assert_acks (XmppStreamManagement *management,
             guint                 handled)
{
  g_autofree char *xml = g_strdup_printf ("<a xmlns='urn:xmpp:sm:3' h='%u'/>", handled);

  assert_says (xmpp_stream_management_make_ack (management), xml);
}

/* The stream is lost and another one goes on, once the server was told of @handled. */
static void
resume (XmppStreamManagement *management,
        const char           *handled)
{
  g_autoptr(XmppElement) resumed = make ("resumed", "previd", "some-long-sm-id", "h", "0", NULL);
  g_autoptr(XmppElement) request = NULL;

  xmpp_stream_management_lose_stream (management);
  request = xmpp_stream_management_make_resume (management);
  g_assert_cmpstr (xmpp_element_get_attribute (request, "h"), ==, handled);
  g_assert_true (xmpp_stream_management_take_resumed (management, resumed, NULL));
  xmpp_stream_management_start_stream (management);
}

static gboolean
take_ack (XmppStreamManagement *management,
          const char           *handled)
{
  g_autoptr(XmppElement) ack = make ("a", "h", handled, NULL);
  g_autoptr(GError) error = NULL;
  gboolean taken = xmpp_stream_management_take_ack (management, ack, &error);

  if (!taken)
    g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
  return taken;
}

static void
assert_waits (XmppStreamManagement *management,
              const char           *expected)
{
  g_autoptr(GPtrArray) stanzas = xmpp_stream_management_dup_unacknowledged (management);
  g_autoptr(GString) ids = g_string_new (NULL);

  for (guint i = 0; i < stanzas->len; i++)
    g_string_append (ids, xmpp_element_get_attribute (stanzas->pdata[i], "id"));
  g_assert_cmpstr (ids->str, ==, expected);
}

static XmppStreamManagement *
new_enabled (void)
{
  XmppStreamManagement *management = xmpp_stream_management_new ();
  g_autoptr(XmppElement) enabled = make ("enabled", "id", "some-long-sm-id", "resume", "true",
                                         "max", "300", NULL);
  g_autoptr(GError) error = NULL;

  assert_says (xmpp_stream_management_make_enable (management),
               "<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
  g_assert_true (xmpp_stream_management_take_enabled (management, enabled, &error));
  g_assert_no_error (error);
  xmpp_stream_management_start_stream (management);
  return management;
}

/* XEP-0198, 8.1 */
static void
test_basic_scenario (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();

  g_assert_true (xmpp_stream_management_is_enabled (management));
  g_assert_false (xmpp_stream_management_is_resumed (management));

  send (management, "a");
  assert_says (xmpp_stream_management_make_request (management), "<r xmlns='urn:xmpp:sm:3'/>");
  receive (management, "in");
  g_assert_true (take_ack (management, "1"));
  assert_waits (management, "");

  assert_says (xmpp_stream_management_make_ack (management), "<a xmlns='urn:xmpp:sm:3' h='1'/>");
  send (management, "b");
  g_assert_true (take_ack (management, "2"));
  receive (management, "in");
  assert_says (xmpp_stream_management_make_ack (management), "<a xmlns='urn:xmpp:sm:3' h='2'/>");
  send (management, "c");
  g_assert_true (take_ack (management, "3"));
  g_assert_cmpuint (xmpp_stream_management_get_acknowledged (management), ==, 3);
}

/* XEP-0198, 4: what is sent after <enable/> counts, before its answer too. */
static void
test_counting_begins_with_enable (void)
{
  g_autoptr(XmppStreamManagement) management = xmpp_stream_management_new ();
  g_autoptr(XmppElement) enabled = make ("enabled", NULL);
  g_autoptr(XmppElement) enable = NULL;

  send (management, "a");
  enable = xmpp_stream_management_make_enable (management);
  xmpp_stream_management_start_stream (management);
  send (management, "b");
  receive (management, "in");
  g_assert_true (xmpp_stream_management_is_awaited (management));
  g_assert_false (xmpp_stream_management_is_enabled (management));
  g_assert_true (xmpp_stream_management_take_enabled (management, enabled, NULL));
  g_assert_false (xmpp_stream_management_can_resume (management));

  assert_waits (management, "b");
  assert_says (xmpp_stream_management_make_ack (management), "<a xmlns='urn:xmpp:sm:3' h='0'/>");
  g_assert_true (take_ack (management, "1"));
  g_assert_cmpuint (xmpp_stream_management_get_acknowledged (management), ==, 2);
}

static void
test_resumed (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  g_autoptr(XmppElement) resumed = make ("resumed", "previd", "some-long-sm-id", "h", "2", NULL);
  g_autoptr(GError) error = NULL;

  send (management, "a");
  send (management, "b");
  send (management, "c");
  receive (management, "in");
  xmpp_stream_management_lose_stream (management);
  g_assert_false (xmpp_stream_management_is_enabled (management));
  g_assert_true (xmpp_stream_management_can_resume (management));
  assert_says (xmpp_stream_management_make_resume (management),
               "<resume xmlns='urn:xmpp:sm:3' previd='some-long-sm-id' h='1'/>");
  g_assert_true (xmpp_stream_management_take_resumed (management, resumed, &error));
  g_assert_no_error (error);
  xmpp_stream_management_start_stream (management);

  g_assert_true (xmpp_stream_management_is_resumed (management));
  assert_waits (management, "c");
  g_assert_cmpuint (xmpp_stream_management_get_acknowledged (management), ==, 2);
  g_assert_cmpuint (send (management, "d"), ==, 4);
  g_assert_true (take_ack (management, "4"));
}

/* What the server had of the old session is acknowledged, and the new one counts from zero. */
static void
test_not_resumed (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  g_autoptr(XmppElement) failed = make ("failed", "h", "1", NULL);
  g_autoptr(XmppElement) enabled = make ("enabled", "id", "other", "resume", "1", NULL);
  g_autoptr(XmppElement) resume = NULL;
  g_autoptr(XmppElement) enable = NULL;

  send (management, "a");
  send (management, "b");
  receive (management, "in");
  xmpp_stream_management_lose_stream (management);
  resume = xmpp_stream_management_make_resume (management);
  enable = xmpp_stream_management_make_enable (management);
  xmpp_stream_management_take_failed (management, failed);
  g_assert_cmpuint (xmpp_stream_management_get_acknowledged (management), ==, 1);
  g_assert_false (xmpp_stream_management_can_resume (management));
  g_assert_true (xmpp_stream_management_take_enabled (management, enabled, NULL));
  xmpp_stream_management_start_stream (management);

  g_assert_true (xmpp_stream_management_is_enabled (management));
  g_assert_false (xmpp_stream_management_is_resumed (management));
  assert_waits (management, "");
  assert_says (xmpp_stream_management_make_ack (management), "<a xmlns='urn:xmpp:sm:3' h='0'/>");
  g_assert_cmpuint (send (management, "c"), ==, 3);
  g_assert_true (take_ack (management, "1"));
  g_assert_cmpuint (xmpp_stream_management_get_acknowledged (management), ==, 3);
}

/* XEP-0198, 6 */
static void
test_too_high (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  g_autoptr(XmppElement) ack = make ("a", "h", "10", NULL);

  for (guint i = 0; i < 8; i++)
    send (management, "a");
  g_assert_false (take_ack (management, "10"));
  assert_says (xmpp_stream_management_make_error (management, ack),
               "<error xmlns='http://etherx.jabber.org/streams'>"
               "<undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
               "<handled-count-too-high xmlns='urn:xmpp:sm:3' h='10' send-count='8'/></error>");
  g_assert_true (take_ack (management, "8"));
  g_assert_false (take_ack (management, "7"));
  g_assert_false (take_ack (management, ""));
  g_assert_false (take_ack (management, "-1"));
  g_assert_false (take_ack (management, "4294967304"));
}

static void
test_holds (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  guint64 first = 0;
  guint64 second = 0;

  receive (management, "1");
  first = xmpp_stream_management_hold (management);
  receive (management, "2");
  second = xmpp_stream_management_hold (management);
  receive (management, "3");
  assert_acks (management, 1);
  g_assert_true (xmpp_stream_management_release (management, first));
  assert_acks (management, 2);
  g_assert_true (xmpp_stream_management_release (management, second));
  assert_acks (management, 3);
  g_assert_false (xmpp_stream_management_release (management, second));
  receive (management, "4");
  g_assert_false (xmpp_stream_management_release (management, second));
  assert_acks (management, 4);
}

/* What is not stored is not said to be had when the session goes on either: the server has to keep
 * it, should we end. XEP-0198, 5: it sends it again, which is not for those above. */
static void
test_held_over_resumption (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  guint64 first = 0;
  guint64 second = 0;

  receive (management, "1");
  first = xmpp_stream_management_hold (management);
  receive (management, "2");
  receive (management, "3");
  second = xmpp_stream_management_hold (management);
  receive (management, "4");

  resume (management, "1");
  receive_again (management, "2");
  assert_acks (management, 1);

  /* Stored before all of it has come again: no more is had than what came over this stream. */
  g_assert_true (xmpp_stream_management_release (management, first));
  assert_acks (management, 2);
  receive_again (management, "3");
  assert_acks (management, 3);

  /* Lost once more in the midst of it, and released while the server is asked. */
  {
    g_autoptr(XmppElement) resumed = make ("resumed", "previd", "some-long-sm-id", "h", "0", NULL);

    xmpp_stream_management_lose_stream (management);
    assert_says (xmpp_stream_management_make_resume (management),
                 "<resume xmlns='urn:xmpp:sm:3' previd='some-long-sm-id' h='3'/>");
    xmpp_stream_management_release (management, second);
    g_assert_true (xmpp_stream_management_take_resumed (management, resumed, NULL));
    xmpp_stream_management_start_stream (management);
  }
  receive_again (management, "4");
  assert_acks (management, 4);
  receive (management, "5");
  receive (management, "5");
  assert_acks (management, 6);
}

/* What comes in another's place is not taken for it. */
static void
test_other_comes_again (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  guint64 hold = xmpp_stream_management_hold (management);
  guint64 anew = 0;

  receive (management, "1");
  receive (management, "2");
  resume (management, "0");
  anew = xmpp_stream_management_hold (management);
  receive (management, "another");
  receive_again (management, "2");
  receive (management, "2");
  assert_acks (management, 0);
  g_assert_false (xmpp_stream_management_release (management, hold));
  g_assert_true (xmpp_stream_management_release (management, anew));
  assert_acks (management, 3);
}

/* One after the other, the newest first, or one of them last of all: nothing that is held is said
 * to be had. */
static void
test_many_holds (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  g_autoptr(GArray) holds = g_array_new (FALSE, FALSE, sizeof (guint64));
  const guint n_holds = 10000;
  const guint bad = 7000;

  for (guint i = 0; i < n_holds; i++)
    {
      guint64 hold = xmpp_stream_management_hold (management);

      receive (management, "in");
      g_array_append_val (holds, hold);
    }
  assert_acks (management, 0);
  for (guint i = 0; i < bad; i++)
    {
      g_assert_true (xmpp_stream_management_release (management,
                                                     g_array_index (holds, guint64, i)));
      if (i % 1000 == 0)
        assert_acks (management, i + 1);
    }
  for (guint i = n_holds - 1; i > bad; i--)
    xmpp_stream_management_release (management, g_array_index (holds, guint64, i));
  assert_acks (management, bad);
  resume (management, "7000");
  for (guint i = bad; i < n_holds; i++)
    receive_again (management, "in");
  assert_acks (management, bad);
  g_assert_true (xmpp_stream_management_release (management,
                                                 g_array_index (holds, guint64, bad)));
  assert_acks (management, n_holds);
}

/* However much is held, what is remembered has a bound; what came beyond it is not lost either. */
static void
test_too_many_holds (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  guint64 first = xmpp_stream_management_hold (management);
  guint64 last = 0;

  for (guint i = 0; i < MAX_CAME + 10; i++)
    receive (management, "in");
  last = xmpp_stream_management_hold (management);
  receive (management, "last");
  g_assert_cmpuint (management->holds->came->len, ==, MAX_CAME);
  g_assert_false (xmpp_stream_management_release (management, first));
  assert_acks (management, MAX_CAME - 1);
  g_assert_true (xmpp_stream_management_release (management, last));
  assert_acks (management, MAX_CAME + 11);
}

/* What a session was held up by is no matter of the next one. */
static void
test_holds_of_before (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  g_autoptr(XmppElement) enabled = make ("enabled", "id", "other", "resume", "1", NULL);
  guint64 before = xmpp_stream_management_hold (management);
  guint64 now = 0;

  receive (management, "1");
  xmpp_stream_management_reset (management);
  xmpp_element_unref (xmpp_stream_management_make_enable (management));
  g_assert_true (xmpp_stream_management_take_enabled (management, enabled, NULL));
  xmpp_stream_management_start_stream (management);
  now = xmpp_stream_management_hold (management);
  receive (management, "1");
  assert_acks (management, 0);
  g_assert_false (xmpp_stream_management_release (management, before));
  assert_acks (management, 0);
  g_assert_true (xmpp_stream_management_release (management, now));
  assert_acks (management, 1);
}

/* XEP-0198, 4: after 2^32 - 1 comes 0, on either side. */
static void
test_wrap (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  const guint64 last = G_GUINT64_CONSTANT (0xffffffff);

  management->last_serial = last - 1;
  management->counted = last - 1;
  management->holds->next = management->holds->start + last - 1;
  send (management, "a");
  send (management, "b");
  send (management, "c");
  g_assert_false (take_ack (management, "2"));
  g_assert_true (take_ack (management, "4294967295"));
  assert_waits (management, "bc");
  g_assert_true (take_ack (management, "0"));
  assert_waits (management, "c");
  g_assert_false (take_ack (management, "4294967295"));
  g_assert_true (take_ack (management, "1"));
  g_assert_cmpuint (xmpp_stream_management_get_acknowledged (management), ==, last + 2);

  receive (management, "in");
  assert_says (xmpp_stream_management_make_ack (management),
               "<a xmlns='urn:xmpp:sm:3' h='4294967295'/>");
  receive (management, "in");
  assert_says (xmpp_stream_management_make_ack (management), "<a xmlns='urn:xmpp:sm:3' h='0'/>");
}

/* What the server does not answer for is not kept without end; acknowledgements go on, and once it
 * has all that we no longer have the session can be resumed again. */
static void
test_overflow (void)
{
  g_autoptr(XmppStreamManagement) management = new_enabled ();
  guint n_sent = 0;

  while (xmpp_stream_management_can_resume (management))
    {
      g_assert_cmpuint (send (management, "a"), ==, ++n_sent);
      g_assert_cmpuint (n_sent, <, 100000);
    }
  assert_waits (management, "");
  send (management, "b");
  assert_waits (management, "b");
  g_assert_true (take_ack (management, "1"));
  assert_waits (management, "b");
  g_assert_false (xmpp_stream_management_can_resume (management));
  {
    g_autofree char *all = g_strdup_printf ("%u", n_sent);

    g_assert_true (take_ack (management, all));
  }
  g_assert_cmpuint (xmpp_stream_management_get_acknowledged (management), ==, n_sent);
  g_assert_true (xmpp_stream_management_can_resume (management));
  assert_waits (management, "b");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/stream-management/basic-scenario", test_basic_scenario);
  g_test_add_func ("/stream-management/counting-begins-with-enable",
                   test_counting_begins_with_enable);
  g_test_add_func ("/stream-management/resumed", test_resumed);
  g_test_add_func ("/stream-management/not-resumed", test_not_resumed);
  g_test_add_func ("/stream-management/too-high", test_too_high);
  g_test_add_func ("/stream-management/holds", test_holds);
  g_test_add_func ("/stream-management/held-over-resumption", test_held_over_resumption);
  g_test_add_func ("/stream-management/other-comes-again", test_other_comes_again);
  g_test_add_func ("/stream-management/many-holds", test_many_holds);
  g_test_add_func ("/stream-management/too-many-holds", test_too_many_holds);
  g_test_add_func ("/stream-management/holds-of-before", test_holds_of_before);
  g_test_add_func ("/stream-management/wrap", test_wrap);
  g_test_add_func ("/stream-management/overflow", test_overflow);

  return g_test_run ();
}
