/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ArchiveError:
 * @ARCHIVE_ERROR_IO: the file system refused; also what SQLite reports that is none of the others
 * @ARCHIVE_ERROR_FULL: no room left on the disk
 * @ARCHIVE_ERROR_DAMAGED: the file is damaged; opening it again salvages it
 * @ARCHIVE_ERROR_TOO_NEW: a later version of the program has written the file; it is left untouched
 * @ARCHIVE_ERROR_BUSY: another process holds the file
 * @ARCHIVE_ERROR_NOT_FOUND: there is no such row
 * @ARCHIVE_ERROR_CONSTRAINT: the row contradicts others (an address twice, no such conversation)
 * @ARCHIVE_ERROR_INVALID: a value is out of bounds (too long, not UTF-8, an unknown number)
 * @ARCHIVE_ERROR_CLOSED: the database has been closed
 */
typedef enum {
  ARCHIVE_ERROR_IO,
  ARCHIVE_ERROR_FULL,
  ARCHIVE_ERROR_DAMAGED,
  ARCHIVE_ERROR_TOO_NEW,
  ARCHIVE_ERROR_BUSY,
  ARCHIVE_ERROR_NOT_FOUND,
  ARCHIVE_ERROR_CONSTRAINT,
  ARCHIVE_ERROR_INVALID,
  ARCHIVE_ERROR_CLOSED,
} ArchiveError;

#define ARCHIVE_ERROR (archive_error_quark ())

GQuark archive_error_quark (void);

G_END_DECLS
