/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms: XEP-0004, with XEP-0068 and XEP-0221. */
#include "feature-fixture.h"

#include "xmpp-data-form.h"
#include "xmpp-error.h"

#define FORM(fields) "<x xmlns='jabber:x:data' type='form'>" fields "</x>"

static XmppDataForm *
parse (const char *xml)
{
  g_autoptr(XmppElement) x = feature_fixture_parse (xml);
  g_autoptr(GError) error = NULL;
  XmppDataForm *form = xmpp_data_form_parse (x, &error);

  g_assert_no_error (error);
  g_assert_nonnull (form);
  return form;
}

/* XEP-0004, 5.1 */
static XmppDataForm *
parse_bot_form (void)
{
  return parse (FORM ("<title>Bot Configuration</title><instructions>Fill out</instructions>"
                      "<instructions>this form!</instructions>"
                      "<field type='hidden' var='FORM_TYPE'><value>jabber:bot</value></field>"
                      "<field type='fixed'><value>Section 1: Bot Info</value></field>"
                      "<field type='text-single' label='The name of your bot' var='botname'/>"
                      "<field type='text-multi' label='Helpful description' var='description'/>"
                      "<field type='boolean' label='Public bot?' var='public'><required/></field>"
                      "<field type='text-private' var='password'><desc>For special access</desc></field>"
                      "<field type='list-multi' var='features'>"
                      "<option label='Contests'><value>contests</value></option>"
                      "<option><value>news</value></option><option label='None'/>"
                      "<value>news</value><value>contests</value></field>"
                      "<field type='list-single' var='maxsubs'><value>20</value>"
                      "<option label='10'><value>10</value></option>"
                      "<option label='20'><value>20</value></option></field>"
                      "<field type='jid-multi' var='invitelist'/>"
                      "<field type='strange' var='odd'/><field type='text-single'/>"));
}

static void
test_parse (void)
{
  g_autoptr(XmppDataForm) form = parse_bot_form ();
  XmppDataField *features = xmpp_data_form_get_field (form, "features");
  XmppFieldOption *news = g_ptr_array_index (features->options, 1);

  g_assert_cmpint (form->type, ==, XMPP_FORM_FORM);
  g_assert_cmpstr (form->title, ==, "Bot Configuration");
  g_assert_cmpstr (form->instructions, ==, "Fill out\nthis form!");
  g_assert_cmpuint (form->fields->len, ==, 10);
  g_assert_cmpstr (xmpp_data_form_get_form_type (form), ==, "jabber:bot");
  g_assert_cmpstr (xmpp_data_form_get_value (form, "maxsubs"), ==, "20");
  g_assert_null (xmpp_data_form_get_value (form, "botname"));
  g_assert_null (xmpp_data_form_get_value (form, "nothing"));
  g_assert_true (xmpp_data_form_get_boolean (form, "public", TRUE));
  g_assert_true (xmpp_data_form_get_field (form, "public")->is_required);
  g_assert_cmpstr (xmpp_data_form_get_field (form, "password")->description, ==, "For special access");
  g_assert_cmpint (xmpp_data_form_get_field (form, "odd")->type, ==, XMPP_FIELD_TEXT_SINGLE);
  g_assert_cmpuint (features->options->len, ==, 2);
  g_assert_cmpstr (news->label, ==, "news");
  g_assert_cmpuint (g_strv_length (features->values), ==, 2);
}

static void
test_submit (void)
{
  static const char *const picked[] = { "contests", NULL };
  static const char *const people[] = { "romeo@montague.lit", "nurse@capulet.lit", NULL };
  g_autoptr(XmppDataForm) form = parse_bot_form ();
  g_autoptr(GError) error = NULL;
  g_autofree char *xml = NULL;

  xmpp_data_form_set_value (form, "description", "one\r\ntwo\n");
  xmpp_data_form_set_boolean (form, "public", TRUE);
  xmpp_data_form_set_values (form, "features", picked);
  xmpp_data_form_set_value (form, "maxsubs", NULL);
  xmpp_data_form_set_values (form, "invitelist", people);
  xmpp_data_form_set_value (form, "more", "new");
  g_assert_true (xmpp_data_form_validate (form, NULL, &error));
  g_assert_no_error (error);

  xml = feature_fixture_to_xml (xmpp_data_form_to_submit (form));
  g_assert_cmpstr (xml, ==,
                   "<x xmlns='jabber:x:data' type='submit'>"
                   "<field var='FORM_TYPE' type='hidden'><value>jabber:bot</value></field>"
                   "<field var='description'><value>one</value><value>two</value><value/></field>"
                   "<field var='public'><value>1</value></field>"
                   "<field var='features'><value>contests</value></field>"
                   "<field var='maxsubs'/>"
                   "<field var='invitelist'><value>romeo@montague.lit</value>"
                   "<value>nurse@capulet.lit</value></field>"
                   "<field var='more'><value>new</value></field></x>");
}

