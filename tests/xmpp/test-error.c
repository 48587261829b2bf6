/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stanza errors, there and back: RFC 6120, 8.3. */
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"

static XmppElement *
parse (const char *xml)
{
  g_autoptr(GError) error = NULL;
  XmppElement *element = xmpp_parser_parse (xml, -1, &error);

  g_assert_no_error (error);
  return element;
}

static void
test_from_element (void)
{
  static const struct {
    const char      *xml;
    XmppStanzaError  condition;
    const char      *message;
  } cases[] = {
    { "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
      XMPP_STANZA_ERROR_ITEM_NOT_FOUND, "item-not-found" },
    { "<error type='modify' by='x'><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>No such "
      "room</text><not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
      XMPP_STANZA_ERROR_NOT_ALLOWED, "No such room" },
    { "<error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
      "<too-many xmlns='urn:app'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
      XMPP_STANZA_ERROR_RESOURCE_CONSTRAINT, "resource-constraint" },
    { "<body/><error><made-up xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
      XMPP_STANZA_ERROR_UNDEFINED_CONDITION, "undefined-condition" },
    { "<error><forbidden/></error>", XMPP_STANZA_ERROR_UNDEFINED_CONDITION, "undefined-condition" },
    { "<error xmlns='urn:x'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
      XMPP_STANZA_ERROR_UNDEFINED_CONDITION, "undefined-condition" },
    { "<error/>", XMPP_STANZA_ERROR_UNDEFINED_CONDITION, "undefined-condition" },
    { "", XMPP_STANZA_ERROR_UNDEFINED_CONDITION, "undefined-condition" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml = g_strdup_printf ("<iq xmlns='jabber:client' type='error'>%s</iq>",
                                              cases[i].xml);
      g_autoptr(XmppElement) stanza = parse (xml);
      g_autoptr(GError) error = xmpp_stanza_error_from_element (stanza);

      g_assert_error (error, XMPP_STANZA_ERROR, (int) cases[i].condition);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_reply (void)
{
  g_autoptr(XmppElement) request = parse ("<iq xmlns='jabber:client' type='get' id='1' from='a' "
                                          "to='b'><query xmlns='urn:x'/></iq>");
  g_autoptr(XmppElement) reply =
    xmpp_stanza_error_reply (request, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE, "Not here");
  g_autofree char *xml = xmpp_element_to_xml (reply, XMPP_NS_CLIENT);

  g_assert_cmpstr (xml, ==, "<iq type='error' to='a' id='1'><error type='cancel'>"
                   "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                   "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Not here</text>"
                   "</error></iq>");
}

static void
test_there_and_back (void)
{
  g_autoptr(XmppElement) request = parse ("<message xmlns='jabber:client' id='1' from='a'/>");

  for (guint i = 0; i <= XMPP_STANZA_ERROR_UNEXPECTED_REQUEST; i++)
    {
      g_autoptr(XmppElement) reply = xmpp_stanza_error_reply (request, (XmppStanzaError) i, NULL);
      g_autoptr(GError) error = xmpp_stanza_error_from_element (reply);
      XmppElement *inner = xmpp_element_get_child (reply, "error", XMPP_NS_CLIENT);

      g_assert_error (error, XMPP_STANZA_ERROR, (int) i);
      g_assert_cmpstr (error->message, ==, xmpp_stanza_error_get_name ((XmppStanzaError) i));
      g_assert_true (xmpp_element_is (reply, "message", XMPP_NS_CLIENT));
      g_assert_nonnull (xmpp_element_get_attribute (inner, "type"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error/from-element", test_from_element);
  g_test_add_func ("/error/reply", test_reply);
  g_test_add_func ("/error/there-and-back", test_there_and_back);

  return g_test_run ();
}
