/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making accounts and removing them: XEP-0077, XEP-0158, XEP-0231, XEP-0445. */
#include "feature-fixture.h"

#include "xmpp-error.h"
#include "xmpp-register.h"

#define REGISTER "xmlns='jabber:iq:register'"
#define ASKS     "<iq type='get' id='*' to='capulet.lit'><query " REGISTER "/></iq>"
#define SAYS(content) \
  SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'><query " REGISTER ">" content "</query></iq>")
#define SERVER_LETS_IN(features) \
  SERVER_ACCEPTS, \
  SERVER_OPENS (MOCK_FEATURES_STARTTLS), \
  SERVER_STARTS_TLS, \
  SERVER_SECURES ("good"), \
  SERVER_OPENS (MOCK_FEATURES_SASL (MOCK_MECHANISM ("SCRAM-SHA-256")) \
                "<register xmlns='http://jabber.org/features/iq-register'/>" features)
#define TAKES_TOKENS "<register xmlns='urn:xmpp:ibr-token:0'/>"
#define HEARS_TOKEN \
  SERVER_HEARS ("<iq type='set' id='*' to='capulet.lit'><preauth xmlns='urn:xmpp:pars:0' token='t0k3n'/></iq>")

#define CID  "sha1+6021e7754356c560166ea88e775fdc82bff89817@bob.xmpp.org"
#define DATA "<data xmlns='urn:xmpp:bob' cid='" CID "' type='image/png'>Y2FwdGNoYQ==</data>"

typedef struct {
  FeatureFixture *fx;
  XmppBob        *bob;
  XmppRegister   *registering;
} Play;

static void
setup (Play          *play,
       gconstpointer  data)
{
  play->fx = feature_fixture_new ();
  play->bob = xmpp_bob_new ();
  play->registering = xmpp_register_new (play->bob);
  feature_fixture_add (play->fx, play->bob);
  feature_fixture_add (play->fx, play->registering);
}

static void
teardown (Play          *play,
          gconstpointer  data)
{
  feature_fixture_free (play->fx);
}

static void
connect_unregistered (Play           *play,
                      const MockLine *lines,
                      gsize           n_lines)
{
  mock_server_play (play->fx->server, lines, n_lines);
  xmpp_session_start_unregistered (play->fx->session);
  mock_session_wait_state (play->fx->session, XMPP_SESSION_REGISTERING);
}

static XmppRegistration *
request (Play            *play,
         const char      *token,
         const MockLine  *lines,
         gsize            n_lines,
         GError         **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_register_request_async (play->registering, token, NULL, mock_result_cb, &result);
  g_assert_cmpuint (result.n_calls, ==, 0);
  if (n_lines > 0)
    feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_register_request_finish (play->registering, mock_result_wait (&result), error);
}

static gboolean
submit (Play                    *play,
        const XmppRegistration  *registration,
        const MockLine          *lines,
        gsize                    n_lines,
        GError                 **error)
{
  g_auto(MockResult) result = { NULL, 0 };

  xmpp_register_submit_async (play->registering, registration, NULL, mock_result_cb, &result);
  feature_fixture_play (play->fx, lines, n_lines);
  return xmpp_register_submit_finish (play->registering, mock_result_wait (&result), error);
}

