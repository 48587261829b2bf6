/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-disco.h"

G_BEGIN_DECLS

#define XMPP_TYPE_SERVER_INFO (xmpp_server_info_get_type ())
G_DECLARE_FINAL_TYPE (XmppServerInfo, xmpp_server_info, XMPP, SERVER_INFO, GObject)

/* Asked anew after each sign-in that is not a resumption.
 * Signals:
 *   "changed" (): something more is known
 *   "ready" (): server, account and services have answered, or will not */
XmppServerInfo *xmpp_server_info_new                (XmppDisco      *disco)
  G_GNUC_WARN_UNUSED_RESULT;

gboolean        xmpp_server_info_is_ready           (XmppServerInfo *self);
/* The server itself (its domain) */
XmppDiscoInfo  *xmpp_server_info_get_server         (XmppServerInfo *self); /* borrowed */
gboolean        xmpp_server_info_supports           (XmppServerInfo *self,
                                                     const char     *feature);
/* The account: its own bare address answers for what is kept for it (PEP, archive, …) */
XmppDiscoInfo  *xmpp_server_info_get_account        (XmppServerInfo *self); /* borrowed */
gboolean        xmpp_server_info_account_supports   (XmppServerInfo *self,
                                                     const char     *feature);
/* The first service of the server with that identity or that feature; each NULL for any */
XmppAddress    *xmpp_server_info_find_service       (XmppServerInfo *self,
                                                     const char     *category,
                                                     const char     *type,
                                                     const char     *feature); /* borrowed */
XmppDiscoInfo  *xmpp_server_info_get_service        (XmppServerInfo *self,
                                                     XmppAddress    *address); /* borrowed */
/* XEP-0157. @kind: "abuse-addresses", "support-addresses", …; URIs, unchecked; never NULL */
char          **xmpp_server_info_dup_contact_uris   (XmppServerInfo *self,
                                                     const char     *kind)
  G_GNUC_WARN_UNUSED_RESULT;
/* Waits for xmpp_server_info_is_ready(); XMPP_ERROR_DISCONNECTED when the session goes before */
void            xmpp_server_info_wait_async         (XmppServerInfo      *self,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
gboolean        xmpp_server_info_wait_finish        (XmppServerInfo  *self,
                                                     GAsyncResult    *result,
                                                     GError         **error);

G_END_DECLS
