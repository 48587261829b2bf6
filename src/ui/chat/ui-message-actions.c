/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with a message, or its file, from its menu. */
#define G_LOG_DOMAIN "ui-message-actions"

#include "ui-message-actions.h"

#include "ui-drag-file.h"
#include "ui-forward.h"
#include "ui-open-file.h"
#include "ui-show-file.h"

void
ui_message_run_action (GtkWidget              *from,
                       const UiMessageContext *context,
                       ChatMessage            *message,
                       UiMessageFiles         *files,
                       const char             *name)
{
  ChatFile *chosen = files != NULL ? ui_message_files_get_chosen (files) : NULL;
  ChatFile *file = chosen != NULL && !g_str_equal (name, "message.open-card")
                   ? chosen : chat_message_get_file (message);

  if (g_str_equal (name, "message.forward"))
    ui_forward_present (from, context->conversation, message, NULL);
  else if (file == NULL)
    return;
  else if (g_str_equal (name, "message.save-file"))
    ui_open_file_save (from, file);
  else if (g_str_equal (name, "message.copy-file"))
    ui_drag_file_copy (from, file);
  else if (g_str_equal (name, "message.show-folder"))
    ui_open_file_show_folder (from, file);
  else
    ui_show_file (from, context->conversation, context->messages, message, file);
}
