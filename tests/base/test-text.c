/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Foreign text: cleaned, shortened, and its initials. */
#include "base-text.h"

#include <string.h>

#define FAMILY   "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"
#define GERMANY  "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"
#define FRANCE   "\xf0\x9f\x87\xab\xf0\x9f\x87\xb7"
#define THUMB    "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd"
#define E_ACUTE  "e\xcc\x81"
#define ELLIPSIS "\xe2\x80\xa6"

static void
test_clean (void)
{
  static const struct {
    BaseTextFlags  flags;
    const char    *text;
    const char    *clean;
  } cases[] = {
    { BASE_TEXT_DEFAULT, "", "" },
    { BASE_TEXT_DEFAULT, "plain \xc3\xa9 \xf0\x9f\x98\xba", "plain \xc3\xa9 \xf0\x9f\x98\xba" },
    { BASE_TEXT_DEFAULT, "a\x01\x1b[31mb\x7f\xc2\x9b" "c\x08", "a[31mbc" },
    { BASE_TEXT_DEFAULT, "a\r\nb\rc\nd\te\xe2\x80\xa8" "f\xc2\x85g\x0ch",
      "a\nb\nc\nd\te\nf\ng\nh" },
    { BASE_TEXT_DEFAULT, "a\xff" "b\xed\xa0\x80",
      "a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { BASE_TEXT_DEFAULT, " a ", " a " },
    { BASE_TEXT_DEFAULT, "a\xe2\x80\xae" "b", "a\xe2\x80\xae" "b" },
    { BASE_TEXT_NO_BIDI, "photo\xe2\x80\xaegpj.exe", "photogpj.exe" },
    { BASE_TEXT_NO_BIDI, "\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x81\xa6\xe2\x81\xa7"
                         "\xe2\x81\xa8\xe2\x81\xa9\xe2\x80\x8f\xd7\xa9", "\xe2\x80\x8f\xd7\xa9" },
    { BASE_TEXT_ONE_LINE, " \n a\tb\r\nc\xe2\x80\xa9" "d \n ", "a b c d" },
    { BASE_TEXT_ONE_LINE | BASE_TEXT_NO_BIDI, "a\n\xe2\x80\xae" "b", "a b" },
    { BASE_TEXT_DEFAULT, "Al\xe2\x80\x8bice", "Al\xe2\x80\x8bice" },
    { BASE_TEXT_NO_UNSEEN, "Al\xe2\x80\x8bi\xc2\xad" "c\xe2\x81\xa0" "e\xef\xbb\xbf", "Alice" },
    { BASE_TEXT_NO_UNSEEN | BASE_TEXT_ONE_LINE, " \xe3\x85\xa4\xe2\xa0\x80 ", "" },
    { BASE_TEXT_NO_UNSEEN, FAMILY THUMB GERMANY "\xe2\x80\x8f", FAMILY THUMB GERMANY "\xe2\x80\x8f" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = base_text_clean (cases[i].text, cases[i].flags);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
}

static void
test_truncate (void)
{
  static const struct {
    const char *text;
    gsize       max;
    const char *short_text;
  } cases[] = {
    { "", 1, "" },
    { "Romeo", 5, "Romeo" },
    { "Romeo", 4, "Rom" ELLIPSIS },
    { "Romeo", 1, ELLIPSIS },
    { "\xc3\xa9\xc3\xa9\xc3\xa9", 3, "\xc3\xa9\xc3\xa9\xc3\xa9" },
    { "\xc3\xa9\xc3\xa9\xc3\xa9", 2, "\xc3\xa9" ELLIPSIS },
    { E_ACUTE E_ACUTE E_ACUTE, 5, E_ACUTE E_ACUTE ELLIPSIS },
    { E_ACUTE E_ACUTE E_ACUTE, 4, E_ACUTE ELLIPSIS },
    { "a" FAMILY "b", 6, "a" ELLIPSIS },
    { "a" FAMILY "b", 7, "a" FAMILY "b" },
    { "a" FAMILY "bc", 7, "a" FAMILY ELLIPSIS },
    { GERMANY FRANCE GERMANY, 4, GERMANY ELLIPSIS },
    { GERMANY FRANCE GERMANY, 5, GERMANY FRANCE ELLIPSIS },
    { THUMB THUMB, 3, THUMB ELLIPSIS },
    { THUMB THUMB, 2, ELLIPSIS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *short_text = base_text_truncate (cases[i].text, cases[i].max);

      g_assert_cmpstr (short_text, ==, cases[i].short_text);
    }
}

/* Of the name of a file the end counts as well. */
static void
test_truncate_name (void)
{
  static const struct {
    const char *name;
    gsize       max;
    const char *cut;
  } cases[] = {
    { "plan.pdf", 12, "plan.pdf" },
    { "plan of the house.pdf", 12, "plan of" ELLIPSIS ".pdf" },
    { "plan of the hous" E_ACUTE ".pdf", 15, "plan of t" ELLIPSIS ".pdf" },
    { "plan of the h" E_ACUTE "use.pdf", 30, "plan of the h" E_ACUTE "use.pdf" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *cut = base_text_truncate_name (cases[i].name, cases[i].max);

      g_assert_cmpstr (cut, ==, cases[i].cut);
    }
}

static void
test_initials (void)
{
  static const char *const cases[][2] = {
    { "", "" },
    { "   ", "" },
    { "...", "" },
    { "Romeo", "R" },
    { "romeo montague", "RM" },
    { "Juliet of the House Capulet", "JC" },
    { "juliet@capulet.lit", "J" },
    { "juliet.capulet@example.com", "JC" },
    { "juliet_maria-capulet@example.com/home", "JC" },
    { "@juliet", "J" },
    { "(Bob) \"Smith\"", "BS" },
    { "\xc3\xa9milie du ch\xc3\xa2telet", "\xc3\x89" "C" },
    { E_ACUTE "milie", "E\xcc\x81" },
    { "\xc3\x9fig", "\xc3\x9f" },
    { "\xd0\xb0\xd0\xbd\xd0\xbd\xd0\xb0 \xd0\xba", "\xd0\x90\xd0\x9a" },
    { "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e", "\xe7\x8e\x8b" },
    { FAMILY " " GERMANY, FAMILY GERMANY },
    { THUMB "x", THUMB },
    { "4 you", "4Y" },
  };
  g_autoptr(GString) pile = g_string_new ("Z");
  g_autofree char *initials = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = base_text_initials (cases[i][0]);

      g_assert_cmpstr (found, ==, cases[i][1]);
    }

  for (guint i = 0; i < 10000; i++)
    g_string_append (pile, "\xcc\x81");
  initials = base_text_initials (pile->str);
  g_assert_cmpuint (strlen (initials), <, 100);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/clean", test_clean);
  g_test_add_func ("/text/truncate", test_truncate);
  g_test_add_func ("/text/truncate-name", test_truncate_name);
  g_test_add_func ("/text/initials", test_initials);

  return g_test_run ();
}
