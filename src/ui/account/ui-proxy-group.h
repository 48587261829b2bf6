/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-account.h"

G_BEGIN_DECLS

/* What an account connects through.
 * Signals: "changed"; "apply": the button for it, which only shows where there is something to
 * apply it to. */
#define UI_TYPE_PROXY_GROUP (ui_proxy_group_get_type ())
G_DECLARE_FINAL_TYPE (UiProxyGroup, ui_proxy_group, UI, PROXY_GROUP, AdwPreferencesGroup)

/* Fills proxy and proxy_password; strings are borrowed until the next change. FALSE: what was
 * written is no proxy, and it was shown where. */
gboolean ui_proxy_group_get_server  (UiProxyGroup     *self,
                                     ChatServer       *server);
void     ui_proxy_group_set_server  (UiProxyGroup     *self,
                                     const ChatServer *server);
void     ui_proxy_group_show_apply  (UiProxyGroup     *self);

G_END_DECLS
