/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-links.h"

#include <pango/pango.h>
#include <string.h>

/* What is a link in a text: the links with "[" and "]" around them. */
static const char *const cases[] = {
  "", "",
  "nothing here", "nothing here",
  "http://a.example", "[http://a.example]",
  "HTTPS://A.example/B?c=d#e", "[HTTPS://A.example/B?c=d#e]",
  "see https://a.example.", "see [https://a.example].",
  "see https://a.example/x, then https://b.example!?", "see [https://a.example/x], then [https://b.example]!?",
  "(https://a.example)", "([https://a.example])",
  "(see https://a.example/b_(c))", "(see [https://a.example/b_(c)])",
  "https://a.example/b_(c)_d", "[https://a.example/b_(c)_d]",
  "[https://a.example/[x]]", "[[https://a.example/[x]]]",
  "<https://a.example>", "<[https://a.example]>",
  "\"https://a.example\"", "\"[https://a.example]\"",
  "«https://a.example»", "«[https://a.example]»",
  "'https://a.example'", "'[https://a.example]'",
  "*https://a.example*", "*[https://a.example]*",
  "https://a.example\nhttps://b.example", "[https://a.example]\n[https://b.example]",
  "https://a.example:8443/~me/?q=%20&r=1;s", "[https://a.example:8443/~me/?q=%20&r=1;s]",
  "https://[2001:db8::1]/x", "[https://[2001:db8::1]/x]",
  "https://münchen.example/straße", "[https://münchen.example/straße]",
  "https://例え.example/パス。次", "[https://例え.example/パス]。次",
  "https://a.example\xe2\x80\xaegpj.exe", "[https://a.example]\xe2\x80\xaegpj.exe",
  "https://a.example\xe2\x80\x8b/x", "[https://a.example]\xe2\x80\x8b/x",
  "xhttps://a.example", "xhttps://a.example",
  "ñhttps://a.example", "ñhttps://a.example",
  "1https://a.example", "1https://a.example",
  "https://", "https://",
  "https://...", "https://...",
  "http:/a.example", "http:/a.example",
  "mailto:ana@office.example", "[mailto:ana@office.example]",
  "write to mailto:ana@office.example;", "write to [mailto:ana@office.example];",
  "xmpp:ana@office.example?message", "[xmpp:ana@office.example?message]",
  "tel:+34-600-000-000", "[tel:+34-600-000-000]",
  "geo:42.2406,-8.7207", "[geo:42.2406,-8.7207]",
  "file:///etc/passwd", "file:///etc/passwd",
  "javascript:alert(1)", "javascript:alert(1)",
  "smb://host/share", "smb://host/share",
  "data:text/html,x", "data:text/html,x",
  "\\\\host\\share", "\\\\host\\share",
  "view-source:https://a.example", "view-source:[https://a.example]",
};

/* The markup with its links in brackets, as plain text; what Pango takes for markup must fit it. */
static char *
show_links (const char *text)
{
  g_autofree char *markup = ui_links_to_markup (text);
  g_autoptr(GString) shown = g_string_new (markup);
  g_autoptr(GError) error = NULL;
  char *plain = NULL;
  const char *start;

  while ((start = strstr (shown->str, "<a href=\"")) != NULL)
    {
      gsize from = (gsize) (start - shown->str);
      const char *end = strstr (start, "\">");

      g_assert_nonnull (end);
      g_string_erase (shown, (gssize) from, end + 2 - start);
      g_string_insert (shown, (gssize) from, "[");
    }
  while ((start = strstr (shown->str, "</a>")) != NULL)
    {
      gsize from = (gsize) (start - shown->str);

      g_string_erase (shown, (gssize) from, 4);
      g_string_insert (shown, (gssize) from, "]");
    }

  g_assert_true (pango_parse_markup (shown->str, -1, 0, NULL, &plain, NULL, &error));
  g_assert_no_error (error);
  return plain;
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i += 2)
    {
      g_autofree char *shown = show_links (cases[i]);

      g_assert_cmpstr (shown, ==, cases[i + 1]);
    }
}

