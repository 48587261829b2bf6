/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spaces of servers: which there are to be joined, and new ones.
 *
 *   where? ──► list ──► done
 *          ──► create ──► join ──► done */
#define G_LOG_DOMAIN "chat-spaces"

#include "chat-spaces.h"

#include "chat-connection.h"
#include "chat-error.h"
#include "chat-space-offer.h"
#include "chat-spaces-private.h"
#include "xmpp-server-info.h"
#include "xmpp-spaces.h"

typedef struct {
  XmppAddress *service; /* (nullable): not yet */
  char        *node;    /* (nullable): that of a new one, as the next one */
  char        *title;
  gboolean     is_public;
} Find;

static void
find_free (gpointer data)
{
  Find *find = data;

  g_clear_pointer (&find->service, xmpp_address_unref);
  g_free (find->node);
  g_free (find->title);
  g_free (find);
}

static void
fail (GTask  *task,
      GError *error) /* (transfer full) */
{
  g_task_return_error (task, chat_error_translate (error));
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GPtrArray) spaces = xmpp_spaces_list_finish (XMPP_SPACES (object), result, &error);
  GListStore *offers;

  if (spaces == NULL)
    {
      fail (task, error);
      return;
    }

  offers = g_list_store_new (CHAT_TYPE_SPACE_OFFER);
  for (guint i = 0; i < spaces->len; i++)
    {
      const XmppSpace *space = g_ptr_array_index (spaces, i);
      g_autoptr(ChatSpaceOffer) offer =
        chat_space_offer_new (xmpp_address_get_full (space->service), space->node, space->title,
                              space->description);

      g_list_store_append (offers, offer);
    }
  g_task_return_pointer (task, offers, g_object_unref);
}

static void
joined_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  ChatSpace *space = chat_spaces_join_finish (CHAT_SPACES (object), result, &error);

  if (space != NULL)
    g_task_return_pointer (task, space, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* Who made it is in it. */
static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Find *find = g_task_get_task_data (task);
  GError *error = NULL;

  if (xmpp_spaces_finish (XMPP_SPACES (object), result, &error))
    chat_spaces_join_async (g_task_get_source_object (task), xmpp_address_get_full (find->service),
                            find->node, g_task_get_cancellable (task), joined_cb,
                            g_object_ref (task));
  else
    fail (task, error);
}

static void
go_on (GTask *task)
{
  ChatSpaces *self = g_task_get_source_object (task);
  Find *find = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (self->connection == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "The account has gone");
  else if (find->node == NULL)
    xmpp_spaces_list_async (self->connection->spaces, find->service, cancellable, listed_cb,
                            g_object_ref (task));
  else
    xmpp_spaces_create_async (self->connection->spaces, find->service, find->node, find->title,
                              find->is_public, cancellable, created_cb, g_object_ref (task));
}

/* One's own server's, unless another one is named. */

static void
server_info_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Find *find = g_task_get_task_data (task);
  GError *error = NULL;
  XmppAddress *service;

  if (!xmpp_server_info_wait_finish (XMPP_SERVER_INFO (object), result, &error))
    {
      fail (task, error);
      return;
    }

  service = xmpp_server_info_find_service (XMPP_SERVER_INFO (object), "pubsub", "service", NULL);
  if (service == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_UNSUPPORTED, "There is no service");
      return;
    }

  find->service = xmpp_address_ref (service);
  go_on (task);
}

static void
begin (ChatSpaces *self,
       GTask      *task,
       Find       *find, /* (transfer full) */
       const char *service)
{
  g_task_set_task_data (task, find, find_free);
  if (self->connection == NULL || !chat_connection_is_online (self->connection))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "Not online");
  else if (service == NULL)
    xmpp_server_info_wait_async (self->connection->server_info, g_task_get_cancellable (task),
                                 server_info_cb, g_object_ref (task));
  else if ((find->service = xmpp_address_parse (service, NULL)) == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "No address");
  else
    go_on (task);
}

void
chat_spaces_find_offers_async (ChatSpaces          *self,
                               const char          *service,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_SPACES (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_spaces_find_offers_async);
  begin (self, task, g_new0 (Find, 1), service);
}

GListModel *
chat_spaces_find_offers_finish (ChatSpaces    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_spaces_find_offers_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
chat_spaces_create_shared_async (ChatSpaces          *self,
                                 const char          *name,
                                 const char          *service,
                                 gboolean             is_public,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autofree char *line = NULL;
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  Find *find;

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_spaces_join_async);
  if ((line = chat_spaces_check_name (self, NULL, name, &error)) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  find = g_new0 (Find, 1);
  find->node = g_uuid_string_random ();
  find->title = g_steal_pointer (&line);
  find->is_public = is_public;
  begin (self, task, find, service);
}
