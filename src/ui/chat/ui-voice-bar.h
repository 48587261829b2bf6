/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-account.h"
#include "chat-conversation.h"
#include "chat-player.h"

G_BEGIN_DECLS

/* The button that records a voice message, as long as it is held, or, clicked, until it is stopped;
 * and, in place of where one writes, what is recorded. Properties: offered (bool: there is room for
 * the button), can-write (bool), active (bool: there is a voice message; read only).
 * Signals: "error" (const char *text); "sent" */
#define UI_TYPE_VOICE_BAR (ui_voice_bar_get_type ())
G_DECLARE_FINAL_TYPE (UiVoiceBar, ui_voice_bar, UI, VOICE_BAR, GtkWidget)

GtkWidget *ui_voice_bar_new              (void);
/* Who plays sound: silent while something is recorded; once */
void       ui_voice_bar_set_player       (UiVoiceBar       *self,
                                          ChatPlayer       *player);
/* @account: (nullable) of @conversation. What is recorded for another one ends, and waits there */
void       ui_voice_bar_set_conversation (UiVoiceBar       *self,
                                          ChatConversation *conversation,
                                          ChatAccount      *account);
gboolean   ui_voice_bar_get_active       (UiVoiceBar       *self);
/* Begins or stops to record */
void       ui_voice_bar_toggle           (UiVoiceBar       *self);
/* Nobody sees any more that something is recorded */
void       ui_voice_bar_stop             (UiVoiceBar       *self);
/* What is being recorded is given up; FALSE: nothing is */
gboolean   ui_voice_bar_cancel           (UiVoiceBar       *self);

G_END_DECLS
