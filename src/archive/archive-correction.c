/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Corrections (XEP-0308). A correction is a row like any other, so that it has its ids and its
 * place in the server's archive; but it stands in the stead of its original, which has the text of
 * the newest of its corrections, by the archive's order, whatever order they came in. One whose
 * original is not here, or is somebody else's, stands for itself: until it comes, or for ever. */
#define G_LOG_DOMAIN "archive-correction"

#include "archive-correction.h"

#include "archive-columns.h"
#include "archive-index.h"

/* How many rows with one id are looked at: more than one is rare, more than a few an attack. */
#define MAX_CANDIDATES "16"

/* How many corrections may have waited for one message, or for one another. */
#define MAX_WAITING 1000

/* What decides whether one row may correct another. */
typedef struct {
  gint64  id;
  gint64  conversation_id;
  gint64  sender_id;
  gint64  direction;
  gint64  kind;
  gint64  encryption;
  gint64  sort_us;
  gint64  corrects;
  gint64  with_kind;
  char   *author;      /* (nullable) */
  char   *replace_id;  /* (nullable) */
  char   *message_id;  /* (nullable) */
  char   *origin_id;   /* (nullable) */
} Row;

#define ROW_COLUMNS \
  "id, conversation_id, sender_id, direction, kind, encryption, sort_us, corrects, " \
  "(SELECT c.kind FROM conversation c WHERE c.id = conversation_id), author, replace_id, " \
  "message_id, origin_id"

typedef struct {
  ArchiveConnection *connection;
  GHashTable        *fresh;     /* owned gint64: rows that nobody has seen yet */
  GHashTable        *originals; /* owned gint64: their texts may be others now */
  GArray            *hidden;    /* ArchiveHidden */
} Settling;

