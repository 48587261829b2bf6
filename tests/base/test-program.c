/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked about before it is opened. */
#include "base-program.h"

#include <gio/gio.h>

static void
test_names (void)
{
  static const char *const programs[] = {
    "a.exe", "A.EXE", "holiday.jpg.exe", "a.sh", "a.desktop", "a.AppImage", "a.bat", "a.scr", "a.lnk",
    "a.ps1", "a.jar", "a.msi", "a.deb", "a.rpm", "a.flatpakref", "a.py", "a.run", "a.hta", "a.html",
  };
  static const char *const others[] = {
    "a.txt", "a.csv", "a.md", "a.pdf", "a.png", "a.svg", "a.ics", "a.vcf", "a.json", "a.xml", "a.odt",
    "a.docx", "a.zip", "a.ogg", "a.mp4", "README", "exe",
  };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      /* Whatever is told of it. */
      g_assert_true (base_program_is_one ("image/png", programs[i]));
      g_assert_true (base_program_is_one ("application/octet-stream", programs[i]));
    }

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *type = g_content_type_guess (others[i], NULL, 0, NULL);

      g_test_message ("%s: %s", others[i], type);
      g_assert_false (base_program_is_one (type, others[i]));
    }
}

static void
test_types (void)
{
  static const char *const starts[] = { "#!/bin/sh\nrm -rf ~\n", "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0" };
  static const gsize sizes[] = { 19, 18 };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autofree char *type =
        g_content_type_guess ("plan", (const guchar *) starts[i], sizes[i], NULL);

      g_test_message ("%s", type);
      g_assert_true (base_program_is_one (type, "plan"));
    }

  g_assert_true (base_program_is_one (NULL, "plan.pdf"));
  g_assert_true (base_program_is_one ("application/x-ms-dos-executable", NULL));
  g_assert_true (base_program_is_one ("application/x-desktop", "plan.pdf"));
  g_assert_false (base_program_is_one ("application/pdf", NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/program/names", test_names);
  g_test_add_func ("/base/program/types", test_types);
  return g_test_run ();
}
