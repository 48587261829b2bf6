/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The dialog that adds somebody to the contact list and asks to see their presence. */
#define UI_TYPE_ADD_CONTACT (ui_add_contact_get_type ())
G_DECLARE_FINAL_TYPE (UiAddContact, ui_add_contact, UI, ADD_CONTACT, AdwWindow)

/* All strings (nullable): what is known already */
GtkWidget *ui_add_contact_new (ChatClient *client,
                               const char *account,
                               const char *address,
                               const char *name);

G_END_DECLS
