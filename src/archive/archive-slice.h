/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pieces of a server's archive (XEP-0313): what is held of it, and what comes from it. */

#define ARCHIVE_RANGES_MAX 1000

/**
 * ArchiveRange:
 * @first_id: the archive's id of the oldest thing in it
 * @first_us: its time
 * @first_sort_us: its place in the account's order
 * @last_id: the archive's id of the newest thing in it
 * @last_us: its time
 * @last_sort_us: its place
 * @at_start: the server's archive holds nothing older
 *
 * A piece of a server's archive (XEP-0313) that is held here without a gap.
 */
typedef struct {
  char     *first_id;
  gint64    first_us;
  gint64    first_sort_us;
  char     *last_id;
  gint64    last_us;
  gint64    last_sort_us;
  gboolean  at_start;
} ArchiveRange;

ArchiveRange *archive_range_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void          archive_range_free (ArchiveRange *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveRange, archive_range_free)

/**
 * ArchiveSliceItem:
 * @id: the archive's id of it
 * @time_us: when the server got it
 * @message: which of the delivery's messages it is; -1: it is none that is kept
 */
typedef struct {
  char   *id;
  gint64  time_us;
  int     message;
} ArchiveSliceItem;

/**
 * ArchiveSlice:
 * @items: (element-type ArchiveSliceItem): all that it holds there, oldest first
 * @before_id: (nullable): the slice ends right before this one; NULL: with the newest of all, or
 *   somewhere above @after_id
 * @after_id: (nullable): it begins right after this one
 * @at_start: there is nothing older
 * @settled_us: what the server got later than that may still get neighbours: it may take up two at
 * a time, and the older one last. Of these it is not said that all is held; 0: all of it is settled
 * @is_partial: it has left out other conversations than that of its messages. Of these only those
 *   count that lie above all that is held below the newest range. @before_id is then a message of
 *   that conversation, which need not be the next one
 *
 * An unbroken piece of a server's archive (XEP-0313).
 */
typedef struct {
  GArray   *items;
  char     *before_id;
  char     *after_id;
  gint64    settled_us;
  gboolean  at_start;
  gboolean  is_partial;
} ArchiveSlice;

ArchiveSlice *archive_slice_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void          archive_slice_free (ArchiveSlice *self);
void          archive_slice_add  (ArchiveSlice *self,
                                  const char   *id,
                                  gint64        time_us,
                                  int           message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveSlice, archive_slice_free)

/**
 * ArchiveShift:
 * @from_us: from this place on, up to what is queued
 * @by_us: how far
 *
 * All places of an account that moved on to make room.
 */
typedef struct {
  gint64 from_us;
  gint64 by_us;
} ArchiveShift;

G_END_DECLS
