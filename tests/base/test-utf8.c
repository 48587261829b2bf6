/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict UTF-8, against GLib's own and at every place where text can be cut. */
#include "base-utf8.h"

#include <string.h>

/* What GLib takes, but for U+FFFE and U+FFFF, which XML does not. */
static void
assert_as_glib (const char *text,
                gsize       length)
{
  const char *end = NULL;
  gsize expected;
  gsize span;

  g_utf8_validate_len (text, length, &end);
  expected = (gsize) (end - text);
  for (gsize i = 0; i + 2 < expected; i++)
    if (memcmp (text + i, "\xef\xbf", 2) == 0 && (guint8) text[i + 2] >= 0xbe)
      expected = i;

  span = base_utf8_span (text, length, NULL);
  g_assert_cmpuint (span, ==, expected);
}

static void
test_every_character (void)
{
  for (gunichar c = 1; c <= 0x10ffff; c++)
    {
      char text[6];
      gsize length = (gsize) g_unichar_to_utf8 (c, text);
      gboolean clean = !(c >= 0xd800 && c <= 0xdfff) && c != 0xfffe && c != 0xffff;
      gsize tail;

      g_assert_cmpuint (base_utf8_span (text, length, &tail), ==, clean ? length : 0);
      g_assert_cmpuint (tail, ==, 0);

      for (gsize cut = 1; clean && cut < length; cut++)
        {
          g_assert_cmpuint (base_utf8_span (text, cut, &tail), ==, 0);
          g_assert_cmpuint (tail, ==, cut);
        }
    }
}

/* All beginnings of two bytes, and all that three can say */
static void
test_every_triple (void)
{
  for (guint32 i = 0; i < 1 << 24; i += 3)
    {
      char text[3] = { (char) (i >> 16), (char) (i >> 8), (char) i };

      assert_as_glib (text, 3);
    }
}

static void
test_random (void)
{
  static const char *const pieces[] = {
    "a", "ascii text of some length", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\xba", "\xff",
    "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xef\xbf\xbf", "\xef\xbf\xbd", "\x80", "\xf0\x9f\x98", "\xc0\x80",
  };

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      int n = g_test_rand_int_range (0, 12);

      while (n-- > 0)
        g_string_append (text, pieces[g_test_rand_int_range (0, g_test_rand_int_range (5, 15))]);
      if (g_test_rand_int_range (0, 4) == 0)
        g_string_insert_c (text, g_test_rand_int_range (0, (int) text->len + 1), '\0');

      assert_as_glib (text->str, text->len);
    }
}

static void
test_tail (void)
{
  static const struct {
    const char *text;
    gsize       span;
    gsize       tail;
  } cases[] = {
    { "", 0, 0 },
    { "abc\xe2\x82", 3, 2 },
    { "abc\xf0\x9f\x98", 3, 3 },
    { "abcdefghijklmnop\xc3", 16, 1 },
    { "abc\xe2\x28", 3, 0 },
    { "abc\xe0\x80", 3, 0 },
    { "abc\xed\xa0", 3, 0 },
    { "abc\xf4\x90", 3, 0 },
    { "abc\xef\xbf", 3, 2 },
    { "abc\xf0\x9f\x41", 3, 0 },
    { "abc\xc0", 3, 0 },
    { "abc\xf5", 3, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize tail;

      g_assert_cmpuint (base_utf8_span (cases[i].text, strlen (cases[i].text), &tail), ==,
                        cases[i].span);
      g_assert_cmpuint (tail, ==, cases[i].tail);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/utf8/every-character", test_every_character);
  g_test_add_func ("/utf8/every-triple", test_every_triple);
  g_test_add_func ("/utf8/random", test_random);
  g_test_add_func ("/utf8/tail", test_tail);

  return g_test_run ();
}
