/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-server-info.h"

G_BEGIN_DECLS

/**
 * XmppPubsubItem:
 * @publisher: (nullable): only as good as the service that names it
 * @payload: (nullable): the first child
 *
 * XEP-0060.
 */
typedef struct {
  char        *id;        /* (nullable) */
  char        *publisher;
  XmppElement *payload;
} XmppPubsubItem;

void            xmpp_pubsub_item_free (XmppPubsubItem *self);

/**
 * XmppPubsubEvent:
 * @from: (nullable): the service: for PEP the bare address of whom it is about
 * @is_own: whether it comes from our own account; private nodes are believed only then
 * @items: of XmppPubsubItem, what was published
 * @retracted: of char *, the ids of what was taken away
 * @is_purged: all items are gone, or the node with them
 *
 * What happened on a node. Borrowed by the callback.
 */
typedef struct {
  XmppAddress *from;
  gboolean     is_own;
  const char  *node;
  GPtrArray   *items;
  GPtrArray   *retracted;
  gboolean     is_purged;
} XmppPubsubEvent;

/**
 * XmppPubsubAccess:
 *
 * Who may read a node: XEP-0060, 4.5.
 */
typedef enum {
  XMPP_PUBSUB_ACCESS_DEFAULT,   /* as the service has it: contacts, for PEP */
  XMPP_PUBSUB_ACCESS_PRESENCE,
  XMPP_PUBSUB_ACCESS_OPEN,
  XMPP_PUBSUB_ACCESS_WHITELIST, /* ourselves: never published where the server cannot promise it */
} XmppPubsubAccess;

/**
 * XmppPubsubOptions:
 * @max_items: 0: as the service has it; %G_MAXUINT: as many as it can ("max")
 *
 * How a node shall be: XEP-0060, 7.1.5.
 */
typedef struct {
  XmppPubsubAccess access;
  gboolean         persist_items;
  guint            max_items;
  gboolean         never_send_last; /* send_last_published_item = never */
} XmppPubsubOptions;

typedef void (*XmppPubsubEventFunc) (const XmppPubsubEvent *event,
                                     gpointer               user_data);

#define XMPP_TYPE_PUBSUB (xmpp_pubsub_get_type ())
G_DECLARE_FINAL_TYPE (XmppPubsub, xmpp_pubsub, XMPP, PUBSUB, GObject)

XmppPubsub *xmpp_pubsub_new              (XmppDisco      *disco,
                                          XmppServerInfo *server_info) G_GNUC_WARN_UNUSED_RESULT;

/* Calls @func for events of @node, from anybody: check the sender. @notify: ask for them by
 * announcing "node+notify" (XEP-0163, 7) */
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppPubsubItem, xmpp_pubsub_item_free)

G_END_DECLS
