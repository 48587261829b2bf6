/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a room that does not exist yet: XEP-0045, 10.1.
 *
 *   where? ──► create, with settings ──► what is it now? ──► members, invitations ──► done
 */
#define G_LOG_DOMAIN "chat-rooms"

#include "chat-rooms.h"

#include "chat-connection.h"
#include "chat-error.h"
#include "chat-room-private.h"
#include "chat-rooms-private.h"
#include "xmpp-error.h"
#include "xmpp-namespaces.h"
#include "xmpp-room-admin.h"
#include "xmpp-room-owner.h"
#include "xmpp-server-info.h"

#include <string.h>

#define MAX_NAME_BYTES  1023
#define MAX_LOCAL_CHARS 40

typedef struct {
  char     *name;
  char    **people;    /* (nullable) */
  gboolean  is_public;
  char     *service;   /* (nullable): the address is ours to choose there */
  gboolean  is_taken;  /* the one that we chose first */
  ChatRoom *room;      /* (nullable): not yet */
} Creation;

static void
creation_free (gpointer data)
{
  Creation *creation = data;

  g_free (creation->name);
  g_strfreev (creation->people);
  g_free (creation->service);
  g_clear_object (&creation->room);
  g_free (creation);
}

/* The service. */

static void
server_info_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  XmppAddress *service;

  if (!xmpp_server_info_wait_finish (XMPP_SERVER_INFO (object), result, &error))
    {
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  service = xmpp_server_info_find_service (XMPP_SERVER_INFO (object), "conference", "text",
                                           XMPP_NS_MUC);
  g_task_return_pointer (task,
                         service != NULL ? g_strdup (xmpp_address_get_bare (service)) : NULL,
                         g_free);
}

void
chat_rooms_find_service_async (ChatRooms           *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_ROOMS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_rooms_find_service_async);
  if (self->connection == NULL || !chat_connection_is_online (self->connection))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "Not online");
  else
    xmpp_server_info_wait_async (self->connection->server_info, cancellable, server_info_cb,
                                 g_steal_pointer (&task));
}

char *
chat_rooms_find_service_finish (ChatRooms     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_rooms_find_service_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The room. */

static void
invited_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatRoom *room = CHAT_ROOM (object);
  g_autoptr(GError) error = NULL;

  /* The room is there all the same. */
  if (!chat_room_finish (room, result, &error))
    {
      g_autofree char *text = chat_error_to_text (error);

      chat_room_emit_status (room, text);
    }
  g_task_return_pointer (task, g_object_ref (room), g_object_unref);
}

static void
info_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Creation *creation = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(XmppRoomInfo) info =
    xmpp_room_ask_info_finish (XMPP_ROOM (object), result, &error);

  if (info == NULL)
    g_debug ("What a new room is, is not told: %s", error->message);
  chat_room_invite_async (creation->room, (const char *const *) creation->people, NULL,
                          g_task_get_cancellable (task), invited_cb, g_object_ref (task));
}

static void choose_address (GTask *task);

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Creation *creation = g_task_get_task_data (task);
  GError *error = NULL;

  creation->room->is_new = FALSE;
  if (!xmpp_room_create_finish (XMPP_ROOM (object), result, &error))
    {
      chat_room_follow_autojoin (creation->room, FALSE);
      chat_room_emit_save (creation->room);
      if (creation->service != NULL && !creation->is_taken
          && g_error_matches (error, XMPP_ROOM_ERROR, XMPP_ROOM_ERROR_EXISTS))
        {
          g_clear_error (&error);
          g_clear_object (&creation->room);
          creation->is_taken = TRUE;
          choose_address (task);
          return;
        }
      g_task_return_error (task, chat_error_translate (error));
      return;
    }

  chat_room_emit_set (creation->room);
  chat_room_emit_save (creation->room);
  if (creation->people == NULL || creation->people[0] == NULL)
    g_task_return_pointer (task, g_object_ref (creation->room), g_object_unref);
  else
    xmpp_room_ask_info_async (XMPP_ROOM (object), g_task_get_cancellable (task), info_cb,
                              g_object_ref (task));
}

