/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-database.h"
#include "archive-mark.h"
#include "archive-outcome.h"
#include "archive-retraction.h"
#include "archive-slice.h"

G_BEGIN_DECLS

/**
 * ArchiveDelivery:
 * @owner: address of the archive in which the server keeps it, or would: the account's own, or a
 *   room's
 * @messages: (element-type ArchiveMessage): in order
 * @marks: (element-type ArchiveMark): in order
 * @retractions: (element-type ArchiveRetraction): in order; after the messages
 * @slice: (nullable): where in a server's archive they stand; NULL: they came live
 * @is_history: they are older than what was there before: none of them is unread
 * @floor_us: live messages, and what is newer, stand from this place on; see
 *   archive_history_begin_async()
 * @held_id: (nullable): the newest range, which ends with @held_after, now reaches up to this
 *   message, which came live
 * @held_after: (nullable)
 * @held_us: its time
 * @held_sort_us: and place
 *
 * What a server delivered, to be stored in one transaction. Reference counted; not to be changed
 * once it is on its way.
 */
typedef struct {
  gint64        account_id;
  char         *owner;
  GPtrArray    *messages;
  GPtrArray    *marks;
  GPtrArray    *retractions;
  ArchiveSlice *slice;
  gboolean      is_history;
  gint64        floor_us;
  char         *held_id;
  char         *held_after;
  gint64        held_us;
  gint64        held_sort_us;
} ArchiveDelivery;

ArchiveDelivery *archive_delivery_new   (gint64           account_id,
                                         const char      *owner) G_GNUC_WARN_UNUSED_RESULT;
ArchiveDelivery *archive_delivery_ref   (ArchiveDelivery *self);
void             archive_delivery_unref (ArchiveDelivery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveDelivery, archive_delivery_unref)

/**
 * ArchiveRead:
 * @read_sort_us: everything up to this place has been read
 * @unread: incoming messages after it, at most ARCHIVE_UNREAD_MAX
 * @mentions: those of them that speak to us
 */
typedef struct {
  gint64 conversation_id;
  gint64 read_sort_us;
  guint  unread;
  guint  mentions;
} ArchiveRead;

/**
 * ArchiveDelivered:
 * @inserted: (element-type ArchiveInserted): what became of each message
 * @changes: (element-type ArchiveChange): what has another state by a mark, in order
 * @reads: (element-type ArchiveRead): conversations of which something was read elsewhere, or to
 *   which history was added; rooms in which something speaks to others than before
 * @ranges: (nullable) (element-type ArchiveRange): what is held of the archive now, oldest first;
 *   NULL: as before
 * @shifts: (element-type ArchiveShift): places of other messages of the account have moved on
 * @corrected: (element-type ArchiveMessage): what has another text now, or none any more
 * @is_extended: the newest range ends with @held_id of the delivery now; FALSE: there is no such
 *   range, or its end stands after that
 * @hidden: (element-type ArchiveHidden): what was shown, and stands in another's stead now
 */
typedef struct {
  GArray    *inserted;
  GArray    *changes;
  GArray    *reads;
  GPtrArray *ranges;
  GArray    *shifts;
  GPtrArray *corrected;
  GArray    *hidden;
  gboolean   is_extended;
} ArchiveDelivered;

void archive_delivered_free (ArchiveDelivered *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveDelivered, archive_delivered_free)

/* Stores all of it, or nothing. */
void              archive_deliver_async  (ArchiveDatabase    *database,
                                          ArchiveDelivery    *delivery,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
ArchiveDelivered *archive_deliver_finish (ArchiveDatabase    *database,
                                          GAsyncResult       *result,
                                          GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
