/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a room, as the form that its server has for them: XEP-0045, 10.2. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-connection.h"
#include "chat-error.h"
#include "chat-registration-form.h"
#include "chat-room-private.h"
#include "xmpp-room-owner.h"

static gboolean
check_online (ChatRoom *self,
              GTask    *task)
{
  if (chat_room_get_xmpp_room (self) != NULL && chat_connection_is_online (self->connection))
    return TRUE;

  g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "Not online");
  return FALSE;
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRoom *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(XmppDataForm) form =
    xmpp_room_get_config_finish (XMPP_ROOM (object), result, &error);

  if (form == NULL)
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  g_task_return_pointer (task,
                         chat_registration_form_new (form, NULL, self->connection->bob,
                                                     self->address,
                                                     g_task_get_cancellable (task)),
                         g_object_unref);
}

void
chat_room_load_config_async (ChatRoom            *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_load_config_async);
  if (check_online (self, task))
    xmpp_room_get_config_async (self->xmpp, cancellable, loaded_cb, g_steal_pointer (&task));
}

ChatForm *
chat_room_load_config_finish (ChatRoom      *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_room_load_config_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Saving. What the server hides in its form is for that form alone: it is asked for again, and
 * filled in. */

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (xmpp_room_set_config_finish (XMPP_ROOM (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, chat_error_translate (error));
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(XmppDataForm) form =
    xmpp_room_get_config_finish (XMPP_ROOM (object), result, &error);
  const char *bad_var = NULL;

  if (form == NULL)
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  chat_registration_form_write (g_task_get_task_data (task), form);
  if (!xmpp_data_form_validate (form, &bad_var, &error))
    g_task_return_error (task, chat_error_translate (error));
  else
    xmpp_room_set_config_async (XMPP_ROOM (object), form, g_task_get_cancellable (task), saved_cb,
                                g_object_ref (task));
}

void
chat_room_save_config_async (ChatRoom            *self,
                             ChatForm            *form,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (CHAT_IS_FORM (form));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_save_config_async);
  g_task_set_task_data (task, g_object_ref (form), g_object_unref);
  if (check_online (self, task))
    xmpp_room_get_config_async (self->xmpp, cancellable, asked_cb, g_steal_pointer (&task));
}
