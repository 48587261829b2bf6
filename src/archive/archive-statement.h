/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* For the archive's own files: SQLite's statements with GError. */

/**
 * ArchiveStatement:
 *
 * A prepared statement, borrowed from its connection. As an auto variable it is made ready for its
 * next use when the block ends; no statement may be open twice at a time.
 */
typedef sqlite3_stmt ArchiveStatement;

typedef enum {
  ARCHIVE_STEP_ROW,
  ARCHIVE_STEP_DONE,
  ARCHIVE_STEP_ERROR,
} ArchiveStep;

void        archive_statement_bind_number (ArchiveStatement *self,
                                           int               place,
                                           gint64            number);
void        archive_statement_bind_text   (ArchiveStatement *self,
                                           int               place,
                                           const char       *text);
void        archive_statement_bind_bytes  (ArchiveStatement *self,
                                           int               place,
                                           GBytes           *bytes);
ArchiveStep archive_statement_step        (ArchiveStatement *self,
                                           GError          **error);
gboolean    archive_statement_run         (ArchiveStatement *self,
                                           GError          **error);
gint64      archive_statement_get_number  (ArchiveStatement *self,
                                           int               column);
const char *archive_statement_get_text    (ArchiveStatement *self,
                                           int               column);
char       *archive_statement_dup_text    (ArchiveStatement *self,
                                           int               column) G_GNUC_WARN_UNUSED_RESULT;
void        archive_statement_release     (ArchiveStatement *self);
void        archive_statement_set_error   (sqlite3          *handle,
                                           GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveStatement, archive_statement_release)

G_END_DECLS