static void
create (GTask       *task,
        XmppAddress *address)
{
  static const XmppRoomSettings group = XMPP_ROOM_SETTINGS_GROUP;
  static const XmppRoomSettings channel = XMPP_ROOM_SETTINGS_CHANNEL;
  ChatRooms *self = g_task_get_source_object (task);
  Creation *creation = g_task_get_task_data (task);
  XmppRoomSettings settings = creation->is_public ? channel : group;
  ChatRoom *room = chat_rooms_ensure_address (self, address);
  XmppRoom *xmpp = room != NULL ? chat_room_get_xmpp_room (room) : NULL;
  g_autofree char *nick = NULL;

  if (xmpp == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_FAILED, "There are too many rooms");
      return;
    }
  if (chat_room_get_state (room) != CHAT_ROOM_LEFT || chat_room_get_autojoin (room))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_ROOM_EXISTS, "We are in that room");
      return;
    }

  creation->room = g_object_ref (room);
  settings.name = creation->name;
  nick = chat_room_choose_nick (room, NULL);
  chat_room_set_given_name (room, creation->name);
  room->is_new = TRUE;
  chat_room_follow_autojoin (room, TRUE);
  chat_room_set_nick (room, nick);
  xmpp_room_create_async (xmpp, nick, &settings, g_task_get_cancellable (task), created_cb,
                          g_object_ref (task));
}

/* For people where the room is for all; what nobody can guess where it is not. */
static char *
make_local (const Creation *creation)
{
  g_autofree char *random = g_uuid_string_random ();
  GString *local = g_string_new (NULL);

  for (const char *p = creation->name; creation->is_public && *p != '\0';
       p = g_utf8_next_char (p))
    {
      gunichar c = g_unichar_tolower (g_utf8_get_char (p));

      if (g_unichar_isalnum (c) && g_utf8_strlen (local->str, -1) < MAX_LOCAL_CHARS)
        g_string_append_unichar (local, c);
      else if (local->len > 0 && local->str[local->len - 1] != '-')
        g_string_append_c (local, '-');
    }
  while (local->len > 0 && local->str[local->len - 1] == '-')
    g_string_truncate (local, local->len - 1);
  if (local->len == 0)
    g_string_append_len (local, random, (gssize) strcspn (random, "-"));
  if (!creation->is_public || creation->is_taken)
    g_string_append (local, random + strcspn (random, "-"));
  return g_string_free (local, FALSE);
}

static void
choose_address (GTask *task)
{
  Creation *creation = g_task_get_task_data (task);
  g_autofree char *local = make_local (creation);
  g_autofree char *text = g_strdup_printf ("%s@%s", local, creation->service);
  GError *error = NULL;
  g_autoptr(XmppAddress) address = xmpp_address_parse (text, &error);

  if (address == NULL)
    g_task_return_error (task, chat_error_translate (error));
  else
    create (task, address);
}

static void
service_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autofree char *service =
    chat_rooms_find_service_finish (CHAT_ROOMS (object), result, &error);
  Creation *creation = g_task_get_task_data (task);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (service == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_UNSUPPORTED,
                               "The server has no rooms");
      return;
    }

  creation->service = g_steal_pointer (&service);
  choose_address (task);
}

void
chat_rooms_create_async (ChatRooms           *self,
                         const char          *name,
                         const char          *address,
                         gboolean             is_public,
                         const char *const   *people,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(XmppAddress) parsed = NULL;
  Creation *creation;

  g_return_if_fail (CHAT_IS_ROOMS (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_rooms_create_async);
  creation = g_new0 (Creation, 1);
  creation->name = g_strdup (name);
  creation->people = g_strdupv ((char **) people);
  creation->is_public = is_public;
  g_task_set_task_data (task, creation, creation_free);
  parsed = address != NULL ? xmpp_address_parse (address, NULL) : NULL;
  if (address != NULL && (parsed == NULL || xmpp_address_get_local (parsed) == NULL
                          || !xmpp_address_is_bare (parsed)))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "This is no room");
  else if (strlen (name) > MAX_NAME_BYTES)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_TOO_LARGE, "The name is too long");
  else if (self->connection == NULL || !chat_connection_is_online (self->connection))
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "Not online");
  else if (parsed != NULL)
    create (task, parsed);
  else
    chat_rooms_find_service_async (self, cancellable, service_cb, g_steal_pointer (&task));
}

ChatRoom *
chat_rooms_create_finish (ChatRooms     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_rooms_create_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
