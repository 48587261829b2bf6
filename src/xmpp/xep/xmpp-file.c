/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-file.c: what is said of a file: XEP-0446 0.2.0, with hashes (XEP-0300 1.0.0) and where small
 * pictures of it are (XEP-0264 0.4.2). */
#define G_LOG_DOMAIN "xmpp-file"

#include "xmpp-file.h"

#include "base-file-name.h"
#include "xmpp-base64.h"
#include "xmpp-datetime.h"
#include "xmpp-namespaces.h"
#include "xmpp-text.h"
#include "xmpp-web-url.h"

#include <string.h>

#define MAX_DESCRIPTION_BYTES 4096
#define MAX_MEDIA_TYPE_BYTES  127  /* RFC 6838, 4.2 */
#define MAX_DIGEST_BYTES      64
#define MAX_DATA_BYTES        16384
#define MAX_CID_BYTES         1024
#define MAX_LENGTH_MS         (100 * 24 * 3600 * (gint64) 1000)
#define MAX_CHILDREN          128

/* XEP-0414, 3: what is weaker is as good as none. */
static const struct {
  const char *algorithm;
  gsize       bytes;
} algorithms[] = {
  { "sha-256", 32 },
  { "sha-512", 64 },
  { "sha3-256", 32 },
  { "sha3-512", 64 },
  { "blake2b-256", 32 },
  { "blake2b-512", 64 },
};

static void
hash_free (gpointer data)
{
  XmppFileHash *hash = data;

  g_free (hash->algorithm);
  g_bytes_unref (hash->digest);
  g_free (hash);
}

static void
thumbnail_free (gpointer data)
{
  XmppFileThumbnail *thumbnail = data;

  g_free (thumbnail->uri);
  g_free (thumbnail->media_type);
  g_free (thumbnail);
}

/**
 * xmpp_file_new:
 *
 * Returns: (transfer full): a description to be filled in
 */
XmppFile *
xmpp_file_new (void)
{
  XmppFile *self = g_new0 (XmppFile, 1);

  self->size = -1;
  self->hashes = g_ptr_array_new_with_free_func (hash_free);
  self->thumbnails = g_ptr_array_new_with_free_func (thumbnail_free);
  return self;
}

static gpointer
copy_hash (gconstpointer source,
           gpointer      user_data)
{
  const XmppFileHash *hash = source;
  XmppFileHash *copy = g_new (XmppFileHash, 1);

  copy->algorithm = g_strdup (hash->algorithm);
  copy->digest = g_bytes_ref (hash->digest);
  return copy;
}

static gpointer
copy_thumbnail (gconstpointer source,
                gpointer      user_data)
{
  const XmppFileThumbnail *thumbnail = source;
  XmppFileThumbnail *copy = g_memdup2 (thumbnail, sizeof *thumbnail);

  copy->uri = g_strdup (thumbnail->uri);
  copy->media_type = g_strdup (thumbnail->media_type);
  return copy;
}

/**
 * xmpp_file_copy:
 * @self: a description
 *
 * Returns: (transfer full): a deep copy
 */
XmppFile *
xmpp_file_copy (const XmppFile *self)
{
  XmppFile *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->media_type = g_strdup (self->media_type);
  copy->description = g_strdup (self->description);
  copy->hashes = g_ptr_array_copy (self->hashes, (GCopyFunc) copy_hash, NULL);
  copy->thumbnails = g_ptr_array_copy (self->thumbnails, (GCopyFunc) copy_thumbnail, NULL);
  return copy;
}

/**
 * xmpp_file_free:
 * @self: (nullable): a description
 *
 * Frees @self.
 */
void
xmpp_file_free (XmppFile *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->media_type);
  g_free (self->description);
  g_ptr_array_unref (self->hashes);
  g_ptr_array_unref (self->thumbnails);
  g_free (self);
}

/* RFC 6838, 4.2: what a name of a type may have in it */
static gboolean
is_type_character (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$&-^_.+", c) != NULL);
}

