/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-conversation.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Opens it with what the system has for it, or fetches it where it is not here */
void ui_open_file      (GtkWidget        *from,
                        ChatConversation *conversation, /* (nullable): it is here */
                        ChatMessage      *message,      /* (nullable) likewise */
                        ChatFile         *file);
/* Asks where a copy is to be */
void ui_open_file_save (GtkWidget        *from,
                        ChatFile         *file);
/* In the person's file manager */
void ui_open_file_show_folder (GtkWidget *from,
                               ChatFile  *file);
/* (nullable) (transfer full): where it is on this machine */
GFile *ui_open_file_dup_place (ChatFile *file) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
