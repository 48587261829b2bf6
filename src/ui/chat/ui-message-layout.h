/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-message-parts.h"

G_BEGIN_DECLS

#define UI_MESSAGE_MIN_WIDTH 240

int  ui_message_layout_height   (const UiMessageParts *parts,
                                 int                   width);
void ui_message_layout_allocate (const UiMessageParts *parts,
                                 int                   width,
                                 gboolean              rtl);
void ui_message_layout_snapshot (const UiMessageParts *parts,
                                 GtkSnapshot          *snapshot);

G_END_DECLS
