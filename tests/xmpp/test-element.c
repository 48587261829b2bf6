/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Elements: built, read, copied, written, and read again. */
#include "xmpp-element.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"

#include <string.h>

static XmppElement *
parse (const char *xml)
{
  g_autoptr(GError) error = NULL;
  XmppElement *element = xmpp_parser_parse (xml, -1, &error);

  g_assert_no_error (error);
  return element;
}

static void
assert_xml (XmppElement *element,
            const char  *outer_ns,
            const char  *expected)
{
  g_autofree char *xml = xmpp_element_to_xml (element, outer_ns);

  g_assert_cmpstr (xml, ==, expected);
}

static void
test_build (void)
{
  g_autoptr(XmppElement) message = xmpp_element_new ("message", XMPP_NS_CLIENT);
  XmppElement *x;

  xmpp_element_set_attribute (message, "type", "chat");
  xmpp_element_set_attribute (message, "to", "juliet@capulet.lit");
  xmpp_element_set_attribute (message, "id", NULL);
  xmpp_element_add_text_child (message, "body", NULL, "Art thou not Romeo?");
  xmpp_element_add_child (message, "request", XMPP_NS_RECEIPTS);
  x = xmpp_element_add_child (message, "x", XMPP_NS_DATA_FORM);
  xmpp_element_add_text_child (x, "title", NULL, NULL);

  assert_xml (message, XMPP_NS_CLIENT,
              "<message type='chat' to='juliet@capulet.lit'><body>Art thou not Romeo?</body>"
              "<request xmlns='urn:xmpp:receipts'/><x xmlns='jabber:x:data'><title/></x>"
              "</message>");
  assert_xml (x, XMPP_NS_DATA_FORM, "<x><title/></x>");
  assert_xml (x, NULL, "<x xmlns='jabber:x:data'><title/></x>");
}

static void
test_iq (void)
{
  g_autoptr(XmppElement) plain = xmpp_element_new_iq ("get", NULL);
  g_autoptr(XmppElement) iq = xmpp_element_new_iq ("set", "capulet.lit");
  g_autoptr(XmppElement) request = parse ("<iq xmlns='jabber:client' type='get' id='1' to='b' "
                                          "from='a'><ping xmlns='urn:xmpp:ping'/></iq>");
  g_autoptr(XmppElement) result = xmpp_element_new_result (request);
  g_autoptr(XmppElement) bare_request = parse ("<iq xmlns='jabber:client' type='get'/>");
  g_autoptr(XmppElement) bare_result = xmpp_element_new_result (bare_request);

  assert_xml (plain, XMPP_NS_CLIENT, "<iq type='get'/>");
  assert_xml (iq, XMPP_NS_CLIENT, "<iq type='set' to='capulet.lit'/>");
  assert_xml (result, XMPP_NS_CLIENT, "<iq type='result' to='a' id='1'/>");
  assert_xml (bare_result, XMPP_NS_CLIENT, "<iq type='result'/>");
}

