/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the whole model starts, and stops. */
#define G_LOG_DOMAIN "chat-client"

#include "chat-client.h"

#include "archive-accounts.h"
#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-conversations.h"
#include "chat-error.h"
#include "chat-inbox.h"
#include "chat-store.h"

#define ARCHIVE_NAME "messages.db"

/* Whatever hangs while the program ends is left behind. */
#define STOP_TIMEOUT_S 15

/* Archive, accounts, what belongs to each, conversations. */

typedef struct {
  char    *kept_path;  /* (nullable): a damaged archive was rebuilt */
  guint64  n_salvaged;
  guint    n_loading;
  GError  *error;      /* (nullable) */
} Start;

static void
start_free (gpointer data)
{
  Start *start = data;

  g_free (start->kept_path);
  g_clear_error (&start->error);
  g_free (start);
}

static void
conversations_loaded_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatClient *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!chat_conversations_load_finish (self->conversations, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  chat_client_be_ready (self, start->kept_path, start->n_salvaged);
  g_task_return_boolean (task, TRUE);
}

static void
end_account (GTask *task)
{
  ChatClient *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);

  if (--start->n_loading > 0)
    return;

  if (start->error != NULL)
    g_task_return_error (task, g_steal_pointer (&start->error));
  else
    chat_conversations_load_async (self->conversations, G_LIST_MODEL (self->accounts),
                                   g_task_get_cancellable (task), conversations_loaded_cb,
                                   g_object_ref (task));
}

static void
account_loaded_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Start *start = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!chat_account_finish (CHAT_ACCOUNT (object), result, &error) && start->error == NULL)
    start->error = g_steal_pointer (&error);
  end_account (task);
}

static void
accounts_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatClient *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  rows = archive_accounts_load_finish (ARCHIVE_DATABASE (object), result, &error);
  if (rows == NULL)
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return;
    }

  start->n_loading = 1;
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr(ChatAccount) account =
        chat_account_new_from_row (self->store, self->keyring, g_ptr_array_index (rows, i));

      if (account == NULL)
        continue;

      chat_client_take_account (self, account);
      start->n_loading++;
      chat_account_load_async (account, g_task_get_cancellable (task), account_loaded_cb,
                               g_object_ref (task));
    }
  end_account (task);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatClient *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!chat_store_open_finish (self->store, result, &start->kept_path, &start->n_salvaged, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  archive_accounts_load_async (chat_store_get_database (self->store),
                               g_task_get_cancellable (task), accounts_cb, g_object_ref (task));
}

void
chat_client_start_async (ChatClient          *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (CHAT_IS_CLIENT (self));
  g_return_if_fail (!self->is_ready);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_client_start_async);
  g_task_set_task_data (task, g_new0 (Start, 1), start_free);
  path = g_build_filename (self->data_dir, ARCHIVE_NAME, NULL);
  chat_store_open_async (self->store, path, cancellable, opened_cb, g_steal_pointer (&task));
}

gboolean
chat_client_start_finish (ChatClient    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Stopping: sessions, then what waits to be written, then the archive. */

typedef struct {
  guint    n_stopping;
  guint    timeout; /* 0: given up, or done */
} Stop;

static void
end_stop (GTask *task)
{
  Stop *stop = g_task_get_task_data (task);

  if (stop->timeout == 0)
    return;

  g_clear_handle_id (&stop->timeout, g_source_remove);
  g_task_return_boolean (task, TRUE);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!chat_store_close_finish (CHAT_STORE (object), result, &error))
    g_warning ("The archive could not be closed in order: %s", error->message);
  end_stop (task);
}

static void
end_stopping_account (GTask *task)
{
  ChatClient *self = g_task_get_source_object (task);
  Stop *stop = g_task_get_task_data (task);

  if (--stop->n_stopping > 0)
    return;

  for (guint i = 0; i < self->inboxes->len; i++)
    chat_inbox_flush (g_ptr_array_index (self->inboxes, i));
  chat_conversations_flush (self->conversations);
  chat_store_close_async (self->store, NULL, closed_cb, g_object_ref (task));
}

static void
account_stopped_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  chat_account_finish (CHAT_ACCOUNT (object), result, NULL);
  end_stopping_account (task);
}

static gboolean
stop_timeout_cb (gpointer user_data)
{
  GTask *task = user_data;
  Stop *stop = g_task_get_task_data (task);

  g_warning ("Stopping took too long");
  stop->timeout = 0;
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

void
chat_client_stop_async (ChatClient          *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Stop *stop;

  g_return_if_fail (CHAT_IS_CLIENT (self));

  self->is_stopping = TRUE;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_client_stop_async);
  stop = g_new0 (Stop, 1);
  stop->timeout = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, STOP_TIMEOUT_S, stop_timeout_cb,
                                              g_object_ref (task), g_object_unref);
  stop->n_stopping = 1;
  g_task_set_task_data (task, stop, g_free);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      stop->n_stopping++;
      chat_account_stop_async (account, NULL, account_stopped_cb, g_object_ref (task));
    }
  end_stopping_account (task);
}

gboolean
chat_client_stop_finish (ChatClient    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
