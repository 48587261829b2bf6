/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the programs are that do for Charla what is not done in its own process. */
#define G_LOG_DOMAIN "media"

#include "media-program.h"

#include "charla-config.h"

#include <string.h>

/**
 * media_program_find:
 * @name: what it is called
 *
 * Returns: (transfer full): where it is installed; of who runs from where it was built, the one
 *   that was built with it
 */
char *
media_program_find (const char *name)
{
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = own != NULL ? g_path_get_dirname (own) : NULL;

  g_return_val_if_fail (name != NULL, NULL);

  while (folder != NULL && strlen (folder) > 1)
    {
      g_autofree char *mark = g_build_filename (folder, "build.ninja", NULL);
      char *up;

      if (g_file_test (mark, G_FILE_TEST_EXISTS))
        return g_build_filename (folder, "src", "media", name, NULL);

      up = g_path_get_dirname (folder);
      g_free (folder);
      folder = up;
    }

  return g_build_filename (CHARLA_LIBEXECDIR, name, NULL);
}
