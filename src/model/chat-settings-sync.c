/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is muted for good or pinned, on all devices: XEP-0492, XEP-0469. What was set without a
 * network is told later, and until then what the server has of it does not count. */
#define G_LOG_DOMAIN "chat-settings-sync"

#include "chat-settings-sync.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-room-private.h"
#include "xmpp-bookmarks.h"
#include "xmpp-error.h"

struct _ChatSettingsSync
{
  GObject            parent_instance;

  ChatAccount       *account;
  ChatConversations *conversations;
  GHashTable        *telling;       /* owned char *: whose are on their way to the server */
};

G_DEFINE_FINAL_TYPE (ChatSettingsSync, chat_settings_sync, G_TYPE_OBJECT)

/* Whether it is set so on the server. */
static gboolean
is_set (const XmppBookmark *bookmark, /* (nullable) */
        ChatShared          what)
{
  if (bookmark == NULL)
    return FALSE;

  return what == CHAT_SHARED_PINNED ? bookmark->is_pinned : bookmark->notify == XMPP_NOTIFY_NEVER;
}

/* What others have set stays where it comes to the same here: a person who writes to us always
 * means us. */
static void
set (XmppBookmark *bookmark,
     ChatShared    what,
     gboolean      value)
{
  if (is_set (bookmark, what) == value)
    return;

  if (what == CHAT_SHARED_PINNED)
    bookmark->is_pinned = value;
  else
    bookmark->notify = value ? XMPP_NOTIFY_NEVER : XMPP_NOTIFY_ALWAYS;
}

static gboolean
is_untold (ChatSettingsSync *self,
           ChatShared        what,
           const char       *address)
{
  return g_hash_table_contains (self->account->untold[what], address);
}

static ChatConversation *
find (ChatSettingsSync *self,
      const char       *address)
{
  return chat_conversations_find (self->conversations, self->account->address, address);
}

/* Telling. */

typedef struct {
  ChatSettingsSync *sync;
  XmppBookmark     *bookmark;
} Telling;

static void
telling_free (Telling *telling)
{
  g_object_unref (telling->sync);
  xmpp_bookmark_free (telling->bookmark);
  g_free (telling);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Telling, telling_free)

static void tell (ChatSettingsSync *self,
                  ChatConversation *conversation);

/* What was set anew meanwhile is told next. */
static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Telling) telling = user_data;
  ChatSettingsSync *self = telling->sync;
  const char *address = xmpp_address_get_bare (telling->bookmark->address);
  g_autoptr(GError) error = NULL;
  ChatConversation *conversation = find (self, address);
  gboolean is_told = xmpp_bookmarks_store_finish (XMPP_BOOKMARKS (object), result, &error);

  g_hash_table_remove (self->telling, address);
  if (!is_told)
    {
      g_debug ("Other devices are not told what is set: %s", error->message);
      /* The server does not keep it private after all. */
      if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED))
        self->account->is_settings_sync_refused = TRUE;
      return;
    }

  for (guint i = 0; i < CHAT_N_SHARED; i++)
    if (conversation == NULL
        || chat_conversation_get_shared (conversation, i) == is_set (telling->bookmark, i))
      chat_account_set_untold (self->account, i, address, FALSE);
  if (conversation != NULL)
    tell (self, conversation);
}

static gboolean
can_tell (ChatSettingsSync *self)
{
  XmppBookmarks *bookmarks = self->account->connection->bookmarks;

  return chat_connection_is_online (self->account->connection)
         && !self->account->is_settings_sync_refused
         && xmpp_bookmarks_is_settled (bookmarks, FALSE)
         && xmpp_bookmarks_is_supported (bookmarks, FALSE);
}

static void
store (ChatSettingsSync *self,
       XmppBookmark     *bookmark) /* (transfer full) */
{
  Telling *telling = g_new0 (Telling, 1);

  telling->sync = g_object_ref (self);
  telling->bookmark = bookmark;
  g_hash_table_add (self->telling, g_strdup (xmpp_address_get_bare (bookmark->address)));
  xmpp_bookmarks_store_async (self->account->connection->bookmarks, bookmark, NULL, told_cb,
                              telling);
}

