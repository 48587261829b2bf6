/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-room.h"
#include "xmpp-room-settings.h"

G_BEGIN_DECLS

/* What owners may do: create, configure and destroy a room. Refusals are XMPP_STANZA_ERROR. */

/* Joins a room that does not exist yet, and gives it those settings. EXISTS: there is one already,
 * and it was left again. XMPP_ERROR_UNSUPPORTED: the server's rooms cannot be as private as that,
 * and there is none now; other errors as of xmpp_room_join_finish() and of the configuration */
void          xmpp_room_create_async       (XmppRoom               *self,
                                            const char             *nick,
                                            const XmppRoomSettings *settings,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
gboolean      xmpp_room_create_finish      (XmppRoom               *self,
                                            GAsyncResult           *result,
                                            GError                **error);

/* The server's own form, to be shown or given to xmpp_room_settings_apply() */
void          xmpp_room_get_config_async   (XmppRoom               *self,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
XmppDataForm *xmpp_room_get_config_finish  (XmppRoom               *self,
                                            GAsyncResult           *result,
                                            GError                **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* @form: that one, filled in; NULL: what the server thinks best, for a room that is new */
void          xmpp_room_set_config_async   (XmppRoom               *self,
                                            XmppDataForm           *form,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
gboolean      xmpp_room_set_config_finish  (XmppRoom               *self,
                                            GAsyncResult           *result,
                                            GError                **error);

/* For ever, with all that is in it. @venue, @reason: (nullable): where to go instead, and why */
void          xmpp_room_destroy_async      (XmppRoom               *self,
                                            XmppAddress            *venue,
                                            const char             *reason,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
gboolean      xmpp_room_destroy_finish     (XmppRoom               *self,
                                            GAsyncResult           *result,
                                            GError                **error);

/* The room's picture: XEP-0486. @hash: one of avatar_hashes of its XmppRoomInfo; what is no such
 * picture is XMPP_ERROR_MALFORMED */
void          xmpp_room_get_avatar_async   (XmppRoom               *self,
                                            const char             *hash,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
GBytes       *xmpp_room_get_avatar_finish  (XmppRoom               *self,
                                            GAsyncResult           *result,
                                            GError                **error)
  G_GNUC_WARN_UNUSED_RESULT;
/* @image: NULL takes it away */
void          xmpp_room_set_avatar_async   (XmppRoom               *self,
                                            GBytes                 *image,
                                            GCancellable           *cancellable,
                                            GAsyncReadyCallback     callback,
                                            gpointer                user_data);
gboolean      xmpp_room_set_avatar_finish  (XmppRoom               *self,
                                            GAsyncResult           *result,
                                            GError                **error);

G_END_DECLS
