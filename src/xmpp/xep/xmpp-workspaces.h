/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"
#include "xmpp-pubsub.h"
#include "xmpp-workspace.h"

G_BEGIN_DECLS

#define XMPP_WORKSPACES_MAX 100

#define XMPP_TYPE_WORKSPACES (xmpp_workspaces_get_type ())
G_DECLARE_FINAL_TYPE (XmppWorkspaces, xmpp_workspaces, XMPP, WORKSPACES, GObject)

/* The user's own workspaces, on whichever device they were made; from our own account alone. Read
 * by itself after each sign-in that is not a resumption.
 * Signals:
 *   "settled" (GPtrArray *): of XmppWorkspace, borrowed: all there are; also when all are taken
 *             away at once
 *   "changed" (XmppWorkspace *), borrowed: one is new, or says something else
 *   "removed" (const char *id): one is gone */
XmppWorkspaces *xmpp_workspaces_new            (XmppPubsub           *pubsub,
                                                XmppServerInfo       *server_info)
  G_GNUC_WARN_UNUSED_RESULT;

gboolean        xmpp_workspaces_is_settled     (XmppWorkspaces       *self);
/* Whether the server has a private place for them; known once they are settled */
gboolean        xmpp_workspaces_is_supported   (XmppWorkspaces       *self);
/* Whether anything was ever put there */
gboolean        xmpp_workspaces_is_present     (XmppWorkspaces       *self);

/* XMPP_ERROR_UNSUPPORTED: the server has no private place for it, so it was not told */
void            xmpp_workspaces_store_async    (XmppWorkspaces       *self,
                                                const XmppWorkspace  *workspace,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean        xmpp_workspaces_store_finish   (XmppWorkspaces       *self,
                                                GAsyncResult         *result,
                                                GError              **error);
void            xmpp_workspaces_remove_async   (XmppWorkspaces       *self,
                                                const char           *id,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean        xmpp_workspaces_remove_finish  (XmppWorkspaces       *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