static void
row_clear (Row *row)
{
  g_free (row->author);
  g_free (row->replace_id);
  g_free (row->message_id);
  g_free (row->origin_id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

static void
read_row (ArchiveStatement *statement,
          Row              *row)
{
  gint64 *const numbers[] = {
    &row->id, &row->conversation_id, &row->sender_id, &row->direction, &row->kind,
    &row->encryption, &row->sort_us, &row->corrects, &row->with_kind,
  };
  char **const texts[] = {
    &row->author, &row->replace_id, &row->message_id, &row->origin_id,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    *numbers[i] = archive_statement_get_number (statement, (int) i);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = archive_statement_dup_text (statement, (int) (G_N_ELEMENTS (numbers) + i));
}

static gboolean
load_row (ArchiveConnection  *connection,
          gint64              id,
          Row                *row,
          GError            **error)
{
  static const char sql[] = "SELECT " ROW_COLUMNS " FROM message WHERE id = ?1";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, id);
  step = archive_statement_step (statement, error);
  if (step == ARCHIVE_STEP_ROW)
    read_row (statement, row);
  return step != ARCHIVE_STEP_ERROR;
}

/* XEP-0308, 4: both from the same sender. In a room an address proves nothing: a nick may have been
 * somebody else's before (XEP-0308, 6). */
static gboolean
is_same_author (const Row *row,
                const Row *other)
{
  if (row->direction != other->direction)
    return FALSE;

  if (row->direction == archive_columns_store_direction (ARCHIVE_OUTGOING))
    return TRUE;

  if (row->with_kind != archive_columns_store_with_kind (ARCHIVE_CONVERSATION_CHAT))
    return row->author != NULL && g_strcmp0 (row->author, other->author) == 0;

  return row->sender_id == other->sender_id;
}

/* What a row that bears the wanted id comes to: itself, or, where it is a correction that has found
 * its original, that one. No chain that bites its tail ends anywhere. */
static gint64
get_original (const Row *correction,
              const Row *candidate)
{
  gint64 original = candidate->replace_id == NULL ? candidate->id : candidate->corrects;

  if (candidate->id == correction->id || original == correction->id
      || !is_same_author (correction, candidate))
    return 0;

  return original;
}

/* The nearest before it, for those who use ids again; else the nearest after. */
static gboolean
find_original (ArchiveConnection  *connection,
               const Row          *correction,
               gint64             *original,
               GError            **error)
{
#define READABLE \
  "AND kind = " ARCHIVE_STORED_TEXT " AND encryption = ?3 ORDER BY id DESC " \
  "LIMIT " MAX_CANDIDATES
  static const char sql[] =
    "SELECT " ROW_COLUMNS " FROM (SELECT * FROM (SELECT * FROM message "
    "WHERE conversation_id = ?1 AND message_id = ?2 " READABLE ") UNION ALL "
    "SELECT * FROM (SELECT * FROM message WHERE conversation_id = ?1 AND origin_id = ?2 "
    "AND origin_id IS NOT message_id " READABLE ")) "
    "ORDER BY sort_us <= ?4 DESC, abs (sort_us - ?4)";
#undef READABLE
  g_autoptr(ArchiveStatement) row = NULL;
  ArchiveStep step;

  *original = 0;
  if (correction->replace_id == NULL
      || correction->kind != archive_columns_store_kind (ARCHIVE_MESSAGE_TEXT))
    return TRUE;

  if ((row = archive_connection_prepare (connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, correction->conversation_id);
  archive_statement_bind_text (row, 2, correction->replace_id);
  /* What was said under a lock is not changed by what was not. */
  archive_statement_bind_number (row, 3, correction->encryption);
  archive_statement_bind_number (row, 4, correction->sort_us);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      g_auto(Row) candidate = { 0 };

      read_row (row, &candidate);
      *original = get_original (correction, &candidate);
      if (*original != 0)
        return TRUE;
    }
  return step == ARCHIVE_STEP_DONE;
}

static gboolean
write_corrects (ArchiveConnection  *connection,
                gint64              id,
                gint64              original,
                GError            **error)
{
  static const char sql[] = "UPDATE message SET corrects = nullif (?2, 0) WHERE id = ?1";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  archive_statement_bind_number (statement, 1, id);
  archive_statement_bind_number (statement, 2, original);
  return archive_statement_run (statement, error);
}

/* Those that say that they correct it, by one of its ids. */
static gboolean
add_waiting (ArchiveConnection  *connection,
             const Row          *row,
             GArray             *ids,
             GError            **error)
{
  static const char sql[] =
    "SELECT id FROM message WHERE conversation_id = ?1 AND replace_id IN (?2, ?3) "
    "AND replace_id IS NOT NULL";
  g_autoptr(ArchiveStatement) waiting = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (waiting == NULL)
    return FALSE;

  archive_statement_bind_number (waiting, 1, row->conversation_id);
  archive_statement_bind_text (waiting, 2, row->message_id);
  archive_statement_bind_text (waiting, 3, row->origin_id);
  while ((step = archive_statement_step (waiting, error)) == ARCHIVE_STEP_ROW)
    {
      gint64 id = archive_statement_get_number (waiting, 0);

      if (ids->len < MAX_WAITING)
        g_array_append_val (ids, id);
    }
  return step == ARCHIVE_STEP_DONE;
}

static void
note_original (Settling *settling,
               gint64    id)
{
  if (id != 0)
    g_hash_table_add (settling->originals, g_memdup2 (&id, sizeof id));
}

/* Gives whether it corrects another one now than it did. */
static gboolean
settle_row (Settling   *settling,
            const Row  *row,
            gboolean   *is_changed,
            GError    **error)
{
  gint64 original = 0;

  *is_changed = FALSE;
  if (!find_original (settling->connection, row, &original, error))
    return FALSE;

  note_original (settling, row->corrects);
  note_original (settling, original);
  if (original == row->corrects)
    return TRUE;

  *is_changed = TRUE;
  if (row->corrects == 0 && !g_hash_table_contains (settling->fresh, &row->id))
    {
      const ArchiveHidden hidden = { row->id, row->conversation_id };

      g_array_append_val (settling->hidden, hidden);
    }
  return write_corrects (settling->connection, row->id, original, error);
}

/* A row that came, and all that waited for it, or for those. */
static gboolean
settle (Settling  *settling,
        gint64     id,
        GError   **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (ids, id);
  for (guint i = 0; i < ids->len; i++)
    {
      g_auto(Row) row = { 0 };
      gboolean is_changed = FALSE;

      if (!load_row (settling->connection, g_array_index (ids, gint64, i), &row, error) ||
          (row.id != 0 && !settle_row (settling, &row, &is_changed, error)) ||
          ((i == 0 || is_changed) && !add_waiting (settling->connection, &row, ids, error)))
        return FALSE;
    }

  return TRUE;
}

/* The newest one. One of ours that was refused never was. */
#define NEWEST \
  "FROM message n WHERE n.corrects = ?1 AND n.state <> " ARCHIVE_STORED_FAILED \
  " ORDER BY n.sort_us DESC, n.id DESC LIMIT 1"

/* Gives what is to be run; NULL: nothing. */
static gboolean
choose_change (ArchiveConnection  *connection,
               gint64              id,
               const char        **sql,
               GError            **error)
{
  static const char question[] =
    "SELECT m.flags & " ARCHIVE_STORED_EDITED " <> 0, n.id IS NOT NULL, "
    "m.body IS n.body AND m.oob_url IS n.oob_url AND m.link IS n.link "
    "FROM message m LEFT JOIN message n ON n.id = (SELECT id " NEWEST ") "
    "WHERE m.id = ?1 AND m.flags & " ARCHIVE_STORED_RETRACTED " = 0";
  static const char apply[] =
    "UPDATE message SET (flags, body, oob_url, link) = (SELECT "
    "((message.flags | " ARCHIVE_STORED_EDITED ") & ~" ARCHIVE_STORED_MENTION ")"
    " | (n.flags & " ARCHIVE_STORED_MENTION "), n.body, n.oob_url, n.link " NEWEST ") "
    "WHERE id = ?1";
  static const char take_back[] =
    "UPDATE message SET flags = flags & ~" ARCHIVE_STORED_EDITED ", (body, oob_url, link) = ("
    "SELECT r.body, r.oob_url, r.link FROM revision r WHERE r.message = ?1 "
    "AND r.correction_id = '') "
    "WHERE id = ?1";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, question, error);
  gboolean is_edited;
  gboolean has_newest;
  ArchiveStep step;

  *sql = NULL;
  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, id);
  step = archive_statement_step (row, error);
  if (step != ARCHIVE_STEP_ROW)
    return step == ARCHIVE_STEP_DONE;

  is_edited = archive_statement_get_number (row, 0) != 0;
  has_newest = archive_statement_get_number (row, 1) != 0;
  if (has_newest && (!is_edited || archive_statement_get_number (row, 2) == 0))
    *sql = apply;
  else if (!has_newest && is_edited)
    *sql = take_back;
  return TRUE;
}

/**
 * archive_correction_list:
 * @connection: a connection
 * @id: a message
 * @ids: (element-type gint64): gets its corrections
 * @error: where to say why it failed
 *
 * Returns: whether they could be read
 */
gboolean
archive_correction_list (ArchiveConnection  *connection,
                         gint64              id,
                         GArray             *ids,
                         GError            **error)
{
  static const char sql[] = "SELECT id FROM message WHERE corrects = ?1";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, id);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      gint64 correction = archive_statement_get_number (row, 0);

      g_array_append_val (ids, correction);
    }
  return step == ARCHIVE_STEP_DONE;
}

