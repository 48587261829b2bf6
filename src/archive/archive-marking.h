/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-mark.h"
#include "archive-outcome.h"

G_BEGIN_DECLS

/* For the archive's own files: what receipts, markers and errors say about messages. */

/**
 * ArchiveMarking:
 * @changes: (element-type ArchiveChange): gets what has another state
 * @reads: for @note_read
 * @note_read: told of what was read elsewhere
 */
typedef struct {
  ArchiveConnection  *connection;
  gint64              account_id;
  GArray             *changes;
  GHashTable         *reads;
  void              (*note_read) (GHashTable *reads,
                                  gint64      conversation_id,
                                  gint64      sort_us);
} ArchiveMarking;

gboolean archive_marking_check         (const ArchiveMark *mark,
                                        GError           **error);
gboolean archive_marking_apply_all     (ArchiveMarking    *self,
                                        GPtrArray         *marks,
                                        GError           **error);
gboolean archive_marking_apply_late    (ArchiveMarking    *self,
                                        GPtrArray         *messages,
                                        GArray            *inserted,
                                        GError           **error);
gboolean archive_marking_apply_markers (ArchiveMarking    *self,
                                        GPtrArray         *messages,
                                        GArray            *inserted,
                                        GError           **error);

G_END_DECLS
