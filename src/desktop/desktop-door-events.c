/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens, told to those on the bus who asked for it: messages, their states, accounts,
 * contacts, rooms, typing, trouble. */
#define G_LOG_DOMAIN "desktop-door-events"

#include "desktop-door-events.h"

#include "chat-enums.h"
#include "chat-room.h"
#include "desktop-door-call.h"

struct _DesktopDoorEvents
{
  GObject          parent_instance;

  ChatClient      *client;
  GDBusConnection *connection;
  char            *path;
  GHashTable      *watchers;      /* owned bus name => owned Watcher */
  GPtrArray       *accounts;      /* owned ChatAccount: as the list was, to let go of them */
  GPtrArray       *conversations; /* owned ChatConversation, likewise */
  GHashTable      *contacts;      /* owned ChatContact that we listen to */
  GHashTable      *changed;       /* owned ChatContact: those of @contacts to be told of soon */
  GHashTable      *rooms;         /* owned ChatRoom that we listen to */
  guint            idle;
};

/* Somebody on the bus who listens. */
typedef struct {
  DesktopDoorEvents *events;  /* borrowed: it owns us */
  guint              presence; /* watch of the name */
} Watcher;

G_DEFINE_FINAL_TYPE (DesktopDoorEvents, desktop_door_events, G_TYPE_OBJECT)

#define MAX_WATCHERS 100

static guint empty_signal;

/* Told to each watcher alone: what people write is not called out on the bus. */
static void
tell (DesktopDoorEvents *self,
      const char        *kind,
      GVariant          *details)
{
  g_autoptr(GVariant) event = g_variant_ref_sink (g_variant_new ("(s@a{sv})", kind, details));
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->watchers);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      g_autoptr(GError) error = NULL;

      if (!g_dbus_connection_emit_signal (self->connection, name, self->path, "im.charla.Charla1",
                                          "Event", event, &error))
        g_debug ("An event was not told: %s", error->message);
    }
}

static void
message_cb (ChatClient        *client,
            ChatConversation  *conversation,
            ChatMessage       *message,
            gboolean           notify,
            DesktopDoorEvents *self)
{
  tell (self, "message", desktop_message_variant (conversation, message));
}

static void
message_changed_cb (ChatClient        *client,
                    ChatConversation  *conversation,
                    ChatMessage       *message,
                    DesktopDoorEvents *self)
{
  tell (self, "message-state", desktop_message_variant (conversation, message));
}

static void
message_edited_cb (ChatClient        *client,
                   ChatConversation  *conversation,
                   ChatMessage       *message,
                   DesktopDoorEvents *self)
{
  tell (self, "message-edited", desktop_message_variant (conversation, message));
}

static void
request_cb (ChatClient        *client,
            ChatAccount       *account,
            ChatContact       *contact,
            DesktopDoorEvents *self)
{
  tell (self, "contact-request", desktop_contact_variant (contact));
}

static void
trouble_cb (ChatClient        *client,
            GParamSpec        *pspec,
            DesktopDoorEvents *self)
{
  const char *text = chat_client_get_trouble_text (client);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "text", "s", text != NULL ? text : "");
  tell (self, "trouble", g_variant_dict_end (&dict));
}

static void
account_cb (ChatAccount       *account,
            GParamSpec        *pspec,
            DesktopDoorEvents *self)
{
  tell (self, "account", desktop_account_variant (account));
}

static gboolean
tell_contacts_cb (gpointer user_data)
{
  DesktopDoorEvents *self = user_data;
  GHashTableIter iter;
  gpointer contact;

  self->idle = 0;
  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &contact, NULL))
    {
      tell (self, "contact", desktop_contact_variant (contact));
      g_hash_table_iter_remove (&iter);
    }
  return G_SOURCE_REMOVE;
}

