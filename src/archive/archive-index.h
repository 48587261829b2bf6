/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "archive-connection.h"

G_BEGIN_DECLS

/* For the archive's own files: the search index, which whoever changes bodies keeps in step. */

gboolean archive_index_add                 (ArchiveConnection *connection,
                                            gint64             id,
                                            const char        *body,
                                            GError           **error);
gboolean archive_index_remove              (ArchiveConnection *connection,
                                            gint64             id,
                                            GError           **error);
gboolean archive_index_remove_conversation (ArchiveConnection *connection,
                                            gint64             conversation_id,
                                            GError           **error);
gboolean archive_index_remove_account      (ArchiveConnection *connection,
                                            gint64             account_id,
                                            GError           **error);
gboolean archive_index_merge               (ArchiveConnection *connection,
                                            GError           **error);
gboolean archive_index_rebuild             (ArchiveConnection *connection,
                                            GError           **error);

G_END_DECLS
