/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rooms of an account: those that are to be joined, and who invites us to others. */
#define G_LOG_DOMAIN "chat-rooms"

#include "chat-rooms.h"

#include "chat-avatars.h"
#include "chat-connection.h"
#include "chat-contact.h"
#include "chat-invitation-private.h"
#include "chat-room-private.h"
#include "chat-rooms-private.h"
#include "chat-store.h"
#include "xmpp-blocking.h"
#include "xmpp-muc.h"
#include "xmpp-session.h"

/* Strangers may invite; of a flood of them the newest are shown. */
#define MAX_INVITATIONS 50

G_DEFINE_FINAL_TYPE (ChatRooms, chat_rooms, G_TYPE_OBJECT)

enum {
  SIGNAL_INVITED,
  SIGNAL_DECLINED,
  SIGNAL_SAID,
  SIGNAL_READY,
  SIGNAL_TOLD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Whoever hears of one of them may ask for another. */
static GPtrArray *
dup_rooms (ChatRooms *self)
{
  GPtrArray *rooms = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer room;

  g_hash_table_iter_init (&iter, self->by_address);
  while (g_hash_table_iter_next (&iter, NULL, &room))
    g_ptr_array_add (rooms, g_object_ref (room));
  return rooms;
}

void
chat_rooms_close (ChatRooms *self)
{
  g_autoptr(GPtrArray) rooms = NULL;

  g_return_if_fail (CHAT_IS_ROOMS (self));

  self->contact_func = NULL;
  g_clear_object (&self->avatars);
  if (self->connection == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->connection->muc, self);
  g_signal_handlers_disconnect_by_data (self->connection->bookmarks, self);
  g_signal_handlers_disconnect_by_data (self->connection->session, self);
  g_clear_object (&self->connection);
  rooms = dup_rooms (self);
  for (guint i = 0; i < rooms->len; i++)
    {
      g_signal_handlers_disconnect_by_data (g_ptr_array_index (rooms, i), self);
      chat_room_close (g_ptr_array_index (rooms, i));
    }
}

static void
chat_rooms_dispose (GObject *object)
{
  chat_rooms_close (CHAT_ROOMS (object));

  G_OBJECT_CLASS (chat_rooms_parent_class)->dispose (object);
}

static void
chat_rooms_finalize (GObject *object)
{
  ChatRooms *self = CHAT_ROOMS (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->usual_nick, g_free);
  g_clear_object (&self->list);
  g_clear_object (&self->invitations);
  g_clear_pointer (&self->by_address, g_hash_table_unref);
  g_clear_pointer (&self->untold, g_hash_table_unref);
  g_clear_pointer (&self->persons, g_hash_table_unref);
  g_clear_pointer (&self->telling, g_hash_table_unref);

  G_OBJECT_CLASS (chat_rooms_parent_class)->finalize (object);
}

static void
chat_rooms_class_init (ChatRoomsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_rooms_dispose;
  object_class->finalize = chat_rooms_finalize;

  signals[SIGNAL_INVITED] = g_signal_new ("invited", CHAT_TYPE_ROOMS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_INVITATION);
  signals[SIGNAL_DECLINED] = g_signal_new ("declined", CHAT_TYPE_ROOMS, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING,
                                           G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_SAID] = g_signal_new ("said", CHAT_TYPE_ROOMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 2, CHAT_TYPE_ROOM, G_TYPE_POINTER);
  signals[SIGNAL_READY] = g_signal_new ("ready", CHAT_TYPE_ROOMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, CHAT_TYPE_ROOM);
  signals[SIGNAL_TOLD] = g_signal_new ("told", CHAT_TYPE_ROOMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, CHAT_TYPE_ROOM);
}

static void
chat_rooms_init (ChatRooms *self)
{
  self->list = g_list_store_new (CHAT_TYPE_ROOM);
  self->invitations = g_list_store_new (CHAT_TYPE_INVITATION);
  self->by_address = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->untold = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->persons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->telling = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* Rooms. */

static void
update_list (ChatRooms *self,
             ChatRoom  *room)
{
  guint position;
  gboolean is_listed = g_list_store_find (self->list, room, &position);
  gboolean shall_be = room->autojoin || room->state != CHAT_ROOM_LEFT;

  if (shall_be && !is_listed)
    g_list_store_append (self->list, room);
  else if (!shall_be && is_listed)
    g_list_store_remove (self->list, position);
}

static void
stay_cb (ChatRooms *self,
         ChatRoom  *room)
{
  update_list (self, room);
  if (room->state == CHAT_ROOM_JOINED)
    g_signal_emit (self, signals[SIGNAL_READY], 0, room);
}

static void
wake_cb (ChatRooms *self,
         ChatRoom  *room)
{
  g_signal_emit (self, signals[SIGNAL_READY], 0, room);
}

static void
told_cb (ChatRooms *self,
         ChatRoom  *room)
{
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, room);
}

static void
said_cb (ChatRooms *self,
         gpointer   message,
         ChatRoom  *room)
{
  g_signal_emit (self, signals[SIGNAL_SAID], 0, room, message);
}

void
chat_rooms_start (ChatRooms *self,
                  gint64     account_id)
{
  g_return_if_fail (CHAT_IS_ROOMS (self));

  self->account_id = account_id;
}

void
chat_rooms_set_usual_nick (ChatRooms  *self,
                           const char *nick)
{
  GHashTableIter iter;
  gpointer room;

  g_return_if_fail (CHAT_IS_ROOMS (self));

  g_free (self->usual_nick);
  self->usual_nick = g_strdup (nick);
  g_hash_table_iter_init (&iter, self->by_address);
  while (g_hash_table_iter_next (&iter, NULL, &room))
    chat_room_set_usual_nick (room, nick);
}

void
chat_rooms_set_avatars (ChatRooms   *self,
                        ChatAvatars *avatars)
{
  g_return_if_fail (CHAT_IS_ROOMS (self));

  g_set_object (&self->avatars, avatars);
}

void
chat_rooms_set_contact_func (ChatRooms       *self,
                             ChatContactFunc  func,
                             gpointer         user_data)
{
  g_return_if_fail (CHAT_IS_ROOMS (self));

  self->contact_func = func;
  self->contact_data = user_data;
}

/* Invitations. */

static const char *
get_invited_to (ChatRooms *self,
                guint      position)
{
  g_autoptr(ChatInvitation) invitation =
    g_list_model_get_item (G_LIST_MODEL (self->invitations), position);

  return chat_invitation_get_room (invitation); /* the list keeps it */
}

/* One that is repeated counts once. */
static void
drop_invitations_to (ChatRooms  *self,
                     const char *room)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->invitations)); i > 0; i--)
    if (g_str_equal (get_invited_to (self, i - 1), room))
      g_list_store_remove (self->invitations, i - 1);
}

