/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is muted for good, on all devices: XEP-0492. What was set without a network is told later,
 * and until then what the server has of it does not count. */
#define G_LOG_DOMAIN "chat-notify-sync"

#include "chat-notify-sync.h"

#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "xmpp-bookmarks.h"

struct _ChatNotifySync
{
  GObject            parent_instance;

  ChatAccount       *account;
  ChatConversations *conversations;
};

G_DEFINE_FINAL_TYPE (ChatNotifySync, chat_notify_sync, G_TYPE_OBJECT)

static XmppNotifySetting
get_known (ChatNotifySync *self,
           XmppAddress    *address)
{
  const XmppBookmark *known =
    xmpp_bookmarks_lookup (self->account->connection->bookmarks, address, FALSE);

  return known != NULL ? known->notify : XMPP_NOTIFY_DEFAULT;
}

/* Telling. */

typedef struct {
  ChatNotifySync    *sync;
  char              *address;
  XmppNotifySetting  wanted;
} Telling;

static gboolean
is_muted_for_good (ChatConversation *conversation)
{
  return chat_conversation_get_muted_until (conversation) == G_MAXINT64;
}

static ChatConversation *
find (ChatNotifySync *self,
      const char     *address)
{
  return chat_conversations_find (self->conversations, self->account->address, address);
}

static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Telling *telling = user_data;
  g_autoptr(ChatNotifySync) self = telling->sync;
  g_autofree char *address = telling->address;
  g_autoptr(GError) error = NULL;
  ChatConversation *conversation = find (self, address);

  if (!xmpp_bookmarks_store_finish (XMPP_BOOKMARKS (object), result, &error))
    g_debug ("Other devices are not told what is muted: %s", error->message);
  else if (conversation == NULL
           || is_muted_for_good (conversation) == (telling->wanted == XMPP_NOTIFY_NEVER))
    chat_account_set_notify_untold (self->account, address, FALSE);
}

static gboolean
can_tell (ChatNotifySync *self)
{
  XmppBookmarks *bookmarks = self->account->connection->bookmarks;

  return chat_connection_is_online (self->account->connection)
         && xmpp_bookmarks_is_settled (bookmarks, FALSE)
         && xmpp_bookmarks_is_supported (bookmarks, FALSE);
}

static void
store (ChatNotifySync    *self,
       XmppAddress       *address,
       XmppNotifySetting  wanted)
{
  XmppBookmarks *bookmarks = self->account->connection->bookmarks;
  const XmppBookmark *known = xmpp_bookmarks_lookup (bookmarks, address, FALSE);
  g_autoptr(XmppBookmark) bookmark =
    known != NULL ? xmpp_bookmark_copy (known) : xmpp_bookmark_new (address, FALSE);
  Telling *telling = g_new0 (Telling, 1);

  bookmark->notify = wanted;
  telling->sync = g_object_ref (self);
  telling->address = g_strdup (xmpp_address_get_bare (address));
  telling->wanted = wanted;
  xmpp_bookmarks_store_async (bookmarks, bookmark, NULL, told_cb, telling);
}

/* What others have set stays where it comes to the same here: a person who writes to us always
 * means us. */
static void
tell (ChatNotifySync   *self,
      ChatConversation *conversation)
{
  gboolean is_muted = is_muted_for_good (conversation);
  const char *bare = chat_conversation_get_address (conversation);
  g_autoptr(XmppAddress) address = xmpp_address_parse (bare, NULL);

  if (address == NULL)
    return;

  if (can_tell (self) && is_muted == (get_known (self, address) == XMPP_NOTIFY_NEVER))
    chat_account_set_notify_untold (self->account, bare, FALSE);
  else
    chat_account_set_notify_untold (self->account, bare, TRUE);
  if (can_tell (self) && g_hash_table_contains (self->account->notify_untold, bare))
    store (self, address, is_muted ? XMPP_NOTIFY_NEVER : XMPP_NOTIFY_ALWAYS);
}

static void
muted_cb (ChatNotifySync   *self,
          ChatConversation *conversation)
{
  if (g_str_equal (chat_conversation_get_account_address (conversation), self->account->address))
    tell (self, conversation);
}

/* Hearing. */

