/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses, good and bad: RFC 7622, and their escaping: XEP-0106. */
#include "xmpp-address.h"
#include "xmpp-error.h"

#include <string.h>

typedef struct {
  const char *text;
  const char *local;
  const char *domain;
  const char *resource;
} Good;

static const Good good[] = {
  /* RFC 7622, 3.5, table 1 */
  { "juliet@example.com", "juliet", "example.com", NULL },
  { "juliet@example.com/foo", "juliet", "example.com", "foo" },
  { "juliet@example.com/foo bar", "juliet", "example.com", "foo bar" },
  { "juliet@example.com/foo@bar", "juliet", "example.com", "foo@bar" },
  { "foo\\20bar@example.com", "foo\\20bar", "example.com", NULL },
  { "fussball@example.com", "fussball", "example.com", NULL },
  { "\xcf\x80@example.com", "\xcf\x80", "example.com", NULL },
  { "king@example.com/\xe2\x99\x9a", "king", "example.com", "\xe2\x99\x9a" },
  { "example.com", NULL, "example.com", NULL },
  { "example.com/foobar", NULL, "example.com", "foobar" },
  { "a.example.com/b@example.net", NULL, "a.example.com", "b@example.net" },

  /* One form for what is the same */
  { "Juliet@EXAMPLE.com/Balcony", "juliet", "example.com", "Balcony" },
  { "\xce\xa3@example.com", "\xcf\x83", "example.com", NULL },
  { "\xc5\xbb\xc3\x93\xc5\x81W@example.com", "\xc5\xbc\xc3\xb3\xc5\x82w", "example.com", NULL },
  { "fu\xc3\x9f" "ball@example.com", "fussball", "example.com", NULL },
  { "e\xcc\x81@example.com", "\xc3\xa9", "example.com", NULL },
  { "\xef\xbc\xa1@example.com", "a", "example.com", NULL },
  { "a\xc2\xad" "b@example.com", "ab", "example.com", NULL },
  { "a@example.com/e\xcc\x81", "a", "example.com", "\xc3\xa9" },
  { "a@example.com.", "a", "example.com", NULL },
  { "a@M\xc3\x9cNCHEN.example", "a", "m\xc3\xbcnchen.example", NULL },
  { "a@mu\xcc\x88nchen.example", "a", "m\xc3\xbcnchen.example", NULL },
  { "a@xn--mnchen-3ya.example", "a", "m\xc3\xbcnchen.example", NULL },
  { "a@XN--MNCHEN-3YA.example", "a", "m\xc3\xbcnchen.example", NULL },
  { "a@fa\xc3\x9f.example", "a", "fa\xc3\x9f.example", NULL },
  { "a@xn--fa-hia.example", "a", "fa\xc3\x9f.example", NULL },
  { "a@\xe4\xbe\x8b\xe3\x80\x82\xe4\xbe\x8b", "a", "\xe4\xbe\x8b.\xe4\xbe\x8b", NULL },
  { "a@\xe4\xbe\x8b\xe3\x80\x82", "a", "\xe4\xbe\x8b", NULL },
  { "a@\xef\xbd\x85xample.com", "a", "example.com", NULL },
  { "a@\xd7\xa9\xd7\x9c.example", "a", "\xd7\xa9\xd7\x9c.example", NULL },

  /* Hosts without a name */
  { "a@192.0.2.1", "a", "192.0.2.1", NULL },
  { "a@[2001:DB8:0:0::1]/r", "a", "[2001:db8::1]", "r" },
  { "[::1]", NULL, "[::1]", NULL },
  { "a@[::ffff:192.0.2.1]", "a", "[::ffff:192.0.2.1]", NULL },
  { "localhost", NULL, "localhost", NULL },

  /* What people have */
  { "a+b%c=d!e#f$g*h?i^j`k{l|m}n~o,p;q[r]s(t)@example.com",
    "a+b%c=d!e#f$g*h?i^j`k{l|m}n~o,p;q[r]s(t)", "example.com", NULL },
  { "-@_under_score.example", "-", "_under_score.example", NULL },
  { "a@r3---sn-x.example", "a", "r3---sn-x.example", NULL },
  { "\xf0\x9f\x98\xba@example.com/\xf0\x9f\x98\xba", "\xf0\x9f\x98\xba", "example.com",
    "\xf0\x9f\x98\xba" },
  { "a@example.com/b/c", "a", "example.com", "b/c" },
  { "a@example.com//", "a", "example.com", "/" },
  { "a@example.com/ ", "a", "example.com", " " },
  { "a@example.com/\"<&>'", "a", "example.com", "\"<&>'" },
  { "room@muc.example/Al\xe2\x80\x8b" "ice", "room", "muc.example", "Alice" },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      const Good *c = &good[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(XmppAddress) address = xmpp_address_parse (c->text, &error);
      g_autoptr(XmppAddress) again = NULL;
      g_autoptr(XmppAddress) of_parts = NULL;
      g_autofree char *bare = g_strconcat (c->local != NULL ? c->local : "",
                                           c->local != NULL ? "@" : "", c->domain, NULL);
      g_autofree char *full = g_strconcat (bare, c->resource != NULL ? "/" : "",
                                           c->resource != NULL ? c->resource : "", NULL);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_no_error (error);
      g_assert_cmpstr (xmpp_address_get_local (address), ==, c->local);
      g_assert_cmpstr (xmpp_address_get_domain (address), ==, c->domain);
      g_assert_cmpstr (xmpp_address_get_resource (address), ==, c->resource);
      g_assert_cmpstr (xmpp_address_get_bare (address), ==, bare);
      g_assert_cmpstr (xmpp_address_get_full (address), ==, full);
      g_assert_cmpint (xmpp_address_is_bare (address), ==, c->resource == NULL);

      again = xmpp_address_parse (full, &error);
      g_assert_no_error (error);
      g_assert_true (xmpp_address_equal (address, again));
      g_assert_cmpstr (xmpp_address_get_full (again), ==, full);

      of_parts = xmpp_address_new (c->local, c->domain, c->resource, &error);
      g_assert_no_error (error);
      g_assert_true (xmpp_address_equal (address, of_parts));
    }
}

