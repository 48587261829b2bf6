/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-forward.h"

G_BEGIN_DECLS

/* The dialog that hands a message on. */
#define UI_TYPE_FORWARD (ui_forward_get_type ())
G_DECLARE_FINAL_TYPE (UiForward, ui_forward, UI, FORWARD, AdwWindow)

/* (nullable) borrowed: NULL where @from is in no window that has a model. @conversation:
 * (nullable): where @message stands. @file: (nullable): that one of it alone. What has become of
 * it is said in the window of @from. */
UiForward *ui_forward_present (GtkWidget        *from,
                               ChatConversation *conversation,
                               ChatMessage      *message,
                               ChatFile         *file);

G_END_DECLS
