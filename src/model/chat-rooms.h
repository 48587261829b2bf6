/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-invitation.h"
#include "chat-room.h"

G_BEGIN_DECLS

/* The rooms of an account: chat_account_get_rooms().
 *
 * Signals:
 *   "invited" (ChatInvitation *): also in chat_rooms_get_invitations() until it is answered
 *   "declined" (const char *room, const char *who, const char *reason): the last two nullable */
#define CHAT_TYPE_ROOMS (chat_rooms_get_type ())
G_DECLARE_FINAL_TYPE (ChatRooms, chat_rooms, CHAT, ROOMS, GObject)

/* GListModel of ChatRoom: those joined, or that ought to be */
GListModel *chat_rooms_get_list        (ChatRooms  *self);
/* GListModel of ChatInvitation, newest first */
GListModel *chat_rooms_get_invitations (ChatRooms  *self);
/* (nullable) borrowed */
ChatRoom   *chat_rooms_find            (ChatRooms  *self,
                                        const char *address);
/* Made when there is none, joined or not; NULL when @address is not that of a room. Borrowed */
ChatRoom   *chat_rooms_ensure          (ChatRooms  *self,
                                        const char *address);

/* A room that does not exist yet, with sane settings, and joins it. @name: for people; @address:
 * NULL: one is made. @is_public: a channel for everybody; else a private group: members only,
 * archived, persistent, addresses seen. @people: (nullable) bare addresses, made members and
 * invited. Finish: the room */
void        chat_rooms_create_async    (ChatRooms          *self,
                                        const char         *name,
                                        const char         *address,
                                        gboolean            is_public,
                                        const char *const  *people,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
ChatRoom   *chat_rooms_create_finish   (ChatRooms          *self,
                                        GAsyncResult       *result,
                                        GError            **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): the server's own service of rooms */
void        chat_rooms_find_service_async  (ChatRooms          *self,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
char       *chat_rooms_find_service_finish (ChatRooms          *self,
                                            GAsyncResult       *result,
                                            GError            **error);

G_END_DECLS
