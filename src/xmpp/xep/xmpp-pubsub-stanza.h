/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-address.h"
#include "xmpp-data-form.h"

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

/* Requests; all (transfer full). @service: NULL: our own account */
XmppElement *xmpp_pubsub_new_publish    (XmppAddress             *service,
                                         const char              *node,
                                         const char              *item_id,
                                         XmppElement             *payload,
                                         const XmppPubsubOptions *options)
  G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_pubsub_new_fetch      (XmppAddress *service,
                                         const char  *node,
                                         const char  *item_id,
                                         guint        max_items) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_pubsub_new_retract    (XmppAddress *service,
                                         const char  *node,
                                         const char  *item_id,
                                         gboolean     notify) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_pubsub_new_delete     (XmppAddress *service,
                                         const char  *node) G_GNUC_WARN_UNUSED_RESULT;
XmppElement *xmpp_pubsub_new_create     (XmppAddress             *service,
                                         const char              *node,
                                         const XmppPubsubOptions *options)
  G_GNUC_WARN_UNUSED_RESULT;
/* @form: NULL: asks for it */
XmppElement *xmpp_pubsub_new_configure  (XmppAddress  *service,
                                         const char   *node,
                                         XmppDataForm *form) G_GNUC_WARN_UNUSED_RESULT;
void         xmpp_pubsub_options_apply  (const XmppPubsubOptions *options,
                                         XmppDataForm            *form);

/* Answers; (nullable) what is not there */
char         *xmpp_pubsub_read_published (XmppElement *iq) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray    *xmpp_pubsub_read_items     (XmppElement *iq) G_GNUC_WARN_UNUSED_RESULT;
XmppDataForm *xmpp_pubsub_read_configure (XmppElement *iq) G_GNUC_WARN_UNUSED_RESULT;

/* Events. @event owns its arrays after this: xmpp_pubsub_event_clear() */
gboolean      xmpp_pubsub_event_read     (XmppPubsubEvent *event,
                                          XmppElement     *payload);
void          xmpp_pubsub_event_clear    (XmppPubsubEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppPubsubItem, xmpp_pubsub_item_free)

G_END_DECLS
