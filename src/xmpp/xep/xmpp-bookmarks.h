/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-bookmark.h"
#include "xmpp-feature.h"
#include "xmpp-pubsub.h"

G_BEGIN_DECLS

#define XMPP_TYPE_BOOKMARKS (xmpp_bookmarks_get_type ())
G_DECLARE_FINAL_TYPE (XmppBookmarks, xmpp_bookmarks, XMPP, BOOKMARKS, GObject)

/* What is kept on the server for rooms, and for conversations with one person, and what other
 * devices make of it; from our own account alone. Read by itself after each sign-in that is not a
 * resumption.
 * Signals, with borrowed arguments:
 *   "changed" (XmppBookmark *): one is new, or says something else
 *   "removed" (XmppBookmark *): one is gone
 *   "settled" (gboolean is_room): those of rooms, or of conversations, are known and told */
XmppBookmarks *xmpp_bookmarks_new           (XmppPubsub           *pubsub,
                                             XmppServerInfo       *server_info)
  G_GNUC_WARN_UNUSED_RESULT;

gboolean       xmpp_bookmarks_is_settled    (XmppBookmarks        *self,
                                             gboolean              is_room);
/* Whether the server has a place for them; known once they are settled */
gboolean       xmpp_bookmarks_is_supported  (XmppBookmarks        *self,
                                             gboolean              is_room);
/* (nullable) borrowed, until it changes */
XmppBookmark  *xmpp_bookmarks_lookup        (XmppBookmarks        *self,
                                             XmppAddress          *address,
                                             gboolean              is_room);
GPtrArray     *xmpp_bookmarks_get_all       (XmppBookmarks        *self,
                                             gboolean              is_room)
  G_GNUC_WARN_UNUSED_RESULT; /* borrowed XmppBookmark, in no order */

/* XMPP_ERROR_UNSUPPORTED: the server has no private place for it, so it was not told */
void           xmpp_bookmarks_store_async   (XmppBookmarks        *self,
                                             const XmppBookmark   *bookmark,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean       xmpp_bookmarks_store_finish  (XmppBookmarks        *self,
                                             GAsyncResult         *result,
                                             GError              **error);
void           xmpp_bookmarks_remove_async  (XmppBookmarks        *self,
                                             XmppAddress          *address,
                                             gboolean              is_room,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean       xmpp_bookmarks_remove_finish (XmppBookmarks        *self,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
