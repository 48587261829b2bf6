/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xmpp-web-url.c: where files may come from and go to. XEP-0363, 4 wants TLS and RFC 3986. */
#define G_LOG_DOMAIN "xmpp-file"

#include "xmpp-web-url.h"

#include <string.h>

/**
 * xmpp_web_url_is_safe:
 * @url: (nullable): a URL from a peer or a server
 *
 * Tells whether a file may be asked of or sent to a URL: it is "https:", names a host and nobody's
 * password, and is written as RFC 3986 wants it. Where it leads is not known; who is to be
 * protected from what stands there must look where the name leads.
 *
 * Returns: whether it may
 */
gboolean
xmpp_web_url_is_safe (const char *url)
{
  g_autoptr(GUri) uri = NULL;

  if (url == NULL || strnlen (url, XMPP_WEB_URL_MAX_BYTES + 1) > XMPP_WEB_URL_MAX_BYTES)
    return FALSE;

  /* Neither spaces, controls nor what is not ASCII: XEP-0363, 4. */
  for (const char *c = url; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c))
      return FALSE;

  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https")
         && g_uri_get_userinfo (uri) == NULL
         && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}
