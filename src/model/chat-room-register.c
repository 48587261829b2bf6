/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking to become a member of a room that is for its members, as its server asks for it, and which
 * nick it keeps for us: XEP-0045, 7.10 and 7.12. */
#define G_LOG_DOMAIN "chat-room"

#include "chat-room.h"

#include "chat-connection.h"
#include "chat-error.h"
#include "chat-registration-form.h"
#include "chat-room-private.h"
#include "xmpp-disco.h"
#include "xmpp-error.h"
#include "xmpp-register.h"

/* In which one asks to be called there */
#define NICK_FIELD "muc#register_roomnick"

#define NICK_NODE "x-roomuser-item"

gboolean
chat_room_may_ask (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return !self->has_asked && self->xmpp != NULL
         && g_error_matches (self->error, CHAT_ERROR, CHAT_ERROR_ROOM_MEMBERS_ONLY)
         && xmpp_room_info_has (xmpp_room_get_info (self->xmpp), XMPP_ROOM_REGISTRATION);
}

gboolean
chat_room_has_asked (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return self->has_asked;
}

/* @error: (transfer full). Many servers tell of it and take nobody who is none yet. */
static void
fail (GTask  *task,
      GError *error)
{
  if (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_REGISTRATION_REQUIRED)
      || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_NOT_ALLOWED)
      || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_SERVICE_UNAVAILABLE)
      || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_ROOM_MEMBERS_ONLY, "%s", error->message);
  else if (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_FORBIDDEN))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_ROOM_BANNED, "%s", error->message);
  else if (g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_CONFLICT))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_ROOM_NICK_TAKEN, "%s", error->message);
  else
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }
  g_error_free (error);
}

static gboolean
check_online (ChatRoom *self,
              GTask    *task)
{
  if (self->connection != NULL && chat_connection_is_online (self->connection))
    return TRUE;

  g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "Not online");
  return FALSE;
}

/* Whether there is something to fill in; else @task has its error. */
static gboolean
check_registration (const XmppRegistration *registration,
                    GTask                  *task)
{
  if (registration->is_registered)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_ALREADY_EXISTS, "We are one");
  else if (!registration->can_fill_in && registration->redirect_url == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_ROOM_MEMBERS_ONLY, "Nothing to fill in");
  else
    return TRUE;

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
  g_autoptr(XmppRegistration) registration =
    xmpp_register_request_finish (XMPP_REGISTER (object), result, &error);
  g_autofree char *nick = NULL;
  ChatFormField *field;
  ChatForm *form;

  if (registration == NULL)
    {
      fail (task, error);
      return;
    }
  if (!check_registration (registration, task))
    return;

  form = chat_registration_form_new (registration->form, registration->redirect_url,
                                     self->connection->bob, self->address,
                                     g_task_get_cancellable (task));
  field = chat_form_get_field (form, NICK_FIELD);
  if (field != NULL && *chat_form_field_get_value (field) == '\0')
    {
      nick = chat_room_choose_nick (self, NULL);
      chat_form_field_set_value (field, nick);
    }
  g_task_return_pointer (task, form, g_object_unref);
}

void
chat_room_load_registration_async (ChatRoom            *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_load_registration_async);
  if (check_online (self, task))
    xmpp_register_request_at_async (self->connection->registering, self->address, cancellable,
                                    loaded_cb, g_steal_pointer (&task));
}

ChatForm *
chat_room_load_registration_finish (ChatRoom      *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_room_load_registration_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRoom *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!xmpp_register_submit_finish (XMPP_REGISTER (object), result, &error))
    {
      fail (task, error);
      return;
    }

  self->has_asked = TRUE;
  chat_room_notify (self, CHAT_ROOM_PROP_ERROR_TEXT);
  g_task_return_boolean (task, TRUE);
}

/* What the server hides in its form is for that form alone: it is asked for again. */
static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRoom *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(XmppRegistration) registration =
    xmpp_register_request_finish (XMPP_REGISTER (object), result, &error);
  const char *bad_var = NULL;

  if (registration == NULL)
    {
      fail (task, error);
      return;
    }
  if (!check_registration (registration, task))
    return;

  chat_registration_form_write (g_task_get_task_data (task), registration->form);
  if (!xmpp_data_form_validate (registration->form, &bad_var, &error))
    g_task_return_error (task, chat_error_translate (error));
  else
    xmpp_register_submit_at_async (XMPP_REGISTER (object), self->address, registration,
                                   g_task_get_cancellable (task), sent_cb, g_object_ref (task));
}

void
chat_room_send_registration_async (ChatRoom            *self,
                                   ChatForm            *form,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (CHAT_IS_FORM (form));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_send_registration_async);
  g_task_set_task_data (task, g_object_ref (form), g_object_unref);
  if (check_online (self, task))
    xmpp_register_request_at_async (self->connection->registering, self->address, cancellable,
                                    asked_cb, g_steal_pointer (&task));
}

static void
reserved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(XmppDiscoInfo) disco = xmpp_disco_get_info_finish (XMPP_DISCO (object), result, &error);
  GPtrArray *identities = disco != NULL ? xmpp_disco_info_get_identities (disco) : NULL;
  const char *nick = NULL;

  if (disco == NULL)
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  for (guint i = 0; i < identities->len && nick == NULL; i++)
    {
      const XmppIdentity *identity = g_ptr_array_index (identities, i);

      if (g_strcmp0 (identity->category, "conference") == 0
          && g_strcmp0 (identity->type, "text") == 0)
        nick = identity->name;
    }

  if (nick == NULL || *nick == '\0')
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NOT_FOUND, "No nick is kept for us");
  else
    g_task_return_pointer (task, g_strdup (nick), g_free);
}

void
chat_room_load_reserved_nick_async (ChatRoom            *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_room_load_reserved_nick_async);
  if (check_online (self, task))
    xmpp_disco_get_info_async (self->connection->disco, self->address, NICK_NODE, cancellable,
                               reserved_cb, g_steal_pointer (&task));
}

char *
chat_room_load_reserved_nick_finish (ChatRoom      *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_room_load_reserved_nick_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
