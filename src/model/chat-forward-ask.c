/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that were on a server a while ago: many keep them for a month, or for a week. */
#define G_LOG_DOMAIN "chat-forward"

#include "chat-forward-ask.h"

#include "chat-file-private.h"
#include "net-gone.h"

/* Somebody waits for the answer. */
#define LIMIT_MS (5 * 1000)

typedef struct {
  ChatWeb   *web;
  GPtrArray *files; /* owned ChatFile */
  guint      at;
} Asking;

static void go_on (GTask *task);

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_object_unref (asking->web);
  g_ptr_array_unref (asking->files);
  g_free (asking);
}

static gboolean
is_to_be_asked (const Asking *asking,
                ChatFile     *file)
{
  const char *url = chat_file_get_url (file);

  return url != NULL && !chat_file_is_gone (file)
         && (chat_file_get_path (file) != NULL || chat_web_is_own (asking->web, url));
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (net_gone_finish (NET_CLIENT (object), result, &error))
    chat_file_set_gone (g_ptr_array_index (asking->files, asking->at));

  /* Who does not answer is not asked for the next one. */
  if (error != NULL)
    {
      g_debug ("It is not known whether a file is still there: %s", error->message);
      g_task_return_boolean (task, TRUE);
      return;
    }

  asking->at++;
  go_on (g_steal_pointer (&task));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Asking *asking = g_task_get_task_data (task);
  const char *url = chat_file_get_url (g_ptr_array_index (asking->files, asking->at));
  g_autoptr(GError) error = NULL;
  g_autoptr(NetClient) client = chat_web_open_finish (CHAT_WEB (object), result, &error);

  if (client == NULL)
    {
      g_debug ("A server is not asked for a file: %s", error->message);
      g_task_return_boolean (task, TRUE);
      return;
    }

  net_gone_async (client, url, chat_web_is_own (asking->web, url), LIMIT_MS, cancellable, asked_cb,
                  g_steal_pointer (&task));
}

/* Takes @task. */
static void
go_on (GTask *task)
{
  g_autoptr(GTask) owned = task;
  Asking *asking = g_task_get_task_data (task);

  while (asking->at < asking->files->len
         && !is_to_be_asked (asking, g_ptr_array_index (asking->files, asking->at)))
    asking->at++;

  if (asking->at < asking->files->len)
    chat_web_open_async (asking->web,
                         chat_file_get_url (g_ptr_array_index (asking->files, asking->at)),
                         g_task_get_cancellable (task), opened_cb, g_steal_pointer (&owned));
  else
    g_task_return_boolean (task, TRUE);
}

void
chat_forward_ask_async (ChatWeb             *web,
                        GPtrArray           *files,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  Asking *asking;
  GTask *task;

  g_return_if_fail (CHAT_IS_WEB (web));
  g_return_if_fail (files != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  asking = g_new0 (Asking, 1);
  asking->web = g_object_ref (web);
  asking->files = g_ptr_array_ref (files);
  g_task_set_source_tag (task, chat_forward_ask_async);
  g_task_set_task_data (task, asking, asking_free);
  go_on (task);
}

void
chat_forward_ask_finish (GAsyncResult *result)
{
  g_return_if_fail (g_async_result_is_tagged (result, chat_forward_ask_async));

  (void) g_task_propagate_boolean (G_TASK (result), NULL);
}
