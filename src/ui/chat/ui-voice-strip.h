/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-player.h"
#include "chat-voice.h"

G_BEGIN_DECLS

/* A voice message that is being made.
 * Properties: voice (ChatVoice, nullable), held (bool: it is recorded as long as a button is held,
 * so that there are no others), away (bool: it goes when that is let go).
 * Signals: "error" (const char *text); "sent" */
#define UI_TYPE_VOICE_STRIP (ui_voice_strip_get_type ())
G_DECLARE_FINAL_TYPE (UiVoiceStrip, ui_voice_strip, UI, VOICE_STRIP, GtkWidget)

GtkWidget *ui_voice_strip_new        (void);
void       ui_voice_strip_set_voice  (UiVoiceStrip *self,
                                      ChatVoice    *voice);
/* Who plays what is ready; once */
void       ui_voice_strip_set_player (UiVoiceStrip *self,
                                      ChatPlayer   *player);
void       ui_voice_strip_set_held   (UiVoiceStrip *self,
                                      gboolean      held,
                                      gboolean      away);

G_END_DECLS
