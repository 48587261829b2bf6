/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole model: built once, and passed on to who needs it. */
#define G_LOG_DOMAIN "chat-client"

#include "chat-client.h"

#include "base-color.h"
#include "chat-account-private.h"
#include "chat-client-private.h"
#include "chat-connection.h"
#include "chat-conversations.h"
#include "chat-error.h"
#include "chat-displayed.h"
#include "chat-files-sweep.h"
#include "chat-history-queue.h"
#include "chat-history.h"
#include "chat-inbox.h"
#include "chat-keywords.h"
#include "chat-settings-sync.h"
#include "chat-store.h"
#include "xmpp-session.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (ChatClient, chat_client, G_TYPE_OBJECT)

enum {
  PROP_READY = 1,
  PROP_UNREAD,
  PROP_TROUBLE_TEXT,
  N_PROPS,
};

enum {
  SIGNAL_MESSAGE,
  SIGNAL_MESSAGE_CHANGED,
  SIGNAL_MESSAGE_EDITED,
  SIGNAL_CONTACT_REQUEST,
  SIGNAL_SALVAGED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
chat_client_dispose (GObject *object)
{
  ChatClient *self = CHAT_CLIENT (object);

  if (self->store != NULL)
    chat_store_set_sender_func (self->store, NULL, NULL);
  g_ptr_array_set_size (self->settings_syncs, 0);
  g_ptr_array_set_size (self->displayeds, 0);
  g_ptr_array_set_size (self->queues, 0);
  g_ptr_array_set_size (self->histories, 0);
  g_ptr_array_set_size (self->inboxes, 0);
  g_clear_object (&self->conversations);
  if (self->accounts != NULL)
    g_list_store_remove_all (self->accounts);
  g_clear_object (&self->store);
  g_clear_object (&self->pictures);
  g_clear_object (&self->keyring);

  G_OBJECT_CLASS (chat_client_parent_class)->dispose (object);
}

static void
chat_client_finalize (GObject *object)
{
  ChatClient *self = CHAT_CLIENT (object);

  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->keywords, g_strfreev);
  g_clear_object (&self->accounts);
  g_clear_object (&self->spaces);
  g_clear_pointer (&self->settings_syncs, g_ptr_array_unref);
  g_clear_pointer (&self->displayeds, g_ptr_array_unref);
  g_clear_pointer (&self->queues, g_ptr_array_unref);
  g_clear_pointer (&self->histories, g_ptr_array_unref);
  g_clear_pointer (&self->inboxes, g_ptr_array_unref);
  g_clear_pointer (&self->trouble_text, g_free);

  G_OBJECT_CLASS (chat_client_parent_class)->finalize (object);
}

