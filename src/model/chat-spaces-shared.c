/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spaces of servers: XEP-0503. One that was joined is a workspace that says which it shows, so that
 * all devices have it; its rooms are those that the server says belong to it, and we are in those
 * that the person has joined.
 *
 *   join: what is it? ──► subscribe ──► a workspace, told to the others ──► which rooms? ──► done
 *   each sign-in: what is it called now, and which rooms are in it? */
#define G_LOG_DOMAIN "chat-spaces"

#include "chat-spaces.h"

#include "chat-connection.h"
#include "chat-error.h"
#include "chat-space-room.h"
#include "chat-spaces-private.h"
#include "chat-text.h"
#include "xmpp-error.h"
#include "xmpp-spaces.h"
#include "xmpp-workspace.h"

typedef struct {
  XmppAddress *service;
  char        *node;
  ChatSpace   *space;   /* (nullable): not yet */
  char        *title;   /* (nullable) */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->service, xmpp_address_unref);
  g_free (work->node);
  g_clear_object (&work->space);
  g_free (work->title);
  g_free (work);
}

/* (nullable): @task has failed then */
static Work *
begin (ChatSpaces *self,
       GTask      *task,
       const char *service,
       const char *node)
{
  Work *work = g_new0 (Work, 1);

  work->node = g_strdup (node);
  g_task_set_task_data (task, work, work_free);
  if (self->connection == NULL || !chat_connection_is_online (self->connection))
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "Not online");
      return NULL;
    }
  if ((work->service = xmpp_address_parse (service, NULL)) == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "No address");
      return NULL;
    }
  return work;
}

static void
fail (GTask  *task,
      GError *error) /* (transfer full) */
{
  g_task_return_error (task, chat_error_translate (error));
}

/* Which rooms. */

static void
set_rooms (ChatSpaces *self,
           ChatSpace  *space,
           GPtrArray  *rooms) /* of ChatSpaceRoom */
{
  if (!chat_space_set_rooms (space, rooms))
    return;

  chat_spaces_note_members (self, space);
  chat_spaces_keep_soon (self, space);
}

static GPtrArray *
dup_rooms (ChatSpace  *space,
           const char *without) /* (nullable) */
{
  GPtrArray *rooms = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (space->rooms)); i++)
    {
      ChatSpaceRoom *room = g_list_model_get_item (G_LIST_MODEL (space->rooms), i);

      if (g_strcmp0 (chat_space_room_get_address (room), without) != 0)
        g_ptr_array_add (rooms, room);
      else
        g_object_unref (room);
    }
  return rooms;
}

static void
added_cb (ChatSpaces    *self,
          XmppAddress   *service,
          const char    *node,
          XmppSpaceRoom *room)
{
  ChatSpace *space = chat_spaces_find_shared (self, xmpp_address_get_full (service), node);
  const char *address = xmpp_address_get_bare (room->address);
  g_autoptr(GPtrArray) rooms = NULL;

  if (space == NULL)
    return;

  rooms = dup_rooms (space, address);
  if (rooms->len < XMPP_SPACE_MAX_ROOMS)
    g_ptr_array_add (rooms, chat_space_room_new (address, room->name));
  set_rooms (self, space, rooms);
}

static void
removed_cb (ChatSpaces  *self,
            XmppAddress *service,
            const char  *node,
            const char  *address)
{
  ChatSpace *space = chat_spaces_find_shared (self, xmpp_address_get_full (service), node);
  g_autoptr(GPtrArray) rooms = NULL;

  if (space == NULL)
    return;

  rooms = dup_rooms (space, address);
  set_rooms (self, space, rooms);
}

static void
emptied_cb (ChatSpaces  *self,
            XmppAddress *service,
            const char  *node)
{
  ChatSpace *space = chat_spaces_find_shared (self, xmpp_address_get_full (service), node);
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  if (space != NULL)
    set_rooms (self, space, none);
}

static gboolean
take_rooms (ChatSpaces    *self,
            ChatSpace     *space,
            GAsyncResult  *result,
            GError       **error)
{
  g_autoptr(GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) told = NULL;

  told = xmpp_spaces_get_rooms_finish (self->connection->spaces, result, error);
  if (told == NULL)
    return FALSE;

  for (guint i = 0; i < told->len; i++)
    {
      const XmppSpaceRoom *room = g_ptr_array_index (told, i);

      g_ptr_array_add (rooms, chat_space_room_new (xmpp_address_get_bare (room->address),
                                                   room->name));
    }
  set_rooms (self, space, rooms);
  return TRUE;
}

/* What a space is called is for its owner to say. */
static void
take_title (ChatSpaces *self,
            ChatSpace  *space,
            const char *title) /* (nullable) */
{
  g_autofree char *line =
    title != NULL ? chat_text_clean_line (title, CHAT_SPACE_MAX_NAME_CHARS) : NULL;

  if (line != NULL && chat_space_set_name (space, line))
    chat_spaces_note_changed (self, space);
}

