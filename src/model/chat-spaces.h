/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-space.h"

G_BEGIN_DECLS

/* The workspaces of an account: chat_account_get_spaces(). What is changed here is told to the
 * other devices, if need be later; where two have changed the same one, the last word counts. */
#define CHAT_TYPE_SPACES (chat_spaces_get_type ())
G_DECLARE_FINAL_TYPE (ChatSpaces, chat_spaces, CHAT, SPACES, GObject)

/* GListModel of ChatSpace, in the order that the person has given them */
GListModel *chat_spaces_get_list   (ChatSpaces  *self);
/* @id: a space's, or the name that only one has; (nullable) borrowed */
ChatSpace  *chat_spaces_find       (ChatSpaces  *self,
                                    const char  *id);
/* All that fail: CHAT_ERROR_INVALID_NAME, CHAT_ERROR_ALREADY_EXISTS, CHAT_ERROR_INVALID_ADDRESS,
 * CHAT_ERROR_TOO_LARGE: there are too many already. Borrowed */
ChatSpace  *chat_spaces_create     (ChatSpaces  *self,
                                    const char  *name,
                                    GError     **error);
gboolean    chat_spaces_rename     (ChatSpaces  *self,
                                    ChatSpace   *space,
                                    const char  *name,
                                    GError     **error);
/* Its conversations stay */
void        chat_spaces_delete     (ChatSpaces  *self,
                                    ChatSpace   *space);
/* One that is there already stays */
gboolean    chat_spaces_add        (ChatSpaces  *self,
                                    ChatSpace   *space,
                                    const char  *address,
                                    GError     **error);
void        chat_spaces_remove     (ChatSpaces  *self,
                                    ChatSpace   *space,
                                    const char  *address);
/* Out of all others into @space; (nullable): into none */
gboolean    chat_spaces_move_chat  (ChatSpaces  *self,
                                    ChatSpace   *space,
                                    const char  *address,
                                    GError     **error);
/* Those of a service that can be joined: XEP-0503. @service: (nullable): one's own server's.
 * (transfer full): GListModel of ChatSpaceOffer */
void        chat_spaces_find_offers_async   (ChatSpaces          *self,
                                             const char          *service,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
GListModel *chat_spaces_find_offers_finish  (ChatSpaces          *self,
                                             GAsyncResult        *result,
                                             GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* One of them, on all devices; (transfer full) */
void        chat_spaces_join_async          (ChatSpaces          *self,
                                             const char          *service,
                                             const char          *node,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
ChatSpace  *chat_spaces_join_finish         (ChatSpaces          *self,
                                             GAsyncResult        *result,
                                             GError             **error) G_GNUC_WARN_UNUSED_RESULT;
/* Makes one and joins it. @service: (nullable). Ends with chat_spaces_join_finish() */
void        chat_spaces_create_shared_async (ChatSpaces          *self,
                                             const char          *name,
                                             const char          *service,
                                             gboolean             is_public,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
/* The rest is about one that was joined, and ends with chat_spaces_finish() */
void        chat_spaces_leave_async         (ChatSpaces          *self,
                                             ChatSpace           *space,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
/* For everybody, where one may: @name: (nullable) */
void        chat_spaces_publish_room_async  (ChatSpaces          *self,
                                             ChatSpace           *space,
                                             const char          *room,
                                             const char          *name,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
void        chat_spaces_withdraw_room_async (ChatSpaces          *self,
                                             ChatSpace           *space,
                                             const char          *room,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
void        chat_spaces_destroy_async       (ChatSpaces          *self,
                                             ChatSpace           *space,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean    chat_spaces_finish              (ChatSpaces          *self,
                                             GAsyncResult        *result,
                                             GError             **error);
/* @position: among the others */
void        chat_spaces_move       (ChatSpaces  *self,
                                    ChatSpace   *space,
                                    guint        position);

G_END_DECLS
