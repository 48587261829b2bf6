/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* One account in the preferences: connection, who one is there, server, removal. */
#define UI_TYPE_ACCOUNT_PAGE (ui_account_page_get_type ())
G_DECLARE_FINAL_TYPE (UiAccountPage, ui_account_page, UI, ACCOUNT_PAGE, AdwBin)

GtkWidget  *ui_account_page_new            (ChatClient       *client,
                                            ChatAccount      *account);
/* Translated: what a state is called */
const char *ui_account_page_get_state_text (ChatAccountState  state);

G_END_DECLS
