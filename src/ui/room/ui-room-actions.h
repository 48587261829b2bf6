/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The actions "room.*" of a window. Their target "(ss)" is the account's and the room's address:
 * join (asks first; both may be ""), rejoin, retry, leave, ask-voice, subject, nick, people,
 * invite, settings, destroy, new (of the account alone), browse (likewise). */
#define UI_TYPE_ROOM_ACTIONS (ui_room_actions_get_type ())
G_DECLARE_FINAL_TYPE (UiRoomActions, ui_room_actions, UI, ROOM_ACTIONS, GObject)

/* @toasts: held weakly: where is said what failed, and where dialogs find their window */
UiRoomActions *ui_room_actions_new       (ChatClient      *client,
                                          AdwToastOverlay *toasts) G_GNUC_WARN_UNUSED_RESULT;
GActionGroup  *ui_room_actions_get_group (UiRoomActions   *self); /* borrowed */

G_END_DECLS
