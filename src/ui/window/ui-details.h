/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-client.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* The details pane: of a contact or of a room. Signal "close". */
#define UI_TYPE_DETAILS (ui_details_get_type ())
G_DECLARE_FINAL_TYPE (UiDetails, ui_details, UI, DETAILS, GtkWidget)

GtkWidget *ui_details_new              (ChatClient       *client,
                                        UiClock          *clock);
void       ui_details_set_conversation (UiDetails        *self,
                                        ChatConversation *conversation); /* (nullable) */
/* Whether it lies over the conversation: then it has a way back. */
void       ui_details_set_alone        (UiDetails        *self,
                                        gboolean          alone);

G_END_DECLS