/* One presence changes several properties: that is one event. */
static void
contact_cb (ChatContact       *contact,
            GParamSpec        *pspec,
            DesktopDoorEvents *self)
{
  g_hash_table_add (self->changed, g_object_ref (contact));
  if (self->idle == 0)
    self->idle = g_idle_add (tell_contacts_cb, self);
}

static void
typing_cb (ChatConversation  *conversation,
           GParamSpec        *pspec,
           DesktopDoorEvents *self)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "account", "s",
                         chat_conversation_get_account_address (conversation));
  g_variant_dict_insert (&dict, "with", "s", chat_conversation_get_address (conversation));
  g_variant_dict_insert (&dict, "typing", "s",
                         desktop_word (CHAT_TYPE_TYPING,
                                       (int) chat_conversation_get_typing (conversation)));
  if (chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM)
    {
      g_auto(GStrv) nicks = chat_room_dup_typists (chat_conversation_get_room (conversation));

      g_variant_dict_insert (&dict, "nicks", "^as", nicks);
    }
  tell (self, "typing", g_variant_dict_end (&dict));
}

static void
room_state_cb (ChatRoom          *room,
               GParamSpec        *pspec,
               DesktopDoorEvents *self)
{
  tell (self, "room", desktop_room_variant (room));
}

static void
room_status_cb (ChatRoom          *room,
                const char        *text,
                DesktopDoorEvents *self)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "account", "s", chat_room_get_account_address (room));
  g_variant_dict_insert (&dict, "room", "s", chat_room_get_address (room));
  g_variant_dict_insert (&dict, "text", "s", text);
  tell (self, "room-status", g_variant_dict_end (&dict));
}

static void
voice_requested_cb (ChatRoom          *room,
                    ChatOccupant      *who,
                    DesktopDoorEvents *self)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "account", "s", chat_room_get_account_address (room));
  g_variant_dict_insert (&dict, "room", "s", chat_room_get_address (room));
  g_variant_dict_insert (&dict, "nick", "s", chat_occupant_get_nick (who));
  tell (self, "room-voice-request", g_variant_dict_end (&dict));
}

static void
invited_cb (ChatRooms         *rooms,
            ChatInvitation    *invitation,
            DesktopDoorEvents *self)
{
  tell (self, "room-invitation", desktop_invitation_variant (invitation));
}

static void
declined_cb (ChatRooms         *rooms,
             const char        *room,
             const char        *who,    /* (nullable) */
             const char        *reason, /* (nullable) */
             DesktopDoorEvents *self)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "room", "s", room);
  if (who != NULL)
    g_variant_dict_insert (&dict, "who", "s", who);
  if (reason != NULL)
    g_variant_dict_insert (&dict, "reason", "s", reason);
  tell (self, "room-declined", g_variant_dict_end (&dict));
}

/* One that was left still tells how it ended. */
static void
rooms_changed_cb (GListModel        *rooms,
                  guint              position,
                  guint              removed,
                  guint              added,
                  DesktopDoorEvents *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(ChatRoom) room = g_list_model_get_item (rooms, i);

      if (!g_hash_table_add (self->rooms, g_object_ref (room)))
        continue;
      g_signal_connect (room, "notify::state", G_CALLBACK (room_state_cb), self);
      g_signal_connect (room, "status", G_CALLBACK (room_status_cb), self);
      g_signal_connect (room, "voice-requested", G_CALLBACK (voice_requested_cb), self);
    }
}

static void
listen_to_contact (DesktopDoorEvents *self,
                   ChatContact       *contact)
{
  static const char *const watched[] = {
    "notify::presence", "notify::status", "notify::name", "notify::subscription", "notify::blocked",
    "notify::groups",
  };

  if (!g_hash_table_add (self->contacts, g_object_ref (contact)))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect (contact, watched[i], G_CALLBACK (contact_cb), self);
}

static void
contacts_changed_cb (GListModel        *contacts,
                     guint              position,
                     guint              removed,
                     guint              added,
                     DesktopDoorEvents *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(ChatContact) contact = g_list_model_get_item (contacts, i);

      listen_to_contact (self, contact);
    }
}

