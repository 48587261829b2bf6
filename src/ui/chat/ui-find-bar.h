/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* Finds in one conversation: words, how many hits, the older and the newer one. Property:
 * search-mode (bool). Signal "go-to" (gint64 id): show this message. */
#define UI_TYPE_FIND_BAR (ui_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (UiFindBar, ui_find_bar, UI, FIND_BAR, GtkWidget)

GtkWidget *ui_find_bar_new              (ChatClient       *client);
void       ui_find_bar_set_conversation (UiFindBar        *self,
                                         ChatConversation *conversation); /* (nullable) */
void       ui_find_bar_set_search_mode  (UiFindBar        *self,
                                         gboolean          search_mode);

G_END_DECLS
