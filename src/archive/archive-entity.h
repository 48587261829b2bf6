/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-row.h"

G_BEGIN_DECLS

/* For the archive's own files: addresses and conversations by their ids. */

gboolean archive_entity_intern              (ArchiveConnection      *connection,
                                             const char             *address,
                                             gint64                 *id,
                                             GError                **error);
gboolean archive_entity_find_conversation   (ArchiveConnection      *connection,
                                             gint64                  account_id,
                                             const char             *address,
                                             gint64                 *id,
                                             GError                **error);
gboolean archive_entity_intern_conversation (ArchiveConnection      *connection,
                                             gint64                  account_id,
                                             const char             *address,
                                             ArchiveConversationKind kind,
                                             gint64                 *id,
                                             gboolean               *is_new,
                                             GError                **error);
gboolean archive_entity_tidy                (ArchiveConnection      *connection,
                                             GError                **error);

G_END_DECLS