static void
let_go (gpointer object,
        gpointer self)
{
  g_signal_handlers_disconnect_by_data (object, self);
}

static void
let_go_of_account (DesktopDoorEvents *self,
                   ChatAccount       *account)
{
  const char *address = chat_account_get_address (account);
  GHashTableIter iter;
  gpointer contact;
  gpointer room;

  let_go (account, self);
  let_go (chat_account_get_contacts (account), self);
  let_go (chat_account_get_rooms (account), self);
  let_go (chat_rooms_get_list (chat_account_get_rooms (account)), self);
  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, &room, NULL))
    if (g_str_equal (chat_room_get_account_address (room), address))
      {
        let_go (room, self);
        g_hash_table_iter_remove (&iter);
      }
  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, &contact, NULL))
    if (g_str_equal (chat_contact_get_account_address (contact), address))
      {
        let_go (contact, self);
        g_hash_table_remove (self->changed, contact);
        g_hash_table_iter_remove (&iter);
      }
}

static void
accounts_changed_cb (GListModel        *accounts,
                     guint              position,
                     guint              removed,
                     guint              added,
                     DesktopDoorEvents *self)
{
  for (guint i = 0; i < removed; i++)
    let_go_of_account (self, g_ptr_array_index (self->accounts, position + i));
  if (removed > 0)
    g_ptr_array_remove_range (self->accounts, position, removed);

  for (guint i = position; i < position + added; i++)
    {
      ChatAccount *account = g_list_model_get_item (accounts, i);
      GListModel *contacts = chat_account_get_contacts (account);
      ChatRooms *rooms = chat_account_get_rooms (account);
      GListModel *list = chat_rooms_get_list (rooms);

      g_ptr_array_insert (self->accounts, (int) i, account);
      g_signal_connect (account, "notify::state", G_CALLBACK (account_cb), self);
      g_signal_connect (contacts, "items-changed", G_CALLBACK (contacts_changed_cb), self);
      contacts_changed_cb (contacts, 0, 0, g_list_model_get_n_items (contacts), self);
      g_signal_connect (rooms, "invited", G_CALLBACK (invited_cb), self);
      g_signal_connect (rooms, "declined", G_CALLBACK (declined_cb), self);
      g_signal_connect (list, "items-changed", G_CALLBACK (rooms_changed_cb), self);
      rooms_changed_cb (list, 0, 0, g_list_model_get_n_items (list), self);
    }
}

static void
conversations_changed_cb (GListModel        *conversations,
                          guint              position,
                          guint              removed,
                          guint              added,
                          DesktopDoorEvents *self)
{
  for (guint i = 0; i < removed; i++)
    let_go (g_ptr_array_index (self->conversations, position + i), self);
  if (removed > 0)
    g_ptr_array_remove_range (self->conversations, position, removed);

  for (guint i = position; i < position + added; i++)
    {
      ChatConversation *conversation = g_list_model_get_item (conversations, i);

      g_ptr_array_insert (self->conversations, (int) i, conversation);
      g_signal_connect (conversation, "notify::typing", G_CALLBACK (typing_cb), self);
    }
}

static void
watcher_free (Watcher *watcher)
{
  g_bus_unwatch_name (watcher->presence);
  g_free (watcher);
}

static void
watcher_vanished_cb (GDBusConnection *connection,
                     const char      *name,
                     gpointer         user_data)
{
  g_autoptr(DesktopDoorEvents) self = g_object_ref (((Watcher *) user_data)->events);

  g_hash_table_remove (self->watchers, name); /* frees the watcher */
  if (g_hash_table_size (self->watchers) == 0)
    g_signal_emit (self, empty_signal, 0);
}

/**
 * desktop_door_events_add:
 * @self: the events
 * @name: unique name of a bus connection
 *
 * From now on @name is told of everything, until it leaves the bus.
 *
 * Returns: whether there was room for it
 */
