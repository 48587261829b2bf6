/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-pubsub-stanza.h"
#include "xmpp-server-info.h"

G_BEGIN_DECLS

/**
 * XmppPubsubEventFunc:
 * @event: what happened; good until the function returns
 * @user_data: what xmpp_pubsub_watch() was given
 *
 * Hears of an event, from whomever it comes.
 */
typedef void (*XmppPubsubEventFunc) (const XmppPubsubEvent *event,
                                     gpointer               user_data);

#define XMPP_TYPE_PUBSUB (xmpp_pubsub_get_type ())
G_DECLARE_FINAL_TYPE (XmppPubsub, xmpp_pubsub, XMPP, PUBSUB, GObject)

XmppPubsub *xmpp_pubsub_new              (XmppDisco      *disco,
                                          XmppServerInfo *server_info) G_GNUC_WARN_UNUSED_RESULT;

/* Calls @func for events of @node, from anybody: check the sender. @notify: ask for them by
 * announcing "node+notify" (XEP-0163, 4.2) */
guint       xmpp_pubsub_watch            (XmppPubsub          *self,
                                          const char          *node,
                                          gboolean             notify,
                                          XmppPubsubEventFunc  func,
                                          gpointer             user_data);
void        xmpp_pubsub_unwatch          (XmppPubsub          *self,
                                          guint                id);

/* @service: NULL: our own account (PEP). @item_id: NULL: the service makes one; finish gives it.
 * @options: NULL: none. A node that is there and is otherwise is configured anew, then published
 * to; where the server cannot keep a node private nothing is published: XMPP_ERROR_UNSUPPORTED */
void        xmpp_pubsub_publish_async    (XmppPubsub              *self,
                                          XmppAddress             *service,
                                          const char              *node,
                                          const char              *item_id,
                                          XmppElement             *payload,  /* (nullable) copied */
                                          const XmppPubsubOptions *options,
                                          GCancellable            *cancellable,
                                          GAsyncReadyCallback      callback,
                                          gpointer                 user_data);
char       *xmpp_pubsub_publish_finish   (XmppPubsub    *self,
                                          GAsyncResult  *result,
                                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/* @item_id: NULL: the last @max_items (0: as many as the service gives). Owned XmppPubsubItem */
void        xmpp_pubsub_fetch_async      (XmppPubsub          *self,
                                          XmppAddress         *service,  /* NULL: our own account */
                                          const char          *node,
                                          const char          *item_id,
                                          guint                max_items,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GPtrArray  *xmpp_pubsub_fetch_finish     (XmppPubsub    *self,
                                          GAsyncResult  *result,
                                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;

void        xmpp_pubsub_retract_async    (XmppPubsub          *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          const char          *item_id,
                                          gboolean             notify,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean    xmpp_pubsub_retract_finish   (XmppPubsub    *self,
                                          GAsyncResult  *result,
                                          GError       **error);
void        xmpp_pubsub_delete_async     (XmppPubsub          *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean    xmpp_pubsub_delete_finish    (XmppPubsub    *self,
                                          GAsyncResult  *result,
                                          GError       **error);

G_END_DECLS
