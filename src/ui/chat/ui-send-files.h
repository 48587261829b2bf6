/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-account.h"
#include "chat-conversation.h"

G_BEGIN_DECLS

/* Once for each file, and once more for a text that could go with none of them. @text: (nullable):
 * what went wrong, for people; @unsent: (nullable): the text that is to be written again */
typedef void (*UiSendFilesDone) (ChatConversation *conversation,
                                 const char       *text,
                                 const char       *unsent,
                                 gpointer          user_data);

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
