/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vCards: XEP-0054. */
#include "feature-fixture.h"

#include "xmpp-error.h"
#include "xmpp-vcard-temp.h"

/* "picture" and "another" in base64 */
#define PICTURE "cGljdHVyZQ=="
#define ANOTHER "YW5vdGhlcg=="

#define CARD \
  "<vCard xmlns='vcard-temp'><FN>Juliet Capulet</FN><N><FAMILY>Capulet</FAMILY></N>" \
  "<NICKNAME>J</NICKNAME>" \
  "<EMAIL><INTERNET/><PREF/><USERID>juliet@capulet.lit</USERID></EMAIL>" \
  "<EMAIL><WORK/><USERID>work@capulet.lit</USERID></EMAIL>" \
  "<TEL><HOME/><NUMBER>+39 1</NUMBER></TEL><ORG><ORGNAME>Capulets</ORGNAME><ORGUNIT>Girls</ORGUNIT></ORG>" \
  "<TITLE>Daughter</TITLE><BDAY>1476-06-09</BDAY><URL>https://capulet.lit</URL><DESC>Note</DESC>" \
  "<PHOTO><TYPE>image/jpeg</TYPE><BINVAL>cGlj\n dHVyZQ==</BINVAL></PHOTO><X-ODD a='b'>c</X-ODD></vCard>"

static XmppVcard *
parse (const char *xml)
{
  g_autoptr(XmppElement) element = feature_fixture_parse (xml);

  return xmpp_vcard_parse (element);
}

static void
test_parse (void)
{
  g_autoptr(XmppVcard) vcard = parse (CARD);
  g_autoptr(XmppVcard) copy = xmpp_vcard_copy (vcard);
  g_autoptr(XmppVcard) empty = xmpp_vcard_parse (NULL);
  gsize n_bytes = 0;

  g_assert_cmpstr (vcard->full_name, ==, "Juliet Capulet");
  g_assert_cmpstr (vcard->nickname, ==, "J");
  g_assert_cmpstr (vcard->email, ==, "juliet@capulet.lit");
  g_assert_cmpstr (vcard->phone, ==, "+39 1");
  g_assert_cmpstr (vcard->organization, ==, "Capulets");
  g_assert_cmpstr (vcard->title, ==, "Daughter");
  g_assert_cmpstr (vcard->birthday, ==, "1476-06-09");
  g_assert_cmpstr (vcard->url, ==, "https://capulet.lit");
  g_assert_cmpstr (vcard->note, ==, "Note");
  g_assert_cmpstr (vcard->photo_type, ==, "image/jpeg");
  g_assert_cmpmem (g_bytes_get_data (vcard->photo, &n_bytes), 7, "picture", 7);
  g_assert_true (g_bytes_equal (vcard->photo, copy->photo));
  g_assert_cmpstr (copy->note, ==, "Note");
  g_assert_null (empty->full_name);
  g_assert_null (empty->source);
}

static void
test_write (void)
{
  g_autoptr(XmppVcard) vcard = parse (CARD);
  g_autofree char *same = feature_fixture_to_xml (xmpp_vcard_to_element (vcard));
  g_autofree char *changed = NULL;

  /* What we do not understand, and white space in pictures, come back as they were. */
  g_assert_cmpstr (same, ==, CARD);

  g_free (g_steal_pointer (&vcard->full_name));
  vcard->full_name = g_strdup ("Juliet Montague");
  g_free (g_steal_pointer (&vcard->email));
  vcard->email = g_strdup ("new@montague.lit");
  g_clear_pointer (&vcard->phone, g_free);
  g_clear_pointer (&vcard->note, g_free);
  g_clear_pointer (&vcard->photo, g_bytes_unref);
  vcard->photo = g_bytes_new_static ("another", 7);
  changed = feature_fixture_to_xml (xmpp_vcard_to_element (vcard));
  g_assert_cmpstr (changed, ==,
                   "<vCard xmlns='vcard-temp'><FN>Juliet Montague</FN><N><FAMILY>Capulet</FAMILY></N>"
                   "<NICKNAME>J</NICKNAME>"
                   "<EMAIL><INTERNET/><PREF/><USERID>new@montague.lit</USERID></EMAIL>"
                   "<EMAIL><WORK/><USERID>work@capulet.lit</USERID></EMAIL>"
                   "<ORG><ORGNAME>Capulets</ORGNAME><ORGUNIT>Girls</ORGUNIT></ORG>"
                   "<TITLE>Daughter</TITLE><BDAY>1476-06-09</BDAY><URL>https://capulet.lit</URL>"
                   "<PHOTO><TYPE>image/jpeg</TYPE><BINVAL>" ANOTHER "</BINVAL></PHOTO>"
                   "<X-ODD a='b'>c</X-ODD></vCard>");
}