static void
test_validate (void)
{
  static const struct {
    const char *xml;
    const char *bad_var; /* NULL: it is good */
  } cases[] = {
    { FORM ("<field var='a'/>"), NULL },
    { FORM ("<field var='a'><required/></field>"), "a" },
    { FORM ("<field var='a'><required/><value/></field>"), "a" },
    { FORM ("<field var='a'><required/><value>x</value></field>"), NULL },
    { FORM ("<field var='a'><value>x</value><value>y</value></field>"), "a" },
    { FORM ("<field var='a' type='boolean'><value>yes</value></field>"), "a" },
    { FORM ("<field var='a' type='boolean'><value>false</value></field>"), NULL },
    { FORM ("<field var='a' type='jid-single'><value>@@</value></field>"), "a" },
    { FORM ("<field var='a' type='jid-multi'><value>x.lit</value><value>y@z</value></field>"), NULL },
    { FORM ("<field var='a' type='jid-multi'><value>x.lit</value><value>/</value></field>"), "a" },
    { FORM ("<field var='a' type='list-single'><value>x</value>"
            "<option><value>y</value></option></field>"), "a" },
    { FORM ("<field var='a' type='list-multi'><value>y</value><value>z</value>"
            "<option><value>y</value></option></field>"), "a" },
    { FORM ("<field var='a' type='list-single'><value>x</value></field>"), NULL },
    { FORM ("<field type='fixed'><required/></field>"), NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppDataForm) form = parse (cases[i].xml);
      g_autoptr(GError) error = NULL;
      const char *bad_var = NULL;

      g_assert_cmpint (xmpp_data_form_validate (form, &bad_var, &error), ==, cases[i].bad_var == NULL);
      g_assert_cmpstr (bad_var, ==, cases[i].bad_var);
      if (cases[i].bad_var != NULL)
        g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
    }
}

static void
test_media (void)
{
  g_autoptr(XmppDataForm) form =
    parse (FORM ("<field var='ocr' label='Enter the text you see'>"
                 "<media xmlns='urn:xmpp:media-element' height='80' width='290'>"
                 "<uri type='image/jpeg'>\n  http://www.victim.com/ocr.jpeg \n</uri>"
                 "<uri type='image/jpeg'>cid:sha1+f24@bob.xmpp.org</uri>"
                 "<uri>x</uri><uri type='a/b'/></media><required/></field>"));
  XmppDataField *field = xmpp_data_form_get_field (form, "ocr");
  XmppFieldMedia *first = g_ptr_array_index (field->media, 0);

  g_assert_cmpuint (field->media->len, ==, 2);
  g_assert_cmpstr (first->uri, ==, "http://www.victim.com/ocr.jpeg");
  g_assert_cmpstr (first->type, ==, "image/jpeg");
}

static void
test_table (void)
{
  g_autoptr(XmppDataForm) form =
    parse ("<x xmlns='jabber:x:data' type='result'><title>Search</title>"
           "<item><field var='name'><value>Comune</value></field></item>"
           "<reported><field var='name' label='Name'/><field var='url'/></reported>"
           "<item><field var='name'><value>Verona</value></field><field var='url'><value>u</value>"
           "</field></item></x>");
  GPtrArray *item = g_ptr_array_index (form->items, 1);
  g_autofree char *xml = NULL;

  g_assert_cmpuint (form->reported->len, ==, 2);
  g_assert_cmpuint (form->items->len, ==, 2);
  g_assert_cmpstr (((XmppDataField *) item->pdata[0])->values[0], ==, "Verona");
  xml = feature_fixture_to_xml (xmpp_data_form_to_element (form));
  g_assert_cmpstr (xml, ==,
                   "<x xmlns='jabber:x:data' type='result'><title>Search</title>"
                   "<reported><field var='name' label='Name'/><field var='url'/></reported>"
                   "<item><field var='name'><value>Comune</value></field></item>"
                   "<item><field var='name'><value>Verona</value></field><field var='url'>"
                   "<value>u</value></field></item></x>");
}

static void
test_form_type (void)
{
  g_autoptr(XmppDataForm) visible = parse (FORM ("<field var='FORM_TYPE'><value>a</value></field>"));
  g_autoptr(XmppDataForm) answer =
    parse ("<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>a</value></field></x>");
  g_autoptr(XmppDataForm) made = xmpp_data_form_new (XMPP_FORM_SUBMIT, "b");
  g_autofree char *cancel = feature_fixture_to_xml (xmpp_data_form_to_cancel (made));

  g_assert_null (xmpp_data_form_get_form_type (visible));
  g_assert_cmpstr (xmpp_data_form_get_form_type (answer), ==, "a");
  g_assert_cmpstr (xmpp_data_form_get_form_type (made), ==, "b");
  g_assert_cmpstr (cancel, ==, "<x xmlns='jabber:x:data' type='cancel'/>");
}

static void
test_bad (void)
{
  static const char *const cases[] = {
    "<x xmlns='jabber:x:data'/>",
    "<x xmlns='jabber:x:data' type='odd'/>",
    "<x xmlns='urn:other' type='form'/>",
    "<y xmlns='jabber:x:data' type='form'/>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppElement) x = feature_fixture_parse (cases[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (xmpp_data_form_parse (x, &error));
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
    }
}

static void
test_too_large (void)
{
  g_autoptr(XmppElement) x = xmpp_element_new ("x", "jabber:x:data");
  g_autoptr(GError) error = NULL;

  xmpp_element_set_attribute (x, "type", "form");
  for (guint i = 0; i < 300; i++)
    {
      XmppElement *field = xmpp_element_add_child (x, "field", NULL);

      xmpp_element_set_attribute (field, "var", "a");
      for (guint j = 0; j < 100; j++)
        xmpp_element_add_text_child (field, "value", NULL, "v");
    }

  g_assert_null (xmpp_data_form_parse (x, &error));
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_TOO_LARGE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/data-form/parse", test_parse);
  g_test_add_func ("/xmpp/data-form/submit", test_submit);
  g_test_add_func ("/xmpp/data-form/validate", test_validate);
  g_test_add_func ("/xmpp/data-form/media", test_media);
  g_test_add_func ("/xmpp/data-form/table", test_table);
  g_test_add_func ("/xmpp/data-form/form-type", test_form_type);
  g_test_add_func ("/xmpp/data-form/bad", test_bad);
  g_test_add_func ("/xmpp/data-form/too-large", test_too_large);
  return g_test_run ();
}
