/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the messages of a server's archive stand: in its order, between what is known to be older
 * and newer, and so over all conversations of its line together. What it holds that is no
 * message has a place, too: a range may begin or end with it. */
#define G_LOG_DOMAIN "archive-arrange"

#include "archive-arrange.h"

#include "archive-columns.h"
#include "archive-insert.h"
#include "archive-order.h"
#include "archive-place.h"
#include "archive-range.h"

/* So far ahead of its stamp stands what a look brings: more than a server's archive has messages of
 * one moment, in microseconds. */
#define AHEAD_US 10000

typedef struct {
  ArchiveConnection  *connection;
  GArray             *items;    /* borrowed ArchiveItem */
  const ArchiveSlice *slice;
  gint64              line;
  ArchiveBounds       bounds;
  GHashTable         *places;   /* borrowed id → its index in the slice + 1 */
  GHashTable         *claimed;  /* rows that are one of the slice's items */
  GArray             *entries;  /* ArchiveOrderEntry, one for each of the slice's items */
} Arrangement;

static ArchiveItem *
get_item (Arrangement *arrangement,
          guint        i)
{
  int message = g_array_index (arrangement->slice->items, ArchiveSliceItem, i).message;
  ArchiveItem *item =
    message >= 0 ? &g_array_index (arrangement->items, ArchiveItem, message) : NULL;

  return item != NULL && item->conversation_id != 0 ? item : NULL;
}

/* A message may be in the archive twice: sent again by who could not know that it had arrived. The
 * older copy is the one that counts. */
static gboolean
is_copy_that_counts (Arrangement       *arrangement,
                     const ArchiveItem *item,
                     guint              i)
{
  gpointer other = g_hash_table_lookup (arrangement->places, item->known.other_stanza);

  return other != NULL ? GPOINTER_TO_UINT (other) > i + 1
                       : item->known.sort_us >= arrangement->bounds.before_us;
}

/* Whether the row that an item is known to be is to stand where the item does. Some servers do not
 * find the id of another conversation's message, and begin with what is newer than that; but where
 * no archive has said yet where a row belongs, its place says nothing. */
static gboolean
claim (Arrangement *arrangement,
       ArchiveItem *item,
       guint        i)
{
  if (item->known.id == 0)
    return TRUE;

  if (arrangement->slice->is_partial && !item->known.lacks_stanza
      && item->known.sort_us >= arrangement->bounds.before_us)
    return FALSE;

  if (g_hash_table_contains (arrangement->claimed, &item->known.id))
    {
      /* The row is about to become one of an earlier item: to be looked up after that. */
      archive_known_clear (&item->known);
      item->known.id = 0;
      item->is_repeated = TRUE;
      return FALSE;
    }

  if (item->known.other_stanza != NULL && !is_copy_that_counts (arrangement, item, i))
    return FALSE;

  item->takes_stanza = item->known.other_stanza != NULL;
  g_hash_table_add (arrangement->claimed, &item->known.id);
  return TRUE;
}

/* Of a server that tells whole seconds: as late in it as may be. What is older, and stands there by
 * finer times, is not passed over. */
static gint64
get_latest (gint64 time_us,
            gint64 now_us)
{
  gint64 latest_us = time_us % G_USEC_PER_SEC == 0 ? time_us + G_USEC_PER_SEC - 1 : time_us;

  return CLAMP (latest_us, 1, now_us);
}

/* The run finds what lies between that and what is held from the newest end on, and places it, and
 * what it meets there, as late as may be. What a look brings stands ahead of all that: what the
 * run has not come to yet is not passed over. */
static gint64
get_wanted (Arrangement *arrangement,
            gint64       time_us,
            gint64       now_us)
{
  return arrangement->slice->is_partial ? CLAMP (time_us - AHEAD_US, 1, now_us)
                                        : get_latest (time_us, now_us);
}

/* Where it stands already, and may stay. */
static gint64
get_known (Arrangement       *arrangement,
           const ArchiveItem *item)
{
  gboolean is_rough = item->known.is_ahead && !arrangement->slice->is_partial;

  return item->known.id == 0 || item->known.sort_us >= ARCHIVE_SORT_QUEUED || is_rough
           ? 0 : item->known.sort_us;
}

static void
add_entries (Arrangement *arrangement,
             GPtrArray   *ranges,
             gboolean    *moves)
{
  gint64 now_us = g_get_real_time ();

  for (guint i = 0; i < arrangement->slice->items->len; i++)
    {
      const ArchiveSliceItem *place =
        &g_array_index (arrangement->slice->items, ArchiveSliceItem, i);
      ArchiveItem *item = get_item (arrangement, i);
      ArchiveOrderEntry entry = { .time_us = get_wanted (arrangement, place->time_us, now_us) };

      moves[i] = item != NULL && claim (arrangement, item, i);
      if (moves[i])
        entry.known_us = get_known (arrangement, item);
      else if (!moves[i] && ranges != NULL)
        entry.known_us = archive_range_find_place (ranges, place->id);
      g_array_append_val (arrangement->entries, entry);
    }
}

