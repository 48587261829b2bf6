/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* The dialog that says in which groups a contact is. */
#define UI_TYPE_GROUPS (ui_groups_get_type ())
G_DECLARE_FINAL_TYPE (UiGroups, ui_groups, UI, GROUPS, AdwWindow)

GtkWidget *ui_groups_new (ChatAccount *account,
                          ChatContact *contact);

G_END_DECLS
