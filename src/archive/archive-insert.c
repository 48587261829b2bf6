/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stores messages: each once, in its place. */
#define G_LOG_DOMAIN "archive-insert"

#include "archive-insert.h"

#include "archive-columns.h"
#include "archive-correction.h"
#include "archive-entity.h"
#include "archive-filing.h"
#include "archive-index.h"
#include "archive-place.h"
#include "archive-state.h"

typedef struct {
  ArchiveConnection *connection;
  gint64             now_us;
  gint64             floor_us; /* live ones stand from here on */
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
find_place (Insertion          *insertion,
            const ArchiveItem  *item,
            gint64             *sort_us,
            GError            **error)
{
  gint64 wanted_us = credible_time (insertion, item->message);

  if (item->sort_us != 0)
    {
      *sort_us = item->sort_us;
      return TRUE;
    }

  if (item->message->state == ARCHIVE_STATE_QUEUED)
    return archive_place_in_queue (insertion->connection, item->conversation_id, wanted_us, sort_us,
                                   error);

  return archive_place_at_end (insertion->connection, item->conversation_id,
                               MAX (wanted_us, insertion->floor_us), sort_us, error);
}

static gboolean
insert_row (Insertion          *insertion,
            const ArchiveItem  *item,
            ArchiveInserted    *inserted,
            GError            **error)
{
  static const char sql[] =
    "INSERT INTO message (id, conversation_id, sort_us, time_us, sender_id, direction, kind, "
    "state, encryption, flags, body, message_id, origin_id, stanza_id, occupant_id, resource, "
    "thread, oob_url, reply_id, reply_to, replace_id, error_condition, error_text, "
    "author, link) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
    "?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)";
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
  archive_statement_bind_number (statement, 5, item->sender_id);
  archive_statement_bind_number (statement, 6,
                                 archive_columns_store_direction (message->direction));
  archive_statement_bind_number (statement, 7, archive_columns_store_kind (message->kind));
  archive_statement_bind_number (statement, 8, archive_columns_store_state (message->state));
  archive_statement_bind_number (statement, 9,
                                 archive_columns_store_encryption (message->encryption));
  archive_statement_bind_number (statement, 10, archive_columns_store_flags (message->flags)
                                                  | (item->is_ahead ? ARCHIVE_ROW_AHEAD : 0));
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
  archive_statement_bind_text (statement, 21, archive_correction_get_replaced (message));
  archive_statement_bind_text (statement, 22, message->error_condition);
  archive_statement_bind_text (statement, 23, message->error_text);
  archive_statement_bind_text (statement, 24, message->ids.author);
  archive_statement_bind_text (statement, 25, message->link);
  inserted->state = message->state;
  inserted->outcome = ARCHIVE_OUTCOME_NEW;
  return archive_statement_run (statement, error) &&
         archive_index_add (insertion->connection, inserted->id, message->body, error) &&
         archive_filing_add (insertion->connection, inserted->id, message->files, error);
}

static gboolean
is_given_back (const ArchiveMessage *message)
{
  return message->with_kind == ARCHIVE_CONVERSATION_ROOM
         && message->direction == ARCHIVE_OUTGOING
         && (message->flags & ARCHIVE_FLAG_DELAYED) == 0;
}

/* A row that the server's archive now knows takes the place that it has there. */
static gboolean
learn_place (Insertion           *insertion,
             const ArchiveItem   *item,
             const ArchiveKnown  *known,
             gboolean             proves,
             ArchiveInserted     *inserted,
             GError             **error)
{
  inserted->sort_us = known->sort_us;
  if (known->sort_us >= ARCHIVE_SORT_QUEUED)
    return !proves || find_place (insertion, item, &inserted->sort_us, error);

  if (item->sort_us != 0)
    {
      inserted->sort_us = item->sort_us;
      return TRUE;
    }

  /* What a room gives back stands where it is given back, whoever has spoken meanwhile. */
  return item->message->ids.stanza == NULL || !known->lacks_stanza
         || (known->sort_us > get_last (insertion, item->conversation_id)
             && !is_given_back (item->message))
         || find_place (insertion, item, &inserted->sort_us, error);
}

/* What surrounds it is known now. */
static gboolean
settles (const ArchiveItem *item)
{
  return item->sort_us != 0 && !item->is_ahead;
}

static gboolean
update_known (Insertion              *insertion,
              const ArchiveItem      *item,
              const ArchiveInserted  *inserted,
              GError                **error)
{
  static const char sql[] =
    "UPDATE message SET sort_us = ?2, state = ?3, flags = flags & ~?10, "
    "stanza_id = iif (?8, ?4, coalesce (stanza_id, ?4)), "
    "message_id = coalesce (message_id, ?5), origin_id = coalesce (origin_id, ?6), "
    "occupant_id = coalesce (occupant_id, ?7), author = coalesce (author, ?9), "
    "error_condition = iif (?3 = 6, error_condition, NULL), "
    "error_text = iif (?3 = 6, error_text, NULL) WHERE id = ?1";
  const ArchiveMessage *message = item->message;
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
  archive_statement_bind_number (statement, 8, item->takes_stanza);
  archive_statement_bind_text (statement, 9, message->ids.author);
  archive_statement_bind_number (statement, 10, settles (item) ? ARCHIVE_ROW_AHEAD : 0);
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
    "UPDATE message SET kind = ?2, encryption = ?3, body = ?4, oob_url = ?5, link = ?6 "
    "WHERE id = ?1";
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
  archive_statement_bind_text (statement, 6, message->link);
  return archive_statement_run (statement, error) &&
         archive_index_add (insertion->connection, id, message->body, error);
}

static gboolean
learn (Insertion           *insertion,
       const ArchiveItem   *item,
       const ArchiveKnown  *known,
       ArchiveInserted     *inserted,
       GError             **error)
{
  const ArchiveMessage *message = item->message;
  /* It is sent after all: found in the archive, or come back from the room. */
  ArchiveState state = known->is_own_told ? ARCHIVE_STATE_DELIVERED : message->state;
  gboolean proves = state != ARCHIVE_STATE_QUEUED && state != ARCHIVE_STATE_FAILED &&
                    archive_state_can_follow (known->state, state);
  gboolean deciphers = known->undecrypted && message->kind != ARCHIVE_MESSAGE_UNDECRYPTED;

  inserted->id = known->id;
  inserted->state = proves ? state : known->state;
  if (!learn_place (insertion, item, known, proves, inserted, error))
    return FALSE;

  if (!proves && !deciphers && !known->lacks_other_ids && inserted->sort_us == known->sort_us &&
      !(known->is_ahead && settles (item)) &&
      !item->takes_stanza && (message->ids.stanza == NULL || !known->lacks_stanza))
    {
      inserted->outcome = ARCHIVE_OUTCOME_KNOWN;
      return TRUE;
    }

  inserted->outcome = ARCHIVE_OUTCOME_LEARNT;
  return (!deciphers || update_text (insertion, message, known->id, error)) &&
         update_known (insertion, item, inserted, error);
}

static gboolean
insert_item (Insertion          *insertion,
             const ArchiveItem  *item,
             GError            **error)
{
  ArchiveInserted inserted = {
    .conversation_id = item->conversation_id,
    .outcome = ARCHIVE_OUTCOME_FORGOTTEN,
    .new_conversation = item->new_conversation,
  };
  g_auto(ArchiveKnown) again = { 0 };
  const ArchiveKnown *known = &item->known;
  ArchiveItem copy;

  if (item->conversation_id == 0)
    {
      g_array_append_val (insertion->inserted, inserted);
      return TRUE;
    }

  if (known->id == 0 && item->is_repeated)
    {
      if (!archive_identity_find (insertion->connection, item->conversation_id, item->sender_id,
                                  item->message, &again, error))
        return FALSE;

      /* The one before it has its place. */
      if (again.id != 0)
        {
          copy = *item;
          copy.sort_us = 0;
          item = &copy;
          known = &again;
        }
    }

  if (known->id != 0 ? !learn (insertion, item, known, &inserted, error)
                     : !insert_row (insertion, item, &inserted, error))
    return FALSE;

  set_last (insertion, item->conversation_id, inserted.sort_us);
  g_array_append_val (insertion->inserted, inserted);
  return TRUE;
}

static void
item_clear (gpointer data)
{
  ArchiveItem *item = data;

  archive_known_clear (&item->known);
}

/* Whether one before it bears the same name: whether they are one is known only when that one is a
 * row. */
static gboolean
is_repeated (GHashTable           *names,
             const ArchiveMessage *message)
{
  const char *const ids[] = { message->ids.stanza, message->ids.origin, message->ids.message };
  gboolean is_known = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    if (ids[i] != NULL)
      is_known |= g_hash_table_contains (names, ids[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    if (ids[i] != NULL)
      g_hash_table_add (names, (gpointer) ids[i]);

  return is_known;
}

/**
 * archive_insert_prepare:
 * @connection: the writer, in a transaction
 * @messages: (element-type ArchiveMessage): in order
 * @skips: (nullable) (array): for each, whether it is not to be stored
 * @error: where to say why it failed
 *
 * Finds out what is known of messages, and makes the conversations that they belong to.
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveItem): one for each
 */
GArray *
archive_insert_prepare (ArchiveConnection  *connection,
                        GPtrArray          *messages,
                        const gboolean     *skips,
                        GError            **error)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GArray) items = g_array_sized_new (FALSE, TRUE, sizeof (ArchiveItem), messages->len);

  g_array_set_clear_func (items, item_clear);
  g_array_set_size (items, messages->len);
  for (guint i = 0; i < messages->len; i++)
    {
      const ArchiveMessage *message = g_ptr_array_index (messages, i);
      ArchiveItem *item = &g_array_index (items, ArchiveItem, i);

      item->message = message;
      item->conversation_id = message->conversation_id;
      if (skips != NULL && skips[i])
        {
          item->conversation_id = 0;
          continue;
        }

      if ((item->conversation_id == 0 &&
           !archive_entity_intern_conversation (connection, message->account_id, message->with,
                                                message->with_kind, &item->conversation_id,
                                                &item->new_conversation, error)) ||
          !archive_entity_intern (connection, message->sender, &item->sender_id, error) ||
          !archive_identity_find (connection, item->conversation_id, item->sender_id, message,
                                  &item->known, error))
        return NULL;

      item->is_repeated = is_repeated (names, message);
    }

  return g_steal_pointer (&items);
}

/**
 * archive_insert_items:
 * @connection: the writer, in a transaction
 * @items: (element-type ArchiveItem): what archive_insert_prepare() gave, with places or without
 * @floor_us: those without stand from this place on
 * @error: where to say why it failed
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveInserted): what became of each
 */
GArray *
archive_insert_items (ArchiveConnection  *connection,
                      GArray             *items,
                      gint64              floor_us,
                      GError            **error)
{
  g_autoptr(GHashTable) last = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr(GArray) inserted =
    g_array_sized_new (FALSE, TRUE, sizeof (ArchiveInserted), items->len);
  Insertion insertion = {
    .connection = connection,
    .now_us = g_get_real_time (),
    .floor_us = floor_us,
    .last = last,
    .inserted = inserted,
  };

  for (guint i = 0; i < items->len; i++)
    if (!insert_item (&insertion, &g_array_index (items, ArchiveItem, i), error))
      return NULL;

  return g_steal_pointer (&inserted);
}
