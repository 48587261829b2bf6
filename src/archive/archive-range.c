/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges: unbroken pieces of a server's archive (XEP-0313) that are held, and how they grow
 * together.
 *
 * A slice touches a range where it says that it lies next to it, or where it holds an end of it:
 * both are then one. */
#define G_LOG_DOMAIN "archive-range"

#include "archive-range.h"

#include "archive-columns.h"
#include "archive-error.h"

#define MAX_FIELD_BYTES (64 * 1024)

/**
 * archive_range_load_all:
 * @connection: a connection
 * @account_id: an account
 * @owner: address of the server's archive
 * @error: where to say why it failed
 *
 * Returns: (transfer full) (nullable) (element-type ArchiveRange): oldest first
 */
GPtrArray *
archive_range_load_all (ArchiveConnection  *connection,
                        gint64              account_id,
                        const char         *owner,
                        GError            **error)
{
  static const char sql[] =
    "SELECT first_id, first_us, first_sort_us, last_id, last_us, last_sort_us, at_start "
    "FROM archive_range WHERE account_id = ?1 AND owner = ?2 ORDER BY first_sort_us, id";
  g_autoptr(GPtrArray) ranges =
    g_ptr_array_new_with_free_func ((GDestroyNotify) archive_range_free);
  g_autoptr(ArchiveStatement) row = archive_connection_prepare (connection, sql, error);
  ArchiveStep step;

  if (row == NULL)
    return NULL;

  archive_statement_bind_number (row, 1, account_id);
  archive_statement_bind_text (row, 2, owner);
  while ((step = archive_statement_step (row, error)) == ARCHIVE_STEP_ROW)
    {
      ArchiveRange *range = archive_range_new ();

      range->first_id = archive_statement_dup_text (row, 0);
      range->first_us = archive_statement_get_number (row, 1);
      range->first_sort_us = archive_statement_get_number (row, 2);
      range->last_id = archive_statement_dup_text (row, 3);
      range->last_us = archive_statement_get_number (row, 4);
      range->last_sort_us = archive_statement_get_number (row, 5);
      range->at_start = archive_statement_get_number (row, 6) != 0;
      g_ptr_array_add (ranges, range);
    }
  return step == ARCHIVE_STEP_DONE ? g_steal_pointer (&ranges) : NULL;
}

static gboolean
write_range (ArchiveConnection   *connection,
             gint64               account_id,
             const char          *owner,
             const ArchiveRange  *range,
             GError             **error)
{
  static const char sql[] =
    "INSERT INTO archive_range (account_id, owner, first_id, first_us, first_sort_us, last_id, "
    "last_us, last_sort_us, at_start) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);

  if (statement == NULL || !archive_columns_check_text (range->first_id, MAX_FIELD_BYTES, error) ||
      !archive_columns_check_text (range->last_id, MAX_FIELD_BYTES, error))
    return FALSE;

  archive_statement_bind_number (statement, 1, account_id);
  archive_statement_bind_text (statement, 2, owner);
  archive_statement_bind_text (statement, 3, range->first_id);
  archive_statement_bind_number (statement, 4, range->first_us);
  archive_statement_bind_number (statement, 5, range->first_sort_us);
  archive_statement_bind_text (statement, 6, range->last_id);
  archive_statement_bind_number (statement, 7, range->last_us);
  archive_statement_bind_number (statement, 8, range->last_sort_us);
  archive_statement_bind_number (statement, 9, range->at_start);
  return archive_statement_run (statement, error);
}

/**
 * archive_range_save_all:
 * @connection: the writer
 * @account_id: an account
 * @owner: address of the server's archive
 * @ranges: (element-type ArchiveRange): all that is held; where they are too many, the newest ones
 *   are kept, and the rest is fetched once more some day
 * @error: where to say why it failed
 *
 * Returns: whether they are stored
 */
