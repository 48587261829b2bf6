/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* What stands between the person and being online: a thin bar while accounts connect, a banner for
 * each that needs something, and one for trouble with the archive. */
#define UI_TYPE_ACCOUNT_BANNERS (ui_account_banners_get_type ())
G_DECLARE_FINAL_TYPE (UiAccountBanners, ui_account_banners, UI, ACCOUNT_BANNERS, GtkWidget)

void ui_account_banners_set_client (UiAccountBanners *self,
                                    ChatClient       *client);

G_END_DECLS
