/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of links: XEP-0511. */
#include "feature-fixture.h"

#include "xmpp-message.h"

#include <string.h>

#define URL "https://the.link.example.com/what-was-linked-to"
#define RDF "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
#define OG  "xmlns:og='https://ogp.me/ns#'"

static XmppMessage *
parse (const char *children)
{
  g_autofree char *xml = g_strconcat ("<message xmlns='jabber:client' type='chat' "
                                      "to='juliet@capulet.lit' id='1'>", children, "</message>", NULL);
  g_autoptr(XmppElement) stanza = feature_fixture_parse (xml);

  return xmpp_message_parse (stanza, NULL, NULL);
}

static const XmppLinkMetadata *
get (XmppMessage *message,
     guint        i)
{
  g_assert_nonnull (message->links);
  g_assert_cmpuint (message->links->len, >, i);
  return g_ptr_array_index (message->links, i);
}

/* XEP-0511, example 1. */
static void
test_read (void)
{
  g_autoptr(XmppMessage) message =
    parse ("<rdf:Description " RDF " " OG " xmlns:ogi='https://ogp.me/ns#image:' "
           "rdf:about='" URL "'><og:title>The Best Webpage</og:title>"
           "<og:description>This is a great webpage</og:description>"
           "<og:url>https://example.com/canonical</og:url>"
           "<og:image>https://link.to.example.com/image.png</og:image>"
           "<og:image>data:image/jpeg,...</og:image><ogi:alt>Alt text</ogi:alt>"
           "<og:site_name>Example Website</og:site_name></rdf:Description>");
  g_autoptr(XmppMessage) copy = xmpp_message_copy (message);

  g_assert_cmpuint (message->links->len, ==, 1);
  g_assert_cmpstr (get (copy, 0)->about, ==, URL);
  g_assert_cmpstr (get (copy, 0)->title, ==, "The Best Webpage");
  g_assert_cmpstr (get (copy, 0)->description, ==, "This is a great webpage");
  g_assert_cmpstr (get (copy, 0)->site, ==, "Example Website");
  g_assert_cmpstr (get (copy, 0)->image, ==, "data:image/jpeg,..."); /* what is elsewhere is not got */
}

/* A picture is in the message, or there is none. */
static void
test_image (void)
{
#define CID "cid:sha1+aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d@bob.xmpp.org" /* hello */
  static const struct
  {
    const char *images;
    const char *bob;
    const char *image; /* (nullable) */
  } cases[] = {
    { "<og:image>" CID "</og:image>", "aGVsbG8=", "data:image/png;base64,aGVsbG8=" },
    { "<og:image>" CID "</og:image>", "aGVsbG9v", NULL },
    { "<og:image>" CID "</og:image><og:image>DATA:image/png,x</og:image>", "",
      "DATA:image/png,x" },
    { "<og:image>https://a.example/a.png</og:image><og:image>file:///etc/passwd</og:image>"
      "<og:image>data</og:image><og:image/>", "", NULL },
    { "<image>data:image/png,x</image>", "", NULL },
  };
  g_autofree char *long_text = g_strnfill (20000, 'a');
  g_autofree char *one = g_strdup_printf ("<rdf:Description " RDF " " OG " rdf:about='" URL "'>"
                                          "<og:image>data:image/png,%s</og:image></rdf:Description>",
                                          long_text);
  g_autoptr(XmppMessage) large = parse (one);

  g_assert_null (get (large, 0)->image);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml = g_strdup_printf (
        "<rdf:Description " RDF " " OG " rdf:about='" URL "'>%s</rdf:Description>"
        "<data xmlns='urn:xmpp:bob' cid='%s' type='image/png'>%s</data>", cases[i].images,
        &CID[strlen ("cid:")], cases[i].bob);
      g_autoptr(XmppMessage) message = parse (xml);

      g_assert_cmpstr (get (message, 0)->image, ==, cases[i].image);
    }
}

/* 3.1: the attribute has a namespace; and what is said of a link is said once. */
static void
test_odd (void)
{
  g_autoptr(XmppMessage) nameless =
    parse ("<rdf:Description " RDF " " OG " about='" URL "'><og:title>No</og:title>"
           "</rdf:Description><rdf:Description " RDF "/>");
  g_autoptr(XmppMessage) twice =
    parse ("<rdf:Description " RDF " " OG " rdf:about='" URL "'><og:title>One</og:title>"
           "<og:title>Two</og:title><title>Three</title></rdf:Description>"
           "<rdf:Description " RDF " " OG " rdf:about='" URL "'><og:title>Four</og:title>"
           "</rdf:Description>");

  g_assert_null (nameless->links);
  g_assert_cmpuint (twice->links->len, ==, 1);
  g_assert_cmpstr (get (twice, 0)->title, ==, "One");
}

static void
test_bounds (void)
{
  g_autoptr(GString) many = g_string_new (NULL);
  g_autofree char *long_text = g_strnfill (100000, 'a');
  g_autofree char *one = g_strdup_printf ("<rdf:Description " RDF " " OG " rdf:about='" URL "'>"
                                          "<og:title>%s</og:title></rdf:Description>", long_text);
  g_autofree char *far = g_strdup_printf ("<rdf:Description " RDF " rdf:about='https://a/%s'/>",
                                          long_text);
  g_autoptr(XmppMessage) all = NULL;
  g_autoptr(XmppMessage) cut = parse (one);
  g_autoptr(XmppMessage) refused = parse (far);

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (many, "<rdf:Description " RDF " rdf:about='https://a/%u'/>", i);
  all = parse (many->str);
  g_assert_cmpuint (all->links->len, ==, XMPP_LINK_METADATA_MAX);
  g_assert_cmpuint (strlen (get (cut, 0)->title), <=, 1024);
  g_assert_null (refused->links);
}

static void
test_write (void)
{
  g_autoptr(XmppAddress) to = xmpp_address_parse ("juliet@capulet.lit", NULL);
  g_autoptr(XmppMessage) message = xmpp_message_new (XMPP_MESSAGE_CHAT, to);
  g_autoptr(XmppLinkMetadata) link = xmpp_link_metadata_new (URL "?a=1&b='2'");
  g_autoptr(XmppElement) stanza = NULL;
  g_autoptr(XmppElement) again = NULL;
  g_autoptr(XmppMessage) read = NULL;
  g_autofree char *xml = NULL;

  link->title = g_strdup ("Bread & <Butter>");
  message->body = g_strdup ("see " URL);
  message->links = g_ptr_array_new_with_free_func ((GDestroyNotify) xmpp_link_metadata_free);
  g_ptr_array_add (message->links, g_steal_pointer (&link));
  stanza = xmpp_message_to_element (message);
  xml = xmpp_element_to_xml (stanza, NULL);
  again = feature_fixture_parse (xml);
  read = xmpp_message_parse (again, NULL, NULL);
  g_assert_cmpstr (get (read, 0)->about, ==, URL "?a=1&b='2'");
  g_assert_cmpstr (get (read, 0)->title, ==, "Bread & <Butter>");
  g_assert_null (get (read, 0)->description);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/link-metadata/read", test_read);
  g_test_add_func ("/link-metadata/odd", test_odd);
  g_test_add_func ("/link-metadata/image", test_image);
  g_test_add_func ("/link-metadata/bounds", test_bounds);
  g_test_add_func ("/link-metadata/write", test_write);
  return g_test_run ();
}
