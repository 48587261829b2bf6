/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "xmpp-feature.h"
#include "xmpp-pubsub.h"
#include "xmpp-space.h"

G_BEGIN_DECLS

#define XMPP_TYPE_SPACES (xmpp_spaces_get_type ())
G_DECLARE_FINAL_TYPE (XmppSpaces, xmpp_spaces, XMPP, SPACES, GObject)

/* Spaces of servers. What happens in those that are followed is told, where their own service says
 * so.
 * Signals, with borrowed arguments:
 *   "added" (XmppAddress *service, const char *node, XmppSpaceRoom *): a room is in it, or is
 *           called otherwise
 *   "removed" (XmppAddress *service, const char *node, const char *address): it is no more
 *   "emptied" (XmppAddress *service, const char *node): all are out of it, or it is gone itself */
XmppSpaces *xmpp_spaces_new              (XmppPubsub          *pubsub,
                                          XmppDisco           *disco) G_GNUC_WARN_UNUSED_RESULT;

/* Counted */
void        xmpp_spaces_follow           (XmppSpaces          *self,
                                          XmppAddress         *service,
                                          const char          *node);
void        xmpp_spaces_unfollow         (XmppSpaces          *self,
                                          XmppAddress         *service,
                                          const char          *node);

/* Owned XmppSpace: those that a service lists */
void        xmpp_spaces_list_async       (XmppSpaces          *self,
                                          XmppAddress         *service,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GPtrArray  *xmpp_spaces_list_finish      (XmppSpaces          *self,
                                          GAsyncResult        *result,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* XMPP_ERROR_UNSUPPORTED: the node is something else */
void        xmpp_spaces_get_async        (XmppSpaces          *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
XmppSpace  *xmpp_spaces_get_finish       (XmppSpaces          *self,
                                          GAsyncResult        *result,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* Owned XmppSpaceRoom, no more than XMPP_SPACE_MAX_ROOMS */
void        xmpp_spaces_get_rooms_async  (XmppSpaces          *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GPtrArray  *xmpp_spaces_get_rooms_finish (XmppSpaces          *self,
                                          GAsyncResult        *result,
                                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* @is_pending: (out): its owner has to agree first */
void        xmpp_spaces_join_async       (XmppSpaces          *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean    xmpp_spaces_join_finish      (XmppSpaces          *self,
                                          GAsyncResult        *result,
                                          gboolean            *is_pending,
                                          GError             **error);
/* All that follow end with xmpp_spaces_finish() */
void        xmpp_spaces_leave_async      (XmppSpaces          *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
void        xmpp_spaces_create_async     (XmppSpaces          *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          const char          *title,
                                          gboolean             is_public,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
void        xmpp_spaces_destroy_async    (XmppSpaces          *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
/* Whether we own it: an error says that we do not, or that it is not known */
void        xmpp_spaces_check_owned_async (XmppSpaces         *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
/* @name: (nullable) */
void        xmpp_spaces_add_room_async   (XmppSpaces          *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          XmppAddress         *room,
                                          const char          *name,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
void        xmpp_spaces_remove_room_async (XmppSpaces         *self,
                                          XmppAddress         *service,
                                          const char          *node,
                                          XmppAddress         *room,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean    xmpp_spaces_finish           (XmppSpaces          *self,
                                          GAsyncResult        *result,
                                          GError             **error);

G_END_DECLS
