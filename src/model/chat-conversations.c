/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All conversations: the list that windows sort, and the tables by which others find one. */
#define G_LOG_DOMAIN "chat-conversations"

#include "chat-conversations.h"

#include "archive-conversations.h"
#include "chat-account-private.h"
#include "chat-conversation-private.h"
#include "chat-error.h"
#include "chat-message-private.h"
#include "chat-nick.h"
#include "chat-room-private.h"
#include "chat-rooms-private.h"
#include "chat-spaces-private.h"
#include "chat-store.h"
#include "xmpp-address.h"

struct _ChatConversations
{
  GObject     parent_instance;

  ChatStore  *store;
  GListStore *list;       /* ChatConversation */
  GHashTable *by_address; /* owned char *, see make_key() → borrowed ChatConversation */
  GHashTable *by_id;      /* owned gint64 → borrowed ChatConversation */
  GHashTable *accounts;   /* borrowed address → borrowed ChatAccount: see remove_account */
  guint       unread;
};

G_DEFINE_FINAL_TYPE (ChatConversations, chat_conversations, G_TYPE_OBJECT)

enum {
  PROP_UNREAD = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint message_changed_signal;
static guint look_signal;
static guint shared_set_signal;
static guint read_signal;
static guint message_edited_signal;

/* Neither address can hold a line end. */
static char *
make_key (const char *account_address,
          const char *address)
{
  return g_strconcat (account_address, "\n", address, NULL);
}

static void
chat_conversations_finalize (GObject *object)
{
  ChatConversations *self = CHAT_CONVERSATIONS (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->by_address, g_hash_table_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->accounts, g_hash_table_unref);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (chat_conversations_parent_class)->finalize (object);
}

static void
chat_conversations_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  ChatConversations *self = CHAT_CONVERSATIONS (object);

  switch (prop_id)
    {
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chat_conversations_class_init (ChatConversationsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = chat_conversations_finalize;
  object_class->get_property = chat_conversations_get_property;

  props[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0,
                                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                          | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  message_changed_signal = g_signal_new ("message-changed", CHAT_TYPE_CONVERSATIONS,
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                         CHAT_TYPE_CONVERSATION, CHAT_TYPE_MESSAGE);
  read_signal = g_signal_new ("read", CHAT_TYPE_CONVERSATIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 1, CHAT_TYPE_CONVERSATION);
  look_signal = g_signal_new ("look", CHAT_TYPE_CONVERSATIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 2, CHAT_TYPE_CONVERSATION, G_TYPE_BOOLEAN);
  shared_set_signal = g_signal_new ("shared-set", CHAT_TYPE_CONVERSATIONS, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 2, CHAT_TYPE_CONVERSATION,
                                    G_TYPE_INT);
  message_edited_signal = g_signal_new ("message-edited", CHAT_TYPE_CONVERSATIONS,
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                        CHAT_TYPE_CONVERSATION, CHAT_TYPE_MESSAGE);
}

static void
chat_conversations_init (ChatConversations *self)
{
  self->list = g_list_store_new (CHAT_TYPE_CONVERSATION);
  self->by_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->accounts = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
changed_cb (ChatStore         *store,
            ChatMessage       *message,
            gboolean           moved,
            ChatConversations *self)
{
  ChatConversation *conversation =
    chat_conversations_find_id (self, chat_message_get_conversation_id (message));

  if (conversation == NULL)
    return;

  chat_conversation_note_change (conversation, message, moved);
  if (chat_message_is_outgoing (message))
    g_signal_emit (self, message_changed_signal, 0, conversation, message);
}

static void
edited_cb (ChatStore         *store,
           ChatMessage       *message,
           ChatConversations *self)
{
  ChatConversation *conversation =
    chat_conversations_find_id (self, chat_message_get_conversation_id (message));

  if (conversation != NULL)
    g_signal_emit (self, message_edited_signal, 0, conversation, message);
}

static void
removed_cb (ChatStore         *store,
            gint64             conversation_id,
            gint64             id,
            ChatConversations *self)
{
  ChatConversation *conversation = chat_conversations_find_id (self, conversation_id);

  if (conversation != NULL)
    chat_conversation_note_removed (conversation, id);
}

ChatConversations *
chat_conversations_new (ChatStore *store)
{
  ChatConversations *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);

  self = g_object_new (CHAT_TYPE_CONVERSATIONS, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (store, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (store, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_DEFAULT);
  return self;
}

GListModel *
chat_conversations_get_list (ChatConversations *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATIONS (self), NULL);

  return G_LIST_MODEL (self->list);
}

guint
chat_conversations_get_unread (ChatConversations *self)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATIONS (self), 0);

  return self->unread;
}

/* What each conversation adds to the sums is kept beside it, so that thousands of others need
 * not be looked at when one changes. */
static void
count (ChatConversations *self,
       ChatConversation  *conversation,
       guint              unread,
       guint              loud)
{
  ChatAccount *account =
    g_hash_table_lookup (self->accounts, chat_conversation_get_account_address (conversation));
  guint more_unread = unread - conversation->counted_unread; /* may be less: they wrap around */
  guint more_loud = loud - conversation->counted_loud;

  conversation->counted_unread = unread;
  conversation->counted_loud = loud;
  if (account != NULL)
    chat_account_set_unread (account, account->unread + more_unread);
  if (more_loud != 0)
    {
      self->unread += more_loud;
      if (account != NULL)
        chat_spaces_count (account->spaces, chat_conversation_get_address (conversation),
                           more_loud);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD]);
    }
}

