/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-outcome.h"

G_BEGIN_DECLS

/* For the archive's own files: reading a conversation's messages. */

ArchivePage    *archive_pages_load         (ArchiveConnection *connection,
                                            gint64             conversation_id,
                                            ArchivePageKind    kind,
                                            ArchivePosition    position,
                                            guint              limit,
                                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean        archive_pages_count        (ArchiveConnection *connection,
                                            gint64             conversation_id,
                                            ArchivePosition    position,
                                            ArchiveCounts     *counts,
                                            GError           **error);
gboolean        archive_pages_count_unread (ArchiveConnection *connection,
                                            gint64             conversation_id,
                                            gint64             read_sort_us,
                                            guint             *unread,
                                            guint             *mentions,
                                            GError           **error);
ArchiveMessage *archive_pages_find         (ArchiveConnection *connection,
                                            gint64             conversation_id,
                                            const char        *remote_id,
                                            const char        *sender,
                                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