/**
 * archive_correction_erase:
 * @connection: the writer, in a transaction
 * @id: a message that was retracted
 * @error: where to say why it failed
 *
 * Takes their texts from its corrections.
 *
 * Returns: whether it could be done
 */
gboolean
archive_correction_erase (ArchiveConnection  *connection,
                          gint64              id,
                          GError            **error)
{
  static const char sql[] =
    "UPDATE message SET body = NULL, oob_url = NULL, link = NULL WHERE corrects = ?1";
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!archive_correction_list (connection, id, ids, error))
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    if (!archive_index_remove (connection, g_array_index (ids, gint64, i), error))
      return FALSE;

  return archive_connection_run (connection, sql, id, error);
}

/* One that comes for a message that was retracted. */
static gboolean
erase_late (ArchiveConnection  *connection,
            gint64              id,
            GError            **error)
{
  static const char sql[] =
    "SELECT 1 FROM message WHERE id = ?1 AND flags & " ARCHIVE_STORED_RETRACTED " <> 0";
  ArchiveStep step;

  {
    g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

    if (row == NULL)
      return FALSE;

    archive_statement_bind_number (row, 1, id);
    step = archive_statement_step (row, error);
  }

  return step == ARCHIVE_STEP_ROW ? archive_correction_erase (connection, id, error)
                                  : step == ARCHIVE_STEP_DONE;
}

/**
 * archive_correction_refresh:
 * @connection: the writer, in a transaction
 * @id: a message
 * @changed: (out): whether it is another text than before
 * @error: where to say why it failed
 *
 * Gives a message the text of the newest of its corrections, or its first one.
 *
 * Returns: whether it could be done
 */
gboolean
archive_correction_refresh (ArchiveConnection  *connection,
                            gint64              id,
                            gboolean           *changed,
                            GError            **error)
{
  static const char keep_first[] =
    "INSERT OR IGNORE INTO revision (message, time_us, correction_id, body, oob_url, link) "
    "SELECT id, time_us, '', body, oob_url, link FROM message WHERE id = ?1";
  g_autoptr(ArchiveMessage) message = NULL;
  const char *sql = NULL;

  *changed = FALSE;
  if (!choose_change (connection, id, &sql, error))
    return FALSE;
  if (sql == NULL)
    return erase_late (connection, id, error);

  *changed = TRUE;
  return archive_connection_run (connection, keep_first, id, error) &&
         archive_index_remove (connection, id, error) &&
         archive_connection_run (connection, sql, id, error) &&
         (message = archive_columns_load_message (connection, id, error)) != NULL &&
         archive_index_add (connection, id, message->body, error);
}