static void
test_write_new (void)
{
  g_autoptr(XmppVcard) vcard = xmpp_vcard_new ();
  g_autofree char *xml = NULL;

  vcard->full_name = g_strdup ("J");
  vcard->email = g_strdup ("a@b");
  vcard->note = g_strdup ("");
  vcard->photo = g_bytes_new_static ("picture", 7);
  xml = feature_fixture_to_xml (xmpp_vcard_to_element (vcard));
  g_assert_cmpstr (xml, ==, "<vCard xmlns='vcard-temp'><FN>J</FN><EMAIL><USERID>a@b</USERID></EMAIL>"
                            "<PHOTO><TYPE>image/png</TYPE><BINVAL>" PICTURE "</BINVAL></PHOTO></vCard>");
}

/* What is on the web, or too large to be read here, was not taken away by anybody. */
static void
test_unread_photo (void)
{
  static const char linked[] =
    "<vCard xmlns='vcard-temp'><PHOTO><EXTVAL>https://capulet.lit/a.png</EXTVAL></PHOTO></vCard>";
  static const char broken[] =
    "<vCard xmlns='vcard-temp'><PHOTO><BINVAL>no base64!</BINVAL></PHOTO></vCard>";
  g_autofree char *digits = g_strnfill (2 * 1024 * 1024, 'A');
  g_autofree char *large = g_strconcat ("<vCard xmlns='vcard-temp'><PHOTO><BINVAL>", digits,
                                        "</BINVAL></PHOTO></vCard>", NULL);
  const char *const cases[] = { linked, broken, large };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppVcard) vcard = parse (cases[i]);
      g_autofree char *xml = feature_fixture_to_xml (xmpp_vcard_to_element (vcard));

      g_assert_null (vcard->photo);
      g_assert_cmpstr (xml, ==, cases[i]);
    }
}

static void
test_removed_photo (void)
{
  g_autoptr(XmppVcard) vcard = parse ("<vCard xmlns='vcard-temp'><PHOTO><BINVAL>" PICTURE
                                      "</BINVAL></PHOTO></vCard>");
  g_autofree char *xml = NULL;

  g_clear_pointer (&vcard->photo, g_bytes_unref);
  xml = feature_fixture_to_xml (xmpp_vcard_to_element (vcard));
  g_assert_cmpstr (xml, ==, "<vCard xmlns='vcard-temp'/>");
}

static void
test_network (void)
{
  static const MockLine lines[] = {
    SERVER_HEARS ("<iq type='get' id='*'><vCard xmlns='vcard-temp'/></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'><vCard xmlns='vcard-temp'><FN>J</FN></vCard></iq>"),
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit'><vCard xmlns='vcard-temp'/></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id' from='romeo@montague.lit'><error type='cancel'>"
                 "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
    SERVER_HEARS ("<iq type='get' id='*' to='romeo@montague.lit'><vCard xmlns='vcard-temp'/></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id' from='romeo@montague.lit'><error type='cancel'>"
                 "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
    SERVER_HEARS ("<iq type='set' id='*'><vCard xmlns='vcard-temp'><FN>K</FN></vCard></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppVcardTemp *vcards = xmpp_vcard_temp_new ();
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit");
  g_autoptr(XmppVcard) mine = xmpp_vcard_new ();
  g_autoptr(XmppVcard) own = NULL;
  g_autoptr(XmppVcard) none = NULL;
  MockResult results[4] = { { NULL, 0 } };
  g_autoptr(GError) error = NULL;

  feature_fixture_add (fx, vcards);
  feature_fixture_go_online (fx, NULL, 0);
  mine->full_name = g_strdup ("K");
  xmpp_vcard_temp_get_async (vcards, NULL, NULL, mock_result_cb, &results[0]);
  xmpp_vcard_temp_get_async (vcards, romeo, NULL, mock_result_cb, &results[1]);
  xmpp_vcard_temp_get_async (vcards, romeo, NULL, mock_result_cb, &results[2]);
  xmpp_vcard_temp_set_async (vcards, mine, NULL, mock_result_cb, &results[3]);
  feature_fixture_play (fx, lines, G_N_ELEMENTS (lines));

  own = xmpp_vcard_temp_get_finish (vcards, mock_result_wait (&results[0]), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (own->full_name, ==, "J");
  none = xmpp_vcard_temp_get_finish (vcards, mock_result_wait (&results[1]), &error);
  g_assert_no_error (error);
  g_assert_null (none->full_name);
  g_assert_null (xmpp_vcard_temp_get_finish (vcards, mock_result_wait (&results[2]), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_true (xmpp_vcard_temp_set_finish (vcards, mock_result_wait (&results[3]), &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    mock_result_clear (&results[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/vcard/parse", test_parse);
  g_test_add_func ("/xmpp/vcard/write", test_write);
  g_test_add_func ("/xmpp/vcard/write-new", test_write_new);
  g_test_add_func ("/xmpp/vcard/unread-photo", test_unread_photo);
  g_test_add_func ("/xmpp/vcard/removed-photo", test_removed_photo);
  g_test_add_func ("/xmpp/vcard/network", test_network);
  return g_test_run ();
}