static void
test_read (void)
{
  g_autoptr(XmppElement) stanza =
    parse ("<message xmlns='jabber:client' from='a' xml:lang='en' xmlns:q='urn:q' q:from='b'>"
           "<body>one</body><body xml:lang='de'>zwei<b xmlns='urn:b'/>drei</body>"
           "<q:body/><subject/><body>two</body></message>");
  XmppElement *body = xmpp_element_get_child (stanza, "body", XMPP_NS_CLIENT);
  XmppElement *german = xmpp_element_get_next_same (body);
  XmppElement *last = xmpp_element_get_next_same (german);

  g_assert_cmpstr (xmpp_element_get_name (stanza), ==, "message");
  g_assert_cmpstr (xmpp_element_get_ns (stanza), ==, XMPP_NS_CLIENT);
  g_assert_true (xmpp_element_is (stanza, "message", XMPP_NS_CLIENT));
  g_assert_true (xmpp_element_is (stanza, "message", NULL));
  g_assert_true (xmpp_element_is (stanza, NULL, XMPP_NS_CLIENT));
  g_assert_false (xmpp_element_is (stanza, "messages", XMPP_NS_CLIENT));
  g_assert_false (xmpp_element_is (stanza, "message", "jabber:server"));
  g_assert_false (xmpp_element_is (stanza, "message", ""));

  g_assert_cmpstr (xmpp_element_get_attribute (stanza, "from"), ==, "a");
  g_assert_cmpstr (xmpp_element_get_attribute_ns (stanza, "from", "urn:q"), ==, "b");
  g_assert_null (xmpp_element_get_attribute_ns (stanza, "from", "urn:r"));
  g_assert_null (xmpp_element_get_attribute (stanza, "to"));
  g_assert_null (xmpp_element_get_attribute (stanza, "xmlns"));
  g_assert_null (xmpp_element_get_attribute (stanza, "lang"));
  g_assert_cmpstr (xmpp_element_get_attribute (stanza, "xml:lang"), ==, "en");

  g_assert_cmpstr (xmpp_element_get_text (stanza), ==, "");
  g_assert_cmpstr (xmpp_element_get_text (body), ==, "one");
  g_assert_cmpstr (xmpp_element_get_text (german), ==, "zweidrei");
  g_assert_cmpstr (xmpp_element_get_text (last), ==, "two");
  g_assert_null (xmpp_element_get_next_same (last));
  g_assert_cmpstr (xmpp_element_get_language (body), ==, "en");
  g_assert_cmpstr (xmpp_element_get_language (german), ==, "de");
  g_assert_cmpstr (xmpp_element_get_language (xmpp_element_get_first_child (german)), ==, "de");

  g_assert_true (xmpp_element_get_first_child (stanza) == body);
  g_assert_true (xmpp_element_get_next (body) == german);
  g_assert_null (xmpp_element_get_next (last));
  g_assert_null (xmpp_element_get_next (stanza));
  g_assert_true (xmpp_element_get_parent (body) == stanza);
  g_assert_null (xmpp_element_get_parent (stanza));
  g_assert_true (xmpp_element_get_child (stanza, NULL, NULL) == body);
  g_assert_true (xmpp_element_is (xmpp_element_get_child (stanza, NULL, "urn:q"), "body", "urn:q"));
  g_assert_null (xmpp_element_get_child (stanza, "thread", NULL));

  g_assert_cmpstr (xmpp_element_get_child_text (stanza, "body", NULL), ==, "one");
  g_assert_cmpstr (xmpp_element_get_child_text (stanza, "subject", NULL), ==, "");
  g_assert_null (xmpp_element_get_child_text (stanza, "thread", NULL));
}

static void
test_no_namespace (void)
{
  g_autoptr(XmppElement) none = xmpp_element_new ("a", NULL);
  g_autoptr(XmppElement) empty = xmpp_element_new ("a", "");
  g_autoptr(XmppElement) stanza = xmpp_element_new ("a", XMPP_NS_CLIENT);

  xmpp_element_add_child (none, "b", XMPP_NS_CLIENT);
  xmpp_element_add_child (stanza, "b", "");
  g_assert_null (xmpp_element_get_ns (none));
  g_assert_null (xmpp_element_get_ns (empty));
  assert_xml (none, NULL, "<a><b xmlns='jabber:client'/></a>");
  assert_xml (none, "", "<a><b xmlns='jabber:client'/></a>");
  assert_xml (none, XMPP_NS_CLIENT, "<a xmlns=''><b xmlns='jabber:client'/></a>");
  assert_xml (stanza, XMPP_NS_CLIENT, "<a><b xmlns=''/></a>");
}

static void
test_attributes (void)
{
  g_autoptr(XmppElement) a = xmpp_element_new ("a", NULL);

  xmpp_element_set_attribute (a, "one", "1");
  xmpp_element_set_attribute (a, "two", "2");
  xmpp_element_set_attribute (a, "three", "3");
  xmpp_element_set_attribute (a, "xml:lang", "en");
  xmpp_element_set_attribute_ns (a, "one", "urn:x", "x'y");
  xmpp_element_set_attribute_ns (a, "two", "urn:y&'", "");
  assert_xml (a, NULL, "<a one='1' two='2' three='3' xml:lang='en' xmlns:a0='urn:x' "
              "a0:one='x&apos;y' xmlns:a1='urn:y&amp;&apos;' a1:two=''/>");

  xmpp_element_set_attribute (a, "two", "a longer one");
  xmpp_element_set_attribute (a, "one", NULL);
  xmpp_element_set_attribute_ns (a, "two", "urn:y&'", NULL);
  xmpp_element_set_attribute (a, "none", NULL);
  xmpp_element_set_attribute (a, "xml:lang", "de");
  xmpp_element_set_attribute (a, "three", "");
  xmpp_element_set_attribute (a, "four", xmpp_element_get_attribute (a, "two"));
  xmpp_element_set_attribute (a, "two", xmpp_element_get_attribute (a, "two") + 2);
  assert_xml (a, NULL, "<a two='longer one' three='' xml:lang='de' xmlns:a0='urn:x' "
              "a0:one='x&apos;y' four='a longer one'/>");
}

