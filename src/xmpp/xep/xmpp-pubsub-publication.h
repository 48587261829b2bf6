/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-pubsub-stanza.h"
#include "xmpp-server-info.h"

G_BEGIN_DECLS

/**
 * XmppPubsubPlaces:
 *
 * By whom something is published. Borrowed in calls.
 */
typedef struct {
  XmppSession    *session;
  XmppDisco      *disco;
  XmppServerInfo *server_info;
} XmppPubsubPlaces;

/**
 * XmppPubsubPublication:
 * @service: (nullable): where; %NULL: our own account
 * @node: which node
 * @item_id: (nullable): which item
 * @payload: (nullable): what
 * @options: (nullable): how the node has to be
 *
 * What is published. Borrowed in calls.
 */
typedef struct {
  XmppAddress             *service;
  const char              *node;
  const char              *item_id;
  XmppElement             *payload;
  const XmppPubsubOptions *options;
} XmppPubsubPublication;

void  xmpp_pubsub_publication_run_async  (const XmppPubsubPlaces      *places,
                                          const XmppPubsubPublication *what,
                                          GCancellable                *cancellable,
                                          GAsyncReadyCallback          callback,
                                          gpointer                     user_data);
char *xmpp_pubsub_publication_run_finish (GAsyncResult  *result,
                                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
