/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"
#include "ui-conversation-page.h"

G_BEGIN_DECLS

/* The middle of the window: header bar and conversation, or what stands there while none is chosen.
 * Property: show-details (bool), for the button. Signal "details": the person asks for them. */
#define UI_TYPE_CONTENT (ui_content_get_type ())
G_DECLARE_FINAL_TYPE (UiContent, ui_content, UI, CONTENT, GtkWidget)

void                ui_content_set_client       (UiContent        *self,
                                                 ChatClient       *client,
                                                 GSettings        *settings);
void                ui_content_set_conversation (UiContent        *self,
                                                 ChatConversation *conversation); /* (nullable) */
UiConversationPage *ui_content_get_page         (UiContent        *self); /* borrowed */
/* @alone: there is no side bar beside it; @at_end: nor details */
void                ui_content_set_place        (UiContent        *self,
                                                 gboolean          alone,
                                                 gboolean          at_end);

G_END_DECLS
