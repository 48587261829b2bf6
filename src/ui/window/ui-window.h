/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-client.h"

G_BEGIN_DECLS

/* The main window: side bar, conversation, details. It has the actions "win.*"; of the application
 * it expects "app.preferences", "app.about" and "app.quit". Properties: client, settings,
 * conversation. */
#define UI_TYPE_WINDOW (ui_window_get_type ())
G_DECLARE_FINAL_TYPE (UiWindow, ui_window, UI, WINDOW, AdwApplicationWindow)

UiWindow         *ui_window_new               (GtkApplication   *app, /* (nullable) */
                                               ChatClient       *client,
                                               GSettings        *settings);
ChatConversation *ui_window_get_conversation  (UiWindow         *self); /* (nullable) borrowed */
/* Shows @conversation and puts the focus into its composer. NULL: none. */
void              ui_window_show_conversation (UiWindow         *self,
                                               ChatConversation *conversation);
/* Does what an "xmpp:" link asks for, after asking the person; shows why when it cannot. */
void              ui_window_open_link         (UiWindow         *self,
                                               const char       *uri);
/* A short message that goes by itself; @text is plain text. */
void              ui_window_say               (UiWindow         *self,
                                               const char       *text);

G_END_DECLS