/**
 * xmpp_media_type_parse:
 * @text: (nullable): what should be a media type, with parameters or without
 *
 * Reads a media type: RFC 2045, 5.1, with the names of RFC 6838, 4.2.
 *
 * Returns: (transfer full) (nullable): the type and subtype in lower case, without parameters;
 *   %NULL when it is none
 */
char *
xmpp_media_type_parse (const char *text)
{
  gsize type = 0;
  gsize subtype = 0;

  if (text == NULL)
    return NULL;

  while (is_type_character (text[type]))
    type++;
  if (type == 0 || text[type] != '/')
    return NULL;

  while (is_type_character (text[type + 1 + subtype]))
    subtype++;
  if (subtype == 0 || type + 1 + subtype > MAX_MEDIA_TYPE_BYTES
      || strchr (" \t;", text[type + 1 + subtype]) == NULL)
    return NULL;

  return g_ascii_strdown (text, (gssize) (type + 1 + subtype));
}

/* Nothing but digits, which g_ascii_string_to_unsigned() sees to. */
static gint64
read_number (XmppElement *element,
             gint64       max,
             gint64       otherwise)
{
  guint64 number = 0;

  return g_ascii_string_to_unsigned (xmpp_element_get_text (element), 10, 0, (guint64) max,
                                     &number, NULL) ? (gint64) number : otherwise;
}

static guint
read_dimension (const char *text)
{
  guint64 number = 0;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 1, XMPP_FILE_MAX_DIMENSION, &number, NULL);
  return (guint) number;
}

static void
read_hash (XmppFile    *self,
           XmppElement *element)
{
  const char *algorithm = xmpp_element_get_attribute (element, "algo");
  g_autoptr(GBytes) digest = xmpp_text_decode_base64 (xmpp_element_get_text (element),
                                                      MAX_DIGEST_BYTES);

  if (algorithm != NULL && digest != NULL)
    xmpp_file_add_hash (self, algorithm, digest);
}

static void
read_thumbnail (XmppFile    *self,
                XmppElement *element)
{
  const char *uri = xmpp_element_get_attribute (element, "uri");
  guint width = read_dimension (xmpp_element_get_attribute (element, "width"));
  guint height = read_dimension (xmpp_element_get_attribute (element, "height"));

  if (uri != NULL)
    xmpp_file_add_thumbnail (self, uri, xmpp_element_get_attribute (element, "media-type"),
                             width, height);
}

static void
read_date (XmppFile    *self,
           XmppElement *element)
{
  gint64 time_us = 0;

  if (xmpp_datetime_parse (xmpp_element_get_text (element), &time_us))
    self->time_us = CLAMP (time_us, 0, g_get_real_time ());
}

static void
read_own_child (XmppFile    *self,
                XmppElement *child,
                const char  *ns)
{
  const char *text = xmpp_element_get_text (child);

  if (xmpp_element_is (child, "name", ns) && self->name == NULL)
    self->name = base_file_name_clean (text);
  else if (xmpp_element_is (child, "media-type", ns) && self->media_type == NULL)
    self->media_type = xmpp_media_type_parse (text);
  else if (xmpp_element_is (child, "desc", ns) && self->description == NULL
           && *text != '\0')
    self->description = xmpp_text_clip (text, MAX_DESCRIPTION_BYTES);
  else if (xmpp_element_is (child, "size", ns) && self->size < 0)
    self->size = read_number (child, G_MAXINT64, -1);
  else if (xmpp_element_is (child, "length", ns) && self->length_ms == 0)
    self->length_ms = read_number (child, MAX_LENGTH_MS, 0);
  else if (xmpp_element_is (child, "date", ns) && self->time_us == 0)
    read_date (self, child);
  else if (xmpp_element_is (child, "width", ns) && self->width == 0)
    self->width = read_dimension (text);
  else if (xmpp_element_is (child, "height", ns) && self->height == 0)
    self->height = read_dimension (text);
}

