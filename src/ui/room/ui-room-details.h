/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"

G_BEGIN_DECLS

/* The details pane of a room: what it is, who is there, how one hears of it, how one leaves. Signal
 * "close". */
#define UI_TYPE_ROOM_DETAILS (ui_room_details_get_type ())
G_DECLARE_FINAL_TYPE (UiRoomDetails, ui_room_details, UI, ROOM_DETAILS, GtkWidget)

GtkWidget *ui_room_details_new              (void);
void       ui_room_details_set_conversation (UiRoomDetails    *self,
                                             ChatConversation *conversation); /* (nullable) */
/* Whether it lies over the conversation: then it has a way back. */
void       ui_room_details_set_alone        (UiRoomDetails    *self,
                                             gboolean          alone);

G_END_DECLS
