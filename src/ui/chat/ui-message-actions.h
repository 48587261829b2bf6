/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui-message-context.h"
#include "ui-message-files.h"

G_BEGIN_DECLS

/* What is done with a message from its menu and tells nobody else: "message.forward", and with the
 * file that the menu is about "message.open-file", "message.save-file", "message.copy-file",
 * "message.show-folder"; with its first one "message.open-card". @from: its row; @files:
 * (nullable): the files in that */
void ui_message_run_action (GtkWidget              *from,
                            const UiMessageContext *context,
                            ChatMessage            *message,
                            UiMessageFiles         *files,
                            const char             *name);

G_END_DECLS
