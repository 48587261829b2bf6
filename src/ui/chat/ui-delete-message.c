/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before a message is deleted from the local archive. */
#define G_LOG_DOMAIN "ui-delete-message"

#include "ui-delete-message.h"

#include "ui-confirm.h"

#include <glib/gi18n.h>

typedef struct {
  GWeakRef          widget;
  ChatConversation *conversation;
  ChatMessage      *message;
  UiDeleteFailed    failed;
  gpointer          user_data;
} Deletion;

static void
deletion_clear (gpointer data)
{
  Deletion *deletion = data;

  g_weak_ref_clear (&deletion->widget);
  g_object_unref (deletion->conversation);
  g_object_unref (deletion->message);
}

static void
deletion_release (gpointer data)
{
  g_rc_box_release_full (data, deletion_clear);
}

static void
deletion_gone (gpointer  data,
               GClosure *closure)
{
  deletion_release (data);
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Deletion *deletion = user_data;
  g_autoptr(GtkWidget) widget = g_weak_ref_get (&deletion->widget);
  g_autoptr(GError) error = NULL;

  if (!chat_conversation_delete_message_finish (deletion->conversation, result, &error)
      && widget != NULL)
    deletion->failed (error, deletion->user_data);
  deletion_release (deletion);
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             Deletion         *deletion)
{
  if (g_str_equal (response, "yes"))
    chat_conversation_delete_message_async (deletion->conversation, deletion->message, NULL,
                                            deleted_cb, g_rc_box_acquire (deletion));
}

void
ui_delete_message_ask (GtkWidget        *widget,
                       ChatConversation *conversation,
                       ChatMessage      *message,
                       UiDeleteFailed    failed,
                       gpointer          user_data)
{
  AdwMessageDialog *dialog = ui_confirm_new (widget, _("Delete this message?"),
                                             _("It is deleted on this computer only."),
                                             _("_Delete"));
  Deletion *deletion = g_rc_box_new0 (Deletion);

  g_weak_ref_init (&deletion->widget, widget);
  deletion->conversation = g_object_ref (conversation);
  deletion->message = g_object_ref (message);
  deletion->failed = failed;
  deletion->user_data = user_data;
  /* The dialog may go without an answer, when its window does. */
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), deletion, deletion_gone, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
