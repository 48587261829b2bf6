/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-account.h"
#include "chat-conversation.h"

G_BEGIN_DECLS

/* Where one writes. It grows to eight lines; what is written is kept as the conversation's
 * draft, and only goes once it is stored. Properties: conversation (nullable), enter-sends
 * (bool), editing (ChatMessage, nullable: it is changed instead of a new one written; read only),
 * empty (bool: there is nothing to send, and no button for it; read only).
 * Signals: "error" (const char *text); "sent" (ChatMessage); "scroll-pages" (int): the
 * messages shall scroll while one writes. */
#define UI_TYPE_COMPOSER (ui_composer_get_type ())
G_DECLARE_FINAL_TYPE (UiComposer, ui_composer, UI, COMPOSER, GtkWidget)

GtkWidget *ui_composer_new              (void);
/* @account: (nullable) of @conversation, whose state the placeholder tells */
void       ui_composer_set_conversation (UiComposer            *self,
                                         ChatConversation      *conversation,
                                         ChatAccount           *account);
void       ui_composer_set_enter_sends  (UiComposer            *self,
                                         gboolean               enter_sends);
void       ui_composer_send             (UiComposer            *self);
/* Changes @message, an own one, from now on: what was being written waits meanwhile. */
void       ui_composer_edit             (UiComposer            *self,
                                         ChatMessage           *message);
void       ui_composer_stop_editing     (UiComposer            *self);
/* Puts @text where the cursor is. */
void       ui_composer_insert           (UiComposer            *self,
                                         const char            *text);
/* Takes the focus, and what was typed elsewhere. */
gboolean   ui_composer_take_key         (UiComposer            *self,
                                         GtkEventControllerKey *controller);

G_END_DECLS
