/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures that the senders of files have (XEP-0264, XEP-0231): who is asked for one learns
 * that its message is here, as from a receipt; so they are asked when it comes, and not when
 * somebody looks at it, and only those who may send us files that come by themselves. */
#define G_LOG_DOMAIN "chat-thumbnails"

#include "chat-thumbnails.h"

#include "archive-files-thumbnail.h"
#include "archive-row.h"
#include "chat-connection.h"
#include "chat-conversation-private.h"
#include "chat-conversation.h"
#include "chat-file-private.h"
#include "chat-message.h"
#include "chat-store.h"
#include "chat-thumbnail.h"
#include "xmpp-address.h"
#include "xmpp-bob.h"

/* Who does not answer holds up nobody but those who come after. */
#define MAX_ACTIVE  3
#define MAX_WAITING 32

struct _ChatThumbnails
{
  GObject         parent_instance;

  ChatStore      *store;
  ChatConnection *connection;
  GQueue          waiting;     /* owned Wanted */
  GCancellable   *cancellable;
  guint           n_active;
};

/* One that is asked for, or waits for that. */
typedef struct {
  ChatThumbnails *thumbnails; /* borrowed: it cancels us when it goes */
  ChatFile       *file;
  gint64          message_id;
  guint           position;
  XmppAddress    *from;
  char           *uri;
} Wanted;

G_DEFINE_FINAL_TYPE (ChatThumbnails, chat_thumbnails, G_TYPE_OBJECT)

static void go_on (ChatThumbnails *self);

static void
wanted_free (Wanted *wanted)
{
  g_object_unref (wanted->file);
  xmpp_address_unref (wanted->from);
  g_free (wanted->uri);
  g_free (wanted);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wanted, wanted_free)

/* What is no picture that is shown, or is larger than one needs to be, is as good as none. */
static void
take (const Wanted *wanted,
      GBytes       *picture)
{
  ArchiveDatabase *database = chat_store_get_database (wanted->thumbnails->store);
  g_autofree char *uri = chat_thumbnail_format_fetched (picture);

  if (uri == NULL)
    {
      g_debug ("A small picture that is none, or is not small");
      return;
    }

  chat_file_set_thumbnail (wanted->file, uri);
  if (database != NULL)
    archive_files_set_thumbnail (database, wanted->message_id, wanted->position, uri);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Wanted) wanted = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) picture = xmpp_bob_fetch_finish (XMPP_BOB (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the account goes */

  if (picture != NULL)
    take (wanted, picture);
  else
    g_debug ("A small picture does not come: %s", error->message);

  wanted->thumbnails->n_active--;
  go_on (wanted->thumbnails);
}

static void
go_on (ChatThumbnails *self)
{
  while (self->n_active < MAX_ACTIVE && self->waiting.length > 0)
    {
      Wanted *wanted = g_queue_pop_head (&self->waiting);

      self->n_active++;
      xmpp_bob_fetch_async (self->connection->bob, wanted->from, wanted->uri, self->cancellable,
                            fetched_cb, wanted);
    }
}

/* (nullable): the very program that has it: XEP-0231, 2.3 */
static XmppAddress *
make_sender (const ArchiveMessage *row)
{
  g_autofree char *full = NULL;

  switch (row->with_kind)
    {
    case ARCHIVE_CONVERSATION_CHAT:
      full = row->resource != NULL ? g_strconcat (row->sender, "/", row->resource, NULL) : NULL;
      break;
    case ARCHIVE_CONVERSATION_ROOM:
      full = row->direction == ARCHIVE_INCOMING ? g_strdup (row->sender) : NULL;
      break;
    case ARCHIVE_CONVERSATION_PRIVATE:
    default:
      return NULL;
    }

  return full != NULL ? xmpp_address_parse (full, NULL) : NULL;
}

void
chat_thumbnails_take (ChatThumbnails   *self,
                      ChatConversation *conversation,
                      ChatMessage      *message,
                      gconstpointer     row)
{
  const ArchiveMessage *stored = row;
  GListModel *files = chat_message_get_files (message);
  g_autoptr(XmppAddress) from = NULL;

  g_return_if_fail (CHAT_IS_THUMBNAILS (self));

  if (files == NULL || stored->files == NULL || !self->connection->policy.fetch_files
      || !chat_conversation_is_from_known (conversation, message)
      || (from = make_sender (stored)) == NULL || xmpp_address_get_resource (from) == NULL)
    return;

  for (guint i = 0; i < MIN (stored->files->len, g_list_model_get_n_items (files)); i++)
    {
      const ArchiveFile *file = g_ptr_array_index (stored->files, i);
      Wanted *wanted;

      if (!chat_thumbnail_is_with_sender (file->thumbnail)
          || self->waiting.length >= MAX_WAITING)
        continue;

      wanted = g_new0 (Wanted, 1);
      wanted->thumbnails = self;
      wanted->file = g_list_model_get_item (files, i);
      wanted->message_id = stored->id;
      wanted->position = i;
      wanted->from = xmpp_address_ref (from);
      wanted->uri = g_strdup (file->thumbnail);
      g_queue_push_tail (&self->waiting, wanted);
    }
  go_on (self);
}

static void
chat_thumbnails_dispose (GObject *object)
{
  ChatThumbnails *self = CHAT_THUMBNAILS (object);

  g_cancellable_cancel (self->cancellable);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) wanted_free);
  g_clear_object (&self->store);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (chat_thumbnails_parent_class)->dispose (object);
}

static void
chat_thumbnails_finalize (GObject *object)
{
  g_object_unref (CHAT_THUMBNAILS (object)->cancellable);

  G_OBJECT_CLASS (chat_thumbnails_parent_class)->finalize (object);
}

static void
chat_thumbnails_class_init (ChatThumbnailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_thumbnails_dispose;
  object_class->finalize = chat_thumbnails_finalize;
}

static void
chat_thumbnails_init (ChatThumbnails *self)
{
  g_queue_init (&self->waiting);
  self->cancellable = g_cancellable_new ();
}

ChatThumbnails *
chat_thumbnails_new (ChatStore      *store,
                     ChatConnection *connection)
{
  ChatThumbnails *self;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);

  self = g_object_new (CHAT_TYPE_THUMBNAILS, NULL);
  self->store = g_object_ref (store);
  self->connection = g_object_ref (connection);
  return self;
}
