/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links: RFC 5122, XEP-0147, and invitations: XEP-0379, XEP-0401, XEP-0445. */
#include "feature-fixture.h"

#include "xmpp-error.h"
#include "xmpp-uri.h"

static void
test_parse (void)
{
  static const struct {
    const char *text;
    const char *address;
    const char *action;
    const char *name;
    const char *value;
  } cases[] = {
    { "xmpp:romeo@montague.net", "romeo@montague.net", NULL, "x", NULL },
    { "XMPP:montague.net", "montague.net", NULL, "x", NULL },
    { "xmpp:romeo@montague.net/Orchard%20east", "romeo@montague.net/Orchard east", NULL, "x", NULL },
    { "xmpp:romeo@montague.net?message", "romeo@montague.net", "message", "x", NULL },
    { "xmpp:romeo@montague.net?message;subject=Test%20Message;body=Here%27s+a%20test",
      "romeo@montague.net", "message", "body", "Here's+a test" },
    { "xmpp:room@chat.lit?join;password=a%3Bb%3Dc", "room@chat.lit", "join", "password", "a;b=c" },
    { "xmpp:romeo@montague.net?roster;name=Rom%C3%A9o;name=Evil", "romeo@montague.net", "roster",
      "name", "Roméo" },
    { "xmpp:romeo@montague.net?;node=x", "romeo@montague.net", NULL, "node", "x" },
    { "xmpp:romeo@montague.net?message;", "romeo@montague.net", "message", "x", NULL },
    { "xmpp:romeo@montague.net?message;body", "romeo@montague.net", "message", "body", "" },
    { "xmpp:romeo@montague.net#fragment", "romeo@montague.net", NULL, "x", NULL },
    { "xmpp:romeo@montague.net?message#frag;body=no", "romeo@montague.net", "message", "body", NULL },
    { "xmpp://guest@example.com/support@example.com?message", "support@example.com", "message", "x",
      NULL },
    { "xmpp://guest@example.com?message", NULL, "message", "x", NULL },
    { "xmpp:?message;body=Hi", NULL, "message", "body", "Hi" },
    { "xmpp:nasty%21%23%24%25%28%29%2A%2B%2C-.;%3D%3F%5B%5C%5D%5E_%60%7B%7C%7D~node@example.com",
      "nasty!#$%()*+,-.;=?[\\]^_`{|}~node@example.com", NULL, "x", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(XmppUri) uri = xmpp_uri_parse (cases[i].text, &error);

      g_assert_no_error (error);
      if (cases[i].address != NULL)
        g_assert_cmpstr (xmpp_address_get_full (uri->address), ==, cases[i].address);
      else
        g_assert_null (uri->address);
      g_assert_cmpstr (uri->action, ==, cases[i].action);
      g_assert_cmpstr (xmpp_uri_get_parameter (uri, cases[i].name), ==, cases[i].value);
    }
}

static void
test_bad (void)
{
  static const char *const cases[] = {
    "",
    "romeo@montague.net",
    "xmpp",
    "xmpp:",
    "xmpp:#x",
    "http://montague.net",
    "xmpp:%00@montague.net",
    "xmpp:romeo@",
    "xmpp:@montague.net",
    "xmpp:a%40b@montague.net",
    "xmpp:a%FFb@montague.net",
    "xmpp:a%ZZb@montague.net",
    "xmpp:romeo@montague.net?message;body=%FF",
    "xmpp:romeo@montague.net?message;body=%00",
    "xmpp:romeo@montague.net?%E0",
  };
  g_autoptr(GString) many = g_string_new ("xmpp:a@b.lit?message");
  g_autofree char *filler = g_strnfill (10000, 'a');
  g_autofree char *long_uri = g_strconcat ("xmpp:a@b.lit?message;body=", filler, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (xmpp_uri_parse (cases[i], &error));
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_MALFORMED);
    }

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (many, ";p%u=1", i);
  g_assert_null (xmpp_uri_parse (many->str, NULL));
  g_assert_null (xmpp_uri_parse (long_uri, NULL));
}

static void
test_invitations (void)
{
  static const struct {
    const char *text;
    const char *token;
    gboolean    can_register;
  } cases[] = {
    { "xmpp:romeo@montague.net?roster;preauth=1tMFqYDdKhfe2pwp;name=Romeo+Montague",
      "1tMFqYDdKhfe2pwp", FALSE },
    { "xmpp:inviter@example.com?roster;preauth=TOKEN;ibr=y", "TOKEN", TRUE },
    { "xmpp:inviter@example.com?roster;preauth=TOKEN;ibr=n", "TOKEN", FALSE },
    { "xmpp:inviter@example.com?roster;ibr=y", NULL, FALSE },
    { "xmpp:inviter@example.com?roster;preauth=;ibr=y", NULL, FALSE },
    { "xmpp:juliet@example.com?register;preauth=TOKEN", "TOKEN", TRUE },
    { "xmpp:example.com?register;preauth=TOKEN", "TOKEN", TRUE },
    { "xmpp:example.com?register", NULL, TRUE },
    { "xmpp:?register;preauth=TOKEN", "TOKEN", FALSE },
    { "xmpp:romeo@montague.net?message;preauth=TOKEN;ibr=y", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppUri) uri = xmpp_uri_parse (cases[i].text, NULL);

      g_assert_cmpstr (xmpp_uri_get_preauth_token (uri), ==, cases[i].token);
      g_assert_cmpint (xmpp_uri_can_register (uri), ==, cases[i].can_register);
    }
}

static void
test_write (void)
{
  g_autoptr(XmppAddress) address = feature_fixture_address ("d\\27artagnan@musketeers.lit/a b?c");
  g_autoptr(XmppUri) uri = xmpp_uri_new (address, "message");
  g_autoptr(XmppUri) empty = xmpp_uri_new (NULL, NULL);
  g_autoptr(XmppUri) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *nothing = xmpp_uri_to_string (empty);

  xmpp_uri_set_parameter (uri, "subject", "x");
  xmpp_uri_set_parameter (uri, "body", "a;b=c&d #é");
  text = xmpp_uri_to_string (uri);
  g_assert_cmpstr (text, ==,
                   "xmpp:d%5C27artagnan@musketeers.lit/a%20b%3Fc?message;"
                   "body=a%3Bb%3Dc%26d%20%23%C3%A9;subject=x");
  again = xmpp_uri_parse (text, NULL);
  g_assert_true (xmpp_address_equal (again->address, address));
  g_assert_cmpstr (xmpp_uri_get_parameter (again, "body"), ==, "a;b=c&d #é");
  g_assert_cmpstr (nothing, ==, "xmpp:");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmpp/uri/parse", test_parse);
  g_test_add_func ("/xmpp/uri/bad", test_bad);
  g_test_add_func ("/xmpp/uri/invitations", test_invitations);
  g_test_add_func ("/xmpp/uri/write", test_write);
  return g_test_run ();
}
