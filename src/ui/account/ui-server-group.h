/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* How to reach a server where DNS does not say it: host, port, kind of connection, certificate
 * authority, proxy.
 * Signal "changed". */
#define UI_TYPE_SERVER_GROUP (ui_server_group_get_type ())
G_DECLARE_FINAL_TYPE (UiServerGroup, ui_server_group, UI, SERVER_GROUP, GtkWidget)

/* Strings are borrowed until the next change. FALSE: something in it is no good, and it was shown
 * what. */
gboolean ui_server_group_get_server (UiServerGroup    *self,
                                     ChatServer       *server);
void     ui_server_group_set_server (UiServerGroup    *self,
                                     const ChatServer *server);

G_END_DECLS
