/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-player.h"
#include "chat-voice.h"

G_BEGIN_DECLS

/* A voice message that is ready, to be listened to before it is sent. */
#define UI_TYPE_VOICE_PREVIEW (ui_voice_preview_get_type ())
G_DECLARE_FINAL_TYPE (UiVoicePreview, ui_voice_preview, UI, VOICE_PREVIEW, GtkWidget)

void       ui_voice_preview_set_player (UiVoicePreview *self,
                                        ChatPlayer     *player);
/* @voice: (nullable): what is ready; NULL: what was is not heard any more */
void       ui_voice_preview_set_voice  (UiVoicePreview *self,
                                        ChatVoice      *voice);

G_END_DECLS
