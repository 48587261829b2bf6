/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The actions "space.*" of a window. Their target "(ss)" is the account's address and the
 * workspace's id: rename, up, down, delete (one of a server is left). new: "(ss)": the account's
 * address, and that of a conversation to go into it; both may be "". find: "(ss)": of the account
 * alone. put: "(sss)": of a conversation, and into which; ""
 * is none. publish, withdraw: likewise, of a room, for everybody in a space that is ours. destroy:
 * "(ss)". nth: "i": shows one, 0: all chats.
 * Signals:
 *   "show" (ChatSpace): it was made or joined just now
 *   "show-nth" (uint) */
#define UI_TYPE_SPACE_ACTIONS (ui_space_actions_get_type ())
G_DECLARE_FINAL_TYPE (UiSpaceActions, ui_space_actions, UI, SPACE_ACTIONS, GObject)

/* @widget: held weakly: where dialogs find their window */
UiSpaceActions *ui_space_actions_new         (ChatClient     *client,
                                              GtkWidget      *widget) G_GNUC_WARN_UNUSED_RESULT;
GActionGroup   *ui_space_actions_get_group   (UiSpaceActions *self); /* borrowed */
/* Whose new ones are, where nobody says it; (nullable): the first account's */
void            ui_space_actions_set_account (UiSpaceActions *self,
                                              const char     *account);

G_END_DECLS
