/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What pages say of themselves, well written, badly and not at all. */
#include "net-html.h"

#include <string.h>

typedef struct {
  const char *html;
  const char *charset;     /* (nullable) */
  const char *title;       /* (nullable) */
  const char *description; /* (nullable) */
  const char *site;        /* (nullable) */
} Case;

static const Case cases[] = {
  { "<!DOCTYPE html><html><head><title>Plain</title>"
    "<meta name=\"description\" content=\"Words\"></head><body></body></html>", NULL,
    "Plain", "Words", NULL },
  { "<html><head><title>Less</title><meta name='description' content='less'>"
    "<meta property=\"og:title\" content=\"More &amp; &quot;more&quot; &#8364;\">"
    "<meta property='og:description' content='A\nB'><META PROPERTY=OG:SITE_NAME CONTENT=Site>",
    NULL, "More & \"more\" €", "A\nB", "Site" },
  { "<meta name='og:title' content='By name'>", NULL, "By name", NULL, NULL },
  { "<meta property='og:title' content=''><title>Not empty</title>", NULL, "Not empty", NULL, NULL },
  { "<meta property='og:title' content='One'><meta property='og:title' content='Two'>", NULL,
    "One", NULL, NULL },
  /* What stands in the body is what others may have written there. */
  { "<head><title>Head</title></head><body><meta property='og:title' content='Comment'>", NULL,
    "Head", NULL, NULL },
  { "<title>One</title><title>Two</title>", NULL, "One", NULL, NULL },
  { "<!-- <title>No</title> --><title>Yes</title>", NULL, "Yes", NULL, NULL },
  { "<script>var a = '<title>No</title>';</script><title>Yes</title>", NULL, "Yes", NULL, NULL },
  { "<title>Cut of", NULL, "Cut of", NULL, NULL },
  { "<meta property='og:title' content='Cut of", NULL, "Cut of", NULL, NULL },
  { "<title>Caf\351</title>", "ISO-8859-1", "Café", NULL, NULL },
  { "<meta charset='windows-1251'><title>\312\356\362</title>", NULL, "Кот", NULL, NULL },
  { "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=Shift_JIS\">"
    "<title>\223\372\226{</title>", NULL, "日本", NULL, NULL },
  { "<meta charset='utf-16le'><title>Caf\303\251</title>", NULL, "Café", NULL, NULL },
  { "<title>A\377B</title>", NULL, "A\357\277\275B", NULL, NULL },
  { "<title>Who</title>", "utf-7", "Who", NULL, NULL },
  { "<title>Who</title>", "../../../etc/passwd", "Who", NULL, NULL },
  { "\357\273\277<title>Marked</title>", NULL, "Marked", NULL, NULL },
  { "plain text", NULL, NULL, NULL, NULL },
  { "", NULL, NULL, NULL, NULL },
  { "<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'x'>"
    "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>X&a;ML</title></head></html>", NULL,
    "X&a;ML", NULL, NULL },
  { "<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><title>&a;</title>", NULL,
    NULL, NULL, NULL },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(NetPage) page = net_html_read (cases[i].html, strlen (cases[i].html),
                                               cases[i].charset);

      g_test_message ("%s", cases[i].html);
      g_assert_cmpstr (page->title, ==, cases[i].title);
      g_assert_cmpstr (page->description, ==, cases[i].description);
      g_assert_cmpstr (page->site, ==, cases[i].site);
    }
}

static void
test_utf_16 (void)
{
  static const char text[] = "\xff\xfe<\0t\0i\0t\0l\0e\0>\0\xe9\0<\0/\0t\0i\0t\0l\0e\0>";
  g_autoptr(NetPage) page = net_html_read (text, sizeof text, NULL);

  g_assert_cmpstr (page->title, ==, "é");
}

static void
test_nul (void)
{
  static const char text[] = "<title>A</title>\0<meta property='og:title' content='B'>";
  g_autoptr(NetPage) page = net_html_read (text, sizeof text - 1, NULL);

  g_assert_nonnull (page->title);
}

static void
read_many (const char *start,
           const char *part,
           gsize       n_parts)
{
  g_autoptr(GString) text = g_string_new (start);
  g_autoptr(NetPage) page = NULL;

  for (gsize i = 0; i < n_parts; i++)
    g_string_append (text, part);
  page = net_html_read (text->str, text->len, NULL);
  g_assert_true (page->title == NULL || strlen (page->title) < 20000);
  g_assert_true (page->description == NULL || strlen (page->description) < 20000);
}

/* Whatever it is made of, it ends, and takes no more than it may. */
static void
test_hostile (void)
{
  read_many ("<title>", "a", 3000000);
  read_many ("<title>", "\377", 3000000);
  read_many ("<meta property='og:description' content='", "b", 3000000);
  read_many ("<html>", "<div>", 1000000);
  read_many ("<html>", "<a b=", 1000000);
  read_many ("<html>", "<title>", 1000000);
  read_many ("<title>", "&lt;&#x1f600;&nbsp;&bogus;", 100000);
  read_many ("", "<!--", 1000000);
  read_many ("", "<![CDATA[", 100000);
  read_many ("<meta ", "a=b ", 500000);
  read_many ("<", "x", 3000000);
  read_many ("<head>", "<b>", 170000);
  read_many ("<title>", "<b>", 170000);
  read_many ("<title>", "<title>a</title>", 30000);
  read_many ("<head>", "<script>", 60000);
  read_many ("<!DOCTYPE html [", "<!ENTITY a '&a;&a;'>", 20000);
  read_many ("<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
             "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><title>", "&c;", 100000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/net/html/cases", test_cases);
  g_test_add_func ("/net/html/utf-16", test_utf_16);
  g_test_add_func ("/net/html/nul", test_nul);
  g_test_add_func ("/net/html/hostile", test_hostile);
  return g_test_run ();
}