static void
count_cb (ChatConversation  *conversation,
          GParamSpec        *pspec,
          ChatConversations *self)
{
  guint unread = chat_conversation_get_unread (conversation);

  count (self, conversation, unread, chat_conversation_get_muted (conversation) ? 0 : unread);
}

static void
id_cb (ChatConversation  *conversation,
       GParamSpec        *pspec,
       ChatConversations *self)
{
  gint64 id = chat_conversation_get_id (conversation);

  g_hash_table_replace (self->by_id, g_memdup2 (&id, sizeof id), conversation);
}

static void
read_cb (ChatConversation  *conversation,
         ChatConversations *self)
{
  g_signal_emit (self, read_signal, 0, conversation);
}

static void
look_cb (ChatConversation  *conversation,
         gboolean           wants_more,
         ChatConversations *self)
{
  g_signal_emit (self, look_signal, 0, conversation, wants_more);
}

static void
shared_set_cb (ChatConversation  *conversation,
               int                what,
               ChatConversations *self)
{
  g_signal_emit (self, shared_set_signal, 0, conversation, what);
}

/* In the tables and the sums, not yet in the list. */
static ChatConversation *
make (ChatConversations          *self,
      ChatAccount                *account,
      ChatPeer                   *peer,
      const ChatConversationInit *init)
{
  ChatConversation *conversation =
    chat_conversation_new (self->store, account->connection, account->outbox, account->downloads,
                           account->directs, peer, init);

  g_hash_table_replace (self->accounts, account->address, account);
  g_hash_table_replace (self->by_address,
                        make_key (account->address, chat_peer_get_address (peer)),
                        conversation);
  if (init->id != 0)
    id_cb (conversation, NULL, self);
  g_signal_connect_object (conversation, "notify::id", G_CALLBACK (id_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (conversation, "notify::unread", G_CALLBACK (count_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (conversation, "notify::muted", G_CALLBACK (count_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (conversation, "read", G_CALLBACK (read_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (conversation, "look", G_CALLBACK (look_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (conversation, "shared-set", G_CALLBACK (shared_set_cb), self,
                           G_CONNECT_DEFAULT);
  count_cb (conversation, NULL, self);
  return conversation;
}

static ChatAccount *
find_account (GListModel *accounts,
              gint64      id)
{
  guint n_accounts = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr(ChatAccount) account = g_list_model_get_item (accounts, i);

      if (account->record.id == id)
        return account; /* the list keeps it */
    }

  return NULL;
}

/* (transfer full) (nullable): whom or what a conversation is with; NULL: @address is none */
static ChatPeer *
dup_peer (ChatAccount          *account,
          const char           *address,
          ChatConversationKind  kind)
{
  g_autoptr(XmppAddress) parsed = xmpp_address_parse (address, NULL);
  ChatContact *contact;
  ChatRoom *room;

  if (parsed == NULL)
    return NULL;

  if (kind != CHAT_CONVERSATION_CHAT)
    {
      room = chat_rooms_ensure_address (account->rooms, parsed);
      if (room != NULL && kind == CHAT_CONVERSATION_ROOM)
        return CHAT_PEER (g_object_ref (room));
      if (room != NULL && !xmpp_address_is_bare (parsed))
        return CHAT_PEER (chat_nick_new (room, xmpp_address_get_full (parsed),
                                         xmpp_address_get_resource (parsed)));
      return NULL;
    }

  contact = chat_account_get_contact (account, address);
  return contact != NULL ? CHAT_PEER (g_object_ref (contact)) : NULL;
}

/* Whether the room has said it: what waits to be said there was written whenever it was, and does
 * not tell until when everything is held. */
static gboolean
is_heard (const ArchiveMessage *message) /* (nullable) */
{
  return message != NULL
         && (message->direction == ARCHIVE_INCOMING || message->state == ARCHIVE_STATE_DELIVERED);
}

/* @message: (nullable): the newest one */
static ChatConversation *
make_from_row (ChatConversations         *self,
               GListModel                *accounts,
               const ArchiveConversation *row,
               ChatMessage               *message)
{
  static const ChatConversationKind kinds[] = {
    [ARCHIVE_CONVERSATION_CHAT] = CHAT_CONVERSATION_CHAT,
    [ARCHIVE_CONVERSATION_ROOM] = CHAT_CONVERSATION_ROOM,
    [ARCHIVE_CONVERSATION_PRIVATE] = CHAT_CONVERSATION_PRIVATE,
  };
  ChatAccount *account = find_account (accounts, row->account_id);
  g_autoptr(ChatPeer) peer = NULL;
  const ChatConversationInit init = {
    .id = row->id,
    .draft = row->draft,
    .muted_until_us = row->muted_until_us,
    .read_sort_us = row->read_sort_us,
    .unread = row->unread,
    .mentions = row->mentions,
    .is_pinned = row->pinned > 0,
    .is_archived = row->archived,
    .last = message,
  };

  if (account == NULL)
    return NULL;

  peer = dup_peer (account, row->address, kinds[row->kind]);
  if (peer != NULL && row->kind == ARCHIVE_CONVERSATION_ROOM && is_heard (row->last))
    chat_room_note_time (CHAT_ROOM (peer), row->last->time_us);
  return peer != NULL ? make (self, account, peer, &init) : NULL;
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ChatConversations *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GPtrArray) conversations = g_ptr_array_new_with_free_func (g_object_unref);

  rows = archive_conversations_load_finish (ARCHIVE_DATABASE (object), result, &error);
  if (rows == NULL)
    {
      g_task_return_error (task, chat_error_translate (g_steal_pointer (&error)));
      return;
    }

  for (guint i = 0; i < rows->len; i++)
    {
      const ArchiveConversation *row = g_ptr_array_index (rows, i);
      g_autoptr(GPtrArray) last = g_ptr_array_new ();
      g_autoptr(GPtrArray) messages = NULL;
      ChatConversation *conversation;

      if (row->last != NULL)
        g_ptr_array_add (last, row->last);
      messages = chat_store_wrap (self->store, last);
      conversation = make_from_row (self, g_task_get_task_data (task), row,
                                    messages->len > 0 ? g_ptr_array_index (messages, 0) : NULL);
      if (conversation != NULL)
        g_ptr_array_add (conversations, conversation);
    }

  g_list_store_splice (self->list, 0, 0, conversations->pdata, conversations->len);
  g_task_return_boolean (task, TRUE);
}

void
chat_conversations_load_async (ChatConversations   *self,
                               GListModel          *accounts,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CHAT_IS_CONVERSATIONS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_conversations_load_async);
  g_task_set_task_data (task, g_object_ref (accounts), g_object_unref);
  archive_conversations_load_async (chat_store_get_database (self->store), 0, cancellable, load_cb,
                                    g_steal_pointer (&task));
}

gboolean
chat_conversations_load_finish (ChatConversations  *self,
                                GAsyncResult       *result,
                                GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

ChatConversation *
chat_conversations_find (ChatConversations *self,
                         const char        *account_address,
                         const char        *address)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (CHAT_IS_CONVERSATIONS (self), NULL);
  g_return_val_if_fail (account_address != NULL && address != NULL, NULL);

  key = make_key (account_address, address);
  return g_hash_table_lookup (self->by_address, key);
}

ChatConversation *
chat_conversations_find_id (ChatConversations *self,
                            gint64             id)
{
  g_return_val_if_fail (CHAT_IS_CONVERSATIONS (self), NULL);

  return g_hash_table_lookup (self->by_id, &id);
}

static void
ensure_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatConversation) conversation = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveConversation) row = NULL;

  row = archive_conversations_ensure_finish (ARCHIVE_DATABASE (object), result, &error);
  if (row != NULL)
    chat_conversation_set_id (conversation, row->id);
  else
    g_warning ("A conversation could not be stored: %s", error->message);
}

/* Out of the tables, the sums and the list. */
static void
drop (ChatConversations *self,
      ChatConversation  *conversation,
      guint              position)
{
  gint64 id = chat_conversation_get_id (conversation);
  g_autofree char *key = make_key (chat_conversation_get_account_address (conversation),
                                   chat_conversation_get_address (conversation));

  g_signal_handlers_disconnect_by_data (conversation, self);
  count (self, conversation, 0, 0);
  g_hash_table_remove (self->by_address, key);
  g_hash_table_remove (self->by_id, &id);
  g_list_store_remove (self->list, position);
}

static void
ask_id (ChatConversations *self,
        ChatAccount       *account,
        ChatConversation  *conversation)
{
  static const ArchiveConversationKind kinds[] = {
    [CHAT_CONVERSATION_CHAT] = ARCHIVE_CONVERSATION_CHAT,
    [CHAT_CONVERSATION_ROOM] = ARCHIVE_CONVERSATION_ROOM,
    [CHAT_CONVERSATION_PRIVATE] = ARCHIVE_CONVERSATION_PRIVATE,
  };
  ArchiveDatabase *database = chat_store_get_database (self->store);

  if (database != NULL && account->record.id != 0)
    archive_conversations_ensure_async (database, account->record.id,
                                        chat_conversation_get_address (conversation),
                                        kinds[chat_conversation_get_kind (conversation)], NULL,
                                        ensure_cb, g_object_ref (conversation));
}

/* What was taken for a chat turns out to be something else: it is another one from now on, with all
 * that was in it. */
static ChatConversation *
replace (ChatConversations *self,
         ChatAccount       *account,
         ChatConversation  *before,
         ChatPeer          *peer)
{
  const ChatConversationInit init = {
    .id = chat_conversation_get_id (before),
    .draft = chat_conversation_get_draft (before),
    .muted_until_us = before->muted_until_s > G_MAXINT64 / G_USEC_PER_SEC
                        ? G_MAXINT64 : before->muted_until_s * G_USEC_PER_SEC,
    .read_sort_us = before->read_sort_us,
    .unread = before->unread,
    .mentions = before->mentions,
    .is_pinned = before->is_pinned,
    .is_archived = before->is_archived,
    .last = before->last,
  };
  g_autoptr(ChatConversation) kept = g_object_ref (before);
  ChatConversation *conversation;
  guint position;

  if (g_list_store_find (self->list, before, &position))
    drop (self, before, position);
  conversation = make (self, account, peer, &init);
  g_list_store_append (self->list, conversation);
  g_object_unref (conversation); /* the list keeps it */
  ask_id (self, account, conversation);
  return conversation;
}

ChatConversation *
chat_conversations_ensure (ChatConversations    *self,
                           ChatAccount          *account,
                           const char           *address,
                           ChatConversationKind  kind,
                           gint64                id)
{
  const ChatConversationInit init = { .id = id };
  g_autoptr(ChatPeer) peer = NULL;
  ChatConversation *conversation;

  g_return_val_if_fail (CHAT_IS_CONVERSATIONS (self), NULL);
  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  peer = dup_peer (account, address, kind);
  if (peer == NULL)
    return NULL;

  conversation = chat_conversations_find (self, account->address, chat_peer_get_address (peer));
  if (conversation != NULL)
    {
      if (kind != CHAT_CONVERSATION_CHAT
          && chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_CHAT)
        conversation = replace (self, account, conversation, peer);
      if (id != 0 && chat_conversation_get_id (conversation) == 0)
        chat_conversation_set_id (conversation, id);
      return conversation;
    }

  conversation = make (self, account, peer, &init);
  g_list_store_append (self->list, conversation);
  g_object_unref (conversation); /* the list keeps it */
  if (id == 0)
    ask_id (self, account, conversation);
  return conversation;
}

void
chat_conversations_remove_account (ChatConversations *self,
                                   ChatAccount       *account)
{
  g_return_if_fail (CHAT_IS_CONVERSATIONS (self));
  g_return_if_fail (CHAT_IS_ACCOUNT (account));

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->list)); i > 0; i--)
    {
      g_autoptr(ChatConversation) conversation =
        g_list_model_get_item (G_LIST_MODEL (self->list), i - 1);

      if (g_str_equal (chat_conversation_get_account_address (conversation), account->address))
        drop (self, conversation, i - 1);
    }
  g_hash_table_remove (self->accounts, account->address);
}

/* Each room has an archive of its own, all else is in the account's. */
static gboolean
is_kept_by (ChatConversation *conversation,
            ChatAccount      *account,
            const char       *owner)
{
  if (!g_str_equal (chat_conversation_get_account_address (conversation), account->address))
    return FALSE;

  return chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM
           ? g_str_equal (chat_conversation_get_address (conversation), owner)
           : g_str_equal (account->address, owner);
}

void
chat_conversations_shift (ChatConversations *self,
                          ChatAccount       *account,
                          const char        *owner,
                          gint64             from_us,
                          gint64             by_us)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id;
  gpointer conversation;

  g_return_if_fail (CHAT_IS_CONVERSATIONS (self));
  g_return_if_fail (CHAT_IS_ACCOUNT (account));

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, &id, &conversation))
    if (is_kept_by (conversation, account, owner))
      {
        g_hash_table_add (ids, g_memdup2 (id, sizeof (gint64)));
        chat_conversation_shift (conversation, from_us, by_us);
      }
  chat_store_shift (self->store, ids, from_us, by_us);
}

/* What each does with every one of them. */
static void
for_all (ChatConversations *self,
         void             (*func) (ChatConversation *conversation))
{
  guint n_conversations = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  for (guint i = 0; i < n_conversations; i++)
    {
      g_autoptr(ChatConversation) conversation =
        g_list_model_get_item (G_LIST_MODEL (self->list), i);

      func (conversation);
    }
}

void
chat_conversations_update_muted (ChatConversations *self)
{
  g_return_if_fail (CHAT_IS_CONVERSATIONS (self));

  for_all (self, chat_conversation_update_muted);
}

void
chat_conversations_flush (ChatConversations *self)
{
  g_return_if_fail (CHAT_IS_CONVERSATIONS (self));

  for_all (self, chat_conversation_flush);
}