gboolean
archive_range_save_all (ArchiveConnection  *connection,
                        gint64              account_id,
                        const char         *owner,
                        GPtrArray          *ranges,
                        GError            **error)
{
  static const char sql[] = "DELETE FROM archive_range WHERE account_id = ?1 AND owner = ?2";
  g_autoptr(ArchiveStatement) statement = archive_connection_prepare (connection, sql, error);
  guint first = ranges->len > ARCHIVE_RANGES_MAX ? ranges->len - ARCHIVE_RANGES_MAX : 0;

  if (statement == NULL || !archive_columns_check_text (owner, MAX_FIELD_BYTES, error))
    return FALSE;

  archive_statement_bind_number (statement, 1, account_id);
  archive_statement_bind_text (statement, 2, owner);
  if (!archive_statement_run (statement, error))
    return FALSE;

  for (guint i = first; i < ranges->len; i++)
    if (!write_range (connection, account_id, owner, g_ptr_array_index (ranges, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
holds_item (const ArchiveSlice *slice,
            const char         *id)
{
  for (guint i = 0; i < slice->items->len; i++)
    if (g_str_equal (g_array_index (slice->items, ArchiveSliceItem, i).id, id))
      return TRUE;

  return FALSE;
}

/* touched[i]: whether range i and the slice become one. */
static guint
find_touched (GPtrArray          *ranges,
              const ArchiveSlice *slice,
              gboolean           *touched)
{
  guint n_touched = 0;

  for (guint i = 0; i < ranges->len; i++)
    {
      const ArchiveRange *range = g_ptr_array_index (ranges, i);

      touched[i] = g_strcmp0 (range->first_id, slice->before_id) == 0
                   || g_strcmp0 (range->last_id, slice->after_id) == 0
                   || holds_item (slice, range->first_id) || holds_item (slice, range->last_id);
      n_touched += touched[i];
    }

  return n_touched;
}

/**
 * archive_range_get_bounds:
 * @ranges: (element-type ArchiveRange): what is held
 * @slice: what is to be added
 * @bounds: (out caller-allocates): where it has to stand
 */
void
archive_range_get_bounds (GPtrArray          *ranges,
                          const ArchiveSlice *slice,
                          ArchiveBounds      *bounds)
{
  g_autofree gboolean *touched = g_new0 (gboolean, ranges->len + 1);
  guint n_touched = find_touched (ranges, slice, touched);
  guint below = ranges->len; /* ranges below the slice: those before this one */
  gboolean is_above = FALSE;

  *bounds = (ArchiveBounds) { 0, G_MAXINT64, FALSE, TRUE };
  for (guint i = 0; i < ranges->len; i++)
    {
      const ArchiveRange *range = g_ptr_array_index (ranges, i);

      if (g_strcmp0 (range->first_id, slice->before_id) == 0)
        {
          bounds->before_us = range->first_sort_us;
          below = MIN (below, i);
          break;
        }
      if (g_strcmp0 (range->last_id, slice->after_id) == 0)
        {
          bounds->after_us = range->last_sort_us;
          bounds->has_neighbour = TRUE;
        }
      if (touched[i])
        below = MIN (below, i);
      is_above |= touched[i];

      /* The first one above those that it touches. */
      if (is_above && !touched[i])
        {
          bounds->before_us = range->first_sort_us;
          break;
        }
    }

  bounds->is_newest = bounds->before_us == G_MAXINT64;
  if (bounds->has_neighbour)
    return;

  /* Untouched, it is the newest, above all others. */
  for (guint i = n_touched > 0 ? below : ranges->len; i > 0; i--)
    if (!touched[i - 1])
      {
        bounds->after_us = ((ArchiveRange *) g_ptr_array_index (ranges, i - 1))->last_sort_us;
        return;
      }
}

/**
 * archive_range_find_place:
 * @ranges: (element-type ArchiveRange): what is held
 * @id: the archive's id of something
 *
 * Returns: its place, if it is an end of a range; else 0
 */
gint64
archive_range_find_place (GPtrArray  *ranges,
                          const char *id)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      const ArchiveRange *range = g_ptr_array_index (ranges, i);

      if (g_str_equal (range->first_id, id))
        return range->first_sort_us;
      if (g_str_equal (range->last_id, id))
        return range->last_sort_us;
    }

  return 0;
}

/**
 * archive_range_count_settled:
 * @ranges: (element-type ArchiveRange): what is held
 * @slice: what is to be added
 *
 * Returns: how many of its items, from the oldest on, are to be held as a range; 0: none, because
 *   nothing is settled and it only goes on with what is held
 */
guint
archive_range_count_settled (GPtrArray          *ranges,
                             const ArchiveSlice *slice)
{
  guint n_settled = slice->items->len;
  gboolean is_below = FALSE;

  if (slice->settled_us == 0 || n_settled == 0)
    return n_settled;

  for (guint i = 0; i < ranges->len; i++)
    {
      const ArchiveRange *range = g_ptr_array_index (ranges, i);

      /* What it ends before is held as well, and so is all of it. */
      if (g_strcmp0 (range->first_id, slice->before_id) == 0)
        return n_settled;
      is_below |= g_strcmp0 (range->last_id, slice->after_id) == 0
                  || holds_item (slice, range->last_id);
    }

  for (; n_settled > 0; n_settled--)
    if (g_array_index (slice->items, ArchiveSliceItem, n_settled - 1).time_us <= slice->settled_us)
      break;

  /* A range has at least one item: where none is below, what is older is asked for from it. */
  return n_settled == 0 && !is_below ? 1 : n_settled;
}

static ArchiveRange *
make_range (const ArchiveSlice *slice,
            guint               n_items,
            gint64              first_sort_us,
            gint64              last_sort_us)
{
  const ArchiveSliceItem *first;
  const ArchiveSliceItem *last;
  ArchiveRange *range;

  if (slice->items->len == 0)
    return NULL;

  first = &g_array_index (slice->items, ArchiveSliceItem, 0);
  last = &g_array_index (slice->items, ArchiveSliceItem, n_items - 1);
  range = archive_range_new ();
  range->first_id = g_strdup (first->id);
  range->first_us = first->time_us;
  range->first_sort_us = first_sort_us;
  range->last_id = g_strdup (last->id);
  range->last_us = last->time_us;
  range->last_sort_us = last_sort_us;
  return range;
}

static void
take_first (ArchiveRange *range,
            ArchiveRange *from)
{
  g_free (range->first_id);
  range->first_id = g_steal_pointer (&from->first_id);
  range->first_us = from->first_us;
  range->first_sort_us = from->first_sort_us;
}

static void
take_last (ArchiveRange *range,
           ArchiveRange *from)
{
  g_free (range->last_id);
  range->last_id = g_steal_pointer (&from->last_id);
  range->last_us = from->last_us;
  range->last_sort_us = from->last_sort_us;
}

/* Both become one. Which end is the farther one is said by the slice: places of what it knows only
 * from there may not be right before. */
static void
join (ArchiveRange       *whole,
      ArchiveRange       *part, /* (transfer full) */
      const ArchiveSlice *slice)
{
  g_autoptr(ArchiveRange) owned = part;
  gboolean is_above = g_strcmp0 (part->first_id, slice->before_id) == 0
                      || (holds_item (slice, part->first_id) && !holds_item (slice, part->last_id));
  gboolean is_below = g_strcmp0 (part->last_id, slice->after_id) == 0
                      || (holds_item (slice, part->last_id) && !holds_item (slice, part->first_id));

  whole->at_start |= part->at_start;
  if (is_below)
    take_first (whole, part);
  if (is_above)
    take_last (whole, part);
}

static gboolean
is_within (GPtrArray          *ranges,
           const ArchiveRange *range)
{
  for (guint i = 0; i < ranges->len; i++)
    {
      const ArchiveRange *other = g_ptr_array_index (ranges, i);

      if (range->first_sort_us >= other->first_sort_us
          && range->last_sort_us <= other->last_sort_us)
        return TRUE;
    }

  return FALSE;
}

static int
compare_ranges (gconstpointer a,
                gconstpointer b)
{
  gint64 first_us = (*(const ArchiveRange *const *) a)->first_sort_us;
  gint64 second_us = (*(const ArchiveRange *const *) b)->first_sort_us;

  return first_us < second_us ? -1 : first_us > second_us;
}

/**
 * archive_range_add:
 * @ranges: (element-type ArchiveRange): what is held
 * @slice: what is held now as well
 * @n_items: how many of its items, from archive_range_count_settled()
 * @first_sort_us: the place of the first of them
 * @last_sort_us: the place of the last of them
 *
 * Adds a slice to what is held, and joins what has no gap between it any more.
 */
void
archive_range_add (GPtrArray          *ranges,
                   const ArchiveSlice *slice,
                   guint               n_items,
                   gint64              first_sort_us,
                   gint64              last_sort_us)
{
  g_autofree gboolean *touched = g_new0 (gboolean, ranges->len + 1);
  guint n_touched = find_touched (ranges, slice, touched);
  g_autoptr(ArchiveRange) whole = NULL;

  if (n_items == 0 && slice->items->len > 0)
    return; /* nothing is certain beyond what is held already */

  whole = make_range (slice, n_items, first_sort_us, last_sort_us);

  for (guint i = ranges->len; i > 0 && n_touched > 0; i--)
    {
      ArchiveRange *part;

      if (!touched[i - 1])
        continue;

      part = g_ptr_array_steal_index (ranges, i - 1);
      if (whole != NULL)
        {
          join (whole, part, slice);
          continue;
        }

      /* Nothing lies between them, or before it. */
      whole = part;
      for (guint below = i - 1; below > 0; below--)
        if (touched[below - 1])
          {
            g_autoptr(ArchiveRange) lower = g_ptr_array_steal_index (ranges, below - 1);

            whole->at_start |= lower->at_start;
            take_first (whole, lower);
          }
      break;
    }

  if (whole == NULL)
    return;

  whole->at_start |= slice->at_start;
  if (n_touched == 0 && is_within (ranges, whole))
    return;

  g_ptr_array_add (ranges, g_steal_pointer (&whole));
  g_ptr_array_sort (ranges, compare_ranges);
}
