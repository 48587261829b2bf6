/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stores messages: each once, in its place. */
#define G_LOG_DOMAIN "archive-insert"

#include "archive-insert.h"

#include "archive-columns.h"
#include "archive-entity.h"
#include "archive-identity.h"
#include "archive-index.h"
#include "archive-place.h"
#include "archive-state.h"

/* One message on its way. */
typedef struct {
  const ArchiveMessage *message;
  gint64                conversation_id;
  gboolean              new_conversation;
  gint64                anchor_id; /* the next message of the conversation that is known; 0: none */
  guint                 followers; /* how many new ones come between this and the anchor */
} Item;

typedef struct {
  ArchiveConnection *connection;
  ArchivePlace       place;
  gint64             now_us;
  GArray            *items;    /* Item */
  GHashTable        *last;     /* conversation id → place of the one before, in this insertion */
  GArray            *inserted; /* ArchiveInserted */
} Insertion;

/* A stamp of the future is not believed: it would stay at the end for ever. */
static gint64
credible_time (const Insertion      *insertion,
               const ArchiveMessage *message)
{
  return CLAMP (message->time_us, 0, insertion->now_us);
}

static gint64
get_last (Insertion *insertion,
          gint64     conversation_id)
{
  const gint64 *last = g_hash_table_lookup (insertion->last, &conversation_id);

  return last != NULL ? *last : 0;
}

static void
set_last (Insertion *insertion,
          gint64     conversation_id,
          gint64     sort_us)
{
  if (sort_us < ARCHIVE_SORT_QUEUED)
    g_hash_table_insert (insertion->last,
                         g_memdup2 (&conversation_id, sizeof conversation_id),
                         g_memdup2 (&sort_us, sizeof sort_us));
}

static gboolean
resolve_conversations (Insertion  *insertion,
                       GPtrArray  *messages,
                       GError    **error)
{
  for (guint i = 0; i < messages->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (messages, i);
      Item item = { .message = message, .conversation_id = message->conversation_id };

      if (item.conversation_id == 0 &&
          !archive_entity_intern_conversation (insertion->connection, message->account_id,
                                               message->with, message->with_kind,
                                               &item.conversation_id, &item.new_conversation,
                                               error))
        return FALSE;

      g_array_append_val (insertion->items, item);
    }

  return TRUE;
}

/* History: from the end, notes for each message the next known one of its conversation. */
static gboolean
find_anchors (Insertion  *insertion,
              GError    **error)
{
  g_autoptr(GHashTable) next = g_hash_table_new (g_int64_hash, g_int64_equal); /* borrowed Item */

  for (guint i = insertion->items->len; i-- > 0; )
    {
      Item *item = &g_array_index (insertion->items, Item, i);
      const Item *after = g_hash_table_lookup (next, &item->conversation_id);
      const char *stanza_id = item->message->ids.stanza;

      if (stanza_id != NULL &&
          !archive_identity_find_stanza (insertion->connection, item->conversation_id, stanza_id,
                                         &item->anchor_id, error))
        return FALSE;

      if (item->anchor_id == 0 && after != NULL)
        {
          item->anchor_id = after->anchor_id;
          item->followers = after->followers + 1;
        }
      g_hash_table_replace (next, &item->conversation_id, item);
    }

  return TRUE;
}

