/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-jingle-description.c: which file a session is about: XEP-0234 0.19.1, with the hashes of
 * XEP-0300 and the small pictures of XEP-0264. */
#define G_LOG_DOMAIN "xmpp-jingle"

#include "xmpp-jingle-description.h"

#include "xmpp-base64.h"
#include "xmpp-datetime.h"
#include "xmpp-namespaces.h"

#define HASH "sha-256"

/* Digits alone. */
static gboolean
read_number (XmppElement *element,
             const char  *name,
             gint64      *number)
{
  const char *text = xmpp_element_get_attribute (element, name);
  guint64 value = 0;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &value, NULL))
    return FALSE;

  *number = (gint64) value;
  return TRUE;
}

static gboolean
read_range (XmppElement     *file,
            XmppJingleRange *range)
{
  XmppElement *element = xmpp_element_get_child (file, "range", XMPP_NS_JINGLE_FILE);

  *range = (XmppJingleRange) { element != NULL, 0, -1 };
  return element == NULL || (read_number (element, "offset", &range->offset)
                             && read_number (element, "length", &range->length));
}

/**
 * xmpp_jingle_description_read:
 * @description: <description/> of XEP-0234, from a peer
 * @range: (out): the part of it that is meant
 * @hash_follows: (out): whether a hash is to come that is not in it: XEP-0234, 8.2
 *
 * Reads which file a session is about.
 *
 * Returns: (transfer full) (nullable): what is said of it; %NULL where it makes no sense
 */
XmppFile *
xmpp_jingle_description_read (XmppElement     *description,
                              XmppJingleRange *range,
                              gboolean        *hash_follows)
{
  XmppElement *element;
  XmppFile *file;

  g_return_val_if_fail (description != NULL && range != NULL && hash_follows != NULL, NULL);

  element = xmpp_element_get_child (description, "file", XMPP_NS_JINGLE_FILE);
  if (element == NULL || !read_range (element, range))
    return NULL;

  file = xmpp_file_read (element);
  *hash_follows = file->hashes->len == 0
                  && (xmpp_element_get_child (element, "hash-used", XMPP_NS_HASHES) != NULL
                      || xmpp_element_get_child (element, "hash", XMPP_NS_HASHES) != NULL);
  return file;
}

static void
write_number (XmppElement *element,
              const char  *name,
              gint64       number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  xmpp_element_set_attribute (element, name, text);
}

static void
write_hash (XmppElement *file,
            GBytes      *digest)
{
  g_autofree char *text = digest != NULL ? xmpp_base64_encode (digest) : NULL;
  XmppElement *hash = digest != NULL
                      ? xmpp_element_add_text_child (file, "hash", XMPP_NS_HASHES, text)
                      : xmpp_element_add_child (file, "hash-used", XMPP_NS_HASHES);

  xmpp_element_set_attribute (hash, "algo", HASH);
}

/**
 * xmpp_jingle_description_write:
 * @file: what is said of a file
 * @range: the part of it that is meant
 * @content: of a session
 *
 * Says which file it is about. A hash that is not known yet follows by itself: XEP-0234, 8.2.
 */
void
xmpp_jingle_description_write (const XmppFile        *file,
                               const XmppJingleRange *range,
                               XmppElement           *content)
{
  XmppElement *description;
  XmppElement *element;
  g_autofree char *size = NULL;

  g_return_if_fail (file != NULL && range != NULL && content != NULL);

  description = xmpp_element_add_child (content, "description", XMPP_NS_JINGLE_FILE);
  element = xmpp_element_add_child (description, "file", NULL);
  size = g_strdup_printf ("%" G_GINT64_FORMAT, file->size);

  if (file->time_us > 0)
    {
      g_autofree char *date = xmpp_datetime_format (file->time_us);

      xmpp_element_add_text_child (element, "date", NULL, date);
    }
  if (file->description != NULL)
    xmpp_element_add_text_child (element, "desc", NULL, file->description);
  if (file->media_type != NULL)
    xmpp_element_add_text_child (element, "media-type", NULL, file->media_type);
  if (file->name != NULL)
    xmpp_element_add_text_child (element, "name", NULL, file->name);
  if (file->size >= 0)
    xmpp_element_add_text_child (element, "size", NULL, size);
  if (range->is_there)
    {
      XmppElement *part = xmpp_element_add_child (element, "range", NULL);

      if (range->offset > 0)
        write_number (part, "offset", range->offset);
      if (range->length >= 0)
        write_number (part, "length", range->length);
    }
  write_hash (element, xmpp_file_get_hash (file, HASH));
  xmpp_file_write_thumbnails (file, element);
}

/**
 * xmpp_jingle_checksum_read:
 * @checksum: <checksum/> of XEP-0234, 8.2, from a peer
 * @file: what is said of the file
 *
 * Adds the hashes that were not known before. The first word counts.
 */
void
xmpp_jingle_checksum_read (XmppElement *checksum,
                           XmppFile    *file)
{
  XmppElement *element = xmpp_element_get_child (checksum, "file", XMPP_NS_JINGLE_FILE);
  g_autoptr(XmppFile) told = element != NULL ? xmpp_file_read (element) : NULL;

  for (guint i = 0; told != NULL && i < told->hashes->len; i++)
    {
      XmppFileHash *hash = g_ptr_array_index (told->hashes, i);

      xmpp_file_add_hash (file, hash->algorithm, hash->digest);
    }
}

/**
 * xmpp_jingle_checksum_write:
 * @digest: SHA-256 of all of the file
 * @creator: of the content
 * @name: of the content
 * @jingle: what is said
 *
 * Tells the hash of a file: XEP-0234, 8.2.
 */
void
xmpp_jingle_checksum_write (GBytes      *digest,
                            const char  *creator,
                            const char  *name,
                            XmppElement *jingle)
{
  XmppElement *checksum = xmpp_element_add_child (jingle, "checksum", XMPP_NS_JINGLE_FILE);

  xmpp_element_set_attribute (checksum, "creator", creator);
  xmpp_element_set_attribute (checksum, "name", name);
  write_hash (xmpp_element_add_child (checksum, "file", NULL), digest);
}
