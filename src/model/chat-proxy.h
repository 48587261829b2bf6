/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  CHAT_PROXY_SYSTEM, /* as the desktop's settings say */
  CHAT_PROXY_NONE,
  CHAT_PROXY_SOCKS5,
  CHAT_PROXY_HTTP,
} ChatProxyKind;

/* What an account connects through. As text it is "system", "none" or a URI:
 * "socks5://user@host:port". The password is never part of a text that we make. */
typedef struct {
  ChatProxyKind  kind;
  char          *host;     /* (nullable) */
  guint16        port;     /* 0: the usual one */
  char          *user;     /* (nullable) */
  char          *password; /* (nullable) */
} ChatProxy;

/* @text NULL: system. NULL with CHAT_ERROR_INVALID_PROXY when it is none. */
ChatProxy *chat_proxy_parse   (const char       *text,
                               GError          **error)
  G_GNUC_WARN_UNUSED_RESULT;
void       chat_proxy_free    (ChatProxy        *self);
char      *chat_proxy_to_text (const ChatProxy  *self)
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatProxy, chat_proxy_free)

G_END_DECLS
