/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pictures tell of whoever made them, and cannot be cleaned of it. */
#define G_LOG_DOMAIN "media"

#include "media-kind.h"

#include "base-magic.h"
#include "media-clean.h"

/* Neither telephones nor cameras make these. */
static const char *const drawn[] = {
  "image/gif", "image/bmp", "image/svg+xml", "image/svg+xml-compressed", "image/vnd.microsoft.icon",
  NULL,
};

/* TIFF, DNG and most other raw pictures, JPEG XL, HEIF and AVIF */
static gboolean
is_of_camera (BaseMagic magic)
{
  return magic == BASE_MAGIC_TIFF || magic == BASE_MAGIC_CR3 || magic == BASE_MAGIC_JXL
         || magic == BASE_MAGIC_HEIF || magic == BASE_MAGIC_AVIF;
}

static gboolean
is_called_so (GFile        *file,
              GCancellable *cancellable)
{
  g_autoptr(GFileInfo) info =
    g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE, G_FILE_QUERY_INFO_NONE,
                       cancellable, NULL);
  const char *type = info != NULL ? g_file_info_get_content_type (info) : NULL;
  g_autofree char *mime_type = type != NULL ? g_content_type_get_mime_type (type) : NULL;

  return mime_type != NULL && g_str_has_prefix (mime_type, "image/")
         && !g_strv_contains (drawn, mime_type);
}

/**
 * media_kind_tells:
 * @file: what is about to be sent; blocks while its start is read
 * @cancellable: (nullable): gives up
 *
 * Returns: %TRUE: a picture that may tell where, when and with which camera it was taken, of a kind
 *   that media_clean_new() does not know; %FALSE also for what cannot be read
 */
gboolean
media_kind_tells (GFile        *file,
                  GCancellable *cancellable)
{
  g_autoptr(GFileInputStream) content = NULL;
  guint8 start[MEDIA_CLEAN_START_SIZE];
  gsize size = 0;

  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  content = g_file_read (file, cancellable, NULL);
  if (content == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (content), start, sizeof start, &size,
                                   cancellable, NULL))
    return FALSE;

  return size > 0 && !media_clean_takes (start, size)
         && (is_of_camera (base_magic_read (start, size)) || is_called_so (file, cancellable));
}
