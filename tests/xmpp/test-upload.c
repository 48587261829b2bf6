/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place for a file: XEP-0363. */
#include "feature-fixture.h"

#include "xmpp-error.h"
#include "xmpp-upload.h"

#include <string.h>

#define ASKS(query, to) \
  SERVER_HEARS ("<iq type='get' id='*' to='" to "'><query xmlns='http://jabber.org/protocol/disco#" query \
                "'/></iq>")
#define TELLS(query, from, content) \
  SERVER_SAYS ("<iq type='result' id='$id' from='" from "'><query xmlns='http://jabber.org/protocol/disco#" \
               query "'>" content "</query></iq>")

#define ASKS_PLACE(name, size, type) \
  SERVER_HEARS ("<iq type='get' id='*' to='files.capulet.lit'><request xmlns='urn:xmpp:http:upload:0' " \
                "filename='" name "' size='" size "'" type "/></iq>")
#define REFUSES(type, children) \
  SERVER_SAYS ("<iq type='error' id='$id' from='files.capulet.lit'><error type='" type "'>" children \
               "</error></iq>")
#define STANZAS "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'"

static const MockLine no_service[] = {
  ASKS ("info", "capulet.lit"),
  TELLS ("info", "capulet.lit", ""),
  ASKS ("info", "juliet@capulet.lit"),
  TELLS ("info", "juliet@capulet.lit", ""),
  ASKS ("items", "capulet.lit"),
  TELLS ("items", "capulet.lit", ""),
};

static const MockLine service[] = {
  ASKS ("info", "capulet.lit"),
  TELLS ("info", "capulet.lit", ""),
  ASKS ("info", "juliet@capulet.lit"),
  TELLS ("info", "juliet@capulet.lit", ""),
  ASKS ("items", "capulet.lit"),
  TELLS ("items", "capulet.lit", "<item jid='files.capulet.lit'/>"),
  ASKS ("info", "files.capulet.lit"),
  TELLS ("info", "files.capulet.lit", "<identity category='store' type='file'/>"
         "<feature var='urn:xmpp:http:upload:0'/>"
         "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>"
         "<value>urn:xmpp:http:upload:0</value></field>"
         "<field var='max-file-size'><value>5242880</value></field></x>"),
};

static XmppUpload *
start (FeatureFixture *fx,
       const MockLine *lines,
       gsize           n_lines)
{
  XmppDisco *disco = xmpp_disco_new ("Charla", NULL);
  XmppServerInfo *info = xmpp_server_info_new (disco);
  XmppUpload *upload = xmpp_upload_new (info);

  feature_fixture_add (fx, disco);
  feature_fixture_add (fx, info);
  feature_fixture_add (fx, upload);
  feature_fixture_go_online (fx, lines, n_lines);
  return upload;
}

static XmppUploadSlot *
ask (FeatureFixture *fx,
     XmppUpload     *upload,
     const char     *name,
     gint64          size,
     const char     *media_type,
     const MockLine *lines,
     gsize           n_lines,
     GError        **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_upload_request_async (upload, name, size, media_type, NULL, mock_result_cb, &result);
  if (n_lines > 0)
    feature_fixture_play (fx, lines, n_lines);
  return xmpp_upload_request_finish (upload, mock_result_wait (&result), error);
}

