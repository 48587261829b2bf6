/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places for a piece of a server's archive: in its order, near its stamps, and with as few moves of
 * what stands already as may be. */
#define G_LOG_DOMAIN "archive-order"

#include "archive-order.h"

/* The longest row of entries that stand in the right order already, between the bounds: those stay.
 * keeps[i]: whether entry i is one of them. (Patience sorting: last[n] is the entry that ends the
 * best row of n + 1 entries, previous[i] the one before i in its row.) */
static void
find_kept (const ArchiveOrderEntry *entries,
           guint                    n_entries,
           gint64                   after_us,
           gint64                   before_us,
           gboolean                *keeps)
{
  g_autofree guint *last = g_new0 (guint, n_entries);
  g_autofree guint *previous = g_new0 (guint, n_entries);
  guint length = 0;

  for (guint i = 0; i < n_entries; i++)
    {
      gint64 known_us = entries[i].known_us;
      guint low = 0;
      guint high = length;

      keeps[i] = FALSE;
      if (known_us <= after_us || known_us >= before_us)
        continue;

      while (low < high)
        {
          guint middle = low + (high - low) / 2;

          if (entries[last[middle]].known_us < known_us)
            low = middle + 1;
          else
            high = middle;
        }

      previous[i] = low > 0 ? last[low - 1] : i;
      last[low] = i;
      length = MAX (length, low + 1);
    }

  for (guint i = length > 0 ? last[length - 1] : 0; length > 0; i = previous[i], length--)
    keeps[i] = TRUE;
}

/* Entries between two that stand: from the end down each before the next, then up again each after
 * the one before. */
static gboolean
fill (ArchiveOrderEntry *entries,
      guint              n_entries,
      gint64             after_us,
      gint64             before_us,
      gint64             reserve_us)
{
  gint64 limit_us = before_us;

  if (before_us - after_us - 1 < (gint64) n_entries)
    return FALSE;

  /* As much of the reserve as there is. */
  after_us += CLAMP (before_us - after_us - 1 - (gint64) n_entries, 0, reserve_us);
  for (guint i = n_entries; i-- > 0; )
    limit_us = entries[i].sort_us = MIN (entries[i].time_us, limit_us - 1);
  for (guint i = 0; i < n_entries; i++)
    after_us = entries[i].sort_us = MAX (entries[i].sort_us, after_us + 1);

  return TRUE;
}

static gboolean
fill_around (ArchiveOrderEntry *entries,
             guint              n_entries,
             gint64             after_us,
             gint64             before_us,
             gint64             reserve_us,
             const gboolean    *keeps)
{
  guint start = 0;

  for (guint i = 0; i <= n_entries; i++)
    {
      gint64 next_us = i < n_entries ? entries[i].known_us : before_us;

      if (i < n_entries && !keeps[i])
        continue;

      if (!fill (entries + start, i - start, after_us, next_us, start == 0 ? reserve_us : 0))
        return FALSE;
      if (i < n_entries)
        after_us = entries[i].sort_us = next_us;
      start = i + 1;
    }

  return TRUE;
}

/**
 * archive_order_find:
 * @entries: (array length=n_entries): in the archive's order; gets their places
 * @n_entries: how many
 * @after_us: all come after this place; 0: anywhere
 * @before_us: and before this one; G_MAXINT64: anywhere
 * @reserve_us: how much of the room there is to be left free after @after_us
 *
 * Returns: whether there is room
 */
gboolean
archive_order_find (ArchiveOrderEntry *entries,
                    guint              n_entries,
                    gint64             after_us,
                    gint64             before_us,
                    gint64             reserve_us)
{
  g_autofree gboolean *keeps = g_new0 (gboolean, MAX (n_entries, 1));

  find_kept (entries, n_entries, after_us, before_us, keeps);
  if (fill_around (entries, n_entries, after_us, before_us, reserve_us, keeps))
    return TRUE;

  /* Neighbours without a place between them: then all are placed anew, but for the first one: what
   * is older may stand right before it. */
  if (n_entries > 0 && keeps[0])
    {
      entries[0].sort_us = entries[0].known_us;
      return fill (entries + 1, n_entries - 1, entries[0].known_us, before_us, 0);
    }
  return fill (entries, n_entries, after_us, before_us, reserve_us);
}