/* All that is untold of it; the rest stays as the server has it. */
static void
tell (ChatSettingsSync *self,
      ChatConversation *conversation)
{
  const char *bare = chat_conversation_get_address (conversation);
  g_autoptr(XmppAddress) address = xmpp_address_parse (bare, NULL);
  g_autoptr(XmppBookmark) bookmark = NULL;
  const XmppBookmark *known;
  gboolean is_news = FALSE;

  if (address == NULL || !can_tell (self) || g_hash_table_contains (self->telling, bare))
    return;

  known = xmpp_bookmarks_lookup (self->account->connection->bookmarks, address, FALSE);
  bookmark = known != NULL ? xmpp_bookmark_copy (known) : xmpp_bookmark_new (address, FALSE);
  for (guint i = 0; i < CHAT_N_SHARED; i++)
    {
      gboolean is_set_here = chat_conversation_get_shared (conversation, i);

      if (!is_untold (self, i, bare))
        continue;
      if (is_set (known, i) == is_set_here)
        chat_account_set_untold (self->account, i, bare, FALSE);
      else
        is_news = TRUE;
      set (bookmark, i, is_set_here);
    }

  if (is_news)
    store (self, g_steal_pointer (&bookmark));
}

static void
shared_set_cb (ChatSettingsSync *self,
               ChatConversation *conversation,
               int               what)
{
  if (!g_str_equal (chat_conversation_get_account_address (conversation), self->account->address))
    return;

  if (chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM)
    {
      chat_room_set_shared (chat_conversation_get_room (conversation), (ChatShared) what,
                            chat_conversation_get_shared (conversation, (ChatShared) what));
      return;
    }
  /* Whose the nick is tomorrow nobody knows. */
  if (chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_PRIVATE)
    return;

  chat_account_set_untold (self->account, (ChatShared) what,
                           chat_conversation_get_address (conversation), TRUE);
  tell (self, conversation);
}

/* Hearing. */

static void
follow (ChatSettingsSync   *self,
        ChatConversation   *conversation,
        const XmppBookmark *bookmark) /* (nullable): nothing is set */
{
  const char *address = chat_conversation_get_address (conversation);

  for (guint i = 0; i < CHAT_N_SHARED; i++)
    if (!is_untold (self, i, address))
      chat_conversation_follow_shared (conversation, i, is_set (bookmark, i));
}

/* (nullable): that of somebody; what is said of a room that is none counts for nothing. */
static ChatConversation *
find_chat (ChatSettingsSync   *self,
           const XmppBookmark *bookmark)
{
  ChatConversation *conversation =
    bookmark->is_room ? NULL : find (self, xmpp_address_get_bare (bookmark->address));

  return conversation != NULL
         && chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_CHAT ? conversation
                                                                                : NULL;
}

static void
changed_cb (ChatSettingsSync   *self,
            const XmppBookmark *bookmark)
{
  ChatConversation *conversation = find_chat (self, bookmark);

  if (conversation != NULL)
    follow (self, conversation, bookmark);
}

static void
removed_cb (ChatSettingsSync   *self,
            const XmppBookmark *bookmark)
{
  ChatConversation *conversation = find_chat (self, bookmark);

  if (conversation != NULL)
    follow (self, conversation, NULL);
}

static void
tell_all (ChatSettingsSync *self,
          GHashTable       *untold)
{
  g_autofree gpointer *addresses = NULL;
  guint n_addresses = 0;

  addresses = g_hash_table_get_keys_as_array (untold, &n_addresses);
  for (guint i = 0; i < n_addresses; i++)
    {
      g_autofree char *address = g_strdup (addresses[i]);
      ChatConversation *conversation = find (self, address);

      if (conversation != NULL)
        tell (self, conversation);
    }
}

static void
settled_cb (ChatSettingsSync *self,
            gboolean          is_room)
{
  if (is_room)
    return;

  self->account->is_settings_sync_refused = FALSE;
  for (guint i = 0; i < CHAT_N_SHARED; i++)
    tell_all (self, self->account->untold[i]);
}

