/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-room.h"

G_BEGIN_DECLS

/* What those may do to a room's people and messages whom it lets. Refusals are XMPP_STANZA_ERROR
 * (FORBIDDEN, NOT_ALLOWED, CONFLICT: the last owner, …). One need not be in the room for the
 * affiliations. */

/* Owned XmppMucItem: all with that affiliation */
void       xmpp_room_get_affiliated_async  (XmppRoom             *self,
                                            XmppAffiliation       affiliation,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GPtrArray *xmpp_room_get_affiliated_finish (XmppRoom             *self,
                                            GAsyncResult         *result,
                                            GError              **error) G_GNUC_WARN_UNUSED_RESULT;
/* @items: of XmppMucItem, all affiliations (xmpp_muc_item_new_affiliation()) or all roles
 * (xmpp_muc_item_new_role()), in one request: all of them or none */
void       xmpp_room_change_async          (XmppRoom             *self,
                                            GPtrArray            *items,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean   xmpp_room_change_finish         (XmppRoom             *self,
                                            GAsyncResult         *result,
                                            GError              **error);
/* The same for one; both end with xmpp_room_change_finish(). To ban: OUTCAST. To kick: NONE */
void       xmpp_room_set_affiliation_async (XmppRoom             *self,
                                            XmppAddress          *address,
                                            XmppAffiliation       affiliation,
                                            const char           *reason, /* (nullable) */
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
void       xmpp_room_set_role_async        (XmppRoom             *self,
                                            const char           *nick,
                                            XmppRole              role,
                                            const char           *reason, /* (nullable) */
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);

/* Takes a message away: XEP-0425. XMPP_ERROR_UNSUPPORTED: the room cannot */
void       xmpp_room_moderate_async        (XmppRoom             *self,
                                            const char           *stanza_id,
                                            const char           *reason, /* (nullable) */
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean   xmpp_room_moderate_finish       (XmppRoom             *self,
                                            GAsyncResult         *result,
                                            GError              **error);

/* Owned XmppHat: all that the room has: XEP-0317 */
void       xmpp_room_get_hats_async        (XmppRoom             *self,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GPtrArray *xmpp_room_get_hats_finish       (XmppRoom             *self,
                                            GAsyncResult         *result,
                                            GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL without an error: none is reserved for us */
void       xmpp_room_get_reserved_nick_async (XmppRoom            *self,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
char      *xmpp_room_get_reserved_nick_finish (XmppRoom           *self,
                                              GAsyncResult        *result,
                                              GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Asks anew what the room is, and tells "info"; needs nobody to be in the room */
void          xmpp_room_ask_info_async     (XmppRoom             *self,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
XmppRoomInfo *xmpp_room_ask_info_finish    (XmppRoom             *self,
                                            GAsyncResult         *result,
                                            GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
