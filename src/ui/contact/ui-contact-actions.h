/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The actions "contact.*" of a window. Their target "(ss)" is the account's and the contact's
 * address: rename, groups, ask-presence, block, unblock, remove, approve, deny, copy-address, and
 * add, where either may be "". */
#define UI_TYPE_CONTACT_ACTIONS (ui_contact_actions_get_type ())
G_DECLARE_FINAL_TYPE (UiContactActions, ui_contact_actions, UI, CONTACT_ACTIONS, GObject)

/* @toasts: held weakly: where is said what failed, and where dialogs find their window */
UiContactActions *ui_contact_actions_new       (ChatClient       *client,
                                                AdwToastOverlay  *toasts) G_GNUC_WARN_UNUSED_RESULT;
GActionGroup     *ui_contact_actions_get_group (UiContactActions *self); /* borrowed */

G_END_DECLS
