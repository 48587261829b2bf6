/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a contact offers straight to us: each is a message, and comes when the person wants
 * it. An offer is as good as its sender's presence. A message takes the place of those by which the
 * same was offered before, and which came to nothing; what the person wanted then goes on without a
 * question. The same is what its sender says is the same: a file that is sent twice is two. Of whom
 * nothing is said, the same file that came to nothing is. */
#define G_LOG_DOMAIN "chat-directs"

#include "chat-directs.h"

#include "archive-files-offers.h"
#include "archive-row.h"
#include "chat-connection.h"
#include "chat-directs-private.h"
#include "chat-file-private.h"
#include "chat-file-told.h"
#include "chat-message-private.h"
#include "chat-message.h"
#include "chat-store.h"
#include "xmpp-address.h"
#include "xmpp-blocking.h"
#include "xmpp-jingle-files.h"
#include "xmpp-roster.h"

/* More offers at the same time nobody looks at. */
#define MAX_OFFERS 100

static ChatReceive *
find (ChatDirects *self,
      ChatMessage *message)
{
  for (guint i = 0; i < self->receives->len; i++)
    {
      ChatReceive *receive = g_ptr_array_index (self->receives, i);

      if (receive->message == message)
        return receive;
    }

  return NULL;
}

void
chat_directs_accept (ChatDirects *self,
                     ChatMessage *message)
{
  ChatReceive *receive;

  g_return_if_fail (CHAT_IS_DIRECTS (self));

  receive = find (self, message);
  if (receive != NULL && receive->transfer == NULL)
    chat_receive_accept (receive);
}

void
chat_receive_decline (ChatReceive *receive)
{
  chat_directs_refuse (receive->directs, receive);
  g_signal_handlers_disconnect_by_data (receive->jingle, receive);
  xmpp_jingle_file_decline (receive->jingle);
  chat_receive_end (receive, ARCHIVE_DIRECT_DECLINED, NULL);
}

void
chat_directs_decline (ChatDirects *self,
                      ChatMessage *message)
{
  ChatReceive *receive;

  g_return_if_fail (CHAT_IS_DIRECTS (self));

  receive = find (self, message);
  if (receive != NULL && receive->transfer == NULL)
    chat_receive_decline (receive);
}

/* It is offered. */

static gboolean
is_live (ChatDirects *self,
         gint64       id)
{
  for (guint i = 0; i < self->receives->len; i++)
    {
      const ChatReceive *receive = g_ptr_array_index (self->receives, i);

      if (receive->message != NULL && chat_message_get_id (receive->message) == id)
        return TRUE;
    }

  return FALSE;
}

static void
missed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatDirects) self = user_data;
  g_autoptr(ChatMessage) message =
    chat_store_get_message_finish (CHAT_STORE (object), result, NULL);

  if (message != NULL && self->store != NULL && !is_live (self, chat_message_get_id (message)))
    chat_store_remove_async (self->store, message, NULL, NULL, NULL);
}

/* There was no more to them than that the same file was offered. */
static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ChatDirects) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids =
    archive_files_find_offers_finish (ARCHIVE_DATABASE (object), result, &error);

  if (ids == NULL)
    g_debug ("Earlier offers of a file could not be found: %s", error->message);
  for (guint i = 0; ids != NULL && self->store != NULL && i < ids->len; i++)
    chat_store_get_message_async (self->store, g_array_index (ids, gint64, i), NULL, missed_cb,
                                  g_object_ref (self));
}

void
chat_directs_replace_missed (ChatDirects *self,
                             ChatMessage *message)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);

  if (database != NULL)
    archive_files_find_offers_async (database, chat_message_get_id (message), NULL, found_cb,
                                     g_object_ref (self));
}