/* The first message of a server's archive that came live and stands after a place; *sort_us stays
 * where there is none. */
static gboolean
find_archived_after (ArchiveConnection  *connection,
                     gint64              line,
                     gint64              after_us,
                     gint64             *sort_us,
                     GError            **error)
{
  static const char sql[] =
    "SELECT min ((SELECT m.sort_us FROM message m WHERE m.conversation_id = c.id "
    "AND m.sort_us > ?2 AND m.sort_us < ?3 AND m.stanza_id IS NOT NULL "
    "AND m.flags & " ARCHIVE_STORED_DELAYED " = 0 ORDER BY m.sort_us LIMIT 1)) "
    "FROM conversation c WHERE " ARCHIVE_PLACE_OF_LINE;
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);

  if (row == NULL)
    return FALSE;

  archive_statement_bind_number (row, 1, line);
  archive_statement_bind_number (row, 2, after_us);
  archive_statement_bind_number (row, 3, ARCHIVE_SORT_QUEUED);
  if (archive_statement_step (row, error) != ARCHIVE_STEP_ROW)
    return FALSE;

  if (archive_statement_get_number (row, 0) != 0)
    *sort_us = archive_statement_get_number (row, 0);
  return TRUE;
}

/* What came live, and is not in the newest slice, came after it; but for what is held by now right
 * before it. What was delivered late is no measure: a server delivers what it had for a connection
 * before in the midst of what is new. */
static gboolean
bound_by_live (Arrangement  *arrangement,
               gint64        floor_us,
               GError      **error)
{
  gint64 last_us = MAX (floor_us - 1, arrangement->bounds.after_us);

  if (floor_us == 0 || !arrangement->bounds.is_newest)
    return TRUE;

  for (guint i = 0; i < arrangement->slice->items->len; i++)
    {
      const ArchiveItem *item = get_item (arrangement, i);

      if (item != NULL && item->known.id != 0 && !item->known.lacks_stanza &&
          item->known.other_stanza == NULL && !item->known.is_delayed)
        last_us = MAX (last_us, item->known.sort_us);
    }

  return find_archived_after (arrangement->connection, arrangement->line, last_us,
                              &arrangement->bounds.before_us, error);
}

/* What is held below the gap that is looked at stands where it belongs, and a look cannot say what
 * lies between that: of such a slice only what is newer counts. */
static void
cut_at_held (Arrangement *arrangement)
{
  gboolean is_below = FALSE;

  for (guint i = arrangement->slice->items->len; i > 0; i--)
    {
      ArchiveItem *item = get_item (arrangement, i - 1);

      if (item == NULL)
        continue;

      is_below |= item->known.id != 0 && item->known.sort_us <= arrangement->bounds.after_us;
      if (is_below)
        item->conversation_id = 0;
    }
}

/* Of a slice that leaves out other conversations: all of it is older than the message that it was
 * asked for with, and where there was none, than all that is held at the newest end. */
static gboolean
bound_by_conversation (Arrangement  *arrangement,
                       GPtrArray    *ranges, /* (nullable) */
                       GError      **error)
{
  static const char sql[] =
    "SELECT sort_us FROM message WHERE conversation_id = ?1 AND stanza_id = ?2 AND sort_us < ?3";
  g_autoptr(ArchiveStatement) row = NULL;
  ArchiveStep step;

  arrangement->bounds = (ArchiveBounds) { 0, G_MAXINT64, FALSE, FALSE };
  if (ranges != NULL && ranges->len > 1)
    arrangement->bounds.after_us =
      ((ArchiveRange *) g_ptr_array_index (ranges, ranges->len - 2))->last_sort_us;
  if (arrangement->slice->before_id == NULL && ranges != NULL && ranges->len > 0)
    arrangement->bounds.before_us =
      ((ArchiveRange *) g_ptr_array_index (ranges, ranges->len - 1))->first_sort_us;
  if (arrangement->slice->before_id == NULL || arrangement->items->len == 0)
    return TRUE;

  if ((row = archive_connection_prepare (arrangement->connection, sql, error)) == NULL)
    return FALSE;

  archive_statement_bind_number (
    row, 1, g_array_index (arrangement->items, ArchiveItem, 0).conversation_id);
  archive_statement_bind_text (row, 2, arrangement->slice->before_id);
  archive_statement_bind_number (row, 3, ARCHIVE_SORT_QUEUED);
  step = archive_statement_step (row, error);
  if (step == ARCHIVE_STEP_ROW)
    arrangement->bounds.before_us = archive_statement_get_number (row, 0);
  return step != ARCHIVE_STEP_ERROR;
}

