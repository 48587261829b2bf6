/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"

G_BEGIN_DECLS

/* What can be done with a contact: items for the actions "contact.*" and "win.*". */
GMenuModel *ui_contact_menu_new (ChatAccount *account,
                                 ChatContact *contact) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
