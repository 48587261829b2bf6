/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-mam-stanza.h"
#include "xmpp-server-info.h"

G_BEGIN_DECLS

#define XMPP_TYPE_MAM (xmpp_mam_get_type ())
G_DECLARE_FINAL_TYPE (XmppMam, xmpp_mam, XMPP, MAM, GObject)

XmppMam        *xmpp_mam_new                (XmppDisco           *disco,
                                             XmppServerInfo      *server_info)
  G_GNUC_WARN_UNUSED_RESULT;

/* What our own archive can do, as far as XmppServerInfo knows by now; without FULLTEXT, which only
 * the archive's form tells */
XmppMamSupport  xmpp_mam_get_own_support    (XmppMam             *self);
/* What an archive can do; @archive: NULL: our own. Remembered while we are online. Asks for the
 * archive's form as well, so that FULLTEXT is told. XMPP_MAM_NONE is an error in none of these */
void            xmpp_mam_get_support_async  (XmppMam             *self,
                                             XmppAddress         *archive,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
XmppMamSupport  xmpp_mam_get_support_finish (XmppMam             *self,
                                             GAsyncResult        *result,
                                             GError             **error);

/* One page. XMPP_STANZA_ERROR_ITEM_NOT_FOUND: an id of the query is gone from the archive: begin
 * again from a time. XMPP_ERROR_UNSUPPORTED: no archive there, or it cannot do what was asked */
void            xmpp_mam_query_async        (XmppMam             *self,
                                             const XmppMamQuery  *query,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
XmppMamPage    *xmpp_mam_query_finish       (XmppMam             *self,
                                             GAsyncResult        *result,
                                             GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* How long a query waits while nothing comes: 60 s unless set */
void            xmpp_mam_set_patience       (XmppMam             *self,
                                             guint                patience_ms);

G_END_DECLS