static const char *const bad[] = {
  /* RFC 7622, 3.5, table 2 */
  "\"juliet\"@example.com", "foo bar@example.com", "juliet@example.com/", "@example.com/",
  "@example.com", "user@example.com/\x01", "henryiv@\xe2\x85\xa3\xe2\x80\xa8", "juliet@",
  "/foobar", "", "@", "/", "@/", "a@/b",

  "a@b@c", "a@@b", "a'b@c", "a&b@c", "a:b@c", "a<b@c", "a>b@c", "a\tb@c", "a\x7f" "b@c", " a@c",
  "a @c", "\xc2\xa0@c", "\xe3\x80\x80@c", "\xc2\xad@c", "\xe2\x80\x8b@c",
  "\xef\xbc\xa0@c", "a\xef\xbc\x8f" "b@c", "a\xe2\x80\xae" "b@c", "a\xe2\x80\x8e" "b@c",
  "\xee\x80\x80@c", "\xd7\x90" "a@c", "a@c/\x7f", "a@c/\n", "a@c/\xe2\x80\xae", "a@c/\xee\x80\x80",
  "a@c/\xc2\x85", "a@c/\xc2\xad", "a@c/\xef\xbf\xbd",

  "a@b c", "a@ b", "a@b ", "a@b\n", "a@.", "a@..", "a@b..", "a@.b", "a@b..c", "a@-b", "a@b-",
  "a@b-.c", "a@b,c", "a@b:5222", "a@b!c", "a@b%25", "a@b\\c", "a@b\"c", "a@b;c", "a@(b)",
  "a@\xef\xbc\x8f", "a@\xe4\xbe\x8b\xef\xbc\xa0\xe4\xbe\x8b", "a@xn--", "a@xn--a", "a@xn--\xc3\xa9",
  "a@xn--zzzzzzzzzzzzzzzzz", "a@\xcc\x81" "b", "a@\xe4\xbe\x8b..c", "a@\xe2\x80\xae" "b",
  "a@\xd7\xa9" "a", "a@\xf0\x9f\x98\xba\xef\xbf\xbd",

  "a@[]", "a@[", "a@]", "a@[::1", "a@[::1]x", "a@[192.0.2.1]", "a@[::1%lo]", "a@[::g]", "a@[:::1]",
  "a@[v1.x]", "a@[::1].", "a@[[::1]]",

  /* Not UTF-8 */
  "\xff@example.com", "a\xc3@example.com", "a@\xc0\xae.com", "a@example.com/\xed\xa0\x80",
  "a@example.com/\xf4\x90\x80\x80", "a@example.com/\xef\xbf\xbe", "\xe2\x82",
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(XmppAddress) address = xmpp_address_parse (bad[i], &error);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_null (address);
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_INVALID_ADDRESS);
    }

  g_assert_null (xmpp_address_parse (NULL, NULL));
}

