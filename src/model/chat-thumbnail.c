/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures that come along with messages: XEP-0264. Only those that are within the message
 * itself: to fetch one from elsewhere would tell its owner where one is, and to ask its sender for
 * it that one looks. */
#define G_LOG_DOMAIN "chat-thumbnail"

#include "chat-thumbnail.h"

#include "base-magic.h"

#include <string.h>

/* What came with a message stays in the archive, whoever sent it. */
#define MAX_URI_CHARS 8192

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

/**
 * chat_thumbnail_parse:
 * @uri: (nullable): where a small picture is said to be
 *
 * Returns: (transfer full) (nullable): the picture, encoded, of a kind that is shown; %NULL: it is
 *   elsewhere, or too large
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

  bytes = g_base64_decode (data, &n_bytes);
  if (base_magic_read (bytes, n_bytes) == BASE_MAGIC_UNKNOWN)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
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

/**
 * chat_thumbnail_format:
 * @picture: a small picture, encoded
 *
 * Returns: (transfer full) (nullable): it as an URI; %NULL: it is too large to go along
 */
char *
chat_thumbnail_format (GBytes *picture)
{
  gsize n_bytes = 0;
  const guchar *bytes = g_bytes_get_data (picture, &n_bytes);
  const char *type = base_magic_get_type (base_magic_read (bytes, n_bytes));
  g_autofree char *text = NULL;

  if (type == NULL || n_bytes > MAX_OWN_BYTES)
    return NULL;

  text = g_base64_encode (bytes, n_bytes);
  return g_strdup_printf ("data:%s;base64,%s", type, text);
}
