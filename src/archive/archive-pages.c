/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the messages of a conversation by place: the millionth page costs what the first does. */
#define G_LOG_DOMAIN "archive-pages"

#include "archive-pages.h"

#include "archive-columns.h"
#include "archive-error.h"

#define MAX_LIMIT 1000

/* How many messages after the one read last are looked at for unread ones. */
#define UNREAD_REACH "4000"

#define SELECT_MESSAGES \
  "SELECT " ARCHIVE_MESSAGE_COLUMNS " FROM message m" ARCHIVE_MESSAGE_JOINS \
  "WHERE m.conversation_id = ?1 AND m.corrects IS NULL AND (m.sort_us, m.id) "

static const char before[] =
  SELECT_MESSAGES "< (?2, ?3) ORDER BY m.sort_us DESC, m.id DESC LIMIT ?4";
static const char files_before[] =
  SELECT_MESSAGES "< (?2, ?3) AND m.kind = " ARCHIVE_STORED_FILE
  " AND m.flags & " ARCHIVE_STORED_RETRACTED " = 0 ORDER BY m.sort_us DESC, m.id DESC LIMIT ?4";
static const char after[] =
  SELECT_MESSAGES "> (?2, ?3) ORDER BY m.sort_us, m.id LIMIT ?4";
static const char from[] =
  SELECT_MESSAGES ">= (?2, ?3) ORDER BY m.sort_us, m.id LIMIT ?4";

static const ArchivePosition start = { G_MININT64, G_MININT64 };
static const ArchivePosition end = { G_MAXINT64, G_MAXINT64 };

static gboolean
read_messages (ArchiveConnection  *connection,
               const char         *sql,
               gint64              conversation_id,
               ArchivePosition     position,
               guint               limit,
               GPtrArray          *messages,
               GError            **error)
{
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_number (row, 2, position.sort_us);
  archive_statement_bind_number (row, 3, position.id);
  archive_statement_bind_number (row, 4, limit);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    g_ptr_array_add (messages, archive_columns_read_message (row));
  return step == ARCHIVE_STEP_DONE;
}

static void
reverse (GPtrArray *array)
{
  for (guint i = 0, j = array->len; i + 1 < j; i++)
    {
      gpointer first = array->pdata[i];

      array->pdata[i] = array->pdata[--j];
      array->pdata[j] = first;
    }
}

/* Whether there is nothing on that side of the page. */
static gboolean
is_edge (ArchiveConnection  *connection,
         const char         *sql,
         gint64              conversation_id,
         ArchivePosition     position,
         gboolean           *edge,
         GError            **error)
{
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_number (row, 2, position.sort_us);
  archive_statement_bind_number (row, 3, position.id);
  step = archive_statement_step (row, error);
  *edge = step == ARCHIVE_STEP_DONE;
  return step != ARCHIVE_STEP_ERROR;
}

static gboolean
find_edges (ArchiveConnection  *connection,
            gint64              conversation_id,
            ArchivePosition     position,
            ArchivePage        *page,
            GError            **error)
{
  static const char any_before[] =
    "SELECT 1 FROM message WHERE conversation_id = ?1 AND (sort_us, id) < (?2, ?3) "
    "AND corrects IS NULL LIMIT 1";
  static const char any_after[] =
    "SELECT 1 FROM message WHERE conversation_id = ?1 AND (sort_us, id) > (?2, ?3) "
    "AND corrects IS NULL LIMIT 1";
  ArchivePosition first = position;
  ArchivePosition last = position;

  if (page->messages->len > 0)
    {
      const ArchiveMessage *oldest = g_ptr_array_index (page->messages, 0);
      const ArchiveMessage *newest = g_ptr_array_index (page->messages, page->messages->len - 1);

      first = (ArchivePosition) { oldest->sort_us, oldest->id };
      last = (ArchivePosition) { newest->sort_us, newest->id };
    }

  return is_edge (connection, any_before, conversation_id, first, &page->at_start, error) &&
         is_edge (connection, any_after, conversation_id, last, &page->at_end, error);
}

/**
 * archive_pages_load:
 * @connection: a connection
 * @conversation_id: a conversation
 * @kind: which messages
 * @position: and where
 * @limit: how many at most
 * @error: where to say why it failed
 *
 * Returns: (transfer full) (nullable): the page; empty where there is no such conversation
 */
