/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-file.h"

G_BEGIN_DECLS

/* For the archive's own files: how the files of messages are stored, and read along with them. */

/* A column of the message m; NULL where it has none */
#define ARCHIVE_FILING_COLUMN \
  "(SELECT group_concat (position || char (31) || coalesce (direct, 0) || char (31) " \
  "|| coalesce (url, '') || char (31) " \
  "|| coalesce (path, '') || char (31) || coalesce (name, '') || char (31) " \
  "|| coalesce (type, '') || char (31) || coalesce (size_bytes, -1) || char (31) " \
  "|| coalesce (width, 0) || char (31) || coalesce (height, 0) || char (31) " \
  "|| coalesce (sha256, '') || char (31) || coalesce (length_ms, 0) || char (31) " \
  "|| coalesce (thumbnail, '') || char (31) || fit || char (31) || heard || char (31) " \
  "|| coalesce (offer_id, ''), " \
  "char (30)) FROM file WHERE message = m.id)"

gboolean   archive_filing_check   (GPtrArray          *files, /* (nullable) */
                                   GError            **error);
gboolean   archive_filing_add     (ArchiveConnection  *connection,
                                   gint64              message_id,
                                   GPtrArray          *files,
                                   GError            **error);
gboolean   archive_filing_replace (ArchiveConnection  *connection,
                                   gint64              message_id,
                                   GPtrArray          *files,
                                   GError            **error);
GPtrArray *archive_filing_read    (const char         *column) /* (nullable) */
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
