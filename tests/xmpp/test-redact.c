/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people are shown of the wire: no password, no token, nothing that SASL says. */
#include "xmpp-namespaces.h"
#include "xmpp-parser.h"
#include "xmpp-redact.h"

#include <string.h>

#define SECRET "c2VjcmV0"

/* Each has the secret once or more; none of it is left. */
static const char *const secrets[] = {
  "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" SECRET "</auth>",
  "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" SECRET "</challenge>",
  "<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" SECRET "</response>",
  "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" SECRET "</success>",
  "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='HT-SHA-256-NONE'>"
  "<initial-response>" SECRET "</initial-response><fast xmlns='urn:xmpp:fast:0'/></authenticate>",
  "<challenge xmlns='urn:xmpp:sasl:2'>" SECRET "</challenge>",
  "<response xmlns='urn:xmpp:sasl:2'>" SECRET "</response>",
  "<success xmlns='urn:xmpp:sasl:2'><additional-data>" SECRET "</additional-data>"
  "<token xmlns='urn:xmpp:fast:0' expiry='2030-01-01T00:00:00Z' token='" SECRET "'/></success>",
  "<continue xmlns='urn:xmpp:sasl:2'><additional-data>" SECRET "</additional-data></continue>",
  "<task-data xmlns='urn:xmpp:sasl:2'><hash xmlns='urn:xmpp:scram-upgrade:0'>" SECRET "</hash>"
  "</task-data>",
  "<iq type='set'><query xmlns='jabber:iq:register'><username>juliet</username>"
  "<password>" SECRET "</password></query></iq>",
  "<iq type='set'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>"
  "<field var='password'><value>" SECRET "</value></field>"
  "<field type='text-private' var='pin'><value>" SECRET "</value></field></x></query></iq>",
  "<presence to='room@muc.lit/me'><x xmlns='http://jabber.org/protocol/muc'>"
  "<password>" SECRET "</password></x></presence>",
  "<iq type='set'><preauth xmlns='urn:xmpp:pars:0' token='" SECRET "'/></iq>",
  "<presence type='subscribe'><preauth xmlns='urn:xmpp:pars:0' token='" SECRET "'/></presence>",
  "<iq type='result'><services xmlns='urn:xmpp:extdisco:2'>"
  "<service type='turn' host='a' username='u' password='" SECRET "'/></services></iq>",
  "<message><body>aesgcm://up.lit/a.jpg#" SECRET " and aesgcm://up.lit/b#" SECRET "</body>"
  "<x xmlns='jabber:x:oob'><url>aesgcm://up.lit/a.jpg#" SECRET "</url></x></message>",
  "<message><body>AesGCM://up.lit/a.jpg#" SECRET "</body></message>",
  "<message><file-sharing xmlns='urn:xmpp:sfs:0'><sources>"
  "<url-data xmlns='http://jabber.org/protocol/url-data' target='aesgcm://up.lit/a#" SECRET "'/>"
  "</sources></file-sharing><reference xmlns='urn:xmpp:reference:0' uri='aesgcm://up.lit/a#" SECRET "'/>"
  "</message>",
  "<iq type='result'><slot xmlns='urn:xmpp:http:upload:0'><put url='https://up.lit/a'>"
  "<header name='Authorization'>Basic " SECRET "</header><header name='Cookie'>" SECRET "</header></put>"
  "<get url='https://up.lit/a'/></slot></iq>",
};

/* None of these is one. */
static const char *const harmless[] = {
  "<message><body>token password #" SECRET "</body></message>",
  "<message><body>https://up.lit/a.jpg#" SECRET "</body></message>",
  "<message><body>aesgcm://up.lit/a.jpg and #" SECRET "</body></message>",
  "<iq type='result'><query xmlns='jabber:iq:register'><password/></query></iq>",
  "<token xmlns='other' token='" SECRET "'/>",
  "<header xmlns='other'>" SECRET "</header>",
  "<url-data xmlns='http://jabber.org/protocol/url-data' target='https://up.lit/a#" SECRET "'/>",
};

static char *
redact (const char *xml)
{
  g_autoptr(XmppElement) element = xmpp_parser_parse (xml, -1, NULL);

  g_assert_nonnull (element);
  return xmpp_redact_to_xml (element);
}

static void
test_secrets (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autofree char *shown = redact (secrets[i]);

      g_assert_null (strstr (shown, SECRET));
      g_assert_nonnull (strstr (shown, "…"));
    }
}

static void
test_harmless (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_autofree char *shown = redact (harmless[i]);

      g_assert_null (strstr (shown, "…"));
      g_assert_true (strstr (harmless[i], SECRET) == NULL || strstr (shown, SECRET) != NULL);
    }
}

/* The element itself is sent: it stays as it is. */
static void
test_copy (void)
{
  g_autoptr(XmppElement) element = xmpp_element_new ("auth", XMPP_NS_SASL);
  g_autofree char *shown = NULL;

  xmpp_element_set_text (element, SECRET);
  shown = xmpp_redact_to_xml (element);
  g_assert_cmpstr (xmpp_element_get_text (element), ==, SECRET);
  g_assert_null (strstr (shown, SECRET));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/redact/secrets", test_secrets);
  g_test_add_func ("/xmpp/redact/harmless", test_harmless);
  g_test_add_func ("/xmpp/redact/copy", test_copy);
  return g_test_run ();
}
