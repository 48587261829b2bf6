/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* What the window shows instead of chats: that they are being loaded, or how to sign in while there
 * is no account. Property "needed" (bool, read only). */
#define UI_TYPE_START_PAGE (ui_start_page_get_type ())
G_DECLARE_FINAL_TYPE (UiStartPage, ui_start_page, UI, START_PAGE, GtkWidget)

void     ui_start_page_set_client     (UiStartPage *self,
                                       ChatClient  *client,
                                       GSettings   *settings);
gboolean ui_start_page_get_needed     (UiStartPage *self);
gboolean ui_start_page_is_first_start (UiStartPage *self);

G_END_DECLS
