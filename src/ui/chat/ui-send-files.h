/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-account.h"
#include "chat-conversation.h"

G_BEGIN_DECLS

/* @text: what went wrong, for people; NULL: all is stored, and on its way */
typedef void (*UiSendFilesDone) (const char *text,
                                 gpointer    user_data);

/* Shows which @files (of GFile) are about to be sent, to be left out, written to and sent. Who
 * asks, @widget, hears @done while it is there. @account: (nullable) of @conversation */
void ui_send_files_ask    (GtkWidget        *widget,
                           ChatConversation *conversation,
                           ChatAccount      *account,
                           GListModel       *files,
                           UiSendFilesDone   done,
                           gpointer          user_data);
/* Lets one choose files first. */
void ui_send_files_choose (GtkWidget        *widget,
                           ChatConversation *conversation,
                           ChatAccount      *account,
                           UiSendFilesDone   done,
                           gpointer          user_data);

G_END_DECLS