static void
test_plain (Play          *play,
            gconstpointer  data)
{
  static const MockLine connects[] = { SERVER_LETS_IN ("") };
  static const MockLine asks[] = {
    SERVER_HEARS (ASKS),
    SAYS ("<instructions>Choose</instructions><password/><email/><username/><key>k</key><odd/>"),
  };
  static const MockLine taken[] = {
    SERVER_HEARS ("<iq type='set' id='*' to='capulet.lit'><query " REGISTER "><username>juliet</username>"
                  "<password>r0m30</password><email/><key>k</key></query></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id' from='capulet.lit'><error type='cancel'>"
                 "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };
  static const MockLine done[] = {
    SERVER_HEARS ("<iq type='set' id='*' to='capulet.lit'><query " REGISTER "><username>juliet2</username>"
                  "<password>r0m30</password><email/><key>k</key></query></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"),
  };
  g_autoptr(XmppRegistration) registration = NULL;
  g_autoptr(GError) error = NULL;
  XmppDataField *field;

  connect_unregistered (play, connects, G_N_ELEMENTS (connects));
  registration = request (play, NULL, asks, G_N_ELEMENTS (asks), &error);
  g_assert_no_error (error);
  g_assert_true (registration->is_legacy);
  g_assert_true (registration->can_fill_in);
  g_assert_false (registration->is_registered);
  g_assert_null (registration->redirect_url);
  g_assert_cmpstr (registration->form->instructions, ==, "Choose");
  g_assert_cmpuint (registration->form->fields->len, ==, 4);
  field = g_ptr_array_index (registration->form->fields, 0);
  g_assert_cmpstr (field->var, ==, "username");
  g_assert_true (field->is_required);
  g_assert_cmpint (xmpp_data_form_get_field (registration->form, "password")->type, ==,
                   XMPP_FIELD_TEXT_PRIVATE);
  g_assert_cmpint (xmpp_data_form_get_field (registration->form, "key")->type, ==, XMPP_FIELD_HIDDEN);

  xmpp_data_form_set_value (registration->form, "username", "juliet");
  xmpp_data_form_set_value (registration->form, "password", "r0m30");
  g_assert_false (submit (play, registration, taken, G_N_ELEMENTS (taken), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_CONFLICT);
  g_clear_error (&error);

  xmpp_data_form_set_value (registration->form, "username", "juliet2");
  g_assert_true (submit (play, registration, done, G_N_ELEMENTS (done), &error));
  g_assert_no_error (error);
}

/* XEP-0158, 3.2: a form with a picture to read. */
static void
test_captcha (Play          *play,
              gconstpointer  data)
{
  static const MockLine connects[] = { SERVER_LETS_IN ("") };
  static const MockLine asks[] = {
    SERVER_HEARS (ASKS),
    SAYS ("<instructions>Use a better client</instructions><username/><password/>"
          "<x xmlns='jabber:x:data' type='form'>"
          "<field type='hidden' var='FORM_TYPE'><value>urn:xmpp:captcha</value></field>"
          "<field type='hidden' var='challenge'><value>c1</value></field>"
          "<field type='text-single' var='username'><required/></field>"
          "<field type='text-private' var='password'><required/></field>"
          "<field var='ocr' label='Enter the text you see'><media xmlns='urn:xmpp:media-element'>"
          "<uri type='image/png'>cid:" CID "</uri></media><required/></field></x>" DATA
          "<data xmlns='urn:xmpp:bob' cid='sha1+0000000000000000000000000000000000000000@bob.xmpp.org'>"
          "Y2FwdGNoYQ==</data><data xmlns='urn:xmpp:bob'>Y2FwdGNoYQ==</data>"),
  };
  static const MockLine done[] = {
    SERVER_HEARS ("<iq type='set' id='*' to='capulet.lit'><query " REGISTER ">"
                  "<x xmlns='jabber:x:data' type='submit'>"
                  "<field type='hidden' var='FORM_TYPE'><value>urn:xmpp:captcha</value></field>"
                  "<field type='hidden' var='challenge'><value>c1</value></field>"
                  "<field var='username'><value>juliet</value></field><field var='password'/>"
                  "<field var='ocr'><value>captcha</value></field></x></query></iq>"),
    SERVER_SAYS ("<iq type='error' id='$id' from='capulet.lit'><error type='modify'>"
                 "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };
  g_autoptr(XmppRegistration) registration = NULL;
  g_autoptr(GError) error = NULL;
  XmppFieldMedia *media;
  GBytes *picture;

  connect_unregistered (play, connects, G_N_ELEMENTS (connects));
  registration = request (play, NULL, asks, G_N_ELEMENTS (asks), &error);
  g_assert_no_error (error);
  g_assert_false (registration->is_legacy);
  media = g_ptr_array_index (xmpp_data_form_get_field (registration->form, "ocr")->media, 0);
  picture = xmpp_bob_lookup (play->bob, media->uri);
  g_assert_cmpmem (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture), "captcha", 7);
  g_assert_true (xmpp_bob_lookup (play->bob, CID) == picture);
  g_assert_null (xmpp_bob_lookup (play->bob,
                                  "sha1+0000000000000000000000000000000000000000@bob.xmpp.org"));

  xmpp_data_form_set_value (registration->form, "username", "juliet");
  xmpp_data_form_set_value (registration->form, "ocr", "captcha");
  g_assert_false (submit (play, registration, done, G_N_ELEMENTS (done), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_ACCEPTABLE);
}

static void
test_redirect (Play          *play,
               gconstpointer  data)
{
  static const MockLine connects[] = { SERVER_LETS_IN ("") };
  static const MockLine web[] = {
    SERVER_HEARS (ASKS),
    SAYS ("<instructions>Visit us</instructions><x xmlns='jabber:x:oob'><url> https://capulet.lit/new </url></x>"),
  };
  static const char *const refused[] = {
    "file:///etc/passwd", "javascript:alert(1)", "xmpp:mallory@evil.lit", "", "//capulet.lit",
  };
  g_autoptr(XmppRegistration) registration = NULL;
  g_autoptr(GError) error = NULL;

  connect_unregistered (play, connects, G_N_ELEMENTS (connects));
  registration = request (play, NULL, web, G_N_ELEMENTS (web), &error);
  g_assert_no_error (error);
  g_assert_false (registration->can_fill_in);
  g_assert_cmpstr (registration->redirect_url, ==, "https://capulet.lit/new");

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *answer = g_strdup_printf ("<iq type='result' id='$id' from='capulet.lit'><query "
                                                 REGISTER "><x xmlns='jabber:x:oob'><url>%s</url></x>"
                                                 "</query></iq>", refused[i]);
      const MockLine lines[] = { SERVER_HEARS (ASKS), SERVER_SAYS (answer) };
      g_autoptr(XmppRegistration) bad = request (play, NULL, lines, G_N_ELEMENTS (lines), &error);

      g_assert_no_error (error);
      g_assert_null (bad->redirect_url);
    }
}

static void
test_bad_answers (Play          *play,
                  gconstpointer  data)
{
  static const MockLine connects[] = { SERVER_LETS_IN ("") };
  static const MockLine empty[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"),
  };
  static const MockLine no_form[] = {
    SERVER_HEARS (ASKS),
    SAYS ("<x xmlns='jabber:x:data'/>"),
  };
  static const MockLine refused[] = {
    SERVER_HEARS (ASKS),
    SERVER_SAYS ("<iq type='error' id='$id' from='capulet.lit'><error type='cancel'>"
                 "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };
  g_autoptr(GError) error = NULL;

  connect_unregistered (play, connects, G_N_ELEMENTS (connects));
  g_assert_null (request (play, NULL, empty, G_N_ELEMENTS (empty), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (request (play, NULL, no_form, G_N_ELEMENTS (no_form), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (request (play, NULL, refused, G_N_ELEMENTS (refused), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE);
}

static void
test_token (Play          *play,
            gconstpointer  data)
{
  static const MockLine connects[] = { SERVER_LETS_IN (TAKES_TOKENS) };
  static const MockLine used_up[] = {
    HEARS_TOKEN,
    SERVER_SAYS ("<iq type='error' id='$id' from='capulet.lit'><error type='cancel'>"
                 "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
  };
  static const MockLine good[] = {
    HEARS_TOKEN,
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"),
    SERVER_HEARS (ASKS),
    SAYS ("<username/><password/>"),
  };
  g_autoptr(XmppRegistration) registration = NULL;
  g_autoptr(GError) error = NULL;

  connect_unregistered (play, connects, G_N_ELEMENTS (connects));
  g_assert_null (request (play, "t0k3n", used_up, G_N_ELEMENTS (used_up), &error));
  g_assert_error (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND);
  g_clear_error (&error);
  registration = request (play, "t0k3n", good, G_N_ELEMENTS (good), &error);
  g_assert_no_error (error);
  g_assert_true (registration->can_fill_in);
}

static void
test_token_unsupported (Play          *play,
                        gconstpointer  data)
{
  static const MockLine connects[] = { SERVER_LETS_IN ("") };
  g_autoptr(GError) error = NULL;

  connect_unregistered (play, connects, G_N_ELEMENTS (connects));
  g_assert_null (request (play, "t0k3n", NULL, 0, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED);
}

static void
test_account (Play          *play,
              gconstpointer  data)
{
  static const MockLine lines[] = {
    SERVER_HEARS ("<iq type='set' id='*' to='capulet.lit'><query " REGISTER "><username>juliet</username>"
                  "<password>n3w</password></query></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id' from='capulet.lit'/>"),
    SERVER_HEARS ("<iq type='set' id='*'><query " REGISTER "><remove/></query></iq>"),
    SERVER_SAYS ("<iq type='result' id='$id'/>"),
  };
  g_auto(MockResult) offline = { NULL, 0 };
  g_auto(MockResult) changed = { NULL, 0 };
  g_auto(MockResult) removed = { NULL, 0 };
  g_autoptr(GError) error = NULL;

  xmpp_register_remove_account_async (play->registering, NULL, mock_result_cb, &offline);
  g_assert_false (xmpp_register_remove_account_finish (play->registering, mock_result_wait (&offline), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_DISCONNECTED);
  g_clear_error (&error);

  feature_fixture_go_online (play->fx, NULL, 0);
  xmpp_register_change_password_async (play->registering, "n3w", NULL, mock_result_cb, &changed);
  xmpp_register_remove_account_async (play->registering, NULL, mock_result_cb, &removed);
  feature_fixture_play (play->fx, lines, G_N_ELEMENTS (lines));
  g_assert_true (xmpp_register_change_password_finish (play->registering, mock_result_wait (&changed), &error));
  g_assert_true (xmpp_register_remove_account_finish (play->registering, mock_result_wait (&removed), &error));
  g_assert_no_error (error);
}

#define ASKS_DATA "<iq type='get' id='*' to='romeo@montague.lit/x'><data xmlns='urn:xmpp:bob' cid='" CID "'/></iq>"

static void
test_fetch (Play          *play,
            gconstpointer  data)
{
  static const MockLine wrong[] = {
    SERVER_HEARS (ASKS_DATA),
    SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit/x'><data xmlns='urn:xmpp:bob' "
                 "cid='" CID "'>cGljdHVyZQ==</data></iq>"),
  };
  static const MockLine right[] = {
    SERVER_HEARS (ASKS_DATA),
    SERVER_SAYS ("<iq type='result' id='$id' from='romeo@montague.lit/x'>" DATA "</iq>"),
  };
  g_autoptr(XmppAddress) romeo = feature_fixture_address ("romeo@montague.lit/x");
  g_auto(MockResult) first = { NULL, 0 };
  g_auto(MockResult) second = { NULL, 0 };
  g_auto(MockResult) third = { NULL, 0 };
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) again = NULL;
  g_autoptr(GError) error = NULL;

  feature_fixture_go_online (play->fx, NULL, 0);
  xmpp_bob_fetch_async (play->bob, romeo, "cid:" CID, NULL, mock_result_cb, &first);
  feature_fixture_play (play->fx, wrong, G_N_ELEMENTS (wrong));
  g_assert_null (xmpp_bob_fetch_finish (play->bob, mock_result_wait (&first), &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
  g_clear_error (&error);

  xmpp_bob_fetch_async (play->bob, romeo, CID, NULL, mock_result_cb, &second);
  feature_fixture_play (play->fx, right, G_N_ELEMENTS (right));
  bytes = xmpp_bob_fetch_finish (play->bob, mock_result_wait (&second), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 7);

  xmpp_bob_fetch_async (play->bob, romeo, CID, NULL, mock_result_cb, &third);
  again = xmpp_bob_fetch_finish (play->bob, mock_result_wait (&third), &error);
  g_assert_true (again == bytes);
}

static char *
take_number (XmppBob *bob,
             guint    number,
             int      n_chars)
{
  g_autoptr(XmppElement) stanza = xmpp_element_new ("iq", "jabber:client");
  XmppElement *data = xmpp_element_add_child (stanza, "data", "urn:xmpp:bob");
  g_autofree char *text = g_strdup_printf ("%*u", n_chars, number);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *encoded = g_base64_encode ((const guchar *) text, strlen (text));
  char *cid = g_strdup_printf ("sha-256+%s@bob.xmpp.org", hash);

  xmpp_element_set_attribute (data, "cid", cid);
  xmpp_element_set_text (data, encoded);
  xmpp_bob_take_inline (bob, stanza);
  return cid;
}

/* Whatever comes, the last few are kept. */
static void
test_bounds (void)
{
  g_autoptr(XmppBob) bob = xmpp_bob_new ();
  g_autofree char *first = take_number (bob, 0, 1);

  g_assert_nonnull (xmpp_bob_lookup (bob, first));
  for (guint i = 1; i < 1000; i++)
    {
      g_autofree char *cid = take_number (bob, i, 1);

      g_assert_nonnull (xmpp_bob_lookup (bob, cid));
    }
  g_assert_null (xmpp_bob_lookup (bob, first));
}

/* What is large is kept for less long. */
static void
test_large (void)
{
  g_autoptr(XmppBob) bob = xmpp_bob_new ();
  g_autofree char *first = take_number (bob, 0, 200000);

  for (guint i = 1; i < 30; i++)
    {
      g_autofree char *cid = take_number (bob, i, 200000);

      g_assert_nonnull (xmpp_bob_lookup (bob, cid));
      g_assert_true ((xmpp_bob_lookup (bob, first) != NULL) == (i < 10));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/xmpp/register/plain", Play, NULL, setup, test_plain, teardown);
  g_test_add ("/xmpp/register/captcha", Play, NULL, setup, test_captcha, teardown);
  g_test_add ("/xmpp/register/redirect", Play, NULL, setup, test_redirect, teardown);
  g_test_add ("/xmpp/register/bad-answers", Play, NULL, setup, test_bad_answers, teardown);
  g_test_add ("/xmpp/register/token", Play, NULL, setup, test_token, teardown);
  g_test_add ("/xmpp/register/token-unsupported", Play, NULL, setup, test_token_unsupported, teardown);
  g_test_add ("/xmpp/register/account", Play, NULL, setup, test_account, teardown);
  g_test_add ("/xmpp/bob/fetch", Play, NULL, setup, test_fetch, teardown);
  g_test_add_func ("/xmpp/bob/bounds", test_bounds);
  g_test_add_func ("/xmpp/bob/large", test_large);
  return g_test_run ();
}
