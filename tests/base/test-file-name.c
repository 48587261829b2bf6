/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files that others chose. */
#include "base-file-name.h"

#include <string.h>

static void
test_clean (void)
{
  static const struct {
    const char *name;
    const char *clean; /* NULL: none */
  } cases[] = {
    { "summit.jpg", "summit.jpg" },
    { "très cool.jpg", "très cool.jpg" },
    { "отчёт за 2026 год.pdf", "отчёт за 2026 год.pdf" },
    { "日本語のファイル.txt", "日本語のファイル.txt" },
    { "ملف عربي.docx", "ملف عربي.docx" },
    { "👩‍👩‍👧.png", "👩‍👩‍👧.png" },
    { "100%25.txt", "100%25.txt" }, /* decoded by nobody */
    { "..%2F..%2F.bashrc", "%2F..%2F.bashrc" },
    { "../../.bashrc", "bashrc" },
    { "/etc/passwd", "passwd" },
    { "a/..\\b", "b" },
    { "C:\\Windows\\system.ini", "system.ini" },
    { "photo\u202egpj.exe", "photogpj.exe" },
    { "\u2066a\u2069\u200bb.txt", "ab.txt" },
    { "line\nfeed\r\tand\x01\x7f.txt", "line feed  and.txt" },
    { "bad\xff\xfe.txt", "bad\uFFFD\uFFFD.txt" },
    { "CON", "_CON" },
    { "nul.txt", "_nul.txt" },
    { "com1.log", "_com1.log" },
    { "LPT", "LPT" },
    { "console", "console" },
    { "a:b*c?d|e<f>g\"h", "a_b_c_d_e_f_g_h" },
    { "ends. . .", "ends" },
    { " . hidden", "hidden" },
    { "..", NULL },
    { "dir/", NULL },
    { "\u202e", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = base_file_name_clean (cases[i].name);
      g_autofree char *again = base_file_name_clean (clean);

      g_assert_cmpstr (clean, ==, cases[i].clean);
      g_assert_cmpstr (again, ==, clean);
    }
}

static void
test_long (void)
{
  g_autofree char *stem = g_strnfill (300, 'x');
  g_autofree char *name = g_strconcat (stem, ".jpeg", NULL);
  g_autofree char *clean = base_file_name_clean (name);
  g_autofree char *bare = base_file_name_clean (stem);
  GString *wide = g_string_new (NULL);
  g_autofree char *cut = NULL;

  g_assert_cmpuint (strlen (clean), ==, BASE_FILE_NAME_MAX_BYTES);
  g_assert_true (g_str_has_suffix (clean, "x.jpeg"));
  g_assert_cmpuint (strlen (bare), ==, BASE_FILE_NAME_MAX_BYTES);

  /* Characters are never cut. */
  for (guint i = 0; i < 100; i++)
    g_string_append (wide, "語");
  g_string_append (wide, ".a");
  cut = base_file_name_clean (wide->str);
  g_assert_true (g_utf8_validate (cut, -1, NULL));
  g_assert_cmpuint (strlen (cut), >, BASE_FILE_NAME_MAX_BYTES - 4);
  g_assert_cmpuint (strlen (cut), <=, BASE_FILE_NAME_MAX_BYTES);
  g_assert_true (g_str_has_suffix (cut, "語.a"));
  g_string_free (wide, TRUE);

  /* Nor is a full stop left at the end by what was cut off. */
  g_free (stem);
  stem = g_strnfill (BASE_FILE_NAME_MAX_BYTES - 1, 'x');
  g_free (name);
  name = g_strconcat (stem, ".an end that is far too long to be one", NULL);
  g_free (clean);
  clean = base_file_name_clean (name);
  g_assert_cmpstr (clean, ==, stem);
}

static void
test_url (void)
{
  static const struct {
    const char *url;
    const char *name; /* NULL: none */
  } cases[] = {
    { "https://upload.lit/4a77/tr%C3%A8s%20cool.jpg", "très cool.jpg" },
    { "https://upload.lit/a/b.png?token=c/d#e/f", "b.png" },
    { "https://upload.lit/..%2F..%2F.bashrc", "bashrc" },
    { "https://upload.lit/a%5C..%5Cb", "b" },
    { "https://upload.lit/photo%E2%80%AEgpj.exe", "photogpj.exe" },
    { "https://upload.lit/%2525", "%25" },
    { "https://upload.lit/%FF.txt", "%FF.txt" },
    { "https://upload.lit/%00", "%00" },
    { "https://upload.lit/", NULL },
    { "https://upload.lit", NULL },
    { "not a url", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = base_file_name_from_url (cases[i].url);

      g_assert_cmpstr (name, ==, cases[i].name);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/file-name/clean", test_clean);
  g_test_add_func ("/base/file-name/long", test_long);
  g_test_add_func ("/base/file-name/url", test_url);
  return g_test_run ();
}