static void
shift (gint64 *sort_us,
       gint64  from_us,
       gint64  by_us)
{
  if (*sort_us >= from_us && *sort_us < ARCHIVE_SORT_QUEUED)
    *sort_us += by_us;
}

/* There is no room: what comes after it moves on. */
static gboolean
make_room (Arrangement  *arrangement,
           GPtrArray    *ranges,
           GArray       *shifts,
           GError      **error)
{
  gint64 from_us = arrangement->bounds.before_us;
  gint64 by_us = 2 * ARCHIVE_ORDER_RESERVE_US + arrangement->entries->len;
  const ArchiveShift moved = { from_us, by_us };

  if (!archive_place_make_room (arrangement->connection, arrangement->line, from_us, by_us,
                                error))
    return FALSE;

  for (guint i = 0; i < arrangement->items->len; i++)
    shift (&g_array_index (arrangement->items, ArchiveItem, i).known.sort_us, from_us, by_us);
  for (guint i = 0; i < arrangement->entries->len; i++)
    shift (&g_array_index (arrangement->entries, ArchiveOrderEntry, i).known_us, from_us, by_us);
  for (guint i = 0; ranges != NULL && i < ranges->len; i++)
    {
      ArchiveRange *range = g_ptr_array_index (ranges, i);

      shift (&range->first_sort_us, from_us, by_us);
      shift (&range->last_sort_us, from_us, by_us);
    }
  arrangement->bounds.before_us += by_us;
  g_array_append_val (shifts, moved);
  return TRUE;
}

/* A look leaves more room above it, to what the run is to find there, than the run does. */
static gint64
get_reserve (const Arrangement *arrangement)
{
  const ArchiveBounds *bounds = &arrangement->bounds;

  if (bounds->has_neighbour || bounds->after_us == 0)
    return 0;

  return arrangement->slice->is_partial
           ? MIN (ARCHIVE_ORDER_RESERVE_US, bounds->before_us - bounds->after_us) / 2
           : ARCHIVE_ORDER_RESERVE_US;
}

static gboolean
find_places (Arrangement  *arrangement,
             GPtrArray    *ranges,
             GArray       *shifts,
             GError      **error)
{
  ArchiveBounds *bounds = &arrangement->bounds;

  bounds->after_us = MIN (bounds->after_us, bounds->before_us - 1);
  for (;;)
    {
      if (archive_order_find ((ArchiveOrderEntry *) (gpointer) arrangement->entries->data,
                              arrangement->entries->len, bounds->after_us, bounds->before_us,
                              get_reserve (arrangement)))
        return TRUE;

      if (!make_room (arrangement, ranges, shifts, error))
        return FALSE;
    }
}

static gboolean
arrange (Arrangement  *arrangement,
         gint64        floor_us,
         GPtrArray    *ranges,
         GArray       *shifts,
         GError      **error)
{
  guint n_items = arrangement->slice->items->len;
  g_autofree gboolean *moves = g_new0 (gboolean, n_items + 1);
  gint64 last_us = 0;

  if (arrangement->slice->is_partial ? !bound_by_conversation (arrangement, ranges, error)
                                     : !bound_by_live (arrangement, floor_us, error))
    return FALSE;

  if (arrangement->slice->is_partial)
    cut_at_held (arrangement);
  add_entries (arrangement, ranges, moves);
  if (!find_places (arrangement, ranges, shifts, error))
    return FALSE;

  for (guint i = 0; i < n_items; i++)
    {
      ArchiveItem *item = get_item (arrangement, i);

      last_us = g_array_index (arrangement->entries, ArchiveOrderEntry, i).sort_us;
      if (item != NULL && moves[i])
        {
          item->sort_us = last_us;
          item->is_ahead =
            arrangement->slice->is_partial && (item->known.id == 0 || item->known.is_ahead);
        }
    }
  archive_place_note (arrangement->connection, arrangement->line, last_us);
  return TRUE;
}

