/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"
#include "xmpp-pubsub.h"

G_BEGIN_DECLS

/**
 * XmppPrivateNodeState:
 * @XMPP_PRIVATE_NODE_UNKNOWN: it has not been read since we signed in
 * @XMPP_PRIVATE_NODE_UNSUPPORTED: the server cannot keep anything private there
 * @XMPP_PRIVATE_NODE_ABSENT: nobody has put anything there yet
 * @XMPP_PRIVATE_NODE_LOADED: it was read, and changes are told
 *
 * What is known of a node.
 */
typedef enum {
  XMPP_PRIVATE_NODE_UNKNOWN,
  XMPP_PRIVATE_NODE_UNSUPPORTED,
  XMPP_PRIVATE_NODE_ABSENT,
  XMPP_PRIVATE_NODE_LOADED,
} XmppPrivateNodeState;

#define XMPP_TYPE_PRIVATE_NODE (xmpp_private_node_get_type ())
G_DECLARE_FINAL_TYPE (XmppPrivateNode, xmpp_private_node, XMPP, PRIVATE_NODE, GObject)

/* A node of our own account for our own devices alone. Read by itself after each sign-in that is
 * not a resumption. All that it tells came from our own account.
 * Signals:
 *   "settled" (GPtrArray *items): of XmppPubsubItem, borrowed: the state is known, and all that is
 *             there
 *   "published" (XmppPubsubItem *), borrowed: one of our devices put it there
 *   "retracted" (const char *item_id): one of them took it away
 *   "purged" (): all items are gone */
XmppPrivateNode     *xmpp_private_node_new            (XmppPubsub     *pubsub,
                                                       XmppServerInfo *server_info,
                                                       const char     *node)
  G_GNUC_WARN_UNUSED_RESULT;

XmppPrivateNodeState xmpp_private_node_get_state      (XmppPrivateNode *self);

/* In order. XMPP_ERROR_UNSUPPORTED: the server cannot keep it private, so it was not told */
void                 xmpp_private_node_publish_async  (XmppPrivateNode      *self,
                                                       const char           *item_id,
                                                       XmppElement          *payload, /* copied */
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean             xmpp_private_node_publish_finish (XmppPrivateNode      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void                 xmpp_private_node_retract_async  (XmppPrivateNode      *self,
                                                       const char           *item_id,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean             xmpp_private_node_retract_finish (XmppPrivateNode      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
