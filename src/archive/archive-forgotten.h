/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"
#include "archive-row.h"

G_BEGIN_DECLS

/* For the archive's own files: what was deleted here, and is not to come back from a server. */

gboolean archive_forgotten_add_message      (ArchiveConnection *connection,
                                             gint64             id,
                                             GError           **error);
gboolean archive_forgotten_delete_message   (ArchiveConnection *connection,
                                             gint64             id,
                                             GError           **error);
gboolean archive_forgotten_add_conversation (ArchiveConnection *connection,
                                             gint64             conversation_id,
                                             GError           **error);
gboolean archive_forgotten_find             (ArchiveConnection *connection,
                                             gint64             account_id,
                                             const char        *owner,
                                             GPtrArray         *messages,
                                             gboolean           is_history,
                                             gboolean          *skips,
                                             GError           **error);

G_END_DECLS
