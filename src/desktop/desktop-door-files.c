/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: files of others, and those that go straight to them. */
#define G_LOG_DOMAIN "desktop-door-files"

#include "desktop-door-files.h"

#include "base-place.h"
#include "chat-file.h"
#include "desktop-door-call.h"

#include <glib/gi18n.h>
#include <string.h>

/* Who waits for a file; it ends through fetch_end() alone. */
typedef struct {
  GDBusMethodInvocation *invocation;
  ChatMessage           *message;  /* held, so that its file stays */
  ChatFile              *file;
  ChatTransfer          *transfer;
} Fetch;

static void
fetch_end (Fetch *fetch)
{
  g_signal_handlers_disconnect_by_data (fetch->file, fetch);
  g_signal_handlers_disconnect_by_data (fetch->transfer, fetch);
  g_object_unref (fetch->transfer);
  g_object_unref (fetch->file);
  g_object_unref (fetch->message);
  g_free (fetch);
}

static void
answer (ChatFile              *file,
        GDBusMethodInvocation *invocation)
{
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(s)", chat_file_get_path (file)));
}

static void
changed_cb (Fetch *fetch)
{
  gboolean is_here = chat_file_get_path (fetch->file) != NULL;
  const char *trouble = chat_transfer_get_text (fetch->transfer);

  if (is_here)
    answer (fetch->file, fetch->invocation);
  else if (trouble != NULL)
    desktop_call_refuse (fetch->invocation, CHAT_ERROR_FAILED, trouble);
  else if (chat_file_get_transfer (fetch->file) != fetch->transfer)
    desktop_call_refuse (fetch->invocation, CHAT_ERROR_CANCELLED, _("It was cancelled."));
  else
    return;

  fetch_end (fetch);
}

void
desktop_door_fetch_file (ChatConversation      *conversation,
                         ChatMessage           *message,
                         gpointer               index,
                         GDBusMethodInvocation *invocation)
{
  GListModel *files = chat_message_get_files (message);
  g_autoptr(ChatFile) file =
    files != NULL ? g_list_model_get_item (files, GPOINTER_TO_UINT (index)) : NULL;
  Fetch *fetch;

  if (file == NULL)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_NO_FILE, _("The message has no such file."));
      return;
    }

  if (chat_file_get_path (file) != NULL)
    {
      answer (file, invocation);
      return;
    }

  chat_conversation_fetch_file (conversation, message, file, TRUE);
  if (chat_file_get_transfer (file) == NULL)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_NO_FILE, _("The file cannot be had."));
      return;
    }

  fetch = g_new0 (Fetch, 1);
  fetch->invocation = invocation;
  fetch->message = g_object_ref (message);
  fetch->file = g_steal_pointer (&file);
  fetch->transfer = g_object_ref (chat_file_get_transfer (fetch->file));
  g_signal_connect_swapped (fetch->file, "notify::path", G_CALLBACK (changed_cb), fetch);
  g_signal_connect_swapped (fetch->transfer, "notify::state", G_CALLBACK (changed_cb), fetch);
  g_signal_connect_swapped (fetch->file, "notify::transfer", G_CALLBACK (changed_cb), fetch);
}

void
desktop_door_decline_file (ChatConversation      *conversation,
                           ChatMessage           *message,
                           gpointer               user_data,
                           GDBusMethodInvocation *invocation)
{
  ChatFile *file = chat_message_get_file (message);

  if (file == NULL || chat_file_get_offer (file) != CHAT_OFFER_OPEN)
    {
      desktop_call_refuse (invocation, CHAT_ERROR_NO_FILE, _("No file is offered any more."));
      return;
    }

  chat_conversation_decline_file (conversation, message);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static gboolean
cancel (GListModel *files,
        guint       index)
{
  g_autoptr(ChatFile) file = g_list_model_get_item (files, index);
  g_autoptr(ChatTransfer) transfer = NULL;

  if (file == NULL || chat_file_get_transfer (file) == NULL)
    return FALSE;

  transfer = g_object_ref (chat_file_get_transfer (file));
  if (chat_transfer_get_state (transfer) == CHAT_TRANSFER_FAILED)
    return FALSE;

  chat_transfer_cancel (transfer);
  return TRUE;
}

void
desktop_door_cancel_file (ChatConversation      *conversation,
                          ChatMessage           *message,
                          gpointer               position,
                          GDBusMethodInvocation *invocation)
{
  guint index = GPOINTER_TO_UINT (position);
  GListModel *files = chat_message_get_files (message);
  guint n_files = files != NULL ? g_list_model_get_n_items (files) : 0;
  gboolean is_cancelled = index < n_files && cancel (files, index);

  for (guint i = 0; index == DESKTOP_DOOR_ALL_FILES && i < n_files; i++)
    is_cancelled |= cancel (files, i);

  if (is_cancelled)
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    desktop_call_refuse (invocation, CHAT_ERROR_NO_FILE,
                         index == DESKTOP_DOOR_ALL_FILES
                           ? _("No file of this message is on its way.")
                           : _("This file is not on its way."));
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  ChatFileTraits traits = chat_conversation_check_file_finish (CHAT_CONVERSATION (object), result);
  GVariantDict facts;

  g_variant_dict_init (&facts, NULL);
  g_variant_dict_insert (&facts, "tells", "b", (traits & CHAT_FILE_TELLS) != 0);
  g_variant_dict_insert (&facts, "shrinks", "b", (traits & CHAT_FILE_SHRINKS) != 0);
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(@a{sv})", g_variant_dict_end (&facts)));
}

void
desktop_door_check_file (ChatClient            *client,
                         GVariant              *arguments,
                         GDBusMethodInvocation *invocation)
{
  const char *account, *to, *path;
  ChatConversation *conversation;
  g_autoptr(GFile) file = NULL;

  g_variant_get (arguments, "(&s&s&s)", &account, &to, &path);
  conversation = desktop_call_conversation (client, account, to, invocation);
  if (conversation == NULL)
    return;

  file = base_place_to_file (path);
  chat_conversation_check_file_async (conversation, file, NULL, checked_cb, invocation);
}