/**
 * xmpp_file_read:
 * @file: <file/> of XEP-0446, or of XEP-0234, which has the same children, from a peer
 *
 * Reads what is said of a file. The first word on each matter counts; what makes no sense or is too
 * much is left out.
 *
 * Returns: (transfer full): what is said
 */
XmppFile *
xmpp_file_read (XmppElement *file)
{
  XmppFile *self;
  guint n_children = 0;

  g_return_val_if_fail (file != NULL, NULL);

  self = xmpp_file_new ();
  for (XmppElement *child = xmpp_element_get_first_child (file);
       child != NULL && n_children++ < MAX_CHILDREN;
       child = xmpp_element_get_next (child))
    if (xmpp_element_is (child, "hash", XMPP_NS_HASHES))
      read_hash (self, child);
    else if (xmpp_element_is (child, "thumbnail", XMPP_NS_THUMBNAILS))
      read_thumbnail (self, child);
    else
      read_own_child (self, child, xmpp_element_get_ns (file));

  /* One without the other reserves no place. */
  if (self->width == 0 || self->height == 0)
    self->width = self->height = 0;

  return self;
}

static void
write_number (XmppElement *file,
              const char  *name,
              gint64       number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  xmpp_element_add_text_child (file, name, NULL, text);
}

static void
write_thumbnail (const XmppFileThumbnail *thumbnail,
                 XmppElement             *file)
{
  XmppElement *element = xmpp_element_add_child (file, "thumbnail", XMPP_NS_THUMBNAILS);
  g_autofree char *width = g_strdup_printf ("%u", thumbnail->width);
  g_autofree char *height = g_strdup_printf ("%u", thumbnail->height);

  xmpp_element_set_attribute (element, "uri", thumbnail->uri);
  xmpp_element_set_attribute (element, "media-type", thumbnail->media_type);
  xmpp_element_set_attribute (element, "width", thumbnail->width > 0 ? width : NULL);
  xmpp_element_set_attribute (element, "height", thumbnail->height > 0 ? height : NULL);
}

/**
 * xmpp_file_write:
 * @self: what is said of a file
 * @parent: what it becomes a child of
 *
 * Writes it as XEP-0446 has it.
 */
void
xmpp_file_write (const XmppFile *self,
                 XmppElement    *parent)
{
  XmppElement *file;

  g_return_if_fail (self != NULL);
  g_return_if_fail (parent != NULL);

  file = xmpp_element_add_child (parent, "file", XMPP_NS_FILE_METADATA);
  if (self->media_type != NULL)
    xmpp_element_add_text_child (file, "media-type", NULL, self->media_type);
  if (self->name != NULL)
    xmpp_element_add_text_child (file, "name", NULL, self->name);
  if (self->time_us > 0)
    {
      g_autofree char *date = xmpp_datetime_format (self->time_us);

      xmpp_element_add_text_child (file, "date", NULL, date);
    }
  if (self->size >= 0)
    write_number (file, "size", self->size);
  if (self->width > 0 && self->height > 0)
    {
      write_number (file, "width", self->width);
      write_number (file, "height", self->height);
    }
  if (self->length_ms > 0)
    write_number (file, "length", self->length_ms);
  if (self->description != NULL)
    xmpp_element_add_text_child (file, "desc", NULL, self->description);
  for (guint i = 0; i < self->hashes->len; i++)
    {
      XmppFileHash *hash = g_ptr_array_index (self->hashes, i);
      g_autofree char *text = xmpp_base64_encode (hash->digest);

      xmpp_element_set_attribute (xmpp_element_add_text_child (file, "hash", XMPP_NS_HASHES, text),
                                  "algo", hash->algorithm);
    }
  xmpp_file_write_thumbnails (self, file);
}

/**
 * xmpp_file_write_thumbnails:
 * @self: what is said of a file
 * @file: where it is said: XEP-0446, XEP-0234
 *
 * Says which small pictures there are of it: XEP-0264.
 */