static void
test_slot (void)
{
  static const MockLine lines[] = {
    ASKS_PLACE ("très cool.jpg", "23456", " content-type='image/jpeg'"),
    SERVER_SAYS ("<iq type='result' id='$id' from='files.capulet.lit'>"
                 "<slot xmlns='urn:xmpp:http:upload:0'><put url='https://up.lit/a/tr%C3%A8s%20cool.jpg'>"
                 "<header name='Authorization'>Basic Base64String==</header>"
                 "<header name='Host'>evil.lit</header>"
                 "<header name='coOkie'>foo=bar;&#10; user=romeo</header>"
                 "<header name='Content-Length'>1</header>"
                 "<header name='Auth&#13;orization'>second</header>"
                 "<header name='Expires: x'>y</header>"
                 "<header>nameless</header></put>"
                 "<get url='https://down.lit/a/tr%C3%A8s%20cool.jpg'/></slot></iq>"),
  };
  static const char *const headers[][2] = {
    { "Authorization", "Basic Base64String==" },
    { "Cookie", "foo=bar; user=romeo" },
    { "Authorization", "second" },
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppUpload *upload = start (fx, service, G_N_ELEMENTS (service));
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppUploadSlot) slot = NULL;

  g_assert_cmpstr (xmpp_address_get_full (xmpp_upload_get_service (upload)), ==, "files.capulet.lit");
  g_assert_cmpint (xmpp_upload_get_max_size (upload), ==, 5242880);

  slot = ask (fx, upload, "très cool.jpg", 23456, "image/jpeg", lines, G_N_ELEMENTS (lines), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (slot->put_url, ==, "https://up.lit/a/tr%C3%A8s%20cool.jpg");
  g_assert_cmpstr (slot->get_url, ==, "https://down.lit/a/tr%C3%A8s%20cool.jpg");
  g_assert_cmpuint (slot->headers->len, ==, G_N_ELEMENTS (headers));
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      XmppUploadHeader *header = g_ptr_array_index (slot->headers, i);

      g_assert_cmpstr (header->name, ==, headers[i][0]);
      g_assert_cmpstr (header->value, ==, headers[i][1]);
    }
}

static void
test_bad_slots (void)
{
  static const char *const cases[] = {
    "<put url='http://up.lit/a'/><get url='https://down.lit/a'/>",
    "<put url='https://up.lit/a'/><get url='http://down.lit/a'/>",
    "<put url='file:///etc/passwd'/><get url='https://down.lit/a'/>",
    "<put url='https://up.lit/a b'/><get url='https://down.lit/a'/>",
    "<put url='https://up.lit/a'/>",
    "<put/><get/>",
    "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml = g_strdup_printf ("<slot xmlns='urn:xmpp:http:upload:0'>%s</slot>", cases[i]);
      g_autoptr(XmppElement) element = feature_fixture_parse (xml);

      g_assert_null (xmpp_upload_slot_read (element));
    }
}

static void
test_header_flood (void)
{
  GString *xml = g_string_new ("<slot xmlns='urn:xmpp:http:upload:0'><get url='https://a.lit'/>"
                               "<put url='https://a.lit'>");
  g_autofree char *large = g_strnfill (9000, 'a');
  g_autoptr(XmppElement) element = NULL;
  g_autoptr(XmppUploadSlot) slot = NULL;

  g_string_append_printf (xml, "<header name='Cookie'>%s</header>", large);
  for (guint i = 0; i < 100; i++)
    g_string_append (xml, "<header name='Cookie'>a</header>");
  g_string_append (xml, "</put></slot>");
  element = feature_fixture_parse (xml->str);
  g_string_free (xml, TRUE);
  slot = xmpp_upload_slot_read (element);

  g_assert_cmpuint (slot->headers->len, ==, 32);
  g_assert_cmpstr (((XmppUploadHeader *) g_ptr_array_index (slot->headers, 0))->value, ==, "a");
}