static void
follow (ChatNotifySync    *self,
        ChatConversation  *conversation,
        XmppNotifySetting  notify)
{
  gboolean is_muted = notify == XMPP_NOTIFY_NEVER;

  /* Muted for a while stays so: it is to end by itself. */
  if (g_hash_table_contains (self->account->notify_untold,
                             chat_conversation_get_address (conversation))
      || is_muted == is_muted_for_good (conversation))
    return;

  chat_conversation_follow_muted (conversation, is_muted);
}

static void
changed_cb (ChatNotifySync     *self,
            const XmppBookmark *bookmark)
{
  ChatConversation *conversation =
    bookmark->is_room ? NULL : find (self, xmpp_address_get_bare (bookmark->address));

  if (conversation != NULL)
    follow (self, conversation, bookmark->notify);
}

static void
removed_cb (ChatNotifySync     *self,
            const XmppBookmark *bookmark)
{
  ChatConversation *conversation =
    bookmark->is_room ? NULL : find (self, xmpp_address_get_bare (bookmark->address));

  if (conversation != NULL)
    follow (self, conversation, XMPP_NOTIFY_DEFAULT);
}

static void
settled_cb (ChatNotifySync *self,
            gboolean        is_room)
{
  g_autofree gpointer *addresses = NULL;
  guint n_addresses = 0;

  if (is_room)
    return;

  addresses = g_hash_table_get_keys_as_array (self->account->notify_untold, &n_addresses);
  for (guint i = 0; i < n_addresses; i++)
    {
      ChatConversation *conversation = find (self, addresses[i]);

      if (conversation != NULL)
        tell (self, conversation);
    }
}

/* What was said of somebody before there was a conversation. */
static void
conversations_cb (ChatNotifySync *self,
                  guint           position,
                  guint           n_removed,
                  guint           n_added,
                  GListModel     *list)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(ChatConversation) conversation = g_list_model_get_item (list, i);
      g_autoptr(XmppAddress) address =
        xmpp_address_parse (chat_conversation_get_address (conversation), NULL);

      if (address != NULL && g_str_equal (chat_conversation_get_account_address (conversation),
                                          self->account->address)
          && get_known (self, address) == XMPP_NOTIFY_NEVER)
        follow (self, conversation, XMPP_NOTIFY_NEVER);
    }
}

static void
chat_notify_sync_dispose (GObject *object)
{
  ChatNotifySync *self = CHAT_NOTIFY_SYNC (object);

  g_clear_object (&self->account);
  g_clear_object (&self->conversations);

  G_OBJECT_CLASS (chat_notify_sync_parent_class)->dispose (object);
}

static void
chat_notify_sync_class_init (ChatNotifySyncClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_notify_sync_dispose;
}

static void
chat_notify_sync_init (ChatNotifySync *self)
{
}

ChatNotifySync *
chat_notify_sync_new (ChatAccount       *account,
                      ChatConversations *conversations)
{
  ChatNotifySync *self = NULL;
  XmppBookmarks *bookmarks;

  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (CHAT_IS_CONVERSATIONS (conversations), NULL);

  self = g_object_new (CHAT_TYPE_NOTIFY_SYNC, NULL);
  self->account = g_object_ref (account);
  self->conversations = g_object_ref (conversations);
  bookmarks = account->connection->bookmarks;
  g_signal_connect_object (bookmarks, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bookmarks, "removed", G_CALLBACK (removed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bookmarks, "settled", G_CALLBACK (settled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (conversations, "mute-set", G_CALLBACK (muted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (chat_conversations_get_list (conversations), "items-changed",
                           G_CALLBACK (conversations_cb), self, G_CONNECT_SWAPPED);
  return self;
}

ChatAccount *
chat_notify_sync_get_account (ChatNotifySync *self)
{
  g_return_val_if_fail (CHAT_IS_NOTIFY_SYNC (self), NULL);

  return self->account;
}

void
chat_notify_sync_close (ChatNotifySync *self)
{
  g_return_if_fail (CHAT_IS_NOTIFY_SYNC (self));

  g_signal_handlers_disconnect_by_data (self->account->connection->bookmarks, self);
  g_signal_handlers_disconnect_by_data (self->conversations, self);
  g_signal_handlers_disconnect_by_data (chat_conversations_get_list (self->conversations), self);
}