static void
drop (ChatRooms      *self,
      ChatInvitation *invitation)
{
  guint position;

  if (g_list_store_find (self->invitations, invitation, &position))
    g_list_store_remove (self->invitations, position);
}

static void
accepted_cb (ChatRooms      *self,
             ChatInvitation *invitation)
{
  const XmppInvitation *said = chat_invitation_get_xmpp (invitation);
  ChatRoom *room = chat_rooms_ensure_address (self, said->room);

  if (room != NULL)
    chat_room_join_async (room, NULL, said->password, NULL, NULL, NULL);
  drop (self, invitation);
}

/* Who is no contact of ours does not learn that we are there. */
static void
refused_cb (ChatRooms      *self,
            ChatInvitation *invitation)
{
  const XmppInvitation *said = chat_invitation_get_xmpp (invitation);

  if (chat_invitation_is_from_contact (invitation) && said->is_mediated
      && self->connection != NULL)
    xmpp_muc_decline (self->connection->muc, said, NULL);
  drop (self, invitation);
}

static ChatContact *
find_contact (ChatRooms            *self,
              const XmppInvitation *invitation)
{
  ChatContact *contact = NULL;

  if (invitation->inviter != NULL && self->contact_func != NULL)
    contact = self->contact_func (self->contact_data,
                                  xmpp_address_get_bare (invitation->inviter));
  return contact != NULL && chat_contact_get_in_list (contact) ? contact : NULL;
}

