/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a room was sent and has lost without a word. A room tells everything that is said there in
 * the order in which it takes it (XEP-0045, 7.4): what one wrote before what comes back, and does
 * not come back itself, was said to nobody. What was on its way when we last lost the room is lost
 * when all of its archive is here since, and it is not there. */
#define G_LOG_DOMAIN "chat-outbox"

#include "chat-outbox.h"

#include "archive-messages.h"
#include "archive-outbox.h"
#include "chat-error.h"
#include "chat-message.h"
#include "chat-message-private.h"
#include "chat-outbox-private.h"
#include "chat-room-private.h"
#include "chat-rooms.h"
#include "chat-store.h"

/* Under which it is stored that a room has lost something */
#define LOST "lost"

/* A room that never gives anything back proves nothing. */
#define MAX_SAID 500

/* Of one room: what was said there since we came in, and what is to be judged. */
typedef struct {
  ChatOutbox *outbox;  /* borrowed: it owns this */
  GQueue      said;    /* owned ChatMessage, in order */
  GHashTable *links;   /* borrowed id of a message → borrowed link of it there */
  guint       source;
  gint64      conversation_id;
  gint64      from_us;
  gint64      before_us;
} Stay;

static void
stay_free (gpointer data)
{
  Stay *stay = data;

  g_clear_handle_id (&stay->source, g_source_remove);
  g_hash_table_unref (stay->links);
  g_queue_clear_full (&stay->said, g_object_unref);
  g_free (stay);
}

void
chat_outbox_init_lost (ChatOutbox *self)
{
  self->stays = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, stay_free);
}

void
chat_outbox_clear_lost (ChatOutbox *self)
{
  g_clear_pointer (&self->stays, g_hash_table_unref);
}

void
chat_outbox_end_stay (ChatOutbox *self,
                      const char *room)
{
  if (self->stays != NULL)
    g_hash_table_remove (self->stays, room);
}

static Stay *
ensure_stay (ChatOutbox *self,
             const char *room)
{
  Stay *stay = g_hash_table_lookup (self->stays, room);

  if (stay == NULL)
    {
      stay = g_new0 (Stay, 1);
      stay->outbox = self;
      stay->links = g_hash_table_new (g_str_hash, g_str_equal);
      g_hash_table_insert (self->stays, g_strdup (room), stay);
    }
  return stay;
}

static ChatMessage *
take (Stay  *stay,
      GList *link)
{
  ChatMessage *message = link->data;

  g_hash_table_remove (stay->links, chat_message_get_message_id (message));
  g_queue_delete_link (&stay->said, link);
  return message;
}

/* What is written once more stands where it was written first: what comes back may be that. */
void
chat_outbox_note_written (ChatOutbox           *self,
                          const ChatOutboxItem *item)
{
  Stay *stay = ensure_stay (self, xmpp_address_get_bare (item->address));
  const char *message_id = chat_message_get_message_id (item->message);

  if (message_id == NULL || g_hash_table_contains (stay->links, message_id))
    return;

  g_queue_push_tail (&stay->said, g_object_ref (item->message));
  g_hash_table_insert (stay->links, (gpointer) message_id, stay->said.tail);
  if (stay->said.length > MAX_SAID)
    g_object_unref (take (stay, stay->said.head));
}

static GList *
find_said (Stay       *stay,
           const char *message_id) /* (nullable) */
{
  return message_id != NULL ? g_hash_table_lookup (stay->links, message_id) : NULL;
}

/* It was refused: that is an answer as well, whatever becomes of it. */
void
chat_outbox_note_bounced (ChatOutbox *self,
                          const char *room,
                          const char *message_id)
{
  Stay *stay = self->stays != NULL ? g_hash_table_lookup (self->stays, room) : NULL;
  GList *link = stay != NULL ? find_said (stay, message_id) : NULL;

  if (link != NULL)
    g_object_unref (take (stay, link));
}

static void
take_changes (ChatOutbox   *self,
              GArray       *changes, /* (nullable) */
              const GError *error)
{
  g_autofree char *text = chat_error_delivery_text (CHAT_CONVERSATION_ROOM, LOST, NULL);

  if (changes != NULL)
    chat_store_apply (self->store, changes, text);
  else
    g_warning ("That a room has lost a message could not be noted: %s", error->message);
}

static void
failed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatOutbox) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) changes =
    archive_messages_set_state_finish (ARCHIVE_DATABASE (object), result, &error);

  take_changes (self, changes, error);
}

void
chat_outbox_note_reflected (ChatOutbox *self,
                            const char *room,
                            const char *message_id)
{
  ArchiveDatabase *database = chat_store_get_database (self->store);
  Stay *stay = self->stays != NULL ? g_hash_table_lookup (self->stays, room) : NULL;
  GList *link = stay != NULL ? find_said (stay, message_id) : NULL;
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (link == NULL)
    return;

  chat_outbox_forget_refusals (self, message_id);
  while (stay->said.head != link)
    {
      g_autoptr(ChatMessage) lost = take (stay, stay->said.head);
      gint64 id = chat_message_get_id (lost);

      g_debug ("%s has lost %s", room, chat_message_get_message_id (lost));
      g_array_append_val (ids, id);
    }
  g_object_unref (take (stay, link));

  if (ids->len > 0 && database != NULL)
    archive_messages_set_state_async (database, (const gint64 *) (gpointer) ids->data, ids->len,
                                      ARCHIVE_STATE_FAILED, LOST, NULL, NULL, failed_cb,
                                      g_object_ref (self));
}

static void
judged_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ChatOutbox) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) changes =
    archive_outbox_fail_lost_finish (ARCHIVE_DATABASE (object), result, &error);

  take_changes (self, changes, error);
}

static gboolean
judge_cb (gpointer user_data)
{
  Stay *stay = user_data;
  ChatOutbox *self = stay->outbox;
  ArchiveDatabase *database = chat_store_get_database (self->store);

  stay->source = 0;
  if (database != NULL)
    archive_outbox_fail_lost_async (database, stay->conversation_id, stay->from_us,
                                    stay->before_us, LOST, NULL, judged_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* Between servers it may still be on its way; then it comes while we are there. */
void
chat_outbox_judge (ChatOutbox *self,
                   const char *room,
                   gint64      conversation_id,
                   gint64      from_us,
                   gint64      before_us)
{
  Stay *stay;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (room != NULL);

  if (self->stays == NULL || from_us >= before_us)
    return;

  stay = ensure_stay (self, room);
  stay->conversation_id = conversation_id;
  stay->from_us = from_us;
  stay->before_us = before_us;
  if (stay->source == 0)
    stay->source = g_timeout_add (self->patience_ms, judge_cb, stay);
}
