/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far others have read in rooms (XEP-0333, 4.3): looked up, one after the other, once the
 * message that each speaks of is stored. */
#define G_LOG_DOMAIN "chat-readers"

#include "chat-readers.h"

#include "archive-markers.h"
#include "archive-messages.h"
#include "archive-row.h"
#include "chat-store.h"

#include <string.h>

#define MAX_ID_BYTES 1024

/* Anybody in a room can say as often as they like that they have read: the next one says it too. */
#define MAX_WAITING 1000

typedef struct {
  gint64  conversation_id;
  char   *reader;
  char   *stanza_id;
} Marker;

struct _ChatReaders
{
  GObject    parent_instance;

  ChatStore *store;
  GQueue     waiting; /* owned Marker: what they speak of may not be stored yet */
  GQueue     due;     /* owned Marker; the first one is looked for while is_finding */
  gboolean   is_finding;
};

G_DEFINE_FINAL_TYPE (ChatReaders, chat_readers, G_TYPE_OBJECT)

static void
marker_free (gpointer data)
{
  Marker *marker = data;

  g_free (marker->reader);
  g_free (marker->stanza_id);
  g_free (marker);
}

static void
chat_readers_finalize (GObject *object)
{
  ChatReaders *self = CHAT_READERS (object);

  g_clear_object (&self->store);
  g_queue_clear_full (&self->waiting, marker_free);
  g_queue_clear_full (&self->due, marker_free);

  G_OBJECT_CLASS (chat_readers_parent_class)->finalize (object);
}

static void
chat_readers_class_init (ChatReadersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_readers_finalize;
}

static void
chat_readers_init (ChatReaders *self)
{
  g_queue_init (&self->waiting);
  g_queue_init (&self->due);
}

ChatReaders *
chat_readers_new (ChatStore *store)
{
  ChatReaders *self = NULL;

  g_return_val_if_fail (CHAT_IS_STORE (store), NULL);

  self = g_object_new (CHAT_TYPE_READERS, NULL);
  self->store = g_object_ref (store);
  return self;
}

static void find_next (ChatReaders *self);

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ChatReaders) self = user_data;
  Marker *marker = g_queue_pop_head (&self->due);
  g_autoptr(GError) error = NULL;
  g_autoptr(ArchiveMessage) row =
    archive_messages_find_finish (ARCHIVE_DATABASE (object), result, &error);

  /* The reader's next one says it as well. */
  if (error != NULL)
    g_debug ("What somebody has read is not looked up: %s", error->message);

  /* XEP-0333, 4.3: any other id is the choice of whoever wrote a message, and 5: what is not found
   * MUST be ignored. */
  if (row != NULL && g_strcmp0 (row->ids.stanza, marker->stanza_id) == 0)
    archive_markers_set_async (ARCHIVE_DATABASE (object), marker->conversation_id, marker->reader,
                               row->sort_us, g_get_real_time (), NULL, NULL, NULL);
  marker_free (marker);
  self->is_finding = FALSE;
  find_next (self);
}

static void
find_next (ChatReaders *self)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);
  const Marker *marker = g_queue_peek_head (&self->due);

  if (self->is_finding || marker == NULL || database == NULL)
    return;

  self->is_finding = TRUE;
  archive_messages_find_async (database, marker->conversation_id, marker->stanza_id, NULL, NULL,
                               found_cb, g_object_ref (self));
}

void
chat_readers_note (ChatReaders *self,
                   gint64       conversation_id,
                   const char  *reader,
                   const char  *stanza_id)
{
  Marker *marker;

  g_return_if_fail (CHAT_IS_READERS (self));
  g_return_if_fail (reader != NULL && stanza_id != NULL);

  if (self->waiting.length + self->due.length >= MAX_WAITING || stanza_id[0] == '\0'
      || strlen (stanza_id) > MAX_ID_BYTES)
    return;

  marker = g_new0 (Marker, 1);
  marker->conversation_id = conversation_id;
  marker->reader = g_strdup (reader);
  marker->stanza_id = g_strdup (stanza_id);
  g_queue_push_tail (&self->waiting, marker);
}

void
chat_readers_settle (ChatReaders *self)
{
  Marker *marker;

  g_return_if_fail (CHAT_IS_READERS (self));

  while ((marker = g_queue_pop_head (&self->waiting)) != NULL)
    g_queue_push_tail (&self->due, marker);
  find_next (self);
}