static void
room_cb (ChatConversation *conversation)
{
  ChatRoom *room = chat_conversation_get_room (conversation);

  for (guint i = 0; i < CHAT_N_SHARED; i++)
    chat_conversation_follow_shared (conversation, i, chat_room_get_shared (room, i));
}

/* What is set for a room stands in its own bookmark: chat-rooms-sync.c. */
static void
follow_room (ChatConversation *conversation)
{
  ChatRoom *room = chat_conversation_get_room (conversation);

  chat_room_follow_pinned (room, chat_conversation_get_pinned (conversation)
                                 || chat_room_get_shared (room, CHAT_SHARED_PINNED));
  g_signal_connect_object (room, "notify::notify", G_CALLBACK (room_cb), conversation,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (room, "notify::pinned", G_CALLBACK (room_cb), conversation,
                           G_CONNECT_SWAPPED);
  room_cb (conversation);
}

/* What was said of somebody before there was a conversation. */
static void
conversations_cb (ChatSettingsSync *self,
                  guint             position,
                  guint             n_removed,
                  guint             n_added,
                  GListModel       *list)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(ChatConversation) conversation = g_list_model_get_item (list, i);
      g_autoptr(XmppAddress) address =
        xmpp_address_parse (chat_conversation_get_address (conversation), NULL);
      const XmppBookmark *known;

      if (address == NULL || !g_str_equal (chat_conversation_get_account_address (conversation),
                                           self->account->address))
        continue;

      if (chat_conversation_get_kind (conversation) == CHAT_CONVERSATION_ROOM)
        follow_room (conversation);
      if (chat_conversation_get_kind (conversation) != CHAT_CONVERSATION_CHAT)
        continue;

      known = xmpp_bookmarks_lookup (self->account->connection->bookmarks, address, FALSE);
      if (known != NULL)
        follow (self, conversation, known);
    }
}

static void
chat_settings_sync_dispose (GObject *object)
{
  ChatSettingsSync *self = CHAT_SETTINGS_SYNC (object);

  g_clear_object (&self->account);
  g_clear_object (&self->conversations);
  g_clear_pointer (&self->telling, g_hash_table_unref);

  G_OBJECT_CLASS (chat_settings_sync_parent_class)->dispose (object);
}

static void
chat_settings_sync_class_init (ChatSettingsSyncClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_settings_sync_dispose;
}

static void
chat_settings_sync_init (ChatSettingsSync *self)
{
  self->telling = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

ChatSettingsSync *
chat_settings_sync_new (ChatAccount       *account,
                        ChatConversations *conversations)
{
  ChatSettingsSync *self = NULL;
  XmppBookmarks *bookmarks;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (CHAT_IS_CONVERSATIONS (conversations), NULL);

  self = g_object_new (CHAT_TYPE_SETTINGS_SYNC, NULL);
  self->account = g_object_ref (account);
  self->conversations = g_object_ref (conversations);
  bookmarks = account->connection->bookmarks;
  g_signal_connect_object (bookmarks, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bookmarks, "removed", G_CALLBACK (removed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bookmarks, "settled", G_CALLBACK (settled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (conversations, "shared-set", G_CALLBACK (shared_set_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (chat_conversations_get_list (conversations), "items-changed",
                           G_CALLBACK (conversations_cb), self, G_CONNECT_SWAPPED);
  return self;
}

ChatAccount *
chat_settings_sync_get_account (ChatSettingsSync *self)
{
  g_return_val_if_fail (CHAT_IS_SETTINGS_SYNC (self), NULL);

  return self->account;
}

void
chat_settings_sync_close (ChatSettingsSync *self)
{
  g_return_if_fail (CHAT_IS_SETTINGS_SYNC (self));

  g_signal_handlers_disconnect_by_data (self->account->connection->bookmarks, self);
  g_signal_handlers_disconnect_by_data (self->conversations, self);
  g_signal_handlers_disconnect_by_data (chat_conversations_get_list (self->conversations), self);
}
