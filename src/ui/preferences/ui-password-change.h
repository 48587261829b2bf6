/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* Changes the password on the server: asked for twice, told how it went. */
#define UI_TYPE_PASSWORD_CHANGE (ui_password_change_get_type ())
G_DECLARE_FINAL_TYPE (UiPasswordChange, ui_password_change, UI, PASSWORD_CHANGE, AdwWindow)

GtkWindow *ui_password_change_new (GtkWindow   *parent,
                                   ChatAccount *account);

G_END_DECLS