static void
chat_client_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ChatClient *self = CHAT_CLIENT (object);

  switch (prop_id)
    {
    case PROP_READY:
      g_value_set_boolean (value, self->is_ready);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, chat_client_get_unread (self));
      break;
    case PROP_TROUBLE_TEXT:
      g_value_set_string (value, self->trouble_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_client_class_init (ChatClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = chat_client_dispose;
  object_class->finalize = chat_client_finalize;
  object_class->get_property = chat_client_get_property;

  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);
  props[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_TROUBLE_TEXT] = g_param_spec_string ("trouble-text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_MESSAGE] =
    g_signal_new ("message", CHAT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  3, CHAT_TYPE_CONVERSATION, CHAT_TYPE_MESSAGE, G_TYPE_BOOLEAN);
  signals[SIGNAL_MESSAGE_CHANGED] =
    g_signal_new ("message-changed", CHAT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, CHAT_TYPE_CONVERSATION, CHAT_TYPE_MESSAGE);
  signals[SIGNAL_MESSAGE_EDITED] =
    g_signal_new ("message-edited", CHAT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, CHAT_TYPE_CONVERSATION, CHAT_TYPE_MESSAGE);
  signals[SIGNAL_CONTACT_REQUEST] =
    g_signal_new ("contact-request", CHAT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, CHAT_TYPE_ACCOUNT, CHAT_TYPE_CONTACT);
  signals[SIGNAL_SALVAGED] =
    g_signal_new ("salvaged", CHAT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT64);
}

static void
chat_client_init (ChatClient *self)
{
  self->policy = (ChatPolicy) CHAT_POLICY_INIT;
  self->is_active = TRUE;
  self->store = chat_store_new ();
  self->pictures = chat_pictures_new (self->store);
  self->accounts = g_list_store_new (CHAT_TYPE_ACCOUNT);
  chat_client_init_spaces (self);
  self->conversations = chat_conversations_new (self->store);
  self->inboxes = g_ptr_array_new_with_free_func (g_object_unref);
  self->histories = g_ptr_array_new_with_free_func (g_object_unref);
  self->queues = g_ptr_array_new_with_free_func (g_object_unref);
  self->displayeds = g_ptr_array_new_with_free_func (g_object_unref);
  self->settings_syncs = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Each account, for a loop that changes nothing of the list. */
static ChatAccount *
get_account (ChatClient *self,
             guint       position)
{
  g_autoptr(ChatAccount) account =
    g_list_model_get_item (G_LIST_MODEL (self->accounts), position);

  return account; /* the list keeps it */
}

static guint
count_accounts (ChatClient *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
}

/* In a room one is called what one calls oneself there. */
static gboolean
find_occupant (ChatAccount *account,
               const char  *address,
               ChatSender  *sender)
{
  const char *slash = strchr (address, '/');

  if (slash == NULL || chat_rooms_find (account->rooms, address) == NULL)
    return FALSE;

  sender->name = slash + 1;
  base_color_for_text (slash + 1, sender->buffer);
  sender->color = sender->buffer;
  return TRUE;
}

static void
find_sender (gint64      account_id,
             const char *address,
             ChatSender *sender,
             gpointer    user_data)
{
  ChatClient *self = user_data;

  for (guint i = 0; i < count_accounts (self); i++)
    {
      ChatAccount *account = get_account (self, i);
      ChatContact *contact;

      if (account->record.id != account_id)
        continue;

      if (g_str_equal (account->address, address))
        {
          sender->name = account->record.nickname;
          sender->color = account->record.color;
          return;
        }
      if (find_occupant (account, address, sender))
        return;
      contact = chat_account_ensure_contact (account, address);
      sender->name = chat_contact_get_name (contact);
      sender->color = chat_contact_get_color (contact);
      return;
    }
}

static void
trouble_cb (ChatClient *self)
{
  const GError *trouble = chat_store_get_trouble (self->store);
  g_autofree char *text = trouble != NULL ? chat_error_to_text (trouble) : NULL;

  if (g_strcmp0 (self->trouble_text, text) == 0)
    return;

  g_free (self->trouble_text);
  self->trouble_text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TROUBLE_TEXT]);
}

static void
unread_cb (ChatClient *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
}

static void
message_changed_cb (ChatConversations *conversations,
                    ChatConversation  *conversation,
                    ChatMessage       *message,
                    ChatClient        *self)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_CHANGED], 0, conversation, message);
}

static void
message_edited_cb (ChatConversations *conversations,
                   ChatConversation  *conversation,
                   ChatMessage       *message,
                   ChatClient        *self)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_EDITED], 0, conversation, message);
}

static void
message_cb (ChatInbox        *inbox,
            ChatConversation *conversation,
            ChatMessage      *message,
            gboolean          notify,
            ChatClient       *self)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, conversation, message, notify);
}

static void
contact_request_cb (ChatAccount *account,
                    ChatContact *contact,
                    ChatClient  *self)
{
  g_signal_emit (self, signals[SIGNAL_CONTACT_REQUEST], 0, account, contact);
}

