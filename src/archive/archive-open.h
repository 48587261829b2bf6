/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-salvage.h"

G_BEGIN_DECLS

/* For the archive's own files: the way from a path to connections that can be relied on. */

/**
 * ArchiveOpened:
 * @writer: owned
 * @readers: owned ArchiveConnection
 * @lock: file descriptor that keeps other processes out while it is open; -1: none
 * @salvage: (nullable): what was saved of a damaged file
 */
typedef struct {
  ArchiveConnection *writer;
  GPtrArray         *readers;
  int                lock;
  ArchiveSalvage    *salvage;
} ArchiveOpened;

ArchiveOpened *archive_open              (const char    *path,
                                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;
void           archive_open_note_clean   (const char    *path);
void           archive_open_note_damaged (const char    *path);
void           archive_opened_free       (ArchiveOpened *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveOpened, archive_opened_free)

G_END_DECLS
