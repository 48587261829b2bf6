/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-message-context.h"

G_BEGIN_DECLS

/* What is done with a message from its menu and tells nobody else: "message.forward", and with its
 * file "message.open-file", "message.save-file", "message.copy-file". @from: its row */
void ui_message_run_action (GtkWidget              *from,
                            const UiMessageContext *context,
                            ChatMessage            *message,
                            const char             *name);

G_END_DECLS