/* What was read stays so: the mark goes with the newest of it that moves on. */
static gboolean
carry_read (Arrangement  *arrangement,
            GError      **error)
{
  static const char sql[] =
    "UPDATE conversation SET read_sort_us = ?3 "
    "WHERE id = ?1 AND read_sort_us >= ?2 AND read_sort_us < ?3";

  for (guint i = arrangement->items->len; i > 0; i--)
    {
      const ArchiveItem *item = &g_array_index (arrangement->items, ArchiveItem, i - 1);
      g_autoptr(ArchiveStatement) statement = NULL;

      if (!item->known.is_ahead || item->sort_us <= item->known.sort_us)
        continue;

      if ((statement = archive_connection_prepare (arrangement->connection, sql, error)) == NULL)
        return FALSE;

      archive_statement_bind_number (statement, 1, item->conversation_id);
      archive_statement_bind_number (statement, 2, item->known.sort_us);
      archive_statement_bind_number (statement, 3, item->sort_us);
      if (!archive_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static void
arrangement_init (Arrangement        *arrangement,
                  ArchiveConnection  *connection,
                  GArray             *items,
                  const ArchiveSlice *slice,
                  gint64              line)
{
  *arrangement = (Arrangement) {
    .connection = connection,
    .items = items,
    .slice = slice,
    .line = line,
    .bounds = { 0, G_MAXINT64, FALSE, FALSE },
    .places = g_hash_table_new (g_str_hash, g_str_equal),
    .claimed = g_hash_table_new (g_int64_hash, g_int64_equal),
    .entries = g_array_sized_new (FALSE, TRUE, sizeof (ArchiveOrderEntry), slice->items->len),
  };
  for (guint i = 0; i < slice->items->len; i++)
    g_hash_table_insert (arrangement->places,
                         g_array_index (slice->items, ArchiveSliceItem, i).id,
                         GUINT_TO_POINTER (i + 1));
}

static void
arrangement_clear (Arrangement *arrangement)
{
  g_hash_table_unref (arrangement->places);
  g_hash_table_unref (arrangement->claimed);
  g_array_unref (arrangement->entries);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arrangement, arrangement_clear)

/**
 * archive_arrange_slice:
 * @connection: the writer, in a transaction
 * @items: (element-type ArchiveItem): its messages; get their places
 * @slice: a piece of a server's archive
 * @line: of that archive
 * @floor_us: where live messages begin; 0: not known
 * @ranges: (element-type ArchiveRange): what is held; gets what is held with it
 * @shifts: (element-type ArchiveShift): gets how places of other messages had to move on
 * @error: where to say why it failed
 *
 * Returns: whether they have places
 */
gboolean
archive_arrange_slice (ArchiveConnection   *connection,
                       GArray              *items,
                       const ArchiveSlice  *slice,
                       gint64               line,
                       gint64               floor_us,
                       GPtrArray           *ranges,
                       GArray              *shifts,
                       GError             **error)
{
  g_auto(Arrangement) arrangement = { 0 };
  GArray *entries;
  guint n_settled;

  arrangement_init (&arrangement, connection, items, slice, line);
  archive_range_get_bounds (ranges, slice, &arrangement.bounds);
  if (!arrange (&arrangement, floor_us, ranges, shifts, error)
      || !carry_read (&arrangement, error))
    return FALSE;

  entries = arrangement.entries;
  n_settled = archive_range_count_settled (ranges, slice);
  if (!slice->is_partial)
    archive_range_add (
      ranges, slice, n_settled,
      n_settled > 0 ? g_array_index (entries, ArchiveOrderEntry, 0).sort_us : 0,
      n_settled > 0 ? g_array_index (entries, ArchiveOrderEntry, n_settled - 1).sort_us : 0);
  return TRUE;
}

/**
 * archive_arrange_items:
 * @connection: the writer, in a transaction
 * @items: (element-type ArchiveItem): older messages, in order, of which no archive is known; get
 *   their places
 * @error: where to say why it failed
 *
 * Places them by their times; those that are known fix the places of their neighbours.
 *
 * Returns: whether they have places
 */
gboolean
archive_arrange_items (ArchiveConnection  *connection,
                       GArray             *items,
                       GError            **error)
{
  g_autoptr(ArchiveSlice) slice = archive_slice_new ();
  g_autoptr(GArray) shifts = g_array_new (FALSE, FALSE, sizeof (ArchiveShift));
  g_auto(Arrangement) arrangement = { 0 };
  gint64 line = 0;

  if (items->len == 0)
    return TRUE;

  for (guint i = 0; i < items->len; i++)
    {
      const ArchiveMessage *message = g_array_index (items, ArchiveItem, i).message;

      archive_slice_add (slice, message->ids.stanza != NULL ? message->ids.stanza : "",
                         message->time_us, (int) i);
    }

  if (!archive_place_get_line (connection, g_array_index (items, ArchiveItem, 0).conversation_id,
                               &line, error))
    return FALSE;

  arrangement_init (&arrangement, connection, items, slice, line);
  return arrange (&arrangement, 0, NULL, shifts, error);
}
