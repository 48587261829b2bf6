/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of a server's archive. */
#define G_LOG_DOMAIN "archive-slice"

#include "archive-slice.h"

/**
 * archive_range_new:
 *
 * Returns: (transfer full): a range with nothing set
 */
ArchiveRange *
archive_range_new (void)
{
  return g_new0 (ArchiveRange, 1);
}

/**
 * archive_range_free:
 * @self: (nullable) (transfer full): a range
 */
void
archive_range_free (ArchiveRange *self)
{
  if (self == NULL)
    return;

  g_free (self->first_id);
  g_free (self->last_id);
  g_free (self);
}

/**
 * archive_slice_new:
 *
 * Returns: (transfer full): a slice with nothing in it
 */
ArchiveSlice *
archive_slice_new (void)
{
  ArchiveSlice *self = g_new0 (ArchiveSlice, 1);

  self->items = g_array_new (FALSE, FALSE, sizeof (ArchiveSliceItem));
  return self;
}

/**
 * archive_slice_free:
 * @self: (nullable) (transfer full): a slice
 */
void
archive_slice_free (ArchiveSlice *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->items->len; i++)
    g_free (g_array_index (self->items, ArchiveSliceItem, i).id);
  g_array_unref (self->items);
  g_free (self->before_id);
  g_free (self->after_id);
  g_free (self);
}

/**
 * archive_slice_add:
 * @self: a slice
 * @id: the archive's id of what comes next in it
 * @time_us: when the server got it
 * @message: which message of the delivery it is; -1: none that is kept
 */
void
archive_slice_add (ArchiveSlice *self,
                   const char   *id,
                   gint64        time_us,
                   int           message)
{
  const ArchiveSliceItem item = { g_strdup (id), time_us, message };

  g_array_append_val (self->items, item);
}
