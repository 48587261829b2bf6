/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-audience.h"
#include "xmpp-disco-info.h"
#include "xmpp-feature.h"

G_BEGIN_DECLS

/**
 * XmppDiscoItem:
 *
 * What belongs to an entity: XEP-0030, 4.
 */
typedef struct {
  XmppAddress *address;
  char        *node; /* (nullable) */
  char        *name; /* (nullable) */
} XmppDiscoItem;

void           xmpp_disco_item_free       (XmppDiscoItem *self);

#define XMPP_TYPE_DISCO (xmpp_disco_get_type ())
G_DECLARE_FINAL_TYPE (XmppDisco, xmpp_disco, XMPP, DISCO, GObject)

/* Signals:
 *   "own-changed" (): what we answer about ourselves has changed */
XmppDisco     *xmpp_disco_new             (const char   *name,      /* "Charla": client/pc */
                                           XmppAudience *audience) /* whom we answer; NULL: all */
  G_GNUC_WARN_UNUSED_RESULT;

/* Our own answer. Counted: a feature that was added twice goes with the second removal */
void           xmpp_disco_add_feature     (XmppDisco    *self,
                                           const char   *feature);
void           xmpp_disco_remove_feature  (XmppDisco    *self,
                                           const char   *feature);
void           xmpp_disco_add_namespaces  (XmppDisco    *self,
                                           XmppFeature  *feature);  /* all that it names */
XmppDiscoInfo *xmpp_disco_get_own         (XmppDisco    *self); /* borrowed until "own-changed" */
/* Another name for our answer without a node, as capabilities need it; the last few are kept */
void           xmpp_disco_add_own_node    (XmppDisco    *self,
                                           const char   *node);

/* What another can do. Answers without a node are remembered while we are online */
void           xmpp_disco_get_info_async  (XmppDisco           *self,
                                           XmppAddress         *address,
                                           const char          *node,   /* (nullable) */
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
XmppDiscoInfo *xmpp_disco_get_info_finish (XmppDisco     *self,
                                           GAsyncResult  *result,
                                           GError       **error) G_GNUC_WARN_UNUSED_RESULT;
/* What @address has answered without a node may be so no longer */
void           xmpp_disco_forget          (XmppDisco           *self,
                                           XmppAddress         *address);
/* Owned XmppDiscoItem; never remembered */
void           xmpp_disco_get_items_async (XmppDisco           *self,
                                           XmppAddress         *address,
                                           const char          *node,   /* (nullable) */
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
GPtrArray     *xmpp_disco_get_items_finish (XmppDisco     *self,
                                            GAsyncResult  *result,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XmppDiscoItem, xmpp_disco_item_free)

G_END_DECLS
