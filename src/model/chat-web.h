/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ChatTrust ChatTrust;
typedef struct _ChatWeb ChatWeb;
typedef struct _NetClient NetClient;
typedef struct _XmppAddress XmppAddress;

/* The way of an account to the web: through the same proxy as the account itself, and trusting
 * whom it trusts. */
#define CHAT_TYPE_WEB (chat_web_get_type ())
G_DECLARE_FINAL_TYPE (ChatWeb, chat_web, CHAT, WEB, GObject)

ChatWeb   *chat_web_new         (XmppAddress         *address,
                                 ChatTrust           *trust) G_GNUC_WARN_UNUSED_RESULT;
/* @proxy: (nullable), @password: (nullable), @ca_file: (nullable): as of the account */
void       chat_web_configure   (ChatWeb             *self,
                                 const char          *proxy,
                                 const char          *password,
                                 const char          *ca_file);
/* Whether @url is of our own server: offices have servers in networks of their own, and what lies
 * with them may */
gboolean   chat_web_is_own      (ChatWeb             *self,
                                 const char          *url);
/* What can ask for @url, of the scheme https. CHAT_ERROR_PROXY, CHAT_ERROR_NEEDS_PROXY, … */
void       chat_web_open_async  (ChatWeb             *self,
                                 const char          *url,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
NetClient *chat_web_open_finish (ChatWeb             *self,
                                 GAsyncResult        *result,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
