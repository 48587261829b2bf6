/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-bookmark.h"
#include "xmpp-session.h"

G_BEGIN_DECLS

/* Bookmarks of rooms where the server has no better place for them: all in one piece, of which
 * nobody is told when it changes. What is there besides them stays as it is. */
void       xmpp_bookmark_storage_load_async  (XmppSession         *session,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
GPtrArray *xmpp_bookmark_storage_load_finish (GAsyncResult        *result,
                                              GError             **error)
  G_GNUC_WARN_UNUSED_RESULT; /* owned XmppBookmark */
/* @bookmark: NULL: takes away what is there for @address */
void       xmpp_bookmark_storage_save_async  (XmppSession         *session,
                                              XmppAddress         *address,
                                              const XmppBookmark  *bookmark,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean   xmpp_bookmark_storage_save_finish (GAsyncResult        *result,
                                              GError             **error);

G_END_DECLS
