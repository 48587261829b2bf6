/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-avatar-image.c: the bytes of a picture of somebody, and what is said of them: XEP-0084
 * 1.1.4. */
#define G_LOG_DOMAIN "xmpp-avatar"

#include "xmpp-avatar-image.h"

#include "base-magic.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"

#define MAX_INFOS 32

/* What can hold scripts or refer to elsewhere (SVG) is not among them. */
static const BaseMagic shown[] = {
  BASE_MAGIC_PNG, BASE_MAGIC_JPEG, BASE_MAGIC_GIF, BASE_MAGIC_WEBP, BASE_MAGIC_AVIF,
};

/**
 * xmpp_avatar_image_get_type:
 * @image: the bytes of a picture
 *
 * Tells the type of a picture by its bytes, whatever its owner says it is.
 *
 * Returns: (nullable): the media type; %NULL when it is none that is shown
 */
const char *
xmpp_avatar_image_get_type (GBytes *image)
{
  gsize n_bytes = 0;
  const char *bytes;
  BaseMagic magic;

  g_return_val_if_fail (image != NULL, NULL);

  bytes = g_bytes_get_data (image, &n_bytes);
  magic = base_magic_read (bytes, n_bytes);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    if (shown[i] == magic)
      return base_magic_get_type (magic);

  return NULL;
}

/**
 * xmpp_avatar_image_dup_hash:
 * @image: the bytes of a picture
 *
 * Returns: (transfer full): its SHA-1 in hex, by which pictures are named: XEP-0084, 3.1
 */
char *
xmpp_avatar_image_dup_hash (GBytes *image)
{
  g_return_val_if_fail (image != NULL, NULL);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, image);
}

/**
 * xmpp_avatar_image_check:
 * @image: (nullable): the bytes of a picture
 * @hash: what it is called
 * @error: return location for %XMPP_ERROR_MALFORMED, %XMPP_ERROR_TOO_LARGE or
 *   %XMPP_ERROR_UNSUPPORTED
 *
 * Checks that a picture is the one that was announced, and one that is shown at all.
 *
 * Returns: whether it is
 */
gboolean
xmpp_avatar_image_check (GBytes      *image,
                         const char  *hash,
                         GError     **error)
{
  g_autofree char *actual = NULL;

  if (image == NULL || g_bytes_get_size (image) == 0)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED, "There is no picture");
      return FALSE;
    }

  if (g_bytes_get_size (image) > XMPP_AVATAR_MAX_BYTES)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_TOO_LARGE, "The picture is too large");
      return FALSE;
    }

  actual = xmpp_avatar_image_dup_hash (image);
  if (g_strcmp0 (actual, hash) != 0)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_MALFORMED,
                           "The picture is another one than was announced");
      return FALSE;
    }

  if (xmpp_avatar_image_get_type (image) == NULL)
    {
      g_set_error_literal (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED,
                           "The picture is of a kind that is not shown");
      return FALSE;
    }

  return TRUE;
}

/**
 * xmpp_avatar_image_new_data:
 * @image: the bytes of a picture
 *
 * Returns: (transfer full): the payload to publish: XEP-0084, 4.1
 */
XmppElement *
xmpp_avatar_image_new_data (GBytes *image)
{
  XmppElement *data = xmpp_element_new ("data", XMPP_NS_AVATAR_DATA);
  g_autofree char *text = g_base64_encode (g_bytes_get_data (image, NULL),
                                           g_bytes_get_size (image));

  xmpp_element_set_text (data, text);
  return data;
}

/**
 * xmpp_avatar_image_read_data:
 * @data: (nullable): the payload of an item
 *
 * Returns: (transfer full) (nullable): the bytes, unchecked but for their number
 */
GBytes *
xmpp_avatar_image_read_data (XmppElement *data)
{
  if (data == NULL || !xmpp_element_is (data, "data", XMPP_NS_AVATAR_DATA))
    return NULL;

  return xmpp_text_decode_base64 (xmpp_element_get_text (data), XMPP_AVATAR_MAX_BYTES);
}

static void
set_number (XmppElement *element,
            const char  *name,
            gsize        number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GSIZE_FORMAT, number);

  if (number > 0)
    xmpp_element_set_attribute (element, name, text);
}

/**
 * xmpp_avatar_metadata_new:
 * @image: (nullable): the bytes of a picture; %NULL: there is none any more
 * @width: in pixels; 0: not known
 * @height: in pixels; 0: not known
 *
 * Returns: (transfer full): the payload to publish: XEP-0084, 4.2
 */
XmppElement *
xmpp_avatar_metadata_new (GBytes *image,
                          guint   width,
                          guint   height)
{
  XmppElement *metadata = xmpp_element_new ("metadata", XMPP_NS_AVATAR_METADATA);
  g_autofree char *hash = NULL;
  XmppElement *info;

  if (image == NULL)
    return metadata;

  hash = xmpp_avatar_image_dup_hash (image);
  info = xmpp_element_add_child (metadata, "info", NULL);
  set_number (info, "bytes", g_bytes_get_size (image));
  xmpp_element_set_attribute (info, "id", hash);
  set_number (info, "height", height);
  xmpp_element_set_attribute (info, "type", xmpp_avatar_image_get_type (image));
  set_number (info, "width", width);
  return metadata;
}

/* A picture that is too large is not asked for; nor is one on the web: whoever fetches it tells its
 * owner where he is. */
static gboolean
is_usable (XmppElement *info)
{
  const char *bytes = xmpp_element_get_attribute (info, "bytes");
  guint64 n_bytes = 0;

  return xmpp_text_is_sha1 (xmpp_element_get_attribute (info, "id"))
         && xmpp_element_get_attribute (info, "url") == NULL
         && (bytes == NULL
             || g_ascii_string_to_unsigned (bytes, 10, 0, XMPP_AVATAR_MAX_BYTES, &n_bytes, NULL));
}

/**
 * xmpp_avatar_metadata_read:
 * @metadata: (nullable): the payload of an item
 * @hash: (out) (transfer full): the picture; "" when there is none any more
 * @type: (out) (nullable) (transfer full): what it is said to be
 *
 * Reads what is said of a picture: XEP-0084, 4.2. Of several forms only the one at the data node
 * can be had, which is PNG.
 *
 * Returns: whether it is understood; else nothing is set
 */
gboolean
xmpp_avatar_metadata_read (XmppElement  *metadata,
                           char        **hash,
                           char        **type)
{
  XmppElement *info;
  guint n_infos = 0;

  if (metadata == NULL || !xmpp_element_is (metadata, "metadata", XMPP_NS_AVATAR_METADATA))
    return FALSE;

  info = xmpp_element_get_child (metadata, "info", XMPP_NS_AVATAR_METADATA);
  if (info == NULL)
    {
      *hash = g_strdup ("");
      *type = NULL;
      return TRUE;
    }

  for (; info != NULL && n_infos < MAX_INFOS; info = xmpp_element_get_next_same (info), n_infos++)
    if (is_usable (info))
      {
        *hash = g_strdup (xmpp_element_get_attribute (info, "id"));
        *type = xmpp_text_bounded (xmpp_element_get_attribute (info, "type"), 128);
        return TRUE;
      }

  return FALSE;
}