static void
test_refusals (void)
{
  static const MockLine lines[] = {
    ASKS_PLACE ("a", "1", ""),
    REFUSES ("modify", "<not-acceptable " STANZAS "/><text " STANZAS ">Large</text>"
             "<file-too-large xmlns='urn:xmpp:http:upload:0'><max-file-size>20000</max-file-size>"
             "</file-too-large>"),
    ASKS_PLACE ("a", "2", ""),
    REFUSES ("wait", "<resource-constraint " STANZAS "/>"
             "<retry xmlns='urn:xmpp:http:upload:0' stamp='2017-12-03T23:42:05Z'/>"),
    ASKS_PLACE ("a", "3", ""),
    REFUSES ("wait", "<internal-server-error " STANZAS "/>"),
    ASKS_PLACE ("a", "4", ""),
    REFUSES ("auth", "<forbidden " STANZAS "/><text " STANZAS ">Premium only</text>"),
    ASKS_PLACE ("a", "5", ""),
    SERVER_SAYS ("<iq type='result' id='$id' from='files.capulet.lit'/>"),
    ASKS_PLACE ("a", "6", ""),
    REFUSES ("modify", "<not-acceptable " STANZAS "/><file-too-large xmlns='urn:xmpp:http:upload:0'>"
             "<max-file-size>-5</max-file-size></file-too-large>"),
  };
  static const struct {
    XmppUploadError code;
    const char     *text; /* NULL: any */
    gint64          max_size;
    gint64          retry_s;
  } cases[] = {
    { XMPP_UPLOAD_ERROR_TOO_LARGE, "Large", 20000, 0 },
    { XMPP_UPLOAD_ERROR_LATER, NULL, 0, 1512344525 },
    { XMPP_UPLOAD_ERROR_LATER, NULL, 0, 0 },
    { XMPP_UPLOAD_ERROR_REFUSED, "Premium only", 0, 0 },
    { XMPP_UPLOAD_ERROR_BAD_SLOT, NULL, 0, 0 },
    { XMPP_UPLOAD_ERROR_TOO_LARGE, NULL, 0, 0 },
  };
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  XmppUpload *upload = start (fx, service, G_N_ELEMENTS (service));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) copy = NULL;

      g_assert_null (ask (fx, upload, "a", 1 + i, NULL, &lines[2 * i], 2, &error));
      copy = g_error_copy (error);
      g_assert_error (copy, XMPP_UPLOAD_ERROR, (int) cases[i].code);
      if (cases[i].text != NULL)
        g_assert_cmpstr (copy->message, ==, cases[i].text);
      g_assert_cmpint (xmpp_upload_error_get_max_size (copy), ==, cases[i].max_size);
      g_assert_cmpint (xmpp_upload_error_get_retry_time (copy), ==, cases[i].retry_s * G_USEC_PER_SEC);
    }
}

/* Nobody is asked where the answer is known. */
static void
test_known_before (void)
{
  g_autoptr(FeatureFixture) fx = feature_fixture_new ();
  g_autoptr(FeatureFixture) bare = feature_fixture_new ();
  XmppUpload *upload = start (fx, service, G_N_ELEMENTS (service));
  XmppUpload *none = start (bare, no_service, G_N_ELEMENTS (no_service));
  g_autoptr(GError) error = NULL;

  g_assert_null (ask (fx, upload, "a", 5242881, NULL, NULL, 0, &error));
  g_assert_error (error, XMPP_UPLOAD_ERROR, XMPP_UPLOAD_ERROR_TOO_LARGE);
  g_assert_cmpint (xmpp_upload_error_get_max_size (error), ==, 5242880);
  g_clear_error (&error);

  g_assert_null (xmpp_upload_get_service (none));
  g_assert_cmpint (xmpp_upload_get_max_size (none), ==, 0);
  g_assert_null (ask (bare, none, "a", 0, NULL, NULL, 0, &error));
  g_assert_error (error, XMPP_UPLOAD_ERROR, XMPP_UPLOAD_ERROR_NO_SERVICE);
  g_assert_cmpint (xmpp_upload_error_get_max_size (error), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/upload/slot", test_slot);
  g_test_add_func ("/xmpp/upload/bad-slots", test_bad_slots);
  g_test_add_func ("/xmpp/upload/header-flood", test_header_flood);
  g_test_add_func ("/xmpp/upload/refusals", test_refusals);
  g_test_add_func ("/xmpp/upload/known-before", test_known_before);
  return g_test_run ();
}
