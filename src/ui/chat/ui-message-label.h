/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-message.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* What a screen reader says of a row; @body: what is to be read in it */
char *ui_message_label_dup (ChatMessage *message,
                            UiClock     *clock,
                            const char  *body) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
