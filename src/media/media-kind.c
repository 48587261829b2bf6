/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pictures tell of whoever made them, and cannot be cleaned of it. */
#define G_LOG_DOMAIN "media"

#include "media-kind.h"

#include "media-clean.h"

/* What is no larger is not worth it. */
#define SMALL_BYTES (1000 * 1000)

/* Neither telephones nor cameras make these. */
static const char *const drawn[] = {
  "image/gif", "image/bmp", "image/svg+xml", "image/svg+xml-compressed", "image/vnd.microsoft.icon",
  NULL,
};

/* TIFF, DNG and most other raw pictures, JPEG XL */
static gboolean
is_of_camera (BaseMagic magic)
{
  return magic == BASE_MAGIC_TIFF || magic == BASE_MAGIC_CR3 || magic == BASE_MAGIC_JXL;
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

/* Of these, some can be cleaned, and some not. */
static gboolean
can_be_cleaned (GFile        *file,
                GCancellable *cancellable)
{
  g_autoptr(GFileInputStream) content = g_file_read (file, cancellable, NULL);
  g_autoptr(MediaClean) clean =
    content != NULL ? media_clean_new (G_INPUT_STREAM (content), cancellable, NULL) : NULL;

  return clean != NULL;
}

/* How many of @start there are; 0: it cannot be read. Of a pipe it would be waited for. */
static gsize
read_start (GFile        *file,
            guint8       *start,
            GCancellable *cancellable)
{
  g_autoptr(GFileInputStream) content =
    g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, cancellable) == G_FILE_TYPE_REGULAR
    ? g_file_read (file, cancellable, NULL) : NULL;
  gsize size = 0;

  return content != NULL
         && g_input_stream_read_all (G_INPUT_STREAM (content), start, BASE_MAGIC_SIZE, &size,
                                     cancellable, NULL) ? size : 0;
}

/**
 * media_kind_tells:
 * @file: what is about to be sent; blocks while it is looked at
 * @cancellable: (nullable): gives up
 *
 * Returns: %TRUE: a picture that may tell where, when and with which camera it was taken, which
 *   media_clean_new() cannot clean; %FALSE also for what cannot be read
 */
gboolean
media_kind_tells (GFile        *file,
                  GCancellable *cancellable)
{
  guint8 start[BASE_MAGIC_SIZE];
  BaseMagic magic;
  gsize size;

  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  size = read_start (file, start, cancellable);
  magic = base_magic_read (start, size);
  if (magic == BASE_MAGIC_HEIF || magic == BASE_MAGIC_AVIF)
    return !can_be_cleaned (file, cancellable);
  return size > 0 && !media_clean_takes (start, size)
         && (is_of_camera (magic) || is_called_so (file, cancellable));
}

/**
 * media_kind_shrinks:
 * @magic: what a file is
 * @size: bytes
 *
 * Not what is small already, nor what may be drawn or move: only what cameras make.
 *
 * Returns: whether it is a photograph that is worth to be sent smaller
 */
gboolean
media_kind_shrinks (BaseMagic magic,
                    goffset   size)
{
  return size > SMALL_BYTES && (magic == BASE_MAGIC_JPEG || magic == BASE_MAGIC_HEIF);
}

/**
 * media_kind_file_shrinks:
 * @file: what is about to be sent; blocks while its start is read
 * @cancellable: (nullable): gives up
 *
 * Returns: media_kind_shrinks() of it; %FALSE also for what cannot be read, and what is not on this
 *   machine
 */
gboolean
media_kind_file_shrinks (GFile        *file,
                         GCancellable *cancellable)
{
  guint8 start[BASE_MAGIC_SIZE];
  g_autoptr(GFileInfo) info = NULL;

  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  if (g_file_peek_path (file) == NULL)
    return FALSE;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                            cancellable, NULL);
  return info != NULL
         && media_kind_shrinks (base_magic_read (start, read_start (file, start, cancellable)),
                                g_file_info_get_size (info));
}