static gboolean
get_anchor_place (Insertion   *insertion,
                  const Item  *item,
                  gint64      *sort_us,
                  GError     **error)
{
  static const char sql[] = "SELECT sort_us FROM message WHERE id = ?1";
  g_autoptr(ArchiveStatement) row = NULL;
  ArchiveStep step;

  *sort_us = 0;
  if (item->anchor_id == 0)
    return TRUE;

  if ((row = archive_connection_prepare (insertion->connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, item->anchor_id);
  step = archive_statement_step (row, error);
  if (step == ARCHIVE_STEP_ROW)
    *sort_us = archive_statement_get_number (row, 0);
  return step != ARCHIVE_STEP_ERROR;
}

static gboolean
find_place (Insertion   *insertion,
            const Item  *item,
            gint64      *sort_us,
            GError     **error)
{
  gint64 wanted_us = credible_time (insertion, item->message);
  gint64 anchor_us = 0;

  if (item->message->state == ARCHIVE_STATE_QUEUED)
    return archive_place_in_queue (insertion->connection, item->conversation_id, wanted_us, sort_us,
                                   error);

  if (insertion->place == ARCHIVE_PLACE_END)
    return archive_place_at_end (insertion->connection, item->conversation_id, wanted_us, sort_us,
                                 error);

  return get_anchor_place (insertion, item, &anchor_us, error) &&
         archive_place_between (insertion->connection, item->conversation_id,
                                get_last (insertion, item->conversation_id), anchor_us,
                                item->followers - (item->followers > 0), wanted_us, sort_us, error);
}

static gboolean
insert_row (Insertion        *insertion,
            const Item       *item,
            gint64            sender_id,
            ArchiveInserted  *inserted,
            GError          **error)
{
  static const char sql[] =
    "INSERT INTO message (id, conversation_id, sort_us, time_us, sender_id, direction, kind, "
    "state, encryption, flags, body, message_id, origin_id, stanza_id, occupant_id, resource, "
    "thread, oob_url, reply_id, reply_to, replace_id, error_condition, error_text) VALUES "
    "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "
    "?21, ?22, ?23)";
  const ArchiveMessage *message = item->message;
  g_autoptr(ArchiveStatement) statement = NULL;

  if (!archive_place_take_id (insertion->connection, credible_time (insertion, message),
                              &inserted->id, error) ||
      !find_place (insertion, item, &inserted->sort_us, error) ||
      (statement = archive_connection_prepare (insertion->connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, inserted->id);
  archive_statement_bind_number (statement, 2, item->conversation_id);
  archive_statement_bind_number (statement, 3, inserted->sort_us);
  archive_statement_bind_number (statement, 4, message->time_us);
  archive_statement_bind_number (statement, 5, sender_id);
  archive_statement_bind_number (statement, 6,
                                 archive_columns_store_direction (message->direction));
  archive_statement_bind_number (statement, 7, archive_columns_store_kind (message->kind));
  archive_statement_bind_number (statement, 8, archive_columns_store_state (message->state));
  archive_statement_bind_number (statement, 9,
                                 archive_columns_store_encryption (message->encryption));
  archive_statement_bind_number (statement, 10, archive_columns_store_flags (message->flags));
  archive_statement_bind_text (statement, 11, message->body);
  archive_statement_bind_text (statement, 12, message->ids.message);
  archive_statement_bind_text (statement, 13, message->ids.origin);
  archive_statement_bind_text (statement, 14, message->ids.stanza);
  archive_statement_bind_text (statement, 15, message->ids.occupant);
  archive_statement_bind_text (statement, 16, message->resource);
  archive_statement_bind_text (statement, 17, message->thread);
  archive_statement_bind_text (statement, 18, message->oob_url);
  archive_statement_bind_text (statement, 19, message->reply_id);
  archive_statement_bind_text (statement, 20, message->reply_to);
  archive_statement_bind_text (statement, 21, message->replace_id);
  archive_statement_bind_text (statement, 22, message->error_condition);
  archive_statement_bind_text (statement, 23, message->error_text);
  inserted->state = message->state;
  inserted->outcome = ARCHIVE_OUTCOME_NEW;
  return archive_statement_run (statement, error) &&
         archive_index_add (insertion->connection, inserted->id, message->body, error);
}

/* A row that the server's archive now knows takes the place that it has there. */
static gboolean
learn_place (Insertion           *insertion,
             const Item          *item,
             const ArchiveKnown  *known,
             gboolean             proves,
             ArchiveInserted     *inserted,
             GError             **error)
{
  gint64 after_us = get_last (insertion, item->conversation_id);
  gint64 anchor_us = 0;

  inserted->sort_us = known->sort_us;
  if (known->sort_us >= ARCHIVE_SORT_QUEUED)
    return !proves || find_place (insertion, item, &inserted->sort_us, error);

  if (item->message->ids.stanza == NULL || !known->lacks_stanza)
    return TRUE;

  if (insertion->place == ARCHIVE_PLACE_HISTORY &&
      !get_anchor_place (insertion, item, &anchor_us, error))
    return FALSE;

  return (known->sort_us > after_us && (anchor_us == 0 || known->sort_us < anchor_us)) ||
         find_place (insertion, item, &inserted->sort_us, error);
}

static gboolean
update_known (Insertion              *insertion,
              const ArchiveMessage   *message,
              const ArchiveInserted  *inserted,
              GError                **error)
{
  static const char sql[] =
    "UPDATE message SET sort_us = ?2, state = ?3, stanza_id = coalesce (stanza_id, ?4), "
    "message_id = coalesce (message_id, ?5), origin_id = coalesce (origin_id, ?6), "
    "occupant_id = coalesce (occupant_id, ?7), "
    "error_condition = iif (?3 = 6, error_condition, NULL), "
    "error_text = iif (?3 = 6, error_text, NULL) WHERE id = ?1";
  g_autoptr(ArchiveStatement) statement =
    archive_connection_prepare (insertion->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, inserted->id);
  archive_statement_bind_number (statement, 2, inserted->sort_us);
  archive_statement_bind_number (statement, 3, archive_columns_store_state (inserted->state));
  archive_statement_bind_text (statement, 4, message->ids.stanza);
  archive_statement_bind_text (statement, 5, message->ids.message);
  archive_statement_bind_text (statement, 6, message->ids.origin);
  archive_statement_bind_text (statement, 7, message->ids.occupant);
  return archive_statement_run (statement, error);
}

/* What could not be decrypted before can be read now. */
static gboolean
update_text (Insertion             *insertion,
             const ArchiveMessage  *message,
             gint64                 id,
             GError               **error)
{
  static const char sql[] =
    "UPDATE message SET kind = ?2, encryption = ?3, body = ?4, oob_url = ?5 WHERE id = ?1";
  g_autoptr(ArchiveStatement) statement =
    archive_connection_prepare (insertion->connection, sql, error);

  if (statement == NULL || !archive_index_remove (insertion->connection, id, error))
    return FALSE;

  archive_statement_bind_number (statement, 1, id);
  archive_statement_bind_number (statement, 2, archive_columns_store_kind (message->kind));
  archive_statement_bind_number (statement, 3,
                                 archive_columns_store_encryption (message->encryption));
  archive_statement_bind_text (statement, 4, message->body);
  archive_statement_bind_text (statement, 5, message->oob_url);
  return archive_statement_run (statement, error) &&
         archive_index_add (insertion->connection, id, message->body, error);
}

static gboolean
learn (Insertion           *insertion,
       const Item          *item,
       const ArchiveKnown  *known,
       ArchiveInserted     *inserted,
       GError             **error)
{
  const ArchiveMessage *message = item->message;
  /* It is sent after all: found in the archive, or come back from the room. */
  gboolean proves = message->state != ARCHIVE_STATE_QUEUED &&
                    message->state != ARCHIVE_STATE_FAILED &&
                    archive_state_can_follow (known->state, message->state);
  gboolean deciphers = known->undecrypted && message->kind != ARCHIVE_MESSAGE_UNDECRYPTED;

  inserted->id = known->id;
  inserted->state = proves ? message->state : known->state;
  if (!learn_place (insertion, item, known, proves, inserted, error))
    return FALSE;

  if (!proves && !deciphers && !known->lacks_other_ids && inserted->sort_us == known->sort_us &&
      (message->ids.stanza == NULL || !known->lacks_stanza))
    {
      inserted->outcome = ARCHIVE_OUTCOME_KNOWN;
      return TRUE;
    }

  inserted->outcome = ARCHIVE_OUTCOME_LEARNT;
  return (!deciphers || update_text (insertion, message, known->id, error)) &&
         update_known (insertion, message, inserted, error);
}

static gboolean
insert_item (Insertion   *insertion,
             const Item  *item,
             GError     **error)
{
  ArchiveInserted inserted = {
    .conversation_id = item->conversation_id,
    .new_conversation = item->new_conversation,
  };
  ArchiveKnown known;
  gint64 sender_id = 0;

  if (!archive_entity_intern (insertion->connection, item->message->sender, &sender_id, error) ||
      !archive_identity_find (insertion->connection, item->conversation_id, sender_id,
                              item->message, &known, error))
    return FALSE;

  if (known.id != 0 ? !learn (insertion, item, &known, &inserted, error)
                    : !insert_row (insertion, item, sender_id, &inserted, error))
    return FALSE;

  set_last (insertion, item->conversation_id, inserted.sort_us);
  g_array_append_val (insertion->inserted, inserted);
  return TRUE;
}

/**
 * archive_insert_messages:
 * @connection: the writer, in a transaction
 * @messages: (element-type ArchiveMessage): in order
 * @place: where they go
 * @error: where to say why it failed
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveInserted): what became of each
 */
GArray *
archive_insert_messages (ArchiveConnection  *connection,
                         GPtrArray          *messages,
                         ArchivePlace        place,
                         GError            **error)
{
  g_autoptr(GArray) items = g_array_sized_new (FALSE, TRUE, sizeof (Item), messages->len);
  g_autoptr(GHashTable) last = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr(GArray) inserted =
    g_array_sized_new (FALSE, TRUE, sizeof (ArchiveInserted), messages->len);
  Insertion insertion = {
    .connection = connection,
    .place = place,
    .now_us = g_get_real_time (),
    .items = items,
    .last = last,
    .inserted = inserted,
  };

  if (!resolve_conversations (&insertion, messages, error) ||
      (place == ARCHIVE_PLACE_HISTORY && !find_anchors (&insertion, error)))
    return NULL;

  for (guint i = 0; i < items->len; i++)
    if (!insert_item (&insertion, &g_array_index (items, Item, i), error))
      return NULL;

  return g_steal_pointer (&inserted);
}