gboolean
desktop_door_events_add (DesktopDoorEvents *self,
                         const char        *name)
{
  Watcher *watcher;

  g_return_val_if_fail (DESKTOP_IS_DOOR_EVENTS (self), FALSE);

  if (g_hash_table_contains (self->watchers, name))
    return TRUE;
  if (g_hash_table_size (self->watchers) >= MAX_WATCHERS)
    return FALSE;

  watcher = g_new0 (Watcher, 1);
  watcher->events = self;
  watcher->presence = g_bus_watch_name_on_connection (self->connection, name,
                                                      G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                                      watcher_vanished_cb, watcher, NULL);
  g_hash_table_insert (self->watchers, g_strdup (name), watcher);
  return TRUE;
}

static void
desktop_door_events_dispose (GObject *object)
{
  DesktopDoorEvents *self = DESKTOP_DOOR_EVENTS (object);

  g_hash_table_remove_all (self->watchers);
  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->client != NULL)
    {
      let_go (self->client, self);
      let_go (chat_client_get_accounts (self->client), self);
      let_go (chat_client_get_conversations (self->client), self);
    }
  for (guint i = 0; i < self->accounts->len; i++)
    let_go_of_account (self, g_ptr_array_index (self->accounts, i));
  g_ptr_array_set_size (self->accounts, 0);
  g_ptr_array_foreach (self->conversations, let_go, self);
  g_ptr_array_set_size (self->conversations, 0);
  g_clear_object (&self->client);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (desktop_door_events_parent_class)->dispose (object);
}

static void
desktop_door_events_finalize (GObject *object)
{
  DesktopDoorEvents *self = DESKTOP_DOOR_EVENTS (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->watchers, g_hash_table_unref);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_clear_pointer (&self->conversations, g_ptr_array_unref);
  g_clear_pointer (&self->contacts, g_hash_table_unref);
  g_clear_pointer (&self->changed, g_hash_table_unref);
  g_clear_pointer (&self->rooms, g_hash_table_unref);

  G_OBJECT_CLASS (desktop_door_events_parent_class)->finalize (object);
}

static void
desktop_door_events_class_init (DesktopDoorEventsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desktop_door_events_dispose;
  G_OBJECT_CLASS (klass)->finalize = desktop_door_events_finalize;

  empty_signal = g_signal_new ("empty", DESKTOP_TYPE_DOOR_EVENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
desktop_door_events_init (DesktopDoorEvents *self)
{
  self->watchers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) watcher_free);
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->conversations = g_ptr_array_new_with_free_func (g_object_unref);
  self->contacts = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->changed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->rooms = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

DesktopDoorEvents *
desktop_door_events_new (ChatClient      *client,
                         GDBusConnection *connection,
                         const char      *path)
{
  DesktopDoorEvents *self = g_object_new (DESKTOP_TYPE_DOOR_EVENTS, NULL);
  GListModel *accounts = chat_client_get_accounts (client);
  GListModel *conversations = chat_client_get_conversations (client);

  self->client = g_object_ref (client);
  self->connection = g_object_ref (connection);
  self->path = g_strdup (path);

  g_signal_connect (client, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (client, "message-changed", G_CALLBACK (message_changed_cb), self);
  g_signal_connect (client, "message-edited", G_CALLBACK (message_edited_cb), self);
  g_signal_connect (client, "contact-request", G_CALLBACK (request_cb), self);
  g_signal_connect (client, "notify::trouble-text", G_CALLBACK (trouble_cb), self);
  g_signal_connect (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self);
  accounts_changed_cb (accounts, 0, 0, g_list_model_get_n_items (accounts), self);
  g_signal_connect (conversations, "items-changed", G_CALLBACK (conversations_changed_cb), self);
  conversations_changed_cb (conversations, 0, 0, g_list_model_get_n_items (conversations), self);
  return self;
}
