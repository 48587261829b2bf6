/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* Address, then password: signs in with an account that there is already. The account is stored
 * once it is online; one that cannot sign in leaves nothing behind.
 * Signals: "done" (ChatAccount), "create" (): rather make a new account. */
#define UI_TYPE_SIGN_IN (ui_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (UiSignIn, ui_sign_in, UI, SIGN_IN, GtkWidget)

void ui_sign_in_set_client  (UiSignIn   *self,
                             ChatClient *client);
/* Starts with what is filled in, as the button does. */
void ui_sign_in_submit      (UiSignIn   *self);
/* Whether an account is being tried. */
gboolean ui_sign_in_is_busy (UiSignIn   *self);

G_END_DECLS