/* Nothing that others write is ever taken for markup. */
static void
test_escaping (void)
{
  static const char *const texts[] = {
    "<b>bold</b>", "&amp; & &lt;", "<span size='100pt'>", "\"quoted\" 'single'",
    "https://a.example/?a=<b>&c=\"d\"", "</a><a href=\"javascript:x\">", "%s %n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *markup = ui_links_to_markup (texts[i]);
      g_autoptr(GString) without = g_string_new (markup);
      g_autofree char *plain = NULL;
      const char *start;

      while ((start = strstr (without->str, "<a href=\"")) != NULL)
        g_string_erase (without, start - without->str, strstr (start, "\">") + 2 - start);
      g_string_replace (without, "</a>", "", 0);
      g_assert_true (pango_parse_markup (without->str, -1, 0, NULL, &plain, NULL, NULL));
      g_assert_cmpstr (plain, ==, texts[i]);
    }
}

/* A text made to be slow is not: all of it in a moment, whatever it is made of. */
static void
test_hostile_length (void)
{
  static const char *const pieces[] = {
    "https://", "https://a)", ")", "(", "https://((((", "mailto:", "h", "https://a ", "é", "?", "[]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr(GString) text = g_string_new ("https://a");
      g_autofree char *shown = NULL;
      g_autofree char *first = NULL;

      while (text->len < 64 * 1024)
        g_string_append (text, pieces[i]);
      shown = show_links (text->str);
      first = ui_links_dup_first (text->str);
      g_assert_cmpuint (strlen (shown), >=, text->len);
    }
}

static void
test_first (void)
{
  g_autofree char *none = ui_links_dup_first ("nothing, file:///x");
  g_autofree char *first = ui_links_dup_first ("a (https://a.example/x) https://b.example");

  g_assert_null (none);
  g_assert_cmpstr (first, ==, "https://a.example/x");
}

static void
test_skip (void)
{
  const char *text = "a https://a.example/x b";

  g_assert_cmpuint (ui_links_skip (text, 0), ==, 0);
  g_assert_cmpuint (ui_links_skip (text, 2), ==, 2);
  g_assert_cmpuint (ui_links_skip (text, 3), ==, 21);
  g_assert_cmpuint (ui_links_skip (text, 20), ==, 21);
  g_assert_cmpuint (ui_links_skip (text, 21), ==, 21);
  g_assert_cmpuint (ui_links_skip (text, 22), ==, 22);
}

static void
test_allowed (void)
{
  g_assert_true (ui_links_is_allowed ("https://a.example"));
  g_assert_true (ui_links_is_allowed ("XMPP:ana@office.example"));
  g_assert_false (ui_links_is_allowed ("file:///etc/passwd"));
  g_assert_false (ui_links_is_allowed ("javascript:alert(1)"));
  g_assert_false (ui_links_is_allowed ("/usr/bin/true"));
  g_assert_false (ui_links_is_allowed (""));
}

static void
test_emoji (void)
{
  static const struct {
    const char *text;
    guint       count;
  } emoji[] = {
    { "", 0 }, { " ", 0 }, { "a", 0 }, { "1", 0 }, { "🎉", 1 }, { "🎉 ", 1 }, { "🎉🎉", 2 },
    { "👍🏽", 1 }, { "👨‍👩‍👧‍👦", 1 }, { "🇪🇸", 1 }, { "🇪🇸🇵🇹", 2 }, { "❤️", 1 }, { "🎉!", 0 }, { "hi 🎉", 0 },
    { "🏴󠁧󠁢󠁳󠁣󠁴󠁿", 1 }, { "☺", 1 }, { "#", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (emoji); i++)
    g_assert_cmpuint (ui_links_count_emoji (emoji[i].text), ==, emoji[i].count);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/links/table", test_table);
  g_test_add_func ("/ui/links/escaping", test_escaping);
  g_test_add_func ("/ui/links/hostile-length", test_hostile_length);
  g_test_add_func ("/ui/links/first", test_first);
  g_test_add_func ("/ui/links/skip", test_skip);
  g_test_add_func ("/ui/links/allowed", test_allowed);
  g_test_add_func ("/ui/links/emoji", test_emoji);
  return g_test_run ();
}
