/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where files are, as the archive and the door have it: a path where there is one that is text,
 * else a URI. */
#define G_LOG_DOMAIN "base"

#include "base-place.h"

/**
 * base_place_to_file:
 * @place: an absolute path, or a URI
 *
 * Returns: (transfer full): the file that is there, or not
 */
GFile *
base_place_to_file (const char *place)
{
  g_return_val_if_fail (place != NULL, NULL);

  return place[0] == G_DIR_SEPARATOR ? g_file_new_for_path (place) : g_file_new_for_uri (place);
}

/**
 * base_place_from_file:
 * @file: any file
 *
 * A path need not be text: what is not is told as a URI, which is.
 *
 * Returns: (transfer full): where it is, as base_place_to_file() takes it
 */
char *
base_place_from_file (GFile *file)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  path = g_file_is_native (file) ? g_file_get_path (file) : NULL;
  if (path != NULL && g_utf8_validate (path, -1, NULL))
    return g_steal_pointer (&path);

  return g_file_get_uri (file);
}
