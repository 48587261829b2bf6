/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens, told over D-Bus: messages, their states, accounts, contacts, typing, trouble. */
#define G_LOG_DOMAIN "desktop-door-events"

#include "desktop-door-events.h"

#include "chat-enums.h"
#include "desktop-door-call.h"

struct _DesktopDoorEvents
{
  GObject          parent_instance;

  ChatClient      *client;
  GDBusConnection *connection;
  char            *path;
  GPtrArray       *accounts;      /* owned ChatAccount: as the list was, to let go of them */
  GPtrArray       *conversations; /* owned ChatConversation, likewise */
  GHashTable      *contacts;      /* owned ChatContact that we listen to */
};

G_DEFINE_FINAL_TYPE (DesktopDoorEvents, desktop_door_events, G_TYPE_OBJECT)

static void
tell (DesktopDoorEvents *self,
      const char        *kind,
      GVariant          *details)
{
  g_autoptr(GError) error = NULL;

  if (!g_dbus_connection_emit_signal (self->connection, NULL, self->path, "im.charla.Charla1",
                                      "Event", g_variant_new ("(s@a{sv})", kind, details), &error))
    g_debug ("An event was not told: %s", error->message);
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

static void
contact_cb (ChatContact       *contact,
            GParamSpec        *pspec,
            DesktopDoorEvents *self)
{
  tell (self, "contact", desktop_contact_variant (contact));
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
  tell (self, "typing", g_variant_dict_end (&dict));
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
accounts_changed_cb (GListModel        *accounts,
                     guint              position,
                     guint              removed,
                     guint              added,
                     DesktopDoorEvents *self)
{
  for (guint i = 0; i < removed; i++)
    {
      ChatAccount *account = g_ptr_array_index (self->accounts, position + i);

      let_go (account, self);
      let_go (chat_account_get_contacts (account), self);
    }
  if (removed > 0)
    g_ptr_array_remove_range (self->accounts, position, removed);

  for (guint i = position; i < position + added; i++)
    {
      ChatAccount *account = g_list_model_get_item (accounts, i);
      GListModel *contacts = chat_account_get_contacts (account);

      g_ptr_array_insert (self->accounts, (int) i, account);
      g_signal_connect (account, "notify::state", G_CALLBACK (account_cb), self);
      g_signal_connect (contacts, "items-changed", G_CALLBACK (contacts_changed_cb), self);
      contacts_changed_cb (contacts, 0, 0, g_list_model_get_n_items (contacts), self);
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
desktop_door_events_dispose (GObject *object)
{
  DesktopDoorEvents *self = DESKTOP_DOOR_EVENTS (object);
  GHashTableIter iter;
  gpointer contact;

  if (self->client != NULL)
    {
      let_go (self->client, self);
      let_go (chat_client_get_accounts (self->client), self);
      let_go (chat_client_get_conversations (self->client), self);
    }
  for (guint i = 0; i < self->accounts->len; i++)
    {
      let_go (g_ptr_array_index (self->accounts, i), self);
      let_go (chat_account_get_contacts (g_ptr_array_index (self->accounts, i)), self);
    }
  g_ptr_array_set_size (self->accounts, 0);
  g_ptr_array_foreach (self->conversations, let_go, self);
  g_ptr_array_set_size (self->conversations, 0);
  g_hash_table_iter_init (&iter, self->contacts);
  while (g_hash_table_iter_next (&iter, &contact, NULL))
    let_go (contact, self);
  g_hash_table_remove_all (self->contacts);
  g_clear_object (&self->client);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (desktop_door_events_parent_class)->dispose (object);
}

static void
desktop_door_events_finalize (GObject *object)
{
  DesktopDoorEvents *self = DESKTOP_DOOR_EVENTS (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_clear_pointer (&self->conversations, g_ptr_array_unref);
  g_clear_pointer (&self->contacts, g_hash_table_unref);

  G_OBJECT_CLASS (desktop_door_events_parent_class)->finalize (object);
}

static void
desktop_door_events_class_init (DesktopDoorEventsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = desktop_door_events_dispose;
  G_OBJECT_CLASS (klass)->finalize = desktop_door_events_finalize;
}

static void
desktop_door_events_init (DesktopDoorEvents *self)
{
  self->accounts = g_ptr_array_new_with_free_func (g_object_unref);
  self->conversations = g_ptr_array_new_with_free_func (g_object_unref);
  self->contacts = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
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
  g_signal_connect (client, "contact-request", G_CALLBACK (request_cb), self);
  g_signal_connect (client, "notify::trouble-text", G_CALLBACK (trouble_cb), self);
  g_signal_connect (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self);
  accounts_changed_cb (accounts, 0, 0, g_list_model_get_n_items (accounts), self);
  g_signal_connect (conversations, "items-changed", G_CALLBACK (conversations_changed_cb), self);
  conversations_changed_cb (conversations, 0, 0, g_list_model_get_n_items (conversations), self);
  return self;
}