ChatClient *
chat_client_new (const char  *data_dir,
                 ChatKeyring *keyring)
{
  ChatClient *self = NULL;

  g_return_val_if_fail (data_dir != NULL, NULL);

  self = g_object_new (CHAT_TYPE_CLIENT, NULL);
  self->data_dir = g_strdup (data_dir);
  self->keyring = keyring != NULL ? g_object_ref (keyring) : NULL;
  chat_store_set_sender_func (self->store, find_sender, self);
  g_signal_connect_object (self->store, "trouble", G_CALLBACK (trouble_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->conversations, "notify::unread", G_CALLBACK (unread_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->conversations, "message-changed",
                           G_CALLBACK (message_changed_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->conversations, "message-edited", G_CALLBACK (message_edited_cb),
                           self, G_CONNECT_DEFAULT);
  return self;
}

void
chat_client_take_account (ChatClient  *self,
                          ChatAccount *account)
{
  ChatInbox *inbox = chat_inbox_new (self->store, account, self->conversations);
  ChatHistory *history = chat_history_new (self->store, inbox, self->conversations, NULL);

  chat_account_set_policy (account, &self->policy);
  chat_connection_set_keywords (account->connection, (const char *const *) self->keywords);
  chat_account_set_idle (account, self->idle_s, self->is_locked);
  chat_account_set_active (account, self->is_active);
  g_ptr_array_add (self->inboxes, inbox);
  if (self->is_ready)
    chat_inbox_show_rooms (inbox);
  g_ptr_array_add (self->histories, history);
  g_ptr_array_add (self->queues,
                   chat_history_queue_new (self->store, inbox, self->conversations));
  g_ptr_array_add (self->displayeds,
                   chat_displayed_new (self->store, inbox, history, self->conversations));
  g_ptr_array_add (self->settings_syncs, chat_settings_sync_new (account, self->conversations));
  g_signal_connect_object (inbox, "message", G_CALLBACK (message_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (account, "contact-request", G_CALLBACK (contact_request_cb), self,
                           G_CONNECT_DEFAULT);
  g_list_store_append (self->accounts, account);
}

void
chat_client_be_ready (ChatClient *self,
                      const char *kept_path,
                      guint64     n_salvaged)
{
  self->is_ready = TRUE;
  chat_files_sweep (self->store);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
  for (guint i = 0; i < self->inboxes->len; i++)
    chat_inbox_show_rooms (g_ptr_array_index (self->inboxes, i));
  for (guint i = 0; i < count_accounts (self); i++)
    chat_client_hold_account (self, get_account (self, i));
  if (kept_path != NULL)
    g_signal_emit (self, signals[SIGNAL_SALVAGED], 0, kept_path, n_salvaged);
}

gboolean
chat_client_get_ready (ChatClient *self)
{
  g_return_val_if_fail (CHAT_IS_CLIENT (self), FALSE);

  return self->is_ready;
}

guint
chat_client_get_unread (ChatClient *self)
{
  g_return_val_if_fail (CHAT_IS_CLIENT (self), 0);

  return self->conversations != NULL ? chat_conversations_get_unread (self->conversations) : 0;
}

const char *
chat_client_get_trouble_text (ChatClient *self)
{
  g_return_val_if_fail (CHAT_IS_CLIENT (self), NULL);

  return self->trouble_text;
}

GListModel *
chat_client_get_accounts (ChatClient *self)
{
  g_return_val_if_fail (CHAT_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->accounts);
}

GListModel *
chat_client_get_conversations (ChatClient *self)
{
  g_return_val_if_fail (CHAT_IS_CLIENT (self), NULL);

  return chat_conversations_get_list (self->conversations);
}

ChatAccount *
chat_client_get_account (ChatClient *self,
                         const char *address)
{
  g_autoptr(XmppAddress) parsed = NULL;

  g_return_val_if_fail (CHAT_IS_CLIENT (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  parsed = xmpp_address_parse (address, NULL);
  for (guint i = 0; parsed != NULL && i < count_accounts (self); i++)
    if (g_str_equal (get_account (self, i)->address, xmpp_address_get_bare (parsed)))
      return get_account (self, i);

  return NULL;
}

/* What is known to be a room is no contact, and who is in it is spoken to in private. */
static ChatConversationKind
find_kind (ChatAccount *account,
           const char  *address)
{
  g_autoptr(XmppAddress) parsed = xmpp_address_parse (address, NULL);

  if (parsed == NULL || chat_rooms_find (account->rooms, address) == NULL)
    return CHAT_CONVERSATION_CHAT;

  return xmpp_address_is_bare (parsed) ? CHAT_CONVERSATION_ROOM : CHAT_CONVERSATION_PRIVATE;
}

ChatConversation *
chat_client_get_conversation (ChatClient   *self,
                              ChatAccount  *account,
                              const char   *address,
                              GError      **error)
{
  ChatConversation *conversation;

  g_return_val_if_fail (CHAT_IS_CLIENT (self), NULL);
  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  conversation = chat_conversations_ensure (self->conversations, account, address,
                                            find_kind (account, address), 0);
  if (conversation == NULL)
    g_set_error_literal (error, CHAT_ERROR, CHAT_ERROR_INVALID_ADDRESS, "This is no address");
  return conversation;
}

ChatConversation *
chat_client_find_conversation (ChatClient *self,
                               const char *account,
                               const char *address)
{
  g_autoptr(XmppAddress) parsed = NULL;
  ChatConversation *conversation;

  g_return_val_if_fail (CHAT_IS_CLIENT (self), NULL);
  g_return_val_if_fail (account != NULL && address != NULL, NULL);

  /* Addresses are written in many ways, and in full where somebody in a room is meant. */
  parsed = xmpp_address_parse (address, NULL);
  if (parsed == NULL)
    return NULL;

  conversation = chat_conversations_find (self->conversations, account,
                                          xmpp_address_get_full (parsed));
  if (conversation != NULL)
    return conversation;

  conversation = chat_conversations_find (self->conversations, account,
                                          xmpp_address_get_bare (parsed));
  return conversation != NULL
         && chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_CHAT ? conversation
                                                                                : NULL;
}

static gboolean
is_held (ChatClient *self)
{
  return self->is_asleep || self->is_stopping || !self->is_ready;
}

void
chat_client_hold_account (ChatClient  *self,
                          ChatAccount *account)
{
  chat_account_set_held (account, is_held (self));
}

void
chat_client_set_idle (ChatClient *self,
                      guint       idle_s,
                      gboolean    locked)
{
  g_return_if_fail (CHAT_IS_CLIENT (self));

  self->idle_s = idle_s;
  self->is_locked = locked;
  for (guint i = 0; i < count_accounts (self); i++)
    chat_account_set_idle (get_account (self, i), idle_s, locked);
}

void
chat_client_set_active (ChatClient *self,
                        gboolean    active)
{
  g_return_if_fail (CHAT_IS_CLIENT (self));

  self->is_active = active;
  for (guint i = 0; i < count_accounts (self); i++)
    chat_account_set_active (get_account (self, i), active);
}

void
chat_client_set_asleep (ChatClient *self,
                        gboolean    asleep)
{
  g_return_if_fail (CHAT_IS_CLIENT (self));

  self->is_asleep = asleep != FALSE;
  chat_conversations_update_muted (self->conversations);
  for (guint i = 0; i < count_accounts (self); i++)
    if (!asleep || !chat_account_suspend (get_account (self, i)))
      chat_client_hold_account (self, get_account (self, i));
  for (guint i = 0; !asleep && i < count_accounts (self); i++)
    chat_account_check (get_account (self, i));
}

void
chat_client_set_policy (ChatClient       *self,
                        const ChatPolicy *policy)
{
  g_return_if_fail (CHAT_IS_CLIENT (self));
  g_return_if_fail (policy != NULL);

  self->policy = *policy;
  for (guint i = 0; i < count_accounts (self); i++)
    chat_account_set_policy (get_account (self, i), policy);
}

void
chat_client_set_keywords (ChatClient        *self,
                          const char *const *words)
{
  g_return_if_fail (CHAT_IS_CLIENT (self));

  g_strfreev (self->keywords);
  self->keywords = chat_keywords_fold (words);
  for (guint i = 0; i < count_accounts (self); i++)
    chat_connection_set_keywords (get_account (self, i)->connection,
                                  (const char *const *) self->keywords);
}