static gboolean
read_mention (ArchiveConnection  *connection,
              gint64              id,
              gboolean           *is_mention,
              GError            **error)
{
  static const char sql[] =
    "SELECT 1 FROM message WHERE id = ?1 AND flags & " ARCHIVE_STORED_MENTION " <> 0";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, id);
  step = archive_statement_step (row, error);
  *is_mention = step == ARCHIVE_STEP_ROW;
  return step != ARCHIVE_STEP_ERROR;
}

static gboolean
refresh_all (Settling            *settling,
             ArchiveCorrections  *corrections,
             GError             **error)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, settling->originals);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autoptr(ArchiveMessage) message = NULL;
      gboolean was_mention = FALSE;
      gboolean changed = FALSE;

      if (!read_mention (settling->connection, *(gint64 *) id, &was_mention, error) ||
          !archive_correction_refresh (settling->connection, *(gint64 *) id, &changed, error) ||
          (message = archive_columns_load_message (settling->connection, *(gint64 *) id,
                                                   error)) == NULL)
        return FALSE;
      message->is_newly_mention = !was_mention && (message->flags & ARCHIVE_FLAG_MENTION) != 0;
      /* Of an own one it may be the state that is another. */
      if (changed || message->direction == ARCHIVE_OUTGOING)
        g_ptr_array_add (corrections->corrected, g_steal_pointer (&message));
    }

  return TRUE;
}

/**
 * archive_correction_get_replaced:
 * @message: a message that is to be stored
 *
 * Returns: (nullable): what it says that it corrects; nothing corrects itself (CVE-2021-41055)
 */
const char *
archive_correction_get_replaced (const ArchiveMessage *message)
{
  if (message->replace_id == NULL
      || g_strcmp0 (message->replace_id, message->ids.message) == 0
      || g_strcmp0 (message->replace_id, message->ids.origin) == 0)
    return NULL;

  return message->replace_id;
}

static gboolean
note_corrects (ArchiveConnection  *connection,
               GArray             *inserted,
               GError            **error)
{
  for (guint i = 0; i < inserted->len; i++)
    {
      ArchiveInserted *one = &g_array_index (inserted, ArchiveInserted, i);
      g_auto(Row) row = { 0 };

      if (one->corrects == 0)
        continue;
      if (!load_row (connection, one->id, &row, error))
        return FALSE;
      one->corrects = row.corrects;
    }

  return TRUE;
}

/**
 * archive_correction_settle:
 * @connection: the writer, in a transaction
 * @messages: (element-type ArchiveMessage): what came
 * @inserted: (element-type ArchiveInserted): what became of it; learns what each corrects
 * @corrections: gets what became of others by it
 * @error: where to say why it failed
 *
 * Finds out which of the messages correct which, and which of them had been corrected before they
 * came.
 *
 * Returns: whether it could be done
 */
gboolean
archive_correction_settle (ArchiveConnection   *connection,
                           GPtrArray           *messages,
                           GArray              *inserted,
                           ArchiveCorrections  *corrections,
                           GError             **error)
{
  g_autoptr(GHashTable) fresh = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr(GHashTable) originals =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Settling settling = { connection, fresh, originals, corrections->hidden };

  for (guint i = 0; i < inserted->len; i++)
    {
      ArchiveInserted *one = &g_array_index (inserted, ArchiveInserted, i);

      if (one->outcome == ARCHIVE_OUTCOME_NEW)
        g_hash_table_add (fresh, &one->id);
    }

  for (guint i = 0; i < inserted->len; i++)
    {
      ArchiveInserted *one = &g_array_index (inserted, ArchiveInserted, i);

      /* Only to be asked for afterwards: it may be settled by one that comes later in the row. */
      if (one->id != 0 &&
          archive_correction_get_replaced (g_ptr_array_index (messages, i)) != NULL)
        one->corrects = -1;
      if ((one->outcome == ARCHIVE_OUTCOME_NEW || one->outcome == ARCHIVE_OUTCOME_LEARNT) &&
          !settle (&settling, one->id, error))
        return FALSE;
    }

  return note_corrects (connection, inserted, error) &&
         refresh_all (&settling, corrections, error);
}
