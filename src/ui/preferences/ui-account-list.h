/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The accounts as rows of the preferences: colour, state, on or off; each opens its page. */
#define UI_TYPE_ACCOUNT_LIST (ui_account_list_get_type ())
G_DECLARE_FINAL_TYPE (UiAccountList, ui_account_list, UI, ACCOUNT_LIST, AdwPreferencesGroup)

void ui_account_list_set_client (UiAccountList *self,
                                 ChatClient    *client);

G_END_DECLS
