/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-message-context.h"
#include "ui-message-layout.h"

G_BEGIN_DECLS

/* Fills what stands above a message, and says on which side it stands. @before: (nullable): the
 * message above */
void ui_message_heading_fill (UiMessageParts         *parts,
                              const UiMessageContext *context,
                              ChatMessage            *message,
                              ChatMessage            *before);

G_END_DECLS
