/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The bare address that a person typed or pasted, also as "xmpp:" link; NULL when it is none of a
 * person (it needs an "@"); (transfer full) */
char      *ui_address_parse       (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Fills @drop_down with the accounts that are switched on and shows it when there are several;
 * chooses @address (nullable) where it is one of them. */
void       ui_address_list_accounts (GtkDropDown *drop_down,
                                     ChatClient  *client,
                                     const char  *address);
/* The account chosen there; (nullable) borrowed */
ChatAccount *ui_address_get_account (GtkDropDown *drop_down);

G_END_DECLS
