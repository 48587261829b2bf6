/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was read, on all devices: XEP-0490.
 *
 *   read here → the archive keeps that the others do not know → a short while → where the server
 *   keeps it private, and nothing is missing here that would say that they know more: published
 *   read there → a mark like any other: it waits in the archive for a message that is yet to come
 *
 * What was read without a network, or right before the end, is told later. */
#define G_LOG_DOMAIN "chat-displayed"

#include "chat-displayed.h"

#include "archive-displayed.h"
#include "chat-account-private.h"
#include "chat-connection.h"
#include "chat-inbox-private.h"
#include "chat-rooms.h"
#include "chat-store.h"
#include "xmpp-displayed-sync.h"
#include "xmpp-error.h"
#include "xmpp-session.h"

/* Who leafs through what came tells it once for each conversation. */
#define DELAY_MS 1000

/* The server keeps one for each conversation there ever was. */
#define MAX_KNOWN 20000

struct _ChatDisplayed
{
  GObject            parent_instance;

  ChatStore         *store;
  ChatInbox         *inbox;
  ChatHistory       *history;
  ChatConversations *conversations;
  ChatAccount       *account;

  GHashTable        *known;      /* owned address → owned id: up to where, as the server has it */
  GCancellable      *session;    /* (nullable): of the connection */
  guint              source;
  guint              delay_ms;
  guint              n_telling;  /* under way */
  gboolean           is_looking; /* what is to be told */
  gboolean           is_wanted;  /* once more, after that */
};

G_DEFINE_FINAL_TYPE (ChatDisplayed, chat_displayed, G_TYPE_OBJECT)

/* One that is on its way to the server. */
typedef struct {
  ChatDisplayed    *displayed;
  ArchiveDisplayed *one;
} Telling;

static void tell (ChatDisplayed *self);

static void
note_known (ChatDisplayed *self,
            const char    *address,
            const char    *stanza_id)
{
  if (g_hash_table_size (self->known) < MAX_KNOWN || g_hash_table_contains (self->known, address))
    g_hash_table_replace (self->known, g_strdup (address), g_strdup (stanza_id));
}

/* Telling. */

static void
end_telling (ChatDisplayed *self)
{
  if (--self->n_telling == 0 && self->is_wanted)
    tell (self);
}

static void
told_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autofree Telling *telling = user_data;
  g_autoptr(ChatDisplayed) self = telling->displayed;
  g_autoptr(ArchiveDisplayed) one = telling->one;
  g_autoptr(GError) error = NULL;
  ArchiveDatabase *database = chat_store_get_database (self->store);

  /* What failed is told with what is read next, or after the next sign-in. */
  if (!xmpp_displayed_sync_publish_finish (XMPP_DISPLAYED_SYNC (object), result, &error))
    {
      g_debug ("Other devices are not told what was read: %s", error->message);
      /* The server does not keep it private after all. */
      if (g_error_matches (error, XMPP_ERROR, XMPP_ERROR_UNSUPPORTED))
        self->account->is_read_sync_refused = TRUE;
    }
  else
    {
      note_known (self, one->address, one->stanza_id);
      if (database != NULL)
        archive_displayed_settle_async (database, one->conversation_id, one->read_sort_us, NULL,
                                        NULL, NULL);
    }
  end_telling (self);
}

static void
tell_one (ChatDisplayed    *self,
          ArchiveDisplayed *one) /* (transfer full) */
{
  ChatConnection *connection = self->account->connection;
  g_autoptr(XmppAddress) address = xmpp_address_parse (one->address, NULL);
  Telling *telling;

  if (address == NULL)
    {
      archive_displayed_free (one);
      return;
    }

  telling = g_new0 (Telling, 1);
  telling->displayed = g_object_ref (self);
  telling->one = one;
  self->n_telling++;
  xmpp_displayed_sync_publish_async (connection->displayed_sync, address, one->stanza_id,
                                     one->is_room, self->session, told_cb, telling);
}

/* Nothing is asked of a server that has no private place for it, and nothing is told before all is
 * here that says what the others have read. */
static gboolean
can_tell (ChatDisplayed *self)
{
  XmppDisplayedSync *sync = self->account->connection->displayed_sync;

  return self->session != NULL && !self->account->is_read_sync_refused
         && xmpp_displayed_sync_is_settled (sync) && xmpp_displayed_sync_is_supported (sync)
         && chat_history_is_caught_up (self->history);
}

static void
untold_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatDisplayed) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) untold =
    archive_displayed_load_finish (ARCHIVE_DATABASE (object), result, &error);

  self->is_looking = FALSE;
  self->n_telling++;
  if (untold == NULL)
    g_debug ("What was read here could not be looked up: %s", error->message);
  while (untold != NULL && untold->len > 0 && can_tell (self))
    tell_one (self, g_ptr_array_steal_index (untold, 0));
  end_telling (self);
}

