/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures that come along with messages: XEP-0264. Only those that are within the message
 * itself, or that its sender has (chat-thumbnails.c): to fetch one from elsewhere would tell its
 * owner where one is. Some are a picture, others a hash of one, of which its colours can be had. */
#define G_LOG_DOMAIN "chat-thumbnail"

#include "chat-thumbnail.h"

#include "base-blurhash.h"
#include "base-magic.h"
#include "base-thumbhash.h"
#include "chat-picture-private.h"
#include "media-image.h"

#include <string.h>

/* What came with a message stays in the archive, whoever sent it; and it is in every copy of it. */
#define MAX_SENT_CHARS 8192

/* Of what its sender was asked for XEP-0231, 2.1 recommends 8 KiB. */
#define MAX_BYTES     (40 * 1024)
#define MAX_URI_CHARS (56 * 1024)

#define MAX_TYPE_CHARS 127

/* It is in every copy of the message that anybody keeps. */
#define MAX_OWN_BYTES 2048

/* RFC 2397, 3: (nullable): what follows the comma, and what stands between "data:" and that */
static const char *
find_data (const char *uri,
           gsize      *n_header)
{
  const char *comma;

  if (uri == NULL || g_ascii_strncasecmp (uri, "data:", 5) != 0
      || strnlen (uri, MAX_URI_CHARS + 1) > MAX_URI_CHARS || (comma = strchr (uri, ',')) == NULL)
    return NULL;

  *n_header = (gsize) (comma - uri) - 5;
  return comma + 1;
}

/* What it is said to be, "image/png" and the like, with or without parameters */
static gboolean
has_type (const char *uri,
          const char *type)
{
  gsize n_type = strlen (type);

  return g_ascii_strncasecmp (uri + 5, type, n_type) == 0
         && (uri[5 + n_type] == ';' || uri[5 + n_type] == ',');
}

/* (nullable): what is written in base 64; some write a part of its digits as "%2B" */
static guchar *
dup_bytes (const char *data,
           gsize      *n_bytes)
{
  g_autofree char *digits = g_uri_unescape_string (data, NULL);

  return digits != NULL ? g_base64_decode (digits, n_bytes) : NULL;
}

/**
 * chat_thumbnail_parse:
 * @uri: (nullable): where a small picture is said to be
 *
 * Returns: (transfer full) (nullable): the picture, encoded, of a kind that is shown; %NULL: it is
 *   elsewhere, or too large, or a hash
 */
GBytes *
chat_thumbnail_parse (const char *uri)
{
  static const char base64[] = ";base64";
  gsize n_header = 0;
  gsize n_bytes = 0;
  const char *data = find_data (uri, &n_header);
  g_autofree guchar *bytes = NULL;

  if (data == NULL || n_header < strlen (base64)
      || g_ascii_strncasecmp (data - 1 - strlen (base64), base64, strlen (base64)) != 0)
    return NULL;

  bytes = dup_bytes (data, &n_bytes);
  if (bytes == NULL || base_magic_read (bytes, n_bytes) == BASE_MAGIC_UNKNOWN)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
}

/* As large as one is made, in the shape of the picture. */
static void
fit (guint  full_width,
     guint  full_height,
     guint *width,
     guint *height)
{
  guint longer = MAX (full_width, full_height);

  *width = *height = BASE_BLURHASH_MAX_SIDE;
  if (full_width == 0 || full_height == 0)
    return;

  *width = (guint) MAX ((guint64) full_width * BASE_BLURHASH_MAX_SIDE / longer, 1);
  *height = (guint) MAX ((guint64) full_height * BASE_BLURHASH_MAX_SIDE / longer, 1);
}

static ChatPicture *
make_picture (GBytes *pixels, /* (transfer full) */
              guint   width,
              guint   height,
              guint   n_channels)
{
  MediaImage *image = g_new0 (MediaImage, 1);

  image->full_width = image->width = width;
  image->full_height = image->height = height;
  image->n_channels = n_channels;
  image->times_ms = g_new0 (guint32, 1);
  image->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (image->frames, pixels);
  return chat_picture_new (image);
}

static ChatPicture *
render_blurhash (const char *data,
                 guint       width,
                 guint       height)
{
  /* Its digits have a '%' among them, which stands for itself with those who do not know better. */
  GBytes *pixels = base_blurhash_render (data, strlen (data), width, height);
  g_autofree char *unescaped = pixels == NULL ? g_uri_unescape_string (data, NULL) : NULL;

  if (unescaped != NULL)
    pixels = base_blurhash_render (unescaped, strlen (unescaped), width, height);
  return pixels != NULL ? make_picture (pixels, width, height, 3) : NULL;
}

