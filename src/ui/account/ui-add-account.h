/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui-first-start.h"

G_BEGIN_DECLS

/* The dialog that adds another account. */
#define UI_TYPE_ADD_ACCOUNT (ui_add_account_get_type ())
G_DECLARE_FINAL_TYPE (UiAddAccount, ui_add_account, UI, ADD_ACCOUNT, AdwWindow)

GtkWidget    *ui_add_account_new      (ChatClient   *client,
                                       GSettings    *settings);
UiFirstStart *ui_add_account_get_page (UiAddAccount *self); /* borrowed */

G_END_DECLS