ArchivePage *
archive_pages_load (ArchiveConnection  *connection,
                    gint64              conversation_id,
                    ArchivePageKind     kind,
                    ArchivePosition     position,
                    guint               limit,
                    GError            **error)
{
  g_autoptr(ArchivePage) page = g_new0 (ArchivePage, 1);
  guint n_before = kind == ARCHIVE_PAGE_AROUND ? limit / 2 : limit;

  limit = CLAMP (limit, 1, MAX_LIMIT);
  n_before = MIN (n_before, limit);
  page->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) archive_message_free);

  if (kind == ARCHIVE_PAGE_NEWEST)
    position = end;
  else if (kind == ARCHIVE_PAGE_OLDEST)
    position = start;

  if (kind == ARCHIVE_PAGE_NEWEST || kind == ARCHIVE_PAGE_BEFORE || kind == ARCHIVE_PAGE_AROUND
      || kind == ARCHIVE_PAGE_FILES)
    {
      if (!read_messages (connection, kind == ARCHIVE_PAGE_FILES ? files_before : before,
                          conversation_id, position, n_before, page->messages,
                          error))
        return NULL;
      reverse (page->messages);
    }

  if (kind == ARCHIVE_PAGE_OLDEST || kind == ARCHIVE_PAGE_AFTER || kind == ARCHIVE_PAGE_AROUND)
    {
      if (!read_messages (connection, kind == ARCHIVE_PAGE_AROUND ? from : after, conversation_id,
                          position, limit - page->messages->len, page->messages, error))
        return NULL;
    }

  return find_edges (connection, conversation_id, position, page, error) ? g_steal_pointer (&page)
                                                                         : NULL;
}

/**
 * archive_pages_count_unread:
 * @connection: a connection
 * @conversation_id: a conversation
 * @read_sort_us: up to where it was read
 * @unread: (out): incoming messages after that, at most ARCHIVE_UNREAD_MAX
 * @mentions: (out): those that speak of the own nick
 * @error: where to say why it failed
 *
 * However much has come since, only the last few thousand are looked at.
 *
 * Returns: whether they were counted
 */
gboolean
archive_pages_count_unread (ArchiveConnection  *connection,
                            gint64              conversation_id,
                            gint64              read_sort_us,
                            guint              *unread,
                            guint              *mentions,
                            GError            **error)
{
  static const char sql[] =
    "SELECT count (*), coalesce (sum (flags & " ARCHIVE_STORED_MENTION " <> 0), 0) FROM ("
    "SELECT direction, flags FROM message WHERE conversation_id = ?1 AND sort_us > ?2 "
    "AND sort_us < ?3 AND corrects IS NULL ORDER BY sort_us DESC LIMIT " UNREAD_REACH
    ") WHERE direction = " ARCHIVE_STORED_INCOMING;
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_number (row, 2, read_sort_us);
  archive_statement_bind_number (row, 3, ARCHIVE_SORT_QUEUED);
  if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  *unread = (guint) MIN (archive_statement_get_number (row, 0), ARCHIVE_UNREAD_MAX);
  *mentions = (guint) MIN (archive_statement_get_number (row, 1), ARCHIVE_UNREAD_MAX);
  return TRUE;
}

static gboolean
find_first_unread (ArchiveConnection  *connection,
                   gint64              conversation_id,
                   gint64             *read_sort_us,
                   ArchivePosition    *position,
                   GError            **error)
{
  static const char sql[] =
    "SELECT c.read_sort_us, m.sort_us, m.id FROM conversation c LEFT JOIN message m ON m.id = ("
    "SELECT n.id FROM message n WHERE n.conversation_id = c.id AND n.sort_us > c.read_sort_us "
    "AND n.sort_us < ?2 AND n.corrects IS NULL AND n.direction = " ARCHIVE_STORED_INCOMING
    " ORDER BY n.sort_us, n.id LIMIT 1) WHERE c.id = ?1";
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_number (row, 2, ARCHIVE_SORT_QUEUED);
  step = archive_statement_step (row, error);
  if (step == ARCHIVE_STEP_ROW)
    {
      *read_sort_us = archive_statement_get_number (row, 0);
      position->sort_us = archive_statement_get_number (row, 1);
      position->id = archive_statement_get_number (row, 2);
    }
  return step != ARCHIVE_STEP_ERROR;
}

