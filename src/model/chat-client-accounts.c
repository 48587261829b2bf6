/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts come and go: added, registered, removed with all that is kept of them. */
#define G_LOG_DOMAIN "chat-client"

#include "chat-client.h"

#include "archive-accounts.h"
#include "archive-avatars.h"
#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-connection.h"
#include "chat-conversations.h"
#include "chat-error.h"
#include "chat-displayed.h"
#include "chat-history-queue.h"
#include "chat-history.h"
#include "chat-inbox.h"
#include "chat-settings-sync.h"
#include "chat-prompt.h"
#include "chat-registration-private.h"
#include "chat-search-private.h"
#include "chat-store.h"
#include "xmpp-register.h"

static guint
get_next_position (ChatClient *self)
{
  guint n_accounts = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  guint next = 0;

  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr(ChatAccount) account =
        g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      next = MAX (next, account->record.position + 1);
    }

  return next;
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatClient *self = g_task_get_source_object (task);
  ChatAccount *account = CHAT_ACCOUNT (object);
  g_autoptr(GError) error = NULL;

  if (!chat_account_finish (account, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  chat_client_take_account (self, account);
  chat_client_hold_account (self, account);
  g_task_return_pointer (task, g_object_ref (account), g_object_unref);
}

static void
add_account (ChatClient          *self,
             const char          *address,
             const char          *password,
             gboolean             remember,
             const ChatServer    *server,
             const char *const   *pins,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(ChatAccount) account = NULL;
  g_autoptr(GError) error = NULL;

  g_task_set_source_tag (task, chat_client_add_account_async);
  if (chat_client_get_account (self, address) != NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_ALREADY_EXISTS,
                               "The account is here already");
      return;
    }

  account = chat_account_new (self->store, self->keyring, address, get_next_position (self), pins,
                              &error);
  if (account == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (server != NULL)
    chat_account_set_server (account, server);
  if (password != NULL)
    chat_prompt_give (account->prompt, password, remember);
  chat_account_store_async (account, cancellable, stored_cb, g_object_ref (task));
}

void
chat_client_add_account_async (ChatClient          *self,
                               const char          *address,
                               const char          *password,
                               gboolean             remember,
                               const ChatServer    *server,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (CHAT_IS_CLIENT (self));
  g_return_if_fail (address != NULL);

  add_account (self, address, password, remember, server, NULL, cancellable, callback, user_data);
}

ChatAccount *
chat_client_add_account_finish (ChatClient    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_autoptr(ChatAccount) account = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  account = g_task_propagate_pointer (G_TASK (result), error);
  return account; /* the list keeps it */
}

/* Removing: on the server, offline, out of the archive, out of sight. */

static void
restore (GTask  *task,
         GError *error) /* (transfer full) */
{
  ChatClient *self = g_task_get_source_object (task);

  chat_client_hold_account (self, g_task_get_task_data (task));
  g_task_return_error (task, chat_error_translate (error));
}

static void
drop (ChatClient  *self,
      ChatAccount *account)
{
  guint position;

  for (guint i = self->settings_syncs->len; i > 0; i--)
    {
      ChatSettingsSync *sync = g_ptr_array_index (self->settings_syncs, i - 1);

      if (chat_settings_sync_get_account (sync) != account)
        continue;

      chat_settings_sync_close (sync);
      g_ptr_array_remove_index (self->settings_syncs, i - 1);
    }
  for (guint i = self->displayeds->len; i > 0; i--)
    {
      ChatDisplayed *displayed = g_ptr_array_index (self->displayeds, i - 1);

      if (chat_displayed_get_account (displayed) != account)
        continue;

      chat_displayed_close (displayed);
      g_ptr_array_remove_index (self->displayeds, i - 1);
    }
  for (guint i = self->queues->len; i > 0; i--)
    {
      ChatHistoryQueue *queue = g_ptr_array_index (self->queues, i - 1);

      if (chat_history_queue_get_account (queue) != account)
        continue;

      chat_history_queue_close (queue);
      g_ptr_array_remove_index (self->queues, i - 1);
    }
  for (guint i = self->histories->len; i > 0; i--)
    {
      ChatHistory *history = g_ptr_array_index (self->histories, i - 1);

      if (chat_history_get_account (history) != account)
        continue;

      chat_history_close (history);
      g_ptr_array_remove_index (self->histories, i - 1);
    }
  for (guint i = self->inboxes->len; i > 0; i--)
    {
      ChatInbox *inbox = g_ptr_array_index (self->inboxes, i - 1);

      if (chat_inbox_get_account (inbox) != account)
        continue;

      chat_inbox_close (inbox);
      g_ptr_array_remove_index (self->inboxes, i - 1);
    }

  chat_prompt_forget (account->prompt);
  chat_prompt_forget (account->proxy_prompt);
  chat_conversations_remove_account (self->conversations, account);
  if (g_list_store_find (self->accounts, account, &position))
    g_list_store_remove (self->accounts, position);
}

static void
proxy_forgotten_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  chat_prompt_settle_finish (CHAT_PROMPT (object), result);
  g_task_return_boolean (task, TRUE);
}