typedef struct {
  ChatSpaces *spaces;
  ChatSpace  *space;
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->spaces);
  g_object_unref (look->space);
  g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static Look *
look_new (ChatSpaces *self,
          ChatSpace  *space)
{
  Look *look = g_new0 (Look, 1);

  look->spaces = g_object_ref (self);
  look->space = g_object_ref (space);
  return look;
}

static gboolean
is_over (Look *look)
{
  return look->spaces->connection == NULL
         || chat_spaces_find_id (look->spaces, look->space->id) != look->space;
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Look) look = user_data;
  g_autoptr(GError) error = NULL;

  if (!is_over (look) && !take_rooms (look->spaces, look->space, result, &error))
    g_debug ("Which rooms belong to a space is not told: %s", error->message);
}

static void
titled_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Look) look = user_data;
  g_autoptr(XmppSpace) space = xmpp_spaces_get_finish (XMPP_SPACES (object), result, NULL);

  if (!is_over (look) && space != NULL)
    take_title (look->spaces, look->space, space->title);
}

static void
owned_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Look) look = user_data;

  look->space->is_owned = xmpp_spaces_finish (XMPP_SPACES (object), result, NULL);
}

static void
look (ChatSpaces *self,
      ChatSpace  *space)
{
  g_autoptr(XmppAddress) service = NULL;

  if (space->service == NULL || self->connection == NULL
      || !chat_connection_is_online (self->connection)
      || (service = xmpp_address_parse (space->service, NULL)) == NULL)
    return;

  xmpp_spaces_get_async (self->connection->spaces, service, space->node, NULL, titled_cb,
                         look_new (self, space));
  xmpp_spaces_get_rooms_async (self->connection->spaces, service, space->node, NULL, looked_cb,
                               look_new (self, space));
  xmpp_spaces_check_owned_async (self->connection->spaces, service, space->node, NULL, owned_cb,
                                 look_new (self, space));
}

void
chat_spaces_look_all (ChatSpaces *self)
{
  g_return_if_fail (CHAT_IS_SPACES (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr(ChatSpace) space = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      look (self, space);
    }
}

/* Which of them are followed. */

static void
set_followed (ChatSpaces *self,
              ChatSpace  *space,
              gboolean    followed)
{
  g_autoptr(XmppAddress) service =
    space->service != NULL ? xmpp_address_parse (space->service, NULL) : NULL;

  if (service == NULL || self->connection == NULL)
    return;

  if (followed)
    xmpp_spaces_follow (self->connection->spaces, service, space->node);
  else
    xmpp_spaces_unfollow (self->connection->spaces, service, space->node);
}

void
chat_spaces_set_shown (ChatSpaces *self,
                       ChatSpace  *space,
                       const char *service,
                       const char *node)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));
  g_return_if_fail ((service == NULL) == (node == NULL));

  set_followed (self, space, FALSE);
  g_free (space->service);
  g_free (space->node);
  space->service = g_strdup (service);
  space->node = g_strdup (node);
  chat_space_set_rooms (space, none);
  set_followed (self, space, TRUE);
  look (self, space);
}

ChatSpace *
chat_spaces_find_shared (ChatSpaces *self,
                         const char *service,
                         const char *node)
{
  g_return_val_if_fail (CHAT_IS_SPACES (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr(ChatSpace) space = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (g_strcmp0 (space->service, service) == 0 && g_strcmp0 (space->node, node) == 0)
        return space; /* the list keeps it */
    }

  return NULL;
}

void
chat_spaces_init_shared (ChatSpaces *self)
{
  XmppSpaces *spaces = self->connection->spaces;

  g_signal_connect_object (spaces, "added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (spaces, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (spaces, "emptied", G_CALLBACK (emptied_cb), self, G_CONNECT_SWAPPED);
}

/* Joining. */

static void
joined_rooms_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatSpaces *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  /* Where the owner has to let us in first, they come later. */
  if (self->connection != NULL && !take_rooms (self, work->space, result, &error))
    g_debug ("Which rooms belong to a space is not told: %s", error->message);
  g_task_return_pointer (task, g_object_ref (work->space), g_object_unref);
}

/* The same on all devices, so that it is there once where two join it. */
static char *
make_id (Work *work)
{
  const char *service = xmpp_address_get_full (work->service);
  g_autofree char *text = g_strconcat (service, "\n", work->node, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static void
joined_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatSpaces *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean is_pending;
  ChatSpace *space;

  if (!xmpp_spaces_join_finish (XMPP_SPACES (object), result, &is_pending, &error))
    {
      fail (task, error);
      return;
    }

  space = chat_spaces_find_shared (self, xmpp_address_get_full (work->service), work->node);
  if (space == NULL)
    {
      g_autofree char *id = make_id (work);

      space = chat_spaces_append (self, id, work->title != NULL ? work->title : work->node,
                                  xmpp_address_get_full (work->service), work->node);
    }
  if (space == NULL || self->connection == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_TOO_LARGE, "There are too many");
      return;
    }

  work->space = g_object_ref (space);
  xmpp_spaces_get_rooms_async (self->connection->spaces, work->service, work->node,
                               g_task_get_cancellable (task), joined_rooms_cb,
                               g_object_ref (task));
}

static void
subscribe (GTask *task)
{
  ChatSpaces *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);

  if (self->connection == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_OFFLINE, "The account has gone");
  else
    xmpp_spaces_join_async (self->connection->spaces, work->service, work->node,
                            g_task_get_cancellable (task), joined_cb, g_object_ref (task));
}

