/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-statement.h"

G_BEGIN_DECLS

/* For the archive's own files: one connection, which belongs to one thread at a time. */

/**
 * ArchiveConnectionMode:
 * @ARCHIVE_CONNECTION_WRITER: makes the file where there is none
 * @ARCHIVE_CONNECTION_READER: cannot change anything
 * @ARCHIVE_CONNECTION_RESCUER: reads what it can of a damaged file; leaves file and log as they are
 */
typedef enum {
  ARCHIVE_CONNECTION_WRITER,
  ARCHIVE_CONNECTION_READER,
  ARCHIVE_CONNECTION_RESCUER,
} ArchiveConnectionMode;

/**
 * ArchiveMemory:
 * @entities: address → id
 * @lines: conversation id → the line in which its messages stand
 * @heads: line → greatest sort_us of its messages that are not queued
 * @last_id: the greatest message id; 0: not known
 * @past_id: the last one that was given to an older message
 *
 * What the writer need not look up again. Forgotten whenever a transaction is undone.
 */
typedef struct {
  GHashTable *entities;
  GHashTable *lines;
  GHashTable *heads;
  gint64      last_id;
  gint64      past_id;
} ArchiveMemory;

typedef struct _ArchiveConnection ArchiveConnection;

ArchiveConnection *archive_connection_open            (const char           *path,
                                                       ArchiveConnectionMode mode,
                                                       GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
void               archive_connection_free            (ArchiveConnection    *self);
sqlite3           *archive_connection_get_handle      (ArchiveConnection    *self);
ArchiveMemory     *archive_connection_get_memory      (ArchiveConnection    *self);
void               archive_connection_set_cancellable (ArchiveConnection    *self,
                                                       GCancellable         *cancellable);
gboolean           archive_connection_execute         (ArchiveConnection    *self,
                                                       const char           *sql,
                                                       GError              **error);
ArchiveStatement  *archive_connection_prepare         (ArchiveConnection    *self,
                                                       const char           *sql,
                                                       GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean           archive_connection_get_number      (ArchiveConnection    *self,
                                                       const char           *sql,
                                                       gint64               *number,
                                                       GError              **error);
gboolean           archive_connection_run             (ArchiveConnection    *self,
                                                       const char           *sql,
                                                       gint64                id,
                                                       GError              **error);
gboolean           archive_connection_begin           (ArchiveConnection    *self,
                                                       gboolean              durable,
                                                       GError              **error);
gboolean           archive_connection_commit          (ArchiveConnection    *self,
                                                       GError              **error);
void               archive_connection_roll_back       (ArchiveConnection    *self);
gboolean           archive_connection_checkpoint      (ArchiveConnection    *self,
                                                       GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveConnection, archive_connection_free)

G_END_DECLS