static void
invited_cb (ChatRooms            *self,
            const XmppInvitation *invitation)
{
  XmppBlocking *blocking = self->connection->blocking;
  g_autoptr(ChatInvitation) made = NULL;
  guint n_invitations;

  if (xmpp_blocking_is_blocked (blocking, invitation->room)
      || (invitation->inviter != NULL
          && xmpp_blocking_is_blocked (blocking, invitation->inviter)))
    return;

  made = chat_invitation_new (xmpp_address_get_bare (self->connection->address),
                              find_contact (self, invitation), invitation);
  g_signal_connect_object (made, "accepted", G_CALLBACK (accepted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (made, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
  drop_invitations_to (self, chat_invitation_get_room (made));
  n_invitations = g_list_model_get_n_items (G_LIST_MODEL (self->invitations));
  if (n_invitations >= MAX_INVITATIONS)
    g_list_store_remove (self->invitations, n_invitations - 1);
  g_list_store_insert (self->invitations, 0, made);
  g_signal_emit (self, signals[SIGNAL_INVITED], 0, made);
}

static void
declined_cb (ChatRooms   *self,
             XmppAddress *room,
             XmppAddress *who,    /* (nullable) */
             const char  *reason) /* (nullable) */
{
  g_signal_emit (self, signals[SIGNAL_DECLINED], 0, xmpp_address_get_bare (room),
                 who != NULL ? xmpp_address_get_bare (who) : NULL, reason);
}

void
chat_rooms_come_back (ChatRoom *room)
{
  if (room->autojoin && !room->is_out && room->state == CHAT_ROOM_LEFT
      && (room->xmpp == NULL || !xmpp_room_is_wanted (room->xmpp)))
    chat_room_rejoin (room);
}

/* What was not let in, or thrown out, stays out until somebody wants it otherwise. */
static void
online_cb (ChatRooms *self,
           gboolean   resumed)
{
  g_autoptr(GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);

  if (resumed)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    g_ptr_array_add (rooms, g_list_model_get_item (G_LIST_MODEL (self->list), i));
  for (guint i = 0; i < rooms->len; i++)
    {
      ChatRoom *room = g_ptr_array_index (rooms, i);

      if (!chat_rooms_waits_for_password (self, room))
        chat_rooms_come_back (room);
    }
}

ChatRooms *
chat_rooms_new (ChatStore      *store,
                ChatConnection *connection)
{
  ChatRooms *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_CONNECTION (connection), NULL);

  self = g_object_new (CHAT_TYPE_ROOMS, NULL);
  self->store = g_object_ref (store);
  self->connection = g_object_ref (connection);
  g_signal_connect_object (self->connection->muc, "invited", G_CALLBACK (invited_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection->muc, "declined", G_CALLBACK (declined_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->connection->session, "online", G_CALLBACK (online_cb), self,
                           G_CONNECT_SWAPPED);
  chat_rooms_init_sync (self);
  return self;
}

GListModel *
chat_rooms_get_list (ChatRooms *self)
{
  g_return_val_if_fail (CHAT_IS_ROOMS (self), NULL);

  return G_LIST_MODEL (self->list);
}

GListModel *
chat_rooms_get_invitations (ChatRooms *self)
{
  g_return_val_if_fail (CHAT_IS_ROOMS (self), NULL);

  return G_LIST_MODEL (self->invitations);
}

ChatRoom *
chat_rooms_find (ChatRooms  *self,
                 const char *address)
{
  g_autoptr(XmppAddress) parsed = NULL;

  g_return_val_if_fail (CHAT_IS_ROOMS (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  parsed = xmpp_address_parse (address, NULL);
  return parsed != NULL ? g_hash_table_lookup (self->by_address, xmpp_address_get_bare (parsed))
                        : NULL;
}

ChatRoom *
chat_rooms_ensure_address (ChatRooms   *self,
                           XmppAddress *address)
{
  static const struct {
    const char *signal;
    GCallback   func;
  } handlers[] = {
    { "set", G_CALLBACK (chat_rooms_tell) },
    { "save", G_CALLBACK (chat_rooms_save) },
    { "stay", G_CALLBACK (stay_cb) },
    { "said", G_CALLBACK (said_cb) },
    { "told", G_CALLBACK (told_cb) },
    { "wake", G_CALLBACK (wake_cb) },
    { "ignore", G_CALLBACK (chat_rooms_keep_ignored) },
    { "keep", G_CALLBACK (chat_rooms_keep_choices) },
  };
  ChatRoom *room;

  g_return_val_if_fail (CHAT_IS_ROOMS (self), NULL);

  room = g_hash_table_lookup (self->by_address, xmpp_address_get_bare (address));
  if (room != NULL || self->connection == NULL || xmpp_address_get_local (address) == NULL)
    return room;

  room = chat_room_new (self->connection, address);
  chat_room_set_usual_nick (room, self->usual_nick);
  chat_room_set_avatars (room, self->avatars);
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (room, handlers[i].signal, handlers[i].func, self,
                             G_CONNECT_SWAPPED);
  g_hash_table_insert (self->by_address, (gpointer) chat_room_get_address (room), room);
  return room;
}

ChatRoom *
chat_rooms_ensure (ChatRooms  *self,
                   const char *address)
{
  g_autoptr(XmppAddress) parsed = NULL;

  g_return_val_if_fail (CHAT_IS_ROOMS (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  parsed = xmpp_address_parse (address, NULL);
  return parsed != NULL ? chat_rooms_ensure_address (self, parsed) : NULL;
}