static void
info_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(XmppSpace) space = xmpp_spaces_get_finish (XMPP_SPACES (object), result, &error);

  if (space == NULL)
    {
      fail (task, error);
      return;
    }

  work->title = g_strdup (space->title);
  subscribe (task);
}

void
chat_spaces_join_async (ChatSpaces          *self,
                        const char          *service,
                        const char          *node,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Work *work;

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (service != NULL && node != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_spaces_join_async);
  if ((work = begin (self, task, service, node)) != NULL)
    xmpp_spaces_get_async (self->connection->spaces, work->service, node, cancellable, info_cb,
                           g_object_ref (task));
}

ChatSpace *
chat_spaces_join_finish (ChatSpaces    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What ends with chat_spaces_finish(). */

static GTask *
new_task (ChatSpaces          *self,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, chat_spaces_finish);
  return task;
}

gboolean
chat_spaces_finish (ChatSpaces    *self,
                    GAsyncResult  *result,
                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, chat_spaces_finish), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (xmpp_spaces_finish (XMPP_SPACES (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    fail (task, error);
}

/* (nullable): @task has failed then */
static Work *
begin_shared (ChatSpaces *self,
              ChatSpace  *space,
              GTask      *task)
{
  Work *work;

  if (space->service == NULL)
    {
      g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_NOT_FOUND, "It is no server's");
      return NULL;
    }
  if ((work = begin (self, task, space->service, space->node)) != NULL)
    work->space = g_object_ref (space);
  return work;
}

/* Where nobody knows that we were in it, we are out. */
static gboolean
is_out (const GError *error)
{
  return g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_ITEM_NOT_FOUND)
         || g_error_matches (error, XMPP_STANZA_ERROR, XMPP_STANZA_ERROR_UNEXPECTED_REQUEST);
}

static void
left_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatSpaces *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!xmpp_spaces_finish (XMPP_SPACES (object), result, &error) && !is_out (error))
    {
      fail (task, g_steal_pointer (&error));
      return;
    }

  if (chat_spaces_find_id (self, work->space->id) == work->space)
    chat_spaces_delete (self, work->space);
  g_task_return_boolean (task, TRUE);
}

void
chat_spaces_leave_async (ChatSpaces          *self,
                         ChatSpace           *space,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Work *work;

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));

  task = new_task (self, cancellable, callback, user_data);
  if ((work = begin_shared (self, space, task)) != NULL)
    xmpp_spaces_leave_async (self->connection->spaces, work->service, work->node, cancellable,
                             left_cb, g_object_ref (task));
}

/* What owners do. */

void
chat_spaces_destroy_async (ChatSpaces          *self,
                           ChatSpace           *space,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Work *work;

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));

  task = new_task (self, cancellable, callback, user_data);
  if ((work = begin_shared (self, space, task)) != NULL)
    xmpp_spaces_destroy_async (self->connection->spaces, work->service, work->node, cancellable,
                               left_cb, g_object_ref (task));
}

void
chat_spaces_publish_room_async (ChatSpaces          *self,
                                ChatSpace           *space,
                                const char          *room,
                                const char          *name,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(XmppAddress) address = xmpp_address_parse (room, NULL);
  g_autoptr(GTask) task = NULL;
  Work *work;

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));

  task = new_task (self, cancellable, callback, user_data);
  if (address == NULL || xmpp_address_get_local (address) == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "No address");
  else if ((work = begin_shared (self, space, task)) != NULL)
    xmpp_spaces_add_room_async (self->connection->spaces, work->service, work->node, address, name,
                                cancellable, done_cb, g_object_ref (task));
}

void
chat_spaces_withdraw_room_async (ChatSpaces          *self,
                                 ChatSpace           *space,
                                 const char          *room,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(XmppAddress) address = xmpp_address_parse (room, NULL);
  g_autoptr(GTask) task = NULL;
  Work *work;

  g_return_if_fail (CHAT_IS_SPACES (self));
  g_return_if_fail (CHAT_IS_SPACE (space));

  task = new_task (self, cancellable, callback, user_data);
  if (address == NULL)
    g_task_return_new_error (task, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "No address");
  else if ((work = begin_shared (self, space, task)) != NULL)
    xmpp_spaces_remove_room_async (self->connection->spaces, work->service, work->node, address,
                                   cancellable, done_cb, g_object_ref (task));
}