static void
assert_parses (const char *local,
               const char *domain,
               const char *resource,
               gboolean    parses)
{
  g_autofree char *text = g_strdup_printf ("%s@%s/%s", local, domain, resource);
  g_autoptr(XmppAddress) address = xmpp_address_parse (text, NULL);

  g_assert_cmpint (address != NULL, ==, parses);
}

static void
test_lengths (void)
{
  g_autofree char *longest = g_strnfill (1023, 'a');
  g_autofree char *longer = g_strnfill (1024, 'a');
  g_autofree char *endless = g_strnfill (1024 * 1024, 'a');
  g_autofree char *label = g_strnfill (63, 'a');
  g_autofree char *long_label = g_strnfill (64, 'a');
  g_autofree char *domain = g_strdup_printf ("%s.%s.%s.%.61s", label, label, label, label);
  g_autofree char *long_domain = g_strdup_printf ("%s.%s.%s.%.62s", label, label, label, label);
  g_autoptr(GString) grows = g_string_new (NULL);
  g_autoptr(GString) e = g_string_new (NULL);

  /* One character of three bytes that becomes 18 */
  for (guint i = 0; i < 300; i++)
    g_string_append (grows, "\xef\xb7\xba");
  for (guint i = 0; i < 511; i++)
    g_string_append (e, "\xc3\xa9");

  assert_parses (longest, "b", longest, TRUE);
  assert_parses (longer, "b", "c", FALSE);
  assert_parses ("a", "b", longer, FALSE);
  assert_parses (endless, "b", "c", FALSE);
  assert_parses ("a", endless, "c", FALSE);
  assert_parses ("a", "b", endless, FALSE);
  assert_parses ("a", label, "c", TRUE);
  assert_parses ("a", long_label, "c", FALSE);
  assert_parses ("a", domain, "c", TRUE);
  assert_parses ("a", long_domain, "c", FALSE);
  assert_parses ("a", "b", grows->str, FALSE);
  assert_parses (grows->str, "b", "c", FALSE);
  assert_parses (e->str, "b", e->str, TRUE);
  g_string_append_c (e, 'a');
  assert_parses (e->str, "b", e->str, TRUE);
  g_string_append (e, "\xc3\xa9");
  assert_parses (e->str, "b", "c", FALSE);
}

static void
test_new (void)
{
  static const struct {
    const char *local;
    const char *domain;
    const char *resource;
  } refused[] = {
    { "", "b", NULL }, { "a", "", NULL }, { "a", "b", "" }, { "a@b", "c", NULL },
    { "a", "b/c", NULL }, { "a", "b@c", NULL }, { "a/b", "c", NULL }, { "\xff", "b", NULL },
    { "a", "\xff", NULL }, { "a", "b", "\xff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(XmppAddress) address = xmpp_address_new (refused[i].local, refused[i].domain,
                                                         refused[i].resource, &error);

      g_assert_null (address);
      g_assert_error (error, XMPP_ERROR, XMPP_ERROR_INVALID_ADDRESS);
    }
}

static void
test_others (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppAddress) full = xmpp_address_parse ("a@b/c", NULL);
  g_autoptr(XmppAddress) bare = xmpp_address_dup_bare (full);
  g_autoptr(XmppAddress) same = xmpp_address_dup_bare (bare);
  g_autoptr(XmppAddress) other = xmpp_address_with_resource (full, "e\xcc\x81", NULL);
  g_autoptr(XmppAddress) host = xmpp_address_parse ("b/c", NULL);
  g_autoptr(XmppAddress) bare_host = xmpp_address_dup_bare (host);
  g_autoptr(XmppAddress) none = NULL;

  g_assert_cmpstr (xmpp_address_get_full (bare), ==, "a@b");
  g_assert_true (same == bare);
  g_assert_cmpstr (xmpp_address_get_full (other), ==, "a@b/\xc3\xa9");
  g_assert_cmpstr (xmpp_address_get_full (bare_host), ==, "b");
  g_assert_null (xmpp_address_get_local (bare_host));

  g_assert_false (xmpp_address_equal (full, other));
  g_assert_true (xmpp_address_equal_bare (full, other));
  g_assert_true (xmpp_address_equal_bare (full, bare));
  g_assert_false (xmpp_address_equal_bare (full, host));

  none = xmpp_address_with_resource (full, "", &error);
  g_assert_null (none);
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_INVALID_ADDRESS);
  g_clear_error (&error);
  none = xmpp_address_with_resource (full, "\xff", &error);
  g_assert_error (error, XMPP_ERROR, XMPP_ERROR_INVALID_ADDRESS);
}