static void
tell (ChatDisplayed *self)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);

  self->is_wanted = self->is_looking || self->n_telling > 0;
  if (self->is_wanted || database == NULL || !can_tell (self))
    return;

  self->is_looking = TRUE;
  archive_displayed_load_async (database, self->account->record.id, self->known, NULL, untold_cb,
                                g_object_ref (self));
}

static gboolean
tell_cb (gpointer user_data)
{
  ChatDisplayed *self = user_data;

  self->source = 0;
  tell (self);
  return G_SOURCE_REMOVE;
}

static void
tell_soon (ChatDisplayed *self)
{
  if (self->source == 0)
    self->source = g_timeout_add (self->delay_ms, tell_cb, self);
}

static void
read_cb (ChatDisplayed    *self,
         ChatConversation *conversation)
{
  if (g_str_equal (chat_conversation_get_account_address (conversation), self->account->address))
    tell_soon (self);
}

/* Hearing. */

/* What is said of those in rooms is not known to be of the same people here. */
static void
displayed_cb (ChatDisplayed *self,
              XmppAddress   *chat,
              const char    *stanza_id,
              gboolean       by_room)
{
  const char *address = xmpp_address_get_bare (chat);

  if (!xmpp_address_is_bare (chat)
      || by_room != (chat_rooms_find (self->account->rooms, address) != NULL)
      || g_strcmp0 (g_hash_table_lookup (self->known, address), stanza_id) == 0)
    return;

  note_known (self, address, stanza_id);
  chat_inbox_take_seen (self->inbox, address, stanza_id);
}

/* Beginning and ending. */

static void
end_session (ChatDisplayed *self)
{
  if (self->session != NULL)
    g_cancellable_cancel (self->session);
  g_clear_object (&self->session);
}

static void
online_cb (ChatDisplayed *self,
           gboolean       resumed)
{
  if (resumed && self->session != NULL)
    return;

  end_session (self);
  self->session = g_cancellable_new ();
  self->account->is_read_sync_refused = FALSE;
  g_hash_table_remove_all (self->known);
}

static void
chat_displayed_dispose (GObject *object)
{
  ChatDisplayed *self = CHAT_DISPLAYED (object);

  end_session (self);
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->account);
  g_clear_object (&self->conversations);
  g_clear_object (&self->history);
  g_clear_object (&self->inbox);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chat_displayed_parent_class)->dispose (object);
}

static void
chat_displayed_finalize (GObject *object)
{
  ChatDisplayed *self = CHAT_DISPLAYED (object);

  g_clear_pointer (&self->known, g_hash_table_unref);

  G_OBJECT_CLASS (chat_displayed_parent_class)->finalize (object);
}

static void
chat_displayed_class_init (ChatDisplayedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_displayed_dispose;
  object_class->finalize = chat_displayed_finalize;
}

static void
chat_displayed_init (ChatDisplayed *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->delay_ms = DELAY_MS;
}

ChatDisplayed *
chat_displayed_new (ChatStore         *store,
                    ChatInbox         *inbox,
                    ChatHistory       *history,
                    ChatConversations *conversations)
{
  ChatDisplayed *self = NULL;
  ChatConnection *connection;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);
  g_return_val_if_fail (CHAT_IS_INBOX (inbox), NULL);
  g_return_val_if_fail (CHAT_IS_HISTORY (history), NULL);
  g_return_val_if_fail (CHAT_IS_CONVERSATIONS (conversations), NULL);

  self = g_object_new (CHAT_TYPE_DISPLAYED, NULL);
  self->store = g_object_ref (store);
  self->inbox = g_object_ref (inbox);
  self->history = g_object_ref (history);
  self->conversations = g_object_ref (conversations);
  self->account = g_object_ref (chat_inbox_get_account (inbox));
  connection = self->account->connection;
  g_signal_connect_object (connection->session, "online", G_CALLBACK (online_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection->session, "offline", G_CALLBACK (end_session), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection->displayed_sync, "displayed", G_CALLBACK (displayed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (connection->displayed_sync, "settled", G_CALLBACK (tell_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (history, "caught-up", G_CALLBACK (tell_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversations, "read", G_CALLBACK (read_cb), self, G_CONNECT_SWAPPED);
  return self;
}

ChatAccount *
chat_displayed_get_account (ChatDisplayed *self)
{
  g_return_val_if_fail (CHAT_IS_DISPLAYED (self), NULL);

  return self->account;
}

void
chat_displayed_set_delay (ChatDisplayed *self,
                          guint          delay_ms)
{
  g_return_if_fail (CHAT_IS_DISPLAYED (self));

  self->delay_ms = delay_ms;
}

void
chat_displayed_close (ChatDisplayed *self)
{
  ChatConnection *connection;

  g_return_if_fail (CHAT_IS_DISPLAYED (self));

  connection = self->account->connection;
  end_session (self);
  g_clear_handle_id (&self->source, g_source_remove);
  g_signal_handlers_disconnect_by_data (connection->session, self);
  g_signal_handlers_disconnect_by_data (connection->displayed_sync, self);
  g_signal_handlers_disconnect_by_data (self->history, self);
  g_signal_handlers_disconnect_by_data (self->conversations, self);
}
