/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The actions "account.*" of a window. Their target "s" is the address of an account:
 * give-password, ask-trust, reconnect, go-online; and add, without one. */
#define UI_TYPE_ACCOUNT_ACTIONS (ui_account_actions_get_type ())
G_DECLARE_FINAL_TYPE (UiAccountActions, ui_account_actions, UI, ACCOUNT_ACTIONS, GObject)

/* @owner: held weakly: over whose window the dialogs open */
UiAccountActions *ui_account_actions_new       (ChatClient       *client,
                                                GSettings        *settings,
                                                GtkWidget        *owner) G_GNUC_WARN_UNUSED_RESULT;
GActionGroup     *ui_account_actions_get_group (UiAccountActions *self); /* borrowed */

G_END_DECLS