/* Neither takes more memory for ever, nor does it lose a byte. */
static void
test_set_again (void)
{
  g_autoptr(XmppElement) a = xmpp_element_new ("a", NULL);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < 20000; i++)
    {
      if (i % 1000 == 0)
        g_string_append (text, "Wherefore art thou Romeo? ");
      xmpp_element_set_text (a, i % 2 == 0 ? text->str : "short");
      xmpp_element_set_attribute (a, "b", i % 2 == 0 ? text->str : NULL);
      xmpp_element_set_attribute (a, "c", i % 2 == 0 ? text->str : "short");
      if (i % 2 == 0)
        {
          g_assert_cmpstr (xmpp_element_get_text (a), ==, text->str);
          g_assert_cmpstr (xmpp_element_get_attribute (a, "c"), ==, text->str);
        }
    }

  xmpp_element_set_text (a, text->str);
  xmpp_element_set_text (a, xmpp_element_get_text (a) + 10);
  g_assert_cmpstr (xmpp_element_get_text (a), ==, text->str + 10);
  xmpp_element_set_text (a, NULL);
  g_assert_cmpstr (xmpp_element_get_text (a), ==, "");
}

static void
test_text_with_children (void)
{
  g_autoptr(XmppElement) a = xmpp_element_new ("a", NULL);

  xmpp_element_set_text (a, "before ");
  xmpp_element_add_child (a, "b", NULL);
  assert_xml (a, NULL, "<a>before <b/></a>");
  xmpp_element_set_text (a, "after");
  assert_xml (a, NULL, "<a><b/>after</a>");
  xmpp_element_add_child (a, "c", NULL);
  assert_xml (a, NULL, "<a><b/>after<c/></a>");
  xmpp_element_set_text (a, "");
  assert_xml (a, NULL, "<a><b/><c/></a>");
}

static void
test_big (void)
{
  g_autofree char *picture = g_strnfill (700 * 1000, 'A');
  g_autoptr(XmppElement) iq = xmpp_element_new_iq ("set", NULL);
  g_autofree char *xml = NULL;

  xmpp_element_add_text_child (iq, "data", XMPP_NS_AVATAR_DATA, picture);
  xmpp_element_set_attribute (iq, "id", picture);
  for (guint i = 0; i < 50000; i++)
    xmpp_element_add_text_child (iq, "item", XMPP_NS_ROSTER, "somebody");
  g_assert_cmpstr (xmpp_element_get_child_text (iq, "data", XMPP_NS_AVATAR_DATA), ==, picture);
  g_assert_cmpstr (xmpp_element_get_attribute (iq, "id"), ==, picture);
  xml = xmpp_element_to_xml (iq, XMPP_NS_CLIENT);
  g_assert_cmpuint (strlen (xml), ==, strlen ("<iq type='set' id=''></iq>") + 2 * 700000
                    + strlen ("<data xmlns='urn:xmpp:avatar:data'></data>")
                    + 50000 * strlen ("<item xmlns='jabber:iq:roster'>somebody</item>"));
}