void
xmpp_file_write_thumbnails (const XmppFile *self,
                            XmppElement    *file)
{
  g_return_if_fail (self != NULL && file != NULL);

  for (guint i = 0; i < self->thumbnails->len; i++)
    write_thumbnail (g_ptr_array_index (self->thumbnails, i), file);
}

/**
 * xmpp_file_get_hash:
 * @self: what is said of a file
 * @algorithm: such as "sha-256"
 *
 * Returns: (transfer none) (nullable): what the file's bytes should amount to
 */
GBytes *
xmpp_file_get_hash (const XmppFile *self,
                    const char     *algorithm)
{
  g_return_val_if_fail (self != NULL && algorithm != NULL, NULL);

  for (guint i = 0; i < self->hashes->len; i++)
    {
      XmppFileHash *hash = g_ptr_array_index (self->hashes, i);

      if (g_str_equal (hash->algorithm, algorithm))
        return hash->digest;
    }

  return NULL;
}

/**
 * xmpp_file_add_hash:
 * @self: what is said of a file
 * @algorithm: such as "sha-256"
 * @digest: what the file's bytes amount to
 *
 * Adds a hash: XEP-0300, 3.
 *
 * Returns: whether it was added: the algorithm is known, the first of its kind, and gives as much
 */
gboolean
xmpp_file_add_hash (XmppFile   *self,
                    const char *algorithm,
                    GBytes     *digest)
{
  XmppFileHash *hash;
  gboolean known = FALSE;

  g_return_val_if_fail (self != NULL && algorithm != NULL && digest != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (algorithms) && !known; i++)
    known = g_str_equal (algorithms[i].algorithm, algorithm)
            && g_bytes_get_size (digest) == algorithms[i].bytes;

  if (!known || self->hashes->len >= XMPP_FILE_MAX_HASHES
      || xmpp_file_get_hash (self, algorithm) != NULL)
    return FALSE;

  hash = g_new (XmppFileHash, 1);
  hash->algorithm = g_strdup (algorithm);
  hash->digest = g_bytes_ref (digest);
  g_ptr_array_add (self->hashes, hash);
  return TRUE;
}

/* XEP-0264, 4. What needs a connection in clear is as good as none. */
static gboolean
is_thumbnail_uri (const char *uri)
{
  if (g_ascii_strncasecmp (uri, "data:", 5) == 0)
    return strnlen (uri, MAX_DATA_BYTES + 1) <= MAX_DATA_BYTES;
  if (g_ascii_strncasecmp (uri, "cid:", 4) == 0)
    return uri[4] != '\0' && strnlen (uri, MAX_CID_BYTES + 1) <= MAX_CID_BYTES;
  return xmpp_web_url_is_safe (uri);
}

/**
 * xmpp_file_add_thumbnail:
 * @self: what is said of a file
 * @uri: where the small picture is
 * @media_type: (nullable): what kind of picture
 * @width: how wide it is; 0: not known
 * @height: how high it is; 0: not known
 *
 * Adds a small picture: XEP-0264, 4.
 *
 * Returns: whether it was added
 */
gboolean
xmpp_file_add_thumbnail (XmppFile   *self,
                         const char *uri,
                         const char *media_type,
                         guint       width,
                         guint       height)
{
  XmppFileThumbnail *thumbnail;

  g_return_val_if_fail (self != NULL && uri != NULL, FALSE);

  if (!is_thumbnail_uri (uri) || self->thumbnails->len >= XMPP_FILE_MAX_THUMBNAILS)
    return FALSE;

  thumbnail = g_new0 (XmppFileThumbnail, 1);
  thumbnail->uri = g_strdup (uri);
  thumbnail->media_type = xmpp_media_type_parse (media_type);
  thumbnail->width = width;
  thumbnail->height = height;
  g_ptr_array_add (self->thumbnails, thumbnail);
  return TRUE;
}
