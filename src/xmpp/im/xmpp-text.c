/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-text.c: reading what peers write, within bounds. */
#define G_LOG_DOMAIN "xmpp-text"

#include "xmpp-text.h"

#include "xmpp-base64.h"

#include <string.h>

/**
 * xmpp_text_clip:
 * @text: (nullable): valid UTF-8
 * @max_bytes: the most to keep
 *
 * Copies text for a person to read, cut at a character when it is too long.
 *
 * Returns: (transfer full) (nullable): the copy; %NULL for %NULL
 */
char *
xmpp_text_clip (const char *text,
                gsize       max_bytes)
{
  const char *end;

  if (text == NULL)
    return NULL;

  if (strlen (text) <= max_bytes)
    return g_strdup (text);

  end = text + max_bytes;
  while (end > text && (*end & 0xc0) == 0x80)
    end--;

  return g_strndup (text, end - text);
}

/**
 * xmpp_text_bounded:
 * @text: (nullable): an identifier
 * @max_bytes: the most that is acceptable
 *
 * Copies an identifier. One that is too long is refused, as a part of it would be another one.
 *
 * Returns: (transfer full) (nullable): the copy; %NULL for what is empty or too long
 */
char *
xmpp_text_bounded (const char *text,
                   gsize       max_bytes)
{
  if (text == NULL || *text == '\0' || strnlen (text, max_bytes + 1) > max_bytes)
    return NULL;

  return g_strdup (text);
}

/**
 * xmpp_text_is_true:
 * @text: (nullable): an xs:boolean
 *
 * Reads a boolean as XML Schema writes it.
 *
 * Returns: %TRUE for "true" and "1", %FALSE for all else
 */
gboolean
xmpp_text_is_true (const char *text)
{
  return g_strcmp0 (text, "true") == 0 || g_strcmp0 (text, "1") == 0;
}

/**
 * xmpp_text_is_sha1:
 * @text: (nullable): what should be a SHA-1 in hexadecimal digits
 *
 * Tells whether @text has the form of a SHA-1, so that it may be compared with one, or name a file.
 *
 * Returns: %TRUE for forty lower-case hexadecimal digits
 */
gboolean
xmpp_text_is_sha1 (const char *text)
{
  return text != NULL && strlen (text) == 40 && strspn (text, "0123456789abcdef") == 40;
}

/**
 * xmpp_text_decode_base64:
 * @text: (nullable): base64 as it stands in an element, broken into lines or not
 * @max_bytes: the most bytes that are acceptable after decoding
 *
 * Decodes what a peer put into an element.
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL when it is too large, empty or no base64
 */
GBytes *
xmpp_text_decode_base64 (const char *text,
                         gsize       max_bytes)
{
  g_autofree char *packed = NULL;
  gsize n_packed = 0;
  gsize bound = (max_bytes + 2) / 3 * 4;

  /* Line breaks are usual; more white space than text is not. */
  if (text == NULL || strnlen (text, 2 * bound + 1) > 2 * bound)
    return NULL;

  packed = g_malloc (strlen (text) + 1);
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      packed[n_packed++] = *p;
  packed[n_packed] = '\0';

  return n_packed > 0 ? xmpp_base64_decode (packed, max_bytes) : NULL;
}