/* What XML 1.0 cannot say is left out; what it would change is written as a reference. */
static void
test_escape (void)
{
  static const struct {
    const char *text;
    const char *in_text;
    const char *in_attribute;
  } cases[] = {
    { "", "", "" },
    { "plain", "plain", "plain" },
    { "<&>'\"", "&lt;&amp;&gt;'\"", "&lt;&amp;&gt;&apos;\"" },
    { "]]>", "]]&gt;", "]]&gt;" },
    { "a\tb\nc\rd", "a\tb\nc&#13;d", "a&#9;b&#10;c&#13;d" },
    { "\x01\x02" "a\x08\x0b\x0c\x0e\x1f" "b\x7f", "ab\x7f", "ab\x7f" },
    { "\xef\xbf\xbe" "a\xef\xbf\xbf", "a", "a" },
    { "\xef\xbf\xbd", "\xef\xbf\xbd", "\xef\xbf\xbd" },
    { "\xed\xa0\x80" "a", "a", "a" },
    { "\xf0\x9f\x98\xba", "\xf0\x9f\x98\xba", "\xf0\x9f\x98\xba" },
    { "a\xff" "b\xc3", "ab", "ab" },
    { "\xc0\xbc" "b>", "b&gt;", "b&gt;" },
    { "\xe2\x82<", "&lt;", "&lt;" },
    { "&amp;&#38;", "&amp;amp;&amp;#38;", "&amp;amp;&amp;#38;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppElement) a = xmpp_element_new ("a", NULL);
      g_autoptr(XmppElement) again = NULL;
      g_autofree char *expected = NULL;
      g_autofree char *xml = NULL;

      xmpp_element_set_attribute (a, "b", cases[i].text);
      xmpp_element_set_text (a, cases[i].text);
      expected = *cases[i].in_text != '\0'
                 ? g_strdup_printf ("<a b='%s'>%s</a>", cases[i].in_attribute, cases[i].in_text)
                 : g_strdup_printf ("<a b='%s'/>", cases[i].in_attribute);
      xml = xmpp_element_to_xml (a, NULL);

      /* An element whose text is all left out is written with an end tag. */
      if (*cases[i].in_text != '\0' || *cases[i].text == '\0')
        g_assert_cmpstr (xml, ==, expected);

      again = parse (xml);
      if (g_utf8_validate (cases[i].text, -1, NULL) && strpbrk (cases[i].text, "\x01\x02") == NULL
          && strstr (cases[i].text, "\xef\xbf\xbe") == NULL)
        {
          g_assert_cmpstr (xmpp_element_get_text (again), ==, cases[i].text);
          g_assert_cmpstr (xmpp_element_get_attribute (again, "b"), ==, cases[i].text);
        }
    }
}

static void
test_copy (void)
{
  g_autoptr(XmppElement) parsed = parse ("<a xmlns='urn:a' xml:lang='en'>"
                                         "1<b c='d'>2</b>3<b/>4</a>");
  g_autoptr(XmppElement) copy = xmpp_element_copy (parsed);
  g_autoptr(XmppElement) part = xmpp_element_copy (xmpp_element_get_first_child (parsed));
  g_autoptr(XmppElement) other = xmpp_element_new ("other", "urn:o");
  XmppElement *within;

  assert_xml (copy, NULL, "<a xmlns='urn:a' xml:lang='en'>1<b c='d'>2</b>3<b/>4</a>");
  assert_xml (part, NULL, "<b xmlns='urn:a' c='d'>2</b>");
  g_assert_null (xmpp_element_get_parent (part));
  g_assert_null (xmpp_element_get_next (part));

  xmpp_element_set_attribute (copy, "new", "1");
  xmpp_element_add_child (part, "e", NULL);
  g_assert_null (xmpp_element_get_attribute (parsed, "new"));

  within = xmpp_element_append_copy (other, parsed);
  g_assert_true (xmpp_element_get_parent (within) == other);
  xmpp_element_append_copy (other, xmpp_element_get_first_child (within));
  assert_xml (other, "urn:o", "<other><a xmlns='urn:a' xml:lang='en'>1<b c='d'>2</b>3<b/>4</a>"
              "<b xmlns='urn:a' c='d'>2</b></other>");

  /* Into itself */
  xmpp_element_append_copy (part, part);
  xmpp_element_append_copy (part, xmpp_element_get_first_child (part));
  assert_xml (part, "urn:a", "<b c='d'>2<e/><b c='d'>2<e/></b><e/></b>");
}

static void
test_reference (void)
{
  XmppElement *root = xmpp_element_new ("a", "urn:made:up");
  g_autoptr(XmppElement) leaf = NULL;

  leaf = xmpp_element_add_text_child (xmpp_element_add_child (root, "b", NULL), "c", NULL, "text");
  leaf = xmpp_element_ref (leaf);
  xmpp_element_unref (root);

  root = xmpp_element_get_parent (xmpp_element_get_parent (leaf));
  assert_xml (root, NULL, "<a xmlns='urn:made:up'><b><c>text</c></b></a>");
}

static void
test_sealed (void)
{
  g_autoptr(XmppElement) sealed = parse ("<a b='c'>d<e/></a>");

  for (guint i = 0; i < 6; i++)
    {
      g_test_expect_message ("xmpp-element", G_LOG_LEVEL_CRITICAL, "*sealed*");
      switch (i)
        {
        case 0: xmpp_element_set_attribute (sealed, "b", "x"); break;
        case 1: xmpp_element_set_attribute (sealed, "b", NULL); break;
        case 2: xmpp_element_set_text (sealed, "x"); break;
        case 3: g_assert_null (xmpp_element_add_child (sealed, "x", NULL)); break;
        case 4: g_assert_null (xmpp_element_append_copy (sealed, sealed)); break;
        default:
          g_test_expect_message ("xmpp-element", G_LOG_LEVEL_CRITICAL, "*child != NULL*");
          g_assert_null (xmpp_element_add_text_child (sealed, "x", NULL, "x"));
          break;
        }
      g_test_assert_expected_messages ();
    }

  assert_xml (sealed, NULL, "<a b='c'>d<e/></a>");
}

static const char *const some_names[] = {
  "ADR", "WORK", "a", "x", "message", "presence", "iq", "body", "from", "to", "id", "type", "lang",
  "vCard", "stream", "features", "error", "query", "item", "jid", "subscription", "stanza-id",
};

static const char *const namespaces[] = {
  XMPP_NS_XML, XMPP_NS_CLIENT, XMPP_NS_STREAM, XMPP_NS_STREAM_ERRORS, XMPP_NS_STANZA_ERRORS,
  XMPP_NS_TLS, XMPP_NS_SASL, XMPP_NS_BIND, XMPP_NS_SESSION, XMPP_NS_ROSTER,
  XMPP_NS_ROSTER_VERSIONING, XMPP_NS_PRE_APPROVAL, XMPP_NS_FRAMING, XMPP_NS_STREAM_MANAGEMENT,
  XMPP_NS_CLIENT_STATE, XMPP_NS_SASL2, XMPP_NS_BIND2, XMPP_NS_FAST, XMPP_NS_SASL_CHANNEL_BINDING,
  XMPP_NS_STREAM_LIMITS, XMPP_NS_DATA_FORM, XMPP_NS_DATA_VALIDATE, XMPP_NS_DATA_LAYOUT,
  XMPP_NS_CAPTCHA, XMPP_NS_MEDIA_ELEMENT, XMPP_NS_BITS_OF_BINARY, XMPP_NS_DISCO_INFO,
  XMPP_NS_DISCO_ITEMS, XMPP_NS_CAPS, XMPP_NS_CAPS_OPTIMIZE, XMPP_NS_ECAPS2,
  XMPP_NS_ECAPS2_OPTIMIZE, XMPP_NS_HASHES, XMPP_NS_REGISTER, XMPP_NS_REGISTER_FEATURE,
  XMPP_NS_OOB, XMPP_NS_PRE_AUTH_SUBSCRIPTION, XMPP_NS_REGISTER_TOKEN, XMPP_NS_CHAT_STATES,
  XMPP_NS_RECEIPTS, XMPP_NS_CHAT_MARKERS, XMPP_NS_DELAY, XMPP_NS_LEGACY_DELAY, XMPP_NS_CARBONS,
  XMPP_NS_FORWARD, XMPP_NS_HINTS, XMPP_NS_STANZA_ID, XMPP_NS_ARCHIVE, XMPP_NS_ARCHIVE_EXTENDED,
  XMPP_NS_RESULT_SET, XMPP_NS_CORRECTION, XMPP_NS_FALLBACK, XMPP_NS_REACTIONS, XMPP_NS_REPLY,
  XMPP_NS_ENCRYPTION, XMPP_NS_PUBSUB, XMPP_NS_PUBSUB_EVENT, XMPP_NS_PUBSUB_OWNER,
  XMPP_NS_PUBSUB_ERRORS, XMPP_NS_PUBSUB_NODE_CONFIG, XMPP_NS_PUBSUB_PUBLISH_OPTIONS,
  XMPP_NS_VCARD, XMPP_NS_VCARD_UPDATE, XMPP_NS_AVATAR_DATA, XMPP_NS_AVATAR_METADATA,
  XMPP_NS_AVATAR_CONVERSION, XMPP_NS_NICK, XMPP_NS_IDLE, XMPP_NS_BLOCKING,
  XMPP_NS_BLOCKING_ERRORS, XMPP_NS_REPORTING, XMPP_NS_REPORTING_SPAM, XMPP_NS_REPORTING_ABUSE,
  XMPP_NS_PING, XMPP_NS_TIME, XMPP_NS_VERSION, XMPP_NS_LAST_ACTIVITY, XMPP_NS_PRIVATE,
  XMPP_NS_MUC, XMPP_NS_MUC_USER, XMPP_NS_MUC_ADMIN, XMPP_NS_MUC_OWNER, XMPP_NS_CONFERENCE,
  XMPP_NS_BOOKMARKS, XMPP_NS_OCCUPANT_ID,
};

static void
assert_known (const char *name)
{
  g_autofree char *copy = g_strdup (name);
  const char *known = xmpp_known_name (copy);

  g_test_message ("%s", name);
  g_assert_cmpstr (known, ==, name);
  g_assert_true (known == xmpp_known_name (name));
}

/* Parsed, built and copied, a known name is one pointer. */
static void
test_known_names (void)
{
  g_autoptr(XmppElement) parsed = parse ("<message xmlns='jabber:client' from='a'/>");
  g_autoptr(XmppElement) built = xmpp_element_new ("message", XMPP_NS_CLIENT);
  g_autoptr(XmppElement) copied = xmpp_element_copy (built);

  for (gsize i = 0; i < G_N_ELEMENTS (some_names); i++)
    assert_known (some_names[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (namespaces); i++)
    assert_known (namespaces[i]);
  g_assert_null (xmpp_known_name (""));
  g_assert_null (xmpp_known_name ("nobody-knows"));
  g_assert_null (xmpp_known_name ("zzz"));

  g_assert_true (xmpp_element_get_name (parsed) == xmpp_known_name ("message"));
  g_assert_true (xmpp_element_get_ns (parsed) == xmpp_known_name (XMPP_NS_CLIENT));
  g_assert_true (xmpp_element_get_name (built) == xmpp_element_get_name (parsed));
  g_assert_true (xmpp_element_get_ns (copied) == xmpp_element_get_ns (parsed));
}

static char *
make_text (GRand *rand)
{
  static const char *const pieces[] = {
    "a", "<", "&", "\n", "'", "\"", "\xc3\xa9", "\xf0\x9f\x98\xba", " ", "\r", "]]>", "\t",
  };
  GString *text = g_string_new (NULL);

  for (int n = g_rand_int_range (rand, 0, 12); n > 0; n--)
    g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);

  return g_string_free (text, FALSE);
}

static void
grow (XmppElement *element,
      GRand       *rand,
      guint        depth)
{
  static const char *const names[] = { "message", "body", "odd", "\xc3\xa9", "x" };
  static const char *const spaces[] = { NULL, "", XMPP_NS_CLIENT, "urn:odd&'<", XMPP_NS_DELAY };

  for (int n = g_rand_int_range (rand, 0, 4); n > 0; n--)
    {
      g_autofree char *value = make_text (rand);

      xmpp_element_set_attribute_ns (element, names[g_rand_int_range (rand, 0, 5)],
                                     g_rand_boolean (rand) ? "urn:odd&'<" : NULL, value);
    }

  if (g_rand_boolean (rand))
    {
      g_autofree char *text = make_text (rand);

      xmpp_element_set_text (element, text);
    }

  for (int n = depth > 0 ? g_rand_int_range (rand, 0, 4) : 0; n > 0; n--)
    grow (xmpp_element_add_child (element, names[g_rand_int_range (rand, 0, 5)],
                                  spaces[g_rand_int_range (rand, 0, 5)]), rand, depth - 1);
}

/* Whatever is built is read again as it was. */
static void
test_round_trip (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr(XmppElement) built = xmpp_element_new ("message", XMPP_NS_CLIENT);
      g_autoptr(XmppElement) parsed = NULL;
      g_autoptr(XmppElement) copied = NULL;
      g_autofree char *xml = NULL;

      grow (built, rand, 4);
      xml = xmpp_element_to_xml (built, NULL);
      parsed = parse (xml);
      assert_xml (parsed, NULL, xml);
      copied = xmpp_element_copy (parsed);
      assert_xml (copied, NULL, xml);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/element/build", test_build);
  g_test_add_func ("/element/iq", test_iq);
  g_test_add_func ("/element/read", test_read);
  g_test_add_func ("/element/no-namespace", test_no_namespace);
  g_test_add_func ("/element/attributes", test_attributes);
  g_test_add_func ("/element/set-again", test_set_again);
  g_test_add_func ("/element/text-with-children", test_text_with_children);
  g_test_add_func ("/element/big", test_big);
  g_test_add_func ("/element/escape", test_escape);
  g_test_add_func ("/element/copy", test_copy);
  g_test_add_func ("/element/reference", test_reference);
  g_test_add_func ("/element/sealed", test_sealed);
  g_test_add_func ("/element/known-names", test_known_names);
  g_test_add_func ("/element/round-trip", test_round_trip);

  return g_test_run ();
}
