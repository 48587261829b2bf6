/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-conversation.h"
#include "ui-clock.h"

G_BEGIN_DECLS

/* A window over @parent's: who, when, how far, and the technical words for those who look for
 * them. */
GtkWindow *ui_message_details_present (GtkWidget        *parent,
                                       ChatConversation *conversation,
                                       ChatMessage      *message,
                                       UiClock          *clock);

G_END_DECLS
