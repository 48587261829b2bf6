/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where files are, in text. */
#include "base-place.h"

static void
test_place (void)
{
  static const struct {
    const char *uri;
    const char *place;
  } cases[] = {
    { "file:///a/b%20c.txt", "/a/b c.txt" },
    { "file:///a/tr%C3%A8s%20cool", "/a/très cool" },
    { "file:///a/100%2525.txt", "/a/100%25.txt" },
    { "file:///a/latin%E8.txt", "file:///a/latin%E8.txt" }, /* no text */
    { "http://example.org/a%20b", "http://example.org/a%20b" },
    { "trash:///a", "trash:///a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GFile) file = g_file_new_for_uri (cases[i].uri);
      g_autofree char *place = base_place_from_file (file);
      g_autoptr(GFile) again = base_place_to_file (place);

      g_assert_cmpstr (place, ==, cases[i].place);
      g_assert_true (g_file_equal (again, file));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/place", test_place);

  return g_test_run ();
}