static void
test_ascii_domain (void)
{
  static const char *const cases[][2] = {
    { "a@Example.com", "example.com" },
    { "a@m\xc3\xbcnchen.example/r", "xn--mnchen-3ya.example" },
    { "fa\xc3\x9f.example", "xn--fa-hia.example" },
    { "a@[2001:DB8::1]", "2001:db8::1" },
    { "a@192.0.2.1", "192.0.2.1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(XmppAddress) address = xmpp_address_parse (cases[i][0], NULL);
      g_autofree char *domain = xmpp_address_dup_ascii_domain (address);

      g_assert_cmpstr (domain, ==, cases[i][1]);
    }
}

static void
test_escape (void)
{
  /* XEP-0106, 5.1, 5.2 and the business rules */
  static const char *const cases[][2] = {
    { "space cadet", "space\\20cadet" },
    { "call me \"ishmael\"", "call\\20me\\20\\22ishmael\\22" },
    { "at&t guy", "at\\26t\\20guy" },
    { "d'artagnan", "d\\27artagnan" },
    { "/.fanboy", "\\2f.fanboy" },
    { "::foo::", "\\3a\\3afoo\\3a\\3a" },
    { "<foo>", "\\3cfoo\\3e" },
    { "user@host", "user\\40host" },
    { "c:\\net", "c\\3a\\net" },
    { "c:\\\\net", "c\\3a\\\\net" },
    { "c:\\cool stuff", "c\\3a\\cool\\20stuff" },
    { "c:\\5commas", "c\\3a\\5c5commas" },
    { "here's_a_wild_&_/cr%zy/_address", "here\\27s_a_wild_\\26_\\2fcr%zy\\2f_address" },
    { "\\3and\\2is\\5cool", "\\5c3and\\2is\\5c5cool" },
    { "\\5c", "\\5c5c" },
    { "\\27", "\\5c27" },
    { "\\2plus\\2is\\4", "\\2plus\\2is\\4" },
    { "foo\\bar", "foo\\bar" },
    { "foob\\41r", "foob\\41r" },
    { "\\3A\\3C", "\\3A\\3C" },
    { "tr\xc3\xa9ville@musketeers.lit", "tr\xc3\xa9ville\\40musketeers.lit" },
    { "", "" },
    { "\\", "\\" },
    { "\\2", "\\2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *escaped = xmpp_address_escape_local (cases[i][0]);
      g_autofree char *plain = xmpp_address_unescape_local (cases[i][1]);

      g_assert_cmpstr (escaped, ==, cases[i][1]);
      g_assert_cmpstr (plain, ==, cases[i][0]);
    }
}

static void
test_escape_ends (void)
{
  static const char *const typed[][2] = {
    { "  a b  ", "a\\20b" }, { " ", "" }, { "\\20a", "\\5c20a" },
  };
  static const char *const shown[][2] = {
    { "\\20a", "\\20a" }, { "a\\20", "a\\20" }, { "\\20", "\\20" }, { "a\\20\\20b", "a  b" },
    { "\\20\\20", "\\20\\20" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autofree char *escaped = xmpp_address_escape_local (typed[i][0]);

      g_assert_cmpstr (escaped, ==, typed[i][1]);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autofree char *plain = xmpp_address_unescape_local (shown[i][0]);

      g_assert_cmpstr (plain, ==, shown[i][1]);
    }
}

static gpointer
parse_thread (gpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(XmppAddress) address =
        xmpp_address_parse ("\xc3\x89@m\xc3\xbcnchen.example/\xe2\x99\x9a", NULL);

      g_assert_cmpstr (xmpp_address_get_local (address), ==, "\xc3\xa9");
    }

  return NULL;
}

/* First in the program: the profiles are loaded by whoever comes first. */
static void
test_threads (void)
{
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("address", parse_thread, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/address/threads", test_threads);
  g_test_add_func ("/address/good", test_good);
  g_test_add_func ("/address/bad", test_bad);
  g_test_add_func ("/address/lengths", test_lengths);
  g_test_add_func ("/address/new", test_new);
  g_test_add_func ("/address/others", test_others);
  g_test_add_func ("/address/ascii-domain", test_ascii_domain);
  g_test_add_func ("/address/escape", test_escape);
  g_test_add_func ("/address/escape-ends", test_escape_ends);

  return g_test_run ();
}
