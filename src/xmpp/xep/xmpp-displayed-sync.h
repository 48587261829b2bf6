/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"
#include "xmpp-pubsub.h"

G_BEGIN_DECLS

#define XMPP_TYPE_DISPLAYED_SYNC (xmpp_displayed_sync_get_type ())
G_DECLARE_FINAL_TYPE (XmppDisplayedSync, xmpp_displayed_sync, XMPP, DISPLAYED_SYNC, GObject)

/* Up to which message the user has seen a conversation, on whichever device; from our own account
 * alone. Read by itself after each sign-in that is not a resumption.
 * Signals:
 *   "displayed" (XmppAddress *chat, const char *stanza_id, gboolean by_room), borrowed: all is seen
 *               up to that message. The id is our own archive's, or the room's: what is said of a
 *               room with an id of ours, or of a person with one of that person, is to be ignored,
 *               as are ids that are not known, and those of older messages than what is seen
 *   "settled" (): what other devices did while we were away has been told */
XmppDisplayedSync *xmpp_displayed_sync_new            (XmppPubsub            *pubsub,
                                                       XmppServerInfo        *server_info)
  G_GNUC_WARN_UNUSED_RESULT;

gboolean           xmpp_displayed_sync_is_settled     (XmppDisplayedSync     *self);
/* Whether the server has a private place for it; known once it is settled */
gboolean           xmpp_displayed_sync_is_supported   (XmppDisplayedSync     *self);

/* @stanza_id: by the room when @is_room, else by our own server. XMPP_ERROR_UNSUPPORTED: the server
 * has no private place for it, so it was not told */
void               xmpp_displayed_sync_publish_async  (XmppDisplayedSync     *self,
                                                       XmppAddress           *chat,
                                                       const char            *stanza_id,
                                                       gboolean               is_room,
                                                       GCancellable          *cancellable,
                                                       GAsyncReadyCallback    callback,
                                                       gpointer               user_data);
gboolean           xmpp_displayed_sync_publish_finish (XmppDisplayedSync     *self,
                                                       GAsyncResult          *result,
                                                       GError               **error);

/* Whether our server does the same when it is told in the message that tells the sender (XEP-0333),
 * and takes it out there: xmpp_displayed_sync_add() instead of publishing */
gboolean           xmpp_displayed_sync_can_assist     (XmppDisplayedSync     *self);
/* @message: a displayed marker to a bare address; FALSE, and nothing was added, when it is none or
 * the server does not assist */
gboolean           xmpp_displayed_sync_add            (XmppDisplayedSync     *self,
                                                       XmppElement           *message,
                                                       const char            *stanza_id);

/* What the payload of an item says; NULL when it says nothing of @chat */
char              *xmpp_displayed_read                (XmppElement           *payload,
                                                       XmppAddress           *chat,
                                                       XmppAddress           *own,
                                                       gboolean              *by_room)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