/**
 * archive_pages_count:
 * @connection: a connection
 * @conversation_id: a conversation
 * @position: a place in it
 * @counts: (out caller-allocates): how many messages there are, and where
 * @error: where to say why it failed
 *
 * Returns: whether they were counted
 */
gboolean
archive_pages_count (ArchiveConnection  *connection,
                     gint64              conversation_id,
                     ArchivePosition     position,
                     ArchiveCounts      *counts,
                     GError            **error)
{
  /* Each from an index alone: those that are not shown are few. */
#define COUNT "(SELECT count (*) FROM message WHERE conversation_id = ?1"
#define BEFORE " AND (sort_us, id) < (?2, ?3)"
#define NOT_SHOWN " AND corrects IS NOT NULL"
  static const char total[] = "SELECT " COUNT ") - " COUNT NOT_SHOWN ")";
  static const char before_position[] =
    "SELECT " COUNT BEFORE ") - " COUNT BEFORE NOT_SHOWN ")";
#undef COUNT
#undef BEFORE
#undef NOT_SHOWN
  const char *const sql[] = { total, before_position };
  guint64 *const results[] = { &counts->total, &counts->before };
  gint64 read_sort_us = 0;
  guint mentions = 0;

  *counts = (ArchiveCounts) { 0 };
  for (gsize i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql[i], error);

      if (row == NULL)
        return FALSE;

      archive_statement_bind_number (row, 1, conversation_id);
      if (i > 0)
        {
          archive_statement_bind_number (row, 2, position.sort_us);
          archive_statement_bind_number (row, 3, position.id);
        }
      if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
        return FALSE;
      *results[i] = (guint64) archive_statement_get_number (row, 0);
    }

  return find_first_unread (connection, conversation_id, &read_sort_us, &counts->first_unread,
                            error) &&
         archive_pages_count_unread (connection, conversation_id, read_sort_us, &counts->unread,
                                     &mentions, error);
}

/**
 * archive_pages_find:
 * @connection: a connection
 * @conversation_id: a conversation
 * @remote_id: an id attribute, an origin-id or a stanza-id
 * @sender: (nullable): who must have written it
 * @error: %ARCHIVE_ERROR_NOT_FOUND, and whatever SQLite has to say
 *
 * Returns: (transfer full) (nullable): the newest such message
 */
ArchiveMessage *
archive_pages_find (ArchiveConnection  *connection,
                    gint64              conversation_id,
                    const char         *remote_id,
                    const char         *sender,
                    GError            **error)
{
  /* A correction stands in the stead of its original. */
#define SHOWN "coalesce (corrects, id) AS id"
  static const char sql[] =
    "SELECT " ARCHIVE_MESSAGE_COLUMNS " FROM ("
    "SELECT " SHOWN " FROM message WHERE conversation_id = ?1 AND message_id = ?2 UNION "
    "SELECT " SHOWN " FROM message WHERE conversation_id = ?1 AND origin_id = ?2 "
    "AND origin_id IS NOT message_id UNION "
    "SELECT " SHOWN " FROM message WHERE conversation_id = ?1 AND stanza_id = ?2) found "
    "CROSS JOIN message m ON m.id = found.id" ARCHIVE_MESSAGE_JOINS
    "WHERE ?3 IS NULL OR s.address = ?3 ORDER BY m.id DESC LIMIT 1";
#undef SHOWN
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, conversation_id);
  archive_statement_bind_text (row, 2, remote_id);
  archive_statement_bind_text (row, 3, sender);
  switch (archive_statement_step (row, error))
    {
    case ARCHIVE_STEP_ROW:
      return archive_columns_read_message (row);
    case ARCHIVE_STEP_DONE:
      g_set_error_literal (error, ARCHIVE_ERROR, ARCHIVE_ERROR_NOT_FOUND,
                           "There is no such message");
      return NULL;
    case ARCHIVE_STEP_ERROR:
    default:
      return NULL;
    }
}