static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatAccount *account = g_task_get_task_data (task);

  chat_prompt_settle_finish (CHAT_PROMPT (object), result);
  chat_prompt_settle_async (account->proxy_prompt, proxy_forgotten_cb, g_object_ref (task));
}

static void
deleted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ArchiveDatabase *database = ARCHIVE_DATABASE (object);
  ChatAccount *account;
  GError *error = NULL;

  if (!archive_accounts_delete_finish (database, result, &error))
    {
      restore (task, error);
      return;
    }

  account = g_task_get_task_data (task);
  drop (g_task_get_source_object (task), account);
  archive_avatars_prune_async (database, NULL, NULL, NULL);
  chat_prompt_settle_async (account->prompt, forgotten_cb, g_object_ref (task));
}

/* Nothing is left of it elsewhere. */
static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatClient *self = g_task_get_source_object (task);
  ChatAccount *account = CHAT_ACCOUNT (object);
  ArchiveDatabase *database = chat_store_get_database (self->store);

  chat_account_finish (account, result, NULL);
  if (database == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_STORAGE, "The archive is not open");
  else
    archive_accounts_delete_async (database, account->record.id, NULL, deleted_cb,
                                   g_object_ref (task));
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  chat_account_finish (CHAT_ACCOUNT (object), result, NULL);
  chat_account_revoke_async (CHAT_ACCOUNT (object), ended_cb, user_data);
}

static void
unregistered_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (!xmpp_register_remove_account_finish (XMPP_REGISTER (object), result, &error))
    {
      restore (task, error);
      return;
    }

  chat_account_stop_async (g_task_get_task_data (task), NULL, ended_cb, g_object_ref (task));
}

void
chat_client_remove_account_async (ChatClient          *self,
                                  ChatAccount         *account,
                                  gboolean             unregister,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_CLIENT (self));
  g_return_if_fail (CHAT_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_client_remove_account_async);
  g_task_set_task_data (task, g_object_ref (account), g_object_unref);
  if (unregister && !chat_connection_is_online (account->connection))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "The account is not online");
  else if (unregister)
    xmpp_register_remove_account_async (account->connection->registering, cancellable,
                                        unregistered_cb, g_object_ref (task));
  else
    chat_account_stop_async (account, NULL, stopped_cb, g_object_ref (task));
}

gboolean
chat_client_remove_account_finish (ChatClient    *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* New accounts on a server. */

static void
sink_add_async (GObject             *client,
                const char          *address,
                const char          *password,
                const ChatServer    *server,
                const char *const   *pins,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  add_account (CHAT_CLIENT (client), address, password, TRUE, server, pins, cancellable, callback,
               user_data);
}

static ChatAccount *
sink_add_finish (GObject       *client,
                 GAsyncResult  *result,
                 GError       **error)
{
  return chat_client_add_account_finish (CHAT_CLIENT (client), result, error);
}

ChatRegistration *
chat_client_new_registration (ChatClient        *self,
                              const char        *domain,
                              const char        *invitation,
                              const ChatServer  *server,
                              GError           **error)
{
  const ChatRegistrationSink sink = { G_OBJECT (self), sink_add_async, sink_add_finish };
  g_autoptr(ChatLink) link = NULL;
  const char *token = NULL;

  g_return_val_if_fail (CHAT_IS_CLIENT (self), NULL);
  g_return_val_if_fail (domain != NULL || invitation != NULL, NULL);

  if (invitation != NULL)
    {
      link = chat_link_parse (invitation, error);
      if (link == NULL)
        return NULL;
      token = link->token;
      if (domain == NULL)
        domain = link->address;
    }

  return chat_registration_new (domain, token, server, &sink, error);
}

ChatSearch *
chat_client_new_search (ChatClient       *self,
                        ChatConversation *conversation)
{
  g_return_val_if_fail (CHAT_IS_CLIENT (self), NULL);

  return chat_search_new (self->store, self->conversations, self->histories, conversation);
}

ChatPictures *
chat_client_get_pictures (ChatClient *self)
{
  g_return_val_if_fail (CHAT_IS_CLIENT (self), NULL);

  return self->pictures;
}