static ChatPicture *
render_thumbhash (const char *data)
{
  gsize n_bytes = 0;
  g_autofree guchar *bytes = dup_bytes (data, &n_bytes);
  GBytes *pixels = bytes != NULL ? base_thumbhash_render (bytes, n_bytes) : NULL;
  guint width;
  guint height;

  if (pixels == NULL)
    return NULL;

  base_thumbhash_get_size (bytes, n_bytes, &width, &height);
  return make_picture (pixels, width, height, 4);
}

/**
 * chat_thumbnail_render:
 * @uri: (nullable): where a small picture is said to be
 * @full_width: px of the picture that it is of; 0: not known
 * @full_height: px, likewise
 *
 * Returns: (transfer full) (nullable): its colours, where it is a hash of it: a matter of some
 *   arithmetic, unlike a picture that has to be decoded
 */
ChatPicture *
chat_thumbnail_render (const char *uri,
                       guint       full_width,
                       guint       full_height)
{
  gsize n_header = 0;
  const char *data = find_data (uri, &n_header);
  guint width;
  guint height;

  if (data == NULL)
    return NULL;

  fit (full_width, full_height, &width, &height);
  if (has_type (uri, "image/blurhash"))
    return render_blurhash (data, width, height);
  return has_type (uri, "image/thumbhash") ? render_thumbhash (data) : NULL;
}

/**
 * chat_thumbnail_get_shape:
 * @uri: (nullable): where a small picture is said to be
 * @width: (out): how wide what it is of is, in relation to @height
 * @height: (out): how high
 *
 * Returns: whether that is to be seen without decoding it
 */
gboolean
chat_thumbnail_get_shape (const char *uri,
                          guint      *width,
                          guint      *height)
{
  gsize n_header = 0;
  gsize n_bytes = 0;
  const char *data = find_data (uri, &n_header);
  g_autofree guchar *bytes = NULL;

  if (data == NULL || !has_type (uri, "image/thumbhash"))
    return FALSE;

  bytes = dup_bytes (data, &n_bytes);
  return bytes != NULL && base_thumbhash_get_size (bytes, n_bytes, width, height);
}

/**
 * chat_thumbnail_dup_type:
 * @uri: a small picture
 *
 * Returns: (transfer full) (nullable): what kind it is said to be
 */
char *
chat_thumbnail_dup_type (const char *uri)
{
  gsize n_header = 0;
  gsize n_type;

  if (find_data (uri, &n_header) == NULL)
    return NULL;

  n_type = strcspn (uri + 5, ";,");
  return n_type > 0 && n_type <= MAX_TYPE_CHARS ? g_strndup (uri + 5, n_type) : NULL;
}

static char *
format (GBytes *picture,
        gsize   max_bytes)
{
  gsize n_bytes = 0;
  const guchar *bytes = g_bytes_get_data (picture, &n_bytes);
  const char *type = base_magic_get_type (base_magic_read (bytes, n_bytes));
  g_autofree char *text = NULL;

  if (type == NULL || n_bytes > max_bytes)
    return NULL;

  text = g_base64_encode (bytes, n_bytes);
  return g_strdup_printf ("data:%s;base64,%s", type, text);
}

/**
 * chat_thumbnail_format:
 * @picture: a small picture, encoded
 *
 * Returns: (transfer full) (nullable): it as an URI; %NULL: it is too large to go along
 */
char *
chat_thumbnail_format (GBytes *picture)
{
  return format (picture, MAX_OWN_BYTES);
}

/**
 * chat_thumbnail_format_fetched:
 * @picture: what the sender of a file was asked for
 *
 * Returns: (transfer full) (nullable): it as an URI; %NULL: it is no picture that is shown, or too
 *   large to be kept
 */
char *
chat_thumbnail_format_fetched (GBytes *picture)
{
  return format (picture, MAX_BYTES);
}

/**
 * chat_thumbnail_is_sent:
 * @uri: where a small picture is said to be
 *
 * Returns: whether it is one that goes, or came, within a message
 */
gboolean
chat_thumbnail_is_sent (const char *uri)
{
  gsize n_header = 0;

  return find_data (uri, &n_header) != NULL && strlen (uri) <= MAX_SENT_CHARS;
}

/**
 * chat_thumbnail_is_with_sender:
 * @uri: (nullable): where a small picture is said to be
 *
 * Returns: whether its sender has it, and may be asked: XEP-0231, 2.3
 */
gboolean
chat_thumbnail_is_with_sender (const char *uri)
{
  return uri != NULL && g_ascii_strncasecmp (uri, "cid:", 4) == 0;
}
