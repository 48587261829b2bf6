/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 as RFC 4648, 4 writes it and nothing else: g_base64_decode() skips what it does not
 * know. */
#include "xmpp-base64.h"

#include <string.h>

/**
 * xmpp_base64_decode:
 * @text: what should be Base64
 * @max_bytes: the most bytes that are acceptable
 *
 * Decodes @text, without white space, fully padded, unused bits zero.
 *
 * Returns: (transfer full) (nullable): the bytes, %NULL when @text is anything else or too long
 */
GBytes *
xmpp_base64_decode (const char *text,
                    gsize       max_bytes)
{
  gsize len;
  gsize n_bytes = 0;
  g_autofree guchar *bytes = NULL;
  g_autofree char *again = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  len = strlen (text);
  if (len % 4 != 0 || len / 4 * 3 > max_bytes + 2)
    return NULL;

  bytes = g_base64_decode (text, &n_bytes);

  /* Only the canonical text comes out again as it went in. */
  again = g_base64_encode (bytes, n_bytes);
  if (n_bytes > max_bytes || strcmp (text, again) != 0)
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
}

/**
 * xmpp_base64_encode:
 * @bytes: some bytes
 *
 * Returns: (transfer full): @bytes as Base64
 */
char *
xmpp_base64_encode (GBytes *bytes)
{
  gsize len = 0;
  const guchar *start = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  start = g_bytes_get_data (bytes, &len);
  return g_base64_encode (start, len);
}