void
chat_directs_take (ChatDirects *self,
                   ChatMessage *message)
{
  const char *id;
  ChatReceive *receive = NULL;

  g_return_if_fail (CHAT_IS_DIRECTS (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  id = chat_message_get_message_id (message);
  for (guint i = 0; i < self->receives->len && receive == NULL; i++)
    {
      ChatReceive *candidate = g_ptr_array_index (self->receives, i);

      if (candidate->message == NULL && g_strcmp0 (candidate->id, id) == 0)
        receive = candidate;
    }
  if (receive == NULL || chat_message_get_file (message) == NULL)
    return;

  receive->message = g_object_ref (message);
  receive->file = g_object_ref (chat_message_get_file (message));
  chat_directs_replace_missed (self, message);
  if (receive->outcome != ARCHIVE_DIRECT_NONE)
    {
      chat_receive_end (receive, receive->outcome, NULL); /* and is gone */
      return;
    }

  chat_file_set_offer (receive->file, CHAT_OFFER_OPEN);
  if (receive->is_wanted)
    chat_receive_accept (receive);
}

static ArchiveMessage *
make_row (ChatReceive *receive)
{
  XmppAddress *peer = xmpp_jingle_file_get_peer (receive->jingle);
  const char *resource = xmpp_address_get_resource (peer);
  ArchiveMessage *row = archive_message_new ();

  row->with = g_strdup (xmpp_address_get_bare (peer));
  row->with_kind = ARCHIVE_CONVERSATION_CHAT;
  row->sender = g_strdup (row->with);
  if (resource != NULL && strlen (resource) <= CHAT_DIRECTS_MAX_RESOURCE_BYTES)
    row->resource = g_strdup (resource);
  row->direction = ARCHIVE_INCOMING;
  row->kind = ARCHIVE_MESSAGE_FILE;
  row->state = ARCHIVE_STATE_RECEIVED;
  row->time_us = g_get_real_time ();
  row->ids.message = g_strdup (receive->id);
  row->body = g_strdup ("");
  row->files = archive_files_new ();
  g_ptr_array_add (row->files, archive_file_copy (receive->row));
  return row;
}

void
chat_receive_announce (ChatReceive *receive,
                       ChatHad      had)
{
  g_autoptr(ArchiveMessage) row = NULL;

  if (had == CHAT_HAD_FILE && receive->outcome == ARCHIVE_DIRECT_NONE)
    {
      g_debug ("What is offered is here already");
      g_signal_handlers_disconnect_by_data (receive->jingle, receive);
      xmpp_jingle_file_conclude (receive->jingle, NULL);
      g_ptr_array_remove (receive->directs->receives, receive);
      return;
    }

  receive->is_wanted |= had == CHAT_HAD_PART;
  row = make_row (receive);
  g_signal_emit_by_name (receive->directs, "offered", row);
}

/* Only from whom one knows: a room's people have our presence as well. */
static gboolean
is_welcome (ChatDirects *self,
            XmppAddress *peer)
{
  g_autoptr(XmppAddress) bare = xmpp_address_dup_bare (peer);

  return self->receives->len < MAX_OFFERS
         && !xmpp_blocking_is_blocked (self->connection->blocking, peer)
         && (xmpp_address_equal_bare (peer, self->connection->address)
             || xmpp_roster_get_item (self->connection->roster, bare) != NULL);
}

/* The person wants it already. */
static gboolean
renew (ChatDirects       *self,
       XmppJingleFile    *jingle,
       const ArchiveFile *file)
{
  XmppAddress *peer = xmpp_jingle_file_get_peer (jingle);

  for (guint i = 0; i < self->receives->len; i++)
    {
      ChatReceive *receive = g_ptr_array_index (self->receives, i);

      if (receive->transfer != NULL && chat_receive_is_same (receive, peer, file)
          && chat_receive_renew (receive, jingle))
        return TRUE;
    }

  return FALSE;
}

static void
offered_cb (XmppJingleFiles *files,
            XmppJingleFile  *jingle,
            ChatDirects     *self)
{
  g_autoptr(ArchiveFile) file = NULL;
  ChatReceive *receive;

  if (!is_welcome (self, xmpp_jingle_file_get_peer (jingle)))
    {
      xmpp_jingle_file_decline (jingle);
      return;
    }

  file = chat_file_told_read (xmpp_jingle_file_get_file (jingle));
  file->direct = ARCHIVE_DIRECT_OFFERED;
  file->thumbnail = chat_file_told_dup_thumbnail (xmpp_jingle_file_get_file (jingle));
  file->offer_id = g_strdup (xmpp_jingle_file_get_offer_id (jingle));
  if (renew (self, jingle, file))
    return;
  if (chat_directs_take_refused (self, jingle, file))
    return;

  receive = chat_receive_new (self, jingle, g_steal_pointer (&file));
  g_ptr_array_add (self->receives, receive);
  chat_directs_look (self, receive);
}

/* Its message is deleted. */
static void
drop (ChatReceive *receive)
{
  chat_directs_refuse (receive->directs, receive);
  if (receive->transfer == NULL)
    {
      g_signal_handlers_disconnect_by_data (receive->jingle, receive);
      xmpp_jingle_file_decline (receive->jingle);
    }
  chat_receive_end (receive, ARCHIVE_DIRECT_NONE, NULL);
}

static void
removed_cb (ChatStore   *store,
            gint64       conversation_id,
            gint64       id,
            ChatDirects *self)
{
  for (guint i = self->receives->len; i-- > 0;)
    {
      ChatReceive *receive = g_ptr_array_index (self->receives, i);

      if (receive->message != NULL && chat_message_get_id (receive->message) == id)
        drop (receive);
    }
}

void
chat_directs_remove_all (ChatDirects *self,
                         gint64       conversation_id)
{
  g_return_if_fail (CHAT_IS_DIRECTS (self));

  for (guint i = self->receives->len; i-- > 0;)
    {
      ChatReceive *receive = g_ptr_array_index (self->receives, i);

      if (receive->message != NULL
          && chat_message_get_conversation_id (receive->message) == conversation_id)
        drop (receive);
    }
}

void
chat_directs_init_receive (ChatDirects *self)
{
  self->receives = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_receive_unref);
}

void
chat_directs_listen (ChatDirects *self)
{
  g_signal_connect_object (self->connection->jingle, "offered", G_CALLBACK (offered_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->store, "removed", G_CALLBACK (removed_cb), self,
                           G_CONNECT_DEFAULT);
}

void
chat_directs_clear_receive (ChatDirects *self)
{
  for (guint i = 0; i < self->receives->len; i++)
    chat_receive_stop (g_ptr_array_index (self->receives, i));
  g_ptr_array_set_size (self->receives, 0);
}
