/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A proxy as people set it. */
#define G_LOG_DOMAIN "chat-proxy"

#include "chat-proxy.h"

#include "chat-error.h"
#include "xmpp-proxy.h"

#include <string.h>

/* By ChatProxyKind */
static const char *const words[] = { "system", "none", "socks5", "http" };

static ChatProxy *
new_proxy (ChatProxyKind kind)
{
  ChatProxy *self = g_new0 (ChatProxy, 1);

  self->kind = kind;
  return self;
}

ChatProxy *
chat_proxy_parse (const char  *text,
                  GError     **error)
{
  g_autoptr(XmppProxy) parsed = NULL;
  ChatProxy *self = NULL;

  if (text == NULL || *text == '\0' || g_str_equal (text, words[CHAT_PROXY_SYSTEM]))
    return new_proxy (CHAT_PROXY_SYSTEM);
  if (g_str_equal (text, words[CHAT_PROXY_NONE]))
    return new_proxy (CHAT_PROXY_NONE);

  /* The desktop may name a proxy inside TLS; people cannot. */
  parsed = xmpp_proxy_parse (text, NULL);
  if (parsed == NULL || g_str_equal (parsed->scheme, "https"))
    {
      g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_INVALID_PROXY, "This is no proxy");
      return NULL;
    }

  self = new_proxy (g_str_equal (parsed->scheme, words[CHAT_PROXY_SOCKS5]) ? CHAT_PROXY_SOCKS5
                                                                           : CHAT_PROXY_HTTP);
  self->host = g_steal_pointer (&parsed->host);
  self->port = parsed->port;
  self->user = g_steal_pointer (&parsed->user);
  self->password = g_steal_pointer (&parsed->password);
  return self;
}

void
chat_proxy_free (ChatProxy *self)
{
  if (self == NULL)
    return;

  g_free (self->host);
  g_free (self->user);
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self);
}

char *
chat_proxy_to_text (const ChatProxy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->kind == CHAT_PROXY_SYSTEM || self->kind == CHAT_PROXY_NONE)
    return g_strdup (words[self->kind]);

  return g_uri_join_with_user (G_URI_FLAGS_NONE, words[self->kind], self->user, NULL, NULL,
                               self->host != NULL ? self->host : "",
                               self->port != 0 ? self->port : -1, "", NULL, NULL);
}
